# Calendar
plan-period = Okres
days-count = { $days } dni
plan-empty = Żadna sekwencja nie jest aktywna
plan-empty-help = Aktywuj sekwencję, aby zobaczyć dzień po dniu, co zrobi.
forecast-title = Najbliższe { $days } dni
sms-parts = { $sms } (części: { $parts })
skipped-count = { $count ->
    [one] 1 krok pominięty
    [few] { $count } kroki pominięte
   *[other] { $count } kroków pominiętych
  }
timeline-title = Jeden rekord
timeline-of = Co czeka: { $name }
timeline-choose = Wyszukaj rekord, aby zobaczyć, co się z nim stanie.
timeline-nothing = Dla tego rekordu nic nie jest zaplanowane w ciągu 90 dni.
record-search = Szukaj rekordu
