//! Where people stand in the database: how the tables that may hold something of a person ([`super::schema`])
//! are looked through page by page, and how they forget.
//!
//! Which records go is core's (`engine::person`); how traces are taken out of JSON is `wire::person`'s.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use super::schema::{After, Forgets, Mention, Personal, TABLES, Table};
use crate::sql;

/// A table that may hold something of a person.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: &'static Table,
    personal: &'static Personal,
}

/// The table with this number among those that may hold something of a person, in the order in which they
/// are looked through.
pub fn place(number: usize) -> Option<Place> {
    let place = |table: &'static Table| Some(Place { table, personal: table.person.as_ref()? });
    TABLES.iter().filter_map(place).nth(number)
}

/// A page of a table: rows that may be about the person.
#[derive(Debug)]
pub struct Page {
    /// Each with its key and columns.
    pub rows: Vec<Row>,
    /// Where to go on; `None` when the table is through.
    pub next: Option<Json>,
}

/// A row that may be about the person.
#[derive(Debug)]
pub struct Row {
    /// Its key, besides the account.
    pub key: Json,
    /// Its columns by their names.
    pub columns: Json,
    /// Whether it tells of a message to somebody who was erased.
    pub is_of_erased: bool,
}

impl Place {
    /// Looks through a page. `needles`: lower-case texts, of which a row that matters holds one; more
    /// rows may hold one than matter.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(
        &self,
        db: &Db,
        account: &AccountId,
        needles: &Json,
        after: Option<&Json>,
        limit: i64,
    ) -> Result<Page, StoreError> {
        let account = account.as_str();
        let statement = match after {
            None => sql!(self.page_sql(After::Nothing), account, limit, needles),
            Some(after) => {
                sql!(self.page_sql(After::Parameter(4)), account, limit, needles, after)
            }
        };
        let mut page = Page { rows: Vec::new(), next: None };
        for mut row in db.rows(statement).await? {
            let key = row.get_mut("key").map(Json::take).unwrap_or_default();
            if row.get("is_last").and_then(Json::as_i64) == Some(1) {
                page.next = Some(key.clone());
            }
            let columns = row.get_mut("columns").map(Json::take).unwrap_or_default();
            let is_of_erased = row.get("is_of_erased").and_then(Json::as_i64) == Some(1);
            if !columns.is_null() {
                page.rows.push(Row { key, columns, is_of_erased });
            }
        }
        Ok(page)
    }

    /// `is_last` marks the last row of a full page; behind another one there is nothing.
    fn page_sql(&self, after: After) -> String {
        let key = self.table.key.join(", ");
        let searched = self.searched().map(|column| format!("ifnull({column}, '')"));
        let searched = searched.collect::<Vec<_>>().join(" || char(10) || ");
        let of_erased = self.personal.message.map_or("0".to_owned(), |message| {
            format!(
                "EXISTS (SELECT 1 FROM outbox AS o
      WHERE o.account_id = ?1 AND o.key = page.{message} AND o.record_id = 'erased')"
            )
        });
        format!(
            "
SELECT '{{\"key\":' || json_array({key}) || ',\"is_last\":' || (place = ?2)
  || ',\"is_of_erased\":' || is_of_erased
  || ',\"columns\":' || iif(is_named OR is_of_erased, {row}, 'null') || '}}' AS json
FROM (
  SELECT page.*, row_number() OVER (ORDER BY {key}) AS place,
    EXISTS (SELECT 1 FROM json_each(?3) AS needle
      WHERE instr(lower({searched}), needle.value)) AS is_named,
    {of_erased} AS is_of_erased
  FROM ({page}) AS page
)
WHERE is_named OR is_of_erased OR place = ?2",
            row = self.table.row(),
            page = self.table.rows("*", after),
        )
    }

    fn searched(&self) -> impl Iterator<Item = &'static str> {
        let (key, ids) = (self.table.key, self.personal.ids);
        let keys = key.iter().filter(move |one| ids.contains(*one) || **one == "address");
        let rest = ids.iter().filter(move |one| !key.contains(*one));
        keys.chain(rest).chain(self.table.json).chain(self.personal.texts).copied()
    }

    /// The table's name.
    pub fn name(&self) -> &'static str {
        self.table.name
    }

    /// Which columns name records.
    pub fn ids(&self) -> &'static [&'static str] {
        self.personal.ids
    }

    /// Which columns hold JSON.
    pub fn json(&self) -> &'static [&'static str] {
        self.table.json
    }

    /// Which columns hold text.
    pub fn texts(&self) -> &'static [&'static str] {
        self.personal.texts
    }

    /// The column that counts its versions, where decisions are guarded by it.
    pub fn version(&self) -> Option<&'static str> {
        self.personal.version
    }

    /// How it forgets a row in which a person is mentioned.
    pub fn mention(&self) -> Mention {
        self.personal.mention
    }

    /// Forgets rows that are a person's own. Rows: keys.
    pub fn forget(&self, account: &AccountId, keys: &str, now: Moment) -> Statement {
        match (self.personal.forgets, self.table.name) {
            (Forgets::Content, "outbox") => {
                let sql = format!(
                    "{EMPTY_MESSAGES}
WHERE account_id = ?1 AND key IN (SELECT value->>0 FROM json_each(?2))"
                );
                sql!(sql, account.as_str(), keys, now.as_ms())
            }
            (Forgets::Content, _) => sql!(FORGET_HOLDERS, account.as_str(), keys),
            (Forgets::Row, _) => sql!(self.delete_sql(), account.as_str(), keys),
        }
    }

    /// With the account among what is compared: beside it, SQLite finds no row of `run_log`, in whose index its
    /// `id`, which is the rowid, stands behind the account.
    fn delete_sql(&self) -> String {
        let (key, name) = (self.table.key.join(", "), self.table.name);
        let values = (0..self.table.key.len()).map(|place| format!("value->>{place}"));
        let values = values.collect::<Vec<_>>().join(", ");
        format!(
            "
DELETE FROM {name}
WHERE (account_id, {key}) IN (SELECT ?1, {values} FROM json_each(?2))"
        )
    }

    /// Writes rows out of which somebody was taken. Rows: key, JSON columns, texts, and the version
    /// that was read where the table has one.
    pub fn rewrite(&self, account: &AccountId, rows: &str) -> Statement {
        let (table, name) = (self.table, self.table.name);
        let mut place = 0..;
        let mut value = || format!("one.value->>{}", place.next().unwrap_or(0));
        let key: Vec<String> =
            table.key.iter().map(|column| format!("{name}.{column} = {}", value())).collect();
        let texts = self.personal.texts.iter().filter(|one| !table.key.contains(*one));
        let mut set: Vec<String> = table
            .json
            .iter()
            .chain(texts)
            .map(|column| format!("{column} = {}", value()))
            .collect();
        let mut of = key;
        if let Some(version) = self.personal.version {
            of.push(format!("{name}.{version} = {}", value()));
            set.push(format!("{version} = {name}.{version} + 1"));
        }
        let sql = format!(
            "
UPDATE {name}
SET {set}
FROM json_each(?2) AS one
WHERE {name}.account_id = iif(one.value IS NULL, NULL, ?1) AND {of}",
            set = set.join(", "),
            of = of.join(" AND "),
        );
        sql!(sql, account.as_str(), rows)
    }
}

