# Повторяющиеся задания (S0.7-10)
nav-jobs = Повторяющиеся задания
job-new = Новое повторяющееся задание
job-list = Список, с которым оно работает
jobs-empty = Повторяющихся заданий ещё нет
jobs-empty-help = Повторяющееся задание через заданное время проходит по списку и действует на записи, которые подходят под условия.
job-gone = Такого повторяющегося задания нет
job-next = Следующий запуск { $at }.
job-no-next = Запусков больше не будет.
job-last = Последний запуск { $at }: { $records ->
    [0] никого.
    [one] { $records } запись.
    [few] { $records } записи.
   *[other] { $records } записей.
  }
job-missed = Заменяет все запуски с { $at }.
job-last-never = Ещё не запускалось.
job-runs = Запуски
job-schedule = Когда запускается
schedule-presets = Частые расписания
preset-hourly = Каждый час
preset-daily = Ежедневно
preset-workdays = С понедельника по пятницу
preset-weekly = Еженедельно
preset-monthly = Ежемесячно
schedule-kind-every = Через заданное время
schedule-kind-cron = По выражению cron
schedule-every = Каждые
schedule-unit = Единица времени
schedule-from = Первый запуск
schedule-cron = Выражение cron
schedule-cron-help = Минута, час, день месяца, месяц, день недели (0 и 7 — воскресенье), например 0 9 * * 1-5.
schedule-next = Ближайшие запуски
schedule-catch-up = Пропущенные запуски, когда ничего не работало, становятся одним.
rhythm-daily = ежедневно в { $time }
rhythm-weekdays = { $days } в { $time }
rhythm-days = { $days } числа каждого месяца в { $time }
rhythm-cron = по выражению { $cron }
job-basis = Какие записи: { $module }
job-take-view = Взять условие представления
job-who = На кого подействовало бы сейчас
job-who-count = { $count ->
    [0] Сейчас никто не подходит.
    [one] Сейчас подходит { $count } запись.
    [few] Сейчас подходят { $count } записи.
   *[other] Сейчас подходят { $count } записей.
  }
job-repeat = На кого действует снова
repeat-once-while-matching = Один раз, пока подходит
repeat-once-while-matching-help = Снова, когда запись перестала подходить и подходит опять.
repeat-once-ever = Только один раз
repeat-once-ever-help = Больше никогда, сколько бы раз запись ни подходила.
repeat-every-run = При каждом запуске
repeat-every-run-help = Всякий раз, когда запись подходит и ещё не проходит шаги.
job-audience-all-help = Каждая запись, которая подходит во время запуска.
job-audience-created-after-activation-help = Только записи, созданные после включения.
job-figure-would-start = Начнут при первом запуске
job-nobody-starts = При первом запуске никто не начнёт. Следующие запуски посмотрят снова.
job-confirm-records = { $records ->
    [0] Подтверждаю: при первом запуске никто не начнёт.
    [one] Подтверждаю: при первом запуске начнёт { $records } запись.
    [few] Подтверждаю: при первом запуске начнут { $records } записи.
   *[other] Подтверждаю: при первом запуске начнут { $records } записей.
  }
job-confirm-type = Введите { $records }, чтобы подтвердить, что столько записей начнут при первом запуске
every-minutes = { $count ->
    [1] каждую минуту
    [one] каждую { $count } минуту
    [few] каждые { $count } минуты
   *[other] каждые { $count } минут
  }
every-hours = { $count ->
    [1] каждый час
    [one] каждый { $count } час
    [few] каждые { $count } часа
   *[other] каждые { $count } часов
  }
every-days = { $count ->
    [1] каждый день
    [one] каждый { $count } день
    [few] каждые { $count } дня
   *[other] каждые { $count } дней
  }
every-weeks = { $count ->
    [1] каждую неделю
    [one] каждую { $count } неделю
    [few] каждые { $count } недели
   *[other] каждые { $count } недель
  }
every-months = { $count ->
    [1] каждый месяц
    [one] каждый { $count } месяц
    [few] каждые { $count } месяца
   *[other] каждые { $count } месяцев
  }
interval-minutes = { $count ->
    [one] минуту
    [few] минуты
   *[other] минут
  }
interval-hours = { $count ->
    [one] час
    [few] часа
   *[other] часов
  }
interval-days = { $count ->
    [one] день
    [few] дня
   *[other] дней
  }
interval-weeks = { $count ->
    [one] неделю
    [few] недели
   *[other] недель
  }
interval-months = { $count ->
    [one] месяц
    [few] месяца
   *[other] месяцев
  }
job-steps = Что делает
