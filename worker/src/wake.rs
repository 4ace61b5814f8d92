//! Wakes the Worker by a queue message when a write left something due, so that it need not wait for
//! the minute. The truth is in D1: a message that is lost costs a minute, never an action.

use relance_core::words::{AccountId, Moment};
use worker::Env;

use crate::request::{Caller, Incoming};
use crate::store::db::Db;
use crate::store::subject;

/// The binding of the queue.
const QUEUE: &str = "WAKE";

/// Sends the message, if anything is due. Never fails the write that it follows.
pub async fn after_write(incoming: &Incoming, caller: &Caller) {
    // Who moved the clock decides when something happens.
    if !caller.is_clock_moved {
        send_if_due(&incoming.db, &incoming.env, &caller.account, caller.now).await;
    }
}

/// The same, after something that came by no request.
pub async fn send_if_due(db: &Db, env: &Env, account: &AccountId, now: Moment) {
    // A deployment without queues has the minute's tick.
    let Ok(queue) = env.queue(QUEUE) else { return };
    match subject::is_due(db, account, now).await {
        Ok(true) => {
            if let Err(error) = queue.send("due").await {
                worker::console_warn!("wake: {error}");
            }
        }
        Ok(false) => {}
        Err(error) => worker::console_warn!("wake: {}", error.0),
    }
}
