//! A tick: what is due is loaded, decided and committed, page by page; then what was decided leaves.
//!
//! Its cost follows what is due, never the number of records (B16): it begins with one question over
//! partial indexes, and an idle tick ends there. Losing a tick loses time, never an action.

use relance_core::words::{AccountId, Moment, RecordId};
use serde_json::Value as Json;

use crate::answer::Refusal;
use crate::dispatch;
use crate::domain::{Loaded, is_deployment_paused};
use crate::engine::commit::{Commit, Ended};
use crate::engine::decide::Question;
use crate::engine::importing::import_on;
use crate::engine::jobs::job_on;
use crate::engine::load::load;
use crate::engine::looks::{Progress, look_on};
use crate::engine::once::decide_together;
use crate::engine::person::erase_on;
use crate::engine::rounds::next_round;
use crate::engine::write::watchers;
use crate::engine::{TRIES_MAX, alerts};
use crate::log;
use crate::store::account;
use crate::store::db::Db;
use crate::store::heartbeat;
use crate::store::subject;

/// Records of one page. Our choice: as many as one request may write; a page costs about 14 statements
/// however long it is.
const PAGE_RECORDS: i64 = 1_000;
/// Statements of one tick. Source: D1 allows 1,000 queries an invocation; a page takes about 14, and
/// the one that passes the bound is finished. What is left is due at the next tick.
const STATEMENTS_MAX: u64 = 900;
/// Ticks of one move of the development clock. Our choice: a fortnight of full minutes.
const DEV_TICKS_MAX: u64 = 20_000;
/// The real time that one move of the development clock may take before it answers. Units: ms.
const DEV_RUN_MS_MAX: i64 = 25_000;
/// Cron comes every minute. Units: ms.
const MINUTE_MS: i64 = 60_000;

/// What a move of the development clock did.
#[derive(Debug)]
pub struct Run {
    /// Where the clock stands.
    pub now: Moment,
    /// How many ticks had something to do.
    pub ticks: u64,
    /// Decisions that they brought.
    pub log_entries: usize,
}

/// One tick at `now`. Answers the number of decisions.
///
/// # Errors
/// When the database does not answer; the next tick goes on.
pub async fn tick(db: &Db, now: Moment) -> Result<usize, Refusal> {
    let end = db.statements() + statements_max(db);
    let mut decisions = 0;
    let accounts = subject::due_accounts(db, now, db.real_now()).await?;
    for (index, row) in accounts.iter().enumerate() {
        let is = |key: &str| row.get(key).and_then(Json::as_i64) == Some(1);
        let name = row.get("account").and_then(Json::as_str).unwrap_or_default();
        let account = AccountId::parse(name)?;
        let work = Work {
            account: &account,
            is_importing: is("importing"),
            is_looking: is("looking"),
            is_running: is("running"),
            is_erasing: is("erasing"),
            is_alerting: is("alerting"),
            is_paused: is("paused") || is_deployment_paused(db),
        };
        // Each account has an equal share of what is left, so that a busy one starves no other.
        let waiting = u64::try_from(accounts.len() - index).unwrap_or(1);
        let share = end.saturating_sub(db.statements()) / waiting;
        let until = db.statements() + share;
        match tick_account(db, &work, now, until).await {
            Ok(made) => decisions += made,
            // One account's trouble is not the others'.
            Err(refusal) => {
                log::error("tick").account(&account).problems(&refusal.problems).write();
            }
        }
    }
    Ok(decisions)
}

/// The tick of a minute, as the platform meant it at `meant`: noted, so that somebody can see that it came.
///
/// # Errors
/// As [`tick`].
pub async fn minute(db: &Db, meant: Moment) -> Result<usize, Refusal> {
    let began = db.real_now();
    let lag_ms = (began.as_ms() - meant.as_ms()).max(0);
    let dev_now = heartbeat::began(db, began, lag_ms).await?;
    let asked = db.statements();
    let decisions = tick(db, crate::store::clock(db, dev_now)).await?;
    // One question is an idle tick, and stays as cheap as it is.
    if db.statements() > asked + 1 {
        let took_ms = (db.real_now().as_ms() - began.as_ms()).max(0);
        heartbeat::ended(db, began, took_ms, decisions).await?;
        let counted = i64::try_from(decisions).unwrap_or(i64::MAX);
        let statements = i64::try_from(db.statements()).unwrap_or(i64::MAX);
        let line = log::info("tick").number("decisions", counted).number("statements", statements);
        if log::tells_everything(db.platform()) {
            line.number("ms", took_ms).number("lag_ms", lag_ms).write();
        }
    }
    Ok(decisions)
}

/// `RELANCE_TICK_STATEMENTS` lowers the bound, for plans that allow an invocation less.
fn statements_max(db: &Db) -> u64 {
    let given = db.platform().variable("RELANCE_TICK_STATEMENTS");
    given.and_then(|text| text.parse().ok()).unwrap_or(STATEMENTS_MAX)
}

/// Whose work a tick does, and what of it is worth a question besides what is due.
struct Work<'a> {
    account: &'a AccountId,
    is_importing: bool,
    is_looking: bool,
    is_running: bool,
    is_erasing: bool,
    is_paused: bool,
    is_alerting: bool,
}

