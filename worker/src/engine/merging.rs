//! Merges two contacts, and undoes it: core says what becomes of fields, relations and passages;
//! here it is loaded and committed, each as one batch that is refused whole when anything is stale.

use std::collections::BTreeMap;

use relance_core::engine::{
    Input, Joined, LogEntry, Parted, Rehomed, StandingsImage, SubjectState, World, contact_key,
    join, part,
};
use relance_core::wire::merge::{
    Intent, MergeAsked, MergeImage, image_from_json, image_to_json, merge_to_json,
};
use relance_core::wire::record::record_to_json;
use relance_core::words::{
    AccountId, AutomationId, Change, ConsentOrigin, ConsentSource, Event, Merged, Moment, Problem,
    Record, RecordId, Value, WriteOutcome, Written,
};
use serde_json::{Value as Json, json};

use super::commit::{Commit, Ended};
use super::decide::{Decided, Question, decide};
use super::load::{Known, Snapshot, load, read_record, records};
use super::write::watchers;
use super::{TRIES_MAX, changed_meanwhile};
use crate::answer::{Refusal, not_found};
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::{merge as store, once, subject};

/// Most records that point to a merged contact. Our choice: what one batch writes without passing
/// D1's limits; a contact with more is a company that should have a record of its own.
pub const RELINKED_RECORDS_MAX: usize = 2_000;

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Whose data.
    pub account: &'a AccountId,
    /// Who.
    pub by: &'a str,
    /// When.
    pub now: Moment,
}

/// Merges as asked, or says what it would do.
///
/// # Errors
/// `unknown_record`, `merged_record` for an id that stands for another, what core refuses,
/// `too_many_records`, `changed_meanwhile`.
pub async fn merge(db: &Db, by: By<'_>, asked: &MergeAsked, id: &str) -> Result<Json, Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, by.account).await?;
        let ids = [asked.survivor.clone(), asked.loser.clone()];
        refuse_aliases(db, &loaded, by.account, &ids).await?;
        let snapshot = load(db, by.account, &loaded, &ids, &[]).await?;
        let pair = Pair::of(&snapshot, asked)?;
        let linked = linked_to(db, by.account, &loaded, &asked.loser).await?;
        let module = loaded.module("contacts")?;
        let alone = pair.alone(&loaded, &snapshot, by.now);
        let (one, other) = (record_of(&alone.0)?, record_of(&alone.1)?);
        let merged = Merged::of(module, one, other, &asked.choices, by.now)?;
        let image = image(&alone, &merged)?;
        let decided = pair.join(alone, &loaded, &snapshot, &merged, by.now);
        let mut answer = merge_to_json(&merged, &asked.loser, &decided.joined);
        let relinked: Vec<Json> = linked.iter().map(named).collect();
        put(&mut answer, "relinked", json!(relinked));
        if asked.intent == Intent::Preview {
            return Ok(answer);
        }
        put(&mut answer, "id", json!(id));
        let batch = Batch { loaded: &loaded, by, pair: &pair, image, linked: &linked };
        if batch.run(db, id, &decided).await? == Ended::Committed {
            return Ok(answer);
        }
    }
    Err(changed_meanwhile())
}

fn put(answer: &mut Json, key: &str, value: Json) {
    if let Json::Object(map) = answer {
        map.insert(key.to_owned(), value);
    }
}

fn named(record: &Record) -> Json {
    json!({"id": record.id.as_str(), "module": record.module.as_str(), "name": record.text("name")})
}

