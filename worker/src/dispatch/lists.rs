//! Contacts on their way to mailing lists: one call for each, remembered one by one, so that a repeated
//! row goes on where it stood. Whoever may be asked for no more after a call that was lost may be in the list
//! all the same: then nobody knows.

use relance_core::engine::delivery::{Answer, Attempt, NEVER, Settled};
use relance_core::engine::{Claim, Claimed, Reason, claim};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{Channel, Moment};
use serde_json::{Value as Json, json};

use super::Sender;
use super::outside::{Outcome, Outside};
use super::rows::{Settlement, attempt, attempts, deviation, key_until};
use crate::engine::effects::CLASSES;
use crate::providers::unisender::{self, Consent, Subscription, Trouble, Unisender};
use crate::routes::integrations::standing_of;
use crate::row::text;
use crate::store::integration::Standing;

/// Contacts with their addresses, as they were decided.
pub fn subscribers(row: &Json) -> impl Iterator<Item = (&str, &str)> {
    let list = row.get("body").and_then(|body| body.get("subscribers")).and_then(Json::as_array);
    list.into_iter().flatten().map(|one| (text(one, "contact"), text(one, "address")))
}

/// What became of a contact of a row, as the column `done` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The service has it: the contact's id alone.
    Arrived,
    /// Its call was lost, and is made again: `{"contact", "is": "lost"}`.
    Lost,
    /// It is left out, for this reason; `uncertain` when an earlier call may have arrived.
    LeftOut(Reason),
}

const LOST: &str = "lost";

impl Fate {
    fn read(kept: &Json) -> Option<(String, Fate)> {
        if let Some(contact) = kept.as_str() {
            return Some((contact.to_owned(), Fate::Arrived));
        }
        let fate = match text(kept, "is") {
            LOST => Fate::Lost,
            reason => Fate::LeftOut(Reason::parse(reason)?),
        };
        Some((text(kept, "contact").to_owned(), fate))
    }

    fn kept(self, contact: &str) -> Json {
        match self {
            Fate::Arrived => json!(contact),
            Fate::Lost => json!({"contact": contact, "is": LOST}),
            Fate::LeftOut(reason) => json!({"contact": contact, "is": reason.key()}),
        }
    }
}

/// What the calls for a row's contacts add up to so far.
struct Tally<'a> {
    row: &'a Json,
    fates: Vec<(String, Fate)>,
    log: Vec<Json>,
    standing: Option<Standing>,
}

impl<'a> Tally<'a> {
    fn of(row: &'a Json) -> Self {
        let kept = row.get("done").and_then(Json::as_array).into_iter().flatten();
        let fates = kept.filter_map(Fate::read).collect();
        Tally { row, fates, log: Vec::new(), standing: None }
    }

    fn fate(&self, contact: &str) -> Option<Fate> {
        self.fates.iter().find(|(known, _)| known == contact).map(|(_, fate)| *fate)
    }

    fn note(&mut self, contact: &str, fate: Fate) {
        self.fates.retain(|(known, _)| known != contact);
        self.fates.push((contact.to_owned(), fate));
    }

    /// Somebody is left out. What that means after a call that was lost is core's to say.
    fn leave_out(&mut self, sender: &Sender<'_>, (contact, address): (&str, &str), reason: Reason) {
        let attempt = self.attempt(sender, |known, fate| known == contact && fate == Fate::Lost);
        let reason = match attempt.settled(Answer::Refused(reason)) {
            (Settled::Unknown, _) => Reason::Uncertain,
            _ => reason,
        };
        self.note(contact, Fate::LeftOut(reason));
        self.log.push(deviation_of(self.row, address, reason));
    }

    /// This try of the row, in doubt when somebody `may_have_arrived` before, or when an earlier sender died
    /// with it: whom that one had called for, nobody knows.
    fn attempt(
        &self,
        sender: &Sender<'_>,
        may_have_arrived: impl Fn(&str, Fate) -> bool,
    ) -> Attempt {
        let real_now = sender.db.real_now();
        let is_doubtful = self.fates.iter().any(|(known, fate)| may_have_arrived(known, *fate));
        let attempt = attempt(self.row, sender.road.carrier.mode(), sender.now, real_now);
        Attempt { key_until: attempt.key_until.or(is_doubtful.then_some(NEVER)), ..attempt }
    }

    /// What the row comes to: sent when anybody arrived, unknown when nobody knows of anybody.
    fn settled(&self) -> Settled {
        let mut left_out = Vec::new();
        for (_, fate) in &self.fates {
            match fate {
                Fate::Arrived => return Settled::Sent,
                Fate::LeftOut(reason) => left_out.push(*reason),
                // Whoever it was called for was erased, or it would be called for again.
                Fate::Lost => left_out.push(Reason::Uncertain),
            }
        }
        // Nobody is left of whom a sender that died may have called for.
        let is_forgotten = self.fates.is_empty() && key_until(self.row).is_some();
        if is_forgotten || left_out.contains(&Reason::Uncertain) {
            return Settled::Unknown;
        }
        Settled::NotSent(left_out.first().copied().unwrap_or(Reason::NoContact))
    }

    fn outcome(self, settled: Settled, problem: Option<String>, attempts_made: u32) -> Outcome {
        let settlement = Settlement {
            attempts: Some(attempts(self.row) + attempts_made),
            problem,
            done: Some(self.fates.iter().map(|(contact, fate)| fate.kept(contact)).collect()),
            ..Settlement::of(settled, key_until(self.row))
        };
        let row = settlement.row(self.row);
        Outcome { row, log: self.log, standing: self.standing, endpoint: None }
    }
}

