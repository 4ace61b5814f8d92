# Polski. Teksty, których tu brakuje, są po angielsku.
starting = Uruchamianie…
start-failed = Konsola nie mogła się uruchomić
start-demo-instead = Rozejrzyj się na danych przykładowych
skip-to-content = Przejdź do treści
menu = Menu
nav-label = Ekrany
nav-records = Rekordy
nav-templates = Szablony
nav-sequences = Sekwencje follow-up
nav-sequences-short = Sekwencje
nav-plan = Kalendarz
nav-log = Dziennik
nav-mailbox = Skrzynka
nav-tasks = Zadania
nav-settings = Ustawienia
language = Język
theme = Wygląd
theme-system = Jak w systemie
theme-light = Jasny
theme-dark = Ciemny
demo-badge = Dane przykładowe w tej przeglądarce
dismiss = Zamknij
sign-in = Zaloguj się
sign-in-help = Wklej token, który serwer wypisał przy starcie, albo utworzony w API.
token = Token
clock-move = Przesuń zegar
clock-hour = +1 godz.
clock-day = +1 dzień
clock-week = +1 tydz.
clock-until = Do dnia
clock-moved = Jest { $now }. { $entries ->
    [0] Nic nie było do zrobienia.
    [one] Podjęto 1 decyzję.
    [few] Podjęto { $entries } decyzje.
   *[other] Podjęto { $entries } decyzji.
  }
error-unknown = Coś poszło nie tak
name = Nazwa
module = Moduł
modules = Moduły
save = Zapisz
saved = Zapisano
cancel = Anuluj
close = Zamknij
delete = Usuń
delete-named = Usuń: { $name }
deleted = Usunięto: { $name }
undo = Cofnij
open = Otwórz
add = Dodaj
insert = Wstaw
more = Pokaż więcej
and = i
yes = tak
no = nie
true = prawda
false = fałsz
times = razy
blank = puste
unknown = nieznane
import = Import
preview = Podgląd
preview-on = Na przykładzie
back-to-list = Wróć do listy
condition = Warunek
counting = Liczenie…
computing = Obliczanie…
unsaved = Niezapisane zmiany
save-first = Najpierw zapisz, potem aktywuj

no-modules = Nie ma jeszcze żadnych list
no-modules-help = Utwórz moduł przez API albo uruchom konto przykładowe.
views = Zapisane widoki
view-everyone = Wszyscy
in-use = w użyciu
filter = Filtr
filter-text = To samo jako tekst
filter-one = Rekordy, dla których
filter-everyone = Wszyscy
filter-unfinished = Dokończ warunek: brakuje wartości.
group-kind = Jak łączą się warunki
group-all = Wszystkie z tych
group-any = Którykolwiek z tych
group-not = Żaden z tych
group-add = Dodaj grupę
group-remove = Usuń tę grupę
clause-add = Dodaj warunek
clause-remove = Usuń: { $position }
clause-position = warunek { $index } z { $count }
clause-about = Pole lub zdarzenie
clause-choose = Wybierz…
clause-operator = Operator
clause-quantifier = Które z powiązanych rekordów
clause-value = Wartość
clause-from = Od
clause-to = Do
clause-list = Wartości, oddzielone przecinkami
clause-days = Dni
clause-times = Ile razy
clause-amount = Liczba
clause-unit = Jednostka
clause-within = w ciągu ostatnich
clause-older-than = co najmniej tak dawno
clause-changed-from = z
clause-changed-to = na
held-any = cokolwiek
held-empty = (puste)
ignoring-accents = bez znaków diakrytycznych
events = Co się wydarzyło
quantifier-any = którykolwiek
quantifier-all = wszystkie
quantifier-none = żaden
op-is = jest
op-is-not = nie jest
op-in = jest jednym z
op-not-in = nie jest żadnym z
op-contains = zawiera
op-does-not-contain = nie zawiera
op-starts-with = zaczyna się od
op-ends-with = kończy się na
op-less-than = mniej niż
op-at-most = najwyżej
op-greater-than = więcej niż
op-at-least = co najmniej
op-between = pomiędzy
op-on = dnia
op-before = przed
op-after = po
op-in-last = w ciągu ostatnich
op-older-than = dawniej niż
op-in-next = w ciągu najbliższych
op-more-than-ahead = dalej niż za
op-anniversary-within = rocznica w ciągu
op-any-of = ma którykolwiek z
op-all-of = ma wszystkie z
op-none-of = nie ma żadnego z
op-changed = zmieniło się
op-not-changed = nie zmieniło się
op-was-ever = jest lub było kiedyś
op-never-was = nigdy nie było
op-unchanged-for = bez zmian od
op-is-empty = jest puste
op-is-not-empty = nie jest puste
op-event-at-least = zdarzyło się co najmniej
op-event-at-most = zdarzyło się najwyżej
op-event-not-followed-by = nie nastąpiło po nim
unit-minutes = minut
unit-hours = godzin
unit-days = dni
unit-weeks = tygodni
unit-months = miesięcy
unit-years = lat
count-of-total = Pasuje { $count } z { $total }
loading-records = Wczytywanie rekordów
blanks-matched = { $count ->
    [one] 1 rekord pasuje tylko dlatego, że pole „{ $field }” jest puste.
    [few] { $count } rekordy pasują tylko dlatego, że pole „{ $field }” jest puste.
   *[other] { $count } rekordów pasuje tylko dlatego, że pole „{ $field }” jest puste.
  }
