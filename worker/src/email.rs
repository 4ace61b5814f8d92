//! E-mail that the platform delivers: whose it is, its MIME read, one record of the module `emails`
//! written as any record is, so that rules see it (S0.4-6).
//!
//! Decides nothing about a message; `relance_core::inbound` does. Who cannot be delivered to is
//! refused in the conversation with the sender's server, so that the sender learns it.

use futures_util::StreamExt;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders};
use relance_core::inbound::{
    EMAIL_BYTES_MAX, ReceivedEmail, SENDERS_MAX, local_part, too_large, unknown_address,
};
use relance_core::words::module::EMAILS_MODULE;
use relance_core::words::{AccountId, Problem};
use worker::ForwardableEmailMessage;

use crate::answer::Refusal;
use crate::engine::write::{Existing, Outcome, write};
use crate::request::{self, Mode};
use crate::store::db::Db;
use crate::store::{self, account, inbound};
use crate::wake;

/// What becomes of a message.
enum Delivery {
    /// Kept, now or when it was delivered before.
    Kept,
    /// Refused for good; the sender's server is told why.
    Refused(Problem),
}

/// Delivers one message.
///
/// # Errors
/// When the database does not answer: the platform sees the failure, and the message is not lost in
/// silence.
pub async fn receive(message: &ForwardableEmailMessage, db: &Db) -> Result<(), Refusal> {
    if let Delivery::Refused(problem) = deliver(message, db).await? {
        // A reply of SMTP is ASCII (RFC 5321 §2.4).
        let reason: String = problem.to_string().chars().filter(char::is_ascii).collect();
        message.set_reject(&reason);
    }
    Ok(())
}

async fn deliver(message: &ForwardableEmailMessage, db: &Db) -> Result<Delivery, Refusal> {
    let to = message.to();
    let account = match local_part(&to) {
        Some(local) => inbound::account_of(db, &local).await?,
        None => None,
    };
    let Some(account) = account else { return Ok(Delivery::Refused(unknown_address(&to))) };
    let bytes = match bytes_of(message, bytes_max(db)).await {
        Ok(bytes) => bytes,
        Err(problem) => return Ok(Delivery::Refused(problem)),
    };
    let Some(parsed) = MessageParser::default().parse(&bytes) else {
        let problem = Problem::new("invalid_email", "this is not an e-mail with headers");
        return Ok(Delivery::Refused(problem));
    };
    let mut email = read(&parsed);
    email.envelope_from = message.from();
    email.envelope_to = to;
    keep(db, &account, &email).await?;
    Ok(Delivery::Kept)
}

async fn keep(db: &Db, account_id: &AccountId, email: &ReceivedEmail) -> Result<(), Refusal> {
    let moved = account::dev_clock(db).await?;
    let now = store::clock(db, moved);
    let senders = match email.sender() {
        Some(address) => inbound::contacts_of(db, account_id, &address, SENDERS_MAX).await?,
        None => Vec::new(),
    };
    let given = [email.record(&senders, None, now)?];
    let also = |_: &[Outcome]| Vec::new();
    write(db, account_id, EMAILS_MODULE, &given, Existing::Kept, now, also).await?;
    // Who moved the clock decides when something happens.
    if request::mode(db) == Mode::Production || moved.is_none() {
        wake::send_if_due(db, account_id, now).await;
    }
    Ok(())
}

/// `RELANCE_EMAIL_BYTES` lowers the bound, for plans that allow an invocation less time.
fn bytes_max(db: &Db) -> usize {
    let given = db.platform().variable("RELANCE_EMAIL_BYTES");
    let given = given.and_then(|text| text.parse().ok());
    given.unwrap_or(EMAIL_BYTES_MAX).min(EMAIL_BYTES_MAX)
}

/// The message's bytes; not read further when there are too many.
async fn bytes_of(message: &ForwardableEmailMessage, most: usize) -> Result<Vec<u8>, Problem> {
    let announced = message.raw_size() as usize;
    if announced > most {
        return Err(too_large(announced, most));
    }
    let mut bytes = Vec::with_capacity(announced);
    let mut stream = message.raw_byte_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Problem::new("invalid_email", "the e-mail broke off"))?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > most {
            return Err(too_large(bytes.len(), most));
        }
    }
    Ok(bytes)
}

fn read(message: &Message<'_>) -> ReceivedEmail {
    let from = message.from().and_then(Address::first);
    let raw = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let is_report = message
        .content_type()
        .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"));
    let to = message.to().into_iter().flat_map(Address::iter);
    let answered = match message.in_reply_to() {
        HeaderValue::Text(id) => Some(id.as_ref()),
        HeaderValue::TextList(ids) => ids.first().map(AsRef::as_ref),
        _ => None,
    };
    ReceivedEmail {
        from: owned(from.and_then(|one| one.address())),
        from_name: owned(from.and_then(|one| one.name())),
        to: to.filter_map(|one| one.address()).map(str::to_owned).collect(),
        subject: owned(message.subject()),
        body: body_of(message),
        date: raw("Date"),
        message_id: owned(message.message_id()),
        in_reply_to: owned(answered),
        auto_submitted: raw("Auto-Submitted"),
        precedence: raw("Precedence"),
        list_id: raw("List-Id"),
        is_report,
        ..ReceivedEmail::default()
    }
}

/// Its text parts; the parser makes text of an HTML part that has no twin of plain text.
fn body_of(message: &Message<'_>) -> String {
    let parts: Vec<_> =
        (0..message.text_body_count()).filter_map(|part| message.body_text(part)).collect();
    parts.join("\n\n")
}