/// Subscribes whom a row names, and nobody twice.
pub async fn subscribe_all(outside: &Outside<'_>, row: &Json) -> Outcome {
    let now = outside.sender.now;
    let mut tally = Tally::of(row);
    for (contact, address) in subscribers(row) {
        if matches!(tally.fate(contact), Some(Fate::Arrived | Fate::LeftOut(_))) {
            continue;
        }
        if !outside.sender.may_call() {
            return tally.outcome(Settled::Later(now), None, 0);
        }
        if let Some(reason) = refused_by_core(outside, row, (contact, address), now) {
            tally.leave_out(outside.sender, (contact, address), reason);
            continue;
        }
        let (answer, said) = subscribe(outside, row, address).await;
        tally.standing = Some(match &said {
            // The service works: it is the address that it does not take.
            Some(Trouble::Refused(_)) => Standing::Works,
            said => standing_of(said.as_ref()),
        });
        match answer {
            Answer::Done => tally.note(contact, Fate::Arrived),
            Answer::Refused(Reason::Refused) => {
                tally.leave_out(outside.sender, (contact, address), Reason::Refused);
            }
            // The same for every contact: the others need not be tried.
            other => {
                if other == Answer::Lost {
                    tally.note(contact, Fate::Lost);
                }
                return interrupted(outside, tally, other, said.as_ref());
            }
        }
    }
    let settled = tally.settled();
    tally.outcome(settled, None, 1)
}

fn interrupted(
    outside: &Outside<'_>,
    mut tally: Tally<'_>,
    answer: Answer,
    said: Option<&Trouble>,
) -> Outcome {
    let attempt = tally.attempt(outside.sender, |_, fate| fate == Fate::Lost);
    let (settled, _) = attempt.settled(answer);
    match settled {
        Settled::NotSent(reason) => tally.log.push(deviation(tally.row, reason.key())),
        Settled::Unknown => tally.log.push(deviation(tally.row, Reason::Uncertain.key())),
        Settled::Sent | Settled::Later(_) => {}
    }
    tally.outcome(settled, said.map(|said| said.said().to_owned()), 1)
}

/// Asks the service for one contact; when it refuses, whether it is the list or the address.
async fn subscribe(outside: &Outside<'_>, row: &Json, address: &str) -> (Answer, Option<Trouble>) {
    let (key, base) = (text(&outside.integration, "secret"), text(&outside.integration, "base"));
    if key.is_empty() || text(&outside.integration, "state") == "refused" {
        let said = Trouble::Key("the mailing service is not connected".into());
        return (Answer::Refused(Reason::IntegrationMissing), Some(said));
    }
    let base = if base.is_empty() { unisender::BASE } else { base };
    let service = Unisender { platform: outside.sender.db.platform(), base, key };
    let body = row.get("body").cloned().unwrap_or_default();
    let lists = texts(&body, "lists");
    let asks = text(&body, "class") == "transactional";
    let subscription = Subscription {
        email: address,
        lists: &lists,
        tags: &texts(&outside.integration, "tags"),
        consent: if asks { Consent::ServiceAsks } else { Consent::Given },
    };
    let trouble = match service.subscribe(&subscription).await {
        Ok(()) => return (Answer::Done, None),
        Err(trouble) => trouble,
    };
    let answer = match &trouble {
        Trouble::Later { after_seconds, .. } => Answer::Failed { after_seconds: *after_seconds },
        Trouble::Lost(_) | Trouble::Unknown(_) => Answer::Lost,
        Trouble::Key(_) => Answer::Refused(Reason::IntegrationMissing),
        Trouble::Refused(_) => match service.lists().await {
            Ok(there)
                if lists.iter().any(|id| there.iter().all(|list| list.external_id != *id)) =>
            {
                Answer::Refused(Reason::ListGone)
            }
            Ok(_) => Answer::Refused(Reason::Refused),
            Err(_) => Answer::Failed { after_seconds: None },
        },
    };
    (answer, Some(trouble))
}

/// Core's last word on a contact.
fn refused_by_core(
    outside: &Outside<'_>,
    row: &Json,
    (contact, address): (&str, &str),
    now: Moment,
) -> Option<Reason> {
    let class = row.get("body").map(|body| text(body, "class")).unwrap_or_default();
    let claimed = Claimed {
        channel: Channel::Email,
        class: one_word(class, &CLASSES).unwrap_or(MessageClass::Marketing),
        contact: outside.people.contact(contact),
        to: address,
        is_suppressed: outside.people.is_suppressed(Channel::Email, address),
        is_answered: false,
        at_night: AtNight::NextWindow,
        expires_at: None,
    };
    match claim(&outside.sender.loaded.setup.account, &claimed, now) {
        Claim::Refuse(reason) => Some(reason),
        Claim::Send | Claim::Later(_) => None,
    }
}

/// The run log's entry of one contact that was left out at the last moment.
fn deviation_of(row: &Json, address: &str, reason: Reason) -> Json {
    let mut row = row.clone();
    if let Some(Json::Object(entry)) = row.get_mut("entry") {
        entry.insert("to".into(), address.into());
    }
    deviation(&row, reason.key())
}

fn texts<'a>(row: &'a Json, key: &str) -> Vec<&'a str> {
    row.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}
