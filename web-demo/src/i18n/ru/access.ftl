# Colleagues and tokens
sign-out = Выйти
settings-users = Сотрудники
user-active = работает у нас
user-email = Почта
user-add = Добавить сотрудника
settings-tokens = Токены API
settings-tokens-help = Для программ, которые присылают карточки или читают результаты. Токен показывается один раз.
token-revoke = Отозвать
token-shown-once = Скопируйте сейчас; больше не покажем:
token-for = Для чего
token-may = Может
scope-read = читать
scope-write = читать и писать
scope-admin = всё
scope-start = только запускать правила
token-make = Создать токен
