//! A request before it is sent, and how to reach a provider. Made purely, so that it can be compared with
//! what the provider's own library sends (`tests/run/providers.rs`, `tests/spec/providers.md`).

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relance_core::engine::Reason;
use relance_core::engine::delivery::Answer;
use serde_json::Value as Json;

use super::{Hint, Sending, clipped};
use crate::platform::{Call, Platform, Reply, Verb};

/// How to reach an account at a provider. What is secret in it is never written out.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The provider's own address, or a stand-in of development mode; without a slash at the end.
    pub base: String,
    /// The secret.
    pub key: String,
    /// Twilio: the account's SID, or an API key's; empty elsewhere.
    pub account: String,
    /// Postmark: the message stream; empty for its usual one.
    pub stream: String,
    /// Where the provider tells what became of a message, where it takes that with the message.
    pub hook: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("base", &self.base).finish_non_exhaustive()
    }
}

/// A request, made and not sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// How.
    pub verb: Verb,
    /// Where to.
    pub url: String,
    /// Names, in small letters, and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: String,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Prepared { verb, url, .. } = self;
        f.debug_struct("Prepared").field("verb", verb).field("url", url).finish_non_exhaustive()
    }
}

impl Prepared {
    /// A request that only looks.
    pub fn get(url: String, headers: Vec<(&'static str, String)>) -> Self {
        Prepared { verb: Verb::Get, url, headers, body: String::new() }
    }

    /// A request with a JSON body.
    pub fn json(url: String, mut headers: Vec<(&'static str, String)>, body: &Json) -> Self {
        headers.push(("content-type", "application/json".to_owned()));
        Prepared { verb: Verb::Post, url, headers, body: body.to_string() }
    }

    /// A request with a form as its body.
    pub fn form(
        url: String,
        mut headers: Vec<(&'static str, String)>,
        fields: &[(&str, &str)],
    ) -> Self {
        headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        let mut form = worker::url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        Prepared { verb: Verb::Post, url, headers, body: form.finish() }
    }

    /// Sends it. A key that the answer quotes is taken out of it before anybody reads it.
    ///
    /// # Errors
    /// Why no answer came; whether the provider saw it is then not known.
    pub async fn ask(&self, platform: &dyn Platform) -> Result<Reply, String> {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let call = Call { verb: self.verb, url: &self.url, headers: &headers, body: &self.body };
        let reply = platform.call(&call).await?;
        Ok(Reply { body: without_secrets(reply.body, &self.secrets()), ..reply })
    }

    /// What proves who we are: a header's value, what follows its scheme, and what a Basic one encodes.
    fn secrets(&self) -> Vec<String> {
        let proves = |name: &str| name == "authorization" || name == "x-postmark-server-token";
        let values = self.headers.iter().filter(|(name, _)| proves(name)).map(|(_, value)| value);
        let mut secrets = Vec::new();
        for value in values {
            let rest = value.split_once(' ').map_or(value.as_str(), |(_, rest)| rest);
            let decoded =
                STANDARD.decode(rest).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let password = decoded.as_deref().and_then(|both| both.split_once(':'));
            secrets.extend(password.map(|(_, password)| password.to_owned()));
            secrets.push(rest.to_owned());
        }
        secrets
    }
}

/// What is shorter proves nothing, and may be part of any word. Units: bytes. Our choice: the providers' keys have
/// at least twice as many.
const SECRET_BYTES_MIN: usize = 8;

/// A text of a service's without these.
pub fn without_secrets(text: String, secrets: &[String]) -> String {
    let found = secrets.iter().filter(|secret| secret.len() >= SECRET_BYTES_MIN);
    found.fold(text, |text, secret| match text.contains(secret.as_str()) {
        true => text.replace(secret.as_str(), "…"),
        false => text,
    })
}

/// Whether a provider does nothing the second time for the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// It does, for a time.
    Taken,
    /// It knows no keys: what may have been done must not be asked again.
    Unknown,
}

/// What an answer's status alone says, where the provider's own codes say nothing.
///
/// Source: RFC 9110 (408, 429, 503), and our choice: 401 and 403 are about the key, other 4xx about the
/// message, and after a 5xx nobody knows. A 503 is "try later" only where a key makes that safe.
pub fn by_status(reply: &Reply, keys: Keys, said: &str) -> Sending {
    let after_seconds = reply.retry_after_seconds;
    let answer = match reply.status {
        429 => Answer::Failed { after_seconds },
        503 if keys == Keys::Taken => Answer::Failed { after_seconds },
        401 | 403 => return Sending::key_refused(said_of(reply, said)),
        // A redirect is not followed, so nothing was done.
        300..=399 => Answer::Failed { after_seconds },
        408 => Answer::Lost,
        400..=499 => Answer::Refused(Reason::Refused),
        _ => Answer::Lost,
    };
    Sending { answer, provider_id: None, said: Some(said_of(reply, said)), hint: None }
}

fn said_of(reply: &Reply, said: &str) -> String {
    let said = without_addresses(said);
    if said.is_empty() {
        format!("the provider answered with HTTP {}", reply.status)
    } else {
        format!("HTTP {}: {said}", reply.status)
    }
}

impl Sending {
    /// It took it.
    pub fn done(provider_id: Option<String>) -> Self {
        Sending { answer: Answer::Done, provider_id, said: None, hint: None }
    }

    /// No answer came, or none that its documentation knows.
    pub fn lost(said: impl Into<String>) -> Self {
        Sending { answer: Answer::Lost, provider_id: None, said: Some(said.into()), hint: None }
    }

    /// It could not, and says so: nothing was done.
    pub fn failed(said: &str, after_seconds: Option<i64>) -> Self {
        let answer = Answer::Failed { after_seconds };
        Sending { answer, provider_id: None, said: Some(without_addresses(said)), hint: None }
    }

    /// It will not take this message.
    pub fn refused(said: &str, hint: Option<Hint>) -> Self {
        let answer = Answer::Refused(Reason::Refused);
        Sending { answer, provider_id: None, said: Some(without_addresses(said)), hint }
    }

    /// It takes nothing from us as things are: a wrong key, a sender that it does not know. Nothing is
    /// used up: a person mends it, and the next message goes.
    pub fn key_refused(said: impl Into<String>) -> Self {
        let answer = Answer::Refused(Reason::IntegrationMissing);
        let hint = Some(Hint::KeyRefused);
        Sending { answer, provider_id: None, said: Some(said.into()), hint }
    }
}

/// A provider's explanation as it is kept: one line, bounded, without the e-mail addresses and numbers
/// that providers like to quote.
pub fn without_addresses(said: &str) -> String {
    let is_private = |word: &str| {
        word.contains('@') || word.chars().filter(char::is_ascii_digit).count() >= DIGITS_PRIVATE
    };
    let words = said.split_whitespace().map(|word| if is_private(word) { "…" } else { word });
    clipped(&words.collect::<Vec<_>>().join(" "))
}

/// From so many digits on a word may be somebody's number. Our choice: the shortest full numbers of
/// Europe have seven; the providers' own codes at most five.
const DIGITS_PRIVATE: usize = 7;

/// The JSON of an answer; `null` when it is none.
pub fn json_of(reply: &Reply) -> Json {
    serde_json::from_str(&reply.body).unwrap_or_default()
}

/// An identity as `From` and `Reply-To` of the providers' JSON: `Name <address>`, the name in quotes
/// where RFC 5322 wants them. No letter of a name can begin another header: control characters go.
pub fn mailbox(name: &str, address: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    if name.is_empty() {
        return address.to_owned();
    }
    if name.chars().any(|c| "()<>[]:;@\\,.\"".contains(c)) {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{quoted}\" <{address}>");
    }
    format!("{name} <{address}>")
}
