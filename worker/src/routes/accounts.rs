//! Making accounts: only with the deployment's own token.

use relance_core::wire::account::{account_from_json, account_to_json, default_account};
use relance_core::wire::json::Object;
use relance_core::wire::module::{contacts_module, module_to_json, tasks_module};
use relance_core::words::{Account, AccountId, Moment, Problem};
use serde_json::json;

use super::tokens;
use crate::answer::{Answer, Handled, Refusal};
use crate::auth;
use crate::request::{Caller, Incoming};
use crate::store::db::{Db, Statement};
use crate::store::{account, setup};

/// `POST /accounts {"id", settings…}` → the account and its first token.
///
/// # Errors
/// `insufficient_scope`, `taken`, and every wrong setting.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    if !auth::carries_admin_token(incoming) {
        let message = "only the deployment's own token makes accounts";
        return Err(Problem::new("insufficient_scope", message).into());
    }
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let id = object.text("id").and_then(|text| object.keep("id", AccountId::parse(text)));
    let Some(id) = id else {
        return Err(object.finish().err().unwrap_or_default().into());
    };
    let settings = account_from_json(&body, &default_account(id.clone(), Vec::new()))?;
    let token = auth::fresh_token()?;
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

/// Makes an account with its built-in modules.
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
    let mut statements: Vec<Statement> = [contacts_module(), tasks_module()]
        .iter()
        .map(|module| setup::put_module(id, module.key.as_str(), &module_to_json(module)))
        .collect();
    statements.extend(also);
    match account::create(db, id, &settings, now, statements).await {
        Err(error) if error.is_taken() => {
            Err(Problem::new("taken", "there is such an account already").at("id").into())
        }
        other => Ok(other?),
    }
}
