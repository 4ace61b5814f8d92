# Кампании
campaigns = Кампании
campaign-new = Новая кампания
campaigns-empty = Кампаний пока нет
campaigns-empty-help = Одно письмо или SMS каждому клиенту, который начал подходить под условия, через несколько часов, один раз навсегда.
campaign-once = Один раз на клиента
campaign-once-help = Одному и тому же человеку не пишут дважды: ни как дубликату, ни после объединения, ни если он вернётся.
campaign-after = { $hours ->
    [one] через { $hours } час после выполнения условий
    [few] через { $hours } часа после выполнения условий
   *[other] через { $hours } часов после выполнения условий
  }
campaign-steps = { $steps ->
    [one] { $steps } шаг
    [few] { $steps } шага
   *[other] { $steps } шагов
  }
campaign-audience = Охвачено клиентов
campaign-sent = Отправлено
campaign-waiting = Ждут
campaign-skipped = Пропущены: уже получали
campaign-who-was-skipped = Кто пропущен и почему
campaign-list = Список клиентов
campaign-conditions = Условия
campaign-conditions-help = Проверяются, когда клиент начинает им соответствовать, и больше нет.
campaign-message = Сообщение
campaign-by-email = Письмо
campaign-by-sms = SMS
campaign-sms-off = Для этого списка SMS выключены.
campaign-no-template = Для этого сообщения ещё нет шаблона.
campaign-template = Шаблон
campaign-hours = Часов после выполнения условий
campaign-send-anyway = Отправить всё равно
campaign-sent-anyway = Всё равно отправлено: { $name }
