# What people answer
reason-replied = the contact has answered
option-stop-on-reply = Stop when the contact answers
option-stop-on-reply-help = An answer to one of its messages ends it for that record. In the plan nothing comes after it; in the log it left because “the contact has answered”.
