//! Decided messages leave: leased, asked once more of core, handed to the provider, settled.
//!
//! The only provider is `capture`, a mailbox in the same database: handing over and settling are one
//! transaction, and a key that it has seen is delivered no second time.

use std::collections::BTreeMap;

use relance_core::engine::{Claim, Claimed, claim};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{AccountId, Channel, Moment, Record, RecordId};
use serde_json::{Value as Json, json};
use worker::Env;

use crate::answer::Refusal;
use crate::auth::random_text;
use crate::domain::Loaded;
use crate::engine::effects::{AT_NIGHT, CLASSES};
use crate::engine::load::read_record;
use crate::engine::looks::Progress;
use crate::request::real_now;
use crate::store::db::{Db, chunks};
use crate::store::{outbox, record};

/// Messages of one lease. Our choice: as many as one page decides; a lease costs five statements
/// however many it takes.
const LEASE_MESSAGES: i64 = 1_000;
/// How long a sender may take before its messages are due again. Units: ms. Our choice: longer than
/// any request lives.
const LEASE_MS: i64 = 120_000;

/// Sends a lease of what is due. Answers the number of decisions to the contrary.
///
/// # Errors
/// When the database does not answer; leased messages are due again when the lease ends.
pub async fn send_due(
    db: &Db,
    env: &Env,
    account: &AccountId,
    now: Moment,
) -> Result<(Progress, usize), Refusal> {
    let token = random_text(20)?;
    let real_now = real_now();
    let until = real_now.plus_ms(lease_ms(env));
    let lease = outbox::Lease { token: &token, real_now, until, limit: LEASE_MESSAGES };
    let messages = outbox::lease(db, account, now, &lease).await?;
    if messages.is_empty() {
        return Ok((Progress::Done, 0));
    }
    let is_full = i64::try_from(messages.len()).is_ok_and(|found| found >= LEASE_MESSAGES);
    let progress = if is_full { Progress::More } else { Progress::Done };
    Ok((progress, send(db, account, &messages, now, &token).await?))
}

/// `RELANCE_LEASE_MS` shortens the lease for tests that kill senders.
fn lease_ms(env: &Env) -> i64 {
    env.var("RELANCE_LEASE_MS")
        .ok()
        .and_then(|text| text.to_string().parse().ok())
        .unwrap_or(LEASE_MS)
}

#[derive(Default)]
struct Rows {
    delivered: Vec<Json>,
    settled: Vec<Json>,
    log: Vec<Json>,
}

async fn send(
    db: &Db,
    account: &AccountId,
    messages: &[Json],
    now: Moment,
    token: &str,
) -> Result<usize, Refusal> {
    let loaded = Loaded::of(db, account).await?;
    let contacts = contacts_of(db, account, &loaded, messages).await?;
    let mut rows = Rows::default();
    for message in messages {
        let contact = text(message, "contact").and_then(|id| contacts.get(id));
        settle_one(&mut rows, &loaded, message, contact, now);
    }
    let mut statements = Vec::new();
    for delivered in chunks(&rows.delivered) {
        statements.push(outbox::deliver(account, &delivered, now, token));
    }
    for settled in chunks(&rows.settled) {
        statements.push(outbox::settle(account, &settled, now, token));
    }
    for log in chunks(&rows.log) {
        statements.push(outbox::insert_log(account, &log, now));
    }
    db.batch(&statements).await?;
    Ok(rows.log.len())
}

async fn contacts_of(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    messages: &[Json],
) -> Result<BTreeMap<RecordId, Record>, Refusal> {
    let ids: Json = messages.iter().filter_map(|message| text(message, "contact")).collect();
    let found = db.batch(&[record::by_ids(account, &ids)]).await?.pop().unwrap_or_default();
    let records = found.iter().filter_map(|row| read_record(row, loaded));
    Ok(records.map(|record| (record.id.clone(), record)).collect())
}

fn settle_one(
    rows: &mut Rows,
    loaded: &Loaded,
    message: &Json,
    contact: Option<&Record>,
    now: Moment,
) {
    let key = text(message, "key").unwrap_or_default();
    match answer(loaded, message, contact, now) {
        Claim::Send => {
            let body = message.get("body").cloned().unwrap_or_default();
            let mut kept = json!({
                "channel": text(message, "channel"), "to": text(message, "address"),
                "record": text(message, "record"), "automation": text(message, "automation"),
                "contact": text(message, "contact"),
                "planned_at": message.get("planned_at_ms").and_then(Json::as_i64)
                    .map(|ms| Moment::from_ms(ms).to_iso()),
            });
            if let (Json::Object(kept), Json::Object(body)) = (&mut kept, body) {
                kept.extend(body);
            }
            rows.delivered.push(json!([key, kept.to_string()]));
            rows.settled.push(json!([key, "sent", null, null]));
        }
        Claim::Refuse(reason) => {
            rows.settled.push(json!([key, "not_sent", reason.key(), null]));
            rows.log.push(deviation(message, reason.key()));
        }
        Claim::Later(at) => rows.settled.push(json!([key, "pending", null, at.as_ms()])),
    }
}

/// Core's answer; a message to a colleague needs none.
fn answer(loaded: &Loaded, message: &Json, contact: Option<&Record>, now: Moment) -> Claim {
    let channel = match text(message, "channel") {
        Some("email") => Channel::Email,
        Some("sms") => Channel::Sms,
        _ => return Claim::Send,
    };
    let body = message.get("body");
    let word =
        |key: &str| body.and_then(|body| body.get(key)).and_then(Json::as_str).unwrap_or_default();
    let claimed = Claimed {
        channel,
        class: one_word(word("class"), &CLASSES).unwrap_or(MessageClass::Marketing),
        contact,
        to: text(message, "address").unwrap_or_default(),
        at_night: one_word(word("at_night"), &AT_NIGHT).unwrap_or(AtNight::Drop),
    };
    claim(&loaded.setup.account, &claimed, now)
}

/// The run log's entry of a message that was decided and did not leave.
fn deviation(message: &Json, reason: &str) -> Json {
    let mut entry = message.get("entry").cloned().unwrap_or_default();
    if let Json::Object(entry) = &mut entry {
        entry.insert("what".into(), "deviated".into());
        entry.insert("reason".into(), reason.into());
    }
    json!([
        text(message, "automation"),
        text(message, "record"),
        message.get("planned_at_ms"),
        entry.to_string(),
    ])
}

fn text<'a>(row: &'a Json, key: &str) -> Option<&'a str> {
    row.get(key)?.as_str()
}
