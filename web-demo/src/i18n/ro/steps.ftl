# Steps and their actions
palette = Acțiuni
palette-help = Un clic adaugă un pas la sfârșit; se poate și trage.
action-email-to-contact = E-mail către client
action-sms-to-contact = SMS către client
action-email-to-user = E-mail către utilizator
action-task-for-user = Sarcină pentru utilizator
action-activity = Planifică o activitate
action-repeat-record = Creează un card repetat
action-copy-record = Copiază cardul
action-add-to-lists = Adaugă în liste de e-mail
action-set-field = Setează un câmp
action-move-stage = Mută în etapă
action-add-tag = Adaugă o etichetă
action-remove-tag = Elimină o etichetă
action-generate-document = Generează un document
action-webhook = Anunță alt program (webhook)
action-wait-for = Așteaptă un eveniment
action-branch = Ramificație
action-exit = Încheie aici
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
expiry = Omis când întârzie cu
expiry-unit = Unitatea întârzierii
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
delay-base-previous-action = acțiunea anterioară
delay-base-entry = intrarea cardului
