//! The real outside: D1, the platform's clock, `fetch`, the queue. The only file that calls them.

use core::pin::pin;
use core::time::Duration;

use futures_util::FutureExt;
use futures_util::StreamExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use relance_core::engine::delivery::retry_after_seconds;
use relance_core::words::Moment;
use wasm_bindgen::JsValue;
use worker::{AbortController, D1Database, D1PreparedStatement, D1Result, Delay, EmailMessage};
use worker::{Env, Fetch, SendEmail};
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, Response};

use crate::log;
use crate::platform::{Call, Letter, NoRandomness, Platform, Reply, Verb};
use crate::store::db::{Parameter, Statement, StoreError};

/// The binding of the database.
const DATABASE: &str = "DB";
/// The binding of e-mail.
const MAIL: &str = "EMAIL";
/// The binding of the queue.
const QUEUE: &str = "WAKE";
/// Longest that a server may take to answer. Units: ms. Our choice: a tick has 30 s of waiting at
/// most, and a receiver that needs longer should answer first and work afterwards.
const ANSWER_MS_MAX: u64 = 10_000;
/// Longest answer that is read. Units: bytes. Our choice: ten thousand lists with long titles.
const ANSWER_BYTES_MAX: usize = 2_000_000;

/// One invocation of the Worker.
#[derive(Debug)]
pub struct Cloudflare {
    env: Env,
    d1: D1Database,
}

impl Cloudflare {
    /// Its bindings.
    ///
    /// # Errors
    /// When the deployment has no database bound as `DB`.
    pub fn of(env: Env) -> Result<Self, StoreError> {
        let d1 = env.d1(DATABASE).map_err(error_of)?;
        Ok(Cloudflare { env, d1 })
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, StoreError> {
        let values: Vec<JsValue> = statement
            .parameters()
            .iter()
            .map(|parameter| match parameter {
                Parameter::Text(text) => JsValue::from_str(text),
                Parameter::Whole(number) => JsValue::from_f64(*number as f64),
                Parameter::Number(number) => JsValue::from_f64(*number),
                Parameter::Null => JsValue::NULL,
            })
            .collect();
        self.d1.prepare(statement.sql()).bind(&values).map_err(error_of)
    }

    async fn run(&self, statements: &[Statement]) -> Result<Vec<Vec<String>>, StoreError> {
        if let [one] = statements {
            let result = self.prepare(one)?.all().await.map_err(error_of)?;
            return Ok(vec![texts_of(&result)?]);
        }
        let prepared: Result<Vec<_>, _> = statements.iter().map(|one| self.prepare(one)).collect();
        let results = self.d1.batch(prepared?).await.map_err(error_of)?;
        results.iter().map(texts_of).collect()
    }
}

impl Cloudflare {
    async fn mailed(&self, letter: &Letter<'_>) -> Result<String, String> {
        let Ok(binding) = self.env.get_binding::<SendEmail>(MAIL) else {
            return Err(format!("E_NOT_BOUND: this deployment has no e-mail binding `{MAIL}`"));
        };
        let message = EmailMessage::new(letter.from, letter.to, letter.mime).map_err(said_by)?;
        let mailed = pin!(binding.send(&message));
        let answer_ms = self.answer_ms();
        match select(mailed, pin!(Delay::from(Duration::from_millis(answer_ms)))).await {
            Either::Left((Ok(result), _)) => Ok(result.message_id()),
            Either::Left((Err(error), _)) => Err(said_by(error)),
            Either::Right(_) => Err(too_late(answer_ms)),
        }
    }

    /// `RELANCE_ANSWER_MS` lowers [`ANSWER_MS_MAX`].
    fn answer_ms(&self) -> u64 {
        let given = self.variable("RELANCE_ANSWER_MS").and_then(|text| text.parse::<u64>().ok());
        given.map_or(ANSWER_MS_MAX, |lower| lower.clamp(1, ANSWER_MS_MAX))
    }
}

fn too_late(answer_ms: u64) -> String {
    format!("no answer within {} seconds", answer_ms.div_ceil(1_000))
}

/// An error's code, where it has one, and its words.
fn said_by(error: worker::js_sys::Error) -> String {
    let code = worker::js_sys::Reflect::get(&error, &JsValue::from_str("code"));
    let code = code.ok().and_then(|code| code.as_string());
    let said = String::from(error.message());
    code.map_or(said.clone(), |code| format!("{code}: {said}"))
}

impl Platform for Cloudflare {
    fn transaction<'a>(
        &'a self,
        statements: &'a [Statement],
    ) -> LocalBoxFuture<'a, Result<Vec<Vec<String>>, StoreError>> {
        self.run(statements).boxed_local()
    }

    fn now(&self) -> Moment {
        Moment::from_ms(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }

    fn call<'a>(&'a self, call: &'a Call<'a>) -> LocalBoxFuture<'a, Result<Reply, String>> {
        called(call, self.now(), self.answer_ms()).boxed_local()
    }

    fn mail<'a>(&'a self, letter: &'a Letter<'a>) -> LocalBoxFuture<'a, Result<String, String>> {
        self.mailed(letter).boxed_local()
    }

    fn variable(&self, name: &str) -> Option<String> {
        let secret = self.env.secret(name).ok().map(|secret| secret.to_string());
        secret.or_else(|| self.env.var(name).ok().map(|variable| variable.to_string()))
    }

    fn wake(&self) -> LocalBoxFuture<'_, ()> {
        async {
            // A deployment without queues has the minute's tick.
            let Ok(queue) = self.env.queue(QUEUE) else { return };
            if queue.send("due").await.is_err() {
                log::warning("wake").word("code", "queue_refused").write();
            }
        }
        .boxed_local()
    }
}

fn error_of(error: worker::Error) -> StoreError {
    match error {
        worker::Error::D1(inner) => StoreError(inner.cause()),
        other => StoreError(other.to_string()),
    }
}

#[derive(serde::Deserialize)]
struct JsonColumn {
    json: Option<String>,
}

fn texts_of(result: &D1Result) -> Result<Vec<String>, StoreError> {
    let rows: Vec<JsonColumn> = result.results().map_err(error_of)?;
    Ok(rows.into_iter().filter_map(|row| row.json).collect())
}

async fn called(call: &Call<'_>, now: Moment, answer_ms: u64) -> Result<Reply, String> {
    let headers = Headers::new();
    for (name, value) in call.headers {
        headers.set(name, value).map_err(|error| error.to_string())?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    match call.verb {
        Verb::Get => init.with_method(Method::Get),
        Verb::Post => init.with_method(Method::Post).with_body(Some(JsValue::from_str(call.body))),
    };
    let request =
        Request::new_with_init(call.url, &init).map_err(|_| "the address is broken".to_owned())?;
    let controller = AbortController::default();
    let signal = controller.signal();
    let answered = pin!(read(Fetch::Request(request), signal, now));
    match select(answered, pin!(Delay::from(Duration::from_millis(answer_ms)))).await {
        Either::Left((reply, _)) => reply,
        Either::Right(_) => {
            controller.abort();
            Err(too_late(answer_ms))
        }
    }
}

async fn read(fetch: Fetch, signal: worker::AbortSignal, now: Moment) -> Result<Reply, String> {
    // What the platform says of a failed connection names hosts and ports of its own.
    let mut response = fetch
        .send_with_signal(&signal)
        .await
        .map_err(|_| "the connection was refused or broke off".to_owned())?;
    let asked = response.headers().get("retry-after").ok().flatten();
    let retry_after_seconds = asked.and_then(|text| retry_after_seconds(&text, now));
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
