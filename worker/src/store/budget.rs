//! What SMS cost in a month (E8): taken in one statement that sums and inserts, so that senders at the same
//! instant never spend more than there is.

use relance_core::words::{Account, AccountId, Moment, budget_month};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// Its own file, so that `tests/run/budget.rs` runs the same text.
const TAKE: &str = include_str!("take_cost.sql");

const TAKEN: &str = "
SELECT json_quote(value->>0) AS json
FROM json_each(?2)
WHERE EXISTS (SELECT 1 FROM sms_cost AS c
  WHERE c.account_id = ?1 AND c.month = value->>1 AND c.key = value->>0)";

const SPENT: &str = "
SELECT json_object('spent', spent_micros) AS json
FROM sms_month
WHERE account_id = ?1 AND month = ?2";

/// Takes its cost for each message for which there is enough; the last statement answers the keys of
/// those. Rows: `[key, month, micros, budget]`.
pub fn take(account: &AccountId, rows: &str) -> [Statement; 2] {
    [sql!(TAKE, account.as_str(), rows), sql!(TAKEN, account.as_str(), rows)]
}

/// What this month has cost so far. Units: millionths of the currency.
///
/// # Errors
/// When the database does not answer.
pub async fn spent(db: &Db, account: &AccountId, month: &str) -> Result<i64, StoreError> {
    let row = db.row(sql!(SPENT, account.as_str(), month)).await?;
    Ok(row.get("spent").and_then(Json::as_i64).unwrap_or(0))
}

/// What the month of `now` has cost so far; nothing is asked where there is no budget. Units: millionths of the
/// currency.
///
/// # Errors
/// When the database does not answer.
pub async fn spent_by(db: &Db, account: &Account, now: Moment) -> Result<i64, StoreError> {
    if account.sms_budget.is_none() {
        return Ok(0);
    }
    spent(db, &account.id, &budget_month(now, account.zone)).await
}
