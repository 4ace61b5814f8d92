# Răspunsurile contactelor
reason-replied = contactul a răspuns
option-stop-on-reply = Oprește când contactul răspunde
option-stop-on-reply-help = Un răspuns la unul dintre mesaje încheie automatizarea pentru acea înregistrare. În plan nu mai urmează nimic; în jurnal motivul este „contactul a răspuns”.
