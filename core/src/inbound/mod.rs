//! An e-mail that arrived, as a record of the module `emails`: which one it is, who sent it, whether
//! a machine wrote it, what of its text is kept (S0.4-6). Reading MIME is the Worker's.
//!
//! What it answers is in `answered`, what a mail server reports in `bounce`, what an SMS asks in `stop`.
//! Spec tables: `tests/spec/inbound.md`, `answers.md`, `bounces.md`, `stop_words.md`.

mod answered;
mod bounce;
mod machine;
mod stop;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::wire::record::{GivenRecord, TEXT_BYTES_MAX};
use crate::words::contact::{Channel, normalised_address};
use crate::words::module::CONTACTS;
use crate::words::{AutomationId, DerivedKey, FieldKey, Moment, Problem, RecordId, Value, clip};

pub use answered::{
    ANSWER_DAYS, MatchedBy, NAMED_MAX, Sent, Tag, address_for_answers, key_of_message_id,
    message_id, tag_of,
};
pub use bounce::{Bounce, Report, Severity};
pub use stop::{SmsMeaning, sms_meaning};

/// Longest e-mail that is read, attachments included. Units: bytes. Source: our choice; most offices
/// send at most 10 MB, the platform takes 25 MB, and a Worker has 128 MB for the text, what the parser
/// makes of it, and everything else.
pub const EMAIL_BYTES_MAX: usize = 12_000_000;
/// Most contacts of one sender's address. Source: our choice; a family or a department shares one.
pub const SENDERS_MAX: usize = 20;
/// Longest local part that a person may choose. Source: RFC 5321 §4.5.3.1.1.
pub const LOCAL_PART_CHARS_MAX: usize = 64;
/// Longest name of the record. Units: characters. Source: our choice, one line of a list.
const NAME_CHARS_MAX: usize = 120;
/// Longest header that is kept. Units: bytes. Source: RFC 5322 §2.1.1 has lines of 998.
const HEADER_BYTES_MAX: usize = 998;

/// A message of ours that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Its key.
    pub key: DerivedKey,
    /// Which automation sent it.
    pub automation: AutomationId,
    /// About which record.
    pub record: RecordId,
    /// How that was seen.
    pub by: MatchedBy,
}

/// An e-mail as the parser read it, or an SMS that came back, which has fewer parts. Texts are decoded;
/// nothing is decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedEmail {
    /// How it came.
    pub channel: Channel,
    /// Who the server before says it is from; empty for a bounce (RFC 5321 §4.5.5).
    pub envelope_from: String,
    /// Where it was delivered to.
    pub envelope_to: String,
    /// The address of the header `From`.
    pub from: String,
    /// The name beside it.
    pub from_name: String,
    /// The addresses of the header `To`.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its text; that of its HTML when it has no other.
    pub body: String,
    /// The date that it says it was written, as it stands there.
    pub date: String,
    /// The header `Message-ID`, without its brackets; empty without one.
    pub message_id: String,
    /// The messages that it answers, likewise, separated by spaces: mostly one.
    pub in_reply_to: String,
    /// The messages of the thread that it belongs to, the latest last.
    pub references: Vec<String>,
    /// The header `Auto-Submitted` (RFC 3834 §5).
    pub auto_submitted: String,
    /// The header `Precedence`.
    pub precedence: String,
    /// The header `List-Id` (RFC 2919).
    pub list_id: String,
    /// The header `List-Unsubscribe` (RFC 2369): a newsletter's.
    pub list_unsubscribe: String,
    /// What older programs write of an automatic answer: `X-Autoreply`, `X-Autorespond`,
    /// `X-Autoresponder`, `X-Mail-Autoreply`.
    pub auto_reply: String,
    /// Whether it is a report of a mail server (RFC 6522).
    pub is_report: bool,
}

impl Default for ReceivedEmail {
    fn default() -> Self {
        let nothing = String::new;
        ReceivedEmail {
            channel: Channel::Email,
            envelope_from: nothing(),
            envelope_to: nothing(),
            from: nothing(),
            from_name: nothing(),
            to: Vec::new(),
            subject: nothing(),
            body: nothing(),
            date: nothing(),
            message_id: nothing(),
            in_reply_to: nothing(),
            references: Vec::new(),
            auto_submitted: nothing(),
            precedence: nothing(),
            list_id: nothing(),
            list_unsubscribe: nothing(),
            auto_reply: nothing(),
            is_report: false,
        }
    }
}

impl ReceivedEmail {
    /// Whether a machine wrote it: an automatic answer, a bounce, a mailing list. Nobody answers such
    /// a message by a machine, or two machines write to each other for ever.
    ///
    /// Source: RFC 3834 §2 and §5.
    pub fn is_automatic(&self) -> bool {
        machine::wrote(self)
    }

    /// The id of its record: the same message is the same record, however often and by however many
    /// servers it is delivered. Without a Message-ID, what its writer made of it tells.
    pub fn record_id(&self) -> Result<RecordId, Problem> {
        let id = self.message_id.trim();
        let key = if id.is_empty() {
            DerivedKey::of(&["e-mail", &self.from, &self.date, &self.subject, &self.body])
        } else {
            DerivedKey::of(&["e-mail", id])
        };
        RecordId::parse(key.as_str())
    }

    /// The sender's address as those of contacts are compared.
    pub fn sender(&self) -> Option<String> {
        normalised_address(self.channel, &self.from)
    }

