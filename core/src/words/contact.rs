//! A contact: the person or company that messages go to, read from a record of the built-in module
//! `contacts`.
//!
//! Consent is D20: marketing needs it per channel, transactional does not. It is kept as fields
//! like any other, so that filters, imports and previews see it.

use super::ident::clip;
use super::module::CONTACTS_MODULE;
use super::moment::{Date, Moment, Zone};
use super::problem::Problem;
use super::record::Record;
use super::value::Value;

/// Built-in fields of the module `contacts`, beside those that every module has:
/// `first_name`, `last_name`, `company_name`: text; `is_company`: yes/no; `email`, `phone`: text, kept
/// normalised; `language`: choice of `pl ro hu ru en`; `zone`: text, an IANA name;
/// `email_consent`, `sms_consent`: yes/no (empty = never asked); `email_consent_source`,
/// `sms_consent_source`: text; `email_consent_at`, `sms_consent_at`: instant.
pub const EMAIL: &str = "email";
/// See [`EMAIL`].
pub const PHONE: &str = "phone";
/// See [`EMAIL`].
pub const LANGUAGE: &str = "language";
/// See [`EMAIL`].
pub const ZONE: &str = "zone";
/// See [`EMAIL`].
pub const EMAIL_CONSENT: &str = "email_consent";
/// See [`EMAIL`].
pub const SMS_CONSENT: &str = "sms_consent";
/// Built-in field: whether nothing goes to the e-mail address any more (D20). What is asked when a
/// message leaves is the table of suppressed addresses; this is for filters and plans beforehand.
pub const EMAIL_SUPPRESSED: &str = "email_suppressed";
/// The same of the telephone number.
pub const SMS_SUPPRESSED: &str = "sms_suppressed";
/// Built-in field: when the contact was last asked to confirm an agreement to e-mail that somebody else
/// told us of (double opt-in); empty when nothing is to be confirmed.
pub const EMAIL_CONSENT_ASKED_AT: &str = "email_consent_asked_at";
/// Fields of contacts that follow from what is kept elsewhere, so that nobody writes them.
pub const KEPT_BY_ENGINE: [&str; 3] = [EMAIL_SUPPRESSED, SMS_SUPPRESSED, EMAIL_CONSENT_ASKED_AT];

/// Built-in field: until this day, on the contact's own calendar, automations send nothing (E9).
pub const SNOOZED_UNTIL: &str = "snoozed_until";

/// The way a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
}

impl Channel {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }
}

/// An e-mail address that a server would accept, lower case in its domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailAddress(String);

/// A telephone number in E.164: `+48601234567`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhoneNumber(String);

/// What the engine needs to know of a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Where e-mail goes; `None` when there is no usable address.
    pub email: Option<EmailAddress>,
    /// Where SMS goes.
    pub phone: Option<PhoneNumber>,
    /// Consent to marketing by e-mail; `None` when never asked.
    pub email_consent: Option<bool>,
    /// Consent to marketing by SMS; `None` when never asked.
    pub sms_consent: Option<bool>,
    /// Whether nothing goes to the e-mail address any more.
    pub email_suppressed: bool,
    /// Whether nothing goes to the telephone number any more.
    pub sms_suppressed: bool,
    /// The contact's own time zone.
    pub zone: Option<Zone>,
    /// Two-letter language.
    pub language: Option<String>,
    /// Whether it is a company rather than a person (S2.13).
    pub is_company: bool,
    /// The first day on which automations may write again (E9).
    pub snoozed_until: Option<Date>,
}

