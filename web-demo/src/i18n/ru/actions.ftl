# What actions need to be told
group-of-actions-messages = Сообщения клиенту
group-of-actions-tasks = Задачи и дела
group-of-actions-repeat-sales = Повторные продажи
group-of-actions-record = Карточка
group-of-actions-lists = Списки и интеграции
group-of-actions-other = Другое
responsible = Ответственный
responsible-kept = Прежний
attachments = Приложенные документы
activity-kind = Вид дела
activity-meeting = Встреча
activity-call = Звонок
activity-documents = Подготовка документов
activity-description = Описание дела
activity-date = Дата
in-days = { $days ->
    [0] сегодня
    [1] завтра
    [few] через { $days } дня
   *[other] через { $days } дней
  }
complete-on-stage-change = Автоматически завершить дело при переходе карточки в другой этап
record-name = Название
repeat-name-default = Название карточки
copy-name-default = Название и слово «копия»
insert-field = Вставить поле
target-pipeline = Переместить в воронку
pipeline-choose = Выберите воронку
initial-stage = Начальный этап
stage-choose = Выберите этап
stage-first = Первый
field-to-set = Поле
value-to-set = Новое значение
value-empty = очистить
tag = Тег
endpoint = Адрес назначения
endpoint-none = Адрес назначения ещё не задан.
lists-no-integration = Сервис рассылок не подключён, поэтому правило не сработает.
event-to-wait-for = Ждать
wait-at-most = Не дольше
branch-question = Верно ли это?
branch-then = Если да
branch-otherwise = Если нет
branch-next = Перейти к следующему шагу
branch-exit = Закончить здесь
event-email-read = При прочтении исходящего письма
event-invoice-issued = При выставлении счета
event-invoice-paid = При оплате счета
event-offer-sent = При отправке предложения
event-order-delivered = При доставке заказа
