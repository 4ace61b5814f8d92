//! Who enters and leaves, and in which order things are decided.
//!
//! Rules: D10 (flips), D12 (audience), D13 (re-entry), D14 (exit), D6 (lateness). Scenarios:
//! `tests/scenarios/`. What a due step does is in `act`.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::log::{LogEntry, Reason, What};
use super::migrate::Publication;
use super::state::{Enrollment, EnrollmentState, Standing, SubjectState};
use crate::calendar::Calendar;
use crate::definitions::{Audience, Automation, DelayBase, ReEntry, Setup};
use crate::filter::At;
use crate::timing::due_at;
use crate::words::{AutomationId, Change, Event, Moment, Record, RecordId, StepId, Subject};

/// Decisions in one call. A sequence has at most 50 steps, and each write or flip makes one round
/// per automation; what is left over is decided by the next call.
const DECISIONS_MAX: usize = 1_000;

/// What surrounds the record, as far as live filters and templates ask.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Records that the record points to.
    pub related: &'a BTreeMap<RecordId, Record>,
    /// Its changes, oldest first.
    pub changes: &'a [Change],
    /// Its events, oldest first.
    pub events: &'a [Event],
}

/// Why `advance` is called.
#[derive(Clone, Debug)]
pub enum Input {
    /// Time has passed.
    Clock,
    /// Somebody wrote the record, at `now`.
    Written(Box<Record>),
    /// Something that the record depends on (a contact, an event) changed, at `now`.
    Touched,
    /// This automation was activated, and the record stands before its first look.
    Activated(AutomationId),
    /// A new version of an automation counts, and the record stands before its look at it (D29).
    Published(Box<Publication>),
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The state after.
    pub state: SubjectState,
    /// When to call again: the earliest due step or recheck. In the past when a bound was reached.
    pub wake_at: Option<Moment>,
    /// What must happen.
    pub effects: Vec<Effect>,
    /// Every decision, in order.
    pub log: Vec<LogEntry>,
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
    run.catch_up();
    match input {
        Input::Clock | Input::Published(_) => {}
        Input::Written(record) => {
            run.state.record = Some(*record);
            run.select_automations();
            run.reconsider(now);
        }
        Input::Touched => run.reconsider(now),
        Input::Activated(automation) => run.first_look(&automation),
    }
    run.catch_up();
    run.finish()
}

pub(super) struct Advance<'a> {
    pub(super) setup: &'a Setup,
    pub(super) world: &'a World<'a>,
    pub(super) calendar: Calendar,
    pub(super) now: Moment,
    pub(super) state: SubjectState,
    /// The active automations of the record's module, in their order.
    automations: Vec<&'a Automation>,
    pub(super) effects: Vec<Effect>,
    log: Vec<LogEntry>,
    decisions: usize,
}

