# English: the complete catalogue. Other languages fall back to it, text by text.
starting = Starting…
start-failed = The console could not start
start-demo-instead = Look around with sample data instead
skip-to-content = Skip to the content
menu = Menu
nav-label = Screens
nav-records = Records
nav-templates = Templates
nav-sequences = Follow-up sequences
nav-sequences-short = Sequences
nav-plan = Calendar
nav-log = Run log
nav-mailbox = Mailbox
nav-tasks = Tasks
nav-settings = Settings
language = Language
theme = Appearance
theme-system = As the system
theme-light = Light
theme-dark = Dark
demo-badge = Sample data in this browser
dismiss = Dismiss
sign-in = Sign in
sign-in-help = Paste the token that the server printed when it started, or one made under Settings.
token = Token
clock-move = Move the clock
clock-hour = +1 hour
clock-day = +1 day
clock-week = +1 week
clock-until = Until date
clock-moved = It is now { $now }. { $entries ->
    [0] Nothing was due.
    [one] 1 decision was made.
   *[other] { $entries } decisions were made.
  }
error-unknown = Something went wrong

name = Name
module = Module
modules = Modules
save = Save
saved = Saved
cancel = Cancel
close = Close
delete = Delete
delete-named = Delete { $name }
deleted = Deleted: { $name }
undo = Undo
open = Open
add = Add
insert = Insert
more = Show more
and = and
yes = yes
no = no
true = true
false = false
times = times
blank = blank
unknown = unknown
import = Import
preview = Preview
preview-on = Shown with
back-to-list = Back to the list
condition = Condition
counting = Counting…
computing = Computing…
unsaved = Unsaved changes
save-first = Save first, then activate

# Records and filters
no-modules = There are no lists yet
no-modules-help = Create a module through the API, or start the sample account.
views = Saved views
view-everyone = Everyone
in-use = in use
filter = Filter
filter-text = The same as text
filter-one = Records for which
filter-everyone = Everyone
filter-unfinished = Finish the condition: a value is missing.
group-kind = How the conditions combine
group-all = All of these
group-any = Any of these
group-not = None of these
group-add = Add group
group-remove = Remove this group
clause-add = Add condition
clause-remove = Remove { $position }
clause-position = condition { $index } of { $count }
clause-about = Field or event
clause-choose = Choose…
clause-operator = Operator
clause-quantifier = Which of the related records
clause-value = Value
clause-from = From
clause-to = To
clause-list = Values, separated by commas
clause-days = Days
clause-times = How many times
clause-amount = Amount
clause-unit = Unit
clause-within = within the last
clause-older-than = at least this long ago
clause-changed-from = from
clause-changed-to = to
held-any = anything
held-empty = (empty)
ignoring-accents = ignoring accents
events = What happened
quantifier-any = any
quantifier-all = all
quantifier-none = none
op-is = is
op-is-not = is not
op-in = is one of
op-not-in = is none of
op-contains = contains
op-does-not-contain = does not contain
op-starts-with = starts with
op-ends-with = ends with
op-less-than = is less than
op-at-most = is at most
op-greater-than = is more than
op-at-least = is at least
op-between = is between
op-on = is on
op-before = is before
op-after = is after
op-in-last = is in the last
op-older-than = is older than
op-in-next = is in the next
op-more-than-ahead = is more than … ahead
op-anniversary-within = has its anniversary within
op-any-of = has any of
op-all-of = has all of
op-none-of = has none of
op-changed = has changed
op-not-changed = has not changed
op-was-ever = is or ever was
op-never-was = never was
op-unchanged-for = unchanged for
op-is-empty = is empty
op-is-not-empty = is not empty
op-event-at-least = happened at least
op-event-at-most = happened at most
op-event-not-followed-by = was not followed by
unit-minutes = minutes
unit-hours = hours
unit-days = days
unit-weeks = weeks
unit-months = months
unit-years = years
count-of-total = { $count } of { $total } match
loading-records = Loading records
blanks-matched = { $count ->
    [one] 1 record matches only because { $field } is blank.
   *[other] { $count } records match only because { $field } is blank.
  }
blanks-missed = { $count ->
    [one] 1 record is left out because { $field } is blank.
   *[other] { $count } records are left out because { $field } is blank.
  }
blanks-exclude = And is not empty
blanks-include = Or is empty
no-records = No records yet
no-records-help = Import a file, or send records through the API.
nobody-matches = Nobody matches
nobody-matches-help = Choose another condition, or remove one.
choose-record = Choose a record to see why it matches.
follow-up-sequence = Follow-up sequence
view-locked = This view is used by an active sequence, so it cannot be edited. Deactivate it first: { $names }.
view-diff = Saving changes the view: { $entering } enter, { $leaving } leave, { $staying } stay.
view-save = Save view
view-save-as = Save as view
view-name = Name of the view
view-delete = Delete view
record-values = Values
record-timeline = What awaits this record
matches = Matches
does-not-match = Does not match
why = Why
why-not = Why not
why-blank = Decided by a blank value
why-changes-at = May change by itself on { $at }
explain-all = all of these
explain-any = any of these
explain-not = not
explain-everyone = everyone
read-field = { $field }: { $value }
read-events = { $event }: { $count } times
read-change = { $field } changed on { $at }, from { $from } to { $to }
read-held-since = { $field } has been so since { $at }
read-counted-since = Counted since { $at }
read-cause = Happened on { $at }

