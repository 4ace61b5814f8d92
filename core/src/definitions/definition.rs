//! Sequences: ordered steps over a view or a stage (S1, S2), checked when they are saved.
//!
//! Two levels, as people work: what is malformed is refused when saved (`Definition::check`); what
//! only keeps it from running is listed for activation (`Definition::blockers`), each with its step.

use std::collections::BTreeSet;

use super::setup::Setup;
use crate::template::{Template, TemplateKind};
use crate::timing::{AtNight, Delay, Timing};
use crate::words::{
    AutomationId, ModuleKey, Problem, Problems, StageKey, StepId, TemplateId, UserId, ViewId,
};

/// More steps than any follow-up needs; it bounds the plan of one record. Source: our choice.
pub const STEPS_MAX: usize = 50;
/// Longest name of an automation. Units: characters. Source: our choice, one line of a list.
pub const NAME_CHARS_MAX: usize = 120;

/// What decides who is in: a view's filter (S2.4) or a stage (S2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Records that match a saved filter.
    View(ViewId),
    /// Records on a stage.
    Stage(StageKey),
}

/// Whether records come and go, or a list is frozen at the start (S2.5, S2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Records enter and leave as they match.
    Continuous,
    /// One bulk send to a view, frozen at its start.
    OneOff,
}

/// What a delay counts from (D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelayBase {
    /// The decision before it (S1.28).
    PreviousAction,
    /// The record's entry (S2.14).
    Entry,
}

/// Whether a record that left may start again (D13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReEntry {
    /// Once only.
    Never,
    /// Whenever it enters again (default for continuous sequences, S2.5).
    AfterExit,
    /// When it enters again, so many calendar days after it left or later.
    AfterExitAndDays(u32),
}

/// Whose clock a step's days and hours are read on (D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepZone {
    /// The office's.
    Account,
    /// The contact's own, else the office's.
    Contact,
}

/// Which of a record's contacts a message goes to (S2.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactChoice {
    /// The first person.
    Person,
    /// The first company.
    Company,
    /// The first contact of either kind.
    Any,
}

/// A colleague: the responsible one, or one by name (S1.26, S2.18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colleague {
    /// The record's owner.
    Owner,
    /// Always this one.
    User(UserId),
}

/// Whether the assignee of a task is told of it (S2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// An e-mail tells the assignee.
    ByEmail,
    /// The task appears in the list, silently.
    Silently,
}

/// The four actions of S1.11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// E-mail to a contact, in the name of a colleague (S1.27).
    EmailToContact {
        /// Which contact.
        recipient: ContactChoice,
        /// In whose name.
        sender: Colleague,
    },
    /// SMS to a contact.
    SmsToContact {
        /// Which contact.
        recipient: ContactChoice,
    },
    /// E-mail to a colleague.
    EmailToUser {
        /// Which colleague.
        recipient: Colleague,
    },
    /// A task on the record for a colleague.
    TaskForUser {
        /// Which colleague.
        recipient: Colleague,
        /// Whether the colleague is told.
        notify: Notify,
    },
}

/// One step, its fields in the document's order (S1.22-27).
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Stays the same over the sequence's versions, so that nothing is done twice.
    pub id: StepId,
    /// What it does.
    pub action: Action,
    /// After how long.
    pub delay: Delay,
    /// On which days and from which hour.
    pub timing: Timing,
    /// With which content.
    pub template: TemplateId,
    /// How late it may be done at all (D6).
    pub expires_after: Option<Delay>,
}

/// A sequence as somebody wrote it, not checked yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// See [`Definition`] for the meaning of each.
    pub id: AutomationId,
    /// Name for people.
    pub name: String,
    /// The module that it belongs to.
    pub module: ModuleKey,
    /// Who is in.
    pub basis: Basis,
    /// Continuous or one-off.
    pub run: Run,
    /// What delays count from.
    pub delay_base: DelayBase,
    /// Whether a record may start again.
    pub reentry: ReEntry,
    /// What happens to an SMS at night.
    pub at_night: AtNight,
    /// Whose clock.
    pub zone: StepZone,
    /// In order.
    pub steps: Vec<Step>,
}

/// A checked sequence: its view, templates, users and stage exist and fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition(Draft);

impl core::ops::Deref for Definition {
    type Target = Draft;
    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl Action {
    /// The name of the action in every interface.
    pub fn key(&self) -> &'static str {
        match self {
            Action::EmailToContact { .. } => "email_to_contact",
            Action::SmsToContact { .. } => "sms_to_contact",
            Action::EmailToUser { .. } => "email_to_user",
            Action::TaskForUser { .. } => "task_for_user",
        }
    }

    /// Whether a template of this kind can be this action's content (S1.14).
    fn takes(&self, kind: &TemplateKind) -> bool {
        matches!(
            (self, kind),
            (Action::EmailToContact { .. } | Action::EmailToUser { .. }, TemplateKind::Email)
                | (Action::SmsToContact { .. }, TemplateKind::Sms)
                | (Action::TaskForUser { .. }, TemplateKind::Task)
        )
    }

    fn colleagues(&self) -> Vec<&Colleague> {
        match self {
            Action::EmailToContact { sender, .. } => vec![sender],
            Action::SmsToContact { .. } => vec![],
            Action::EmailToUser { recipient } | Action::TaskForUser { recipient, .. } => {
                vec![recipient]
            }
        }
    }
}

