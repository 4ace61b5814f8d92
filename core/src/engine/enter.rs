//! Who enters an automation and who leaves it.
//!
//! Rules: D12 (audience), D13 (re-entry), D14 (exit), D15 (recurring jobs), D19 (origin and loops),
//! D10 (flips), E9 (goals, exclusion, by hand), E1 (answers).

use super::advance::{Advance, Happened};
use super::cause::Cause;
use super::effect::{Effect, EffectBody};
use super::fire::place;
use super::guard::Inflow;
use super::log::{Reason, What};
use super::state::{Enrollment, EnrollmentState, Standing};
use crate::definitions::{
    Action, Audience, Automation, DelayBase, Kind, OnReply, ReEntry, Repeat, Rule, Step,
};
use crate::timing::due_at;
use crate::words::module::{ORIGIN, STAGE};
use crate::words::{AutomationId, CalendarStep, DerivedKey, Moment, Record, RecordId, StepId};

/// An hour, over which a rate is counted. Units: ms.
const HOUR_MS: i64 = 3_600_000;

/// When the one of this rank has its turn, from 0, of so many an hour.
pub(super) fn spread(at: Moment, rank: u32, per_hour: u32) -> Moment {
    at.plus_ms(i64::from(rank) * HOUR_MS / i64::from(per_hour.max(1)))
}
/// Starts on one record through an automation's own consequences. Source: D19, ten an hour.
const STARTS_MAX: usize = 10;

impl<'a> Advance<'a> {
    /// Looks at the record with every automation that follows who matches: who enters, who leaves,
    /// who has reached the goal, when to look again.
    pub(super) fn reconsider(&mut self, at: Moment) {
        self.note_ends(at);
        for automation in self.acting(at) {
            if automation.definition.follows_matching() {
                self.reconsider_one(automation, at);
            }
            self.check_goal(automation, at);
        }
        self.remember_who_waits_for_a_level(at);
        self.state.recheck_at = self.next_flip(at);
    }

    /// Who comes to match while the subscription has ended is known by a standing, outside: nobody
    /// else would be looked at again when the level is back (D30).
    fn remember_who_waits_for_a_level(&mut self, at: Moment) {
        for automation in self.automations.clone() {
            if automation.definition.enters_by_matching()
                && !self.is_paid(automation, at)
                && self.matches(automation, at)
            {
                self.stand(&automation.definition.id, at);
            }
        }
    }

    fn reconsider_one(&mut self, automation: &'a Automation, at: Moment) {
        let id = &automation.definition.id;
        let was_inside = self.state.standings.get(id).is_some_and(|standing| standing.is_inside);
        match (was_inside, self.matches(automation, at)) {
            (false, true) if automation.definition.enters_by_matching() => {
                self.enter(automation, at);
            }
            (true, false) => self.leave(automation, at),
            _ => {}
        }
    }

    /// Whether the record is one of those that the automation is about, and not one who stays out.
    pub(super) fn matches(&self, automation: &Automation, at: Moment) -> bool {
        self.holds(&automation.filter, at) && !self.is_excluded(automation, at)
    }

    pub(super) fn is_excluded(&self, automation: &Automation, at: Moment) -> bool {
        automation.exclude.as_ref().is_some_and(|exclude| self.holds(exclude, at))
    }

    pub(super) fn has_reached_goal(&self, automation: &Automation, at: Moment) -> bool {
        automation.goal.as_ref().is_some_and(|goal| self.holds(goal, at))
    }

    fn check_goal(&mut self, automation: &'a Automation, at: Moment) {
        if self.open_enrollment(&automation.definition.id).is_some()
            && self.has_reached_goal(automation, at)
        {
            self.exit(automation, at, Reason::GoalReached);
        }
    }

    /// The first look of a newly activated automation at a record, as of the activation: its
    /// baseline. Whoever touches the record first brings it here, the backfill or a write.
    pub(super) fn first_look(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        let Some(activation) = automation.activation() else { return };
        if !self.is_paid(automation, activation.at) {
            return;
        }
        let existed = self
            .state
            .record
            .as_ref()
            .and_then(Record::created_at)
            .is_none_or(|created| created <= activation.at);
        let was_inside = self.state.standings.get(id).is_some_and(|standing| standing.is_inside);
        let matches = existed && self.matches(automation, activation.at);
        self.is_confirmed = true;
        match (was_inside, matches, activation.audience) {
            (true, false, _) => self.leave(automation, activation.at),
            (true, true, _) | (false, false, _) => {}
            // A rule waits for what happens, a recurring job for its next run.
            (false, true, _) if !automation.definition.has_first_look() => {}
            (false, true, Audience::All) => self.enter(automation, activation.at),
            (false, true, Audience::CreatedAfterActivation | Audience::EnteringAfterActivation) => {
                self.stand_inside(id, activation.at);
            }
        }
        self.is_confirmed = false;
        self.look_again_at_flip(automation, activation.at);
        if !existed {
            // Born after the activation: nothing of it is baseline, so it is looked at as it is.
            self.reconsider(self.now);
        }
    }

