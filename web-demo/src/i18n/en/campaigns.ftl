# Campaigns
campaigns = Campaigns
campaign-new = New campaign
campaigns-empty = No campaigns yet
campaigns-empty-help = One e-mail or SMS for each client who comes to meet your criteria, hours later, once for ever.
campaign-once = Once per client
campaign-once-help = The same person is never written to twice: not as a duplicate, not after a merge, not after coming back.
campaign-after = { $hours ->
    [one] 1 hour after the criteria are met
   *[other] { $hours } hours after the criteria are met
  }
campaign-steps = { $steps ->
    [one] 1 step
   *[other] { $steps } steps
  }
campaign-audience = Clients reached
campaign-sent = Sent
campaign-waiting = Waiting
campaign-skipped = Skipped: had it already
campaign-who-was-skipped = Who was skipped, and why
campaign-list = Client list
campaign-conditions = Conditions
campaign-conditions-help = Asked when a client comes to meet them, and not again.
campaign-message = Message
campaign-by-email = E-mail
campaign-by-sms = SMS
campaign-sms-off = SMS is switched off for this list.
campaign-no-template = There is no template for this message yet.
campaign-template = Template
campaign-hours = Hours after the criteria are met
campaign-send-anyway = Send anyway
campaign-sent-anyway = Sent anyway to { $name }
