# Rezultatele automatizărilor și ce s-a întâmplat cu mesajele
results = Rezultate
results-none = Nu s-a întâmplat încă nimic.
results-entered = Au început
results-goal = Au atins obiectivul
results-spent = Cheltuit
results-all = Toți pașii
results-step = Pas
results-table = Ca tabel
results-step-gone = Un pas care nu mai există
results-opened-automatic = Nenumărate: { $count ->
    [one] 1 mesaj a fost deschis
    [few] { $count } mesaje au fost deschise
   *[other] { $count } de mesaje au fost deschise
  } doar de mașini.
results-clicked-automatic = Linkurile din { $count ->
    [one] 1 mesaj au fost urmate
    [few] { $count } mesaje au fost urmate
   *[other] { $count } de mesaje au fost urmate
  } doar de mașini.
results-automatic-help = Serviciile de mail și scanerele preiau totul, fie că citește cineva sau nu.
results-opens-help = „Deschise” înseamnă că pare să fie o persoană. Cine nu afișează imagini deschide nevăzut, deci numărul real poate fi mai mare.
results-opens-off = Deschiderile nu se numără.
results-clicks-off = Clicurile nu se numără.
result-sent = Trimise
result-delivered = Livrate
result-opened = Deschise
result-clicked = Linkuri urmate
result-replied = Cu răspuns
result-bounced = Returnate
result-complained = Marcate ca spam
result-unsubscribed = Dezabonați
result-unknown = Nesigure
result-skipped = Omise
result-done = Făcute
facts = Ce s-a întâmplat cu el
fact-opened-automatic = Preluat de o mașină ({ $why })
fact-clicked-automatic = Link urmat de o mașină ({ $why })
fact-opened-proxy = Deschis, prin serviciul de mail
fact-bounced-hard = Returnat: adresa nu există
fact-bounced-soft = Returnat de data aceasta
looker-privacy-proxy = proxy de confidențialitate
looker-machine = scaner sau robot
looker-too-soon = la câteva secunde după trimitere
looker-not-shown = cerut, neafișat
settings-tracking = Deschideri și clicuri
settings-tracking-help = Ce se pune de acum în e-mailuri. Informați clienții acolo unde legea o cere.
tracking-opens = Numără deschiderile
tracking-opens-help = Printr-o imagine invizibilă. Declanșatorul „e-mail citit” are nevoie de ea.
tracking-clicks = Numără clicurile
tracking-clicks-help = Linkurile din HTML trec prin acest server; textul simplu rămâne cum este.
tracking-automatic = Și deschiderile făcute de mașini pornesc reguli
tracking-automatic-help = Oprit: scanerele, preîncărcarea și proxy-urile de confidențialitate sunt marcate și nu pornesc nimic.
trigger-opens-off = Deschiderile nu se numără, deci doar alte sisteme pot spune că un e-mail a fost citit.
