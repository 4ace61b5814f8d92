# Run log
log-of = Цепочка
log-all = Все
log-when = Когда
log-record = Карточка
log-what = Что и почему
log-to = кому: { $to }
log-empty = Пока ничего не произошло
log-empty-help = Включите цепочку; в примере можно затем перевести часы.
what-entered = вход
what-left = выход
what-planned = запланировано
what-moved = перенесено
what-sent = отправлено
what-task-created = создана задача
what-dropped = не будет отправлено
what-skipped = пропущено
what-finished = завершено
what-held = удержано
what-deviated = не отправлено
plan-what-entered = вход
plan-what-sent = будет отправлено
plan-what-task-created = будет создана задача
plan-what-skipped = будет пропущено
plan-what-finished = завершение
reason-filter-not-matched = больше не подходит под условие
reason-already-had-it = уже проходила эту цепочку
reason-too-soon-after-exit = вышла слишком недавно
reason-no-contact = у карточки нет такого контакта
reason-no-address = у контакта нет рабочего адреса
reason-no-consent = контакт не согласился на рекламу по этому каналу
reason-suppressed = на этот адрес больше ничего не отправляется
reason-quiet-hours = попадает на тихие часы
reason-late-moved = опоздало, поэтому время выбрано заново
reason-expired = позже, чем разрешает шаг
reason-missing-value = поле шаблона пусто
reason-no-colleague = некому передать
reason-no-allowed-date = ни одна дата не подходит по дням шага
reason-sms-not-enabled = SMS выключены в модуле
reason-step-gone = шага или шаблона больше нет
reason-opted-out = контакт отписался
reason-automation-inactive = цепочка выключена
parts-cost = { $parts ->
    [one] { $parts } часть
    [few] { $parts } части
   *[other] { $parts } частей
  }, { $cost }
