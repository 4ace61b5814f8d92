# Kampanie
campaigns = Kampanie
campaign-new = Nowa kampania
campaigns-empty = Nie ma jeszcze kampanii
campaigns-empty-help = Jeden e-mail lub SMS do każdego klienta, który spełni kryteria, po kilku godzinach, raz na zawsze.
campaign-once = Raz na klienta
campaign-once-help = Ta sama osoba nigdy nie dostanie wiadomości dwa razy: ani jako duplikat, ani po scaleniu, ani po powrocie.
campaign-after = { $hours ->
    [one] 1 godzinę po spełnieniu kryteriów
    [few] { $hours } godziny po spełnieniu kryteriów
   *[other] { $hours } godzin po spełnieniu kryteriów
  }
campaign-steps = { $steps ->
    [one] 1 krok
    [few] { $steps } kroki
   *[other] { $steps } kroków
  }
campaign-audience = Klienci objęci
campaign-sent = Wysłane
campaign-waiting = Czekają
campaign-skipped = Pominięci: już mieli
campaign-who-was-skipped = Kto został pominięty i dlaczego
campaign-list = Lista klientów
campaign-conditions = Warunki
campaign-conditions-help = Sprawdzane, gdy klient zaczyna je spełniać, i nie ponownie.
campaign-message = Wiadomość
campaign-by-email = E-mail
campaign-by-sms = SMS
campaign-sms-off = SMS jest wyłączony dla tej listy.
campaign-no-template = Nie ma jeszcze szablonu tej wiadomości.
campaign-template = Szablon
campaign-hours = Godziny po spełnieniu kryteriów
campaign-send-anyway = Wyślij mimo to
campaign-sent-anyway = Wysłano mimo to: { $name }
