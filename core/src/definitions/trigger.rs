//! What starts a rule (D24), and its place among the rules of its stage (D25).

use crate::filter::expression::Operand;
use crate::words::{EventName, FieldKey, StageKey};

/// What a rule waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// The record reaches a stage (S3.3, S4.8-10).
    Stage {
        /// Which.
        stage: StageKey,
        /// In which way.
        how: Reached,
    },
    /// Something happens to the record: an invoice is paid, an e-mail is read (S4.11-12, S0.19).
    Event {
        /// What.
        name: EventName,
        /// Only while the record is on this stage (S4.17).
        stage: Option<StageKey>,
    },
    /// A record of the module appears: a task is created, an e-mail arrives (S0.4).
    Created,
    /// A field changes.
    Changed {
        /// Which.
        field: FieldKey,
        /// Only from this; [`Operand::Missing`] is any.
        from: Operand,
        /// Only to this; [`Operand::Missing`] is any.
        to: Operand,
    },
    /// A person starts it, or another program in a person's name.
    Manual,
}

/// How a record reaches a stage (S4.8-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It comes from another stage, of whichever pipeline.
    Moved,
    /// It is created there.
    Created,
    /// Either (S3.3: "reaches a stage").
    MovedOrCreated,
}

/// What a waiting passage does when its record leaves the rule's stage (D14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterLeaving {
    /// It ends.
    Cancel,
    /// It goes on (S3.5 waits six months on the last stage).
    Keep,
}

/// When a rule of a stage acts, beside the others (D25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// At once.
    Parallel,
    /// When the rule before it has acted (S3.16); not when that one's message could not be
    /// delivered.
    Previous,
    /// When the rule before it has acted, whatever became of its message.
    PreviousAnyway,
}

/// A rule: what starts it and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it waits for.
    pub trigger: Trigger,
    /// Its place among the rules of its stage, from 1.
    pub position: u32,
    /// Whether it waits for the rule before it.
    pub after: After,
    /// What leaving the stage does to it; `None` only before the check, which takes the stage's
    /// default: keep on a final stage, cancel elsewhere (D14, our choice).
    pub after_leaving: Option<AfterLeaving>,
}

impl Trigger {
    /// The stage that it is bound to, if it is.
    pub fn stage(&self) -> Option<&StageKey> {
        match self {
            Trigger::Stage { stage, .. } => Some(stage),
            Trigger::Event { stage, .. } => stage.as_ref(),
            Trigger::Created | Trigger::Changed { .. } | Trigger::Manual => None,
        }
    }
}

impl Rule {
    /// Whether a waiting passage outlives the record's stay on the stage.
    pub fn is_kept_after_leaving(&self) -> bool {
        self.trigger.stage().is_none() || self.after_leaving == Some(AfterLeaving::Keep)
    }
}
