//! Integrations and the lists of theirs (S4.3, S4.14, S4.15, S4.19). A key goes in and never out.

use relance_core::wire::json::{Object, wrong_type};
use relance_core::words::{Moment, Problem, Reach};
use serde_json::{Value as Json, json};
use worker::Method;

use super::webhooks::checked_url;
use super::{changed, no_route};
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::providers::unisender::{self, List, Trouble, Unisender};
use crate::request::{Caller, Incoming, Mode};
use crate::row::{last_of_full, text};
use crate::store::db::Statement;
use crate::store::integration::{self, Kept, Standing};
use crate::store::{delivery, setup};

/// The only kind so far.
pub const UNISENDER: &str = "unisender";
/// Most words that a subscriber is given. Source: Unisender's documentation of `subscribe`.
const TAGS_MAX: usize = 10;

/// Which function answers which address.
pub async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    match (incoming.method.clone(), parts) {
        (Method::Get, []) => list(incoming, caller).await,
        (Method::Get, [UNISENDER]) => get(incoming, caller).await,
        (Method::Put, [UNISENDER]) => put(incoming, caller).await,
        (Method::Delete, [UNISENDER]) => delete(incoming, caller).await,
        (Method::Post, [UNISENDER, "sync"]) => sync(incoming, caller).await,
        (_, [UNISENDER] | [UNISENDER, "sync"] | []) => Err(no_route(incoming, &["integrations"])),
        _ => Err(not_found("integration")),
    }
}

/// `GET /integrations`.
async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let kept = integration::find(&incoming.db, &caller.account, UNISENDER).await?;
    Ok(Answer::Value(json!({"integrations": [shown(&kept, incoming.mode)]})))
}

/// `GET /integrations/unisender`.
async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let kept = integration::find(&incoming.db, &caller.account, UNISENDER).await?;
    Ok(Answer::Value(shown(&kept, incoming.mode)))
}

/// `PUT /integrations/unisender {"key","service_asks","tags"}`: asks the service whether it takes the
/// key, and for its lists; what is absent stays.
///
/// # Errors
/// `key_refused`: then nothing changed; every wrong part.
async fn put(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let before = integration::find(&incoming.db, &caller.account, UNISENDER).await?;
    let wanted = Wanted::read(&body, &before, incoming)?;
    let service =
        Unisender { platform: incoming.db.platform(), base: &wanted.base, key: &wanted.key };
    let answered = service.lists().await;
    let standing = match &answered {
        Ok(_) => Standing::Works,
        Err(Trouble::Key(said)) => {
            let message = format!("Unisender does not take this key: {said}");
            let help =
                "copy it from the API settings of your Unisender account, and switch the API on";
            return Err(Problem::new("key_refused", message).at("key").help(help).into());
        }
        Err(trouble) => Standing::Problem(trouble.said().to_owned()),
    };
    let tags = json!(wanted.tags);
    let kept = Kept {
        kind: UNISENDER,
        secret: &wanted.key,
        base: (wanted.base != unisender::BASE).then_some(wanted.base.as_str()),
        service_asks: wanted.service_asks,
        tags: &tags,
        standing: &standing,
    };
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut statements = vec![integration::put(&caller.account, &kept, caller.now)];
    if let Ok(lists) = &answered {
        statements.extend(keep_lists(caller, &loaded, lists));
    }
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    get(incoming, caller).await
}

/// `DELETE /integrations/unisender`: the key and the lists are forgotten; rules that add to lists no
/// longer fire (S4.3).
async fn delete(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let mut statements = vec![integration::delete(&caller.account, UNISENDER)];
    statements.extend(keep_lists(caller, &loaded, &[]));
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    Ok(Answer::Empty)
}

