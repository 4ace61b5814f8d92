//! Automations: saved apart from being switched on (D28); what runs is pinned at the activation.

use std::collections::BTreeMap;

use relance_core::definitions::subscription::refusal;
use relance_core::definitions::{Activation, Automation, Definition, State};
use relance_core::engine::{CatchUp, Why};
use relance_core::wire::automation::{
    audience_from_word, automation_from_json, automation_to_json,
};
use relance_core::wire::budget::SpentSoFar;
use relance_core::wire::findings::findings_of;
use relance_core::wire::json::{Object, problems_to_json};
use relance_core::wire::plan::ActivationPreviewWire;
use relance_core::wire::publish::{catch_up_from_json, catch_up_to_json};
use relance_core::words::{Problem, Problems};
use serde_json::{Value as Json, json};

use super::publish::unpublished;
use super::results;
use super::users::with_id;
use super::{changed, fresh_id};
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::engine::looks::{Progress, look_on};
use crate::engine::preview::preview_activation;
use crate::engine::publish::live_parts;
use crate::engine::walk::keeps_no_flips;
use crate::request::{Caller, Incoming};
use crate::store::{automation, budget, guard, job, publish, record, setup};

/// What an answer says of an automation besides its definition.
const ANSWERED: [&str; 13] = [
    "state",
    "activation",
    "progress",
    "live",
    "unpublished",
    "is_publishing",
    "blockers",
    "held",
    "stopped",
    "health",
    "next_at",
    "running",
    "runs",
];

/// `GET /automations`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let held = guard::held_counts(&incoming.db, &caller.account).await?;
    let mut all: Vec<Json> =
        loaded.list("automations").iter().map(|one| shown(&loaded, &held, one)).collect();
    show_runs(incoming, caller, &loaded, None, &mut all).await?;
    let mut summaries = results::summaries(incoming, caller).await?;
    for one in &mut all {
        let id = one.get("id").and_then(Json::as_str).unwrap_or_default();
        let results = summaries.remove(id).unwrap_or_else(|| json!({}));
        if let Json::Object(one) = one {
            one.insert("results".into(), results);
        }
    }
    Ok(Answer::Value(json!({"automations": all})))
}

/// `GET /automations/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(one(incoming, caller, &loaded, id).await?))
}

async fn one(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    id: &str,
) -> Result<Json, Refusal> {
    let held = guard::held_counts(&incoming.db, &caller.account).await?;
    let mut found = [shown(loaded, &held, loaded.find("automations", id)?)];
    show_runs(incoming, caller, loaded, Some(id), &mut found).await?;
    let [found] = found;
    Ok(found)
}

/// Adds to recurring jobs their next slot, `running` (the slot under way) and the last `runs`.
async fn show_runs(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    only: Option<&str>,
    automations: &mut [Json],
) -> Result<(), Refusal> {
    let is_job = |one: &Automation| {
        one.definition.job().is_some() && only.is_none_or(|id| one.definition.id.as_str() == id)
    };
    if !loaded.setup.automations.iter().any(is_job) {
        return Ok(());
    }
    let waiting = job::shown(&incoming.db, &caller.account, only).await?;
    let runs = job::runs(&incoming.db, &caller.account, only).await?;
    for automation in automations {
        let Json::Object(map) = automation else { continue };
        if map.get("kind").and_then(Json::as_str) != Some("recurring_job") {
            continue;
        }
        let is_its = |row: &&Json| row.get("id") == map.get("id");
        let row = waiting.iter().find(is_its);
        let of = |key: &str| row.and_then(|row| row.get(key)).cloned().unwrap_or_default();
        let runs: Vec<Json> = runs.iter().filter(is_its).cloned().map(without_id).collect();
        let (next_at, running) = (of("next_at"), of("running"));
        map.insert("next_at".into(), next_at);
        map.insert("running".into(), running);
        map.insert("runs".into(), runs.into());
    }
    Ok(())
}

