# Изменение того, что работает: черновики, замена условий, просроченное за паузу
view-in-use = Это условие использует включённая автоматизация: { $names }. Его меняют безопасно: сначала видно, кто войдёт, выйдет и останется, затем вы подтверждаете.
view-replace = Заменить безопасно…
view-replacing = Вы меняете используемое условие. Ничего не изменится, пока вы не подтвердите.
view-replace-title = Заменить «{ $name }»?
change-show = Показать, что изменится
change-confirm = Подтвердить и изменить
change-confirm-exactly = Подтверждаю именно это.
change-done = Изменено. Записи сейчас обновляются.
change-nobody = Ни одной включённой автоматизации это не касается.
change-enters = Войдут
change-leaves = Выйдут, ожидающее отменяется
change-stays = Останутся
change-kept = Ждут как прежде
change-rescheduled = В другое время
change-moved = Их шаг удалён, дальше следующий
change-passes-new-steps = Новые шаги уже позади
change-ends = Их шаг удалён, дальше ничего нет
change-sends = { $starts ->
    [one] Начнёт { $starts } запись
    [few] Начнут { $starts } записи
   *[other] Начнут { $starts } записей
  }: письма { $emails }, SMS { $sms } (частей { $parts }), задачи { $tasks }, стоимость { $cost }.
change-sends-nothing = Из-за этого изменения никто не начнёт.
draft-none = Работает. То, что вы здесь измените, останется черновиком рядом, пока вы его не опубликуете.
draft-beside = Рядом с работающей версией есть черновик.
draft-templates = Шаблоны, изменённые после публикации: { $names }.
draft-publish = Опубликовать…
draft-publish-title = Опубликовать «{ $name }»?
draft-discard = Удалить черновик
draft-discarded = Черновик удалён. То, что работает, не изменилось.
settings-publish-title = Изменить время того, что работает?
overdue-title = { $count ->
    [one] { $count } действие просрочено за время паузы
    [few] { $count } действия просрочены за время паузы
   *[other] { $count } действий просрочено за время паузы
  }
overdue-since = Самое раннее должно было выполниться { $at }. Что с ними сделать?
overdue-send = Выполнить сейчас
overdue-skip = Пропустить
overdue-spread = Распределить, { $perHour } в час
overdue-figures = За девяносто дней: письма { $emails }, SMS { $sms }, задачи { $tasks }, стоимость { $cost }
