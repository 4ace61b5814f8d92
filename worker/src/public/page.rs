//! The frame of public pages: one self-contained document without script, in five languages, for
//! phones, dark screens and screen readers alike.

use relance_core::words::Language;

use super::reply::Reply;
use super::words::words;
use crate::answer::Refusal;
use crate::log;
use crate::request::Incoming;

/// The whole style of every public page. System fonts and colours: it loads nothing, and follows what
/// a person has chosen for screen and contrast.
pub const STYLE: &str = include_str!("page.css");

/// What a page says.
#[derive(Debug)]
pub struct Page<'a> {
    /// The HTTP status.
    pub status: u16,
    /// In which language.
    pub language: Language,
    /// Its title and first heading; plain text.
    pub title: &'a str,
    /// Whose page it is; plain text, may be empty.
    pub sender: &'a str,
    /// HTML of our own making: every text of others in it went through [`escaped`].
    pub content: String,
}

impl Page<'_> {
    /// The page as an answer.
    pub fn reply(&self) -> Reply {
        let (title, sender) = (escaped(self.title), escaped(self.sender));
        let sender =
            if sender.is_empty() { sender } else { format!("<p class=\"sender\">{sender}</p>") };
        let html = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             {sender}\n<h1>{title}</h1>\n{}\n</main>\n</body>\n</html>\n",
            self.language.key(),
            self.content,
        );
        Reply::page(self.status, html, STYLE)
    }
}

/// Text as it stands in HTML, also within attributes.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The first of these languages that there is: the contact's, the browser's, the account's.
pub fn language(incoming: &Incoming, contact: Option<&str>, account: Option<&str>) -> Language {
    contact
        .and_then(Language::parse)
        .or_else(|| Language::accepted(&incoming.header("accept-language").unwrap_or_default()))
        .or_else(|| account.and_then(Language::parse))
        .unwrap_or(Language::English)
}

/// The page of an address that leads nowhere (any more).
pub fn not_found(incoming: &Incoming) -> Reply {
    let language = language(incoming, None, None);
    let (title, explanation) = match language {
        Language::English => (
            "This link leads nowhere",
            "It may be incomplete, or too old. Open it again from the message, or write to who sent it.",
        ),
        Language::Hungarian => (
            "Ez a hivatkozás nem vezet sehova",
            "Lehet, hogy hiányos vagy túl régi. Nyissa meg újra az üzenetből, vagy írjon a feladónak.",
        ),
        Language::Polish => (
            "Ten link donikąd nie prowadzi",
            "Może być niepełny albo zbyt stary. Otwórz go ponownie z wiadomości albo napisz do nadawcy.",
        ),
        Language::Romanian => (
            "Acest link nu duce nicăieri",
            "Poate fi incomplet sau prea vechi. Deschideți-l din nou din mesaj sau scrieți expeditorului.",
        ),
        Language::Russian => (
            "Эта ссылка никуда не ведёт",
            "Возможно, она неполная или устарела. Откройте её ещё раз из письма или напишите отправителю.",
        ),
    };
    let content = format!("<p>{explanation}</p>");
    Page { status: 404, language, title, sender: "", content }.reply()
}

/// The page of something that did not work. What is wrong is in the log, not on the page: it may quote
/// what is not the reader's.
pub fn refused(incoming: &Incoming, refusal: &Refusal) -> Reply {
    let code = refusal.problems.first().map_or("internal", |first| first.code);
    let status = match code {
        "body_too_large" => 413,
        "invalid_utf8" => 400,
        _ => {
            log::error("a public page failed").problems(&refusal.problems).write();
            503
        }
    };
    let language = language(incoming, None, None);
    let words = words(language);
    let content = format!("<p role=\"alert\">{}</p>", words.try_again);
    Page { status, language, title: words.trouble, sender: "", content }.reply()
}
