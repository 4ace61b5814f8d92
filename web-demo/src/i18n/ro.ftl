# Română. Ce lipsește aici apare în engleză.
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
name = Nume
module = Produs
modules = Produse
save = Salvează
saved = Salvat
cancel = Renunță
close = Închide
delete = Șterge
delete-named = Șterge { $name }
deleted = Șters: { $name }
undo = Anulează
open = Deschide
add = Adaugă
insert = Inserează
more = Arată mai mult
and = și
yes = da
no = nu
true = adevărat
false = fals
times = ori
blank = gol
unknown = necunoscut
import = Import
preview = Previzualizare
preview-on = Exemplu:
back-to-list = Înapoi la listă
condition = Condiție
counting = Se numără…
computing = Se calculează…
unsaved = Modificări nesalvate
save-first = Salvați întâi, apoi activați

no-modules = Nu există încă liste
no-modules-help = Creați un modul prin API sau porniți contul de exemplu.
views = Filtre salvate
view-everyone = Toți
in-use = în uz
filter = Filtru
filter-text = Același lucru ca text
filter-one = Carduri pentru care
filter-everyone = Toți
filter-unfinished = Terminați condiția: lipsește o valoare.
group-kind = Cum se leagă condițiile
group-all = Toate acestea
group-any = Oricare dintre acestea
group-not = Niciuna dintre acestea
group-add = Adaugă grup
group-remove = Șterge grupul
clause-add = Adaugă condiție
clause-remove = Șterge: { $position }
clause-position = condiția { $index } din { $count }
clause-about = Câmp sau eveniment
clause-choose = Alegeți…
clause-operator = Operator
clause-quantifier = Care dintre cardurile legate
clause-value = Valoare
clause-from = De la
clause-to = Până la
clause-list = Valori, separate prin virgulă
clause-days = Zile
clause-times = De câte ori
clause-amount = Cantitate
clause-unit = Unitate
clause-within = în ultimele
clause-older-than = cu cel puțin atât în urmă
clause-changed-from = din
clause-changed-to = în
held-any = orice
held-empty = (gol)
ignoring-accents = fără diacritice
events = Ce s-a întâmplat
quantifier-any = oricare
quantifier-all = toate
quantifier-none = niciunul
op-is = este
op-is-not = nu este
op-in = este unul dintre
op-not-in = nu este niciunul dintre
op-contains = conține
op-does-not-contain = nu conține
op-starts-with = începe cu
op-ends-with = se termină cu
op-less-than = mai puțin de
op-at-most = cel mult
op-greater-than = mai mult de
op-at-least = cel puțin
op-between = între
op-on = la data
op-before = înainte de
op-after = după
op-in-last = în ultimele
op-older-than = mai vechi de
op-in-next = în următoarele
op-more-than-ahead = mai departe de
op-anniversary-within = aniversare în
op-any-of = are oricare dintre
op-all-of = are toate
op-none-of = nu are niciunul dintre
op-changed = s-a schimbat
op-not-changed = nu s-a schimbat
op-was-ever = este sau a fost vreodată
op-never-was = nu a fost niciodată
op-unchanged-for = neschimbat de
op-is-empty = este gol
op-is-not-empty = nu este gol
op-event-at-least = s-a întâmplat cel puțin
op-event-at-most = s-a întâmplat cel mult
op-event-not-followed-by = nu a fost urmat de
unit-minutes = minute
unit-hours = ore
unit-days = zile
unit-weeks = săptămâni
unit-months = luni
unit-years = ani
count-of-total = Se potrivesc { $count } din { $total }
loading-records = Se încarcă cardurile
blanks-matched = { $count ->
    [one] Un card se potrivește doar pentru că „{ $field }” este gol.
    [few] { $count } carduri se potrivesc doar pentru că „{ $field }” este gol.
   *[other] { $count } de carduri se potrivesc doar pentru că „{ $field }” este gol.
  }
