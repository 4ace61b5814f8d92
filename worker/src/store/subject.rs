//! What the engine remembers of records: when to wake, standings, enrollments, decisions.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const SUBJECTS: &str = "
SELECT json_object('record', record_id, 'recheck_at_ms', recheck_at_ms, 'state_version', state_version) AS json
FROM subject
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))";

const STANDINGS: &str = "
SELECT json_object(
  'record', s.record_id, 'automation', s.automation_id, 'is_inside', s.is_inside,
  'since_ms', s.since_ms, 'left_at_ms', s.left_at_ms, 'pass', s.pass,
  'enrollment', CASE WHEN e.id IS NULL THEN NULL ELSE json_object(
    'id', e.id, 'entered_at_ms', e.entered_at_ms, 'base_at_ms', e.base_at_ms,
    'state', e.state, 'step', e.step_id, 'due_at_ms', e.due_at_ms, 'ended_at_ms', e.ended_at_ms, 'reason', e.reason,
    'cause', json(e.cause), 'activities', json(e.activities)
  ) END
) AS json
FROM standing AS s
LEFT JOIN enrollment AS e ON e.account_id = s.account_id AND e.id = s.enrollment_id
WHERE s.account_id = ?1 AND s.record_id IN (SELECT value FROM json_each(?2))";

/// In the shape that previews take, page by page.
const ALL_STANDINGS: &str = "
SELECT json_object(
  'record', s.record_id, 'automation', s.automation_id,
  'is_inside', json(CASE s.is_inside WHEN 1 THEN 'true' ELSE 'false' END),
  'since', strftime('%Y-%m-%dT%H:%M:%fZ', s.since_ms / 1000.0, 'unixepoch'),
  'left_at', strftime('%Y-%m-%dT%H:%M:%fZ', s.left_at_ms / 1000.0, 'unixepoch'),
  'pass', s.pass,
  'enrollment', CASE WHEN e.id IS NULL THEN NULL ELSE json_object(
    'id', e.id,
    'entered_at', strftime('%Y-%m-%dT%H:%M:%fZ', e.entered_at_ms / 1000.0, 'unixepoch'),
    'base_at', strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(e.base_at_ms, e.entered_at_ms) / 1000.0, 'unixepoch'),
    'state', e.state, 'step', e.step_id,
    'due_at', strftime('%Y-%m-%dT%H:%M:%fZ', e.due_at_ms / 1000.0, 'unixepoch'),
    'at', strftime('%Y-%m-%dT%H:%M:%fZ', e.ended_at_ms / 1000.0, 'unixepoch'),
    'reason', e.reason, 'cause', json(e.cause), 'activities', json(e.activities)
  ) END
) AS json
FROM standing AS s
LEFT JOIN enrollment AS e ON e.account_id = s.account_id AND e.id = s.enrollment_id
WHERE s.account_id = ?1 AND (s.record_id, s.automation_id) > (?2, ?3)
ORDER BY s.record_id, s.automation_id
LIMIT ?4";

const LOOKED_EARLY: &str = "
SELECT json_object('automation', automation_id, 'record', record_id) AS json
FROM looked_early
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))
UNION ALL
SELECT json_object('automation', automation_id, 'record', record_id, 'rank', rank)
FROM overdue
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))";

const DUE: &str = "
SELECT json_quote(record_id) AS json
FROM subject
WHERE account_id = ?1 AND wake_at_ms <= ?2
ORDER BY wake_at_ms, record_id
LIMIT ?3";

