# What actions need to be told
group-of-actions-messages = Mesaje către client
group-of-actions-tasks = Sarcini și activități
group-of-actions-repeat-sales = Vânzări repetate
group-of-actions-record = Card
group-of-actions-lists = Liste și integrări
group-of-actions-other = Altele
responsible = Responsabil
responsible-kept = Rămâne același
attachments = Documente atașate
activity-kind = Tipul activității
activity-meeting = Întâlnire
activity-call = Apel
activity-documents = Pregătirea documentelor
activity-description = Descrierea activității
activity-date = Data
in-days = { $days ->
    [0] astăzi
    [1] mâine
    [few] peste { $days } zile
   *[other] peste { $days } de zile
  }
complete-on-stage-change = Încheie automat activitatea când cardul trece în altă etapă
record-name = Nume
repeat-name-default = Numele cardului
copy-name-default = Numele și cuvântul „copie”
insert-field = Inserează un câmp
target-pipeline = Mută în pipeline
pipeline-choose = Alegeți un pipeline
initial-stage = Etapa inițială
stage-choose = Alegeți o etapă
stage-first = Prima
field-to-set = Câmp
value-to-set = Valoare nouă
value-empty = golește
tag = Etichetă
endpoint = Adresa de destinație
endpoint-none = Nu există încă o adresă de destinație.
lists-no-integration = Nu este conectat niciun serviciu de e-mail, deci nu va rula.
event-to-wait-for = Așteaptă
wait-at-most = Cel mult
branch-question = Este adevărat?
branch-then = Dacă da
branch-otherwise = Dacă nu
branch-next = Continuă cu pasul următor
branch-exit = Încheie aici
event-email-read = Clientul citește un e-mail
event-invoice-issued = Se emite o factură
event-invoice-paid = Se plătește o factură
event-offer-sent = Se trimite o ofertă
event-order-delivered = Se livrează o comandă