blanks-missed = { $count ->
    [one] 1 rekord odpada, bo pole „{ $field }” jest puste.
    [few] { $count } rekordy odpadają, bo pole „{ $field }” jest puste.
   *[other] { $count } rekordów odpada, bo pole „{ $field }” jest puste.
  }
blanks-exclude = I nie jest puste
blanks-include = Lub jest puste
no-records = Nie ma jeszcze rekordów
no-records-help = Zaimportuj plik albo wyślij rekordy przez API.
nobody-matches = Nikt nie pasuje
nobody-matches-help = Wybierz inny warunek albo usuń któryś.
choose-record = Wybierz rekord, aby zobaczyć, dlaczego pasuje.
follow-up-sequence = Sekwencja follow-up
view-locked = Ten widok jest używany przez aktywną sekwencję, więc nie można go zmienić. Najpierw ją wyłącz: { $names }.
view-diff = Zapis zmieni widok: wejdzie { $entering }, wyjdzie { $leaving }, zostanie { $staying }.
view-save = Zapisz widok
view-save-as = Zapisz jako widok
view-name = Nazwa widoku
view-delete = Usuń widok
record-values = Wartości
record-timeline = Co czeka ten rekord
matches = Pasuje
does-not-match = Nie pasuje
why = Dlaczego
why-not = Dlaczego nie
why-blank = Rozstrzyga pusta wartość
why-changes-at = Może się samo zmienić { $at }
explain-all = wszystkie z tych
explain-any = którykolwiek z tych
explain-not = nie
explain-everyone = wszyscy
read-field = { $field }: { $value }
read-events = { $event }: { $count } razy
read-change = { $field }: zmiana { $at } z { $from } na { $to }
read-held-since = { $field }: bez zmian od { $at }
read-counted-since = Liczone od { $at }
read-cause = Zdarzyło się { $at }

import-title = Import: { $module }
import-file = Wybierz plik CSV
import-file-help = UTF-8 lub Windows-1250, z przecinkami, średnikami albo tabulatorami. Nic się nie zmieni, zanim nie zastosujesz.
import-columns = Która kolumna to które pole
import-column = Kolumna
import-sample = Pierwsze wartości
import-field = Pole
import-field-of = Pole dla kolumny { $column }
import-ignore = Pomiń
import-id = Kolumna z identyfikatorem rekordu (aktualizuje istniejące)
import-id-none = Brak: każdy wiersz to nowy rekord
import-check = Sprawdź plik
import-result = Poprawne wiersze: { $valid } z { $rows }
import-refused = { $count ->
    [one] 1 wartość nie pasuje. Nic nie zostanie zaimportowane, dopóki tak jest.
    [few] { $count } wartości nie pasują. Nic nie zostanie zaimportowane, dopóki tak jest.
   *[other] { $count } wartości nie pasuje. Nic nie zostanie zaimportowane, dopóki tak jest.
  }
import-place = Gdzie
import-problem = Problem
import-apply = Importuj wiersze: { $rows }
import-done = Zaimportowano wiersze: { $rows }.

