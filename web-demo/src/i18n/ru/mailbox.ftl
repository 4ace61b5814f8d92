# Mailbox and tasks
mailbox-help = Ничто не покидает этот компьютер: сообщения остаются здесь, пока не настроен провайдер.
mailbox-empty = Сообщений пока нет
mailbox-empty-help = Они появятся здесь, когда подойдёт срок шага.
tasks-empty = Задач пока нет
tasks-empty-help = Их создают цепочки с шагом задачи.
task-title = Задача
task-user = Кому
task-created = Создана
task-by = Кем
