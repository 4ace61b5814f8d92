# Sarcini recurente (S0.7-10)
nav-jobs = Sarcini recurente
job-new = Sarcină recurentă nouă
job-list = Lista pe care lucrează
jobs-empty = Nu există încă sarcini recurente
jobs-empty-help = O sarcină recurentă parcurge o listă la intervale fixe și acționează asupra cardurilor care îndeplinesc condițiile.
job-gone = Această sarcină recurentă nu există
job-next = Următoarea rulare { $at }.
job-no-next = Nu mai urmează nicio rulare.
job-last = Ultima rulare { $at }: { $records ->
    [0] nimeni.
    [one] 1 card.
    [few] { $records } carduri.
   *[other] { $records } de carduri.
  }
job-missed = Ține locul tuturor rulărilor de la { $at }.
job-last-never = Încă nu a rulat.
job-runs = Rulări
job-schedule = Când rulează
schedule-presets = Programări obișnuite
preset-hourly = În fiecare oră
preset-daily = Zilnic
preset-workdays = De luni până vineri
preset-weekly = Săptămânal
preset-monthly = Lunar
schedule-kind-every = La un interval
schedule-kind-cron = După o expresie cron
schedule-every = La fiecare
schedule-unit = Unitatea intervalului
schedule-from = Prima rulare
schedule-cron = Expresie cron
schedule-cron-help = Minut, oră, ziua lunii, lună, ziua săptămânii (0 și 7 sunt duminică), de exemplu 0 9 * * 1-5.
schedule-next = Următoarele rulări
schedule-catch-up = Rulările ratate, fiindcă nimic nu funcționa, devin una singură.
rhythm-daily = zilnic la { $time }
rhythm-weekdays = { $days } la { $time }
rhythm-days = în ziua { $days } a lunii la { $time }
rhythm-cron = după expresia { $cron }
job-basis = Care înregistrări: { $module }
job-take-view = Preia condiția unui filtru
job-who = Asupra cui ar acționa acum
job-who-count = { $count ->
    [0] Nimeni nu îndeplinește condițiile acum.
    [one] 1 card îndeplinește condițiile acum.
    [few] { $count } carduri îndeplinesc condițiile acum.
   *[other] { $count } de carduri îndeplinesc condițiile acum.
  }
job-repeat = Asupra cui acționează din nou
repeat-once-while-matching = O dată cât timp îndeplinește condițiile
repeat-once-while-matching-help = Din nou după ce cardul nu le-a mai îndeplinit și le îndeplinește iar.
repeat-once-ever = O singură dată
repeat-once-ever-help = Niciodată din nou, oricât de des ar îndeplini condițiile.
repeat-every-run = La fiecare rulare
repeat-every-run-help = Ori de câte ori cardul îndeplinește condițiile și nu este încă în parcurgerea pașilor.
job-audience-all-help = Fiecare card care îndeplinește condițiile când rulează sarcina.
job-audience-created-after-activation-help = Doar carduri create după activare.
job-figure-would-start = Încep la prima rulare
job-nobody-starts = La prima rulare nu începe nimeni. Rulările următoare verifică din nou.
job-confirm-records = { $records ->
    [0] Confirm: la prima rulare nu începe nimeni.
    [one] Confirm: la prima rulare începe 1 card.
    [few] Confirm: la prima rulare încep { $records } carduri.
   *[other] Confirm: la prima rulare încep { $records } de carduri.
  }
job-confirm-type = Scrieți { $records } pentru a confirma că atâtea carduri încep la prima rulare
every-minutes = { $count ->
    [one] în fiecare minut
    [few] la fiecare { $count } minute
   *[other] la fiecare { $count } de minute
  }
every-hours = { $count ->
    [one] în fiecare oră
    [few] la fiecare { $count } ore
   *[other] la fiecare { $count } de ore
  }
every-days = { $count ->
    [one] zilnic
    [few] la fiecare { $count } zile
   *[other] la fiecare { $count } de zile
  }
every-weeks = { $count ->
    [one] săptămânal
    [few] la fiecare { $count } săptămâni
   *[other] la fiecare { $count } de săptămâni
  }
every-months = { $count ->
    [one] lunar
    [few] la fiecare { $count } luni
   *[other] la fiecare { $count } de luni
  }
interval-minutes = { $count ->
    [one] minut
   *[other] minute
  }
interval-hours = { $count ->
    [one] oră
   *[other] ore
  }
interval-days = { $count ->
    [one] zi
   *[other] zile
  }
interval-weeks = { $count ->
    [one] săptămână
   *[other] săptămâni
  }
interval-months = { $count ->
    [one] lună
   *[other] luni
  }
job-steps = Ce face
