# All automations, and those of one record
nav-automations = Automations
automations-kind = Kind
automations-all = All
automations-sequence = Follow-up sequences
automations-one-off = One-off sends
automations-campaign = Campaigns
automations-rule = Rules
automations-recurring-job = Recurring jobs
automations-empty = There are none yet
automations-empty-help = Build a sequence over a view, or a rule on a stage.
kind-name-sequence = Follow-up sequence
kind-name-one-off = One-off send
kind-name-campaign = Campaign
kind-name-rule = Rule
kind-name-recurring-job = Recurring job
automation-steps = { $steps ->
    [one] 1 action
   *[other] { $steps } actions
  }
automation-started = Started
automation-waiting = Waiting
automation-next = Next
automation-last = Last
passages = Automations of this record
passages-none = No automation has started for it.
passage-waiting = Started on { $at }, waiting until { $until }
passage-held = Started on { $at }, waiting for the previous rule
passage-finished = Started on { $at }, finished on { $ended }
passage-exited = Started on { $at }, ended on { $ended }: { $reason }
record-past = What was done, and what was not
record-past-none = Nothing yet.
record-coming = What is going to happen
record-coming-none = Nothing is planned for the next year.
by-hand-automation = Automation
by-hand-start = Start by hand
by-hand-stop = End
by-hand-skip = Skip this step
by-hand-reschedule = Reschedule
by-hand-new-time = New time
by-hand-move = Move
by-hand-done-start = Started: { $name }
by-hand-done-stop = Ended: { $name }
by-hand-done-skip = Step skipped: { $name }
by-hand-done-reschedule = Rescheduled: { $name }
subscription-stopped = stands still: subscription
subscription-stopped-help = The subscription no longer has this. Nothing is lost: it goes on when it does again.
