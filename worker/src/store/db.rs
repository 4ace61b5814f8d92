//! Statements and their parameters, and the handle by which everything is asked of the outside.
//!
//! Traps of D1 that this file keeps away from the rest (all seen in workerd): each bound number is a
//! float, and integers above 2^53 do not read back. So integers travel inside JSON parameters, and
//! every SELECT answers with one column `json`, one text.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use relance_core::words::{Moment, Problem};
use serde_json::Value as Json;

use crate::answer::Refusal;
use crate::platform::Platform;

/// Longest JSON parameter of one statement. Units: bytes. D1 takes 2 MB; half of it leaves room for
/// what SQLite makes of it.
pub const PARAMETER_BYTES_MAX: usize = 1_000_000;

/// A statement with its parameters. The text is a constant of this crate, or one around the condition
/// that core writes from a checked filter; no text of a user ever stands in it.
#[derive(Debug, Clone)]
pub struct Statement {
    sql: Cow<'static, str>,
    parameters: Vec<Parameter>,
}

/// What can be bound.
#[derive(Debug, Clone)]
pub enum Parameter {
    /// A text, also JSON.
    Text(String),
    /// A whole number below 2^53: a count, a limit, milliseconds.
    Whole(i64),
    /// A number.
    Number(f64),
    /// NULL.
    Null,
}

/// What went wrong in the database.
#[derive(Debug, Clone)]
pub struct StoreError(pub String);

/// The outside of one request or tick, and how many statements its database was sent.
#[derive(Debug)]
pub struct Db {
    platform: Rc<dyn Platform>,
    statements: Cell<u64>,
}

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Parameter::Text(text.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(text: String) -> Self {
        Parameter::Text(text)
    }
}

impl From<i64> for Parameter {
    fn from(number: i64) -> Self {
        Parameter::Whole(number)
    }
}

impl From<&Json> for Parameter {
    fn from(value: &Json) -> Self {
        Parameter::Text(value.to_string())
    }
}

impl<T: Into<Parameter>> From<Option<T>> for Parameter {
    fn from(value: Option<T>) -> Self {
        value.map_or(Parameter::Null, Into::into)
    }
}

/// A statement with its parameters, in the order of ?1, ?2 …
#[macro_export]
macro_rules! sql {
    ($sql:expr $(, $parameter:expr)* $(,)?) => {
        $crate::store::db::Statement::new(
            $sql,
            vec![$($crate::store::db::Parameter::from($parameter)),*],
        )
    };
}

impl Statement {
    /// See [`sql!`].
    pub fn new(sql: impl Into<Cow<'static, str>>, parameters: Vec<Parameter>) -> Self {
        Statement { sql: sql.into(), parameters }
    }

    /// Its text.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// What is bound to ?1, ?2 …
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}

impl StoreError {
    /// Whether a row with the same key was there already.
    pub fn is_taken(&self) -> bool {
        self.0.contains("UNIQUE constraint failed")
    }

    /// Whether a statement of ours refused the whole batch because something had changed meanwhile.
    pub fn is_stale(&self) -> bool {
        self.0.contains("commit_is_current") || self.0.contains("once_key.")
    }
}

impl Db {
    /// A handle on this outside.
    pub fn of(platform: Rc<dyn Platform>) -> Self {
        Db { platform, statements: Cell::new(0) }
    }

    /// The outside itself.
    pub fn platform(&self) -> &dyn Platform {
        self.platform.as_ref()
    }

    /// The world's clock.
    pub fn real_now(&self) -> Moment {
        self.platform.now()
    }

    /// So many random lower-case letters and digits, five bits each.
    ///
    /// # Errors
    /// When the platform gives no randomness.
    pub fn random_text(&self, characters: usize) -> Result<String, Refusal> {
        let letter = |byte: u8| match byte & 31 {
            low @ 0..26 => char::from(b'a' + low),
            high => char::from(b'2' + high - 26),
        };
        Ok(self.random_bytes(characters)?.into_iter().map(letter).collect())
    }

    /// So many random bytes.
    ///
    /// # Errors
    /// When the platform gives no randomness.
    pub fn random_bytes(&self, length: usize) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0_u8; length];
        self.platform
            .fill_random(&mut bytes)
            .map_err(|_| Problem::new("internal", "the platform gives no random numbers"))?;
        Ok(bytes)
    }

    /// The column `json` of each row, as text.
    pub async fn texts(&self, statement: Statement) -> Result<Vec<String>, StoreError> {
        let answers = self.answers(core::slice::from_ref(&statement)).await?;
        Ok(answers.into_iter().next().unwrap_or_default())
    }

    /// The column `json` of each row, parsed.
    pub async fn rows(&self, statement: Statement) -> Result<Vec<Json>, StoreError> {
        self.texts(statement).await?.iter().map(|text| parsed(text)).collect()
    }

    /// The column `json` of the only row; `null` when there is none.
    pub async fn row(&self, statement: Statement) -> Result<Json, StoreError> {
        Ok(self.rows(statement).await?.into_iter().next().unwrap_or(Json::Null))
    }

    /// Runs one statement for what it changes.
    pub async fn run(&self, statement: Statement) -> Result<(), StoreError> {
        self.texts(statement).await.map(|_| ())
    }

    /// Runs all statements in one transaction: all or none. Answers each one's rows.
    pub async fn batch(&self, statements: &[Statement]) -> Result<Vec<Vec<Json>>, StoreError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.answers(statements).await?;
        let rows = |texts: &Vec<String>| texts.iter().map(|text| parsed(text)).collect();
        answers.iter().map(rows).collect()
    }

    async fn answers(&self, statements: &[Statement]) -> Result<Vec<Vec<String>>, StoreError> {
        let sent = u64::try_from(statements.len()).unwrap_or(u64::MAX);
        self.statements.set(self.statements.get().saturating_add(sent));
        self.platform.transaction(statements).await
    }

    /// Statements sent so far. D1 allows an invocation so many, and how it counts a batch is not
    /// documented, so each of a batch counts here.
    pub fn statements(&self) -> u64 {
        self.statements.get()
    }
}

fn parsed(text: &str) -> Result<Json, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError(format!("the store holds broken JSON: {error}")))
}

/// Rows as JSON parameters of at most [`PARAMETER_BYTES_MAX`]: one statement for each.
pub fn chunks(rows: &[Json]) -> Vec<String> {
    let mut chunks = Vec::new();
    let mut chunk = String::new();
    for row in rows {
        let text = row.to_string();
        if !chunk.is_empty() && chunk.len() + text.len() > PARAMETER_BYTES_MAX {
            chunk.push(']');
            chunks.push(core::mem::take(&mut chunk));
        }
        chunk.push(if chunk.is_empty() { '[' } else { ',' });
        chunk.push_str(&text);
    }
    if !chunk.is_empty() {
        chunk.push(']');
        chunks.push(chunk);
    }
    chunks
}
