//! What happened: enrollments, the run log, messages, tasks; and events that are told to us.

use relance_core::wire::json::Object;
use relance_core::words::{Event, EventName, Moment, Problem, Problems, RecordId, clip};
use serde_json::{Map, Value as Json, json};

use super::records;
use crate::answer::{Answer, Handled};
use crate::engine::tell::happen;
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::db::StoreError;
use crate::store::{automation, facts, merge, outbox, record, subject};

/// Most rows of one page.
const PAGE_MAX: i64 = 1_000;
/// Most standings of one page; a row has about 300 bytes.
const STANDINGS_MAX: i64 = 5_000;
/// Most events of one request.
const EVENTS_MAX: usize = 1_000;

/// `GET /enrollments?automation=&record=&after=&limit=`.
///
/// # Errors
/// `out_of_range`.
pub async fn enrollments(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let after = incoming.query("after").unwrap_or_default();
    let (of, about) = (incoming.query("automation"), incoming.query("record"));
    let page = (after, limit);
    let rows = automation::enrollments(&incoming.db, &caller.account, of, about, page).await?;
    let next = next_of(&rows, limit, "id");
    let rows: Vec<Json> = rows.into_iter().map(with_instants).collect();
    Ok(Answer::Value(json!({"enrollments": rows, "next": next})))
}

/// `GET /standings?after=&limit=`: how records stand in automations, for previews that go on from
/// there.
///
/// # Errors
/// `out_of_range`.
pub async fn standings(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(STANDINGS_MAX, STANDINGS_MAX)?;
    let after = incoming.query("after").unwrap_or("/");
    let after = after.split_once('/').unwrap_or((after, ""));
    let rows = subject::all_standings(&incoming.db, &caller.account, after, limit).await?;
    let next = last_of_full(&rows, limit).and_then(|last| {
        Some(format!("{}/{}", last.get("record")?.as_str()?, last.get("automation")?.as_str()?))
    });
    Ok(Answer::Value(json!({"standings": rows, "next": next})))
}

/// `GET /changes?module=&after=&limit=`: what changed in a module's records, so that a preview knows
/// their history.
///
/// # Errors
/// `out_of_range`.
pub async fn changes(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(STANDINGS_MAX, STANDINGS_MAX)?;
    let module = incoming.query("module").unwrap_or_default();
    let mut after = incoming.query("after").unwrap_or_default().splitn(3, '/');
    let (after_record, after_version) = (after.next().unwrap_or_default(), after.next());
    let after_version = after_version.and_then(|version| version.parse().ok()).unwrap_or(0);
    let after = (after_record, after_version, after.next().unwrap_or_default());
    let rows = record::changes_page(&incoming.db, &caller.account, module, after, limit).await?;
    let next = last_of_full(&rows, limit).and_then(|last| {
        let part = |key: &str| last.get(key).and_then(Json::as_str);
        let version = last.get("version")?.as_i64()?;
        Some(format!("{}/{version}/{}", part("record")?, part("field")?))
    });
    Ok(Answer::Value(json!({"changes": rows, "next": next})))
}

/// `GET /events?module=&after=&limit=`: what happened to a module's records, so that a preview knows
/// it.
///
/// # Errors
/// `out_of_range`.
pub async fn told_events(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(STANDINGS_MAX, STANDINGS_MAX)?;
    let module = incoming.query("module").unwrap_or_default();
    let after = incoming.query("after").unwrap_or_default();
    let rows = record::events_page(&incoming.db, &caller.account, module, after, limit).await?;
    let next = next_of(&rows, limit, "id");
    Ok(Answer::Value(json!({"events": rows, "next": next})))
}

/// `GET /run-log?automation=&record=&after=&limit=&order=latest`: in the order in which it was
/// decided, or the latest first.
///
/// # Errors
/// `out_of_range`.
pub async fn run_log(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let after = match incoming.query("after") {
        None => 0,
        Some(text) => text.parse::<i64>().map_err(|_| {
            Problem::new("out_of_range", "`after` is the `next` of a page")
                .at("after")
                .found(clip(text))
        })?,
    };
    let (of, about) = (incoming.query("automation"), incoming.query("record"));
    let page = (after, limit);
    let rows = match incoming.query("order") {
        Some("latest") => {
            outbox::latest_log(&incoming.db, &caller.account, of, about, page).await?
        }
        _ => outbox::log(&incoming.db, &caller.account, of, about, page).await?,
    };
    let next = next_of(&rows, limit, "id");
    let rows = with_facts(incoming, caller, rows).await?;
    Ok(Answer::Value(json!({"entries": rows, "next": next})))
}

