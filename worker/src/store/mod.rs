//! D1: SQL constants, and rows ⇄ core's words. Decides nothing.
//!
//! Every call takes an `AccountId`, except the look-up of a token, the look-up
//! of where an e-mail goes, and the tick's question which
//! accounts have something due. Shapes that survive a kill at any moment: one `batch` per commit,
//! guarded by the versions that the decision was made on (`commit_guard`).

pub mod account;
pub mod answers;
pub mod automation;
pub mod budget;
pub mod cap;
pub mod consent;
pub mod db;
pub mod delivery;
pub mod export;
pub mod facts;
pub mod guard;
pub mod heartbeat;
pub mod idempotency;
pub mod import;
pub mod inbound;
pub mod input;
pub mod integration;
pub mod job;
pub mod merge;
pub mod notice;
pub mod once;
pub mod outbox;
pub mod person;
pub mod publish;
pub mod record;
pub mod schema;
pub mod sender;
pub mod setup;
pub mod subject;

use relance_core::words::Moment;

use crate::request::{self, Mode};
use db::Db;

/// What time it is for decisions: in development the clock that somebody moved, if anybody did.
pub fn clock(db: &Db, dev_now: Option<Moment>) -> Moment {
    match (request::mode(db), dev_now) {
        (Mode::Development, Some(now)) => now,
        (Mode::Development | Mode::Production, _) => db.real_now(),
    }
}
