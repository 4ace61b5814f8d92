//! Which automations would start one another for ever (B11): found before one is switched on.
//!
//! Looks at what actions write and what starts automations, never at records, so it names what *may*
//! happen; what really happens is bounded by the loop guard (D19). Conditions are taken as fulfilled,
//! unless they ask for a stage that the action does not give. Table: `tests/spec/loops.md`.

use std::collections::{BTreeMap, VecDeque};

use super::action::{Action, Completion, Step};
use super::automation::Automation;
use super::definition::{Basis, Kind, ReEntry};
use super::setup::Setup;
use super::trigger::{Reached, Trigger};
use super::written::value_of;
use crate::filter::expression::Operand;
use crate::words::module::{ACTIVITIES_MODULE, DOCUMENTS_MODULE, STAGE, TAGS, TASKS_MODULE};
use crate::words::{AutomationId, EventName, FieldKind, ModuleKey, StageKey, StepId, Value};

/// One link of a chain: this step of this automation starts the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which automation.
    pub automation: AutomationId,
    /// Which of its steps.
    pub step: StepId,
    /// What the step does.
    pub action: &'static str,
}

/// What an action does to a record.
enum Written<'a> {
    /// A record appears, on this stage if its module has stages.
    Made { module: &'a str, stage: Option<&'a StageKey> },
    /// This field of the automation's own record changes; to this, where it is known.
    Changed { module: &'a str, field: &'a str, to: Option<Value> },
    /// A record reaches a stage that tells this.
    Told { module: &'a str, event: &'a EventName, stage: &'a StageKey },
}

/// The shortest chain of automations that leads from `id` back to it, among those that are active and
/// `id` itself; the last link starts `id` again.
pub fn shortest_loop(setup: &Setup, id: &AutomationId) -> Option<Vec<Link>> {
    let takes_part = |one: &&Automation| one.activation().is_some() || one.definition.id == *id;
    let automations: Vec<&Automation> = setup.automations.iter().filter(takes_part).collect();
    let mut came_from: BTreeMap<&AutomationId, (&AutomationId, Link)> = BTreeMap::new();
    let mut waiting = VecDeque::from([id]);
    while let Some(at) = waiting.pop_front() {
        let Some(automation) = automations.iter().find(|one| one.definition.id == *at) else {
            continue;
        };
        for next in &automations {
            let Some(link) = link(setup, automation, next) else { continue };
            let next = &next.definition.id;
            if next == id {
                return Some(chain(&came_from, id, at, link));
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, (at, link));
                waiting.push_back(next);
            }
        }
    }
    None
}

fn chain(
    came_from: &BTreeMap<&AutomationId, (&AutomationId, Link)>,
    first: &AutomationId,
    last: &AutomationId,
    back: Link,
) -> Vec<Link> {
    let mut links = vec![back];
    let mut at = last;
    while at != first {
        let Some((before, link)) = came_from.get(at) else { break };
        links.push(link.clone());
        at = before;
    }
    links.reverse();
    links
}

/// The first step of `automation` that can start `next`.
fn link(setup: &Setup, automation: &Automation, next: &Automation) -> Option<Link> {
    let definition = &automation.definition;
    let step = definition.steps.iter().find(|step| {
        let mut written = written(setup, &definition.module, step);
        let told: Vec<Written<'_>> =
            written.iter().filter_map(|written| told(setup, written)).collect();
        written.extend(told);
        written.iter().any(|written| starts(setup, written, automation, next))
    })?;
    Some(Link {
        automation: definition.id.clone(),
        step: step.id.clone(),
        action: step.action.key(),
    })
}

fn written<'a>(setup: &'a Setup, module: &'a ModuleKey, step: &'a Step) -> Vec<Written<'a>> {
    let own = module.as_str();
    let changed = |field: &'a str, to| vec![Written::Changed { module: own, field, to }];
    let made = |module: &'static str| vec![Written::Made { module, stage: None }];
    match &step.action {
        Action::TaskForUser { .. } => made(TASKS_MODULE),
        Action::GenerateDocument => made(DOCUMENTS_MODULE),
        Action::Activity { completion, .. } => {
            let mut all = made(ACTIVITIES_MODULE);
            if *completion == Completion::OnStageChange {
                let (module, to) = (ACTIVITIES_MODULE, Some(Value::YesNo(true)));
                all.push(Written::Changed { module, field: "is_done", to });
            }
            all
        }
        Action::CopyRecord { stage, .. } => {
            vec![Written::Made { module: own, stage: Some(stage) }]
        }
        Action::RepeatRecord { module, stage, .. } => {
            let target = setup.module(module.as_str());
            let paths = target.map(|target| target.pipelines.as_slice()).unwrap_or_default();
            let first = paths.first().and_then(|path| path.stages.first()).map(|one| &one.key);
            vec![Written::Made { module: module.as_str(), stage: stage.as_ref().or(first) }]
        }
        Action::MoveStage { stage } => changed(STAGE, Some(Value::Code(stage.as_str().to_owned()))),
        Action::SetField { field, value } => {
            let kind = setup.module(own).and_then(|module| module.field(field.as_str()));
            let to = kind.and_then(|kind| value_of(value, kind).ok()).flatten();
            changed(field.as_str(), to)
        }
        Action::AddTag { .. } | Action::RemoveTag { .. } => changed(TAGS, None),
        _ => Vec::new(),
    }
}

