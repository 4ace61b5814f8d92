//! Changing what runs: only by a preview and its confirmation (D16, D29, B2, B6).

use relance_core::definitions::{Automation, Definition};
use relance_core::wire::account::account_to_json;
use relance_core::wire::automation::automation_from_json;
use relance_core::wire::json::Object;
use relance_core::wire::view::{view_from_json, view_to_json};
use relance_core::words::{Account, Problem};
use serde_json::{Value as Json, json};

use super::{automations, changed, users_of};
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::engine::jobs::realign;
use crate::engine::looks::{Progress, look_on};
use crate::engine::publish::{Change, live_parts, running};
use crate::request::{Caller, Incoming};
use crate::store::db::Statement;
use crate::store::{publish, setup, subject};

/// What the caller wants of a change.
enum Wish {
    Preview,
    Confirm(String),
}

/// `POST /automations/{id}/publish {"preview":true}` → what the draft does to each waiting
/// enrollment, and a digest; `{"confirm":digest}` does exactly that.
///
/// # Errors
/// `not_found`, `wrong_state`, `still_activating`, `nothing_to_publish`, what blocks it,
/// `confirmation_mismatch`, `too_many_records`.
pub async fn automation(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let wish = wish(&mut object)?;
    object.finish()?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let stored = loaded.find("automations", id)?;
    let automation = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    refuse_unless_settled(&loaded, automation)?;
    if unpublished(&loaded, stored) == Json::Null {
        let message = "nothing was changed since it was published";
        return Err(Problem::new("nothing_to_publish", message).into());
    }
    let definition = match stored.get("draft").filter(|draft| !draft.is_null()) {
        None => automation.definition.clone(),
        Some(draft) => Definition::check(automation_from_json(draft)?.draft, &loaded.setup)?,
    };
    let blockers = automations::blockers(&loaded, &definition, caller);
    if !blockers.is_empty() {
        return Err(blockers.into());
    }
    let live = live_parts(&loaded, &definition)?;
    let mut candidate = loaded.stored.clone();
    put(&mut candidate, "automations", id, running(automation, &definition, live, Json::Null));
    let mut change = Change::to(&loaded, candidate)?;
    change.add(&loaded, id, caller.now)?;
    let answer = carry_out(incoming, caller, &loaded, change, wish, Vec::new()).await?;
    match answer {
        None => automations::get(incoming, caller, id).await,
        Some(preview) => Ok(Answer::Value(preview)),
    }
}

/// `DELETE /automations/{id}/draft`: what runs is untouched.
///
/// # Errors
/// `not_found`.
pub async fn discard(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("automations", id)?;
    let discard = publish::set_draft(&caller.account, id, &Json::Null);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![discard]).await)?;
    automations::get(incoming, caller, id).await
}

