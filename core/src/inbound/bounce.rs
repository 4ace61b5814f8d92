//! A mail server's report that a message of ours did not arrive (RFC 3464), and what follows from it.
//!
//! Hard: the address is dead, nothing more goes to it (D20). Soft: this message did not arrive; the
//! next may. Spec table: `tests/spec/bounces.md`.

use super::answered::key_of_message_id;
use crate::words::contact::{Channel, normalised_address};
use crate::words::{DerivedKey, clip};

/// Longest report that is read. Units: bytes. Source: our choice; a report names one recipient, or few.
const REPORT_BYTES_MAX: usize = 64_000;
/// Most recipients of one report that are read. Source: our choice; we send to one at a time.
const RECIPIENTS_MAX: usize = 20;

/// How final it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The address will never take a message.
    Hard,
    /// This message did not arrive.
    Soft,
}

/// What a report says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The address, as those of contacts are compared.
    pub address: String,
    /// How final it is.
    pub severity: Severity,
    /// The code of RFC 3463, like `5.1.1`.
    pub status: String,
    /// What the server said, in one line.
    pub said: String,
}

/// A report as the parser took it apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The part `message/delivery-status`.
    pub status: String,
    /// The headers of the message that did not arrive: the part `message/rfc822` or
    /// `text/rfc822-headers`.
    pub returned: String,
}

impl Report {
    /// The message that did not arrive, when it is one of ours.
    pub fn key(&self) -> Option<DerivedKey> {
        let mut headers = self.returned.lines();
        // A long header is folded: the id may stand on the line after its name.
        while let Some(line) = headers.next() {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.trim().eq_ignore_ascii_case("message-id") {
                let value = if value.trim().is_empty() { headers.next()? } else { value };
                return key_of_message_id(value);
            }
        }
        None
    }

    /// How a message to this address came back, when it did. What came back from elsewhere, as where a
    /// mailbox forwards to a dead one, says nothing of the address itself.
    pub fn bounce_of(&self, address: &str) -> Option<Severity> {
        let wanted = normalised_address(Channel::Email, address);
        let bounces = self.bounces();
        let own = bounces.iter().find(|bounce| Some(&bounce.address) == wanted.as_ref());
        let any = bounces.first().map(|_| Severity::Soft);
        own.map(|bounce| bounce.severity).or(any)
    }

    /// The recipients that a message did not reach for good; who may still get it is not here.
    pub fn bounces(&self) -> Vec<Bounce> {
        let end = self.status.floor_char_boundary(REPORT_BYTES_MAX.min(self.status.len()));
        let text = self.status.get(..end).unwrap_or_default().replace("\r\n", "\n");
        // The first group is of the report itself, each other of one recipient (RFC 3464 §2.1).
        let groups = text.split("\n\n").take(RECIPIENTS_MAX + 1);
        groups.filter_map(bounce_of).take(RECIPIENTS_MAX).collect()
    }
}

fn bounce_of(group: &str) -> Option<Bounce> {
    let recipient =
        field(group, "final-recipient").or_else(|| field(group, "original-recipient"))?;
    // `rfc822; name@example.com`; some leave the kind of address out.
    let address = recipient.split_once(';').map_or(recipient.as_str(), |(_, address)| address);
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    let address = normalised_address(Channel::Email, address)?;
    let action = field(group, "action").unwrap_or_default().to_ascii_lowercase();
    if action != "failed" {
        return None;
    }
    let status = field(group, "status").unwrap_or_default();
    let status = status.split_whitespace().next().unwrap_or_default().to_owned();
    let said = field(group, "diagnostic-code").unwrap_or_default();
    let said = said.split_once(';').map_or(said.as_str(), |(_, said)| said).trim().to_owned();
    Some(Bounce { address, severity: severity_of(&status), status, said: clip(&said) })
}

/// What the code means for the address. Source: RFC 3463 §3: class 5 is permanent; of it the subjects
/// 1 (no such address), 2 (the mailbox, but for 5.2.2 and 5.2.3: full, and too long a message) and
/// 4.4 (no such domain's server) are about the address. The others are about the message or us: a
/// server that refuses our domain for a day (5.7.1) must not cost an account all its contacts.
fn severity_of(status: &str) -> Severity {
    let parts: Vec<&str> = status.split('.').collect();
    match parts.as_slice() {
        ["5", "1", detail] if !matches!(*detail, "5" | "7" | "8") => Severity::Hard,
        ["5", "2", "0" | "1"] | ["5", "4", "4"] | ["5", "0", "0"] => Severity::Hard,
        _ => Severity::Soft,
    }
}

/// The value of a field of a group, its folded lines joined (RFC 5322 §2.2.3).
fn field(group: &str, wanted: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for line in group.lines() {
        match (&mut found, line.starts_with([' ', '\t'])) {
            (Some(value), true) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some(_), false) => break,
            (None, true) => {}
            (None, false) => {
                let (name, value) = line.split_once(':').unwrap_or_default();
                if name.trim().eq_ignore_ascii_case(wanted) {
                    found = Some(value.trim().to_owned());
                }
            }
        }
    }
    found.filter(|value| !value.is_empty())
}
