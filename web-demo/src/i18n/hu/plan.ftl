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
