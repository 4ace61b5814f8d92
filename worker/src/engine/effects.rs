//! Effects as rows: messages become outbox rows; what concerns other records becomes records and the
//! next round's inputs.

use std::collections::BTreeMap;

use relance_core::engine::{Attachment, Effect, EffectBody, EmailRecipient, LogEntry};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::plan::LogEntryWire;
use relance_core::wire::standing::cause_to_json;
use relance_core::wire::webhook::webhook_body;
use relance_core::words::{DerivedKey, Record, RecordId};
use serde_json::{Value as Json, json};

/// What an effect is kept as.
#[derive(Debug, Default)]
pub struct EffectRows {
    /// Rows of `outbox`.
    pub outbox: Vec<Json>,
    /// Records that are made.
    pub made: Vec<Record>,
    /// What the next round decides: `[record, key, kind, at, cause]`.
    pub inputs: Vec<Json>,
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
pub fn rows(effects: &[Effect], log: &[LogEntry]) -> EffectRows {
    let entries: BTreeMap<&DerivedKey, &LogEntry> =
        log.iter().filter_map(|entry| Some((entry.key.as_ref()?, entry))).collect();
    let mut rows = EffectRows::default();
    for effect in effects {
        let entry = entries.get(&effect.key).map_or(Json::Null, |entry| entry_json(entry));
        add(&mut rows, effect, &entry);
    }
    rows
}

fn add(rows: &mut EffectRows, effect: &Effect, entry: &Json) {
    match &effect.body {
        EffectBody::Email { to, sender, class, subject, html, text, attachments } => {
            let attached = |one: &Attachment| json!({"name": one.name, "html": one.html});
            let attachments: Vec<Json> = attachments.iter().map(attached).collect();
            let body = json!({
                "kind": "email", "class": word(class, &CLASSES), "subject": subject,
                "html": html, "text": text, "sender": sender.as_ref().map(|id| id.as_str()),
                "attachments": attachments,
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
        EffectBody::Make { record, notify } => {
            rows.inputs.push(input(effect, &record.id, "created"));
            if let Some(notice) = notify {
                let key = DerivedKey::of(&["notify", effect.key.as_str()]);
                let body = json!({
                    "kind": "email", "subject": notice.subject, "text": notice.text,
                    "user": notice.user.as_str(),
                });
                let place = ("user_email", None, notice.address.as_str());
                rows.outbox.push(row(effect, &key, place, &body, entry));
            }
            rows.made.push(record.as_ref().clone());
        }
        EffectBody::AddToLists { subscribers, class, lists } => {
            let one = |to: &EmailRecipient| json!({"contact": to.contact().as_str(), "address": to.address().as_str()});
            let subscribers: Vec<Json> = subscribers.iter().map(one).collect();
            let body = json!({
                "class": word(class, &CLASSES), "lists": lists, "subscribers": subscribers,
            });
            let place = ("lists", None, "unisender");
            rows.outbox.push(row(effect, &effect.key, place, &body, entry));
        }
        EffectBody::Webhook { endpoint, .. } => {
            let body = json!({"endpoint": endpoint.as_str(), "text": webhook_body(effect)});
            let place = ("webhook", None, endpoint.as_str());
            rows.outbox.push(row(effect, &effect.key, place, &body, entry));
        }
        EffectBody::Complete { activity } => {
            rows.inputs.push(input(effect, activity, "completed"));
        }
    }
}

fn input(effect: &Effect, record: &RecordId, kind: &str) -> Json {
    let cause = cause_to_json(&effect.cause).to_string();
    json!([record.as_str(), effect.key.as_str(), kind, effect.planned_at.as_ms(), cause])
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
