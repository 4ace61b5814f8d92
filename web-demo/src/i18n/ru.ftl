# Русский. Чего здесь нет, показывается по-английски.
starting = Запуск…
start-failed = Консоль не запустилась
start-demo-instead = Посмотреть на примере данных
skip-to-content = К содержанию
menu = Меню
nav-label = Экраны
nav-records = Карточки
nav-templates = Шаблоны
nav-sequences = Цепочки
nav-sequences-short = Цепочки
nav-plan = Календарь
nav-log = Журнал
nav-mailbox = Сообщения
nav-tasks = Задачи
nav-settings = Настройки
language = Язык
theme = Оформление
theme-system = Как в системе
theme-light = Светлое
theme-dark = Тёмное
demo-badge = Пример данных в этом браузере
dismiss = Закрыть
sign-in = Войти
sign-in-help = Вставьте токен, который сервер напечатал при запуске, или созданный через API.
token = Токен
clock-move = Перевести часы
clock-hour = +1 час
clock-day = +1 день
clock-week = +1 нед.
clock-until = До даты
clock-moved = Сейчас { $now }. { $entries ->
    [0] Ничего не подошло по сроку.
    [one] Принято { $entries } решение.
    [few] Принято { $entries } решения.
   *[other] Принято { $entries } решений.
  }
error-unknown = Что-то пошло не так
name = Название
module = Модуль
modules = Модули
save = Сохранить
saved = Сохранено
cancel = Отмена
close = Закрыть
delete = Удалить
delete-named = Удалить: { $name }
deleted = Удалено: { $name }
undo = Вернуть
open = Открыть
add = Добавить
insert = Вставить
more = Показать ещё
and = и
yes = да
no = нет
true = верно
false = неверно
times = раз
blank = пусто
unknown = неизвестно
import = Импорт
preview = Просмотр
preview-on = На примере
back-to-list = К списку
condition = Условие
counting = Считаем…
computing = Вычисляем…
unsaved = Есть несохранённые изменения
save-first = Сначала сохраните, потом включите

no-modules = Списков пока нет
no-modules-help = Создайте модуль через API или запустите пример.
views = Сохранённые условия
view-everyone = Все
in-use = используется
filter = Условие
filter-text = То же текстом
filter-one = Для всех, у которых
filter-everyone = Все
filter-unfinished = Закончите условие: не хватает значения.
group-kind = Как сочетаются условия
group-all = Все из этих
group-any = Любое из этих
group-not = Ни одно из этих
group-add = Добавить группу
group-remove = Убрать группу
clause-add = Добавить условие
clause-remove = Убрать: { $position }
clause-position = условие { $index } из { $count }
clause-about = Поле или событие
clause-choose = Выберите…
clause-operator = Оператор
clause-quantifier = Какие из связанных карточек
clause-value = Значение
clause-from = От
clause-to = До
clause-list = Значения через запятую
clause-days = Дней
clause-times = Сколько раз
clause-amount = Количество
clause-unit = Единица
clause-within = за последние
clause-older-than = не менее чем столько назад
clause-changed-from = с
clause-changed-to = на
held-any = что угодно
held-empty = (пусто)
ignoring-accents = без учёта диакритики
events = Что произошло
quantifier-any = любая
quantifier-all = все
quantifier-none = ни одна
op-is = равно
op-is-not = не равно
op-in = одно из
op-not-in = ни одно из
op-contains = содержит
op-does-not-contain = не содержит
op-starts-with = начинается с
op-ends-with = заканчивается на
op-less-than = меньше
op-at-most = не больше
op-greater-than = больше
op-at-least = не меньше
op-between = от и до
op-on = в день
op-before = до
op-after = после
op-in-last = за последние
op-older-than = раньше чем
op-in-next = в ближайшие
op-more-than-ahead = позже чем через
op-anniversary-within = годовщина в ближайшие
op-any-of = есть любой из
op-all-of = есть все из
op-none-of = нет ни одного из
op-changed = изменилось
op-not-changed = не изменилось
op-was-ever = есть или было когда-то
op-never-was = никогда не было
op-unchanged-for = без изменений уже
op-is-empty = пусто
op-is-not-empty = не пусто
op-event-at-least = произошло не менее
op-event-at-most = произошло не более
op-event-not-followed-by = не последовало
unit-minutes = минут
unit-hours = часов
unit-days = дней
unit-weeks = недель
unit-months = месяцев
unit-years = лет
count-of-total = Подходят { $count } из { $total }
loading-records = Загрузка карточек
blanks-matched = { $count ->
    [one] { $count } карточка подходит только потому, что поле «{ $field }» пусто.
    [few] { $count } карточки подходят только потому, что поле «{ $field }» пусто.
   *[other] { $count } карточек подходят только потому, что поле «{ $field }» пусто.
  }
