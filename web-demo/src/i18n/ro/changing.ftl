# Schimbarea a ceea ce rulează: ciorne, filtre înlocuite, restanțe după pauză
view-in-use = Acest filtru este folosit de o automatizare activă: { $names }. Se schimbă în siguranță: vedeți cine intră, iese și rămâne, apoi confirmați.
view-replace = Înlocuiește în siguranță…
view-replacing = Modificați un filtru în uz. Nimic nu se schimbă până nu confirmați.
view-replace-title = Înlocuiți „{ $name }”?
change-show = Arată ce se schimbă
change-confirm = Confirmă și schimbă
change-confirm-exactly = Confirm exact acestea.
change-done = Schimbat. Fișele urmează acum.
change-nobody = Nu privește nicio automatizare activă.
change-enters = Intră
change-leaves = Ies, ce aștepta se anulează
change-stays = Rămân
change-kept = Așteaptă ca înainte
change-rescheduled = La alt moment
change-moved = Pasul lor a fost șters, urmează cel de după
change-passes-new-steps = Au trecut deja de pașii noi
change-ends = Pasul lor a fost șters, nu mai urmează nimic
change-sends = { $starts ->
    [one] 1 fișă începe
    [few] { $starts } fișe încep
   *[other] { $starts } de fișe încep
  }: e-mailuri { $emails }, SMS { $sms } (părți { $parts }), sarcini { $tasks }, cost { $cost }.
change-sends-nothing = Nimeni nu începe din cauza acestei schimbări.
draft-none = Rulează. Ce schimbați aici rămâne o ciornă alături până o publicați.
draft-beside = Există o ciornă lângă versiunea care rulează.
draft-templates = Șabloane schimbate de la publicare: { $names }.
draft-publish = Publică…
draft-publish-title = Publicați „{ $name }”?
draft-discard = Renunță la ciornă
draft-discarded = S-a renunțat la ciornă. Ce rulează a rămas neschimbat.
settings-publish-title = Schimbați timpul a ceea ce rulează?
overdue-title = { $count ->
    [one] 1 acțiune a ajuns la termen cât era dezactivată
    [few] { $count } acțiuni au ajuns la termen cât era dezactivată
   *[other] { $count } de acțiuni au ajuns la termen cât era dezactivată
  }
overdue-since = Prima avea termen { $at }. Ce facem cu ele?
overdue-send = Se execută acum
overdue-skip = Se omit
overdue-spread = Se eșalonează, { $perHour } pe oră
overdue-figures = În 90 de zile: e-mailuri { $emails }, SMS { $sms }, sarcini { $tasks }, cost { $cost }
guard-held = { $count ->
    [one] 1 fișă este reținută: au venit deodată mult mai multe decât s-a confirmat
    [few] { $count } fișe sunt reținute: au venit deodată mult mai multe decât s-a confirmat
   *[other] { $count } de fișe sunt reținute: au venit deodată mult mai multe decât s-a confirmat
  }
guard-held-short = reținute: { $count }
guard-release = Lasă-le să înceapă
guard-discard = Lasă-le deoparte
guard-stopped = S-a oprit singură: prea multe dintre ultimele livrări au eșuat. Verificați adresele înainte să o activați din nou.
guard-stopped-short = oprită automat
draft-save = Salvează ciorna
draft-save-publish = Salvează și publică…
