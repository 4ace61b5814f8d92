# What actions need to be told
group-of-actions-messages = Wiadomości do klienta
group-of-actions-tasks = Zadania i aktywności
group-of-actions-repeat-sales = Powtarzana sprzedaż
group-of-actions-record = Rekord
group-of-actions-lists = Listy i integracje
group-of-actions-other = Inne
responsible = Odpowiedzialny
responsible-kept = Bez zmian
attachments = Załączone dokumenty
activity-kind = Rodzaj aktywności
activity-meeting = Spotkanie
activity-call = Rozmowa telefoniczna
activity-documents = Przygotowanie dokumentów
activity-description = Opis aktywności
activity-date = Data
in-days = { $days ->
    [0] dzisiaj
    [1] jutro
   *[other] za { $days } dni
  }
complete-on-stage-change = Automatycznie zakończ aktywność, gdy rekord przejdzie do innego etapu
record-name = Nazwa
repeat-name-default = Nazwa rekordu
copy-name-default = Nazwa i słowo „kopia”
insert-field = Wstaw pole
target-pipeline = Przenieś do lejka
pipeline-choose = Wybierz lejek
initial-stage = Początkowy etap
stage-choose = Wybierz etap
stage-first = Pierwszy
field-to-set = Pole
value-to-set = Nowa wartość
value-empty = wyczyść
tag = Tag
endpoint = Adres docelowy
endpoint-none = Nie ma jeszcze adresu docelowego.
lists-no-integration = Nie połączono usługi mailingowej, więc to nie zadziała.
event-to-wait-for = Czekaj na
wait-at-most = Najwyżej
branch-question = Czy to prawda?
branch-then = Jeśli tak
branch-otherwise = Jeśli nie
branch-next = Dalej następny krok
branch-exit = Zakończ tutaj
event-email-read = Klient przeczytał e-mail
event-invoice-issued = Wystawiono fakturę
event-invoice-paid = Opłacono fakturę
event-offer-sent = Wysłano ofertę
event-order-delivered = Dostarczono zamówienie
