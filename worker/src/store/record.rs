//! Records: pages of them as JSON that needs no further work, and the statements that write them.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::definitions::Repeat;
use relance_core::filter::prefilter::{FoldedColumn, Param, StoreShape};
use relance_core::filter::{At, Filter};
use relance_core::words::{AccountId, Moment, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Parameter, Statement, StoreError};
use crate::sql;

/// A row of `record AS r` in the shape of the API.
macro_rules! record_json {
    () => {
        "CASE WHEN r.traces = '{}' THEN json_object(
  'id', r.id, 'module', r.module, 'version', r.version,
  'created', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.created_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'updated', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.updated_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'values', json(r.body)
) ELSE json_object(
  'id', r.id, 'module', r.module, 'version', r.version,
  'created', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.created_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'updated', replace(strftime('%Y-%m-%dT%H:%M:%fZ', r.updated_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'values', json(r.body), 'traces', json(r.traces)
) END AS json"
    };
}

const PAGE: &str = concat!(
    "SELECT ",
    record_json!(),
    "
FROM record AS r INDEXED BY record_by_module
WHERE r.account_id = ?1 AND r.module = ?2 AND r.id > ?3
ORDER BY r.id
LIMIT ?4"
);

const ONE: &str = concat!(
    "SELECT ",
    record_json!(),
    "
FROM record AS r
WHERE r.account_id = ?1 AND r.module = ?2 AND r.id = ?3"
);

const BY_IDS: &str = concat!(
    "SELECT ",
    record_json!(),
    "
FROM record AS r
WHERE r.account_id = ?1 AND r.id IN (SELECT value FROM json_each(?2))"
);

const RELATED: &str = concat!(
    "SELECT ",
    record_json!(),
    "
FROM record AS r
WHERE r.account_id = ?1 AND r.id IN (
  SELECT to_id FROM link WHERE account_id = ?1 AND from_id IN (SELECT value FROM json_each(?2))
  UNION
  SELECT value FROM json_each(?3)
)"
);

// Core's condition goes between the two; its placeholders begin with ?6. Named, because SQLite would
// take the key instead of the index and read all modules.
const CANDIDATES: &str = "
SELECT json_quote(id) AS json
FROM record INDEXED BY record_by_module
WHERE account_id = ?1 AND module = ?2 AND id > ?3
  AND (";
const CANDIDATES_END: &str = "
  OR EXISTS (SELECT 1 FROM standing AS s
    LEFT JOIN enrollment AS e ON e.account_id = s.account_id AND e.id = s.enrollment_id
    WHERE s.account_id = ?1 AND s.record_id = record.id AND s.automation_id = ?5
      AND (s.is_inside = 1 OR e.state = 'waiting')))
ORDER BY id
LIMIT ?4";

// Whom a job has acted on already is not even looked at (D15).
const NOT_INSIDE: &str = ")
  AND NOT EXISTS (SELECT 1 FROM standing AS s
    WHERE s.account_id = ?1 AND s.record_id = record.id AND s.automation_id = ?5 AND s.is_inside = 1)
ORDER BY id
LIMIT ?4";
const NEVER_ENTERED: &str = ")
  AND NOT EXISTS (SELECT 1 FROM standing AS s
    WHERE s.account_id = ?1 AND s.record_id = record.id AND s.automation_id = ?5 AND s.pass > 0)
ORDER BY id
LIMIT ?4";
const EVERYBODY: &str = ")
  AND ?5 IS NOT NULL
ORDER BY id
LIMIT ?4";

const COUNT: &str = "
SELECT json_object('count', count(*)) AS json
FROM record
WHERE account_id = ?1 AND module = ?2";

/// Rows of [`UPSERT`]: `[id, module, version, stage, owner, created, updated, body, traces]`.
const UPSERT: &str = "
INSERT INTO record(account_id, id, module, version, stage, owner,
  created_at_ms, updated_at_ms, body, traces, commit_id)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4,
  value->>5, value->>6, value->>7, value->>8, ?3
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, id) DO UPDATE SET
  version = excluded.version,
  stage = excluded.stage,
  owner = excluded.owner,
  created_at_ms = excluded.created_at_ms,
  updated_at_ms = excluded.updated_at_ms,
  body = excluded.body,
  traces = excluded.traces,
  commit_id = excluded.commit_id";