# Import
import-title = Import into { $module }
import-file = Choose a CSV file
import-file-help = UTF-8 or Windows-1250, separated by commas, semicolons or tabs. Nothing is changed before you apply.
import-columns = Which column is which field
import-column = Column
import-sample = First values
import-field = Field
import-field-of = Field for the column { $column }
import-ignore = Leave out
import-id = Column with the record's id (updates records that exist)
import-id-none = None: every row is a new record
import-check = Check the file
import-result = { $valid } of { $rows } rows are good
import-refused = { $count ->
    [one] 1 value does not fit. Nothing is imported until it does.
   *[other] { $count } values do not fit. Nothing is imported until they do.
  }
import-place = Where
import-problem = Problem
import-apply = Import { $rows } rows
import-done = { $rows } rows are imported.

# Templates
template-kind-email = E-mail
template-kind-sms = SMS
template-kind-task = Tasks
template-new-email = New e-mail
template-new-sms = New SMS
template-new-task = New task
template-edit = Edit template
templates-empty = No templates yet
templates-empty-help = A template says what is sent. Start with an e-mail, an SMS or a task.
template-class = Kind of message
class-marketing = Marketing
class-marketing-help = Sent only to contacts who agreed.
class-transactional = Transactional
class-transactional-help = About something the contact ordered; needs no consent.
part-subject = Subject
part-body = Text of the e-mail
part-text = Text of the SMS
part-title = Title
part-description = Description
when-missing = When a value is missing
when-missing-skip = Do not send, and say why in the run log
when-missing-text = Put this text
merge-field = Insert a field
company-and-owner = Company and owner
owner-name = Owner: name
owner-email = Owner: e-mail
company-name = Company name

# Sequences
sequence-new = New sequence
sequences-empty = No follow-up sequences yet
sequences-empty-help = Save a view of records, then build the steps that follow.
sequence-gone = This sequence does not exist
sequence-gone-help = It may have been deleted.
sequence-about = { $basis } · { $steps ->
    [one] 1 step
   *[other] { $steps } steps
  }
active-since = · active since { $at }
state-draft = draft
state-active = active
state-inactive = switched off
state-activating = being activated
state-activating-progress = being activated: { $done } of { $total }
activate = Activate
activated = Active: { $name }
deactivate = Deactivate
deactivated = Switched off: { $name }. Records that wait keep their place.
sequence-name-for = Follow-up: { $view }
sequence-from-view = For the view “{ $view }”. Delays count from the previous action.
filter-basis = Based on
basis-view = View
basis-stage = Status
no-views-yet = This module has no saved view yet.
make-a-view = Make one
no-stages = This module has no pipeline, so it has no statuses.
only-new-help = Preset of the activation window; you can still change it there.
choose-condition = Choose a view or a status.
runs-for-view = runs for the view “{ $name }”
runs-for-stage = runs for the status “{ $name }”
steps = Steps of the follow-up sequence
steps-empty = No steps yet
steps-empty-help = Choose an action at the right, or drag it here.
palette = Actions
palette-help = A click adds a step at the end; you may also drag it.
sequence-locked = An active sequence cannot be edited. Deactivate it first; records that wait keep their place.
action-email-to-contact = E-mail to contact
action-sms-to-contact = SMS to contact
action-email-to-user = E-mail to user
action-task-for-user = Task for user
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
sequence-options = Settings of the sequence
option-run = Runs
run-continuous = Continuously, as records come and go
run-one-off = Once, as a bulk send
option-delay-base = Delays count from
delay-base-previous-action = the previous action
delay-base-entry = the record's entry
option-reentry = When a record comes back
reentry-never = Never again
reentry-after-exit = Start again after it has left
reentry-after-exit-and-days = Start again some days after it has left
reentry-days = Days
option-quiet = SMS at night
quiet-drop = Not sent, also not later
quiet-next-window = Sent in the morning
quiet-help = No SMS leaves between { $from } and { $until }.
option-zone = Clock
zone-account = The company's
zone-contact = The contact's
sequence-preview = What would happen
sequence-preview-help = The plan of one record, if the sequence were switched on now. Computed by the engine that will run it.
plan-table = The plan as a table
preview-nobody = Nobody matches the condition now, so there is nobody to show.
preview-incomplete = Add steps and choose their templates to see the plan.

