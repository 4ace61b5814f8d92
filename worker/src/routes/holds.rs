//! What the blast guard holds, released or discarded by a person (D18).

use relance_core::engine::name_of;
use relance_core::words::AutomationId;
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, not_found};
use crate::domain::Loaded;
use crate::engine::guard::release;
use crate::engine::load::records;
use crate::request::{Caller, Incoming};
use crate::store::guard;

/// Held records that one answer shows. Our choice: what a person reads before deciding.
const SHOWN: i64 = 100;
/// Pages that one request releases. Source: a page takes about 14 of D1's 1,000 statements.
const PAGES_MAX: usize = 40;

/// `GET /automations/{id}/holds`: how many are held, and the first of them.
///
/// # Errors
/// `not_found`.
pub async fn list(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("automations", id)?;
    let held = guard::held(&incoming.db, &caller.account, id, ("", SHOWN)).await?;
    let ids: Json = held.iter().map(|(record, _)| record.as_str()).collect();
    let found = records(&incoming.db, &caller.account, &loaded, &ids).await?;
    let shown: Vec<Json> = held
        .iter()
        .map(|(record, at)| {
            let name = found.iter().find(|one| one.id == *record).map(name_of);
            json!({"record": record.as_str(), "name": name, "held_at": at.to_iso()})
        })
        .collect();
    let counts = guard::held_counts(&incoming.db, &caller.account).await?;
    let count = counts.get(id).copied().unwrap_or(0);
    Ok(Answer::Value(json!({"count": count, "holds": shown})))
}

/// `POST /automations/{id}/holds/release`: those that still match begin now.
///
/// # Errors
/// `not_found`.
pub async fn release_all(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let automation = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    let automation: AutomationId = automation.definition.id.clone();
    let mut released = 0;
    for _ in 0..PAGES_MAX {
        match release(&incoming.db, &caller.account, &automation, caller.now).await? {
            0 => break,
            page => released += page,
        }
    }
    Ok(Answer::Value(json!({ "released": released })))
}

/// `POST /automations/{id}/holds/discard`: they do not begin.
///
/// # Errors
/// `not_found`.
pub async fn discard_all(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("automations", id)?;
    let counts = guard::held_counts(&incoming.db, &caller.account).await?;
    incoming.db.batch(&[guard::discard(&caller.account, id)]).await?;
    Ok(Answer::Value(json!({"discarded": counts.get(id).copied().unwrap_or(0)})))
}
