# Mit kérhet egy személy
rights-title = Mit kérhet ez a személy
rights-export = Minden ismert adat mentése
rights-erase = A személy adatainak törlése
erase-title = Törli az adatokat: { $name }?
erase-what = Minden, ami ehhez a személyhez tartozik, eltűnik minden táblából, és ami küldésre vár, törlődik. Nem vonható vissza.
erase-business = Üzletek és más rekordok, amelyek csak ehhez a személyhez tartoznak
erase-business-goes = ezek is eltűnnek
erase-business-stays = megmaradnak, a személy nélkül
erase-records = Rekordok
erase-changes = Változások
erase-events = Események
erase-decisions = Naplóbejegyzések
erase-messages = Törölt várakozó üzenetek
erase-goes = Eltűnik ez is:
erase-stays = Megmarad, a személy nélkül:
erase-twins = Ezeknek a kapcsolatoknak ugyanaz a címe, és megmaradnak: { $contacts }. Törölje őket is, ha ugyanarról a személyről van szó.
erase-kept = Ami megmarad: hány üzenet ment ki, a címzett nélkül, és olyan lenyomatok, amelyekből senki nem olvashat ki címet. Ezek miatt egy kampány nem megy ki még egyszer ennek az ügyfélnek. A más személyekről szóló jegyzetekben nem keresünk neveket. Az adatbázis biztonsági mentései legfeljebb 30 napig mindent megőriznek.
erase-sure = Láttam, mi tűnik el, és hogy nem vonható vissza
erase-confirm = Végleges törlés
erase-done = Törölve. Az utolsó nyomok negyedórán belül eltűnnek.
reason-erased = a személy kérte, hogy felejtsük el

# Minden áll
pause-title = Minden szünetel.
pause-help = Semmi nem megy ki, és semmi esedékes nem történik meg. Aki belép egy automatizálásba, azt feljegyezzük.
pause-deployment = A kiszolgáló üzemeltetője mindent szüneteltet: semmi nem megy ki és nem történik meg.
pause-resume = Folytatás
pause-resumed = Folytatódik.
pause-done = Minden szünetel.
pause-everything = Minden szüneteltetése
pause-everything-help = Semmi nem megy ki és semmi nem történik meg, amíg nem folytatja. Semmi nem vész el: utána kiválasztja, mi legyen azzal, ami közben esedékessé vált. A beállítások „Automatizálás” kapcsolója más: ha ki van kapcsolva, senki nem lép be.
reason-budget-spent = a havi SMS-keret elfogyott
# Amiről tudni kell
nav-notices = Értesítések
nav-notices-unseen = { $count } új
notices-title = Ami magától történt
notices-none = Nincs miről értesíteni
notices-none-help = Itt látható, ami magától leállt, és amiről csak ember dönthet.
notices-need-server = Értesítések ott vannak, ahol kiszolgáló van; a bemutatónak nincs.
notice-new = új
notice-alerted = e-mail elküldve
notice-unknown = { $name }: { $count ->
    [one] egy üzenetről nem tudni, megérkezett-e
   *[other] { $count } üzenetről nem tudni, megérkezett-e
  }
notice-stopped = { $name } leállt: túl sok üzenetét nem lehetett kézbesíteni
notice-loop = { $name }: automatizálások végtelenül indították egymást, ezért leálltak
notice-level = { $name }: az előfizetés már nem tartalmazza
notice-refused = { $name } már nem fogadja el a kulcsot; semmi nem megy ki, amíg nincs másik
notice-colleague = { $name } e-mailjei visszajönnek: a cím nem létezik, több levél nem megy oda
notice-budget-nearly = A(z) { $name } havi SMS-keret nagy része elfogyott
notice-budget-spent = A(z) { $name } havi SMS-keret elfogyott: nem megy ki SMS
unknown-title = { $count ->
    [one] Egy üzenet: megérkezett?
   *[other] { $count } üzenet: megérkeztek?
  }
unknown-help = A kapcsolat a küldés pillanatában megszakadt, és a szolgáltató nem tudja megmondani. Csak ember dönthet.
unknown-resend = Küldés még egyszer
unknown-resend-risk = Aki megkapta, kétszer kapja meg.
unknown-count = Elküldöttnek számít
unknown-count-risk = Aki nem kapta meg, nem kap semmit.
unknown-resend-all = Mind még egyszer
unknown-count-all = Mind elküldöttnek számít
unknown-resent = { $count ->
    [one] Még egyszer kimegy.
   *[other] { $count } még egyszer kimegy.
  }
unknown-counted = { $count ->
    [one] Elküldöttnek számít.
   *[other] { $count } elküldöttnek számít.
  }
channel-email = E-mail
channel-sms = SMS
channel-user-email = E-mail munkatársnak
channel-lists = Levelezőlisták
channel-webhook = Webhook
# Mennyibe kerülhetnek az SMS-ek
settings-budget = SMS-keret
settings-budget-help = Kemény korlát egy naptári hónapra: ami nem fér bele, az nem megy ki, később sem, és a napló megmondja, miért. Ár nélküli országba sem megy ki SMS.
settings-budget-has = Az SMS-ek havi költségének korlátozása
settings-budget-amount = Legfeljebb, { $currency }
budget-spent = { $month }: { $spent } / { $budget }
budget-is-nearly = A nagy része elfogyott.
budget-is-all = Elfogyott: ebben a hónapban nem megy ki SMS.
budget-planned = SMS-keret: { $spent } / { $budget } ({ $month })
budget-reached = A { $budget } SMS-keret elfogy ekkor: { $date }. { $count } SMS ({ $cost }) nem menne ki ebben a hónapban: { $month }, később sem.
budget-uncounted = { $count } SMS-nek nincs ára ebben a pénznemben: { $currency }; az SMS-keret mellett nem menne ki.
settings-alerts = A riasztások címe
settings-alerts-help = Azonnal egy e-mail, fajtánként óránként legfeljebb egy. Üresen: ahhoz, aki a felelősöket helyettesíti.
# Minden egy fájlban
export-title = Exportálás
export-help = Minden, ami ehhez a fiókhoz tartozik, egyetlen fájlban, soronként egy JSON: beállítások, munkatársak, modulok, adatlapok az előzményeikkel, sablonok, automatizmusok, hozzájárulások, napló és üzenetek. Kulcsok és tokenek nincsenek benne.
export-download = Minden letöltése
export-lines = Eddig { $count } sor
export-done = A fájl teljes.
