//! Accounts, tokens and the development clock.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const CALLER_BY_TOKEN: &str = "
SELECT json_object(
  'account', t.account_id,
  'secret_sha256', t.secret_sha256,
  'scopes', json(t.scopes),
  'dev_now_ms', (SELECT now_ms FROM dev_clock)
) AS json
FROM token AS t
JOIN account AS a ON a.account_id = t.account_id
WHERE t.id = ?1";

const CALLER_BY_ACCOUNT: &str = "
SELECT json_object(
  'setup_version', (SELECT setup_version FROM account WHERE account_id = ?1),
  'dev_now_ms', (SELECT now_ms FROM dev_clock)
) AS json";

const CREATE_ACCOUNT: &str = "
INSERT INTO account(account_id, settings, created_at_ms)
VALUES (?1, ?2, ?3)";

const TOKENS: &str = "
SELECT json_object('id', id, 'name', name, 'scopes', json(scopes), 'created_at_ms', created_at_ms) AS json
FROM token
WHERE account_id = ?1
ORDER BY created_at_ms, id";

const INSERT_TOKEN: &str = "
INSERT INTO token(account_id, id, name, secret_sha256, scopes, created_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const DELETE_TOKEN: &str = "
DELETE FROM token
WHERE account_id = ?1 AND id = ?2
RETURNING json_quote(id) AS json";

const DEV_CLOCK: &str = "SELECT json_object('now_ms', now_ms) AS json FROM dev_clock";

const SET_DEV_CLOCK: &str = "
INSERT INTO dev_clock(id, now_ms)
VALUES (1, ?1)
ON CONFLICT(id) DO UPDATE SET now_ms = excluded.now_ms";

const CLEAR_DEV_CLOCK: &str = "DELETE FROM dev_clock";

/// Who has the token with this id.
pub async fn caller_by_token(db: &Db, token_id: &str) -> Result<Json, StoreError> {
    db.row(sql!(CALLER_BY_TOKEN, token_id)).await
}

/// The account as the deployment's own token finds it.
pub async fn caller_by_account(db: &Db, account: &AccountId) -> Result<Json, StoreError> {
    db.row(sql!(CALLER_BY_ACCOUNT, account.as_str())).await
}

/// Makes an account, with these statements in the same transaction.
pub async fn create(
    db: &Db,
    account: &AccountId,
    settings: &Json,
    now: Moment,
    also: Vec<Statement>,
) -> Result<(), StoreError> {
    let mut statements = vec![sql!(CREATE_ACCOUNT, account.as_str(), settings, now.as_ms())];
    statements.extend(also);
    db.batch(&statements).await.map(|_| ())
}

/// The account's tokens, without their secrets.
pub async fn tokens(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(TOKENS, account.as_str())).await
}

/// What a token is kept as.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Public half.
    pub id: &'a str,
    /// For people.
    pub name: &'a str,
    /// Hash of the secret half.
    pub secret_sha256: &'a str,
    /// What it allows.
    pub scopes: &'a Json,
}

/// The statement that keeps a token.
pub fn insert_token(account: &AccountId, token: &NewToken<'_>, now: Moment) -> Statement {
    sql!(
        INSERT_TOKEN,
        account.as_str(),
        token.id,
        token.name,
        token.secret_sha256,
        token.scopes,
        now.as_ms()
    )
}

/// Deletes a token; whether there was one.
pub async fn delete_token(db: &Db, account: &AccountId, id: &str) -> Result<bool, StoreError> {
    Ok(!db.row(sql!(DELETE_TOKEN, account.as_str(), id)).await?.is_null())
}

/// Where the development clock stands; `None` when it was never moved.
pub async fn dev_clock(db: &Db) -> Result<Option<Moment>, StoreError> {
    Ok(db.row(sql!(DEV_CLOCK)).await?.get("now_ms").and_then(Json::as_i64).map(Moment::from_ms))
}

/// Moves the development clock.
pub async fn set_dev_clock(db: &Db, now: Moment) -> Result<(), StoreError> {
    db.run(sql!(SET_DEV_CLOCK, now.as_ms())).await
}

/// Gives the clock back to the world.
pub async fn clear_dev_clock(db: &Db) -> Result<(), StoreError> {
    db.run(sql!(CLEAR_DEV_CLOCK)).await
}
