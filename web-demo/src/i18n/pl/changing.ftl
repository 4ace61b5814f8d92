# Zmiana tego, co działa: szkice, zastępowane widoki, zaległości po przerwie
view-in-use = Tego widoku używa aktywna automatyzacja: { $names }. Zmienia się go bezpiecznie: najpierw widać, kto wejdzie, wyjdzie i zostanie, potem to potwierdzasz.
view-replace = Zastąp bezpiecznie…
view-replacing = Edytujesz używany widok. Nic się nie zmieni, dopóki nie potwierdzisz.
view-replace-title = Zastąpić „{ $name }”?
change-show = Pokaż, co to zmieni
change-confirm = Potwierdź i zmień
change-confirm-exactly = Potwierdzam dokładnie to.
change-done = Zmieniono. Rekordy są teraz dopasowywane.
change-nobody = Nie dotyczy to żadnej aktywnej automatyzacji.
change-enters = Wejdą
change-leaves = Wyjdą, oczekujące działania anulowane
change-stays = Zostaną
change-kept = Czekają jak dotąd
change-rescheduled = W innym terminie
change-moved = Ich krok usunięto, następny go zastąpi
change-passes-new-steps = Są już za nowymi krokami
change-ends = Ich krok usunięto, nic po nim nie ma
change-sends = Zacznie { $starts ->
    [one] 1 rekord
    [few] { $starts } rekordy
   *[other] { $starts } rekordów
  }: e-maile { $emails }, SMS-y { $sms } (części { $parts }), zadania { $tasks }, koszt { $cost }.
change-sends-nothing = Nikt nie zacznie z powodu tej zmiany.
draft-none = Działa. To, co tu zmienisz, pozostanie szkicem obok, dopóki go nie opublikujesz.
draft-beside = Obok działającej wersji jest szkic.
draft-templates = Szablony zmienione od publikacji: { $names }.
draft-publish = Opublikuj…
draft-publish-title = Opublikować „{ $name }”?
draft-discard = Odrzuć szkic
draft-discarded = Szkic odrzucono. To, co działa, się nie zmieniło.
settings-publish-title = Zmienić czas tego, co działa?
overdue-title = { $count ->
    [one] 1 działanie zalega z czasu wyłączenia
    [few] { $count } działania zalegają z czasu wyłączenia
   *[other] { $count } działań zalega z czasu wyłączenia
  }
overdue-since = Najstarsze miało termin { $at }. Co z nimi zrobić?
overdue-send = Wykonać teraz
overdue-skip = Pominąć
overdue-spread = Rozłożyć, { $perHour } na godzinę
overdue-figures = W ciągu 90 dni: e-maile { $emails }, SMS-y { $sms }, zadania { $tasks }, koszt { $cost }
guard-held = { $count ->
    [one] Wstrzymano 1 rekord: naraz przyszło znacznie więcej, niż potwierdzono
    [few] Wstrzymano { $count } rekordy: naraz przyszło znacznie więcej, niż potwierdzono
   *[other] Wstrzymano { $count } rekordów: naraz przyszło znacznie więcej, niż potwierdzono
  }
guard-held-short = wstrzymane: { $count }
guard-release = Pozwól zacząć
guard-discard = Pomiń je
guard-stopped = Zatrzymała się sama: zbyt wiele ostatnich doręczeń się nie udało. Sprawdź adresy, zanim ją znów aktywujesz.
guard-stopped-short = zatrzymana samoczynnie
draft-save = Zapisz szkic
draft-save-publish = Zapisz i opublikuj…
