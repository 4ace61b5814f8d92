# Contacte care sunt aceeași persoană
twins-title = Duplicate
twins-found = Aceeași adresă
twins-none = Niciun duplicat
twins-none-help = Nu există două contacte cu aceeași adresă de e-mail sau același număr de telefon.
twins-more = și încă { $count } cu această adresă
twins-any = Oricare două contacte
twins-any-label = Două contacte de unit
twins-need-server = Contactele se unesc acolo unde există un server; demonstrația nu are.
merge-open = Compară și unește
merge-named = Compară și unește { $one } și { $other }
merge-with = Unește cu alt contact
merge-title = Unirea a două contacte
merge-survivor = Care rămâne
merge-fields = Ce va conține
merge-fields-help = Unde spun lucruri diferite, alege. Acordul urmează răspunsul persoanei: refuzul câștigă, iar permisiunea rămâne la adresa pentru care a fost dată.
merge-empty = gol
merge-both = ambele
merge-from-survivor = de la cel care rămâne
merge-from-loser = de la celălalt
merge-from-both = de la ambele
merge-from-refusal = refuzul câștigă
merge-from-nobody = acordul a fost dat pentru altă adresă
merge-effects = Ce urmează
merge-relinked = { $count ->
    [0] Nicio înregistrare nu trimite la celălalt.
    [one] O înregistrare care trimite la celălalt va trimite la acesta.
    [few] { $count } înregistrări care trimit la celălalt vor trimite la acesta.
   *[other] { $count } de înregistrări care trimit la celălalt vor trimite la acesta.
  }
merge-passage = { $automation }: continuă de unde a ajuns { $kept }.
merge-passage-exits = { $automation }: continuă de unde a ajuns { $kept }; parcursul celuilalt se încheie, ca nimic să nu plece de două ori.
merge-undo-help = Se poate anula oricând. Ce se întâmplă între timp rămâne la contactul care rămâne.
merge-do = Unește
merge-done = Unite: { $name }
merge-undone = Ambele contacte sunt ca înainte.
merge-undone-kept = Ambele contacte au revenit; modificări de atunci care au rămas: { $count }.
merges-made = Uniri
merge-row = { $loser } a fost unit cu { $survivor }
merge-undo-named = Anulează unirea: { $name }
merge-undone-at = anulată { $at }
merge-since = A rămas la contact: { $what }
