//! A whole account at the boundary: what a preview needs to decide as the Worker does.
//!
//! Shape: `{"account":{…},"users":[…],"modules":[…],"events":["offer_sent"],"views":[…],
//! "templates":[…],"automations":[…]}`, and what is connected outside (see [`super::outside`]). An
//! active automation may carry its pinned `"live"` parts: `{"filter":{…},"templates":[…]}`; without
//! them it runs the current ones.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::account::{account_from_json, default_account, user_from_json};
use super::automation::automation_from_json;
use super::built_in::built_in_modules;
use super::filter::expression_from_json;
use super::json::{Object, problems_to_json};
use super::module::module_from_json;
use super::outside::outside_from_setup;
use super::template::template_from_json;
use super::view::view_from_json;
use crate::definitions::subscription::refusal;
use crate::definitions::{Automation, Definition, Setup};
use crate::filter::Filter;
use crate::template::Template;
use crate::words::event::WELL_KNOWN;
use crate::words::{
    AccountId, EventName, Module, ModuleKey, Moment, Problem, Problems, TemplateId, clip,
};

/// Reads an account with all its definitions.
///
/// # Errors
/// Everything wrong anywhere in it, with its place, like `views[2].filter.all[1].value`.
pub fn setup_from_json(value: &Json) -> Result<Setup, Problems> {
    let mut object = Object::of(value)?;
    let users = object.each("users", |user| user_from_json(user, ""));
    let account = object.required("account").and_then(|account| {
        let id = account.get("id").and_then(Json::as_str).unwrap_or("preview");
        let id = object.keep("account.id", AccountId::parse(id))?;
        object.keep_all("account", account_from_json(account, &default_account(id, users)))
    });
    let modules = with_built_in(object.each("modules", module));
    let events = object.texts("events");
    let mut events: Vec<EventName> = events
        .into_iter()
        .filter_map(|name| object.keep("events", EventName::parse(name)))
        .collect();
    // Every account knows these, and what it counts as a follow-up, before the first has happened.
    let follow_ups = account.iter().flat_map(|account| account.follow_up_events.iter().cloned());
    let stages = modules.iter().flat_map(|module| &module.pipelines).flat_map(|path| &path.stages);
    let told = stages.filter_map(|stage| stage.tells.clone());
    for name in WELL_KNOWN.map(EventName::known).into_iter().chain(follow_ups).chain(told) {
        if !events.contains(&name) {
            events.push(name);
        }
    }
    // What is read next is checked against what was read before.
    let Some(account) = account else { return Err(ended(object)) };
    let mut setup = Setup {
        account,
        modules,
        events,
        outside: outside_from_setup(&mut object),
        views: Vec::new(),
        templates: BTreeMap::new(),
        automations: Vec::new(),
    };
    setup.views = object.each("views", |view| view_from_json(view, &setup.catalog()));
    let templates = object.each("templates", |template| checked_template(template, &setup.modules));
    setup.templates = templates.into_iter().collect();
    let mut order = 0;
    setup.automations = object.each("automations", |automation| {
        order += 1;
        assemble(automation, order, &setup)
    });
    object.finish()?;
    Ok(setup)
}

fn ended(object: Object<'_>) -> Problems {
    object.finish().err().unwrap_or_default()
}

fn module(value: &Json) -> Result<Module, Problems> {
    let key = value.get("key").and_then(Json::as_str).unwrap_or_default();
    let key = ModuleKey::parse(key).map_err(|problem| vec![problem.at("key").found(clip(key))])?;
    module_from_json(value, &key)
}

/// The built-in modules exist in every account, declared or not.
fn with_built_in(mut modules: Vec<Module>) -> Vec<Module> {
    for built_in in built_in_modules() {
        if !modules.iter().any(|module| module.key == built_in.key) {
            modules.push(built_in);
        }
    }
    modules
}

fn checked_template(value: &Json, modules: &[Module]) -> Result<(TemplateId, Template), Problems> {
    let stored = template_from_json(value)?;
    let template = stored.template(modules)?;
    Ok((stored.id, template))
}

/// Tells of each automation of a setup what keeps it from acting now, as `"health":[problem]` (D22).
pub fn add_health(written: &mut Json, setup: &Setup, now: Option<Moment>) {
    let Some(list) = written.get_mut("automations").and_then(Json::as_array_mut) else { return };
    for value in list {
        let id = value.get("id").and_then(Json::as_str).unwrap_or_default();
        let Some(automation) = setup.automation(id) else { continue };
        let definition = &automation.definition;
        let mut problems = definition.blockers(setup);
        problems.extend(now.and_then(|now| refusal(&setup.account, definition, now)));
        if let Some(map) = value.as_object_mut() {
            map.insert("health".to_owned(), problems_to_json(&problems));
        }
    }
}

/// Reads an automation and puts it together with what it runs.
///
/// # Errors
/// Everything malformed or unknown in it.
pub fn assemble(value: &Json, order: u32, setup: &Setup) -> Result<Automation, Problems> {
    let mut definition = value.clone();
    let live = definition.as_object_mut().and_then(|map| {
        // What is being edited beside it does not run (D29).
        map.remove("draft");
        for answered in ["unpublished", "held", "stopped"] {
            map.remove(answered);
        }
        map.remove("live")
    });
    let live = live.filter(|live| !live.is_null());
    let stored = automation_from_json(&definition)?;
    let definition = Definition::check(stored.draft, setup)?;
    let mut automation = Automation::assemble(definition, order, stored.state, setup)?;
    if let Some(live) = live {
        pin(&mut automation, &live, setup).map_err(|problems| {
            problems.into_iter().map(|problem| problem.within("live")).collect::<Problems>()
        })?;
    }
    Ok(automation)
}

/// Replaces the current filter and templates by those of the activation (D29).
fn pin(automation: &mut Automation, live: &Json, setup: &Setup) -> Result<(), Problems> {
    let mut object = Object::of(live)?;
    if let Some(filter) = object.value("filter") {
        let expression = object.keep_all("filter", expression_from_json(filter));
        let module = &automation.definition.module;
        let checked = expression.map(|e| Filter::check(&e, &setup.catalog(), module));
        if let Some(filter) = checked.and_then(|checked| object.keep_all("filter", checked)) {
            automation.filter = filter;
        }
    }
    let templates = object.each("templates", |value| checked_template(value, &setup.modules));
    automation.templates.extend(templates);
    object.finish()
}

/// The problem of an account that holds no such automation.
pub fn unknown_automation(id: &str) -> Problem {
    Problem::new("unknown_automation", format!("there is no automation `{}`", clip(id)))
        .found(clip(id))
}
