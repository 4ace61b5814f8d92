//! What a request is answered with: a value, or problems with a status.

use relance_core::wire::json::problems_to_json;
use relance_core::words::{Problem, Problems};
use serde_json::{Value as Json, json};
use worker::{Headers, Response};

use crate::log;
use crate::store::db::StoreError;

/// A good answer.
#[derive(Debug)]
pub enum Answer {
    /// 200 with this value.
    Value(Json),
    /// 200 with JSON that the database wrote.
    Text(String),
    /// 201 with this value.
    Created(Json),
    /// 200 with this value and a cookie.
    WithCookie(Json, String),
    /// 204.
    Empty,
    /// 200 with text for another program, as Prometheus reads it.
    Plain(String),
    /// 200 with lines of JSON (NDJSON).
    Lines(String),
    /// 503 with this value: nothing was asked wrongly.
    Unready(Json),
}

/// A refusal: what is wrong with the request, or that we failed.
#[derive(Debug)]
pub struct Refusal {
    /// What is wrong; the first one's code decides the status.
    pub problems: Problems,
}

/// What a route gives back.
pub type Handled = Result<Answer, Refusal>;

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Refusal { problems: vec![problem] }
    }
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        Refusal { problems }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if error.is_taken() {
            let message = "somebody wrote the same at the same moment";
            return Problem::new("changed_meanwhile", message).help("try again").into();
        }
        // The cause is for the operator's log; it may quote rows, so it does not travel.
        log::error("store").store(&error).write();
        let message = "the database did not answer; nothing was changed unless you see it";
        Problem::new("store_unavailable", message).help("try again; use an Idempotency-Key").into()
    }
}

/// The refusal of anything that is not there, also of what belongs to another account.
pub fn not_found(what: &str) -> Refusal {
    Problem::new("not_found", format!("there is no such {what}")).into()
}

/// The status that belongs to a code.
fn status_of(code: &str) -> u16 {
    match code {
        "invalid_json" | "invalid_utf8" => 400,
        "missing_token" | "unknown_token" => 401,
        "insufficient_scope" | "subscription_needed" => 403,
        "not_found" => 404,
        "method_not_allowed" => 405,
        "view_in_use"
        | "template_in_use"
        | "in_use"
        | "taken"
        | "confirmation_mismatch"
        | "wrong_state"
        | "merged_record"
        | "being_forgotten"
        | "changed_meanwhile"
        | "key_reused"
        | "settings_in_use"
        | "still_activating"
        | "nothing_to_publish"
        | "catch_up_needed" => 409,
        "body_too_large" => 413,
        "internal" => 500,
        "service_unavailable" => 502,
        "store_unavailable" => 503,
        _ => 422,
    }
}

/// The HTTP response of whatever a route gave back.
///
/// # Errors
/// When the platform cannot build a response.
pub fn response(handled: Handled) -> worker::Result<Response> {
    match handled {
        Ok(Answer::Value(value)) => text(value.to_string(), 200, "application/json"),
        Ok(Answer::Text(json)) => text(json, 200, "application/json"),
        Ok(Answer::Created(value)) => text(value.to_string(), 201, "application/json"),
        Ok(Answer::WithCookie(value, cookie)) => {
            let response = text(value.to_string(), 200, "application/json")?;
            response.headers().set("set-cookie", &cookie)?;
            Ok(response)
        }
        Ok(Answer::Plain(plain)) => text(plain, 200, "text/plain; version=0.0.4; charset=utf-8"),
        Ok(Answer::Lines(lines)) => text(lines, 200, "application/x-ndjson"),
        Ok(Answer::Unready(value)) => text(value.to_string(), 503, "application/json"),
        Ok(Answer::Empty) => Ok(Response::empty()?.with_status(204)),
        Err(refusal) => refused(&refusal),
    }
}

/// A problem document. Source: RFC 9457; `code` and `problems` are ours.
fn refused(refusal: &Refusal) -> worker::Result<Response> {
    let (code, title) = refusal
        .problems
        .first()
        .map_or(("internal", "the server failed at this request"), |first| {
            (first.code, first.message.as_str())
        });
    let status = status_of(code);
    let body = json!({
        "type": format!("urn:relance:problem:{code}"),
        "title": title,
        "status": status,
        "code": code,
        "problems": problems_to_json(&refusal.problems),
    });
    text(body.to_string(), status, "application/problem+json")
}

fn text(body: String, status: u16, content_type: &str) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", content_type)?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::ok(body)?.with_headers(headers).with_status(status))
}
