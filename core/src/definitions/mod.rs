//! What a person set up: views and automations, valid by construction.
//!
//! A definition is checked once against the account (`Definition::check`) and cannot be wrong after.
//! What it does is decided in `engine`.
//!
//! | file | holds |
//! |---|---|
//! | `definition` | the five kinds, and what they have in common |
//! | `trigger` | what starts a rule |
//! | `action` | what a step can do |
//! | `check`, `written` | what makes a definition well-formed |
//! | `loops` | which automations would start one another for ever |
//! | `lost_steps` | steps that a rule takes from itself |
//! | `automation` | a definition put together with what it runs |
//! | `outside` | services and programs that are connected |
//! | `subscription` | which level of the subscription each needs |
//! | `setup` | an account with all of them |

pub mod action;
pub mod automation;
mod check;
pub mod definition;
pub mod loops;
pub mod lost_steps;
pub mod outside;
pub mod setup;
pub mod subscription;
pub mod trigger;
mod written;

pub use action::{
    Action, ActivityKind, Colleague, Completion, ContactChoice, Notify, RelativeDate, Step, Target,
    Variant,
};
pub use automation::{Activation, Audience, Automation, State};
pub use definition::{
    Basis, Definition, DelayBase, Draft, Job, Kind, OnReply, ReEntry, Repeat, StepZone,
};
pub use outside::{Connection, ListConsent, MailingList, Outside, Presence};
pub use setup::{Setup, View};
pub use trigger::{After, AfterLeaving, Reached, Rule, Trigger};
pub use written::value_of;
