//! The runs of recurring jobs: a slot that has come begins once, and its walk passes the records that
//! may match by id, in chunks that can be resumed. Who is touched before the walk reaches it takes the
//! slot first (see `decide`). Which slot runs after an outage is core's (D6).

use relance_core::definitions::{Automation, Job};
use relance_core::engine::{Pace, What};
use relance_core::filter::At;
use relance_core::words::{AccountId, AutomationId, Moment, RecordId};
use serde_json::Value as Json;

use super::TRIES_MAX;
use super::commit::{Commit, Ended};
use super::decide::{Decided, Question, decide_with};
use super::load::load;
use super::looks::{CHUNK_RECORDS, Progress};
use super::write::watchers;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::{job, record};

/// Where an active recurring job stands.
#[derive(Debug)]
pub struct JobRow {
    /// Whose.
    pub automation: AutomationId,
    /// The first slot that has not begun.
    pub next_at: Option<Moment>,
    /// The slot under way, and the last record that its walk has passed.
    pub under_way: Option<(Moment, String)>,
}

impl JobRow {
    /// A row of the store; `None` when it does not read.
    pub fn read(row: &Json) -> Option<Self> {
        let moment = |key: &str| row.get(key).and_then(Json::as_i64).map(Moment::from_ms);
        let text = |key: &str| row.get(key).and_then(Json::as_str);
        let cursor = text("cursor").unwrap_or_default().to_owned();
        Some(JobRow {
            automation: AutomationId::parse(text("id")?).ok()?,
            next_at: moment("next_at_ms"),
            under_way: moment("slot_ms").map(|slot| (slot, cursor)),
        })
    }
}

/// Begins the slots that have come; whether there were any, so that the account must be read again.
///
/// # Errors
/// When the database does not answer.
pub async fn begin_due(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    now: Moment,
) -> Result<bool, Refusal> {
    if loaded.pace == Pace::Stands {
        return Ok(false);
    }
    let due = loaded.jobs.iter().filter_map(|row| begin(account, loaded, row, now));
    let due: Vec<Statement> = due.collect();
    db.batch(&due).await?;
    Ok(!due.is_empty())
}

fn begin(account: &AccountId, loaded: &Loaded, row: &JobRow, now: Moment) -> Option<Statement> {
    let id = row.automation.as_str();
    let next_at = row.next_at.filter(|next_at| *next_at <= now && row.under_way.is_none())?;
    let automation = loaded.setup.automation(id).filter(|one| one.activation().is_some());
    let Some(job) = automation.and_then(|automation| automation.definition.job()) else {
        return Some(job::remove(account, id));
    };
    if loaded.is_looking_with(&row.automation) {
        return None;
    }
    let zone = loaded.setup.account.zone;
    if !loaded.setup.account.automation_enabled {
        // As if it were deactivated: what comes meanwhile is no missed run.
        return Some(job::reschedule(account, id, job.schedule.next_after(now, zone)));
    }
    let due = job.schedule.due_slot(next_at, now, zone)?;
    Some(job::begin(account, id, next_at, &due))
}

/// Waits for the slots of the schedules and the zone as they are now, after either was changed.
///
/// # Errors
/// When the database does not answer.
pub async fn realign(db: &Db, account: &AccountId, now: Moment) -> Result<(), Refusal> {
    let loaded = Loaded::of(db, account).await?;
    let zone = loaded.setup.account.zone;
    let moved = loaded.jobs.iter().filter_map(|row| {
        // What has come already runs first, and then goes on from there.
        let next_at = row.next_at.filter(|next_at| *next_at <= now);
        let job = loaded.setup.automation(row.automation.as_str())?.definition.job()?;
        let wanted = job.schedule.next_after(now, zone);
        (next_at.is_none() && row.next_at != wanted)
            .then(|| job::reschedule(account, row.automation.as_str(), wanted))
    });
    db.batch(&moved.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Walks on with the slot that is under way, if one is; begins those that have come.
///
/// # Errors
/// When the database does not answer.
pub async fn job_on(
    db: &Db,
    account: &AccountId,
    now: Moment,
) -> Result<(Progress, usize), Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, account).await?;
        if begin_due(db, account, &loaded, now).await? {
            continue;
        }
        let Some(run) = loaded.jobs.iter().find_map(|row| Run::of(&loaded, row)) else {
            return Ok((Progress::Done, 0));
        };
        if let Some(entries) = walk_chunk(db, account, &loaded, &run, now).await? {
            return Ok((Progress::More, entries));
        }
    }
    // Others kept writing the same records: the next tick goes on.
    Ok((Progress::Done, 0))
}

struct Run<'a> {
    automation: &'a Automation,
    job: &'a Job,
    slot: Moment,
    cursor: &'a str,
}

impl<'a> Run<'a> {
    fn of(loaded: &'a Loaded, row: &'a JobRow) -> Option<Self> {
        let (slot, cursor) = row.under_way.as_ref()?;
        let automation = loaded.setup.automation(row.automation.as_str())?;
        let job = automation.definition.job()?;
        Some(Run { automation, job, slot: *slot, cursor })
    }

    fn name(&self) -> (&str, Moment) {
        (self.automation.definition.id.as_str(), self.slot)
    }
}

/// How many decisions the chunk brought; `None` when it was stale.
async fn walk_chunk(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    run: &Run<'_>,
    now: Moment,
) -> Result<Option<usize>, Refusal> {
    let ids = candidates(db, account, loaded, run).await?;
    let Some(last) = ids.last() else {
        let end = job::end(account, run.name(), run.cursor, now);
        return match db.batch(&end).await {
            Err(error) if error.is_stale() => Ok(None),
            other => Ok(other.map(|_| Some(0))?),
        };
    };
    let id = &run.automation.definition.id;
    let snapshot = load(db, account, loaded, &ids, &[]).await?;
    let mut commit = Commit::new(db, account, loaded.version, now)?;
    let (mut entered, mut taken) = (0, snapshot.taken.clone());
    for (record, known) in &snapshot.known {
        // Owed slots are taken by any question; the rest of the record's day comes with the clock.
        let asked = (record, known);
        let mut decided = decide_with(loaded, &snapshot, asked, Question::clock(), &taken, now);
        taken.stands(&decided.once);
        decided.looked_early.retain(|automation| automation != id);
        entered += entries_of(&decided, run);
        commit.guard_record(record, known.state.record.as_ref());
        commit.decide(known, &decided);
    }
    let cursor = (run.cursor, last.as_str());
    let moved = job::move_cursor(account, run.name(), cursor, entered);
    let ended = commit.run(db, &watchers(loaded), moved).await?;
    Ok((ended == Ended::Committed).then(|| commit.log_entries()))
}

/// The next records that the slot may concern, by id. SQLite selects; core decides on each.
async fn candidates(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    run: &Run<'_>,
) -> Result<Vec<RecordId>, Refusal> {
    let definition = &run.automation.definition;
    let at = At { now: run.slot, zone: loaded.setup.account.zone };
    let (page, matching) = ((run.cursor, CHUNK_RECORDS), (&run.automation.filter, &at));
    let of = (definition.module.as_str(), definition.id.as_str());
    let rows = record::candidates_of_job(db, account, of, page, matching, run.job.repeat).await?;
    Ok(rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect())
}

fn entries_of(decided: &Decided, run: &Run<'_>) -> i64 {
    let is_entry = |entry: &&relance_core::engine::LogEntry| {
        entry.what == What::Entered
            && entry.automation == run.automation.definition.id
            && entry.planned_at == run.slot
    };
    i64::try_from(decided.log.iter().filter(is_entry).count()).unwrap_or(i64::MAX)
}
