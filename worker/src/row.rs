//! JSON whose shape is known: rows of our own statements, answers that a provider documents. Decides
//! nothing; what people write is read by `relance_core::wire`, which collects every mistake.

use serde_json::Value as Json;

/// A text of it; empty where there is none.
pub fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// The last row of a page after which there may be more: of one that holds as many as were asked for.
pub fn last_of_full<T>(rows: &[T], limit: i64) -> Option<&T> {
    let is_full = i64::try_from(rows.len()).is_ok_and(|found| found >= limit);
    rows.last().filter(|_| is_full)
}
