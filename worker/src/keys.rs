//! Keys that derive from the deployment's secret `RELANCE_SECRET`: what signs addresses in messages,
//! what seals the keys of providers at rest, what makes an address a hash.
//!
//! Each account and purpose has its own key, so that a token of one opens nothing of another. Who
//! changes the secret makes all of them void: links in sent messages, sealed keys, hashes.

use aes_gcm::aead::{Aead, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use relance_core::words::{AccountId, Problem};
use sha2::Sha256;

use crate::answer::Refusal;
use crate::request::{Mode, mode};
use crate::store::db::Db;

/// The secret's name.
const SECRET: &str = "RELANCE_SECRET";
/// Shortest secret. Units: characters. Our choice: 128 bits in hexadecimal digits.
const SECRET_CHARS_MIN: usize = 32;
/// What development uses without one; production refuses to do without.
const DEVELOPMENT_SECRET: &str = "development: nothing real is kept by this secret";
/// Length of a signature in a token. Units: bytes. Our choice: 128 bits, and an address stays short.
const SIGNATURE_BYTES: usize = 16;
/// Length of a nonce of AES-GCM. Units: bytes. Source: NIST SP 800-38D.
const NONCE_BYTES: usize = 12;

/// A token for an address in a message: it carries account and payload, readable, and a signature.
/// The payload holds no personal data.
///
/// # Errors
/// `secret_missing`.
pub fn sign(db: &Db, account: &AccountId, purpose: &str, payload: &str) -> Result<String, Refusal> {
    let said = format!("{}\n{payload}", account.as_str());
    let signature = mac(db, account, purpose, said.as_bytes())?;
    let signature = signature.get(..SIGNATURE_BYTES).unwrap_or_default();
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&said), URL_SAFE_NO_PAD.encode(signature)))
}

/// The account and the payload of a token that [`sign`] made for this purpose; `None` for any other.
pub fn verified(db: &Db, purpose: &str, token: &str) -> Option<(AccountId, String)> {
    let (said, signature) = token.split_once('.')?;
    let said = String::from_utf8(URL_SAFE_NO_PAD.decode(said).ok()?).ok()?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let (account, payload) = said.split_once('\n')?;
    let account = AccountId::parse(account).ok()?;
    if signature.len() != SIGNATURE_BYTES {
        return None;
    }
    let mut expected = keyed(db, &account, purpose).ok()?;
    expected.update(said.as_bytes());
    // In a time that does not depend on where they differ.
    expected.verify_truncated_left(&signature).ok()?;
    Some((account, payload.to_owned()))
}

/// A text as it may be kept: encrypted, bound to the account and to its name.
///
/// # Errors
/// `secret_missing`, or no randomness.
pub fn seal(db: &Db, account: &AccountId, name: &str, plain: &str) -> Result<String, Refusal> {
    let nonce_bytes = db.random_bytes(NONCE_BYTES)?;
    let nonce = Nonce::try_from(nonce_bytes.as_slice()).map_err(|_| broken())?;
    let sealed =
        cipher(db, account, name)?.encrypt(&nonce, plain.as_bytes()).map_err(|_| broken())?;
    let mut kept = nonce_bytes;
    kept.extend(sealed);
    Ok(URL_SAFE_NO_PAD.encode(kept))
}

/// What [`seal`] kept.
///
/// # Errors
/// `secret_missing`; `secret_changed` when it was sealed under another secret, account or name.
pub fn open(db: &Db, account: &AccountId, name: &str, sealed: &str) -> Result<String, Refusal> {
    let changed = || {
        let message = "a kept key was sealed under another secret of this deployment";
        Refusal::from(Problem::new("secret_changed", message).help("enter the key once more"))
    };
    let kept = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| changed())?;
    let (nonce, sealed) = kept.split_at_checked(NONCE_BYTES).ok_or_else(changed)?;
    let nonce = Nonce::try_from(nonce).map_err(|_| changed())?;
    let plain = cipher(db, account, name)?.decrypt(&nonce, sealed).map_err(|_| changed())?;
    String::from_utf8(plain).map_err(|_| changed())
}

/// A text that can be recognised and not be read: hexadecimal HMAC-SHA256.
///
/// # Errors
/// `secret_missing`.
pub fn hashed(db: &Db, account: &AccountId, purpose: &str, text: &str) -> Result<String, Refusal> {
    let bytes = mac(db, account, purpose, text.as_bytes())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn cipher(db: &Db, account: &AccountId, name: &str) -> Result<Aes256Gcm, Refusal> {
    let key = mac(db, account, "seal", name.as_bytes())?;
    Aes256Gcm::new_from_slice(&key).map_err(|_| broken())
}

fn mac(db: &Db, account: &AccountId, purpose: &str, text: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut mac = keyed(db, account, purpose)?;
    mac.update(text);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// The key of an account for a purpose, ready to sign.
fn keyed(db: &Db, account: &AccountId, purpose: &str) -> Result<Hmac<Sha256>, Refusal> {
    let secret = secret(db)?;
    let mut deriving = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| broken())?;
    deriving.update(format!("relance\n{}\n{purpose}", account.as_str()).as_bytes());
    Hmac::<Sha256>::new_from_slice(&deriving.finalize().into_bytes()).map_err(|_| broken())
}

fn secret(db: &Db) -> Result<String, Refusal> {
    match (db.platform().variable(SECRET), mode(db)) {
        (Some(secret), _) if secret.len() >= SECRET_CHARS_MIN => Ok(secret),
        (None, Mode::Development) => Ok(DEVELOPMENT_SECRET.to_owned()),
        (found, _) => {
            let message = if found.is_some() { "is too short" } else { "is not set" };
            Err(Problem::new("secret_missing", format!("the deployment's `{SECRET}` {message}"))
                .help(format!("set it to at least {SECRET_CHARS_MIN} random characters"))
                .into())
        }
    }
}

fn broken() -> Refusal {
    Problem::new("internal", "the key could not be used").into()
}
