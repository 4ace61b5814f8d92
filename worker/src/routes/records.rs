//! Records: bulk writes, pages, one.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::Input;
use relance_core::wire::consent::consent_text_from_json;
use relance_core::wire::json::Object;
use relance_core::wire::record::{GivenRecord, given_record_from_json};
use relance_core::words::{
    AccountId, ConsentOrigin, ConsentSource, Moment, Problem, Problems, RecordId,
};
use serde_json::{Value as Json, json};

use super::fresh_id;
use super::repeated::Repeatable;
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::engine::commit::{Commit, address_rows};
use crate::engine::load::read_record;
use crate::engine::merging::merged_record;
use crate::engine::tell::tell;
use crate::engine::write::{Existing, Outcome, Writing, watchers, write_by};
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::db::{Db, StoreError};
use crate::store::{consent, merge, record, subject};

/// Most records of one write. Source: the API's contract; each is decided in the same request.
pub const BULK_RECORDS_MAX: usize = 1_000;
/// Most records of one page. Source: the API's contract.
pub const PAGE_RECORDS_MAX: i64 = 5_000;

/// `GET /records/{module}?after=&limit=`: the database's own text, so that its bytes can go straight
/// into a preview.
///
/// # Errors
/// `not_found`, `out_of_range`.
pub async fn list(incoming: &Incoming, caller: &Caller, module: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.module(module)?;
    let limit = incoming.limit(500, PAGE_RECORDS_MAX)?;
    let after = incoming.query("after").unwrap_or_default();
    let page = record::page(&incoming.db, &caller.account, module, after, limit).await?;
    let last = last_of_full(&page, limit).and_then(|text| serde_json::from_str::<Json>(text).ok());
    let next = last.as_ref().and_then(|record| record.get("id")).unwrap_or(&Json::Null);
    Ok(Answer::Text(format!("{{\"records\":[{}],\"next\":{next}}}", page.join(","))))
}

/// `GET /records/{module}/{id}`: a merged contact answers with the one that it became, and says so
/// in `merged_into`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, module: &str, id: &str) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    if let Some(found) = record::one(db, account, module, id).await? {
        return Ok(Answer::Text(found));
    }
    let target = alias_of(db, account, id).await?.ok_or_else(|| not_found("record"))?;
    let found = record::one(db, account, module, target.as_str()).await?;
    let text = found.ok_or_else(|| not_found("record"))?;
    let mut shown = relance_core::wire::json::parse(&text)?;
    if let Json::Object(map) = &mut shown {
        map.insert("merged_into".into(), target.as_str().into());
    }
    Ok(Answer::Value(shown))
}

/// The record that this id stands for, when it is a merged one's.
async fn alias_of(db: &Db, account: &AccountId, id: &str) -> Result<Option<RecordId>, StoreError> {
    Ok(merge::aliases(db, account, &json!([id])).await?.into_values().next())
}

/// `DELETE /records/{module}/{id}`: with its history; what waits for it is cancelled, and what points
/// to it looks again.
///
/// # Errors
/// `not_found`; `merged_record` for an id that stands for another contact.
pub async fn delete(incoming: &Incoming, caller: &Caller, module: &str, id: &str) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    // Asked first, because nothing of another module's record may be touched.
    let Some(text) = record::one(db, account, module, id).await? else {
        return Err(match alias_of(db, account, id).await? {
            Some(target) => merged_record(&RecordId::parse(id)?, &target).into(),
            None => not_found("record"),
        });
    };
    let loaded = Loaded::of(db, account).await?;
    let batch = Commit::new(&incoming.db, account, loaded.version, caller.now)?;
    let modules = json!(watchers(&loaded).relations);
    let marks =
        subject::recheck_dependents(account, &json!([id]), &modules, caller.now, batch.id());
    let mut also = vec![marks];
    also.extend(merge::forget(account, id));
    also.extend(consent::forget(account, id));
    if let Some(before) = read_record(&relance_core::wire::json::parse(&text)?, &loaded) {
        let gone = json!(address_rows(&before)).to_string();
        also.push(merge::delete_addresses(account, &gone));
    }
    record::delete(db, account, (module, id), caller.now, also).await?;
    Ok(Answer::Empty)
}