async fn refuse_aliases(
    db: &Db,
    loaded: &Loaded,
    account: &AccountId,
    ids: &[RecordId; 2],
) -> Result<(), Refusal> {
    if !loaded.has_merges {
        return Ok(());
    }
    let names: Json = ids.iter().map(RecordId::as_str).collect();
    let aliases = store::aliases(db, account, &names).await?;
    let problems: Vec<Problem> = ["survivor", "loser"]
        .iter()
        .zip(ids)
        .filter_map(|(place, id)| Some(merged_record(id, aliases.get(id)?).at(*place)))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// The problem of doing something to a contact that another stands for.
pub fn merged_record(id: &RecordId, target: &RecordId) -> Problem {
    Problem::new("merged_record", format!("`{id}` was merged into `{target}`"))
        .found(id.as_str())
        .allowed([target.as_str()])
        .help("do it to that contact, or undo the merge first")
}

async fn linked_to(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    id: &RecordId,
) -> Result<Vec<Record>, Refusal> {
    let limit = i64::try_from(RELINKED_RECORDS_MAX + 1).unwrap_or(i64::MAX);
    let ids = store::linked_to(db, account, id, limit).await?;
    if ids.len() > RELINKED_RECORDS_MAX {
        let message = format!("more than {RELINKED_RECORDS_MAX} records point to `{id}`");
        let help = "let this one be the survivor";
        return Err(Problem::new("too_many_records", message).at("loser").help(help).into());
    }
    Ok(records(db, account, loaded, &json!(ids)).await?)
}

/// The two contacts as the store knows them.
struct Pair<'a> {
    survivor: (&'a RecordId, &'a Known),
    loser: (&'a RecordId, &'a Known),
}

/// What core decided about both.
struct Both {
    joined: Joined,
    survivor: Decided,
    loser: Decided,
}

impl<'a> Pair<'a> {
    fn of(snapshot: &'a Snapshot, asked: &MergeAsked) -> Result<Self, Refusal> {
        let find = |id: &RecordId, place: &str| {
            let found = snapshot.known.get_key_value(id);
            found.filter(|(_, known)| known.state.record.is_some()).ok_or_else(|| {
                Problem::new("unknown_record", "there is no such record")
                    .at(place)
                    .found(id.as_str())
            })
        };
        Ok(Pair {
            survivor: find(&asked.survivor, "survivor")?,
            loser: find(&asked.loser, "loser")?,
        })
    }

    /// What was due before the merge is decided for each alone.
    fn alone(&self, loaded: &Loaded, snapshot: &Snapshot, now: Moment) -> (Decided, Decided) {
        let alone = |(id, known): (&RecordId, &Known)| {
            decide(loaded, snapshot, id, known, Question::clock(), now)
        };
        (alone(self.survivor), alone(self.loser))
    }

    /// Then they are one, and every filter looks at what that one is.
    fn join(
        &self,
        (mut survivor, mut loser): (Decided, Decided),
        loaded: &Loaded,
        snapshot: &Snapshot,
        merged: &Merged,
        now: Moment,
    ) -> Both {
        let record = merged.written.record.clone();
        let joined = join(&loaded.setup, survivor.state.clone(), loser.state.clone(), record, now);
        let of = |id: &RecordId| {
            let own = joined.log.iter().filter(|entry| entry.record == *id);
            own.cloned().collect::<Vec<LogEntry>>()
        };
        survivor.log.extend(of(self.survivor.0));
        loser.log.extend(of(self.loser.0));
        keep_write(&mut survivor, &merged.written);
        survivor.state = joined.survivor.clone();
        loser.state = joined.loser.clone();
        loser.wake_at = None;
        let history = History {
            changes: extended(&self.survivor.1.changes, &merged.written.changes),
            events: together(&self.survivor.1.events, &self.loser.1.events),
        };
        look_again(&mut survivor, loaded, snapshot, &history, now);
        Both { joined, survivor, loser }
    }
}

struct History {
    changes: Vec<Change>,
    events: Vec<Event>,
}

fn extended(changes: &[Change], more: &[Change]) -> Vec<Change> {
    changes.iter().chain(more).cloned().collect()
}

fn together(one: &[Event], other: &[Event]) -> Vec<Event> {
    let mut all: Vec<Event> = one.iter().chain(other).cloned().collect();
    all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    all
}

/// Lets every filter look at the record as it is now. A merge is no change that starts a rule.
fn look_again(
    decided: &mut Decided,
    loaded: &Loaded,
    snapshot: &Snapshot,
    history: &History,
    now: Moment,
) {
    let world = World::new(&snapshot.related, &history.changes, &history.events);
    let world = World { once: &snapshot.taken, pace: loaded.pace, ..world };
    decided.ask(loaded, &world, now, Input::Touched);
}

