//! Views, and the check of a filter that is being written.

use relance_core::definitions::View;
use relance_core::filter::Filter;
use relance_core::wire::filter::filter_to_json;
use relance_core::wire::json::Object;
use relance_core::wire::view::{filter_of, view_from_json, view_to_json};
use relance_core::words::{ModuleKey, Problem, Problems, ViewId};
use serde_json::{Value as Json, json};

use super::users::with_id;
use super::{changed, fresh_id, users_of};
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::setup;

/// `GET /views`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let views: Vec<Json> = loaded.setup.views.iter().map(shown).collect();
    Ok(Answer::Value(json!({"views": views})))
}

/// `GET /views/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let view = loaded.setup.view(id).ok_or_else(|| not_found("view"))?;
    Ok(Answer::Value(shown(view)))
}

/// `POST /views`.
///
/// # Errors
/// Every wrong part; `taken`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if body.get("id").is_none() {
        with_id(&mut body, &fresh_id(&incoming.db, "v")?)?;
    }
    let view = view_from_json(&body, &loaded.setup.catalog())?;
    if loaded.setup.view(view.id.as_str()).is_some() {
        return Err(Problem::new("taken", format!("there is a view `{}`", view.id))
            .at("id")
            .into());
    }
    let json = view_to_json(&view);
    let module = view.filter.module().as_str();
    let put = setup::put_view(&caller.account, view.id.as_str(), module, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(Answer::Created(shown(&view)))
}

/// `POST /views/{id}/copy {"module","name"?}`: the same condition for another module, typed again (D11).
///
/// # Errors
/// `not_found`, and everything of the condition that does not fit there, under `filter`.
pub async fn copy(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    let name = object.text_if_any("name");
    object.finish()?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let view = loaded.setup.view(id).ok_or_else(|| not_found("view"))?;
    let module = module.ok_or_else(|| not_found("module"))?;
    let name = name.unwrap_or(&view.name).to_owned();
    let id = ViewId::parse(&fresh_id(&incoming.db, "v")?)?;
    let copy = view.copied_to(&module, id, name, &loaded.setup.catalog()).map_err(|problems| {
        problems.into_iter().map(|problem| problem.within("filter")).collect::<Problems>()
    })?;
    let (id, json) = (copy.id.as_str(), view_to_json(&copy));
    let put = setup::put_view(&caller.account, id, module.as_str(), &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(Answer::Created(shown(&copy)))
}

/// `PUT /views/{id}`.
///
/// # Errors
/// `not_found`, `view_in_use` (D16), every wrong part.
pub async fn put(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = loaded.setup.view(id).ok_or_else(|| not_found("view"))?;
    with_id(&mut body, id)?;
    let view = view_from_json(&body, &loaded.setup.catalog());
    // A view in use may have another name; another condition goes by `replace` (S1.17).
    if !view.as_ref().is_ok_and(|view| view.filter == before.filter) {
        let active = users_of(&loaded, "view", id).filter(|user| user.is_active);
        refuse_while_used(active.collect(), "view")?;
    }
    let view = view?;
    let json = view_to_json(&view);
    loaded.with("views", ("id", id), Some(&json))?;
    let module = view.filter.module().as_str();
    let put = setup::put_view(&caller.account, id, module, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(Answer::Value(shown(&view)))
}

/// `DELETE /views/{id}`.
///
/// # Errors
/// `not_found`, `view_in_use`.
pub async fn delete(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("views", id)?;
    refuse_while_used(users_of(&loaded, "view", id).collect(), "view")?;
    let delete = setup::delete_view(&caller.account, id);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![delete]).await)?;
    Ok(Answer::Empty)
}

/// The refusal that names the automations (D16).
///
/// # Errors
/// `view_in_use`, `template_in_use`.
pub fn refuse_while_used(users: Vec<super::User>, what: &str) -> Result<(), Refusal> {
    if users.is_empty() {
        return Ok(());
    }
    let code = if what == "view" { "view_in_use" } else { "template_in_use" };
    let names: Vec<String> =
        users.iter().map(|user| format!("{} ({})", user.name, user.id)).collect();
    let message = format!("this {what} is used by {}", names.join(", "));
    let ids = users.into_iter().map(|user| user.id);
    Err(Problem::new(code, message).help("deactivate or change those first").allowed(ids).into())
}

/// A view as it is shown: its filter in text, too.
fn shown(view: &View) -> Json {
    let mut json = view_to_json(view);
    if let Json::Object(map) = &mut json {
        map.insert("filter_text".into(), view.filter.to_text().into());
    }
    json
}

/// `POST /filters/check {"module","filter"|"text"}` → the filter, canonical, in JSON and in text.
///
/// # Errors
/// Everything wrong in the filter, with its place.
pub async fn check(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut object = Object::of(&body)?;
    let module =
        object.text("module").and_then(|text| object.keep("module", ModuleKey::parse(text)));
    let catalog = loaded.setup.catalog();
    let filter = filter_of(&mut object, module.as_ref(), &catalog, ("filter", "text"));
    object.finish()?;
    Ok(Answer::Value(json!({
        "filter": filter.as_ref().map(filter_to_json),
        "text": filter.as_ref().map(Filter::to_text),
    })))
}
