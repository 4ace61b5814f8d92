//! Who asks: API tokens, the session cookie made from one, and the deployment's own token.
//!
//! A token reads `rel_<id>_<secret>`; only the SHA-256 of the secret is kept, so it is shown once.
//! `RELANCE_ADMIN_TOKEN` (a secret of the deployment) is the administrator of the account `main` and
//! may make accounts.

use relance_core::words::{AccountId, Moment, Problem};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::answer::Refusal;
use crate::request::{Caller, Incoming, Mode, Scope};
use crate::store::db::Db;
use crate::store::{self, account};

/// The account of the deployment's own token.
pub const MAIN_ACCOUNT: &str = "main";
/// Name of the session cookie.
pub const COOKIE: &str = "relance_session";

/// The words for scopes.
pub const SCOPES: [(&str, Scope); 4] = [
    ("read", Scope::Read),
    ("write", Scope::Write),
    ("admin", Scope::Admin),
    ("start", Scope::Start),
];

/// A token as it is shown, once.
#[derive(Debug)]
pub struct FreshToken {
    /// Public half; finds the row.
    pub id: String,
    /// What is kept of the secret half.
    pub secret_sha256: String,
    /// The whole token.
    pub shown: String,
}

/// A new token.
///
/// # Errors
/// When the platform gives no randomness.
pub fn fresh_token(db: &Db) -> Result<FreshToken, Refusal> {
    let id = db.random_text(10)?;
    let secret = db.random_text(32)?;
    let shown = format!("rel_{id}_{secret}");
    Ok(FreshToken { secret_sha256: sha256(&secret), id, shown })
}

/// Hexadecimal SHA-256.
pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Equal, in a time that does not depend on where they differ.
fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

/// The token that a request carries: in its header, or in its cookie.
fn given_token(incoming: &Incoming) -> Option<String> {
    let header = incoming.header("authorization").unwrap_or_default();
    if let Some(token) = header.strip_prefix("Bearer ") {
        return Some(token.trim().to_owned());
    }
    let cookies = incoming.header("cookie")?;
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| token.to_owned())
}

/// Who asks.
///
/// # Errors
/// `missing_token`, `unknown_token`.
pub async fn caller(incoming: &Incoming) -> Result<Caller, Refusal> {
    let token = given_token(incoming).ok_or_else(missing_token)?;
    caller_of(incoming, &token).await
}

fn missing_token() -> Problem {
    Problem::new("missing_token", "a token is missing").help("send it as `Authorization: Bearer …`")
}

/// Whose token this is.
///
/// # Errors
/// `unknown_token`.
pub async fn caller_of(incoming: &Incoming, token: &str) -> Result<Caller, Refusal> {
    if is_admin_token(&incoming.db, token) {
        return main_caller(incoming).await;
    }
    let unknown = || Refusal::from(Problem::new("unknown_token", "this token is not known here"));
    let (id, secret) =
        token.strip_prefix("rel_").and_then(|rest| rest.split_once('_')).ok_or_else(unknown)?;
    let row = account::caller_by_token(&incoming.db, id).await?;
    let kept = row.get("secret_sha256").and_then(Json::as_str).ok_or_else(unknown)?;
    if !is_same(kept, &sha256(secret)) {
        return Err(unknown());
    }
    let account = row.get("account").and_then(Json::as_str).unwrap_or_default();
    let words = row.get("scopes").and_then(Json::as_array).cloned().unwrap_or_default();
    let scopes = SCOPES
        .iter()
        .filter(|(word, _)| words.iter().any(|other| other == word))
        .map(|(_, scope)| *scope)
        .collect();
    Ok(caller_from(incoming, AccountId::parse(account)?, id, scopes, &row))
}

/// Whether this is the deployment's own token.
pub fn is_admin_token(db: &Db, token: &str) -> bool {
    let kept = db.platform().variable("RELANCE_ADMIN_TOKEN");
    kept.is_some_and(|kept| !kept.is_empty() && is_same(&sha256(&kept), &sha256(token)))
}

/// Whether the request carries the deployment's own token.
pub fn carries_admin_token(incoming: &Incoming) -> bool {
    given_token(incoming).is_some_and(|token| is_admin_token(&incoming.db, &token))
}

/// Whether the request may read the deployment's figures: with its own token, or with the one that
/// is for nothing else, `RELANCE_METRICS_TOKEN`.
///
/// # Errors
/// `missing_token`.
pub fn may_watch(incoming: &Incoming) -> Result<bool, Refusal> {
    let token = given_token(incoming).ok_or_else(missing_token)?;
    let kept = incoming.db.platform().variable("RELANCE_METRICS_TOKEN");
    let is_it = |kept: String| !kept.is_empty() && is_same(&sha256(&kept), &sha256(&token));
    Ok(is_admin_token(&incoming.db, &token) || kept.is_some_and(is_it))
}

async fn main_caller(incoming: &Incoming) -> Result<Caller, Refusal> {
    let id = AccountId::parse(MAIN_ACCOUNT)?;
    let mut row = account::caller_by_account(&incoming.db, &id).await?;
    if row.get("setup_version").is_none_or(Json::is_null) {
        crate::routes::accounts::create(
            &incoming.db,
            &id,
            None,
            incoming.db.real_now(),
            Vec::new(),
        )
        .await?;
        row = account::caller_by_account(&incoming.db, &id).await?;
    }
    let scopes = vec![Scope::Read, Scope::Write, Scope::Admin];
    Ok(caller_from(incoming, id, "admin", scopes, &row))
}

fn caller_from(
    incoming: &Incoming,
    account: AccountId,
    by: &str,
    scopes: Vec<Scope>,
    row: &Json,
) -> Caller {
    let dev_now = row.get("dev_now_ms").and_then(Json::as_i64).map(Moment::from_ms);
    let is_clock_moved = incoming.mode == Mode::Development && dev_now.is_some();
    let (by, now) = (by.to_owned(), store::clock(&incoming.db, dev_now));
    Caller { account, scopes, by, now, is_clock_moved }
}
