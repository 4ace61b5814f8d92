# Activation
activate-title = Activați „{ $name }”?
activate-module = Va rula în produsul { $module }.
audience = Cine este inclus
audience-all = Toate cardurile din baza de date
audience-all-help = Cine se potrivește acum începe imediat; ceilalți urmează.
audience-created-after-activation = Doar carduri noi
audience-created-after-activation-help = Doar carduri create după activare.
audience-entering-after-activation = Doar cei care intră de acum înainte
audience-entering-after-activation-help = Carduri vechi și noi, când ajung să se potrivească după activare.
audience-one-off = Toți cei pe care îi cuprinde filtrul la pornire, o singură dată: cine iese mai târziu primește totuși, cine apare mai târziu nu.
audience-one-off-entering-after-activation = Continuă cu cei care așteaptă
audience-one-off-entering-after-activation-help = Nu se adaugă nimeni nou.
audience-one-off-all = Începe din nou
audience-one-off-all-help = Și toți cei pe care filtrul îi cuprinde acum și care nu au început.
figure-matching = Se potrivesc acum
figure-would-start = Încep acum
figure-entering = Intră
figure-emails = E-mailuri
figure-sms = SMS-uri
figure-tasks = Sarcini
figure-cost = Costul SMS-urilor
figure-no-consent = Fără acord, lăsate afară
figure-dropped = SMS-uri pierdute noaptea
no-cost = niciunul
nobody-starts-now = Nimeni nu începe imediat. Cardurile încep când ajung să se potrivească.
dropped-explained = { $count ->
    [one] Un SMS cade în orele de liniște și nu va fi trimis, nici mai târziu. O oră „de la” în pas îl evită.
    [few] { $count } SMS-uri cad în orele de liniște și nu vor fi trimise, nici mai târziu. O oră „de la” în pas le evită.
   *[other] { $count } de SMS-uri cad în orele de liniște și nu vor fi trimise, nici mai târziu. O oră „de la” în pas le evită.
  }
sms-without-price = SMS-uri către numere fără preț: { $count }; costul de mai sus nu le cuprinde.
confirm-records = { $records ->
    [0] Confirm: nimeni nu începe acum.
    [one] Confirm: un card începe acum.
    [few] Confirm: { $records } carduri încep acum.
   *[other] Confirm: { $records } de carduri încep acum.
  }
confirm-type = Scrieți { $records } pentru a confirma că atâtea carduri încep acum
loop-found = Aceste automatizări s-ar porni una pe alta:
loop-link = { $name }: { $action }
loop-explained = După opt verigi sunt oprite; schimbați una dintre ele, ca lanțul să se încheie.
lost-steps-found = Pasul { $position } ({ $action }) mută înregistrarea din etapă, iar regula se încheie acolo. Ce urmează nu se execută niciodată:
lost-step = pasul { $position }: { $action }
lost-steps-explained = Mută-i înaintea acelui pas sau lasă regula să continue după părăsirea etapei.
