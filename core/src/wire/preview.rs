//! Previews over loaded records: what the browser asks of a whole dataset.
//!
//! A `Preview` holds an account and its records by column; every question is JSON and every answer
//! is JSON, so that the bindings stay thin. It decides nothing itself: counts are
//! `filter::columnar`'s, plans are `engine`'s.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::automation::audience_from_word;
use super::budget::SpentSoFar;
use super::json::Object;
use super::once::keep_once_key;
use super::plan::{ActivationPreviewWire, ForecastWire, LogEntryWire};
use super::record::record_from_json;
use super::setup::{assemble, setup_from_json};
use super::standing::standing_from_json;
use super::told::{Told, told_from_json};
use crate::definitions::{Activation, Audience, Automation, Kind, Setup, State};
use crate::engine::{
    ActivationPreview, Forecast, Input, LogEntry, Settlement, Standing, SubjectState, Taken,
    Timeline, What, World, preview_end, timeline_from,
};
use crate::filter::At;
use crate::filter::columnar::{Bitset, Dataset, LoadReport, Whole};
use crate::words::{
    AutomationId, FieldKind, Module, ModuleKey, Moment, Problem, Problems, Record, RecordId, clip,
};

/// Days that a plan looks ahead when nothing else is asked (B1).
const PLAN_DAYS: i64 = 90;
/// Longest plan. Units: days. Source: our choice: ten years, as the longest delay.
const PLAN_DAYS_MAX: i64 = 3_653;

/// An account and its records, ready to be asked.
#[derive(Debug)]
pub struct Preview {
    setup: Setup,
    datasets: BTreeMap<ModuleKey, Dataset>,
    /// How records stand in automations that are active already, where the store has told it.
    standings: BTreeMap<RecordId, BTreeMap<AutomationId, Standing>>,
    /// Which clients had which campaign, where the store has told it.
    taken: Taken,
}

impl Preview {
    /// An account without records.
    ///
    /// # Errors
    /// Everything wrong in the setup, with its place.
    pub fn new(setup: &Json) -> Result<Self, Problems> {
        let setup = setup_from_json(setup)?;
        let datasets = setup.modules.iter().map(|module| {
            let related = setup.modules.iter().filter(|other| points_to(module, &other.key));
            (module.key.clone(), Dataset::new(module.clone(), related.cloned()))
        });
        let (standings, taken) = (BTreeMap::new(), Taken::default());
        Ok(Preview { datasets: datasets.collect(), standings, taken, setup })
    }

    /// Takes changed settings, views, templates and automations; the records stay.
    ///
    /// # Errors
    /// Everything wrong in the setup. `modules_changed` when fields differ: records must be loaded
    /// again then.
    pub fn set_setup(&mut self, setup: &Json) -> Result<(), Problems> {
        let setup = setup_from_json(setup)?;
        let fields = |setup: &Setup| -> Vec<_> {
            setup.modules.iter().map(|module| (module.key.clone(), module.fields.clone())).collect()
        };
        if fields(&setup) != fields(&self.setup) {
            let problem = Problem::new("modules_changed", "the modules have changed");
            return Err(vec![problem.at("modules").help("load the records again")]);
        }
        self.setup = setup;
        Ok(())
    }

