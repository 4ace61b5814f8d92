//! The MIME of a message taken apart: headers, text, and what a mail server reports. Pure: bytes in, an
//! e-mail out, whatever the bytes are.
//!
//! Decides nothing about a message; `relance_core::inbound` does. Held against the e-mail package of
//! CPython and against hostile messages by `worker/tests/mime.rs`.

use mail_parser::{
    Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use relance_core::inbound::{NAMED_MAX, ReceivedEmail, Report};

/// Most addresses of the header `To` that are kept. Our choice: a circular to more is nobody's letter.
const RECIPIENTS_MAX: usize = 100;
/// Longest text of a report's part that is kept. Units: bytes. Our choice: a report names few.
const REPORT_BYTES_MAX: usize = 64_000;
/// Headers by which older programs mark an automatic answer.
const AUTO_REPLY_HEADERS: [&str; 4] =
    ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply"];

/// An e-mail as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// What people and rules see of it.
    pub email: ReceivedEmail,
    /// What a mail server reports with it.
    pub report: Option<Report>,
}

/// Takes a message apart; `None` when it has no headers at all.
pub fn read(bytes: &[u8]) -> Option<Arrived> {
    let message = MessageParser::default().parse(bytes)?;
    Some(Arrived { report: report(&message), email: email(&message) })
}

fn email(message: &Message<'_>) -> ReceivedEmail {
    let from = message.from().and_then(Address::first);
    let raw = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let to = message.to().into_iter().flat_map(Address::iter);
    let auto_reply = AUTO_REPLY_HEADERS.iter().map(|name| raw(name)).find(|text| !text.is_empty());
    ReceivedEmail {
        from: owned(from.and_then(|one| one.address())),
        from_name: owned(from.and_then(|one| one.name())),
        to: to.filter_map(|one| one.address()).take(RECIPIENTS_MAX).map(str::to_owned).collect(),
        subject: owned(message.subject()),
        body: body_of(message),
        date: raw("Date"),
        message_id: owned(message.message_id()),
        in_reply_to: ids(message.in_reply_to()).join(" "),
        references: ids(message.references()),
        auto_submitted: raw("Auto-Submitted"),
        precedence: raw("Precedence"),
        list_id: raw("List-Id"),
        list_unsubscribe: raw("List-Unsubscribe"),
        auto_reply: auto_reply.unwrap_or_default(),
        is_report: is_report(message),
        ..ReceivedEmail::default()
    }
}

/// The ids of a header, the last ones when there are too many.
fn ids(header: &HeaderValue<'_>) -> Vec<String> {
    match header {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => {
            ids.iter().skip(ids.len().saturating_sub(NAMED_MAX)).map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// Its text parts; the parser makes text of an HTML part that has no twin of plain text.
fn body_of(message: &Message<'_>) -> String {
    let parts: Vec<_> =
        (0..message.text_body_count()).filter_map(|part| message.body_text(part)).collect();
    match (parts.is_empty(), message.parts.first()) {
        (true, Some(whole)) if is_half_named_text(whole) => text_of(whole, message),
        _ => parts.join("\n\n"),
    }
}

/// Whether a part says `text` without what kind of text: it is plain (RFC 2045 §5.2).
fn is_half_named_text(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("text") && kind.subtype().is_none_or(str::is_empty)
    })
}

fn is_report(message: &Message<'_>) -> bool {
    message
        .content_type()
        .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"))
}

/// The report about a message of ours that did not arrive (RFC 3464 §2).
fn report(message: &Message<'_>) -> Option<Report> {
    let part = |wanted: &[&str]| {
        message.parts.iter().find(|part| {
            part.content_type().is_some_and(|kind| {
                let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
                wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
            })
        })
    };
    let status = part(&["message/delivery-status", "message/global-delivery-status"])?;
    let returned = part(&[
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    ]);
    Some(Report {
        status: text_of(status, message),
        returned: returned.map(|part| text_of(part, message)).unwrap_or_default(),
    })
}

/// The beginning of a part as text, whatever the parser took it for.
fn text_of(part: &MessagePart<'_>, message: &Message<'_>) -> String {
    let bytes: &[u8] = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        PartType::Message(inner) => {
            let from = usize::try_from(part.raw_body_offset()).unwrap_or(usize::MAX);
            let inside = message.raw_message.get(from..).unwrap_or_default();
            if inside.is_empty() { &inner.raw_message } else { inside }
        }
        PartType::Multipart(_) => &[],
    };
    let bytes = bytes.get(..bytes.len().min(REPORT_BYTES_MAX)).unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}
