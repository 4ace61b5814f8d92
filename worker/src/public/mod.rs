//! Addresses for people and services without a token of the API: links in messages and what providers
//! tell. What they may do stands in the signed part of the address itself.
//!
//! Decides nothing. A GET changes nothing that a person decides, because scanners of mail open every
//! link (reliability, threat 18); what acts is a POST. Openings and clicks (`seen`) are noted with who
//! looked; `hooks` hears providers. Pages: `unsubscribe`, `confirm`, framed by `page`, worded by
//! `words`; what they answer with: `reply`; addresses of ours: `links`.

pub mod confirm;
pub mod form;
pub mod hooks;
pub mod links;
pub mod page;
pub mod person;
pub mod reply;
pub mod seen;
pub mod sms_in;
pub mod unsubscribe;
pub mod words;

use worker::Method;

use crate::request::Incoming;
use reply::Reply;

/// Longest body that a public page takes. Units: bytes. Our choice: a form of three fields, or the
/// multipart form of a mail program's one click.
pub const FORM_BYTES_MAX: usize = 16_000;
/// Longest part of a public address. Units: bytes. Our choice: the longest token is a link's, with its
/// target ([`crate::track::TARGET_BYTES_MAX`]), written in base64.
const PART_BYTES_MAX: usize = 4_000;

/// Whether this is one of the addresses under `/p/`.
pub fn is_public(incoming: &Incoming) -> bool {
    !incoming.is_api && incoming.path.first().is_some_and(|first| first == "p")
}

/// Answers one request under `/p/`. Never refuses with a problem document: who comes here is a person
/// with a browser, or a machine that looks at the status alone.
pub async fn handle(incoming: &mut Incoming) -> Reply {
    let path = incoming.path.clone();
    if path.iter().any(|part| part.len() > PART_BYTES_MAX) {
        return page::not_found(incoming);
    }
    let parts: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
    if !matches!(incoming.method, Method::Get | Method::Head | Method::Post) {
        return Reply::text(405, "this address answers GET and POST").with("allow", "GET, POST");
    }
    let handled = match parts.as_slice() {
        ["u", token] => unsubscribe::handle(incoming, token).await,
        ["c", token] => confirm::handle(incoming, token).await,
        ["o", token] if incoming.method != Method::Post => Ok(seen::picture(incoming, token)),
        ["l", token] if incoming.method != Method::Post => Ok(seen::link(incoming, token)),
        ["hooks", provider, account] => hooks::handle(incoming, provider, account).await,
        _ => Ok(page::not_found(incoming)),
    };
    handled.unwrap_or_else(|refusal| page::refused(incoming, &refusal))
}
