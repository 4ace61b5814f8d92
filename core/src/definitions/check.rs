//! What makes an automation well-formed: everything that it names exists and fits its module.
//!
//! Each problem has its place, like `steps[2].template`. Rows: `tests/spec/errors.md`.

use std::collections::BTreeSet;

use super::action::{Action, CONTENTS_MAX, Colleague, Step, Target, Variant, WHOLE_PERCENT};
use super::definition::{Basis, Draft, Kind, NAME_CHARS_MAX, STEPS_MAX};
use super::setup::Setup;
use super::trigger::{AfterLeaving, Reached, Trigger};
use super::written::value_of;
use crate::filter::Filter;
use crate::filter::expression::{Expression, Operand};
use crate::template::{Phrase, Template, TemplateKind};
use crate::words::contact::KEPT_BY_ENGINE;
use crate::words::module::{CONTACTS_MODULE, STAGE};
use crate::words::{
    EventName, FieldKey, FieldKind, Module, ModuleKey, Problem, Problems, StageKey, TemplateId,
    ViewId,
};

/// Fields that no action sets: the store keeps them, or an action of its own changes them.
const NOT_SETTABLE: [&str; 3] = ["created", "updated", "origin"];

pub(super) fn check(mut draft: Draft, setup: &Setup) -> Result<Draft, Problems> {
    let mut problems = Problems::new();
    check_name(&draft.name, &mut problems);
    let Some(module) = setup.module(draft.module.as_str()) else {
        problems.push(unknown_module(&draft.module, setup).at("module"));
        return Err(problems);
    };
    let mut checker = Checker { setup, module, problems };
    checker.basis(&draft);
    checker.kind(&mut draft.kind);
    if let Some(view) = &draft.exclude {
        checker.view(view, "exclude");
    }
    if let Some(goal) = &draft.goal {
        checker.condition(goal, "goal");
    }
    checker.steps(&draft.steps);
    checker.copies_into_itself(&draft);
    if checker.problems.is_empty() { Ok(draft) } else { Err(checker.problems) }
}

struct Checker<'a> {
    setup: &'a Setup,
    module: &'a Module,
    problems: Problems,
}

fn check_name(name: &str, problems: &mut Problems) {
    let length = name.trim().chars().count();
    if length == 0 || length > NAME_CHARS_MAX {
        let message = format!("a name has 1 to {NAME_CHARS_MAX} characters");
        problems.push(Problem::new("invalid_name", message).at("name").found(length.to_string()));
    }
}

fn unknown_module(key: &ModuleKey, setup: &Setup) -> Problem {
    Problem::new("unknown_module", format!("there is no module `{key}`"))
        .found(key.as_str())
        .allowed(setup.modules.iter().map(|module| module.key.as_str()))
        .suggest()
}

fn unknown_stage(module: &Module, stage: &StageKey) -> Problem {
    let stages = module.pipelines.iter().flat_map(|path| &path.stages);
    Problem::new("unknown_stage", format!("`{}` has no stage `{stage}`", module.key))
        .found(stage.as_str())
        .allowed(stages.map(|stage| stage.key.as_str()))
        .suggest()
}

