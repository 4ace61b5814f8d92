//! Where people stand in the database: every table that may hold something of a person, how it is looked
//! through page by page, and how it forgets.
//!
//! A table that is missing here would keep what an erasure should take: `tests/e2e/person.test.mjs` compares
//! [`TABLES`] with the schema, and looks for what was planted in every column.
//! Which records go is core's (`engine::person`); how traces are taken out of JSON is `wire::person`'s.

use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// How a table forgets a row that is a person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgets {
    /// The row goes.
    Row,
    /// It stays without anything of the person, so that nothing is done twice.
    Content,
}

/// How it forgets a row in which a person is merely mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// The row goes, too: nobody needs it.
    Row,
    /// What mentions the person is taken out of it.
    Text,
}

/// A table that may hold something of a person.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its key, besides the account: the order in which it is looked through.
    key: &'static [&'static str],
    /// The account's column, as the statement that looks through it writes it.
    account: &'static str,
    /// Columns that name a record: a row that names one that goes is the person's own.
    ids: &'static [&'static str],
    /// Columns in which a person may be mentioned: JSON.
    json: &'static [&'static str],
    /// The same: text.
    texts: &'static [&'static str],
    /// What else an export shows.
    more: &'static [&'static str],
    /// The column that counts its versions, where decisions are guarded by it.
    version: Option<&'static str>,
    forgets: Forgets,
    mention: Mention,
}

/// What most tables are like.
const ROW: Table = Table {
    name: "",
    key: &[],
    account: "account_id",
    ids: &[],
    json: &[],
    texts: &[],
    more: &[],
    version: None,
    forgets: Forgets::Row,
    mention: Mention::Row,
};

