//! What a person set up: views and automations, valid by construction.
//!
//! A definition is checked once against the account (`Definition::check`) and cannot be wrong after.
//! What it does is decided in `engine`.

pub mod automation;
pub mod definition;
pub mod setup;

pub use automation::{Activation, Audience, Automation, State};
pub use definition::{
    Action, Basis, Colleague, ContactChoice, Definition, DelayBase, Draft, Notify, ReEntry, Run,
    Step, StepZone,
};
pub use setup::{Setup, View};