blanks-missed = { $count ->
    [one] Un card rămâne pe dinafară pentru că „{ $field }” este gol.
    [few] { $count } carduri rămân pe dinafară pentru că „{ $field }” este gol.
   *[other] { $count } de carduri rămân pe dinafară pentru că „{ $field }” este gol.
  }
blanks-exclude = Și nu este gol
blanks-include = Sau este gol
no-records = Nu există încă carduri
no-records-help = Importați un fișier sau trimiteți carduri prin API.
nobody-matches = Nu se potrivește nimeni
nobody-matches-help = Alegeți altă condiție sau ștergeți una.
choose-record = Alegeți un card pentru a vedea de ce se potrivește.
follow-up-sequence = Secvență de follow-up
view-locked = Acest filtru face parte dintr-o secvență activă, deci nu poate fi modificat. Dezactivați-o întâi: { $names }.
view-diff = Salvarea schimbă filtrul: intră { $entering }, ies { $leaving }, rămân { $staying }.
view-save = Salvează filtrul
view-save-as = Salvează ca filtru
view-name = Numele filtrului
view-delete = Șterge filtrul
record-values = Valori
record-timeline = Ce așteaptă acest card
matches = Se potrivește
does-not-match = Nu se potrivește
why = De ce
why-not = De ce nu
why-blank = Decide o valoare goală
why-changes-at = Se poate schimba singur la { $at }
explain-all = toate acestea
explain-any = oricare dintre acestea
explain-not = nu
explain-everyone = toți
read-field = { $field }: { $value }
read-events = { $event }: de { $count } ori
read-change = { $field } s-a schimbat la { $at }, din { $from } în { $to }
read-held-since = { $field }: așa din { $at }
read-counted-since = Numărat din { $at }
read-cause = S-a întâmplat la { $at }

import-title = Import în { $module }
import-file = Alegeți un fișier CSV
import-file-help = UTF-8 sau Windows-1250, cu virgule, punct și virgulă sau tab. Nimic nu se schimbă înainte de aplicare.
import-columns = Care coloană este care câmp
import-column = Coloană
import-sample = Primele valori
import-field = Câmp
import-field-of = Câmpul coloanei { $column }
import-ignore = Lasă afară
import-id = Coloana cu identificatorul cardului (actualizează cele existente)
import-id-none = Niciuna: fiecare rând este un card nou
import-check = Verifică fișierul
import-result = Rânduri bune: { $valid } din { $rows }
import-refused = { $count ->
    [one] O valoare nu se potrivește. Nimic nu se importă până atunci.
    [few] { $count } valori nu se potrivesc. Nimic nu se importă până atunci.
   *[other] { $count } de valori nu se potrivesc. Nimic nu se importă până atunci.
  }
import-place = Unde
import-problem = Problemă
import-apply = Importă rândurile: { $rows }
import-done = Rânduri importate: { $rows }.

template-kind-email = E-mail
template-kind-sms = SMS
template-kind-task = Sarcini
template-new-email = E-mail nou
template-new-sms = SMS nou
template-new-task = Sarcină nouă
template-edit = Editează șablonul
templates-empty = Nu există încă șabloane
templates-empty-help = Șablonul spune ce se trimite. Începeți cu un e-mail, un SMS sau o sarcină.
template-class = Felul mesajului
class-marketing = Marketing
class-marketing-help = Doar către cei care și-au dat acordul.
class-transactional = Tranzacțional
class-transactional-help = Despre ce a comandat clientul; nu cere acord.
part-subject = Subiect
part-body = Textul e-mailului
part-text = Textul SMS-ului
part-title = Titlu
part-description = Descriere
when-missing = Când lipsește o valoare
when-missing-skip = Nu trimite și spune de ce în jurnal
when-missing-text = Pune acest text
merge-field = Inserează un câmp
company-and-owner = Firmă și responsabil
owner-name = Responsabil: nume
owner-email = Responsabil: e-mail
company-name = Numele firmei

