# All automations, and those of one record
nav-automations = Automatizări
automations-kind = Tip
automations-all = Toate
automations-sequence = Secvențe de follow-up
automations-one-off = Trimiteri unice
automations-campaign = Campanii automate
automations-rule = Reguli
automations-recurring-job = Sarcini recurente
automations-empty = Nu există încă niciuna
automations-empty-help = Construiți o secvență pentru o vizualizare sau o regulă pe o etapă.
kind-name-sequence = Secvență de follow-up
kind-name-one-off = Trimitere unică
kind-name-campaign = Campanie automată
kind-name-rule = Regulă
kind-name-recurring-job = Sarcină recurentă
automation-steps = { $steps ->
    [one] o acțiune
    [few] { $steps } acțiuni
   *[other] { $steps } de acțiuni
  }
automation-started = Pornite
automation-waiting = În așteptare
automation-next = Următoarea
automation-last = Ultima
passages = Automatizările acestui card
passages-none = Nicio automatizare nu a pornit pentru el.
passage-waiting = Pornită la { $at }, așteaptă până la { $until }
passage-held = Pornită la { $at }, așteaptă regula precedentă
passage-finished = Pornită la { $at }, încheiată la { $ended }
passage-exited = Pornită la { $at }, oprită la { $ended }: { $reason }
record-past = Ce s-a făcut și ce nu
record-past-none = Încă nimic.
record-coming = Ce urmează
record-coming-none = Nu este planificat nimic pentru anul următor.
by-hand-automation = Automatizare
by-hand-start = Pornește manual
by-hand-stop = Încheie
by-hand-skip = Omite acest pas
by-hand-reschedule = Reprogramează
by-hand-new-time = Momentul nou
by-hand-move = Mută
by-hand-done-start = Pornită: { $name }
by-hand-done-stop = Încheiată: { $name }
by-hand-done-skip = Pas omis: { $name }
by-hand-done-reschedule = Reprogramată: { $name }
subscription-stopped = oprită: abonament
subscription-stopped-help = Abonamentul nu mai include acest lucru. Nimic nu se pierde: continuă când îl va include din nou.
