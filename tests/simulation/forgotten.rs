//! Who is erased (D20): as the database had them the instant before, and what must hold from then on. Whose a
//! record is, and by what a person is recognised, is found here from the tables as they are: nothing of
//! the code under test is asked.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::entries::{Action, Entry};
use crate::journal::{Claim, Journal};
use crate::rows::{maybe, text};
use crate::schedule::Run;
use crate::store::Store;

/// Fields of a record that say who somebody is, or what they wrote.
const TELLING: [&str; 4] = ["first_name", "email", "phone", "note"];

/// An erasure that was committed.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    /// Which entry of the schedule asked for it.
    pub entry: usize,
    /// Which commit it was, counted from the beginning of the run.
    pub commit: u64,
    /// Every id that stood for the person.
    pub ids: BTreeSet<String>,
    /// Records that went.
    pub gone: BTreeSet<String>,
    /// Every address of the person, in lower case.
    pub addresses: BTreeSet<String>,
    /// Those of them that another contact has, too.
    pub shared: BTreeSet<String>,
    /// Whatever the person is recognised by, in lower case.
    pub planted: BTreeSet<String>,
    /// Records that went although they were another contact's, too.
    pub too_much: Vec<String>,
    /// Whether its worker was gone before it had looked through the database.
    pub is_cut_off: bool,
}

impl Erasure {
    /// Whether this record was erased by it.
    fn took(&self, id: &str) -> bool {
        self.ids.contains(id) || self.gone.contains(id)
    }
}

/// How far a message of somebody who is erased had come.
pub const UNDER_WAY: [&str; 5] = [
    "erased while a message waited",
    "erased while a message was leased",
    "erased while a message was noted",
    "erased while a message was called for",
    "erased while nobody knew of a message",
];

/// A person the instant before.
#[derive(Debug)]
pub struct Before {
    ids: BTreeSet<String>,
    /// Of every record: its module and what it says.
    records: BTreeMap<String, (String, Json)>,
    /// Values that somebody had: whose, which field, the value.
    told: Vec<(String, String, Json)>,
    messages: BTreeMap<String, Message>,
}

#[derive(Debug)]
struct Message {
    record: String,
    contact: Option<String>,
    state: String,
    is_doubted: bool,
}

impl Before {
    /// This contact, with whoever was merged into it.
    pub fn of(store: &Store, contact: &str) -> Self {
        let merges = store.ask(
            "SELECT survivor_id, loser_id, image FROM merge WHERE undone_at_ms IS NULL ORDER BY id",
        );
        let mut ids = BTreeSet::from([contact.to_owned()]);
        for _ in 0..merges.len() {
            let losers = merges.iter().filter(|row| ids.contains(&text(&row[0])));
            let losers: Vec<String> = losers.map(|row| text(&row[1])).collect();
            ids.extend(losers);
        }
        let json = |value: &Value| serde_json::from_str(&text(value)).unwrap_or_default();
        let records: BTreeMap<_, _> = store
            .ask("SELECT id, module, body FROM record")
            .iter()
            .map(|row| (text(&row[0]), (text(&row[1]), json(&row[2]))))
            .collect();
        let mut told = Vec::new();
        for (id, (_, body)) in &records {
            told.extend(values(id, body));
        }
        for row in &merges {
            told.extend(values(&text(&row[1]), &json(&row[2])["loser"]["values"]));
        }
        for row in store.ask("SELECT record_id, field, old, new FROM change") {
            for value in &row[2..] {
                told.push((text(&row[0]), text(&row[1]), json(value)));
            }
        }
        Before { ids, records, told, messages: messages(store) }
    }

