//! Runs a scenario of `tests/scenarios/`: a timeline in Markdown, in three columns: when, what
//! happens, what the run log says.
//!
//! A row first lets time pass until its instant, then does what it says; its answer holds every
//! decision made meanwhile. Nothing here decides: records are written by `Record::update`, decisions
//! are `advance`'s.
//!
//! What can happen: `clock`; `the worker slept` (no tick since the row before, and then one);
//! `activate <automation> for <audience>`; `deactivate <automation>`;
//! `the subscription ends on <date> <time>`, `the subscription goes on`; `switch off sms of <module>`; `<record> event <name> [about <thing>]`;
//! `start <automation> for <record>`, likewise `stop`, `skip`,
//! `answer` (the contact answers its latest message); `reschedule … to <date> <time>`;
//! `connect the mailing service`, `disconnect the mailing service`;
//! `the mailing service loses the list <number>`; `merge <contact> into <contact>`;
//! `send <campaign> anyway to <record>`;
//! `<contact> unsubscribes` (by the link of the last e-mail);
//! `the e-mail address of <contact> is suppressed`, likewise `the telephone number`;
//! `<record>: field = value; field = value` (a value is JSON, or bare text), where `d…` is a deal,
//! `c…` a contact, `o…` an order, `i…` an invoice, `e…` an e-mail, `t…` a task.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};

use relance_core::definitions::Setup;
use relance_core::definitions::{Activation, Connection, ListConsent, Presence, State};
use relance_core::engine::{
    Completed, Effect, EffectBody, Input, LogEntry, Outcome, Settlement, SubjectState, Taken, What,
    World, advance, completion, join, timeline, timeline_from,
};
use relance_core::recurrence::Schedule;
use relance_core::wire::automation::audience_from_word;
use relance_core::wire::record::{record_from_json, values_from_json};
use relance_core::wire::setup::{assemble, setup_from_json};
use relance_core::words::{
    AutomationId, Change, Event, EventName, Merged, Moment, Record, RecordId, Value,
};
use serde_json::{Value as Json, json};

/// A scenario as written.
#[derive(Debug)]
pub struct Story {
    pub title: String,
    pub automations: Vec<Json>,
    pub rows: Vec<StoryRow>,
}

#[derive(Debug)]
pub struct StoryRow {
    pub line: usize,
    pub at: Moment,
    pub what: String,
    pub says: String,
}

/// The account of `tests/scenarios/setup.json`, with these automations as drafts.
pub fn base(automations: &[Json]) -> (Setup, BTreeMap<RecordId, Record>) {
    let path = format!("{}/../tests/scenarios/setup.json", env!("CARGO_MANIFEST_DIR"));
    let file: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut setup =
        setup_from_json(&file["setup"]).unwrap_or_else(|p| panic!("setup.json: {p:#?}"));
    for (index, automation) in automations.iter().enumerate() {
        let assembled = assemble(automation, index as u32, &setup)
            .unwrap_or_else(|problems| panic!("automation {index}: {problems:#?}"));
        setup.automations.push(assembled);
    }
    let records = file["records"].as_array().unwrap().iter().map(|value| {
        let module = setup.module(value["module"].as_str().unwrap()).unwrap();
        let record = record_from_json(value, module).unwrap_or_else(|p| panic!("{p:#?}"));
        (record.id.clone(), record)
    });
    let records = records.collect();
    (setup, records)
}

pub fn read(text: &str) -> Story {
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).expect("a title").to_owned();
    let code = text.split("```json").nth(1).and_then(|rest| rest.split("```").next());
    let automations = serde_json::from_str(code.expect("a json block")).expect("valid json");
    let rows = text.lines().enumerate().filter(|(_, line)| line.starts_with("| 20"));
    let rows = rows.map(|(index, line)| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [at, what, says] = cells[..] else { panic!("line {}: three columns", index + 1) };
        let at = instant(at);
        StoryRow { line: index + 1, at, what: what.to_owned(), says: says.to_owned() }
    });
    Story { title, automations, rows: rows.collect() }
}

/// A row before which the worker slept.
pub const OUTAGE: &str = "the worker slept";

impl Story {
    /// Lived through whole: every decision, by its row.
    pub fn live(&self, ticks: Ticks) -> Vec<LogEntry> {
        self.live_by_pages(ticks, usize::MAX)
    }

