//! Double opt-in: the letter by which a person confirms that they agree to marketing by e-mail.

use super::footer::{escaped, name, sender};
use crate::words::{Account, Language};

/// How long the link of a letter works. Units: ms. Source: reliability, threat 19: seven days.
pub const OPT_IN_MS: i64 = 7 * 86_400_000;
/// So long one address gets no second letter. Units: ms. Source: reliability, threat 19: one in 24 h,
/// so that a form on a page cannot be used to flood somebody.
pub const OPT_IN_PAUSE_MS: i64 = 86_400_000;

/// The letter: transactional, because it offers nothing but the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// The part in HTML.
    pub html: String,
    /// The part in plain text.
    pub text: String,
}

struct Words {
    subject: &'static str,
    question: &'static str,
    link: &'static str,
    otherwise: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            subject: "Please confirm: e-mails from {name}",
            question: "Somebody entered this address for e-mails from {name}. Was it you? Then please confirm it.",
            link: "Yes, write to me",
            otherwise: "If it was not you, do nothing: you will get no more e-mails. The link works for seven days.",
        },
        Language::Hungarian => Words {
            subject: "Kérjük, erősítse meg: e-mailek – {name}",
            question: "Valaki ezt a címet adta meg, hogy {name} e-maileket küldjön rá. Ön volt az? Akkor kérjük, erősítse meg.",
            link: "Igen, írjanak nekem",
            otherwise: "Ha nem Ön volt, nincs teendője: nem kap több e-mailt. A hivatkozás hét napig működik.",
        },
        Language::Polish => Words {
            subject: "Prosimy o potwierdzenie: e-maile od {name}",
            question: "Ktoś podał ten adres, żeby dostawać e-maile od {name}. Jeśli to Ty, potwierdź to.",
            link: "Tak, piszcie do mnie",
            otherwise: "Jeśli to nie Ty, nic nie rób: więcej e-maili nie będzie. Link działa siedem dni.",
        },
        Language::Romanian => Words {
            subject: "Vă rugăm să confirmați: e-mailuri de la {name}",
            question: "Cineva a introdus această adresă pentru e-mailuri de la {name}. Ați fost dumneavoastră? Atunci confirmați, vă rugăm.",
            link: "Da, scrieți-mi",
            otherwise: "Dacă nu ați fost dumneavoastră, nu faceți nimic: nu veți mai primi e-mailuri. Linkul este valabil șapte zile.",
        },
        Language::Russian => Words {
            subject: "Пожалуйста, подтвердите: письма от {name}",
            question: "Кто-то указал этот адрес, чтобы получать письма от {name}. Если это вы, подтвердите, пожалуйста.",
            link: "Да, пишите мне",
            otherwise: "Если это были не вы, ничего не делайте: писем больше не будет. Ссылка действует семь дней.",
        },
    }
}

/// The letter in the contact's language, else the account's. `link` is where the person confirms.
pub fn letter(account: &Account, language: Option<&str>, link: &str) -> Letter {
    let language = language
        .and_then(Language::parse)
        .or_else(|| Language::parse(&account.language))
        .unwrap_or(Language::English);
    let words = words(language);
    let named = |text: &str| text.replace("{name}", name(account));
    let (question, sender) = (named(words.question), sender(account));
    let text =
        format!("{question}\n\n{}: {link}\n\n{}\n\n-- \n{sender}\n", words.link, words.otherwise);
    let html = format!(
        "<div lang=\"{}\" style=\"font:16px/1.5 sans-serif\"><p>{}</p>\
         <p><a href=\"{}\" style=\"font-weight:600\">{}</a></p><p>{}</p>\
         <p style=\"font-size:13px\">{}</p></div>",
        language.key(),
        escaped(&question),
        escaped(link),
        words.link,
        words.otherwise,
        escaped(&sender),
    );
    Letter { subject: named(words.subject), html, text }
}
