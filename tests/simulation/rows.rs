//! The outbox at rest. What an erasure took out of a row is put back from the first claim of it: only what was
//! claimed can have left, so that every invariant sees an erased person's messages as they were.

use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::schedule::Run;

/// A row of the outbox, at rest.
#[derive(Debug)]
pub struct Row {
    pub key: String,
    pub enrollment: String,
    pub step: String,
    pub channel: String,
    pub automation: String,
    pub address: String,
    pub contact: Option<String>,
    pub body: Json,
    pub state: String,
    pub reason: Option<String>,
    pub provider: String,
    pub record: String,
    /// Whether its person was erased.
    pub is_erased: bool,
}

/// All of them, by their keys.
pub fn rows(run: &Run) -> Vec<Row> {
    let asked = run.outside.store.ask(
        "SELECT key, enrollment_id, step_id, channel, automation_id, address, contact_id, body, state, reason, provider, record_id FROM outbox ORDER BY key",
    );
    let row = |row: &Vec<Value>| Row {
        key: text(&row[0]),
        enrollment: text(&row[1]),
        step: text(&row[2]),
        channel: text(&row[3]),
        automation: text(&row[4]),
        address: text(&row[5]),
        contact: maybe(&row[6]),
        body: serde_json::from_str(&text(&row[7])).unwrap_or_default(),
        state: text(&row[8]),
        reason: maybe(&row[9]),
        provider: text(&row[10]),
        record: text(&row[11]),
        is_erased: text(&row[11]) == "erased",
    };
    let mut rows: Vec<Row> = asked.iter().map(row).collect();
    let journal = run.outside.journal.borrow();
    for row in rows.iter_mut().filter(|_| !journal.erasures.is_empty()) {
        let Some(claim) = journal.claims.iter().find(|claim| claim.key == row.key) else {
            continue;
        };
        row.body = claim.row["body"].clone();
        if row.is_erased {
            row.record = claim.row["record"].as_str().unwrap_or_default().to_owned();
            row.address = claim.row["address"].as_str().unwrap_or_default().to_owned();
            row.contact = claim.row["contact"].as_str().map(str::to_owned);
        }
    }
    rows
}

/// A column's text, unless it is null.
pub fn maybe(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// A column as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}
