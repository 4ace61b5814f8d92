# Odpowiedzi kontaktów
reason-replied = kontakt odpowiedział
option-stop-on-reply = Zakończ, gdy kontakt odpowie
option-stop-on-reply-help = Odpowiedź na jedną z wiadomości kończy automatyzację dla tego rekordu. W planie nic już potem nie ma; w dzienniku powód brzmi „kontakt odpowiedział”.
