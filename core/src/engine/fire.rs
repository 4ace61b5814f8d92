//! What starts a rule (D24), and when it is its turn among the rules of its stage (D25).

use super::advance::{Advance, Delivery, Happened};
use super::log::{Reason, What};
use super::state::{Enrollment, EnrollmentState};
use crate::definitions::{After, Automation, Reached, Rule, Trigger, value_of};
use crate::filter::expression::Operand;
use crate::words::{AutomationId, DerivedKey, Moment, Record, StageKey};

impl<'a> Advance<'a> {
    /// Starts the rules that wait for this, in their order, and ends the waits for it. Conditions are
    /// asked after the trigger (S4.17).
    pub(super) fn fire(&mut self, what: &Happened, at: Moment) {
        self.end_waits(what, at);
        for automation in self.acting(at) {
            let Some(rule) = automation.definition.rule() else { continue };
            if self.starts(rule, what)
                && is_news(automation, what)
                && self.is_in_audience(automation)
                && self.matches(automation, at)
            {
                if rule.trigger.stage().is_some() {
                    self.stand_inside(&automation.definition.id, at);
                }
                self.start(automation, at, None);
            }
        }
    }

    fn starts(&self, rule: &Rule, what: &Happened) -> bool {
        let Some(record) = &self.state.record else { return false };
        match (&rule.trigger, what) {
            (Trigger::Stage { stage, how }, Happened::Wrote(before)) => {
                record.is_on(stage) && reached(before.as_deref(), stage, *how)
            }
            (Trigger::Created, Happened::Wrote(None)) => true,
            (Trigger::Changed { field, from, to }, Happened::Wrote(Some(before))) => {
                before.get(field.as_str()) != record.get(field.as_str())
                    && self.is_value(before, field.as_str(), from)
                    && self.is_value(record, field.as_str(), to)
            }
            (Trigger::Event { name, stage }, Happened::Event(event)) => {
                event.name == *name && stage.as_ref().is_none_or(|stage| record.is_on(stage))
            }
            _ => false,
        }
    }

    fn is_value(&self, record: &Record, field: &str, wanted: &Operand) -> bool {
        if *wanted == Operand::Missing {
            return true;
        }
        let module = self.setup.module(record.module.as_str());
        let field = module.and_then(|module| module.field(field));
        let wanted = field.and_then(|field| value_of(wanted, field).ok());
        field
            .zip(wanted)
            .is_some_and(|(field, wanted)| record.get(field.key.as_str()) == wanted.as_ref())
    }

    /// The rule before it on its stage that started together with it, and that passage, when it
    /// waits for one. A rule that was deactivated meanwhile is waited for: its passages are frozen,
    /// not gone (D6).
    fn rule_before(
        &self,
        automation: &Automation,
        entered_at: Moment,
    ) -> Option<(&'a Automation, &Enrollment, After)> {
        let rule = automation.definition.rule().filter(|rule| rule.after != After::Parallel)?;
        let stage = rule.trigger.stage()?;
        let before = self.setup.automations.iter().filter(|one| {
            one.definition.module == automation.definition.module
                && one.definition.rule().and_then(|rule| rule.trigger.stage()) == Some(stage)
                && place(one) < place(automation)
        });
        let together = before.filter_map(|one| {
            let passage = self.state.standings.get(&one.definition.id)?.enrollment.as_ref()?;
            (passage.entered_at == entered_at).then_some((one, passage))
        });
        let (before, passage) = together.max_by_key(|(one, _)| place(one))?;
        Some((before, passage, rule.after))
    }

    /// Whether a passage that has just begun waits for the rule before it.
    pub(super) fn waits_for_its_turn(&self, automation: &Automation, entered_at: Moment) -> bool {
        self.rule_before(automation, entered_at).is_some()
    }

    /// When it is a held passage's turn, and whether the rule before it has failed; `None` as long as
    /// that one has not acted. Its decision is the base, not its delivery, so that a slow provider
    /// moves nothing.
    pub(super) fn turn_of(
        &self,
        automation: &Automation,
        held: &Enrollment,
    ) -> Option<(Moment, bool)> {
        let Some((before, passage, after)) = self.rule_before(automation, held.entered_at) else {
            return Some((held.entered_at, false));
        };
        match passage.state {
            EnrollmentState::Waiting { .. } | EnrollmentState::Held => None,
            // A chain that is broken stays broken: what notes "we wrote" does not go on because what
            // stands between was passed over.
            EnrollmentState::Exited { at, reason: Reason::PreviousFailed } => {
                Some((at, after == After::Previous))
            }
            EnrollmentState::Exited { at, .. } => Some((at, false)),
            EnrollmentState::Finished { at } => {
                let deliveries: Vec<Delivery> = message_keys(before, passage)
                    .filter_map(|key| self.world.deliveries.get(&key).copied())
                    .collect();
                if deliveries.contains(&Delivery::Pending) {
                    return None;
                }
                let has_failed = deliveries.contains(&Delivery::Failed);
                Some((at, has_failed && after == After::Previous))
            }
        }
    }

    pub(super) fn awaited(&self) -> Vec<DerivedKey> {
        let keys_of = |automation: &&'a Automation| {
            let held = self.open_enrollment(&automation.definition.id)?;
            if held.state != EnrollmentState::Held {
                return None;
            }
            let (before, passage, _) = self.rule_before(automation, held.entered_at)?;
            Some(message_keys(before, passage).collect::<Vec<_>>())
        };
        self.automations.iter().filter_map(keys_of).flatten().collect()
    }

    /// It is the turn of a rule that waited for the one before it.
    pub(super) fn release(&mut self, id: &AutomationId, at: Moment) {
        let Some(automation) = self.automation(id) else { return };
        let Some(held) = self.open_enrollment(id) else { return };
        let (entered_at, turn) = (held.entered_at, self.turn_of(automation, held));
        let Some((_, has_failed)) = turn else { return };
        if has_failed {
            let reason = Reason::PreviousFailed;
            self.note(automation, at, What::Skipped, |entry| entry.reason = Some(reason));
            self.set_state(id, EnrollmentState::Exited { at, reason });
            return;
        }
        self.schedule_from(automation, 0, at, entered_at);
    }
}

/// The order of decisions: rules go by their place on the stage (D25), everything else by its age.
pub(super) fn place(automation: &Automation) -> (u32, u32, &AutomationId) {
    let definition = &automation.definition;
    let position = definition.rule().map_or(0, |rule| rule.position);
    (position, automation.order, &definition.id)
}

/// The keys of the messages that a passage may have sent.
fn message_keys(automation: &Automation, passage: &Enrollment) -> impl Iterator<Item = DerivedKey> {
    automation.definition.steps.iter().map(|step| passage.action_key(step))
}

/// What took place before the activation and is told later starts nothing (our choice: an import of
/// old events is no news).
fn is_news(automation: &Automation, what: &Happened) -> bool {
    match (what, automation.activation()) {
        (Happened::Event(event), Some(activation)) => event.at >= activation.at,
        _ => true,
    }
}

/// Whether a record that now stands on the stage has just reached it in this way (S4.8-10).
fn reached(before: Option<&Record>, stage: &StageKey, how: Reached) -> bool {
    match before {
        None => how != Reached::Moved,
        Some(before) => how != Reached::Created && !before.is_on(stage),
    }
}
