# Automatizmusok eredményei, és mi lett az üzenetekkel
results = Eredmények
results-none = Még semmi sem történt.
results-entered = Elkezdte
results-goal = Elérte a célt
results-spent = Elköltve
results-all = Minden lépés
results-step = Lépés
results-table = Táblázatként
results-step-gone = Egy már nem létező lépés
results-opened-automatic = Nem számít: { $count ->
    [one] 1 üzenetet
   *[other] { $count } üzenetet
  } csak gépek nyitottak meg.
results-clicked-automatic = { $count ->
    [one] 1 üzenet
   *[other] { $count } üzenet
  } hivatkozásait csak gépek követték.
results-automatic-help = A levelezőszolgáltatók és a víruskeresők mindent letöltenek, akár olvassa valaki, akár nem.
results-opens-help = A „Megnyitva” azt jelenti, hogy emberre vall. Aki nem tölt le képeket, észrevétlenül nyit meg, ezért a valódi szám magasabb lehet.
results-opens-off = A megnyitásokat nem számoljuk.
results-clicks-off = A kattintásokat nem számoljuk.
result-sent = Elküldve
result-delivered = Kézbesítve
result-opened = Megnyitva
result-clicked = Hivatkozás követve
result-replied = Megválaszolva
result-bounced = Visszajött
result-complained = Spamnek jelölve
result-unsubscribed = Leiratkozott
result-unknown = Bizonytalan
result-skipped = Kihagyva
result-done = Elvégezve
facts = Mi lett vele
fact-opened-automatic = Gép töltötte le ({ $why })
fact-clicked-automatic = Gép követte a hivatkozást ({ $why })
fact-opened-proxy = Megnyitva, a levelezőszolgáltatón át
fact-bounced-hard = Visszajött: nincs ilyen cím
fact-bounced-soft = Most visszajött
looker-privacy-proxy = adatvédelmi proxy
looker-machine = víruskereső vagy robot
looker-too-soon = másodpercekkel a küldés után
looker-not-shown = lekérte, nem jelenítette meg
settings-tracking = Megnyitások és kattintások
settings-tracking-help = Ami mostantól az e-mailekbe kerül. Ahol a törvény kívánja, tájékoztassa róla az ügyfeleit.
tracking-opens = Megnyitások számolása
tracking-opens-help = Láthatatlan képpel. Az „e-mail elolvasva” eseményhez kell.
tracking-clicks = Kattintások számolása
tracking-clicks-help = A HTML hivatkozásai ezen a szerveren át vezetnek; az egyszerű szöveg változatlan marad.
tracking-automatic = A gépek megnyitásai is indítanak szabályokat
tracking-automatic-help = Kikapcsolva: a víruskeresők, az előtöltés és az adatvédelmi proxyk jelölést kapnak, és semmit sem indítanak.
trigger-opens-off = A megnyitásokat nem számoljuk, ezért csak más rendszerek jelezhetik, hogy egy e-mailt elolvastak.