fn without_id(mut row: Json) -> Json {
    if let Json::Object(map) = &mut row {
        map.remove("id");
    }
    row
}

/// An automation with what is edited beside it and how far its look is; without what it pinned.
fn shown(loaded: &Loaded, held: &BTreeMap<String, u64>, stored: &Json) -> Json {
    let mut stored = stored.clone();
    let id = stored.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    let look = loaded.look(&id);
    let unpublished = unpublished(loaded, &stored);
    let is_publishing = loaded.publications.iter().any(|publication| {
        publication.automation.as_str() == id && publication.why == Why::Published
    });
    let active = loaded.setup.automation(&id).filter(|one| one.activation().is_some());
    let blockers = active.map(|one| one.definition.blockers(&loaded.setup)).unwrap_or_default();
    if let Json::Object(map) = &mut stored {
        map.remove("live");
        map.remove("draft");
        // What keeps an active automation from doing all that it says (D22).
        if !blockers.is_empty() {
            map.insert("health".into(), problems_to_json(&blockers));
        }
        if !unpublished.is_null() {
            map.insert("unpublished".into(), unpublished);
        }
        if let Some(held) = held.get(&id) {
            map.insert("held".into(), (*held).into());
        }
        let stopped = loaded.stopped(&id);
        if !stopped.is_null() {
            map.insert("stopped".into(), stopped);
        }
        if is_publishing {
            map.insert("is_publishing".into(), true.into());
        }
        if map.get("state").and_then(Json::as_str) == Some("activating") {
            let part = |key: &str| look.and_then(|row| row.get(key)).cloned().unwrap_or_default();
            map.insert("progress".into(), json!({"done": part("done"), "total": part("total")}));
        }
    }
    stored
}

/// `POST /automations`.
///
/// # Errors
/// Every wrong part; `subscription_needed`; `taken`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if body.get("id").is_none() {
        with_id(&mut body, &fresh_id(&incoming.db, "a")?)?;
    }
    let definition = checked(&body, &loaded)?;
    if let Some(refused) = refusal(&loaded.setup.account, &definition, caller.now) {
        return Err(refused.into());
    }
    if loaded.setup.automation(definition.id.as_str()).is_some() {
        let message = format!("there is an automation `{}`", definition.id);
        return Err(Problem::new("taken", message).at("id").into());
    }
    Ok(Answer::Created(keep(incoming, caller, &loaded, &definition).await?))
}

/// `PUT /automations/{id}`: of an active one, as a draft beside what runs (D29).
///
/// # Errors
/// `not_found`, every wrong part; `wrong_module` when an active one would move.
pub async fn put(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let mut body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = known(&loaded, id)?;
    with_id(&mut body, id)?;
    let definition = checked(&body, &loaded)?;
    if before.activation().is_some() {
        return Ok(Answer::Value(draft(incoming, caller, &loaded, (before, &definition)).await?));
    }
    Ok(Answer::Value(keep(incoming, caller, &loaded, &definition).await?))
}

/// Keeps what was written beside what runs; the same as what runs is no draft.
async fn draft(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    (live, wanted): (&Automation, &Definition),
) -> Result<Json, Refusal> {
    if live.definition.module != wanted.module {
        let message = format!("what runs belongs to `{}`", live.definition.module);
        return Err(Problem::new("wrong_module", message)
            .at("module")
            .help("make another automation for the other module")
            .into());
    }
    let draft = match live.definition == *wanted {
        true => Json::Null,
        false => automation_to_json(wanted, &State::Draft),
    };
    let id = wanted.id.as_str();
    let put = publish::set_draft(&caller.account, id, &draft);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    one(incoming, caller, &loaded, id).await
}

/// `DELETE /automations/{id}`: what waits is cancelled, what was done is kept (D6).
///
/// # Errors
/// `not_found`.
pub async fn delete(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    known(&loaded, id)?;
    let mut delete = automation::delete(&caller.account, id, caller.now);
    delete.extend([job::remove(&caller.account, id), job::remove_runs(&caller.account, id)]);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, delete).await)?;
    Ok(Answer::Empty)
}

