# Run log
log-of = Sekwencja
log-all = Wszystkie
log-when = Kiedy
log-record = Rekord
log-what = Co i dlaczego
log-to = do: { $to }
log-empty = Nic się jeszcze nie wydarzyło
log-empty-help = Aktywuj sekwencję; na koncie przykładowym możesz potem przesunąć zegar.
what-entered = wejście
what-left = wyjście
what-planned = zaplanowano
what-moved = przesunięto
what-sent = wysłano
what-task-created = utworzono zadanie
what-dropped = nie zostanie wysłany
what-skipped = pominięto
what-finished = koniec
what-held = wstrzymano
what-deviated = nie wysłano
plan-what-entered = wchodzi
plan-what-sent = zostanie wysłane
plan-what-task-created = powstanie zadanie
plan-what-skipped = zostanie pominięte
plan-what-finished = koniec
reason-filter-not-matched = nie spełnia już warunku
reason-already-had-it = miał już tę sekwencję
reason-too-soon-after-exit = wyszedł zbyt niedawno
reason-no-contact = rekord nie ma takiego kontaktu
reason-no-address = kontakt nie ma poprawnego adresu
reason-no-consent = kontakt nie zgodził się na marketing tą drogą
reason-suppressed = na ten adres nic już nie wysyłamy
reason-quiet-hours = wypada w ciszy nocnej
reason-late-moved = było za późno, więc termin ustalono na nowo
reason-expired = później, niż krok pozwala
reason-missing-value = pole w szablonie jest puste
reason-no-colleague = nie ma komu tego przydzielić
reason-no-allowed-date = żadna data nie pasuje do dni kroku
reason-sms-not-enabled = SMS-y są wyłączone w module
reason-step-gone = kroku albo szablonu już nie ma
reason-opted-out = kontakt się wypisał
reason-automation-inactive = sekwencja jest wyłączona
parts-cost = { $parts ->
    [one] 1 część
    [few] { $parts } części
   *[other] { $parts } części
  }, { $cost }
