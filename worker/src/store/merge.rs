//! Merged contacts, and contacts by their addresses.

use std::collections::BTreeMap;

use relance_core::words::{AccountId, Moment, RecordId};
use serde_json::{Value as Json, json};

use super::db::{Db, Statement, StoreError, chunks};
use crate::sql;

/// Ids that stand for another record: `[id, target]`. A chain of merges is followed to its end; where
/// that record is gone, the id stands for itself again.
const ALIASES: &str = "
WITH RECURSIVE alias(id, target) AS (
  SELECT value, value FROM json_each(?2)
  UNION
  SELECT a.id, m.survivor_id
  FROM alias AS a
  JOIN merge AS m ON m.account_id = ?1 AND m.loser_id = a.target AND m.undone_at_ms IS NULL
)
SELECT json_array(a.id, a.target) AS json
FROM alias AS a
JOIN record AS r ON r.account_id = ?1 AND r.id = a.target
WHERE a.id <> a.target";

/// Refuses the batch when one of these rows of `link` names a contact that was merged meanwhile.
const GUARD_TARGETS: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM json_each(?2) AS l
JOIN merge AS m ON m.account_id = ?1 AND m.loser_id = l.value->>2 AND m.undone_at_ms IS NULL
JOIN record AS r ON r.account_id = ?1 AND r.id = m.survivor_id
WHERE NOT EXISTS (SELECT 1 FROM record WHERE account_id = ?1 AND id = m.loser_id)
LIMIT 1";

/// Refuses the batch when somebody still points to this record.
const GUARD_UNLINKED: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
FROM link
WHERE account_id = ?1 AND to_id = ?2
LIMIT 1";

/// Refuses the batch when this merge was undone meanwhile.
const GUARD_STANDS: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM merge
  WHERE account_id = ?1 AND id = ?2 AND undone_at_ms IS NULL)";

/// Rows: `[kind, address, record]`.
const DELETE_ADDRESSES: &str = "
DELETE FROM contact_address
WHERE account_id = ?1 AND (kind, address, record_id) IN (
  SELECT value->>0, value->>1, value->>2 FROM json_each(?2))";

/// Rows: `[kind, address, record]`.
const INSERT_ADDRESSES: &str = "
INSERT INTO contact_address(account_id, kind, address, record_id)
SELECT ?1, value->>0, value->>1, value->>2
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

const TWINS: &str = "
SELECT json_object('kind', kind, 'address', address, 'records', json_group_array(record_id)) AS json
FROM contact_address
WHERE account_id = ?1 AND (kind, address) > (?2, ?3)
GROUP BY kind, address
HAVING count(*) > 1
ORDER BY kind, address
LIMIT ?4";

const LINKED_TO: &str = "
SELECT DISTINCT json_quote(from_id) AS json
FROM link
WHERE account_id = ?1 AND to_id = ?2 AND from_id <> ?2
LIMIT ?3";

