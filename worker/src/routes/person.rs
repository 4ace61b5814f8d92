//! What is known of a person, and forgetting them.

use relance_core::wire::person::erase_asked_from_json;
use relance_core::words::Problem;
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled};
use crate::engine::merging::By;
use crate::engine::person;
use crate::request::{Caller, Incoming};
use crate::store::person as store;

/// Erasures of one page.
const PAGE_MAX: i64 = 500;

/// `GET /contacts/{id}/export?after=`: everything that is known of a person, in every table; `next` leads
/// to the rest.
///
/// # Errors
/// `not_found`, `merged_record`, `too_many_records`, `out_of_range`.
pub async fn export(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let wrong = |_| Problem::new("out_of_range", "`after` is the `next` of a page").at("after");
    let after = match incoming.query("after") {
        None => None,
        Some(text) => Some(serde_json::from_str::<Json>(text).map_err(wrong)?),
    };
    let (db, account) = (&incoming.db, &caller.account);
    Ok(Answer::Value(person::export(db, account, id, after.as_ref(), caller.now).await?))
}

/// `POST /contacts/{id}/erase {"business"?,"digest"?}`: without the digest what would go; with it, it
/// goes.
///
/// # Errors
/// `not_found`, `merged_record`, `too_many_records`, `confirmation_mismatch`.
pub async fn erase(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let asked = erase_asked_from_json(&incoming.json().await?)?;
    let by = By { account: &caller.account, by: &caller.by, now: caller.now };
    Ok(Answer::Value(match &asked.digest {
        None => person::preview(&incoming.db, by.account, id, asked.business).await?,
        Some(digest) => person::erase(&incoming.db, by, id, (asked.business, digest)).await?,
    }))
}

/// `GET /erasures?limit=`: who was forgotten when, without saying who; the latest first.
///
/// # Errors
/// `out_of_range`.
pub async fn erasures(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let rows = store::list(&incoming.db, &caller.account, None, limit).await?;
    Ok(Answer::Value(json!({"erasures": rows})))
}
