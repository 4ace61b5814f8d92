# Recurring jobs (S0.7-10)
nav-jobs = Recurring jobs
job-new = New recurring job
job-list = The list it works on
jobs-empty = No recurring jobs yet
jobs-empty-help = A recurring job goes through a list at fixed times and acts on the records that match its conditions.
job-gone = This recurring job does not exist
job-next = Next run { $at }.
job-no-next = No run is to come.
job-last = Last run { $at }: { $records ->
    [0] nobody.
    [one] 1 record.
   *[other] { $records } records.
  }
job-missed = It stands for all runs since { $at }.
job-last-never = It has not run yet.
job-runs = Runs
job-schedule = When it runs
schedule-presets = Common schedules
preset-hourly = Hourly
preset-daily = Daily
preset-workdays = Monday to Friday
preset-weekly = Weekly
preset-monthly = Monthly
schedule-kind-every = At an interval
schedule-kind-cron = By a cron expression
schedule-every = Every
schedule-unit = Unit of the interval
schedule-from = First run
schedule-cron = Cron expression
schedule-cron-help = Minute, hour, day of month, month, weekday (0 and 7 are Sunday), like 0 9 * * 1-5.
schedule-next = Next runs
schedule-catch-up = Runs that were missed, because nothing was running, become one.
rhythm-daily = every day at { $time }
rhythm-weekdays = { $days } at { $time }
rhythm-days = on day { $days } of the month at { $time }
rhythm-cron = by the expression { $cron }
job-basis = Which records: { $module }
job-take-view = Take the condition of a view
job-who = Who would be acted on now
job-who-count = { $count ->
    [0] Nobody matches now.
    [one] 1 record matches now.
   *[other] { $count } records match now.
  }
job-repeat = Whom it acts on again
repeat-once-while-matching = Once while it matches
repeat-once-while-matching-help = Again when the record has stopped matching and matches anew.
repeat-once-ever = Once ever
repeat-once-ever-help = Never again, however often the record matches.
repeat-every-run = At every run
repeat-every-run-help = Whenever the record matches and is not still on its way through the steps.
job-audience-all-help = Every record that matches when the job runs.
job-audience-created-after-activation-help = Only records created after activation.
job-figure-would-start = Start at the first run
job-nobody-starts = Nobody starts at the first run. Later runs look again.
job-confirm-records = { $records ->
    [0] I confirm: nobody starts at the first run.
    [one] I confirm: 1 record starts at the first run.
   *[other] I confirm: { $records } records start at the first run.
  }
job-confirm-type = Type { $records } to confirm that so many records start at the first run
every-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
  }
every-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
  }
every-days = { $count ->
    [one] every day
   *[other] every { $count } days
  }
every-weeks = { $count ->
    [one] every week
   *[other] every { $count } weeks
  }
every-months = { $count ->
    [one] every month
   *[other] every { $count } months
  }
interval-minutes = { $count ->
    [one] minute
   *[other] minutes
  }
interval-hours = { $count ->
    [one] hour
   *[other] hours
  }
interval-days = { $count ->
    [one] day
   *[other] days
  }
interval-weeks = { $count ->
    [one] week
   *[other] weeks
  }
interval-months = { $count ->
    [one] month
   *[other] months
  }
job-steps = What it does
