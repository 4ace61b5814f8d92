//! An account that runs in memory: what the Worker does with a database, for the demo without one.
//!
//! Decides nothing: every entry comes from `engine::plan::timeline`, which ticks each record at its
//! own instants exactly as cron would, and whose state is kept here instead of being thrown away.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde_json::{Value as Json, json};

use super::json::Object;
use super::once::once_use_to_json;
use super::plan::LogEntryWire;
use super::preview::Preview;
use super::record::record_to_json;
use super::standing::{StandingOf, standing_to_json};
use super::told::{Told, told_from_json};
use crate::engine::{
    Completed, Input, LogEntry, OnceUse, Settlement, SubjectState, Taken, Verdict, What, World,
    timeline_from,
};
use crate::filter::columnar::Whole;
use crate::words::module::ACTIVITIES_MODULE;
use crate::words::{AutomationId, ModuleKey, Moment, Problem, Problems, Record, RecordId};

/// What the engine remembers of every record, by module.
#[derive(Debug, Default)]
pub struct Rehearsal {
    states: BTreeMap<ModuleKey, BTreeMap<RecordId, SubjectState>>,
    /// Which clients had which campaign.
    taken: Taken,
    /// The same, in the order in which it came to be.
    uses: Vec<OnceUse>,
    /// Of records that automations made, until the first look at them.
    made: BTreeMap<RecordId, SubjectState>,
}

/// Who of a first look begins, by id.
#[derive(Debug, Default)]
struct Begun {
    begins: BTreeMap<RecordId, bool>,
    /// The last one whose rank was asked for: the next one counts on from there.
    counted: Option<(RecordId, u32)>,
}

impl Begun {
    /// How many begin before this one.
    fn rank(&mut self, id: &RecordId) -> u32 {
        let known = self.counted.take().filter(|(counted, _)| counted <= id);
        let count = |from: Bound<&RecordId>| -> u32 {
            let between = self.begins.range::<RecordId, _>((from, Bound::Excluded(id)));
            between.map(|(_, begins)| u32::from(*begins)).sum()
        };
        let rank = match &known {
            Some((counted, rank)) if counted == id => *rank,
            Some((counted, rank)) => rank + count(Bound::Included(counted)),
            None => count(Bound::Unbounded),
        };
        self.counted = Some((id.clone(), rank));
        rank
    }

    fn note(&mut self, id: RecordId, begins: bool) {
        self.begins.insert(id, begins);
    }
}

