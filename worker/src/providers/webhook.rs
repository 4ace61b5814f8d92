//! Signed webhooks by the Standard Webhooks specification: `webhook-id` (the same at each attempt),
//! `webhook-timestamp` (fresh at each), `webhook-signature` (`v1`, HMAC-SHA256).
//!
//! Source: standardwebhooks.com, specification 1.0.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Call, Reply, Verb};
use crate::answer::Refusal;
use crate::platform::Platform;
use crate::store::db::Db;

/// Length of a secret. Units: bytes. Source: the specification asks for 24 to 64.
const SECRET_BYTES: usize = 32;
/// What a secret begins with. Source: the specification.
const SECRET_PREFIX: &str = "whsec_";

/// One webhook.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// Where to.
    pub url: &'a str,
    /// Names what happened: a receiver that has seen it before leaves it.
    pub id: &'a str,
    /// The JSON text.
    pub body: &'a str,
    /// Each signs, so that a secret can be replaced without a gap.
    pub secrets: &'a [&'a str],
}

/// A new secret.
///
/// # Errors
/// When the platform gives no randomness.
pub fn fresh_secret(db: &Db) -> Result<String, Refusal> {
    let bytes = db.random_bytes(SECRET_BYTES)?;
    Ok(format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)))
}

/// Sends it. The signature carries the world's clock: receivers refuse what is older than minutes.
///
/// # Errors
/// Why no answer came.
pub async fn send(platform: &dyn Platform, webhook: &Webhook<'_>) -> Result<Reply, String> {
    let timestamp = platform.now().as_ms().div_euclid(1_000).to_string();
    let signatures: Vec<String> = webhook
        .secrets
        .iter()
        .filter_map(|secret| signature(secret, webhook.id, &timestamp, webhook.body))
        .collect();
    let signed = signatures.join(" ");
    let headers = [
        ("content-type", "application/json"),
        ("user-agent", "Relance-Webhooks/1"),
        ("webhook-id", webhook.id),
        ("webhook-timestamp", timestamp.as_str()),
        ("webhook-signature", signed.as_str()),
    ];
    let (url, body) = (webhook.url, webhook.body);
    platform.call(&Call { verb: Verb::Post, url, headers: &headers, body }).await
}

/// One signature of a webhook; `None` when the secret is none.
pub fn signature(secret: &str, id: &str, timestamp: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}
