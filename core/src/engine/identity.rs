//! In whose name a message leaves (E3, S1.27, S2.18).
//!
//! A colleague's own address may stand in `From` only where the provider takes it as a sender; else the
//! colleague's name stands over the account's address, and answers go to the colleague. Table:
//! `tests/spec/identities.md`.

use crate::words::{Account, Channel, EmailAddress, PhoneNumber, SmsSender, User};

/// In whose name an e-mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendsAs {
    /// The name beside the address.
    pub name: String,
    /// The address; `None` where the account has none: then only the console's mailbox takes it.
    pub address: Option<EmailAddress>,
    /// Where answers go; `None`: to the address.
    pub reply_to: Option<ReplyTo>,
}

/// Where answers go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    /// The name beside the address; may be empty.
    pub name: String,
    /// The address.
    pub address: EmailAddress,
}

/// In whose name an e-mail leaves, when this colleague sends it; `None`: the account itself. A
/// colleague who has left sends nothing any more (E10): then it is the account.
pub fn sends_as(account: &Account, sender: Option<&User>) -> SendsAs {
    let own = account.sending.identities.first();
    let usual = SendsAs {
        name: own
            .map(|own| own.name.as_str())
            .filter(|name| !name.is_empty())
            .unwrap_or(&account.name)
            .to_owned(),
        address: own.map(|own| own.address.clone()),
        reply_to: own
            .and_then(|own| own.reply_to.clone())
            .map(|address| ReplyTo { name: String::new(), address }),
    };
    let Some(user) = sender.filter(|user| user.is_active) else { return usual };
    let name = user.name.clone();
    let Ok(address) = EmailAddress::parse(&user.email) else { return SendsAs { name, ..usual } };
    let provider = account.sending.provider(Channel::Email);
    if account.sending.is_verified(provider, &address) {
        return SendsAs { name, address: Some(address), reply_to: None };
    }
    let reply_to = Some(ReplyTo { name: name.clone(), address });
    SendsAs { name, address: usual.address, reply_to }
}

/// What stands over an SMS of this account; empty: what the provider puts there.
pub fn sms_sender(account: &Account) -> &str {
    account.sending.sms_sender.as_ref().map_or("", SmsSender::as_str)
}

/// Whether a test may go there (E4): to a colleague who works here, to an identity of the account, to a
/// telephone that it names for tests. To nobody else: a test asks for no consent.
pub fn may_be_tested(account: &Account, channel: Channel, to: &str) -> bool {
    match channel {
        Channel::Email => EmailAddress::parse(to).is_ok_and(|to| {
            let is_user = |user: &User| {
                user.is_active && EmailAddress::parse(&user.email).is_ok_and(|own| own == to)
            };
            account.users.iter().any(is_user)
                || account.sending.identities.iter().any(|one| one.address == to)
        }),
        Channel::Sms => {
            PhoneNumber::parse(to).is_ok_and(|to| account.sending.test_numbers.contains(&to))
        }
    }
}
