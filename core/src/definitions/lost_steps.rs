//! Steps of a rule that it takes from itself: whoever moves the record off the rule's stage ends the
//! passage there (D14), and what stands behind never happens. Found before the rule is switched on.
//!
//! Table: `tests/spec/loops.md`, "Steps that a rule takes from itself".

use std::collections::BTreeSet;

use super::action::{Action, Target};
use super::definition::Definition;
use crate::filter::expression::Operand;
use crate::words::module::STAGE;
use crate::words::{StageKey, StepId};

/// A step after which the passage ends though steps follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostSteps {
    /// The step that moves the record off the stage.
    pub mover: StepId,
    /// What does not happen after it, in order.
    pub lost: Vec<StepId>,
}

/// The first step that ends its own rule, with what is lost; `None` when there is none, when nothing
/// follows it, and for a rule that goes on after the stage.
pub fn lost_steps(definition: &Definition) -> Option<LostSteps> {
    let rule = definition.rule().filter(|rule| !rule.is_kept_after_leaving())?;
    let stage = rule.trigger.stage()?;
    let steps = definition.steps.iter().enumerate();
    let mut found =
        steps.filter(|(_, step)| moves_off(&step.action, stage)).map(|(index, step)| LostSteps {
            mover: step.id.clone(),
            lost: reached(definition, index + 1),
        });
    found.find(|found| !found.lost.is_empty())
}

fn moves_off(action: &Action, stage: &StageKey) -> bool {
    match action {
        Action::MoveStage { stage: to } => to != stage,
        Action::SetField { field, value } => {
            field.as_str() == STAGE && *value != Operand::Text(stage.as_str().to_owned())
        }
        _ => false,
    }
}

/// The steps that a passage may come to from this position on. Branches only lead forward.
fn reached(definition: &Definition, from: usize) -> Vec<StepId> {
    let mut open = BTreeSet::from([from]);
    let mut ids = Vec::new();
    for (index, step) in definition.steps.iter().enumerate().skip(from) {
        if !open.remove(&index) {
            continue;
        }
        ids.push(step.id.clone());
        let targets: &[&Target] = match &step.action {
            Action::Branch { then, otherwise, .. } => &[then, otherwise],
            Action::Exit => &[],
            _ => &[&Target::Next],
        };
        for target in targets {
            match target {
                Target::Next => _ = open.insert(index + 1),
                Target::Step(id) => open.extend(definition.step(id).map(|(position, _)| position)),
                Target::Exit => {}
            }
        }
    }
    ids
}
