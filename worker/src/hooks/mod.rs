//! What providers tell of messages that they carried: is it really the provider, and what does it say.
//!
//! Nothing is read before it is verified. What a fact means is `relance_core::engine::facts`'s to say;
//! here is only each provider's own language. Tables: `tests/spec/delivery_hooks.md`; the providers'
//! own libraries are the judges of the signatures (`tests/parity/hooks.test.mjs`).
//!
//! | provider | verified by |
//! |---|---|
//! | Resend | Standard Webhooks, as Svix names its headers; two secrets while one is replaced |
//! | Postmark | our token, as HTTP Basic's password or in the address |
//! | Twilio | HMAC-SHA1 over the address and the sorted fields, with the account's token |
//! | SMSAPI | our token in the address |

pub mod postmark;
pub mod resend;
pub mod signature;
pub mod smsapi;
pub mod twilio;

use relance_core::engine::facts::Bounce;
use relance_core::words::Moment;

/// Longest body of a webhook. Units: bytes. Our choice: the largest is a bounce with the message's
/// beginning; ten times that.
pub const HOOK_BYTES_MAX: usize = 200_000;
/// Longest link that is kept. Units: bytes. Source: what browsers and mail programs take.
const LINK_BYTES_MAX: usize = 2_000;

/// One thing that a provider tells of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which message.
    pub of: Name,
    /// What.
    pub what: What,
    /// When, by the provider's clock.
    pub at: Option<Moment>,
}

/// How a provider names a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// By the key that we gave it.
    Key(String),
    /// By its own id.
    Id(String),
}

/// What a provider tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The recipient's server or telephone has it.
    Delivered,
    /// It came back.
    Bounced(Bounce),
    /// The recipient called it spam.
    Complained,
    /// Its pictures were fetched by this program.
    Opened(String),
    /// A link was followed by a program.
    Clicked {
        /// What the program says of itself.
        user_agent: String,
        /// Where to.
        link: String,
    },
    /// The recipient wants no more.
    Unsubscribed,
}

/// The message that a provider's record is about: our key where it came back, else its own id.
fn name(key: &str, id: &str) -> Option<Name> {
    match (key, id) {
        ("", "") => None,
        ("", id) => Some(Name::Id(id.to_owned())),
        (key, _) => Some(Name::Key(key.to_owned())),
    }
}

fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text).ok()
}

fn link(text: &str) -> String {
    let mut end = text.len().min(LINK_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}

/// The fields of a form, in their order.
pub fn fields(form: &str) -> Vec<(String, String)> {
    worker::url::form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str()).unwrap_or_default()
}
