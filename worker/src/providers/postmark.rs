//! Postmark: e-mail over its HTTP API. It knows no keys, so it is asked at most once.
//!
//! Source: postmarkapp.com/developer, "Email API", "API overview: error codes", "Messages API". Tables:
//! `tests/spec/providers.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::prepared::{Credentials, Keys, Prepared, by_status, json_of, mailbox};
use super::{Found, Hint, Outgoing, Sending, Sought};
use crate::platform::{Platform, Reply};
use crate::row::text;
use crate::store::integration::Standing;

/// The provider's own address.
pub const BASE: &str = "https://api.postmarkapp.com";
/// The stream of a server that has only the usual one. Source: "Message streams".
const STREAM: &str = "outbound";
/// The metadata that carries the key, by which a message is found again. Source: names have at most 20
/// characters, values 80.
const METADATA: &str = "relance";

fn headers(credentials: &Credentials) -> Vec<(&'static str, String)> {
    vec![
        ("accept", "application/json".to_owned()),
        ("x-postmark-server-token", credentials.key.clone()),
    ]
}

/// The request for a message.
pub fn request(credentials: &Credentials, message: &Outgoing<'_>) -> Prepared {
    let stream = if credentials.stream.is_empty() { STREAM } else { &credentials.stream };
    let mut body = json!({
        "From": mailbox(&message.from.name, &message.from.address),
        "To": message.to,
        "Subject": message.subject,
        "TextBody": message.text,
        "MessageStream": stream,
        "Metadata": {METADATA: message.key},
        // Openings and clicks are counted by our own pixel and links, or not at all.
        "TrackOpens": false,
        "TrackLinks": "None",
    });
    let mut put = |key: &str, value: Json| {
        if let Json::Object(map) = &mut body {
            map.insert(key.to_owned(), value);
        }
    };
    if !message.html.is_empty() {
        put("HtmlBody", message.html.as_str().into());
    }
    if let Some(reply_to) = &message.reply_to {
        put("ReplyTo", mailbox(&reply_to.name, &reply_to.address).into());
    }
    if !message.headers.is_empty() {
        let header = |(name, value): &(String, String)| json!({"Name": name, "Value": value});
        put("Headers", message.headers.iter().map(header).collect());
    }
    if !message.attachments.is_empty() {
        let file = |file: &super::File| {
            json!({
                "Name": file.name, "Content": STANDARD.encode(&file.bytes),
                "ContentType": file.media_type,
            })
        };
        put("Attachments", message.attachments.iter().map(file).collect());
    }
    Prepared::json(format!("{}/email", credentials.base), headers(credentials), &body)
}

/// What its answer means. Also an answer with status 200 may carry an error.
pub fn answer(reply: &Reply) -> Sending {
    let json = json_of(reply);
    let said = text(&json, "Message");
    let code = json.get("ErrorCode").and_then(Json::as_i64);
    match (reply.status, code) {
        (200..=299, Some(0)) => match text(&json, "MessageID") {
            "" => Sending::lost("the provider's answer names no message"),
            id => Sending::done(Some(id.to_owned())),
        },
        // A hard bounce, a complaint, or a person of the account has put the address there.
        (_, Some(406)) => Sending::refused(said, Some(Hint::AddressDead)),
        // Maintenance; credits are used up; too many calls.
        (_, Some(100 | 405 | 429)) => Sending::failed(said, reply.retry_after_seconds),
        // The token; the sender signature unknown or unconfirmed; the account pending or closed; the
        // stream unknown or not for this.
        (_, Some(10 | 400 | 401 | 412 | 413 | 1226 | 1235)) => {
            Sending::key_refused(super::prepared::without_addresses(said))
        }
        (200..=299, Some(_)) => Sending::refused(said, None),
        (200..=299, None) => Sending::lost("the provider's answer is none that it documents"),
        // Something in front of the service stopped this one message. Source: its support article
        // "Getting a 403 that doesn't look like a Postmark error".
        (403, None) => Sending::refused("HTTP 403 from in front of the provider", None),
        _ => by_status(reply, Keys::Unknown, said),
    }
}

/// A cheap question that needs the token: the server itself.
pub fn check(credentials: &Credentials) -> Prepared {
    Prepared::get(format!("{}/server", credentials.base), headers(credentials))
}

/// What the answer to [`check`] says of the token. Which addresses may send, a server token cannot ask.
pub fn checked(reply: &Reply) -> (Standing, Vec<String>) {
    (super::service::standing_by_status(reply, text(&json_of(reply), "Message")), Vec::new())
}

/// Whether it took a message, by the key in its metadata.
pub async fn look_up(
    platform: &dyn Platform,
    credentials: &Credentials,
    sought: &Sought<'_>,
) -> Found {
    let url = format!(
        "{}/messages/outbound?count=1&offset=0&metadata_{METADATA}={}",
        credentials.base, sought.key
    );
    match Prepared::get(url, headers(credentials)).ask(platform).await {
        Ok(reply) => found(&reply, sought),
        Err(_) => Found::CannotSay,
    }
}

/// What the answer to a look-up says.
pub fn found(reply: &Reply, sought: &Sought<'_>) -> Found {
    let json = json_of(reply);
    let messages = json.get("Messages").and_then(Json::as_array);
    match messages.filter(|_| reply.status == 200).map(Vec::as_slice) {
        Some([one, ..]) => Found::Taken(Some(text(one, "MessageID").to_owned())),
        Some([]) => sought.absent(),
        None => Found::CannotSay,
    }
}
