# Conditions
filter = Filtr
filter-text = To samo jako tekst
filter-one = Rekordy, dla których
filter-everyone = Wszyscy
filter-unfinished = Dokończ warunek: brakuje wartości.
group-kind = Jak łączą się warunki
group-all = Wszystkie z tych
group-any = Którykolwiek z tych
group-not = Żaden z tych
group-add = Dodaj grupę
group-remove = Usuń tę grupę
clause-add = Dodaj warunek
clause-remove = Usuń: { $position }
clause-position = warunek { $index } z { $count }
clause-about = Pole lub zdarzenie
clause-choose = Wybierz…
clause-operator = Operator
clause-quantifier = Które z powiązanych rekordów
clause-value = Wartość
clause-from = Od
clause-to = Do
clause-list = Wartości, oddzielone przecinkami
clause-days = Dni
clause-times = Ile razy
clause-amount = Liczba
clause-unit = Jednostka
clause-within = w ciągu ostatnich
clause-older-than = co najmniej tak dawno
clause-changed-from = z
clause-changed-to = na
held-any = cokolwiek
held-empty = (puste)
ignoring-accents = bez znaków diakrytycznych
clause-empty-is-zero = puste liczy się jako 0
events = Co się wydarzyło
quantifier-any = którykolwiek
quantifier-all = wszystkie
quantifier-none = żaden
op-is = jest
op-is-not = nie jest
op-in = jest jednym z
op-not-in = nie jest żadnym z
op-contains = zawiera
op-does-not-contain = nie zawiera
op-starts-with = zaczyna się od
op-ends-with = kończy się na
op-less-than = mniej niż
op-at-most = najwyżej
op-greater-than = więcej niż
op-at-least = co najmniej
op-between = pomiędzy
op-on = dnia
op-before = przed
op-after = po
op-in-last = w ciągu ostatnich
op-older-than = dawniej niż
op-in-next = w ciągu najbliższych
op-more-than-ahead = dalej niż za
op-anniversary-within = rocznica w ciągu
op-any-of = ma którykolwiek z
op-all-of = ma wszystkie z
op-none-of = nie ma żadnego z
op-changed = zmieniło się
op-not-changed = nie zmieniło się
op-was-ever = jest lub było kiedyś
op-never-was = nigdy nie było
op-unchanged-for = bez zmian od
op-is-empty = jest puste
op-is-not-empty = nie jest puste
op-event-at-least = zdarzyło się co najmniej
op-event-at-most = zdarzyło się najwyżej
op-event-not-followed-by = nie nastąpiło po nim
unit-minutes = minut
unit-hours = godzin
unit-days = dni
unit-weeks = tygodni
unit-months = miesięcy
unit-years = lat
blanks-matched = { $count ->
    [one] 1 rekord pasuje tylko dlatego, że pole „{ $field }” jest puste.
    [few] { $count } rekordy pasują tylko dlatego, że pole „{ $field }” jest puste.
   *[other] { $count } rekordów pasuje tylko dlatego, że pole „{ $field }” jest puste.
  }
blanks-missed = { $count ->
    [one] 1 rekord odpada, bo pole „{ $field }” jest puste.
    [few] { $count } rekordy odpadają, bo pole „{ $field }” jest puste.
   *[other] { $count } rekordów odpada, bo pole „{ $field }” jest puste.
  }
blanks-exclude = I nie jest puste
blanks-include = Lub jest puste
