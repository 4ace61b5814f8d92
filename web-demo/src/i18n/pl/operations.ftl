# O co może prosić osoba
rights-title = O co ta osoba może prosić
rights-export = Zapisz wszystko, co o niej wiadomo
rights-erase = Usuń dane tej osoby
erase-title = Usunąć dane: { $name }?
erase-what = Wszystko o tej osobie zniknie z każdej tabeli, a to, co czeka na wysłanie, zostanie anulowane. Tego nie można cofnąć.
erase-business = Transakcje i inne rekordy, które należą tylko do tej osoby
erase-business-goes = też znikną
erase-business-stays = zostaną, bez tej osoby
erase-records = Rekordy
erase-changes = Zmiany
erase-events = Zdarzenia
erase-decisions = Wpisy dziennika
erase-messages = Anulowane wiadomości
erase-goes = Zniknie też:
erase-stays = Zostanie, bez tej osoby:
erase-twins = Te kontakty mają ten sam adres i zostaną: { $contacts }. Usuń także ich dane, jeśli to ta sama osoba.
erase-kept = Co zostaje: liczba wysłanych wiadomości, bez informacji do kogo, oraz skróty, z których nikt nie odczyta adresu. Dzięki nim kampania nie trafi do tego klienta po raz drugi. Imiona w notatkach o innych osobach nie są wyszukiwane. Kopie zapasowe bazy przechowują wszystko do 30 dni.
erase-sure = Wiem, co zniknie i że nie można tego cofnąć
erase-confirm = Usuń na zawsze
erase-done = Usunięto. Ostatnie ślady znikną w ciągu kwadransa.
reason-erased = osoba poprosiła o usunięcie danych

# Wszystko stoi
pause-title = Wszystko jest wstrzymane.
pause-help = Nic nie jest wysyłane ani wykonywane. Kto wchodzi do automatyzacji, jest zapisywany.
pause-deployment = Serwer został wstrzymany przez administratora: nic nie jest wysyłane ani wykonywane.
pause-resume = Wznów
pause-resumed = Działa dalej.
pause-done = Wszystko jest wstrzymane.
pause-everything = Wstrzymaj wszystko
pause-everything-help = Nic nie jest wysyłane ani wykonywane, dopóki nie wznowisz. Nic nie ginie: potem wybierasz, co z tym, co w tym czasie przypadło. Przełącznik „Automatyzacja” w ustawieniach to co innego: gdy jest wyłączony, nikt nie wchodzi.
reason-budget-spent = miesięczny budżet SMS został wydany
# O czym warto wiedzieć
nav-notices = Powiadomienia
nav-notices-unseen = { $count ->
    [one] 1 nowe
    [few] { $count } nowe
   *[other] { $count } nowych
  }
notices-title = Co stało się samo
notices-none = Nie ma o czym powiadomić
notices-none-help = Tu pojawia się to, co zatrzymało się samo, i to, o czym może zdecydować tylko człowiek.
notices-need-server = Powiadomienia są tam, gdzie jest serwer; demo go nie ma.
notice-new = nowe
notice-alerted = wysłano e-mail
notice-unknown = { $name }: { $count ->
    [one] nie wiadomo, czy jedna wiadomość dotarła
   *[other] nie wiadomo, czy wiadomości dotarły ({ $count })
  }
notice-stopped = { $name } – zatrzymano: zbyt wielu wiadomości nie udało się doręczyć
notice-loop = { $name }: automatyzacje uruchamiały się nawzajem bez końca i zostały zatrzymane
notice-level = { $name }: subskrypcja już tego nie obejmuje
notice-refused = { $name } nie przyjmuje już klucza; nic nie wyjdzie, póki nie podasz innego
notice-colleague = E-maile do { $name } wracają: adres nie istnieje i nic już tam nie wychodzi
notice-budget-nearly = Większość budżetu SMS na { $name } jest wydana
notice-budget-spent = Budżet SMS na { $name } jest wydany: SMS-y nie wychodzą
unknown-title = { $count ->
    [one] Jedna wiadomość: czy dotarła?
   *[other] Wiadomości: { $count }. Czy dotarły?
  }
unknown-help = Połączenie zerwało się w chwili wysyłania, a dostawca nie potrafi powiedzieć. Zdecydować może tylko człowiek.
unknown-resend = Wyślij jeszcze raz
unknown-resend-risk = Kto ją dostał, dostanie ją dwa razy.
unknown-count = Uznaj za wysłaną
unknown-count-risk = Kto jej nie dostał, nie dostanie nic.
unknown-resend-all = Wyślij wszystkie jeszcze raz
unknown-count-all = Uznaj wszystkie za wysłane
unknown-resent = { $count ->
    [one] Zostanie wysłana jeszcze raz.
   *[other] Wysyłane jeszcze raz: { $count }.
  }
unknown-counted = { $count ->
    [one] Uznano za wysłaną.
   *[other] Uznano za wysłane: { $count }.
  }
channel-email = E-mail
channel-sms = SMS
channel-user-email = E-mail do współpracownika
channel-lists = Listy mailingowe
channel-webhook = Webhook
# Ile mogą kosztować SMS-y
settings-budget = Budżet SMS
settings-budget-help = Twardy limit na miesiąc kalendarzowy: SMS, który się nie mieści, nie zostanie wysłany, także później, a dziennik mówi dlaczego. SMS do kraju bez ceny też nie zostanie wysłany.
settings-budget-has = Ogranicz miesięczny koszt SMS-ów
settings-budget-amount = Najwyżej, w { $currency }
budget-spent = { $month }: { $spent } z { $budget }
budget-is-nearly = Większość jest wydana.
budget-is-all = Wydany: w tym miesiącu SMS-y nie wychodzą.
budget-planned = Budżet SMS: { $spent } z { $budget } ({ $month })
budget-reached = { $count ->
    [one] Budżet SMS { $budget } skończy się { $date }: 1 SMS za { $cost } nie wyjdzie ({ $month }), także później.
    [few] Budżet SMS { $budget } skończy się { $date }: { $count } SMS-y za { $cost } nie wyjdą ({ $month }), także później.
   *[other] Budżet SMS { $budget } skończy się { $date }: { $count } SMS-ów za { $cost } nie wyjdzie ({ $month }), także później.
  }
budget-uncounted = SMS-y bez ceny w { $currency }: { $count }. Przy budżecie SMS nie wyjdą.
settings-alerts = Powiadomienia na adres
settings-alerts-help = E-mail od razu, najwyżej jeden na godzinę każdego rodzaju. Puste: do osoby, która zastępuje opiekunów.
# Wszystko w pliku
export-title = Eksport
export-help = Wszystko, co należy do tego konta, w jednym pliku, po jednym wierszu JSON na każdy zapis: ustawienia, współpracownicy, moduły, karty z historią, szablony, automatyzacje, zgody, dziennik i wiadomości. Kluczy i tokenów w nim nie ma.
export-download = Pobierz wszystko
export-lines = Wiersze do tej pory: { $count }
export-done = Plik jest kompletny.
