//! An automation with all that it needs to run: its filter, its pinned templates, its activation.

use std::collections::BTreeMap;

use super::action::Action;
use super::definition::{Basis, Definition};
use super::setup::Setup;
use crate::filter::expression::{About, ClauseExpression, Operand, Operator};
use crate::filter::{Expression, Filter};
use crate::template::Template;
use crate::words::module::STAGE;
use crate::words::{Moment, Problem, Problems, StageKey, StepId, TemplateId, ViewId};

/// Who takes part when an automation is activated (D12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who matches, the old ones too (S1.31 unticked).
    All,
    /// Only records created after the activation (S1.31 ticked).
    CreatedAfterActivation,
    /// Only records that enter after the activation (S2.10).
    EnteringAfterActivation,
}

/// The moment that somebody switched it on, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// The logical instant from which it counts; never a tick's or a chunk's time.
    pub at: Moment,
    /// Who takes part.
    pub audience: Audience,
}

/// Whether an automation acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Never activated.
    Draft,
    /// Active: records enter, leave and are followed up.
    Active(Activation),
    /// Deactivated: waiting enrollments are frozen (D6).
    Inactive(Activation),
}

/// An automation that can act, with the versions of the filters and the templates that it runs.
#[derive(Clone, Debug)]
pub struct Automation {
    /// What it does.
    pub definition: Definition,
    /// Earlier automations decide first when several are due at one instant.
    pub order: u32,
    /// The condition of its view or stage, as pinned at activation.
    pub filter: Filter,
    /// Who stays out (E9), as pinned at activation.
    pub exclude: Option<Filter>,
    /// What ends it early with success (E9).
    pub goal: Option<Filter>,
    /// The conditions of its branches.
    pub branches: BTreeMap<StepId, Filter>,
    /// The templates of its steps, as pinned at activation (D29).
    pub templates: BTreeMap<TemplateId, Template>,
    /// Whether it acts.
    pub state: State,
}

impl Automation {
    /// Puts an automation together with the current versions of its view (or stage) and templates.
    ///
    /// # Errors
    /// As [`Definition::check`]; after a successful check only if the setup has changed since.
    pub fn assemble(
        definition: Definition,
        order: u32,
        state: State,
        setup: &Setup,
    ) -> Result<Self, Problems> {
        let catalog = setup.catalog();
        let checked =
            |condition: &Expression| Filter::check(condition, &catalog, &definition.module);
        let filter = match &definition.basis {
            Basis::View(id) => view_filter(id, setup, "basis.view")?,
            Basis::Stage(stage) => checked(&on_stage(stage))?,
            Basis::Filter(condition) => checked(condition)?,
        };
        let exclude = definition.exclude.as_ref();
        let exclude = exclude.map(|id| view_filter(id, setup, "exclude")).transpose()?;
        let goal = definition.goal.as_ref().map(checked).transpose()?;
        let mut branches = BTreeMap::new();
        for step in &definition.steps {
            if let Action::Branch { condition, .. } = &step.action {
                branches.insert(step.id.clone(), checked(condition)?);
            }
        }
        let templates = definition
            .template_ids()
            .into_iter()
            .filter_map(|id| Some((id.clone(), setup.templates.get(id.as_str())?.clone())))
            .collect();
        Ok(Automation { definition, order, filter, exclude, goal, branches, templates, state })
    }

    /// All its conditions: what must be loaded, and what wakes it.
    pub fn filters(&self) -> impl Iterator<Item = &Filter> {
        core::iter::once(&self.filter)
            .chain(&self.exclude)
            .chain(&self.goal)
            .chain(self.branches.values())
    }

    /// Its activation, while it is active.
    pub fn activation(&self) -> Option<Activation> {
        match self.state {
            State::Active(activation) => Some(activation),
            State::Draft | State::Inactive(_) => None,
        }
    }
}

fn view_filter(id: &ViewId, setup: &Setup, place: &str) -> Result<Filter, Problems> {
    setup.view(id.as_str()).map(|view| view.filter.clone()).ok_or_else(|| {
        let problem = Problem::new("unknown_view", format!("there is no view `{id}`"));
        vec![problem.at(place).found(id.as_str())]
    })
}

/// A stage is a filter like any other (S2.3), so that everything works on it alike.
fn on_stage(stage: &StageKey) -> Expression {
    let about = About::Field(STAGE.to_owned());
    let operand = Operand::Text(stage.as_str().to_owned());
    Expression::Clause(ClauseExpression::new(about, Operator::Is, operand))
}
