# Colleagues and tokens
sign-out = Ieșire
settings-users = Colegi
user-active = lucrează aici
user-email = E-mail
user-add = Adaugă un coleg
settings-tokens = Tokenuri API
settings-tokens-help = Pentru programe care trimit carduri sau citesc rezultate. Tokenul se vede o singură dată.
token-revoke = Revocă
token-shown-once = Copiați-l acum; nu mai apare:
token-for = La ce folosește
token-may = Poate
scope-read = citi
scope-write = citi și scrie
scope-admin = face orice
scope-start = doar pornește reguli
token-make = Creează un token