sequence-new = Secvență nouă
sequences-empty = Nu există încă secvențe
sequences-empty-help = Salvați un filtru, apoi construiți pașii.
sequence-gone = Secvența nu există
sequence-gone-help = Poate a fost ștearsă.
sequence-about = { $basis } · { $steps ->
    [one] un pas
    [few] { $steps } pași
   *[other] { $steps } de pași
  }
active-since = · activă din { $at }
state-draft = ciornă
state-active = activă
state-inactive = oprită
state-activating = se activează
state-activating-progress = se activează: { $done } din { $total }
activate = Activează
activated = Activă: { $name }
deactivate = Dezactivează
deactivated = Oprită: { $name }. Cardurile care așteaptă își păstrează locul.
sequence-name-for = Follow-up: { $view }
sequence-from-view = Pentru filtrul „{ $view }”. Întârzierile se numără de la acțiunea anterioară.
filter-basis = Pe baza
basis-view = Filtrului
basis-stage = Statusului
no-views-yet = Acest produs nu are încă un filtru salvat.
make-a-view = Creează unul
no-stages = Acest produs nu are un proces, deci nici statusuri.
only-new-help = Alegerea inițială din fereastra de activare; o puteți schimba acolo.
choose-condition = Alegeți un filtru sau un status.
runs-for-view = pentru filtrul „{ $name }”
runs-for-stage = pentru statusul „{ $name }”
steps = Pașii secvenței de follow-up
steps-empty = Nu există încă pași
steps-empty-help = Alegeți o acțiune din dreapta sau trageți-o aici.
palette = Acțiuni
palette-help = Un clic adaugă un pas la sfârșit; se poate și trage.
sequence-locked = O secvență activă nu poate fi modificată. Dezactivați-o întâi; cardurile care așteaptă își păstrează locul.
action-email-to-contact = E-mail către client
action-sms-to-contact = SMS către client
action-email-to-user = E-mail către utilizator
action-task-for-user = Sarcină pentru utilizator
step-number = Pasul { $number }: { $action }
step-move = Locul pasului { $number }
step-move-up = Mută pasul { $number } în sus
step-move-down = Mută pasul { $number } în jos
step-remove = Șterge pasul { $number }
step-removed = Șters: { $action }
step-added = { $action }: adăugat ca pasul { $position } din { $count }
step-moved = { $action }: mutat pe locul { $position } din { $count }
after-entry = la { $delay } după intrare
after-previous = la { $delay } după precedentul
after-entry-at-once = imediat la intrare
after-previous-at-once = imediat după precedentul
day-number = ziua { $day }
delay = Întârziere
delay-unit = Unitatea întârzierii
delay-none = fără întârziere
delay-minutes = { $amount ->
    [one] un minut
    [few] { $amount } minute
   *[other] { $amount } de minute
  }
delay-hours = { $amount ->
    [one] o oră
    [few] { $amount } ore
   *[other] { $amount } de ore
  }
delay-days = { $amount ->
    [one] o zi
    [few] { $amount } zile
   *[other] { $amount } de zile
  }
delay-weeks = { $amount ->
    [one] o săptămână
    [few] { $amount } săptămâni
   *[other] { $amount } de săptămâni
  }
delay-months = { $amount ->
    [one] o lună
    [few] { $amount } luni
   *[other] { $amount } de luni
  }
