//! Core's last word on leased messages to people, and their places under the frequency cap.
//!
//! Contacts and suppressed addresses are read in one transaction, after the lease was committed. What
//! changes between that and the handing over is handed back (`hand_back`): why nothing then leaves that
//! a person has ended is told in `engine::consent` (K12).

use std::collections::{BTreeMap, BTreeSet};

use relance_core::definitions::OnReply;
use relance_core::engine::{
    Claim, Claimed, Place, Reason, ToColleague, claim, claim_to_colleague, place,
};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{Channel, Record, RecordId};
use serde_json::{Value as Json, json};

use super::rows::instant;
use super::{Sender, at_this_moment, money};
use crate::answer::Refusal;
use crate::engine::consent::address_hash;
use crate::engine::effects::{AT_NIGHT, CLASSES};
use crate::engine::load::read_record;
use crate::row::text;
use crate::store::db::{Statement, chunks};
use crate::store::{answers, cap, consent, outbox, record};

/// The channel of e-mail to colleagues.
const COLLEAGUE: &str = "user_email";
/// From this age on a message has waited: at night, for a provider. Units: ms. Our choice: a tick.
const WAITED_MS: i64 = 60_000;

/// What may happen to each message, in their order, and the contacts that they go to.
///
/// # Errors
/// When the database does not answer.
pub async fn claims(sender: &Sender<'_>, messages: &[Json]) -> Result<Claims, Refusal> {
    let people = People::of(sender, messages.iter().filter_map(addressee).collect()).await?;
    let answered = answered(sender, messages).await?;
    let dead = dead(sender, messages).await?;
    let claimed: Vec<Option<Claimed<'_>>> =
        messages.iter().map(|message| claimed(message, &people, &answered)).collect();
    let account = &sender.loaded.setup.account;
    let mut claims: Vec<Claim> = claimed
        .iter()
        .zip(messages)
        .map(|(claimed, message)| match claimed {
            Some(claimed) => claim(account, claimed, sender.now),
            None => {
                let is_dead = dead.contains(text(message, "address"));
                let expires_at = instant(message, "expires_at_ms");
                claim_to_colleague(ToColleague { is_dead, expires_at }, sender.now)
            }
        })
        .collect();
    let full = without_place(sender, messages, &claimed, &claims).await?;
    for (answer, message) in claims.iter_mut().zip(messages) {
        if full.contains(text(message, "key")) {
            *answer = Claim::Refuse(Reason::FrequencyCap);
        }
    }
    let dear = money::without_money(sender, messages, &claims).await?;
    for (answer, message) in claims.iter_mut().zip(messages) {
        if dear.contains(text(message, "key")) {
            *answer = Claim::Refuse(Reason::BudgetSpent);
        }
    }
    let answers = claims;
    Ok(Claims { people, answers })
}

/// Core's word right before the call, on what the claim has read: between two messages of a lease the
/// night may come (D17).
pub fn still(sender: &Sender<'_>, message: &Json, people: &People) -> Claim {
    let account = &sender.loaded.setup.account;
    match claimed(message, people, &BTreeSet::new()) {
        Some(claimed) => claim(account, &claimed, at_this_moment(sender.db, sender.now)),
        None => Claim::Send,
    }
}

/// What core said of messages, and on what.
#[derive(Debug)]
pub struct Claims {
    /// Whom they go to.
    pub people: People,
    /// What may happen to each, in their order.
    pub answers: Vec<Claim>,
}

/// The addresses of colleagues that do not exist.
async fn dead(sender: &Sender<'_>, messages: &[Json]) -> Result<BTreeSet<String>, Refusal> {
    let (db, account) = (sender.db, sender.account);
    let mut hashes = BTreeMap::new();
    for address in messages.iter().filter(|one| text(one, "channel") == COLLEAGUE) {
        let address = text(address, "address");
        if let Some(hash) = address_hash(db, account, Channel::Email, address)? {
            hashes.insert(hash, address);
        }
    }
    if hashes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let asked: Json = hashes.keys().map(String::as_str).collect();
    let found = db.rows(consent::dead(account, &asked)).await?;
    let dead = found.iter().filter_map(|hash| hashes.get(hash.as_str()?));
    Ok(dead.map(|address| (*address).to_owned()).collect())
}

