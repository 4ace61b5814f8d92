# Wyniki automatyzacji i losy wiadomości
results = Wyniki
results-none = Jeszcze nic się nie wydarzyło.
results-entered = Rozpoczęło
results-goal = Osiągnęło cel
results-spent = Wydano
results-all = Wszystkie kroki
results-step = Krok
results-table = Jako tabela
results-step-gone = Krok, którego już nie ma
results-opened-automatic = Nie policzono: { $count ->
    [one] 1 wiadomość otworzyły
    [few] { $count } wiadomości otworzyły
   *[other] { $count } wiadomości otworzyły
  } tylko maszyny.
results-clicked-automatic = Linki z { $count ->
    [one] 1 wiadomości otworzyły
   *[other] { $count } wiadomości otworzyły
  } tylko maszyny.
results-automatic-help = Serwisy pocztowe i skanery pobierają wszystko, czy ktoś czyta, czy nie.
results-opens-help = „Otwarte” znaczy, że wygląda to na człowieka. Kto nie wyświetla obrazków, otwiera niezauważony, więc prawdziwa liczba może być wyższa.
results-opens-off = Otwarcia nie są liczone.
results-clicks-off = Kliknięcia nie są liczone.
result-sent = Wysłane
result-delivered = Dostarczone
result-opened = Otwarte
result-clicked = Kliknięte linki
result-replied = Z odpowiedzią
result-bounced = Zwrócone
result-complained = Oznaczone jako spam
result-unsubscribed = Wypisani
result-unknown = Niepewne
result-skipped = Pominięte
result-done = Wykonane
facts = Co się z nią stało
fact-opened-automatic = Pobrana przez maszynę ({ $why })
fact-clicked-automatic = Link otwarty przez maszynę ({ $why })
fact-opened-proxy = Otwarta przez serwis pocztowy
fact-bounced-hard = Zwrócona: nie ma takiego adresu
fact-bounced-soft = Tym razem zwrócona
looker-privacy-proxy = pośrednik prywatności
looker-machine = skaner lub robot
looker-too-soon = kilka sekund po wysłaniu
looker-not-shown = zapytano, nie wyświetlono
settings-tracking = Otwarcia i kliknięcia
settings-tracking-help = Co od teraz trafia do e-maili. Poinformuj o tym klientów, jeśli wymaga tego prawo.
tracking-opens = Licz otwarcia
tracking-opens-help = Niewidocznym obrazkiem. Potrzebuje tego wyzwalacz „e-mail przeczytany”.
tracking-clicks = Licz kliknięcia
tracking-clicks-help = Linki w HTML prowadzą przez ten serwer; zwykły tekst pozostaje bez zmian.
tracking-automatic = Otwarcia przez maszyny też uruchamiają reguły
tracking-automatic-help = Wyłączone: skanery, wstępne pobieranie i pośrednicy prywatności są oznaczani i niczego nie uruchamiają.
trigger-opens-off = Otwarcia nie są liczone, więc tylko inne systemy mogą powiedzieć, że e-mail przeczytano.
