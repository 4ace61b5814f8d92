//! How an account sends, at the boundary (E3).
//!
//! Shape: `{"email":"resend","sms":"capture","identities":[{"address","name","reply_to"}],
//! "sms_sender":"Meble"|null,"test_numbers":[],
//! "verified":[{"provider","sender"}]}`.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::json::Object;
use crate::words::ident::clip;
use crate::words::sending::{IDENTITIES_MAX, IDENTITY_NAME_CHARS_MAX, TEST_NUMBERS_MAX};
use crate::words::{
    Channel, EmailAddress, PhoneNumber, Problem, Problems, Provider, SendingIdentity,
    SendingSettings, SmsSender, VerifiedSender,
};

/// Reads how an account sends; what is absent stays as in `before`.
///
/// # Errors
/// Everything malformed, with its place.
pub fn sending_from_json(
    value: &Json,
    before: &SendingSettings,
) -> Result<SendingSettings, Problems> {
    let mut object = Object::of(value)?;
    let mut sending = before.clone();
    if let Some(text) = object.text_if_any("email") {
        let read = provider_of(text, Channel::Email);
        sending.email = object.keep("email", read).unwrap_or_default();
    }
    if let Some(text) = object.text_if_any("sms") {
        let read = provider_of(text, Channel::Sms);
        sending.sms = object.keep("sms", read).unwrap_or_default();
    }
    if object.has("identities") {
        sending.identities = object.each("identities", identity);
        check_identities(&mut object, &sending.identities);
    }
    if object.has("sms_sender") {
        sending.sms_sender = object
            .text_if_any("sms_sender")
            .filter(|text| !text.trim().is_empty())
            .and_then(|text| object.keep("sms_sender", SmsSender::parse(text)));
    }
    if object.has("test_numbers") {
        sending.test_numbers = test_numbers(&mut object);
    }
    if object.has("verified") {
        sending.verified = object.each("verified", verified).into_iter().collect::<BTreeSet<_>>();
    }
    object.finish()?;
    Ok(sending)
}

/// Writes how an account sends.
pub fn sending_to_json(sending: &SendingSettings) -> Json {
    json!({
        "email": sending.email.key(),
        "sms": sending.sms.key(),
        "identities": sending.identities.iter().map(|one| json!({
            "address": one.address.as_str(),
            "name": one.name,
            "reply_to": one.reply_to.as_ref().map(EmailAddress::as_str),
        })).collect::<Vec<_>>(),
        "sms_sender": sending.sms_sender.as_ref().map(SmsSender::as_str),
        "test_numbers": sending.test_numbers.iter().map(PhoneNumber::as_str).collect::<Vec<_>>(),
        "verified": sending.verified.iter().map(|one| json!({
            "provider": one.provider.key(),
            "sender": one.sender,
        })).collect::<Vec<_>>(),
    })
}

/// What a person may not save: a provider that would refuse whatever it got, and what only providers say.
pub fn check_sending(sending: &SendingSettings, before: &SendingSettings) -> Problems {
    let mut problems = Problems::new();
    if sending.verified != before.verified {
        let message = "which senders a provider takes is asked of the provider";
        let help = "send yourself a test: POST /senders/{provider}/test";
        problems.push(Problem::new("fixed_value", message).at("verified").help(help));
    }
    if sending.email != Provider::Capture {
        match sending.identities.first() {
            None => problems.push(
                Problem::new("missing_identity", "no address is there to write from")
                    .at("identities")
                    .help("add the address that the account's e-mail comes from"),
            ),
            Some(first) if !sending.is_verified(sending.email, &first.address) => {
                let provider = sending.email.key();
                let address = first.address.as_str();
                let message = format!("`{provider}` has not taken `{address}` as a sender yet");
                let help = "verify its domain at the provider, then send yourself a test from it";
                problems.push(Problem::new("unverified_identity", message).at("email").help(help));
            }
            Some(_) => {}
        }
    }
    if sending.sms == Provider::Twilio && sending.sms_sender.is_none() {
        let message = "`twilio` needs a number or a name that stands over an SMS";
        let help = "enter the number that you have at Twilio, or the id of a messaging service";
        problems.push(Problem::new("missing_sms_sender", message).at("sms_sender").help(help));
    }
    problems
}

/// The provider with this name, if it carries such messages.
///
/// # Errors
/// `unknown_provider` with those that do.
pub fn provider_of(text: &str, channel: Channel) -> Result<Provider, Problem> {
    let known = Provider::parse(text).filter(|provider| provider.carries(channel));
    known.ok_or_else(|| {
        let carrying = Provider::ALL.into_iter().filter(|one| one.carries(channel));
        let what = match channel {
            Channel::Email => "e-mail",
            Channel::Sms => "SMS",
        };
        Problem::new("unknown_provider", format!("`{}` carries no {what}", clip(text)))
            .found(clip(text))
            .allowed(carrying.map(Provider::key))
            .suggest()
    })
}

fn test_numbers(object: &mut Object<'_>) -> Vec<PhoneNumber> {
    let texts = object.texts("test_numbers");
    if texts.len() > TEST_NUMBERS_MAX {
        let message = format!("at most {TEST_NUMBERS_MAX} are possible here");
        object.add(Problem::new("too_many", message).at("test_numbers"));
    }
    let numbers = texts.into_iter().enumerate().filter_map(|(index, text)| {
        object.keep(&format!("test_numbers[{index}]"), PhoneNumber::parse(text))
    });
    numbers.collect()
}

fn identity(value: &Json) -> Result<SendingIdentity, Problems> {
    let mut object = Object::of(value)?;
    let address = object.text("address").and_then(|text| {
        let read = EmailAddress::parse(text);
        object.keep("address", read)
    });
    let name = object.text_if_any("name").unwrap_or_default().trim().to_owned();
    if name.chars().count() > IDENTITY_NAME_CHARS_MAX {
        let message = format!("`name` is longer than {IDENTITY_NAME_CHARS_MAX} characters");
        object.add(Problem::new("too_long", message).at("name").found(clip(&name)));
    }
    let reply_to = object
        .text_if_any("reply_to")
        .filter(|text| !text.trim().is_empty())
        .and_then(|text| object.keep("reply_to", EmailAddress::parse(text)));
    object.finish()?;
    match address {
        Some(address) => Ok(SendingIdentity { address, name, reply_to }),
        None => Err(Problems::new()),
    }
}

fn check_identities(object: &mut Object<'_>, identities: &[SendingIdentity]) {
    if identities.len() > IDENTITIES_MAX {
        let message = format!("at most {IDENTITIES_MAX} are possible here");
        object.add(Problem::new("too_many", message).at("identities"));
    }
    let mut seen = BTreeSet::new();
    for (index, one) in identities.iter().enumerate() {
        if !seen.insert(one.address.as_str()) {
            let message = format!("`{}` stands there twice", one.address.as_str());
            let place = format!("identities[{index}].address");
            object.add(Problem::new("repeated_identity", message).at(place));
        }
    }
}

fn verified(value: &Json) -> Result<VerifiedSender, Problems> {
    let mut object = Object::of(value)?;
    let provider = object.text("provider").and_then(|text| {
        let read = provider_of(text, Channel::Email);
        object.keep("provider", read)
    });
    let sender = object.text("sender").map(str::to_owned);
    object.finish()?;
    match (provider, sender) {
        (Some(provider), Some(sender)) => Ok(VerifiedSender { provider, sender }),
        _ => Err(Problems::new()),
    }
}