/// `POST /records/{module}/{id}/automations/{automation}/{verb}`: what people do to a passage:
/// by hand (E9) `start`, `stop`, `skip`, `reschedule {"at"}`; `replied` says that the contact has
/// answered elsewhere (E1).
///
/// # Errors
/// `not_found`, `wrong_state` for an automation that is not active.
pub async fn by_hand(
    incoming: &mut Incoming,
    caller: &Caller,
    (module, id): (&str, &str),
    (automation, verb): (&str, &str),
) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    if record::one(db, account, module, id).await?.is_none() {
        return Err(not_found("record"));
    }
    let loaded = Loaded::of(db, account).await?;
    let found = loaded.setup.automation(automation).ok_or_else(|| not_found("automation"))?;
    if found.activation().is_none() || found.definition.module.as_str() != module {
        let message = "the automation is not active for this record";
        return Err(Problem::new("wrong_state", message).at("automation").into());
    }
    let automation = found.definition.id.clone();
    let input = match verb {
        "start" => Input::Start(automation),
        "stop" => Input::Stop(automation),
        "skip" => Input::SkipStep(automation),
        "replied" => Input::Replied(automation, caller.now),
        _ => {
            let body = incoming.json().await?;
            let mut object = Object::of(&body)?;
            let at = object.text("at").and_then(|at| object.keep("at", Moment::parse(at)));
            object.finish()?;
            Input::Reschedule(automation, at.ok_or_else(|| not_found("at"))?)
        }
    };
    let inputs = BTreeMap::from([(RecordId::parse(id)?, input)]);
    tell(&incoming.db, &caller.account, &inputs, caller.now).await?;
    get(incoming, caller, module, id).await
}

/// On whose word contacts agree: a colleague's in the console, which signs in by its cookie, else another
/// program's.
fn source(incoming: &Incoming) -> ConsentSource {
    if incoming.header("authorization").is_some() {
        ConsentSource::Api
    } else {
        ConsentSource::Console
    }
}

/// `POST /records/{module}/bulk {"records":[…],"consent"?:{"text"}}`: all or nothing.
///
/// # Errors
/// Every wrong value of every record at its place; `too_many_records`; `key_reused`.
pub async fn bulk(incoming: &mut Incoming, caller: &Caller, module: &str) -> Handled {
    let body = incoming.json().await?;
    let repeatable = Repeatable::of(incoming, &format!("{module} {body}"))?;
    if let Some(answer) = repeatable.answered(incoming, caller).await? {
        return Ok(Answer::Text(answer));
    }
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let (given, text) = read(&incoming.db, &body, &loaded, module)?;
    let origin = ConsentOrigin { source: source(incoming), text };
    let also = |outcomes: &[Outcome]| repeatable.keep(caller, &answer(outcomes));
    let (db, account) = (&incoming.db, &caller.account);
    let writing = Writing { records: &given, existing: Existing::Changed, origin: &origin };
    let outcomes = write_by(db, account, module, &writing, caller.now, also).await?;
    Ok(Answer::Value(answer(&outcomes)))
}

fn answer(outcomes: &[Outcome]) -> Json {
    let one = |one: &Outcome| {
        let mut shown =
            json!({"id": one.given.as_str(), "version": one.version, "outcome": one.outcome.key()});
        if let (true, Json::Object(map)) = (one.given != one.id, &mut shown) {
            map.insert("merged_into".into(), one.id.as_str().into());
        }
        shown
    };
    json!({"records": outcomes.iter().map(one).collect::<Vec<_>>()})
}

/// The records of a write, and the sentence that the people in it agreed to, if it is told.
fn read(
    db: &Db,
    body: &Json,
    loaded: &Loaded,
    module: &str,
) -> Result<(Vec<GivenRecord>, Option<String>), Refusal> {
    let module = loaded.module(module)?;
    let mut object = Object::of(body)?;
    let records = object.list("records");
    if records.len() > BULK_RECORDS_MAX {
        let message = format!("at most {BULK_RECORDS_MAX} records can be written at once");
        return Err(Problem::new("too_many_records", message)
            .at("records")
            .found(records.len().to_string())
            .into());
    }
    object.required("records");
    let users = &loaded.setup.account.users;
    let given = object.each("records", |one| {
        let fresh = fresh_id(db, "r").map_err(|refusal| refusal.problems)?;
        given_record_from_json(one, module, users, &fresh)
    });
    let text = object
        .value("consent")
        .and_then(|value| object.keep_all("consent", consent_text_from_json(value)).flatten());
    object.finish()?;
    let mut seen = BTreeSet::new();
    let mut problems = Problems::new();
    for (index, one) in given.iter().enumerate() {
        if !seen.insert(&one.id) {
            let message = format!("the id `{}` stands here twice", one.id);
            problems.push(Problem::new("twice", message).at(format!("records[{index}].id")));
        }
    }
    if problems.is_empty() { Ok((given, text)) } else { Err(problems.into()) }
}
