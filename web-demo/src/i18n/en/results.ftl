# Results of automations, and what became of messages
results = Results
results-none = Nothing has happened yet.
results-entered = Began
results-goal = Reached the goal
results-spent = Spent
results-all = All steps
results-step = Step
results-table = As a table
results-step-gone = A step that is no longer there
results-opened-automatic = Not counted: { $count ->
    [one] 1 message was
   *[other] { $count } messages were
  } opened by machines alone.
results-clicked-automatic = Links of { $count ->
    [one] 1 message were
   *[other] { $count } messages were
  } followed by machines alone.
results-automatic-help = Mail services and scanners fetch everything, whether somebody reads or not.
results-opens-help = “Opened” means that it looks like a person. Who shows no pictures opens unseen, so the true number may be higher.
results-opens-off = Openings are not counted.
results-clicks-off = Clicks are not counted.
result-sent = Sent
result-delivered = Delivered
result-opened = Opened
result-clicked = Link followed
result-replied = Answered
result-bounced = Came back
result-complained = Called spam
result-unsubscribed = Unsubscribed
result-unknown = Uncertain
result-skipped = Passed over
result-done = Done
facts = What became of it
fact-opened-automatic = Fetched by a machine ({ $why })
fact-clicked-automatic = Link followed by a machine ({ $why })
fact-opened-proxy = Opened, through the mail service
fact-bounced-hard = Came back: there is no such address
fact-bounced-soft = Came back this time
looker-privacy-proxy = privacy proxy
looker-machine = scanner or crawler
looker-too-soon = within seconds of the sending
looker-not-shown = asked for, never shown
settings-tracking = Openings and clicks
settings-tracking-help = What is put into e-mails from now on. Tell your clients of it where the law wants that.
tracking-opens = Count openings
tracking-opens-help = By an invisible picture. The trigger “e-mail read” needs it.
tracking-clicks = Count clicks
tracking-clicks-help = Links in the HTML lead through this server; the plain text stays as it is.
tracking-automatic = Openings by machines start rules, too
tracking-automatic-help = Off: scanners, prefetching and privacy proxies are marked and start nothing.
trigger-opens-off = Openings are not counted, so only other systems can tell that an e-mail was read.