/// Works for one account until nothing is due, or so many statements were sent; at least one page of
/// each kind of work, so that each goes on.
async fn tick_account(db: &Db, work: &Work<'_>, now: Moment, until: u64) -> Result<usize, Refusal> {
    let account = work.account;
    let mut decisions = 0;
    let begun = db.statements();
    // A fifth of the share each for imports, first looks, jobs and what is due; the rest is for sending.
    let share = until.saturating_sub(begun) / 5;
    while work.is_importing && import_on(db, account, now).await? == Progress::More {
        if db.statements() > begun + share {
            break;
        }
    }
    let mut is_erasing = work.is_erasing;
    while is_erasing {
        is_erasing =
            erase_on(db, account, now).await? == Progress::More && db.statements() <= begun + share;
    }
    // What is due waits, and nothing leaves.
    if work.is_paused {
        return Ok(decisions);
    }
    if work.is_alerting {
        alerts::tell(db, account, now).await?;
    }
    let mut is_looking = work.is_looking;
    while is_looking {
        let (progress, made) = look_on(db, account, now).await?;
        decisions += made;
        is_looking = progress == Progress::More && db.statements() <= begun + 2 * share;
    }
    let mut is_running = work.is_running;
    while is_running {
        let (progress, made) = job_on(db, account, now).await?;
        decisions += made;
        is_running = progress == Progress::More && db.statements() <= begun + 3 * share;
    }
    loop {
        decisions += decide_due(db, account, now, begun + 4 * share).await?;
        dispatch::reconcile::look_up_due(db, account, now).await?;
        let sent = dispatch::send_due(db, account, now, until).await?;
        decisions += sent.decisions;
        // What was sent may be what another rule waited for (D25): once more, until nothing is.
        if !sent.has_woken || db.statements() > until {
            return Ok(decisions);
        }
    }
}

/// Decides what is due, and what follows from it, round by round.
async fn decide_due(
    db: &Db,
    account: &AccountId,
    now: Moment,
    until: u64,
) -> Result<usize, Refusal> {
    let mut decisions = 0;
    loop {
        // What has happened goes before what is due: an answer ends what would be sent after it (E1).
        let round = next_round(db, account, now).await?;
        let page = advance_page(db, account, now).await?;
        decisions += page.unwrap_or(0) + round.unwrap_or(0);
        if (page.is_none() && round.is_none()) || db.statements() > until {
            return Ok(decisions);
        }
    }
}

/// Decides what is due for a page of records; `None` when nothing is.
async fn advance_page(db: &Db, account: &AccountId, now: Moment) -> Result<Option<usize>, Refusal> {
    for _ in 0..TRIES_MAX {
        let rows = subject::due(db, account, now, PAGE_RECORDS).await?;
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let loaded = Loaded::of(db, account).await?;
        let snapshot = load(db, account, &loaded, &ids, &[]).await?;
        let mut commit = Commit::new(db, account, loaded.version, now)?;
        let all = snapshot.known.keys().cloned();
        for decided in decide_together(&loaded, &snapshot, all, |_| Question::clock(), now) {
            let Some(known) = snapshot.known.get(&decided.id) else { continue };
            commit.guard_record(&decided.id, known.state.record.as_ref());
            commit.decide(known, &decided);
        }
        if commit.run(db, &watchers(&loaded), Vec::new()).await? == Ended::Committed {
            return Ok(Some(commit.log_entries()));
        }
    }
    Ok(None)
}

/// Moves the development clock to `until`, ticking at each full minute at which something is due, as
/// the platform's cron would.
///
/// # Errors
/// As [`tick`].
pub async fn run_until(db: &Db, from: Moment, until: Moment) -> Result<Run, Refusal> {
    let began = db.real_now();
    let mut run = Run { now: from, ticks: 0, log_entries: 0 };
    // Work that is due by no clock (first looks, imports) comes with the first tick.
    run.log_entries += tick(db, from).await?;
    while run.ticks < DEV_TICKS_MAX && db.real_now().as_ms() - began.as_ms() < DEV_RUN_MS_MAX {
        let next = next_wake(db).await?.map(|at| full_minute(at.max(run.now)));
        let Some(next) = next.filter(|next| *next <= until) else {
            account::set_dev_clock(db, until).await?;
            // What is due between the last full minute and `until` belongs to this move too.
            run.log_entries += tick(db, until).await?;
            run.now = until;
            return Ok(run);
        };
        account::set_dev_clock(db, next).await?;
        run.now = next;
        run.ticks += 1;
        run.log_entries += tick(db, next).await?;
    }
    Ok(run)
}

/// When something is due next; a deployment that is paused waits for nothing.
async fn next_wake(db: &Db) -> Result<Option<Moment>, Refusal> {
    Ok(subject::next_wake(db).await?.filter(|_| !is_deployment_paused(db)))
}

fn full_minute(at: Moment) -> Moment {
    let past = at.as_ms().rem_euclid(MINUTE_MS);
    if past == 0 { at } else { at.plus_ms(MINUTE_MS - past) }
}

/// The clock of a tick: in development the one that somebody moved.
///
/// # Errors
/// When the database does not answer.
pub async fn clock(db: &Db) -> Result<Moment, Refusal> {
    let moved = account::dev_clock(db).await?;
    Ok(crate::store::clock(db, moved))
}
