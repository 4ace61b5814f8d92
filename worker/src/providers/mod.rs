//! Speaks with services outside: one file for each, over one bounded HTTP call.
//!
//! Decides nothing: what an answer means for a message is `relance_core::engine`'s to say.

pub mod cloudflare;
pub mod outgoing;
pub mod postmark;
pub mod prepared;
pub mod resend;
pub mod service;
pub mod smsapi;
pub mod twilio;
pub mod unisender;
pub mod webhook;

pub use outgoing::{File, Hint, Identity, Outgoing, Sending};
pub use service::{Checked, Found, Service, Sought};

pub use crate::platform::{Call, Reply, Verb};

/// Longest explanation that is kept. Units: characters. Our choice: it stands in a line of a table.
const SAID_CHARS_MAX: usize = 200;

/// A service's explanation as it is kept: one line, bounded.
fn clipped(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID_CHARS_MAX).collect()
}