    /// The same, with so many due records in each commit.
    pub fn live_by_pages(&self, ticks: Ticks, page: usize) -> Vec<LogEntry> {
        let mut life = Life { page, ..Life::new(self) };
        let mut log = Vec::new();
        for row in &self.rows {
            log.extend(life.pass(row.at, ticks));
            log.extend(life.happen(&row.what));
            log.extend(life.pass(row.at, ticks));
        }
        log
    }
}

/// How punctual the ticks are: the law is that it does not matter.
#[derive(Clone, Copy)]
pub enum Ticks {
    /// At each wake.
    Punctual,
    /// Every so many minutes, after the fact.
    Every(i64),
    /// None, and then one at the end.
    OnlyTheLast,
}

/// An account that lives: what the Worker does, with maps instead of tables.
pub struct Life {
    pub setup: Setup,
    pub now: Moment,
    /// How many due records one commit decides.
    pub page: usize,
    pub subjects: BTreeMap<RecordId, SubjectState>,
    changes: BTreeMap<RecordId, Vec<Change>>,
    events: BTreeMap<RecordId, Vec<Event>>,
    wakes: BTreeMap<RecordId, Moment>,
    /// The first slot of each active recurring job that has not run.
    slots: BTreeMap<AutomationId, Moment>,
    pub keys: BTreeSet<String>,
    pub taken: Taken,
    /// Ids of merged contacts, and which contact each stands for.
    aliases: BTreeMap<RecordId, RecordId>,
}

impl Life {
    pub fn new(story: &Story) -> Self {
        let (setup, records) = base(&story.automations);
        let subjects =
            records.into_iter().map(|(id, record)| (id, SubjectState::of(record))).collect();
        Life {
            setup,
            now: Moment::from_ms(0),
            page: usize::MAX,
            subjects,
            changes: BTreeMap::new(),
            events: BTreeMap::new(),
            wakes: BTreeMap::new(),
            slots: BTreeMap::new(),
            keys: BTreeSet::new(),
            taken: Taken::default(),
            aliases: BTreeMap::new(),
        }
    }

    fn related(&self) -> BTreeMap<RecordId, Record> {
        let records = self.subjects.iter();
        records.filter_map(|(id, subject)| Some((id.clone(), subject.record.clone()?))).collect()
    }

    pub fn step(&mut self, id: &RecordId, now: Moment, input: Input) -> Vec<LogEntry> {
        self.step_all(vec![(id.clone(), input)], now)
    }

    /// One commit of many records: those of one client are settled among them.
    pub fn step_all(&mut self, inputs: Vec<(RecordId, Input)>, now: Moment) -> Vec<LogEntry> {
        let related = self.related();
        let ids: Vec<RecordId> = inputs.iter().map(|(id, _)| id.clone()).collect();
        let inputs: BTreeMap<RecordId, Input> = inputs.into_iter().collect();
        let mut settlement = Settlement::new(self.taken.clone());
        settlement.run(ids, |id, taken| {
            let changes = self.changes.get(id).cloned().unwrap_or_default();
            let events = self.events.get(id).cloned().unwrap_or_default();
            let world = World { once: taken, ..World::new(&related, &changes, &events) };
            let state = self.subjects.get(id).cloned().unwrap_or_else(SubjectState::unborn);
            let outcome = advance(&self.setup, &world, state, now, inputs[id].clone());
            let uses = outcome.once.clone();
            (outcome, uses)
        });
        let mut log = Vec::new();
        for (id, outcome, uses) in settlement.into_decided() {
            if let Input::Happened(new) = &inputs[&id] {
                self.events.entry(id.clone()).or_default().extend(new.iter().cloned());
            }
            self.taken.stands(&uses);
            log.extend(self.keep(&id, outcome, now));
        }
        log
    }

    fn keep(&mut self, id: &RecordId, outcome: Outcome, now: Moment) -> Vec<LogEntry> {
        let Outcome { state, wake_at, writes, told, effects, mut log, .. } = outcome;
        self.subjects.insert(id.clone(), state);
        match wake_at {
            Some(wake_at) => self.wakes.insert(id.clone(), wake_at),
            None => self.wakes.remove(id),
        };
        for written in writes {
            self.changes.entry(id.clone()).or_default().extend(written.changes);
        }
        self.events.entry(id.clone()).or_default().extend(told);
        for effect in effects {
            assert!(self.keys.insert(effect.key.to_string()), "{} happened twice", effect.key);
            log.extend(self.follow(effect, now));
        }
        log
    }

