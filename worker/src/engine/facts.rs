//! Facts about messages that left: what core makes of them is committed, each once, with the events
//! that it tells (S4.11, D18, D20, E13).

use std::collections::BTreeMap;

use relance_core::engine::Alert;
use relance_core::engine::facts::{
    Bounce, Counted, Fact, Meaning, Message, MessageState, happened_at, meaning,
};
use relance_core::engine::reads::{Asked, Look, Looker, looker};
use relance_core::words::{
    AccountId, Channel, ConsentSource, Event, EventName, Moment, RecordId, SuppressionReason,
};
use serde_json::{Value as Json, json};

use super::commit::Ended;
use super::load::text;
use super::tell::happen_once;
use super::{TRIES_MAX, changed_meanwhile, consent, guard};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::{facts, guard as store_guard, notice, subject};

/// Who told of a dead address, in the proof of its suppression.
const SOURCE: &str = "delivery";

/// What a notice is about when an address is no colleague's: the setting that it stands in.
const ALERT_ADDRESS: &str = "alerts.email";

/// Something that was told of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The message's key.
    pub key: String,
    /// What.
    pub what: What,
    /// When, by the clock of who told it.
    pub at: Option<Moment>,
}

/// What was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A fact.
    Fact(Fact),
    /// Its picture was asked for: who looked is core's to say.
    Opened(Program),
    /// A link was followed.
    Clicked(Program, String),
}

/// A program that asked for a picture or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// How it asked.
    pub asked: Asked,
    /// What it says of itself.
    pub user_agent: String,
}

/// What a batch of facts does besides being kept.
#[derive(Debug, Default)]
struct Batch {
    states: Vec<Json>,
    facts: Vec<Json>,
    settled: Vec<Json>,
    records: Vec<Json>,
    letters: BTreeMap<String, String>,
    failed_after_all: Vec<String>,
    events: Vec<Event>,
    endings: Vec<Ending>,
}

/// An address, or a consent, that comes to its end.
#[derive(Debug)]
enum Ending {
    Address(Channel, String, SuppressionReason),
    /// A colleague's, who is told of as the notice's `about`.
    Colleague(String),
    Consent(Channel, RecordId),
}

/// Notes facts. What is known already changes nothing; a message that does not exist is left out.
///
/// # Errors
/// When the database does not answer; `changed_meanwhile` when others kept writing. Nothing of it is
/// lost: who told it tells it again.
pub async fn note(db: &Db, account: &AccountId, told: &[Told], now: Moment) -> Result<(), Refusal> {
    let keys: Json = told.iter().map(|one| one.key.as_str()).collect();
    for _ in 0..TRIES_MAX {
        let messages = facts::messages(db, account, &keys).await?;
        let loaded = Loaded::of(db, account).await?;
        let batch = decide(&loaded, &messages, told, now)?;
        if batch.facts.is_empty() {
            return Ok(());
        }
        // Before the facts are kept: a death in between lets the whole of it be told again.
        for ending in &batch.endings {
            end(db, (account, &loaded), ending, now).await?;
        }
        let statements = statements(account, &batch, now);
        if happen_once(db, account, &batch.events, statements, now).await? == Ended::Committed {
            return stop_what_fails(db, account, &batch).await;
        }
    }
    Err(changed_meanwhile())
}

fn decide(
    loaded: &Loaded,
    messages: &[Json],
    told: &[Told],
    now: Moment,
) -> Result<Batch, Refusal> {
    let mut batch = Batch::default();
    let readers = loaded.setup.account.tracking.readers;
    for row in messages {
        let key = text(row, "key").unwrap_or_default();
        let mut known = Known::of(row);
        for one in told.iter().filter(|one| one.key == key) {
            let at = happened_at(one.at, now);
            let (fact, about) = known.fact(one, at);
            let meaning = meaning(fact, &known.message(fact, &about), readers);
            if !meaning.is_news {
                continue;
            }
            let is_automatic = i64::from(fact.is_automatic());
            let kept = json!([key, fact.key(), is_automatic, about, at.as_ms(), fact.detail()]);
            batch.facts.push(kept);
            batch.add(row, &meaning, at)?;
            known.learn(fact, about, at, now);
        }
    }
    Ok(batch)
}

