//! Decided messages leave: leased, asked once more of core, handed to the provider, settled.
//!
//! The only provider is `capture`, a mailbox in the same database: handing over and settling are one
//! transaction, and a key that it has seen is delivered no second time.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::definitions::After;
use relance_core::engine::{Claim, Claimed, Place, Reason, claim, place};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{AccountId, Channel, Moment, Record, RecordId};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::engine::effects::{AT_NIGHT, CLASSES};
use crate::engine::load::{records, text};
use crate::engine::looks::Progress;
use crate::store::db::{Db, Statement, chunks};
use crate::store::outbox::Goes;
use crate::store::{cap, guard, outbox, subject};

/// Messages of one lease. Our choice: as many as one page decides; a lease costs five statements
/// however many it takes.
const LEASE_MESSAGES: i64 = 1_000;
/// How long a sender may take before its messages are due again. Units: ms. Our choice: longer than
/// any request lives.
const LEASE_MS: i64 = 120_000;

/// What a lease did.
#[derive(Debug)]
pub struct Sent {
    /// Whether more may be due.
    pub progress: Progress,
    /// Decisions to the contrary.
    pub decisions: usize,
    /// Whether records may have waited for it (D25).
    pub has_woken: bool,
}

impl Default for Sent {
    fn default() -> Self {
        Sent { progress: Progress::Done, decisions: 0, has_woken: false }
    }
}

/// Sends a lease of what is due.
///
/// # Errors
/// When the database does not answer; leased messages are due again when the lease ends.
pub async fn send_due(db: &Db, account: &AccountId, now: Moment) -> Result<Sent, Refusal> {
    let token = db.random_text(20)?;
    let real_now = db.real_now();
    let until = real_now.plus_ms(lease_ms(db));
    let lease = outbox::Lease {
        goes: Goes::ToPeople,
        token: &token,
        real_now,
        until,
        limit: LEASE_MESSAGES,
    };
    let messages = outbox::lease(db, account, now, &lease).await?;
    if messages.is_empty() {
        return Ok(Sent::default());
    }
    let is_full = i64::try_from(messages.len()).is_ok_and(|found| found >= LEASE_MESSAGES);
    let progress = if is_full { Progress::More } else { Progress::Done };
    let (decisions, has_woken) = send(db, account, &messages, now, &token).await?;
    Ok(Sent { progress, decisions, has_woken })
}

