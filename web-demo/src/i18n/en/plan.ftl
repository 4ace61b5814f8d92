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