/// Whose word a merge is: the persons' own answers go along (D13, D20).
const MERGE: ConsentOrigin = ConsentOrigin::of(ConsentSource::Merge);

/// A merge on its way into the store.
struct Batch<'a> {
    loaded: &'a Loaded,
    by: By<'a>,
    pair: &'a Pair<'a>,
    image: MergeImage,
    linked: &'a [Record],
}

impl Batch<'_> {
    async fn run(&self, db: &Db, id: &str, both: &Both) -> Result<Ended, Refusal> {
        let (account, now) = (self.by.account, self.by.now);
        let (survivor, loser) = (self.pair.survivor.0, self.pair.loser.0);
        let mut commit = Commit::new(db, account, self.loaded.version, now)?.on_word_of(&MERGE);
        commit.guard_record(survivor, self.pair.survivor.1.state.record.as_ref());
        commit.touch(survivor);
        if let Some(record) = &self.pair.loser.1.state.record {
            commit.retire(record);
        }
        let mut relinks = Vec::with_capacity(self.linked.len());
        for before in self.linked {
            let written = before.relinked(loser, survivor, now);
            write(&mut commit, Some(before), &written);
            let relations = record_to_json(&relations_of(before)).to_string();
            relinks.push(json!([before.id.as_str(), relations]));
        }
        commit.decide(self.pair.survivor.1, &both.survivor);
        commit.decide(self.pair.loser.1, &both.loser);
        for one in &both.joined.ended {
            commit.enroll(&one.record, &one.automation, one.pass, &one.enrollment);
        }
        let joined = both.survivor.state.standings.clone();
        let standings = StandingsImage { joined, ..self.image.standings.clone() };
        let image = image_to_json(&MergeImage { standings, ..self.image.clone() });
        let rehomed: Vec<Json> = both.joined.rehomed.iter().map(rehomed_row).collect();
        let row = store::Row {
            id,
            survivor,
            loser,
            image: &image,
            relinks: &relinks,
            rehomed: &rehomed,
            by: self.by.by,
        };
        let mut also = store::merge(account, &row, now);
        also.push(once::inherit(account, &contact_key(loser), &contact_key(survivor), id));
        also.extend(look_at(self.loaded, account, self.linked, now, commit.id()));
        Ok(commit.run(db, &watchers(self.loaded), also).await?)
    }
}

/// Both as they are right before they are one: what was due before is decided already, and no part of
/// what an undo restores.
fn image((survivor, loser): &(Decided, Decided), merged: &Merged) -> Result<MergeImage, Refusal> {
    Ok(MergeImage {
        survivor: record_of(survivor)?.clone(),
        loser: record_of(loser)?.clone(),
        merged: merged.written.record.clone(),
        standings: StandingsImage {
            survivor: survivor.state.standings.clone(),
            loser: loser.state.standings.clone(),
            joined: BTreeMap::new(),
        },
    })
}

fn record_of(decided: &Decided) -> Result<&Record, Refusal> {
    decided.state.record.as_ref().ok_or_else(|| not_found("record"))
}

/// A write goes behind those that were decided before it.
fn keep_write(decided: &mut Decided, written: &Written) {
    if written.outcome != WriteOutcome::Unchanged {
        decided.writes.push(written.clone());
    }
}

fn rehomed_row(one: &Rehomed) -> Json {
    json!([one.enrollment.id.as_str(), one.record.as_str(), one.pass])
}

fn write(commit: &mut Commit, before: Option<&Record>, written: &Written) {
    if written.outcome == WriteOutcome::Unchanged {
        commit.guard_record(&written.record.id, before);
        commit.touch(&written.record.id);
    } else {
        commit.write(before, core::slice::from_ref(written));
    }
}

/// A record's relations alone: all that an undo needs of it.
fn relations_of(record: &Record) -> Record {
    let mut kept = record.clone();
    kept.values.retain(|_, value| matches!(value, Value::Related(_)));
    kept.traces = BTreeMap::new();
    kept
}

