//! Writes of records: all of a request or none, each decided in its own commit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::Input;
use relance_core::wire::person::Traces;
use relance_core::wire::record::{GivenRecord, value_to_json};
use relance_core::words::{
    AccountId, ConsentOrigin, ConsentSource, Module, Moment, Problem, Record, RecordId, Value,
    WriteOutcome, Written,
};
use serde_json::Value as Json;

use super::commit::{Commit, Ended, Watchers};
use super::consent::{completed, letters};
use super::decide::{Decided, Question};
use super::jobs::begin_due;
use super::load::{Known, Snapshot, load};
use super::once::{decide_together, taken_for};
use super::{TRIES_MAX, changed_meanwhile};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::merge;

/// What a write did, for the answer.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The id that was given.
    pub given: RecordId,
    /// Which record it stands for.
    pub id: RecordId,
    /// Its version after.
    pub version: u64,
    /// What happened.
    pub outcome: WriteOutcome,
}

/// What a write does to a record that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// The named fields change.
    Changed,
    /// It stays as it is: the same thing was told before.
    Kept,
    /// The named fields change, and a record that is not there is not made.
    Present,
}

/// What is written, and on whose word.
#[derive(Debug)]
pub struct Writing<'a> {
    /// The records of one module.
    pub records: &'a [GivenRecord],
    /// What happens to those that are there.
    pub existing: Existing,
    /// Who says what contacts agree to.
    pub origin: &'a ConsentOrigin,
}

impl Writing<'_> {
    /// Whether whoever writes can be told to come back: a program and a colleague can, a file, a form and
    /// an e-mail cannot.
    fn may_wait(&self) -> bool {
        let source = &self.origin.source;
        self.existing == Existing::Changed
            && matches!(source, ConsentSource::Api | ConsentSource::Console)
    }
}

/// Writes these records of one module, as another program says; all or none.
///
/// # Errors
/// As [`write_by`].
pub async fn write(
    db: &Db,
    account: &AccountId,
    module: &str,
    given: &[GivenRecord],
    existing: Existing,
    now: Moment,
    also: impl Fn(&[Outcome]) -> Vec<Statement>,
) -> Result<Vec<Outcome>, Refusal> {
    let origin = &ConsentOrigin::of(ConsentSource::Api);
    let writing = Writing { records: given, existing, origin };
    write_by(db, account, module, &writing, now, also).await
}

/// Writes these records of one module; all or none.
///
/// # Errors
/// `wrong_module` for an id that another module has; `being_forgotten` for what an erasure that is under way
/// would take out again; `changed_meanwhile` when others kept writing the same records.
pub async fn write_by(
    db: &Db,
    account: &AccountId,
    module: &str,
    writing: &Writing<'_>,
    now: Moment,
    also: impl Fn(&[Outcome]) -> Vec<Statement>,
) -> Result<Vec<Outcome>, Refusal> {
    let (existing, origin) = (writing.existing, writing.origin);
    for _ in 0..TRIES_MAX {
        let loaded = Loaded::of(db, account).await?;
        if writing.may_wait() {
            not_forgotten(&loaded, writing.records)?;
        }
        // A run that is due goes before the write, also when the write comes before the tick.
        if begin_due(db, account, &loaded, now).await? {
            continue;
        }
        let module = loaded.module(module)?;
        let (given, names) = without_aliases(db, account, &loaded, writing.records).await?;
        let ids: Vec<RecordId> = given.iter().map(|one| one.id.clone()).collect();
        let snapshot = load(db, account, &loaded, &ids, &targets(&given)).await?;
        let mut commit = Commit::new(db, account, loaded.version, now)?.on_word_of(origin);
        let given = there(existing, given.into_owned(), &snapshot);
        let about = (&loaded, module, &snapshot);
        let given = completed(db, account, about, given, origin, now).await?;
        let written = apply_all(module, &snapshot, (&given, existing), now);
        let letters = letters(db, account, (&loaded, &snapshot), &written, now)?;
        let after = after_write(db, account, &loaded, snapshot, &written).await?;
        let mut outcomes =
            decide_all(&loaded, module, &after, (&given, &written), now, &mut commit)?;
        for outcome in &mut outcomes {
            if let Some(name) = names.get(&outcome.id) {
                outcome.given = name.clone();
            }
        }
        let mut also = also(&outcomes);
        also.extend(letters);
        let ended = commit.run(db, &watchers(&loaded), also).await?;
        if ended == Ended::Committed {
            return Ok(outcomes);
        }
    }
    Err(changed_meanwhile())
}

