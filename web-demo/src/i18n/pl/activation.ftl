# Activation
activate-title = Aktywować „{ $name }”?
activate-module = Będzie działać w module { $module }.
audience = Kogo obejmuje
audience-all = Wszystkie karty w bazie
audience-all-help = Kto teraz pasuje, zaczyna od razu; następni dołączą.
audience-created-after-activation = Tylko nowe karty
audience-created-after-activation-help = Tylko rekordy utworzone po aktywacji.
audience-entering-after-activation = Tylko ci, którzy wejdą od teraz
audience-entering-after-activation-help = Stare i nowe rekordy, gdy zaczną pasować po aktywacji.
audience-one-off = Wszyscy, których widok obejmuje w chwili startu, jeden raz: kto później z niego wypadnie, i tak dostanie wiadomość, kto później dojdzie, już nie.
audience-one-off-entering-after-activation = Dokończ dla tych, którzy czekają
audience-one-off-entering-after-activation-help = Nikt nowy nie dochodzi.
audience-one-off-all = Zacznij od nowa
audience-one-off-all-help = Także wszyscy, których widok teraz obejmuje, a którzy jeszcze nie zaczęli.
figure-matching = Pasuje teraz
figure-would-start = Zaczyna teraz
figure-entering = Wejdzie w tym czasie
figure-emails = E-maile
figure-sms = SMS-y
figure-tasks = Zadania
figure-cost = Koszt SMS-ów
figure-no-consent = Bez zgody, pominięte
figure-dropped = SMS-y utracone w nocy
no-cost = brak
nobody-starts-now = Nikt nie zaczyna od razu. Rekordy zaczną, gdy będą pasować.
dropped-explained = { $count ->
    [one] 1 SMS wypada w ciszy nocnej i nie zostanie wysłany, także później. Zapobiega temu godzina „od” w kroku.
    [few] { $count } SMS-y wypadają w ciszy nocnej i nie zostaną wysłane, także później. Zapobiega temu godzina „od” w kroku.
   *[other] { $count } SMS-ów wypada w ciszy nocnej i nie zostanie wysłanych, także później. Zapobiega temu godzina „od” w kroku.
  }
sms-without-price = SMS-y na numery bez ceny: { $count }. Koszt powyżej ich nie obejmuje.
confirm-records = { $records ->
    [0] Potwierdzam: nikt nie zaczyna teraz.
    [one] Potwierdzam: 1 rekord zaczyna teraz.
    [few] Potwierdzam: { $records } rekordy zaczynają teraz.
   *[other] Potwierdzam: { $records } rekordów zaczyna teraz.
  }
confirm-type = Wpisz { $records }, aby potwierdzić, że tyle rekordów zaczyna teraz
loop-found = Te automatyzacje uruchamiałyby się nawzajem:
loop-link = { $name }: { $action }
loop-explained = Po ośmiu ogniwach zostaną zatrzymane; zmień jedną z nich, aby łańcuch się kończył.
lost-steps-found = Krok { $position } ({ $action }) przenosi rekord z etapu, a reguła się tam kończy. To, co stoi za nim, nigdy się nie wykona:
lost-step = krok { $position }: { $action }
lost-steps-explained = Przestaw je przed ten krok albo pozwól regule działać dalej po opuszczeniu etapu.
