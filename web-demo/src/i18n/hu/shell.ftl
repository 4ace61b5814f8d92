# The frame: navigation, signing in, the clock
starting = Indulás…
start-failed = A konzol nem tudott elindulni
start-demo-instead = Nézzen körül mintaadatokkal
skip-to-content = Ugrás a tartalomhoz
menu = Menü
nav-label = Képernyők
nav-records = Adatlapok
nav-templates = Sablonok
nav-sequences = Automatizmusok
nav-sequences-short = Automatizmusok
nav-plan = Naptár
nav-log = Napló
nav-mailbox = Postafiók
nav-tasks = Teendők
nav-settings = Beállítások
language = Nyelv
theme = Megjelenés
theme-system = A rendszer szerint
theme-light = Világos
theme-dark = Sötét
demo-badge = Mintaadatok ebben a böngészőben
dismiss = Bezárás
sign-in = Belépés
sign-in-help = Illessze be a tokent, amelyet a szerver induláskor kiírt, vagy amely az API-ban készült.
token = Token
clock-move = Óra előretekerése
clock-hour = +1 óra
clock-day = +1 nap
clock-week = +1 hét
clock-until = Eddig a napig
clock-moved = Most { $now } van. { $entries ->
    [0] Nem volt esedékes semmi.
   *[other] { $entries } döntés született.
  }
error-unknown = Valami hiba történt
