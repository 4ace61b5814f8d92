//! E-mail that the platform delivers: whose it is, its MIME read (`mime`), one record of the module
//! `emails` written as any record is, so that rules see it (S0.4-6; `engine::arrival`).
//!
//! Decides nothing about a message; `relance_core::inbound` does. Who cannot be delivered to is
//! refused in the conversation with the sender's server, so that the sender learns it.

use futures_util::StreamExt;
use relance_core::inbound::{EMAIL_BYTES_MAX, local_part, too_large, unknown_address};
use relance_core::words::Problem;
use worker::ForwardableEmailMessage;

use crate::answer::Refusal;
use crate::engine::arrival;
use crate::mime;
use crate::public::unsubscribe;
use crate::store::db::Db;
use crate::store::inbound;

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
    let Some(mut arrived) = mime::read(&bytes) else {
        let problem = Problem::new("invalid_email", "this is not an e-mail with headers");
        return Ok(Delivery::Refused(problem));
    };
    arrived.email.envelope_from = message.from();
    arrived.email.envelope_to = to;
    if unsubscribe::by_mail(db, &account, &arrived.email.subject).await? {
        return Ok(Delivery::Kept);
    }
    arrival::keep(db, &account, &arrived.email).await?;
    if let Some(report) = &arrived.report {
        arrival::reported(db, &account, &arrived.email, report).await?;
    }
    Ok(Delivery::Kept)
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
