//! What was decided leaves: rescued, leased, asked once more of core, handed over, settled.
//!
//! One protocol for all channels, each step safe to repeat, a death between any two of them survived:
//!
//! 1. **Rescue**: what may have arrived and can be asked no more becomes `unknown`, said in the run log.
//! 2. **Lease**: due messages are this sender's until its lease ends; somebody else takes them then.
//! 3. **Claim** (`claims`): core says whether each may still leave, with what is known *after* the lease:
//!    an unsubscribe that was committed before it is seen.
//! 4. **Hand over**: `capture` keeps the message in the same transaction that settles it; what leaves the
//!    machine is called between two transactions, with a key where the provider knows keys; where it does
//!    not, each call is noted before it is made, so that only what was called for can be in doubt.
//! 5. **Settle**: only what this lease still holds; what the answer means is core's to say.
//!
//! A *road* is what carries one or more channels. Files: `people` and `calls` (e-mail and SMS: the mailbox,
//! a provider), `outside` with `lists` and `webhooks`, `rows` (what is written).

pub mod calls;
pub mod claims;
pub mod lists;
mod money;
pub mod outside;
pub mod people;
pub mod reconcile;
pub mod roads;
pub mod rows;
pub mod webhooks;

use relance_core::definitions::After;
use relance_core::engine::Reason;
use relance_core::engine::delivery::next_look;
use relance_core::words::{AccountId, Moment};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::engine::looks::Progress;
use crate::request::{Mode, mode};
use crate::row::text;
use crate::store::db::{Db, chunks};
use crate::store::{notice, outbox, subject};
use roads::{Carrier, Road, roads};

/// How long a sender may take before its messages are due again. Units: ms. Our choice: longer than
/// any request lives.
const LEASE_MS: i64 = 120_000;
/// After so long no call of a lease is begun any more. Units: ms. Our choice: half a lease; with the longest
/// wait for an answer (ten seconds) and its settling it stays below one.
const CALLING_MS_MAX: i64 = 60_000;

/// What sending did.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sent {
    /// Decisions to the contrary.
    pub decisions: usize,
    /// Whether records may have waited for it (D25).
    pub has_woken: bool,
}

/// A sender at work: whose messages, on which road, under which lease.
#[derive(Debug)]
pub struct Sender<'a> {
    /// The outside.
    pub db: &'a Db,
    /// Whose.
    pub account: &'a AccountId,
    /// Its definitions.
    pub loaded: &'a Loaded,
    /// Who carries them.
    pub road: &'a Road,
    /// Nobody else's.
    pub token: String,
    /// When it ends, by the world's clock.
    pub until: Moment,
    /// When it was taken, by the world's clock.
    pub since: Moment,
    /// The decision clock.
    pub now: Moment,
}

impl Sender<'_> {
    /// Whether a call may still begin: its answer has to be settled before somebody else may call again.
    pub fn may_call(&self) -> bool {
        self.db.real_now() < self.since.plus_ms(CALLING_MS_MAX)
    }

    /// Notes that a message is about to be handed over, where that must be known of each. Answers whether it
    /// may be: not when this lease has ended and somebody else has it.
    ///
    /// # Errors
    /// When the database does not answer; nothing is called then.
    pub async fn notes_call(&self, message: &Json) -> Result<bool, Refusal> {
        let mode = self.road.carrier.mode();
        if !mode.notes_each_call() {
            return Ok(true);
        }
        let (key, real_now) = (text(message, "key"), self.db.real_now());
        let lease = (self.token.as_str(), mode.doubtful_from(real_now));
        Ok(outbox::note_call(self.db, self.account, key, lease, real_now).await?)
    }
}

