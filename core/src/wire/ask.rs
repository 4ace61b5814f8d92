//! The browser's questions, one function each: JSON in, JSON or problems out.
//!
//! The bindings in `wasm/src` only carry these over; nothing is decided there.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::filter::{all_operators_to_json, expression_from_json, filter_to_json};
use super::json::{Object, each, problem_to_json, problems_to_json};
use super::module::module_to_json;
use super::record::{given_record_from_json, given_record_to_json, record_from_json};
use super::setup::{add_health, setup_from_json};
use super::template::template_from_json;
use super::view::view_to_json;
use crate::definitions::Setup;
use crate::definitions::subscription::refusal;
use crate::filter::Filter;
use crate::sms;
use crate::template::{RenderContext, Rendered};
use crate::words::module::OWNER;
use crate::words::{ModuleKey, Moment, Problems, Record, RecordId, Subject};

/// `{"ok": …}` or `{"problems": […]}`.
pub fn answer(outcome: Result<Json, Problems>) -> Json {
    match outcome {
        Ok(value) => json!({"ok": value}),
        Err(problems) => json!({"problems": problems_to_json(&problems)}),
    }
}

/// What a text costs as SMS; see [`super::sms`].
///
/// # Errors
/// Everything malformed in the question.
pub fn measure_sms(request: &Json) -> Result<Json, Problems> {
    let (text, options) = super::sms::request_from_json(request)?;
    Ok(super::sms::measure_to_json(&sms::measure(&text, &options)))
}

/// The operators of each kind of field, and of events.
pub fn operators() -> Json {
    all_operators_to_json()
}

/// A template filled with a record: `{"template","record","related"?,"setup","now"}`.
///
/// # Errors
/// Everything malformed, and why the template cannot be filled in for this record.
pub fn render_template(request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let setup = object.required("setup");
    let setup = setup.and_then(|setup| object.keep_all("setup", setup_from_json(setup)));
    let template = object.required("template");
    let template = template.and_then(|json| object.keep_all("template", template_from_json(json)));
    let now = object.text("now").and_then(|now| object.keep("now", Moment::parse(now)));
    let record = object.required("record").cloned();
    let related = object.list("related");
    object.finish()?;
    let (Some(setup), Some(template), Some(record), Some(now)) = (setup, template, record, now)
    else {
        return Err(Problems::new());
    };
    let record = any_record(&record, &setup).map_err(within("record"))?;
    let related = each(related, |json| any_record(json, &setup)).map_err(within("related"))?;
    let related: BTreeMap<RecordId, Record> =
        related.into_iter().map(|record| (record.id.clone(), record)).collect();
    let template = template.template(&setup.modules).map_err(within("template"))?;
    let owner = record.text(OWNER).or(setup.account.fallback_user.as_ref().map(|id| id.as_str()));
    let context = RenderContext {
        subject: Subject { record: &record, related: &related, changes: &[], events: &[] },
        recipient: None,
        account: &setup.account,
        owner: owner.and_then(|id| setup.account.user(id)),
        now,
        zone: setup.account.zone,
    };
    let rendered = template.render(&context).map_err(|problem| vec![problem.to_problem()])?;
    Ok(rendered_to_json(&rendered))
}

/// A record of whichever module it names.
fn any_record(value: &Json, setup: &Setup) -> Result<Record, Problems> {
    let key = value.get("module").and_then(Json::as_str).unwrap_or_default();
    let module =
        setup.catalog().expect_module(key).map_err(|problem| vec![problem.at("module")])?;
    record_from_json(value, module)
}

fn within(place: &'static str) -> impl Fn(Problems) -> Problems {
    move |problems| problems.into_iter().map(|problem| problem.within(place)).collect()
}