    /// What became of them, and how far their messages had come.
    pub fn erased(
        self,
        store: &Store,
        journal: &Journal,
        entry: usize,
    ) -> (Erasure, Vec<&'static str>) {
        let left: BTreeSet<String> =
            store.ask("SELECT id FROM record").iter().map(|row| text(&row[0])).collect();
        let gone: BTreeSet<String> =
            self.records.keys().filter(|id| !left.contains(*id)).cloned().collect();
        let mut erasure =
            Erasure { entry, commit: journal.commits, ids: self.ids, gone, ..Erasure::default() };
        for (id, field, value) in &self.told {
            let Some(value) = value.as_str().filter(|value| !value.is_empty()) else { continue };
            let is_address = ["email", "phone"].contains(&field.as_str());
            if is_address && erasure.ids.contains(id) {
                erasure.addresses.insert(value.to_lowercase());
            }
            if TELLING.contains(&field.as_str()) && erasure.took(id) {
                erasure.planted.insert(value.to_lowercase());
            }
        }
        erasure.planted.extend(erasure.ids.iter().chain(&erasure.gone).cloned());
        for (id, (module, body)) in &self.records {
            if module == "contacts" && !erasure.ids.contains(id) {
                let own = [&body["email"], &body["phone"]].into_iter().filter_map(Json::as_str);
                let own = own.map(str::to_lowercase).filter(|one| erasure.addresses.contains(one));
                erasure.shared.extend(own.collect::<Vec<_>>());
            }
            let contacts = body["contacts"].as_array().into_iter().flatten();
            let mut others = contacts
                .filter_map(Json::as_str)
                .filter(|one| self.records.contains_key(*one) && !erasure.ids.contains(*one));
            if let Some(other) = others.next().filter(|_| erasure.gone.contains(id)) {
                erasure.too_much.push(format!("{id} of {other}"));
            }
        }
        let (ids, after) = (&erasure.ids, messages(store));
        let is_touched = |key: &String, one: &Message| {
            one.contact.as_ref().is_some_and(|contact| ids.contains(contact))
                || (one.record != "erased"
                    && after.get(key).is_some_and(|now| now.record == "erased"))
        };
        let touched = self.messages.iter().filter(|(key, one)| is_touched(key, one));
        let notes = touched.filter_map(|(key, one)| under_way(journal, key, one)).collect();
        (erasure, notes)
    }
}

fn values(id: &str, body: &Json) -> Vec<(String, String, Json)> {
    let members = body.as_object().into_iter().flatten();
    members.map(|(field, value)| (id.to_owned(), field.clone(), value.clone())).collect()
}

fn messages(store: &Store) -> BTreeMap<String, Message> {
    let rows =
        store.ask("SELECT key, record_id, contact_id, state, key_until_ms IS NOT NULL FROM outbox");
    let message = |row: &Vec<Value>| Message {
        record: text(&row[1]),
        contact: maybe(&row[2]),
        state: text(&row[3]),
        is_doubted: row[4] == Value::Integer(1),
    };
    rows.iter().map(|row| (text(&row[0]), message(row))).collect()
}

fn under_way(journal: &Journal, key: &str, message: &Message) -> Option<&'static str> {
    let [waited, leased, noted, called, unknown] = UNDER_WAY;
    let claim = journal.claims.iter().rfind(|claim| claim.key == key);
    let is_of = |task, at| claim.is_some_and(|claim| claim.task == task && at >= claim.commit);
    let mut calls = journal.deliveries.iter().filter(|one| one.key.as_deref() == Some(key));
    let mut notes = journal.noted.iter().filter(|(.., noted)| noted == key);
    match message.state.as_str() {
        "pending" if message.is_doubted => Some(unknown),
        "pending" => Some(waited),
        "leased" if calls.any(|one| is_of(one.task, one.commit)) => Some(called),
        "leased" if notes.any(|(at, task, _)| is_of(*task, *at)) => Some(noted),
        "leased" => Some(leased),
        "unknown" => Some(unknown),
        _ => None,
    }
}

/// Whether a record that was written by this entry, and is not there, was erased since.
pub fn is_forgotten(journal: &Journal, entry: usize, id: &str) -> bool {
    let last = journal.committed.get(&entry).map_or(0, |(_, last)| *last);
    journal.erasures.iter().any(|erasure| erasure.commit > last && erasure.took(id))
}

/// How often a contact with this id had been erased before this commit: who comes back is somebody else.
pub fn life_of(journal: &Journal, contact: &str, commit: u64) -> usize {
    let before = journal.erasures.iter().filter(|erasure| erasure.commit < commit);
    before.filter(|erasure| erasure.took(contact)).count()
}

/// Every violation, in words.
pub fn check(run: &Run) -> Vec<String> {
    let journal = run.outside.journal.borrow();
    let mut broken = Vec::new();
    if journal.erasures.is_empty() {
        return broken;
    }
    for row in run.outside.store.ask("SELECT id, cursor FROM erasure WHERE done_at_ms IS NULL") {
        broken.push(format!("an erasure never ends: {} at {}", text(&row[0]), text(&row[1])));
    }
    let everything = run.outside.store.everything();
    for erasure in &journal.erasures {
        let whose = erasure.ids.first().cloned().unwrap_or_default();
        let too_much = erasure.too_much.iter();
        broken.extend(too_much.map(|one| format!("with {whose} went {one}")));
        broken.extend(left_over(run, &journal, erasure, &everything));
        broken.extend(left_for(&journal, erasure));
        broken.extend(came_again(run, &journal, erasure));
        broken.extend(done_to(run, &journal, erasure));
    }
    broken
}

/// What an entry wrote after this commit, if it wrote anything then.
fn written_after<'a>(
    journal: &Journal,
    (place, entry): (usize, &'a Entry),
    commit: u64,
) -> Option<&'a Json> {
    let (_, last) = journal.committed.get(&place)?;
    match &entry.action {
        Action::Deal(json) | Action::Contact(json) if *last > commit => Some(json),
        _ => None,
    }
}

