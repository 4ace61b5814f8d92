//! Who asks: API tokens, the session cookie made from one, and the deployment's own token.
//!
//! A token reads `rel_<id>_<secret>`; only the SHA-256 of the secret is kept, so it is shown once.
//! `RELANCE_ADMIN_TOKEN` (a secret of the deployment) is the administrator of the account `main` and
//! may make accounts.

use relance_core::words::{AccountId, Moment, Problem};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use worker::Env;

use crate::answer::Refusal;
use crate::request::{Caller, Incoming, Mode, Scope, real_now};
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
pub fn fresh_token() -> Result<FreshToken, Refusal> {
    let id = random_text(10)?;
    let secret = random_text(32)?;
    let shown = format!("rel_{id}_{secret}");
    Ok(FreshToken { secret_sha256: sha256(&secret), id, shown })
}

/// So many random lower-case letters and digits, five bits each.
///
/// # Errors
/// When the platform gives no randomness.
pub fn random_text(characters: usize) -> Result<String, Refusal> {
    let mut bytes = vec![0_u8; characters];
    getrandom::fill(&mut bytes)
        .map_err(|_| Problem::new("internal", "the platform gives no random numbers"))?;
    let letter = |byte: u8| match byte & 31 {
        low @ 0..26 => char::from(b'a' + low),
        high => char::from(b'2' + high - 26),
    };
    Ok(bytes.into_iter().map(letter).collect())
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
    let token = given_token(incoming).ok_or_else(|| {
        Problem::new("missing_token", "a token is missing")
            .help("send it as `Authorization: Bearer …`")
    })?;
    caller_of(incoming, &token).await
}

/// Whose token this is.
///
/// # Errors
/// `unknown_token`.
pub async fn caller_of(incoming: &Incoming, token: &str) -> Result<Caller, Refusal> {
    if is_admin_token(&incoming.env, token) {
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
    Ok(caller_from(AccountId::parse(account)?, id, scopes, &row, incoming.mode))
}

/// Whether this is the deployment's own token.
pub fn is_admin_token(env: &Env, token: &str) -> bool {
    let kept = env.secret("RELANCE_ADMIN_TOKEN").or_else(|_| {
        env.var("RELANCE_ADMIN_TOKEN")
            .map(|text| worker::Secret::from(wasm_bindgen::JsValue::from(text)))
    });
    kept.is_ok_and(|kept| {
        let kept = kept.to_string();
        !kept.is_empty() && is_same(&sha256(&kept), &sha256(token))
    })
}

/// Whether the request carries the deployment's own token.
pub fn carries_admin_token(incoming: &Incoming) -> bool {
    given_token(incoming).is_some_and(|token| is_admin_token(&incoming.env, &token))
}

async fn main_caller(incoming: &Incoming) -> Result<Caller, Refusal> {
    let id = AccountId::parse(MAIN_ACCOUNT)?;
    let mut row = account::caller_by_account(&incoming.db, &id).await?;
    if row.get("setup_version").is_none_or(Json::is_null) {
        crate::routes::accounts::create(&incoming.db, &id, None, real_now(), Vec::new()).await?;
        row = account::caller_by_account(&incoming.db, &id).await?;
    }
    let scopes = vec![Scope::Read, Scope::Write, Scope::Admin];
    Ok(caller_from(id, "admin", scopes, &row, incoming.mode))
}

fn caller_from(account: AccountId, by: &str, scopes: Vec<Scope>, row: &Json, mode: Mode) -> Caller {
    let dev_now = row.get("dev_now_ms").and_then(Json::as_i64).map(Moment::from_ms);
    let is_clock_moved = mode == Mode::Development && dev_now.is_some();
    let (by, now) = (by.to_owned(), store::clock(mode, dev_now));
    Caller { account, scopes, by, now, is_clock_moved }
}
