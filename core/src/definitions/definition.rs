//! The five kinds of automation (S0, S1, S2, S3), each ordered steps over records that something lets in.
//!
//! Two levels, as people work: what is malformed is refused when saved (`Definition::check`, in
//! `check`); what only keeps it from running is listed for activation (`Definition::blockers`).

use super::action::{Action, Step};
use super::automation::Audience;
use super::setup::Setup;
use super::trigger::Rule;
use crate::filter::expression::Expression;
use crate::recurrence::Schedule;
use crate::timing::AtNight;
use crate::words::{
    AutomationId, ModuleKey, Problem, Problems, StageKey, StepId, TemplateId, ViewId,
};

/// More steps than any follow-up needs; it bounds the plan of one record. Source: our choice.
pub const STEPS_MAX: usize = 50;
/// Longest name of an automation. Units: characters. Source: our choice, one line of a list.
pub const NAME_CHARS_MAX: usize = 120;
/// Most messages of a one-off in an hour. Source: our choice, far above what a provider takes.
pub const PER_HOUR_MAX: u32 = 100_000;

/// Which of the five kinds, with what only that kind has.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Steps for records as long as they match a view or stand on a stage (S1, S2.5).
    Sequence,
    /// One bulk send to a view, its list frozen at the start (S2.6).
    OneOff {
        /// How many records begin in an hour at most; `None` is all at once.
        per_hour: Option<u32>,
    },
    /// One message per client for ever, when criteria are met for the first time (S0.11-15).
    Campaign,
    /// Actions when something happens (S0.4-6, S3, S4).
    Rule(Rule),
    /// Every so often over the records that match (S0.7-10).
    RecurringJob(Job),
}

/// What only a recurring job has.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// When it comes round, on the account's clocks (S0.7).
    pub schedule: Schedule,
    /// Whom it acts on again.
    pub repeat: Repeat,
}

/// Whom a recurring job acts on again (D15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Once; again after it stopped matching and matches anew.
    OnceWhileMatching,
    /// Once, ever.
    OnceEver,
    /// At every run.
    EveryRun,
}

/// What decides who is in: a view's filter (S2.4), a stage (S2.3), or a condition of its own (S4.5).
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// Records that match a saved filter.
    View(ViewId),
    /// Records on a stage.
    Stage(StageKey),
    /// Records that match this condition.
    Filter(Expression),
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

/// What an answer to one of its messages does to the passage that the message is of (E1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnReply {
    /// The passage ends: from now on people write.
    Ends,
    /// Nothing.
    GoesOn,
}

/// An automation as somebody wrote it, not checked yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Unique within the account.
    pub id: AutomationId,
    /// Name for people.
    pub name: String,
    /// The module that it belongs to.
    pub module: ModuleKey,
    /// Which of the five.
    pub kind: Kind,
    /// Who is in.
    pub basis: Basis,
    /// What delays count from.
    pub delay_base: DelayBase,
    /// Whether a record may start again.
    pub reentry: ReEntry,
    /// What happens to an SMS at night.
    pub at_night: AtNight,
    /// Whose clock.
    pub zone: StepZone,
    /// Records of this view stay out (E9).
    pub exclude: Option<ViewId>,
    /// A record that fulfils this has reached the goal and leaves (E9).
    pub goal: Option<Expression>,
    /// What an answer to one of its messages does (E1).
    pub on_reply: OnReply,
    /// In order.
    pub steps: Vec<Step>,
}

/// A checked automation: what it names exists and fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition(Draft);

impl core::ops::Deref for Definition {
    type Target = Draft;
    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl Kind {
    /// The name of the kind in every interface.
    pub fn key(&self) -> &'static str {
        match self {
            Kind::Sequence => "sequence",
            Kind::OneOff { .. } => "one_off",
            Kind::Campaign => "campaign",
            Kind::Rule(_) => "rule",
            Kind::RecurringJob(_) => "recurring_job",
        }
    }

