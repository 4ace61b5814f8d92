# Kapcsolattartók, akik ugyanazok
twins-title = Duplikátumok
twins-found = Azonos cím
twins-none = Nincs duplikátum
twins-none-help = Nincs két kapcsolattartó azonos e-mail-címmel vagy telefonszámmal.
twins-more = és még { $count } ezzel a címmel
twins-any = Bármely két kapcsolattartó
twins-any-label = Két összevonandó kapcsolattartó
twins-need-server = Összevonni ott lehet, ahol van szerver; a bemutatónak nincs.
merge-open = Összehasonlítás és összevonás
merge-named = Összehasonlítás és összevonás: { $one } és { $other }
merge-with = Összevonás másik kapcsolattartóval
merge-title = Két kapcsolattartó összevonása
merge-survivor = Melyik marad
merge-fields = Mit fog tartalmazni
merge-fields-help = Ahol mást mondanak, válasszon. A hozzájárulás a személy válaszát követi: az elutasítás erősebb, az engedély pedig annál a címnél marad, amelyre adták.
merge-empty = üres
merge-both = mindkettő
merge-from-survivor = a megmaradótól
merge-from-loser = a másiktól
merge-from-both = mindkettőtől
merge-from-refusal = az elutasítás erősebb
merge-from-nobody = az engedélyt másik címre adták
merge-effects = Mi következik
merge-relinked = { $count ->
    [0] Egyetlen rekord sem mutat a másikra.
   *[other] { $count } rekord, amely a másikra mutat, erre fog mutatni.
  }
merge-passage = { $automation }: onnan folytatódik, ahol { $kept } tart.
merge-passage-exits = { $automation }: onnan folytatódik, ahol { $kept } tart; a másiké véget ér, hogy semmi ne menjen ki kétszer.
merge-undo-help = Bármikor visszavonható. Ami közben történik, annál marad, aki megmarad.
merge-do = Összevonás
merge-done = Összevonva: { $name }
merge-undone = Mindkét kapcsolattartó olyan, mint előtte.
merge-undone-kept = Mindkét kapcsolattartó visszatért; { $count } azóta történt változás megmaradt.
merges-made = Összevonások
merge-row = { $loser } összevonva ezzel: { $survivor }
merge-undo-named = { $name } összevonásának visszavonása
merge-undone-at = visszavonva: { $at }
merge-since = A kapcsolattartónál maradt: { $what }
