//! Which of our messages an e-mail answers, and how that was seen (E1).
//!
//! Mail programs name the message that they answer (`In-Reply-To`, `References`: RFC 5322 §3.6.4); ours
//! carry a Message-ID made of the effect's key. Some providers write another one, so the address for
//! answers carries the beginning of the key, too. Where neither came back, the latest message to the
//! sender is meant, one of the same subject first. Spec table: `tests/spec/answers.md`.

use super::ReceivedEmail;
use crate::words::{DerivedKey, Moment};

/// How long a message is taken for answered by whoever writes to us without naming one. Units: days.
/// Source: our choice; later a message is a matter of its own.
pub const ANSWER_DAYS: i64 = 30;
/// Most messages that one e-mail names and that are looked up. Source: our choice; a thread has few of
/// ours, and the latest stand last.
pub const NAMED_MAX: usize = 50;
/// Characters of a key in an address for answers. Source: our choice, 100 bits; a local part has 64
/// characters (RFC 5321 §4.5.3.1.1).
const TAG_KEY_CHARS: usize = 20;
/// Characters of its signature: 40 bits, as hexadecimal digits. Source: our choice; each guess is a
/// whole e-mail.
const TAG_SIGNATURE_CHARS: usize = 10;
/// What our Message-IDs begin with, so that nobody else's is taken for one.
const MESSAGE_ID_START: &str = "relance.";
/// Longest local part of an address. Units: bytes. Source: RFC 5321 §4.5.3.1.1.
const LOCAL_PART_BYTES_MAX: usize = 64;

/// How an answer was matched with its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// It names the message.
    MessageId,
    /// It came to the address that only this message gives.
    Address,
    /// Its sender got a message of this subject.
    Subject,
    /// It is the latest message that its sender got.
    Sender,
}

/// A message of ours that may be the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its key.
    pub key: DerivedKey,
    /// When it was decided.
    pub at: Moment,
    /// Its subject; empty for an SMS.
    pub subject: String,
    /// Whether it went to one of the contacts with the sender's address.
    pub is_to_sender: bool,
}

/// The part of an address for answers that says which message it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The beginning of the key.
    pub key_start: String,
    /// Shows that the address is ours.
    pub signature: String,
}

impl MatchedBy {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            MatchedBy::MessageId => "message_id",
            MatchedBy::Address => "address",
            MatchedBy::Subject => "subject",
            MatchedBy::Sender => "sender",
        }
    }
}

/// The Message-ID of the message with this key, without its brackets: the same at each attempt.
pub fn message_id(key: &str, domain: &str) -> String {
    format!("{MESSAGE_ID_START}{key}@{domain}")
}

/// The key in a Message-ID of ours, with or without its brackets.
pub fn key_of_message_id(message_id: &str) -> Option<DerivedKey> {
    let inner = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, _) = inner.split_once('@')?;
    let key = local.trim().strip_prefix(MESSAGE_ID_START)?;
    DerivedKey::parse(&key.to_ascii_lowercase()).ok()
}

/// The address for answers to the message with this key; without a tag where the local part leaves no
/// room for one. `signature` is the account's over the key.
pub fn address_for_answers(local: &str, domain: &str, key: &str, signature: &str) -> String {
    let key_start: String = key.chars().take(TAG_KEY_CHARS).collect();
    let signature: String = signature.chars().take(TAG_SIGNATURE_CHARS).collect();
    let tagged = format!("{local}+r{key_start}{signature}");
    let local = if tagged.len() <= LOCAL_PART_BYTES_MAX { &tagged } else { local };
    format!("{local}@{domain}")
}

/// The tag of an address for answers.
pub fn tag_of(address: &str) -> Option<Tag> {
    let (local, _) = address.trim().rsplit_once('@')?;
    let (_, tag) = local.rsplit_once('+')?;
    let tag = tag.to_ascii_lowercase();
    let rest = tag.strip_prefix('r')?;
    let is_good = rest.len() == TAG_KEY_CHARS + TAG_SIGNATURE_CHARS
        && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !is_good {
        return None;
    }
    let (key_start, signature) = rest.split_at_checked(TAG_KEY_CHARS)?;
    Some(Tag { key_start: key_start.to_owned(), signature: signature.to_owned() })
}

