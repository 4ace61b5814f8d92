//! The foot of marketing e-mails: why the person gets it, who sends, and the way out; and the headers
//! by which mail programs offer the same way (E6).
//!
//! Source: GDPR articles 7(3) and 21(4), ePrivacy directive article 13(4) (the sender's identity and an
//! address to object), CAN-SPAM §7704(a)(5) (a postal address); RFC 2369, RFC 8058.

use crate::words::{Account, Language};

/// The foot, in both shapes of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    /// For the part in HTML.
    pub html: String,
    /// For the part in plain text.
    pub text: String,
}

/// What a foot says in one language; `{name}` is the sender.
struct Words {
    why: &'static str,
    link: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            why: "You get this e-mail because you agreed to hear from {name}.",
            link: "Unsubscribe or change what you get",
        },
        Language::Hungarian => Words {
            why: "Ezt az e-mailt azért kapja, mert hozzájárult, hogy {name} írjon Önnek.",
            link: "Leiratkozás vagy a beállítások módosítása",
        },
        Language::Polish => Words {
            why: "Ten e-mail przychodzi, ponieważ nadawca, {name}, ma Twoją zgodę na wiadomości.",
            link: "Wypisz się lub zmień, co dostajesz",
        },
        Language::Romanian => Words {
            why: "Primiți acest e-mail pentru că ați acceptat mesaje de la {name}.",
            link: "Dezabonați-vă sau schimbați ce primiți",
        },
        Language::Russian => Words {
            why: "Вы получили это письмо, потому что согласились получать сообщения от {name}.",
            link: "Отписаться или изменить, что приходит",
        },
    }
}

/// The foot of an e-mail in the contact's language, else the account's. `link` is the contact's own
/// address of the page of preferences.
///
/// # Example
/// ```
/// use relance_core::consent::footer;
/// use relance_core::wire::account::default_account;
/// use relance_core::words::AccountId;
/// let mut account = default_account(AccountId::parse("a").unwrap(), Vec::new());
/// account.consent.footer_name = "Okna Nowak".to_owned();
/// account.consent.footer_address = "ul. Długa 1\n00-001 Warszawa".to_owned();
/// let foot = footer(&account, Some("en"), "https://r.example/p/u/x");
/// assert!(foot.text.ends_with("Okna Nowak, ul. Długa 1, 00-001 Warszawa\n\
///     Unsubscribe or change what you get: https://r.example/p/u/x\n"));
/// ```
pub fn footer(account: &Account, language: Option<&str>, link: &str) -> Footer {
    let language = language
        .and_then(Language::parse)
        .or_else(|| Language::parse(&account.language))
        .unwrap_or(Language::English);
    let words = words(language);
    let why = words.why.replace("{name}", name(account));
    let sender = sender(account);
    let text = format!("\n\n-- \n{why}\n{sender}\n{}: {link}\n", words.link);
    let (why, sender, link) = (escaped(&why), escaped(&sender), escaped(link));
    let html = format!(
        "<div lang=\"{}\" style=\"margin-top:24px;padding-top:12px;border-top:1px solid #8a919c;\
         font:13px/1.5 sans-serif\"><p style=\"margin:0 0 4px\">{why}</p>\
         <p style=\"margin:0 0 4px\">{sender}</p>\
         <p style=\"margin:0\"><a href=\"{link}\">{}</a></p></div>",
        language.key(),
        words.link,
    );
    Footer { html, text }
}

impl Footer {
    /// The part in HTML with the foot, before the body ends.
    pub fn under_html(&self, html: &str) -> String {
        match html.to_ascii_lowercase().rfind("</body>").and_then(|end| html.split_at_checked(end))
        {
            Some((before, after)) => format!("{before}{}{after}", self.html),
            None => format!("{html}{}", self.html),
        }
    }

    /// The part in plain text with the foot.
    pub fn under_text(&self, text: &str) -> String {
        format!("{}{}", text.trim_end(), self.text)
    }
}

/// `List-Unsubscribe` and `List-Unsubscribe-Post`: mail programs show a button. The https address goes
/// first (RFC 8058 §3.1 needs exactly one), then where mail arrives, for programs that only write.
pub fn unsubscribe_headers(link: &str, mail_to: Option<&str>) -> Vec<(String, String)> {
    let mut ways = format!("<{link}>");
    if let Some(address) = mail_to {
        ways.push_str(&format!(", <mailto:{address}>"));
    }
    vec![
        ("List-Unsubscribe".to_owned(), ways),
        ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
    ]
}

/// The token in the subject of an e-mail that unsubscribes, as the address of [`unsubscribe_headers`] asks
/// mail programs to write it: `unsubscribe <token>`.
pub fn way_out(subject: &str) -> Option<&str> {
    let (word, token) = subject.trim().split_once(char::is_whitespace)?;
    let token = token.trim();
    let is_token = !token.is_empty() && !token.contains(char::is_whitespace);
    (word.eq_ignore_ascii_case("unsubscribe") && is_token).then_some(token)
}

/// Who sends: what the account says for the foot, else its name.
pub(super) fn name(account: &Account) -> &str {
    let given = account.consent.footer_name.as_str();
    if given.is_empty() { &account.name } else { given }
}

/// Name and postal address in one line.
pub(super) fn sender(account: &Account) -> String {
    let address = account.consent.footer_address.lines().map(str::trim);
    let parts = core::iter::once(name(account)).chain(address.filter(|line| !line.is_empty()));
    parts.collect::<Vec<_>>().join(", ")
}

/// Text as it stands in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
