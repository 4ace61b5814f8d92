# Conditions
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
clause-empty-is-zero = gol se socotește 0
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
