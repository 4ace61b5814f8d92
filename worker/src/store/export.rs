//! Everything that an account owns, table by table, as lines of JSON: so that nobody is held by what they
//! put in. Which tables and columns there are, and which are left out, with the reason, says
//! [`super::schema`].

use relance_core::words::AccountId;
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use super::schema::{After, TABLES, Table};
use crate::sql;

/// What is not exported.
#[derive(Debug)]
pub struct LeftOut {
    /// The table.
    pub table: &'static str,
    /// One of its columns; `None`: all of it.
    pub column: Option<&'static str>,
    /// Why.
    pub why: &'static str,
}

/// The tables that are exported, in their order.
pub fn exported() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.left_out.is_none())
}

/// What is left out.
pub fn left_out() -> impl Iterator<Item = LeftOut> {
    TABLES.iter().flat_map(|table| {
        let hidden = if table.left_out.is_some() { &[] } else { table.hidden };
        let columns = hidden.iter().map(|(column, why)| (Some(*column), *why));
        let all = table.left_out.map(|why| (None, why)).into_iter().chain(columns);
        all.map(|(column, why)| LeftOut { table: table.name, column, why })
    })
}

/// A page of a table, each row a line of JSON.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    account: &AccountId,
    table: &Table,
    after: Option<&Json>,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    db.texts(statement(account, table, after, limit)).await
}

fn statement(account: &AccountId, table: &Table, after: Option<&Json>, limit: i64) -> Statement {
    let (name, row) = (table.name, table.row());
    let line = format!("'{{\"table\":\"{name}\",\"row\":' || {row} || '}}' AS json");
    match after {
        None => sql!(table.rows(&line, After::Nothing), account.as_str(), limit),
        Some(after) => sql!(table.rows(&line, After::Parameter(3)), account.as_str(), limit, after),
    }
}

/// The key of a row that [`page`] gave.
pub fn key_of(table: &Table, line: &str) -> Option<Json> {
    let line: Json = serde_json::from_str(line).ok()?;
    let row = line.get("row")?;
    table.key.iter().map(|column| row.get(*column).cloned()).collect()
}
