//! Unisender's HTTP API: its lists, and a subscriber more in some of them (S4.1, S4.14).
//!
//! Source: unisender.com, "API", methods `getLists` and `subscribe`, and its table of error codes; an
//! answer has `result`, or `error` with `code`, both with status 200. Parameters travel in the body,
//! so that the key stands in no server's log; GET and POST parameters must not be mixed.

use serde_json::{Value as Json, json};

use super::prepared::{without_addresses, without_secrets};
use super::{Call, Reply, Verb};
use crate::platform::Platform;

/// The service's own address.
pub const BASE: &str = "https://api.unisender.com";

/// How to reach an account of the service.
#[derive(Debug)]
pub struct Unisender<'a> {
    /// By what it is called.
    pub platform: &'a dyn Platform,
    /// [`BASE`], or a stand-in of development mode.
    pub base: &'a str,
    /// The account's key.
    pub key: &'a str,
}

/// One of its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The service's number.
    pub external_id: String,
    /// What its owner calls it.
    pub title: String,
}

/// A subscriber to add.
#[derive(Debug)]
pub struct Subscription<'a> {
    /// Whom.
    pub email: &'a str,
    /// The numbers of the lists, at least one.
    pub lists: &'a [&'a str],
    /// Words that the service shows with the subscriber.
    pub tags: &'a [&'a str],
    /// Who asks for consent.
    pub consent: Consent,
}

/// Who asks a subscriber for consent (D20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The account has it: no letter is sent to confirm. Unisender's `double_optin=3`.
    Given,
    /// The service asks whoever is in none of its lists yet. Its `double_optin=4`. Who has not
    /// answered yet may get a second letter when a call whose answer was lost is repeated.
    ServiceAsks,
}

/// Why the service did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It may work later: its own failure, too many calls, an empty purse.
    Later {
        /// In one line.
        said: String,
        /// What the service asks to wait. Units: seconds.
        after_seconds: Option<i64>,
    },
    /// No answer came, or one that it failed at something: it may have done it.
    Lost(String),
    /// It refuses the key, or this account may not use the API.
    Key(String),
    /// It refuses what was asked, and will again.
    Refused(String),
    /// Its answer is none that its documentation knows.
    Unknown(String),
}

impl Trouble {
    /// What is kept and shown.
    pub fn said(&self) -> &str {
        let (Trouble::Later { said, .. }
        | Trouble::Lost(said)
        | Trouble::Key(said)
        | Trouble::Refused(said)
        | Trouble::Unknown(said)) = self;
        said
    }
}

impl Unisender<'_> {
    /// All lists of the account.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn lists(&self) -> Result<Vec<List>, Trouble> {
        let result = self.call("getLists", &[]).await?;
        let unknown = || Trouble::Unknown("the service's answer is no list of lists".into());
        result
            .as_array()
            .ok_or_else(unknown)?
            .iter()
            .map(|row| list(row).ok_or_else(unknown))
            .collect()
    }

    /// Adds a subscriber to lists; what the service knows of the subscriber already stays. The same
    /// call again changes nothing.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn subscribe(&self, one: &Subscription<'_>) -> Result<(), Trouble> {
        let (lists, tags) = (one.lists.join(","), one.tags.join(","));
        let double_optin = match one.consent {
            Consent::Given => "3",
            Consent::ServiceAsks => "4",
        };
        let mut parameters = vec![
            ("list_ids", lists.as_str()),
            ("fields[email]", one.email),
            ("double_optin", double_optin),
            ("overwrite", "0"),
        ];
        if !one.tags.is_empty() {
            parameters.push(("tags", &tags));
        }
        let result = self.call("subscribe", &parameters).await?;
        match result.get("person_id") {
            Some(_) => Ok(()),
            None => Err(Trouble::Unknown("the service's answer names no subscriber".into())),
        }
    }

    async fn call(&self, method: &str, parameters: &[(&str, &str)]) -> Result<Json, Trouble> {
        let url = format!("{}/en/api/{method}?format=json", self.base.trim_end_matches('/'));
        let mut form = worker::url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("api_key", self.key).extend_pairs(parameters);
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let call = Call { verb: Verb::Post, url: &url, headers: &headers, body: &form.finish() };
        match self.platform.call(&call).await {
            Err(said) => Err(Trouble::Lost(said)),
            Ok(reply) => {
                let body = without_secrets(reply.body, &[self.key.to_owned()]);
                result_of(&Reply { body, ..reply })
            }
        }
    }
}

/// The service's numbers come as numbers or as texts.
fn list(row: &Json) -> Option<List> {
    let external_id = match row.get("id")? {
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        _ => return None,
    };
    let is_number =
        !external_id.is_empty() && external_id.bytes().all(|byte| byte.is_ascii_digit());
    let title = row.get("title")?.as_str()?.to_owned();
    is_number.then_some(List { external_id, title })
}

fn result_of(reply: &Reply) -> Result<Json, Trouble> {
    let after_seconds = reply.retry_after_seconds;
    let said = format!("the service answered with HTTP {}", reply.status);
    match reply.status {
        // Source: RFC 6585 §4, RFC 9110 §15.6.4: it has not done what it was asked.
        429 | 503 => return Err(Trouble::Later { said, after_seconds }),
        500.. => return Err(Trouble::Lost(said)),
        _ => {}
    }
    let Ok(answer) = serde_json::from_str::<Json>(&reply.body) else {
        let said = format!("the service answered with HTTP {} and no JSON", reply.status);
        return Err(Trouble::Unknown(said));
    };
    let Some(error) = answer.get("error") else {
        let result = answer.get("result").cloned();
        return result.ok_or_else(|| Trouble::Unknown("the service's answer has no result".into()));
    };
    let said = without_addresses(error.as_str().unwrap_or_default());
    Err(match answer.get("code").and_then(Json::as_str).unwrap_or_default() {
        "invalid_api_key" | "access_denied" => Trouble::Key(said),
        "retry_later"
        | "not_enough_money"
        | "api_call_limit_exceeded_for_api_key"
        | "api_call_limit_exceeded_for_ip" => Trouble::Later { said, after_seconds },
        "invalid_arg" | "unknown_method" | "unspecified" => Trouble::Refused(said),
        other => Trouble::Unknown(without_addresses(&format!("{other}: {said}"))),
    })
}

/// A list as it is kept: its id here is derived from its number there, so that a list that comes back
/// is the same list.
pub fn row_of(list: &List) -> Json {
    json!([format!("unisender_{}", list.external_id), list.external_id, list.title])
}
