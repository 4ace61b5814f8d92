//! What happens, and what is going to happen: one verb, `advance`.
//!
//! `advance(setup, world, state, now, input)` takes what is known of one record and answers with
//! the state after, the effects that must happen, and a reason for each. It is the only place that
//! decides; the Worker commits its outcome, a plan (`plan`) throws it away. A decision happens at
//! its *logical instant* (the due time, the flip, the write), never at a tick's time, so that
//! lateness, page size and number of workers cannot change it.
//!
//! | file | decides |
//! |---|---|
//! | `state` | what is remembered of a record in an automation |
//! | `cause` | which automations brought something about: the loop guard's chain |
//! | `advance` | what can be asked, and the order of decisions |
//! | `enter` | who enters and leaves |
//! | `fire` | what starts a rule, and whose turn it is |
//! | `act` | what a due step does, or why it does not |
//! | `change` | actions that write the record itself |
//! | `make` | the records that actions make |
//! | `recipient` | who may be written to (consent, address, owner) |
//! | `merge` | what becomes of two contacts' passages when they are merged, and parted again |
//! | `once` | whether a client had a campaign |
//! | `alert` | what a person is told of by e-mail, and when |
//! | `budget` | what an SMS costs of the month, and how far that is spent |
//! | `cap` | the place that a message takes under a frequency cap |
//! | `health` | whether a deployment does its work |
//! | `guard` | what is too much at once |
//! | `migrate` | what a new version of an automation does to the records that are in it |
//! | `migrations` | what that adds up to, and the digest by which it is confirmed |
//! | `claim` | whether a decided message may still leave, at the moment of sending |
//! | `identity` | in whose name a message leaves |
//! | `outside` | adding to mailing lists, webhooks |
//! | `delivery` | what a call to a service outside came to, and when it is repeated |
//! | `facts`, `reads` | what is told of a message after it left, and what that means; who looked at it |
//! | `person` | what goes with a person who is erased, and what stays without them |
//! | `paid` | what a subscription that ends does to what is under way |
//! | `collision` | contacts whom all automations together would write to too often |
//! | `slots` | which slots of recurring jobs a plan takes |
//! | `variant`, `comparison` | which content of an A/B test a client gets; what the test shows |
//! | `trial` | what a test to oneself says |
//! | `plan` | timeline of one record, forecast of all: `advance` over future moments |
//!
//! Scenarios: `tests/scenarios/*.md`.

mod act;
mod advance;
mod alert;
mod budget;
mod cap;
mod cause;
mod change;
mod claim;
mod collision;
mod comparison;
pub mod delivery;
mod effect;
mod enter;
pub mod facts;
mod fire;
mod guard;
mod health;
mod identity;
mod log;
mod make;
mod merge;
mod migrate;
mod migrations;
mod once;
mod outside;
mod paid;
mod person;
mod plan;
pub mod reads;
mod recipient;
mod slots;
mod state;
mod trial;
mod variant;

pub use advance::{Delivery, Input, Outcome, Pace, World, advance, awaited};
pub use alert::{Alert, alert_text};
pub use budget::{
    Affordable, BudgetPlan, Cost, PlannedMonth, PlannedSms, Spent, WARNED_PERCENT, cost,
};
pub use cap::{Place, place};
pub use cause::{CHAIN_MAX, Cause};
pub use claim::{Claim, Claimed, ToColleague, claim, claim_to_colleague};
pub use collision::{Collision, Collisions, PlannedMessage};
pub use comparison::{
    Arm, Measure, REACHED_MIN, SENT_MIN, Verdict as TestVerdict, compare, judged, measures,
};
pub use effect::{Attachment, Effect, EffectBody, Notice, SmsFigures};
pub use guard::{DELIVERIES_WATCHED, Inflow, UNASKED_MIN, stops};
pub use health::{Ailment, BACKLOG_AGE_MS_MAX, TICK_AGE_MS_MAX, Vitals};
pub use identity::{ReplyTo, SendsAs, may_be_tested, sends_as, sms_sender};
pub use log::{LogEntry, MessageText, Reason, What};
pub use make::completion;
pub use merge::{Joined, Parted, Passage, Rehomed, Standings, StandingsImage, join, part};
pub use migrate::{CatchUp, Fate, Publication, Version, Why, migrate};
pub use migrations::{Group, Migrations, SAMPLES_MAX, Sample, name_of};
pub use once::{ClientKey, Holder, OnceUse, Settlement, Taken, Verdict, client_keys, contact_key};
pub use person::{Belongings, Business, Linked, belongings};
pub use plan::{
    ActivationPreview, Completed, FORECAST_ENTRIES_MAX, Figures, Forecast, PLAN_WAKES_MAX,
    Timeline, preview_end, timeline, timeline_from,
};
pub use recipient::{EmailRecipient, SmsRecipient};
pub use state::{Enrollment, EnrollmentState, Standing, SubjectState};
pub use trial::{Gap, Trial, TrialMessage, TrialRecord, template_trial, trials};
pub use variant::variant_for;
