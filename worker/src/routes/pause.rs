//! Everything stands still, by one call, and goes on by another (D6).
//!
//! While it stands, who enters and leaves is noted and nothing that is due is done: core's
//! `engine::Pace`. Who lets it go on says what becomes of what fell due, as after an automation's own pause.

use relance_core::engine::CatchUp;
use relance_core::wire::account::account_to_json;
use relance_core::wire::json::Object;
use relance_core::wire::publish::{catch_up_from_json, catch_up_to_json};
use relance_core::words::{Moment, Problem};
use serde_json::{Value as Json, json};

use super::changed;
use crate::answer::{Answer, Handled, Refusal};
use crate::domain::{Loaded, is_deployment_paused};
use crate::request::{Caller, Incoming};
use crate::store::{publish, setup, subject};

/// `GET /pause`: whether everything stands still, by whom, and what has fallen due.
pub async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(standing(incoming, caller, &loaded).await?))
}

async fn standing(incoming: &Incoming, caller: &Caller, loaded: &Loaded) -> Result<Json, Refusal> {
    let overdue = publish::overdue_counts(&incoming.db, &caller.account, caller.now).await?;
    let number = |row: &Json, key: &str| row.get(key).and_then(Json::as_i64);
    let oldest = overdue.iter().filter_map(|row| number(row, "oldest_ms")).min();
    let automations: Vec<Json> = overdue
        .iter()
        .map(|row| json!({"automation": row.get("automation"), "count": row.get("count")}))
        .collect();
    Ok(json!({
        "paused": loaded.setup.account.is_paused,
        "deployment_paused": is_deployment_paused(&incoming.db),
        "overdue": {
            "count": overdue.iter().filter_map(|row| number(row, "count")).sum::<i64>(),
            "oldest_due_at": oldest.map(|at| Moment::from_ms(at).to_iso()),
            "automations": automations,
        },
    }))
}

/// `POST /pause {}`: nothing is decided that is due, and nothing leaves, until it goes on.
///
/// # Errors
/// `changed_meanwhile`.
pub async fn pause(incoming: &mut Incoming, caller: &Caller) -> Handled {
    Object::of(&incoming.json().await?)?.finish()?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut account = loaded.setup.account.clone();
    account.is_paused = true;
    let statements = vec![setup::set_settings(&caller.account, &account_to_json(&account))];
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    get(incoming, caller).await
}

/// `POST /resume {"catch_up"?}`: it goes on; `catch_up` says what becomes of what fell due.
///
/// # Errors
/// `catch_up_needed` with the number overdue; `changed_meanwhile`.
pub async fn resume(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let choice = object.value("catch_up");
    let choice = choice.and_then(|one| object.keep_all("catch_up", catch_up_from_json(one)));
    object.finish()?;
    let (db, account_id) = (&incoming.db, &caller.account);
    let loaded = Loaded::of(db, account_id).await?;
    let mut account = loaded.setup.account.clone();
    account.is_paused = false;
    let overdue = publish::overdue_counts(db, account_id, caller.now).await?;
    let mut statements = vec![setup::set_settings(account_id, &account_to_json(&account))];
    match choice {
        None if !overdue.is_empty() && loaded.setup.account.is_paused => {
            return Err(choice_needed(&overdue).into());
        }
        // Late actions ask their timing again, each for itself, as after an outage.
        None | Some(CatchUp::Send) => {}
        Some(choice @ (CatchUp::Skip | CatchUp::Spread { .. })) => {
            let choice = catch_up_to_json(choice);
            let ids = overdue.iter().filter_map(|row| row.get("automation")?.as_str());
            statements
                .extend(ids.flat_map(|id| publish::catch_up(account_id, id, &choice, caller.now)));
        }
    }
    statements.push(subject::wake_all(account_id, caller.now));
    changed(setup::change(db, account_id, loaded.version, statements).await)?;
    get(incoming, caller).await
}

fn choice_needed(overdue: &[Json]) -> Problem {
    let count = |row: &Json| row.get("count").and_then(Json::as_i64);
    let count: i64 = overdue.iter().filter_map(count).sum();
    Problem::new(
        "catch_up_needed",
        format!("{count} actions fell due while everything stood still"),
    )
    .at("catch_up")
    .found(count.to_string())
    .allowed(["send", "skip", "spread"])
    .help("say what becomes of them")
}
