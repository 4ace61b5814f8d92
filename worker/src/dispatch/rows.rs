//! Rows of the outbox and of the run log, as sending reads and writes them.

use std::collections::BTreeMap;

use relance_core::engine::Reason;
use relance_core::engine::delivery::{Attempt, Mode, Settled};
use relance_core::engine::facts::{self, Counted};
use relance_core::words::{AccountId, Moment, without_addresses};
use serde_json::{Map, Value as Json, json};

use crate::row::text;
use crate::store::db::Statement;
use crate::store::notice;

/// Reasons of messages that were tried and given up.
const DEAD: [&str; 3] = ["refused", "unreachable", "expired"];

/// What is kept of a message after a step of the protocol.
#[derive(Debug, Default)]
pub struct Settlement {
    /// `pending`, `sent`, `not_sent` or `unknown`.
    pub state: &'static str,
    /// Why it was not sent, or is not known.
    pub reason: Option<&'static str>,
    /// When it is due again.
    pub due_at: Option<Moment>,
    /// How often it was tried; `None` leaves that as it is.
    pub attempts: Option<u32>,
    /// What was said last, in one line.
    pub problem: Option<String>,
    /// Contacts that are done; `None` leaves them as they are.
    pub done: Option<Json>,
    /// Until when the provider knows the key of an attempt that may have arrived.
    pub key_until: Option<Moment>,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// When the provider is asked for it, if nobody knows.
    pub look_at: Option<Moment>,
}

impl Settlement {
    /// What core made of an attempt.
    pub fn of(settled: Settled, key_until: Option<Moment>) -> Self {
        let (state, reason, due_at) = match settled {
            Settled::Sent => ("sent", None, None),
            Settled::Later(at) => ("pending", None, Some(at)),
            Settled::NotSent(reason) => ("not_sent", Some(reason.key()), None),
            Settled::Unknown => ("unknown", Some("uncertain"), None),
        };
        Settlement { state, reason, due_at, key_until, ..Settlement::default() }
    }

    /// What does not leave, for this reason. What may have arrived at an earlier attempt stays what it is:
    /// unknown.
    pub fn refused(message: &Json, reason: Reason) -> Self {
        let is_in_doubt = key_until(message).is_some();
        let state = if is_in_doubt { "unknown" } else { "not_sent" };
        Settlement { state, reason: Some(reason.key()), ..Settlement::default() }
    }

    /// What is due again then, in doubt as it was.
    pub fn later(message: &Json, at: Moment) -> Self {
        Settlement::of(Settled::Later(at), key_until(message))
    }

    /// The row for `store::outbox::settle`.
    pub fn row(&self, message: &Json) -> Json {
        json!([
            text(message, "key"),
            self.state,
            self.reason,
            self.due_at.map(Moment::as_ms),
            self.attempts,
            self.problem.as_deref().map(without_addresses),
            self.done.as_ref().map(Json::to_string),
            self.key_until.map(Moment::as_ms),
            self.provider_id,
            self.look_at.map(Moment::as_ms),
        ])
    }
}

/// The try that is being made with a leased message.
pub fn attempt(message: &Json, mode: Mode, now: Moment, real_now: Moment) -> Attempt {
    Attempt { number: attempts(message) + 1, mode, key_until: key_until(message), now, real_now }
}

/// How often a message was tried.
pub fn attempts(message: &Json) -> u32 {
    let tried = message.get("attempts").and_then(Json::as_u64);
    tried.and_then(|tried| u32::try_from(tried).ok()).unwrap_or(0)
}

/// Until when a message that may have arrived can be asked about.
pub fn key_until(message: &Json) -> Option<Moment> {
    instant(message, "key_until_ms")
}

/// An instant of a row.
pub fn instant(message: &Json, key: &str) -> Option<Moment> {
    message.get(key).and_then(Json::as_i64).map(Moment::from_ms)
}

/// The run log's entry of a message that was decided and did not leave, or may not have.
pub fn deviation(message: &Json, reason: &str) -> Json {
    let mut entry = message.get("entry").cloned().unwrap_or_default();
    if let Json::Object(entry) = &mut entry {
        entry.insert("what".into(), "deviated".into());
        entry.insert("reason".into(), reason.into());
    }
    json!([
        message.get("automation"),
        message.get("record"),
        message.get("planned_at_ms"),
        entry.to_string(),
    ])
}

/// Counts what became of messages, for whoever watches the deployment: see `routes::operations`.
pub fn counted(account: &AccountId, messages: &[Json], settled: &[Json]) -> Option<Statement> {
    let channels: BTreeMap<&str, &str> =
        messages.iter().map(|row| (text(row, "key"), text(row, "channel"))).collect();
    let mut counts = BTreeMap::<(&str, &str), u64>::new();
    for row in settled {
        let at = |place: usize| row.get(place).and_then(Json::as_str).unwrap_or_default();
        let channel = channels.get(at(0)).copied().unwrap_or_default();
        let mut add = |name, label| *counts.entry((name, label)).or_default() += 1;
        match (at(1), at(2)) {
            ("pending", _) if !row.get(5).is_none_or(Json::is_null) => add("retried", channel),
            ("pending", _) => {}
            ("not_sent", reason) => {
                add("settled", "not_sent");
                add("not_sent", reason);
                if DEAD.contains(&reason) {
                    add("dead", channel);
                }
            }
            (state, _) => add("settled", state),
        }
    }
    let rows: Vec<Json> =
        counts.into_iter().map(|((name, label), by)| json!([name, label, by])).collect();
    (!rows.is_empty()).then(|| notice::count(account, &Json::from(rows).to_string()))
}

/// For the circuit breaker: what it counts of a row that is being settled (D18).
pub fn letter(state: &str, reason: &str) -> Option<char> {
    let outcome = match (state, Reason::parse(reason)) {
        ("sent", _) => Settled::Sent,
        ("not_sent", Some(reason)) => Settled::NotSent(reason),
        _ => return None,
    };
    facts::counted(outcome).map(|counted| match counted {
        Counted::Went => 's',
        Counted::Failed | Counted::FailedAfterAll => 'f',
    })
}

/// The automations of which something failed, as `engine::guard::stop_what_fails` takes them.
pub fn failing(letters: &BTreeMap<String, String>) -> Option<Json> {
    let failing = letters.iter().filter(|(_, letters)| letters.contains('f'));
    let failing: Map<String, Json> =
        failing.map(|(automation, letters)| (automation.clone(), json!(letters))).collect();
    (!failing.is_empty()).then_some(Json::Object(failing))
}

/// The records of messages.
pub fn records(messages: &[Json]) -> Json {
    messages.iter().map(|row| text(row, "record")).collect()
}
