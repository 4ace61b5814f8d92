//! What the engine remembers of one record: its standing in each automation.

use std::collections::BTreeMap;

use super::cause::Cause;
use super::log::Reason;
use crate::definitions::Step;
use crate::words::{AutomationId, DerivedKey, Moment, Record, RecordId, StepId};

/// A record with its standing in every automation that ever touched it.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectState {
    /// The record as it is; `None` before its first write.
    pub record: Option<Record>,
    /// One standing per automation that knows the record; none means outside, never enrolled.
    pub standings: BTreeMap<AutomationId, Standing>,
    /// The earliest instant at which time alone may change an answer, or at which something it
    /// depends on changed.
    pub recheck_at: Option<Moment>,
}

/// One record in one automation: inside or outside its filter, and the current passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Whether it matched when last looked at.
    pub is_inside: bool,
    /// Since when.
    pub since: Moment,
    /// When it last left, if it ever did.
    pub left_at: Option<Moment>,
    /// How often it was enrolled; part of the keys, so that a second passage is a new cause.
    pub pass: u32,
    /// The passage of the current `pass`.
    pub enrollment: Option<Enrollment>,
}

/// One record's passage through an automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrollment {
    /// Derived from automation, record and pass; survives new versions and merges.
    pub id: DerivedKey,
    /// The logical instant of the entry.
    pub entered_at: Moment,
    /// The logical instant from which the delay of the step counts that it waits for: the entry, or
    /// the decision before. A new version times the step anew from here (D29).
    pub base_at: Moment,
    /// Where it stands.
    pub state: EnrollmentState,
    /// What brought it about, when no person did (D19).
    pub cause: Option<Cause>,
    /// The activities that it and earlier passages planned and that end when the record moves on
    /// (S3.20), in the order in which they were planned.
    pub activities: Vec<RecordId>,
}

/// Where an enrollment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrollmentState {
    /// A step is due at an instant.
    Waiting {
        /// The next step.
        step: StepId,
        /// When it is decided.
        due_at: Moment,
    },
    /// It waits for the rule before it to have acted (D25).
    Held,
    /// Every step was decided.
    Finished {
        /// When the last one was.
        at: Moment,
    },
    /// It ended early.
    Exited {
        /// When.
        at: Moment,
        /// Why.
        reason: Reason,
    },
}

impl Enrollment {
    /// The id of a passage: the same cause always has the same id (design: keys).
    pub fn id_of(automation: &AutomationId, record: &RecordId, pass: u32) -> DerivedKey {
        DerivedKey::of(&["enrollment", automation.as_str(), record.as_str(), &pass.to_string()])
    }

    /// The key of what a step of this passage does (D23): the same cause is the same effect.
    pub(super) fn action_key(&self, step: &Step) -> DerivedKey {
        DerivedKey::of(&["action", self.id.as_str(), step.id.as_str(), step.action.key()])
    }

    /// Whether it is under way.
    pub fn is_open(&self) -> bool {
        matches!(self.state, EnrollmentState::Waiting { .. } | EnrollmentState::Held)
    }

    /// The instant of the next decision, while one is waiting.
    pub fn due_at(&self) -> Option<Moment> {
        match self.state {
            EnrollmentState::Waiting { due_at, .. } => Some(due_at),
            EnrollmentState::Held
            | EnrollmentState::Finished { .. }
            | EnrollmentState::Exited { .. } => None,
        }
    }
}

impl SubjectState {
    /// A record that the engine has nothing to remember of.
    pub fn of(record: Record) -> Self {
        SubjectState { record: Some(record), standings: BTreeMap::new(), recheck_at: None }
    }

    /// Nothing yet: the state before a record's first write.
    pub fn unborn() -> Self {
        SubjectState { record: None, standings: BTreeMap::new(), recheck_at: None }
    }
}