/// Rows: `[id, version]`; 0 means that there must be none.
const GUARD: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM json_each(?2) AS wanted
LEFT JOIN record AS r ON r.account_id = ?1 AND r.id = wanted.value->>0
WHERE coalesce(r.version, 0) <> wanted.value->>1
LIMIT 1";

/// Rows: `[record, version, field, at, old, new]`, the last two as JSON text or null.
const INSERT_CHANGES: &str = "
INSERT INTO change(account_id, record_id, version, field, at_ms, old, new)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
FROM json_each(?2)";

/// Rows: `[record, field]`.
const LINKED: &str = "
SELECT json_array(pair.id, pair.other) AS json
FROM (
  SELECT side.id AS id, side.other AS other, row_number() OVER (PARTITION BY side.id ORDER BY side.other) AS place
  FROM (
    SELECT from_id AS id, to_id AS other
    FROM link
    WHERE account_id = ?1 AND from_id IN (SELECT value FROM json_each(?2))
    UNION
    SELECT to_id AS id, from_id AS other
    FROM link
    WHERE account_id = ?1 AND to_id IN (SELECT value FROM json_each(?2))
  ) AS side
  JOIN record AS own ON own.account_id = ?1 AND own.id = side.id AND own.module <> 'contacts'
  JOIN record AS far ON far.account_id = ?1 AND far.id = side.other AND far.module <> 'contacts'
  WHERE side.id <> side.other
) AS pair
WHERE pair.place <= ?3
ORDER BY pair.id, pair.other";

const DELETE_LINKS: &str = "
DELETE FROM link
WHERE account_id = ?1 AND (from_id, field) IN (SELECT value->>0, value->>1 FROM json_each(?2))";

/// Rows: `[record, field, target]`.
const INSERT_LINKS: &str = "
INSERT INTO link(account_id, from_id, field, to_id)
SELECT ?1, value->>0, value->>1, value->>2
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

const CHANGES: &str = "
SELECT json_object('record', record_id, 'field', field, 'at_ms', at_ms, 'old', json(old), 'new', json(new)) AS json
FROM change
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))
ORDER BY record_id, version, field";

const EVENTS: &str = "
SELECT json_object('id', id, 'record', record_id, 'name', name, 'at_ms', at_ms, 'about', about) AS json
FROM event
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))
ORDER BY record_id, at_ms, id";

/// A page of a module's changes, in the order of their key.
const CHANGES_PAGE: &str = "
SELECT json_object('record', c.record_id, 'version', c.version, 'field', c.field,
  'at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', c.at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'old', json(c.old), 'new', json(c.new)) AS json
FROM change AS c
JOIN record AS r ON r.account_id = c.account_id AND r.id = c.record_id
WHERE c.account_id = ?1 AND r.module = ?2
  AND (c.record_id, c.version, c.field) > (?3, CAST(?4 AS INTEGER), ?5)
ORDER BY c.record_id, c.version, c.field
LIMIT ?6";

/// A page of a module's events, by id.
const EVENTS_PAGE: &str = "
SELECT json_object('id', e.id, 'record', e.record_id, 'name', e.name,
  'at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', e.at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'about', e.about) AS json
FROM event AS e
JOIN record AS r ON r.account_id = e.account_id AND r.id = e.record_id
WHERE e.account_id = ?1 AND r.module = ?2 AND e.id > ?3
ORDER BY e.id
LIMIT ?4";

/// Rows: `[id, record, name, at, about]`.
const INSERT_EVENTS: &str = "
INSERT INTO event(account_id, id, record_id, name, at_ms, about)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

/// A page of a module's records, each as JSON text, by id.
pub async fn page(
    db: &Db,
    account: &AccountId,
    module: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    db.texts(sql!(PAGE, account.as_str(), module, after, limit)).await
}

