//! A request as routes see it: method, path, query, body within bounds, who asks, and what time it is.

use std::collections::BTreeMap;

use relance_core::wire::json;
use relance_core::words::{AccountId, Moment, Problem};
use serde_json::Value as Json;
use worker::{Method, Request};

use crate::answer::Refusal;
use crate::public::seen::Afterwards;
use crate::store::db::Db;

/// Longest body of most requests. Units: bytes. 1,000 records of 4 kB each.
pub const BODY_BYTES_MAX: usize = 4_000_000;
/// Longest CSV file. Units: bytes. Source: our choice; a Worker has 128 MB for text, parsed rows and
/// what is sent to D1.
pub const IMPORT_BYTES_MAX: usize = 16_000_000;

/// Whether this deployment is for trying things out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The clock can be moved.
    Development,
    /// The clock is the world's.
    Production,
}

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Look at everything.
    Read,
    /// Change everything but tokens.
    Write,
    /// Make and delete tokens.
    Admin,
    /// Start rules that wait for it, and nothing else.
    Start,
}

/// Who asks, and what a decision needs from outside.
#[derive(Debug)]
pub struct Caller {
    /// Whose data.
    pub account: AccountId,
    /// What the token allows.
    pub scopes: Vec<Scope>,
    /// Who did it, where that is kept: the token's id, or `admin`.
    pub by: String,
    /// The decision clock.
    pub now: Moment,
    /// Whether somebody moved it: then nothing happens but at their ticks.
    pub is_clock_moved: bool,
}

/// The request being handled.
#[derive(Debug)]
pub struct Incoming {
    /// The outside.
    pub db: Db,
    /// See [`Mode`].
    pub mode: Mode,
    /// GET, POST …
    pub method: Method,
    /// The path after `/api/v1/`, split at slashes.
    pub path: Vec<String>,
    /// Whether the address is the API's at all.
    pub is_api: bool,
    /// Whether the request came over https.
    pub is_https: bool,
    /// Who asks, once that is known: for the log.
    pub account: Option<AccountId>,
    /// The whole address, as whoever signs it wrote it.
    pub address: String,
    /// What is noted when the answer is on its way.
    pub afterwards: Option<Afterwards>,
    query: BTreeMap<String, String>,
    request: Request,
}

impl Incoming {
    /// Takes a request apart.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn new(request: Request, db: Db) -> Result<Self, Refusal> {
        let mode = mode(&db);
        let method = request.method();
        let url = request.url().map_err(|_| Problem::new("not_found", "this address is broken"))?;
        let is_api = url.path().starts_with("/api/v1/");
        let is_https = url.scheme() == "https";
        let path = url
            .path()
            .trim_start_matches("/api/v1")
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let query = url.query_pairs().into_owned().collect();
        let (address, afterwards) = (url.as_str().to_owned(), None);
        Ok(Incoming {
            db,
            mode,
            method,
            path,
            is_api,
            is_https,
            account: None,
            address,
            afterwards,
            query,
            request,
        })
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// A parameter of the address.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A whole parameter of the address between 1 and `most`; `absent` without it.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn limit(&self, absent: i64, most: i64) -> Result<i64, Refusal> {
        let Some(text) = self.query("limit") else { return Ok(absent) };
        match text.parse::<i64>() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => Err(Problem::new("out_of_range", format!("`limit` is a number from 1 to {most}"))
                .at("limit")
                .found(text)
                .into()),
        }
    }

    /// The body as text, if it is not longer than `bytes_max`.
    ///
    /// # Errors
    /// `body_too_large`, `invalid_utf8`.
    pub async fn text(&mut self, bytes_max: usize) -> Result<String, Refusal> {
        let too_large = |found: usize| {
            Problem::new("body_too_large", format!("a request has at most {bytes_max} bytes here"))
                .found(found.to_string())
                .help("send it in several requests")
        };
        let announced = self.header("content-length").and_then(|text| text.parse::<usize>().ok());
        if let Some(length) = announced.filter(|length| *length > bytes_max) {
            return Err(too_large(length).into());
        }
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0));
        // A body without an announced length is cut while it is read, not afterwards.
        if let Ok(mut stream) = self.request.stream() {
            use futures_util::StreamExt;
            while let Some(chunk) = stream.next().await {
                let chunk =
                    chunk.map_err(|_| Problem::new("invalid_json", "the body broke off"))?;
                bytes.extend_from_slice(&chunk);
                if bytes.len() > bytes_max {
                    return Err(too_large(bytes.len()).into());
                }
            }
        }
        String::from_utf8(bytes)
            .map_err(|_| Problem::new("invalid_utf8", "the body is not UTF-8 text").into())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// `body_too_large`, `invalid_utf8`, `invalid_json`.
    pub async fn json(&mut self) -> Result<Json, Refusal> {
        let text = self.text(BODY_BYTES_MAX).await?;
        Ok(json::parse(&text)?)
    }
}

/// Development only when the deployment says so.
pub fn mode(db: &Db) -> Mode {
    match db.platform().variable("RELANCE_MODE").as_deref() {
        Some("development") => Mode::Development,
        _ => Mode::Production,
    }
}
