//! What a new version of an automation does to the records that are in it (D16, D29, D6).
//!
//! A publish is one look at each record, as of one instant: whoever no longer matches leaves, whoever
//! newly matches enters as its audience says, and an enrollment that waits is kept, timed anew, moved
//! or ended. The preview and the run are the same function. Replacing a view, publishing a draft, a
//! change of the account's zone or holidays, and switching on again after a pause are all this.
//! Table: `tests/spec/migrate.md`. When a chunk's turn comes is the store's affair.

use std::sync::Arc;

use super::advance::{Advance, World};
use super::enter::spread;
use super::log::{LogEntry, Reason, What};
use super::state::{Enrollment, EnrollmentState, SubjectState};
use crate::calendar::Calendar;
use crate::definitions::{Audience, Automation, DelayBase, Draft, Setup, Step};
use crate::timing::{due_at, next_allowed};
use crate::words::{Account, AutomationId, Moment, Record, StepId};

/// What ran before: the steps, and the clock and calendar that they were timed by.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The definition that ran; what it names may be gone by now.
    pub definition: Draft,
    /// The account as it was.
    pub account: Account,
}

/// What becomes of the actions that fell due while an automation was paused (D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// Done at the next moment that their timing allows.
    Send,
    /// Passed over; the steps behind them count from now.
    Skip,
    /// Done one after the other, so many an hour, the longest waiting first.
    Spread {
        /// At least 1.
        per_hour: u32,
    },
}

/// Why a version begins to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The automation was switched on.
    Activated,
    /// It runs on, changed (D29).
    Published,
}

/// One version taking the place of another, as of an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// Of which automation.
    pub automation: AutomationId,
    /// The instant from which the new version counts; never a chunk's time.
    pub at: Moment,
    /// Whether it is switched on, or runs on.
    pub why: Why,
    /// What ran before; `None` when nothing did.
    pub before: Option<Arc<Version>>,
    /// What was chosen for overdue actions; `None` keeps their due times.
    pub catch_up: Option<CatchUp>,
    /// This record's place among the overdue, from 0, for [`CatchUp::Spread`].
    pub rank: u32,
}

/// What a publication does to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Outside before and after, and nothing waits.
    Untouched,
    /// Matches now, and starts.
    Starts,
    /// Matches now, and does not start: the audience is of those who come later.
    Joins,
    /// Inside before and after, with nothing waiting.
    Stays,
    /// Waits for the same step at the same instant.
    Kept,
    /// Waits as before; these new steps stand before it and are not done for it.
    PassesNewSteps(Vec<StepId>),
    /// Waits for the same step, at another instant.
    Rescheduled {
        /// When it was due.
        from: Moment,
        /// When it is.
        to: Moment,
    },
    /// Its step is gone: waits for the next one that is still there.
    Moved {
        /// The step that is gone.
        from: StepId,
        /// The one that it waits for.
        to: StepId,
    },
    /// Its overdue step is passed over (D6).
    Skipped(StepId),
    /// Its step is gone, and none behind it is left.
    Ends(StepId),
    /// Does not match any more; what waited is cancelled.
    Leaves {
        /// The step that waited, if one did.
        step: Option<StepId>,
    },
}

/// Where an enrollment goes that waits for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The step stands at this position, and is timed as before.
    Same(usize),
    /// The step stands at this position, and is timed anew.
    TimedAnew(usize),
    /// The step is gone; this is the position of the next that is still there.
    Next(usize),
    /// The step is gone, and none behind it is left.
    Nowhere,
}

/// Where an enrollment goes that waited for `step`: step ids are stable over versions.
fn place_of(before: Option<&Version>, after: &Draft, account: &Account, step: &StepId) -> Place {
    let now = after.step(step);
    let Some(before) = before else {
        return now.map_or(Place::Nowhere, |(position, _)| Place::Same(position));
    };
    let then = before.definition.step(step);
    match (now, then) {
        (Some((position, now)), Some((_, then)))
            if is_timed_alike(before, then, (after, account), now) =>
        {
            Place::Same(position)
        }
        (Some((position, _)), Some(_)) => Place::TimedAnew(position),
        // A version older than the last one knew it: it stands there, so it is waited for.
        (Some((position, _)), None) => Place::Same(position),
        (None, Some((gone, _))) => {
            let behind = before.definition.steps.iter().skip(gone + 1);
            let mut left = behind.filter_map(|one| after.step(&one.id));
            left.next().map_or(Place::Nowhere, |(position, _)| Place::Next(position))
        }
        (None, None) => Place::Nowhere,
    }
}

/// Whether nothing that a due time is made of differs.
fn is_timed_alike(
    before: &Version,
    then: &Step,
    (after, account): (&Draft, &Account),
    now: &Step,
) -> bool {
    let zone_matters = before.account.zone != account.zone;
    // Asked last: calendars are built, and everything else is only compared.
    let calendar_matters = || Calendar::of(&before.account) != Calendar::of(account);
    then.delay == now.delay
        && then.timing == now.timing
        && before.definition.delay_base == after.delay_base
        && before.definition.zone == after.zone
        && !zone_matters
        && !calendar_matters()
}

