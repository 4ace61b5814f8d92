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
reason-suppressed = nothing goes to this address any more
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
