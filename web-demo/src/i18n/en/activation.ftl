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
audience-one-off = Everybody whom the view holds at the start, once: who leaves it later still gets it, who comes later does not.
audience-one-off-entering-after-activation = Go on with those who wait
audience-one-off-entering-after-activation-help = Nobody new is added.
audience-one-off-all = Start anew
audience-one-off-all-help = Also everybody whom the view holds now and who has not begun.
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
loop-found = These automations would start one another:
loop-link = { $name }: { $action }
loop-explained = After eight links they are stopped; change one of them so that the chain ends.
lost-steps-found = Step { $position } ({ $action }) moves the record off the stage, and the rule ends there. What stands behind it never happens:
lost-step = step { $position }: { $action }
lost-steps-explained = Move them before that step, or let the rule go on after leaving the stage.
