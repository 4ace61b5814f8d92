//! Campaigns: who had one, and sending it anyway (S0.14, D13).

use relance_core::wire::json::Object;
use relance_core::words::RecordId;
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, not_found};
use crate::engine::once::send_anyway;
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::once;

/// Most keys of one page.
const PAGE_MAX: i64 = 5_000;

/// `POST /automations/{id}/send_anyway {"record"}`: a person sends a campaign to a client who does not
/// get it otherwise.
///
/// # Errors
/// `not_found`, `wrong_state`, `unknown_record`.
pub async fn anyway(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let record = object.text("record").and_then(|id| object.keep("record", RecordId::parse(id)));
    object.finish()?;
    let record = record.ok_or_else(|| not_found("record"))?;
    let entries = send_anyway(&incoming.db, &caller.account, (id, &record), caller.now).await?;
    Ok(Answer::Value(json!({"entries": entries})))
}

/// `GET /automations/{id}/clients`: how many clients a campaign has reached: who entered, who waits,
/// what was sent, and who was skipped because the client had it.
///
/// # Errors
/// `not_found`.
pub async fn clients(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let counts = once::counts(&incoming.db, &caller.account, id).await?;
    if counts.is_null() { Err(not_found("automation")) } else { Ok(Answer::Value(counts)) }
}

/// `GET /once-keys?after=&limit=`: which clients had which campaign, for previews. A key is a hash.
///
/// # Errors
/// `out_of_range`.
pub async fn keys(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(PAGE_MAX, PAGE_MAX)?;
    let after = incoming.query("after").unwrap_or("/");
    let after = after.split_once('/').unwrap_or((after, ""));
    let rows = once::page(&incoming.db, &caller.account, after, limit).await?;
    let next = last_of_full(&rows, limit).and_then(|last| {
        let text = |key: &str| last.get(key).and_then(Json::as_str);
        Some(format!("{}/{}", text("automation")?, text("key")?))
    });
    Ok(Answer::Value(json!({"once_keys": rows, "next": next})))
}