/// What was sent stays sent; what waits is cancelled; of what is on its way nobody will know, and nobody asks
/// its provider or a person any more; nor of what a service outside was called for before. The keys stay:
/// they are hashes, and keep the same thing from being done again.
const EMPTY_MESSAGES: &str = "
UPDATE outbox
SET record_id = 'erased', contact_id = NULL, address = '', body = '{}', entry = iif(entry->>'variant' IS NULL, '{}',
  json_object('variant', entry->>'variant')), done = '[]',
  problem = NULL, lease = NULL, lease_until_ms = NULL, provider_id = NULL, doubt_at_ms = NULL,
  look_at_ms = NULL,
  state = CASE
    WHEN state = 'leased' THEN 'unknown'
    WHEN state = 'pending' AND key_until_ms IS NOT NULL THEN 'unknown'
    WHEN state = 'pending' AND channel IN ('lists', 'webhook') AND attempts > 0 THEN 'unknown'
    WHEN state = 'pending' THEN 'not_sent'
    ELSE state
  END,
  reason = iif(settled_at_ms IS NULL OR state = 'unknown', 'erased', reason),
  settled_at_ms = coalesce(settled_at_ms, CAST(?3 AS INTEGER))";

/// Once for ever stays; who it was is forgotten. Rows: `[automation, key, key instead]`, the last made with
/// the deployment's secret.
const FORGET_HOLDERS: &str = "
UPDATE OR REPLACE once_key
SET record_id = 'erased', contact_id = 'erased', enrollment_id = NULL, before = NULL,
  key = one.value->>2
