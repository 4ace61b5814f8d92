//! By whom and in whose name messages leave: the providers of an account, its sending identities, the
//! name that stands over its SMS (E3).
//!
//! Secrets are no settings: they stand elsewhere, sealed. In whose name one message leaves is
//! `engine::identity`'s to say. Spec table: `tests/spec/identities.md`.

use std::collections::BTreeSet;

use super::contact::{Channel, EmailAddress, PhoneNumber};
use super::ident::clip;
use super::problem::Problem;

/// Who carries messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Provider {
    /// A mailbox in the same database, which the console shows: nothing leaves.
    #[default]
    Capture,
    /// Cloudflare's e-mail binding.
    Cloudflare,
    /// Resend, e-mail.
    Resend,
    /// Postmark, e-mail.
    Postmark,
    /// SMSAPI, SMS.
    Smsapi,
    /// Twilio, SMS.
    Twilio,
}

/// How an account sends.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SendingSettings {
    /// Who carries e-mail.
    pub email: Provider,
    /// Who carries SMS.
    pub sms: Provider,
    /// Addresses that may write, the account's own first. With an e-mail provider at least one.
    pub identities: Vec<SendingIdentity>,
    /// What providers have taken as a sender. A person does not set this: it is noted when a provider
    /// says so, or takes a test message.
    pub verified: BTreeSet<VerifiedSender>,
    /// What stands over an SMS; `None`: what the provider puts there.
    pub sms_sender: Option<SmsSender>,
    /// Telephones of colleagues, to which a test may go (E4).
    pub test_numbers: Vec<PhoneNumber>,
}

/// An address that may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendingIdentity {
    /// The address.
    pub address: EmailAddress,
    /// The name beside it; empty: the account's.
    pub name: String,
    /// Where answers go; `None`: to the address.
    pub reply_to: Option<EmailAddress>,
}

/// A sender that a provider takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerifiedSender {
    /// Which provider.
    pub provider: Provider,
    /// A whole domain, like `firm.example`, or one address of it.
    pub sender: String,
}

/// What stands over an SMS: a name, a number, or a messaging service of Twilio's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsSender(String);

/// Longest name over an SMS. Units: characters. Source: 3GPP TS 23.040 §9.1.2.5, ten octets of
/// 7-bit letters.
pub const SMS_SENDER_CHARS_MAX: usize = 11;
/// Longest name beside an address. Units: characters. Source: our choice, one line of the console.
pub const IDENTITY_NAME_CHARS_MAX: usize = 120;
/// Most telephones for tests. Source: our choice, as the identities.
pub const TEST_NUMBERS_MAX: usize = 20;
/// Most identities of an account. Source: our choice, a list that fits a screen.
pub const IDENTITIES_MAX: usize = 20;

impl Provider {
    /// Every provider, in the order in which the console shows them.
    pub const ALL: [Provider; 6] = [
        Provider::Capture,
        Provider::Cloudflare,
        Provider::Resend,
        Provider::Postmark,
        Provider::Smsapi,
        Provider::Twilio,
    ];

    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Provider::Capture => "capture",
            Provider::Cloudflare => "cloudflare",
            Provider::Resend => "resend",
            Provider::Postmark => "postmark",
            Provider::Smsapi => "smsapi",
            Provider::Twilio => "twilio",
        }
    }

    /// The provider with this name.
    pub fn parse(key: &str) -> Option<Self> {
        Provider::ALL.into_iter().find(|provider| provider.key() == key)
    }

    /// Whether it carries such messages.
    pub fn carries(self, channel: Channel) -> bool {
        match self {
            Provider::Capture => true,
            Provider::Cloudflare | Provider::Resend | Provider::Postmark => {
                channel == Channel::Email
            }
            Provider::Smsapi | Provider::Twilio => channel == Channel::Sms,
        }
    }
}

impl SendingSettings {
    /// Who carries messages of this channel.
    pub fn provider(&self, channel: Channel) -> Provider {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
        }
    }

    /// Whether the provider takes this address as a sender: it, or its whole domain. The mailbox of the
    /// console takes the domains of the identities, so that what it shows is what a provider would do.
    pub fn is_verified(&self, provider: Provider, address: &EmailAddress) -> bool {
        let domain = address.domain();
        if provider == Provider::Capture {
            return self.identities.iter().any(|one| one.address.domain() == domain);
        }
        self.verified.iter().any(|one| {
            one.provider == provider && (one.sender == address.as_str() || one.sender == domain)
        })
    }
}

impl SmsSender {
    /// Checks what stands over an SMS.
    ///
    /// # Errors
    /// `invalid_sms_sender`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let trimmed = text.trim();
        let is_service = trimmed.strip_prefix("MG").is_some_and(|rest| {
            rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let is_name = (1..=SMS_SENDER_CHARS_MAX).contains(&trimmed.len())
            && trimmed.chars().all(|c| c.is_ascii_alphanumeric() || " .&-_".contains(c))
            && trimmed.chars().any(|c| c.is_ascii_alphabetic());
        let is_short_code =
            (3..=8).contains(&trimmed.len()) && trimmed.bytes().all(|byte| byte.is_ascii_digit());
        if is_service || is_name || is_short_code {
            return Ok(SmsSender(trimmed.to_owned()));
        }
        if let Ok(number) = PhoneNumber::parse(trimmed) {
            return Ok(SmsSender(number.as_str().to_owned()));
        }
        let message = format!("`{}` cannot stand over an SMS", clip(text));
        Err(Problem::new("invalid_sms_sender", message).found(clip(text)).help(
            "use a name of at most 11 latin letters, digits and spaces, or a number with its \
             country code",
        ))
    }

    /// The sender.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
