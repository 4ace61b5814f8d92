//! The place that a message takes under the account's frequency cap, at the moment of sending (D21).
//!
//! Whether a place is left is asked of whoever keeps the places, in one guarded insert, so that claims
//! at the same instant never take more than there are. Decides which days count and how many places
//! there are; which messages count is [`FrequencyCaps`](crate::words::FrequencyCaps)' affair. Spec
//! table: `tests/spec/frequency_cap.md`.

use super::claim::Claimed;
use crate::template::MessageClass;
use crate::words::{Account, CapPeriod, Channel, Contact, Date, Moment, RecordId};

/// A place that a message needs before it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub contact: RecordId,
    /// On which channel.
    pub channel: Channel,
    /// The day on the recipient's calendar on which it leaves.
    pub date: Date,
    /// The first day whose messages count with it.
    pub since: Date,
    /// Places of older days than this count for no cap any more.
    pub forget_before: Date,
    /// How many places there are.
    pub places: u32,
}

/// The place that a message to a contact needs now; `None`: it needs none.
pub fn place(account: &Account, message: &Claimed<'_>, now: Moment) -> Option<Place> {
    let cap = account.frequency_caps.of(message.channel)?;
    if message.class == MessageClass::Transactional {
        return None;
    }
    let record = message.contact?;
    let zone = Contact::of(record)?.zone.unwrap_or(account.zone);
    Some(Place {
        contact: record.id.clone(),
        channel: message.channel,
        date: now.date(zone),
        since: cap.per.begins(now, zone),
        forget_before: CapPeriod::Week.begins(now, zone),
        places: cap.messages,
    })
}
