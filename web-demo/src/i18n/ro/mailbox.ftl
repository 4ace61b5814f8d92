# Mailbox and tasks
mailbox-help = Nimic nu părăsește acest calculator: mesajele rămân aici până când se setează un furnizor.
mailbox-empty = Nu există încă mesaje
mailbox-empty-help = Apar aici când un pas ajunge la termen.
tasks-empty = Nu există încă sarcini
tasks-empty-help = Le pun aici secvențele cu un pas de sarcină.
task-title = Sarcină
task-user = Pentru
task-created = Creată
task-by = De către
