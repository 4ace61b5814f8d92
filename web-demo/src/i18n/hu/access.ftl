# Colleagues and tokens
sign-out = Kilépés
settings-users = Kollégák
user-active = itt dolgozik
user-email = E-mail
user-add = Kolléga hozzáadása
settings-tokens = API-tokenek
settings-tokens-help = Programoknak, amelyek adatlapot küldenek vagy eredményt olvasnak. A token egyszer látható.
token-revoke = Visszavonás
token-shown-once = Másolja ki most; többé nem jelenik meg:
token-for = Mire való
token-may = Mit tehet
scope-read = olvasás
scope-write = olvasás és írás
scope-admin = minden
scope-start = csak szabályok indítása
token-make = Token készítése
