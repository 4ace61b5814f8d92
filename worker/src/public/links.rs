//! Addresses of ours that stand in messages: where this deployment is found, and what a link's token says.

use relance_core::words::{AccountId, Problem};

use crate::answer::Refusal;
use crate::keys;
use crate::request::{Mode, mode};
use crate::store::db::Db;

/// The variable that names where people reach this deployment, like `https://relance.example`.
const PUBLIC_URL: &str = "RELANCE_PUBLIC_URL";
/// Where it is in development, when the variable is absent: what `cargo xtask start` takes.
const DEVELOPMENT_URL: &str = "http://127.0.0.1:8787";
/// The purpose of a token that lets its holder unsubscribe; its payload is the message's key.
const UNSUBSCRIBE: &str = "unsubscribe";
/// The purpose of a token that confirms an address; its payload is the letter's key.
const CONFIRM: &str = "confirm";

/// Where people reach this deployment, without a slash at the end.
///
/// # Errors
/// `public_url_missing`: in production it has to be an address of https, because mail programs follow no
/// other to unsubscribe (RFC 8058 §3.1).
pub fn base(db: &Db) -> Result<String, Refusal> {
    let given = db.platform().variable(PUBLIC_URL).unwrap_or_default();
    let given = given.trim().trim_end_matches('/');
    match mode(db) {
        Mode::Development if given.is_empty() => Ok(DEVELOPMENT_URL.to_owned()),
        Mode::Production if !given.starts_with("https://") => {
            let message = format!("the deployment's `{PUBLIC_URL}` is no address of https");
            Err(Problem::new("public_url_missing", message)
                .help("set it to where people reach this deployment, like https://relance.example")
                .into())
        }
        Mode::Development | Mode::Production => Ok(given.to_owned()),
    }
}

/// The page where whom a message went to unsubscribes.
///
/// # Errors
/// `public_url_missing`, `secret_missing`.
pub fn unsubscribe(db: &Db, account: &AccountId, key: &str) -> Result<String, Refusal> {
    Ok(format!("{}/p/u/{}", base(db)?, unsubscribe_token(db, account, key)?))
}

/// The token alone: for the subject of an e-mail that unsubscribes.
///
/// # Errors
/// `secret_missing`.
pub fn unsubscribe_token(db: &Db, account: &AccountId, key: &str) -> Result<String, Refusal> {
    keys::sign(db, account, UNSUBSCRIBE, key)
}

/// Whose message a token lets unsubscribe from: the account, and the message's key.
pub fn unsubscribed(db: &Db, token: &str) -> Option<(AccountId, String)> {
    keys::verified(db, UNSUBSCRIBE, token)
}

/// The page where an address is confirmed.
///
/// # Errors
/// `public_url_missing`, `secret_missing`.
pub fn confirm(db: &Db, account: &AccountId, letter: &str) -> Result<String, Refusal> {
    Ok(format!("{}/p/c/{}", base(db)?, keys::sign(db, account, CONFIRM, letter)?))
}

/// Which letter a token confirms.
pub fn confirmed(db: &Db, token: &str) -> Option<(AccountId, String)> {
    keys::verified(db, CONFIRM, token)
}
