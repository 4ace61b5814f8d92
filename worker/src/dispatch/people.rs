//! Messages to people: kept by the `capture` mailbox of the same database.

use std::collections::BTreeMap;

use relance_core::engine::Claim;
use relance_core::words::Moment;
use serde_json::{Value as Json, json};

use super::calls::letterhead;
use super::claims::claims;
use super::rows::{Settlement, counted, deviation, failing, letter, records};
use super::{Sender, wakes};
use crate::answer::Refusal;
use crate::compose::{Composer, Content};
use crate::engine::guard::stop_what_fails;
use crate::log;
use crate::row::text;
use crate::store::db::{Statement, chunks};
use crate::store::{guard, outbox, subject};
use crate::thread::Thread;

/// When a message that could not be finished is tried again. Units: ms. Our choice: as long as setting a
/// variable takes.
const COMPOSE_AGAIN_MS: i64 = 300_000;

/// What sending a lease came to.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// Decisions to the contrary.
    pub decisions: usize,
    /// Messages that are due again at once, because what they were claimed on has changed.
    pub handed_back: usize,
}

/// Keeps messages in the mailbox and settles them, in one transaction, in which what changed since the
/// claim is handed back first.
///
/// # Errors
/// When the database does not answer.
pub async fn capture(sender: &Sender<'_>, messages: &[Json]) -> Result<Left, Refusal> {
    let claims = claims(sender, messages).await?;
    let composer = Composer::of(sender.db, &sender.loaded.setup.account).await?;
    let thread = Thread::of(sender.db, sender.account).await?;
    let mut rows = Rows::default();
    let mut delivered = Vec::new();
    for (message, claim) in messages.iter().zip(&claims.answers) {
        match claim {
            Claim::Send => {
                let contact = claims.people.contact(text(message, "contact"));
                let content = match composer.content(message, contact) {
                    Ok(content) => content,
                    Err(refusal) => {
                        rows.keep_back(message, not_composed(&refusal, sender.now));
                        continue;
                    }
                };
                let shown = shown(sender, message, &content, &thread)?.to_string();
                delivered.push(json!([text(message, "key"), shown]));
                rows.settle(message, Settlement { state: "sent", ..Settlement::default() });
            }
            Claim::Refuse(_) | Claim::Later(_) => rows.keep_back(message, *claim),
        }
    }
    let mut statements = claims.hand_back(sender, messages);
    let handed_back = statements.len();
    for delivered in chunks(&delivered) {
        let (account, token) = (sender.account, &sender.token);
        statements.push(outbox::deliver(account, &delivered, sender.now, token));
    }
    statements.extend(rows.statements(sender, messages));
    let answers = sender.db.batch(&statements).await?;
    let handed_back = answers.iter().take(handed_back).map(Vec::len).sum();
    Ok(Left { decisions: rows.decisions(), handed_back })
}

/// A message that this deployment cannot finish, for want of an address or a secret of its own: without
/// a way out no marketing leaves. It waits for the operator, until it expires.
pub fn not_composed(refusal: &Refusal, now: Moment) -> Claim {
    log::error("a message cannot be composed").problems(&refusal.problems).write();
    Claim::Later(now.plus_ms(COMPOSE_AGAIN_MS))
}

/// A message as the mailbox shows it.
fn shown(
    sender: &Sender<'_>,
    message: &Json,
    content: &Content,
    thread: &Thread,
) -> Result<Json, Refusal> {
    let mut shown = json!({
        "channel": text(message, "channel"), "to": text(message, "address"),
        "record": text(message, "record"), "automation": text(message, "automation"),
        "contact": message.get("contact"),
        "planned_at": message.get("planned_at_ms").and_then(Json::as_i64)
            .map(|ms| Moment::from_ms(ms).to_iso()),
    });
    let body = message.get("body").cloned().unwrap_or_default();
    if let (Json::Object(shown), Json::Object(body)) = (&mut shown, body) {
        shown.extend(body);
        for (key, value) in
            [("subject", &content.subject), ("text", &content.text), ("html", &content.html)]
        {
            if !value.is_empty() {
                shown.insert(key.to_owned(), value.as_str().into());
            }
        }
        if !content.headers.is_empty() {
            shown.insert("headers".to_owned(), json!(content.headers));
        }
        if text(message, "channel") != "sms" {
            let (_, carried) = letterhead(sender, message, thread)?;
            let id = carried.headers.into_iter().find(|(name, _)| name == "Message-ID");
            shown.insert("message_id".to_owned(), json!(id.map(|(_, id)| id)));
            let reply_to = carried.reply_to.map(|reply_to| reply_to.address);
            shown.insert("reply_to".to_owned(), json!(reply_to));
        }
    }
    Ok(shown)
}

/// What a lease leaves in the database.
#[derive(Debug, Default)]
pub struct Rows {
    settled: Vec<Json>,
    log: Vec<Json>,
    letters: BTreeMap<String, String>,
}

impl Rows {
    /// A message that was handed over, or tried.
    pub fn settle(&mut self, message: &Json, settlement: Settlement) {
        if let Some(letter) = letter(settlement.state, settlement.reason.unwrap_or_default()) {
            let automation = text(message, "automation").to_owned();
            self.letters.entry(automation).or_default().push(letter);
        }
        if let Some(reason) = settlement.reason {
            self.log.push(deviation(message, reason));
        }
        self.settled.push(settlement.row(message));
    }

    /// A message that core keeps back: now, or for good (D21: then also not later).
    pub fn keep_back(&mut self, message: &Json, claim: Claim) {
        match claim {
            Claim::Later(at) => self.settle(message, Settlement::later(message, at)),
            Claim::Refuse(reason) => self.settle(message, Settlement::refused(message, reason)),
            Claim::Send => {}
        }
    }

    /// Once it is kept: the circuit breaker looks, where something failed (D18).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn stop_what_fails(&self, sender: &Sender<'_>) -> Result<(), Refusal> {
        match failing(&self.letters) {
            Some(failing) => stop_what_fails(sender.db, sender.account, &failing).await,
            None => Ok(()),
        }
    }

    /// How many decisions to the contrary it holds.
    pub fn decisions(&self) -> usize {
        self.log.len()
    }

    /// The statements that keep it, while this lease still holds the messages.
    pub fn statements(&self, sender: &Sender<'_>, messages: &[Json]) -> Vec<Statement> {
        let (account, now) = (sender.account, sender.now);
        let mut statements = Vec::new();
        for settled in chunks(&self.settled) {
            statements.push(outbox::settle(account, &settled, now, &sender.token));
        }
        statements.extend(counted(account, messages, &self.settled));
        for log in chunks(&self.log) {
            statements.push(outbox::insert_log(account, &log, now));
        }
        if !self.letters.is_empty() {
            statements.push(guard::delivered(account, &json!(self.letters)));
        }
        if wakes(sender.loaded) {
            statements.push(subject::wake_held(account, &records(messages), now));
        }
        statements
    }
}
