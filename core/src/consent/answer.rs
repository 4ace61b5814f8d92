//! A write of consent: which fields go along with it, and what is proved of it.

use std::collections::BTreeMap;

use super::opt_in::OPT_IN_PAUSE_MS;
use crate::words::contact::{
    EMAIL, EMAIL_CONSENT, EMAIL_CONSENT_ASKED_AT, EMAIL_SUPPRESSED, SMS_CONSENT, SMS_SUPPRESSED,
};
use crate::words::module::CONTACTS_MODULE;
use crate::words::{
    Channel, ConsentOrigin, ConsentProof, ConsentSaid, ConsentSettings, ConsentSource, FieldKey,
    Moment, Record, Value,
};

/// The named fields of a write: what they are set to, `None` empties.
type Given = BTreeMap<FieldKey, Option<Value>>;

/// The fields of one channel.
struct Fields {
    channel: Channel,
    consent: &'static str,
    source: &'static str,
    at: &'static str,
}

const CHANNELS: [Fields; 2] = [
    Fields {
        channel: Channel::Email,
        consent: EMAIL_CONSENT,
        source: "email_consent_source",
        at: "email_consent_at",
    },
    Fields {
        channel: Channel::Sms,
        consent: SMS_CONSENT,
        source: "sms_consent_source",
        at: "sms_consent_at",
    },
];

/// Completes a write of a contact: an answer that changes gets its source and its instant, unless the
/// write names them; where the account asks for a confirmation, what another program says is not yet
/// an answer. A write that changes no answer stays as it is.
pub fn settle(
    before: Option<&Record>,
    given: &mut Given,
    origin: &ConsentOrigin,
    settings: &ConsentSettings,
    now: Moment,
) {
    for fields in &CHANNELS {
        let Some(new) = given.get(fields.consent).map(yes_no) else { continue };
        let old = before.and_then(|record| answer(record, fields));
        if new == old {
            continue;
        }
        if new == Some(true) && old == Some(false) && origin.source == ConsentSource::Import {
            // A file, however new, is older than what the person said of themselves since.
            for key in [fields.consent, fields.source, fields.at] {
                given.remove(key);
            }
            continue;
        }
        if new == Some(true) && needs_confirmation(fields, origin, settings) {
            for key in [fields.consent, fields.source, fields.at] {
                given.remove(key);
            }
            if is_to_be_asked(before, given, now) {
                set(given, EMAIL_CONSENT_ASKED_AT, Some(Value::Instant(now)));
            }
            continue;
        }
        let is_answer = new.is_some();
        let source = Value::Text(origin.source.key().to_owned());
        complete(given, fields.source, is_answer.then_some(source));
        complete(given, fields.at, is_answer.then_some(Value::Instant(now)));
        if fields.channel == Channel::Email
            && before.is_some_and(|record| record.get(EMAIL_CONSENT_ASKED_AT).is_some())
        {
            set(given, EMAIL_CONSENT_ASKED_AT, None);
        }
    }
}

/// Only what somebody else says for the person is confirmed: a colleague and the importer of a file
/// answer for what they declare, and the person's own answer needs no second one. There is no letter
/// by SMS. Our choice, after the German courts' view that e-mail consent without it is not proved.
fn needs_confirmation(fields: &Fields, origin: &ConsentOrigin, settings: &ConsentSettings) -> bool {
    settings.double_opt_in
        && fields.channel == Channel::Email
        && origin.source == ConsentSource::Api
}

/// Who was asked lately is not asked again, unless at another address.
fn is_to_be_asked(before: Option<&Record>, given: &Given, now: Moment) -> bool {
    let Some(before) = before else { return true };
    let is_other_address =
        given.get(EMAIL).is_some_and(|address| address.as_ref() != before.get(EMAIL));
    is_other_address
        || asked_at(before).is_none_or(|asked| now.as_ms() - asked.as_ms() >= OPT_IN_PAUSE_MS)
}

fn asked_at(record: &Record) -> Option<Moment> {
    match record.get(EMAIL_CONSENT_ASKED_AT) {
        Some(Value::Instant(at)) => Some(*at),
        _ => None,
    }
}

/// Sets whether nothing goes to the addresses that a contact has after a write: `suppressed` are the
/// channels whose address is on the list.
pub fn with_suppression(before: Option<&Record>, given: &mut Given, suppressed: &[Channel]) {
    for (channel, key) in [(Channel::Email, EMAIL_SUPPRESSED), (Channel::Sms, SMS_SUPPRESSED)] {
        let is = suppressed.contains(&channel);
        let was = before.is_some_and(|record| record.get(key) == Some(&Value::YesNo(true)));
        if is != was {
            set(given, key, is.then_some(Value::YesNo(true)));
        }
    }
}

/// What a write leaves as proof: a line for each channel whose answer changed, and one when the
/// person is to be asked.
pub fn proofs(
    before: Option<&Record>,
    after: &Record,
    origin: &ConsentOrigin,
    now: Moment,
) -> Vec<ConsentProof> {
    if after.module.as_str() != CONTACTS_MODULE {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for fields in &CHANNELS {
        let (old, new) = (before.and_then(|record| answer(record, fields)), answer(after, fields));
        if old == new {
            continue;
        }
        let said = if new == Some(true) { ConsentSaid::Given } else { ConsentSaid::Withdrawn };
        let before_at = before.and_then(|record| record.get(fields.at));
        let at = match after.get(fields.at) {
            Some(Value::Instant(at)) if before_at != Some(&Value::Instant(*at)) => *at,
            _ => now,
        };
        lines.push(ConsentProof {
            channel: fields.channel,
            said,
            source: origin.source,
            occasion: occasion(after, fields, origin),
            text: origin.text.clone(),
            at,
        });
    }
    if is_asked(before, after) {
        lines.push(ConsentProof {
            channel: Channel::Email,
            said: ConsentSaid::Asked,
            source: origin.source,
            occasion: None,
            text: origin.text.clone(),
            at: now,
        });
    }
    lines
}

/// Whether a write asks for a confirmation.
pub fn is_asked(before: Option<&Record>, after: &Record) -> bool {
    let asked = asked_at(after);
    asked.is_some() && asked != before.and_then(asked_at)
}

/// What the writer called the occasion, when it says more than the source.
fn occasion(after: &Record, fields: &Fields, origin: &ConsentOrigin) -> Option<String> {
    let text = after.text(fields.source)?;
    (text != origin.source.key()).then(|| text.to_owned())
}

fn answer(record: &Record, fields: &Fields) -> Option<bool> {
    yes_no(&record.get(fields.consent).cloned())
}

fn yes_no(value: &Option<Value>) -> Option<bool> {
    match value {
        Some(Value::YesNo(answer)) => Some(*answer),
        _ => None,
    }
}

/// Sets a field that the write does not name.
fn complete(given: &mut Given, key: &'static str, value: Option<Value>) {
    given.entry(FieldKey::known(key)).or_insert(value);
}

fn set(given: &mut Given, key: &'static str, value: Option<Value>) {
    given.insert(FieldKey::known(key), value);
}