    pub(super) fn enter(&mut self, automation: &'a Automation, at: Moment) {
        let before = self.state.standings.get(&automation.definition.id).cloned();
        self.stand_inside(&automation.definition.id, at);
        if self.is_in_audience(automation) {
            let refusal = before.as_ref().and_then(|one| self.reentry_refusal(automation, one, at));
            self.start(automation, at, refusal);
        }
    }

    /// A recurring job's run has come to the record (D15); whom it acted on already is no news.
    pub(super) fn take_slot(&mut self, id: &AutomationId, at: Moment) {
        let Some(automation) = self.automation(id) else { return };
        let Kind::RecurringJob(job) = &automation.definition.kind else { return };
        let standing = self.state.standings.get(id);
        let had_it = match job.repeat {
            Repeat::OnceWhileMatching => standing.is_some_and(|standing| standing.is_inside),
            Repeat::OnceEver => standing.is_some_and(|standing| standing.pass > 0),
            Repeat::EveryRun => false,
        };
        let record = self.state.record.as_ref();
        let is_later = record.and_then(Record::created_at).is_some_and(|created| created > at);
        if had_it || is_later || !self.is_paid(automation, at) {
            return;
        }
        if !self.is_in_audience(automation) || !self.matches(automation, at) {
            return;
        }
        self.stand_inside(id, at);
        self.start(automation, at, None);
        self.look_again_at_flip(automation, at);
    }

    /// Looks again when time alone may change the answer.
    pub(super) fn look_again_at_flip(&mut self, automation: &Automation, at: Moment) {
        let flip = self.flip_of(automation, at);
        self.state.recheck_at = earlier(self.state.recheck_at, flip);
    }

    /// Whether so many began this hour that a person must look first (D18). The list of a one-off and
    /// the run of a job are what somebody asked for.
    fn is_held(&self, automation: &Automation) -> bool {
        let definition = &automation.definition;
        let is_guarded = definition.enters_by_matching() || definition.rule().is_some();
        let inflow = self.world.inflows.get(&definition.id);
        is_guarded && !self.is_confirmed && inflow.is_some_and(Inflow::is_full)
    }

    /// A person lets a held record begin; who has left meanwhile does not.
    pub(super) fn release_held(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        if !self.matches(automation, self.now) {
            let reason = Some(Reason::FilterNotMatched);
            self.note(automation, self.now, What::Skipped, |entry| entry.reason = reason);
            return;
        }
        self.is_confirmed = true;
        self.start(automation, self.now, None);
        self.is_confirmed = false;
    }

    /// Begins a passage at `at`, or says why not.
    pub(super) fn start(
        &mut self,
        automation: &'a Automation,
        at: Moment,
        refusal: Option<Reason>,
    ) {
        let origin = self.state.record.as_ref().and_then(|record| record.text(ORIGIN));
        let is_own = origin == Some(automation.definition.id.as_str());
        let refusal = refusal.or(is_own.then_some(Reason::OwnOrigin));
        self.start_if(automation, at, refusal);
    }

