//! Settings of the account, and its whole setup in one go for the console.

use relance_core::wire::account::{account_from_json, account_to_json};
use serde_json::Value as Json;

use super::changed;
use crate::answer::{Answer, Handled, not_found};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::{setup, subject};

/// `GET /settings`.
pub async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(account_to_json(&loaded.setup.account)))
}

/// `PUT /settings`: what is absent stays.
///
/// # Errors
/// Every wrong setting; `changed_meanwhile`.
pub async fn put(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = &loaded.setup.account;
    let account = account_from_json(&body, before)?;
    let settings = account_to_json(&account);
    let mut statements = vec![setup::set_settings(&caller.account, &settings)];
    // Another zone moves the instants at which filters flip.
    if account.zone != before.zone {
        statements.push(subject::recheck_all(&caller.account, caller.now));
    }
    if account.automation_enabled && !before.automation_enabled {
        statements.push(subject::wake_all(&caller.account, caller.now));
    }
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    Ok(Answer::Value(settings))
}

/// `GET /setup`.
///
/// # Errors
/// `not_found`.
pub async fn setup(incoming: &Incoming, caller: &Caller) -> Handled {
    let mut row = setup::load(&incoming.db, &caller.account).await?;
    let stored = row.get_mut("setup").map(Json::take);
    Ok(Answer::Value(stored.ok_or_else(|| not_found("account"))?))
}
