# Ce poate cere o persoană
rights-title = Ce poate cere persoana
rights-export = Salvează tot ce se știe
rights-erase = Șterge datele persoanei
erase-title = Ștergeți datele: { $name }?
erase-what = Tot ce ține de această persoană dispare din toate tabelele, iar ce așteaptă să fie trimis se anulează. Nu se poate reveni.
erase-business = Tranzacțiile și alte înregistrări care sunt doar ale acestei persoane
erase-business-goes = dispar și ele
erase-business-stays = rămân, fără persoană
erase-records = Înregistrări
erase-changes = Modificări
erase-events = Evenimente
erase-decisions = Intrări în jurnal
erase-messages = Mesaje anulate
erase-goes = Dispare și:
erase-stays = Rămâne, fără persoană:
erase-twins = Aceste contacte au aceeași adresă și rămân: { $contacts }. Ștergeți-le și pe ele dacă sunt aceeași persoană.
erase-kept = Ce rămâne: câte mesaje au fost trimise, fără a spune cui, și amprente din care nimeni nu poate citi o adresă. Ele împiedică trimiterea unei campanii încă o dată aceluiași client. Numele din notițe despre alte persoane nu sunt căutate. Copiile de siguranță ale bazei de date păstrează totul până la 30 de zile.
erase-sure = Am văzut ce dispare și că nu se poate reveni
erase-confirm = Șterge definitiv
erase-done = Șters. Ultimele urme dispar într-un sfert de oră.
reason-erased = persoana a cerut să fie uitată

# Totul stă pe loc
pause-title = Totul este oprit.
pause-help = Nu se trimite nimic și nu se face nimic din ce ajunge la termen. Cine intră într-o automatizare este notat.
pause-deployment = Serverul a fost pus pe pauză de cel care îl administrează: nu se trimite și nu se face nimic.
pause-resume = Continuă
pause-resumed = Merge mai departe.
pause-done = Totul este oprit.
pause-everything = Oprește totul
pause-everything-help = Nu se trimite și nu se face nimic până când continuați. Nu se pierde nimic: apoi alegeți ce se întâmplă cu ce a ajuns la termen. Comutatorul „Automatizare” din setări este altceva: când e oprit, nu intră nimeni.
reason-budget-spent = bugetul lunar de SMS este cheltuit
# Ce trebuie știut
nav-notices = Notificări
nav-notices-unseen = { $count ->
    [one] una nouă
    [few] { $count } noi
   *[other] { $count } de noi
  }
notices-title = Ce s-a întâmplat de la sine
notices-none = Nimic de știut
notices-none-help = Aici apare ce s-a oprit singur și ce poate decide numai un om.
notices-need-server = Notificările există unde este un server; demo-ul nu are.
notice-new = nou
notice-alerted = e-mail trimis
notice-unknown = { $name }: { $count ->
    [one] nu se știe dacă un mesaj a ajuns
   *[other] nu se știe dacă mesajele au ajuns ({ $count })
  }
notice-stopped = { $name } s-a oprit: prea multe mesaje nu au putut fi livrate
notice-loop = { $name }: automatizările s-au pornit una pe alta la nesfârșit și au fost oprite
notice-level = { $name }: abonamentul nu o mai include
notice-refused = { $name } nu mai acceptă cheia; nu pleacă nimic până nu există alta
notice-colleague = E-mailurile către { $name } se întorc: adresa nu există și nu mai pleacă nimic acolo
notice-budget-nearly = Cea mai mare parte a bugetului de SMS pentru { $name } este cheltuită
notice-budget-spent = Bugetul de SMS pentru { $name } este cheltuit: nu pleacă niciun SMS
unknown-title = { $count ->
    [one] Un mesaj: a ajuns?
   *[other] Mesaje: { $count }. Au ajuns?
  }
unknown-help = Legătura s-a întrerupt în momentul trimiterii, iar furnizorul nu poate spune. Numai un om poate decide.
unknown-resend = Trimite încă o dată
unknown-resend-risk = Cine l-a primit îl primește de două ori.
unknown-count = Consideră trimis
unknown-count-risk = Cine nu l-a primit nu primește nimic.
unknown-resend-all = Trimite-le pe toate încă o dată
unknown-count-all = Consideră-le pe toate trimise
unknown-resent = { $count ->
    [one] Se trimite încă o dată.
   *[other] Se trimit încă o dată: { $count }.
  }
unknown-counted = { $count ->
    [one] Este considerat trimis.
   *[other] Considerate trimise: { $count }.
  }
channel-email = E-mail
channel-sms = SMS
channel-user-email = E-mail către un coleg
channel-lists = Liste de corespondență
channel-webhook = Webhook
# Cât pot costa SMS-urile
settings-budget = Buget SMS
settings-budget-help = O limită fermă pe lună calendaristică: un SMS care nu încape nu se trimite, nici mai târziu, iar jurnalul spune de ce. Nici un SMS către o țară fără preț nu se trimite.
settings-budget-has = Limitează costul lunar al SMS-urilor
settings-budget-amount = Cel mult, în { $currency }
budget-spent = { $month }: { $spent } din { $budget }
budget-is-nearly = Cea mai mare parte este cheltuită.
budget-is-all = Este cheltuit: luna aceasta nu mai pleacă niciun SMS.
budget-planned = Buget SMS: { $spent } din { $budget } ({ $month })
budget-reached = { $count ->
    [one] Bugetul SMS de { $budget } se termină la { $date }: un SMS de { $cost } nu ar pleca ({ $month }), nici mai târziu.
    [few] Bugetul SMS de { $budget } se termină la { $date }: { $count } SMS-uri de { $cost } nu ar pleca ({ $month }), nici mai târziu.
   *[other] Bugetul SMS de { $budget } se termină la { $date }: { $count } de SMS-uri de { $cost } nu ar pleca ({ $month }), nici mai târziu.
  }
budget-uncounted = SMS-uri fără preț în { $currency }: { $count }; sub bugetul SMS nu ar pleca.
settings-alerts = Alertele merg la
settings-alerts-help = Un e-mail imediat, cel mult unul pe oră de fiecare fel. Gol: la cine îi înlocuiește pe responsabili.
# Totul într-un fișier
export-title = Export
export-help = Tot ce aparține acestui cont într-un singur fișier, câte o linie JSON pentru fiecare rând: setări, colegi, module, carduri cu istoricul lor, șabloane, automatizări, acorduri, jurnal și mesaje. Cheile și tokenurile nu sunt în el.
export-download = Descarcă tot
export-lines = Linii până acum: { $count }
export-done = Fișierul este complet.
