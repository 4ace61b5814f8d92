# Steps and their actions
palette = Actions
palette-help = A click adds a step at the end; you may also drag it.
action-email-to-contact = E-mail to contact
action-sms-to-contact = SMS to contact
action-email-to-user = E-mail to user
action-task-for-user = Task for user
action-activity = Plan an activity
action-repeat-record = Create a repeat record
action-copy-record = Copy the record
action-add-to-lists = Add to mailing lists
action-set-field = Set a field
action-move-stage = Move to a stage
action-add-tag = Add a tag
action-remove-tag = Remove a tag
action-generate-document = Make a document
action-webhook = Tell another program (webhook)
action-wait-for = Wait for an event
action-branch = Branch
action-exit = End here
step-number = Step { $number }: { $action }
step-move = Place of step { $number }
step-move-up = Move step { $number } up
step-move-down = Move step { $number } down
step-remove = Remove step { $number }
step-removed = Removed: { $action }
step-added = { $action } added as step { $position } of { $count }
step-moved = { $action } moved to position { $position } of { $count }
after-entry = { $delay } after entry
after-previous = { $delay } after the previous
after-entry-at-once = at once on entry
after-previous-at-once = right after the previous
day-number = day { $day }
delay = Delay
delay-unit = Unit of the delay
expiry = Left out when later by
expiry-unit = Unit of the lateness
delay-none = no delay
delay-minutes = { $amount ->
    [one] 1 minute
   *[other] { $amount } minutes
  }
delay-hours = { $amount ->
    [one] 1 hour
   *[other] { $amount } hours
  }
delay-days = { $amount ->
    [one] 1 day
   *[other] { $amount } days
  }
delay-weeks = { $amount ->
    [one] 1 week
   *[other] { $amount } weeks
  }
delay-months = { $amount ->
    [one] 1 month
   *[other] { $amount } months
  }
timing = Timing
days-any = on any day
days-working-days = on working days
days-weekend = on weekend days
days-chosen = on chosen days
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
hour = Hour
hour-none = at any hour
hour-from = from
hour-at = at
hour-time = Time
hour-until = until
hour-until-time = Until (optional)
template = Template
template-choose = Choose a template
template-open = Open the template
recipient = Recipient
recipient-any-contact = Contact of the record
recipient-person = Person
recipient-company = Company
owner-of-record = Owner of the record
sender = Sender
notify = Notify the colleague
sms-off = SMS is not switched on for { $module }.
sms-off-link = Switch it on in the settings
delay-base-previous-action = the previous action
delay-base-entry = the record's entry
