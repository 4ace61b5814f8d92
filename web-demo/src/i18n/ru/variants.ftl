# A/B tests of messages
variants-title = A/B-тест
variants-short = A/B
variants-help = Вариант выбирает случай по этим долям, один раз для каждого клиента: клиент всегда получает один и тот же вариант, и план показывает тот, который будет отправлен.
variant-add-first = Добавить вариант (A/B-тест)
variant-add = Добавить вариант
variant-letter = Вариант { $letter }
variant-template = Шаблон варианта { $letter }
variant-share = Доля варианта { $letter } в процентах
variant-rest-help = Сколько оставят остальные
variant-remove = Удалить вариант { $letter }
variant-removed = Вариант { $letter } удалён.
variant-named = вариант { $letter } «{ $name }»
variant-named-gone = вариант «{ $name }», больше не в тесте
variant-gone = больше не в тесте
variants-early = Пока рано судить: нужно отправить { $sent } сообщений каждого варианта и получить в сумме { $measure ->
    [goal_reached] { $reached } таких, после которых достигли цели
    [clicked] { $reached } таких, где перешли по ссылке
   *[replied] { $reached } таких, на которые ответили
  }.
variants-even = Нет разницы, которую нельзя объяснить случайностью.
variants-leads = Лидирует { $letter }: { $measure ->
    [goal_reached] цели достигают
    [clicked] по ссылкам переходят
   *[replied] отвечают
  } чаще, чем можно объяснить случайностью.
variant-keep = Оставить этот вариант
variant-kept = Остаётся только «{ $name }».
variant-kept-draft = остаётся в черновике
variant-keep-save-first = Сначала сохраните то, что меняете, потом оставьте вариант.