impl Checker<'_> {
    fn basis(&mut self, draft: &Draft) {
        match &draft.basis {
            Basis::View(view) => self.view(view, "basis.view"),
            Basis::Stage(stage) => {
                self.stage(stage, "basis.stage");
                let needs_view = match draft.kind {
                    Kind::OneOff { .. } => Some("a one-off send goes to a view"),
                    Kind::Sequence => None,
                    _ => Some("only a sequence goes by a stage"),
                };
                if let Some(message) = needs_view {
                    self.problems.push(
                        Problem::new("one_off_needs_view", message)
                            .at("basis")
                            .help("choose a view, or a continuous sequence"),
                    );
                }
            }
            Basis::Filter(expression) => self.condition(expression, "basis.filter"),
        }
    }

    fn kind(&mut self, kind: &mut Kind) {
        let Kind::Rule(rule) = kind else { return };
        if let Some(stage) = rule.trigger.stage().cloned() {
            self.stage(&stage, "trigger.stage");
            let is_final = self.module.stage(stage.as_str()).is_some_and(|stage| stage.is_final);
            let default = if is_final { AfterLeaving::Keep } else { AfterLeaving::Cancel };
            rule.after_leaving.get_or_insert(default);
        }
        match &rule.trigger {
            Trigger::Event { name, .. } => self.event(name, "trigger.event"),
            Trigger::Changed { field, from, to } => {
                for (value, place) in [(from, "trigger.from"), (to, "trigger.to")] {
                    if *value != Operand::Missing {
                        self.value(field, value, "trigger.field", place);
                    }
                }
                if (from, to) == (&Operand::Missing, &Operand::Missing) {
                    self.field(field, "trigger.field");
                }
            }
            Trigger::Stage { .. } | Trigger::Created | Trigger::Manual => {}
        }
    }

    fn view(&mut self, id: &ViewId, place: &str) {
        match self.setup.view(id.as_str()) {
            None => self.problems.push(
                Problem::new("unknown_view", format!("there is no view `{id}`"))
                    .at(place)
                    .found(id.as_str()),
            ),
            Some(view) if view.filter.module() != &self.module.key => self.problems.push(
                Problem::new(
                    "wrong_module",
                    format!("the view `{}` belongs to `{}`", view.name, view.filter.module()),
                )
                .at(place)
                .help("a view and its automation belong to one module"),
            ),
            Some(_) => {}
        }
    }

    fn stage(&mut self, stage: &StageKey, place: &str) {
        if self.module.stage(stage.as_str()).is_none() {
            self.problems.push(unknown_stage(self.module, stage).at(place));
        }
    }

    fn condition(&mut self, expression: &Expression, place: &str) {
        if let Err(problems) = Filter::check(expression, &self.setup.catalog(), &self.module.key) {
            self.problems.extend(problems.into_iter().map(|problem| problem.within(place)));
        }
    }

    fn event(&mut self, name: &EventName, place: &str) {
        if !self.setup.events.contains(name) {
            self.problems.push(
                Problem::new("unknown_event", format!("no event is called `{name}`"))
                    .at(place)
                    .found(name.as_str())
                    .allowed(self.setup.events.iter().map(EventName::as_str))
                    .suggest(),
            );
        }
    }

    fn field(&mut self, field: &FieldKey, place: &str) {
        if let Err(problem) = self.module.expect_field(field.as_str()) {
            self.problems.push(problem.at(place));
        }
    }

    fn value(&mut self, field: &FieldKey, value: &Operand, field_place: &str, place: &str) {
        match self.module.expect_field(field.as_str()) {
            Err(problem) => self.problems.push(problem.at(field_place)),
            Ok(field) => {
                if let Err(problem) = value_of(value, field) {
                    self.problems.push(problem.at(place));
                }
            }
        }
    }

    /// A copy on the stage that starts the rule would start it again and again, were it not for its
    /// origin: nobody means that (D19).
    fn copies_into_itself(&mut self, draft: &Draft) {
        let Some(Trigger::Stage { stage: own, how }) = draft.rule().map(|rule| &rule.trigger)
        else {
            return;
        };
        for (index, step) in draft.steps.iter().enumerate() {
            if let Action::CopyRecord { stage, .. } = &step.action
                && stage == own
                && *how != Reached::Moved
            {
                let message = "the copy would stand on the stage that starts this rule";
                self.problems.push(
                    Problem::new("copies_into_itself", message)
                        .at(format!("steps[{index}].stage"))
                        .found(stage.as_str())
                        .help("choose another stage, or start the rule on moving only"),
                );
            }
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        if steps.len() > STEPS_MAX {
            let message = format!("an automation has at most {STEPS_MAX} steps");
            let problem = Problem::new("too_many_steps", message).at("steps");
            self.problems.push(problem.found(steps.len().to_string()));
        }
        let mut seen = BTreeSet::new();
        for (index, step) in steps.iter().enumerate() {
            let place = format!("steps[{index}]");
            if !seen.insert(&step.id) {
                let message = format!("the step id `{}` stands twice", step.id);
                self.problems
                    .push(Problem::new("repeated_step", message).at(format!("{place}.id")));
            }
            self.content(step, &place);
            self.variants(step, &place);
            self.colleagues(step, &place);
            let below = steps.get(index + 1..).unwrap_or_default();
            self.action(step, below, &place);
        }
    }

    fn content(&mut self, step: &Step, place: &str) {
        let place = format!("{place}.template");
        match (&step.template, step.action.template_kind()) {
            (None, None) => {}
            (Some(template), Some(kind)) => {
                self.template(template, kind, step.action.key(), &place);
            }
            (None, Some(_)) => {
                let problem = Problem::new("missing", "`template` is missing").at(place);
                self.problems.push(problem.help("choose what it says"));
            }
            (Some(_), None) => {
                let message = format!("a step `{}` has no template", step.action.key());
                self.problems.push(Problem::new("unexpected_value", message).at(place));
            }
        }
    }

    /// An A/B test: other contents for a part of the clients (E5).
    fn variants(&mut self, step: &Step, place: &str) {
        if step.variants.is_empty() {
            return;
        }
        let place = format!("{place}.variants");
        let (Some(_), Some(kind)) = (step.action.contact(), step.action.template_kind()) else {
            let message = format!("a step `{}` has one content", step.action.key());
            let problem = Problem::new("variants_not_here", message).at(place);
            self.problems.push(problem.help("only what a client gets can be tested (A/B)"));
            return;
        };
        self.shares(step, &place);
        let class_of = |setup: &Setup, id: &TemplateId| {
            let template = setup.templates.get(id.as_str());
            template.filter(|template| template.kind() == kind).map(|one| one.source().class)
        };
        let class = step.template.as_ref().and_then(|id| class_of(self.setup, id));
        let mut seen: BTreeSet<_> = step.template.iter().collect();
        for (index, Variant { template, .. }) in step.variants.iter().enumerate() {
            let place = format!("{place}[{index}].template");
            self.template(template, kind, step.action.key(), &place);
            let own = class_of(self.setup, template);
            let problem = if !seen.insert(template) {
                let message = format!("the template `{template}` is a variant already");
                Problem::new("variant_twice", message).help("choose another one, or copy it")
            } else if own.is_some() && class.is_some() && own != class {
                // Another class reaches other clients, and the test would compare these.
                let message = "one variant is marketing, another is transactional";
                Problem::new("variant_class", message).help("both must be of one class")
            } else {
                continue;
            };
            self.problems.push(problem.at(place).found(template.as_str()));
        }
    }

    fn shares(&mut self, step: &Step, place: &str) {
        let count = step.variants.len() + 1;
        let sum: u32 = step.variants.iter().map(|variant| variant.share).sum();
        let (message, found) = if count > CONTENTS_MAX {
            (format!("an A/B test has at most {CONTENTS_MAX} variants"), count.to_string())
        } else if sum >= WHOLE_PERCENT {
            ("nothing is left for the first variant".to_owned(), sum.to_string())
        } else {
            return;
        };
        let problem = Problem::new("out_of_range", message).at(place).found(found);
        self.problems.push(problem.help("the first variant has what the others leave of 100 %"));
    }

    fn template(&mut self, id: &TemplateId, kind: TemplateKind, action: &str, place: &str) {
        let problem = match self.setup.templates.get(id.as_str()) {
            None => Some(
                Problem::new("unknown_template", format!("there is no template `{id}`"))
                    .found(id.as_str()),
            ),
            Some(template) => template_misfit(template, kind, action, &self.module.key),
        };
        self.problems.extend(problem.map(|problem| problem.at(place)));
    }

    fn colleagues(&mut self, step: &Step, place: &str) {
        for colleague in step.action.colleagues() {
            if let Colleague::User(id) = colleague
                && self.setup.account.user(id.as_str()).is_none()
            {
                let users = self.setup.account.users.iter().map(|user| user.id.as_str());
                self.problems.push(
                    Problem::new("unknown_user", format!("there is no user `{id}`"))
                        .at(place)
                        .found(id.as_str())
                        .allowed(users),
                );
            }
        }
    }

    fn action(&mut self, step: &Step, below: &[Step], place: &str) {
        let at = |member: &str| format!("{place}.{member}");
        match &step.action {
            Action::EmailToContact { attachments, .. } => {
                for (index, id) in attachments.iter().enumerate() {
                    let place = at(&format!("attachments[{index}]"));
                    self.template(id, TemplateKind::Document, "attachment", &place);
                }
            }
            Action::RepeatRecord { module, name, stage, .. } => {
                self.phrase(name.as_deref(), &at("name"));
                match self.setup.module(module.as_str()) {
                    None => self.problems.push(unknown_module(module, self.setup).at(at("module"))),
                    Some(module) => {
                        if let Some(stage) = stage
                            && module.stage(stage.as_str()).is_none()
                        {
                            self.problems.push(unknown_stage(module, stage).at(at("stage")));
                        }
                    }
                }
            }
            Action::CopyRecord { stage, name, .. } => {
                self.phrase(name.as_deref(), &at("name"));
                self.stage(stage, &at("stage"));
            }
            Action::MoveStage { stage } => self.stage(stage, &at("stage")),
            Action::SetField { field, value } => self.set_field(field, value, place),
            Action::AddTag { tag } | Action::RemoveTag { tag } if tag.trim().is_empty() => {
                let problem = Problem::new("missing", "`tag` is missing").at(at("tag"));
                self.problems.push(problem);
            }
            Action::AddToLists { lists } if lists.is_empty() => {
                let problem = Problem::new("missing", "`lists` is missing").at(at("lists"));
                self.problems.push(problem.help("choose one list or several"));
            }
            Action::WaitFor { event, .. } => self.event(event, &at("event")),
            Action::Branch { condition, then, otherwise } => {
                self.condition(condition, &at("filter"));
                self.target(then, below, &at("then"));
                self.target(otherwise, below, &at("otherwise"));
            }
            _ => {}
        }
    }

    fn set_field(&mut self, field: &FieldKey, value: &Operand, place: &str) {
        let field_place = format!("{place}.field");
        let own_action = match field.as_str() {
            STAGE => Some("move_stage"),
            key if NOT_SETTABLE.contains(&key) => Some("nothing"),
            key if KEPT_BY_ENGINE.contains(&key) && self.module.key.as_str() == CONTACTS_MODULE => {
                Some("nothing")
            }
            _ => None,
        };
        if let Some(action) = own_action {
            let message = format!("`{field}` is not set by this action");
            let mut problem = Problem::new("not_settable", message).at(field_place);
            if action == "move_stage" {
                problem = problem.help("use the action `move_stage`");
            }
            self.problems.push(problem.found(field.as_str()));
            return;
        }
        self.value(field, value, &field_place, &format!("{place}.value"));
        let is_relation = self
            .module
            .field(field.as_str())
            .is_some_and(|field| matches!(field.kind, FieldKind::Relation { .. }));
        if is_relation && *value != Operand::Empty {
            let message = format!("`{field}` points to other records");
            self.problems.push(Problem::new("not_settable", message).at(field_place));
        }
    }

    fn phrase(&mut self, name: Option<&str>, place: &str) {
        let Some(name) = name else { return };
        if let Err(problems) = Phrase::parse(name, self.module, &self.setup.modules) {
            self.problems.extend(problems.into_iter().map(|problem| problem.within(place)));
        }
    }

    fn target(&mut self, target: &Target, below: &[Step], place: &str) {
        let Target::Step(id) = target else { return };
        if !below.iter().any(|step| step.id == *id) {
            let message = format!("no step `{id}` stands further down");
            self.problems.push(
                Problem::new("unknown_step", message)
                    .at(place)
                    .found(id.as_str())
                    .allowed(below.iter().map(|step| step.id.as_str()))
                    .help("a passage never goes back"),
            );
        }
    }
}

fn template_misfit(
    template: &Template,
    wanted: TemplateKind,
    action: &str,
    module: &ModuleKey,
) -> Option<Problem> {
    if template.kind() != wanted {
        let message = format!("a step `{action}` cannot use this type of template");
        return Some(
            Problem::new("wrong_template_kind", message)
                .found(template.kind().code())
                .allowed([wanted.code()])
                .help("the template's type must fit the action"),
        );
    }
    if template.module() != module {
        let message = format!("the template belongs to `{}`", template.module());
        return Some(Problem::new("wrong_module", message).found(template.module().as_str()));
    }
    None
}
