//! Asks core about one record. Knows only the order of the questions: first looks and runs of jobs
//! that have not reached the record yet, as of their instant and on what the record was; then what
//! happened.

use relance_core::engine::{
    Effect, Input, LogEntry, OnceUse, Publication, SubjectState, Taken, What, World, advance,
};
use relance_core::words::{AutomationId, Event, Moment, RecordId, Written};
use serde_json::Value as Json;

use super::load::{Known, Snapshot};
use crate::domain::Loaded;

/// What core decided about one record, over all questions.
#[derive(Debug)]
pub struct Decided {
    /// Which record.
    pub id: RecordId,
    /// The state after.
    pub state: SubjectState,
    /// When to ask again.
    pub wake_at: Option<Moment>,
    /// What was written into the record, in order: by whoever asked, then by automations.
    pub writes: Vec<Written>,
    /// What must happen.
    pub effects: Vec<Effect>,
    /// Keys of clients that campaigns asked for.
    pub once: Vec<OnceUse>,
    /// Every decision.
    pub log: Vec<LogEntry>,
    /// What reaching a stage told.
    pub told: Vec<Event>,
    /// Automations in which it began, besides what a look had confirmed (D18).
    pub began: Vec<AutomationId>,
    /// First looks and runs taken before their turn.
    pub looked_early: Vec<AutomationId>,
}

/// A question about one record.
#[derive(Debug)]
pub struct Question {
    /// What happened.
    pub input: Input,
    /// The write, when it was one.
    pub written: Option<Written>,
}

impl Question {
    /// Time has passed.
    pub fn clock() -> Self {
        Question::of(Input::Clock)
    }

    /// This, without a write.
    pub fn of(input: Input) -> Self {
        Question { input, written: None }
    }
}

/// Asks core.
pub fn decide(
    loaded: &Loaded,
    snapshot: &Snapshot,
    id: &RecordId,
    known: &Known,
    question: Question,
    now: Moment,
) -> Decided {
    decide_with(loaded, snapshot, (id, known), question, &snapshot.taken, now)
}

/// As [`decide`], where others of the same commit may have taken keys of its clients.
pub fn decide_with(
    loaded: &Loaded,
    snapshot: &Snapshot,
    (id, known): (&RecordId, &Known),
    question: Question,
    taken: &Taken,
    now: Moment,
) -> Decided {
    let slots = slots_owed(loaded, id, known);
    let mut looked_early = looks_owed(loaded, id, known);
    looked_early.extend(slots.iter().map(|(job, _)| job.clone()));
    let mut decided = Decided {
        id: id.clone(),
        state: known.state.clone(),
        wake_at: None,
        writes: Vec::new(),
        effects: Vec::new(),
        once: Vec::new(),
        log: Vec::new(),
        told: Vec::new(),
        began: Vec::new(),
        looked_early,
    };
    let inflows = loaded.inflows(now);
    let counted = inflows.borrow();
    let before = World {
        inflows: &counted,
        related: &snapshot.related,
        changes: &known.changes,
        events: &known.events,
        deliveries: &known.deliveries,
        once: taken,
        pace: loaded.pace,
    };
    if known.state.record.is_some() {
        for publication in &loaded.publications {
            if decided.looked_early.contains(&publication.automation) {
                let rank = known.ranks.get(&publication.automation).copied().unwrap_or(0);
                let publication = Publication { rank, ..publication.clone() };
                decided.ask(loaded, &before, now, Input::Published(Box::new(publication)));
            }
        }
        for (job, at) in &slots {
            decided.ask(loaded, &before, now, Input::Slot(job.clone(), *at));
        }
    }
    let mut changes = known.changes.clone();
    // A first look that was taken early may have written too; its changes go before.
    changes.extend(decided.writes.iter().flat_map(|written| written.changes.clone()));
    if let Some(written) = question.written {
        changes.extend(written.changes.iter().cloned());
        decided.writes.push(written);
    }
    let after = World { changes: &changes, ..before };
    let confirmed = decided.log.len();
    decided.ask(loaded, &after, now, question.input);
    let entered = decided.log.iter().skip(confirmed).filter(|entry| entry.what == What::Entered);
    decided.began = entered.map(|entry| entry.automation.clone()).collect();
    drop(counted);
    for automation in &decided.began {
        inflows.borrow_mut().entry(automation.clone()).or_default().this_hour += 1;
    }
    decided
}

impl Decided {
    /// Asks core a further question, on what it decided so far.
    pub fn ask(&mut self, loaded: &Loaded, world: &World<'_>, now: Moment, input: Input) {
        let state = core::mem::replace(&mut self.state, SubjectState::unborn());
        let outcome = advance(&loaded.setup, world, state, now, input);
        self.state = outcome.state;
        self.wake_at = outcome.wake_at;
        self.writes.extend(outcome.writes);
        self.effects.extend(outcome.effects);
        self.once.extend(outcome.once);
        self.log.extend(outcome.log);
        self.told.extend(outcome.told);
    }
}

/// Automations whose first look has neither passed this record nor been taken early. A first look
/// goes by record id, so its cursor says which it has passed.
fn looks_owed(loaded: &Loaded, id: &RecordId, known: &Known) -> Vec<AutomationId> {
    let module = known.state.record.as_ref().map(|record| record.module.as_str());
    loaded
        .looking
        .iter()
        .filter(|row| row.get("state").and_then(Json::as_str) == Some("activating"))
        .filter(|row| module.is_none() || row.get("module").and_then(Json::as_str) == module)
        .filter(|row| {
            row.get("cursor").and_then(Json::as_str).is_none_or(|cursor| id.as_str() > cursor)
        })
        .filter_map(|row| AutomationId::parse(row.get("id")?.as_str()?).ok())
        .filter(|automation| !known.looked_early.contains(automation))
        .collect()
}

/// Runs of jobs whose walk has neither passed this record nor been taken early.
fn slots_owed(loaded: &Loaded, id: &RecordId, known: &Known) -> Vec<(AutomationId, Moment)> {
    let module = known.state.record.as_ref().map(|record| &record.module);
    let is_about = |job: &AutomationId| {
        let automation = loaded.setup.automation(job.as_str());
        automation.is_some_and(|one| module.is_none_or(|module| *module == one.definition.module))
    };
    loaded
        .jobs
        .iter()
        .filter_map(|row| Some((&row.automation, row.under_way.as_ref()?)))
        .filter(|(job, (_, cursor))| id.as_str() > cursor.as_str() && is_about(job))
        .filter(|(job, _)| !known.looked_early.contains(*job))
        .map(|(job, (slot, _))| (job.clone(), *slot))
        .collect()
}
