# Colleagues and tokens
sign-out = Wyloguj
settings-users = Pracownicy
user-active = pracuje u nas
user-email = E-mail
user-add = Dodaj pracownika
settings-tokens = Tokeny API
settings-tokens-help = Dla programów, które wysyłają rekordy albo czytają wyniki. Token widać tylko raz.
token-revoke = Unieważnij
token-shown-once = Skopiuj teraz; nie pojawi się ponownie:
token-for = Do czego służy
token-may = Może
scope-read = czytać
scope-write = czytać i zapisywać
scope-admin = wszystko
scope-start = tylko uruchamiać reguły
token-make = Utwórz token
