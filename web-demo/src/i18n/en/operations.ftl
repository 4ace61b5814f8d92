# What a person may ask for
rights-title = What the person may ask for
rights-export = Save everything that is known
rights-erase = Erase this person
erase-title = Erase { $name }?
erase-what = Everything of this person goes from every table, and what waits to be sent is cancelled. It cannot be undone.
erase-business = Deals and other records that are this person’s alone
erase-business-goes = go, too
erase-business-stays = stay, without the person
erase-records = Records
erase-changes = Changes
erase-events = Events
erase-decisions = Entries of the log
erase-messages = Waiting messages cancelled
erase-goes = Goes, too:
erase-stays = Stays, without the person:
erase-twins = These contacts have the same address and stay: { $contacts }. Erase them, too, if they are the same person.
erase-kept = What stays: how many messages were sent, without whom they went to, and hashes that nobody can read an address from. They keep a campaign from being sent to this client once more. Names in notes about other people are not searched for. Backups of the database keep everything for up to 30 days.
erase-sure = I have seen what goes, and that it cannot be undone
erase-confirm = Erase for good
erase-done = Erased. The last traces go within a quarter of an hour.
reason-erased = the person asked to be forgotten

# Everything stands still
pause-title = Everything stands still.
pause-help = Nothing is sent and nothing that falls due is done. Who enters an automation is noted.
pause-deployment = Whoever runs this server has paused it: nothing is sent and nothing that falls due is done.
pause-resume = Let it go on
pause-resumed = It goes on.
pause-done = Everything stands still.
pause-everything = Pause everything
pause-everything-help = Nothing is sent and nothing that falls due is done until you let it go on. Nothing is lost: you then choose what becomes of what fell due. The switch “Automation” in the settings is something else: with it off, nobody enters.
reason-budget-spent = the month’s SMS budget is spent
# What a person should know of
nav-notices = Notices
nav-notices-unseen = { $count ->
    [one] 1 new
   *[other] { $count } new
  }
notices-title = What happened by itself
notices-none = Nothing to know of
notices-none-help = Here stands what stopped by itself, and what only a person can decide.
notices-need-server = Notices are kept where there is a server; the demo has none.
notice-new = new
notice-alerted = e-mail sent
notice-unknown = { $name }: { $count ->
    [one] of one message it is not known whether it arrived
   *[other] of { $count } messages it is not known whether they arrived
  }
notice-stopped = { $name } stopped: too many of its messages could not be delivered
notice-loop = { $name }: automations started one another without end, and were stopped
notice-level = { $name }: the subscription no longer includes it
notice-refused = { $name } does not take its key any more; nothing leaves through it until there is another
notice-colleague = E-mail to { $name } comes back: the address does not exist, and nothing goes there any more
notice-budget-nearly = Most of the SMS budget of { $name } is spent
notice-budget-spent = The SMS budget of { $name } is spent: no SMS leaves
unknown-title = { $count ->
    [one] One message: did it arrive?
   *[other] { $count } messages: did they arrive?
  }
unknown-help = The connection broke off at the moment of sending, and the provider cannot tell. Only a person can decide.
unknown-resend = Send once more
unknown-resend-risk = Who got it gets it twice.
unknown-count = Count as sent
unknown-count-risk = Who did not get it gets nothing.
unknown-resend-all = Send all once more
unknown-count-all = Count all as sent
unknown-resent = { $count ->
    [one] It is sent once more.
   *[other] { $count } are sent once more.
  }
unknown-counted = { $count ->
    [one] It counts as sent.
   *[other] { $count } count as sent.
  }
channel-email = E-mail
channel-sms = SMS
channel-user-email = E-mail to a colleague
channel-lists = Mailing lists
channel-webhook = Webhook
# What SMS may cost
settings-budget = SMS budget
settings-budget-help = A hard limit for a calendar month: an SMS that does not fit is not sent, also not later, and the log says why. An SMS to a country without a price is not sent either.
settings-budget-has = Limit what SMS cost in a month
settings-budget-amount = At most, in { $currency }
budget-spent = { $month }: { $spent } of { $budget }
budget-is-nearly = Most of it is spent.
budget-is-all = It is spent: no SMS leaves this month.
budget-planned = SMS budget: { $spent } of { $budget } in { $month }
budget-reached = { $count ->
    [one] The SMS budget of { $budget } is reached on { $date }: 1 SMS for { $cost } would not leave in { $month }, also not later.
   *[other] The SMS budget of { $budget } is reached on { $date }: { $count } SMS for { $cost } would not leave in { $month }, also not later.
  }
budget-uncounted = { $count ->
    [one] 1 SMS has no price in { $currency }: under the SMS budget it would not leave.
   *[other] { $count } SMS have no price in { $currency }: under the SMS budget they would not leave.
  }
settings-alerts = Alerts go to
settings-alerts-help = An e-mail at once, one an hour of each kind at most. Empty: to whoever stands in for owners.
# Everything as a file
export-title = Export
export-help = Everything that this account owns as one file, a line of JSON for each row: settings, colleagues, modules, records with their history, templates, automations, consent, run log and messages. Keys and tokens are not in it.
export-download = Download everything
export-lines = { $count ->
    [one] 1 line so far
   *[other] { $count } lines so far
  }
export-done = The file is complete.
