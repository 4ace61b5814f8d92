//! The nouns of the product, each parsed once at the edge into a type that cannot be wrong.
//!
//! What a word means is in ARCHITECTURE.md ("Words"). Nothing here decides anything.

pub mod account;
pub mod budget;
pub mod cap;
pub mod consent;
pub mod contact;
pub mod event;
pub mod ident;
pub mod language;
pub mod merge;
pub mod module;
pub mod moment;
pub mod period;
pub mod problem;
pub mod record;
pub mod redact;
pub mod sending;
pub mod subscription;
pub mod tracking;
pub mod value;
pub mod web_address;
pub mod write;

pub use account::{Account, Alerts, SmsPrice, User};
pub use budget::{SmsBudget, budget_month};
pub use cap::{CapPeriod, FrequencyCap, FrequencyCaps};
pub use consent::{
    ConsentOrigin, ConsentProof, ConsentSaid, ConsentSettings, ConsentSource, SuppressionReason,
};
pub use contact::{Channel, Contact, EmailAddress, PhoneNumber};
pub use ident::*;
pub use language::Language;
pub use merge::{FieldMerge, Merged, Side, TakenBack};
pub use module::{Choice, Field, FieldKind, Module, Pipeline, Stage};
pub use moment::{
    CalendarStep, ClockChange, Date, Moment, TimeOfDay, WEEK, Weekday, Zone, zone_data_version,
};
pub use period::{Period, PeriodUnit};
pub use problem::{Problem, Problems};
pub use record::{Change, Event, FieldTrace, Record, Subject};
pub use redact::without_addresses;
pub use sending::{Provider, SendingIdentity, SendingSettings, SmsSender, VerifiedSender};
pub use subscription::{Feature, Level, Locked, Subscription, TRIAL_DAYS};
pub use tracking::{Readers, Tracking};
pub use value::Value;
pub use web_address::{Reach, WebAddress};
pub use write::{WriteOutcome, Written};
