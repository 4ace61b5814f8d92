//! Colleagues.

use relance_core::wire::account::{user_from_json, user_to_json};
use relance_core::words::Problem;
use serde_json::{Value as Json, json};

use super::{changed, fresh_id};
use crate::answer::{Answer, Handled};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::setup;

/// `GET /users`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(json!({"users": loaded.list("users")})))
}

/// `POST /users`; the id may be chosen.
///
/// # Errors
/// Every wrong part; `taken`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let user = user_from_json(&body, &fresh_id(&incoming.db, "u")?)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if loaded.setup.account.user(user.id.as_str()).is_some() {
        return Err(Problem::new("taken", format!("there is a user `{}`", user.id))
            .at("id")
            .into());
    }
    let json = user_to_json(&user);
    let put = setup::put_user(&caller.account, user.id.as_str(), &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(Answer::Created(json))
}

/// `PUT /users/{id}`.
///
/// # Errors
/// `not_found`, every wrong part.
pub async fn put(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("users", id)?;
    with_id(&mut body, id)?;
    let user = user_from_json(&body, id)?;
    let json = user_to_json(&user);
    let put = setup::put_user(&caller.account, id, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(Answer::Value(json))
}

/// Puts the id of the address into a body that leaves it out.
///
/// # Errors
/// `fixed_value` when the body has another.
pub fn with_id(body: &mut Json, id: &str) -> Result<(), Problem> {
    let Json::Object(map) = body else { return Ok(()) };
    let given = map.entry("id").or_insert_with(|| id.into());
    if given.as_str() == Some(id) {
        return Ok(());
    }
    Err(Problem::new("fixed_value", "the id is the one in the address").at("id").allowed([id]))
}
