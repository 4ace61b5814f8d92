# A kapcsolatok válaszai
reason-replied = a kapcsolat válaszolt
option-stop-on-reply = Álljon le, ha a kapcsolat válaszol
option-stop-on-reply-help = Az egyik üzenetére adott válasz annál a rekordnál befejezi. A tervben utána már semmi sincs; a naplóban az ok: „a kapcsolat válaszolt”.
