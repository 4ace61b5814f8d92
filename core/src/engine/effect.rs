//! What must happen because of a decision: rendered, addressed, and named by its key (D23).

use super::cause::Cause;
use super::recipient::{EmailRecipient, SmsRecipient};
use crate::sms;
use crate::template::MessageClass;
use crate::timing::AtNight;
use crate::words::{
    Account, AutomationId, DerivedKey, EndpointId, Moment, Record, RecordId, StepId, UserId,
};

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
    /// What brought it about, with this automation as the last link (D19).
    pub cause: Cause,
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
        /// Documents sent along (S3.16).
        attachments: Vec<Attachment>,
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
    /// A new record: a task, an activity, a repeat record, a copy, a document.
    Make {
        /// Its id is the effect's key, so that the same cause makes the same record.
        record: Box<Record>,
        /// Who is told of it (S2.2).
        notify: Option<Notice>,
    },
    /// Contacts to mailing lists (S4.14).
    AddToLists {
        /// Each address once; asked again at the claim.
        subscribers: Vec<EmailRecipient>,
        /// Whether it needs their consent, as marketing does (D20).
        class: MessageClass,
        /// The service's own numbers of the lists.
        lists: Vec<String>,
    },
    /// A webhook to another program.
    Webhook {
        /// Which.
        endpoint: EndpointId,
        /// What people call the automation.
        automation_name: String,
        /// The record as it was at the decision.
        record: Box<Record>,
    },
    /// A planned activity is done, because its record moved on (S3.20).
    Complete {
        /// The activity.
        activity: RecordId,
    },
}

/// A document that goes with an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its title.
    pub name: String,
    /// The whole document.
    pub html: String,
}

/// A colleague's e-mail about a new record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who.
    pub user: UserId,
    /// The colleague's address.
    pub address: String,
    /// One line.
    pub subject: String,
    /// More.
    pub text: String,
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

impl SmsFigures {
    /// Of a text that goes to this number at the account's prices (D32).
    pub fn of(account: &Account, text: &str, number: Option<&str>) -> Self {
        let counted = sms::count(text);
        let price = number.and_then(|number| account.sms_price(number));
        SmsFigures {
            encoding: counted.encoding.name(),
            units: counted.units,
            parts: counted.parts,
            cost_micros: price.map(|price| price.micros_per_part * i64::from(counted.parts)),
            currency: price.map(|price| price.currency.clone()),
        }
    }

    /// What all of its parts cost, as the budget asks for it; `None` without a price.
    pub fn price(&self) -> Option<(i64, &str)> {
        self.cost_micros.zip(self.currency.as_deref())
    }
}
