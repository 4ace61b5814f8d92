//! An SMS that somebody sent back: STOP suppresses the number and withdraws consent (D20), START takes a
//! STOP back, and whatever it says, it is a record and an answer (E1).
//!
//! Who really sent it was verified before (`hooks`). Which word means what is core's to say
//! (`tests/spec/stop_words.md`). Each part may be repeated: a provider tells again what it was not
//! answered.

use relance_core::inbound::{ReceivedEmail, SENDERS_MAX, SmsMeaning, sms_meaning};
use relance_core::words::contact::normalised_address;
use relance_core::words::{
    AccountId, Channel, ConsentOrigin, ConsentSource, Moment, Provider, SuppressionReason,
};

use crate::answer::Refusal;
use crate::engine::{arrival, consent};
use crate::store::db::Db;
use crate::store::{self, account, inbound};

/// The name by which an SMS lifts what an SMS has suppressed.
const BY_CONTACT: &str = "contact";

/// An SMS that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedSms {
    /// The provider's own id: the same one is the same SMS.
    pub id: String,
    /// Whose, in E.164.
    pub from: String,
    /// The number that it was sent to.
    pub to: String,
    /// What it says.
    pub text: String,
    /// What the provider took it for, where it looks for such words itself (Twilio's `OptOutType`).
    pub said_by_provider: Option<SmsMeaning>,
}

/// The SMS in a provider's verified fields; `None` when they tell something else.
///
/// Source: twilio.com/docs, "Twilio's request to your incoming message webhook URL"; smsapi.com/docs,
/// "Two-way SMS": there numbers stand without their plus.
pub fn received(provider: Provider, fields: &[(String, String)]) -> Option<ReceivedSms> {
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    match provider {
        Provider::Twilio if field("SmsStatus") == "received" => Some(ReceivedSms {
            id: field("MessageSid").to_owned(),
            from: number(field("From")),
            to: number(field("To")),
            text: field("Body").to_owned(),
            said_by_provider: match field("OptOutType") {
                "STOP" => Some(SmsMeaning::Stop),
                "START" => Some(SmsMeaning::Start),
                _ => None,
            },
        }),
        Provider::Smsapi if !field("sms_from").is_empty() => Some(ReceivedSms {
            // Its own id may be that of the message that is answered, so the time belongs to it.
            id: format!("{}-{}-{}", field("MsgId"), field("sms_from"), field("sms_date")),
            from: number(field("sms_from")),
            to: number(field("sms_to")),
            text: field("sms_text").to_owned(),
            said_by_provider: None,
        }),
        _ => None,
    }
}

fn number(text: &str) -> String {
    let text = text.trim();
    let is_bare = text.len() > 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_bare { format!("+{text}") } else { text.to_owned() }
}

/// Keeps it, with what follows.
///
/// # Errors
/// When the database does not answer: the provider tells it again, and each part is done once.
pub async fn keep(
    db: &Db,
    account_id: &AccountId,
    provider: Provider,
    sms: &ReceivedSms,
) -> Result<(), Refusal> {
    let moved = account::dev_clock(db).await?;
    let now = store::clock(db, moved);
    let meaning = sms.said_by_provider.unwrap_or_else(|| sms_meaning(&sms.text));
    match meaning {
        SmsMeaning::Stop => stop(db, account_id, provider, sms, now).await?,
        SmsMeaning::Start => start(db, account_id, sms, now).await?,
        SmsMeaning::Answer => {}
    }
    let email = ReceivedEmail {
        channel: Channel::Sms,
        envelope_from: sms.from.clone(),
        envelope_to: sms.to.clone(),
        from: sms.from.clone(),
        body: sms.text.clone(),
        message_id: format!("{}:{}", provider.key(), sms.id),
        ..ReceivedEmail::default()
    };
    match meaning {
        // Who wants to get messages again has not answered one.
        SmsMeaning::Start => arrival::keep_unanswering(db, account_id, &email).await,
        SmsMeaning::Stop | SmsMeaning::Answer => arrival::keep(db, account_id, &email).await,
    }
}

/// Nothing more goes to the number, and its contacts agree to nothing, with their own words as proof.
async fn stop(
    db: &Db,
    account_id: &AccountId,
    provider: Provider,
    sms: &ReceivedSms,
    now: Moment,
) -> Result<(), Refusal> {
    let Some(number) = normalised_address(Channel::Sms, &sms.from) else { return Ok(()) };
    let found = inbound::contacts_of(db, account_id, Channel::Sms, &number, SENDERS_MAX).await?;
    let origin = ConsentOrigin { source: ConsentSource::StopReply, text: Some(sms.text.clone()) };
    for contact in &found {
        let answers = [(Channel::Sms, Some(false))];
        consent::set_answers(db, account_id, contact, (&answers, None), &origin, now).await?;
    }
    let source = format!("{}:{}", provider.key(), sms.id);
    let reason = SuppressionReason::StopReply;
    consent::suppress(db, account_id, (Channel::Sms, &number), reason, &source, now).await?;
    Ok(())
}

/// Lifts what a STOP has suppressed, and nothing else; consent to marketing is given elsewhere.
async fn start(
    db: &Db,
    account_id: &AccountId,
    sms: &ReceivedSms,
    now: Moment,
) -> Result<(), Refusal> {
    let why = consent::suppressed_because(db, account_id, (Channel::Sms, &sms.from)).await?;
    if why == Some(SuppressionReason::StopReply) {
        let said = (BY_CONTACT, sms.text.as_str());
        consent::lift(db, account_id, (Channel::Sms, &sms.from), said, now).await?;
    }
    Ok(())
}