/// Nothing by which somebody who was erased is recognised is in any table, unless another contact has it,
/// or it was written anew.
fn left_over(
    run: &Run,
    journal: &Journal,
    erasure: &Erasure,
    everything: &[(String, String)],
) -> Vec<String> {
    let entries = run.entries.iter().enumerate();
    let anew: Vec<String> = entries
        .filter_map(|one| written_after(journal, one, erasure.commit))
        .map(|json| json.to_string().to_lowercase())
        .collect();
    let is_anew = |value: &&String| anew.iter().any(|json| json.contains(value.as_str()));
    let looked_for = erasure.planted.iter().filter(|one| !erasure.shared.contains(*one));
    let mut broken = Vec::new();
    for value in looked_for.filter(|one| !is_anew(one)) {
        let found = everything.iter().filter(|(_, row)| row.contains(value.as_str()));
        broken.extend(
            found.map(|(table, row)| format!("{value} was erased and is in {table}: {row}")),
        );
    }
    broken
}

/// Nothing whose claim was committed after the erasure leaves for an address that was the person's alone.
fn left_for(journal: &Journal, erasure: &Erasure) -> Vec<String> {
    let own: Vec<String> =
        erasure.addresses.difference(&erasure.shared).map(|one| digits(one)).collect();
    let arrived = journal.deliveries.iter().filter(|one| one.has_arrived);
    let to_them = arrived.filter(|one| own.contains(&digits(&one.to.to_lowercase())));
    let claimed = |key: &Option<String>, task| {
        let mut claims = journal.claims.iter().rev().filter(move |one| one.task == task);
        claims.find(|claim| Some(&claim.key) == key.as_ref())
    };
    to_them
        .filter(|one| {
            claimed(&one.key, one.task).is_some_and(|claim| claim.commit > erasure.commit)
        })
        .map(|one| format!("{:?} left for {}, who was erased", one.key, one.to))
        .collect()
}

/// A telephone number as any service writes it.
fn digits(address: &str) -> String {
    address.trim_start_matches('+').to_owned()
}

/// A campaign that went to an address is not meant to go there again, although its owner was forgotten
/// (D13): it is not even claimed.
fn came_again(run: &Run, journal: &Journal, erasure: &Erasure) -> Vec<String> {
    let campaigns = run.world.automations.iter().filter(|one| one["kind"] == "campaign");
    let campaigns: Vec<&str> = campaigns.filter_map(|one| one["id"].as_str()).collect();
    let of = |claim: &Claim| {
        let text = |key: &str| claim.row[key].as_str().unwrap_or_default().to_lowercase();
        (text("automation"), text("address"))
    };
    let has_arrived = |claim: &&Claim| {
        let mut own = journal.deliveries.iter().filter(|one| one.has_arrived);
        own.any(|one| one.key.as_ref() == Some(&claim.key))
    };
    let (before, after): (Vec<&Claim>, Vec<&Claim>) =
        journal.claims.iter().partition(|claim| claim.commit < erasure.commit);
    let known: BTreeSet<&String> = before.iter().map(|claim| &claim.key).collect();
    let had = before.iter().copied().filter(has_arrived);
    let had: BTreeSet<(String, String)> = had.map(of).collect();
    let again = after.into_iter().filter(|claim| !known.contains(&claim.key)).map(of);
    again
        .filter(|one| campaigns.contains(&one.0.as_str()) && had.contains(one))
        .filter(|(_, address)| erasure.addresses.contains(address))
        .map(|(campaign, address)| format!("{address} was erased and is to have {campaign} again"))
        .collect()
}

/// What is asked of somebody who is forgotten already is denied.
fn done_to(run: &Run, journal: &Journal, erasure: &Erasure) -> Vec<String> {
    let is_back = |id: &str| {
        let mut entries = run.entries.iter().enumerate();
        entries.any(|one| {
            written_after(journal, one, erasure.commit).is_some_and(|json| json["id"] == id)
        })
    };
    let is_of = |id: &str| erasure.ids.contains(id) && !is_back(id);
    let is_late = |entry: &&Entry| entry.asked_after.is_some_and(|after| after >= erasure.commit);
    let late = run.entries.iter().filter(|entry| entry.is_done).filter(is_late);
    // An unsubscribe that finds nobody has nothing to do.
    late.filter(|entry| match &entry.action {
        Action::Erase { contact, .. } => is_of(contact),
        Action::Merge { survivor, loser } => is_of(survivor) || is_of(loser),
        _ => false,
    })
    .map(|entry| format!("done to somebody who was erased: {:?}", entry.action))
    .collect()
}
