# Run log
log-of = Secvență
log-all = Toate
log-when = Când
log-record = Card
log-what = Ce și de ce
log-to = către { $to }
log-empty = Nu s-a întâmplat nimic încă
log-empty-help = Activați o secvență; în contul de exemplu puteți muta apoi ceasul.
what-entered = a intrat
what-left = a ieșit
what-planned = planificat
what-moved = mutat
what-sent = trimis
what-task-created = sarcină creată
what-dropped = nu va fi trimis
what-skipped = sărit
what-finished = încheiat
what-held = reținut
what-deviated = netrimis
plan-what-entered = intră
plan-what-sent = va fi trimis
plan-what-task-created = se va crea o sarcină
plan-what-skipped = va fi sărit
plan-what-finished = se încheie
reason-filter-not-matched = nu mai îndeplinește condiția
reason-already-had-it = a avut deja această secvență
reason-too-soon-after-exit = a ieșit prea recent
reason-no-contact = cardul nu are un astfel de contact
reason-no-address = contactul nu are o adresă bună
reason-no-consent = contactul nu a acceptat marketing pe acest canal
reason-suppressed = la această adresă nu se mai trimite nimic
reason-quiet-hours = cade în orele de liniște
reason-late-moved = a întârziat, deci a fost reprogramat
reason-expired = mai târziu decât permite pasul
reason-missing-value = un câmp al șablonului este gol
reason-no-colleague = nu există un coleg căruia să i se dea
reason-no-allowed-date = nicio dată nu se potrivește cu zilele pasului
reason-sms-not-enabled = SMS-ul este oprit în produs
reason-step-gone = pasul sau șablonul nu mai există
reason-opted-out = contactul s-a dezabonat
reason-automation-inactive = secvența este oprită
parts-cost = { $parts ->
    [one] o parte
    [few] { $parts } părți
   *[other] { $parts } de părți
  }, { $cost }