    /// The record that it becomes; `contacts` have the sender's address, `answered` is what of ours it
    /// answers.
    ///
    /// # Errors
    /// `internal` only.
    pub fn record(
        &self,
        contacts: &[RecordId],
        answered: Option<&Answered>,
        now: Moment,
    ) -> Result<GivenRecord, Problem> {
        let body = kept(&self.body, TEXT_BYTES_MAX, Lines::Kept);
        let to = if self.to.is_empty() { self.envelope_to.clone() } else { self.to.join(", ") };
        let subject = header(&self.subject);
        let code = |word: &str| Some(Value::Code(word.to_owned()));
        let text = |text: &str| (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()));
        let senders: Vec<RecordId> = contacts.iter().take(SENDERS_MAX).cloned().collect();
        let name = match (subject.is_empty(), self.channel) {
            (false, _) => subject.clone(),
            (true, Channel::Email) => header(&self.from),
            (true, Channel::Sms) => header(&self.body),
        };
        let values = [
            ("name", text(&shortened(&name))),
            ("from", text(&header(&self.from))),
            ("from_name", text(&header(&self.from_name))),
            ("to", text(&header(&to))),
            ("subject", text(&subject)),
            ("body", text(&body.text)),
            ("received_at", Some(Value::Instant(now))),
            ("direction", code("in")),
            ("is_automatic", Some(Value::YesNo(self.is_automatic()))),
            ("is_cut", Some(Value::YesNo(body.is_cut))),
            ("message_id", text(&header(&self.message_id))),
            ("in_reply_to", text(&header(&self.in_reply_to))),
            ("channel", code(self.channel.key())),
            ("arrived_at", text(&header(&without_tag(&self.envelope_to)))),
            ("answered_automation", answered.and_then(|one| text(one.automation.as_str()))),
            ("answered_record", answered.and_then(|one| text(one.record.as_str()))),
            ("matched_by", answered.and_then(|one| code(one.by.key()))),
            (CONTACTS, (!senders.is_empty()).then_some(Value::Related(senders))),
        ];
        let values: BTreeMap<FieldKey, Option<Value>> =
            values.into_iter().map(|(key, value)| (FieldKey::known(key), value)).collect();
        Ok(GivenRecord { id: self.record_id()?, created: None, values })
    }
}

/// The local part of an address, in the form in which it is looked up: lower case, and without what
/// stands after a `+`, which people use to tell senders apart.
pub fn local_part(address: &str) -> Option<String> {
    let (local, _) = address.trim().rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or(local);
    (!local.is_empty()).then(|| local.to_ascii_lowercase())
}

/// An address of the account's own, without what an answer to one message adds to it.
fn without_tag(address: &str) -> String {
    match (local_part(address), address.trim().rsplit_once('@')) {
        (Some(local), Some((_, domain))) => format!("{local}@{}", domain.to_ascii_lowercase()),
        _ => address.to_owned(),
    }
}

/// A local part that a person chooses for the account.
///
/// # Errors
/// `invalid_local_part`.
pub fn chosen_local_part(text: &str) -> Result<String, Problem> {
    let chosen = text.trim().to_ascii_lowercase();
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_good = (1..=LOCAL_PART_CHARS_MAX).contains(&chosen.len())
        && chosen.starts_with(is_letter)
        && chosen.ends_with(is_letter)
        && !chosen.contains("..")
        && chosen.chars().all(|c| is_letter(c) || matches!(c, '.' | '-' | '_'));
    if is_good {
        return Ok(chosen);
    }
    let message = format!("`{}` cannot stand before the @ of an address", clip(text));
    Err(Problem::new("invalid_local_part", message)
        .found(clip(text))
        .help("use latin letters, digits and . - _, at most 64, like `office`"))
}

/// The refusal of a message that is longer than anybody reads by a rule.
pub fn too_large(bytes: usize, most: usize) -> Problem {
    let message = format!("an e-mail has at most {most} bytes here, its attachments included");
    Problem::new("email_too_large", message)
        .found(bytes.to_string())
        .help("send large files by a link")
}

/// The refusal of a message to nobody.
pub fn unknown_address(address: &str) -> Problem {
    Problem::new("unknown_address", format!("nobody receives e-mail at `{}`", clip(address)))
        .found(clip(address))
}

/// What becomes of line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Kept,
    Joined,
}

struct Kept {
    text: String,
    is_cut: bool,
}

fn header(text: &str) -> String {
    kept(text, HEADER_BYTES_MAX, Lines::Joined).text
}

fn shortened(text: &str) -> String {
    text.chars().take(NAME_CHARS_MAX).collect()
}

/// At most so many bytes of somebody's text: without control characters, line ends as `\n`.
fn kept(text: &str, bytes_max: usize, lines: Lines) -> Kept {
    let mut kept = String::with_capacity(text.len().min(bytes_max));
    for c in text.trim().nfc() {
        let c = match c {
            '\r' => continue,
            '\n' | '\t' if lines == Lines::Joined => ' ',
            '\n' | '\t' => c,
            c if c.is_control() => continue,
            c => c,
        };
        if kept.len() + c.len_utf8() > bytes_max {
            return Kept { text: kept, is_cut: true };
        }
        kept.push(c);
    }
    Kept { text: kept, is_cut: false }
}
