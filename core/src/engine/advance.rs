//! What is asked of the engine, and the order in which it decides.
//!
//! Rules: D10 (flips), D12 (audience), D6 (lateness), D19 (consequences). Who enters and leaves is in
//! `enter`, what starts a rule in `fire`, what a due step does in `act`. Scenarios: `tests/scenarios/`.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use super::cause::Cause;
use super::effect::Effect;
use super::fire::place;
use super::guard::Inflow;
use super::log::{LogEntry, What};
use super::migrate::Publication;
use super::once::{OnceUse, Taken};
use super::state::{EnrollmentState, Standing, SubjectState};
use crate::calendar::Calendar;
use crate::definitions::{Automation, Setup};
use crate::filter::{At, Filter};
use crate::words::module::STAGE;
use crate::words::{
    AutomationId, Change, DerivedKey, Event, Moment, Record, RecordId, StepId, Subject, Written,
};

/// Decisions in one call. A sequence has at most 50 steps, and each write or flip makes one round
/// per automation; what is left over is decided by the next call.
const DECISIONS_MAX: usize = 1_000;

/// What surrounds the record, as far as live filters, templates and rules ask.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Records that the record points to.
    pub related: &'a BTreeMap<RecordId, Record>,
    /// Its changes, oldest first.
    pub changes: &'a [Change],
    /// Its events, oldest first.
    pub events: &'a [Event],
    /// What became of messages that a rule waits for (D25), by their key. What is not here is
    /// delivered: a plan assumes that everything is.
    pub deliveries: &'a BTreeMap<DerivedKey, Delivery>,
    /// The keys of its clients that are taken, by campaign (D13).
    pub once: &'a Taken,
    /// How many records begin in automations these days (D18). What is not here is not guarded: a
    /// plan takes each record alone.
    pub inflows: &'a BTreeMap<AutomationId, Inflow>,
    /// Whether the account stands still.
    pub pace: Pace,
}

/// Whether what is due is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// It is.
    #[default]
    Goes,
    /// Somebody has paused everything: who enters and leaves is noted, so that nothing is lost, and
    /// what is due waits.
    Stands,
}

/// No delivery is known.
static NO_DELIVERIES: BTreeMap<DerivedKey, Delivery> = BTreeMap::new();
/// No client had any campaign.
static NOTHING_TAKEN: Taken = Taken::NONE;
/// Nothing is guarded.
static NO_INFLOWS: BTreeMap<AutomationId, Inflow> = BTreeMap::new();

impl<'a> World<'a> {
    /// A world in which every message is delivered, and no client had any campaign: a plan's.
    pub fn new(
        related: &'a BTreeMap<RecordId, Record>,
        changes: &'a [Change],
        events: &'a [Event],
    ) -> Self {
        World {
            related,
            changes,
            events,
            deliveries: &NO_DELIVERIES,
            once: &NOTHING_TAKEN,
            inflows: &NO_INFLOWS,
            pace: Pace::Goes,
        }
    }
}

/// What became of a decided message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is on its way.
    Pending,
    /// It arrived at the provider, or was named a non-send.
    Settled,
    /// It could not be delivered, or nobody knows.
    Failed,
}

/// Why `advance` is called.
#[derive(Clone, Debug)]
pub enum Input {
    /// Time has passed.
    Clock,
    /// Somebody wrote the record, at `now`.
    Written(Box<Record>),
    /// An automation wrote the record as a consequence for another one, at this instant.
    Caused(Box<Record>, Cause, Moment),
    /// The record, as it stands, was made by an automation, at this instant.
    Created(Cause, Moment),
    /// These happened to the record; told at `now`.
    Happened(Vec<Event>),
    /// Something that the record depends on (a contact, an event) changed, at `now`.
    Touched,
    /// This automation was activated, and the record stands before its first look; so many records
    /// have begun before it, which tells a one-off with a rate when it begins (S2.6).
    Activated(AutomationId, u32),
    /// A new version of an automation counts, and the record stands before its look at it (D29).
    Published(Box<Publication>),
    /// A recurring job reached the record in the run of this instant.
    Slot(AutomationId, Moment),
    /// A person, or another program in a person's name, starts it for this record.
    Start(AutomationId),
    /// A person ends the record's passage.
    Stop(AutomationId),
    /// A contact answered a message of this automation, at this instant (E1).
    Replied(AutomationId, Moment),
    /// A person takes the waiting step back; the next one goes on.
    SkipStep(AutomationId),
    /// A person lets a held record begin (D18).
    Released(AutomationId),
    /// A person moves the waiting step.
    Reschedule(AutomationId, Moment),
    /// A person sends this campaign although the client had it (D13).
    SendAnyway(AutomationId),
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The state after.
    pub state: SubjectState,
    /// When to call again: the earliest due step or recheck. In the past when a bound was reached.
    pub wake_at: Option<Moment>,
    /// What automations wrote into the record itself, in order; the state holds the last of them.
    pub writes: Vec<Written>,
    /// What reaching a stage told (S1.5), to be kept with the record's events.
    pub told: Vec<Event>,
    /// What must happen.
    pub effects: Vec<Effect>,
    /// Keys of clients that campaigns asked for (D13).
    pub once: Vec<OnceUse>,
    /// Every decision, in order.
    pub log: Vec<LogEntry>,
}

