//! The first look of an activation: passes every record of the module that it may concern once, by
//! id, in chunks that can be resumed. Who is touched before its turn is looked at first (see `decide`).

use relance_core::definitions::Automation;
use relance_core::engine::{LogEntry, What};
use relance_core::words::{AccountId, Moment};
use serde_json::Value as Json;

use super::TRIES_MAX;
use super::commit::{Commit, Ended};
use super::decide::{Question, decide_with};
use super::load::load;
use super::walk;
use super::write::watchers;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::Db;
use crate::store::{automation, setup};

/// Records of one chunk. Our choice: about half a second of one Worker, and far below D1's limits.
pub const CHUNK_RECORDS: i64 = 500;

/// Whether a kind of work has more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Call again.
    More,
    /// Nothing is left for now.
    Done,
}

/// Looks at the next chunk of the first look that is under way, if one is.
///
/// # Errors
/// When the database does not answer.
pub async fn look_on(
    db: &Db,
    account: &AccountId,
    now: Moment,
) -> Result<(Progress, usize), Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, account).await?;
        let is_looking =
            |row: &&Json| row.get("state").and_then(Json::as_str) == Some("activating");
        let Some(look) = loaded.looking.iter().find(is_looking) else {
            return Ok((Progress::Done, 0));
        };
        let text = |key: &str| look.get(key).and_then(Json::as_str);
        let Some(automation) = text("id").and_then(|id| loaded.setup.automation(id)) else {
            return Ok((Progress::Done, 0));
        };
        let started = look.get("started").and_then(Json::as_u64);
        let started = started.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        let chunk = Chunk { automation, cursor: text("cursor"), started };
        if let Some(entries) = look_at_chunk(db, account, &loaded, &chunk, now).await? {
            return Ok((Progress::More, entries));
        }
    }
    // Others kept writing the same records: the next tick goes on.
    Ok((Progress::Done, 0))
}

struct Chunk<'a> {
    automation: &'a Automation,
    cursor: Option<&'a str>,
    /// How many records have begun before it.
    started: u32,
}

/// How many decisions the chunk brought; `None` when it was stale.
async fn look_at_chunk(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    chunk: &Chunk<'_>,
    now: Moment,
) -> Result<Option<usize>, Refusal> {
    let id = &chunk.automation.definition.id;
    let after = chunk.cursor.unwrap_or_default();
    let (zone, page) = (loaded.setup.account.zone, (after, CHUNK_RECORDS));
    let ids = walk::next(db, account, chunk.automation, zone, page).await?;
    let Some(last) = ids.last().cloned() else {
        let end = automation::end_look(account, id.as_str());
        return match setup::change(db, account, loaded.version, end).await {
            Err(error) if error.is_stale() => Ok(None),
            other => Ok(other.map(|()| Some(0))?),
        };
    };
    let mut snapshot = load(db, account, loaded, &ids, &[]).await?;
    let mut commit = Commit::new(db, account, loaded.version, now)?;
    let (mut started, mut taken) = (chunk.started, snapshot.taken.clone());
    for record in &ids {
        if let Some(known) = snapshot.known.get_mut(record) {
            known.ranks.entry(id.clone()).or_insert(started);
        }
        let Some(known) = snapshot.known.get(record) else { continue };
        // Owed looks are taken by any question; the rest of the record's day comes with the clock.
        let asked = (record, known);
        let mut decided = decide_with(loaded, &snapshot, asked, Question::clock(), &taken, now);
        taken.stands(&decided.once);
        let begins = |entry: &LogEntry| entry.what == What::Entered && entry.automation == *id;
        started += u32::from(decided.log.iter().any(begins));
        decided.looked_early.retain(|automation| automation != id);
        // A record of which nothing is remembered has no subject row that could guard the look.
        commit.guard_record(&decided.id, known.state.record.as_ref());
        commit.decide(known, &decided);
    }
    let looked = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let cursor = (chunk.cursor, last.as_str());
    let started = i64::from(started - chunk.started);
    let moved = automation::move_cursor(account, id.as_str(), cursor, (looked, started));
    let ended = commit.run(db, &watchers(loaded), moved).await?;
    Ok((ended == Ended::Committed).then(|| commit.log_entries()))
}
