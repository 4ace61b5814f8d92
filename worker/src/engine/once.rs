//! Campaigns ask who is one client: the keys of these records' clients are loaded, and those of one
//! commit are settled among them by core.

use std::collections::BTreeMap;

use relance_core::definitions::{Automation, Kind};
use relance_core::engine::{Input, OnceUse, Settlement, Taken, client_keys};
use relance_core::wire::once::keep_once_key;
use relance_core::words::{AccountId, DerivedKey, Moment, Problem, Record, RecordId};
use serde_json::{Value as Json, json};

use super::TRIES_MAX;
use super::commit::{Commit, Ended};
use super::decide::{Decided, Question, decide, decide_with};
use super::effects::entry_json;
use super::load::{Known, Snapshot, load};
use super::write::watchers;
use crate::answer::{Refusal, not_found};
use crate::domain::Loaded;
use crate::keys;
use crate::store::db::{Db, StoreError, chunks};
use crate::store::{merge, once};

/// The campaigns that may let somebody in.
fn campaigns(loaded: &Loaded) -> impl Iterator<Item = &Automation> {
    loaded.setup.automations.iter().filter(|automation| {
        automation.definition.kind == Kind::Campaign && automation.activation().is_some()
    })
}

/// Brings the keys that these records, as they will be, may ask for. Costs a statement only where a
/// campaign of their module is active.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_for<'a>(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    records: impl Iterator<Item = &'a Record>,
    related: &BTreeMap<RecordId, Record>,
) -> Result<Taken, StoreError> {
    let mut asked = Vec::new();
    for record in records {
        let own = campaigns(loaded).filter(|one| one.definition.module == record.module);
        for campaign in own {
            let keys = client_keys(campaign, record, related);
            let id = campaign.definition.id.as_str();
            asked.extend(keys.iter().map(|one| json!([id, one.key.as_str()])));
        }
    }
    asked.sort_by_key(ToString::to_string);
    asked.dedup();
    let mut taken = Taken::default();
    if asked.is_empty() {
        return Ok(taken);
    }
    let erased = erased_too(db, account, loaded, &mut asked)?;
    let statements: Vec<_> =
        chunks(&asked).iter().map(|chunk| once::find(account, chunk)).collect();
    for mut row in db.batch(&statements).await?.into_iter().flatten() {
        let key = row.get("key").and_then(Json::as_str).and_then(|key| erased.get(key)).cloned();
        if let (Some(key), Json::Object(map)) = (key, &mut row) {
            map.insert("key".into(), key.into());
        }
        keep_once_key(&mut taken, &row).map_err(|problems| {
            StoreError(format!("a key of a client does not read: {problems:?}"))
        })?;
    }
    Ok(taken)
}

/// Asks for what forgotten clients had, too: those keys, each with the key that it stands for.
fn erased_too(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    asked: &mut Vec<Json>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut erased = BTreeMap::new();
    if !loaded.has_erasures {
        return Ok(erased);
    }
    for pair in asked.clone() {
        let text = |place: usize| pair.get(place).and_then(Json::as_str).unwrap_or_default();
        let key = erased_key(db, account, text(1))
            .map_err(|_| StoreError("the deployment has no secret".to_owned()))?;
        asked.push(json!([text(0), key]));
        erased.insert(key, text(1).to_owned());
    }
    Ok(erased)
}

/// The key under which it is kept that a forgotten client had a campaign: made with the deployment's
/// secret, so that nobody finds a telephone number by trying all of them.
///
/// # Errors
/// `secret_missing`.
pub fn erased_key(db: &Db, account: &AccountId, key: &str) -> Result<String, Refusal> {
    let hashed = keys::hashed(db, account, "once", key)?;
    Ok(DerivedKey::of(&["once", "erased", &hashed]).as_str().to_owned())
}

/// Sends a campaign to one record's client although the client had it (D13).
///
/// # Errors
/// `not_found`, `wrong_state` for what is no active campaign, `unknown_record`, `changed_meanwhile`.
pub async fn send_anyway(
    db: &Db,
    account: &AccountId,
    (automation, record): (&str, &RecordId),
    now: Moment,
) -> Result<Vec<Json>, Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, account).await?;
        let found = loaded.setup.automation(automation).ok_or_else(|| not_found("automation"))?;
        if !campaigns(&loaded).any(|one| one.definition.id == found.definition.id) {
            let message = "only an active campaign is sent anyway";
            return Err(Problem::new("wrong_state", message).into());
        }
        let asked = json!([record.as_str()]);
        let aliases = merge::aliases(db, account, &asked).await?;
        let id = aliases.get(record).unwrap_or(record);
        let snapshot = load(db, account, &loaded, core::slice::from_ref(id), &[]).await?;
        let known = snapshot.known.get(id).filter(|known| is_of(known, found));
        let Some(known) = known else {
            let problem =
                Problem::new("unknown_record", "the campaign's module has no such record");
            return Err(problem.at("record").found(record.as_str()).into());
        };
        let input = Input::SendAnyway(found.definition.id.clone());
        let question = Question::of(input);
        let decided = decide(&loaded, &snapshot, id, known, question, now);
        let mut commit = Commit::new(db, account, loaded.version, now)?;
        commit.guard_record(id, known.state.record.as_ref());
        commit.decide(known, &decided);
        if commit.run(db, &watchers(&loaded), Vec::new()).await? == Ended::Committed {
            return Ok(decided.log.iter().map(entry_json).collect());
        }
    }
    let message = "others kept changing the same record";
    Err(Problem::new("changed_meanwhile", message).help("try again").into())
}

fn is_of(known: &Known, automation: &Automation) -> bool {
    known.state.record.as_ref().is_some_and(|one| one.module == automation.definition.module)
}

/// Asks core about many records at once; those of one client are settled among them.
pub fn decide_together(
    loaded: &Loaded,
    snapshot: &Snapshot,
    ids: impl Iterator<Item = RecordId>,
    question: impl Fn(&RecordId) -> Question,
    now: Moment,
) -> Vec<Decided> {
    let mut settlement = Settlement::new(snapshot.taken.clone());
    settlement.run(ids, |id, taken| {
        let decided = snapshot
            .known
            .get(id)
            .map(|known| decide_with(loaded, snapshot, (id, known), question(id), taken, now));
        let uses: Vec<OnceUse> =
            decided.as_ref().map(|decided| decided.once.clone()).unwrap_or_default();
        (decided, uses)
    });
    settlement.into_decided().filter_map(|(_, decided, _)| decided).collect()
}
