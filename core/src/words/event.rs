//! Business events that every account knows by name (S1.3-5, S4.11-12), and which records besides its
//! own an event reaches: an invoice is paid, and so it is for the deal that it belongs to.

use super::ident::RecordId;
use super::record::Event;

/// Names that rules, sequences and filters may use before the first one has happened.
pub const WELL_KNOWN: [&str; 5] =
    ["email_read", "invoice_issued", "invoice_paid", "offer_sent", "order_delivered"];

/// Most records that an event reaches besides its own. Our choice: an invoice belongs to a deal or
/// two; what belongs to hundreds is a catalogue, and a catalogue's event is not theirs.
pub const REACH_MAX: usize = 20;

impl Event {
    /// The same event for a record that points to its record, or that its record points to (S4.12).
    /// What it was about stays known; it is the record that it happened to, unless it was about
    /// something closer (S1.3).
    pub fn reaching(&self, other: &RecordId) -> Event {
        Event {
            id: format!("{}@{other}", self.id),
            record: other.clone(),
            name: self.name.clone(),
            at: self.at,
            about: Some(self.about.clone().unwrap_or_else(|| self.record.as_str().to_owned())),
        }
    }
}
