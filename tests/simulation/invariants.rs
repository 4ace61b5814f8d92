//! What must hold however a run went, read from the database, from what the providers took, and from
//! the journal of what was really committed. Independent of the code under test: nothing of it is asked.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::words::{Moment, Zone};
use serde_json::Value as Json;

use crate::entries::Action;
use crate::executor::TaskId;
use crate::forgotten;
use crate::journal::{Claim, Delivery, Journal, Snapshot};
use crate::merges::Merges;
use crate::provider::{Service, Told};
use crate::rows::{Row, rows, text};
use crate::schedule::Run;

/// How long a sender may take. Units: ms. Source: `LEASE_MS` of the Worker.
pub const LEASE_MS: i64 = 120_000;
/// The night of D17: from 23:00 to 07:30, in minutes of the recipient's day.
const NIGHT: (i64, i64) = (23 * 60, 7 * 60 + 30);
/// Units: ms.
const DAY_MS: i64 = 86_400_000;

/// Every violation, in words.
pub fn check(run: &Run) -> Vec<String> {
    let rows = rows(run);
    let mut broken = Vec::new();
    let mut checks = Checks { run, rows: &rows, broken: &mut broken };
    checks.rest();
    checks.truth();
    checks.doubts();
    checks.doubles();
    checks.claims();
    checks.nights();
    checks.consents();
    checks.suppressed();
    checks.caps();
    checks.once();
    checks.steps();
    checks.acknowledged();
    broken.extend(forgotten::check(run));
    broken
}

struct Checks<'a> {
    run: &'a Run,
    rows: &'a [Row],
    broken: &'a mut Vec<String>,
}

impl<'a> Checks<'a> {
    fn say(&mut self, what: String) {
        self.broken.push(what);
    }

    /// At rest a message was sent, was not, or nobody knows; and it says why not.
    fn rest(&mut self) {
        for row in self.rows {
            match row.state.as_str() {
                "sent" | "unknown" => {}
                "not_sent" if row.reason.is_some() => {}
                other => self.say(format!("{} ({}) rests as {other}", row.key, row.channel)),
            }
        }
    }

    /// What is said to be sent arrived; what is said not to be sent did not.
    fn truth(&mut self) {
        let arrived = self.arrived();
        for row in self.rows {
            // Who is in a list may be so by another row.
            let is_list = row.channel == "lists";
            let has_arrived =
                arrived.contains(row.key.as_str()) || (is_list && self.is_in_list(row));
            match (row.state.as_str(), has_arrived) {
                ("sent", false) => self
                    .say(format!("{} ({}) is `sent` and no provider saw it", row.key, row.channel)),
                ("not_sent", true) if !is_list || !self.is_of_another(row) => {
                    let why = row.reason.clone().unwrap_or_default();
                    self.say(format!(
                        "{} ({}) is `not_sent` ({why}) and arrived",
                        row.key, row.channel
                    ));
                }
                _ => {}
            }
        }
    }

    /// Unknown is only what a worker may have handed over without hearing what became of it: what it had
    /// leased, where the service knows keys; elsewhere what it had noted that it calls for. Of somebody who was
    /// erased meanwhile nobody waits to hear whether it had come so far; nor, where a call may be repeated, does
    /// its row say how the last one ended.
    fn doubts(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let leased: Vec<_> =
            journal.claims.iter().map(|one| (one.commit, one.task, one.key.clone())).collect();
        for row in self.rows.iter().filter(|row| row.state == "unknown") {
            let is_noted = matches!(row.provider.as_str(), "postmark" | "twilio" | "cloudflare");
            let begun = if is_noted && !row.is_erased { &journal.noted } else { &leased };
            let mut own = begun.iter().filter(|(.., key)| *key == row.key);
            let is_repeatable = matches!(row.channel.as_str(), "lists" | "webhook");
            let is_doubt = |(commit, task, _): &(u64, TaskId, String)| {
                (row.is_erased && is_repeatable) || is_open(&journal, row, (*commit, *task))
            };
            if !own.any(is_doubt) {
                self.say(format!("{} ({}) is unknown without a doubt", row.key, row.provider));
            }
        }
    }

    /// Whether it may be by another row that its subscribers are in a list.
    fn is_of_another(&self, row: &Row) -> bool {
        let own = addresses(row);
        let others = self.rows.iter().filter(|other| other.key != row.key);
        let mut open = others.filter(|other| other.channel == "lists" && other.state != "not_sent");
        open.any(|other| addresses(other).iter().any(|address| own.contains(address)))
    }

