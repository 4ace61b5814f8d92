# Mailbox and tasks
mailbox-help = Nic nie opuszcza tego komputera: wiadomości zostają tutaj, dopóki nie ustawisz dostawcy.
mailbox-empty = Nie ma jeszcze wiadomości
mailbox-empty-help = Pojawią się tu, gdy nadejdzie termin kroku.
tasks-empty = Nie ma jeszcze zadań
tasks-empty-help = Tworzą je sekwencje z krokiem zadania.
task-title = Zadanie
task-user = Dla
task-created = Utworzono
task-by = Przez