/// One record; `null` when there is none.
pub async fn one(
    db: &Db,
    account: &AccountId,
    module: &str,
    id: &str,
) -> Result<Option<String>, StoreError> {
    Ok(db.texts(sql!(ONE, account.as_str(), module, id)).await?.into_iter().next())
}

/// How many records a module has.
pub async fn count(db: &Db, account: &AccountId, module: &str) -> Result<u64, StoreError> {
    let row = db.row(sql!(COUNT, account.as_str(), module)).await?;
    Ok(row.get("count").and_then(Json::as_u64).unwrap_or(0))
}

/// Ids of the records that may match a filter, or that stand inside this automation or wait in it, in
/// order: never fewer than match.
pub async fn candidates(
    db: &Db,
    account: &AccountId,
    module: &str,
    (after, limit): (&str, i64),
    (filter, at): (&Filter, &At),
    inside_of: Option<&str>,
) -> Result<Vec<Json>, StoreError> {
    let page = (module, after, limit);
    db.rows(selection(account, page, (filter, at), inside_of, CANDIDATES_END)).await
}

/// Ids of the records that the run of a recurring job may act on, in order: those that may match, but
/// for whom it has acted on already.
pub async fn candidates_of_job(
    db: &Db,
    account: &AccountId,
    (module, automation): (&str, &str),
    (after, limit): (&str, i64),
    matching: (&Filter, &At),
    repeat: Repeat,
) -> Result<Vec<Json>, StoreError> {
    let end = match repeat {
        Repeat::OnceWhileMatching => NOT_INSIDE,
        Repeat::OnceEver => NEVER_ENTERED,
        Repeat::EveryRun => EVERYBODY,
    };
    db.rows(selection(account, (module, after, limit), matching, Some(automation), end)).await
}

fn selection(
    account: &AccountId,
    (module, after, limit): (&str, &str, i64),
    (filter, at): (&Filter, &At),
    automation: Option<&str>,
    end: &str,
) -> Statement {
    let shape = StoreShape { first_placeholder: 6, folded: FoldedColumn::Absent };
    let condition = filter.prefilter(at, shape);
    let mut parameters: Vec<Parameter> =
        vec![account.as_str().into(), module.into(), after.into(), limit.into(), automation.into()];
    parameters.extend(condition.params.into_iter().map(|one| match one {
        Param::Text(text) => Parameter::Text(text),
        Param::Integer(number) => Parameter::Whole(number),
        Param::Number(number) => Parameter::Number(number),
    }));
    Statement::new(format!("{CANDIDATES}{}{end}", condition.where_sql), parameters)
}

/// Records by their ids, of any module.
pub fn by_ids(account: &AccountId, ids: &Json) -> Statement {
    sql!(BY_IDS, account.as_str(), ids)
}

/// What these records point to, and these others.
pub fn related(account: &AccountId, ids: &Json, others: &Json) -> Statement {
    sql!(RELATED, account.as_str(), ids, others)
}

/// The kept changes of these records, oldest first.
pub fn changes(account: &AccountId, ids: &Json) -> Statement {
    sql!(CHANGES, account.as_str(), ids)
}

/// The events of these records, oldest first.
pub fn events(account: &AccountId, ids: &Json) -> Statement {
    sql!(EVENTS, account.as_str(), ids)
}

/// A page of the changes of a module's records, after a record, its version and a field.
pub async fn changes_page(
    db: &Db,
    account: &AccountId,
    module: &str,
    (record, version, field): (&str, i64, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(CHANGES_PAGE, account.as_str(), module, record, version, field, limit)).await
}

/// A page of the events of a module's records, after an id.
pub async fn events_page(
    db: &Db,
    account: &AccountId,
    module: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(EVENTS_PAGE, account.as_str(), module, after, limit)).await
}

/// Refuses the batch when one of these records has another version.
pub fn guard(account: &AccountId, rows: &str) -> Statement {
    sql!(GUARD, account.as_str(), rows)
}

/// Writes records.
pub fn upsert(account: &AccountId, rows: &str, commit_id: &str) -> Statement {
    sql!(UPSERT, account.as_str(), rows, commit_id)
}

/// Keeps what changed.
pub fn insert_changes(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_CHANGES, account.as_str(), rows)
}

