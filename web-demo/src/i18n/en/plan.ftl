# Calendar
plan-period = Period
days-count = { $days } days
plan-empty = No sequence is active
plan-empty-help = Activate a sequence to see what it is going to do, day by day.
forecast-title = The next { $days } days
sms-parts = { $sms } ({ $parts } parts)
skipped-count = { $count ->
    [one] 1 step passed over
   *[other] { $count } steps passed over
  }
timeline-title = One record
timeline-of = What awaits { $name }
timeline-choose = Search for a record to see what is going to happen to it.
timeline-nothing = Nothing is planned for this record in the next 90 days.
record-search = Search for a record
collisions-title = Too much for one contact
collisions-about = { $contacts ->
    [one] 1 contact would get many messages from all automations together.
   *[other] { $contacts } contacts would get many messages from all automations together.
  }
collisions-capped = { $above ->
    [one] 1 message is above the limit and will not be sent.
   *[other] { $above } messages are above the limit and will not be sent.
  }
collisions-uncapped = All of them would leave.
collisions-contact = Contact
collisions-messages = Messages
collisions-automations = From
collisions-day = { $date }
collisions-week = week of { $date }
collisions-email = { $messages } e-mails, { $places } at most
collisions-sms = { $messages } SMS, { $places } at most