template-kind-email = E-mail
template-kind-sms = SMS
template-kind-task = Zadania
template-new-email = Nowy e-mail
template-new-sms = Nowy SMS
template-new-task = Nowe zadanie
template-edit = Edycja szablonu
templates-empty = Nie ma jeszcze szablonów
templates-empty-help = Szablon mówi, co zostanie wysłane. Zacznij od e-maila, SMS-a albo zadania.
template-class = Rodzaj wiadomości
class-marketing = Marketingowa
class-marketing-help = Tylko do kontaktów, które wyraziły zgodę.
class-transactional = Transakcyjna
class-transactional-help = O tym, co kontakt zamówił; zgoda niepotrzebna.
part-subject = Temat
part-body = Treść e-maila
part-text = Treść SMS-a
part-title = Tytuł
part-description = Opis
when-missing = Gdy brakuje wartości
when-missing-skip = Nie wysyłaj i podaj powód w dzienniku
when-missing-text = Wstaw ten tekst
merge-field = Wstaw pole
company-and-owner = Firma i opiekun
owner-name = Opiekun: imię i nazwisko
owner-email = Opiekun: e-mail
company-name = Nazwa firmy

sequence-new = Nowa sekwencja
sequences-empty = Nie ma jeszcze sekwencji
sequences-empty-help = Zapisz widok rekordów, a potem ułóż kroki.
sequence-gone = Takiej sekwencji nie ma
sequence-gone-help = Mogła zostać usunięta.
sequence-about = { $basis } · { $steps ->
    [one] 1 krok
    [few] { $steps } kroki
   *[other] { $steps } kroków
  }
active-since = · aktywna od { $at }
state-draft = szkic
state-active = aktywna
state-inactive = wyłączona
state-activating = włączanie
state-activating-progress = włączanie: { $done } z { $total }
activate = Aktywuj
activated = Aktywna: { $name }
deactivate = Wyłącz
deactivated = Wyłączono: { $name }. Czekające rekordy zachowują miejsce.
sequence-name-for = Follow-up: { $view }
sequence-from-view = Dla widoku „{ $view }”. Opóźnienia liczą się od poprzedniej akcji.
filter-basis = Na podstawie
basis-view = Widoku
basis-stage = Statusu
no-views-yet = Ten moduł nie ma jeszcze zapisanego widoku.
make-a-view = Utwórz widok
no-stages = Ten moduł nie ma lejka, więc nie ma statusów.
only-new-help = Wstępny wybór w oknie aktywacji; można go tam jeszcze zmienić.
choose-condition = Wybierz widok albo status.
runs-for-view = działa dla widoku „{ $name }”
runs-for-stage = działa dla statusu „{ $name }”
steps = Kroki sekwencji
steps-empty = Nie ma jeszcze kroków
steps-empty-help = Wybierz akcję po prawej albo przeciągnij ją tutaj.
palette = Akcje
palette-help = Kliknięcie dodaje krok na końcu; można też przeciągać.
sequence-locked = Aktywnej sekwencji nie można zmieniać. Najpierw ją wyłącz; czekające rekordy zachowują miejsce.
action-email-to-contact = E-mail do kontaktu
action-sms-to-contact = SMS do kontaktu
action-email-to-user = E-mail do użytkownika
action-task-for-user = Zadanie dla użytkownika
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
sequence-options = Ustawienia sekwencji
option-run = Działa
run-continuous = Ciągle, gdy rekordy wchodzą i wychodzą
run-one-off = Raz, jako wysyłka masowa
option-delay-base = Opóźnienia liczą się od
delay-base-previous-action = poprzedniej akcji
delay-base-entry = wejścia rekordu
option-reentry = Gdy rekord wraca
reentry-never = Nigdy więcej
reentry-after-exit = Od nowa, gdy wcześniej wyszedł
reentry-after-exit-and-days = Od nowa po kilku dniach od wyjścia
reentry-days = Dni
option-quiet = SMS w nocy
quiet-drop = Nie zostanie wysłany, także później
quiet-next-window = Zostanie wysłany rano
quiet-help = Między { $from } a { $until } żaden SMS nie wychodzi.
option-zone = Zegar
zone-account = Firmy
zone-contact = Kontaktu
sequence-preview = Co by się stało
sequence-preview-help = Plan jednego rekordu, gdyby włączyć sekwencję teraz. Liczy go ten sam silnik, który ją wykona.
plan-table = Plan jako tabela
preview-nobody = Nikt teraz nie spełnia warunku, więc nie ma kogo pokazać.
preview-incomplete = Dodaj kroki i wybierz szablony, aby zobaczyć plan.

