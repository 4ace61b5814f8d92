# Kontakty, które są tą samą osobą
twins-title = Duplikaty
twins-found = Ten sam adres
twins-none = Brak duplikatów
twins-none-help = Żadne dwa kontakty nie mają wspólnego adresu e-mail ani numeru telefonu.
twins-more = i jeszcze { $count } z tym adresem
twins-any = Dowolne dwa kontakty
twins-any-label = Dwa kontakty do scalenia
twins-need-server = Kontakty scala się tam, gdzie jest serwer; wersja demo go nie ma.
merge-open = Porównaj i scal
merge-named = Porównaj i scal: { $one } i { $other }
merge-with = Scal z innym kontaktem
merge-title = Scalanie dwóch kontaktów
merge-survivor = Który zostaje
merge-fields = Co będzie zawierał
merge-fields-help = Gdzie oba mówią co innego, wybierz. Zgoda wynika z odpowiedzi osoby: odmowa wygrywa, a pozwolenie zostaje przy adresie, dla którego je dano.
merge-empty = puste
merge-both = oba
merge-from-survivor = z tego, który zostaje
merge-from-loser = z drugiego
merge-from-both = z obu
merge-from-refusal = odmowa wygrywa
merge-from-nobody = zgodę dano dla innego adresu
merge-effects = Co z tego wynika
merge-relinked = { $count ->
    [0] Żaden rekord nie wskazuje na ten drugi.
    [one] 1 rekord wskazujący na ten drugi będzie wskazywał na ten.
    [few] { $count } rekordy wskazujące na ten drugi będą wskazywały na ten.
   *[other] { $count } rekordów wskazujących na ten drugi będzie wskazywało na ten.
  }
merge-passage = { $automation }: toczy się dalej tam, gdzie jest { $kept }.
merge-passage-exits = { $automation }: toczy się dalej tam, gdzie jest { $kept }; drugi przebieg się kończy, żeby nic nie wyszło dwa razy.
merge-undo-help = Można to cofnąć w każdej chwili. Co zdarzy się w międzyczasie, zostaje przy kontakcie, który zostaje.
merge-do = Scal
merge-done = Scalono: { $name }
merge-undone = Oba kontakty są takie jak przedtem.
merge-undone-kept = Oba kontakty wróciły; zmian od tamtej pory, które zostały: { $count }.
merges-made = Scalenia
merge-row = { $loser } scalono z { $survivor }
merge-undo-named = Cofnij scalenie: { $name }
merge-undone-at = cofnięto { $at }
merge-since = Zostało przy kontakcie: { $what }
