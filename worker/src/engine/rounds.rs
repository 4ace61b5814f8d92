//! Cascades in rounds: what an automation did to another record is decided by the next round, as of
//! the instant at which it was done (D19 bounds them). So is what a contact answered.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::{Cause, Input, completion};
use relance_core::wire::standing::cause_from_json;
use relance_core::words::{AccountId, AutomationId, Moment, RecordId, Written};
use serde_json::{Value as Json, json};

use super::TRIES_MAX;
use super::commit::{Commit, Ended};
use super::decide::Question;
use super::load::{Known, load};
use super::once::decide_together;
use super::write::watchers;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, chunks};
use crate::store::input;

/// Inputs of one round. Our choice: as many records as a page of a tick.
const INPUTS_MAX: i64 = 1_000;

/// One input as it was kept.
struct Kept {
    record: RecordId,
    key: String,
    at: Moment,
    what: What,
}

/// What is to be decided.
enum What {
    Created(Cause),
    Completed(Cause),
    /// A contact answered a message of this automation (E1).
    Replied(AutomationId),
}

/// Decides the next round; `None` when nothing waits for one.
///
/// # Errors
/// When the database does not answer.
pub async fn next_round(
    db: &Db,
    account: &AccountId,
    now: Moment,
) -> Result<Option<usize>, Refusal> {
    for _ in 0..TRIES_MAX {
        let rows = input::page(db, account, INPUTS_MAX).await?;
        let inputs = first_of_each(rows.iter().filter_map(read));
        if inputs.is_empty() {
            return Ok(None);
        }
        let loaded = Loaded::of(db, account).await?;
        let ids: Vec<RecordId> = inputs.keys().cloned().collect();
        let snapshot = load(db, account, &loaded, &ids, &[]).await?;
        let mut commit = Commit::new(db, account, loaded.version, now)?;
        for (id, known) in &snapshot.known {
            commit.guard_record(id, known.state.record.as_ref());
        }
        let asked = |id: &RecordId| question(inputs.get(id)?, snapshot.known.get(id)?);
        let all = inputs.keys().filter(|id| asked(id).is_some()).cloned();
        let ask = |id: &RecordId| asked(id).unwrap_or_else(Question::clock);
        for decided in decide_together(&loaded, &snapshot, all, ask, now) {
            let Some(known) = snapshot.known.get(&decided.id) else { continue };
            commit.decide(known, &decided);
        }
        let done: Vec<Json> =
            inputs.values().map(|kept| json!([kept.record.as_str(), kept.key])).collect();
        let done = chunks(&done).iter().map(|chunk| input::delete(account, chunk)).collect();
        if commit.run(db, &watchers(&loaded), done).await? == Ended::Committed {
            return Ok(Some(commit.log_entries()));
        }
    }
    Ok(None)
}

/// Several inputs of one record are decided one after the other, the earliest first.
fn first_of_each(inputs: impl Iterator<Item = Kept>) -> BTreeMap<RecordId, Kept> {
    let mut seen = BTreeSet::new();
    let first = inputs.filter(|kept| seen.insert(kept.record.clone()));
    first.map(|kept| (kept.record.clone(), kept)).collect()
}

fn read(row: &Json) -> Option<Kept> {
    let text = |key: &str| row.get(key).and_then(Json::as_str);
    let cause = row.get("cause")?;
    let what = match text("kind")? {
        "created" => What::Created(cause_from_json(cause).ok()?),
        "completed" => What::Completed(cause_from_json(cause).ok()?),
        "replied" => What::Replied(AutomationId::parse(cause.get("automation")?.as_str()?).ok()?),
        _ => return None,
    };
    Some(Kept {
        record: RecordId::parse(text("record")?).ok()?,
        key: text("key")?.to_owned(),
        at: Moment::from_ms(row.get("at_ms")?.as_i64()?),
        what,
    })
}

/// What core is asked; nothing when the record is gone, or is what it was to become.
fn question(kept: &Kept, known: &Known) -> Option<Question> {
    let record = known.state.record.as_ref()?;
    let at = kept.at;
    let cause = match &kept.what {
        What::Created(cause) => return Some(Question::of(Input::Created(cause.clone(), at))),
        What::Replied(id) => return Some(Question::of(Input::Replied(id.clone(), at))),
        What::Completed(cause) => cause.clone(),
    };
    let written_at = record.updated_at().map_or(at, |updated| updated.max(at));
    let written: Written = record.update(completion(at), written_at);
    if written.changes.is_empty() {
        return None;
    }
    let input = Input::Caused(Box::new(written.record.clone()), cause, at);
    Some(Question { input, written: Some(written) })
}