    /// The same, also of a record that the automation made itself (D19: when it is told to).
    fn start_if(&mut self, automation: &'a Automation, at: Moment, refusal: Option<Reason>) {
        let id = &automation.definition.id;
        let Some(record) = &self.state.record else { return };
        let refusal = match refusal {
            None if self.open_enrollment(id).is_some() => Some(Reason::AlreadyRunning),
            other => other,
        };
        if let Some(reason) = refusal {
            self.note(automation, at, What::Skipped, |entry| entry.reason = Some(reason));
            return;
        }
        if let Some(cause) = self.cause.clone().filter(|cause| self.is_a_loop(cause, id, at)) {
            self.note(automation, at, What::Stopped, |entry| {
                entry.reason = Some(Reason::LoopGuard);
                entry.detail = Some(cause.in_words());
            });
            return;
        }
        if self.is_held(automation) {
            self.note(automation, at, What::Skipped, |entry| entry.reason = Some(Reason::Held));
            return;
        }
        let record = record.id.clone();
        let pass = self.state.standings.get(id).map_or(0, |standing| standing.pass);
        let passage = Enrollment::id_of(id, &record, pass.saturating_add(1));
        if let Some(contact) = self.once_refusal(automation, &passage, at) {
            self.note(automation, at, What::Skipped, |entry| {
                entry.reason = Some(Reason::OncePerClient);
                entry.detail = Some(contact.to_string());
            });
            return;
        }
        let cause = self.cause.clone();
        let standing = self.stand(id, at);
        // What an earlier passage planned still ends with the stage (S3.20).
        let activities = standing.enrollment.take().map(|one| one.activities).unwrap_or_default();
        standing.pass = standing.pass.saturating_add(1);
        standing.enrollment = Some(Enrollment {
            id: passage,
            entered_at: at,
            base_at: at,
            state: EnrollmentState::Held,
            cause,
            activities,
        });
        self.note(automation, at, What::Entered, |_| {});
        if !self.waits_for_its_turn(automation, at) {
            let begins_at = self.begins_at(automation, at);
            self.schedule_from(automation, 0, begins_at, begins_at);
        }
        self.watch_end(automation, at);
    }

    /// A one-off with a rate begins one record after the other, so many an hour (S2.6).
    fn begins_at(&self, automation: &Automation, at: Moment) -> Moment {
        match automation.definition.kind {
            Kind::OneOff { per_hour: Some(per_hour) } => spread(at, self.rank, per_hour),
            _ => at,
        }
    }

    /// Whether the loop guard lets nothing follow (D19): the chain is too long, or consequences of
    /// consequences, each chain short, start the automation on the record over and over. The latter
    /// happen at one instant: with a delay between them the record would still be on its way.
    fn is_a_loop(&self, cause: &Cause, id: &AutomationId, at: Moment) -> bool {
        let starts = self.log.iter().filter(|entry| {
            entry.what == What::Entered && entry.automation == *id && entry.planned_at == at
        });
        cause.is_a_loop(at) || starts.count() >= STARTS_MAX
    }

    /// The standing of the record in an automation, made when there is none.
    pub(super) fn stand(&mut self, id: &AutomationId, at: Moment) -> &mut Standing {
        self.state.standings.entry(id.clone()).or_insert_with(|| Standing {
            is_inside: false,
            since: at,
            left_at: None,
            pass: 0,
            enrollment: None,
        })
    }

    pub(super) fn stand_inside(&mut self, id: &AutomationId, at: Moment) {
        let standing = self.stand(id, at);
        standing.is_inside = true;
        standing.since = at;
    }

    fn stand_outside(&mut self, id: &AutomationId, at: Moment) {
        if let Some(standing) = self.state.standings.get_mut(id) {
            standing.is_inside = false;
            standing.since = at;
            standing.left_at = Some(at);
        }
    }

    pub(super) fn is_in_audience(&self, automation: &Automation) -> bool {
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
        before: &Standing,
        at: Moment,
    ) -> Option<Reason> {
        match (before.pass, automation.definition.reentry) {
            (0, _) | (_, ReEntry::AfterExit) => None,
            (_, ReEntry::Never) => Some(Reason::AlreadyHadIt),
            (_, ReEntry::AfterExitAndDays(days)) => {
                let days = CalendarStep::Days(i32::try_from(days).unwrap_or(i32::MAX));
                let allowed_at = before.left_at?.plus_calendar(days, self.setup.account.zone);
                (at < allowed_at).then_some(Reason::TooSoonAfterExit)
            }
        }
    }

    /// The record stopped matching: what waits is cancelled where leaving is exit (D14).
    pub(super) fn leave(&mut self, automation: &'a Automation, at: Moment) {
        if !automation.definition.leaves_by_not_matching() {
            self.stand_outside(&automation.definition.id, at);
            return;
        }
        let is_excluded = self.is_excluded(automation, at);
        let reason = if is_excluded { Reason::Excluded } else { Reason::FilterNotMatched };
        self.leave_because(automation, at, reason);
    }

    /// The record is out, and what is under way ends with this reason.
    pub(super) fn leave_because(&mut self, automation: &'a Automation, at: Moment, reason: Reason) {
        self.stand_outside(&automation.definition.id, at);
        self.exit(automation, at, reason);
    }

    /// Ends what is under way.
    pub(super) fn exit(&mut self, automation: &'a Automation, at: Moment, reason: Reason) {
        let Some(enrollment) = self.open_enrollment(&automation.definition.id) else { return };
        let step = match &enrollment.state {
            EnrollmentState::Waiting { step, .. } => Some(step.clone()),
            _ => None,
        };
        self.set_state(&automation.definition.id, EnrollmentState::Exited { at, reason });
        self.note(automation, at, What::Left, |entry| {
            entry.step = step;
            entry.reason = Some(reason);
        });
    }