    /// What an effect does to other records is decided in the next round.
    fn follow(&mut self, effect: Effect, now: Moment) -> Vec<LogEntry> {
        match effect.body {
            EffectBody::Make { record, .. } => {
                let id = record.id.clone();
                self.subjects.insert(id.clone(), SubjectState::of(*record));
                self.step(&id, now, Input::Created(effect.cause, effect.planned_at))
            }
            EffectBody::Complete { activity } => {
                let before = self.subjects[&activity].record.clone().unwrap();
                let at = effect.planned_at;
                let written = before.update(completion(at), at);
                self.changes.entry(activity.clone()).or_default().extend(written.changes);
                let input = Input::Caused(Box::new(written.record), effect.cause, at);
                self.step(&activity, now, input)
            }
            _ => Vec::new(),
        }
    }

    /// Lets time pass.
    pub fn pass(&mut self, until: Moment, ticks: Ticks) -> Vec<LogEntry> {
        let mut log = Vec::new();
        let next = |life: &Self| life.wakes.values().chain(life.slots.values()).min().copied();
        while let Some(next) = next(self).filter(|next| *next <= until) {
            let tick = match ticks {
                Ticks::Punctual => next,
                Ticks::Every(minutes) => {
                    let span = minutes * 60_000;
                    Moment::from_ms((next.as_ms() + span - 1).div_euclid(span) * span).min(until)
                }
                Ticks::OnlyTheLast => until,
            };
            log.extend(self.run_jobs(tick));
            log.extend(self.step_all(self.due_page(tick), tick));
        }
        self.now = until;
        sorted(log)
    }

    /// A page of those who are due, the longest waiting first, as the Worker's store gives them.
    fn due_page(&self, tick: Moment) -> Vec<(RecordId, Input)> {
        let due = self.wakes.iter().filter(|(_, at)| **at <= tick);
        let mut due: Vec<(Moment, &RecordId)> = due.map(|(id, at)| (*at, id)).collect();
        due.sort();
        due.into_iter().take(self.page).map(|(_, id)| (id.clone(), Input::Clock)).collect()
    }

    /// Runs the recurring jobs of which a slot has come: over every record, as of the latest slot.
    fn run_jobs(&mut self, tick: Moment) -> Vec<LogEntry> {
        let zone = self.setup.account.zone;
        let mut log = Vec::new();
        let due = self.slots.iter().filter(|(_, next)| **next <= tick);
        for (id, next) in due.map(|(id, next)| (id.clone(), *next)).collect::<Vec<_>>() {
            let schedule = self.schedule_of(&id);
            let due = schedule.due_slot(next, tick, zone).expect("it is due");
            for record in self.of_module_of(&id) {
                log.extend(self.step(&record, tick, Input::Slot(id.clone(), due.at)));
            }
            match due.next_at {
                Some(next_at) => self.slots.insert(id, next_at),
                None => self.slots.remove(&id),
            };
        }
        log
    }

    fn schedule_of(&self, id: &AutomationId) -> Schedule {
        let automation = self.setup.automation(id.as_str()).expect("an automation");
        automation.definition.job().expect("a recurring job").schedule.clone()
    }

    fn of_module_of(&self, id: &AutomationId) -> Vec<RecordId> {
        let module = &self.setup.automation(id.as_str()).expect("an automation").definition.module;
        let records = self.subjects.iter().filter(|(_, subject)| {
            subject.record.as_ref().is_some_and(|record| record.module == *module)
        });
        records.map(|(id, _)| id.clone()).collect()
    }

    /// What the plan says would happen until then, nothing being written.
    pub fn plan(&self, until: Moment) -> Vec<LogEntry> {
        let related = self.related();
        let mut settlement = Settlement::new(self.taken.clone());
        settlement.run(self.subjects.keys().cloned(), |id, taken| {
            let changes = self.changes.get(id).cloned().unwrap_or_default();
            let events = self.events.get(id).cloned().unwrap_or_default();
            let world = World { once: taken, ..World::new(&related, &changes, &events) };
            let subject = self.subjects[id].clone();
            let plan = timeline(&self.setup, &world, subject, self.now, until, &[]);
            assert!(!plan.is_truncated);
            let mut entries = plan.entries;
            for completed in plan.completed {
                entries.extend(self.plan_completed(completed, &related, until));
            }
            (entries, plan.once)
        });
        sorted(settlement.into_decided().flat_map(|(_, entries, _)| entries).collect())
    }