    /// What an answer does where nobody chose (E1): it ends what follows a contact up. A rule and a
    /// recurring job do office work besides, which somebody's answer does not make needless.
    pub fn on_reply(&self) -> OnReply {
        match self {
            Kind::Sequence | Kind::OneOff { .. } | Kind::Campaign => OnReply::Ends,
            Kind::Rule(_) | Kind::RecurringJob(_) => OnReply::GoesOn,
        }
    }
}

impl Draft {
    /// What starts it, when it is a rule.
    pub fn rule(&self) -> Option<&Rule> {
        match &self.kind {
            Kind::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// When and on whom it acts, when it is a recurring job.
    pub fn job(&self) -> Option<&Job> {
        match &self.kind {
            Kind::RecurringJob(job) => Some(job),
            _ => None,
        }
    }

    /// Whether records enter by beginning to match (D12, D14).
    pub fn enters_by_matching(&self) -> bool {
        matches!(self.kind, Kind::Sequence | Kind::Campaign)
    }

    /// Whether it is remembered of each record if it matches: also of a job that acts once while a
    /// record matches (D15).
    pub fn follows_matching(&self) -> bool {
        self.enters_by_matching()
            || self.job().is_some_and(|job| job.repeat == Repeat::OnceWhileMatching)
    }

    /// Whether a record that stops matching leaves (D14): a campaign asks at the entry only, a
    /// one-off's list is frozen, a rule leaves with its stage.
    pub fn leaves_by_not_matching(&self) -> bool {
        matches!(self.kind, Kind::Sequence | Kind::RecurringJob(_))
    }

    /// Whether the condition is asked again at the moment of acting (D14).
    pub fn asks_again_when_acting(&self) -> bool {
        matches!(self.kind, Kind::Sequence | Kind::RecurringJob(_) | Kind::Rule(_))
    }

    /// Whether an activation looks at the records that are there already.
    pub fn has_first_look(&self) -> bool {
        matches!(self.kind, Kind::Sequence | Kind::OneOff { .. } | Kind::Campaign)
    }

    /// Whether it can be switched on for this audience (D12). A recurring job looks at everybody at
    /// each run, so that nobody is "there before it".
    pub fn takes(&self, audience: Audience) -> bool {
        self.job().is_none() || audience != Audience::EnteringAfterActivation
    }

    /// Every template that it uses, in the order of its steps; one may stand twice.
    pub fn template_ids(&self) -> Vec<&TemplateId> {
        self.steps.iter().flat_map(Step::templates).collect()
    }

    /// The step with this id and its place.
    pub fn step(&self, id: &StepId) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == *id)
    }

    /// The stage that it is bound to: the basis of a sequence, the trigger's of a rule.
    pub fn stage(&self) -> Option<&StageKey> {
        match (&self.basis, &self.kind) {
            (Basis::Stage(stage), _) => Some(stage),
            (_, Kind::Rule(rule)) => rule.trigger.stage(),
            _ => None,
        }
    }
}

impl Definition {
    /// Checks a draft against the account.
    ///
    /// # Errors
    /// All problems with their places; `tests/spec/errors.md` has one row for each.
    pub fn check(draft: Draft, setup: &Setup) -> Result<Self, Problems> {
        super::check::check(draft, setup).map(Definition)
    }

    /// What keeps a well-formed automation from being activated, each with its place.
    pub fn blockers(&self, setup: &Setup) -> Problems {
        let mut problems = Problems::new();
        if self.steps.is_empty() {
            problems.push(
                Problem::new("no_steps", "the automation has no steps")
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
            let mut missing = setup.outside.blockers(&step.action);
            missing.extend(setup.outside.silence(&step.action, &setup.account.sending));
            let place = format!("steps[{index}]");
            problems.extend(missing.into_iter().map(|problem| problem.within(&place)));
        }
        problems
    }
}
