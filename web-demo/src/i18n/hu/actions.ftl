# What actions need to be told
group-of-actions-messages = Üzenetek az ügyfélnek
group-of-actions-tasks = Teendők és tevékenységek
group-of-actions-repeat-sales = Ismételt értékesítés
group-of-actions-record = Adatlap
group-of-actions-lists = Listák és integrációk
group-of-actions-other = Egyéb
responsible = Felelős
responsible-kept = Marad a mostani
attachments = Csatolt dokumentumok
activity-kind = A tevékenység fajtája
activity-meeting = Találkozó
activity-call = Hívás
activity-documents = Dokumentumok előkészítése
activity-description = A tevékenység leírása
activity-date = Dátum
in-days = { $days ->
    [0] ma
    [1] holnap
   *[other] { $days } nap múlva
  }
complete-on-stage-change = A tevékenység lezárása automatikusan, ha az adatlap másik státuszba kerül
record-name = Név
repeat-name-default = Az adatlap saját neve
copy-name-default = A név és a „másolat” szó
insert-field = Mező beszúrása
target-pipeline = Áthelyezés folyamatba
pipeline-choose = Válasszon folyamatot
initial-stage = Kezdő státusz
stage-choose = Válasszon státuszt
stage-first = Az első
field-to-set = Mező
value-to-set = Új érték
value-empty = ürítse ki
tag = Címke
endpoint = Végpont
endpoint-none = Még nincs beállított végpont.
lists-no-integration = Nincs csatlakoztatva levelező szolgáltatás, ezért ez nem fut.
event-to-wait-for = Erre vár
wait-at-most = Legfeljebb
branch-question = Igaz-e?
branch-then = Ha igen
branch-otherwise = Ha nem
branch-next = Folytatás a következő lépéssel
branch-exit = Befejezés itt
event-email-read = Az ügyfél elolvas egy e-mailt
event-invoice-issued = Számla készül
event-invoice-paid = Számlát kifizetnek
event-offer-sent = Ajánlatot küldenek
event-order-delivered = Rendelést kézbesítenek