impl Rehearsal {
    /// Lets time pass: `{"from","until","activated"?,"told"?}` → `{"entries":[…],"records":[…]}`: the
    /// decisions by their instants, and the records that automations made or wrote.
    ///
    /// `activated` is the id of an automation that the setup holds as active since `from`. Records
    /// that were written since the last call are looked at first, as written at `from`. `told` is what
    /// comes to one record at `from`: `{"module","record"}` and what [`super::told`] names.
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
        let told = match object.value("told") {
            None => Some(None),
            Some(told) => object.keep_all("told", told_to_from_json(told)).map(Some),
        };
        object.finish()?;
        let (Some(from), Some(until), Some(told)) = (from, until, told) else {
            return Err(Problems::new());
        };
        // Rules and recurring jobs begin nothing by being switched on.
        let activated = activated.filter(|id| {
            let automation = preview.setup().automation(id.as_str());
            automation.is_some_and(|automation| automation.definition.has_first_look())
        });
        let span = Span { from, until, activated, told };
        let mut lived = Lived::default();
        for module in active_modules(preview) {
            self.run_module(preview, &module, &span, &mut lived).map_err(|p| vec![p])?;
        }
        for completed in core::mem::take(&mut lived.completed) {
            self.complete(preview, completed, until, &mut lived);
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
        let ids = alive.rows().filter_map(|row| RecordId::parse(dataset.own().id(row)).ok());
        let made = &self.made;
        let (mut settlement, mut begun) = (Settlement::new(self.taken.clone()), Begun::default());
        settlement.run(ids, |id, taken| {
            let whole = dataset.own().row(id.as_str()).and_then(|row| dataset.whole(row));
            let before = match states.get(id).or_else(|| made.get(id)) {
                Some(state) => Some(state.clone()),
                None if is_first => None,
                None => Some(SubjectState::unborn()),
            };
            // A one-off with a rate begins by rank: those who began before this one.
            let rank = begun.rank(id);
            let lived = whole.map(|whole| live(preview, (span, rank), taken, whole, before));
            let begins =
                |one: &(Lived, _, _)| one.0.entries.iter().any(|entry| begins(entry, span));
            if span.activated.is_some() {
                begun.note(id.clone(), lived.as_ref().is_some_and(begins));
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
                lived.completed.extend(one.completed);
                self.made.remove(&id);
                for state in one.made {
                    let Some(record) = &state.record else { continue };
                    lived.records.push(record.clone());
                    self.made.insert(record.id.clone(), state);
                }
                states.insert(id, state);
            }
        }
        Ok(())
    }

    /// An activity that was made earlier ends because its record moved on (S3.20).
    fn complete(
        &mut self,
        preview: &Preview,
        completed: Completed,
        until: Moment,
        lived: &mut Lived,
    ) {
        let id = completed.activity.clone();
        let Ok((activity, related)) = preview.subject(ACTIVITIES_MODULE, id.as_str()) else {
            return;
        };
        let at = completed.at;
        let (done, input) = completed.of(&activity);
        let known = self.states.get_mut(&activity.module).and_then(|states| states.remove(&id));
        let before = known.or_else(|| self.made.remove(&id));
        let before = before.unwrap_or_else(|| SubjectState::of(activity));
        let world = World::new(&related, &[], &[]);
        let plan = timeline_from(preview.setup(), &world, before, (at, until), [input]);
        lived.entries.extend(plan.entries);
        lived.records.push(done);
        self.made.insert(id, plan.state);
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
    let (state, inputs) = span.inputs(before, &record, rank);
    let plan = timeline_from(preview.setup(), &world, state, (span.from, span.until), inputs);
    let records = plan.state.record.iter().filter(|now| **now != record).cloned().collect();
    let lived =
        Lived { entries: plan.entries, records, made: plan.made, completed: plan.completed };
    (lived, plan.state, plan.once)
}

/// What happened meanwhile.
#[derive(Default)]
struct Lived {
    entries: Vec<LogEntry>,
    records: Vec<Record>,
    made: Vec<SubjectState>,
    completed: Vec<Completed>,
}

/// From when until when, and what was switched on at the beginning.
struct Span {
    from: Moment,
    until: Moment,
    activated: Option<AutomationId>,
    told: Option<(ModuleKey, RecordId, Told)>,
}

impl Span {
    /// How a record stands at the beginning, and what comes to it: a write since the last look, time,
    /// a first look (after which so many have begun), and what is told.
    fn inputs(
        &self,
        before: SubjectState,
        record: &Record,
        begun: u32,
    ) -> (SubjectState, Vec<Input>) {
        let mut state = before;
        let mut inputs = Vec::new();
        if state.record.as_ref() != Some(record) {
            inputs.push(Input::Written(Box::new(record.clone())));
        }
        inputs.push(Input::Clock);
        inputs.extend(self.activated.iter().map(|id| Input::Activated(id.clone(), begun)));
        if let Some((module, id, told)) = &self.told
            && (module, id) == (&record.module, &record.id)
        {
            let (before, input) = told.clone().of(record.clone(), self.from);
            if before != *record {
                state.record = Some(before);
                inputs.clear();
            }
            inputs.push(input);
        }
        (state, inputs)
    }
}

/// Reads to which record something comes, and what.
fn told_to_from_json(value: &Json) -> Result<(ModuleKey, RecordId, Told), Problems> {
    let mut what = value.clone();
    let mut object = Object::of(value)?;
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    let record = object.text("record");
    let record = record.and_then(|record| object.keep("record", RecordId::parse(record)));
    if let Some(map) = what.as_object_mut() {
        map.remove("module");
        map.remove("record");
    }
    let told = told_from_json(&what)?;
    match (module, record) {
        (Some(module), Some(record)) => Ok((module, record, told)),
        _ => Err(vec![Problem::new("missing", "`told` names a `module` and a `record`")]),
    }
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