    /// What follows when an activity that is there already is completed. Nothing else happens to
    /// activities of scenarios, so that their own plans say nothing.
    fn plan_completed(
        &self,
        completed: Completed,
        related: &BTreeMap<RecordId, Record>,
        until: Moment,
    ) -> Vec<LogEntry> {
        let subject = self.subjects[&completed.activity].clone();
        let at = completed.at;
        let (_, input) = completed.of(subject.record.as_ref().expect("an activity"));
        let world = World::new(related, &[], &[]);
        timeline_from(&self.setup, &world, subject, (at, until), [input]).entries
    }

    /// Does what a row says.
    /// Until when the account has its level; every record is looked at again, as by the Worker.
    fn subscribe(&mut self, end: Option<&str>, now: Moment) -> Vec<LogEntry> {
        let subscription = &mut self.setup.account.subscription;
        subscription.ends_at = end.map(instant);
        subscription.changed_at = Some(now);
        for (id, subject) in &mut self.subjects {
            subject.recheck_at = Some(now);
            self.wakes.insert(id.clone(), now);
        }
        Vec::new()
    }

    pub fn happen(&mut self, what: &str) -> Vec<LogEntry> {
        let now = self.now;
        if what == "clock" || what == OUTAGE {
            return Vec::new();
        }
        if let Some(rest) = what.strip_prefix("activate ") {
            let (id, audience) = rest.split_once(" for ").expect("activate <id> for <audience>");
            let audience = audience_from_word(audience).expect("an audience");
            return self.switch(id, State::Active(Activation { at: now, audience }));
        }
        if let Some(id) = what.strip_prefix("deactivate ") {
            let automation = self.setup.automation(id).expect("an automation");
            let activation = automation.activation().expect("active");
            return self.switch(id, State::Inactive(activation));
        }
        if let Some(end) = what.strip_prefix("the subscription ") {
            return self.subscribe(end.strip_prefix("ends on "), now);
        }
        if let Some(key) = what.strip_prefix("switch off sms of ") {
            let modules = &mut self.setup.modules;
            let module = modules.iter_mut().find(|module| module.key.as_str() == key);
            module.expect("a module").sms_enabled = false;
            return Vec::new();
        }
        if let Some(change) = what.strip_suffix("connect the mailing service") {
            self.connect(change.is_empty());
            return Vec::new();
        }
        if let Some(number) = what.strip_prefix("the mailing service loses the list ") {
            let lists = self.setup.outside.lists.values_mut();
            let lost = lists.filter(|list| list.external_id == number);
            lost.for_each(|list| list.presence = Presence::Gone);
            return Vec::new();
        }
        if let Some((record, input)) = by_hand(what, now) {
            return sorted(self.step(&record, now, input));
        }
        if let Some((record, event)) = what.split_once(" event ") {
            return self.tell(&RecordId::parse(record).unwrap(), event);
        }
        if let Some(rest) = what.strip_prefix("merge ") {
            let (loser, survivor) = rest.split_once(" into ").expect("merge <one> into <other>");
            let id = |text: &str| RecordId::parse(text).unwrap();
            return self.merge(&id(survivor), &id(loser));
        }
        if let Some(rest) = what.strip_prefix("send ") {
            let (campaign, record) =
                rest.split_once(" anyway to ").expect("send <a> anyway to <r>");
            let input = Input::SendAnyway(AutomationId::parse(campaign).unwrap());
            return self.step(&RecordId::parse(record).unwrap(), now, input);
        }
        if let Some(contact) = what.strip_suffix(" unsubscribes") {
            return self.write(&RecordId::parse(contact).unwrap(), "email_consent = false");
        }
        if let Some(rest) = what.strip_suffix(" is suppressed") {
            let (field, contact) = match rest.strip_prefix("the e-mail address of ") {
                Some(contact) => ("email_suppressed", contact),
                None => {
                    let number = rest.strip_prefix("the telephone number of ");
                    ("sms_suppressed", number.expect("an address"))
                }
            };
            let contact = RecordId::parse(contact).unwrap();
            return self.write(&contact, &format!("{field} = true"));
        }
        let (id, fields) = what.split_once(": ").expect("<record>: field = value");
        let id = RecordId::parse(id).unwrap();
        let id = self.aliases.get(&id).cloned().unwrap_or(id);
        self.write(&id, fields)
    }

    /// Connects the mailing service, or (`disconnect …`) forgets it: its lists stay as names.
    fn connect(&mut self, is_connected: bool) {
        let outside = &mut self.setup.outside;
        let (service, presence) = if is_connected {
            (Connection::Ready(ListConsent::Needed), Presence::There)
        } else {
            (Connection::Missing, Presence::Gone)
        };
        outside.list_service = service;
        outside.lists.values_mut().for_each(|list| list.presence = presence);
    }

