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
collisions-title = Za dużo dla jednego klienta
collisions-about = { $contacts ->
    [one] 1 klient dostałby wiele wiadomości ze wszystkich automatyzacji razem.
    [few] { $contacts } klientów dostałoby wiele wiadomości ze wszystkich automatyzacji razem.
   *[other] { $contacts } klientów dostałoby wiele wiadomości ze wszystkich automatyzacji razem.
  }
collisions-capped = { $above ->
    [one] 1 wiadomość przekracza limit i nie zostanie wysłana.
    [few] { $above } wiadomości przekraczają limit i nie zostaną wysłane.
   *[other] { $above } wiadomości przekracza limit i nie zostanie wysłanych.
  }
collisions-uncapped = Wszystkie zostałyby wysłane.
collisions-contact = Klient
collisions-messages = Wiadomości
collisions-automations = Skąd
collisions-day = { $date }
collisions-week = tydzień od { $date }
collisions-email = e-maile: { $messages }, najwyżej { $places }
collisions-sms = SMS: { $messages }, najwyżej { $places }
