//! Twilio: SMS over its HTTP API. It knows no keys, so it is asked at most once; only "too many requests"
//! is certain to have done nothing.
//!
//! Source: twilio.com/docs, "Messages resource", errors 20429 ("never processed and always safe to
//! retry"), 20500 ("retry … may result in multiple messages"). Tables: `tests/spec/providers.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relance_core::words::{Moment, Zone};
use serde_json::Value as Json;

use super::prepared::{Credentials, Keys, Prepared, by_status, json_of, without_addresses};
use super::{Found, Hint, Outgoing, Sending, Sought};
use crate::platform::{Platform, Reply};
use crate::row::text;
use crate::store::integration::Standing;

/// The provider's own address.
pub const BASE: &str = "https://api.twilio.com";
/// What the id of a messaging service begins with; it stands where a sender's number may.
const SERVICE_PREFIX: &str = "MG";
/// Most messages to one number on one day that a look-up reads. Our choice: a page.
const PAGE_MESSAGES: usize = 100;

fn headers(credentials: &Credentials) -> Vec<(&'static str, String)> {
    let both = format!("{}:{}", credentials.account, credentials.key);
    vec![("authorization", format!("Basic {}", STANDARD.encode(both)))]
}

fn address(credentials: &Credentials, end: &str) -> String {
    format!("{}/2010-04-01/Accounts/{}{end}", credentials.base, credentials.account)
}

/// The request for a message.
pub fn request(credentials: &Credentials, message: &Outgoing<'_>) -> Prepared {
    let from = message.from.address.as_str();
    let sender = if from.starts_with(SERVICE_PREFIX) { "MessagingServiceSid" } else { "From" };
    let mut fields = vec![("To", message.to), (sender, from), ("Body", message.text.as_str())];
    // It has no place for our key in a message: the address of the callback carries it.
    let hook = credentials.hook.as_ref().map(|hook| with_key(hook, message.key));
    if let Some(hook) = &hook {
        fields.push(("StatusCallback", hook));
    }
    Prepared::form(address(credentials, "/Messages.json"), headers(credentials), &fields)
}

fn with_key(hook: &str, key: &str) -> String {
    let joined = if hook.contains('?') { '&' } else { '?' };
    format!("{hook}{joined}key={key}")
}

/// What its answer means.
pub fn answer(reply: &Reply) -> Sending {
    let json = json_of(reply);
    let said = text(&json, "message");
    let code = json.get("code").and_then(Json::as_i64);
    match (reply.status, code) {
        (200..=299, _) => match text(&json, "sid") {
            "" => Sending::lost("the provider's answer names no message"),
            id => Sending::done(Some(id.to_owned())),
        },
        // The recipient has answered STOP.
        (400, Some(21610)) => Sending::refused(said, Some(Hint::Stopped)),
        // The sender is not the account's, is missing, or cannot send.
        (400, Some(21212 | 21603 | 21606 | 21659 | 21660 | 21701 | 21703)) => {
            Sending::key_refused(without_addresses(said))
        }
        _ => by_status(reply, Keys::Unknown, said),
    }
}

/// A cheap question that needs the token: the account itself.
pub fn check(credentials: &Credentials) -> Prepared {
    Prepared::get(address(credentials, ".json"), headers(credentials))
}

/// What the answer to [`check`] says of the token.
pub fn checked(reply: &Reply) -> (Standing, Vec<String>) {
    let json = json_of(reply);
    let standing = match (reply.status, text(&json, "status")) {
        (200, "suspended" | "closed") => Standing::Refused("the account is not active".into()),
        _ => super::service::standing_by_status(reply, text(&json, "message")),
    };
    (standing, Vec::new())
}

/// Whether it took a message: the same text to the same number on the day of the attempt. Twilio's
/// days are those of GMT.
pub async fn look_up(
    platform: &dyn Platform,
    credentials: &Credentials,
    sought: &Sought<'_>,
) -> Found {
    match list(credentials, sought).ask(platform).await {
        Ok(reply) => found(&reply, sought),
        Err(_) => Found::CannotSay,
    }
}

/// The request of a look-up.
pub fn list(credentials: &Credentials, sought: &Sought<'_>) -> Prepared {
    let mut query = worker::url::form_urlencoded::Serializer::new(String::new());
    let day = sought.first_tried_at.date(Zone::UTC).to_string();
    query.append_pair("To", sought.to).append_pair("DateSent", &day);
    query.append_pair("PageSize", &PAGE_MESSAGES.to_string());
    let end = format!("/Messages.json?{}", query.finish());
    Prepared::get(address(credentials, &end), headers(credentials))
}

/// What the answer to a look-up says. Only a yes is certain: a message in its queue has no day yet.
pub fn found(reply: &Reply, sought: &Sought<'_>) -> Found {
    let json = json_of(reply);
    let Some(messages) = json.get("messages").and_then(Json::as_array) else {
        return Found::CannotSay;
    };
    let is_it = |one: &&Json| {
        text(one, "body") == sought.text
            && !sought.others.iter().any(|other| other == text(one, "sid"))
            && text(one, "direction").starts_with("outbound")
            && made_at(one).is_none_or(|at| at >= sought.first_tried_at.plus_ms(-CLOCKS_MS))
    };
    match messages.iter().find(is_it) {
        Some(one) => Found::Taken(Some(text(one, "sid").to_owned())),
        None => Found::CannotSay,
    }
}

/// How far the provider's clock and ours may be apart. Units: ms. Our choice, a minute.
const CLOCKS_MS: i64 = 60_000;

/// When the provider made the message: an RFC 2822 date.
fn made_at(message: &Json) -> Option<Moment> {
    let date = mail_parser::DateTime::parse_rfc822(text(message, "date_created"))?;
    Some(Moment::from_ms(date.to_timestamp() * 1_000))
}
