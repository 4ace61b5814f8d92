//! Requests that carry an `Idempotency-Key`: one that is repeated is answered as the first was, and does
//! nothing a second time.

use relance_core::words::Problem;
use serde_json::Value as Json;

use crate::answer::Refusal;
use crate::auth::sha256;
use crate::request::{Caller, Incoming};
use crate::store::db::Statement;
use crate::store::idempotency;

/// Longest key. Units: bytes. Source: the API's contract, as of others that take such keys.
const KEY_BYTES_MAX: usize = 255;

/// What makes a request the same one; without a key each is a new one.
#[derive(Debug)]
pub struct Repeatable {
    key: Option<String>,
    hash: String,
}

impl Repeatable {
    /// This request, whose words are all that it asks.
    ///
    /// # Errors
    /// `invalid_key`.
    pub fn of(incoming: &Incoming, words: &str) -> Result<Self, Refusal> {
        let key = incoming.header("idempotency-key");
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > KEY_BYTES_MAX) {
            let message = "an Idempotency-Key has 1 to 255 characters";
            return Err(Problem::new("invalid_key", message).into());
        }
        Ok(Self { key, hash: sha256(words) })
    }

    /// The answer to the first of these, if this is a later one.
    ///
    /// # Errors
    /// `key_reused` when the first one asked something else.
    pub async fn answered(
        &self,
        incoming: &Incoming,
        caller: &Caller,
    ) -> Result<Option<String>, Refusal> {
        let Some(key) = &self.key else { return Ok(None) };
        let kept = idempotency::find(&incoming.db, &caller.account, key).await?;
        let text = |name: &str| kept.get(name).and_then(Json::as_str);
        match (text("request_sha256"), text("answer")) {
            (Some(same), Some(answer)) if same == self.hash => Ok(Some(answer.to_owned())),
            (Some(_), _) => {
                let message = "this Idempotency-Key was used for another request";
                Err(Problem::new("key_reused", message).found(key.clone()).into())
            }
            (None, _) => Ok(None),
        }
    }

    /// Keeps the answer, in the transaction of what it answers.
    pub fn keep(&self, caller: &Caller, answer: &Json) -> Vec<Statement> {
        let answer = answer.to_string();
        let keep =
            |key: &String| idempotency::keep(&caller.account, key, &self.hash, &answer, caller.now);
        self.key.iter().map(keep).collect()
    }
}