/// Relinked records look again where an automation watches their module.
fn look_at(
    loaded: &Loaded,
    account: &AccountId,
    records: &[Record],
    now: Moment,
    commit_id: &str,
) -> Vec<Statement> {
    let is_watched = |record: &&Record| {
        let mut active = loaded.setup.automations.iter().filter(|one| one.activation().is_some());
        active.any(|one| one.definition.module == record.module)
    };
    let ids: Vec<&str> = records.iter().filter(is_watched).map(|one| one.id.as_str()).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    vec![subject::recheck(account, &json!(ids), now, commit_id)]
}

/// Undoes a merge: both contacts as they were, except what happened since.
///
/// # Errors
/// `not_found`, `wrong_state` for a merge that was undone or whose survivor was merged further,
/// `changed_meanwhile`.
pub async fn undo(db: &Db, by: By<'_>, id: &str) -> Result<Json, Refusal> {
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, by.account).await?;
        let found = store::find(db, by.account, id).await?;
        if found.is_null() {
            return Err(not_found("merge"));
        }
        if found.get("undone_at").is_some_and(Json::is_string) {
            return Err(Problem::new("wrong_state", "this merge is undone already").into());
        }
        let module = loaded.module("contacts")?;
        let image = image_from_json(found.get("image").unwrap_or(&Json::Null), module)?;
        let merged_at = found.get("at_ms").and_then(Json::as_i64).map(Moment::from_ms);
        let ids = [image.survivor.id.clone(), image.loser.id.clone()];
        let snapshot = load(db, by.account, &loaded, &ids, &[]).await?;
        let relinks = relinks_of(db, by.account, &loaded, id).await?;
        let undo = Undo { loaded: &loaded, by, image: &image, snapshot: &snapshot };
        let merged_at = merged_at.unwrap_or(by.now);
        if let Some(since) = undo.run(db, id, &relinks, merged_at).await? {
            return Ok(json!({
                "id": id,
                "survivor": image.survivor.id.as_str(),
                "loser": image.loser.id.as_str(),
                "since": since,
            }));
        }
    }
    Err(changed_meanwhile())
}

/// Relinked records as they were before the merge, with those of them that still exist.
async fn relinks_of(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    id: &str,
) -> Result<Vec<(Record, Record)>, Refusal> {
    let rows = store::relinks(db, account, id).await?;
    let before: BTreeMap<RecordId, Record> = rows
        .iter()
        .filter_map(|row| read_record(row, loaded))
        .map(|record| (record.id.clone(), record))
        .collect();
    let ids: Json = before.keys().map(RecordId::as_str).collect();
    let held = records(db, account, loaded, &ids).await?;
    Ok(held
        .into_iter()
        .filter_map(|record| Some((before.get(&record.id)?.clone(), record)))
        .collect())
}

struct Undo<'a> {
    loaded: &'a Loaded,
    by: By<'a>,
    image: &'a MergeImage,
    snapshot: &'a Snapshot,
}

