//! Wakes the Worker by a queue message when a write left something due, so that it need not wait for
//! the minute. The truth is in D1: a message that is lost costs a minute, never an action.

use crate::request::{Caller, Incoming};
use crate::store::subject;

/// The binding of the queue.
const QUEUE: &str = "WAKE";

/// Sends the message, if anything is due. Never fails the write that it follows.
pub async fn after_write(incoming: &Incoming, caller: &Caller) {
    // Who moved the clock decides when something happens.
    if caller.is_clock_moved {
        return;
    }
    // A deployment without queues has the minute's tick.
    let Ok(queue) = incoming.env.queue(QUEUE) else { return };
    match subject::is_due(&incoming.db, &caller.account, caller.now).await {
        Ok(true) => {
            if let Err(error) = queue.send("due").await {
                worker::console_warn!("wake: {error}");
            }
        }
        Ok(false) => {}
        Err(error) => worker::console_warn!("wake: {}", error.0),
    }
}
