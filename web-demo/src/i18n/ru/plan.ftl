# Calendar
plan-period = Период
days-count = { $days } дней
plan-empty = Ни одна цепочка не включена
plan-empty-help = Включите цепочку, чтобы увидеть по дням, что она сделает.
forecast-title = Ближайшие { $days } дней
sms-parts = { $sms } (частей: { $parts })
skipped-count = { $count ->
    [one] { $count } шаг пропущен
    [few] { $count } шага пропущены
   *[other] { $count } шагов пропущено
  }
timeline-title = Одна карточка
timeline-of = Что ждёт: { $name }
timeline-choose = Найдите карточку, чтобы увидеть, что с ней будет.
timeline-nothing = В ближайшие 90 дней для этой карточки ничего не запланировано.
record-search = Найти карточку
collisions-title = Слишком много одному контакту
collisions-about = { $contacts ->
    [one] { $contacts } контакт получил бы много сообщений от всех автоматизаций вместе.
    [few] { $contacts } контакта получили бы много сообщений от всех автоматизаций вместе.
   *[other] { $contacts } контактов получили бы много сообщений от всех автоматизаций вместе.
  }
collisions-capped = { $above ->
    [one] { $above } сообщение сверх предела и не будет отправлено.
    [few] { $above } сообщения сверх предела и не будут отправлены.
   *[other] { $above } сообщений сверх предела и не будут отправлены.
  }
collisions-uncapped = Все они ушли бы.
collisions-contact = Контакт
collisions-messages = Сообщения
collisions-automations = Откуда
collisions-day = { $date }
collisions-week = неделя с { $date }
collisions-email = писем: { $messages }, не больше { $places }
collisions-sms = SMS: { $messages }, не больше { $places }
