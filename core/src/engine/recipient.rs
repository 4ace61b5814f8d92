//! Who may be written to. An effect takes a recipient, and a recipient exists only where consent,
//! address and colleague allow it (D20, E10): a message without consent does not compile.

use std::collections::BTreeMap;

use super::log::Reason;
use crate::definitions::{Colleague, ContactChoice};
use crate::template::MessageClass;
use crate::words::module::{CONTACTS, OWNER};
use crate::words::{Account, Channel, Contact, EmailAddress, PhoneNumber, Record, RecordId, User};

/// A contact who may get this e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailRecipient {
    contact: RecordId,
    address: EmailAddress,
}

/// A contact who may get this SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsRecipient {
    contact: RecordId,
    number: PhoneNumber,
}

impl EmailRecipient {
    /// The contact as a recipient of a message of this class.
    ///
    /// # Errors
    /// `Suppressed`, then `NoConsent`, then `NoAddress`: what a person said goes before what is missing.
    pub fn permitted(
        id: &RecordId,
        contact: &Contact,
        class: MessageClass,
    ) -> Result<Self, Reason> {
        consents(contact, Channel::Email, class)?;
        let address = contact.email.clone().ok_or(Reason::NoAddress)?;
        Ok(EmailRecipient { contact: id.clone(), address })
    }

    /// The contact's record.
    pub fn contact(&self) -> &RecordId {
        &self.contact
    }

    /// Where it goes.
    pub fn address(&self) -> &EmailAddress {
        &self.address
    }
}

impl SmsRecipient {
    /// The contact as a recipient of a message of this class.
    ///
    /// # Errors
    /// `Suppressed`, then `NoConsent`, then `NoAddress`.
    pub fn permitted(
        id: &RecordId,
        contact: &Contact,
        class: MessageClass,
    ) -> Result<Self, Reason> {
        consents(contact, Channel::Sms, class)?;
        let number = contact.phone.clone().ok_or(Reason::NoAddress)?;
        Ok(SmsRecipient { contact: id.clone(), number })
    }

    /// The contact's record.
    pub fn contact(&self) -> &RecordId {
        &self.contact
    }

    /// Where it goes.
    pub fn number(&self) -> &PhoneNumber {
        &self.number
    }
}

/// Nothing goes to a suppressed address. Marketing needs consent for its channel, transactional does
/// not (D20). A message to somebody
/// who refused is refused in both meanings of "no": never asked, and asked and denied.
fn consents(contact: &Contact, channel: Channel, class: MessageClass) -> Result<(), Reason> {
    let (given, is_suppressed) = match channel {
        Channel::Email => (contact.email_consent, contact.email_suppressed),
        Channel::Sms => (contact.sms_consent, contact.sms_suppressed),
    };
    if is_suppressed {
        return Err(Reason::Suppressed);
    }
    match class {
        MessageClass::Transactional => Ok(()),
        MessageClass::Marketing if given == Some(true) => Ok(()),
        MessageClass::Marketing => Err(Reason::NoConsent),
    }
}

/// The record's contact of that kind: the first one, in the order in which they are linked. A
/// record of `contacts` is its own contact.
pub fn contact_of(
    record: &Record,
    related: &BTreeMap<RecordId, Record>,
    choice: ContactChoice,
) -> Option<(RecordId, Contact)> {
    let fits = |contact: &Contact| match choice {
        ContactChoice::Any => true,
        ContactChoice::Person => !contact.is_company,
        ContactChoice::Company => contact.is_company,
    };
    if let Some(itself) = Contact::of(record) {
        return fits(&itself).then(|| (record.id.clone(), itself));
    }
    record.related(CONTACTS).iter().find_map(|id| {
        let contact = Contact::of(related.get(id)?)?;
        fits(&contact).then(|| (id.clone(), contact))
    })
}

/// The colleague who is meant, or whoever stands in (E10): an owner who is missing or has left is
/// replaced by the account's fallback user.
pub fn colleague_of<'a>(
    record: &Record,
    choice: &Colleague,
    account: &'a Account,
) -> Option<&'a User> {
    let meant = match choice {
        Colleague::Owner => record.text(OWNER).and_then(|id| account.user(id)),
        Colleague::User(id) => account.user(id.as_str()),
    };
    let works_here = |user: &&User| user.is_active;
    meant.filter(works_here).or_else(|| {
        let fallback = account.fallback_user.as_ref()?;
        account.user(fallback.as_str()).filter(works_here)
    })
}