    fn is_in_list(&self, row: &Row) -> bool {
        let journal = self.run.outside.journal.borrow();
        addresses(row).into_iter().any(|address| {
            let mut taken = journal.deliveries.iter().filter(|one| one.is_taken);
            taken.any(|one| one.service == Service::Unisender && one.to == address)
        })
    }

    /// Keys of what arrived.
    fn arrived(&self) -> BTreeSet<String> {
        let journal = self.run.outside.journal.borrow();
        let arrived = journal.deliveries.iter().filter(|one| one.is_taken);
        arrived.filter_map(|one| one.key.clone()).collect()
    }

    /// Nothing arrives twice, and nothing that nobody decided.
    fn doubles(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let mut arrivals: BTreeMap<&str, usize> = BTreeMap::new();
        for one in journal
            .deliveries
            .iter()
            .filter(|one| one.has_arrived && one.service != Service::Unisender)
        {
            match &one.key {
                Some(key) => *arrivals.entry(key).or_default() += 1,
                None => self.say(format!("a message that nobody claimed arrived at {}", one.to)),
            }
        }
        for (key, times) in arrivals {
            if times > 1 {
                self.say(format!("{key} arrived {times} times"));
            }
            if !self.rows.iter().any(|row| row.key == key) {
                self.say(format!("{key} arrived and is no message"));
            }
        }
    }

    /// Nothing is claimed before it is due.
    fn claims(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        for claim in &journal.claims {
            let planned = claim.row.get("planned_at_ms").and_then(Json::as_i64).unwrap_or(0);
            if claim.latest_ms < planned {
                self.say(format!(
                    "{} was claimed {} ms before it was due",
                    claim.key,
                    planned - claim.latest_ms
                ));
            }
        }
    }

    /// No SMS in the night of its recipient (D17).
    fn nights(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let account_zone = self.account_zone();
        for one in journal.deliveries.iter().filter(|one| one.has_arrived) {
            let Some(row) = self.row_of(one).filter(|row| row.channel == "sms") else { continue };
            let claim = claim_of(&journal.claims, one);
            // Who was erased meanwhile has no zone any more.
            let now = Some(&one.contact).filter(|contact| contact.exists);
            let zones = [now, claim.map(|claim| &claim.contact)];
            let is_night = zones
                .iter()
                .flatten()
                .all(|contact| is_night(one.at_ms, zone_of(contact, account_zone)));
            if is_night {
                let at = Moment::from_ms(one.at_ms).to_iso();
                self.say(format!(
                    "an SMS ({}) left at night: {at}, {:?}",
                    row.key, one.contact.zone
                ));
            }
        }
    }

    /// No marketing whose claim was committed without consent (D20), none to whom is gone.
    fn consents(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        for one in journal.deliveries.iter().filter(|one| one.has_arrived) {
            let Some(row) = self.row_of(one) else { continue };
            let Some(claim) = claim_of(&journal.claims, one) else { continue };
            if row.contact.is_none() {
                continue;
            }
            let allows = |contact: &Snapshot| match row.channel.as_str() {
                "sms" => contact.sms_consent,
                _ => contact.email_consent,
            };
            let is_marketing =
                row.body.get("class").and_then(Json::as_str) != Some("transactional");
            if is_marketing && !allows(&claim.contact) {
                self.say(format!(
                    "{} ({}) left without consent at its claim",
                    row.key, row.channel
                ));
            }
            if !claim.contact.exists {
                self.say(format!("{} ({}) went to a contact that is gone", row.key, row.channel));
            }
        }
    }

    /// Nothing whose claim was committed after its address was suppressed (D20).
    fn suppressed(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        for (place, entry) in self.run.entries.iter().enumerate() {
            let Action::Suppress { channel, address } = &entry.action else { continue };
            let Some((since, _)) = journal.committed.get(&place) else { continue };
            for one in journal.deliveries.iter().filter(|one| one.has_arrived) {
                let Some(row) = self.row_of(one).filter(|row| row.contact.is_some()) else {
                    continue;
                };
                let is_it =
                    row.channel == channel.key() && row.address.eq_ignore_ascii_case(address);
                let Some(claim) = claim_of(&journal.claims, one).filter(|_| is_it) else {
                    continue;
                };
                if claim.commit > *since {
                    self.say(format!(
                        "{} ({}) left for a suppressed address",
                        row.key, row.channel
                    ));
                }
            }
        }
    }

