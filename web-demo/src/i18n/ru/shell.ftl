# The frame: navigation, signing in, the clock
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
