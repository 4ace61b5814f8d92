# A/B tests of messages
variants-title = A/B teszt
variants-short = A/B
variants-help = E részarányok szerint a véletlen dönt, ügyfelenként egyszer: egy ügyfél mindig ugyanazt a változatot kapja, és a terv azt mutatja, amelyik ki fog menni.
variant-add-first = Változat hozzáadása (A/B teszt)
variant-add = Változat hozzáadása
variant-letter = { $letter } változat
variant-template = A(z) { $letter } változat sablonja
variant-share = A(z) { $letter } változat részaránya százalékban
variant-rest-help = Amennyi a többi után marad
variant-remove = { $letter } változat törlése
variant-removed = A(z) { $letter } változat törölve.
variant-named = { $letter } változat: „{ $name }”
variant-named-gone = „{ $name }” változat, már nincs a tesztben
variant-gone = már nincs a tesztben
variants-early = Még korai megmondani: változatonként { $sent } elküldött üzenet kell, és összesen { $reached } olyan, { $measure ->
    [goal_reached] amely után elérték a célt
    [clicked] amelynek hivatkozását követték
   *[replied] amelyre válaszoltak
  }.
variants-even = Nincs olyan különbség, amelyet a véletlen ne magyarázna.
variants-leads = { $letter } vezet: { $measure ->
    [goal_reached] többen érik el a célt
    [clicked] többen követik a hivatkozást
   *[replied] többen válaszolnak
  }, mint amennyit a véletlen magyarázna.
variant-keep = Ez a változat maradjon
variant-kept = Csak ez marad: „{ $name }”.
variant-kept-draft = a vázlatban ez marad
variant-keep-save-first = Előbb mentse, amit szerkeszt, azután tartson meg egy változatot.
