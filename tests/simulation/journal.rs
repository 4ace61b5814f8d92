//! What was really committed and really called, for the invariants.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::executor::TaskId;
use crate::forgotten::Erasure;
use crate::provider::{Service, Told};

/// Why a worker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// A tick.
    Tick,
    /// A request: this entry of the schedule.
    Request(usize),
    /// A request that ends messages: an unsubscribe, a suppression, an erasure.
    Ending(usize),
}

/// A contact as the database has it at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Whether it is there.
    pub exists: bool,
    /// Whether marketing by e-mail is allowed.
    pub email_consent: bool,
    /// Whether marketing by SMS is allowed.
    pub sms_consent: bool,
    /// Its own zone.
    pub zone: Option<String>,
}

/// A message that a provider was handed.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Commits before it.
    pub commit: u64,
    /// Whose.
    pub task: TaskId,
    /// The deployment's clock when the worker began the call.
    pub at_ms: i64,
    /// The outbox's key, by the claims of the worker.
    pub key: Option<String>,
    /// To whom.
    pub to: String,
    /// By whom.
    pub service: Service,
    /// Whether it made it arrive.
    pub has_arrived: bool,
    /// Whether the service took it, for the first time or again.
    pub is_taken: bool,
    /// What the caller could know.
    pub told: Told,
    /// The contact then.
    pub contact: Snapshot,
}

/// A message that a worker claimed.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Which commit it was, counted from the beginning of the run.
    pub commit: u64,
    /// Whose.
    pub task: TaskId,
    /// The deployment's clock.
    pub at_ms: i64,
    /// The outbox's key.
    pub key: String,
    /// The outbox's row as the statement answered it.
    pub row: Json,
    /// The contact at that instant; when the claim was confirmed, then.
    pub contact: Snapshot,
    /// The deployment's clock when the worker began.
    pub began_ms: i64,
    /// The latest that the deployment's clock showed to this worker.
    pub latest_ms: i64,
}

/// What happened, for the invariants.
#[derive(Debug, Default)]
pub struct Journal {
    /// Transactions that were committed so far.
    pub commits: u64,
    /// Messages that were decided, by their keys: which commit it was, and for which contact.
    pub decided: BTreeMap<String, (u64, String)>,
    /// Messages that were claimed, in order.
    pub claims: Vec<Claim>,
    /// Which entry of the schedule was committed by which commit: the first of them, and the last.
    pub committed: BTreeMap<usize, (u64, u64)>,
    /// Contacts that ask to be forgotten, by the entry of the schedule.
    pub to_forget: BTreeMap<usize, String>,
    /// Who was erased, in order.
    pub erasures: Vec<Erasure>,
    /// What providers were handed, in order.
    pub deliveries: Vec<Delivery>,
    /// Calls that were noted before they were made: which commit, whose, the outbox's key.
    pub noted: Vec<(u64, TaskId, String)>,
    /// Messages of which a worker said what became of them, likewise.
    pub settled: Vec<(u64, TaskId, String)>,
    /// Workers that hold claims and have not ended.
    pub claiming: BTreeSet<TaskId>,
    /// The deployment's clock when a worker began, and the latest that it saw.
    pub clocks: BTreeMap<TaskId, (i64, i64)>,
}
