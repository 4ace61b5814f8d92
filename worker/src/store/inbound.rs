//! Where an account's e-mail arrives, and whose address a sender's is.

use relance_core::words::{AccountId, RecordId};
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

const ACCOUNT_OF: &str = "
SELECT json_quote(account_id) AS json
FROM inbound_address
WHERE local_part = ?1";

const LOCAL_PART_OF: &str = "
SELECT json_quote(local_part) AS json
FROM inbound_address
WHERE account_id = ?1";

const CHANGE: &str = "
UPDATE inbound_address
SET local_part = ?2
WHERE account_id = ?1";

const ADD: &str = "
INSERT INTO inbound_address(local_part, account_id)
SELECT ?2, ?1
WHERE NOT EXISTS (SELECT 1 FROM inbound_address WHERE account_id = ?1)";

const CONTACTS_BY_EMAIL: &str = "
SELECT json_quote(record_id) AS json
FROM contact_address
WHERE account_id = ?1
  AND kind = 'email'
  AND address = ?2
ORDER BY record_id
LIMIT ?3";

/// Whose e-mail is delivered to this local part; `None` when nobody's. The one question before an
/// account is known.
pub async fn account_of(db: &Db, local_part: &str) -> Result<Option<AccountId>, StoreError> {
    let row = db.row(sql!(ACCOUNT_OF, local_part)).await?;
    Ok(row.as_str().and_then(|id| AccountId::parse(id).ok()))
}

/// The local part at which an account receives.
pub async fn local_part_of(db: &Db, account: &AccountId) -> Result<Option<String>, StoreError> {
    let row = db.row(sql!(LOCAL_PART_OF, account.as_str())).await?;
    Ok(row.as_str().map(str::to_owned))
}

/// Gives an account this local part; the one before is nobody's from then on.
pub fn set(account: &AccountId, local_part: &str) -> [Statement; 2] {
    [sql!(CHANGE, account.as_str(), local_part), sql!(ADD, account.as_str(), local_part)]
}

/// The contacts with this normalised address.
pub async fn contacts_of(
    db: &Db,
    account: &AccountId,
    address: &str,
    most: usize,
) -> Result<Vec<RecordId>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = db.rows(sql!(CONTACTS_BY_EMAIL, account.as_str(), address, most)).await?;
    Ok(rows.iter().filter_map(Json::as_str).filter_map(|id| RecordId::parse(id).ok()).collect())
}