impl Outcome {
    /// Nothing was decided.
    pub(super) fn of(state: SubjectState) -> Self {
        let (writes, effects, log) = (Vec::new(), Vec::new(), Vec::new());
        Outcome { state, wake_at: None, writes, told: Vec::new(), effects, once: Vec::new(), log }
    }
}

/// Decides everything that is due for one record up to `now`, and then the input.
///
/// Pure: the same arguments give the same outcome. A late call decides the same as many punctual
/// ones (design: one decision clock); only what is later than an hour asks its timing again (D6).
pub fn advance(
    setup: &Setup,
    world: &World<'_>,
    state: SubjectState,
    now: Moment,
    input: Input,
) -> Outcome {
    let mut run = Advance::new(setup, world, state, now);
    // A new version does nothing to a record before it was decided what becomes of it (D16).
    if let Input::Published(publication) = &input {
        run.publish(publication);
    }
    // What comes after a slot or an answer is decided after it, however late it reaches the record.
    let until = match &input {
        Input::Slot(_, at) | Input::Replied(_, at) => now.min(*at),
        _ => now,
    };
    run.catch_up(until);
    run.take(input);
    run.catch_up(now);
    run.finish()
}

/// The keys of the messages that held passages of this record wait for: what `World::deliveries`
/// must know (D25).
pub fn awaited(setup: &Setup, state: &SubjectState) -> Vec<DerivedKey> {
    let is_held = |standing: &Standing| {
        let enrollment = standing.enrollment.as_ref();
        enrollment.is_some_and(|enrollment| enrollment.state == EnrollmentState::Held)
    };
    if !state.standings.values().any(is_held) {
        return Vec::new();
    }
    let (nobody, nowhere) = (BTreeMap::new(), Moment::from_ms(0));
    let world = World::new(&nobody, &[], &[]);
    Advance::new(setup, &world, state.clone(), nowhere).awaited()
}

pub(super) struct Advance<'a> {
    pub(super) setup: &'a Setup,
    pub(super) world: &'a World<'a>,
    pub(super) calendar: Calendar,
    pub(super) now: Moment,
    pub(super) state: SubjectState,
    /// The active automations of the record's module, in their order.
    pub(super) automations: Vec<&'a Automation>,
    /// The record's changes, with those of this call.
    pub(super) changes: Cow<'a, [Change]>,
    /// The record's events, with those of this call.
    pub(super) events: Cow<'a, [Event]>,
    /// How many records have begun before this one in the first look under way.
    pub(super) rank: u32,
    /// Whether a person has confirmed that records begin.
    pub(super) is_confirmed: bool,
    /// What led to what is being decided, when no person did.
    pub(super) cause: Option<Cause>,
    /// What automations of this call did to the record and nobody has looked at yet.
    pub(super) happenings: VecDeque<Happening>,
    pub(super) writes: Vec<Written>,
    pub(super) told: Vec<Event>,
    pub(super) effects: Vec<Effect>,
    pub(super) once: Vec<OnceUse>,
    pub(super) log: Vec<LogEntry>,
    decisions: usize,
}

/// Something that membership, triggers and waits look at.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub at: Moment,
    pub cause: Option<Cause>,
    pub what: Happened,
}

#[derive(Clone, Debug)]
pub(super) enum Happened {
    /// The record was written; what it was before, or `None` when it was made.
    Wrote(Option<Box<Record>>),
    /// This took place.
    Event(Event),
}

