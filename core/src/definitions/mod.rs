//! What a person set up: views and automations, valid by construction.
//!
//! A definition is checked once against the account (`Sequence::check`) and cannot be wrong after.
//! What it does is decided in `engine`.

pub mod automation;
pub mod sequence;
pub mod setup;

pub use automation::{Activation, Audience, Automation, State};
pub use sequence::{
    Action, Basis, Colleague, ContactChoice, DelayBase, Notify, ReEntry, Run, Sequence,
    SequenceDraft, Step, StepZone,
};
pub use setup::{Setup, View};
