//! Messages of which nobody knows whether they arrived, and a person's decision about each (D23).

use relance_core::engine::delivery::MESSAGE_LIVES_MS;
use relance_core::words::Problem;
use serde_json::{Value as Json, json};
use worker::Method;

use super::integrations::iso;
use super::{history, no_route};
use crate::answer::{Answer, Handled, not_found};
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::outbox;

/// Most messages of one page. Our choice: what a person looks through.
const UNKNOWN_MAX: i64 = 500;

/// Which function answers which address.
pub async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    match (incoming.method.clone(), parts) {
        (Method::Get, []) => history::messages(incoming, caller).await,
        (Method::Get, ["unknown"]) => unknown(incoming, caller).await,
        (Method::Post, [key, "resend"]) => resend(incoming, caller, key).await,
        (Method::Post, [key, "count-as-sent"]) => count_as_sent(incoming, caller, key).await,
        _ => Err(no_route(incoming, &["messages"])),
    }
}

/// `GET /messages/unknown?limit=…&after=…`: what may have arrived or not, the oldest first.
///
/// # Errors
/// `out_of_range`.
async fn unknown(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, UNKNOWN_MAX)?;
    let after = incoming.query("after").and_then(|text| {
        let (at, key) = text.split_once('/')?;
        Some((at.parse().ok()?, key))
    });
    let rows = outbox::unknown(&incoming.db, &caller.account, after, limit).await?;
    let last = last_of_full(&rows, limit);
    let next = last.and_then(|row| {
        let key = row.get("key").and_then(Json::as_str)?;
        Some(format!("{}/{key}", row.get("settled_at_ms")?.as_i64()?))
    });
    let shown: Vec<Json> = rows.iter().map(shown).collect();
    Ok(Answer::Value(json!({"messages": shown, "next": next})))
}

/// `POST /messages/{key}/resend`: sends it once more, with the same key. Who got it the first time
/// gets it twice.
///
/// # Errors
/// `not_found`; `wrong_state` when it is known what became of it.
async fn resend(incoming: &Incoming, caller: &Caller, key: &str) -> Handled {
    let expires_at = caller.now.plus_ms(MESSAGE_LIVES_MS);
    let (db, account) = (&incoming.db, &caller.account);
    decided(incoming, caller, key, outbox::resend(db, account, key, caller.now, expires_at).await?)
        .await
}

/// `POST /messages/{key}/count-as-sent`: it counts as sent. Who did not get it gets nothing.
///
/// # Errors
/// As [`resend`].
async fn count_as_sent(incoming: &Incoming, caller: &Caller, key: &str) -> Handled {
    let is_counted = outbox::count_as_sent(&incoming.db, &caller.account, key).await?;
    decided(incoming, caller, key, is_counted).await
}

async fn decided(incoming: &Incoming, caller: &Caller, key: &str, is_decided: bool) -> Handled {
    let found = outbox::state(&incoming.db, &caller.account, key).await?;
    let Some(state) = found.as_str() else { return Err(not_found("message")) };
    if is_decided {
        return Ok(Answer::Value(json!({"key": key, "state": state})));
    }
    let message = "only a message of which nobody knows whether it arrived is decided by a person";
    Err(Problem::new("wrong_state", message).found(state).allowed(["unknown"]).into())
}

fn shown(row: &Json) -> Json {
    let mut shown = row.clone();
    if let Json::Object(map) = &mut shown {
        for (key, ms) in [("planned", "planned_at_ms"), ("settled", "settled_at_ms")] {
            map.remove(ms);
            map.insert(key.into(), iso(row, ms).into());
        }
    }
    shown
}
