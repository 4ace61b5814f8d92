//! Entry points of the Worker. Decides nothing: loads, lets the core decide, commits.
//!
//! `worker/entry.js` calls the handlers exported here (`fetch`, `scheduled`, `queue`, `email`).
//! Reading order: `request`, `auth`, `routes`, `store`, `engine`, `cron`.

mod answer;
mod auth;
mod cron;
mod domain;
mod engine;
mod request;
mod routes;
mod sending;
mod store;

use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, event};

use crate::request::Incoming;

/// Tells the platform's log, and `entry.js`, that this instance is broken.
#[event(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| worker::console_error!("panic: {info}")));
}

/// Answers HTTP requests.
///
/// # Errors
/// When a response cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let handled = match Incoming::new(request, env) {
        Ok(incoming) => routes::handle(incoming).await,
        Err(refusal) => Err(refusal),
    };
    answer::response(handled)
}

/// One tick, every minute.
#[event(scheduled)]
pub async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(refusal) = tick(&env).await {
        for problem in refusal.problems {
            worker::console_error!("tick: {problem}");
        }
    }
}

async fn tick(env: &Env) -> core::result::Result<usize, answer::Refusal> {
    let db = store::db::Db::of(env)?;
    let now = cron::clock(&db, env).await?;
    cron::tick(&db, env, now).await
}
