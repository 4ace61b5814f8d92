# The frame: navigation, signing in, the clock
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