blanks-missed = { $count ->
    [one] { $count } карточка не вошла, потому что поле «{ $field }» пусто.
    [few] { $count } карточки не вошли, потому что поле «{ $field }» пусто.
   *[other] { $count } карточек не вошли, потому что поле «{ $field }» пусто.
  }
blanks-exclude = И не пусто
blanks-include = Или пусто
no-records = Карточек пока нет
no-records-help = Загрузите файл или пришлите карточки через API.
nobody-matches = Никто не подходит
nobody-matches-help = Выберите другое условие или уберите одно.
choose-record = Выберите карточку, чтобы увидеть, почему она подходит.
follow-up-sequence = Цепочка по условию
view-locked = Это условие используется включённой цепочкой, поэтому его нельзя менять. Сначала выключите её: { $names }.
view-diff = Сохранение изменит условие: войдут { $entering }, выйдут { $leaving }, останутся { $staying }.
view-save = Сохранить условие
view-save-as = Сохранить как условие
view-name = Название условия
view-delete = Удалить условие
record-values = Значения
record-timeline = Что ждёт эту карточку
matches = Подходит
does-not-match = Не подходит
why = Почему
why-not = Почему нет
why-blank = Решает пустое значение
why-changes-at = Может измениться само: { $at }
explain-all = все из этих
explain-any = любое из этих
explain-not = не
explain-everyone = все
read-field = { $field }: { $value }
read-events = { $event }: { $count } раз
read-change = { $field }: изменение { $at }, с { $from } на { $to }
read-held-since = { $field }: так с { $at }
read-counted-since = Считается с { $at }
read-cause = Произошло { $at }

import-title = Импорт: { $module }
import-file = Выберите файл CSV
import-file-help = UTF-8 или Windows-1250, через запятую, точку с запятой или табуляцию. До применения ничего не меняется.
import-columns = Какой столбец — какое поле
import-column = Столбец
import-sample = Первые значения
import-field = Поле
import-field-of = Поле для столбца { $column }
import-ignore = Пропустить
import-id = Столбец с номером карточки (обновит существующие)
import-id-none = Нет: каждая строка — новая карточка
import-check = Проверить файл
import-result = Верных строк: { $valid } из { $rows }
import-refused = { $count ->
    [one] { $count } значение не подходит. Пока это так, ничего не загружается.
    [few] { $count } значения не подходят. Пока это так, ничего не загружается.
   *[other] { $count } значений не подходят. Пока это так, ничего не загружается.
  }
import-place = Где
import-problem = Ошибка
import-apply = Загрузить строк: { $rows }
import-done = Загружено строк: { $rows }.

template-kind-email = Письма
template-kind-sms = SMS
template-kind-task = Задачи
template-new-email = Новое письмо
template-new-sms = Новое SMS
template-new-task = Новая задача
template-edit = Шаблон
templates-empty = Шаблонов пока нет
templates-empty-help = Шаблон говорит, что отправляется. Начните с письма, SMS или задачи.
template-class = Вид сообщения
class-marketing = Рекламное
class-marketing-help = Только тем, кто дал согласие.
class-transactional = Служебное
class-transactional-help = О том, что клиент заказал; согласие не нужно.
part-subject = Тема
part-body = Текст письма
part-text = Текст SMS
part-title = Заголовок
part-description = Описание
when-missing = Если значения нет
when-missing-skip = Не отправлять и указать причину в журнале
when-missing-text = Поставить этот текст
merge-field = Вставить поле
company-and-owner = Компания и ответственный
owner-name = Ответственный: имя
owner-email = Ответственный: почта
company-name = Название компании

sequence-new = Новая цепочка
sequences-empty = Цепочек пока нет
sequences-empty-help = Сохраните условие, затем соберите шаги.
sequence-gone = Такой цепочки нет
sequence-gone-help = Возможно, её удалили.
sequence-about = { $basis } · { $steps ->
    [one] { $steps } шаг
    [few] { $steps } шага
   *[other] { $steps } шагов
  }
