//! Which clients had which campaign, at the boundary (S0.14, D13).
//!
//! Shape: `{"automation","key","record","contact","enrollment":id|null,"at"}`; a key is a hash of a
//! contact's id or of an address, and `enrollment` is null where the client was skipped.

use serde_json::{Value as Json, json};

use super::json::Object;
use crate::engine::{Holder, OnceUse, Taken};
use crate::words::{AutomationId, DerivedKey, Moment, Problems, RecordId};

/// Writes a key that is taken.
pub fn once_use_to_json(one: &OnceUse) -> Json {
    json!({
        "automation": one.automation.as_str(),
        "key": one.key.as_str(),
        "record": one.holder.record.as_str(),
        "contact": one.holder.contact.as_str(),
        "enrollment": one.holder.enrollment.as_ref().map(DerivedKey::as_str),
        "at": one.at.to_iso(),
    })
}

/// Adds a key that is taken for ever.
///
/// # Errors
/// Everything malformed, with its place.
pub fn keep_once_key(taken: &mut Taken, value: &Json) -> Result<(), Problems> {
    let mut object = Object::of(value)?;
    let automation =
        object.text("automation").and_then(|id| object.keep("automation", AutomationId::parse(id)));
    let key = object.text("key").and_then(|key| object.keep("key", DerivedKey::parse(key)));
    let record = object.text("record").and_then(|id| object.keep("record", RecordId::parse(id)));
    let contact = object.text("contact").and_then(|id| object.keep("contact", RecordId::parse(id)));
    let enrollment = object
        .text_if_any("enrollment")
        .and_then(|id| object.keep("enrollment", DerivedKey::parse(id)));
    if let Some(at) = object.text_if_any("at") {
        object.keep("at", Moment::parse(at));
    }
    object.finish()?;
    if let (Some(automation), Some(key), Some(record), Some(contact)) =
        (automation, key, record, contact)
    {
        taken.keep(automation, key, Holder { record, contact, enrollment, planned_at: None });
    }
    Ok(())
}