/// Rows that name a message by `key`, with what became known of it.
async fn with_facts(
    incoming: &Incoming,
    caller: &Caller,
    mut rows: Vec<Json>,
) -> Result<Vec<Json>, StoreError> {
    let key_of = |row: &Json| row.get("key").and_then(Json::as_str).map(str::to_owned);
    let keys: Json = rows.iter().filter_map(key_of).collect();
    let facts = facts::of(&incoming.db, &caller.account, &keys).await?;
    for row in &mut rows {
        let known = key_of(row).and_then(|key| facts.get(&key));
        if let (Json::Object(row), Some(known)) = (row, known) {
            row.insert("facts".into(), known.clone().into());
        }
    }
    Ok(rows)
}

/// `GET /messages?after=&limit=`: the mailbox of the `capture` provider.
///
/// # Errors
/// `out_of_range`.
pub async fn messages(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let after = incoming.query("after").unwrap_or("0_");
    let (at, key) = after.split_once('_').unwrap_or((after, ""));
    let at = at.parse::<i64>().unwrap_or(0);
    let rows = outbox::messages(&incoming.db, &caller.account, (at, key), limit).await?;
    let next = last_of_full(&rows, limit).and_then(|last| {
        let at = Moment::parse(last.get("sent_at")?.as_str()?).ok()?;
        Some(format!("{}_{}", at.as_ms(), last.get("key")?.as_str()?))
    });
    let rows = with_facts(incoming, caller, rows).await?;
    Ok(Answer::Value(json!({"messages": rows, "next": next})))
}

/// `GET /tasks`: the records of the module `tasks`.
///
/// # Errors
/// As for any module.
pub async fn tasks(incoming: &Incoming, caller: &Caller) -> Handled {
    records::list(incoming, caller, "tasks").await
}

/// `POST /events {"events":[{"id","name","record","at"?,"about"?}]}`: the same id is the same event.
///
/// # Errors
/// Every wrong part; `too_many`; `unknown_record`.
pub async fn events(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let given = object.list("events");
    if given.len() > EVENTS_MAX {
        let message = format!("at most {EVENTS_MAX} events can be told at once");
        object.add(Problem::new("too_many", message).at("events").found(given.len().to_string()));
    }
    let mut events = object.each("events", |event| read_event(event, caller.now));
    object.finish()?;
    follow_merges(incoming, caller, &mut events).await?;
    let ids: Json = events.iter().map(|event| event.record.as_str()).collect();
    let found = incoming.db.batch(&[record::by_ids(&caller.account, &ids)]).await?;
    let known = |event: &Event| {
        let mut records = found.iter().flatten();
        records.any(|row| row.get("id").and_then(Json::as_str) == Some(event.record.as_str()))
    };
    if let Some(index) = events.iter().position(|event| !known(event)) {
        let place = format!("events[{index}].record");
        return Err(Problem::new("unknown_record", "there is no such record").at(place).into());
    }
    happen(&incoming.db, &caller.account, &events, caller.now).await?;
    Ok(Answer::Value(json!({"accepted": events.len()})))
}

/// What happens to a merged contact happens to the one that it became.
async fn follow_merges(
    incoming: &Incoming,
    caller: &Caller,
    events: &mut [Event],
) -> Result<(), StoreError> {
    let ids: Json = events.iter().map(|event| event.record.as_str()).collect();
    let aliases = merge::aliases(&incoming.db, &caller.account, &ids).await?;
    for event in events {
        if let Some(target) = aliases.get(&event.record) {
            event.record = target.clone();
        }
    }
    Ok(())
}

fn read_event(value: &Json, now: Moment) -> Result<Event, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id").map(clip);
    let name = object.text("name").and_then(|text| object.keep("name", EventName::parse(text)));
    let record =
        object.text("record").and_then(|text| object.keep("record", RecordId::parse(text)));
    let at = match object.text_if_any("at") {
        None => Some(now),
        Some(text) => object.keep("at", Moment::parse(text)),
    };
    let about = object.text_if_any("about").map(clip);
    object.finish()?;
    match (id, name, record, at) {
        (Some(id), Some(name), Some(record), Some(at)) => Ok(Event { id, record, name, at, about }),
        _ => Err(Problems::new()),
    }
}

fn next_of(rows: &[Json], limit: i64, key: &str) -> Json {
    last_of_full(rows, limit).and_then(|row| row.get(key)).cloned().unwrap_or(Json::Null)
}

/// `due_at_ms` becomes `due_at`, in ISO 8601.
fn with_instants(row: Json) -> Json {
    let Json::Object(map) = row else { return row };
    let mut shown = Map::new();
    for (key, value) in map {
        match key.strip_suffix("_ms") {
            Some(key) => {
                let at = value.as_i64().map(|ms| Moment::from_ms(ms).to_iso());
                shown.insert(key.to_owned(), at.into());
            }
            None => {
                shown.insert(key, value);
            }
        }
    }
    Json::Object(shown)
}
