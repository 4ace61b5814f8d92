//! Suppressed addresses, the proof of consent, letters of double opt-in.

use relance_core::words::{AccountId, Channel, Moment, SuppressionReason};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// What its owner asked for is not replaced by what somebody else found.
const SUPPRESS: &str = "
INSERT INTO suppression(account_id, channel, address_hash, reason, source, at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT(account_id, channel, address_hash) DO UPDATE SET
  reason = excluded.reason,
  source = excluded.source,
  at_ms = excluded.at_ms
WHERE excluded.reason IN ('complaint', 'erasure') AND suppression.reason NOT IN ('complaint', 'erasure')";

/// Rows: `[channel, hash]`.
const SUPPRESSED: &str = "
SELECT json_array(s.channel, s.address_hash) AS json
FROM json_each(?2) AS asked
JOIN suppression AS s ON s.account_id = ?1 AND s.channel = asked.value->>0
  AND s.address_hash = asked.value->>1";

const DEAD: &str = "
SELECT json_quote(s.address_hash) AS json
FROM json_each(?2) AS asked
JOIN suppression AS s ON s.account_id = ?1 AND s.channel = 'email' AND s.address_hash = asked.value
WHERE s.reason = 'hard_bounce'";

const FIND: &str = "
SELECT json_object('channel', channel, 'reason', reason, 'source', source,
  'at', strftime('%Y-%m-%dT%H:%M:%SZ', at_ms / 1000, 'unixepoch')) AS json
FROM suppression
WHERE account_id = ?1 AND channel = ?2 AND address_hash = ?3";

const KEEP_LIFTED: &str = "
INSERT INTO suppression_lifted(account_id, channel, address_hash, lifted_at_ms, reason, source, at_ms,
  lifted_by, why)
SELECT account_id, channel, address_hash, ?4, reason, source, at_ms, ?5, ?6
FROM suppression
WHERE account_id = ?1 AND channel = ?2 AND address_hash = ?3
  AND reason NOT IN ('complaint', 'erasure')
ON CONFLICT DO NOTHING";

const LIFT: &str = "
DELETE FROM suppression
WHERE account_id = ?1 AND channel = ?2 AND address_hash = ?3
  AND reason NOT IN ('complaint', 'erasure')";

/// The contacts with this normalised address.
const CONTACTS: &str = "
SELECT json_quote(record_id) AS json
FROM contact_address
WHERE account_id = ?1 AND kind = ?2 AND address = ?3
ORDER BY record_id
LIMIT ?4";

/// Rows: `[contact, version, channel, said, source, occasion, text, at]`.
const PROVE: &str = "
INSERT INTO consent(account_id, contact_id, version, channel, said, source, occasion, text, at_ms,
  noted_at_ms)
SELECT ?1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, ?3
FROM json_each(?2)
WHERE true
ON CONFLICT DO NOTHING";

/// The latest first, those of contacts that were merged into it included.
const PROOFS: &str = "
SELECT json_object('contact', contact_id, 'channel', channel, 'said', said, 'source', source,
  'occasion', occasion, 'text', text,
  'at', strftime('%Y-%m-%dT%H:%M:%SZ', at_ms / 1000, 'unixepoch'),
  'noted_at', strftime('%Y-%m-%dT%H:%M:%SZ', noted_at_ms / 1000, 'unixepoch')) AS json
FROM consent
WHERE account_id = ?1 AND (contact_id = ?2 OR contact_id IN (SELECT loser_id FROM merge
  WHERE account_id = ?1 AND survivor_id = ?2 AND undone_at_ms IS NULL))
ORDER BY noted_at_ms DESC, version DESC, channel
LIMIT 100";

const FORGET: &str = "DELETE FROM consent WHERE account_id = ?1 AND contact_id = ?2";
const FORGET_LETTERS: &str = "DELETE FROM opt_in WHERE account_id = ?1 AND contact_id = ?2";

/// Rows: `[id, contact, hash]`. One letter for one address in the time since ?4.
const ASK: &str = "
INSERT INTO opt_in(account_id, id, contact_id, address_hash, asked_at_ms)
SELECT ?1, value->>0, value->>1, value->>2, ?3
FROM json_each(?2)
WHERE NOT EXISTS (SELECT 1 FROM opt_in AS o
  WHERE o.account_id = ?1 AND o.address_hash = value->>2 AND o.asked_at_ms > ?4)
ON CONFLICT DO NOTHING";

/// Letters of these keys that were not let through are not written.
const DROP_UNASKED: &str = "
DELETE FROM outbox
WHERE account_id = ?1 AND key IN (SELECT value FROM json_each(?2))
  AND NOT EXISTS (SELECT 1 FROM opt_in AS o WHERE o.account_id = ?1 AND o.id = outbox.key)";

const LETTER: &str = "
SELECT json_object('contact', contact_id, 'hash', address_hash, 'asked_at_ms', asked_at_ms,
  'used_at_ms', used_at_ms) AS json
FROM opt_in
WHERE account_id = ?1 AND id = ?2";

/// Refuses the batch when the letter was used meanwhile.
const GUARD_UNUSED: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM opt_in WHERE account_id = ?1 AND id = ?2 AND used_at_ms IS NULL)";

