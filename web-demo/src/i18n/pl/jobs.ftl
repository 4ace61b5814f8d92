# Zadania cykliczne (S0.7-10)
nav-jobs = Zadania cykliczne
job-new = Nowe zadanie cykliczne
job-list = Lista, na której pracuje
jobs-empty = Nie ma jeszcze zadań cyklicznych
jobs-empty-help = Zadanie cykliczne co zadany czas przegląda listę i działa na rekordach, które spełniają jego warunki.
job-gone = Nie ma takiego zadania cyklicznego
job-next = Następne uruchomienie { $at }.
job-no-next = Nie będzie już żadnego uruchomienia.
job-last = Ostatnie uruchomienie { $at }: { $records ->
    [0] nikt.
    [one] 1 rekord.
    [few] { $records } rekordy.
   *[other] { $records } rekordów.
  }
job-missed = Zastępuje wszystkie od { $at }.
job-last-never = Jeszcze się nie uruchomiło.
job-runs = Uruchomienia
job-schedule = Kiedy się uruchamia
schedule-presets = Częste ustawienia
preset-hourly = Co godzinę
preset-daily = Codziennie
preset-workdays = Od poniedziałku do piątku
preset-weekly = Co tydzień
preset-monthly = Co miesiąc
schedule-kind-every = Co zadany czas
schedule-kind-cron = Wyrażenie cron
schedule-every = Co
schedule-unit = Jednostka czasu
schedule-from = Pierwsze uruchomienie
schedule-cron = Wyrażenie cron
schedule-cron-help = Minuta, godzina, dzień miesiąca, miesiąc, dzień tygodnia (0 i 7 to niedziela), np. 0 9 * * 1-5.
schedule-next = Najbliższe uruchomienia
schedule-catch-up = Uruchomienia, które przepadły, bo nic nie działało, stają się jednym.
rhythm-daily = codziennie o { $time }
rhythm-weekdays = { $days } o { $time }
rhythm-days = { $days }. dnia miesiąca o { $time }
rhythm-cron = według wyrażenia { $cron }
job-basis = Które rekordy: { $module }
job-take-view = Weź warunek z widoku
job-who = Kogo dotyczyłoby teraz
job-who-count = { $count ->
    [0] Nikt teraz nie spełnia warunków.
    [one] 1 rekord spełnia teraz warunki.
    [few] { $count } rekordy spełniają teraz warunki.
   *[other] { $count } rekordów spełnia teraz warunki.
  }
job-repeat = Na kim działa ponownie
repeat-once-while-matching = Raz, dopóki spełnia warunki
repeat-once-while-matching-help = Ponownie, gdy rekord przestał je spełniać i spełnia je od nowa.
repeat-once-ever = Tylko raz
repeat-once-ever-help = Nigdy więcej, choćby rekord spełniał warunki wiele razy.
repeat-every-run = Przy każdym uruchomieniu
repeat-every-run-help = Zawsze, gdy rekord spełnia warunki i nie przechodzi jeszcze przez kroki.
job-audience-all-help = Każdy rekord, który spełnia warunki, gdy zadanie się uruchamia.
job-audience-created-after-activation-help = Tylko rekordy utworzone po aktywacji.
job-figure-would-start = Zaczną przy pierwszym uruchomieniu
job-nobody-starts = Przy pierwszym uruchomieniu nikt nie zacznie. Następne sprawdzą ponownie.
job-confirm-records = { $records ->
    [0] Potwierdzam: przy pierwszym uruchomieniu nikt nie zacznie.
    [one] Potwierdzam: przy pierwszym uruchomieniu zacznie 1 rekord.
    [few] Potwierdzam: przy pierwszym uruchomieniu zaczną { $records } rekordy.
   *[other] Potwierdzam: przy pierwszym uruchomieniu zacznie { $records } rekordów.
  }
job-confirm-type = Wpisz { $records }, aby potwierdzić, że tyle rekordów zacznie przy pierwszym uruchomieniu
every-minutes = { $count ->
    [one] co minutę
    [few] co { $count } minuty
   *[other] co { $count } minut
  }
every-hours = { $count ->
    [one] co godzinę
    [few] co { $count } godziny
   *[other] co { $count } godzin
  }
every-days = { $count ->
    [one] codziennie
   *[other] co { $count } dni
  }
every-weeks = { $count ->
    [one] co tydzień
    [few] co { $count } tygodnie
   *[other] co { $count } tygodni
  }
every-months = { $count ->
    [one] co miesiąc
    [few] co { $count } miesiące
   *[other] co { $count } miesięcy
  }
interval-minutes = { $count ->
    [one] minutę
    [few] minuty
   *[other] minut
  }
interval-hours = { $count ->
    [one] godzinę
    [few] godziny
   *[other] godzin
  }
interval-days = { $count ->
    [one] dzień
   *[other] dni
  }
interval-weeks = { $count ->
    [one] tydzień
    [few] tygodnie
   *[other] tygodni
  }
interval-months = { $count ->
    [one] miesiąc
    [few] miesiące
   *[other] miesięcy
  }
job-steps = Co robi