    /// An event happened to a record.
    fn tell(&mut self, record: &RecordId, event: &str) -> Vec<LogEntry> {
        let (name, about) = event.split_once(" about ").unzip();
        let event = Event {
            id: format!("{record}-{}", self.now.as_ms()),
            record: record.clone(),
            name: EventName::parse(name.unwrap_or(event)).unwrap(),
            at: self.now,
            about: about.map(str::to_owned),
        };
        // It is also the event of what the record is linked to, contacts aside (S4.12).
        let mut log = self.step(record, self.now, Input::Happened(vec![event.clone()]));
        for other in self.linked(record) {
            let reached = event.reaching(&other);
            log.extend(self.step(&other, self.now, Input::Happened(vec![reached])));
        }
        sorted(log)
    }

    fn linked(&self, id: &RecordId) -> BTreeSet<RecordId> {
        let related = self.related();
        let points = |from: &RecordId, to: &RecordId| {
            related.get(from).is_some_and(|record| {
                record.values.values().any(|value| match value {
                    Value::Related(ids) => ids.contains(to),
                    _ => false,
                })
            })
        };
        let is_contact = |id: &RecordId| {
            related.get(id).is_some_and(|record| record.module.as_str() == "contacts")
        };
        let others = related.keys().filter(|other| points(id, other) || points(other, id));
        others.filter(|other| !is_contact(other) && !is_contact(id)).cloned().collect()
    }

    fn switch(&mut self, id: &str, state: State) -> Vec<LogEntry> {
        let id = AutomationId::parse(id).unwrap();
        let automation = self.setup.automations.iter_mut().find(|a| a.definition.id == id).unwrap();
        automation.state = state;
        let is_job = automation.definition.job().is_some();
        self.slots.remove(&id);
        if !matches!(state, State::Active(_)) {
            return Vec::new();
        }
        if is_job {
            let next = self.schedule_of(&id).next_after(self.now, self.setup.account.zone);
            self.slots.extend(next.map(|next| (id.clone(), next)));
        }
        let ids = self.of_module_of(&id);
        let mut log = Vec::new();
        let mut begun = 0;
        for record in ids {
            let news = self.step(&record, self.now, Input::Activated(id.clone(), begun));
            let begins = |entry: &&LogEntry| entry.what == What::Entered && entry.automation == id;
            begun += news.iter().filter(begins).count() as u32;
            log.extend(news);
        }
        sorted(log)
    }

    fn write(&mut self, id: &RecordId, fields: &str) -> Vec<LogEntry> {
        let key = match id.as_str().get(..1) {
            Some("d") => "deals",
            Some("c") => "contacts",
            Some("o") => "orders",
            Some("i") => "invoices",
            Some("e") => "emails",
            Some("t") => "tasks",
            _ => panic!("{id}: records are d…, c…, o…, i…, e… or t…"),
        };
        let module = self.setup.module(key).unwrap();
        let mut values = json!({});
        for field in fields.split("; ") {
            let (key, text) = field.split_once(" = ").expect("field = value");
            values[key] = serde_json::from_str(text).unwrap_or_else(|_| Json::from(text));
        }
        let given =
            values_from_json(&values, module).unwrap_or_else(|p| panic!("{fields}: {p:#?}"));
        let before = self.subjects.get(id).and_then(|subject| subject.record.as_ref());
        let written = match before {
            Some(record) => record.update(given, self.now),
            None => Record::create(id.clone(), module.key.clone(), given, self.now, self.now),
        };
        self.changes.entry(id.clone()).or_default().extend(written.changes);
        let mut log = self.step(id, self.now, Input::Written(Box::new(written.record)));
        // What points to the record is looked at again.
        log.extend(self.touch_dependents(id));
        sorted(log)
    }

    fn dependents_of(&self, id: &RecordId) -> Vec<RecordId> {
        let points = |subject: &SubjectState| {
            subject.record.as_ref().is_some_and(|record| record.points_to(id))
        };
        self.subjects.iter().filter(|(_, s)| points(s)).map(|(id, _)| id.clone()).collect()
    }

    fn touch_dependents(&mut self, id: &RecordId) -> Vec<LogEntry> {
        let touched = self.dependents_of(id).into_iter().map(|id| (id, Input::Touched)).collect();
        self.step_all(touched, self.now)
    }

