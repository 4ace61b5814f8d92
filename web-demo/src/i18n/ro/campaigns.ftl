# Campanii
campaigns = Campanii
campaign-new = Campanie nouă
campaigns-empty = Nu există încă nicio campanie
campaigns-empty-help = Un e-mail sau un SMS pentru fiecare client care îndeplinește criteriile, după câteva ore, o singură dată pentru totdeauna.
campaign-once = O dată pe client
campaign-once-help = Aceleiași persoane nu i se scrie niciodată de două ori: nici ca duplicat, nici după o unire, nici dacă revine.
campaign-after = { $hours ->
    [one] la o oră după îndeplinirea criteriilor
    [few] la { $hours } ore după îndeplinirea criteriilor
   *[other] la { $hours } de ore după îndeplinirea criteriilor
  }
campaign-steps = { $steps ->
    [one] un pas
    [few] { $steps } pași
   *[other] { $steps } de pași
  }
campaign-audience = Clienți cuprinși
campaign-sent = Trimise
campaign-waiting = În așteptare
campaign-skipped = Omiși: au primit deja
campaign-who-was-skipped = Cine a fost omis și de ce
campaign-list = Lista de clienți
campaign-conditions = Condiții
campaign-conditions-help = Verificate când clientul ajunge să le îndeplinească, și nu din nou.
campaign-message = Mesaj
campaign-by-email = E-mail
campaign-by-sms = SMS
campaign-sms-off = SMS-ul este dezactivat pentru această listă.
campaign-no-template = Nu există încă un șablon pentru acest mesaj.
campaign-template = Șablon
campaign-hours = Ore după îndeplinirea criteriilor
campaign-send-anyway = Trimite totuși
campaign-sent-anyway = Trimis totuși către { $name }
