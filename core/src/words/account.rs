//! The company whose automations these are: its zone, calendar, quiet hours, prices, colleagues.

use std::collections::BTreeSet;

use super::budget::SmsBudget;
use super::cap::FrequencyCaps;
use super::consent::ConsentSettings;
use super::ident::{AccountId, EventName, UserId};
use super::moment::{Date, TimeOfDay, Zone};
use super::sending::SendingSettings;
use super::subscription::Subscription;
use super::tracking::Tracking;

/// One company's settings, as far as decisions need them.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// The company's name, for messages.
    pub name: String,
    /// The zone of the office; a contact's own zone goes before it for quiet hours (D17).
    pub zone: Zone,
    /// Two-letter language of what the engine writes itself.
    pub language: String,
    /// Country whose holidays are built in: `PL`, `RO`, `HU`, `RU`, or none (D5).
    pub holiday_country: Option<String>,
    /// Days off beyond the country's holidays (D5).
    pub extra_days_off: BTreeSet<Date>,
    /// Working days although the country has a holiday or the weekend (D5).
    pub extra_working_days: BTreeSet<Date>,
    /// From this time (inclusive) no SMS leaves (D17). Default 23:00.
    pub quiet_from: TimeOfDay,
    /// Until this time (exclusive) no SMS leaves (D17). Default 07:30.
    pub quiet_until: TimeOfDay,
    /// Prices per SMS part, the longest matching prefix decides (D32).
    pub sms_prices: Vec<SmsPrice>,
    /// The colleagues.
    pub users: Vec<User>,
    /// Who gets what a missing or absent owner would have got (E10).
    pub fallback_user: Option<UserId>,
    /// The switch "Automation" (S0.2).
    pub automation_enabled: bool,
    /// Whether somebody has paused everything: nothing that is due is done, nothing leaves, nothing is
    /// lost. Unlike the switch "Automation", which is as if each automation were switched off, and lets
    /// nobody enter.
    pub is_paused: bool,
    /// Who is told of what stopped by itself.
    pub alerts: Alerts,
    /// What SMS may cost in a month (E8); `None`: whatever they cost.
    pub sms_budget: Option<SmsBudget>,
    /// What it pays for (D30).
    pub subscription: Subscription,
    /// How many messages a contact may get (D21).
    pub frequency_caps: FrequencyCaps,
    /// Events that count as a follow-up, for new conditions (S1.3). A saved filter names its own.
    pub follow_up_events: Vec<EventName>,
    /// By whom and in whose name its messages leave (E3).
    pub sending: SendingSettings,
    /// What it decides about consent (D20).
    pub consent: ConsentSettings,
    /// What it wants to know of its messages (E13).
    pub tracking: Tracking,
}

/// Who is told of what stopped by itself, or waits for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    /// An address; `None`: that of the colleague who stands in for owners, else of the first one.
    pub email: Option<String>,
    /// The id of a webhook's receiver.
    pub webhook: Option<String>,
}

/// What one part of an SMS costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsPrice {
    /// Beginning of the number in E.164, like `+48`.
    pub prefix: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Units: millionths of the currency, because parts cost fractions of a cent.
    pub micros_per_part: i64,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Unique within the account.
    pub id: UserId,
    /// Name for people.
    pub name: String,
    /// Where mail to the colleague goes.
    pub email: String,
    /// Whether the colleague still works here (E10).
    pub is_active: bool,
}

impl Account {
    /// The colleague with this id.
    pub fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id.as_str() == id)
    }

    /// The price of a part to this number: the longest prefix that fits it.
    pub fn sms_price(&self, number: &str) -> Option<&SmsPrice> {
        self.sms_prices
            .iter()
            .filter(|price| number.starts_with(&price.prefix))
            .max_by_key(|price| price.prefix.len())
    }
}