/// New steps that stand before this position: an enrollment that waits there is past them.
fn new_steps_before(before: Option<&Version>, after: &Draft, position: usize) -> Vec<StepId> {
    let Some(before) = before else { return Vec::new() };
    let steps = after.steps.iter().take(position);
    steps
        .filter(|step| before.definition.step(&step.id).is_none())
        .map(|step| step.id.clone())
        .collect()
}

/// Shows what a publication does to one record, and nothing after it: the preview of `publish`.
pub fn migrate(
    setup: &Setup,
    world: &World<'_>,
    state: SubjectState,
    now: Moment,
    publication: &Publication,
) -> (Fate, SubjectState, Vec<LogEntry>) {
    let mut run = Advance::new(setup, world, state, now);
    let fate = run.publish(publication);
    let outcome = run.finish();
    (fate, outcome.state, outcome.log)
}

impl<'a> Advance<'a> {
    /// Brings the record under the version that was published, before that version does anything.
    pub(super) fn publish(&mut self, publication: &Publication) -> Fate {
        let Some(automation) = self.automation(&publication.automation) else {
            return Fate::Untouched;
        };
        self.rank = publication.rank;
        // What was due by the old version and is late comes as of now, under the new one.
        self.state.recheck_at = self.state.recheck_at.map(|at| at.max(publication.at));
        let fate = self.fate(automation, publication);
        self.look_again_at_flip(automation, publication.at);
        fate
    }

    fn fate(&mut self, automation: &'a Automation, publication: &Publication) -> Fate {
        let at = publication.at;
        let standing = self.state.standings.get(&publication.automation);
        let was_inside = standing.is_some_and(|standing| standing.is_inside);
        let waiting = standing.and_then(|standing| standing.enrollment.clone());
        let waiting = waiting.filter(|enrollment| enrollment.due_at().is_some());
        let created = self.state.record.as_ref().and_then(Record::created_at);
        if created.is_some_and(|created| created > at) {
            // Born after it: nothing of it is baseline, so it is looked at as it is.
            self.reconsider(self.now);
            return Fate::Untouched;
        }
        let definition = &automation.definition;
        let matches = self.matches(automation, at);
        // A one-off has the list that it began with (S2.6), a campaign asks at the entry only (D14).
        let leaves = match waiting {
            Some(_) => definition.asks_again_when_acting(),
            None => was_inside && definition.leaves_by_not_matching(),
        };
        let enters = match publication.before {
            Some(_) => definition.enters_by_matching(),
            None => definition.has_first_look(),
        };
        match (matches, waiting) {
            (false, _) if leaves => self.leaves(automation, publication),
            (_, Some(enrollment)) => self.goes_on(automation, publication, &enrollment),
            (true, None) if enters && !was_inside => self.newly_matches(automation, at),
            (_, None) if was_inside => Fate::Stays,
            (_, None) => Fate::Untouched,
        }
    }

    fn leaves(&mut self, automation: &'a Automation, publication: &Publication) -> Fate {
        let standing = self.state.standings.get(&automation.definition.id);
        let step = standing.and_then(|standing| match &standing.enrollment.as_ref()?.state {
            EnrollmentState::Waiting { step, .. } => Some(step.clone()),
            _ => None,
        });
        let reason = match publication.why {
            Why::Activated => Reason::FilterNotMatched,
            Why::Published => Reason::AutomationChanged,
        };
        self.leave_because(automation, publication.at, reason);
        Fate::Leaves { step }
    }

    fn newly_matches(&mut self, automation: &'a Automation, at: Moment) -> Fate {
        let id = &automation.definition.id;
        let Some(activation) = automation.activation() else { return Fate::Untouched };
        let created = self.state.record.as_ref().and_then(Record::created_at);
        let starts = match activation.audience {
            Audience::All => true,
            Audience::CreatedAfterActivation => {
                created.is_some_and(|created| created > activation.at)
            }
            Audience::EnteringAfterActivation => false,
        };
        if !starts {
            self.stand_inside(id, at);
            return Fate::Joins;
        }
        let pass = |run: &Self| run.state.standings.get(id).map_or(0, |standing| standing.pass);
        let before = pass(self);
        // Its number was confirmed with the preview (D18).
        self.is_confirmed = true;
        self.enter(automation, at);
        self.is_confirmed = false;
        if pass(self) > before { Fate::Starts } else { Fate::Joins }
    }

