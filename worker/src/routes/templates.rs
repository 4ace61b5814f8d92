//! Templates: merge fields are checked when one is saved (D27).

use relance_core::wire::template::{StoredTemplate, template_from_json, template_to_json};
use relance_core::words::Problem;
use serde_json::{Value as Json, json};

use super::users::with_id;
use super::views::refuse_while_used;
use super::{changed, fresh_id, users_of};
use crate::answer::{Answer, Handled, Refusal};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::setup;

/// `GET /templates`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(json!({"templates": loaded.list("templates")})))
}

/// `GET /templates/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(loaded.find("templates", id)?.clone()))
}

/// `POST /templates`.
///
/// # Errors
/// Every wrong part, merge fields included; `taken`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if body.get("id").is_none() {
        with_id(&mut body, &fresh_id(&incoming.db, "t")?)?;
    }
    let template = checked(&body, &loaded)?;
    if loaded.setup.templates.contains_key(&template.id) {
        let message = format!("there is a template `{}`", template.id);
        return Err(Problem::new("taken", message).at("id").into());
    }
    let json = keep(incoming, caller, &loaded, &template).await?;
    Ok(Answer::Created(json))
}

/// `PUT /templates/{id}`. What runs keeps the version that it was activated with (D29).
///
/// # Errors
/// `not_found`, every wrong part.
pub async fn put(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("templates", id)?;
    with_id(&mut body, id)?;
    let template = checked(&body, &loaded)?;
    loaded.with("templates", ("id", id), Some(&template_to_json(&template)))?;
    Ok(Answer::Value(keep(incoming, caller, &loaded, &template).await?))
}

/// `DELETE /templates/{id}`.
///
/// # Errors
/// `not_found`, `template_in_use`.
pub async fn delete(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("templates", id)?;
    refuse_while_used(users_of(&loaded, "template", id).collect(), "template")?;
    let delete = setup::delete_template(&caller.account, id);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![delete]).await)?;
    Ok(Answer::Empty)
}

fn checked(body: &Json, loaded: &Loaded) -> Result<StoredTemplate, Refusal> {
    let template = template_from_json(body)?;
    template.template(&loaded.setup.modules)?;
    Ok(template)
}

async fn keep(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    template: &StoredTemplate,
) -> Result<Json, Refusal> {
    let json = template_to_json(template);
    let (id, module) = (template.id.as_str(), template.module.as_str());
    let put = setup::put_template(&caller.account, id, module, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(json)
}
