//! What a subscription that ends does to automations that are under way (D30): they stand still from
//! that instant on, say so once in the log of each record that waits, and lose nothing. When the level
//! is back they go on; what is overdue then asks its timing again, like after an outage (D6).
//!
//! Which automation needs what is `definitions::subscription`.

use super::advance::Advance;
use super::enter::earlier;
use super::log::{Reason, What};
use super::state::EnrollmentState;
use crate::definitions::Automation;
use crate::definitions::subscription::{allows, ends_after, stopped_at};
use crate::words::Moment;

impl<'a> Advance<'a> {
    /// The automations that may act at this logical instant, in their order. A decision that was due
    /// before the end is made, however late it is asked for.
    pub(super) fn acting(&self, at: Moment) -> Vec<&'a Automation> {
        self.automations.iter().copied().filter(|one| self.is_paid(one, at)).collect()
    }

    pub(super) fn is_paid(&self, automation: &Automation, at: Moment) -> bool {
        allows(&self.setup.account, &automation.definition, at).is_ok()
    }

    /// The instant at which a passage that is under way will stand still.
    pub(super) fn end_of(&self, automation: &Automation, at: Moment) -> Option<Moment> {
        self.open_enrollment(&automation.definition.id)?;
        ends_after(&self.setup.account, &automation.definition, at)
    }

    /// Has the end of a passage's subscription looked at when it comes.
    pub(super) fn watch_end(&mut self, automation: &Automation, at: Moment) {
        let end = self.end_of(automation, at);
        self.state.recheck_at = earlier(self.state.recheck_at, end);
    }

    /// Says of each passage that stands still from this instant on that it does, and why.
    pub(super) fn note_ends(&mut self, at: Moment) {
        for automation in self.automations.clone() {
            let Some(enrollment) = self.open_enrollment(&automation.definition.id) else {
                continue;
            };
            if stopped_at(&self.setup.account, &automation.definition, at) != Some(at) {
                continue;
            }
            let step = match &enrollment.state {
                EnrollmentState::Waiting { step, .. } => Some(step.clone()),
                _ => None,
            };
            self.note(automation, at, What::Stopped, |entry| {
                entry.step = step;
                entry.reason = Some(Reason::SubscriptionEnded);
            });
        }
    }
}