    /// None above the cap (D21).
    fn caps(&mut self) {
        let Some(cap) = self.run.world.email_cap else { return };
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let account_zone = self.account_zone();
        let mut taken: BTreeMap<(String, usize, i64), BTreeSet<&str>> = BTreeMap::new();
        for one in journal.deliveries.iter().filter(|one| one.has_arrived) {
            let Some(row) = self.row_of(one).filter(|row| row.channel == "email") else { continue };
            let is_marketing =
                row.body.get("class").and_then(Json::as_str) != Some("transactional");
            let Some(claim) = claim_of(&journal.claims, one).filter(|_| is_marketing) else {
                continue;
            };
            // Whose it was then: two contacts may be one since.
            let Some(contact) = claim.row["contact"].as_str() else { continue };
            // The place is taken on the day of the tick that claims.
            let day =
                local_ms(claim.began_ms, zone_of(&claim.contact, account_zone)).div_euclid(DAY_MS);
            let life = forgotten::life_of(&journal, contact, claim.commit);
            taken.entry((contact.to_owned(), life, day)).or_default().insert(&row.key);
        }
        for ((contact, ..), keys) in taken {
            if keys.len() > cap as usize {
                self.say(format!(
                    "{contact} got {} messages in a day, the cap is {cap}",
                    keys.len()
                ));
            }
        }
    }

    /// Once per client (S0.14), over twins, and over those who were one client when the passage began.
    fn once(&mut self) {
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let campaigns: BTreeSet<&str> = self
            .run
            .world
            .automations
            .iter()
            .filter(|one| one["kind"] == "campaign")
            .filter_map(|one| one["id"].as_str())
            .collect();
        let mut clients: BTreeMap<(String, String), usize> = BTreeMap::new();
        let merges = Merges::of(self.run);
        let mut contacts: Vec<(&str, String, u64)> = Vec::new();
        for row in self.rows.iter().filter(|row| campaigns.contains(row.automation.as_str())) {
            if row.state == "not_sent" {
                continue;
            }
            let address = row.address.to_lowercase();
            *clients.entry((row.automation.clone(), address)).or_default() += 1;
            let Some((commit, contact)) = journal.decided.get(&row.key) else { continue };
            contacts.push((&row.automation, contact.clone(), *commit));
        }
        contacts.sort_by_key(|(.., commit)| *commit);
        for (place, (automation, contact, commit)) in contacts.iter().enumerate() {
            let now = |contact: &str| merges.survivor_of(contact, *commit);
            let own = now(contact);
            let is_same = |one: &&(&str, String, u64)| one.0 == *automation && now(&one.1) == own;
            let before = contacts[..place].iter().filter(is_same).count();
            if before > 0 {
                *clients.entry(((*automation).to_owned(), contact.clone())).or_default() +=
                    before + 1;
            }
        }
        for ((automation, client), times) in clients {
            if times > 1 {
                self.say(format!("{client} had {automation} {times} times"));
            }
        }
    }

    /// Each step of each passage led to one message, or to a reason why not.
    fn steps(&mut self) {
        let store = &self.run.outside.store;
        let mut of_step: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        // What tells colleagues of trouble belongs to no passage. What was decided for a record that was erased
        // counts when it is written anew: the same step of the same passage is not done again.
        for row in self.rows.iter().filter(|row| !row.enrollment.is_empty()) {
            *of_step.entry((&row.enrollment, &row.step)).or_default() += 1;
        }
        let doubled: Vec<String> = of_step
            .iter()
            .filter(|(_, times)| **times > 1)
            .map(|((enrollment, step), times)| {
                format!("step {step} of {enrollment} has {times} messages")
            })
            .collect();
        self.broken.extend(doubled);
        let merges = Merges::of(self.run);
        let log = store.ask(
            "SELECT DISTINCT automation_id, record_id, entry->>'$.pass', entry->>'$.step' FROM run_log WHERE entry->>'$.what' NOT IN ('sent', 'lists_joined', 'webhook_called')",
        );
        let mut told = BTreeSet::new();
        for row in &log {
            let [automation, record, pass, step] = [0, 1, 2, 3].map(|place| text(&row[place]));
            told.insert(format!("{automation} {} {step}", merges.whose(&record, &pass)));
        }
        // A loser's message counts for the survivor's passage.
        for row in self.rows {
            let whose = merges.whose(&row.record, "");
            told.insert(format!("{} {whose} {}", row.automation, row.step));
        }
        let enrollments =
            store.ask("SELECT id, automation_id, state, record_id, pass FROM enrollment");
        for row in enrollments {
            let (id, automation, state) = (text(&row[0]), text(&row[1]), text(&row[2]));
            let whose = merges.whose(&text(&row[3]), &text(&row[4]));
            if state == "waiting" || state == "held" {
                self.say(format!("{id} of {automation} still is {state}"));
            }
            if state != "finished" {
                continue;
            }
            let definition =
                self.run.world.automations.iter().find(|one| one["id"] == automation.as_str());
            for step in definition.and_then(|one| one["steps"].as_array()).into_iter().flatten() {
                let step = step["id"].as_str().unwrap_or_default();
                let is_there = of_step.contains_key(&(id.as_str(), step));
                if !is_there && !told.contains(&format!("{automation} {whose} {step}")) {
                    self.say(format!(
                        "{id} of {automation} is finished and its step {step} left nothing"
                    ));
                }
            }
        }
    }

