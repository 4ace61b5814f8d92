# All automations, and those of one record
nav-automations = Automatyzacja
automations-kind = Rodzaj
automations-all = Wszystkie
automations-sequence = Sekwencje
automations-one-off = Wysyłki jednorazowe
automations-campaign = Automatyczne kampanie
automations-rule = Reguły
automations-recurring-job = Zadania cykliczne
automations-empty = Nie ma jeszcze żadnej
automations-empty-help = Zbuduj sekwencję dla widoku albo regułę na etapie.
kind-name-sequence = Sekwencja
kind-name-one-off = Wysyłka jednorazowa
kind-name-campaign = Automatyczna kampania
kind-name-rule = Reguła
kind-name-recurring-job = Zadanie cykliczne
automation-steps = { $steps ->
    [one] 1 akcja
    [few] { $steps } akcje
   *[other] { $steps } akcji
  }
automation-started = Uruchomiono
automation-waiting = Czeka
automation-next = Następne
automation-last = Ostatnie
passages = Automatyzacja tego rekordu
passages-none = Nic się dla niego jeszcze nie uruchomiło.
passage-waiting = Uruchomiono { $at }, czeka do { $until }
passage-held = Uruchomiono { $at }, czeka na poprzednią regułę
passage-finished = Uruchomiono { $at }, zakończono { $ended }
passage-exited = Uruchomiono { $at }, przerwano { $ended }: { $reason }
record-past = Co zrobiono, a czego nie
record-past-none = Jeszcze nic.
record-coming = Co się wydarzy
record-coming-none = Na najbliższy rok nic nie zaplanowano.
by-hand-automation = Automatyzacja
by-hand-start = Uruchom ręcznie
by-hand-stop = Zakończ
by-hand-skip = Pomiń ten krok
by-hand-reschedule = Zmień termin
by-hand-new-time = Nowy termin
by-hand-move = Przenieś
by-hand-done-start = Uruchomiono: { $name }
by-hand-done-stop = Zakończono: { $name }
by-hand-done-skip = Pominięto krok: { $name }
by-hand-done-reschedule = Zmieniono termin: { $name }
subscription-stopped = stoi: abonament
subscription-stopped-help = Abonament już tego nie obejmuje. Nic nie ginie: ruszy dalej, gdy znów będzie obejmować.
