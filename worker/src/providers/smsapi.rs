//! SMSAPI: SMS over its HTTP API, keyed by `idx`.
//!
//! Source: smsapi.com/docs, "Single SMS" and "Error codes"; parameters as its own library sends them.
//! How long it knows an `idx` is not published: a day is our assumption. Tables:
//! `tests/spec/providers.md`.

use serde_json::Value as Json;

use super::prepared::{Credentials, Keys, Prepared, by_status, json_of};
use super::{Outgoing, Sending};
use crate::platform::Reply;
use crate::row::text;
use crate::store::integration::Standing;

/// The provider's own address for Poland.
pub const BASE: &str = "https://api.smsapi.pl";
/// Its address for accounts elsewhere.
pub const BASE_COM: &str = "https://api.smsapi.com";
/// How long it knows a key. Units: ms. Our assumption, see above.
pub const KEY_LIVES_MS: i64 = 24 * 60 * 60 * 1_000;

fn headers(credentials: &Credentials) -> Vec<(&'static str, String)> {
    vec![("authorization", format!("Bearer {}", credentials.key))]
}

/// The request for a message.
pub fn request(credentials: &Credentials, message: &Outgoing<'_>) -> Prepared {
    let mut fields = vec![
        ("to", message.to.trim_start_matches('+')),
        ("message", message.text.as_str()),
        ("idx", message.key),
        ("check_idx", "1"),
        ("encoding", "utf-8"),
        ("format", "json"),
    ];
    if !message.from.address.is_empty() {
        fields.push(("from", &message.from.address));
    }
    if let Some(hook) = &credentials.hook {
        fields.push(("notify_url", hook));
    }
    Prepared::form(format!("{}/sms.do", credentials.base), headers(credentials), &fields)
}

/// What its answer means. Errors come with status 200, too.
pub fn answer(reply: &Reply) -> Sending {
    let json = json_of(reply);
    let said = text(&json, "message");
    // Too many calls, whatever code stands beside it.
    if reply.status == 429 {
        return by_status(reply, Keys::Taken, said);
    }
    if let Some(code) = json.get("error").and_then(whole) {
        return by_code(code, said, reply.retry_after_seconds);
    }
    let first = json.get("list").and_then(Json::as_array).and_then(|list| list.first());
    match first {
        Some(one) if (200..300).contains(&reply.status) => {
            match (one.get("error").and_then(whole), text(one, "id")) {
                (Some(code), _) => by_code(code, said, reply.retry_after_seconds),
                (None, "") => Sending::lost("the provider's answer names no message"),
                (None, id) => Sending::done(Some(id.to_owned())),
            }
        }
        _ if (200..300).contains(&reply.status) => {
            Sending::lost("the provider's answer is none that it documents")
        }
        _ => by_status(reply, Keys::Taken, said),
    }
}

/// Its codes come as numbers or as texts.
fn whole(value: &Json) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn by_code(code: i64, said: &str, after_seconds: Option<i64>) -> Sending {
    let said = format!("error {code}: {said}");
    match code {
        // "The message with this idx has already been sent."
        53 => Sending::done(None),
        // Credentials, an address that is not allowed, rights; a sender name that is not active.
        14 | 101 | 102 | 105 | 110 | 1000 => {
            Sending::key_refused(super::prepared::without_addresses(&said))
        }
        // Ten to one number within a minute; no credits; not submitted; too many requests.
        52 | 103 | 200 | 202 | 203 => Sending::failed(&said, after_seconds),
        // "System internal error."
        201 | 999 => Sending::lost(super::prepared::without_addresses(&said)),
        _ => Sending::refused(&said, None),
    }
}

/// A cheap question that needs the token: the balance.
pub fn check(credentials: &Credentials) -> Prepared {
    let url = format!("{}/user.do?credits=1&details=1&format=json", credentials.base);
    Prepared::get(url, headers(credentials))
}

/// What the answer to [`check`] says of the token.
pub fn checked(reply: &Reply) -> (Standing, Vec<String>) {
    let json = json_of(reply);
    let said = text(&json, "message");
    let standing = match json.get("error").and_then(whole) {
        Some(code) => by_code(code, said, None).standing(),
        None => super::service::standing_by_status(reply, said),
    };
    (standing, Vec::new())
}
