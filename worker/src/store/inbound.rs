//! Where an account's e-mail arrives, and whose address a sender's is.

use relance_core::words::{AccountId, Channel, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const ACCOUNT_OF: &str = "
SELECT json_quote(account_id) AS json
FROM inbound_address
WHERE local_part = ?1";

const ADDRESSES: &str = "
SELECT json_object('local_part', local_part, 'name', name,
  'takes_answers', json(CASE takes_answers WHEN 1 THEN 'true' ELSE 'false' END)) AS json
FROM inbound_address
WHERE account_id = ?1
ORDER BY takes_answers DESC, name, local_part";

const ADD: &str = "
INSERT INTO inbound_address(local_part, account_id, name)
VALUES (?2, ?1, ?3)";

const NAME: &str = "
UPDATE inbound_address
SET name = ?3
WHERE account_id = ?1 AND local_part = ?2";

const TAKE_NO_ANSWERS: &str = "
UPDATE inbound_address
SET takes_answers = 0
WHERE account_id = ?1 AND takes_answers = 1";

const TAKE_ANSWERS: &str = "
UPDATE inbound_address
SET takes_answers = 1
WHERE account_id = ?1 AND local_part = ?2";

const REMOVE: &str = "
DELETE FROM inbound_address
WHERE account_id = ?1 AND local_part = ?2";

const CONTACTS_BY_ADDRESS: &str = "
SELECT json_quote(record_id) AS json
FROM contact_address
WHERE account_id = ?1
  AND kind = ?4
  AND address = ?2
ORDER BY record_id
LIMIT ?3";

/// Whose e-mail is delivered to this local part; `None` when nobody's. The one question before an
/// account is known.
pub async fn account_of(db: &Db, local_part: &str) -> Result<Option<AccountId>, StoreError> {
    let row = db.row(sql!(ACCOUNT_OF, local_part)).await?;
    Ok(row.as_str().and_then(|id| AccountId::parse(id).ok()))
}

/// Where an account receives: the address that takes answers first, then by name.
pub fn addresses(account: &AccountId) -> Statement {
    sql!(ADDRESSES, account.as_str())
}

/// An address of the account's own: the one that takes answers, or any.
pub async fn local_part_of(db: &Db, account: &AccountId) -> Result<Option<String>, StoreError> {
    let row = db.rows(addresses(account)).await?.into_iter().next().unwrap_or_default();
    Ok(row.get("local_part").and_then(Json::as_str).map(str::to_owned))
}

/// The address at which answers to the account's messages arrive.
pub async fn local_part_for_answers(
    db: &Db,
    account: &AccountId,
) -> Result<Option<String>, StoreError> {
    let row = db.rows(addresses(account)).await?.into_iter().next().unwrap_or_default();
    let takes_answers = row.get("takes_answers").and_then(Json::as_bool) == Some(true);
    let local_part = row.get("local_part").and_then(Json::as_str).filter(|_| takes_answers);
    Ok(local_part.map(str::to_owned))
}

/// Gives an account one more address. Refused as taken when anybody has it.
pub fn add(account: &AccountId, local_part: &str, name: &str) -> Statement {
    sql!(ADD, account.as_str(), local_part, name)
}

/// What people call an address.
pub fn name(account: &AccountId, local_part: &str, name: &str) -> Statement {
    sql!(NAME, account.as_str(), local_part, name)
}

/// This address takes the answers to the account's messages; `None`: none does.
pub fn take_answers(account: &AccountId, local_part: Option<&str>) -> Vec<Statement> {
    let none = sql!(TAKE_NO_ANSWERS, account.as_str());
    let one = local_part.map(|local_part| sql!(TAKE_ANSWERS, account.as_str(), local_part));
    core::iter::once(none).chain(one).collect()
}

/// The address is nobody's from now on.
pub fn remove(account: &AccountId, local_part: &str) -> Statement {
    sql!(REMOVE, account.as_str(), local_part)
}

/// The contacts with this normalised address or number.
pub async fn contacts_of(
    db: &Db,
    account: &AccountId,
    channel: Channel,
    address: &str,
    most: usize,
) -> Result<Vec<RecordId>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows =
        db.rows(sql!(CONTACTS_BY_ADDRESS, account.as_str(), address, most, channel.key())).await?;
    Ok(rows.iter().filter_map(Json::as_str).filter_map(|id| RecordId::parse(id).ok()).collect())
}
