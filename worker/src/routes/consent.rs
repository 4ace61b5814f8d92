//! A contact's consent with its proof, and addresses to which nothing goes any more (D20).

use relance_core::wire::json::Object;
use relance_core::words::contact::{
    EMAIL, EMAIL_CONSENT, EMAIL_CONSENT_ASKED_AT, PHONE, SMS_CONSENT,
};
use relance_core::words::{Channel, Problem, SuppressionReason, Value};
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::engine::consent::{address_hash, lift, suppress};
use crate::engine::load::records;
use crate::request::{Caller, Incoming};
use crate::store::consent;

const CHANNELS: [(&str, Channel); 2] = [("email", Channel::Email), ("sms", Channel::Sms)];
/// Longest reason of a colleague. Units: characters. Our choice: a sentence.
const WHY_CHARS_MAX: usize = 300;

/// `GET /contacts/{id}/consent`: for each channel the address, the answer and whether it is suppressed;
/// and the proof, the latest line first.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    let loaded = Loaded::of(db, account).await?;
    let record = records(db, account, &loaded, &json!([id])).await?.pop();
    let record = record.ok_or_else(|| not_found("record"))?;
    let mut shown = json!({"proofs": consent::proofs(db, account, id).await?});
    for (channel, address, answer) in
        [(Channel::Email, EMAIL, EMAIL_CONSENT), (Channel::Sms, PHONE, SMS_CONSENT)]
    {
        let address = record.text(address);
        let suppression = match address {
            Some(address) => suppression(incoming, caller, channel, address).await?,
            None => Json::Null,
        };
        let answer = match record.get(answer) {
            Some(Value::YesNo(answer)) => Some(*answer),
            _ => None,
        };
        let asked_at = match record.get(EMAIL_CONSENT_ASKED_AT) {
            Some(Value::Instant(at)) if channel == Channel::Email => Some(at.to_iso()),
            _ => None,
        };
        if let Json::Object(map) = &mut shown {
            let one = json!({"address": address, "consent": answer, "asked_at": asked_at,
                "suppression": suppression});
            map.insert(channel.key().to_owned(), one);
        }
    }
    Ok(Answer::Value(shown))
}

async fn suppression(
    incoming: &Incoming,
    caller: &Caller,
    channel: Channel,
    address: &str,
) -> Result<Json, Refusal> {
    let (db, account) = (&incoming.db, &caller.account);
    let Some(hash) = address_hash(db, account, channel, address)? else { return Ok(Json::Null) };
    let mut found = db.row(consent::find(account, channel, &hash)).await?;
    let reason = found.get("reason").and_then(Json::as_str).and_then(SuppressionReason::parse);
    if let (Json::Object(map), Some(reason)) = (&mut found, reason) {
        map.insert("can_be_lifted".to_owned(), reason.can_be_lifted().into());
    }
    Ok(found)
}

/// `POST /suppressions {"channel","address"}`: nothing goes to the address any more. Contacts that have it
/// show it.
///
/// # Errors
/// `invalid_email`, `invalid_phone`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let (channel, address) = address_of(&mut object);
    object.finish()?;
    let Some(channel) = channel else { return Err(not_found("channel")) };
    let (db, account, now) = (&incoming.db, &caller.account, caller.now);
    let reason = SuppressionReason::ByHand;
    if suppress(db, account, (channel, &address), reason, &caller.by, now).await? {
        return Ok(Answer::Value(suppression(incoming, caller, channel, &address).await?));
    }
    Err(no_address(channel, &address))
}

/// `POST /suppressions/lift {"channel","address","why"}`: messages may go to the address again; who wanted
/// that and why is kept.
///
/// # Errors
/// `wrong_state` for what its owner asked for (a complaint, an erasure); `missing` without `why`.
pub async fn post_lift(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let (channel, address) = address_of(&mut object);
    let why = object.text("why").unwrap_or_default().trim().to_owned();
    if why.chars().count() > WHY_CHARS_MAX {
        let message = format!("`why` is longer than {WHY_CHARS_MAX} characters");
        object.add(Problem::new("too_long", message).at("why"));
    }
    object.finish()?;
    let Some(channel) = channel else { return Err(not_found("channel")) };
    let (db, account, now) = (&incoming.db, &caller.account, caller.now);
    if lift(db, account, (channel, &address), (&caller.by, &why), now).await? {
        return Ok(Answer::Empty);
    }
    let message = "the address's owner asked for it: nobody may write there again";
    Err(Problem::new("wrong_state", message).at("address").into())
}

fn address_of(object: &mut Object<'_>) -> (Option<Channel>, String) {
    let channel = object.word("channel", &CHANNELS);
    let address = object.text("address").unwrap_or_default().to_owned();
    (channel, address)
}

fn no_address(channel: Channel, address: &str) -> Refusal {
    use relance_core::words::{EmailAddress, PhoneNumber};
    let problem = match channel {
        Channel::Email => EmailAddress::parse(address).err(),
        Channel::Sms => PhoneNumber::parse(address).err(),
    };
    problem.map_or_else(|| not_found("address"), |problem| problem.at("address").into())
}