/// The next thing to decide.
enum Due {
    Recheck(Moment),
    Step(Moment, AutomationId, StepId),
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
            effects: Vec::new(),
            log: Vec::new(),
            decisions: 0,
        };
        run.select_automations();
        run
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
        self.automations
            .sort_by(|a, b| (a.order, &a.definition.id).cmp(&(b.order, &b.definition.id)));
    }

    pub(super) fn automation(&self, id: &AutomationId) -> Option<&'a Automation> {
        self.automations.iter().find(|automation| automation.definition.id == *id).copied()
    }

    /// Decides what is due up to `now`, in the order of its logical instants.
    fn catch_up(&mut self) {
        while self.decisions < DECISIONS_MAX {
            match self.next_due() {
                Some(Due::Recheck(at)) if at <= self.now => self.reconsider(at),
                Some(Due::Step(at, automation, step)) if at <= self.now => {
                    self.act(&automation, &step, at);
                }
                _ => return,
            }
            self.decisions += 1;
        }
    }

    /// At one instant a recheck goes before a step, so that a record that has left gets nothing;
    /// steps go by the automations' order.
    fn next_due(&self) -> Option<Due> {
        let step = self
            .automations
            .iter()
            .enumerate()
            .filter_map(|(position, automation)| {
                let id = &automation.definition.id;
                let enrollment = self.state.standings.get(id)?.enrollment.as_ref()?;
                match &enrollment.state {
                    EnrollmentState::Waiting { step, due_at } => {
                        Some((*due_at, position, id, step))
                    }
                    _ => None,
                }
            })
            .min_by_key(|(due_at, position, _, _)| (*due_at, *position));
        let step = step.map(|(at, _, id, step)| (at, id.clone(), step.clone()));
        match (self.state.recheck_at, step) {
            (Some(recheck), Some((due, _, _))) if recheck <= due => Some(Due::Recheck(recheck)),
            (_, Some((due, id, step))) => Some(Due::Step(due, id, step)),
            (Some(recheck), None) => Some(Due::Recheck(recheck)),
            (None, None) => None,
        }
    }

    /// Looks at the record with every continuous automation: who enters, who leaves, when to look
    /// again.
    pub(super) fn reconsider(&mut self, at: Moment) {
        for automation in self.automations.clone() {
            if automation.definition.enters_by_matching() {
                self.reconsider_one(automation, at);
            }
        }
        self.state.recheck_at = self.next_flip(at);
    }

    fn reconsider_one(&mut self, automation: &'a Automation, at: Moment) {
        let matches = self.matches(automation, at);
        let was_inside = self
            .state
            .standings
            .get(&automation.definition.id)
            .is_some_and(|standing| standing.is_inside);
        match (was_inside, matches) {
            (false, true) => self.enter(automation, at),
            (true, false) => self.leave(automation, at),
            (false, false) | (true, true) => {}
        }
    }

    /// The first look of a newly activated automation at a record, as of the activation: its
    /// baseline. Whoever touches the record first brings it here, the backfill or a write.
    fn first_look(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        let Some(activation) = automation.activation() else { return };
        let existed = self
            .state
            .record
            .as_ref()
            .and_then(Record::created_at)
            .is_none_or(|created| created <= activation.at);
        let was_inside = self.state.standings.get(id).is_some_and(|standing| standing.is_inside);
        let matches = existed && self.matches(automation, activation.at);
        match (was_inside, matches, activation.audience) {
            (true, false, _) => self.leave(automation, activation.at),
            (true, true, _) | (false, false, _) => {}
            (false, true, Audience::All) => self.enter(automation, activation.at),
            (false, true, Audience::CreatedAfterActivation | Audience::EnteringAfterActivation) => {
                self.stand_inside(id, activation.at);
            }
        }
        self.look_again_at_flip(automation, activation.at);
        if !existed {
            // Born after the activation: nothing of it is baseline, so it is looked at as it is.
            self.reconsider(self.now);
        }
    }

    /// Looks again when time alone may change the answer.
    pub(super) fn look_again_at_flip(&mut self, automation: &Automation, at: Moment) {
        let flip = self.flip_of(automation, at);
        self.state.recheck_at = earlier(self.state.recheck_at, flip);
    }

    pub(super) fn enter(&mut self, automation: &'a Automation, at: Moment) {
        let id = &automation.definition.id;
        let before = self.state.standings.get(id).cloned();
        self.stand_inside(id, at);
        if !self.is_in_audience(automation) {
            return;
        }
        let pass = before.as_ref().map_or(0, |standing| standing.pass);
        let left_at = before.and_then(|standing| standing.left_at);
        if let Some(reason) = self.reentry_refusal(automation, pass, left_at, at) {
            self.note(automation, at, What::Skipped, |entry| {
                entry.reason = Some(reason);
                entry.pass = pass;
            });
            return;
        }
        let Some(record) = &self.state.record else { return };
        let pass = pass.saturating_add(1);
        let enrollment = Enrollment {
            id: Enrollment::id_of(id, &record.id, pass),
            entered_at: at,
            base_at: at,
            state: EnrollmentState::Finished { at },
        };
        if let Some(standing) = self.state.standings.get_mut(id) {
            standing.pass = pass;
            standing.enrollment = Some(enrollment);
        }
        self.note(automation, at, What::Entered, |_| {});
        self.schedule_from(automation, 0, at, at);
    }

    pub(super) fn stand_inside(&mut self, id: &AutomationId, at: Moment) {
        let standing = self.state.standings.entry(id.clone()).or_insert_with(|| Standing {
            is_inside: false,
            since: at,
            left_at: None,
            pass: 0,
            enrollment: None,
        });
        standing.is_inside = true;
        standing.since = at;
    }

    fn is_in_audience(&self, automation: &Automation) -> bool {
        let Some(activation) = automation.activation() else { return false };
        match activation.audience {
            // Whoever enters after the activation enters; the old ones were the first look's.
            Audience::All | Audience::EnteringAfterActivation => true,
            Audience::CreatedAfterActivation => self
                .state
                .record
                .as_ref()
                .and_then(Record::created_at)
                .is_some_and(|created| created > activation.at),
        }
    }

    fn reentry_refusal(
        &self,
        automation: &Automation,
        pass: u32,
        left_at: Option<Moment>,
        at: Moment,
    ) -> Option<Reason> {
        match (pass, automation.definition.reentry) {
            (0, _) | (_, ReEntry::AfterExit) => None,
            (_, ReEntry::Never) => Some(Reason::AlreadyHadIt),
            (_, ReEntry::AfterExitAndDays(days)) => {
                let days =
                    crate::words::CalendarStep::Days(i32::try_from(days).unwrap_or(i32::MAX));
                let allowed_at = left_at?.plus_calendar(days, self.setup.account.zone);
                (at < allowed_at).then_some(Reason::TooSoonAfterExit)
            }
        }
    }

    /// The record stopped matching: what waits is cancelled (D14).
    pub(super) fn leave(&mut self, automation: &'a Automation, at: Moment) {
        self.leave_because(automation, at, Reason::FilterNotMatched);
    }

    pub(super) fn leave_because(&mut self, automation: &'a Automation, at: Moment, reason: Reason) {
        let Some(standing) = self.state.standings.get_mut(&automation.definition.id) else {
            return;
        };
        standing.is_inside = false;
        standing.since = at;
        standing.left_at = Some(at);
        if let Some(enrollment) = &mut standing.enrollment
            && let EnrollmentState::Waiting { step, .. } = &enrollment.state
        {
            let step = step.clone();
            enrollment.state = EnrollmentState::Exited { at, reason };
            self.note(automation, at, What::Left, |entry| {
                entry.step = Some(step);
                entry.reason = Some(reason);
            });
        }
    }

    /// Waits for the step at this position, or finishes behind the last one. A step that no
    /// allowed date fits is passed over, with the reason.
    pub(super) fn schedule_from(
        &mut self,
        automation: &'a Automation,
        position: usize,
        base: Moment,
        entered_at: Moment,
    ) {
        let mut state = EnrollmentState::Finished { at: base };
        for step in automation.definition.steps.iter().skip(position) {
            let from = match automation.definition.delay_base {
                DelayBase::PreviousAction => base,
                DelayBase::Entry => entered_at,
            };
            let zone = self.zone_of(automation, step);
            let due_at = due_at(from, &step.delay, &step.timing, zone, &self.calendar);
            match due_at {
                Ok(due_at) => {
                    // Counted from the entry, a short delay behind a long one would lie in the past.
                    let due_at = due_at.max(base);
                    state = EnrollmentState::Waiting { step: step.id.clone(), due_at };
                    break;
                }
                Err(_) => self.note(automation, base, What::Skipped, |entry| {
                    entry.step = Some(step.id.clone());
                    entry.action = Some(step.action.key());
                    entry.reason = Some(Reason::NoAllowedDate);
                }),
            }
        }
        if matches!(state, EnrollmentState::Finished { .. }) {
            self.note(automation, base, What::Finished, |_| {});
        }
        let id = &automation.definition.id;
        if let Some(enrollment) =
            self.state.standings.get_mut(id).and_then(|standing| standing.enrollment.as_mut())
        {
            enrollment.base_at = base;
        }
        self.set_state(id, state);
    }

    pub(super) fn set_state(&mut self, id: &AutomationId, state: EnrollmentState) {
        if let Some(standing) = self.state.standings.get_mut(id)
            && let Some(enrollment) = &mut standing.enrollment
        {
            enrollment.state = state;
        }
    }

    pub(super) fn matches(&self, automation: &Automation, at: Moment) -> bool {
        self.subject().is_some_and(|subject| automation.filter.matches(&subject, &self.at(at)))
    }

    /// The earliest instant after `at` at which time alone may change an answer (D10).
    fn next_flip(&self, at: Moment) -> Option<Moment> {
        self.automations
            .iter()
            .filter(|automation| automation.definition.follows_matching())
            .fold(None, |soonest, automation| earlier(soonest, self.flip_of(automation, at)))
    }

    fn flip_of(&self, automation: &Automation, at: Moment) -> Option<Moment> {
        if !automation.definition.follows_matching() {
            return None;
        }
        automation.filter.next_flip(&self.subject()?, &self.at(at))
    }

    pub(super) fn at(&self, now: Moment) -> At {
        At { now, zone: self.setup.account.zone }
    }

    pub(super) fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject {
            record: self.state.record.as_ref()?,
            related: self.world.related,
            changes: self.world.changes,
            events: self.world.events,
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
        let wake_at = match self.next_due() {
            Some(Due::Recheck(at) | Due::Step(at, ..)) => Some(at),
            None => None,
        };
        Outcome { state: self.state, wake_at, effects: self.effects, log: self.log }
    }
}

fn earlier(a: Option<Moment>, b: Option<Moment>) -> Option<Moment> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}
