//! Making accounts, and what they may use: only with the deployment's own token.

use relance_core::wire::account::{account_to_json, default_account, settings_from_json};
use relance_core::wire::json::{Object, wrong_type};
use relance_core::wire::subscription::{
    standing_to_json, subscription_from_json, trial as trial_from,
};
use relance_core::words::{Account, AccountId, Moment, Problem};
use serde_json::{Value as Json, json};

use super::{changed, tokens};
use crate::answer::{Answer, Handled, Refusal};
use crate::auth;
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::db::{Db, Statement};
use crate::store::{account, inbound, setup, subject};

/// `POST /accounts {"id", "trial"?, settings…}` → the account and its first token. With
/// `"trial": true` it begins with a trial of 30 days (S0.20), else with what `subscription` says.
///
/// # Errors
/// `insufficient_scope`, `taken`, and every wrong setting.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    expect_deployment(incoming)?;
    let mut body = incoming.json().await?;
    let trial = body.as_object_mut().and_then(|map| map.remove("trial"));
    let mut object = Object::of(&body)?;
    let id = object.text("id").and_then(|text| object.keep("id", AccountId::parse(text)));
    let Some(id) = id else {
        return Err(object.finish().err().unwrap_or_default().into());
    };
    let mut before = default_account(id.clone(), Vec::new());
    match trial {
        Some(Json::Bool(true)) => before.subscription = trial_from(caller.now),
        None | Some(Json::Bool(false) | Json::Null) => {}
        Some(other) => return Err(wrong_type("true or false", &other).at("trial").into()),
    }
    let settings = settings_from_json(&body, &before)?;
    let token = auth::fresh_token(&incoming.db)?;
    let scopes = json!(["read", "write", "admin"]);
    let kept = account::NewToken {
        id: &token.id,
        name: "first token",
        secret_sha256: &token.secret_sha256,
        scopes: &scopes,
    };
    let keep = account::insert_token(&id, &kept, caller.now);
    let made = create(&incoming.db, &id, Some(&settings), caller.now, vec![keep]).await;
    made?;
    Ok(Answer::Created(json!({
        "account": account_to_json(&settings),
        "token": tokens::shown(&token),
    })))
}

/// `PUT /accounts/{id}/subscription {"level","trial_ends_at","ends_at"}`: what is absent stays. What
/// may act again is asked for what is due; what may not stops by itself.
///
/// # Errors
/// `insufficient_scope`, `not_found`, `unknown_level`, what is malformed, `changed_meanwhile`.
pub async fn put_subscription(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    expect_deployment(incoming)?;
    let body = incoming.json().await?;
    let id = AccountId::parse(id)?;
    let loaded = Loaded::of(&incoming.db, &id).await?;
    let mut account = loaded.setup.account.clone();
    account.subscription = subscription_from_json(&body, &account.subscription)?;
    account.subscription.changed_at = Some(caller.now);
    let statements = vec![
        setup::set_settings(&id, &account_to_json(&account)),
        subject::reconsider_all(&id, caller.now),
    ];
    changed(setup::change(&incoming.db, &id, loaded.version, statements).await)?;
    Ok(Answer::Value(standing_to_json(&account.subscription, caller.now)))
}

fn expect_deployment(incoming: &Incoming) -> Result<(), Refusal> {
    if auth::carries_admin_token(incoming) {
        return Ok(());
    }
    let message = "only the deployment's own token makes accounts and sets what they may use";
    Err(Problem::new("insufficient_scope", message).into())
}

/// Makes an account, with an address for e-mail that nobody guesses. Its built-in modules need no
/// rows: they are there without.
///
/// # Errors
/// `taken`.
pub async fn create(
    db: &Db,
    id: &AccountId,
    settings: Option<&Account>,
    now: Moment,
    also: Vec<Statement>,
) -> Result<(), Refusal> {
    let fallback = default_account(id.clone(), Vec::new());
    let settings = account_to_json(settings.unwrap_or(&fallback));
    let mut statements = vec![inbound::add(id, &db.random_text(16)?, "")];
    statements.extend(also);
    match account::create(db, id, &settings, now, statements).await {
        Err(error) if error.is_taken() => {
            Err(Problem::new("taken", "there is such an account already").at("id").into())
        }
        other => Ok(other?),
    }
}