/// Every table that may hold something of a person, in the order in which it is looked through.
pub const TABLES: &[Table] = &[
    Table {
        name: "record",
        key: &["id"],
        ids: &["id"],
        json: &["body", "traces"],
        more: &["module", "created_at_ms", "updated_at_ms"],
        version: Some("version"),
        mention: Mention::Text,
        ..ROW
    },
    Table { name: "link", key: &["from_id", "field", "to_id"], ids: &["from_id", "to_id"], ..ROW },
    Table {
        name: "change",
        key: &["record_id", "version", "field"],
        ids: &["record_id"],
        json: &["old", "new"],
        more: &["at_ms"],
        ..ROW
    },
    Table {
        name: "event",
        key: &["id"],
        ids: &["record_id"],
        texts: &["about"],
        more: &["name", "at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "contact_address",
        key: &["kind", "address", "record_id"],
        ids: &["record_id"],
        ..ROW
    },
    Table {
        name: "subject",
        key: &["record_id"],
        ids: &["record_id"],
        more: &["recheck_at_ms", "wake_at_ms"],
        ..ROW
    },
    Table {
        name: "standing",
        key: &["record_id", "automation_id"],
        ids: &["record_id"],
        more: &["is_inside", "since_ms", "left_at_ms", "pass", "enrollment_id"],
        ..ROW
    },
    Table {
        name: "enrollment",
        key: &["id"],
        ids: &["record_id"],
        json: &["cause", "activities"],
        more: &[
            "automation_id",
            "pass",
            "entered_at_ms",
            "state",
            "step_id",
            "due_at_ms",
            "ended_at_ms",
            "reason",
        ],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "looked_early",
        key: &["record_id", "automation_id"],
        ids: &["record_id"],
        ..ROW
    },
    Table { name: "overdue", key: &["record_id", "automation_id"], ids: &["record_id"], ..ROW },
    Table {
        name: "hold",
        key: &["automation_id", "record_id"],
        ids: &["record_id"],
        more: &["held_at_ms"],
        ..ROW
    },
    Table {
        name: "input",
        key: &["record_id", "key"],
        ids: &["record_id"],
        json: &["cause"],
        more: &["kind", "at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "answer",
        key: &["enrollment_id", "record_id"],
        ids: &["record_id"],
        more: &["key", "at_ms"],
        ..ROW
    },
    Table {
        name: "cap_place",
        key: &["contact_id", "channel", "date", "key"],
        ids: &["contact_id"],
        ..ROW
    },
    Table {
        name: "once_key",
        key: &["automation_id", "key"],
        ids: &["record_id", "contact_id"],
        more: &["enrollment_id", "at_ms"],
        forgets: Forgets::Content,
        ..ROW
    },
    Table {
        name: "outbox",
        key: &["key"],
        ids: &["record_id", "contact_id"],
        json: &["body", "entry", "done"],
        texts: &["address", "problem"],
        more: &[
            "automation_id",
            "enrollment_id",
            "step_id",
            "channel",
            "planned_at_ms",
            "due_at_ms",
            "state",
            "settled_at_ms",
            "reason",
            "attempts",
        ],
        forgets: Forgets::Content,
        mention: Mention::Text,
        ..ROW
    },
    // A link may name whom it was written for; the facts of the person's own messages go with these.
    Table {
        name: "delivery_fact",
        key: &["key", "kind", "is_automatic", "about"],
        texts: &["about"],
        more: &["at_ms", "detail"],
        ..ROW
    },
    Table {
        name: "mailbox",
        key: &["key"],
        json: &["message"],
        more: &["sent_at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "run_log",
        key: &["id"],
        // In the order of the table itself: the plus keeps SQLite from sorting an index.
        account: "+account_id",
        ids: &["record_id"],
        json: &["entry"],
        more: &["automation_id", "planned_at_ms", "decided_at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "consent",
        key: &["contact_id", "version", "channel", "said"],
        ids: &["contact_id"],
        texts: &["source", "occasion", "text"],
        more: &["at_ms", "noted_at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "opt_in",
        key: &["id"],
        ids: &["contact_id"],
        more: &["asked_at_ms", "used_at_ms"],
        ..ROW
    },
    Table {
        name: "suppression_lifted",
        key: &["channel", "address_hash", "lifted_at_ms"],
        texts: &["why"],
        more: &["reason", "source", "at_ms", "lifted_by"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "merge",
        key: &["id"],
        ids: &["survivor_id", "loser_id"],
        json: &["image", "since"],
        more: &["by", "at_ms", "undone_by", "undone_at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "merge_relink",
        key: &["merge_id", "record_id"],
        ids: &["record_id"],
        json: &["before"],
        mention: Mention::Text,
        ..ROW
    },
    Table {
        name: "import",
        key: &["id"],
        json: &["problems"],
        texts: &["consent_text"],
        more: &["module", "state", "rows", "valid", "applied", "created_at_ms"],
        mention: Mention::Text,
        ..ROW
    },
    Table { name: "import_row", key: &["import_id", "row"], json: &["record"], ..ROW },
    Table {
        name: "idempotency",
        key: &["key"],
        json: &["answer"],
        texts: &["key"],
        more: &["created_at_ms"],
        ..ROW
    },
];

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
    /// Its columns by their names; JSON as the text that is stored.
    pub columns: Json,
}

impl Table {
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
        let after_text = after.map(Json::to_string);
        let statement = sql!(self.page_sql(), account.as_str(), needles, after_text, limit);
        let mut page = Page { rows: Vec::new(), next: None };
        for mut row in db.rows(statement).await? {
            let key = row.get_mut("key").map(Json::take).unwrap_or_default();
            if row.get("is_last").and_then(Json::as_i64) == Some(1) {
                page.next = Some(key.clone());
            }
            if row.get("is_hit").and_then(Json::as_i64) == Some(1) {
                let columns = row.get_mut("columns").map(Json::take).unwrap_or_default();
                page.rows.push(Row { key, columns });
            }
        }
        Ok(page)
    }

    /// `is_last` marks the last row of a full page; behind another one there is nothing.
    fn page_sql(&self) -> String {
        let key = self.key.join(", ");
        let after = (0..self.key.len()).map(|place| format!("?3->>{place}"));
        let after = after.collect::<Vec<_>>().join(", ");
        let searched = self.searched().map(|column| format!("ifnull({column}, '')"));
        let searched = searched.collect::<Vec<_>>().join(" || char(10) || ");
        let columns = self.columns().map(|column| format!("'{column}', {column}"));
        let columns = columns.collect::<Vec<_>>().join(", ");
        format!(
            "
SELECT json_object('key', json_array({key}), 'is_hit', is_hit,
  'is_last', place = ?4,
  'columns', iif(is_hit, json_object({columns}), NULL)) AS json
FROM (
  SELECT page.*, row_number() OVER (ORDER BY {key}) AS place,
    EXISTS (SELECT 1 FROM json_each(?2) AS needle
      WHERE instr(lower({searched}), needle.value)) AS is_hit
  FROM (
    SELECT * FROM {name}
    WHERE {by} = ?1 AND (?3 IS NULL OR ({key}) > ({after}))
    ORDER BY {key}
    LIMIT ?4
  ) AS page
)
WHERE is_hit OR place = ?4",
            name = self.name,
            by = self.account,
        )
    }

    fn searched(&self) -> impl Iterator<Item = &'static str> {
        let keys = self.key.iter().filter(|one| self.ids.contains(*one) || **one == "address");
        let rest = self.ids.iter().filter(|one| !self.key.contains(*one));
        keys.chain(rest).chain(self.json).chain(self.texts).copied()
    }

    fn columns(&self) -> impl Iterator<Item = &'static str> {
        let rest = self.ids.iter().filter(|one| !self.key.contains(*one));
        let texts = self.texts.iter().filter(|one| !self.key.contains(*one));
        let all = self.key.iter().chain(rest).chain(self.json).chain(texts).chain(self.more);
        all.copied().chain(self.version)
    }

    /// Which columns name records.
    pub fn ids(&self) -> &'static [&'static str] {
        self.ids
    }

    /// Which columns hold JSON.
    pub fn json(&self) -> &'static [&'static str] {
        self.json
    }

    /// Which columns hold text.
    pub fn texts(&self) -> &'static [&'static str] {
        self.texts
    }

    /// How it forgets a row in which a person is mentioned.
    pub fn mention(&self) -> Mention {
        self.mention
    }

    /// Forgets rows that are a person's own. Rows: keys.
    pub fn forget(&self, account: &AccountId, keys: &str, now: Moment) -> Statement {
        match (self.forgets, self.name) {
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

    fn delete_sql(&self) -> String {
        let key = self.key.join(", ");
        let values = (0..self.key.len()).map(|place| format!("value->>{place}"));
        let values = values.collect::<Vec<_>>().join(", ");
        let name = self.name;
        format!(
            "
DELETE FROM {name}
WHERE account_id = ?1 AND ({key}) IN (SELECT {values} FROM json_each(?2))"
        )
    }

    /// Writes rows out of which somebody was taken. Rows: key, JSON columns, texts, and the version
    /// that was read where the table has one.
    pub fn rewrite(&self, account: &AccountId, rows: &str) -> Statement {
        let mut place = 0..;
        let mut value = || format!("one.value->>{}", place.next().unwrap_or(0));
        let key: Vec<String> =
            self.key.iter().map(|column| format!("{}.{column} = {}", self.name, value())).collect();
        let texts = self.texts.iter().filter(|one| !self.key.contains(*one));
        let mut set: Vec<String> =
            self.json.iter().chain(texts).map(|column| format!("{column} = {}", value())).collect();
        let mut of = key;
        if let Some(version) = self.version {
            of.push(format!("{}.{version} = {}", self.name, value()));
            set.push(format!("{version} = {}.{version} + 1", self.name));
        }
        let sql = format!(
            "
UPDATE {name}
SET {set}
FROM json_each(?2) AS one
WHERE {name}.account_id = iif(one.value IS NULL, NULL, ?1) AND {of}",
            name = self.name,
            set = set.join(", "),
            of = of.join(" AND "),
        );
        sql!(sql, account.as_str(), rows)
    }
}

/// What was sent stays sent; what waits is cancelled; of what is on its way nobody will know, and nobody asks
/// its provider or a person any more. The keys stay: they are hashes, and keep the same thing from being done
/// again.
const EMPTY_MESSAGES: &str = "
UPDATE outbox
SET record_id = 'erased', contact_id = NULL, address = '', body = '{}', entry = '{}', done = '[]',
  problem = NULL, lease = NULL, lease_until_ms = NULL, provider_id = NULL, doubt_at_ms = NULL,
  look_at_ms = NULL,
  state = CASE
    WHEN state = 'leased' OR (state = 'pending' AND key_until_ms IS NOT NULL) THEN 'unknown'
    WHEN state = 'pending' THEN 'not_sent'
    ELSE state
  END,
  reason = iif(settled_at_ms IS NULL OR state = 'unknown', 'erased', reason),
  settled_at_ms = coalesce(settled_at_ms, CAST(?3 AS INTEGER))";

/// Once for ever stays; who it was is forgotten. Rows: `[automation, key, key instead]`, the last made with
/// the deployment's secret.
const FORGET_HOLDERS: &str = "
UPDATE OR REPLACE once_key
SET record_id = 'erased', contact_id = 'erased', enrollment_id = NULL, key = one.value->>2
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

/// Rows: `[kind, address]`. Contacts other than these that have one of these addresses.
const TWINS: &str = "
SELECT json_object('id', a.record_id, 'address', a.address) AS json
FROM json_each(?2) AS wanted
JOIN contact_address AS a ON a.account_id = iif(wanted.value IS NULL, NULL, ?1)
  AND a.kind = wanted.value->>0 AND a.address = wanted.value->>1
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