timing = Sincronizare
days-any = în orice zi
days-working-days = în zile lucrătoare
days-weekend = în weekend
days-chosen = în zilele alese
weekday-mon = Lu
weekday-tue = Ma
weekday-wed = Mi
weekday-thu = Jo
weekday-fri = Vi
weekday-sat = Sâ
weekday-sun = Du
hour = Ora
hour-none = la orice oră
hour-from = de la
hour-at = la
hour-time = Ora
hour-until = până la
hour-until-time = Până la (opțional)
template = Șablon
template-choose = Alegeți un șablon
template-open = Deschide șablonul
recipient = Destinatar
recipient-any-contact = Contactul cardului
recipient-person = Persoană
recipient-company = Firmă
owner-of-record = Responsabilul cardului
sender = Expeditor
notify = Anunță colegul
sms-off = SMS-ul nu este activat în { $module }.
sms-off-link = Activați-l în setări
sequence-options = Setările secvenței
option-run = Rulează
run-continuous = Continuu, pe măsură ce cardurile intră și ies
run-one-off = O dată, ca trimitere în masă
option-delay-base = Întârzierile se numără de la
delay-base-previous-action = acțiunea anterioară
delay-base-entry = intrarea cardului
option-reentry = Când un card revine
reentry-never = Niciodată din nou
reentry-after-exit = Din nou, după ce a ieșit
reentry-after-exit-and-days = Din nou, la câteva zile după ieșire
reentry-days = Zile
option-quiet = SMS noaptea
quiet-drop = Nu se trimite, nici mai târziu
quiet-next-window = Se trimite dimineața
quiet-help = Niciun SMS nu pleacă între { $from } și { $until }.
option-zone = Ceas
zone-account = Al firmei
zone-contact = Al contactului
sequence-preview = Ce s-ar întâmpla
sequence-preview-help = Planul unui card, dacă secvența ar fi pornită acum. Îl calculează motorul care o va executa.
plan-table = Planul ca tabel
preview-nobody = Nimeni nu îndeplinește acum condiția, deci nu este pe cine arăta.
preview-incomplete = Adăugați pași și alegeți șabloanele pentru a vedea planul.

activate-title = Activați „{ $name }”?
activate-module = Va rula în produsul { $module }.
audience = Cine este inclus
audience-all = Toate cardurile din baza de date
audience-all-help = Cine se potrivește acum începe imediat; ceilalți urmează.
audience-created-after-activation = Doar carduri noi
audience-created-after-activation-help = Doar carduri create după activare.
audience-entering-after-activation = Doar cei care intră de acum înainte
audience-entering-after-activation-help = Carduri vechi și noi, când ajung să se potrivească după activare.
figure-matching = Se potrivesc acum
figure-would-start = Încep acum
figure-entering = Intră
figure-emails = E-mailuri
figure-sms = SMS-uri
figure-tasks = Sarcini
figure-cost = Costul SMS-urilor
figure-no-consent = Fără acord, lăsate afară
figure-dropped = SMS-uri pierdute noaptea
no-cost = niciunul
nobody-starts-now = Nimeni nu începe imediat. Cardurile încep când ajung să se potrivească.
dropped-explained = { $count ->
    [one] Un SMS cade în orele de liniște și nu va fi trimis, nici mai târziu. O oră „de la” în pas îl evită.
    [few] { $count } SMS-uri cad în orele de liniște și nu vor fi trimise, nici mai târziu. O oră „de la” în pas le evită.
   *[other] { $count } de SMS-uri cad în orele de liniște și nu vor fi trimise, nici mai târziu. O oră „de la” în pas le evită.
  }
sms-without-price = SMS-uri către numere fără preț: { $count }; costul de mai sus nu le cuprinde.
confirm-records = { $records ->
    [0] Confirm: nimeni nu începe acum.
    [one] Confirm: un card începe acum.
    [few] Confirm: { $records } carduri încep acum.
   *[other] Confirm: { $records } de carduri încep acum.
  }
confirm-type = Scrieți { $records } pentru a confirma că atâtea carduri încep acum

plan-period = Perioadă
days-count = { $days } de zile
plan-empty = Nicio secvență nu este activă
plan-empty-help = Activați o secvență pentru a vedea, zi de zi, ce va face.
forecast-title = Următoarele { $days } de zile
sms-parts = { $sms } (părți: { $parts })
skipped-count = { $count ->
    [one] un pas sărit
    [few] { $count } pași săriți
   *[other] { $count } de pași săriți
  }
timeline-title = Un card
timeline-of = Ce așteaptă: { $name }
timeline-choose = Căutați un card pentru a vedea ce i se va întâmpla.
timeline-nothing = Nimic planificat pentru acest card în următoarele 90 de zile.
record-search = Caută un card