/// The accounts with something to do at ?1, on this condition; ?2 is the world's clock, for leases.
macro_rules! due_accounts {
    ($of:literal) => {
        concat!(
            "
SELECT json_object('account', account_id, 'looking', looking, 'importing', importing, 'running', running,
  'erasing', erasing, 'paused', paused, 'alerting', alerting) AS json
FROM (
  SELECT a.account_id,
    coalesce(a.settings->>'$.paused', 0) AS paused,
    EXISTS (SELECT 1 FROM automation AS m
      WHERE m.account_id = a.account_id AND m.state = 'activating') AS looking,
    EXISTS (SELECT 1 FROM import AS i
      WHERE i.account_id = a.account_id AND i.state = 'applying') AS importing,
    EXISTS (SELECT 1 FROM job AS j
      WHERE j.account_id = a.account_id AND j.wake_at_ms <= ?1) AS running,
    EXISTS (SELECT 1 FROM erasure AS e
      WHERE e.account_id = a.account_id AND e.wake_at_ms <= ?1) AS erasing,
    EXISTS (SELECT 1 FROM notice AS t
      WHERE t.account_id = a.account_id AND t.alert_at_ms <= ?1) AS alerting
  FROM account AS a
) AS due
WHERE ",
            $of,
            " AND (importing OR erasing OR (NOT paused AND (looking OR running OR alerting
    OR EXISTS (SELECT 1 FROM input AS n WHERE n.account_id = due.account_id)
    OR EXISTS (SELECT 1 FROM subject AS s
      WHERE s.account_id = due.account_id AND s.wake_at_ms <= ?1)
    OR EXISTS (SELECT 1 FROM outbox AS o
      WHERE o.account_id = due.account_id AND o.look_at_ms IS NOT NULL AND o.look_at_ms <= ?1)
    OR EXISTS (SELECT 1 FROM outbox AS o
      WHERE o.account_id = due.account_id AND o.settled_at_ms IS NULL
        AND o.channel IN ('email', 'user_email', 'sms', 'lists', 'webhook') AND o.due_at_ms <= ?1
        AND (o.state = 'pending' OR o.lease_until_ms <= ?2)))))
ORDER BY account_id"
        )
    };
}

// One seek per account in each of six tables and partial indexes: the cost of an idle tick follows the number
// of accounts, never that of records.
const DUE_ACCOUNTS: &str = due_accounts!("TRUE");
const IS_DUE: &str = due_accounts!("account_id = ?3");

// Over all accounts, for the development clock.
const NEXT_WAKE: &str = "
SELECT json_object('at_ms', min(at_ms)) AS json
FROM (
  SELECT (SELECT min(wake_at_ms) FROM subject AS s
    WHERE s.account_id = a.account_id AND s.wake_at_ms IS NOT NULL) AS at_ms
  FROM account AS a
  WHERE coalesce(a.settings->>'$.paused', 0) = 0
  UNION ALL
  SELECT (SELECT min(due_at_ms) FROM outbox AS o
    WHERE o.account_id = a.account_id AND o.settled_at_ms IS NULL AND o.state = 'pending')
  FROM account AS a
  WHERE coalesce(a.settings->>'$.paused', 0) = 0
  UNION ALL
  SELECT (SELECT min(wake_at_ms) FROM job AS j
    WHERE j.account_id = a.account_id AND j.wake_at_ms IS NOT NULL)
  FROM account AS a
  WHERE coalesce(a.settings->>'$.paused', 0) = 0
  UNION ALL
  SELECT (SELECT min(wake_at_ms) FROM erasure AS e
    WHERE e.account_id = a.account_id AND e.wake_at_ms IS NOT NULL)
  FROM account AS a
)";

/// Rows: `[record, state_version]`; 0 means that there must be none.
const GUARD: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM json_each(?2) AS wanted
LEFT JOIN subject AS s ON s.account_id = ?1 AND s.record_id = wanted.value->>0
WHERE coalesce(s.state_version, 0) <> wanted.value->>1
LIMIT 1";

/// Rows: `[record, recheck_at, wake_at]`.
const UPSERT: &str = "
INSERT INTO subject(account_id, record_id, recheck_at_ms, wake_at_ms, state_version, commit_id)
SELECT ?1, value->>0, value->>1, value->>2, 1, ?3
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, record_id) DO UPDATE SET
  recheck_at_ms = excluded.recheck_at_ms,
  wake_at_ms = excluded.wake_at_ms,
  state_version = subject.state_version + 1,
  commit_id = excluded.commit_id";

/// Marks every record that points to one of these, in one of these modules: look again at ?4.
const RECHECK_DEPENDENTS: &str = "
INSERT INTO subject(account_id, record_id, recheck_at_ms, wake_at_ms, state_version, commit_id)
SELECT DISTINCT ?1, l.from_id, CAST(?4 AS INTEGER), CAST(?4 AS INTEGER), 1, ?5
FROM link AS l
JOIN record AS r ON r.account_id = ?1 AND r.id = l.from_id
WHERE l.account_id = ?1
  AND l.to_id IN (SELECT value FROM json_each(?2))
  AND r.module IN (SELECT value FROM json_each(?3))
