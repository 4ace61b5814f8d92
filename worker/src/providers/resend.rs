//! Resend: e-mail over its HTTP API, keyed for a day.
//!
//! Source: resend.com/docs, "Send email", "Idempotency keys" (at most 256 characters, 24 hours; the same
//! key with another body is refused), "Errors". Tables: `tests/spec/providers.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

use super::prepared::{Credentials, Keys, Prepared, by_status, json_of, mailbox};
use super::{Found, Outgoing, Sending, Sought};
use crate::platform::{Platform, Reply};
use crate::row::text;
use crate::store::integration::Standing;

/// The provider's own address.
pub const BASE: &str = "https://api.resend.com";
/// How long it knows a key. Units: ms. Source: "Idempotency keys", 24 hours.
pub const KEY_LIVES_MS: i64 = 24 * 60 * 60 * 1_000;
/// The tag that carries the key, for looking at a message in its console.
const TAG: &str = "relance";

fn headers(credentials: &Credentials) -> Vec<(&'static str, String)> {
    // Without a user agent the service refuses (its documentation, error 403 with code 1010).
    vec![
        ("authorization", format!("Bearer {}", credentials.key)),
        ("user-agent", "Relance/1".to_owned()),
    ]
}

/// The request for a message.
pub fn request(credentials: &Credentials, message: &Outgoing<'_>) -> Prepared {
    let mut body = json!({
        "from": mailbox(&message.from.name, &message.from.address),
        "to": [message.to],
        "subject": message.subject,
        "text": message.text,
        "tags": [{"name": TAG, "value": message.key}],
    });
    let mut put = |key: &str, value: Json| {
        if let Json::Object(map) = &mut body {
            map.insert(key.to_owned(), value);
        }
    };
    if !message.html.is_empty() {
        put("html", message.html.as_str().into());
    }
    if let Some(reply_to) = &message.reply_to {
        put("reply_to", mailbox(&reply_to.name, &reply_to.address).into());
    }
    if !message.headers.is_empty() {
        let named =
            message.headers.iter().map(|(name, value)| (name.clone(), value.clone().into()));
        put("headers", Json::Object(named.collect::<Map<String, Json>>()));
    }
    if !message.attachments.is_empty() {
        let file = |file: &super::File| {
            json!({
                "filename": file.name, "content": STANDARD.encode(&file.bytes),
                "content_type": file.media_type,
            })
        };
        put("attachments", message.attachments.iter().map(file).collect());
    }
    let mut headers = headers(credentials);
    headers.push(("idempotency-key", message.key.to_owned()));
    Prepared::json(format!("{}/emails", credentials.base), headers, &body)
}

/// What its answer means.
pub fn answer(reply: &Reply) -> Sending {
    let json = json_of(reply);
    let said = text(&json, "message");
    match (reply.status, text(&json, "name")) {
        (200..=299, _) => match text(&json, "id") {
            "" => Sending::lost("the provider's answer names no message"),
            id => Sending::done(Some(id.to_owned())),
        },
        // The same message is being taken at this moment: the next attempt gets its answer.
        (409, "concurrent_idempotent_requests") => Sending::failed(said, reply.retry_after_seconds),
        // An earlier attempt, composed otherwise, has used the key: it may have left.
        (409, _) => Sending::lost("the provider knows this key with another text"),
        // About the sending domain, and so about every message.
        (_, "invalid_from_address") => Sending::key_refused(format!(
            "HTTP {}: {}",
            reply.status,
            super::prepared::without_addresses(said)
        )),
        _ => by_status(reply, Keys::Taken, said),
    }
}

/// A cheap question that needs the key: the sending domains.
pub fn check(credentials: &Credentials) -> Prepared {
    Prepared::get(format!("{}/domains", credentials.base), headers(credentials))
}

/// What the answer to [`check`] says of the key, and the domains that the provider has verified.
pub fn checked(reply: &Reply) -> (Standing, Vec<String>) {
    let json = json_of(reply);
    // A key that may only send is a good key.
    if text(&json, "name") == "restricted_api_key" {
        return (Standing::Works, Vec::new());
    }
    let standing = super::service::standing_by_status(reply, text(&json, "message"));
    let rows = json.get("data").and_then(Json::as_array);
    let verified = rows.into_iter().flatten().filter(|row| text(row, "status") == "verified");
    (standing, verified.map(|row| text(row, "name").to_lowercase()).collect())
}

/// Whether it took a message: only by the provider's own id.
pub async fn look_up(
    platform: &dyn Platform,
    credentials: &Credentials,
    sought: &Sought<'_>,
) -> Found {
    let Some(id) = sought.provider_id else { return Found::CannotSay };
    let url = format!("{}/emails/{id}", credentials.base);
    match Prepared::get(url, headers(credentials)).ask(platform).await {
        Ok(reply) if reply.status == 200 && text(&json_of(&reply), "id") == id => {
            Found::Taken(Some(id.to_owned()))
        }
        Ok(reply) if reply.status == 404 => sought.absent(),
        _ => Found::CannotSay,
    }
}