fn known<'a>(loaded: &'a Loaded, id: &str) -> Result<&'a Automation, Refusal> {
    loaded.setup.automation(id).ok_or_else(|| not_found("automation"))
}

/// Reads a definition; what an answer carries besides (state, activation, progress) is not for the
/// author to set.
fn checked(body: &Json, loaded: &Loaded) -> Result<Definition, Refusal> {
    let mut body = body.clone();
    if let Json::Object(map) = &mut body {
        for answered in ANSWERED {
            map.remove(answered);
        }
    }
    let stored = automation_from_json(&body)?;
    Ok(Definition::check(stored.draft, &loaded.setup)?)
}

async fn keep(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    definition: &Definition,
) -> Result<Json, Refusal> {
    let json = automation_to_json(definition, &State::Draft);
    let (id, module) = (definition.id.as_str(), definition.module.as_str());
    let before = publish::keep_before(&caller.account, id);
    let put = automation::put(&caller.account, id, module, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![before, put]).await)?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    one(incoming, caller, &loaded, id).await
}

/// `POST /automations/{id}/preview {"audience","catch_up"?}` → what switching it on would do; of one
/// that was paused, also how many actions fell due meanwhile, and what each choice does (D6, B13).
///
/// # Errors
/// `not_found`, `unknown_word`.
pub async fn preview(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let (definition, activation, catch_up) = candidate(&body, &loaded, id, caller)?;
    let blockers = blockers(&loaded, definition, caller);
    let found = preview_activation(
        &incoming.db,
        &caller.account,
        &loaded,
        (definition, activation),
        catch_up,
    )
    .await?;
    let records = record::count(&incoming.db, &caller.account, definition.module.as_str()).await?;
    let account = &loaded.setup.account;
    let so_far = SpentSoFar {
        micros: budget::spent_by(&incoming.db, account, activation.at).await?,
        now: activation.at,
    };
    let wire = ActivationPreviewWire::of(&found.preview, account, so_far);
    let mut answer = serde_json::to_value(wire).unwrap_or_default();
    if let Json::Object(map) = &mut answer {
        map.insert("records".into(), records.into());
        map.insert("blockers".into(), problems_to_json(&blockers));
        if let Json::Object(found) = findings_of(&loaded.setup, &definition.id) {
            map.extend(found);
        }
        map.insert("overdue".into(), found.overdue.to_json());
    }
    Ok(Answer::Value(answer))
}

/// `POST /automations/{id}/activate {"audience","confirm_records","catch_up"?}`.
///
/// # Errors
/// `not_found`, `wrong_state`, what blocks it, `confirmation_mismatch` with the number found,
/// `catch_up_needed` with the number overdue.
pub async fn activate(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if known(&loaded, id)?.activation().is_some() {
        return Err(Problem::new("wrong_state", "the automation is active already").into());
    }
    let (definition, activation, catch_up) = candidate(&body, &loaded, id, caller)?;
    let blockers = blockers(&loaded, definition, caller);
    if !blockers.is_empty() {
        return Err(blockers.into());
    }
    // A rule or a recurring job that is switched on for the first time looks at nobody.
    let is_begun = !definition.has_first_look() && known(&loaded, id)?.state == State::Draft;
    let what = (definition, activation);
    let found = preview_activation(&incoming.db, &caller.account, &loaded, what, catch_up).await?;
    require_choice(found.overdue.count, catch_up)?;
    confirm(&body, found.preview.would_start)?;
    let live = live_parts(&loaded, definition)?;
    let total = match known(&loaded, id)? {
        _ if is_begun => 0,
        automation if keeps_no_flips(automation) => found.visited,
        _ => record::count(&incoming.db, &caller.account, definition.module.as_str()).await?,
    };
    let audience = body.get("audience").and_then(Json::as_str).unwrap_or_default();
    let catch_up = catch_up.map(catch_up_to_json);
    let fixed = automation::Activation {
        live: &live,
        at: activation.at,
        audience,
        total,
        confirmed: found.preview.would_start,
        catch_up: catch_up.as_ref(),
    };
    let mut statements = automation::activate(&caller.account, id, &fixed);
    statements.extend(publish::rank_overdue(&caller.account, id, activation.at));
    if is_begun {
        statements.extend(automation::end_look(&caller.account, id));
    }
    if let Some(job) = definition.job() {
        let next_at = job.schedule.next_after(activation.at, loaded.setup.account.zone);
        statements.push(job::put(&caller.account, id, next_at));
    }
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    // The first chunk at once, so that a small account sees its automation begin; ticks do the rest.
    if look_on(&incoming.db, &caller.account, caller.now).await?.0 == Progress::More {
        look_on(&incoming.db, &caller.account, caller.now).await?;
    }
    get(incoming, caller, id).await
}