/// `RELANCE_LEASE_MS` shortens the lease for tests that kill senders.
pub fn lease_ms(db: &Db) -> i64 {
    let given = db.platform().variable("RELANCE_LEASE_MS");
    given.and_then(|text| text.parse().ok()).unwrap_or(LEASE_MS)
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
) -> Result<(usize, bool), Refusal> {
    let loaded = Loaded::of(db, account).await?;
    let contacts = contacts_of(db, account, &loaded, messages).await?;
    let claimed: Vec<(&Json, Option<Claimed<'_>>)> = messages
        .iter()
        .map(|message| {
            let contact = text(message, "contact").and_then(|id| contacts.get(id));
            (message, claimed(message, contact))
        })
        .collect();
    let full = without_place(db, account, &loaded, &claimed, now).await?;
    let mut rows = Rows::default();
    for (message, claimed) in &claimed {
        // A message to a colleague needs no claim.
        let answer = match claimed {
            Some(claimed) => claim(&loaded.setup.account, claimed, now),
            None => Claim::Send,
        };
        if answer == Claim::Send && text(message, "key").is_some_and(|key| full.contains(key)) {
            refuse(&mut rows, message, Reason::FrequencyCap.key());
        } else {
            settle_one(&mut rows, message, answer);
        }
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
    statements.extend(noted(account, messages, &rows.settled));
    let waits = wakes(&loaded);
    if waits {
        let records: Json = messages.iter().filter_map(|one| text(one, "record")).collect();
        statements.push(subject::wake_held(account, &records, now));
    }
    db.batch(&statements).await?;
    Ok((rows.log.len(), waits))
}

/// Whether a rule waits for what another one sends (D25).
pub fn wakes(loaded: &Loaded) -> bool {
    loaded.setup.automations.iter().any(|automation| {
        automation.definition.rule().is_some_and(|rule| rule.after != After::Parallel)
    })
}

/// Notes for the circuit breaker what went (D18).
fn noted(account: &AccountId, messages: &[Json], settled: &[Json]) -> Option<Statement> {
    let of: BTreeMap<&str, &str> = messages
        .iter()
        .filter_map(|message| Some((text(message, "key")?, text(message, "automation")?)))
        .collect();
    let mut letters = BTreeMap::<&str, String>::new();
    for settled in settled {
        let is_sent = settled.get(1).and_then(Json::as_str) == Some("sent");
        let key = settled.get(0).and_then(Json::as_str).filter(|_| is_sent);
        if let Some(automation) = key.and_then(|key| of.get(key)) {
            letters.entry(automation).or_default().push('s');
        }
    }
    (!letters.is_empty()).then(|| guard::delivered(account, &json!(letters)))
}

async fn contacts_of(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    messages: &[Json],
) -> Result<BTreeMap<RecordId, Record>, Refusal> {
    let ids: Json = messages.iter().filter_map(|message| text(message, "contact")).collect();
    let found = records(db, account, loaded, &ids).await?;
    Ok(found.into_iter().map(|record| (record.id.clone(), record)).collect())
}

/// Takes places for what may leave and is capped (D21): the keys of those that found none. In the
/// order in which they were due, so that it is the later one that is left out.
async fn without_place(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    messages: &[(&Json, Option<Claimed<'_>>)],
    now: Moment,
) -> Result<BTreeSet<String>, Refusal> {
    let settings = &loaded.setup.account;
    let mut wanted = BTreeMap::new();
    for (message, claimed) in messages {
        let Some(claimed) = claimed else { continue };
        if claim(settings, claimed, now) != Claim::Send {
            continue;
        }
        let (Some(place), Some(key)) = (place(settings, claimed, now), text(message, "key")) else {
            continue;
        };
        let due = message.get("planned_at_ms").and_then(Json::as_i64).unwrap_or(0);
        wanted.insert((due, key.to_owned()), place_row(key, &place));
    }
    let mut left_out: BTreeSet<String> = wanted.keys().map(|(_, key)| key.clone()).collect();
    let rows: Vec<Json> = wanted.into_values().collect();
    for rows in chunks(&rows) {
        let taken = db.batch(&cap::take(account, &rows)).await?.pop().unwrap_or_default();
        for key in taken.iter().filter_map(Json::as_str) {
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

fn settle_one(rows: &mut Rows, message: &Json, answer: Claim) {
    let key = text(message, "key").unwrap_or_default();
    match answer {
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
        Claim::Refuse(reason) => refuse(rows, message, reason.key()),
        Claim::Later(at) => rows.settled.push(json!([key, "pending", null, at.as_ms()])),
    }
}

/// It does not leave, ever (D21: also not later), and the run log says why.
fn refuse(rows: &mut Rows, message: &Json, reason: &str) {
    rows.settled.push(json!([text(message, "key"), "not_sent", reason, null]));
    rows.log.push(deviation(message, reason));
}

/// What core is asked about; `None` for a message to a colleague.
fn claimed<'a>(message: &'a Json, contact: Option<&'a Record>) -> Option<Claimed<'a>> {
    let channel = match text(message, "channel") {
        Some("email") => Channel::Email,
        Some("sms") => Channel::Sms,
        _ => return None,
    };
    let body = message.get("body");
    let word =
        |key: &str| body.and_then(|body| body.get(key)).and_then(Json::as_str).unwrap_or_default();
    Some(Claimed {
        channel,
        class: one_word(word("class"), &CLASSES).unwrap_or(MessageClass::Marketing),
        contact,
        to: text(message, "address").unwrap_or_default(),
        is_suppressed: false,
        at_night: one_word(word("at_night"), &AT_NIGHT).unwrap_or(AtNight::Drop),
    })
}

/// The run log's entry of a message that was decided and did not leave.
pub fn deviation(message: &Json, reason: &str) -> Json {
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
