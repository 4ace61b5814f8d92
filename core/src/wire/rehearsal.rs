//! An account that runs in memory: what the Worker does with a database, for the demo without one.
//!
//! Decides nothing: every entry comes from `engine::plan::timeline`, which ticks each record at its
//! own instants exactly as cron would, and whose state is kept here instead of being thrown away.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::json::Object;
use super::once::once_use_to_json;
use super::plan::LogEntryWire;
use super::preview::Preview;
use super::record::record_to_json;
use super::standing::{StandingOf, standing_to_json};
use crate::engine::{
    Input, LogEntry, OnceUse, Settlement, SubjectState, Taken, Verdict, What, World, advance,
    timeline,
};
use crate::filter::columnar::Whole;
use crate::words::{AutomationId, ModuleKey, Moment, Problem, Problems, Record, RecordId};

/// What the engine remembers of every record, by module.
#[derive(Debug, Default)]
pub struct Rehearsal {
    states: BTreeMap<ModuleKey, BTreeMap<RecordId, SubjectState>>,
    /// Which clients had which campaign.
    taken: Taken,
    /// The same, in the order in which it came to be.
    uses: Vec<OnceUse>,
}

impl Rehearsal {
    /// Lets time pass: `{"from","until","activated"?}` → `{"entries":[…],"records":[…]}`: the
    /// decisions by their instants, and the records that automations made or wrote.
    ///
    /// `activated` is the id of an automation that the setup holds as active since `from`. Records
    /// that were written since the last call are looked at first, as written at `from`.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn run(&mut self, preview: &Preview, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let mut instant = |key: &'static str| {
            object.text(key).and_then(|text| object.keep(key, Moment::parse(text)))
        };
        let (from, until) = (instant("from"), instant("until"));
        let activated = object.text_if_any("activated");
        let activated = activated.and_then(|id| object.keep("activated", AutomationId::parse(id)));
        object.finish()?;
        let (Some(from), Some(until)) = (from, until) else { return Err(Problems::new()) };
        let span = Span { from, until, activated };
        let mut lived = Lived::default();
        for module in active_modules(preview) {
            self.run_module(preview, &module, &span, &mut lived).map_err(|p| vec![p])?;
        }
        lived.entries.sort_by_key(|entry| entry.planned_at);
        let entries: Vec<LogEntryWire> = lived.entries.iter().map(LogEntryWire::from).collect();
        let records: Vec<Json> = lived.records.iter().map(record_to_json).collect();
        Ok(json!({"entries": entries, "records": records}))
    }

    /// How every record stands, in the shape that `Preview::set_standings` takes.
    pub fn standings(&self) -> Json {
        let states = self.states.values().flatten();
        let standings = states.flat_map(|(record, state)| {
            state.standings.iter().map(|(automation, standing)| {
                standing_to_json(&StandingOf {
                    record: record.clone(),
                    automation: automation.clone(),
                    standing: standing.clone(),
                })
            })
        });
        let taken = self.uses.iter().filter(|one| one.verdict != Verdict::Refused);
        json!({
            "standings": standings.collect::<Vec<_>>(),
            "once_keys": taken.map(once_use_to_json).collect::<Vec<_>>(),
        })
    }

    fn run_module(
        &mut self,
        preview: &Preview,
        module: &ModuleKey,
        span: &Span,
        lived: &mut Lived,
    ) -> Result<(), Problem> {
        let dataset = preview.dataset(module.as_str())?;
        let is_first = !self.states.contains_key(module);
        let states = self.states.entry(module.clone()).or_default();
        let alive = dataset.own().alive();
        let ids = alive.rows().filter_map(|row| Some(dataset.whole(row)?.record.id));
        let (mut settlement, mut begun) = (Settlement::new(self.taken.clone()), BTreeMap::new());
        settlement.run(ids, |id, taken| {
            let whole = dataset.own().row(id.as_str()).and_then(|row| dataset.whole(row));
            let before = match states.get(id) {
                Some(state) => Some(state.clone()),
                None if is_first => None,
                None => Some(SubjectState::unborn()),
            };
            // A one-off with a rate begins by rank: those who began before this one.
            let rank = begun.range(..id.clone()).map(|(_, begins)| u32::from(*begins)).sum();
            let lived = whole.map(|whole| live(preview, (span, rank), taken, whole, before));
            let begins =
                |one: &(Lived, _, _)| one.0.entries.iter().any(|entry| begins(entry, span));
            if span.activated.is_some() {
                begun.insert(id.clone(), lived.as_ref().is_some_and(begins));
            }
            let uses = lived.as_ref().map(|(_, _, uses)| uses.clone()).unwrap_or_default();
            (lived, uses)
        });
        states.clear();
        for (id, one, uses) in settlement.into_decided() {
            self.taken.stands(&uses);
            self.uses.extend(uses);
            if let Some((one, state, _)) = one {
                lived.entries.extend(one.entries);
                lived.records.extend(one.records);
                states.insert(id, state);
            }
        }
        Ok(())
    }
}

/// One record's time, from where it stood; a record that was there at the beginning has no `before`.
fn live(
    preview: &Preview,
    (span, rank): (&Span, u32),
    taken: &Taken,
    whole: Whole,
    before: Option<SubjectState>,
) -> (Lived, SubjectState, Vec<OnceUse>) {
    let Whole { record, related, changes, events } = whole;
    let world = World { once: taken, ..World::new(&related, &changes, &events) };
    let before = before.unwrap_or_else(|| SubjectState::of(record.clone()));
    let mut lived = Lived::default();
    let (state, mut uses) =
        seen(preview, &world, before, record.clone(), span.from, &mut lived.entries);
    let looks: Vec<_> = span.activated.iter().map(|id| (id.clone(), rank)).collect();
    let plan = timeline(preview.setup(), &world, state, span.from, span.until, &looks);
    lived.entries.extend(plan.entries);
    lived.records.extend(plan.state.record.iter().filter(|now| **now != record).cloned());
    lived.records.extend(plan.made);
    uses.extend(plan.once);
    (lived, plan.state, uses)
}

/// What happened meanwhile.
#[derive(Default)]
struct Lived {
    entries: Vec<LogEntry>,
    records: Vec<Record>,
}

/// From when until when, and what was switched on at the beginning.
struct Span {
    from: Moment,
    until: Moment,
    activated: Option<AutomationId>,
}

/// Whether a record begins in the automation that was switched on.
fn begins(entry: &LogEntry, span: &Span) -> bool {
    entry.what == What::Entered && span.activated.as_ref() == Some(&entry.automation)
}

fn active_modules(preview: &Preview) -> Vec<ModuleKey> {
    let automations = preview.setup().automations.iter();
    let mut modules: Vec<ModuleKey> = automations
        .filter(|automation| automation.activation().is_some())
        .map(|automation| automation.definition.module.clone())
        .collect();
    modules.sort();
    modules.dedup();
    modules
}

/// The state after the engine has seen a write, if there was one.
fn seen(
    preview: &Preview,
    world: &World<'_>,
    state: SubjectState,
    record: Record,
    now: Moment,
    entries: &mut Vec<LogEntry>,
) -> (SubjectState, Vec<OnceUse>) {
    if state.record.as_ref() == Some(&record) {
        return (state, Vec::new());
    }
    let input = Input::Written(Box::new(record));
    let mut outcome = advance(preview.setup(), world, state, now, input);
    entries.append(&mut outcome.log);
    (outcome.state, outcome.once)
}
