//! Frequency caps at the boundary (D21).
//!
//! Shape: `{"email":{"messages":2,"per":"day"}|null,"sms":{"messages":4,"per":"week"}|null}`.

use serde_json::{Value as Json, json};

use super::json::{Object, word_of};
use crate::words::{CapPeriod, FrequencyCap, FrequencyCaps, Problem, Problems};

/// More is no cap. Source: our choice, a message an hour for four days.
pub const CAP_MESSAGES_MAX: i64 = 100;

/// The words for periods.
pub const PERIODS: [(&str, CapPeriod); 2] = [("day", CapPeriod::Day), ("week", CapPeriod::Week)];

/// Reads the caps; a channel that is absent stays as in `before`, `null` takes its cap away.
///
/// # Errors
/// Everything malformed, with its place.
pub fn caps_from_json(value: &Json, before: &FrequencyCaps) -> Result<FrequencyCaps, Problems> {
    let mut object = Object::of(value)?;
    let mut caps = *before;
    if object.has("email") {
        caps.email = cap(&mut object, "email");
    }
    if object.has("sms") {
        caps.sms = cap(&mut object, "sms");
    }
    object.finish()?;
    Ok(caps)
}

/// Writes the caps.
pub fn caps_to_json(caps: &FrequencyCaps) -> Json {
    json!({"email": cap_to_json(caps.email), "sms": cap_to_json(caps.sms)})
}

fn cap(object: &mut Object<'_>, key: &'static str) -> Option<FrequencyCap> {
    let value = object.value(key)?;
    object.keep_all(key, cap_from_json(value))
}

fn cap_from_json(value: &Json) -> Result<FrequencyCap, Problems> {
    let mut object = Object::of(value)?;
    object.required("messages");
    let messages = object.whole_if_any("messages");
    let messages = messages.filter(|messages| {
        let fits = (1..=CAP_MESSAGES_MAX).contains(messages);
        if !fits {
            let message = format!("a cap is 1 to {CAP_MESSAGES_MAX} messages");
            object.add(
                Problem::new("out_of_range", message)
                    .at("messages")
                    .found(messages.to_string())
                    .help("leave the cap out for no limit"),
            );
        }
        fits
    });
    let per = object.word("per", &PERIODS);
    object.finish()?;
    match (messages.and_then(|messages| u32::try_from(messages).ok()), per) {
        (Some(messages), Some(per)) => Ok(FrequencyCap { messages, per }),
        _ => Err(Problems::new()),
    }
}

fn cap_to_json(cap: Option<FrequencyCap>) -> Json {
    cap.map_or(
        Json::Null,
        |cap| json!({"messages": cap.messages, "per": word_of(&cap.per, &PERIODS)}),
    )
}
