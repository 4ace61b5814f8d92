# All automations, and those of one record
nav-automations = Автоматизации
automations-kind = Вид
automations-all = Все
automations-sequence = Последовательности
automations-one-off = Разовые рассылки
automations-campaign = Кампании
automations-rule = Правила
automations-recurring-job = Повторяющиеся задания
automations-empty = Пока нет ни одной
automations-empty-help = Постройте последовательность для представления или правило на этапе.
kind-name-sequence = Последовательность
kind-name-one-off = Разовая рассылка
kind-name-campaign = Кампания
kind-name-rule = Правило
kind-name-recurring-job = Повторяющееся задание
automation-steps = { $steps ->
    [one] { $steps } действие
    [few] { $steps } действия
   *[other] { $steps } действий
  }
automation-started = Запущено
automation-waiting = Ждут
automation-next = Следующее
automation-last = Последнее
passages = Автоматизации этой карточки
passages-none = Для неё ещё ничего не запускалось.
passage-waiting = Запущено { $at }, ждёт до { $until }
passage-held = Запущено { $at }, ждёт предыдущее правило
passage-finished = Запущено { $at }, закончено { $ended }
passage-exited = Запущено { $at }, прекращено { $ended }: { $reason }
record-past = Что сделано и что нет
record-past-none = Пока ничего.
record-coming = Что произойдёт
record-coming-none = На ближайший год ничего не запланировано.
by-hand-automation = Автоматизация
by-hand-start = Запустить вручную
by-hand-stop = Закончить
by-hand-skip = Пропустить этот шаг
by-hand-reschedule = Перенести
by-hand-new-time = Новое время
by-hand-move = Перенести
by-hand-done-start = Запущено: { $name }
by-hand-done-stop = Закончено: { $name }
by-hand-done-skip = Шаг пропущен: { $name }
by-hand-done-reschedule = Перенесено: { $name }
subscription-stopped = стоит: тариф
subscription-stopped-help = Тариф больше не включает это. Ничего не теряется: продолжится, когда снова будет включать.
