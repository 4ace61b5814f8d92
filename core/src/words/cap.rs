//! How many messages a contact may get, and in which period a message counts (D21).
//!
//! Only marketing counts and only marketing is capped: an invoice or a delivery notice (S1.4, S1.5)
//! must arrive whatever was sent before, and uses up nothing. Our choice; D21 does not say. Who
//! reserves a place is the claim (`engine::claim`). Spec table: `tests/spec/frequency_cap.md`.

use super::contact::Channel;
use super::moment::{Date, Moment, Zone};

/// What a cap counts over, in the recipient's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapPeriod {
    /// A calendar day.
    Day,
    /// A calendar week, Monday to Sunday.
    Week,
}

/// At most so many messages to one contact in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrequencyCap {
    /// How many may leave; at least 1.
    pub messages: u32,
    /// In which period.
    pub per: CapPeriod,
}

/// The account's caps by channel; `None`: as many as the automations send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrequencyCaps {
    /// Of e-mails.
    pub email: Option<FrequencyCap>,
    /// Of SMS.
    pub sms: Option<FrequencyCap>,
}

impl FrequencyCaps {
    /// The cap of a channel.
    pub fn of(&self, channel: Channel) -> Option<FrequencyCap> {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
        }
    }
}

impl CapPeriod {
    /// The first day of the period in which this instant lies on the recipient's calendar: the
    /// period's name. A week begins on Monday. Source: ISO 8601, and the calendars of all five
    /// languages.
    pub fn begins(self, at: Moment, zone: Zone) -> Date {
        let date = at.date(zone);
        match self {
            CapPeriod::Day => date,
            CapPeriod::Week => {
                let since_monday = date.weekday().num_days_from_monday();
                date.plus_days(-i32::try_from(since_monday).unwrap_or(0))
            }
        }
    }
}