/// Sends what is due, road by road, until nothing is or the statements are spent; at least one lease of
/// each road, so that each goes on.
///
/// # Errors
/// When the database does not answer; what is leased is due again when the lease ends.
pub async fn send_due(
    db: &Db,
    account: &AccountId,
    now: Moment,
    until: u64,
) -> Result<Sent, Refusal> {
    let waiting = outbox::waiting(db, account, now, db.real_now()).await?;
    if waiting.is_empty() {
        return Ok(Sent::default());
    }
    let loaded = Loaded::of(db, account).await?;
    let roads = roads(db, account, &loaded).await?;
    let mut all = rescue(db, account, &loaded, &roads, now).await?;
    for road in roads.iter().filter(|road| road.carries_any(&waiting)) {
        for _ in 0..road.carrier.leases_max() {
            let limit = road.carrier.lease_rows(until.saturating_sub(db.statements()));
            let (progress, sent) = send_lease(db, account, &loaded, (road, limit), now).await?;
            all.decisions += sent.decisions;
            all.has_woken |= sent.has_woken;
            if progress == Progress::Done || db.statements() > until {
                break;
            }
        }
    }
    Ok(all)
}

/// Says of what nobody knows, that nobody knows.
async fn rescue(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    roads: &[Road],
    now: Moment,
) -> Result<Sent, Refusal> {
    let providers = roads::providers(roads);
    let look_at = next_look(0, now);
    let lost = outbox::rescue(db, account, now, db.real_now(), &providers, look_at).await?;
    if lost.is_empty() {
        return Ok(Sent::default());
    }
    let log: Vec<Json> =
        lost.iter().map(|row| rows::deviation(row, Reason::Uncertain.key())).collect();
    let mut statements: Vec<_> =
        chunks(&log).iter().map(|log| outbox::insert_log(account, log, now)).collect();
    let unknown = i64::try_from(lost.len()).unwrap_or(i64::MAX);
    let counted = json!([["settled", "unknown", unknown]]).to_string();
    statements.push(notice::count(account, &counted));
    let has_woken = wakes(loaded);
    if has_woken {
        statements.push(subject::wake_held(account, &rows::records(&lost), now));
    }
    db.batch(&statements).await?;
    Ok(Sent { decisions: log.len(), has_woken })
}

async fn send_lease(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    (road, limit): (&Road, i64),
    now: Moment,
) -> Result<(Progress, Sent), Refusal> {
    let since = db.real_now();
    let (token, until) = (db.random_text(20)?, since.plus_ms(lease_ms(db)));
    let now = at_this_moment(db, now);
    let sender = Sender { db, account, loaded, road, token, until, since, now };
    let lease = outbox::Lease {
        channels: &road.channels,
        provider: road.carrier.name(),
        doubtful_from: road.carrier.mode().lease_doubtful_from(since),
        token: &sender.token,
        real_now: since,
        until,
        limit,
    };
    let messages = outbox::lease(db, account, now, &lease).await?;
    if messages.is_empty() {
        return Ok((Progress::Done, Sent::default()));
    }
    let is_full = i64::try_from(messages.len()).is_ok_and(|found| found >= limit);
    let (left, is_stopped) = match &road.carrier {
        Carrier::Capture => (people::capture(&sender, &messages).await?, false),
        Carrier::Provider(provider, service) => {
            calls::hand_over(&sender, (*provider, service.as_ref()), &messages).await?
        }
        Carrier::Lists | Carrier::Webhooks => (outside::send(&sender, &messages).await?, false),
    };
    let is_more = !is_stopped && (is_full || left.handed_back > 0);
    let progress = if is_more { Progress::More } else { Progress::Done };
    Ok((progress, Sent { decisions: left.decisions, has_woken: wakes(loaded) }))
}

/// The decision clock of a tick that began at `began`: minutes may have passed since then. In development
/// it stands where somebody moved it.
fn at_this_moment(db: &Db, began: Moment) -> Moment {
    match mode(db) {
        Mode::Production => db.real_now(),
        Mode::Development => began,
    }
}

/// `RELANCE_LEASE_MS` shortens the lease for tests that kill senders.
fn lease_ms(db: &Db) -> i64 {
    let given = db.platform().variable("RELANCE_LEASE_MS");
    given.and_then(|text| text.parse().ok()).unwrap_or(LEASE_MS)
}

/// Whether a rule waits for what another one sends (D25).
fn wakes(loaded: &Loaded) -> bool {
    loaded.setup.automations.iter().any(|automation| {
        automation.definition.rule().is_some_and(|rule| rule.after != After::Parallel)
    })
}
