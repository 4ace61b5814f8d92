//! The last question before a decided message leaves: may it still? (design: the claim may only
//! turn a send into a named non-send, shown as a deviation.)
//!
//! Asked at the moment of sending, with what is known then: consent, address, quiet hours, how long it
//! has waited.

use super::log::Reason;
use super::recipient::{EmailRecipient, SmsRecipient};
use crate::template::MessageClass;
use crate::timing::{AtNight, QuietHours, end_of_quiet, quiet_at};
use crate::words::{Account, Channel, Contact, Moment, Record};

/// What the outbox knows of a message that is about to leave.
#[derive(Clone, Debug)]
pub struct Claimed<'a> {
    /// How it travels.
    pub channel: Channel,
    /// Marketing or transactional.
    pub class: MessageClass,
    /// The contact as it is now; `None` when the record is gone.
    pub contact: Option<&'a Record>,
    /// Where the decision sent it; a contact whose address has changed since is not chased.
    pub to: &'a str,
    /// Whether the address stands in the table of those to which nothing goes any more, read no
    /// earlier than the message was leased. The contact's own field may lag behind it.
    pub is_suppressed: bool,
    /// Whether the contact has answered an earlier message of its passage, where that ends it (E1).
    pub is_answered: bool,
    /// What quiet hours do to it.
    pub at_night: AtNight,
    /// What has not left by then does not leave any more; `None` when its attempts end by themselves.
    pub expires_at: Option<Moment>,
}

/// What may happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It leaves.
    Send,
    /// It does not leave, ever.
    Refuse(Reason),
    /// It is asked again at this instant.
    Later(Moment),
}

/// What the outbox knows of a message to a colleague that is about to leave.
#[derive(Clone, Copy, Debug)]
pub struct ToColleague {
    /// Whether a message has come back from the address for good. What else ends messages to contacts
    /// (a complaint, STOP, an unsubscribe) is about what they get as clients.
    pub is_dead: bool,
    /// As of [`Claimed::expires_at`].
    pub expires_at: Option<Moment>,
}

/// Decides whether a message to a colleague may leave now: while it is not too late, and to an address that
/// exists.
pub fn claim_to_colleague(message: ToColleague, now: Moment) -> Claim {
    if message.expires_at.is_some_and(|at| now >= at) {
        return Claim::Refuse(Reason::Expired);
    }
    if message.is_dead {
        return Claim::Refuse(Reason::Suppressed);
    }
    Claim::Send
}

/// Decides whether a message to a contact may leave now. Source: D17, D20.
pub fn claim(account: &Account, message: &Claimed<'_>, now: Moment) -> Claim {
    if message.expires_at.is_some_and(|at| now >= at) {
        return Claim::Refuse(Reason::Expired);
    }
    let Some(record) = message.contact else {
        return Claim::Refuse(Reason::NoContact);
    };
    let Some(contact) = Contact::of(record) else {
        return Claim::Refuse(Reason::NoContact);
    };
    if message.is_suppressed {
        return Claim::Refuse(Reason::Suppressed);
    }
    if message.is_answered {
        return Claim::Refuse(Reason::Replied);
    }
    if contact.is_snoozed(now, account.zone) {
        return Claim::Refuse(Reason::Snoozed);
    }
    let permitted = match message.channel {
        Channel::Email => EmailRecipient::permitted(&record.id, &contact, message.class)
            .map(|recipient| recipient.address().as_str() == message.to),
        Channel::Sms => SmsRecipient::permitted(&record.id, &contact, message.class)
            .map(|recipient| recipient.number().as_str() == message.to),
    };
    match permitted {
        Err(reason) => return Claim::Refuse(reason),
        Ok(false) => return Claim::Refuse(Reason::NoAddress),
        Ok(true) => {}
    }
    let quiet = QuietHours::of(account);
    let zone = contact.zone.unwrap_or(account.zone);
    if message.channel == Channel::Sms && quiet_at(now, zone, &quiet) {
        return match message.at_night {
            AtNight::Drop => Claim::Refuse(Reason::QuietHours),
            AtNight::NextWindow => Claim::Later(end_of_quiet(now, zone, &quiet)),
        };
    }
    Claim::Send
}
