# Contacts that are the same person
twins-title = Duplicates
twins-found = The same address
twins-none = No duplicates
twins-none-help = No two contacts share an e-mail address or a phone number.
twins-more = and { $count } more with this address
twins-any = Any two contacts
twins-any-label = Two contacts to merge
twins-need-server = Contacts are merged where there is a server; the demo has none.
merge-open = Compare and merge
merge-named = Compare and merge { $one } and { $other }
merge-with = Merge with another contact
merge-title = Merge two contacts
merge-survivor = Which one stays
merge-fields = What it will hold
merge-fields-help = Where both say something else, choose. Consent follows the person’s own answer: a refusal wins, and a permission stays with the address that had it.
merge-empty = empty
merge-both = both
merge-from-survivor = from the one that stays
merge-from-loser = from the other one
merge-from-both = from both
merge-from-refusal = a refusal wins
merge-from-nobody = permission was given for another address
merge-effects = What follows
merge-relinked = { $count ->
    [0] No record points to the other one.
    [one] 1 record that points to the other one will point to this one.
   *[other] { $count } records that point to the other one will point to this one.
  }
merge-passage = { $automation }: goes on where { $kept } is.
merge-passage-exits = { $automation }: goes on where { $kept } is; the other one’s ends there, so that nothing is sent twice.
merge-undo-help = It can be undone at any time. What happens in between stays with the contact that stays.
merge-do = Merge
merge-done = Merged: { $name }
merge-undone = Both contacts are as they were.
merge-undone-kept = Both contacts are back; { $count } changes since then stayed.
merges-made = Merges
merge-row = { $loser } was merged into { $survivor }
merge-undo-named = Undo the merge of { $name }
merge-undone-at = undone { $at }
merge-since = Stayed with the contact: { $what }
