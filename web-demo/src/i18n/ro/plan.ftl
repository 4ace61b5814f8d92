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
collisions-title = Prea mult pentru un contact
collisions-about = { $contacts ->
    [one] 1 contact ar primi multe mesaje de la toate automatizările împreună.
    [few] { $contacts } contacte ar primi multe mesaje de la toate automatizările împreună.
   *[other] { $contacts } de contacte ar primi multe mesaje de la toate automatizările împreună.
  }
collisions-capped = { $above ->
    [one] 1 mesaj depășește limita și nu va fi trimis.
    [few] { $above } mesaje depășesc limita și nu vor fi trimise.
   *[other] { $above } de mesaje depășesc limita și nu vor fi trimise.
  }
collisions-uncapped = Toate ar pleca.
collisions-contact = Contact
collisions-messages = Mesaje
collisions-automations = De la
collisions-day = { $date }
collisions-week = săptămâna din { $date }
collisions-email = { $messages } e-mailuri, cel mult { $places }
collisions-sms = { $messages } SMS, cel mult { $places }
