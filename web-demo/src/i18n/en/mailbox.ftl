# Mailbox and tasks
mailbox-help = Nothing leaves this machine: messages are kept here until a provider is set up.
mailbox-empty = No messages yet
mailbox-empty-help = They appear here when a step is due.
tasks-empty = No tasks yet
tasks-empty-help = Sequences with a task step put them here.
task-title = Task
task-user = For
task-created = Created
task-by = By