/// `POST /views/{id}/replace {"filter"|"filter_text","preview":true}` → who enters, leaves and stays,
/// and what each automation would send; `{"filter","confirm":digest}` does exactly that (S1.17).
///
/// # Errors
/// `not_found`, every wrong part of the filter, `still_activating`, `confirmation_mismatch`,
/// `too_many_records`.
pub async fn view(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = loaded.setup.view(id).ok_or_else(|| not_found("view"))?;
    let mut object = Object::of(&body)?;
    let wish = wish(&mut object)?;
    for given in ["filter", "filter_text"] {
        object.value(given);
    }
    object.finish()?;
    let mut wanted = view_to_json(before);
    if let (Json::Object(wanted), Json::Object(body)) = (&mut wanted, &body) {
        wanted.remove("filter");
        let given = body.iter().filter(|(key, _)| key.starts_with("filter"));
        wanted.extend(given.map(|(key, value)| (key.clone(), value.clone())));
    }
    let view = view_from_json(&wanted, &loaded.setup.catalog())?;
    let json = view_to_json(&view);
    let mut candidate = loaded.stored.clone();
    put(&mut candidate, "views", id, json.clone());
    let users: Vec<String> =
        users_of(&loaded, "view", id).filter(|user| user.is_active).map(|user| user.id).collect();
    let with_view = loaded.candidate(candidate.clone())?;
    for user in &users {
        let Some(automation) = loaded.setup.automation(user) else { continue };
        refuse_unless_settled(&loaded, automation)?;
        let stored = loaded.find("automations", user)?;
        let mut live = live_parts(&with_view, &automation.definition)?;
        // The templates stay those that it was published with.
        let templates = stored.get("live").and_then(|live| live.get("templates")).cloned();
        if let (Json::Object(live), Some(templates)) = (&mut live, templates) {
            live.insert("templates".into(), templates);
        }
        let draft = stored.get("draft").cloned().unwrap_or_default();
        let one = running(automation, &automation.definition, live, draft);
        put(&mut candidate, "automations", user, one);
    }
    let mut change = Change::to(&loaded, candidate)?;
    for user in &users {
        change.add(&loaded, user, caller.now)?;
    }
    change.view_before = Some((before.filter.clone(), view.filter.clone()));
    let module = view.filter.module().as_str();
    let also = vec![setup::put_view(&caller.account, id, module, &json)];
    match carry_out(incoming, caller, &loaded, change, wish, also).await? {
        None => super::views::get(incoming, caller, id).await,
        Some(preview) => Ok(Answer::Value(preview)),
    }
}

/// `POST /settings/publish {"settings":{…},"preview":true}` → which due times another zone, another
/// calendar or other quiet hours move; `{"settings","confirm":digest}` does exactly that.
///
/// # Errors
/// Every wrong setting, `still_activating`, `confirmation_mismatch`, `too_many_records`.
pub async fn settings(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let wish = wish(&mut object)?;
    let given = object.required("settings");
    object.finish()?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = &loaded.setup.account;
    let account = super::settings::wanted(given.unwrap_or(&Json::Null), before)?;
    let settings = account_to_json(&account);
    let mut candidate = loaded.stored.clone();
    if let Json::Object(map) = &mut candidate {
        map.insert("account".into(), settings.clone());
    }
    let mut change = Change::to(&loaded, candidate)?;
    for automation in active(&loaded) {
        refuse_unless_settled(&loaded, automation)?;
        change.add(&loaded, automation.definition.id.as_str(), caller.now)?;
    }
    let mut also = vec![setup::set_settings(&caller.account, &settings)];
    if account.zone != before.zone {
        also.push(subject::recheck_all(&caller.account, caller.now));
    }
    match carry_out(incoming, caller, &loaded, change, wish, also).await? {
        None => Ok(Answer::Value(settings)),
        Some(preview) => Ok(Answer::Value(preview)),
    }
}

/// Refuses settings that would move due times of what runs without anybody having seen it (D29).
///
/// # Errors
/// `settings_in_use`, naming the automations.
pub fn refuse_unseen(loaded: &Loaded, wanted: &Account) -> Result<(), Refusal> {
    let users: Vec<super::User> = active(loaded).map(super::User::of).collect();
    if users.is_empty() || is_timed_alike(&loaded.setup.account, wanted) {
        return Ok(());
    }
    let names: Vec<String> =
        users.iter().map(|user| format!("{} ({})", user.name, user.id)).collect();
    let message = format!("the account's time is used by {}", names.join(", "));
    Err(Problem::new("settings_in_use", message)
        .help("look at what moves, and confirm it: POST /settings/publish")
        .allowed(users.into_iter().map(|user| user.id))
        .into())
}

/// Whether two accounts have the same clock, calendar and nights.
fn is_timed_alike(a: &Account, b: &Account) -> bool {
    let days = |one: &Account| {
        (one.holiday_country.clone(), one.extra_days_off.clone(), one.extra_working_days.clone())
    };
    a.zone == b.zone
        && days(a) == days(b)
        && (a.quiet_from, a.quiet_until) == (b.quiet_from, b.quiet_until)
}