impl Undo<'_> {
    /// What happened since; `None` when the batch was stale.
    async fn run(
        &self,
        db: &Db,
        id: &str,
        relinks: &[(Record, Record)],
        merged_at: Moment,
    ) -> Result<Option<Json>, Refusal> {
        let (account, now) = (self.by.account, self.by.now);
        let (survivor, loser) = (&self.image.survivor.id, &self.image.loser.id);
        let known = |id: &RecordId| self.snapshot.known.get(id).ok_or_else(|| not_found("record"));
        let (survivor_known, loser_known) = (known(survivor)?, known(loser)?);
        if survivor_known.state.record.is_none() {
            let message = format!("`{survivor}` was itself merged into another contact since");
            let help = "undo that merge first";
            return Err(Problem::new("wrong_state", message).help(help).into());
        }
        let mut commit = Commit::new(db, account, self.loaded.version, now)?.on_word_of(&MERGE);
        let mut decided =
            decide(self.loaded, self.snapshot, survivor, survivor_known, Question::clock(), now);
        let held = record_of(&decided)?;
        let back = held.taken_back(&self.image.survivor, &self.image.merged, now);
        let parted = part(&self.image.standings, &decided.state.standings, loser);
        keep_write(&mut decided, &back.written);
        decided.state.record = Some(back.written.record.clone());
        decided.state.standings = parted.survivor.clone();
        self.look(&mut decided, &back.written.changes);
        commit.guard_record(survivor, survivor_known.state.record.as_ref());
        commit.touch(survivor);
        commit.decide(survivor_known, &decided);
        commit.decide(loser_known, &self.comes_back(&parted, merged_at));
        let unlinked = self.unlink(&mut commit, relinks);
        let since = json!({
            "fields": back.changed_since.iter().map(|key| key.as_str()).collect::<Vec<_>>(),
            "automations": parted.changed_since.iter().map(AutomationId::as_str).collect::<Vec<_>>(),
            "records": unlinked,
        });
        let forgotten: Json = parted.forgotten.iter().map(AutomationId::as_str).collect();
        let rehomed: Vec<Json> = parted.rehomed.iter().map(rehomed_row).collect();
        let row = store::UndoRow {
            id,
            survivor,
            loser,
            forgotten: &forgotten,
            rehomed: &rehomed,
            since: &since,
            by: self.by.by,
        };
        let mut also = store::undo(account, &row, now);
        also.extend(once::disinherit(account, &contact_key(survivor), id));
        let records: Vec<Record> = relinks.iter().map(|(_, record)| record.clone()).collect();
        also.extend(look_at(self.loaded, account, &records, now, commit.id()));
        let ended = commit.run(db, &watchers(self.loaded), also).await?;
        Ok((ended == Ended::Committed).then_some(since))
    }

    /// The loser as it was, with what it stood in.
    fn comes_back(&self, parted: &Parted, merged_at: Moment) -> Decided {
        let restored = self.image.loser.restored();
        let mut state = SubjectState::of(restored.record.clone());
        state.standings = parted.loser.clone();
        let mut decided = Decided {
            id: self.image.loser.id.clone(),
            state,
            wake_at: None,
            writes: vec![restored],
            effects: Vec::new(),
            once: Vec::new(),
            log: Vec::new(),
            told: Vec::new(),
            began: Vec::new(),
            looked_early: Vec::new(),
        };
        self.first_looks(&mut decided, merged_at);
        self.look(&mut decided, &[]);
        decided
    }

    /// What pointed to the loser does so again; answers what somebody changed since.
    fn unlink<'r>(&self, commit: &mut Commit, relinks: &'r [(Record, Record)]) -> Vec<&'r str> {
        let (survivor, loser) = (&self.image.survivor.id, &self.image.loser.id);
        let mut unlinked = Vec::new();
        for (before, record) in relinks {
            let back = record.relinked_back(before, loser, survivor, self.by.now);
            write(commit, Some(record), &back.written);
            if !back.changed_since.is_empty() {
                unlinked.push(record.id.as_str());
            }
        }
        unlinked
    }

    fn look(&self, decided: &mut Decided, changes: &[Change]) {
        let Some(known) = self.snapshot.known.get(&decided.id) else { return };
        let history =
            History { changes: extended(&known.changes, changes), events: known.events.clone() };
        look_again(decided, self.loaded, self.snapshot, &history, self.by.now);
    }

    /// An automation that was switched on while the contact was merged looks at it as at everybody
    /// who was there before: the undo enrolls nobody.
    fn first_looks(&self, decided: &mut Decided, merged_at: Moment) {
        let (changes, events) = (Vec::new(), Vec::new());
        let world = World::new(&self.snapshot.related, &changes, &events);
        let world = World { once: &self.snapshot.taken, pace: self.loaded.pace, ..world };
        for automation in &self.loaded.setup.automations {
            if automation.activation().is_some_and(|activation| activation.at > merged_at) {
                let input = Input::Activated(automation.definition.id.clone(), 0);
                decided.ask(self.loaded, &world, self.by.now, input);
            }
        }
    }
}
