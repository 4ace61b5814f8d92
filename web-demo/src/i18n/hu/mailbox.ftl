# Mailbox and tasks
mailbox-help = Semmi sem hagyja el ezt a gépet: az üzenetek itt maradnak, amíg nincs szolgáltató beállítva.
mailbox-empty = Még nincs üzenet
mailbox-empty-help = Itt jelennek meg, amikor egy lépés esedékes.
tasks-empty = Még nincs teendő
tasks-empty-help = A teendő lépést tartalmazó automatizmusok teszik ide.
task-title = Teendő
task-user = Kinek
task-created = Létrejött
task-by = Ki hozta létre
