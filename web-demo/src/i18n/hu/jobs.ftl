# Ismétlődő feladatok (S0.7-10)
nav-jobs = Ismétlődő feladatok
job-new = Új ismétlődő feladat
job-list = A lista, amelyen dolgozik
jobs-empty = Még nincs ismétlődő feladat
jobs-empty-help = Az ismétlődő feladat megadott időnként végignéz egy listát, és a feltételeknek megfelelő adatlapokkal tesz valamit.
job-gone = Nincs ilyen ismétlődő feladat
job-next = Következő futás: { $at }.
job-no-next = Nem lesz több futás.
job-last = Utolsó futás: { $at }, { $records ->
    [0] senki.
    [one] 1 adatlap.
   *[other] { $records } adatlap.
  }
job-missed = Az összes futást pótolja { $at } óta.
job-last-never = Még nem futott.
job-runs = Futások
job-schedule = Mikor fut
schedule-presets = Gyakori időzítések
preset-hourly = Óránként
preset-daily = Naponta
preset-workdays = Hétfőtől péntekig
preset-weekly = Hetente
preset-monthly = Havonta
schedule-kind-every = Megadott időnként
schedule-kind-cron = Cron-kifejezés szerint
schedule-every = Ennyi időnként
schedule-unit = Az időköz mértékegysége
schedule-from = Első futás
schedule-cron = Cron-kifejezés
schedule-cron-help = Perc, óra, a hónap napja, hónap, a hét napja (0 és 7 a vasárnap), például 0 9 * * 1-5.
schedule-next = Következő futások
schedule-catch-up = Az elmaradt futások, amikor semmi sem működött, egyetlen futássá válnak.
rhythm-daily = naponta { $time }-kor
rhythm-weekdays = { $days }, { $time }-kor
rhythm-days = a hónap { $days }. napján { $time }-kor
rhythm-cron = a { $cron } kifejezés szerint
job-basis = Mely adatlapok: { $module }
job-take-view = Egy nézet feltételének átvétele
job-who = Kikkel tenne most valamit
job-who-count = { $count ->
    [0] Most senki sem felel meg.
    [one] Most 1 adatlap felel meg.
   *[other] Most { $count } adatlap felel meg.
  }
job-repeat = Kivel foglalkozik újra
repeat-once-while-matching = Egyszer, amíg megfelel
repeat-once-while-matching-help = Újra, ha az adatlap már nem felelt meg, és ismét megfelel.
repeat-once-ever = Egyszer, soha többé
repeat-once-ever-help = Akárhányszor felel meg az adatlap, többé nem.
repeat-every-run = Minden futáskor
repeat-every-run-help = Ahányszor az adatlap megfelel, és éppen nem halad a lépéseken.
job-audience-all-help = Minden adatlap, amely a feladat futásakor megfelel.
job-audience-created-after-activation-help = Csak az aktiválás után létrehozott adatlapok.
job-figure-would-start = Az első futáskor indulnak
job-nobody-starts = Az első futáskor senki sem indul. A későbbi futások újra megnézik.
job-confirm-records = { $records ->
    [0] Megerősítem: az első futáskor senki sem indul.
    [one] Megerősítem: az első futáskor 1 adatlap indul.
   *[other] Megerősítem: az első futáskor { $records } adatlap indul.
  }
job-confirm-type = Írja be: { $records }, ezzel megerősíti, hogy az első futáskor ennyi adatlap indul
every-minutes = { $count ->
    [one] percenként
   *[other] { $count } percenként
  }
every-hours = { $count ->
    [one] óránként
   *[other] { $count } óránként
  }
every-days = { $count ->
    [one] naponta
   *[other] { $count } naponta
  }
every-weeks = { $count ->
    [one] hetente
   *[other] { $count } hetente
  }
every-months = { $count ->
    [one] havonta
   *[other] { $count } havonta
  }
interval-minutes = { $count ->
    [one] perc
   *[other] perc
  }
interval-hours = { $count ->
    [one] óra
   *[other] óra
  }
interval-days = { $count ->
    [one] nap
   *[other] nap
  }
interval-weeks = { $count ->
    [one] hét
   *[other] hét
  }
interval-months = { $count ->
    [one] hónap
   *[other] hónap
  }
job-steps = Mit tesz
