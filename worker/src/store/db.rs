//! The one place that speaks to D1: runs statements, makes errors readable.
//!
//! Traps that this file keeps away from the rest (all seen in workerd): each bound number is a float,
//! integers above 2^53 do not read back, and errors come in two shapes. So integers travel inside
//! JSON parameters, and every SELECT answers with one column `json`, one text.

use std::borrow::Cow;
use std::cell::Cell;

use serde_json::Value as Json;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Env};

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

/// The database of one request, and how many statements it was sent.
#[derive(Debug)]
pub struct Db {
    d1: D1Database,
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

impl From<worker::Error> for StoreError {
    fn from(error: worker::Error) -> Self {
        match error {
            worker::Error::D1(inner) => StoreError(inner.cause()),
            other => StoreError(other.to_string()),
        }
    }
}

impl Db {
    /// The database bound as `DB`.
    ///
    /// # Errors
    /// When the deployment has no such binding.
    pub fn of(env: &Env) -> Result<Self, StoreError> {
        Ok(Db { d1: env.d1("DB")?, statements: Cell::new(0) })
    }

    /// The column `json` of each row, as text.
    pub async fn texts(&self, statement: Statement) -> Result<Vec<String>, StoreError> {
        let result = self.prepare(&statement)?.all().await?;
        texts_of(&result)
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
        let prepared: Result<Vec<_>, _> = statements.iter().map(|one| self.prepare(one)).collect();
        let results = self.d1.batch(prepared?).await?;
        let mut answers = Vec::with_capacity(results.len());
        for result in &results {
            let texts = texts_of(result)?;
            let rows: Result<Vec<Json>, _> = texts.iter().map(|text| parsed(text)).collect();
            answers.push(rows?);
        }
        Ok(answers)
    }

    /// Statements sent so far. D1 allows an invocation so many, and how it counts a batch is not
    /// documented, so each of a batch counts here.
    pub fn statements(&self) -> u64 {
        self.statements.get()
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, StoreError> {
        self.statements.set(self.statements.get() + 1);
        let values: Vec<JsValue> = statement
            .parameters
            .iter()
            .map(|parameter| match parameter {
                Parameter::Text(text) => JsValue::from_str(text),
                Parameter::Whole(number) => JsValue::from_f64(*number as f64),
                Parameter::Number(number) => JsValue::from_f64(*number),
                Parameter::Null => JsValue::NULL,
            })
            .collect();
        Ok(self.d1.prepare(statement.sql.as_ref()).bind(&values)?)
    }
}

#[derive(serde::Deserialize)]
struct JsonColumn {
    json: Option<String>,
}

fn texts_of(result: &D1Result) -> Result<Vec<String>, StoreError> {
    let rows: Vec<JsonColumn> = result.results()?;
    Ok(rows.into_iter().filter_map(|row| row.json).collect())
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
