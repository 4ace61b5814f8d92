//! What arrived from outside, an e-mail or an SMS that somebody sent back, becomes a record, and what it
//! answers ends (E1): both in one commit, so that neither happens without the other.
//!
//! Decides nothing: which message is answered is core's to say (`relance_core::inbound`), and what
//! follows is decided by the next round.

use relance_core::engine::facts::{Bounce, Fact};
use relance_core::inbound::{
    ANSWER_DAYS, Answered, ReceivedEmail, Report, SENDERS_MAX, Sent, Severity,
};
use relance_core::words::module::EMAILS_MODULE;
use relance_core::words::{AccountId, AutomationId, DerivedKey, Moment, RecordId, WriteOutcome};
use serde_json::{Value as Json, json};

use super::facts::{Told, What, note};
use super::load::text;
use super::write::{Existing, Outcome, write};
use crate::answer::Refusal;
use crate::keys;
use crate::request::{self, Mode};
use crate::store::db::{Db, Statement, StoreError};
use crate::store::{self, account as store_account, answers, inbound, input, merge};
use crate::wake;

/// Units: ms.
const DAY_MS: i64 = 86_400_000;
/// The purpose of what signs addresses for answers.
pub const PURPOSE: &str = "answer";

/// Keeps it; one that was kept before stays as it was, and nothing follows a second time.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(db: &Db, account: &AccountId, email: &ReceivedEmail) -> Result<(), Refusal> {
    let senders = senders(db, account, email).await?;
    let moved = store_account::dev_clock(db).await?;
    let now = store::clock(db, moved);
    let answered = answered(db, account, email, &senders, now).await?;
    write_down(db, account, email, (&senders, answered), now).await
}

/// Keeps what answers nothing, whoever sent it.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_unanswering(
    db: &Db,
    account: &AccountId,
    email: &ReceivedEmail,
) -> Result<(), Refusal> {
    let senders = senders(db, account, email).await?;
    let moved = store_account::dev_clock(db).await?;
    let now = store::clock(db, moved);
    write_down(db, account, email, (&senders, None), now).await
}

/// Notes what a mail server reports of a message of ours; what it reports of others is nobody's news.
///
/// # Errors
/// When the database does not answer.
pub async fn reported(
    db: &Db,
    account: &AccountId,
    email: &ReceivedEmail,
    report: &Report,
) -> Result<(), Refusal> {
    let named: Json = report.key().iter().map(DerivedKey::as_str).collect();
    let mut rows = answers::by_keys(db, account, &named).await?;
    if rows.is_empty() {
        // Some send it to where an answer goes.
        tagged(db, account, email, &mut rows).await?;
    }
    let Some(row) = rows.first() else { return Ok(()) };
    let severity = text(row, "address").and_then(|address| report.bounce_of(address));
    let bounce = match severity {
        Some(Severity::Hard) => Bounce::Hard,
        Some(Severity::Soft) => Bounce::Soft,
        None => return Ok(()),
    };
    let key = text(row, "key").unwrap_or_default().to_owned();
    let told = [Told { key, what: What::Fact(Fact::Bounced(bounce)), at: None }];
    let moved = store_account::dev_clock(db).await?;
    note(db, account, &told, store::clock(db, moved)).await
}

/// The contacts with the sender's address or number.
async fn senders(
    db: &Db,
    account: &AccountId,
    email: &ReceivedEmail,
) -> Result<Vec<RecordId>, StoreError> {
    match email.sender() {
        Some(address) => {
            inbound::contacts_of(db, account, email.channel, &address, SENDERS_MAX).await
        }
        None => Ok(Vec::new()),
    }
}