    /// An enrollment that waits goes on under the new version.
    fn goes_on(
        &mut self,
        automation: &'a Automation,
        publication: &Publication,
        enrollment: &Enrollment,
    ) -> Fate {
        let EnrollmentState::Waiting { step, due_at: from } = &enrollment.state else {
            return Fate::Stays;
        };
        let before = publication.before.as_deref();
        let place = place_of(before, &automation.definition, &self.setup.account, step);
        let fate = match place {
            Place::Same(position) => {
                match new_steps_before(before, &automation.definition, position) {
                    passed if passed.is_empty() => Fate::Kept,
                    passed => Fate::PassesNewSteps(passed),
                }
            }
            Place::TimedAnew(position) => {
                match self.wait_anew(automation, position, enrollment, publication.at) {
                    Some((_, to)) if to == *from => Fate::Kept,
                    Some((_, to)) => Fate::Rescheduled { from: *from, to },
                    None => Fate::Ends(step.clone()),
                }
            }
            Place::Next(position) => {
                match self.wait_anew(automation, position, enrollment, publication.at) {
                    Some((to, _)) => Fate::Moved { from: step.clone(), to },
                    None => Fate::Ends(step.clone()),
                }
            }
            Place::Nowhere => {
                self.exit(automation, publication.at, Reason::StepGone);
                return Fate::Ends(step.clone());
            }
        };
        self.catch_up_one(automation, publication).unwrap_or(fate)
    }

    /// Waits for the step at this position, or the next that any date fits, counted from where the
    /// enrollment's delay began; never earlier than the new version. `None`: none was left.
    fn wait_anew(
        &mut self,
        automation: &'a Automation,
        position: usize,
        enrollment: &Enrollment,
        at: Moment,
    ) -> Option<(StepId, Moment)> {
        self.schedule_from(automation, position, enrollment.base_at, enrollment.entered_at);
        let id = &automation.definition.id;
        let enrollment = self.state.standings.get_mut(id)?.enrollment.as_mut()?;
        match &mut enrollment.state {
            EnrollmentState::Waiting { step, due_at } => {
                *due_at = (*due_at).max(at);
                Some((step.clone(), *due_at))
            }
            _ => None,
        }
    }

    /// What was chosen for an action that fell due during the pause (D6); `None` when it did not.
    fn catch_up_one(
        &mut self,
        automation: &'a Automation,
        publication: &Publication,
    ) -> Option<Fate> {
        let at = publication.at;
        let id = &automation.definition.id;
        let enrollment = self.state.standings.get(id)?.enrollment.clone()?;
        let EnrollmentState::Waiting { step, due_at: from } = &enrollment.state else {
            return None;
        };
        let choice = publication.catch_up.filter(|_| *from < at)?;
        let (position, found) = automation.definition.step(step)?;
        let zone = self.zone_of(automation, found);
        let from_moment = match choice {
            CatchUp::Skip => {
                self.skip_overdue(automation, position, enrollment.entered_at, at);
                return Some(Fate::Skipped(step.clone()));
            }
            CatchUp::Send => at,
            CatchUp::Spread { per_hour } => spread(at, publication.rank, per_hour),
        };
        let to =
            next_allowed(from_moment, &found.timing, zone, &self.calendar).unwrap_or(from_moment);
        self.set_state(id, EnrollmentState::Waiting { step: step.clone(), due_at: to });
        Some(Fate::Rescheduled { from: *from, to })
    }
}

impl<'a> Advance<'a> {
    /// Passes over the step at this position, and those behind it that the pause has overtaken too:
    /// counted from the entry, several may be (D1).
    fn skip_overdue(
        &mut self,
        automation: &'a Automation,
        position: usize,
        entered_at: Moment,
        at: Moment,
    ) {
        let steps = &automation.definition.steps;
        let overdue = steps.iter().enumerate().skip(position).take_while(|(index, step)| {
            let zone = self.zone_of(automation, step);
            let due = || due_at(entered_at, &step.delay, &step.timing, zone, &self.calendar);
            let from_entry = automation.definition.delay_base == DelayBase::Entry;
            *index == position || (from_entry && due().is_ok_and(|due| due < at))
        });
        let overdue: Vec<usize> = overdue.map(|(index, _)| index).collect();
        for step in overdue.iter().filter_map(|index| steps.get(*index)) {
            self.note(automation, at, What::Skipped, |entry| {
                entry.step = Some(step.id.clone());
                entry.action = Some(step.action.key());
                entry.reason = Some(Reason::Expired);
            });
        }
        self.schedule_from(automation, position + overdue.len(), at, entered_at);
    }
}

impl Fate {
    /// The name in every interface.
    pub fn key(&self) -> &'static str {
        match self {
            Fate::Untouched => "untouched",
            Fate::Starts => "starts",
            Fate::Joins => "joins",
            Fate::Stays => "stays",
            Fate::Kept => "kept",
            Fate::PassesNewSteps(_) => "passes_new_steps",
            Fate::Rescheduled { .. } => "rescheduled",
            Fate::Moved { .. } => "moved",
            Fate::Skipped(_) => "skipped",
            Fate::Ends(_) => "ends",
            Fate::Leaves { .. } => "leaves",
        }
    }
}