/// The keys of messages of whose passage an earlier one was answered, where that ends it (E1). Only what
/// has waited is asked about: what was decided just now was decided knowing it.
async fn answered(sender: &Sender<'_>, messages: &[Json]) -> Result<BTreeSet<String>, Refusal> {
    let has_waited = |message: &&Json| {
        let planned = instant(message, "planned_at_ms");
        planned.is_none_or(|at| at.plus_ms(WAITED_MS) <= sender.now)
    };
    let ends = |message: &&Json| {
        let automation = sender.loaded.setup.automation(text(message, "automation"));
        automation.is_none_or(|automation| automation.definition.on_reply == OnReply::Ends)
    };
    let waiting = messages.iter().filter(has_waited).filter(ends);
    let keys: Json = waiting.map(|one| text(one, "key")).collect();
    if keys.as_array().is_none_or(Vec::is_empty) {
        return Ok(BTreeSet::new());
    }
    let found = answers::of_answered(sender.db, sender.account, &keys).await?;
    Ok(found.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

impl Claims {
    /// The statements that hand back what may leave no longer.
    pub fn hand_back(&self, sender: &Sender<'_>, messages: &[Json]) -> Vec<Statement> {
        let leaving = messages.iter().zip(&self.answers);
        let leaving = leaving.filter(|(_, answer)| **answer == Claim::Send);
        let rows = leaving.filter_map(|(message, _)| {
            Some(self.people.claimed_row(text(message, "key"), &addressee(message)?))
        });
        hand_back(sender, &rows.collect::<Vec<_>>())
    }
}

/// The statements that hand back messages of these rows whose contact or address changed since; they answer the
/// keys of what must not leave under this lease.
pub fn hand_back(sender: &Sender<'_>, rows: &[Json]) -> Vec<Statement> {
    let rows = chunks(rows);
    rows.iter().map(|rows| outbox::hand_back(sender.account, rows, &sender.token)).collect()
}

/// Where a message goes: to which contact, how, to which address.
pub type Addressee<'a> = (&'a str, Channel, &'a str);

/// Whom messages go to, as they are now.
#[derive(Debug)]
pub struct People {
    contacts: BTreeMap<RecordId, Record>,
    hashes: BTreeMap<(Channel, String), String>,
    suppressed: BTreeSet<(Channel, String)>,
}

impl People {
    /// Reads contacts and suppressed addresses in one transaction.
    ///
    /// # Errors
    /// When the database does not answer; `secret_missing`.
    pub async fn of(sender: &Sender<'_>, addressees: Vec<Addressee<'_>>) -> Result<Self, Refusal> {
        let (db, account) = (sender.db, sender.account);
        let mut hashes = BTreeMap::new();
        for (_, channel, address) in &addressees {
            let key = (*channel, (*address).to_owned());
            if !hashes.contains_key(&key)
                && let Some(hash) = address_hash(db, account, *channel, address)?
            {
                hashes.insert(key, hash);
            }
        }
        let ids: Json = addressees.iter().map(|(contact, ..)| *contact).collect();
        let asked: Vec<Json> =
            hashes.iter().map(|((channel, _), hash)| json!([channel.key(), hash])).collect();
        let statements =
            [record::by_ids(account, &ids), consent::suppressed(account, &json!(asked))];
        let mut answers = db.batch(&statements).await?.into_iter();
        let found = answers.next().unwrap_or_default();
        let contacts = found.iter().filter_map(|row| read_record(row, sender.loaded));
        let contacts = contacts.map(|record| (record.id.clone(), record)).collect();
        let found = answers.next().unwrap_or_default();
        let is_found =
            |channel: Channel, hash: &String| found.contains(&json!([channel.key(), hash]));
        let suppressed = hashes
            .iter()
            .filter(|((channel, _), hash)| !found.is_empty() && is_found(*channel, hash))
            .map(|(key, _)| key.clone())
            .collect();
        Ok(People { contacts, hashes, suppressed })
    }

    /// The contact with this id, if it is there.
    pub fn contact(&self, id: &str) -> Option<&Record> {
        self.contacts.get(id)
    }

    /// Whether nothing goes to this address any more.
    pub fn is_suppressed(&self, channel: Channel, address: &str) -> bool {
        self.suppressed.contains(&(channel, address.to_owned()))
    }

    /// The row by which a message is handed back when the contact or the address changed since.
    pub fn claimed_row(&self, key: &str, (contact, channel, address): &Addressee<'_>) -> Json {
        let version = self.contact(contact).map_or(0, |record| record.version);
        let hash = self.hashes.get(&(*channel, (*address).to_owned()));
        json!([key, contact, version, channel.key(), hash])
    }
}

/// Whom a message goes to; `None` for a colleague.
fn addressee(message: &Json) -> Option<Addressee<'_>> {
    let channel = match text(message, "channel") {
        "email" => Channel::Email,
        "sms" => Channel::Sms,
        _ => return None,
    };
    Some((text(message, "contact"), channel, text(message, "address")))
}

/// What core is asked about; `None` for a message to a colleague.
fn claimed<'a>(
    message: &'a Json,
    people: &'a People,
    answered: &BTreeSet<String>,
) -> Option<Claimed<'a>> {
    let (contact, channel, to) = addressee(message)?;
    let word = |key: &str| message.get("body").map_or("", |body| text(body, key));
    Some(Claimed {
        channel,
        class: one_word(word("class"), &CLASSES).unwrap_or(MessageClass::Marketing),
        contact: people.contact(contact),
        to,
        is_suppressed: people.is_suppressed(channel, to),
        is_answered: answered.contains(text(message, "key")),
        at_night: one_word(word("at_night"), &AT_NIGHT).unwrap_or(AtNight::Drop),
        expires_at: instant(message, "expires_at_ms"),
    })
}

