//! Cloudflare's own e-mail binding: a whole MIME message instead of an HTTP call. It knows no keys.
//!
//! Source: developers.cloudflare.com/email-service, "Workers API" and its table of error codes; it is for
//! transactional e-mail. MIME is `mail-builder`'s. Tables: `tests/spec/providers.md`.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};
use relance_core::inbound::message_id;
use relance_core::words::Moment;

use super::prepared::without_addresses;
use super::{Hint, Identity, Outgoing, Sending};
use crate::platform::{Letter, Platform};

/// The message as it stands on the wire. Its borders derive from the key, so that the same message is the
/// same bytes; `now` is its `Date`.
pub fn mime(message: &Outgoing<'_>, now: Moment) -> String {
    let domain = message.from.address.rsplit('@').next().unwrap_or_default();
    let mut letter = MessageBuilder::new()
        .message_id(message_id(message.key, domain))
        .date(now.as_ms().div_euclid(1_000))
        .from(address(&message.from))
        .to(Address::new_address(None::<&str>, message.to))
        .subject(message.subject.as_str());
    if let Some(reply_to) = &message.reply_to {
        letter = letter.reply_to(address(reply_to));
    }
    // The builder writes its own, with the key; so it stands there once.
    let others =
        message.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("Message-ID"));
    for (name, value) in others {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        letter = letter.header(name.as_str(), Raw::new(value));
    }
    let mut bytes = Vec::new();
    letter.body(body(message)).serialize(&mut bytes);
    // Everything that is no ASCII is encoded in it.
    String::from_utf8_lossy(&bytes).into_owned()
}

fn address(identity: &Identity) -> Address<'_> {
    let name = Some(identity.name.as_str()).filter(|name| !name.is_empty());
    Address::new_address(name, identity.address.as_str())
}

fn body<'a>(message: &'a Outgoing<'_>) -> MimePart<'a> {
    let text = MimePart::new("text/plain", message.text.as_str());
    let letter = if message.html.is_empty() {
        text
    } else {
        let html = MimePart::new("text/html", message.html.as_str());
        several("multipart/alternative", message.key, vec![text, html])
    };
    if message.attachments.is_empty() {
        return letter;
    }
    let mut parts = vec![letter];
    for file in &message.attachments {
        let content = BodyPart::Binary(file.bytes.as_slice().into());
        let part = MimePart::new(file.media_type.as_str(), content);
        parts.push(part.attachment(file.name.as_str()));
    }
    several("multipart/mixed", message.key, parts)
}

fn several<'a>(kind: &'static str, key: &str, parts: Vec<MimePart<'a>>) -> MimePart<'a> {
    let border = format!("{}-{key}", kind.trim_start_matches("multipart/"));
    MimePart::new(ContentType::new(kind).attribute("boundary", border), parts)
}

/// What its answer means: the message's id, or its error, which begins with a code.
pub fn answer(answered: Result<String, String>) -> Sending {
    let said = match answered {
        Ok(id) => return Sending::done(Some(id).filter(|id| !id.is_empty())),
        Err(said) => said,
    };
    let has = |codes: &[&str]| codes.iter().any(|code| said.contains(code));
    if has(&["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED"]) {
        return Sending::failed(&said, None);
    }
    if has(&["E_RECIPIENT_SUPPRESSED"]) {
        return Sending::refused(&said, Some(Hint::AddressDead));
    }
    // The sending domain, or the account; before the Email Service, in words.
    if has(&[
        "E_SENDER_NOT_VERIFIED",
        "E_SENDER_DOMAIN_NOT_AVAILABLE",
        "E_NOT_BOUND",
        "not allowed because domain",
    ]) {
        return Sending::key_refused(without_addresses(&said));
    }
    if has(&[
        "E_VALIDATION_ERROR",
        "E_FIELD_MISSING",
        "E_TOO_MANY_RECIPIENTS",
        "E_RECIPIENT_NOT_ALLOWED",
        "E_CONTENT_TOO_LARGE",
        "E_HEADER_",
        "not a verified address",
    ]) {
        return Sending::refused(&said, None);
    }
    Sending::lost(without_addresses(&said))
}

/// Hands a message over.
pub async fn send(platform: &dyn Platform, message: &Outgoing<'_>) -> Sending {
    let mime = mime(message, platform.now());
    let letter = Letter { from: &message.from.address, to: message.to, mime: &mime };
    answer(platform.mail(&letter).await)
}
