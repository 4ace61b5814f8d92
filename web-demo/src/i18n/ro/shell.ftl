# The frame: navigation, signing in, the clock
starting = Se pornește…
start-failed = Consola nu a putut porni
start-demo-instead = Priviți cu date de exemplu
skip-to-content = Sari la conținut
menu = Meniu
nav-label = Ecrane
nav-records = Carduri
nav-templates = Șabloane
nav-sequences = Secvențe de follow-up
nav-sequences-short = Secvențe
nav-plan = Calendar
nav-log = Jurnal
nav-mailbox = Mesaje
nav-tasks = Sarcini
nav-settings = Setări
language = Limba
theme = Aspect
theme-system = Ca sistemul
theme-light = Luminos
theme-dark = Întunecat
demo-badge = Date de exemplu în acest browser
dismiss = Închide
sign-in = Autentificare
sign-in-help = Lipiți tokenul afișat de server la pornire sau creat prin API.
token = Token
clock-move = Mută ceasul
clock-hour = +1 oră
clock-day = +1 zi
clock-week = +1 săpt.
clock-until = Până la data
clock-moved = Acum este { $now }. { $entries ->
    [0] Nu era nimic de făcut.
    [one] S-a luat o decizie.
    [few] S-au luat { $entries } decizii.
   *[other] S-au luat { $entries } de decizii.
  }
error-unknown = Ceva nu a mers
