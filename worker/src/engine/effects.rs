//! Effects as rows: messages become outbox rows, tasks become records.

use std::collections::BTreeMap;

use relance_core::engine::{Effect, EffectBody, LogEntry};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::plan::LogEntryWire;
use relance_core::words::{DerivedKey, Record, Written};
use serde_json::{Value as Json, json};

/// What an effect is kept as.
#[derive(Debug, Default)]
pub struct EffectRows {
    /// Rows of `outbox`.
    pub outbox: Vec<Json>,
    /// Tasks that are created.
    pub tasks: Vec<Written>,
}

/// The word of a class in the outbox.
pub const CLASSES: [(&str, MessageClass); 2] =
    [("marketing", MessageClass::Marketing), ("transactional", MessageClass::Transactional)];
/// The word of what happens at night.
pub const AT_NIGHT: [(&str, AtNight); 2] =
    [("drop", AtNight::Drop), ("next_window", AtNight::NextWindow)];

fn word<T: PartialEq>(meaning: &T, words: &[(&'static str, T)]) -> &'static str {
    relance_core::wire::json::word_of(meaning, words)
}

/// A decision as JSON: the shape of plan and run log alike.
pub fn entry_json(entry: &LogEntry) -> Json {
    serde_json::to_value(LogEntryWire::from(entry)).unwrap_or(Json::Null)
}

/// Rows for the effects of decisions about one record.
pub fn rows(effects: &[Effect], log: &[LogEntry], subject: Option<&Record>) -> EffectRows {
    let entries: BTreeMap<&DerivedKey, &LogEntry> =
        log.iter().filter_map(|entry| Some((entry.key.as_ref()?, entry))).collect();
    let mut rows = EffectRows::default();
    for effect in effects {
        let entry = entries.get(&effect.key).map_or(Json::Null, |entry| entry_json(entry));
        add(&mut rows, effect, &entry, subject);
    }
    rows
}

fn add(rows: &mut EffectRows, effect: &Effect, entry: &Json, subject: Option<&Record>) {
    match &effect.body {
        EffectBody::Email { to, sender, class, subject, html, text } => {
            let body = json!({
                "kind": "email", "class": word(class, &CLASSES), "subject": subject,
                "html": html, "text": text, "sender": sender.as_ref().map(|id| id.as_str()),
            });
            let place = ("email", Some(to.contact().as_str()), to.address().as_str());
            rows.outbox.push(row(effect, &effect.key, place, &body, entry));
        }
        EffectBody::Sms { to, class, text, figures, at_night } => {
            let body = json!({
                "kind": "sms", "class": word(class, &CLASSES), "text": text,
                "at_night": word(at_night, &AT_NIGHT),
                "encoding": figures.encoding, "parts": figures.parts,
                "cost_micros": figures.cost_micros, "currency": figures.currency,
            });
            let place = ("sms", Some(to.contact().as_str()), to.number().as_str());
            rows.outbox.push(row(effect, &effect.key, place, &body, entry));
        }
        EffectBody::UserEmail { user, address, subject, html, text } => {
            let body = json!({
                "kind": "email", "subject": subject, "html": html, "text": text,
                "user": user.as_str(),
            });
            let place = ("user_email", None, address.as_str());
            rows.outbox.push(row(effect, &effect.key, place, &body, entry));
        }
        EffectBody::Task { assignee, title, description, notify_address } => {
            rows.tasks.extend(effect.task(subject));
            if let Some(address) = notify_address {
                let key = DerivedKey::of(&["notify", effect.key.as_str()]);
                let body = json!({
                    "kind": "email", "subject": title, "text": description,
                    "user": assignee.as_str(),
                });
                let place = ("user_email", None, address.as_str());
                rows.outbox.push(row(effect, &key, place, &body, entry));
            }
        }
    }
}

fn row(
    effect: &Effect,
    key: &DerivedKey,
    (channel, contact, address): (&str, Option<&str>, &str),
    body: &Json,
    entry: &Json,
) -> Json {
    json!([
        key.as_str(),
        effect.automation.as_str(),
        effect.enrollment.as_str(),
        effect.step.as_str(),
        effect.record.as_str(),
        channel,
        contact,
        address,
        body.to_string(),
        entry.to_string(),
        effect.planned_at.as_ms(),
        effect.planned_at.as_ms(),
    ])
}