/// Refuses what somebody who is being forgotten is recognised by: the database is still looked through for it,
/// and whoever was told that it is written would lose it.
fn not_forgotten(loaded: &Loaded, given: &[GivenRecord]) -> Result<(), Refusal> {
    let is_of = |traces: &Traces, one: &GivenRecord| {
        let mut values = one.values.values().flatten().map(value_to_json);
        traces.has_id(one.id.as_str())
            || values.any(|mut value| {
                value.as_str().is_some_and(|text| traces.is(text)) || traces.take_out(&mut value)
            })
    };
    let mut problems = Vec::new();
    for (index, one) in given.iter().enumerate() {
        if loaded.forgetting.iter().any(|traces| is_of(traces, one)) {
            let message = "somebody of whom this tells is being forgotten";
            let help = "leave them out, or write it again in half an hour";
            let place = format!("records[{index}]");
            problems.push(Problem::new("being_forgotten", message).at(place).help(help));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Of these writes, those that have a record to change.
fn there(existing: Existing, mut given: Vec<GivenRecord>, snapshot: &Snapshot) -> Vec<GivenRecord> {
    let is_there =
        |id: &RecordId| snapshot.known.get(id).is_some_and(|known| known.state.record.is_some());
    given.retain(|one| existing != Existing::Present || is_there(&one.id));
    given
}

/// What active automations watch.
pub fn watchers(loaded: &Loaded) -> Watchers {
    let mut watchers = Watchers::default();
    let automations = loaded.setup.automations.iter();
    for automation in automations.filter(|automation| automation.activation().is_some()) {
        let module = automation.definition.module.as_str().to_owned();
        if automation.filters().any(|filter| !filter.reads().relations().is_empty()) {
            watchers.relations.insert(module.clone());
        }
        watchers.modules.insert(module);
    }
    watchers
}

/// The writes with each id that stands for another record replaced by that one's, also in relations;
/// and for each record that was named so, the name that was given.
async fn without_aliases<'a>(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    given: &'a [GivenRecord],
) -> Result<(Cow<'a, [GivenRecord]>, BTreeMap<RecordId, RecordId>), Refusal> {
    if !loaded.has_merges {
        return Ok((Cow::Borrowed(given), BTreeMap::new()));
    }
    let named = given.iter().map(|one| one.id.clone()).chain(targets(given));
    let ids: BTreeSet<RecordId> = named.collect();
    let ids: Json = ids.iter().map(RecordId::as_str).collect();
    let aliases = merge::aliases(db, account, &ids).await?;
    let mut names = BTreeMap::new();
    let mut replaced = given.to_vec();
    for (index, one) in replaced.iter_mut().enumerate() {
        for value in one.values.values_mut().flatten() {
            *value = value.clone().with_ids(&aliases);
        }
        let Some(target) = aliases.get(&one.id) else { continue };
        names.insert(target.clone(), core::mem::replace(&mut one.id, target.clone()));
        if given.iter().any(|other| other.id == *target)
            || given.iter().take(index).any(|other| aliases.get(&other.id) == Some(target))
        {
            let message = format!("this contact was merged into `{target}`, which stands here too");
            let place = format!("records[{index}].id");
            return Err(Problem::new("twice", message).at(place).found(target.as_str()).into());
        }
    }
    Ok((Cow::Owned(replaced), names))
}

fn targets(given: &[GivenRecord]) -> Vec<RecordId> {
    let values = given.iter().flat_map(|one| one.values.values());
    let related = values.filter_map(|value| match value {
        Some(Value::Related(ids)) => Some(ids.clone()),
        _ => None,
    });
    related.flatten().collect()
}

fn apply_all(
    module: &Module,
    snapshot: &Snapshot,
    (given, existing): (&[GivenRecord], Existing),
    now: Moment,
) -> BTreeMap<RecordId, Written> {
    let one = |one: &GivenRecord| {
        let known = snapshot.known.get(&one.id)?;
        Some((one.id.clone(), apply(one, existing, module, known, now)))
    };
    given.iter().filter_map(one).collect()
}

/// Records of one request may point to each other; each sees the others as they will be.
async fn after_write(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    mut snapshot: Snapshot,
    written: &BTreeMap<RecordId, Written>,
) -> Result<Snapshot, Refusal> {
    let related = written.iter().map(|(id, one)| (id.clone(), one.record.clone()));
    snapshot.related.extend(related);
    let records = written.values().map(|one| &one.record);
    let taken = taken_for(db, account, loaded, records, &snapshot.related).await?;
    snapshot.taken = snapshot.taken.with(&taken);
    Ok(snapshot)
}

fn decide_all(
    loaded: &Loaded,
    module: &Module,
    snapshot: &Snapshot,
    (given, written): (&[GivenRecord], &BTreeMap<RecordId, Written>),
    now: Moment,
    commit: &mut Commit,
) -> Result<Vec<Outcome>, Refusal> {
    let changed = written.iter().filter(|(_, one)| one.outcome != WriteOutcome::Unchanged);
    let changed = changed.map(|(id, _)| id.clone());
    let decided =
        decide_together(loaded, snapshot, changed, |id| question_of(written.get(id)), now);
    let decided: BTreeMap<&RecordId, &Decided> = decided.iter().map(|one| (&one.id, one)).collect();
    let mut problems = Vec::new();
    let mut outcomes = Vec::with_capacity(given.len());
    for (index, one) in given.iter().enumerate() {
        let (Some(known), Some(written)) = (snapshot.known.get(&one.id), written.get(&one.id))
        else {
            continue;
        };
        let before = known.state.record.as_ref();
        if before.is_some_and(|before| before.module != module.key) {
            let message = format!("the id `{}` belongs to a record of another module", one.id);
            let place = format!("records[{index}].id");
            problems.push(Problem::new("wrong_module", message).at(place).found(one.id.as_str()));
            continue;
        }
        outcomes.push(Outcome {
            given: one.id.clone(),
            id: one.id.clone(),
            version: written.record.version,
            outcome: written.outcome,
        });
        if written.outcome == WriteOutcome::Unchanged {
            continue;
        }
        if let Some(decided) = decided.get(&one.id) {
            commit.decide(known, decided);
        }
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(problems.into()) }
}

fn question_of(written: Option<&Written>) -> Question {
    match written {
        Some(written) => {
            let input = Input::Written(Box::new(written.record.clone()));
            Question { input, written: Some(written.clone()) }
        }
        None => Question::clock(),
    }
}

fn apply(
    given: &GivenRecord,
    existing: Existing,
    module: &Module,
    known: &Known,
    now: Moment,
) -> Written {
    match &known.state.record {
        Some(before) if existing == Existing::Kept => before.update(BTreeMap::new(), now),
        None => {
            let created = given.created.unwrap_or(now);
            Record::create(given.id.clone(), module.key.clone(), given.values.clone(), created, now)
        }
        Some(before) => before.update(given.values.clone(), now),
    }
}
