//! Settings of the account, and its whole setup in one go for the console.

use relance_core::wire::account::{account_to_json, settings_from_json};
use relance_core::wire::module::module_to_json;
use relance_core::wire::setup::add_health;
use relance_core::wire::subscription::standing_to_json;
use relance_core::words::{Account, Problem};
use serde_json::Value as Json;

use super::changed;
use super::publish::{refuse_unseen, unpublished};
use super::senders::refuse_unconnected;
use crate::answer::{Answer, Handled, Refusal};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::{guard, setup, subject};

/// `GET /settings`.
pub async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(account_to_json(&loaded.setup.account)))
}

/// `PUT /settings`: what is absent stays.
///
/// # Errors
/// Every wrong setting; `fixed_value` for another subscription; `settings_in_use` for what would move
/// due times of what runs (D29); `integration_missing` for a provider that is not connected;
/// `changed_meanwhile`.
pub async fn put(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = &loaded.setup.account;
    let account = wanted(&body, before)?;
    refuse_unseen(&loaded, &account)?;
    refuse_unconnected(&incoming.db, before, &account).await?;
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

/// The account as somebody wants it.
///
/// # Errors
/// Every wrong setting; `fixed_value` for another subscription.
pub fn wanted(body: &Json, before: &Account) -> Result<Account, Refusal> {
    let account = settings_from_json(body, before)?;
    if account.subscription != before.subscription {
        let message = "an account does not change its own subscription";
        let help = "whoever runs this server changes it: PUT /accounts/{id}/subscription";
        return Err(Problem::new("fixed_value", message).at("subscription").help(help).into());
    }
    if account.is_paused != before.is_paused {
        let message = "everything is paused, and goes on, by a call of its own";
        let help =
            "POST /pause, POST /resume: who lets it go on says what becomes of what fell due";
        return Err(Problem::new("fixed_value", message).at("paused").help(help).into());
    }
    Ok(account)
}

/// `GET /subscription`: what the account may use now, and which level has what it may not (D30).
pub async fn subscription(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(standing_to_json(&loaded.setup.account.subscription, caller.now)))
}

/// `GET /setup`: as it is stored, with every setting, also those that were never set.
///
/// # Errors
/// `not_found`.
pub async fn setup(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut stored = loaded.stored.clone();
    // Built-in modules and fields are not stored; who asks gets them.
    let modules: Vec<Json> = loaded.setup.modules.iter().map(module_to_json).collect();
    if let Json::Object(map) = &mut stored {
        map.insert("account".into(), account_to_json(&loaded.setup.account));
        map.insert("modules".into(), modules.into());
    }
    let held = guard::held_counts(&incoming.db, &caller.account).await?;
    let automations = stored.get_mut("automations").and_then(Json::as_array_mut);
    for automation in automations.into_iter().flatten() {
        let unpublished = unpublished(&loaded, automation);
        if let Json::Object(map) = automation {
            map.remove("draft");
            if !unpublished.is_null() {
                map.insert("unpublished".into(), unpublished);
            }
            let id = map.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
            let held = held.get(&id).map_or(Json::Null, |count| (*count).into());
            for (key, value) in [("held", held), ("stopped", loaded.stopped(&id))] {
                if value != Json::Null {
                    map.insert(key.into(), value);
                }
            }
        }
    }
    add_health(&mut stored, &loaded.setup, Some(caller.now));
    Ok(Answer::Value(stored))
}
