//! Entry points of the Worker. Decides nothing: loads, lets the core decide, commits.
//!
//! `worker/entry.js` calls the handlers exported here (`fetch`, `scheduled`, `queue`, `email`).

use worker::{Context, Env, Request, Response, Result, event};

/// Answers HTTP requests.
///
/// # Errors
/// When a response cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    match request.path().as_str() {
        "/health" | "/api/health" => Response::from_json(&"ok"),
        _ => Response::error("not found", 404),
    }
}