FROM json_each(?2) AS one
WHERE once_key.account_id = iif(one.value IS NULL, NULL, ?1)
  AND once_key.automation_id = one.value->>0 AND once_key.key = one.value->>1";

const CANCEL_MESSAGES: &str = "
WHERE account_id = ?1 AND settled_at_ms IS NULL
  AND (record_id IN (SELECT value FROM json_each(?2)) OR contact_id IN (SELECT value FROM json_each(?2)))";

/// What decisions read goes at once, by its indexes; the rest is looked through afterwards.
const AT_ONCE: [&str; 9] = [
    "DELETE FROM link WHERE account_id = ?1 AND to_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM link WHERE account_id = ?1 AND from_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM change WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM event WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM subject WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM standing WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM enrollment WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM input WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))",
    "DELETE FROM record WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
];

/// Cancels what waits for these records, and takes them away with what decisions read of them.
pub fn at_once(account: &AccountId, ids: &Json, now: Moment) -> Vec<Statement> {
    let cancel = format!("{EMPTY_MESSAGES}{CANCEL_MESSAGES}");
    let mut all = vec![sql!(cancel, account.as_str(), ids, now.as_ms())];
    all.extend(AT_ONCE.into_iter().map(|sql| sql!(sql, account.as_str(), ids)));
    all
}

/// What points to these records, with everything that it points to: `{id, module, targets: [[id, module]]}`.
const LINKED: &str = "
SELECT json_object('id', r.id, 'module', r.module, 'name', r.body->>'$.name', 'version', r.version,
  'targets', (SELECT json_group_array(json_array(l.to_id, t.module))
    FROM link AS l JOIN record AS t ON t.account_id = ?1 AND t.id = l.to_id
    WHERE l.account_id = ?1 AND l.from_id = r.id)) AS json
FROM record AS r
WHERE r.account_id = ?1 AND r.id IN (
  SELECT from_id FROM link WHERE account_id = ?1 AND to_id IN (SELECT value FROM json_each(?2)))
ORDER BY r.id
LIMIT ?3";

/// What points to these records.
///
/// # Errors
/// When the database does not answer.
pub async fn linked(
    db: &Db,
    account: &AccountId,
    ids: &Json,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LINKED, account.as_str(), ids, limit)).await
}

/// Every id that ever stood for this contact by a merge, and every address that these had: as they are,
/// in their changes, and in the images of their merges.
const IDENTITIES: &str = "
WITH RECURSIVE own(id) AS (
  SELECT ?2
  UNION
  SELECT m.loser_id FROM own JOIN merge AS m
    ON m.account_id = ?1 AND m.survivor_id = own.id AND m.undone_at_ms IS NULL
)
SELECT json_object('ids', (SELECT json_group_array(id) FROM own),
  'addresses', (SELECT json_group_array(address) FROM (
    SELECT a.value AS address
    FROM own
    JOIN record AS r ON r.account_id = ?1 AND r.id = own.id
    JOIN json_each(json_array(r.body->>'$.email', r.body->>'$.phone')) AS a
    UNION
    SELECT a.value
    FROM own
    JOIN change AS c ON c.account_id = ?1 AND c.record_id = own.id AND c.field IN ('email', 'phone')
    JOIN json_each(json_array(c.old->>'$', c.new->>'$')) AS a
    UNION
    SELECT a.value
    FROM own
    JOIN merge AS m ON m.account_id = ?1 AND m.loser_id = own.id
    JOIN json_each(json_array(m.image->>'$.loser.values.email', m.image->>'$.loser.values.phone')) AS a
  ) WHERE address IS NOT NULL),
  'names', (SELECT json_group_array(DISTINCT n.value) FROM own
    JOIN record AS r ON r.account_id = ?1 AND r.id = own.id
    JOIN json_each(json_array(r.body->>'$.name', r.body->>'$.first_name', r.body->>'$.last_name',
      r.body->>'$.company_name', (r.body->>'$.first_name') || ' ' || (r.body->>'$.last_name'))) AS n
    WHERE n.value <> '')) AS json";