/// The next thing to decide.
enum Due {
    Recheck(Moment),
    Step(Moment, AutomationId, StepId),
    Release(Moment, AutomationId),
}

impl Due {
    fn at(&self) -> Moment {
        match self {
            Due::Recheck(at) | Due::Step(at, ..) | Due::Release(at, _) => *at,
        }
    }
}

impl<'a> Advance<'a> {
    pub(super) fn new(
        setup: &'a Setup,
        world: &'a World<'a>,
        state: SubjectState,
        now: Moment,
    ) -> Self {
        let mut run = Advance {
            setup,
            world,
            calendar: Calendar::of(&setup.account),
            now,
            state,
            automations: Vec::new(),
            changes: Cow::Borrowed(world.changes),
            events: Cow::Borrowed(world.events),
            rank: 0,
            is_confirmed: false,
            cause: None,
            happenings: VecDeque::new(),
            writes: Vec::new(),
            told: Vec::new(),
            effects: Vec::new(),
            once: Vec::new(),
            log: Vec::new(),
            decisions: 0,
        };
        run.select_automations();
        run
    }

    fn take(&mut self, input: Input) {
        let now = self.now;
        match input {
            Input::Clock | Input::Published(_) => {}
            Input::Written(record) => self.written(*record, None, now),
            Input::Caused(record, cause, at) => self.written(*record, Some(cause), at),
            Input::Created(cause, at) => {
                let what = Happened::Wrote(None);
                self.settle(Happening { at, cause: Some(cause), what });
            }
            Input::Happened(events) => {
                for event in events {
                    self.events.to_mut().push(event.clone());
                    let what = Happened::Event(event);
                    self.settle(Happening { at: now, cause: None, what });
                }
            }
            Input::Touched => self.reconsider(now),
            Input::Activated(automation, rank) => {
                self.rank = rank;
                self.first_look(&automation);
            }
            Input::Slot(automation, at) => self.take_slot(&automation, at),
            Input::Start(automation) => self.start_by_hand(&automation),
            Input::Released(automation) => self.release_held(&automation),
            Input::Stop(automation) => self.stop_by_hand(&automation),
            Input::Replied(automation, at) => self.end_by_reply(&automation, at),
            Input::SkipStep(automation) => self.skip_by_hand(&automation),
            Input::Reschedule(automation, at) => self.reschedule(&automation, at),
            Input::SendAnyway(automation) => self.send_anyway(&automation),
        }
    }

    fn written(&mut self, record: Record, cause: Option<Cause>, at: Moment) {
        let before = self.state.record.replace(record).map(Box::new);
        self.select_automations();
        self.settle(Happening { at, cause, what: Happened::Wrote(before) });
    }

    fn select_automations(&mut self) {
        let Some(record) = &self.state.record else { return };
        self.automations = self
            .setup
            .automations
            .iter()
            .filter(|automation| automation.definition.module == record.module)
            .filter(|automation| automation.activation().is_some())
            // The account's switch stops all of it, as if each were deactivated (S0.2, D30).
            .filter(|_| self.setup.account.automation_enabled)
            .collect();
        self.automations.sort_by_key(|automation| place(automation));
    }

