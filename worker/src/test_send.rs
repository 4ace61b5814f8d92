//! Messages to oneself (E4): marked as tests, outside the once keys, caps and run log of any record, but in
//! the month's budget for SMS (E8): the provider bills them.

use futures_util::StreamExt;
use relance_core::engine::{Affordable, Attachment, Reason, SmsFigures, Trial, TrialMessage, cost};
use relance_core::wire::json::word_of;
use relance_core::words::{Account, Channel, EmailAddress, Moment, PhoneNumber, Provider};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::compose::Composer;
use crate::dispatch::Sender;
use crate::dispatch::calls::outgoing;
use crate::engine::effects::CLASSES;
use crate::providers::Service;
use crate::routes::senders::shown_sending;
use crate::senders;
use crate::store::db::Db;
use crate::store::{budget, outbox};
use crate::thread::Thread;

/// Subject and text of a provider's test, with places for the company and the provider.
fn words(language: &str) -> (&'static str, &'static str) {
    match language {
        "pl" => (
            "Wiadomość testowa od {account}",
            "Ta wiadomość testowa wyszła z konta {account} przez {provider}. Wysyłanie działa.",
        ),
        "ro" => (
            "Mesaj de test de la {account}",
            "Acest mesaj de test a plecat din contul {account} prin {provider}. Trimiterea functioneaza.",
        ),
        "hu" => (
            "Próbaüzenet innen: {account}",
            "Ez a próbaüzenet {account} fiókjából indult, {provider} szolgáltatóval. A küldés működik.",
        ),
        "ru" => (
            "Проверочное сообщение от {account}",
            "Это проверочное сообщение аккаунта {account} отправлено через {provider}. Отправка работает.",
        ),
        _ => (
            "Test message from {account}",
            "This test message left the account {account} over {provider}. Sending works.",
        ),
    }
}

/// What a test of a provider says, in the account's language.
pub fn letter(account: &Account, provider: Provider) -> (String, String) {
    let (subject, text) = words(&account.language);
    let fill =
        |text: &str| text.replace("{account}", &account.name).replace("{provider}", provider.key());
    (fill(subject), fill(text))
}

/// Where a test goes.
#[derive(Debug, Default)]
pub struct Recipients {
    /// E-mail.
    pub email: Option<EmailAddress>,
    /// SMS.
    pub sms: Option<PhoneNumber>,
}

/// Calls under way at once. Source: Cloudflare allows an invocation six connections.
const AT_ONCE: usize = 4;

/// Hands the messages of a test over at once, each a single time: a person looks at what comes of it.
/// Answers what came of each, in their order.
///
/// # Errors
/// When the database does not answer, or gives no randomness; `public_url_missing`, `secret_missing`.
pub async fn send(
    sender: &Sender<'_>,
    trials: &[Trial],
    to: &Recipients,
) -> Result<Vec<Json>, Refusal> {
    let sending = &sender.loaded.setup.account.sending;
    let composer = Composer::of(sender.db, &sender.loaded.setup.account).await?;
    let email = service(sender, sending.provider(Channel::Email)).await?;
    let sms = service(sender, sending.provider(Channel::Sms)).await?;
    let answers: Vec<Result<Json, Refusal>> = futures_util::stream::iter(trials)
        .map(|trial| send_one(sender, trial, (to, &composer), (&email, &sms)))
        .buffered(AT_ONCE)
        .collect()
        .await;
    answers.into_iter().collect()
}

/// Who takes messages of a channel.
enum Taker {
    /// The mailbox of the console.
    Mailbox,
    /// A provider.
    Provider(Service),
    /// Nobody: the provider is not connected, or takes nothing.
    Nobody,
}

async fn service(sender: &Sender<'_>, provider: Provider) -> Result<Taker, Refusal> {
    if provider == Provider::Capture {
        return Ok(Taker::Mailbox);
    }
    let service = senders::service(sender.db, sender.account, provider).await?;
    Ok(service.map_or(Taker::Nobody, Taker::Provider))
}

