//! Integrations with their secrets, the lists of theirs, and webhook endpoints.

use relance_core::words::{AccountId, Moment, without_addresses};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// With its secret: only for who calls the service.
const FIND: &str = "
SELECT json_object('kind', kind, 'secret', secret, 'base', base, 'service_asks', service_asks,
  'tags', json(tags), 'state', state, 'problem', problem, 'checked_at_ms', checked_at_ms) AS json
FROM integration
WHERE account_id = ?1 AND kind = ?2";

const PUT: &str = "
INSERT INTO integration(account_id, kind, secret, base, service_asks, tags, state, problem, checked_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT(account_id, kind) DO UPDATE SET
  secret = excluded.secret,
  base = excluded.base,
  service_asks = excluded.service_asks,
  tags = excluded.tags,
  state = excluded.state,
  problem = excluded.problem,
  checked_at_ms = excluded.checked_at_ms";

const SET_STATE: &str = "
UPDATE integration
SET state = ?3, problem = ?4, checked_at_ms = ?5
WHERE account_id = ?1 AND kind = ?2";

const DELETE: &str = "DELETE FROM integration WHERE account_id = ?1 AND kind = ?2";

const LISTS: &str = "
SELECT json_object('id', id, 'kind', kind, 'external_id', external_id, 'title', title,
  'synced_at_ms', synced_at_ms, 'is_gone', json(iif(gone_at_ms IS NULL, 'false', 'true'))) AS json
FROM mailing_list
WHERE account_id = ?1
ORDER BY title, id";

/// Rows: `[id, external id, title]`.
const PUT_LISTS: &str = "
INSERT INTO mailing_list(account_id, id, kind, external_id, title, synced_at_ms)
SELECT ?1, value->>0, ?2, value->>1, value->>2, ?4
FROM json_each(?3)
WHERE true
ON CONFLICT(account_id, id) DO UPDATE SET
  title = excluded.title,
  synced_at_ms = excluded.synced_at_ms,
  gone_at_ms = NULL";

/// `?3`: ids that are there; `?4`: ids that an automation names.
const LISTS_GONE: &str = "
UPDATE mailing_list
SET gone_at_ms = ?5
WHERE account_id = ?1 AND kind = ?2 AND gone_at_ms IS NULL
  AND id NOT IN (SELECT value FROM json_each(?3))
  AND id IN (SELECT value FROM json_each(?4))";

const FORGET_LISTS: &str = "
DELETE FROM mailing_list
WHERE account_id = ?1 AND kind = ?2
  AND id NOT IN (SELECT value FROM json_each(?3))
  AND id NOT IN (SELECT value FROM json_each(?4))";

/// With its secrets: only for who signs.
const ENDPOINTS: &str = "
SELECT json_object('id', id, 'name', name, 'url', url, 'secret', secret,
  'previous_secret', previous_secret, 'previous_until_ms', previous_until_ms,
  'created_at_ms', created_at_ms, 'last_at_ms', last_at_ms, 'last_problem', last_problem) AS json
FROM webhook_endpoint
WHERE account_id = ?1
ORDER BY created_at_ms, id";

const INSERT_ENDPOINT: &str = "
INSERT INTO webhook_endpoint(account_id, id, name, url, secret, created_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const UPDATE_ENDPOINT: &str = "
UPDATE webhook_endpoint
SET name = ?3, url = ?4
WHERE account_id = ?1 AND id = ?2";

const ROTATE_ENDPOINT: &str = "
UPDATE webhook_endpoint
SET previous_secret = secret, previous_until_ms = ?4, secret = ?3
WHERE account_id = ?1 AND id = ?2";

const SET_ENDPOINT_STATE: &str = "
UPDATE webhook_endpoint
SET last_at_ms = ?3, last_problem = ?4
WHERE account_id = ?1 AND id = ?2";

const DELETE_ENDPOINT: &str = "DELETE FROM webhook_endpoint WHERE account_id = ?1 AND id = ?2";

/// An integration as it is kept.
#[derive(Debug)]
pub struct Kept<'a> {
    /// `unisender`.
    pub kind: &'a str,
    /// The service's key.
    pub secret: &'a str,
    /// Instead of the service's own address.
    pub base: Option<&'a str>,
    /// Whether the service asks for consent.
    pub service_asks: bool,
    /// Words for each subscriber.
    pub tags: &'a Json,
    /// What the service said last.
    pub standing: &'a Standing,
}

/// What a service said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It did what it was asked.
    Works,
    /// It could not, or said something strange; it may work the next time.
    Problem(String),
    /// It does not take the key.
    Refused(String),
}

