//! Which records the first look of an activation visits: those of whom it has something to keep.

use relance_core::definitions::Automation;
use relance_core::filter::At;
use relance_core::words::{AccountId, RecordId, Zone};

use crate::answer::Refusal;
use crate::store::db::Db;
use crate::store::{automation, record};

/// The next records of a first look, by id: who may match, who was inside before, and, when time
/// alone can change the answer, everybody. SQLite selects; core decides on each that comes out.
///
/// # Errors
/// When the database does not answer.
pub async fn next(
    db: &Db,
    account: &AccountId,
    automation: &Automation,
    zone: Zone,
    (after, limit): (&str, i64),
) -> Result<Vec<RecordId>, Refusal> {
    let (id, module) = (automation.definition.id.as_str(), automation.definition.module.as_str());
    let rows = match automation.activation() {
        Some(activation) if keeps_no_flips(automation) => {
            let at = At { now: activation.at, zone };
            let matching = (&automation.filter, &at);
            record::candidates(db, account, module, (after, limit), matching, Some(id)).await?
        }
        _ => automation::next_ids(db, account, module, after, limit).await?,
    };
    Ok(rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect())
}

/// Whether a record that does not match leaves nothing to remember: no instant at which time alone
/// could let it in.
pub fn keeps_no_flips(automation: &Automation) -> bool {
    !automation.definition.follows_matching() || !automation.filter.is_time_dependent()
}
