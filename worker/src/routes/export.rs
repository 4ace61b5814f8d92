//! Everything that an account owns, as lines of JSON, page by page (`store::export` says what that is).

use relance_core::words::Problem;
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, Refusal};
use crate::request::{Caller, Incoming};
use crate::row::last_of_full;
use crate::store::export::{exported, key_of, left_out, page};
use crate::store::schema::Table;

/// Most rows of one page. Source: as pages of records.
const PAGE_ROWS_MAX: i64 = 5_000;
/// A page that has grown so long ends, whatever it was asked for. Units: bytes. Our choice: far below what an
/// isolate may hold (128 MB), with the database's own copy and the request's.
const PAGE_BYTES: usize = 8_000_000;
/// Rows asked of one table at once. Our choice: so that a page is little longer than [`PAGE_BYTES`].
const ROWS_AT_ONCE: i64 = 500;
/// Statements of one page. Source: D1 allows 50 a request on the free plan; the rest finds out who asks.
const STATEMENTS_MAX: u64 = 40;

/// Where a page begins: a table, and the key of the last row before it.
struct Cursor {
    table: usize,
    key: Option<Json>,
}

/// `GET /export?after=&limit=`: everything but secrets, a line each. The first line of all says what is left
/// out and why; the last line of a page is `{"next"}`, `null` when that was all.
///
/// # Errors
/// `out_of_range`.
pub async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let (db, account) = (&incoming.db, &caller.account);
    let mut rows_left = incoming.limit(1_000, PAGE_ROWS_MAX)?;
    let mut text = String::new();
    let mut cursor = match incoming.query("after") {
        Some(after) => Cursor::of(after)?,
        None => {
            push(&mut text, &first_line(caller).to_string());
            Cursor { table: 0, key: None }
        }
    };
    let until = db.statements() + STATEMENTS_MAX;
    while let Some(table) = exported().nth(cursor.table) {
        if rows_left == 0 || text.len() > PAGE_BYTES || db.statements() >= until {
            break;
        }
        let limit = rows_left.min(ROWS_AT_ONCE);
        let lines = page(db, account, table, cursor.key.as_ref(), limit).await?;
        lines.iter().for_each(|line| push(&mut text, line));
        rows_left -= i64::try_from(lines.len()).unwrap_or(rows_left);
        cursor = match last_of_full(&lines, limit) {
            Some(last) => {
                let key = key_of(table, last).ok_or_else(|| {
                    Problem::new("internal", "the store holds a row without its key")
                })?;
                Cursor { table: cursor.table, key: Some(key) }
            }
            None => Cursor { table: cursor.table + 1, key: None },
        };
    }
    push(&mut text, &json!({"next": cursor.to_json()}).to_string());
    Ok(Answer::Lines(text))
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn first_line(caller: &Caller) -> Json {
    let left_out = left_out().map(|one| {
        let mut shown = json!({"table": one.table, "why": one.why});
        if let (Json::Object(map), Some(column)) = (&mut shown, one.column) {
            map.insert("column".to_owned(), column.into());
        }
        shown
    });
    json!({
        "account": caller.account.as_str(),
        "at": caller.now.to_iso(),
        "left_out": left_out.collect::<Vec<_>>(),
    })
}

impl Cursor {
    /// The `next` of a page: `["record"]` or `["record", "d_1"]`.
    fn of(text: &str) -> Result<Self, Refusal> {
        let parts: Vec<Json> = serde_json::from_str(text).unwrap_or_default();
        let named = |table: &Table| parts.first().is_some_and(|name| name == table.name);
        let table = exported().position(named);
        let key = parts.get(1..).filter(|key| !key.is_empty());
        let fits = |key: &[Json]| {
            let is_one = |part: &Json| part.is_string() || part.is_i64();
            let parts = table.and_then(|at| exported().nth(at)).map(|table| table.key.len());
            parts == Some(key.len()) && key.iter().all(is_one)
        };
        match table {
            Some(table) if key.is_none_or(fits) => {
                Ok(Cursor { table, key: key.map(|key| Json::Array(key.to_vec())) })
            }
            _ => Err(Problem::new("out_of_range", "`after` is the `next` of a page")
                .at("after")
                .into()),
        }
    }

    fn to_json(&self) -> Json {
        let Some(table) = exported().nth(self.table) else { return Json::Null };
        let mut parts = vec![Json::from(table.name)];
        parts.extend(self.key.as_ref().and_then(Json::as_array).into_iter().flatten().cloned());
        Json::Array(parts)
    }
}
