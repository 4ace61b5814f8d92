//! Contacts that are the same person: found by their addresses, merged, parted again.

use relance_core::wire::json::Object;
use relance_core::wire::merge::merge_asked_from_json;
use relance_core::words::{Moment, Problem};
use serde_json::{Value as Json, json};

use super::fresh_id;
use crate::answer::{Answer, Handled};
use crate::engine::merging::{By, merge, undo};
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::{merge as store, record};

/// Most groups or merges of one page.
const PAGE_MAX: i64 = 500;
/// Contacts of one group that are shown whole; an address that more have is a company's own.
const SHOWN_OF_GROUP: usize = 10;

/// `GET /contacts/twins?after=&limit=`: contacts that share a normalised e-mail address or phone
/// number (E11).
///
/// # Errors
/// `out_of_range`.
pub async fn twins(incoming: &Incoming, caller: &Caller) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    let limit = incoming.limit(100, PAGE_MAX)?;
    let after = incoming.query("after").unwrap_or("/");
    let after = after.split_once('/').unwrap_or((after, ""));
    let mut groups = store::twins(db, account, after, limit).await?;
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    let next = last_of_full(&groups, limit)
        .and_then(|last| Some(format!("{}/{}", text(last, "kind")?, text(last, "address")?)));
    let ids = |group: &Json| group.get("records").and_then(Json::as_array).cloned();
    let shown: Vec<Json> = groups
        .iter()
        .flat_map(|group| ids(group).unwrap_or_default().into_iter().take(SHOWN_OF_GROUP))
        .collect();
    let found = db.batch(&[record::by_ids(account, &json!(shown))]).await?;
    let records: Vec<&Json> = found.iter().flatten().collect();
    for group in &mut groups {
        let ids = ids(group).unwrap_or_default();
        let whole: Vec<&&Json> = records
            .iter()
            .filter(|record| record.get("id").is_some_and(|id| ids.contains(id)))
            .take(SHOWN_OF_GROUP)
            .collect();
        let whole = json!(whole);
        if let Json::Object(map) = group {
            map.insert("count".into(), ids.len().into());
            map.insert("records".into(), whole);
        }
    }
    Ok(Answer::Value(json!({"twins": groups, "next": next})))
}

/// `POST /contacts/merge {"survivor","loser","choices"?,"preview"?}`: two contacts become one; with
/// `preview`, what that would do.
///
/// # Errors
/// `unknown_record`, `merged_record`, `same_record`, `consent_not_chosen`, `too_many_records`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let asked = merge_asked_from_json(&incoming.json().await?)?;
    let by = By { account: &caller.account, by: &caller.by, now: caller.now };
    let done = merge(&incoming.db, by, &asked, &fresh_id(&incoming.db, "m")?).await?;
    Ok(match asked.intent {
        relance_core::wire::merge::Intent::Preview => Answer::Value(done),
        relance_core::wire::merge::Intent::Commit => Answer::Created(done),
    })
}

/// `POST /merges/{id}/undo`: both contacts as they were, except what happened since.
///
/// # Errors
/// `not_found`, `wrong_state`.
pub async fn take_back(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    if let Ok(body) = incoming.json().await {
        Object::of(&body)?.finish()?;
    }
    let by = By { account: &caller.account, by: &caller.by, now: caller.now };
    Ok(Answer::Value(undo(&incoming.db, by, id).await?))
}

/// `GET /merges?record=&after=&limit=`: the latest first.
///
/// # Errors
/// `out_of_range`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let before = match incoming.query("after") {
        None => (Moment::from_ms(i64::MAX).as_ms(), ""),
        Some(text) => {
            let wrong =
                || Problem::new("out_of_range", "`after` is the `next` of a page").at("after");
            let (at, id) = text.split_once('/').ok_or_else(wrong)?;
            (at.parse::<i64>().map_err(|_| wrong())?, id)
        }
    };
    let record = incoming.query("record");
    let mut rows = store::list(&incoming.db, &caller.account, record, before, limit).await?;
    let next = last_of_full(&rows, limit).and_then(|last| {
        Some(format!("{}/{}", last.get("at_ms")?.as_i64()?, last.get("id")?.as_str()?))
    });
    for row in &mut rows {
        if let Json::Object(map) = row {
            map.remove("at_ms");
        }
    }
    Ok(Answer::Value(json!({"merges": rows, "next": next})))
}
