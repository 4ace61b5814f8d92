//! The development clock, and core's questions asked within the Worker: only in development mode,
//! everywhere else these addresses do not exist.

use std::collections::BTreeMap;

use relance_core::wire::json::Object;
use relance_core::wire::session::Session;
use relance_core::words::{Moment, Problem};
use serde_json::{Value as Json, json};
use worker::Method;

use crate::answer::{Answer, Handled, not_found};
use crate::cron;
use crate::engine::guard::note_deliveries;
use crate::request::{Caller, Incoming, Mode};
use crate::store::{account, guard};

/// `GET /dev/clock`, `DELETE /dev/clock`, `POST /dev/tick {"until"}`, `POST /dev/ask {"questions"}`,
/// `POST /dev/deliveries {"facts"}`.
///
/// # Errors
/// `not_found` outside development, `wrong_type`, `out_of_range`.
pub async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    if incoming.mode != Mode::Development {
        return Err(not_found("address"));
    }
    match (incoming.method.clone(), parts) {
        (Method::Get, ["clock"]) => Ok(Answer::Value(json!({"now": caller.now.to_iso()}))),
        (Method::Delete, ["clock"]) => {
            account::clear_dev_clock(&incoming.db).await?;
            Ok(Answer::Empty)
        }
        (Method::Post, ["tick"]) => tick(incoming, caller).await,
        (Method::Post, ["ask"]) => ask(incoming).await,
        (Method::Post, ["deliveries"]) => deliveries(incoming, caller).await,
        _ => Err(not_found("address")),
    }
}

/// `{"questions":[{"name","request"}]}` → `{"answers":[…]}`, of one session, so that `tests/parity`
/// can hold this host of core to the others. Reads no data of the account.
async fn ask(incoming: &mut Incoming) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let questions = object.list("questions");
    object.finish()?;
    let mut session = Session::default();
    let answers: Vec<Json> = questions
        .iter()
        .map(|question| {
            let name = question.get("name").and_then(Json::as_str).unwrap_or_default();
            session.ask(name, question.get("request").unwrap_or(&Json::Null))
        })
        .collect();
    Ok(Answer::Value(json!({ "answers": answers })))
}

/// `{"facts":[{"key","outcome":"delivered|bounced|dead"}]}`: what a provider would report of messages.
async fn deliveries(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let facts = object.list("facts");
    object.finish()?;
    let text = |fact: &Json, key: &str| fact.get(key).and_then(Json::as_str).map(str::to_owned);
    let keys: Json = facts.iter().filter_map(|fact| text(fact, "key")).collect();
    let automations = guard::automations_of(&incoming.db, &caller.account, &keys).await?;
    let automations: BTreeMap<String, String> = automations.into_iter().collect();
    let mut letters = BTreeMap::<String, String>::new();
    for fact in facts {
        let failed = text(fact, "outcome").is_some_and(|outcome| outcome != "delivered");
        if let Some(automation) = text(fact, "key").and_then(|key| automations.get(&key).cloned()) {
            letters.entry(automation).or_default().push(if failed { 'f' } else { 's' });
        }
    }
    note_deliveries(&incoming.db, &caller.account, &letters).await?;
    Ok(Answer::Empty)
}

async fn tick(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let until = object.text("until").and_then(|text| object.keep("until", Moment::parse(text)));
    object.finish()?;
    let until = until.unwrap_or(caller.now);
    if until < caller.now {
        let message = "the clock does not go back";
        return Err(Problem::new("out_of_range", message)
            .at("until")
            .found(until.to_iso())
            .help(format!("it is {}", caller.now.to_iso()))
            .into());
    }
    let run = cron::run_until(&incoming.db, caller.now, until).await?;
    Ok(Answer::Value(json!({
        "now": run.now.to_iso(),
        "ticks": run.ticks,
        "log_entries": run.log_entries,
        "is_complete": run.now >= until,
    })))
}
