//! Entry points of the Worker. Decides nothing: loads, lets the core decide, commits.
//!
//! `worker/entry.js` calls the handlers exported here (`fetch`, `scheduled`, `queue`, `email`).
//! Reading order: `platform`, `request`, `auth`, `routes`, `store`, `engine`, `cron`. All but
//! `cloudflare` and the entry points runs natively too: that is how the simulation drives it.

pub mod answer;
pub mod auth;
mod cloudflare;
pub mod compose;
pub mod cron;
pub mod dispatch;
pub mod domain;
pub mod email;
pub mod engine;
pub mod hooks;
pub mod keys;
pub mod log;
pub mod mime;
pub mod platform;
pub mod providers;
pub mod public;
pub mod request;
pub mod routes;
pub mod row;
pub mod senders;
pub mod store;
pub mod test_send;
pub mod thread;
pub mod track;
pub mod wake;

use std::rc::Rc;

use relance_core::words::Moment;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, ForwardableEmailMessage, MessageBatch, Method, Request, Response, Result,
    ScheduleContext, ScheduledEvent, event,
};

use crate::answer::Refusal;
use crate::cloudflare::Cloudflare;
use crate::log::RequestId;
use crate::request::Incoming;
use crate::store::db::Db;

/// Length of the id of a request. Units: characters of five bits. Our choice: 80 bits never meet twice.
const REQUEST_ID_CHARS: usize = 16;

/// Tells the platform's log, and `entry.js`, that this instance is broken.
#[event(start)]
pub fn start() {
    std::panic::set_hook(Box::new(log::panicked));
}

/// Answers HTTP requests.
///
/// # Errors
/// When a response cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let began = worker::Date::now().as_millis();
    let method = request.method();
    let db = match outside(env) {
        Ok(db) => db,
        Err(refusal) => return answer::response(Err(refusal)),
    };
    let tells = log::tells_everything(db.platform());
    let id = RequestId::drawn(db.random_text(REQUEST_ID_CHARS).unwrap_or_default());
    let mut line = log::info("request").request(&id).word("method", name_of(&method));
    let answered = match Incoming::new(request, db) {
        Err(refusal) => answer::response(Err(refusal)),
        Ok(mut incoming) if public::is_public(&incoming) => {
            line = line.word("route", "p");
            let reply = public::handle(&mut incoming).await;
            context.wait_until(public::seen::note_afterwards(incoming));
            reply.into_response()
        }
        Ok(mut incoming) => {
            line = line.word("route", routes::name_of(&incoming));
            let handled = routes::handle(&mut incoming).await;
            if let Some(account) = &incoming.account {
                line = line.account(account);
            }
            if let Err(refusal) = &handled {
                line = line.problems(&refusal.problems);
            }
            line = line.number("statements", whole(incoming.db.statements()));
            answer::response(handled)
        }
    };
    let took_ms = whole(worker::Date::now().as_millis().saturating_sub(began));
    let status = answered.as_ref().map_or(500, Response::status_code);
    if tells {
        line.number("status", i64::from(status)).number("ms", took_ms).write();
    }
    let response = answered?;
    response.headers().set("x-request-id", id.as_str())?;
    Ok(response)
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn name_of(method: &Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        _ => "other",
    }
}

/// One tick, every minute.
#[event(scheduled)]
pub async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let ticked = match outside(env) {
        Ok(db) => cron::minute(&db, Moment::from_ms(event.schedule() as i64)).await,
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = ticked {
        log::error("tick").problems(&refusal.problems).write();
    }
}

/// What a write left is due now: the same tick, before its minute. The message carries nothing.
///
/// # Errors
/// Never: a failure is logged, and the next minute's tick goes on.
#[event(queue)]
pub async fn queue(_batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    if let Err(refusal) = tick(env).await {
        log::error("wake").problems(&refusal.problems).write();
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
