//! The providers that an account has connected, opened for who hands messages over.
//!
//! Secrets are sealed under the deployment's own; they are opened here, and nowhere written out.

use relance_core::words::{AccountId, Provider};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::keys;
use crate::providers::Service;
use crate::providers::prepared::Credentials;
use crate::providers::service::usual_base;
use crate::request::{Mode, mode};
use crate::row::text;
use crate::store::db::Db;
use crate::store::sender;

/// What is secret of a provider.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    /// The key by which we ask.
    pub key: String,
    /// The secret by which the provider signs what it tells, where it gives one.
    pub hook: String,
}

impl core::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// The provider of an account, ready to be asked; `None` when it is not connected, or takes nothing until
/// a person mends it. The mailbox of the console is nobody to ask, either.
///
/// # Errors
/// When the database does not answer; `secret_missing`, `secret_changed`.
pub async fn service(
    db: &Db,
    account: &AccountId,
    provider: Provider,
) -> Result<Option<Service>, Refusal> {
    let row = sender::find(db, account, provider).await?;
    if row.is_null() || text(&row, "state") == "refused" {
        return Ok(None);
    }
    opened(db, account, provider, &row)
}

/// The provider of a row of `sender`.
///
/// # Errors
/// `secret_missing`, `secret_changed`.
pub fn opened(
    db: &Db,
    account: &AccountId,
    provider: Provider,
    row: &Json,
) -> Result<Option<Service>, Refusal> {
    let secrets = secrets(db, account, provider, row)?;
    let options = row.get("options").cloned().unwrap_or_default();
    let credentials = credentials(db, account, provider, &secrets.key, &options)?;
    Ok(Service::of(provider, credentials))
}

/// What it takes to ask a provider with this key.
///
/// # Errors
/// `secret_missing`.
pub fn credentials(
    db: &Db,
    account: &AccountId,
    provider: Provider,
    key: &str,
    options: &Json,
) -> Result<Credentials, Refusal> {
    Ok(Credentials {
        base: base(db, provider, options).trim_end_matches('/').to_owned(),
        key: key.to_owned(),
        account: text(options, "account").to_owned(),
        stream: text(options, "stream").to_owned(),
        hook: match provider {
            Provider::Smsapi | Provider::Twilio => hook_address(db, account, provider)?,
            _ => None,
        },
    })
}

/// Where the provider may tell what became of messages; `None` while the deployment has no public
/// address of its own. The token in it is how a provider that signs nothing is known.
///
/// # Errors
/// `secret_missing`.
pub fn hook_address(
    db: &Db,
    account: &AccountId,
    provider: Provider,
) -> Result<Option<String>, Refusal> {
    let Some(public) = db.platform().variable("RELANCE_PUBLIC_URL") else { return Ok(None) };
    let token = hook_token(db, account, provider)?;
    let (public, provider) = (public.trim_end_matches('/'), provider.key());
    Ok(Some(format!("{public}/p/hooks/{provider}/{}?token={token}", account.as_str())))
}

/// The token of [`hook_address`].
///
/// # Errors
/// `secret_missing`.
pub fn hook_token(db: &Db, account: &AccountId, provider: Provider) -> Result<String, Refusal> {
    let mut token = keys::hashed(db, account, "hook", provider.key())?;
    token.truncate(HOOK_TOKEN_CHARS);
    Ok(token)
}

/// Length of a token of [`hook_address`]. Units: hexadecimal digits. Our choice: 128 bits.
const HOOK_TOKEN_CHARS: usize = 32;

/// What is secret of a row of `sender`.
///
/// # Errors
/// `secret_missing`, `secret_changed`.
pub fn secrets(
    db: &Db,
    account: &AccountId,
    provider: Provider,
    row: &Json,
) -> Result<Secrets, Refusal> {
    let sealed = text(row, "sealed");
    if sealed.is_empty() {
        return Ok(Secrets::default());
    }
    let plain = keys::open(db, account, &name(provider), sealed)?;
    let both: Json = serde_json::from_str(&plain).unwrap_or_default();
    let (key, hook) = (text(&both, "key").to_owned(), text(&both, "hook").to_owned());
    Ok(Secrets { key, hook })
}

/// Secrets as they may be kept.
///
/// # Errors
/// `secret_missing`, or no randomness.
pub fn sealed(
    db: &Db,
    account: &AccountId,
    provider: Provider,
    secrets: &Secrets,
) -> Result<String, Refusal> {
    if provider == Provider::Cloudflare {
        return Ok(String::new());
    }
    let both = json!({"key": secrets.key, "hook": secrets.hook});
    keys::seal(db, account, &name(provider), &both.to_string())
}

/// What a seal is bound to besides the account.
fn name(provider: Provider) -> String {
    format!("sender {}", provider.key())
}

/// The provider's address: in development another one, given with the key or by `RELANCE_RESEND_BASE`
/// and its like.
fn base(db: &Db, provider: Provider, options: &Json) -> String {
    let usual = usual_base(provider, text(options, "region"));
    if mode(db) == Mode::Production {
        return usual.to_owned();
    }
    let given = text(options, "base");
    if !given.is_empty() {
        return given.to_owned();
    }
    let variable = format!("RELANCE_{}_BASE", provider.key().to_uppercase());
    db.platform().variable(&variable).unwrap_or_else(|| usual.to_owned())
}
