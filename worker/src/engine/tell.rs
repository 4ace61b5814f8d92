//! What people and programs tell about single records beside writing them: events, and what they do
//! to a passage by hand. Decided in a commit of its own, like a write.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::Input;
use relance_core::words::event::REACH_MAX;
use relance_core::words::{AccountId, Event, Moment, RecordId};
use serde_json::{Value as Json, json};

use super::commit::{Commit, Ended, event_row};
use super::decide::{Question, decide};
use super::load::load;
use super::write::watchers;
use super::{TRIES_MAX, changed_meanwhile};
use crate::answer::{Refusal, not_found};
use crate::domain::Loaded;
use crate::store::db::{Db, Statement, StoreError, chunks};
use crate::store::{record, setup};

/// Decides these, one for each record.
///
/// # Errors
/// `not_found` for a record that does not exist; `changed_meanwhile` when others kept writing.
pub async fn tell(
    db: &Db,
    account: &AccountId,
    inputs: &BTreeMap<RecordId, Input>,
    now: Moment,
) -> Result<(), Refusal> {
    tell_with(db, account, inputs, now, Vec::new).await
}

/// The same, with these statements in the same transaction.
///
/// # Errors
/// `not_found` for a record that does not exist; `changed_meanwhile` when others kept writing.
pub async fn tell_with(
    db: &Db,
    account: &AccountId,
    inputs: &BTreeMap<RecordId, Input>,
    now: Moment,
    also: impl Fn() -> Vec<Statement>,
) -> Result<(), Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, account).await?;
        if commit(db, account, &loaded, inputs, now, also()).await? == Ended::Committed {
            return Ok(());
        }
    }
    Err(changed_meanwhile())
}

/// Keeps these events, for their records and those linked to them, and decides what they bring about.
/// An id that is known already is the same event, told again: nothing follows a second time.
///
/// # Errors
/// `not_found` for a record that does not exist; `changed_meanwhile` when others kept writing.
pub async fn happen(
    db: &Db,
    account: &AccountId,
    events: &[Event],
    now: Moment,
) -> Result<(), Refusal> {
    for _ in 0..TRIES_MAX {
        if happen_once(db, account, events, Vec::new(), now).await? == Ended::Committed {
            return Ok(());
        }
    }
    Err(changed_meanwhile())
}

/// One try of [`happen`], with other statements in the same commit.
///
/// # Errors
/// `not_found` for a record that does not exist.
pub async fn happen_once(
    db: &Db,
    account: &AccountId,
    events: &[Event],
    mut also: Vec<Statement>,
    now: Moment,
) -> Result<Ended, Refusal> {
    let events = with_reach(db, account, events).await?;
    let ids: Json = events.iter().map(|event| event.id.as_str()).collect();
    let loaded = Loaded::of(db, account).await?;
    let mut known = record::known_events(db, account, &ids).await?;
    let mut inputs: BTreeMap<RecordId, Input> = BTreeMap::new();
    for event in events.iter().filter(|event| known.insert(event.id.clone())) {
        let input = inputs.entry(event.record.clone());
        if let Input::Happened(of_record) = input.or_insert_with(|| Input::Happened(vec![])) {
            of_record.push(event.clone());
        }
    }
    also.extend(event_statements(account, &loaded, &inputs));
    commit(db, account, &loaded, &inputs, now, also).await
}

/// These events, and each again for the records that its own is linked to (S4.12).
async fn with_reach(
    db: &Db,
    account: &AccountId,
    events: &[Event],
) -> Result<Vec<Event>, StoreError> {
    let ids: BTreeSet<&str> = events.iter().map(|event| event.record.as_str()).collect();
    let linked = record::linked(db, account, &json!(ids), REACH_MAX).await?;
    let mut all = events.to_vec();
    for event in events {
        let others = linked.get(&event.record).into_iter().flatten();
        all.extend(others.map(|other| event.reaching(other)));
    }
    Ok(all)
}

fn event_statements(
    account: &AccountId,
    loaded: &Loaded,
    inputs: &BTreeMap<RecordId, Input>,
) -> Vec<Statement> {
    let told = inputs.values().flat_map(|input| match input {
        Input::Happened(events) => events.as_slice(),
        _ => &[],
    });
    let rows: Vec<Json> = told.clone().map(event_row).collect();
    let mut statements: Vec<Statement> =
        chunks(&rows).iter().map(|chunk| record::insert_events(account, chunk)).collect();
    let new_names: BTreeSet<&str> = told
        .filter(|event| !loaded.setup.events.contains(&event.name))
        .map(|event| event.name.as_str())
        .collect();
    if !new_names.is_empty() {
        statements.push(setup::put_event_names(account, &json!(new_names)));
        statements.push(setup::bump(account));
    }
    statements
}

async fn commit(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    inputs: &BTreeMap<RecordId, Input>,
    now: Moment,
    also: Vec<Statement>,
) -> Result<Ended, Refusal> {
    let ids: Vec<RecordId> = inputs.keys().cloned().collect();
    let snapshot = load(db, account, loaded, &ids, &[]).await?;
    let mut commit = Commit::new(db, account, loaded.version, now)?;
    for (id, known) in &snapshot.known {
        let Some(input) = inputs.get(id) else { continue };
        if known.state.record.is_none() {
            return Err(not_found("record"));
        }
        commit.guard_record(id, known.state.record.as_ref());
        let question = Question::of(input.clone());
        commit.decide(known, &decide(loaded, &snapshot, id, known, question, now));
    }
    Ok(commit.run(db, &watchers(loaded), also).await?)
}
