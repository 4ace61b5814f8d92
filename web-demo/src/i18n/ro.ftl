# Texts that are missing here come from English.