impl Definition {
    /// Checks a draft against the account.
    ///
    /// # Errors
    /// All problems with their places: `unknown_module`, `unknown_view`, `unknown_stage`,
    /// `wrong_module`, `unknown_template`, `wrong_template_kind`, `unknown_user`, `repeated_step`,
    /// `too_many_steps`, `invalid_name`, `one_off_needs_view`.
    pub fn check(draft: Draft, setup: &Setup) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        check_name(&draft.name, &mut problems);
        check_basis(&draft, setup, &mut problems);
        if draft.steps.len() > STEPS_MAX {
            let message = format!("a sequence has at most {STEPS_MAX} steps");
            problems.push(
                Problem::new("too_many_steps", message)
                    .at("steps")
                    .found(draft.steps.len().to_string()),
            );
        }
        let mut seen = BTreeSet::new();
        for (index, step) in draft.steps.iter().enumerate() {
            let place = format!("steps[{index}]");
            if !seen.insert(&step.id) {
                let message = format!("the step id `{}` stands twice", step.id);
                problems.push(Problem::new("repeated_step", message).at(format!("{place}.id")));
            }
            check_step(step, &draft.module, setup, &place, &mut problems);
        }
        if problems.is_empty() { Ok(Definition(draft)) } else { Err(problems) }
    }

    /// What keeps a well-formed sequence from being activated, each with its place.
    pub fn blockers(&self, setup: &Setup) -> Problems {
        let mut problems = Problems::new();
        if self.steps.is_empty() {
            problems.push(
                Problem::new("no_steps", "the sequence has no steps")
                    .at("steps")
                    .help("add a message or a task"),
            );
        }
        if !setup.account.automation_enabled {
            problems.push(
                Problem::new(
                    "automation_switched_off",
                    "automation is switched off in the settings",
                )
                .help("switch it on in Settings › Automation"),
            );
        }
        let sms_enabled =
            setup.module(self.module.as_str()).is_some_and(|module| module.sms_enabled);
        for (index, step) in self.steps.iter().enumerate() {
            if matches!(step.action, Action::SmsToContact { .. }) && !sms_enabled {
                let message = format!("SMS is not switched on for `{}`", self.module);
                problems.push(
                    Problem::new("sms_not_enabled", message)
                        .at(format!("steps[{index}]"))
                        .help("switch SMS on in the settings of the module"),
                );
            }
        }
        problems
    }

    /// The step with this id, and the one after it.
    pub fn step(&self, id: &StepId) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == *id)
    }
}

fn check_name(name: &str, problems: &mut Problems) {
    let length = name.trim().chars().count();
    if length == 0 || length > NAME_CHARS_MAX {
        let message = format!("a name has 1 to {NAME_CHARS_MAX} characters");
        problems.push(Problem::new("invalid_name", message).at("name").found(length.to_string()));
    }
}

fn check_basis(draft: &Draft, setup: &Setup, problems: &mut Problems) {
    let Some(module) = setup.module(draft.module.as_str()) else {
        let message = format!("there is no module `{}`", draft.module);
        problems.push(
            Problem::new("unknown_module", message)
                .at("module")
                .found(draft.module.as_str())
                .allowed(setup.modules.iter().map(|module| module.key.as_str()))
                .suggest(),
        );
        return;
    };
    match &draft.basis {
        Basis::View(id) => match setup.view(id.as_str()) {
            None => problems.push(
                Problem::new("unknown_view", format!("there is no view `{id}`"))
                    .at("basis.view")
                    .found(id.as_str()),
            ),
            Some(view) if view.filter.module() != &draft.module => problems.push(
                Problem::new(
                    "wrong_module",
                    format!("the view `{}` belongs to `{}`", view.name, view.filter.module()),
                )
                .at("basis.view")
                .help("a view and its automation belong to one module"),
            ),
            Some(_) => {}
        },
        Basis::Stage(stage) => {
            if module.stage(stage.as_str()).is_none() {
                let stages = module.pipelines.iter().flat_map(|path| &path.stages);
                problems.push(
                    Problem::new(
                        "unknown_stage",
                        format!("`{}` has no stage `{stage}`", module.key),
                    )
                    .at("basis.stage")
                    .found(stage.as_str())
                    .allowed(stages.map(|stage| stage.key.as_str()))
                    .suggest(),
                );
            }
            if draft.run == Run::OneOff {
                problems.push(
                    Problem::new("one_off_needs_view", "a one-off send goes to a view")
                        .at("basis")
                        .help("choose a view, or a continuous sequence"),
                );
            }
        }
    }
}

fn check_step(
    step: &Step,
    module: &ModuleKey,
    setup: &Setup,
    place: &str,
    problems: &mut Problems,
) {
    match setup.templates.get(step.template.as_str()) {
        None => problems.push(
            Problem::new("unknown_template", format!("there is no template `{}`", step.template))
                .at(format!("{place}.template"))
                .found(step.template.as_str()),
        ),
        Some(template) => {
            problems.extend(
                template_misfit(template, step, module)
                    .map(|problem| problem.at(format!("{place}.template"))),
            );
        }
    }
    for colleague in step.action.colleagues() {
        if let Colleague::User(id) = colleague
            && setup.account.user(id.as_str()).is_none()
        {
            let users = setup.account.users.iter().map(|user| user.id.as_str());
            problems.push(
                Problem::new("unknown_user", format!("there is no user `{id}`"))
                    .at(place)
                    .found(id.as_str())
                    .allowed(users),
            );
        }
    }
}

fn template_misfit(template: &Template, step: &Step, module: &ModuleKey) -> Option<Problem> {
    let kind = template.kind();
    if !step.action.takes(&kind) {
        let message = format!("a step `{}` cannot use this type of template", step.action.key());
        return Some(
            Problem::new("wrong_template_kind", message)
                .found(kind.code())
                .help("the template's type must fit the action"),
        );
    }
    if template.module() != module {
        let message = format!("the template belongs to `{}`", template.module());
        return Some(Problem::new("wrong_module", message).found(template.module().as_str()));
    }
    None
}
