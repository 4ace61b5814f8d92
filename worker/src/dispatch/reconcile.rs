//! What nobody knows is asked for: did the provider take it? Where it can be asked, most doubts end
//! without a person.

use relance_core::engine::delivery::{Found, Reconciled, reconciled};
use relance_core::words::{AccountId, Moment, Provider};
use serde_json::{Value as Json, json};

use super::rows::instant;
use crate::answer::Refusal;
use crate::providers::Service;
use crate::providers::service::{Found as Said, Sought};
use crate::row::text;
use crate::senders;
use crate::store::db::Db;
use crate::store::outbox;

/// Messages that are asked for in one tick and account. Our choice: searches cost providers more than
/// messages do.
const LOOKS_MAX: i64 = 10;
/// How often one message is sought anew, when what was found is another. Our choice: the same text to the
/// same number within minutes is rare.
const SAME_MAX: usize = 3;

/// Asks for what is due to be asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn look_up_due(db: &Db, account: &AccountId, now: Moment) -> Result<(), Refusal> {
    for message in outbox::to_look_up(db, account, now, LOOKS_MAX).await? {
        let provider = Provider::parse(text(&message, "provider"));
        let service = match provider {
            Some(provider) => senders::service(db, account, provider).await?,
            None => None,
        };
        let (found, provider_id) = match &service {
            Some(service) => look_up(db, account, service, &message).await?,
            None => (Found::CannotSay, None),
        };
        let looks = message.get("looks").and_then(Json::as_u64).unwrap_or(0);
        let look = u32::try_from(looks + 1).unwrap_or(u32::MAX);
        let (state, reason, look_at) =
            match reconciled(look, found, instant(&message, "expires_at_ms"), now) {
                Reconciled::Sent => ("sent", None, None),
                Reconciled::Again => ("pending", None, None),
                Reconciled::NotSent(reason) => ("not_sent", Some(reason.key()), None),
                Reconciled::AskAgain(at) => ("unknown", Some("uncertain"), Some(at.as_ms())),
                Reconciled::Unknown => ("unknown", Some("uncertain"), None),
            };
        let rows = json!([[text(&message, "key"), looks, state, reason, provider_id, look_at]]);
        db.run(outbox::set_looked_up(account, &rows, now)).await?;
    }
    Ok(())
}

/// What a provider says of a message, and its id there. What it finds may be another one.
async fn look_up(
    db: &Db,
    account: &AccountId,
    service: &Service,
    message: &Json,
) -> Result<(Found, Option<String>), Refusal> {
    let key = text(message, "key");
    let real_now = db.real_now();
    let mut others = Vec::new();
    for _ in 0..SAME_MAX {
        let sought = Sought {
            key,
            provider_id: message.get("provider_id").and_then(Json::as_str),
            to: text(message, "address"),
            text: text(message, "text"),
            first_tried_at: instant(message, "tried_at_ms").unwrap_or(real_now),
            real_now,
            others: &others,
        };
        match service.look_up(db.platform(), &sought).await {
            Said::CannotSay => return Ok((Found::CannotSay, None)),
            Said::NotTaken => return Ok((Found::NotTaken, None)),
            Said::Taken(None) => return Ok((Found::Taken, None)),
            Said::Taken(Some(id)) => {
                let place = (service.provider().key(), id.as_str());
                if !outbox::is_others(db, account, place, key).await? {
                    return Ok((Found::Taken, Some(id)));
                }
                others.push(id);
            }
        }
    }
    Ok((Found::CannotSay, None))
}
