//! Wakes the Worker by a queue message when a write left something due, so that it need not wait for
//! the minute. The truth is in D1: a message that is lost costs a minute, never an action.

use relance_core::words::{AccountId, Moment};

use crate::log;
use crate::request::{Caller, Incoming};
use crate::store::db::Db;
use crate::store::subject;

/// Sends the message, if anything is due. Never fails the write that it follows.
pub async fn after_write(incoming: &Incoming, caller: &Caller) {
    // Who moved the clock decides when something happens.
    if !caller.is_clock_moved {
        send_if_due(&incoming.db, &caller.account, caller.now).await;
    }
}

/// The same, after something that came by no request.
pub async fn send_if_due(db: &Db, account: &AccountId, now: Moment) {
    match subject::is_due(db, account, now).await {
        Ok(true) => db.platform().wake().await,
        Ok(false) => {}
        Err(error) => log::warning("wake").store(&error).write(),
    }
}