impl Tag {
    /// Whether it is of the message with this key; `signature` is the account's over the key.
    pub fn is_of(&self, key: &DerivedKey, signature: &str) -> bool {
        key.as_str().starts_with(&self.key_start)
            && self.signature.len() == TAG_SIGNATURE_CHARS
            && signature.get(..TAG_SIGNATURE_CHARS) == Some(self.signature.as_str())
    }
}

impl ReceivedEmail {
    /// The keys of the messages that it says it answers, the likeliest first: the one of `In-Reply-To`,
    /// then those of `References` from the last.
    pub fn named_keys(&self) -> Vec<DerivedKey> {
        let ids = self
            .in_reply_to
            .split_whitespace()
            .chain(self.references.iter().rev().map(String::as_str));
        let mut keys: Vec<DerivedKey> = Vec::new();
        for key in ids.filter_map(key_of_message_id).take(NAMED_MAX) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The tags of the addresses that it was sent to.
    pub fn tags(&self) -> Vec<Tag> {
        let addresses = core::iter::once(&self.envelope_to).chain(&self.to);
        addresses.filter_map(|address| tag_of(address)).take(NAMED_MAX).collect()
    }

    /// Whether it can be somebody's answer at all: not a machine's, and none of our own messages that
    /// came back to us.
    pub fn may_answer(&self) -> bool {
        !self.is_automatic() && key_of_message_id(&self.message_id).is_none()
    }

    /// Which of these messages it answers. `tagged` is the one that its address is of, once the
    /// signature was checked.
    pub fn answered(
        &self,
        sent: &[Sent],
        tagged: Option<&DerivedKey>,
    ) -> Option<(DerivedKey, MatchedBy)> {
        if !self.may_answer() {
            return None;
        }
        let known = |key: &DerivedKey| sent.iter().any(|one| one.key == *key);
        if let Some(key) = self.named_keys().into_iter().find(known) {
            return Some((key, MatchedBy::MessageId));
        }
        if let Some(key) = tagged.filter(|key| known(key)) {
            return Some((key.clone(), MatchedBy::Address));
        }
        let latest = |is_wanted: &dyn Fn(&Sent) -> bool| {
            let wanted = sent.iter().filter(|one| one.is_to_sender && is_wanted(one));
            wanted.max_by_key(|one| (one.at, &one.key)).map(|one| one.key.clone())
        };
        let subject = bare_subject(&self.subject);
        let same = |one: &Sent| !subject.is_empty() && bare_subject(&one.subject) == subject;
        let by_subject = latest(&same).map(|key| (key, MatchedBy::Subject));
        by_subject.or_else(|| latest(&|_| true).map(|key| (key, MatchedBy::Sender)))
    }
}

/// How programs mark an answer before the subject. Source: Outlook, Gmail and Thunderbird in the
/// product's languages and German; RFC 5322 §3.6.5 knows `Re: ` alone.
const ANSWER_MARKS: [&str; 12] =
    ["re", "odp", "odpowiedź", "răsp", "rasp", "r", "vá", "va", "válasz", "на", "ответ", "aw"];

/// A subject without what programs put before it, and without differences that people do not see.
fn bare_subject(subject: &str) -> String {
    let lowered = subject.to_lowercase();
    let mut rest = lowered.trim();
    // Each round takes a mark off; a long row of them ends with the text.
    while let Some((mark, after)) = rest.split_once(':') {
        // Some count: `Re[2]:`.
        let mark = mark.split(['[', '(']).next().unwrap_or_default().trim();
        if !ANSWER_MARKS.contains(&mark) {
            break;
        }
        rest = after.trim_start();
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}
