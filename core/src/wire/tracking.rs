//! What an account wants to know of its messages, at the boundary (E13).
//!
//! Shape: `{"opens":true,"clicks":false,"count_automatic":false}`.

use serde_json::{Value as Json, json};

use super::json::Object;
use crate::words::{Problems, Readers, Tracking};

/// Reads the choices; what is absent stays as in `before`.
///
/// # Errors
/// Everything malformed, with its place.
pub fn tracking_from_json(value: &Json, before: &Tracking) -> Result<Tracking, Problems> {
    let mut object = Object::of(value)?;
    let counts_automatic = object.yes_no("count_automatic", before.readers == Readers::Everybody);
    let tracking = Tracking {
        opens: object.yes_no("opens", before.opens),
        clicks: object.yes_no("clicks", before.clicks),
        readers: if counts_automatic { Readers::Everybody } else { Readers::Persons },
    };
    object.finish()?;
    Ok(tracking)
}

/// Writes the choices.
pub fn tracking_to_json(tracking: &Tracking) -> Json {
    json!({
        "opens": tracking.opens,
        "clicks": tracking.clicks,
        "count_automatic": tracking.readers == Readers::Everybody,
    })
}