impl Batch {
    fn add(&mut self, row: &Json, meaning: &Meaning, at: Moment) -> Result<(), Refusal> {
        let key = text(row, "key").unwrap_or_default();
        let automation = text(row, "automation").unwrap_or_default().to_owned();
        let state = text(row, "state").unwrap_or_default();
        let is_open = matches!(state, "pending" | "leased");
        self.states
            .push(json!([key, if is_open { vec!["pending", "leased"] } else { vec![state] }]));
        if meaning.settles {
            self.settled.push(key.into());
            self.records.extend(text(row, "record").map(Json::from));
        }
        match meaning.counts {
            Some(Counted::Went) => self.letters.entry(automation).or_default().push('s'),
            Some(Counted::Failed) => self.letters.entry(automation).or_default().push('f'),
            Some(Counted::FailedAfterAll) => self.failed_after_all.push(automation),
            None => {}
        }
        let channel = channel_of(row);
        if let Some(reason) = meaning.suppresses {
            let address = text(row, "address").unwrap_or_default().to_owned();
            self.endings.push(match channel {
                Some(channel) => Ending::Address(channel, address, reason),
                None => Ending::Colleague(address),
            });
        }
        if let (Some(channel), true) = (channel, meaning.withdraws_consent)
            && let Some(contact) = text(row, "contact").and_then(|id| RecordId::parse(id).ok())
        {
            self.endings.push(Ending::Consent(channel, contact));
        }
        let has_record = row.get("has_record").and_then(Json::as_i64) == Some(1);
        if let Some(name) = meaning.tells.filter(|_| has_record) {
            self.events.push(Event {
                // Once for each message, whatever is told of it again.
                id: format!("{name}:{key}"),
                record: RecordId::parse(text(row, "record").unwrap_or_default())?,
                name: EventName::parse(name)?,
                at,
                about: None,
            });
        }
        Ok(())
    }
}

/// What is known of a message while its facts are decided one after the other.
struct Known<'a> {
    row: &'a Json,
    state: MessageState,
    left_at: Option<Moment>,
    facts: Vec<(String, bool, String)>,
}

impl<'a> Known<'a> {
    fn of(row: &'a Json) -> Self {
        let state = match text(row, "state") {
            Some("sent") => MessageState::Sent,
            Some("not_sent") => MessageState::NotSent,
            Some("unknown") => MessageState::Unknown,
            _ => MessageState::Waiting,
        };
        let instant = |row: &Json, key: &str| row.get(key)?.as_i64().map(Moment::from_ms);
        let rows = row.get("facts").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let of_fact = |fact: &Json| {
            let word = |key: &str| text(fact, key).unwrap_or_default().to_owned();
            let is_automatic = fact.get("is_automatic").and_then(Json::as_i64) == Some(1);
            (word("kind"), is_automatic, word("about"))
        };
        let delivered = rows.iter().find(|fact| text(fact, "kind") == Some("delivered"));
        let delivered_at = delivered.and_then(|fact| instant(fact, "at_ms"));
        let settled_at = instant(row, "settled_at_ms").filter(|_| state == MessageState::Sent);
        Known {
            row,
            state,
            left_at: settled_at.max(delivered_at),
            facts: rows.iter().map(of_fact).collect(),
        }
    }

    /// The fact that was told, and what tells it apart from others of its kind.
    fn fact(&self, told: &Told, at: Moment) -> (Fact, String) {
        match &told.what {
            What::Fact(fact) => {
                let about = match fact {
                    Fact::Bounced(Bounce::Hard) => "hard",
                    Fact::Bounced(Bounce::Soft) => "soft",
                    _ => "",
                };
                (*fact, about.to_owned())
            }
            What::Opened(program) => (Fact::Opened(self.looker(program, at)), String::new()),
            What::Clicked(program, link) => (Fact::Clicked(self.looker(program, at)), link.clone()),
        }
    }