# Activation
activate-title = Activate “{ $name }”?
activate-module = It will run in the module { $module }.
audience = Who is included
audience-all = All cards in the database
audience-all-help = Everyone who matches now starts at once; later ones follow.
audience-created-after-activation = Only new cards
audience-created-after-activation-help = Only records created after activation.
audience-entering-after-activation = Only those who enter from now on
audience-entering-after-activation-help = Old and new records, when they come to match after activation.
figure-matching = Match now
figure-would-start = Start now
figure-entering = Enter in this time
figure-emails = E-mails
figure-sms = SMS
figure-tasks = Tasks
figure-cost = Cost of SMS
figure-no-consent = Without consent, left out
figure-dropped = SMS lost at night
no-cost = none
nobody-starts-now = Nobody starts at once. Records start as they come to match.
dropped-explained = { $count ->
    [one] 1 SMS falls into quiet hours and will not be sent, also not later. A “from” hour in the step avoids it.
   *[other] { $count } SMS fall into quiet hours and will not be sent, also not later. A “from” hour in the step avoids it.
  }
sms-without-price = { $count ->
    [one] 1 SMS goes to a number without a price; the cost above leaves it out.
   *[other] { $count } SMS go to numbers without a price; the cost above leaves them out.
  }
confirm-records = { $records ->
    [0] I confirm: nobody starts now.
    [one] I confirm: 1 record starts now.
   *[other] I confirm: { $records } records start now.
  }
confirm-type = Type { $records } to confirm that so many records start now

# Plan
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

# Run log
log-of = Sequence
log-all = All
log-when = When
log-record = Record
log-what = What and why
log-to = to { $to }
log-empty = Nothing has run yet
log-empty-help = Activate a sequence; in the sample account you can then move the clock forward.
what-entered = entered
what-left = left
what-planned = planned
what-moved = moved
what-sent = sent
what-task-created = task created
what-dropped = will not be sent
what-skipped = skipped
what-finished = finished
what-held = held
what-deviated = not sent
# The same decisions while they are only planned.
plan-what-entered = enters
plan-what-sent = will be sent
plan-what-task-created = task will be created
plan-what-skipped = will be skipped
plan-what-finished = ends
reason-filter-not-matched = does not match the filter any more
reason-already-had-it = had this sequence before
reason-too-soon-after-exit = left too short a while ago
reason-no-contact = the record has no such contact
reason-no-address = the contact has no usable address
reason-no-consent = the contact has not agreed to marketing on this channel
reason-quiet-hours = falls into quiet hours
reason-late-moved = was late, so its timing was asked again
reason-expired = was later than the step allows
reason-missing-value = a merge field is empty
reason-no-colleague = there is no colleague to give it to
reason-no-allowed-date = no date fits the step's days
reason-sms-not-enabled = SMS is switched off in the module
reason-step-gone = the step or its template is gone
reason-opted-out = the contact has opted out
reason-automation-inactive = the sequence is switched off
parts-cost = { $parts ->
    [one] 1 part
   *[other] { $parts } parts
  }, { $cost }

# Mailbox and tasks
mailbox-help = Nothing leaves this machine: messages are kept here until a provider is set up.
mailbox-empty = No messages yet
mailbox-empty-help = They appear here when a step is due.
tasks-empty = No tasks yet
tasks-empty-help = Sequences with a task step put them here.
task-title = Task
task-user = For
task-created = Created
task-by = By

# Settings
settings-account = Company
settings-automation = Automation
settings-automation-help = Switches all sequences on and off at once.
settings-zone = Time zone
settings-holidays = Public holidays of
settings-no-holidays = No country
country-PL = Poland
country-RO = Romania
country-HU = Hungary
country-RU = Russia
settings-quiet-from = No SMS from
settings-quiet-until = until
settings-quiet-help = An SMS that falls into these hours is not sent, also not later, unless the sequence says otherwise.
settings-days-off = Days off besides
settings-working-days = Working days besides
settings-prices = SMS prices per part
settings-price-add = Add a price
price-prefix = Beginning of the number
price-amount = Price per part
price-currency = Currency
price-remove = Remove the price for { $prefix }
settings-modules = SMS in each module
settings-modules-help = The SMS action is offered only where the service is switched on.
settings-sms-in = SMS in { $module }

sign-out = Sign out
settings-users = Colleagues
user-active = works here
user-email = E-mail
user-add = Add a colleague
settings-tokens = API tokens
settings-tokens-help = For programs that send records or read results. A token is shown once.
token-revoke = Revoke
token-shown-once = Copy it now; it is not shown again:
token-for = What it is for
token-may = It may
scope-read = read
scope-write = read and write
scope-admin = do everything
token-make = Make a token
progress-waiting = waiting: { $count }
progress-finished = finished: { $count }
progress-left = left: { $count }
progress-step = { $count } wait here, the next until { $next }
refresh = Refresh