impl EmailAddress {
    /// Checks and normalises: trims, lower-cases the domain.
    ///
    /// Source: RFC 5321 §4.1.2 without quoted local parts and address literals (our choice: none of
    /// either occurs in customer lists except by mistake); lengths §4.5.3.1.
    ///
    /// # Errors
    /// `invalid_email`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let trimmed = text.trim();
        let wrong = || {
            Problem::new("invalid_email", format!("`{}` is not an e-mail address", clip(text)))
                .found(clip(text))
                .help("write it as name@example.com")
        };
        let (local, domain) = trimmed.rsplit_once('@').ok_or_else(wrong)?;
        let local_is_good = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let labels_are_good = domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
        if local_is_good && labels_are_good && domain.contains('.') && trimmed.len() <= 254 {
            Ok(EmailAddress(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err(wrong())
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit('@').next().unwrap_or_default()
    }
}

impl PhoneNumber {
    /// Checks and normalises an international number: spaces, dashes, dots and brackets go, a
    /// leading `00` becomes `+`. National numbers are refused: which country is not ours to guess.
    ///
    /// Source: ITU-T E.164 §6 (at most 15 digits).
    ///
    /// # Errors
    /// `invalid_phone`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}'))
            .collect();
        if let Some(rest) = digits.strip_prefix("00") {
            digits = format!("+{rest}");
        }
        let is_good = digits.strip_prefix('+').is_some_and(|number| {
            (7..=15).contains(&number.len())
                && number.chars().all(|c| c.is_ascii_digit())
                && !number.starts_with('0')
        });
        if is_good {
            return Ok(PhoneNumber(digits));
        }
        Err(Problem::new(
            "invalid_phone",
            format!("`{}` is not an international number", clip(text)),
        )
        .found(clip(text))
        .help("write it with its country code, like +48 601 234 567"))
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The address by which two contacts are one client: a telephone number in E.164, an e-mail address
/// in lower case throughout. `None` for what is no address. Source: D13; RFC 5321 §2.4 lets a server
/// tell `Ana@` from `ana@`, and none that a customer uses does.
pub fn normalised_address(channel: Channel, text: &str) -> Option<String> {
    match channel {
        Channel::Email => Some(EmailAddress::parse(text).ok()?.as_str().to_lowercase()),
        Channel::Sms => Some(PhoneNumber::parse(text).ok()?.as_str().to_owned()),
    }
}

/// Every normalised address of a record of the module `contacts`; none of another module's.
pub fn normalised_addresses(record: &Record) -> Vec<(Channel, String)> {
    if record.module.as_str() != CONTACTS_MODULE {
        return Vec::new();
    }
    [(Channel::Email, EMAIL), (Channel::Sms, PHONE)]
        .into_iter()
        .filter_map(|(channel, field)| {
            Some((channel, normalised_address(channel, record.text(field)?)?))
        })
        .collect()
}

impl Contact {
    /// Reads a record of the module `contacts`; `None` for a record of another module.
    pub fn of(record: &Record) -> Option<Self> {
        if record.module.as_str() != CONTACTS_MODULE {
            return None;
        }
        let yes_no = |key: &str| match record.get(key) {
            Some(Value::YesNo(answer)) => Some(*answer),
            _ => None,
        };
        Some(Contact {
            email: record.text(EMAIL).and_then(|text| EmailAddress::parse(text).ok()),
            phone: record.text(PHONE).and_then(|text| PhoneNumber::parse(text).ok()),
            email_consent: yes_no(EMAIL_CONSENT),
            sms_consent: yes_no(SMS_CONSENT),
            email_suppressed: yes_no(EMAIL_SUPPRESSED).unwrap_or(false),
            sms_suppressed: yes_no(SMS_SUPPRESSED).unwrap_or(false),
            zone: record.text(ZONE).and_then(|name| Zone::parse(name).ok()),
            language: record.text(LANGUAGE).map(str::to_owned),
            is_company: yes_no("is_company").unwrap_or(false),
            snoozed_until: match record.get(SNOOZED_UNTIL) {
                Some(Value::Date(date)) => Some(*date),
                _ => None,
            },
        })
    }

    /// Whether automations leave the contact in peace at `now`, on its own calendar, else the
    /// office's (E9). That holds for every message, also a transactional one: a person asked for it.
    pub fn is_snoozed(&self, now: Moment, office: Zone) -> bool {
        let today = now.date(self.zone.unwrap_or(office));
        self.snoozed_until.is_some_and(|until| today < until)
    }
}