fn rendered_to_json(rendered: &Rendered) -> Json {
    match rendered {
        Rendered::Email { subject, html, text } => {
            json!({"kind": "email", "subject": subject, "html": html, "text": text})
        }
        Rendered::Sms { text } => json!({"kind": "sms", "text": text}),
        Rendered::Task { title, description } => {
            json!({"kind": "task", "title": title, "description": description})
        }
        Rendered::Document { title, html, text } => {
            json!({"kind": "document", "title": title, "html": html, "text": text})
        }
    }
}

/// A filter checked and answered in canonical form: `{"module","filter"|"text","setup"}`.
///
/// # Errors
/// Everything wrong in the filter, with its place.
pub fn check_filter(request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let setup = object.required("setup");
    let setup = setup.and_then(|setup| object.keep_all("setup", setup_from_json(setup)));
    let module = object.text("module").and_then(|key| object.keep("module", ModuleKey::parse(key)));
    let text = object.text_if_any("text");
    let filter = match text {
        Some(_) => object.value("filter"),
        None => object.required("filter"),
    };
    object.finish()?;
    let (Some(setup), Some(module)) = (setup, module) else { return Err(Problems::new()) };
    let filter = match (text, filter) {
        (Some(text), _) => Filter::from_text(text, &setup.catalog(), &module)?,
        (None, Some(json)) => {
            Filter::check(&expression_from_json(json)?, &setup.catalog(), &module)?
        }
        (None, None) => return Err(Problems::new()),
    };
    Ok(json!({"filter": filter_to_json(&filter), "text": filter.to_text()}))
}

/// The same setup with what core adds to it: built-in fields, built-in modules, views as text.
///
/// # Errors
/// Everything wrong in it.
pub fn complete_setup(request: &Json) -> Result<Json, Problems> {
    let setup = setup_from_json(request)?;
    let mut views = Vec::new();
    for view in &setup.views {
        let mut json = view_to_json(view);
        if let Some(map) = json.as_object_mut() {
            map.insert("filter_text".into(), view.filter.to_text().into());
        }
        views.push(json);
    }
    let modules: Vec<Json> = setup.modules.iter().map(module_to_json).collect();
    let mut complete = request.clone();
    if let Some(map) = complete.as_object_mut() {
        map.insert("account".into(), super::account::account_to_json(&setup.account));
        map.insert("modules".into(), modules.into());
        map.insert("views".into(), views.into());
    }
    add_health(&mut complete, &setup, None);
    Ok(complete)
}

/// What somebody wants a record to hold: `{"module","record":{"id"?,"values"}}` → the same as the
/// store would keep it, or each wrong value at its place, like `record.values.phone`.
///
/// # Errors
/// `unknown_module`, and every wrong value.
pub fn check_record(request: &Json, setup: &Setup) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let key = object.text("module").unwrap_or_default();
    let catalog = setup.catalog();
    let module = object.keep("module", catalog.expect_module(key));
    let given = object.required("record");
    let read = module.zip(given).and_then(|(module, given)| {
        let read = given_record_from_json(given, module, &setup.account.users, "new");
        object.keep_all("record", read)
    });
    object.finish()?;
    read.map(|given| given_record_to_json(&given)).ok_or_else(Problems::new)
}

/// What the account may use: `{"now","automation"?}`; of an automation also why it is `refused`.
///
/// # Errors
/// `invalid_instant`, and what is malformed in the automation.
pub fn subscription(request: &Json, setup: &Setup) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let now = object.text("now").and_then(|text| object.keep("now", Moment::parse(text)));
    let stored = object.value("automation").map(super::automation::automation_from_json);
    let stored = stored.and_then(|read| object.keep_all("automation", read));
    object.finish()?;
    let Some(now) = now else { return Err(Problems::new()) };
    let mut standing = super::subscription::standing_to_json(&setup.account.subscription, now);
    let refused = stored.and_then(|stored| refusal(&setup.account, &stored.draft, now));
    if let Json::Object(map) = &mut standing {
        map.insert("refused".into(), refused.map_or(Json::Null, |one| problem_to_json(&one)));
    }
    Ok(standing)
}
