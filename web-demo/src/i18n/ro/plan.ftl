# Calendar
plan-period = Perioadă
days-count = { $days } de zile
plan-empty = Nicio secvență nu este activă
plan-empty-help = Activați o secvență pentru a vedea, zi de zi, ce va face.
forecast-title = Următoarele { $days } de zile
sms-parts = { $sms } (părți: { $parts })
skipped-count = { $count ->
    [one] un pas sărit
    [few] { $count } pași săriți
   *[other] { $count } de pași săriți
  }
timeline-title = Un card
timeline-of = Ce așteaptă: { $name }
timeline-choose = Căutați un card pentru a vedea ce i se va întâmpla.
timeline-nothing = Nimic planificat pentru acest card în următoarele 90 de zile.
record-search = Caută un card
