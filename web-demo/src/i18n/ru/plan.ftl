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