const INSERT: &str = "
INSERT INTO merge(account_id, id, survivor_id, loser_id, image, by, at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Rows: `[record, before]`.
const INSERT_RELINKS: &str = "
INSERT INTO merge_relink(account_id, merge_id, record_id, before)
SELECT ?1, ?2, value->>0, value->>1
FROM json_each(?3)";

const TAKE_EVENTS: &str = "
INSERT INTO merge_event(account_id, merge_id, event_id)
SELECT ?1, ?2, id FROM event WHERE account_id = ?1 AND record_id = ?3";

const MOVE_EVENTS: &str = "
UPDATE event
SET record_id = ?3
WHERE account_id = ?1 AND record_id = ?2";

const RETURN_EVENTS: &str = "
UPDATE event
SET record_id = ?4
WHERE account_id = ?1 AND record_id = ?3
  AND id IN (SELECT event_id FROM merge_event WHERE account_id = ?1 AND merge_id = ?2)";

const DELETE_STANDINGS: &str = "
DELETE FROM standing
WHERE account_id = ?1 AND record_id = ?2";

/// Automations: `[id]`.
const FORGET_STANDINGS: &str = "
DELETE FROM standing
WHERE account_id = ?1 AND record_id = ?2 AND automation_id IN (SELECT value FROM json_each(?3))";

const SILENCE: &str = "
UPDATE subject
SET recheck_at_ms = NULL, wake_at_ms = NULL, state_version = state_version + 1
WHERE account_id = ?1 AND record_id = ?2";

/// Rows: `[enrollment, record, pass]`. Compared with something that depends on the row, so that each
/// is sought by its key.
const REHOME: &str = "
UPDATE enrollment
SET record_id = moved.value->>1, pass = moved.value->>2
FROM json_each(?2) AS moved
WHERE enrollment.account_id = iif(moved.value IS NULL, NULL, ?1) AND enrollment.id = moved.value->>0";

/// A message that waits goes by the survivor's consent and address.
const READDRESS: &str = "
UPDATE outbox
SET contact_id = ?3
WHERE account_id = ?1 AND contact_id = ?2 AND settled_at_ms IS NULL";

const DELETE_RECORD: &str = "DELETE FROM record WHERE account_id = ?1 AND id = ?2";
const DELETE_LINKS: &str = "DELETE FROM link WHERE account_id = ?1 AND from_id = ?2";

/// A row of `merge AS m` as the API shows it.
macro_rules! merge_json {
    ($more:literal) => {
        concat!(
            "json_object('id', m.id, 'survivor', m.survivor_id, 'loser', m.loser_id,
  'by', m.by, 'at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', m.at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'undone_by', m.undone_by,
  'undone_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', m.undone_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'relinked', (SELECT count(*) FROM merge_relink AS l
    WHERE l.account_id = m.account_id AND l.merge_id = m.id),
  'since', json(m.since)",
            $more,
            ") AS json"
        )
    };
}

const LIST: &str = concat!(
    "SELECT ",
    merge_json!(", 'at_ms', m.at_ms, 'before', json(m.image)->'loser'"),
    "
FROM merge AS m
WHERE m.account_id = ?1 AND (m.at_ms, m.id) < (CAST(?2 AS INTEGER), ?3)
  AND (?4 IS NULL OR m.survivor_id = ?4 OR m.loser_id = ?4)
ORDER BY m.at_ms DESC, m.id DESC
LIMIT ?5"
);

const FIND: &str = concat!(
    "SELECT ",
    merge_json!(", 'at_ms', m.at_ms, 'image', json(m.image)"),
    "
FROM merge AS m
WHERE m.account_id = ?1 AND m.id = ?2"
);

const RELINKS: &str = "
SELECT before AS json
FROM merge_relink
WHERE account_id = ?1 AND merge_id = ?2";

const UNDO: &str = "
UPDATE merge
SET undone_by = ?3, undone_at_ms = CAST(?4 AS INTEGER), since = ?5
WHERE account_id = ?1 AND id = ?2 AND undone_at_ms IS NULL";

const FORGET_RELINKS: &str = "
DELETE FROM merge_relink
WHERE account_id = ?1 AND merge_id IN (
  SELECT id FROM merge WHERE account_id = ?1 AND (survivor_id = ?2 OR loser_id = ?2))";
const FORGET_EVENTS: &str = "
DELETE FROM merge_event
WHERE account_id = ?1 AND merge_id IN (
  SELECT id FROM merge WHERE account_id = ?1 AND (survivor_id = ?2 OR loser_id = ?2))";
const FORGET: &str = "
DELETE FROM merge
WHERE account_id = ?1 AND (survivor_id = ?2 OR loser_id = ?2)";

/// For each of these ids that stands for another record, that record.
pub async fn aliases(
    db: &Db,
    account: &AccountId,
    ids: &Json,
) -> Result<BTreeMap<RecordId, RecordId>, StoreError> {
    let rows = db.rows(sql!(ALIASES, account.as_str(), ids)).await?;
    let id = |row: &Json, at: usize| RecordId::parse(row.get(at)?.as_str()?).ok();
    Ok(rows.iter().filter_map(|row| Some((id(row, 0)?, id(row, 1)?))).collect())
}

/// Refuses the batch when one of these links names a contact that was merged meanwhile.
pub fn guard_targets(account: &AccountId, links: &str) -> Statement {
    sql!(GUARD_TARGETS, account.as_str(), links)
}

/// Forgets addresses.
pub fn delete_addresses(account: &AccountId, rows: &str) -> Statement {
    sql!(DELETE_ADDRESSES, account.as_str(), rows)
}

/// Keeps addresses.
pub fn insert_addresses(account: &AccountId, rows: &str) -> Statement {
    sql!(INSERT_ADDRESSES, account.as_str(), rows)
}

/// Addresses that several contacts have, after this kind and address.
pub async fn twins(
    db: &Db,
    account: &AccountId,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(TWINS, account.as_str(), after.0, after.1, limit)).await
}

