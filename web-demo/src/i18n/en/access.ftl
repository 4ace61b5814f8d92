# Colleagues and tokens
sign-out = Sign out
settings-users = Colleagues
user-active = works here
user-email = E-mail
user-add = Add a colleague
settings-tokens = API tokens
settings-tokens-help = For programs that send records or read results. A token is shown once.
token-revoke = Revoke
token-shown-once = Copy it now; it is not shown again:
token-for = What it is for
token-may = It may
scope-read = read
scope-write = read and write
scope-admin = do everything
scope-start = start rules only
token-make = Make a token