activate-title = Aktywować „{ $name }”?
activate-module = Będzie działać w module { $module }.
audience = Kogo obejmuje
audience-all = Wszystkie karty w bazie
audience-all-help = Kto teraz pasuje, zaczyna od razu; następni dołączą.
audience-created-after-activation = Tylko nowe karty
audience-created-after-activation-help = Tylko rekordy utworzone po aktywacji.
audience-entering-after-activation = Tylko ci, którzy wejdą od teraz
audience-entering-after-activation-help = Stare i nowe rekordy, gdy zaczną pasować po aktywacji.
figure-matching = Pasuje teraz
figure-would-start = Zaczyna teraz
figure-entering = Wejdzie w tym czasie
figure-emails = E-maile
figure-sms = SMS-y
figure-tasks = Zadania
figure-cost = Koszt SMS-ów
figure-no-consent = Bez zgody, pominięte
figure-dropped = SMS-y utracone w nocy
no-cost = brak
nobody-starts-now = Nikt nie zaczyna od razu. Rekordy zaczną, gdy będą pasować.
dropped-explained = { $count ->
    [one] 1 SMS wypada w ciszy nocnej i nie zostanie wysłany, także później. Zapobiega temu godzina „od” w kroku.
    [few] { $count } SMS-y wypadają w ciszy nocnej i nie zostaną wysłane, także później. Zapobiega temu godzina „od” w kroku.
   *[other] { $count } SMS-ów wypada w ciszy nocnej i nie zostanie wysłanych, także później. Zapobiega temu godzina „od” w kroku.
  }
sms-without-price = SMS-y na numery bez ceny: { $count }. Koszt powyżej ich nie obejmuje.
confirm-records = { $records ->
    [0] Potwierdzam: nikt nie zaczyna teraz.
    [one] Potwierdzam: 1 rekord zaczyna teraz.
    [few] Potwierdzam: { $records } rekordy zaczynają teraz.
   *[other] Potwierdzam: { $records } rekordów zaczyna teraz.
  }
confirm-type = Wpisz { $records }, aby potwierdzić, że tyle rekordów zaczyna teraz

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
# The same decisions while they are only planned.
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

mailbox-help = Nic nie opuszcza tego komputera: wiadomości zostają tutaj, dopóki nie ustawisz dostawcy.
mailbox-empty = Nie ma jeszcze wiadomości
mailbox-empty-help = Pojawią się tu, gdy nadejdzie termin kroku.
tasks-empty = Nie ma jeszcze zadań
tasks-empty-help = Tworzą je sekwencje z krokiem zadania.
task-title = Zadanie
task-user = Dla
task-created = Utworzono
task-by = Przez

settings-account = Firma
settings-automation = Automatyzacja
settings-automation-help = Włącza i wyłącza wszystkie sekwencje naraz.
settings-zone = Strefa czasowa
settings-holidays = Święta państwowe
settings-no-holidays = Bez kraju
country-PL = Polska
country-RO = Rumunia
country-HU = Węgry
country-RU = Rosja
settings-quiet-from = Bez SMS-ów od
settings-quiet-until = do
settings-quiet-help = SMS, który wypada w tych godzinach, nie zostanie wysłany, także później, chyba że sekwencja mówi inaczej.
settings-days-off = Dodatkowe dni wolne
settings-working-days = Dodatkowe dni robocze
settings-prices = Ceny SMS-ów za część
settings-price-add = Dodaj cenę
price-prefix = Początek numeru
price-amount = Cena za część
price-currency = Waluta
price-remove = Usuń cenę dla { $prefix }
settings-modules = SMS-y w modułach
settings-modules-help = Akcja SMS jest dostępna tylko tam, gdzie usługa jest włączona.
settings-sms-in = SMS-y w module { $module }

sign-out = Wyloguj
settings-users = Pracownicy
user-active = pracuje u nas
user-email = E-mail
user-add = Dodaj pracownika
settings-tokens = Tokeny API
settings-tokens-help = Dla programów, które wysyłają rekordy albo czytają wyniki. Token widać tylko raz.
token-revoke = Unieważnij
token-shown-once = Skopiuj teraz; nie pojawi się ponownie:
token-for = Do czego służy
token-may = Może
scope-read = czytać
scope-write = czytać i zapisywać
scope-admin = wszystko
token-make = Utwórz token
progress-waiting = czeka: { $count }
progress-finished = ukończyło: { $count }
progress-left = wyszło: { $count }
progress-step = Czeka tu: { $count }, najbliższy do { $next }
refresh = Odśwież