/// `POST /integrations/unisender/sync`: the lists as they are there now, and what that changed (S4.15).
///
/// # Errors
/// `integration_missing`, `key_refused`, `service_unavailable`: then the known lists stay.
async fn sync(incoming: &Incoming, caller: &Caller) -> Handled {
    let kept = integration::find(&incoming.db, &caller.account, UNISENDER).await?;
    let (key, base) = (text(&kept, "secret"), text(&kept, "base"));
    if key.is_empty() {
        let message = "Unisender is not connected";
        return Err(Problem::new("integration_missing", message)
            .help("enter its API key under Integrations")
            .into());
    }
    let base = if base.is_empty() { unisender::BASE } else { base };
    let service = Unisender { platform: incoming.db.platform(), base, key };
    let answered = service.lists().await;
    // What is loaded before the call would make each change meanwhile a conflict.
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let standing = standing_of(answered.as_ref().err());
    let mut statements =
        vec![integration::set_state(&caller.account, UNISENDER, &standing, caller.now)];
    let before = integration::lists(&incoming.db, &caller.account).await?;
    if let Ok(lists) = &answered {
        statements.extend(keep_lists(caller, &loaded, lists));
    }
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    if let Err(trouble) = answered {
        let code = match trouble {
            Trouble::Key(_) => "key_refused",
            _ => "service_unavailable",
        };
        let message = format!("Unisender gave no lists: {}", trouble.said());
        return Err(Problem::new(code, message).help("the lists that are known stay").into());
    }
    let after = integration::lists(&incoming.db, &caller.account).await?;
    let there = |lists: &[Json], id: &str| {
        lists.iter().any(|list| text(list, "id") == id && !is_gone(list))
    };
    let only = |these: &[Json], those: &[Json]| -> Vec<Json> {
        let new = |list: &&Json| !is_gone(list) && !there(those, text(list, "id"));
        these.iter().filter(new).map(shown_list).collect()
    };
    Ok(Answer::Value(json!({
        "added": only(&after, &before),
        "removed": only(&before, &after),
        "lists": after.iter().map(shown_list).collect::<Vec<_>>(),
    })))
}

/// `GET /lists`: what the last synchronisation found. A list that is gone stands there while an
/// automation names it.
pub async fn lists(incoming: &Incoming, caller: &Caller) -> Handled {
    let lists = integration::lists(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(json!({"lists": lists.iter().map(shown_list).collect::<Vec<_>>()})))
}

/// Rows of a page of deliveries. Our choice: what a person looks through.
const DELIVERIES_MAX: i64 = 500;

/// `GET /deliveries?channel=lists|webhook&before=…&limit=…`: what went outside or is about to, the
/// latest first.
///
/// # Errors
/// `out_of_range`.
pub async fn deliveries(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, DELIVERIES_MAX)?;
    let before = incoming.query("before").and_then(|text| {
        let (at, key) = text.split_once('/')?;
        Some((at.parse().ok()?, key))
    });
    let channel = incoming.query("channel");
    let rows = delivery::deliveries(&incoming.db, &caller.account, before, channel, limit).await?;
    let last = last_of_full(&rows, limit);
    let next = last.and_then(|row| {
        Some(format!("{}/{}", row.get("planned_at_ms")?.as_i64()?, text(row, "key")))
    });
    let shown: Vec<Json> = rows.iter().map(shown_delivery).collect();
    Ok(Answer::Value(json!({"deliveries": shown, "next": next})))
}

/// What the service's answer says about the integration.
pub fn standing_of(trouble: Option<&Trouble>) -> Standing {
    match trouble {
        None => Standing::Works,
        Some(Trouble::Key(said)) => Standing::Refused(said.clone()),
        Some(other) => Standing::Problem(other.said().to_owned()),
    }
}

/// What a `PUT` leaves.
struct Wanted {
    key: String,
    base: String,
    service_asks: bool,
    tags: Vec<String>,
}

