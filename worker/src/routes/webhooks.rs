//! Addresses that get signed webhooks (D26). A secret is shown when it is made, and never again.

use relance_core::wire::account::name;
use relance_core::wire::json::Object;
use relance_core::words::web_address::{WEB_ADDRESS_BYTES_MAX, not_an_address};
use relance_core::words::{Moment, Problem, Reach, WebAddress};
use serde_json::{Value as Json, json};
use worker::Method;
use worker::url::Url;

use super::integrations::iso;
use super::{changed, fresh_id, no_route};
use crate::answer::{Answer, Handled, not_found};
use crate::domain::Loaded;
use crate::providers::webhook::{self, Webhook};
use crate::request::{Caller, Incoming, Mode};
use crate::row::text;
use crate::store::db::Statement;
use crate::store::integration::{self, Endpoint};
use crate::store::setup;

/// How long a replaced secret signs beside the new one. Units: ms. Our choice: a working day and a
/// night, so that whoever runs the receiver can change it in working hours.
const OLD_SECRET_MS: i64 = 24 * 60 * 60 * 1_000;

/// Which function answers which address.
pub async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    match (incoming.method.clone(), parts) {
        (Method::Get, []) => list(incoming, caller).await,
        (Method::Post, []) => post(incoming, caller).await,
        (Method::Put, [id]) => put(incoming, caller, id).await,
        (Method::Delete, [id]) => delete(incoming, caller, id).await,
        (Method::Post, [id, "rotate"]) => rotate(incoming, caller, id).await,
        (Method::Post, [id, "test"]) => test(incoming, caller, id).await,
        _ => Err(no_route(incoming, &["webhooks"])),
    }
}

/// `GET /webhooks`.
async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let endpoints = integration::endpoints(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(json!({"webhooks": endpoints.iter().map(shown).collect::<Vec<_>>()})))
}

/// `POST /webhooks {"name","url"}`; the answer has the secret, this once.
///
/// # Errors
/// `invalid_url`, `url_not_encrypted`, `url_not_public`, every wrong part.
async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let (name, url) = read(incoming).await?;
    let (id, secret) = (fresh_id(&incoming.db, "w")?, webhook::fresh_secret(&incoming.db)?);
    let endpoint = Endpoint { id: &id, name: &name, url: &url };
    let insert = integration::insert_endpoint(&caller.account, &endpoint, &secret, caller.now);
    change(incoming, caller, insert).await?;
    Ok(Answer::Created(json!({"id": id, "name": name, "url": url, "secret": secret})))
}

/// `PUT /webhooks/{id} {"name","url"}`; the secret stays.
///
/// # Errors
/// `not_found`, and as `POST`.
async fn put(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let (name, url) = read(incoming).await?;
    find(incoming, caller, id).await?;
    let endpoint = Endpoint { id, name: &name, url: &url };
    change(incoming, caller, integration::update_endpoint(&caller.account, &endpoint)).await?;
    Ok(Answer::Value(shown(&find(incoming, caller, id).await?)))
}

/// `DELETE /webhooks/{id}`.
///
/// # Errors
/// `not_found`, `in_use`.
async fn delete(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    loaded.find("webhooks", id)?;
    let users: Vec<&str> = loaded
        .list("automations")
        .iter()
        .filter(|automation| names(automation, id))
        .filter_map(|automation| automation.get("name")?.as_str())
        .collect();
    if !users.is_empty() {
        let message = format!("this webhook is used by {}", users.join(", "));
        return Err(Problem::new("in_use", message).help("change those first").into());
    }
    let delete = integration::delete_endpoint(&caller.account, id);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![delete]).await)?;
    Ok(Answer::Empty)
}

/// `POST /webhooks/{id}/rotate`: a new secret, shown this once; the old one signs too for a day.
///
/// # Errors
/// `not_found`.
async fn rotate(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    find(incoming, caller, id).await?;
    let secret = webhook::fresh_secret(&incoming.db)?;
    let until = incoming.db.real_now().plus_ms(OLD_SECRET_MS);
    let rotated = integration::rotate_endpoint(&caller.account, id, &secret, until);
    incoming.db.run(rotated).await?;
    Ok(Answer::Value(json!({"id": id, "secret": secret, "old_secret_until": until.to_iso()})))
}

