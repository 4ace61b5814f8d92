//! Providers of an account, with their sealed secrets.

use relance_core::words::{AccountId, Moment, Provider, without_addresses};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use super::integration::Standing;
use crate::sql;

/// With the sealed secrets: only for who asks the provider.
const ALL: &str = "
SELECT json_object('provider', provider, 'sealed', sealed, 'options', json(options),
  'state', state, 'problem', problem, 'checked_at_ms', checked_at_ms) AS json
FROM sender
WHERE account_id = ?1
ORDER BY provider";

const PUT: &str = "
INSERT INTO sender(account_id, provider, sealed, options, state, problem, checked_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT(account_id, provider) DO UPDATE SET
  sealed = excluded.sealed,
  options = excluded.options,
  state = excluded.state,
  problem = excluded.problem,
  checked_at_ms = excluded.checked_at_ms";

const SET_STATE: &str = "
UPDATE sender
SET state = ?3, problem = ?4, checked_at_ms = ?5
WHERE account_id = ?1 AND provider = ?2";

const DELETE: &str = "DELETE FROM sender WHERE account_id = ?1 AND provider = ?2";

/// All providers that the account has connected.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(ALL, account.as_str())).await
}

/// One of them; `null` when it is not connected.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, account: &AccountId, provider: Provider) -> Result<Json, StoreError> {
    let is_it = |row: &Json| row.get("provider").and_then(Json::as_str) == Some(provider.key());
    Ok(all(db, account).await?.into_iter().find(is_it).unwrap_or_default())
}

/// Keeps a provider: its sealed secret, what is no secret, and what it said last.
pub fn put(
    account: &AccountId,
    provider: Provider,
    (sealed, options): (&str, &Json),
    standing: &Standing,
    now: Moment,
) -> Statement {
    sql!(
        PUT,
        account.as_str(),
        provider.key(),
        sealed,
        options,
        standing.word(),
        standing.said().map(without_addresses),
        now.as_ms()
    )
}

/// Keeps what the provider said last.
pub fn set_state(
    account: &AccountId,
    provider: Provider,
    standing: &Standing,
    now: Moment,
) -> Statement {
    let (word, said) = (standing.word(), standing.said().map(without_addresses));
    sql!(SET_STATE, account.as_str(), provider.key(), word, said, now.as_ms())
}

/// Forgets a provider with its secret.
pub fn delete(account: &AccountId, provider: Provider) -> Statement {
    sql!(DELETE, account.as_str(), provider.key())
}