log-of = Secvență
log-all = Toate
log-when = Când
log-record = Card
log-what = Ce și de ce
log-to = către { $to }
log-empty = Nu s-a întâmplat nimic încă
log-empty-help = Activați o secvență; în contul de exemplu puteți muta apoi ceasul.
what-entered = a intrat
what-left = a ieșit
what-planned = planificat
what-moved = mutat
what-sent = trimis
what-task-created = sarcină creată
what-dropped = nu va fi trimis
what-skipped = sărit
what-finished = încheiat
what-held = reținut
what-deviated = netrimis
# The same decisions while they are only planned.
plan-what-entered = intră
plan-what-sent = va fi trimis
plan-what-task-created = se va crea o sarcină
plan-what-skipped = va fi sărit
plan-what-finished = se încheie
reason-filter-not-matched = nu mai îndeplinește condiția
reason-already-had-it = a avut deja această secvență
reason-too-soon-after-exit = a ieșit prea recent
reason-no-contact = cardul nu are un astfel de contact
reason-no-address = contactul nu are o adresă bună
reason-no-consent = contactul nu a acceptat marketing pe acest canal
reason-quiet-hours = cade în orele de liniște
reason-late-moved = a întârziat, deci a fost reprogramat
reason-expired = mai târziu decât permite pasul
reason-missing-value = un câmp al șablonului este gol
reason-no-colleague = nu există un coleg căruia să i se dea
reason-no-allowed-date = nicio dată nu se potrivește cu zilele pasului
reason-sms-not-enabled = SMS-ul este oprit în produs
reason-step-gone = pasul sau șablonul nu mai există
reason-opted-out = contactul s-a dezabonat
reason-automation-inactive = secvența este oprită
parts-cost = { $parts ->
    [one] o parte
    [few] { $parts } părți
   *[other] { $parts } de părți
  }, { $cost }

mailbox-help = Nimic nu părăsește acest calculator: mesajele rămân aici până când se setează un furnizor.
mailbox-empty = Nu există încă mesaje
mailbox-empty-help = Apar aici când un pas ajunge la termen.
tasks-empty = Nu există încă sarcini
tasks-empty-help = Le pun aici secvențele cu un pas de sarcină.
task-title = Sarcină
task-user = Pentru
task-created = Creată
task-by = De către

settings-account = Firmă
settings-automation = Automatizare
settings-automation-help = Pornește și oprește toate secvențele deodată.
settings-zone = Fus orar
settings-holidays = Sărbători legale
settings-no-holidays = Fără țară
country-PL = Polonia
country-RO = România
country-HU = Ungaria
country-RU = Rusia
settings-quiet-from = Fără SMS de la
settings-quiet-until = până la
settings-quiet-help = Un SMS care cade în aceste ore nu se trimite, nici mai târziu, dacă secvența nu spune altfel.
settings-days-off = Alte zile libere
settings-working-days = Alte zile lucrătoare
settings-prices = Prețul SMS-ului pe parte
settings-price-add = Adaugă un preț
price-prefix = Începutul numărului
price-amount = Preț pe parte
price-currency = Monedă
price-remove = Șterge prețul pentru { $prefix }
settings-modules = SMS în produse
settings-modules-help = Acțiunea SMS este oferită doar unde serviciul este activat.
settings-sms-in = SMS în { $module }

sign-out = Ieșire
settings-users = Colegi
user-active = lucrează aici
user-email = E-mail
user-add = Adaugă un coleg
settings-tokens = Tokenuri API
settings-tokens-help = Pentru programe care trimit carduri sau citesc rezultate. Tokenul se vede o singură dată.
token-revoke = Revocă
token-shown-once = Copiați-l acum; nu mai apare:
token-for = La ce folosește
token-may = Poate
scope-read = citi
scope-write = citi și scrie
scope-admin = face orice
token-make = Creează un token
progress-waiting = așteaptă: { $count }
progress-finished = au terminat: { $count }
progress-left = au ieșit: { $count }
progress-step = Așteaptă aici: { $count }, primul până la { $next }
refresh = Reîncarcă
