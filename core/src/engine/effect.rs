//! What must happen because of a decision: rendered, addressed, and named by its key (D23).

use super::recipient::{EmailRecipient, SmsRecipient};
use crate::template::MessageClass;
use crate::timing::AtNight;
use crate::words::{AutomationId, DerivedKey, Moment, RecordId, StepId, UserId};

/// Something that must happen once.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Derived from enrollment, step and action: the same cause is the same effect.
    pub key: DerivedKey,
    /// By which automation.
    pub automation: AutomationId,
    /// The passage that caused it.
    pub enrollment: DerivedKey,
    /// The step that caused it.
    pub step: StepId,
    /// About which record.
    pub record: RecordId,
    /// The logical instant of the decision.
    pub planned_at: Moment,
    /// What.
    pub body: EffectBody,
}

/// What must happen. The content is frozen here: each retry carries the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum EffectBody {
    /// An e-mail to a contact.
    Email {
        /// Permitted at the decision; asked again at the claim.
        to: EmailRecipient,
        /// In whose name.
        sender: Option<UserId>,
        /// Marketing or transactional.
        class: MessageClass,
        /// One line.
        subject: String,
        /// HTML part.
        html: String,
        /// Plain part.
        text: String,
    },
    /// An SMS to a contact.
    Sms {
        /// Permitted at the decision; asked again at the claim.
        to: SmsRecipient,
        /// Marketing or transactional.
        class: MessageClass,
        /// The text.
        text: String,
        /// What it costs.
        figures: SmsFigures,
        /// What happens when the claim falls into quiet hours.
        at_night: AtNight,
    },
    /// An e-mail to a colleague.
    UserEmail {
        /// Who.
        user: UserId,
        /// The colleague's address.
        address: String,
        /// One line.
        subject: String,
        /// HTML part.
        html: String,
        /// Plain part.
        text: String,
    },
    /// A task on the record.
    Task {
        /// Whose.
        assignee: UserId,
        /// One line.
        title: String,
        /// More.
        description: String,
        /// Where the notification goes, when the step asks for one.
        notify_address: Option<String>,
    },
}

/// Size and price of one SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsFigures {
    /// `GSM-7` or `UCS-2`.
    pub encoding: &'static str,
    /// Units used.
    pub units: u32,
    /// Parts billed.
    pub parts: u32,
    /// Units: millionths of the currency; `None` when no price fits the number.
    pub cost_micros: Option<i64>,
    /// ISO 4217 code of the price.
    pub currency: Option<String>,
}
