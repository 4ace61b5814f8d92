# Calendar
plan-period = Időszak
days-count = { $days } nap
plan-empty = Nincs aktív automatizmus
plan-empty-help = Aktiváljon egyet, hogy napról napra lássa, mit fog tenni.
forecast-title = A következő { $days } nap
sms-parts = { $sms } ({ $parts } rész)
skipped-count = { $count } lépés kimarad
timeline-title = Egy adatlap
timeline-of = Mi vár rá: { $name }
timeline-choose = Keressen adatlapot, hogy lássa, mi történik vele.
timeline-nothing = A következő 90 napban nincs tervezve semmi.
record-search = Adatlap keresése
collisions-title = Túl sok egy ügyfélnek
collisions-about = { $contacts ->
    [one] 1 ügyfél sok üzenetet kapna az automatizmusoktól együtt.
   *[other] { $contacts } ügyfél sok üzenetet kapna az automatizmusoktól együtt.
  }
collisions-capped = { $above ->
    [one] 1 üzenet a korlát fölött van, és nem megy ki.
   *[other] { $above } üzenet a korlát fölött van, és nem megy ki.
  }
collisions-uncapped = Mind kimenne.
collisions-contact = Ügyfél
collisions-messages = Üzenetek
collisions-automations = Honnan
collisions-day = { $date }
collisions-week = { $date } hete
collisions-email = { $messages } e-mail, legfeljebb { $places }
collisions-sms = { $messages } SMS, legfeljebb { $places }