fn active(loaded: &Loaded) -> impl Iterator<Item = &Automation> {
    loaded.setup.automations.iter().filter(|one| one.activation().is_some())
}

/// What is edited but does not run: the draft, and the templates that changed since; null: nothing.
pub fn unpublished(loaded: &Loaded, stored: &Json) -> Json {
    let draft = stored.get("draft").cloned().unwrap_or_default();
    let pinned = stored.get("live").and_then(|live| live.get("templates")).and_then(Json::as_array);
    let changed: Vec<&str> = pinned
        .into_iter()
        .flatten()
        .filter_map(|template| {
            let id = template.get("id")?.as_str()?;
            let current = loaded.find("templates", id).ok()?;
            (said(current) != said(template)).then_some(id)
        })
        .collect();
    if draft.is_null() && changed.is_empty() {
        return Json::Null;
    }
    json!({"draft": draft, "changed_templates": changed})
}

/// A template without its name: to rename one changes nothing that is sent.
fn said(template: &Json) -> Json {
    let mut template = template.clone();
    if let Json::Object(map) = &mut template {
        map.remove("name");
    }
    template
}

fn wish(object: &mut Object<'_>) -> Result<Wish, Refusal> {
    let is_preview = object.yes_no("preview", false);
    match object.text_if_any("confirm") {
        Some(digest) => Ok(Wish::Confirm(digest.to_owned())),
        None if is_preview => Ok(Wish::Preview),
        None => {
            let message = "`confirm` is missing: the digest of the preview";
            let help = "ask with {\"preview\": true} first";
            Err(Problem::new("missing", message).at("confirm").help(help).into())
        }
    }
}

/// One change at a time: an automation whose records still follow another one waits for it.
fn refuse_unless_settled(loaded: &Loaded, automation: &Automation) -> Result<(), Refusal> {
    let id = &automation.definition.id;
    if automation.activation().is_none() {
        return Err(Problem::new("wrong_state", "the automation is not active").into());
    }
    if loaded.is_looking_with(id) {
        let message = format!("`{}` is still looking at its records", automation.definition.name);
        return Err(Problem::new("still_activating", message)
            .help("wait until it has looked at all of them")
            .into());
    }
    Ok(())
}

/// Answers the preview, or makes the change if it is the one that was confirmed (`None`).
async fn carry_out(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    mut change: Change,
    wish: Wish,
    also: Vec<Statement>,
) -> Result<Option<Json>, Refusal> {
    let previewed = change.preview(&incoming.db, &caller.account).await?;
    let confirmed = match wish {
        Wish::Preview => return Ok(Some(previewed.answer)),
        Wish::Confirm(digest) => digest,
    };
    if confirmed != previewed.digest() {
        let message = "something has changed since the preview";
        return Err(Problem::new("confirmation_mismatch", message)
            .at("confirm")
            .found(relance_core::words::clip(&confirmed))
            .allowed([previewed.digest().to_owned()])
            .help("look at the preview again")
            .into());
    }
    let mut statements = also;
    statements.extend(change.flips(&caller.account, &previewed));
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    if !loaded.jobs.is_empty() {
        realign(&incoming.db, &caller.account, caller.now).await?;
    }
    // The first chunks at once, so that a small account need not wait for the tick.
    for _ in 0..=change.versions.len() {
        if look_on(&incoming.db, &caller.account, caller.now).await?.0 == Progress::Done {
            break;
        }
    }
    Ok(None)
}

/// Replaces one definition of a setup, in its place: the order of automations decides.
fn put(setup: &mut Json, key: &str, id: &str, wanted: Json) {
    let list = setup.get_mut(key).and_then(Json::as_array_mut);
    let is_it = |one: &&mut Json| one.get("id").and_then(Json::as_str) == Some(id);
    if let Some(place) = list.and_then(|list| list.iter_mut().find(is_it)) {
        *place = wanted;
    }
}
