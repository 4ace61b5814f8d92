//! The blast guard and the circuit breaker: counters in, core's answer out (D18).

use std::collections::BTreeMap;

use relance_core::engine::{Alert, Inflow, Input, stops};
use relance_core::words::{AccountId, AutomationId, Moment, RecordId};
use serde_json::{Value as Json, json};

use super::TRIES_MAX;
use super::commit::{Commit, Ended};
use super::decide::{Question, decide};
use super::load::load;
use super::write::watchers;
use crate::answer::Refusal;
use crate::cron::clock;
use crate::domain::Loaded;
use crate::store::db::Db;
use crate::store::{guard, notice, setup};

/// A clock hour. Units: ms.
pub const HOUR_MS: i64 = 3_600_000;
/// What a usual day is taken from. Units: days. Source: D18, our choice: a week has all its weekdays.
const USUAL_DAYS: u64 = 7;
/// Held records that one request releases at once. Our choice: as many as one chunk of a look.
const RELEASE_RECORDS: i64 = 500;

/// The hour of an instant.
pub fn hour_of(at: Moment) -> i64 {
    at.as_ms().div_euclid(HOUR_MS) * HOUR_MS
}

/// What began in each automation, as stored, seen at `now`.
pub fn inflows(looking: &[Json], now: Moment) -> BTreeMap<AutomationId, Inflow> {
    let number = |row: &Json, key: &str| row.get(key).and_then(Json::as_u64).unwrap_or(0);
    let read = |row: &Json| {
        let id = AutomationId::parse(row.get("id")?.as_str()?).ok()?;
        let is_this_hour = row.get("last_hour_ms").and_then(Json::as_i64) == Some(hour_of(now));
        let (last, before) = (number(row, "last_began"), number(row, "began_before"));
        let (this_hour, earlier) =
            if is_this_hour { (last, before) } else { (0, before.saturating_add(last)) };
        let confirmed = number(row, "confirmed");
        Some((id, Inflow { this_hour, confirmed, usual_daily: earlier / USUAL_DAYS }))
    };
    looking.iter().filter_map(read).collect()
}

/// Lets the records that an automation holds begin, as many as one request can take; how many are
/// decided.
///
/// # Errors
/// When the database does not answer.
pub async fn release(
    db: &Db,
    account: &AccountId,
    automation: &AutomationId,
    now: Moment,
) -> Result<usize, Refusal> {
    for _ in 0..TRIES_MAX {
        let page = ("", RELEASE_RECORDS);
        let held = guard::held(db, account, automation.as_str(), page).await?;
        let ids: Vec<RecordId> = held.into_iter().map(|(record, _)| record).collect();
        if ids.is_empty() {
            return Ok(0);
        }
        let loaded = Loaded::of(db, account).await?;
        let snapshot = load(db, account, &loaded, &ids, &[]).await?;
        let mut commit = Commit::new(db, account, loaded.version, now)?;
        for (id, known) in snapshot.known.iter().filter(|(_, known)| known.state.record.is_some()) {
            let question = Question::of(Input::Released(automation.clone()));
            let decided = decide(&loaded, &snapshot, id, known, question, now);
            commit.guard_record(id, known.state.record.as_ref());
            commit.decide(known, &decided);
        }
        let rows: Vec<Json> =
            ids.iter().map(|id| json!([automation.as_str(), id.as_str()])).collect();
        let unhold = guard::unhold(account, &Json::from(rows).to_string());
        if commit.run(db, &watchers(&loaded), vec![unhold]).await? == Ended::Committed {
            return Ok(ids.len());
        }
    }
    Ok(0)
}

/// Notes how deliveries ended, and stops what fails too often. `letters`: for each automation one `s`
/// or `f` per delivery.
///
/// # Errors
/// When the database does not answer.
pub async fn note_deliveries(
    db: &Db,
    account: &AccountId,
    letters: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let letters = json!(letters);
    db.batch(&[guard::delivered(account, &letters)]).await?;
    stop_what_fails(db, account, &letters).await
}

/// Stops those of these automations, an object's keys, whose last deliveries failed too often.
///
/// # Errors
/// When the database does not answer.
pub async fn stop_what_fails(
    db: &Db,
    account: &AccountId,
    automations: &Json,
) -> Result<(), Refusal> {
    for (automation, last) in guard::deliveries(db, account, automations).await? {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let failed = count(last.matches('f').count());
        if stops(failed, count(last.len())) {
            let loaded = Loaded::of(db, account).await?;
            let stop = guard::stop(account, &automation, "deliveries_failed");
            let now = clock(db).await?;
            let note = notice::note_again(account, Alert::Stopped.key(), &automation, now);
            setup::change(db, account, loaded.version, vec![stop, note]).await?;
        }
    }
    Ok(())
}
