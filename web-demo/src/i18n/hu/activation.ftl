# Activation
activate-title = Aktiválja: „{ $name }”?
activate-module = Ebben a modulban fut: { $module }.
audience = Kikre vonatkozik
audience-all = Minden adatlap az adatbázisban
audience-all-help = Aki most egyezik, azonnal indul; a többi később.
audience-created-after-activation = Csak új adatlapok
audience-created-after-activation-help = Csak az aktiválás után létrehozott adatlapok.
audience-entering-after-activation = Csak új ügyfelek
audience-entering-after-activation-help = Régi és új adatlapok, amikor az aktiválás után egyezni kezdenek.
audience-one-off = Mindenki, akit a nézet az induláskor tartalmaz, egyszer: aki később kikerül belőle, az is megkapja, aki később kerül bele, az már nem.
audience-one-off-entering-after-activation = Folytatás azokkal, akik várnak
audience-one-off-entering-after-activation-help = Új nem kerül hozzá.
audience-one-off-all = Kezdés elölről
audience-one-off-all-help = Mindenki más is, akit a nézet most tartalmaz, és még nem indult.
figure-matching = Most egyezik
figure-would-start = Most indul
figure-entering = Belép
figure-emails = E-mail
figure-sms = SMS
figure-tasks = Teendő
figure-cost = SMS költsége
figure-no-consent = Hozzájárulás nélkül, kimarad
figure-dropped = Éjjel elvesző SMS
no-cost = nincs
nobody-starts-now = Most senki sem indul. Az adatlapok akkor indulnak, amikor egyezni kezdenek.
dropped-explained = { $count } SMS csendes időbe esik, és nem megy ki, később sem. A lépés „ettől” órája ezt megelőzi.
sms-without-price = { $count } SMS olyan számra megy, amelynek nincs ára; a fenti költség nem tartalmazza.
confirm-records = { $records ->
    [0] Megerősítem: most senki sem indul.
   *[other] Megerősítem: most { $records } adatlap indul.
  }
confirm-type = Írja be: { $records }, ha ennyi adatlap indulhat most
loop-found = Ezek az automatizmusok egymást indítanák el:
loop-link = { $name }: { $action }
loop-explained = Nyolc láncszem után leállnak; módosítsa valamelyiket, hogy a lánc véget érjen.
lost-steps-found = A(z) { $position }. lépés ({ $action }) kiviszi a rekordot a státuszból, és a szabály ott véget ér. Ami utána áll, sosem történik meg:
lost-step = { $position }. lépés: { $action }
lost-steps-explained = Tedd őket elé, vagy engedd, hogy a szabály a státusz elhagyása után is folytatódjon.
