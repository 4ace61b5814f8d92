# A futó automatizmusok módosítása: vázlatok, lecserélt nézetek, szünet alatt esedékessé vált lépések
view-in-use = Ezt a nézetet aktív automatizmus használja: { $names }. Biztonságosan cserélhető: előbb látja, ki lép be, ki lép ki és ki marad, majd jóváhagyja.
view-replace = Biztonságos csere…
view-replacing = Használatban lévő nézetet szerkeszt. Jóváhagyásig semmi sem változik.
view-replace-title = Lecseréli ezt: „{ $name }”?
change-show = Mit okoz a módosítás
change-confirm = Jóváhagyás és módosítás
change-confirm-exactly = Pontosan ezt hagyom jóvá.
change-done = Módosítva. Az adatlapok most követik.
change-nobody = Egyetlen aktív automatizmust sem érint.
change-enters = Belép
change-leaves = Kilép, a várakozó lépés törlődik
change-stays = Marad
change-kept = Változatlanul vár
change-rescheduled = Más időpontban esedékes
change-moved = A lépése megszűnt, a következő jön
change-passes-new-steps = Az új lépéseken már túl van
change-ends = A lépése megszűnt, nincs több
change-sends = { $starts ->
    [one] 1 adatlap indul
   *[other] { $starts } adatlap indul
  }: e-mail { $emails }, SMS { $sms } ({ $parts } rész), feladat { $tasks }, költség { $cost }.
change-sends-nothing = E módosítás miatt senki sem indul el.
draft-none = Fut. Amit itt módosít, közzétételig vázlat marad mellette.
draft-beside = A futó változat mellett vázlat áll.
draft-templates = A közzététel óta módosult sablonok: { $names }.
draft-publish = Közzététel…
draft-publish-title = Közzéteszi ezt: „{ $name }”?
draft-discard = Vázlat elvetése
draft-discarded = A vázlat elvetve. A futó változat nem változott.
settings-publish-title = Módosítja a futó automatizmusok idejét?
overdue-title = { $count ->
    [one] 1 lépés vált esedékessé a kikapcsolás alatt
   *[other] { $count } lépés vált esedékessé a kikapcsolás alatt
  }
overdue-since = Az első ekkor lett volna esedékes: { $at }. Mi legyen velük?
overdue-send = Elvégzés most
overdue-skip = Kihagyás
overdue-spread = Elosztás, óránként { $perHour }
overdue-figures = Kilencven napon belül: e-mail { $emails }, SMS { $sms }, feladat { $tasks }, költség { $cost }
guard-held = { $count ->
    [one] 1 adatlap visszatartva: egyszerre jóval több érkezett, mint amennyit jóváhagytak
   *[other] { $count } adatlap visszatartva: egyszerre jóval több érkezett, mint amennyit jóváhagytak
  }
guard-held-short = visszatartva: { $count }
guard-release = Induljanak
guard-discard = Kihagyás
guard-stopped = Magától leállt: az utolsó kézbesítések közül túl sok sikertelen volt. Ellenőrizze a címeket, mielőtt újra aktiválja.
guard-stopped-short = magától leállt
draft-save = Piszkozat mentése
draft-save-publish = Mentés és közzététel…