    /// The account.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The records of a module.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn dataset(&self, module: &str) -> Result<&Dataset, Problem> {
        self.datasets.get(module).ok_or_else(|| self.unknown_module(module))
    }

    /// As [`Preview::dataset`], for asking filters, which remember their clauses.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn dataset_mut(&mut self, module: &str) -> Result<&mut Dataset, Problem> {
        if !self.datasets.contains_key(module) {
            return Err(self.unknown_module(module));
        }
        let unknown =
            Problem::new("unknown_module", format!("there is no module `{}`", clip(module)));
        self.datasets.get_mut(module).ok_or(unknown)
    }

    fn unknown_module(&self, module: &str) -> Problem {
        Problem::new("unknown_module", format!("there is no module `{}`", clip(module)))
            .at("module")
            .found(clip(module))
            .allowed(self.setup.modules.iter().map(|module| module.key.as_str()))
            .suggest()
    }

    /// Loads records of a module from the bytes of an API answer, everywhere they are asked for.
    ///
    /// # Errors
    /// `unknown_module`. Problems of single records are in the report.
    pub fn load(&mut self, module: &str, bytes: &[u8]) -> Result<LoadReport, Problem> {
        let report = self.dataset_mut(module)?.load(bytes);
        for (key, dataset) in &mut self.datasets {
            if key.as_str() != module && dataset.related(module).is_some() {
                dataset.load_related(module, bytes)?;
            }
        }
        Ok(report)
    }

    /// Loads what changed in a module's records, from the bytes of an API answer, so that filters
    /// over their history answer as the Worker does.
    ///
    /// # Errors
    /// `unknown_module`. Problems of single changes are in the report.
    pub fn load_changes(&mut self, module: &str, bytes: &[u8]) -> Result<LoadReport, Problem> {
        Ok(self.dataset_mut(module)?.load_changes(bytes))
    }

    /// Loads what happened to a module's records, from the bytes of an API answer.
    ///
    /// # Errors
    /// `unknown_module`. Problems of single events are in the report.
    pub fn load_events(&mut self, module: &str, bytes: &[u8]) -> Result<LoadReport, Problem> {
        Ok(self.dataset_mut(module)?.load_events(bytes))
    }

    /// Forgets records.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn remove(&mut self, module: &str, id: &str) -> Result<bool, Problem> {
        self.dataset(module)?;
        let mut was_there = false;
        for (key, dataset) in &mut self.datasets {
            if key.as_str() == module || dataset.related(module).is_some() {
                was_there |= dataset.remove(module, id)?;
            }
        }
        Ok(was_there)
    }

    /// Takes how records stand in active automations, and which clients had which campaign:
    /// `{"standings":[…],"once_keys"?:[…]}`, as the API gives them, instead of what was known before.
    /// Their plans go on from there.
    ///
    /// # Errors
    /// Everything malformed, with its place.
    pub fn set_standings(&mut self, value: &Json) -> Result<usize, Problems> {
        let mut object = Object::of(value)?;
        let standings = object.each("standings", standing_from_json);
        let mut taken = Taken::default();
        object.each("once_keys", |one| keep_once_key(&mut taken, one));
        object.value("next");
        object.finish()?;
        self.taken = taken;
        self.standings.clear();
        let count = standings.len();
        for of in standings {
            self.standings.entry(of.record).or_default().insert(of.automation, of.standing);
        }
        Ok(count)
    }

    /// A record with all that may be asked about it.
    ///
    /// # Errors
    /// `unknown_module`, `unknown_record`.
    pub fn whole(&self, module: &str, id: &str) -> Result<Whole, Problem> {
        let dataset = self.dataset(module)?;
        dataset.own().row(id).and_then(|row| dataset.whole(row)).ok_or_else(|| {
            Problem::new("unknown_record", format!("there is no record `{}`", clip(id)))
                .at("record")
                .found(clip(id))
        })
    }

    fn named_or_edited(&self, module: &str, record: &Json) -> Result<Whole, Problems> {
        match record {
            Json::String(id) => self.whole(module, id).map_err(|problem| vec![problem]),
            edited => {
                let dataset = self.dataset(module).map_err(|problem| vec![problem])?;
                let read = record_from_json(edited, dataset.own().module());
                let within = |problem: Problem| problem.within("record");
                read.map(|record| dataset.whole_of(record))
                    .map_err(|problems| problems.into_iter().map(within).collect())
            }
        }
    }

    /// A record with those that it points to.
    ///
    /// # Errors
    /// As [`Preview::whole`].
    pub fn subject(
        &self,
        module: &str,
        id: &str,
    ) -> Result<(Record, BTreeMap<RecordId, Record>), Problem> {
        self.whole(module, id).map(|whole| (whole.record, whole.related))
    }

    /// The plan of one record: `{"record","automation","beside"?,"now","days"?,"activation"?:{"audience"},
    /// "told"?}`, where `record` is an id, or a whole record as somebody is editing it, `beside` are
    /// automations that act on it as well, and `told` is what is imagined to come to it now (see
    /// [`super::told`]).
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn timeline(&self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let automation = object.required("automation");
        let mut automations: Vec<&Json> = automation.into_iter().collect();
        automations.extend(object.list("beside"));
        let plan = Plan::read(&mut object, &self.setup, &automations)?;
        let record = object.required("record").unwrap_or(&Json::Null);
        object.value("module");
        let told = match object.value("told") {
            None => Some(None),
            Some(told) => object.keep_all("told", told_from_json(told)).map(Some),
        };
        object.finish()?;
        let Some(told) = told else { return Err(Problems::new()) };
        let module = plan.setup.automations.first().map(|a| a.definition.module.clone());
        let whole = self.named_or_edited(module.as_ref().map_or("", ModuleKey::as_str), record)?;
        let timeline = self.plan_told(&plan, whole, &self.taken, told);
        let entries: Vec<LogEntryWire> = timeline.entries.iter().map(LogEntryWire::from).collect();
        Ok(json!(entries))
    }

    /// The plan of all records: `{"automations":[…],"now","days"?,"activation"?,"sms_spent_micros"?}`, where
    /// the last is what SMS have cost in the month of `now` so far.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn forecast(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let automations: Vec<&Json> = object.list("automations").iter().collect();
        let mut plan = Plan::read(&mut object, &self.setup, &automations)?;
        let so_far = spent_so_far(&mut object, plan.now);
        object.finish()?;
        let account = &self.setup.account;
        let mut forecast = Forecast::new(account.zone).under(account.frequency_caps);
        let concerned = self.concerned(&plan)?;
        for (module, rows) in &concerned {
            let dataset = self.dataset(module.as_str()).map_err(|problem| vec![problem])?;
            forecast.add_untouched(count(dataset.own().len() - rows.count()));
            self.plan_rows(&mut plan, dataset, rows, |timeline| forecast.add(timeline));
        }
        Ok(json!(ForecastWire::of(&forecast, &self.setup.account, so_far)))
    }

    /// What an activation would do: `{"automation","now","days"?,"activation":{"audience"},
    /// "sms_spent_micros"?}` → `{"matching","would_start","figures","budget"}`.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn activation(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let automation = object.required("automation");
        let mut plan = Plan::read(&mut object, &self.setup, automation.as_slice())?;
        let so_far = spent_so_far(&mut object, plan.now);
        object.finish()?;
        let Some(automation) = plan.setup.automations.first().cloned() else {
            return Err(Problems::new());
        };
        plan.until = preview_end(&automation, plan.setup.account.zone, plan.now, plan.until);
        let mut preview = ActivationPreview::default();
        for (module, rows) in self.concerned(&plan)? {
            let at = plan.at();
            let dataset = self.dataset_mut(module.as_str()).map_err(|problem| vec![problem])?;
            let filter = dataset.compile(&automation.filter).map_err(|problem| vec![problem])?;
            preview.matching += count(dataset.count(&filter, &at));
            let dataset = self.dataset(module.as_str()).map_err(|problem| vec![problem])?;
            let (zone, now) = (plan.setup.account.zone, plan.now);
            let add = |one: Timeline| preview.add(&one, &automation, zone, now);
            self.plan_rows(&mut plan, dataset, &rows, add);
        }
        Ok(json!(ActivationPreviewWire::of(&preview, &self.setup.account, so_far)))
    }

    /// The rows that a plan has something to say about, by module: those that can match, and those
    /// that have a standing. The others cost nothing but a look at their columns.
    fn concerned(&mut self, plan: &Plan) -> Result<BTreeMap<ModuleKey, Bitset>, Problems> {
        let mut concerned: BTreeMap<ModuleKey, Bitset> = BTreeMap::new();
        for automation in &plan.setup.automations {
            let module = &automation.definition.module;
            let dataset = self.dataset_mut(module.as_str()).map_err(|problem| vec![problem])?;
            // A rule starts by what happens, and in a plan nothing happens but what automations do.
            let rows = if automation.definition.rule().is_some() {
                Bitset::none(dataset.own().len())
            } else {
                let filter =
                    dataset.compile(&automation.filter).map_err(|problem| vec![problem])?;
                dataset.run_at_any_time(&filter, &plan.at())
            };
            match concerned.get_mut(module) {
                Some(others) => others.or(&rows),
                None => {
                    concerned.insert(module.clone(), rows);
                }
            }
        }
        if plan.goes_on() {
            for (module, rows) in &mut concerned {
                let Some(dataset) = self.datasets.get(module) else { continue };
                let known = self.standings.keys().filter_map(|id| dataset.own().row(id.as_str()));
                known.for_each(|row| rows.insert(row));
            }
        }
        Ok(concerned)
    }

    /// Plans each of these records; where a campaign asks who is one client, all of them together.
    fn plan_rows(
        &self,
        plan: &mut Plan,
        dataset: &Dataset,
        rows: &Bitset,
        mut add: impl FnMut(Timeline),
    ) {
        let is_once = |one: &Automation| one.definition.kind == Kind::Campaign;
        if !plan.setup.automations.iter().any(is_once) {
            for whole in rows.rows().filter_map(|row| dataset.whole(row)) {
                let timeline = self.plan_of(plan, whole, &self.taken);
                plan.count_begun(&timeline);
                add(timeline);
            }
            return;
        }
        let (mut settlement, mut seen) = (Settlement::new(self.taken.clone()), BTreeSet::new());
        let alive = rows.rows().filter(|row| dataset.own().alive().contains(*row));
        let ids = alive.filter_map(|row| RecordId::parse(dataset.own().id(row)).ok());
        settlement.run(ids, |id, taken| {
            let whole = dataset.own().row(id.as_str()).and_then(|row| dataset.whole(row));
            let planned = whole.map(|whole| self.plan_of(plan, whole, taken));
            if seen.insert(id.clone()) {
                planned.iter().for_each(|timeline| plan.count_begun(timeline));
            }
            let uses = planned.as_ref().map(|one| one.once.clone()).unwrap_or_default();
            (planned, uses)
        });
        settlement.into_decided().filter_map(|(_, planned, _)| planned).for_each(add);
    }

    fn plan_of(&self, plan: &Plan, whole: Whole, taken: &Taken) -> Timeline {
        self.plan_told(plan, whole, taken, None)
    }

    fn plan_told(&self, plan: &Plan, whole: Whole, taken: &Taken, told: Option<Told>) -> Timeline {
        let (record, input) = match told {
            None => (whole.record, None),
            Some(told) => {
                let (before, input) = told.of(whole.record, plan.now);
                (before, Some(input))
            }
        };
        let mut state = SubjectState::of(record);
        if plan.goes_on() {
            // Active automations know the record: they go on, and look at it afresh.
            let id = state.record.as_ref().map(|record| &record.id);
            let known = id.and_then(|id| self.standings.get(id));
            state.standings = known.cloned().unwrap_or_default();
            state.recheck_at = Some(plan.now);
        }
        let world = World::new(&whole.related, &whole.changes, &whole.events);
        let world = World { once: taken, ..world };
        let looks = plan.first_looks.iter().filter(|(id, _)| plan.looks_first(id)).cloned();
        let looks = looks.map(|(automation, rank)| Input::Activated(automation, rank));
        let inputs = core::iter::once(Input::Clock).chain(looks).chain(input);
        timeline_from(&plan.setup, &world, state, (plan.now, plan.until), inputs)
    }
}