    pub(super) fn automation(&self, id: &AutomationId) -> Option<&'a Automation> {
        self.automations.iter().find(|automation| automation.definition.id == *id).copied()
    }

    /// Decides what is due up to an instant, in the order of its logical instants; the consequences of a
    /// decision are decided before the next one.
    fn catch_up(&mut self, until: Moment) {
        while self.decisions < DECISIONS_MAX {
            self.decisions += 1;
            if let Some(happening) = self.happenings.pop_front() {
                self.settle(happening);
                continue;
            }
            match self.next_due().filter(|due| due.at() <= until) {
                Some(Due::Recheck(at)) => self.reconsider(at),
                Some(Due::Step(at, automation, step)) => self.act(&automation, &step, at),
                Some(Due::Release(at, automation)) => self.release(&automation, at),
                None => return,
            }
        }
    }

    /// Looks at what happened: who leaves, who enters, what starts, what ends a wait.
    fn settle(&mut self, happening: Happening) {
        let cause = happening.cause.clone();
        self.cause = happening.cause;
        if let Happened::Wrote(before) = &happening.what {
            self.move_on(before.as_deref(), happening.at);
        }
        self.reconsider(happening.at);
        self.fire(&happening.what, happening.at);
        self.cause = None;
        if let Happened::Wrote(before) = &happening.what {
            self.tell_arrival(before.as_deref(), cause, happening.at);
        }
    }

    /// A stage may stand for an event (S1.5: an order on "Delivered" is an order delivered): whoever
    /// reaches it tells that, once for each stay.
    fn tell_arrival(&mut self, before: Option<&Record>, cause: Option<Cause>, at: Moment) {
        let Some(record) = &self.state.record else { return };
        let Some(module) = self.setup.module(record.module.as_str()) else { return };
        let Some(stage) = record.text(STAGE).and_then(|key| module.stage(key)) else { return };
        if before.is_some_and(|before| before.is_on(&stage.key)) {
            return;
        }
        let Some(name) = stage.tells.clone() else { return };
        let parts = ["arrival", record.id.as_str(), stage.key.as_str(), &at.as_ms().to_string()];
        let id = DerivedKey::of(&parts).to_string();
        let event = Event { id, record: record.id.clone(), name, at, about: None };
        self.events.to_mut().push(event.clone());
        self.told.push(event.clone());
        self.happenings.push_back(Happening { at, cause, what: Happened::Event(event) });
    }

    /// At one instant a recheck goes before a step, so that a record that has left gets nothing;
    /// steps go by the automations' order.
    fn next_due(&self) -> Option<Due> {
        let step = self
            .automations
            .iter()
            .enumerate()
            .filter_map(|(position, automation)| Some((position, self.due_of(automation)?)))
            .min_by_key(|(position, due)| (due.at(), *position))
            .map(|(_, due)| due);
        // A recheck enrolls and ends passages, so it stands still, too; a write asks for itself.
        let recheck = self.state.recheck_at.filter(|_| self.world.pace == Pace::Goes);
        match (recheck, step) {
            (Some(recheck), Some(due)) if recheck <= due.at() => Some(Due::Recheck(recheck)),
            (_, Some(due)) => Some(due),
            (Some(recheck), None) => Some(Due::Recheck(recheck)),
            (None, None) => None,
        }
    }

    fn due_of(&self, automation: &Automation) -> Option<Due> {
        let id = &automation.definition.id;
        let enrollment = self.state.standings.get(id)?.enrollment.as_ref()?;
        let due = match &enrollment.state {
            EnrollmentState::Waiting { step, due_at } => {
                Some(Due::Step(*due_at, id.clone(), step.clone()))
            }
            EnrollmentState::Held => {
                let (at, _) = self.turn_of(automation, enrollment)?;
                Some(Due::Release(at, id.clone()))
            }
            EnrollmentState::Finished { .. } | EnrollmentState::Exited { .. } => None,
        };
        due.filter(|due| self.world.pace == Pace::Goes && self.is_paid(automation, due.at()))
    }

    pub(super) fn holds(&self, filter: &Filter, at: Moment) -> bool {
        self.subject().is_some_and(|subject| filter.matches(&subject, &self.at(at)))
    }

    pub(super) fn at(&self, now: Moment) -> At {
        At { now, zone: self.setup.account.zone }
    }

    pub(super) fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject {
            record: self.state.record.as_ref()?,
            related: self.world.related,
            changes: &self.changes,
            events: &self.events,
        })
    }

    /// Writes a decision into the log.
    pub(super) fn note(
        &mut self,
        automation: &Automation,
        at: Moment,
        what: What,
        complete: impl FnOnce(&mut LogEntry),
    ) {
        let Some(record) = &self.state.record else { return };
        let id = &automation.definition.id;
        let mut entry = LogEntry {
            planned_at: at,
            record: record.id.clone(),
            automation: id.clone(),
            pass: self.state.standings.get(id).map_or(0, |standing| standing.pass),
            step: None,
            what,
            action: None,
            variant: None,
            to: None,
            reason: None,
            detail: None,
            message: None,
            key: None,
        };
        complete(&mut entry);
        self.log.push(entry);
    }

    pub(super) fn finish(self) -> Outcome {
        let wake_at = match self.happenings.front() {
            Some(happening) => Some(happening.at),
            None => self.next_due().map(|due| due.at()),
        };
        let Advance { state, writes, told, effects, once, log, .. } = self;
        Outcome { state, wake_at, writes, told, effects, once, log }
    }
}
