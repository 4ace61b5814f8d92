# A/B tests of messages
variants-title = Test A/B
variants-short = A/B
variants-help = Întâmplarea decide după aceste cote, o dată pentru fiecare client: un client primește mereu aceeași variantă, iar planul o arată pe cea care va fi trimisă.
variant-add-first = Adaugă variantă (test A/B)
variant-add = Adaugă variantă
variant-letter = Varianta { $letter }
variant-template = Șablonul variantei { $letter }
variant-share = Cota variantei { $letter } în procente
variant-rest-help = Cât lasă celelalte
variant-remove = Șterge varianta { $letter }
variant-removed = Varianta { $letter } a fost ștearsă.
variant-named = varianta { $letter } „{ $name }”
variant-named-gone = varianta „{ $name }”, ieșită din test
variant-gone = ieșită din test
variants-early = Prea devreme pentru o concluzie: trebuie trimise { $sent } de mesaje din fiecare variantă și, în total, { $measure ->
    [goal_reached] { $reached } care duc la atingerea obiectivului
    [clicked] { $reached } cu linkul urmat
   *[replied] { $reached } cu răspuns
  }.
variants-even = Nicio diferență pe care întâmplarea să nu o explice.
variants-leads = Conduce { $letter }: { $measure ->
    [goal_reached] obiectivul este atins
    [clicked] linkurile sunt urmate
   *[replied] se răspunde
  } mai des decât ar explica întâmplarea.
variant-keep = Păstrează această variantă
variant-kept = Rămâne doar „{ $name }”.
variant-kept-draft = păstrată în ciornă
variant-keep-save-first = Salvați întâi ce modificați, apoi păstrați o variantă.
