//! Whether a webhook is its sender's: signatures, and how old one may be. Nothing else is read before.
//!
//! Comparisons take the same time wherever two differ. Source: standardwebhooks.com, specification 1.0
//! (`id.timestamp.body`, `v1`, five minutes); twilio.com/docs, "Webhooks security".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac};
use relance_core::words::Moment;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How far the sender's clock may be from ours, either way. Units: ms. Source: Standard Webhooks.
pub const TOLERANCE_MS: i64 = 300_000;
const SECRET_PREFIX: &str = "whsec_";

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forged {
    /// It is not signed, or not in a way that can be read.
    Unsigned,
    /// It was signed too long ago, or in the future: somebody may be repeating it.
    Stale,
    /// No key of ours makes this signature.
    Wrong,
}

/// The headers of a signature by Standard Webhooks; Svix names them `svix-…`.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The same at each attempt.
    pub id: &'a str,
    /// Seconds since 1970, of this attempt.
    pub timestamp: &'a str,
    /// One or several, parted by spaces: `v1,…`.
    pub signatures: &'a str,
}

/// Verifies by Standard Webhooks: any of our secrets makes any of the signatures.
///
/// # Errors
/// Why it is not believed.
pub fn standard(
    secrets: &[&str],
    signed: &Signed<'_>,
    body: &str,
    real_now: Moment,
) -> Result<(), Forged> {
    let seconds: i64 = signed.timestamp.parse().map_err(|_| Forged::Unsigned)?;
    if signed.id.is_empty() {
        return Err(Forged::Unsigned);
    }
    let given: Vec<Vec<u8>> = signed
        .signatures
        .split(' ')
        .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
        .collect();
    if given.is_empty() {
        return Err(Forged::Unsigned);
    }
    let content = format!("{}.{}.{body}", signed.id, signed.timestamp);
    let makes = |secret: &&str| {
        let Some(key) = key_of(secret) else { return false };
        given.iter().any(|signature| {
            Hmac::<Sha256>::new_from_slice(&key).is_ok_and(|mut mac| {
                mac.update(content.as_bytes());
                mac.verify_slice(signature).is_ok()
            })
        })
    };
    if !secrets.iter().any(makes) {
        return Err(Forged::Wrong);
    }
    let age = i128::from(real_now.as_ms()) - i128::from(seconds) * 1_000;
    if age.abs() > i128::from(TOLERANCE_MS) { Err(Forged::Stale) } else { Ok(()) }
}

fn key_of(secret: &str) -> Option<Vec<u8>> {
    let secret = secret.strip_prefix(SECRET_PREFIX).unwrap_or(secret);
    STANDARD.decode(secret).ok().filter(|key| !key.is_empty())
}

/// Verifies as Twilio signs: the whole address, then each field's name and value in the order of the
/// names. It carries no time: a repeated one changes nothing, because a fact is kept once.
///
/// # Errors
/// Why it is not believed.
pub fn twilio(
    tokens: &[&str],
    addresses: &[&str],
    fields: &[(String, String)],
    signature: &str,
) -> Result<(), Forged> {
    let given = STANDARD.decode(signature).map_err(|_| Forged::Unsigned)?;
    if given.is_empty() {
        return Err(Forged::Unsigned);
    }
    let mut sorted: Vec<&(String, String)> = fields.iter().collect();
    sorted.sort();
    sorted.dedup();
    let form: String = sorted.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let makes = |token: &str, address: &str| {
        !token.is_empty()
            && Hmac::<Sha1>::new_from_slice(token.as_bytes()).is_ok_and(|mut mac| {
                mac.update(address.as_bytes());
                mac.update(form.as_bytes());
                mac.verify_slice(&given).is_ok()
            })
    };
    let is_any = tokens.iter().any(|token| addresses.iter().any(|address| makes(token, address)));
    if is_any { Ok(()) } else { Err(Forged::Wrong) }
}

/// Verifies a password that both sides know; any of ours.
///
/// # Errors
/// Why it is not believed.
pub fn password(ours: &[&str], given: &str) -> Result<(), Forged> {
    if given.is_empty() {
        return Err(Forged::Unsigned);
    }
    // Digests are compared: where they differ says nothing of where the passwords do.
    let given = Sha256::digest(given.as_bytes());
    let is_any = ours.iter().any(|one| !one.is_empty() && Sha256::digest(one.as_bytes()) == given);
    if is_any { Ok(()) } else { Err(Forged::Wrong) }
}

/// The password of an `Authorization: Basic …` header.
pub fn basic_password(header: &str) -> Option<String> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let both = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    Some(both.split_once(':')?.1.to_owned())
}
