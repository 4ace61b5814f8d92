# Activation
activate-title = Включить «{ $name }»?
activate-module = Будет работать в модуле { $module }.
audience = Кого касается
audience-all = Все карточки в базе
audience-all-help = Кто подходит сейчас, начинает сразу; остальные — позже.
audience-created-after-activation = Только новые карточки
audience-created-after-activation-help = Только созданные после включения.
audience-entering-after-activation = Только те, кто войдёт с этого момента
audience-entering-after-activation-help = Старые и новые карточки, когда начнут подходить после включения.
audience-one-off = Все, кто подходит под условие в момент запуска, один раз: кто позже перестанет подходить, всё равно получит, кто придёт позже — нет.
audience-one-off-entering-after-activation = Продолжить с теми, кто ждёт
audience-one-off-entering-after-activation-help = Новые не добавляются.
audience-one-off-all = Начать заново
audience-one-off-all-help = Также все, кто сейчас подходит под условие и ещё не начинал.
figure-matching = Подходят сейчас
figure-would-start = Начнут сейчас
figure-entering = Войдут
figure-emails = Письма
figure-sms = SMS
figure-tasks = Задачи
figure-cost = Стоимость SMS
figure-no-consent = Без согласия, пропущены
figure-dropped = SMS, потерянные ночью
no-cost = нет
nobody-starts-now = Сейчас никто не начинает. Карточки начнут, когда станут подходить.
dropped-explained = { $count ->
    [one] { $count } SMS попадает на тихие часы и не будет отправлено, и позже тоже. Этого избегает час «с» в шаге.
   *[other] { $count } SMS попадают на тихие часы и не будут отправлены, и позже тоже. Этого избегает час «с» в шаге.
  }
sms-without-price = SMS на номера без цены: { $count }; стоимость выше их не включает.
confirm-records = { $records ->
    [0] Подтверждаю: сейчас никто не начинает.
    [one] Подтверждаю: { $records } карточка начинает сейчас.
    [few] Подтверждаю: { $records } карточки начинают сейчас.
   *[other] Подтверждаю: { $records } карточек начинают сейчас.
  }
confirm-type = Введите { $records }, чтобы подтвердить, что столько карточек начнут сейчас
loop-found = Эти автоматизации запускали бы друг друга:
loop-link = { $name }: { $action }
loop-explained = После восьми звеньев они будут остановлены; измените одну из них, чтобы цепочка закончилась.
lost-steps-found = Шаг { $position } ({ $action }) уводит запись с этапа, и правило на этом заканчивается. То, что стоит после, не выполнится никогда:
lost-step = шаг { $position }: { $action }
lost-steps-explained = Поставьте их перед этим шагом или разрешите правилу продолжаться после ухода с этапа.
