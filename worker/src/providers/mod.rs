//! Speaks with services outside: one file for each, over one bounded HTTP call.
//!
//! Decides nothing: what an answer means for a message is `relance_core::engine`'s to say.

pub mod outgoing;
pub mod unisender;
pub mod webhook;

pub use outgoing::{File, Hint, Identity, Outgoing, Sending};

use core::pin::pin;
use core::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use worker::wasm_bindgen::JsValue;
use worker::{AbortController, Delay, Fetch, Headers, Method, Request, RequestInit};
use worker::{RequestRedirect, Response};

/// Longest that a service may take to answer. Units: ms. Our choice: a tick has 30 s of waiting at
/// most, and a receiver that needs longer should answer first and work afterwards.
const ANSWER_MS_MAX: u64 = 10_000;
/// Longest answer that is read. Units: bytes. Our choice: ten thousand lists with long titles.
const ANSWER_BYTES_MAX: usize = 2_000_000;
/// Longest explanation that is kept. Units: characters. Our choice: it stands in a line of a table.
const SAID_CHARS_MAX: usize = 200;

/// A request to a service.
#[derive(Debug)]
pub struct Call<'a> {
    /// Where to; checked by `relance_core::words::WebAddress` before.
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// What is sent.
    pub body: &'a str,
}

/// What a service answered.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, when it is a number. Units: seconds.
    pub retry_after_seconds: Option<i64>,
    /// The answer, cut; empty when it is not text.
    pub body: String,
}

/// Sends a POST and waits a bounded time. Redirects are not followed: they would lead where nobody
/// has looked.
///
/// # Errors
/// Why no answer came, in one line. Whether the service saw the request is then not known.
pub async fn post(call: &Call<'_>) -> Result<Reply, String> {
    let headers = Headers::new();
    for (name, value) in call.headers {
        headers.set(name, value).map_err(|error| error.to_string())?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(call.body)));
    let request =
        Request::new_with_init(call.url, &init).map_err(|_| "the address is broken".to_owned())?;
    let controller = AbortController::default();
    let signal = controller.signal();
    let answered = pin!(read(Fetch::Request(request), signal));
    let late = pin!(Delay::from(Duration::from_millis(ANSWER_MS_MAX)));
    match select(answered, late).await {
        Either::Left((reply, _)) => reply,
        Either::Right(_) => {
            controller.abort();
            Err(format!("no answer within {} seconds", ANSWER_MS_MAX / 1_000))
        }
    }
}

async fn read(fetch: Fetch, signal: worker::AbortSignal) -> Result<Reply, String> {
    // What the platform says of a failed connection names hosts and ports of its own.
    let mut response = fetch
        .send_with_signal(&signal)
        .await
        .map_err(|_| "the connection was refused or broke off".to_owned())?;
    let retry_after_seconds = response
        .headers()
        .get("retry-after")
        .ok()
        .flatten()
        .and_then(|text| text.trim().parse::<u32>().ok())
        .map(i64::from);
    let (status, body) = (response.status_code(), body_of(&mut response).await?);
    Ok(Reply { status, retry_after_seconds, body })
}

async fn body_of(response: &mut Response) -> Result<String, String> {
    let mut bytes = Vec::new();
    if let Ok(mut stream) = response.stream() {
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| "the answer broke off".to_owned())?;
            bytes.extend_from_slice(&chunk);
            if bytes.len() > ANSWER_BYTES_MAX {
                return Err(format!("the answer is longer than {ANSWER_BYTES_MAX} bytes"));
            }
        }
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// A service's explanation as it is kept: one line, bounded.
fn clipped(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID_CHARS_MAX).collect()
}
