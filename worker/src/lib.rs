//! Entry points of the Worker. Decides nothing: loads, lets the core decide, commits.
//!
//! `worker/entry.js` calls the handlers exported here (`fetch`, `scheduled`, `queue`, `email`).
//! Reading order: `platform`, `request`, `auth`, `routes`, `store`, `engine`, `cron`. All but
//! `cloudflare` and the entry points runs natively too: that is how the simulation drives it.

pub mod answer;
pub mod auth;
mod cloudflare;
pub mod cron;
pub mod dispatch;
pub mod domain;
pub mod email;
pub mod engine;
pub mod hooks;
pub mod keys;
pub mod log;
pub mod platform;
pub mod providers;
pub mod public;
pub mod request;
pub mod routes;
pub mod senders;
pub mod store;
pub mod wake;

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, ForwardableEmailMessage, MessageBatch, Request, Response, Result,
    ScheduleContext, ScheduledEvent, event,
};

use crate::answer::Refusal;
use crate::cloudflare::Cloudflare;
use crate::request::Incoming;
use crate::store::db::Db;

/// Tells the platform's log, and `entry.js`, that this instance is broken.
#[event(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| log::error(&format!("panic: {info}"))));
}

/// Answers HTTP requests.
///
/// # Errors
/// When a response cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let incoming = outside(env).and_then(|db| Incoming::new(request, db));
    let handled = match incoming {
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
    if let Err(refusal) = tick(env).await {
        for problem in refusal.problems {
            log::error(&format!("tick: {problem}"));
        }
    }
}

/// What a write left is due now: the same tick, before its minute. The message carries nothing.
///
/// # Errors
/// Never: a failure is logged, and the next minute's tick goes on.
#[event(queue)]
pub async fn queue(_batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    if let Err(refusal) = tick(env).await {
        for problem in refusal.problems {
            log::error(&format!("wake: {problem}"));
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
    let received = match outside(env) {
        Ok(db) => email::receive(&message, &db).await,
        Err(refusal) => Err(refusal),
    };
    received.map_err(|refusal| {
        let problems = refusal.problems.iter().map(ToString::to_string);
        JsValue::from_str(&problems.collect::<Vec<_>>().join("; "))
    })
}

async fn tick(env: Env) -> core::result::Result<usize, Refusal> {
    let db = outside(env)?;
    let now = cron::clock(&db).await?;
    cron::tick(&db, now).await
}

fn outside(env: Env) -> core::result::Result<Db, Refusal> {
    Ok(Db::of(Rc::new(Cloudflare::of(env)?)))
}