    fn looker(&self, program: &Program, at: Moment) -> Looker {
        let since = self.left_at.map(|left| (at.as_ms() - left.as_ms()).div_euclid(1_000));
        looker(&Look {
            asked: program.asked,
            user_agent: &program.user_agent,
            since_sent_seconds: since,
        })
    }

    fn message(&self, fact: Fact, about: &str) -> Message {
        let is_same = |(kind, is_automatic, of): &(String, bool, String)| {
            kind == fact.key() && *is_automatic == fact.is_automatic() && of == about
        };
        Message {
            channel: channel_of(self.row),
            state: self.state,
            is_known: self.facts.iter().any(is_same),
            has_bounced: self.facts.iter().any(|(kind, _, _)| kind == "bounced"),
        }
    }

    fn learn(&mut self, fact: Fact, about: String, at: Moment, now: Moment) {
        if self.state != MessageState::NotSent {
            if self.state != MessageState::Sent {
                self.left_at = self.left_at.max(Some(now));
            }
            self.state = MessageState::Sent;
        }
        if fact == Fact::Delivered {
            self.left_at = self.left_at.max(Some(at));
        }
        self.facts.push((fact.key().to_owned(), fact.is_automatic(), about));
    }
}

/// How it went to a contact; `None` for a colleague and for services.
fn channel_of(row: &Json) -> Option<Channel> {
    match text(row, "channel") {
        Some("email") => Some(Channel::Email),
        Some("sms") => Some(Channel::Sms),
        _ => None,
    }
}

fn statements(account: &AccountId, batch: &Batch, now: Moment) -> Vec<Statement> {
    let kept = Json::from(batch.facts.clone());
    let mut statements = facts::guards(account, &Json::from(batch.states.clone()), &kept).to_vec();
    statements.push(facts::keep(account, &kept));
    if !batch.settled.is_empty() {
        statements.push(facts::settle(account, &Json::from(batch.settled.clone()), now));
        // Rules that wait for a message go on (D25).
        statements.push(subject::wake_held(account, &Json::from(batch.records.clone()), now));
    }
    if !batch.letters.is_empty() {
        statements.push(store_guard::delivered(account, &json!(batch.letters)));
    }
    let failed = batch.failed_after_all.iter();
    statements.extend(failed.map(|automation| facts::failed_after_all(account, automation)));
    statements
}

async fn end(
    db: &Db,
    (account, loaded): (&AccountId, &Loaded),
    ending: &Ending,
    now: Moment,
) -> Result<(), Refusal> {
    match ending {
        Ending::Colleague(address) => {
            let place = (Channel::Email, address.as_str());
            let reason = SuppressionReason::HardBounce;
            consent::suppress(db, account, place, reason, SOURCE, now).await?;
            let mut users = loaded.setup.account.users.iter();
            let user = users.find(|user| user.email.eq_ignore_ascii_case(address));
            let about = user.map_or(ALERT_ADDRESS, |user| user.id.as_str());
            db.run(notice::note_again(account, Alert::Colleague.key(), about, now)).await?;
        }
        Ending::Address(channel, address, reason) => {
            let place = (*channel, address.as_str());
            consent::suppress(db, account, place, *reason, SOURCE, now).await?;
        }
        Ending::Consent(channel, contact) => {
            consent::withdraw(db, account, contact, *channel, ConsentSource::Provider, now).await?;
        }
    }
    Ok(())
}

/// The circuit breaker looks (D18).
async fn stop_what_fails(db: &Db, account: &AccountId, batch: &Batch) -> Result<(), Refusal> {
    let failed = batch.letters.iter().filter(|(_, letters)| letters.contains('f'));
    let automations: BTreeMap<&str, &str> = failed
        .map(|(automation, _)| automation.as_str())
        .chain(batch.failed_after_all.iter().map(String::as_str))
        .map(|automation| (automation, ""))
        .collect();
    if automations.is_empty() {
        return Ok(());
    }
    guard::stop_what_fails(db, account, &json!(automations)).await
}
