//! Entry points of the Worker. Decides nothing: loads, lets the core decide, commits.
//!
//! `worker/entry.js` calls the handlers exported here (`fetch`, `scheduled`, `queue`, `email`).
//! Reading order: `request`, `auth`, `routes`, `store`, `engine`, `cron`.

mod answer;
mod auth;
mod cron;
mod domain;
mod email;
mod engine;
mod outward;
mod providers;
mod public;
mod request;
mod routes;
mod sending;
mod store;
mod wake;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, ForwardableEmailMessage, MessageBatch, Request, Response, Result,
    ScheduleContext, ScheduledEvent, event,
};

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
        Ok(mut incoming) if public::is_public(&incoming) => {
            return public::handle(&mut incoming).await.into_response();
        }
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

/// What a write left is due now: the same tick, before its minute. The message carries nothing.
///
/// # Errors
/// Never: a failure is logged, and the next minute's tick goes on.
#[event(queue)]
pub async fn queue(_batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    if let Err(refusal) = tick(&env).await {
        for problem in refusal.problems {
            worker::console_error!("wake: {problem}");
        }
    }
    Ok(())
}

/// An e-mail that the platform delivers. Not the macro's handler: that one panics where this one lets
/// the platform see a failure.
///
/// # Errors
/// When the message could be neither kept nor refused.
#[wasm_bindgen(wasm_bindgen_futures = worker::wasm_bindgen_futures)]
pub async fn email(
    message: ForwardableEmailMessage,
    env: Env,
    _context: JsValue,
) -> core::result::Result<(), JsValue> {
    email::receive(&message, &env).await.map_err(|refusal| {
        let problems = refusal.problems.iter().map(ToString::to_string);
        JsValue::from_str(&problems.collect::<Vec<_>>().join("; "))
    })
}

async fn tick(env: &Env) -> core::result::Result<usize, answer::Refusal> {
    let db = store::db::Db::of(env)?;
    let now = cron::clock(&db, env).await?;
    cron::tick(&db, env, now).await
}
