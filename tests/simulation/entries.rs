//! What people and programs do in a run, drawn from its seed; `requests` does it, `schedule` says when.

use std::cell::RefCell;
use std::rc::Rc;

use relance_core::words::Channel;
use serde_json::{Value as Json, json};

use crate::random::Random;
use crate::world::{self, STAGES, World, contact_id, deal_id, email, name, phone};

/// Numbers of contacts that come back after an erasure, beyond those of all others. Units: contacts.
const ANEW: usize = 50;

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Writes a deal.
    Deal(Json),
    /// Writes a contact.
    Contact(Json),
    /// An event of a deal.
    Event {
        /// Its id, told again by a repeated request.
        id: String,
        /// Of which deal.
        deal: String,
    },
    /// A contact withdraws consent.
    Unsubscribe {
        /// Which.
        contact: String,
        /// For what.
        channel: Channel,
    },
    /// A provider says that an address is dead, or its owner that it wants nothing any more.
    Suppress {
        /// Of which channel.
        channel: Channel,
        /// Which.
        address: String,
    },
    /// Two contacts become one.
    Merge {
        /// Who stays.
        survivor: String,
        /// Who goes.
        loser: String,
    },
    /// A contact asks to be forgotten.
    Erase {
        /// Which.
        contact: String,
        /// What was shown to whoever confirms it.
        shown: Shown,
    },
    /// A new version of an automation is published: its delays change.
    Publish {
        /// Which.
        automation: String,
        /// By so much. Units: minutes.
        delay: i64,
    },
}

/// The digest of what an erasure would do, as soon as it was shown. Whoever got no answer to the
/// confirmation sends the same again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown(Rc<RefCell<Option<String>>>);

impl Shown {
    /// It, when it was shown.
    pub fn digest(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    /// It is shown; or what was shown is so no longer.
    pub fn set(&self, digest: Option<String>) {
        *self.0.borrow_mut() = digest;
    }
}

/// One entry of the schedule, and what became of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What.
    pub action: Action,
    /// Whether somebody got an answer.
    pub is_acknowledged: bool,
    /// Whether the answer was that it was done.
    pub is_done: bool,
    /// The deployment's clock when it was first asked.
    pub asked_at_ms: Option<i64>,
    /// Transactions that were committed before it was first asked.
    pub asked_after: Option<u64>,
}

impl Entry {
    /// Nobody has asked yet.
    pub fn of(action: Action) -> Self {
        Entry {
            action,
            is_acknowledged: false,
            is_done: false,
            asked_at_ms: None,
            asked_after: None,
        }
    }
}

/// Everything that happens in a run, in its order.
pub fn entries(random: &mut Random, world: &World) -> Vec<Entry> {
    let count = 4 + random.below(8);
    let mut all: Vec<Action> = Vec::new();
    let mut later: Vec<Action> = Vec::new();
    for number in 0..count {
        let next = action(random, world, number);
        match &next {
            Action::Erase { contact, .. } => {
                later.extend(afterwards(random, world, contact, number));
            }
            Action::Merge { survivor, .. } if random.happens(200) => {
                later.push(Action::Erase { contact: survivor.clone(), shown: Shown::default() });
            }
            _ => {}
        }
        all.push(next);
        if random.happens(300) {
            all.extend(later.pop());
        }
    }
    all.extend(later.into_iter().rev());
    all.into_iter().map(Entry::of).collect()
}

/// Who was forgotten comes back, as far as an address tells: under a new id or the old one, and nothing else is as
/// it was. Some are forgotten again. The last of it happens first.
fn afterwards(random: &mut Random, world: &World, contact: &str, number: usize) -> Vec<Action> {
    if random.happens(350) {
        return Vec::new();
    }
    let own = random.below(world.contact_count);
    let same = (0..world.contact_count).find(|one| contact_id(*one) == contact).unwrap_or(own);
    let id = match random.happens(600) {
        true => contact_id(ANEW + number),
        false => contact.to_owned(),
    };
    let is_again = random.happens(300);
    let again = is_again.then(|| Action::Erase { contact: id.clone(), shown: Shown::default() });
    let back = Action::Contact(json!({"id": id, "values": {
        "first_name": name(ANEW + number), "email": email(same), "phone": phone(same),
        "email_consent": true, "sms_consent": true}}));
    again.into_iter().chain([back]).collect()
}

fn action(random: &mut Random, world: &World, number: usize) -> Action {
    let any = |random: &mut Random| contact_id(random.below(world.contact_count));
    let deal = deal_id(random.below(world.deal_count));
    let contact = any(random);
    // A deal that nobody has written yet has no events.
    let roll = if number < 2 { 0 } else { random.below(21) };
    match roll {
        0..=9 => {
            let mut contacts = vec![contact];
            if random.happens(250) {
                contacts.push(any(random));
                contacts.dedup();
            }
            let stage = if number < 2 { "offer" } else { *random.pick(&STAGES) };
            Action::Deal(json!({"id": deal, "values": {
                "name": deal, "stage": stage, "note": format!("note{number:02}"), "owner": "u_ana", "contacts": contacts}}))
        }
        10..=11 => Action::Event { id: format!("e_{number}"), deal },
        12..=13 => {
            let channel = *random.pick(&[Channel::Email, Channel::Sms]);
            Action::Unsubscribe { contact, channel }
        }
        14 => {
            let number = random.below(world.contact_count);
            match random.happens(500) {
                true => Action::Suppress { channel: Channel::Email, address: email(number) },
                false => Action::Suppress { channel: Channel::Sms, address: phone(number) },
            }
        }
        15 => Action::Contact(json!({"id": contact, "values": {
            "zone": random.pick(&world::ZONES), "email_consent": true}})),
        16 => {
            let twin = email(random.below(world.contact_count)).to_uppercase();
            let id = world.contact_count + number;
            Action::Contact(json!({"id": contact_id(id), "values": {
            "first_name": name(id), "email": twin, "email_consent": true}}))
        }
        17 if world.contact_count > 1 => {
            let survivor = random.below(world.contact_count);
            let loser =
                (survivor + 1 + random.below(world.contact_count - 1)) % world.contact_count;
            Action::Merge { survivor: contact_id(survivor), loser: contact_id(loser) }
        }
        18 if random.happens(600) => Action::Erase { contact, shown: Shown::default() },
        _ => {
            let automation = random.pick(&world.automations);
            let automation =
                automation.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
            Action::Publish { automation, delay: *random.pick(&[0, 2, 45, 600]) }
        }
    }
}