/// `POST /webhooks/{id}/test`: sends a webhook of the type `relance.test` now, and tells what the
/// receiver said.
///
/// # Errors
/// `not_found`.
async fn test(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let endpoint = find(incoming, caller, id).await?;
    let real_now = incoming.db.real_now();
    let body = json!({
        "type": "relance.test",
        "timestamp": real_now.to_iso(),
        "data": {"account": caller.account.as_str()},
    })
    .to_string();
    let message_id = fresh_id(&incoming.db, "test")?;
    let sent = Webhook {
        url: text(&endpoint, "url"),
        id: &message_id,
        body: &body,
        secrets: &secrets(&endpoint, real_now),
    };
    let (status, problem) = match webhook::send(incoming.db.platform(), &sent).await {
        Ok(reply) if (200..300).contains(&reply.status) => (Some(reply.status), None),
        Ok(reply) => {
            (Some(reply.status), Some(format!("the receiver answered with HTTP {}", reply.status)))
        }
        Err(said) => (None, Some(said)),
    };
    let state = integration::set_endpoint_state(&caller.account, id, problem.as_deref(), real_now);
    incoming.db.run(state).await?;
    Ok(Answer::Value(json!({
        "id": message_id,
        "is_delivered": problem.is_none(),
        "status": status,
        "problem": problem,
    })))
}

/// The secrets that sign at this moment, the newest first.
pub fn secrets(endpoint: &Json, real_now: Moment) -> Vec<&str> {
    let until = endpoint.get("previous_until_ms").and_then(Json::as_i64);
    let previous =
        until.filter(|until| *until > real_now.as_ms()).map(|_| text(endpoint, "previous_secret"));
    core::iter::once(text(endpoint, "secret")).chain(previous).collect()
}

/// An address that may be called, as it was parsed.
///
/// # Errors
/// `invalid_url`, `url_not_encrypted`, `url_not_public`.
pub fn checked_url(given: &str, reach: Reach) -> Result<String, Problem> {
    let url = Url::parse(given.trim())
        .ok()
        .filter(|url| url.as_str().len() <= WEB_ADDRESS_BYTES_MAX)
        .ok_or_else(|| not_an_address(given))?;
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let (scheme, host, port) = (url.scheme(), url.host_str(), url.port());
    WebAddress { scheme, host, port, has_credentials }.check(reach)?;
    Ok(url.to_string())
}

/// Who may be called by this deployment.
pub fn reach(mode: Mode) -> Reach {
    match mode {
        Mode::Development => Reach::Anywhere,
        Mode::Production => Reach::Public,
    }
}

async fn read(incoming: &mut Incoming) -> Result<(String, String), crate::answer::Refusal> {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let name = name(&mut object, "name");
    let given = object.text("url");
    let url = given.and_then(|url| object.keep("url", checked_url(url, reach(incoming.mode))));
    object.finish()?;
    Ok((name.unwrap_or_default(), url.unwrap_or_default()))
}

async fn find(
    incoming: &Incoming,
    caller: &Caller,
    id: &str,
) -> Result<Json, crate::answer::Refusal> {
    let endpoints = integration::endpoints(&incoming.db, &caller.account).await?;
    endpoints
        .into_iter()
        .find(|endpoint| text(endpoint, "id") == id)
        .ok_or_else(|| not_found("webhook"))
}

async fn change(
    incoming: &Incoming,
    caller: &Caller,
    statement: Statement,
) -> Result<(), crate::answer::Refusal> {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![statement]).await)
}

/// Whether a step of an automation, in any of its versions, goes to this endpoint.
fn names(value: &Json, id: &str) -> bool {
    match value {
        Json::Object(map) => {
            map.get("endpoint").and_then(Json::as_str) == Some(id)
                || map.values().any(|inner| names(inner, id))
        }
        Json::Array(items) => items.iter().any(|item| names(item, id)),
        _ => false,
    }
}

fn shown(endpoint: &Json) -> Json {
    json!({
        "id": text(endpoint, "id"),
        "name": text(endpoint, "name"),
        "url": text(endpoint, "url"),
        "created": iso(endpoint, "created_at_ms"),
        "last_sent": iso(endpoint, "last_at_ms"),
        "problem": endpoint.get("last_problem"),
    })
}