/// The contact's ids and addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn identities(db: &Db, account: &AccountId, id: &str) -> Result<Json, StoreError> {
    db.row(sql!(IDENTITIES, account.as_str(), id)).await
}

/// Rows: `[kind, address]`. Contacts other than these that have one of these addresses. Whoever is being
/// forgotten still stands in the addresses, and has none.
const TWINS: &str = "
SELECT json_object('id', a.record_id, 'address', a.address) AS json
FROM json_each(?2) AS wanted
JOIN contact_address AS a ON a.account_id = iif(wanted.value IS NULL, NULL, ?1)
  AND a.kind = wanted.value->>0 AND a.address = wanted.value->>1
JOIN record AS r ON r.account_id = ?1 AND r.id = a.record_id
WHERE a.record_id NOT IN (SELECT value FROM json_each(?3))
ORDER BY a.record_id, a.address
LIMIT 100";

/// Other contacts with these addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn twins(
    db: &Db,
    account: &AccountId,
    addresses: &Json,
    ids: &Json,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(TWINS, account.as_str(), addresses, ids)).await
}

/// What goes with these records, as far as indexes count it.
const COUNTS: &str = "
SELECT json_object(
  'changes', (SELECT count(*) FROM change WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))),
  'events', (SELECT count(*) FROM event WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))),
  'decisions', (SELECT count(*) FROM run_log WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))),
  'passages', (SELECT count(*) FROM enrollment WHERE account_id = ?1 AND record_id IN (SELECT value FROM json_each(?2))),
  'messages_waiting', (SELECT count(*) FROM outbox WHERE account_id = ?1 AND settled_at_ms IS NULL
    AND (record_id IN (SELECT value FROM json_each(?2)) OR contact_id IN (SELECT value FROM json_each(?2))))
) AS json";

/// How much goes with these records.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db, account: &AccountId, ids: &Json) -> Result<Json, StoreError> {
    db.row(sql!(COUNTS, account.as_str(), ids)).await
}

const BEGIN: &str = "
INSERT INTO erasure(account_id, id, by, at_ms, records, traces, cursor, wake_at_ms)
VALUES (?1, ?2, ?3, CAST(?4 AS INTEGER), CAST(?5 AS INTEGER), ?6, '[1,0,null]', CAST(?4 AS INTEGER))";

const NEXT: &str = "
SELECT json_object('id', id, 'traces', json(traces), 'cursor', json(cursor), 'at_ms', at_ms) AS json
FROM erasure
WHERE account_id = ?1 AND wake_at_ms <= ?2
ORDER BY wake_at_ms
LIMIT 1";

const MOVE_ON: &str = "
UPDATE erasure
SET cursor = ?3, wake_at_ms = CAST(?4 AS INTEGER)
WHERE account_id = ?1 AND id = ?2 AND done_at_ms IS NULL";

const FINISH: &str = "
UPDATE erasure
SET traces = NULL, wake_at_ms = NULL, done_at_ms = CAST(?3 AS INTEGER)
WHERE account_id = ?1 AND id = ?2 AND done_at_ms IS NULL";