const USE: &str = "
UPDATE opt_in
SET used_at_ms = ?3
WHERE account_id = ?1 AND id = ?2 AND used_at_ms IS NULL";

/// Whom a message went to, and how.
const MESSAGE: &str = "
SELECT json_object('contact', contact_id, 'channel', channel, 'automation', automation_id,
  'step', step_id) AS json
FROM outbox
WHERE account_id = ?1 AND key = ?2";

/// Nothing goes to this address any more.
pub fn suppress(
    account: &AccountId,
    (channel, hash): (Channel, &str),
    reason: SuppressionReason,
    source: &str,
    now: Moment,
) -> Statement {
    sql!(SUPPRESS, account.as_str(), channel.key(), hash, reason.key(), source, now.as_ms())
}

/// Of these addresses, `[channel, hash]`, those that are suppressed.
pub fn suppressed(account: &AccountId, asked: &Json) -> Statement {
    sql!(SUPPRESSED, account.as_str(), asked)
}

/// Of these hashes of e-mail addresses, those from which a message came back for good.
pub fn dead(account: &AccountId, asked: &Json) -> Statement {
    sql!(DEAD, account.as_str(), asked)
}

/// Why an address is suppressed; `null` when it is not.
pub fn find(account: &AccountId, channel: Channel, hash: &str) -> Statement {
    sql!(FIND, account.as_str(), channel.key(), hash)
}

/// Lets messages go to an address again, and keeps who wanted that and why. What its owner asked for
/// stays.
pub fn lift(
    account: &AccountId,
    (channel, hash): (Channel, &str),
    (by, why): (&str, &str),
    now: Moment,
) -> [Statement; 2] {
    let (account, channel) = (account.as_str(), channel.key());
    [
        sql!(KEEP_LIFTED, account, channel, hash, now.as_ms(), by, why),
        sql!(LIFT, account, channel, hash),
    ]
}

/// The contacts with this normalised address.
pub async fn contacts_with(
    db: &Db,
    account: &AccountId,
    channel: Channel,
    address: &str,
    most: i64,
) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(CONTACTS, account.as_str(), channel.key(), address, most)).await
}

/// Keeps lines of proof.
pub fn prove(account: &AccountId, rows: &str, now: Moment) -> Statement {
    sql!(PROVE, account.as_str(), rows, now.as_ms())
}

/// A contact's lines of proof.
pub async fn proofs(db: &Db, account: &AccountId, contact: &str) -> Result<Vec<Json>, StoreError> {
    db.rows(sql!(PROOFS, account.as_str(), contact)).await
}

/// What goes with a contact that is deleted.
pub fn forget(account: &AccountId, contact: &str) -> [Statement; 2] {
    [sql!(FORGET, account.as_str(), contact), sql!(FORGET_LETTERS, account.as_str(), contact)]
}

/// Notes letters that are to be written: of one address one since `since`.
pub fn ask(account: &AccountId, rows: &str, now: Moment, since: Moment) -> Statement {
    sql!(ASK, account.as_str(), rows, now.as_ms(), since.as_ms())
}

/// Takes back letters, by their keys, that [`ask`] did not let through: behind both in one batch.
pub fn drop_unasked(account: &AccountId, keys: &Json) -> Statement {
    sql!(DROP_UNASKED, account.as_str(), keys)
}

/// A letter; `null` when there is none.
pub async fn letter(db: &Db, account: &AccountId, id: &str) -> Result<Json, StoreError> {
    db.row(sql!(LETTER, account.as_str(), id)).await
}

/// Uses a letter, or refuses the batch.
pub fn use_letter(account: &AccountId, id: &str, now: Moment) -> [Statement; 2] {
    [sql!(GUARD_UNUSED, account.as_str(), id), sql!(USE, account.as_str(), id, now.as_ms())]
}

/// Whom a message went to; `null` when there is none with this key.
pub async fn message(db: &Db, account: &AccountId, key: &str) -> Result<Json, StoreError> {
    db.row(sql!(MESSAGE, account.as_str(), key)).await
}