/// Ids of the records that point to this one.
pub async fn linked_to(
    db: &Db,
    account: &AccountId,
    id: &RecordId,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LINKED_TO, account.as_str(), id.as_str(), limit)).await
}

/// A merge on its way into the store.
#[derive(Debug)]
pub struct Row<'a> {
    /// Names it.
    pub id: &'a str,
    /// Who stays.
    pub survivor: &'a RecordId,
    /// Who goes.
    pub loser: &'a RecordId,
    /// Both as they were.
    pub image: &'a Json,
    /// Relations as they were: `[record, before]`.
    pub relinks: &'a [Json],
    /// Passages that change hands: `[enrollment, record, pass]`.
    pub rehomed: &'a [Json],
    /// Who did it.
    pub by: &'a str,
}

/// Everything of a merge that is not a write of a record; goes after those, in the same batch.
pub fn merge(account: &AccountId, row: &Row<'_>, now: Moment) -> Vec<Statement> {
    let account_id = account.as_str();
    let (survivor, loser) = (row.survivor.as_str(), row.loser.as_str());
    let mut all =
        vec![sql!(INSERT, account_id, row.id, survivor, loser, row.image, row.by, now.as_ms())];
    all.extend(
        chunks(row.relinks)
            .into_iter()
            .map(|chunk| sql!(INSERT_RELINKS, account_id, row.id, chunk)),
    );
    all.push(sql!(TAKE_EVENTS, account_id, row.id, loser));
    all.push(sql!(MOVE_EVENTS, account_id, loser, survivor));
    all.push(sql!(READDRESS, account_id, loser, survivor));
    all.push(sql!(REHOME, account_id, &json!(row.rehomed)));
    for sql in [DELETE_STANDINGS, SILENCE, DELETE_RECORD, DELETE_LINKS, GUARD_UNLINKED] {
        all.push(sql!(sql, account_id, loser));
    }
    all
}

/// An undo on its way into the store.
#[derive(Debug)]
pub struct UndoRow<'a> {
    /// Which merge.
    pub id: &'a str,
    /// Who stayed.
    pub survivor: &'a RecordId,
    /// Who comes back.
    pub loser: &'a RecordId,
    /// Automations of which the survivor knew through the merge alone.
    pub forgotten: &'a Json,
    /// Passages that go back: `[enrollment, record, pass]`.
    pub rehomed: &'a [Json],
    /// What happened since and stays.
    pub since: &'a Json,
    /// Who did it.
    pub by: &'a str,
}

/// Everything of an undo that is not a write of a record; goes after those, in the same batch.
pub fn undo(account: &AccountId, row: &UndoRow<'_>, now: Moment) -> Vec<Statement> {
    let account = account.as_str();
    let (survivor, loser) = (row.survivor.as_str(), row.loser.as_str());
    vec![
        sql!(GUARD_STANDS, account, row.id),
        sql!(RETURN_EVENTS, account, row.id, survivor, loser),
        sql!(FORGET_STANDINGS, account, survivor, row.forgotten),
        sql!(REHOME, account, &json!(row.rehomed)),
        sql!(UNDO, account, row.id, row.by, now.as_ms(), row.since),
    ]
}

/// A page of merges, the latest first; of one contact when it is named.
pub async fn list(
    db: &Db,
    account: &AccountId,
    record: Option<&str>,
    before: (i64, &str),
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LIST, account.as_str(), before.0, before.1, record, limit)).await
}

/// One merge with its image; `null` when there is none.
pub async fn find(db: &Db, account: &AccountId, id: &str) -> Result<Json, StoreError> {
    db.row(sql!(FIND, account.as_str(), id)).await
}

/// The relations of a merge as they were.
pub async fn relinks(db: &Db, account: &AccountId, id: &str) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(RELINKS, account.as_str(), id)).await
}

/// Forgets the merges of a record that is deleted: what it was must not outlive it.
pub fn forget(account: &AccountId, id: &str) -> Vec<Statement> {
    [FORGET_RELINKS, FORGET_EVENTS, FORGET]
        .into_iter()
        .map(|sql| sql!(sql, account.as_str(), id))
        .collect()
}