impl Standing {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Works => "works",
            Standing::Problem(_) => "problem",
            Standing::Refused(_) => "refused",
        }
    }

    /// What it said, unless all is well.
    pub fn said(&self) -> Option<&str> {
        match self {
            Standing::Works => None,
            Standing::Problem(said) | Standing::Refused(said) => Some(said),
        }
    }
}

/// The integration with its secret; `null` when it is not configured.
pub async fn find(db: &Db, account: &AccountId, kind: &str) -> Result<Json, StoreError> {
    db.row(sql!(FIND, account.as_str(), kind)).await
}

/// Keeps an integration.
pub fn put(account: &AccountId, kept: &Kept<'_>, now: Moment) -> Statement {
    sql!(
        PUT,
        account.as_str(),
        kept.kind,
        kept.secret,
        kept.base,
        i64::from(kept.service_asks),
        kept.tags,
        kept.standing.word(),
        kept.standing.said().map(without_addresses),
        now.as_ms()
    )
}

/// Keeps what the service said last.
pub fn set_state(account: &AccountId, kind: &str, standing: &Standing, now: Moment) -> Statement {
    sql!(
        SET_STATE,
        account.as_str(),
        kind,
        standing.word(),
        standing.said().map(without_addresses),
        now.as_ms()
    )
}

/// Forgets an integration with its key.
pub fn delete(account: &AccountId, kind: &str) -> Statement {
    sql!(DELETE, account.as_str(), kind)
}

/// All lists that are known.
pub async fn lists(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LISTS, account.as_str())).await
}

/// Keeps exactly these lists of a service: rows `[id, external id, title]`. A list that is not among
/// them is forgotten, or, while one of `named` names it, kept as gone.
pub fn replace_lists(
    account: &AccountId,
    kind: &str,
    rows: &[Json],
    named: &Json,
    now: Moment,
) -> Vec<Statement> {
    let ids: Json = rows.iter().filter_map(|row| row.get(0).cloned()).collect();
    let put = super::db::chunks(rows)
        .into_iter()
        .map(|chunk| sql!(PUT_LISTS, account.as_str(), kind, chunk, now.as_ms()));
    let mut statements: Vec<Statement> = put.collect();
    statements.push(sql!(LISTS_GONE, account.as_str(), kind, &ids, named, now.as_ms()));
    statements.push(sql!(FORGET_LISTS, account.as_str(), kind, &ids, named));
    statements
}

/// All webhook endpoints, with their secrets.
pub async fn endpoints(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(ENDPOINTS, account.as_str())).await
}

/// A webhook endpoint as it is kept.
#[derive(Debug)]
pub struct Endpoint<'a> {
    /// Its id.
    pub id: &'a str,
    /// For people.
    pub name: &'a str,
    /// Where to.
    pub url: &'a str,
}

/// Makes a webhook endpoint.
pub fn insert_endpoint(
    account: &AccountId,
    endpoint: &Endpoint<'_>,
    secret: &str,
    now: Moment,
) -> Statement {
    let Endpoint { id, name, url } = *endpoint;
    sql!(INSERT_ENDPOINT, account.as_str(), id, name, url, secret, now.as_ms())
}

/// Changes a webhook endpoint; its secret stays.
pub fn update_endpoint(account: &AccountId, endpoint: &Endpoint<'_>) -> Statement {
    sql!(UPDATE_ENDPOINT, account.as_str(), endpoint.id, endpoint.name, endpoint.url)
}

/// Gives a webhook endpoint a new secret; the old one signs too until then.
pub fn rotate_endpoint(account: &AccountId, id: &str, secret: &str, until: Moment) -> Statement {
    sql!(ROTATE_ENDPOINT, account.as_str(), id, secret, until.as_ms())
}

/// Keeps what the receiver said last.
pub fn set_endpoint_state(
    account: &AccountId,
    id: &str,
    problem: Option<&str>,
    real_now: Moment,
) -> Statement {
    sql!(SET_ENDPOINT_STATE, account.as_str(), id, real_now.as_ms(), problem)
}

/// Forgets a webhook endpoint with its secrets.
pub fn delete_endpoint(account: &AccountId, id: &str) -> Statement {
    sql!(DELETE_ENDPOINT, account.as_str(), id)
}