async fn send_one(
    sender: &Sender<'_>,
    trial: &Trial,
    (to, composer): (&Recipients, &Composer<'_>),
    (email, sms): (&Taker, &Taker),
) -> Result<Json, Refusal> {
    let mut told = json!({
        "step": trial.step.as_ref().map(|step| step.as_str()),
        "template": trial.template.as_ref().map(|template| template.as_str()),
    });
    let message = match &trial.outcome {
        Ok(message) => message,
        Err(gap) => {
            put(&mut told, not_sent(gap.reason));
            put(&mut told, json!({"detail": gap.detail}));
            return Ok(told);
        }
    };
    let (taker, channel, address) = match message {
        TrialMessage::Email { .. } => {
            (email, Channel::Email, to.email.as_ref().map(EmailAddress::as_str))
        }
        TrialMessage::Sms { .. } => (sms, Channel::Sms, to.sms.as_ref().map(PhoneNumber::as_str)),
    };
    let body = body_of(message);
    put(&mut told, shown(message));
    put(&mut told, json!({"channel": channel.key(), "to": address}));
    let Some(address) = address else {
        put(&mut told, not_sent(Reason::NoAddress));
        return Ok(told);
    };
    let key = sender.db.random_text(32)?;
    if let (false, TrialMessage::Sms { text, .. }) = (matches!(taker, Taker::Nobody), message) {
        let account = &sender.loaded.setup.account;
        if !is_paid(sender.db, account, (&key, text, address), sender.now).await? {
            put(&mut told, not_sent(Reason::BudgetSpent));
            return Ok(told);
        }
    }
    let row = json!({"key": key, "channel": channel.key(), "address": address, "body": &body});
    // With the foot of a marketing e-mail: its link knows nobody, because no message has this key.
    let content = composer.content(&row, None)?;
    let answer = match taker {
        Taker::Nobody => not_sent(Reason::IntegrationMissing),
        Taker::Provider(service) => {
            let mut outgoing = outgoing(sender, &row, content, &Thread::default())?;
            if channel == Channel::Email {
                outgoing.headers.push(TEST_HEADER.map(str::to_owned).into());
            }
            shown_sending(&service.send(sender.db.platform(), &outgoing).await)
        }
        Taker::Mailbox => {
            let mut kept = json!({"channel": channel.key(), "to": address, "is_test": true});
            put(&mut kept, body);
            put(&mut kept, json!({"text": content.text, "html": content.html}));
            let keep = outbox::keep_test(sender.account, &key, &kept, sender.now);
            sender.db.run(keep).await?;
            json!({"answer": "sent"})
        }
    };
    put(&mut told, answer);
    Ok(told)
}

/// Takes what a test SMS costs out of the month's budget, as any other's (E8): whether it may leave.
///
/// # Errors
/// When the database does not answer.
pub async fn is_paid(
    db: &Db,
    account: &Account,
    (key, text, number): (&str, &str, &str),
    now: Moment,
) -> Result<bool, Refusal> {
    let figures = SmsFigures::of(account, text, Some(number));
    let cost = match cost(account, Channel::Sms, figures.price(), now) {
        Affordable::Free => return Ok(true),
        Affordable::Never => return Ok(false),
        Affordable::If(cost) => cost,
    };
    let row = json!([[key, cost.month, cost.micros, cost.budget_micros]]).to_string();
    let taken = db.batch(&budget::take(&account.id, &row)).await?.pop();
    Ok(taken.is_some_and(|taken| !taken.is_empty()))
}

/// What a test answers that is not sent.
pub fn not_sent(reason: Reason) -> Json {
    json!({"answer": "not_sent", "reason": reason.key()})
}

/// What marks a test for programs.
const TEST_HEADER: [&str; 2] = ["X-Relance-Test", "yes"];

fn put(into: &mut Json, more: Json) {
    if let (Json::Object(into), Json::Object(more)) = (into, more) {
        into.extend(more);
    }
}

/// A message as the outbox would hold it.
fn body_of(message: &TrialMessage) -> Json {
    match message {
        TrialMessage::Email { sender, class, subject, html, text, attachments } => {
            let attached = |one: &Attachment| json!({"name": one.name, "html": one.html});
            json!({
                "kind": "email", "class": word_of(class, &CLASSES), "subject": subject,
                "html": html, "text": text, "sender": sender.as_ref().map(|id| id.as_str()),
                "attachments": attachments.iter().map(attached).collect::<Vec<_>>(),
            })
        }
        TrialMessage::Sms { class, text, figures } => json!({
            "kind": "sms", "class": word_of(class, &CLASSES), "text": text,
            "encoding": figures.encoding, "parts": figures.parts,
            "cost_micros": figures.cost_micros, "currency": figures.currency,
        }),
    }
}

/// A message for who asked for the test.
fn shown(message: &TrialMessage) -> Json {
    match message {
        TrialMessage::Email { subject, text, .. } => json!({"subject": subject, "text": text}),
        TrialMessage::Sms { text, figures, .. } => json!({
            "text": text, "encoding": figures.encoding, "parts": figures.parts,
            "cost_micros": figures.cost_micros, "currency": figures.currency,
        }),
    }
}