    pub(super) fn open_enrollment(&self, id: &AutomationId) -> Option<&Enrollment> {
        self.state.standings.get(id)?.enrollment.as_ref().filter(|enrollment| enrollment.is_open())
    }

    /// The record was written: rules of the stage that it left end (D14), and so do activities that
    /// end with their stage (S3.20).
    pub(super) fn move_on(&mut self, before: Option<&Record>, at: Moment) {
        let stage_now = self.state.record.as_ref().and_then(|record| record.text(STAGE));
        if before.is_none_or(|before| before.text(STAGE) == stage_now) {
            return;
        }
        let stage_now = stage_now.map(str::to_owned);
        for automation in self.automations.clone() {
            let Some(rule) = automation.definition.rule() else { continue };
            if leaves(rule, stage_now.as_deref()) {
                if let Some(standing) = self.state.standings.get_mut(&automation.definition.id) {
                    standing.is_inside = false;
                    standing.left_at = Some(at);
                }
                self.exit(automation, at, Reason::LeftStage);
            }
        }
        self.complete_activities(at);
    }

    /// Every activity that was to end with the stage does, also while the automation that planned it
    /// is switched off: the promise stands on the activity, and deactivating only keeps new ones from
    /// being planned. The account's switch (S0.2) stops even that.
    fn complete_activities(&mut self, at: Moment) {
        if !self.setup.account.automation_enabled {
            return;
        }
        let Some(record) = self.state.record.clone() else { return };
        let own = |automation: &&'a Automation| automation.definition.module == record.module;
        let mut automations: Vec<&'a Automation> =
            self.setup.automations.iter().filter(own).collect();
        automations.sort_by_key(|automation| place(automation));
        for automation in automations {
            let id = &automation.definition.id;
            let standing = self.state.standings.get_mut(id);
            let Some(enrollment) = standing.and_then(|one| one.enrollment.as_mut()) else {
                continue;
            };
            let activities = core::mem::take(&mut enrollment.activities);
            let passage = enrollment.clone();
            for activity in activities {
                self.complete(automation, &passage, activity, at);
            }
        }
    }

