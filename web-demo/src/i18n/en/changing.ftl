# Changing what runs: drafts, replaced views, what a pause left due
view-in-use = This view is used by an active automation: { $names }. It is changed safely: you see who enters, leaves and stays, and confirm it.
view-replace = Replace safely…
view-replacing = You are editing a view in use. Nothing changes until you confirm.
view-replace-title = Replace “{ $name }”?
change-show = Show what it does
change-confirm = Confirm and change
change-confirm-exactly = I confirm exactly this.
change-done = Changed. Records follow now.
change-nobody = No active automation is concerned.
change-enters = Enter
change-leaves = Leave, what waits is cancelled
change-stays = Stay
change-kept = Wait as before
change-rescheduled = Due at another time
change-moved = Their step is gone, the next one follows
change-passes-new-steps = Are past the new steps
change-ends = Their step is gone, nothing follows
change-sends = { $starts ->
    [one] 1 record starts
   *[other] { $starts } records start
  }: e-mails { $emails }, SMS { $sms } ({ $parts } parts), tasks { $tasks }, cost { $cost }.
change-sends-nothing = Nobody starts because of this change.
draft-none = It runs. What you change here is a draft beside it until you publish it.
draft-beside = There is a draft beside what runs.
draft-templates = Templates changed since it was published: { $names }.
draft-publish = Publish…
draft-publish-title = Publish “{ $name }”?
draft-discard = Discard draft
draft-discarded = The draft is discarded. What runs is unchanged.
settings-publish-title = Change the time of what runs?
overdue-title = { $count ->
    [one] 1 action fell due while it was switched off
   *[other] { $count } actions fell due while it was switched off
  }
overdue-since = The first was due { $at }. What becomes of them?
overdue-send = Do them now
overdue-skip = Leave them out
overdue-spread = Spread them, { $perHour } an hour
overdue-figures = In ninety days: e-mails { $emails }, SMS { $sms }, tasks { $tasks }, cost { $cost }
guard-held = { $count ->
    [one] 1 record is held: far more came at once than was confirmed
   *[other] { $count } records are held: far more came at once than was confirmed
  }
guard-held-short = held: { $count }
guard-release = Let them start
guard-discard = Leave them out
guard-stopped = It has stopped by itself: too many of its last deliveries failed. Look at the addresses before you activate it again.
guard-stopped-short = stopped by itself
draft-save = Save draft
draft-save-publish = Save and publish…
