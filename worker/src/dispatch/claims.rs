//! Core's last word on leased messages to people, and their places under the frequency cap.
//!
//! Contacts are read after the lease was committed: whoever unsubscribed before it is seen here. Who
//! unsubscribes later, unsubscribes after the claim.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::{Claim, Claimed, Place, Reason, claim, claim_to_colleague, place};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{Channel, Record, RecordId};
use serde_json::{Value as Json, json};

use super::Sender;
use super::rows::{instant, text};
use crate::answer::Refusal;
use crate::engine::effects::{AT_NIGHT, CLASSES};
use crate::engine::load::read_record;
use crate::store::db::chunks;
use crate::store::{answers, cap, record};

/// From this age on a message has waited: at night, for a provider. Units: ms. Our choice: a tick.
const WAITED_MS: i64 = 60_000;

/// What may happen to each message, in their order, and the contacts that they go to.
///
/// # Errors
/// When the database does not answer.
pub async fn claims(
    sender: &Sender<'_>,
    messages: &[Json],
) -> Result<(Vec<Claim>, Contacts), Refusal> {
    let contacts =
        contacts(sender, messages.iter().map(|message| text(message, "contact"))).await?;
    let answered = answered(sender, messages).await?;
    let claimed: Vec<Option<Claimed<'_>>> = messages
        .iter()
        .map(|message| claimed(message, contacts.get(text(message, "contact")), &answered))
        .collect();
    let account = &sender.loaded.setup.account;
    let mut claims: Vec<Claim> = claimed
        .iter()
        .zip(messages)
        .map(|(claimed, message)| match claimed {
            Some(claimed) => claim(account, claimed, sender.now),
            None => claim_to_colleague(instant(message, "expires_at_ms"), sender.now),
        })
        .collect();
    let full = without_place(sender, messages, &claimed, &claims).await?;
    for (answer, message) in claims.iter_mut().zip(messages) {
        if full.contains(text(message, "key")) {
            *answer = Claim::Refuse(Reason::FrequencyCap);
        }
    }
    drop(claimed);
    Ok((claims, contacts))
}

/// Contacts by their ids.
pub type Contacts = BTreeMap<RecordId, Record>;

/// These contacts as they are now.
///
/// # Errors
/// When the database does not answer.
pub async fn contacts<'a>(
    sender: &Sender<'_>,
    ids: impl Iterator<Item = &'a str>,
) -> Result<Contacts, Refusal> {
    let ids: Json = ids.filter(|id| !id.is_empty()).collect();
    let statement = record::by_ids(sender.account, &ids);
    let found = sender.db.rows(statement).await?;
    let records = found.iter().filter_map(|row| read_record(row, sender.loaded));
    Ok(records.map(|record| (record.id.clone(), record)).collect())
}

/// The keys of messages whose passage an answer has ended (E1). Only what has waited is asked about:
/// what was decided just now was decided knowing it.
async fn answered(sender: &Sender<'_>, messages: &[Json]) -> Result<BTreeSet<String>, Refusal> {
    let has_waited = |message: &&Json| {
        let planned = instant(message, "planned_at_ms");
        planned.is_none_or(|at| at.plus_ms(WAITED_MS) <= sender.now)
    };
    let keys: Json = messages.iter().filter(has_waited).map(|one| text(one, "key")).collect();
    if keys.as_array().is_none_or(Vec::is_empty) {
        return Ok(BTreeSet::new());
    }
    let found = answers::ended_by_answer(sender.db, sender.account, &keys).await?;
    Ok(found.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

/// What core is asked about; `None` for a message to a colleague.
fn claimed<'a>(
    message: &'a Json,
    contact: Option<&'a Record>,
    answered: &BTreeSet<String>,
) -> Option<Claimed<'a>> {
    let channel = match text(message, "channel") {
        "email" => Channel::Email,
        "sms" => Channel::Sms,
        _ => return None,
    };
    let word = |key: &str| message.get("body").map_or("", |body| text(body, key));
    Some(Claimed {
        channel,
        class: one_word(word("class"), &CLASSES).unwrap_or(MessageClass::Marketing),
        contact,
        to: text(message, "address"),
        is_suppressed: false,
        is_answered: answered.contains(text(message, "key")),
        at_night: one_word(word("at_night"), &AT_NIGHT).unwrap_or(AtNight::Drop),
        expires_at: instant(message, "expires_at_ms"),
    })
}

/// Takes places for what may leave and is capped (D21): the keys of those that found none. In the
/// order in which they were due, so that it is the later one that is left out.
async fn without_place(
    sender: &Sender<'_>,
    messages: &[Json],
    claimed: &[Option<Claimed<'_>>],
    claims: &[Claim],
) -> Result<BTreeSet<String>, Refusal> {
    let account = &sender.loaded.setup.account;
    let mut wanted = BTreeMap::new();
    for ((message, claimed), answer) in messages.iter().zip(claimed).zip(claims) {
        let (Some(claimed), Claim::Send) = (claimed, answer) else { continue };
        let Some(place) = place(account, claimed, sender.now) else { continue };
        let due = message.get("planned_at_ms").and_then(Json::as_i64).unwrap_or(0);
        let key = text(message, "key");
        wanted.insert((due, key.to_owned()), place_row(key, &place));
    }
    let mut left_out: BTreeSet<String> = wanted.keys().map(|(_, key)| key.clone()).collect();
    let rows: Vec<Json> = wanted.into_values().collect();
    for rows in chunks(&rows) {
        let taken = sender.db.batch(&cap::take(sender.account, &rows)).await?.pop();
        for key in taken.iter().flatten().filter_map(Json::as_str) {
            left_out.remove(key);
        }
    }
    Ok(left_out)
}

fn place_row(key: &str, place: &Place) -> Json {
    json!([
        key,
        place.contact.as_str(),
        place.channel.key(),
        place.date.to_string(),
        place.since.to_string(),
        place.places,
        place.forget_before.to_string(),
    ])
}