    fn complete(
        &mut self,
        automation: &'a Automation,
        passage: &Enrollment,
        activity: RecordId,
        at: Moment,
    ) {
        let id = &automation.definition.id;
        let Some(record) = self.state.record.as_ref().map(|record| record.id.clone()) else {
            return;
        };
        let key = DerivedKey::of(&["complete", activity.as_str()]);
        self.note(automation, at, What::ActivityCompleted, |entry| {
            entry.key = Some(key.clone());
        });
        // The step that planned it, by its key; the steps may have been edited since.
        let steps = &automation.definition.steps;
        let planned = |step: &&Step| passage.action_key(step).as_str() == activity.as_str();
        let Some(step) = steps.iter().find(planned).or(steps.first()) else { return };
        self.effects.push(Effect {
            key,
            automation: id.clone(),
            enrollment: passage.id.clone(),
            step: step.id.clone(),
            record: record.clone(),
            planned_at: at,
            cause: Cause::after(passage.cause.as_ref(), id, &record, at),
            body: EffectBody::Complete { activity },
        });
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
            match self.due_at(automation, step, from, base) {
                Some(due_at) => {
                    state = EnrollmentState::Waiting { step: step.id.clone(), due_at };
                    break;
                }
                None => self.note(automation, base, What::Skipped, |entry| {
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

    fn due_at(
        &self,
        automation: &Automation,
        step: &Step,
        from: Moment,
        base: Moment,
    ) -> Option<Moment> {
        let zone = self.zone_of(automation, step);
        let (from, delay) = match &step.action {
            // A wait begins when it is reached, and is over at the latest then.
            Action::WaitFor { at_most, .. } => (base, at_most),
            _ => (from, &step.delay),
        };
        let due_at = due_at(from, delay, &step.timing, zone, &self.calendar).ok()?;
        // Counted from the entry, a short delay behind a long one would lie in the past.
        Some(due_at.max(base))
    }

    pub(super) fn set_state(&mut self, id: &AutomationId, state: EnrollmentState) {
        if let Some(standing) = self.state.standings.get_mut(id)
            && let Some(enrollment) = &mut standing.enrollment
        {
            enrollment.state = state;
        }
    }

    /// The earliest instant after `at` at which time alone may change an answer (D10).
    fn next_flip(&self, at: Moment) -> Option<Moment> {
        self.automations
            .iter()
            .fold(None, |soonest, automation| earlier(soonest, self.flip_of(automation, at)))
    }

    fn flip_of(&self, automation: &Automation, at: Moment) -> Option<Moment> {
        let subject = self.subject()?;
        let end = self.end_of(automation, at);
        let at = self.at(at);
        // A job's runs come by its schedule: time matters to it only where it ends a standing (D15).
        let definition = &automation.definition;
        let standing = self.state.standings.get(&definition.id);
        let follows = definition.enters_by_matching()
            || definition.follows_matching() && standing.is_some_and(|one| one.is_inside);
        let is_open = self.open_enrollment(&automation.definition.id).is_some();
        let conditions = core::iter::once(&automation.filter).chain(&automation.exclude);
        let conditions = conditions.filter(|_| follows);
        conditions
            .chain(automation.goal.iter().filter(|_| is_open))
            .fold(end, |soonest, filter| earlier(soonest, filter.next_flip(&subject, &at)))
    }

    pub(super) fn start_by_hand(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        let refusal = match self.is_paid(automation, self.now) {
            false => Some(Reason::SubscriptionEnded),
            true => (!self.matches(automation, self.now)).then_some(Reason::FilterNotMatched),
        };
        if refusal.is_none() && automation.definition.follows_matching() {
            self.stand_inside(id, self.now);
        }
        self.is_confirmed = true;
        self.start_if(automation, self.now, refusal);
        self.is_confirmed = false;
    }

    pub(super) fn stop_by_hand(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        self.exit(automation, self.now, Reason::Cancelled);
    }

    /// The contact has answered: what was to follow is now between people (E1). Also of an automation
    /// that is switched off, or it would go on as if nobody had answered once it is switched on again.
    pub(super) fn end_by_reply(&mut self, id: &AutomationId, at: Moment) {
        let Some(automation) = self.setup.automation(id.as_str()) else { return };
        if automation.definition.on_reply == OnReply::Ends {
            self.exit(automation, at.min(self.now), Reason::Replied);
        }
    }

    pub(super) fn skip_by_hand(&mut self, id: &AutomationId) {
        let Some((automation, position, step, entered_at)) = self.waiting(id) else { return };
        self.note(automation, self.now, What::Skipped, |entry| {
            entry.step = Some(step);
            entry.reason = Some(Reason::Cancelled);
        });
        self.schedule_from(automation, position + 1, self.now, entered_at);
    }

    pub(super) fn reschedule(&mut self, id: &AutomationId, at: Moment) {
        let Some((automation, _, step, _)) = self.waiting(id) else { return };
        let due_at = at.max(self.now);
        self.set_state(id, EnrollmentState::Waiting { step: step.clone(), due_at });
        self.note(automation, self.now, What::Moved, |entry| {
            entry.step = Some(step);
            entry.detail = Some(due_at.to_iso());
        });
    }

    fn waiting(&self, id: &AutomationId) -> Option<(&'a Automation, usize, StepId, Moment)> {
        let automation = self.automation(id)?;
        let enrollment = self.open_enrollment(id)?;
        let EnrollmentState::Waiting { step, .. } = &enrollment.state else { return None };
        let (position, _) = automation.definition.step(step)?;
        Some((automation, position, step.clone(), enrollment.entered_at))
    }

    /// What happened ends the waits for it.
    pub(super) fn end_waits(&mut self, what: &Happened, at: Moment) {
        let Happened::Event(event) = what else { return };
        for automation in self.automations.clone() {
            let id = &automation.definition.id;
            let Some((_, position, step, entered_at)) = self.waiting(id) else { continue };
            let awaited = automation.definition.steps.get(position).is_some_and(
                |step| matches!(&step.action, Action::WaitFor { event: name, .. } if *name == event.name),
            );
            if awaited {
                self.note(automation, at, What::WaitEnded, |entry| {
                    entry.step = Some(step);
                    entry.action = Some("wait_for");
                    entry.detail = Some(event.name.as_str().to_owned());
                });
                self.schedule_from(automation, position + 1, at, entered_at);
            }
        }
    }
}

/// Whether a rule ends with the stage that the record has left for this one.
fn leaves(rule: &Rule, stage_now: Option<&str>) -> bool {
    !rule.is_kept_after_leaving()
        && rule.trigger.stage().is_some_and(|stage| Some(stage.as_str()) != stage_now)
}

pub(super) fn earlier(a: Option<Moment>, b: Option<Moment>) -> Option<Moment> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}
