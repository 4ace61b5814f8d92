# Steps and their actions
palette = Действия
palette-help = Щелчок добавляет шаг в конец; можно и перетащить.
action-email-to-contact = Письмо контакту
action-sms-to-contact = SMS контакту
action-email-to-user = Письмо сотруднику
action-task-for-user = Задача сотруднику
action-activity = Запланировать дело
action-repeat-record = Создать повторную карточку
action-copy-record = Копировать карточку
action-add-to-lists = Добавить в списки рассылки
action-set-field = Заполнить поле
action-move-stage = Переместить в этап
action-add-tag = Добавить тег
action-remove-tag = Убрать тег
action-generate-document = Создать документ
action-webhook = Сообщить другой программе (вебхук)
action-wait-for = Ждать события
action-branch = Ветвление
action-exit = Закончить здесь
step-number = Шаг { $number }: { $action }
step-move = Место шага { $number }
step-move-up = Шаг { $number } выше
step-move-down = Шаг { $number } ниже
step-remove = Удалить шаг { $number }
step-removed = Удалено: { $action }
step-added = { $action }: добавлено как шаг { $position } из { $count }
step-moved = { $action }: теперь на месте { $position } из { $count }
after-entry = через { $delay } после входа
after-previous = через { $delay } после предыдущего
after-entry-at-once = сразу при входе
after-previous-at-once = сразу после предыдущего
day-number = день { $day }
delay = Задержка
delay-unit = Единица задержки
expiry = Пропускается при опоздании на
expiry-unit = Единица опоздания
delay-none = без задержки
delay-minutes = { $amount ->
    [one] { $amount } минуту
    [few] { $amount } минуты
   *[other] { $amount } минут
  }
delay-hours = { $amount ->
    [one] { $amount } час
    [few] { $amount } часа
   *[other] { $amount } часов
  }
delay-days = { $amount ->
    [one] { $amount } день
    [few] { $amount } дня
   *[other] { $amount } дней
  }
delay-weeks = { $amount ->
    [one] { $amount } неделю
    [few] { $amount } недели
   *[other] { $amount } недель
  }
delay-months = { $amount ->
    [one] { $amount } месяц
    [few] { $amount } месяца
   *[other] { $amount } месяцев
  }
timing = Время
days-any = в любой день
days-working-days = в рабочие дни
days-weekend = в выходные
days-chosen = в выбранные дни
weekday-mon = пн
weekday-tue = вт
weekday-wed = ср
weekday-thu = чт
weekday-fri = пт
weekday-sat = сб
weekday-sun = вс
hour = Час
hour-none = в любой час
hour-from = с
hour-at = в
hour-time = Время
hour-until = до
hour-until-time = До (необязательно)
template = Шаблон
template-choose = Выберите шаблон
template-open = Открыть шаблон
recipient = Получатель
recipient-any-contact = Контакт карточки
recipient-person = Человек
recipient-company = Компания
owner-of-record = Ответственный за карточку
sender = Отправитель
notify = Уведомить сотрудника
sms-off = SMS не включены в модуле { $module }.
sms-off-link = Включить в настройках
delay-base-previous-action = предыдущего действия
delay-base-entry = входа карточки