/// `POST /automations/{id}/deactivate`: what waits is frozen (D6).
///
/// # Errors
/// `not_found`, `wrong_state`.
pub async fn deactivate(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if known(&loaded, id)?.activation().is_none() {
        return Err(Problem::new("wrong_state", "the automation is not active").into());
    }
    // A run under way ends here: whom it has reached goes on, whom it has not is not reached.
    let off = vec![automation::deactivate(&caller.account, id), job::remove(&caller.account, id)];
    changed(setup::change(&incoming.db, &caller.account, loaded.version, off).await)?;
    get(incoming, caller, id).await
}

/// What keeps it from being switched on now: what it lacks, and what the account may not use (D30).
pub fn blockers(loaded: &Loaded, definition: &Definition, caller: &Caller) -> Problems {
    let mut blockers = definition.blockers(&loaded.setup);
    blockers.extend(refusal(&loaded.setup.account, definition, caller.now));
    blockers
}

fn candidate<'a>(
    body: &Json,
    loaded: &'a Loaded,
    id: &str,
    caller: &Caller,
) -> Result<(&'a Definition, Activation, Option<CatchUp>), Refusal> {
    let definition = &known(loaded, id)?.definition;
    let mut object = Object::of(body)?;
    let audience = object.text("audience");
    let audience = audience.and_then(|word| object.keep("audience", audience_from_word(word)));
    object.whole_if_any("confirm_records");
    let catch_up = object
        .value("catch_up")
        .and_then(|choice| object.keep_all("catch_up", catch_up_from_json(choice)));
    object.finish()?;
    let audience = audience.ok_or_else(|| not_found("audience"))?;
    if !definition.takes(audience) {
        let message = "a recurring job looks at all records, or at new ones only";
        return Err(Problem::new("unknown_word", message)
            .at("audience")
            .allowed(["all", "created_after_activation"])
            .into());
    }
    Ok((definition, Activation { at: caller.now, audience }, catch_up))
}

/// Who switches on again says what becomes of what fell due meanwhile (D6).
fn require_choice(overdue: u64, catch_up: Option<CatchUp>) -> Result<(), Refusal> {
    if overdue == 0 || catch_up.is_some() {
        return Ok(());
    }
    let message = format!("{overdue} actions fell due while it was switched off");
    Err(Problem::new("catch_up_needed", message)
        .at("catch_up")
        .found(overdue.to_string())
        .allowed(["send", "skip", "spread"])
        .help("look at the preview, and say what becomes of them")
        .into())
}

/// The person confirms a number; another number means that something has changed since (D18).
fn confirm(body: &Json, would_start: u64) -> Result<(), Refusal> {
    let confirmed = body.get("confirm_records").and_then(Json::as_u64);
    if confirmed == Some(would_start) {
        return Ok(());
    }
    let message = format!("{would_start} records would start now");
    let found = confirmed.map_or("nothing".to_owned(), |number| number.to_string());
    Err(Problem::new("confirmation_mismatch", message)
        .at("confirm_records")
        .found(found)
        .allowed([would_start.to_string()])
        .help("look at the preview and confirm its number")
        .into())
}
