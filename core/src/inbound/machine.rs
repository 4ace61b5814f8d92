//! Whether a machine wrote an e-mail: an answer of an absent person's mailbox, a mailing list, a mail
//! server's report. Such a message is nobody's answer (E1), and no machine answers it (RFC 3834).
//!
//! Spec table: `tests/spec/inbound.md`, "Written by a machine".

use super::{ReceivedEmail, local_part};

/// Senders whose mailbox nobody reads. Source: RFC 5321 §4.5.5 and RFC 2142 §5 for the first two, the
/// habit of newsletters and shops for the others.
const UNREAD: [&str; 6] =
    ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"];

/// How mail programs begin the subject of an automatic answer where they write no header. Source: the
/// words of Outlook, Exchange and Gmail in the product's languages. A person's answer to one begins
/// with `Re:`.
const AUTOMATIC_SUBJECTS: [&str; 14] = [
    "automatic reply:",
    "auto reply:",
    "autoreply:",
    "out of office",
    "out of the office",
    "automatyczna odpowiedź:",
    "autoodpowiedź:",
    "odpowiedź automatyczna:",
    "răspuns automat:",
    "automatikus válasz:",
    "házon kívül",
    "автоматический ответ:",
    "автоответ:",
    "undeliverable:",
];

pub(super) fn wrote(email: &ReceivedEmail) -> bool {
    let submitted = first_word(&email.auto_submitted);
    let precedence = first_word(&email.precedence);
    (!submitted.is_empty() && submitted != "no")
        || matches!(precedence.as_str(), "bulk" | "list" | "junk" | "auto_reply")
        || is_marked(&email.auto_reply)
        || is_there(&email.list_id)
        || is_there(&email.list_unsubscribe)
        || email.is_report
        || matches!(email.envelope_from.trim(), "" | "<>")
        || is_unread(&email.from)
        || is_automatic_subject(&email.subject)
}

fn first_word(header: &str) -> String {
    let first = header.split([';', '(', ' ']).next().unwrap_or_default();
    first.trim().to_ascii_lowercase()
}

fn is_there(header: &str) -> bool {
    !header.trim().is_empty()
}

/// Whether one of the older headers of automatic answers says so; `no` says that it is none.
fn is_marked(header: &str) -> bool {
    is_there(header) && !matches!(first_word(header).as_str(), "no" | "false" | "0")
}

fn is_unread(from: &str) -> bool {
    local_part(from).is_some_and(|local| UNREAD.contains(&local.as_str()))
}

fn is_automatic_subject(subject: &str) -> bool {
    let subject = subject.trim().to_lowercase();
    AUTOMATIC_SUBJECTS.iter().any(|words| subject.starts_with(words))
}