/// Forgets what these fields pointed to.
pub fn delete_links(account: &AccountId, rows: &str) -> Statement {
    sql!(DELETE_LINKS, account.as_str(), rows)
}

/// Keeps what these fields point to.
pub fn insert_links(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_LINKS, account.as_str(), rows)
}

// What was sent and decided stays known; what waits is cancelled. The standings stay, outside, so that
// a record that comes back under the same id begins a new passage.
const LEAVE_ALL: &str = "
UPDATE standing
SET is_inside = 0, since_ms = CAST(?3 AS INTEGER), left_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND record_id = ?2 AND is_inside = 1";

const CANCEL_ENROLLMENTS: &str = "
UPDATE enrollment
SET state = 'exited', step_id = NULL, due_at_ms = NULL, ended_at_ms = CAST(?3 AS INTEGER),
  reason = 'record_deleted'
WHERE account_id = ?1 AND record_id = ?2 AND state = 'waiting'";

const CANCEL_MESSAGES: &str = "
UPDATE outbox
SET state = iif(key_until_ms IS NULL, 'not_sent', 'unknown'), reason = 'record_deleted', settled_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND record_id = ?2 AND state = 'pending'";

// Its version goes on counting, so that a decision made on the deleted record fits no later one.
const SILENCE_SUBJECT: &str = "
UPDATE subject
SET recheck_at_ms = NULL, wake_at_ms = NULL, state_version = state_version + 1
WHERE account_id = ?1 AND record_id = ?2";

const DELETE_OWN_LINKS: &str = "DELETE FROM link WHERE account_id = ?1 AND from_id = ?2";
const DELETE_CHANGES: &str = "DELETE FROM change WHERE account_id = ?1 AND record_id = ?2";
const DELETE_EVENTS: &str = "DELETE FROM event WHERE account_id = ?1 AND record_id = ?2";

const DELETE: &str = "
DELETE FROM record
WHERE account_id = ?1 AND id = ?2 AND module = ?3
RETURNING json_quote(id) AS json";

/// Deletes a record, its history and what waits for it; `also` goes first, while its links stand.
/// Whether there was one.
pub async fn delete(
    db: &Db,
    account: &AccountId,
    (module, id): (&str, &str),
    now: Moment,
    also: Vec<Statement>,
) -> Result<bool, StoreError> {
    let account = account.as_str();
    let mut statements = also;
    for sql in [LEAVE_ALL, CANCEL_ENROLLMENTS, CANCEL_MESSAGES] {
        statements.push(sql!(sql, account, id, now.as_ms()));
    }
    for sql in [SILENCE_SUBJECT, DELETE_OWN_LINKS, DELETE_CHANGES, DELETE_EVENTS] {
        statements.push(sql!(sql, account, id));
    }
    statements.push(sql!(DELETE, account, id, module));
    Ok(db.batch(&statements).await?.pop().is_some_and(|rows| !rows.is_empty()))
}

const KNOWN_EVENTS: &str = "
SELECT json_quote(id) AS json
FROM event
WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

/// The records that these point to, and those that point to them; contacts aside, on either side,
/// because they belong to everything.
///
/// # Errors
/// When the database does not answer.
pub async fn linked(
    db: &Db,
    account: &AccountId,
    ids: &Json,
    most: usize,
) -> Result<BTreeMap<RecordId, Vec<RecordId>>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut linked: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    for row in db.rows(sql!(LINKED, account.as_str(), ids, most)).await? {
        let id = |index: usize| RecordId::parse(row.get(index)?.as_str()?).ok();
        if let (Some(of), Some(other)) = (id(0), id(1)) {
            linked.entry(of).or_default().push(other);
        }
    }
    Ok(linked)
}

/// Which of these events are kept already.
pub async fn known_events(
    db: &Db,
    account: &AccountId,
    ids: &Json,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = db.rows(sql!(KNOWN_EVENTS, account.as_str(), ids)).await?;
    Ok(rows.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

/// Keeps events; the same id is the same event.
pub fn insert_events(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_EVENTS, account.as_str(), rows)
}
