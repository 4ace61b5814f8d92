# Steps and their actions
palette = Akcje
palette-help = Kliknięcie dodaje krok na końcu; można też przeciągać.
action-email-to-contact = E-mail do kontaktu
action-sms-to-contact = SMS do kontaktu
action-email-to-user = E-mail do użytkownika
action-task-for-user = Zadanie dla użytkownika
action-activity = Zaplanuj aktywność
action-repeat-record = Utwórz powtórny rekord
action-copy-record = Kopiuj rekord
action-add-to-lists = Dodaj do list mailingowych
action-set-field = Ustaw pole
action-move-stage = Przenieś do etapu
action-add-tag = Dodaj tag
action-remove-tag = Usuń tag
action-generate-document = Utwórz dokument
action-webhook = Powiadom inny program (webhook)
action-wait-for = Czekaj na zdarzenie
action-branch = Rozgałęzienie
action-exit = Zakończ tutaj
step-number = Krok { $number }: { $action }
step-move = Miejsce kroku { $number }
step-move-up = Przesuń krok { $number } w górę
step-move-down = Przesuń krok { $number } w dół
step-remove = Usuń krok { $number }
step-removed = Usunięto: { $action }
step-added = { $action }: dodano jako krok { $position } z { $count }
step-moved = { $action }: teraz na miejscu { $position } z { $count }
after-entry = { $delay } po wejściu
after-previous = { $delay } po poprzednim
after-entry-at-once = od razu po wejściu
after-previous-at-once = zaraz po poprzednim
day-number = dzień { $day }
delay = Opóźnienie
delay-unit = Jednostka opóźnienia
expiry = Pominięty, gdy spóźniony o
expiry-unit = Jednostka spóźnienia
delay-none = bez opóźnienia
delay-minutes = { $amount ->
    [one] 1 minuta
    [few] { $amount } minuty
   *[other] { $amount } minut
  }
delay-hours = { $amount ->
    [one] 1 godzina
    [few] { $amount } godziny
   *[other] { $amount } godzin
  }
delay-days = { $amount ->
    [one] 1 dzień
   *[other] { $amount } dni
  }
delay-weeks = { $amount ->
    [one] 1 tydzień
    [few] { $amount } tygodnie
   *[other] { $amount } tygodni
  }
delay-months = { $amount ->
    [one] 1 miesiąc
    [few] { $amount } miesiące
   *[other] { $amount } miesięcy
  }
timing = Termin
days-any = w dowolny dzień
days-working-days = w dni robocze
days-weekend = w weekend
days-chosen = w wybrane dni
weekday-mon = pn
weekday-tue = wt
weekday-wed = śr
weekday-thu = cz
weekday-fri = pt
weekday-sat = so
weekday-sun = nd
hour = Godzina
hour-none = o dowolnej godzinie
hour-from = od
hour-at = o
hour-time = Godzina
hour-until = do
hour-until-time = Do godziny (opcjonalnie)
template = Szablon
template-choose = Wybierz szablon
template-open = Otwórz szablon
recipient = Odbiorca
recipient-any-contact = Kontakt z rekordu
recipient-person = Osoba
recipient-company = Firma
owner-of-record = Opiekun rekordu
sender = Nadawca
notify = Powiadom pracownika
sms-off = SMS-y nie są włączone w module { $module }.
sms-off-link = Włącz je w ustawieniach
delay-base-previous-action = poprzedniej akcji
delay-base-entry = wejścia rekordu