    /// What somebody was told is there, unless it was erased since.
    fn acknowledged(&mut self) {
        let store = self.run.outside.store.clone();
        let ids = |sql: &str| -> BTreeSet<String> {
            store.ask(sql).iter().map(|row| text(&row[0])).collect()
        };
        let records = ids("SELECT id FROM record UNION SELECT loser_id FROM merge");
        let events = ids("SELECT id FROM event");
        let outside = self.run.outside.clone();
        let journal = outside.journal.borrow();
        let entries = self.run.entries.iter().enumerate();
        for (place, entry) in entries.filter(|(_, entry)| entry.is_done) {
            let is_erased = |id: &str| forgotten::is_forgotten(&journal, place, id);
            let is_there = match &entry.action {
                Action::Deal(json) | Action::Contact(json) => {
                    let id = json["id"].as_str().unwrap_or_default();
                    records.contains(id) || is_erased(id)
                }
                Action::Event { id, deal } => events.contains(id) || is_erased(deal),
                _ => true,
            };
            if !is_there {
                self.say(format!("acknowledged and gone: {:?}", entry.action));
            }
        }
    }

    fn row_of(&self, delivery: &Delivery) -> Option<&'a Row> {
        let key = delivery.key.as_deref()?;
        self.rows.iter().find(|row| row.key == key)
    }

    fn account_zone(&self) -> Zone {
        let rows = self.run.outside.store.ask("SELECT settings->>'$.zone' FROM account");
        Zone::parse(&rows.first().map(|row| text(&row[0])).unwrap_or_default()).unwrap()
    }
}

/// The claim under which a message left: the worker's last one of it before.
fn claim_of<'a>(claims: &'a [Claim], delivery: &Delivery) -> Option<&'a Claim> {
    let key = delivery.key.as_deref()?;
    let mut own = claims.iter().filter(|claim| claim.key == key && claim.task == delivery.task);
    own.rfind(|claim| claim.commit <= delivery.commit)
}

/// Whether what a worker began with a row then never came to an end that it heard of and kept.
fn is_open(journal: &Journal, row: &Row, (begun, task): (u64, TaskId)) -> bool {
    // Of two rows with the same subscriber a call may be either's.
    let is_it = |one: &Delivery| match one.service {
        Service::Unisender => addresses(row).contains(&one.to.as_str()),
        _ => one.key.as_ref() == Some(&row.key),
    };
    let mut calls = journal.deliveries.iter().filter(|one| one.task == task && one.commit >= begun);
    let heard_nothing = calls.any(|one| is_it(one) && one.told == Told::Nothing);
    let mut settled = journal.settled.iter();
    heard_nothing || !settled.any(|(at, by, key)| *at > begun && *by == task && *key == row.key)
}

/// Of the subscribers of a row.
fn addresses(row: &Row) -> Vec<&str> {
    let subscribers = row.body["subscribers"].as_array().into_iter().flatten();
    subscribers.filter_map(|one| one["address"].as_str()).collect()
}

fn zone_of(contact: &Snapshot, account: Zone) -> Zone {
    contact.zone.as_deref().and_then(|name| Zone::parse(name).ok()).unwrap_or(account)
}

fn local_ms(at_ms: i64, zone: Zone) -> i64 {
    at_ms + i64::from(zone.offset_seconds(Moment::from_ms(at_ms))) * 1_000
}

fn is_night(at_ms: i64, zone: Zone) -> bool {
    let minute = local_ms(at_ms, zone).rem_euclid(DAY_MS) / 60_000;
    minute >= NIGHT.0 || minute < NIGHT.1
}