active-since = · включена с { $at }
state-draft = черновик
state-active = включена
state-inactive = выключена
state-activating = включается
state-activating-progress = включается: { $done } из { $total }
activate = Включить
activated = Включена: { $name }
deactivate = Выключить
deactivated = Выключена: { $name }. Ожидающие карточки сохраняют место.
sequence-name-for = Цепочка: { $view }
sequence-from-view = Для условия «{ $view }». Задержки считаются от предыдущего действия.
filter-basis = На основе
basis-view = Условия
basis-stage = Этапа
no-views-yet = У этого модуля пока нет сохранённого условия.
make-a-view = Создать
no-stages = У этого модуля нет воронки, значит, нет и этапов.
only-new-help = Начальный выбор в окне включения; там его можно изменить.
choose-condition = Выберите условие или этап.
runs-for-view = для условия «{ $name }»
runs-for-stage = для этапа «{ $name }»
steps = Шаги цепочки
steps-empty = Шагов пока нет
steps-empty-help = Выберите действие справа или перетащите его сюда.
palette = Действия
palette-help = Щелчок добавляет шаг в конец; можно и перетащить.
sequence-locked = Включённую цепочку нельзя менять. Сначала выключите её; ожидающие карточки сохраняют место.
action-email-to-contact = Письмо контакту
action-sms-to-contact = SMS контакту
action-email-to-user = Письмо сотруднику
action-task-for-user = Задача сотруднику
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
sequence-options = Настройки цепочки
option-run = Работает
run-continuous = Постоянно: карточки входят и выходят
run-one-off = Один раз, массовой отправкой
option-delay-base = Задержки считаются от
delay-base-previous-action = предыдущего действия
delay-base-entry = входа карточки
option-reentry = Если карточка вернулась
reentry-never = Больше никогда
reentry-after-exit = Заново, после выхода
reentry-after-exit-and-days = Заново, через несколько дней после выхода
reentry-days = Дней
option-quiet = SMS ночью
quiet-drop = Не отправляется, и позже тоже
quiet-next-window = Отправляется утром
quiet-help = С { $from } до { $until } SMS не уходят.
option-zone = Часы
zone-account = Компании
zone-contact = Контакта
sequence-preview = Что произошло бы
sequence-preview-help = План одной карточки, если включить цепочку сейчас. Его считает тот же движок, который её выполнит.
plan-table = План таблицей
preview-nobody = Сейчас никто не подходит под условие, показать некого.
preview-incomplete = Добавьте шаги и выберите шаблоны, чтобы увидеть план.

activate-title = Включить «{ $name }»?
activate-module = Будет работать в модуле { $module }.
audience = Кого касается
audience-all = Все карточки в базе
audience-all-help = Кто подходит сейчас, начинает сразу; остальные — позже.
audience-created-after-activation = Только новые карточки
audience-created-after-activation-help = Только созданные после включения.
audience-entering-after-activation = Только те, кто войдёт с этого момента
audience-entering-after-activation-help = Старые и новые карточки, когда начнут подходить после включения.
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
# The same decisions while they are only planned.
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

mailbox-help = Ничто не покидает этот компьютер: сообщения остаются здесь, пока не настроен провайдер.
mailbox-empty = Сообщений пока нет
mailbox-empty-help = Они появятся здесь, когда подойдёт срок шага.
tasks-empty = Задач пока нет
tasks-empty-help = Их создают цепочки с шагом задачи.
task-title = Задача
task-user = Кому
task-created = Создана
task-by = Кем

settings-account = Компания
settings-automation = Автоматизация
settings-automation-help = Включает и выключает все цепочки сразу.
settings-zone = Часовой пояс
settings-holidays = Государственные праздники
settings-no-holidays = Без страны
country-PL = Польша
country-RO = Румыния
country-HU = Венгрия
country-RU = Россия
settings-quiet-from = Без SMS с
settings-quiet-until = до
settings-quiet-help = SMS, попавшее в эти часы, не отправляется, и позже тоже, если цепочка не говорит иначе.
settings-days-off = Дополнительные выходные
settings-working-days = Дополнительные рабочие дни
settings-prices = Цена SMS за часть
settings-price-add = Добавить цену
price-prefix = Начало номера
price-amount = Цена за часть
price-currency = Валюта
price-remove = Удалить цену для { $prefix }
settings-modules = SMS в модулях
settings-modules-help = Действие SMS предлагается только там, где служба включена.
settings-sms-in = SMS в модуле { $module }

sign-out = Выйти
settings-users = Сотрудники
user-active = работает у нас
user-email = Почта
user-add = Добавить сотрудника
settings-tokens = Токены API
settings-tokens-help = Для программ, которые присылают карточки или читают результаты. Токен показывается один раз.
token-revoke = Отозвать
token-shown-once = Скопируйте сейчас; больше не покажем:
token-for = Для чего
token-may = Может
scope-read = читать
scope-write = читать и писать
scope-admin = всё
token-make = Создать токен
progress-waiting = ждут: { $count }
progress-finished = завершили: { $count }
progress-left = вышли: { $count }
progress-step = Здесь ждут: { $count }, ближайшая до { $next }
refresh = Обновить