    /// Two contacts become one, as the Worker merges them: what is due is decided for each alone,
    /// then they are one.
    pub fn merge(&mut self, survivor: &RecordId, loser: &RecordId) -> Vec<LogEntry> {
        let now = self.now;
        let both = [survivor, loser].map(|id| (id.clone(), Input::Clock)).to_vec();
        let mut log = self.step_all(both, now);
        let gone = self.subjects.remove(loser).expect("a loser");
        self.wakes.remove(loser);
        let kept = self.subjects.remove(survivor).expect("a survivor");
        let module = self.setup.module("contacts").unwrap();
        let (one, other) = (kept.record.as_ref().unwrap(), gone.record.as_ref().unwrap());
        let merged = Merged::of(module, one, other, &BTreeMap::new(), now).unwrap();
        self.changes.entry(survivor.clone()).or_default().extend(merged.written.changes.clone());
        let joined = join(&self.setup, kept, gone, merged.written.record, now);
        log.extend(joined.log);
        self.subjects.insert(survivor.clone(), joined.survivor);
        let subjects = &self.subjects;
        self.taken.merge(loser, survivor, |automation, holder| {
            let enrollment = subjects.get(&holder.record).and_then(|subject| {
                subject.standings.get(automation).and_then(|one| one.enrollment.as_ref())
            });
            enrollment.is_some_and(|one| one.base_at > one.entered_at)
        });
        self.aliases.values_mut().filter(|id| *id == loser).for_each(|id| *id = survivor.clone());
        self.aliases.insert(loser.clone(), survivor.clone());
        for id in self.dependents_of(loser) {
            let subject = self.subjects.get_mut(&id).unwrap();
            let written = subject.record.as_ref().unwrap().relinked(loser, survivor, now);
            subject.record = Some(written.record);
            self.changes.entry(id).or_default().extend(written.changes);
        }
        log.extend(self.step(survivor, now, Input::Touched));
        log.extend(self.touch_dependents(survivor));
        sorted(log)
    }
}

/// What a person does to one passage.
fn by_hand(what: &str, now: Moment) -> Option<(RecordId, Input)> {
    let (verb, rest) = what.split_once(' ')?;
    let (id, rest) = rest.split_once(" for ")?;
    let automation = AutomationId::parse(id).unwrap();
    let (record, to) = rest.split_once(" to ").unwrap_or((rest, ""));
    let input = match verb {
        "start" => Input::Start(automation),
        "stop" => Input::Stop(automation),
        "skip" => Input::SkipStep(automation),
        "answer" => Input::Replied(automation, now),
        "reschedule" => Input::Reschedule(automation, instant(to)),
        _ => return None,
    };
    Some((RecordId::parse(record).unwrap(), input))
}

fn instant(text: &str) -> Moment {
    Moment::parse(&format!("{}:00Z", text.replace(' ', "T"))).expect("an instant")
}

fn sorted(mut log: Vec<LogEntry>) -> Vec<LogEntry> {
    log.sort_by(|a, b| (a.planned_at, &a.record).cmp(&(b.planned_at, &b.record)));
    log
}

/// A decision as the third column writes it. `tests/e2e` writes the Worker's run log the same way.
pub fn say(entry: &LogEntry) -> String {
    let iso = entry.planned_at.to_iso();
    let mut said = format!(
        "{} {} {} · {}: {}",
        &iso[5..10],
        &iso[11..16],
        entry.record,
        entry.automation,
        entry.what.key()
    );
    if let Some(action) = entry.action {
        said += &format!(" {action}");
    }
    if let Some(to) = &entry.to {
        said += &format!(" to {to}");
    }
    if let Some(reason) = entry.reason {
        said += &format!(" because {}", reason.key());
    }
    if let Some(detail) = &entry.detail {
        said += &format!(" ({detail})");
    }
    if let Some(message) = &entry.message {
        said += &format!(" \"{}\"", message.subject.as_ref().unwrap_or(&message.text));
        if let Some(sms) = &message.sms {
            said += &format!(" [{} × {}", sms.parts, sms.encoding);
            if let (Some(micros), Some(currency)) = (sms.cost_micros, &sms.currency) {
                said += &format!(", {} {currency}", micros as f64 / 1e6);
            }
            said += "]";
        }
    }
    said
}

pub fn say_all(log: &[LogEntry]) -> String {
    log.iter().map(say).collect::<Vec<_>>().join("<br>")
}

pub fn is_effect(entry: &LogEntry) -> bool {
    matches!(entry.what, What::Sent | What::TaskCreated)
}
