//! Which slots of recurring jobs a plan has to take for one record (S0.7, D15).
//!
//! A job of every minute has 130,000 slots in ninety days, and at nearly all of them nothing can
//! happen to a record that nobody writes: whether it matches changes only where time changes its
//! answer. So a plan goes from slot to slot while the job acts, and else to the first slot behind the
//! next such instant. What a slot does is in `enter`.

use super::advance::World;
use super::fire::place;
use super::state::SubjectState;
use crate::definitions::{Automation, Repeat, Setup};
use crate::filter::At;
use crate::words::{AutomationId, Moment, Subject};

/// The coming slots of the jobs that are about one record.
#[derive(Debug)]
pub(super) struct Slots<'s> {
    setup: &'s Setup,
    jobs: Vec<Coming<'s>>,
    /// The record that the slots were chosen for: another version of it may match at others.
    version: Option<u64>,
}

#[derive(Debug)]
struct Coming<'s> {
    job: &'s Automation,
    next_at: Option<Moment>,
}

impl<'s> Slots<'s> {
    /// The slots after `now`: those that have come are the past's.
    pub(super) fn after(setup: &'s Setup, state: &SubjectState, now: Moment) -> Self {
        let module = state.record.as_ref().map(|record| &record.module);
        let mut jobs: Vec<Coming<'s>> = setup
            .automations
            .iter()
            .filter(|job| Some(&job.definition.module) == module)
            .filter(|job| job.activation().is_some() && setup.account.automation_enabled)
            .filter(|job| job.definition.job().is_some())
            .map(|job| Coming { job, next_at: None })
            .collect();
        jobs.sort_by(|a, b| place(a.job).cmp(&place(b.job)));
        let mut slots = Slots { setup, jobs, version: None };
        slots.keep_up_with(state, now);
        slots
    }

    /// The next slot to take, and whose; of several at one instant the earlier automation's.
    pub(super) fn soonest(&self) -> Option<(Moment, AutomationId)> {
        self.jobs
            .iter()
            .filter_map(|coming| Some((coming.next_at?, coming.job.definition.id.clone())))
            .min_by_key(|(at, _)| *at)
    }

    /// Chooses anew when the record has been written: then every slot counts again.
    pub(super) fn keep_up_with(&mut self, state: &SubjectState, now: Moment) {
        let version = state.record.as_ref().map(|record| record.version);
        if version == self.version {
            return;
        }
        self.version = version;
        let zone = self.setup.account.zone;
        for coming in &mut self.jobs {
            let job = coming.job.definition.job();
            coming.next_at = job.and_then(|job| job.schedule.next_after(now, zone));
        }
    }

    /// A slot was taken: which one of that job may do something next.
    pub(super) fn taken(
        &mut self,
        id: &AutomationId,
        at: Moment,
        world: &World<'_>,
        state: &SubjectState,
    ) {
        let zone = self.setup.account.zone;
        for coming in self.jobs.iter_mut().filter(|coming| coming.job.definition.id == *id) {
            let Some(job) = coming.job.definition.job() else { continue };
            coming.next_at = match worth_asking_from(coming.job, At { now: at, zone }, world, state)
            {
                Asked::Again => job.schedule.next_after(at, zone),
                Asked::From(flip) => job.schedule.next_from(flip, zone),
                Asked::Never => None,
            };
        }
    }
}

enum Asked {
    Again,
    From(Moment),
    Never,
}

fn worth_asking_from(
    automation: &Automation,
    at: At,
    world: &World<'_>,
    state: &SubjectState,
) -> Asked {
    let Some(record) = &state.record else { return Asked::Never };
    let standing = state.standings.get(&automation.definition.id);
    let subject =
        Subject { record, related: world.related, changes: world.changes, events: world.events };
    let repeat = automation.definition.job().map(|job| job.repeat);
    if repeat == Some(Repeat::OnceEver) && standing.is_some_and(|standing| standing.pass > 0) {
        return Asked::Never;
    }
    if repeat == Some(Repeat::EveryRun) && automation.filter.matches(&subject, &at) {
        return Asked::Again;
    }
    let filters = core::iter::once(&automation.filter).chain(&automation.exclude);
    match filters.filter_map(|filter| filter.next_flip(&subject, &at)).min() {
        Some(flip) => Asked::From(flip),
        None => Asked::Never,
    }
}
