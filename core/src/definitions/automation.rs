//! An automation with all that it needs to run: its filter, its pinned templates, its activation.

use std::collections::BTreeMap;

use super::definition::{Basis, Definition};
use super::setup::Setup;
use crate::filter::expression::{About, ClauseExpression, Operand, Operator};
use crate::filter::{Expression, Filter};
use crate::template::Template;
use crate::words::module::STAGE;
use crate::words::{Moment, Problem, Problems, StageKey, TemplateId};

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

/// An automation that can act, with the versions of the filter and the templates that it runs.
#[derive(Clone, Debug)]
pub struct Automation {
    /// What it does.
    pub definition: Definition,
    /// Earlier automations decide first when several are due at one instant.
    pub order: u32,
    /// The condition of its view or stage, as pinned at activation.
    pub filter: Filter,
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
        let filter = match &definition.basis {
            Basis::View(id) => match setup.view(id.as_str()) {
                Some(view) => view.filter.clone(),
                None => {
                    let problem = Problem::new("unknown_view", format!("there is no view `{id}`"));
                    return Err(vec![problem.at("basis.view").found(id.as_str())]);
                }
            },
            Basis::Stage(stage) => stage_filter(stage, &definition, setup)?,
        };
        let templates = definition
            .steps
            .iter()
            .filter_map(|step| {
                let template = setup.templates.get(step.template.as_str())?;
                Some((step.template.clone(), template.clone()))
            })
            .collect();
        Ok(Automation { definition, order, filter, templates, state })
    }

    /// Its activation, while it is active.
    pub fn activation(&self) -> Option<Activation> {
        match self.state {
            State::Active(activation) => Some(activation),
            State::Draft | State::Inactive(_) => None,
        }
    }
}

/// A stage is a filter like any other (S2.3), so that everything works on it alike.
fn stage_filter(
    stage: &StageKey,
    definition: &Definition,
    setup: &Setup,
) -> Result<Filter, Problems> {
    let about = About::Field(STAGE.to_owned());
    let operand = Operand::Text(stage.as_str().to_owned());
    let expression = Expression::Clause(ClauseExpression::new(about, Operator::Is, operand));
    Filter::check(&expression, &setup.catalog(), &definition.module)
}