impl Wanted {
    fn read(body: &Json, before: &Json, incoming: &Incoming) -> Result<Self, Refusal> {
        let kept = |key: &str| Some(text(before, key)).filter(|text| !text.is_empty());
        let mut object = Object::of(body)?;
        let key = match kept("secret") {
            Some(kept) => object.text_if_any("key").unwrap_or(kept),
            None => object.text("key").unwrap_or_default(),
        };
        let base = match object.text_if_any("base") {
            None => kept("base").map_or_else(|| usual_base(incoming), str::to_owned),
            Some(given) if incoming.mode == Mode::Development => {
                object.keep("base", checked_url(given, Reach::Anywhere)).unwrap_or_default()
            }
            Some(_) => {
                let message = "another address than the service's own is for development only";
                object.add(Problem::new("not_in_production", message).at("base"));
                String::new()
            }
        };
        let asks = before.get("service_asks").and_then(Json::as_i64) == Some(1);
        let service_asks = object.yes_no("service_asks", asks);
        let tags: Vec<String> = if object.has("tags") {
            object.texts("tags").into_iter().map(str::to_owned).collect()
        } else {
            let kept = before.get("tags").and_then(Json::as_array);
            kept.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
        };
        check_tags(&mut object, &tags);
        let wanted = Wanted { key: key.trim().to_owned(), base, service_asks, tags };
        object.finish()?;
        Ok(wanted)
    }
}

/// The service's own address; in development the one of a stand-in, `RELANCE_UNISENDER_BASE`.
fn usual_base(incoming: &Incoming) -> String {
    let stand_in = match incoming.mode {
        Mode::Development => incoming.db.platform().variable("RELANCE_UNISENDER_BASE"),
        Mode::Production => None,
    };
    stand_in.unwrap_or_else(|| unisender::BASE.to_owned())
}

fn check_tags(object: &mut Object<'_>, tags: &[String]) {
    if tags.len() > TAGS_MAX {
        let message = format!("a subscriber gets at most {TAGS_MAX} tags");
        object.add(Problem::new("too_many", message).at("tags").found(tags.len().to_string()));
    }
    for (index, tag) in tags.iter().enumerate() {
        if tag.trim().is_empty() || tag.contains(',') {
            let problem = wrong_type("a tag without a comma", &json!(tag));
            object.add(problem.at(format!("tags[{index}]")));
        }
    }
}

fn keep_lists(caller: &Caller, loaded: &Loaded, lists: &[List]) -> Vec<Statement> {
    let rows: Vec<Json> = lists.iter().map(unisender::row_of).collect();
    let mut named = Vec::new();
    for automation in loaded.list("automations") {
        collect_lists(automation, &mut named);
    }
    integration::replace_lists(&caller.account, UNISENDER, &rows, &Json::Array(named), caller.now)
}

/// The lists that an automation names, in any of its versions.
fn collect_lists(value: &Json, found: &mut Vec<Json>) {
    match value {
        Json::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("lists", Json::Array(ids)) => found.extend(ids.iter().cloned()),
                    _ => collect_lists(inner, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_lists(item, found)),
        _ => {}
    }
}

fn shown(kept: &Json, mode: Mode) -> Json {
    if kept.is_null() {
        return json!({"kind": UNISENDER, "state": "not_configured"});
    }
    let mut shown = json!({
        "kind": UNISENDER,
        "state": text(kept, "state"),
        "problem": kept.get("problem"),
        "checked": iso(kept, "checked_at_ms"),
        "service_asks": kept.get("service_asks").and_then(Json::as_i64) == Some(1),
        "tags": kept.get("tags"),
    });
    if let (Json::Object(map), Mode::Development) = (&mut shown, mode) {
        map.insert("base".into(), kept.get("base").cloned().unwrap_or_default());
    }
    shown
}

fn shown_list(list: &Json) -> Json {
    json!({
        "id": text(list, "id"),
        "integration": text(list, "kind"),
        "title": text(list, "title"),
        "external_id": text(list, "external_id"),
        "synced": iso(list, "synced_at_ms"),
        "is_gone": is_gone(list),
    })
}

fn shown_delivery(row: &Json) -> Json {
    let mut shown = row.clone();
    if let Json::Object(map) = &mut shown {
        for (key, ms) in
            [("planned", "planned_at_ms"), ("due", "due_at_ms"), ("settled", "settled_at_ms")]
        {
            map.remove(ms);
            map.insert(key.into(), iso(row, ms).into());
        }
    }
    shown
}

fn is_gone(list: &Json) -> bool {
    list.get("is_gone").and_then(Json::as_bool) == Some(true)
}

/// An instant of a row as the API writes it.
pub fn iso(row: &Json, key: &str) -> Option<String> {
    row.get(key).and_then(Json::as_i64).map(|ms| Moment::from_ms(ms).to_iso())
}