ON CONFLICT(account_id, record_id) DO UPDATE SET
  recheck_at_ms = min(coalesce(subject.recheck_at_ms, excluded.recheck_at_ms), excluded.recheck_at_ms),
  wake_at_ms = min(coalesce(subject.wake_at_ms, excluded.wake_at_ms), excluded.wake_at_ms),
  state_version = subject.state_version + 1,
  commit_id = excluded.commit_id";

/// Marks these records: look again at ?3.
const RECHECK: &str = "
INSERT INTO subject(account_id, record_id, recheck_at_ms, wake_at_ms, state_version, commit_id)
SELECT ?1, value, CAST(?3 AS INTEGER), CAST(?3 AS INTEGER), 1, ?4
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, record_id) DO UPDATE SET
  recheck_at_ms = min(coalesce(subject.recheck_at_ms, excluded.recheck_at_ms), excluded.recheck_at_ms),
  wake_at_ms = min(coalesce(subject.wake_at_ms, excluded.wake_at_ms), excluded.wake_at_ms),
  state_version = subject.state_version + 1,
  commit_id = excluded.commit_id";

const RECHECK_ALL: &str = "
UPDATE subject
SET recheck_at_ms = CAST(?2 AS INTEGER),
  wake_at_ms = min(coalesce(wake_at_ms, CAST(?2 AS INTEGER)), CAST(?2 AS INTEGER)),
  state_version = state_version + 1
WHERE account_id = ?1 AND recheck_at_ms IS NOT NULL";

const RECONSIDER_ALL: &str = "
UPDATE subject
SET recheck_at_ms = CAST(?2 AS INTEGER),
  wake_at_ms = min(coalesce(wake_at_ms, CAST(?2 AS INTEGER)), CAST(?2 AS INTEGER)),
  state_version = state_version + 1
WHERE account_id = ?1";

const WAKE_ALL: &str = "
UPDATE subject
SET wake_at_ms = CAST(?2 AS INTEGER), state_version = state_version + 1
WHERE account_id = ?1";

/// Rows: `[record, automation, is_inside, since, left_at, pass, enrollment]`.
const UPSERT_STANDINGS: &str = "
INSERT INTO standing(account_id, record_id, automation_id, is_inside, since_ms, left_at_ms, pass, enrollment_id)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, record_id, automation_id) DO UPDATE SET
  is_inside = excluded.is_inside,
  since_ms = excluded.since_ms,
  left_at_ms = excluded.left_at_ms,
  pass = excluded.pass,
  enrollment_id = excluded.enrollment_id";

/// Rows: `[id, automation, record, pass, entered_at, state, step, due_at, ended_at, reason, cause,
/// activities, base_at]`.
const UPSERT_ENROLLMENTS: &str = "
INSERT INTO enrollment(account_id, id, automation_id, record_id, pass, entered_at_ms,
  state, step_id, due_at_ms, ended_at_ms, reason, cause, activities, base_at_ms)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4,
  value->>5, value->>6, value->>7, value->>8, value->>9, value->>10, value->>11, value->>12
FROM json_each(?2)
WHERE true
ON CONFLICT(account_id, id) DO UPDATE SET
  state = excluded.state,
  step_id = excluded.step_id,
  due_at_ms = excluded.due_at_ms,
  ended_at_ms = excluded.ended_at_ms,
  reason = excluded.reason,
  base_at_ms = excluded.base_at_ms,
  activities = excluded.activities";

/// Wakes those of these records that wait for a message to be settled (D25).
const WAKE_HELD: &str = "
UPDATE subject
SET wake_at_ms = CAST(?3 AS INTEGER), state_version = state_version + 1
WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))
  AND EXISTS (SELECT 1 FROM enrollment AS e
    WHERE e.account_id = subject.account_id AND e.record_id = subject.record_id AND e.state = 'held')";

/// Rows: `[automation, record]`.
const INSERT_LOOKED_EARLY: &str = "
INSERT INTO looked_early(account_id, automation_id, record_id)
SELECT ?1, value->>0, value->>1
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

const COMMITTED: &str = "
SELECT json_object('found', 1) AS json
WHERE EXISTS (SELECT 1 FROM subject WHERE account_id = ?1 AND record_id = ?2 AND commit_id = ?3)
  OR EXISTS (SELECT 1 FROM record WHERE account_id = ?1 AND id = ?2 AND commit_id = ?3)";

/// The subjects of these records.
pub fn subjects(account: &AccountId, ids: &Json) -> Statement {
    sql!(SUBJECTS, account.as_str(), ids)
}

