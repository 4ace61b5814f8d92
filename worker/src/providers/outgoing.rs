//! A message on its way out, whichever provider carries it, and what the provider made of it.
//!
//! Composed from the outbox's row by `compose`: the same row gives the same bytes at each attempt (D23).

use relance_core::engine::delivery::Answer;
use relance_core::words::Channel;

/// A message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// The effect's key: each attempt carries the same one.
    pub key: &'a str,
    /// How it travels. An e-mail to a colleague is an e-mail.
    pub channel: Channel,
    /// An e-mail address, or a number in E.164.
    pub to: &'a str,
    /// Who writes.
    pub from: Identity,
    /// Where an answer goes; of an e-mail.
    pub reply_to: Option<Identity>,
    /// One line; empty for an SMS.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML; empty for an SMS, and for an e-mail that has none.
    pub html: String,
    /// Headers of an e-mail beyond the usual ones, like `List-Unsubscribe`.
    pub headers: Vec<(String, String)>,
    /// Files of an e-mail.
    pub attachments: Vec<File>,
}

/// Who writes, or is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// For people; may be empty.
    pub name: String,
    /// An e-mail address; of an SMS the sender: a name of up to eleven letters, or a number.
    pub address: String,
}

/// A file of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, with the ending.
    pub name: String,
    /// Like `text/html`.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What came of handing a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// What core is asked about.
    pub answer: Answer,
    /// The provider's own id, by which its webhooks name the message.
    pub provider_id: Option<String>,
    /// The provider's words, in one line, when not all went well. Without addresses.
    pub said: Option<String>,
    /// What it means beyond this message.
    pub hint: Option<Hint>,
}

/// What a provider's answer means beyond the one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// It does not take the key: nothing more leaves by it until a person gives another.
    KeyRefused,
    /// The address is dead for good (a hard bounce): nothing more goes to it (D20).
    AddressDead,
    /// The recipient complained about an earlier message (D20).
    Complained,
    /// The recipient answered STOP (D20).
    Stopped,
}