/// Takes places for what may leave and is capped (D21): the keys of those that found none. In the
/// order in which they were due, so that it is the later one that is left out.
async fn without_place(
    sender: &Sender<'_>,
    messages: &[Json],
    claimed: &[Option<Claimed<'_>>],
    claims: &[Claim],
) -> Result<BTreeSet<String>, Refusal> {
    let account = &sender.loaded.setup.account;
    let mut wanted = BTreeMap::new();
    for ((message, claimed), answer) in messages.iter().zip(claimed).zip(claims) {
        let (Some(claimed), Claim::Send) = (claimed, answer) else { continue };
        let Some(place) = place(account, claimed, sender.now) else { continue };
        let due = message.get("planned_at_ms").and_then(Json::as_i64).unwrap_or(0);
        let key = text(message, "key");
        wanted.insert((due, key.to_owned()), place_row(key, &place));
    }
    let mut left_out: BTreeSet<String> = wanted.keys().map(|(_, key)| key.clone()).collect();
    let rows: Vec<Json> = wanted.into_values().collect();
    for rows in chunks(&rows) {
        let taken = sender.db.batch(&cap::take(sender.account, &rows)).await?.pop();
        for key in taken.iter().flatten().filter_map(Json::as_str) {
            left_out.remove(key);
        }
    }
    Ok(left_out)
}

fn place_row(key: &str, place: &Place) -> Json {
    json!([
        key,
        place.contact.as_str(),
        place.channel.key(),
        place.date.to_string(),
        place.since.to_string(),
        place.places,
        place.forget_before.to_string(),
    ])
}
