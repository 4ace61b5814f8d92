# Результаты автоматизаций и судьба сообщений
results = Результаты
results-none = Пока ничего не произошло.
results-entered = Начали
results-goal = Достигли цели
results-spent = Потрачено
results-all = Все шаги
results-step = Шаг
results-table = В виде таблицы
results-step-gone = Шаг, которого больше нет
results-opened-automatic = Не учтено: { $count ->
    [one] { $count } сообщение открыли
    [few] { $count } сообщения открыли
   *[other] { $count } сообщений открыли
  } только машины.
results-clicked-automatic = По ссылкам { $count ->
    [one] { $count } сообщения переходили
   *[other] { $count } сообщений переходили
  } только машины.
results-automatic-help = Почтовые службы и сканеры загружают всё, читает кто-нибудь или нет.
results-opens-help = «Открыто» значит, что похоже на человека. Кто не показывает картинки, открывает незаметно, поэтому настоящее число может быть больше.
results-opens-off = Открытия не считаются.
results-clicks-off = Переходы не считаются.
result-sent = Отправлено
result-delivered = Доставлено
result-opened = Открыто
result-clicked = Переход по ссылке
result-replied = С ответом
result-bounced = Вернулось
result-complained = Отмечено как спам
result-unsubscribed = Отписались
result-unknown = Неизвестно
result-skipped = Пропущено
result-done = Выполнено
facts = Что с ним стало
fact-opened-automatic = Загружено машиной ({ $why })
fact-clicked-automatic = Переход машины по ссылке ({ $why })
fact-opened-proxy = Открыто через почтовую службу
fact-bounced-hard = Вернулось: такого адреса нет
fact-bounced-soft = На этот раз вернулось
looker-privacy-proxy = прокси приватности
looker-machine = сканер или робот
looker-too-soon = через секунды после отправки
looker-not-shown = запрошено, не показано
settings-tracking = Открытия и переходы
settings-tracking-help = Что теперь добавляется в письма. Сообщите об этом клиентам там, где этого требует закон.
tracking-opens = Считать открытия
tracking-opens-help = Невидимой картинкой. Она нужна триггеру «письмо прочитано».
tracking-clicks = Считать переходы
tracking-clicks-help = Ссылки в HTML ведут через этот сервер; простой текст остаётся как есть.
tracking-automatic = Открытия машинами тоже запускают правила
tracking-automatic-help = Выключено: сканеры, предзагрузка и прокси приватности отмечаются и ничего не запускают.
trigger-opens-off = Открытия не считаются, поэтому сообщить о прочтении письма могут только другие системы.