fn starts(setup: &Setup, written: &Written<'_>, by: &Automation, next: &Automation) -> bool {
    let definition = &next.definition;
    let is_own = by.definition.id == definition.id;
    match (written, &definition.kind) {
        // What an automation made itself does not start it (D19).
        (Written::Made { .. }, _) if is_own => false,
        (Written::Made { module, stage }, Kind::Rule(rule)) => {
            definition.module.as_str() == *module
                && match &rule.trigger {
                    Trigger::Created => true,
                    Trigger::Stage { stage: wanted, how } => {
                        *how != Reached::Moved && *stage == Some(wanted)
                    }
                    _ => false,
                }
        }
        (Written::Made { module, stage }, Kind::Sequence | Kind::Campaign) => {
            definition.module.as_str() == *module && may_stand_on(&definition.basis, *stage)
        }
        (Written::Changed { module, field, to }, Kind::Rule(rule)) => {
            definition.module.as_str() == *module
                && changes_start(setup, module, field, to.as_ref(), &rule.trigger)
        }
        (Written::Told { module, event, stage }, Kind::Rule(rule)) => {
            definition.module.as_str() == *module
                && matches!(&rule.trigger, Trigger::Event { name, stage: wanted }
                    if name == *event && wanted.as_ref().is_none_or(|wanted| wanted == *stage))
        }
        (Written::Changed { module, field, to }, Kind::Sequence) => {
            let may_again = definition.reentry != ReEntry::Never;
            may_again && reads(setup, next, module, field) && {
                let stage = to.as_ref().filter(|_| *field == STAGE);
                stage.is_none_or(|stage| is_of_basis(&definition.basis, stage))
            }
        }
        _ => false,
    }
}

/// What a stage that is reached tells (S1.5).
fn told<'a>(setup: &'a Setup, written: &Written<'a>) -> Option<Written<'a>> {
    let (module, key) = match written {
        Written::Made { module, stage: Some(stage) } => (*module, stage.as_str()),
        Written::Changed { module, field, to: Some(Value::Code(code)) } if *field == STAGE => {
            (*module, code.as_str())
        }
        _ => return None,
    };
    let stage = setup.module(module)?.stage(key)?;
    Some(Written::Told { module, event: stage.tells.as_ref()?, stage: &stage.key })
}

fn changes_start(
    setup: &Setup,
    module: &str,
    field: &str,
    to: Option<&Value>,
    trigger: &Trigger,
) -> bool {
    match trigger {
        Trigger::Stage { stage, how } => {
            let is_there = matches!(to, Some(Value::Code(code)) if code == stage.as_str());
            field == STAGE && *how != Reached::Created && is_there
        }
        Trigger::Changed { field: wanted, to: wanted_to, .. } => {
            let kind = setup.module(module).and_then(|module| module.field(field));
            let fits = match (to, wanted_to, kind) {
                (_, Operand::Missing, _) | (None, _, _) | (_, _, None) => true,
                (Some(to), wanted, Some(kind)) => {
                    value_of(wanted, kind).is_ok_and(|wanted| wanted.as_ref() == Some(to))
                }
            };
            wanted.as_str() == field && fits
        }
        Trigger::Created | Trigger::Event { .. } | Trigger::Manual => false,
    }
}

/// Whether the automation's condition asks for this field, of its own records or of those that they
/// point to.
fn reads(setup: &Setup, automation: &Automation, module: &str, field: &str) -> bool {
    let own = automation.definition.module.as_str();
    let points_there = |relation: &str| {
        let kind = setup.module(own).and_then(|one| one.field(relation)).map(|field| &field.kind);
        matches!(kind, Some(FieldKind::Relation { module: target }) if target.as_str() == module)
    };
    let reads = automation.filter.reads();
    let of_own = own == module
        && (reads.fields().iter().any(|one| one.as_str() == field)
            || reads.changes().iter().any(|one| one.as_str() == field));
    let of_related = reads
        .related_fields()
        .iter()
        .any(|(relation, one)| one.as_str() == field && points_there(relation.as_str()));
    of_own || of_related
}

fn may_stand_on(basis: &Basis, stage: Option<&StageKey>) -> bool {
    match basis {
        Basis::Stage(wanted) => stage == Some(wanted),
        Basis::View(_) | Basis::Filter(_) => true,
    }
}

fn is_of_basis(basis: &Basis, stage: &Value) -> bool {
    match basis {
        Basis::Stage(wanted) => matches!(stage, Value::Code(code) if code == wanted.as_str()),
        Basis::View(_) | Basis::Filter(_) => true,
    }
}
