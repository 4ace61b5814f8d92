//! What an importer declares of the people in a file: that they agreed, where, and to which sentence
//! (D20). A column of the file goes before it, and a person's own refusal before both.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::rows::Imported;
use crate::wire::consent::CONSENT_TEXT_CHARS_MAX;
use crate::wire::json::Object;
use crate::words::contact::{EMAIL, EMAIL_CONSENT, PHONE, SMS_CONSENT};
use crate::words::{Channel, FieldKey, Problem, Problems, Value};

/// Longest name of an occasion. Units: characters. Our choice: one line of the contact's panel.
const OCCASION_CHARS_MAX: usize = 120;

/// A declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    channels: BTreeSet<Channel>,
    occasion: String,
    /// The sentence that the people agreed to, where it is known.
    pub text: Option<String>,
}

impl Declared {
    /// Reads `{"email": true, "sms": false, "source": "fair in Łódź", "text": "…"}`.
    ///
    /// # Errors
    /// `missing` without the occasion, `too_long`, and everything malformed.
    pub fn from_json(value: &Json) -> Result<Self, Problems> {
        let mut object = Object::of(value)?;
        let mut channels = BTreeSet::new();
        for channel in [Channel::Email, Channel::Sms] {
            if object.yes_no(channel.key(), false) {
                channels.insert(channel);
            }
        }
        let occasion = object.text_if_any("source").unwrap_or_default().trim().to_owned();
        let text = object.text_if_any("text").unwrap_or_default().trim().to_owned();
        for (key, found, chars_max) in
            [("source", &occasion, OCCASION_CHARS_MAX), ("text", &text, CONSENT_TEXT_CHARS_MAX)]
        {
            if found.chars().count() > chars_max {
                let message = format!("`{key}` is longer than {chars_max} characters");
                object.add(Problem::new("too_long", message).at(key));
            }
        }
        if !channels.is_empty() && occasion.is_empty() {
            object.add(
                Problem::new("missing", "where these people agreed is missing")
                    .at("source")
                    .help("name the occasion, like the form or the fair: it is kept as the proof"),
            );
        }
        object.finish()?;
        Ok(Declared { channels, occasion, text: (!text.is_empty()).then_some(text) })
    }

    /// Adds what is declared to every row that has an address, unless a column of the file says it.
    pub fn add_to(&self, imported: &mut Imported) {
        for (channel, address, consent, source) in [
            (Channel::Email, EMAIL, EMAIL_CONSENT, "email_consent_source"),
            (Channel::Sms, PHONE, SMS_CONSENT, "sms_consent_source"),
        ] {
            if !self.channels.contains(&channel) {
                continue;
            }
            for record in &mut imported.records {
                let has_address = record.values.get(address).is_some_and(Option::is_some);
                if has_address && !record.values.contains_key(consent) {
                    let occasion = Value::Text(self.occasion.clone());
                    record.values.insert(FieldKey::known(consent), Some(Value::YesNo(true)));
                    record.values.entry(FieldKey::known(source)).or_insert(Some(occasion));
                }
            }
        }
    }
}