const LIST: &str = "
SELECT json_object('id', id, 'by', by, 'records', records,
  'at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
  'done_at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', done_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z')) AS json
FROM erasure
WHERE account_id = ?1 AND (?2 IS NULL OR id = ?2)
ORDER BY at_ms DESC, id
LIMIT ?3";

/// Refuses the batch when something else points to what goes than was looked at, another contact has come by
/// one of its addresses, or was merged into it: then somebody has to look again. ?3 and ?5: as
/// [`LINKED`] and [`TWINS`] answered.
const GUARD_AS_SEEN: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE ?3 IS NOT (SELECT json_group_array(id) FROM (SELECT r.id FROM record AS r
    WHERE r.account_id = ?1 AND r.id IN (
      SELECT from_id FROM link WHERE account_id = ?1 AND to_id IN (SELECT value FROM json_each(?2)))
    ORDER BY r.id))
  OR ?5 IS NOT (SELECT count(*) FROM (SELECT 1 FROM json_each(?4) AS wanted
    JOIN contact_address AS a ON a.account_id = iif(wanted.value IS NULL, NULL, ?1)
      AND a.kind = wanted.value->>0 AND a.address = wanted.value->>1
    JOIN record AS r ON r.account_id = ?1 AND r.id = a.record_id
    WHERE a.record_id NOT IN (SELECT value FROM json_each(?6))
    LIMIT 100))
  OR EXISTS (SELECT 1 FROM json_each(?6) AS own
    JOIN merge AS m ON m.account_id = iif(own.value IS NULL, NULL, ?1)
      AND m.survivor_id = own.value AND m.undone_at_ms IS NULL
    WHERE m.loser_id NOT IN (SELECT value FROM json_each(?6)))";

/// What an erasure was shown of others.
#[derive(Debug)]
pub struct Seen<'a> {
    /// What goes.
    pub goes: &'a Json,
    /// The ids of what points to it, in order.
    pub linked: &'a Json,
    /// Every address: `[kind, address]`.
    pub addresses: &'a Json,
    /// How many other contacts had them.
    pub twins: usize,
    /// The ids of the person.
    pub own: &'a Json,
}

/// Refuses the batch when that is so no longer.
pub fn guard_as_seen(account: &AccountId, seen: &Seen<'_>) -> Statement {
    let twins = i64::try_from(seen.twins).unwrap_or(i64::MAX);
    sql!(GUARD_AS_SEEN, account.as_str(), seen.goes, seen.linked, seen.addresses, twins, seen.own)
}

/// An erasure on its way into the store.
#[derive(Debug)]
pub struct Begun<'a> {
    /// The digest that was confirmed.
    pub id: &'a str,
    /// Who confirmed it.
    pub by: &'a str,
    /// How many records went.
    pub records: usize,
    /// By what the person is recognised.
    pub traces: &'a Json,
}

/// Remembers that somebody is being forgotten.
pub fn begin(account: &AccountId, begun: &Begun<'_>, now: Moment) -> Statement {
    let records = i64::try_from(begun.records).unwrap_or(i64::MAX);
    sql!(BEGIN, account.as_str(), begun.id, begun.by, now.as_ms(), records, begun.traces)
}

/// The erasure that is to go on; `null` when none is.
///
/// # Errors
/// When the database does not answer.
pub async fn next(db: &Db, account: &AccountId, now: Moment) -> Result<Json, StoreError> {
    db.row(sql!(NEXT, account.as_str(), now.as_ms())).await
}

/// Notes how far it is, and when it goes on.
pub fn move_on(account: &AccountId, id: &str, cursor: &Json, wake_at: Moment) -> Statement {
    sql!(MOVE_ON, account.as_str(), id, cursor, wake_at.as_ms())
}

/// Forgets by what the person was recognised.
pub fn finish(account: &AccountId, id: &str, now: Moment) -> Statement {
    sql!(FINISH, account.as_str(), id, now.as_ms())
}

/// Erasures, the latest first; of one digest when it is named.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    db: &Db,
    account: &AccountId,
    id: Option<&str>,
    limit: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(LIST, account.as_str(), id, limit)).await
}