async fn write_down(
    db: &Db,
    account_id: &AccountId,
    email: &ReceivedEmail,
    (senders, answered): (&[RecordId], Option<Answered>),
    now: Moment,
) -> Result<(), Refusal> {
    let given = [email.record(senders, answered.as_ref(), now)?];
    let also = |outcomes: &[Outcome]| follow(account_id, outcomes, answered.as_ref(), now);
    write(db, account_id, EMAILS_MODULE, &given, Existing::Kept, now, also).await?;
    if let Some(answered) = &answered {
        // For the results (E5): once for each message, whatever arrives again.
        let what = What::Fact(Fact::Replied);
        let told = [Told { key: answered.key.as_str().to_owned(), what, at: None }];
        note(db, account_id, &told, now).await?;
    }
    // Who moved the clock decides when something happens.
    let moved = store_account::dev_clock(db).await?;
    if request::mode(db) == Mode::Production || moved.is_none() {
        wake::send_if_due(db, account_id, now).await;
    }
    Ok(())
}

/// The next round's work: the answered record hears of it.
fn follow(
    account: &AccountId,
    outcomes: &[Outcome],
    answered: Option<&Answered>,
    now: Moment,
) -> Vec<Statement> {
    let new = outcomes.iter().find(|outcome| outcome.outcome == WriteOutcome::Created);
    let (Some(new), Some(answered)) = (new, answered) else { return Vec::new() };
    let cause = json!({"automation": answered.automation.as_str()}).to_string();
    let key = DerivedKey::of(&["replied", new.id.as_str()]);
    let row = json!([answered.record.as_str(), key.as_str(), "replied", now.as_ms(), cause]);
    vec![
        input::insert(account, &json!([row]).to_string()),
        answers::insert(account, answered.key.as_str(), &new.id, now),
    ]
}

/// What of ours it answers.
async fn answered(
    db: &Db,
    account: &AccountId,
    email: &ReceivedEmail,
    senders: &[RecordId],
    now: Moment,
) -> Result<Option<Answered>, Refusal> {
    if !email.may_answer() || answers::is_colleague(db, account, &email.from).await? {
        return Ok(None);
    }
    let named: Json = email.named_keys().iter().map(DerivedKey::as_str).collect();
    let mut rows = answers::by_keys(db, account, &named).await?;
    let tagged = tagged(db, account, email, &mut rows).await?;
    if rows.is_empty() && !senders.is_empty() {
        let since = now.plus_ms(-ANSWER_DAYS * DAY_MS);
        rows = answers::to_contacts(db, account, senders, email.channel, since).await?;
    }
    let sent: Vec<Sent> = rows.iter().filter_map(|row| sent(row, senders)).collect();
    let Some((key, by)) = email.answered(&sent, tagged.as_ref()) else { return Ok(None) };
    let row = rows.iter().find(|row| text(row, "key") == Some(key.as_str()));
    let row = row.and_then(|row| Some((text(row, "automation")?, text(row, "record")?)));
    let Some((automation, record)) = row else { return Ok(None) };
    let (automation, record) = (AutomationId::parse(automation)?, RecordId::parse(record)?);
    // The record may be one with another by now.
    let aliases = merge::aliases(db, account, &json!([record.as_str()])).await?;
    let record = aliases.get(&record).cloned().unwrap_or(record);
    Ok(Some(Answered { key, automation, record, by }))
}

/// The message whose address for answers it came to; its row is added to the others.
async fn tagged(
    db: &Db,
    account: &AccountId,
    email: &ReceivedEmail,
    rows: &mut Vec<Json>,
) -> Result<Option<DerivedKey>, Refusal> {
    for tag in email.tags() {
        for row in answers::by_key_start(db, account, &tag.key_start).await? {
            let Some(key) = text(&row, "key").and_then(|key| DerivedKey::parse(key).ok()) else {
                continue;
            };
            if tag.is_of(&key, &keys::hashed(db, account, PURPOSE, key.as_str())?) {
                rows.push(row);
                return Ok(Some(key));
            }
        }
    }
    Ok(None)
}

fn sent(row: &Json, senders: &[RecordId]) -> Option<Sent> {
    let contact = text(row, "contact");
    Some(Sent {
        key: DerivedKey::parse(text(row, "key")?).ok()?,
        at: Moment::from_ms(row.get("at_ms")?.as_i64()?),
        subject: text(row, "subject").unwrap_or_default().to_owned(),
        is_to_sender: senders.iter().any(|sender| Some(sender.as_str()) == contact),
    })
}