/// The standings of these records, with their current enrollments.
pub fn standings(account: &AccountId, ids: &Json) -> Statement {
    sql!(STANDINGS, account.as_str(), ids)
}

/// How records stand in automations, after this record and automation.
pub async fn all_standings(
    db: &Db,
    account: &AccountId,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(ALL_STANDINGS, account.as_str(), after.0, after.1, limit)).await
}

/// Which looks reached these records before their turn, and their places among the overdue.
pub fn looked_early(account: &AccountId, ids: &Json) -> Statement {
    sql!(LOOKED_EARLY, account.as_str(), ids)
}

/// The records that are due, the longest waiting first.
pub async fn due(
    db: &Db,
    account: &AccountId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(DUE, account.as_str(), now.as_ms(), limit)).await
}

/// The accounts with something to do at `now`; the only question over all accounts. `real_now`
/// decides about leases, because a lease bounds a process, not a business time.
pub async fn due_accounts(db: &Db, now: Moment, real_now: Moment) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(DUE_ACCOUNTS, now.as_ms(), real_now.as_ms())).await
}

/// Whether this account has something to do at `now`.
pub async fn is_due(db: &Db, account: &AccountId, now: Moment) -> Result<bool, StoreError> {
    let row = db.row(sql!(IS_DUE, now.as_ms(), now.as_ms(), account.as_str())).await?;
    Ok(!row.is_null())
}

/// The next instant at which anything of any account is due.
pub async fn next_wake(db: &Db) -> Result<Option<Moment>, StoreError> {
    let row = db.row(sql!(NEXT_WAKE)).await?;
    Ok(row.get("at_ms").and_then(Json::as_i64).map(Moment::from_ms))
}

/// Refuses the batch when one of these subjects has another version.
pub fn guard(account: &AccountId, rows: &str) -> Statement {
    sql!(GUARD, account.as_str(), rows)
}

/// Keeps when to wake.
pub fn upsert(account: &AccountId, rows: &str, commit_id: &str) -> Statement {
    sql!(UPSERT, account.as_str(), rows, commit_id)
}

/// Keeps standings.
pub fn upsert_standings(account: &AccountId, rows: &str) -> Statement {
    sql!(UPSERT_STANDINGS, account.as_str(), rows)
}

/// Keeps enrollments.
pub fn upsert_enrollments(account: &AccountId, rows: &str) -> Statement {
    sql!(UPSERT_ENROLLMENTS, account.as_str(), rows)
}

/// Remembers that a first look was taken early.
pub fn insert_looked_early(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_LOOKED_EARLY, account.as_str(), rows)
}

/// Marks what depends on these records.
pub fn recheck_dependents(
    account: &AccountId,
    ids: &Json,
    modules: &Json,
    at: Moment,
    commit_id: &str,
) -> Statement {
    sql!(RECHECK_DEPENDENTS, account.as_str(), ids, modules, at.as_ms(), commit_id)
}

/// Marks these records.
pub fn recheck(account: &AccountId, ids: &Json, at: Moment, commit_id: &str) -> Statement {
    sql!(RECHECK, account.as_str(), ids, at.as_ms(), commit_id)
}

/// Marks every record whose answers depend on time.
pub fn recheck_all(account: &AccountId, at: Moment) -> Statement {
    sql!(RECHECK_ALL, account.as_str(), at.as_ms())
}

/// Wakes those of these records that wait for a message to be settled.
pub fn wake_held(account: &AccountId, ids: &Json, at: Moment) -> Statement {
    sql!(WAKE_HELD, account.as_str(), ids, at.as_ms())
}

/// Lets the engine look at every record that it remembers, also those that nothing awaits.
pub fn reconsider_all(account: &AccountId, at: Moment) -> Statement {
    sql!(RECONSIDER_ALL, account.as_str(), at.as_ms())
}

/// Wakes everything that is remembered: what was due while automation was switched off had no wake.
pub fn wake_all(account: &AccountId, at: Moment) -> Statement {
    sql!(WAKE_ALL, account.as_str(), at.as_ms())
}

/// Whether a commit whose answer was lost took place, told by one of its records.
pub async fn is_committed(
    db: &Db,
    account: &AccountId,
    record: &str,
    commit_id: &str,
) -> Result<bool, StoreError> {
    Ok(!db.row(sql!(COMMITTED, account.as_str(), record, commit_id)).await?.is_null())
}
