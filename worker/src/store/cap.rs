//! Places under frequency caps (D21): taken in one statement that counts and inserts, so that senders
//! at the same instant never take more than there are.

use relance_core::words::AccountId;

use super::db::Statement;
use crate::sql;

/// Its own file, so that `tests/run/frequency_cap.rs` runs the same text.
const TAKE: &str = include_str!("take_places.sql");

const TAKEN: &str = "
SELECT json_quote(value->>0) AS json
FROM json_each(?2)
WHERE EXISTS (SELECT 1 FROM cap_place AS p
  WHERE p.account_id = ?1 AND p.contact_id = value->>1 AND p.channel = value->>2
    AND p.date >= value->>4 AND p.key = value->>0)";

/// Of the contacts that are written to anyway, so that nothing grows for ever.
const FORGET: &str = "
DELETE FROM cap_place
WHERE (account_id, contact_id, channel, date, key) IN (
  SELECT p.account_id, p.contact_id, p.channel, p.date, p.key
  FROM json_each(?2) AS wanted
  JOIN cap_place AS p ON p.account_id = ?1 AND p.contact_id = wanted.value->>1
    AND p.channel = wanted.value->>2 AND p.date < wanted.value->>6
)";

/// Takes a place for each message that finds one; the last statement answers the keys of those that
/// have it. Rows: `[key, contact, channel, date, since, places, forget_before]`.
pub fn take(account: &AccountId, rows: &str) -> [Statement; 3] {
    let account = account.as_str();
    [sql!(FORGET, account, rows), sql!(TAKE, account, rows), sql!(TAKEN, account, rows)]
}