/// Whether a module has a relation to another one.
fn points_to(module: &Module, other: &ModuleKey) -> bool {
    module.key != *other
        && module
            .fields
            .iter()
            .any(|field| matches!(&field.kind, FieldKind::Relation { module } if module == other))
}

/// The common part of every plan: an account with just the asked automations, switched on.
struct Plan {
    setup: Setup,
    now: Moment,
    until: Moment,
    /// With the number of records that have begun so far.
    first_looks: Vec<(AutomationId, u32)>,
}

fn spent_so_far(object: &mut Object<'_>, now: Moment) -> SpentSoFar {
    SpentSoFar { micros: object.whole_if_any("sms_spent_micros").unwrap_or(0).max(0), now }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

impl Plan {
    /// Whoever begins takes a place in the list of a one-off with a rate (S2.6).
    fn count_begun(&mut self, timeline: &Timeline) {
        for (automation, rank) in &mut self.first_looks {
            let begins =
                |entry: &&LogEntry| entry.what == What::Entered && entry.automation == *automation;
            *rank += u32::from(timeline.entries.iter().any(|entry| begins(&entry)));
        }
    }

    /// Whether an automation is active already, so that records have standings.
    fn goes_on(&self) -> bool {
        self.first_looks.len() < self.setup.automations.len()
    }

    fn at(&self) -> At {
        At { now: self.now, zone: self.setup.account.zone }
    }

    /// Rules and recurring jobs begin nothing by being switched on.
    fn looks_first(&self, id: &AutomationId) -> bool {
        self.setup.automation(id.as_str()).is_some_and(|one| one.definition.has_first_look())
    }

    /// An automation that is not active yet is planned as if it were activated now.
    fn read(
        object: &mut Object<'_>,
        setup: &Setup,
        automations: &[&Json],
    ) -> Result<Self, Problems> {
        let now = match object.text_if_any("now") {
            Some(now) => Moment::parse(now).map_err(|problem| vec![problem.at("now")])?,
            None => return Err(vec![Problem::new("missing", "`now` is missing").at("now")]),
        };
        let days = object.whole_if_any("days").unwrap_or(PLAN_DAYS).clamp(0, PLAN_DAYS_MAX);
        let audience = object.value("activation").and_then(|activation| {
            let word = activation.get("audience").and_then(Json::as_str).unwrap_or_default();
            object.keep("activation.audience", audience_from_word(word))
        });
        let mut planned = Setup { automations: Vec::new(), ..setup.clone() };
        let mut first_looks = Vec::new();
        for (order, value) in automations.iter().enumerate() {
            let order = u32::try_from(order).unwrap_or(u32::MAX);
            let mut automation = assemble(value, order, setup)?;
            if audience.is_some() || !matches!(automation.state, State::Active(_)) {
                let audience = audience.unwrap_or(Audience::All);
                automation.state = State::Active(Activation { at: now, audience });
                first_looks.push((automation.definition.id.clone(), 0));
            }
            planned.automations.push(automation);
        }
        let until = now.plus_ms(days * 24 * 60 * 60 * 1000);
        Ok(Plan { setup: planned, now, until, first_looks })
    }
}
