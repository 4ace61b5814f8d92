//! What a decision about records reads: one transaction, whatever the number of records.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::engine::{
    Delivery, Enrollment, EnrollmentState, Reason, Standing, SubjectState, Taken, awaited,
};
use relance_core::filter::Filter;
use relance_core::wire::record::{record_as_kept, value_from_json};
use relance_core::wire::standing::cause_from_json;
use relance_core::words::{
    AccountId, AutomationId, Change, DerivedKey, Event, EventName, Module, Moment, Record,
    RecordId, StepId,
};
use serde_json::Value as Json;

use super::once::taken_for;
use crate::domain::Loaded;
use crate::store::db::{Db, StoreError};
use crate::store::{outbox, record, subject};

/// What the store knows of some records, and what they point to.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// By id; records that do not exist are here with nothing.
    pub known: BTreeMap<RecordId, Known>,
    /// Everything that any of them points to.
    pub related: BTreeMap<RecordId, Record>,
    /// Of the keys that campaigns may ask for, those that are taken.
    pub taken: Taken,
}

/// What the store knows of one record.
#[derive(Debug)]
pub struct Known {
    /// The record and its standings.
    pub state: SubjectState,
    /// Guards what is decided; 0 without a row.
    pub state_version: i64,
    /// Looks that were taken before their turn.
    pub looked_early: BTreeSet<AutomationId>,
    /// Its place among the overdue of automations that are switched on again.
    pub ranks: BTreeMap<AutomationId, u32>,
    /// Kept changes, oldest first; empty unless an active filter asks.
    pub changes: Vec<Change>,
    /// Events, oldest first; empty unless an active filter asks.
    pub events: Vec<Event>,
    /// What became of the messages that held passages wait for.
    pub deliveries: BTreeMap<DerivedKey, Delivery>,
}

/// Brings these records, and what these others are that they are going to point to.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    ids: &[RecordId],
    others: &[RecordId],
) -> Result<Snapshot, StoreError> {
    let ids_json: Json = ids.iter().map(RecordId::as_str).collect();
    let others: Json = others.iter().map(RecordId::as_str).collect();
    let mut statements = vec![
        record::by_ids(account, &ids_json),
        record::related(account, &ids_json, &others),
        subject::subjects(account, &ids_json),
        subject::standings(account, &ids_json),
    ];
    let is_looking = loaded.is_looking();
    if is_looking {
        statements.push(subject::looked_early(account, &ids_json));
    }
    let active = loaded.setup.automations.iter().filter(|one| one.activation().is_some());
    let filters: Vec<&Filter> =
        active.flat_map(|automation| automation.filters()).chain(&loaded.compared).collect();
    let with_changes = filters.iter().any(|filter| filter.reads().reads_changes());
    let with_events = filters.iter().any(|filter| filter.reads().reads_events());
    if with_changes {
        statements.push(record::changes(account, &ids_json));
    }
    if with_events {
        statements.push(record::events(account, &ids_json));
    }
    let mut answers = db.batch(&statements).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let mut snapshot = Snapshot::default();
    for id in ids {
        snapshot.known.insert(id.clone(), Known::nothing());
    }
    for row in next() {
        if let Some(read) = read_record(&row, loaded)
            && let Some(known) = snapshot.known.get_mut(&read.id)
        {
            known.state.record = Some(read);
        }
    }
    let related = next();
    let related = related.iter().filter_map(|row| read_record(row, loaded));
    snapshot.related = related.map(|record| (record.id.clone(), record)).collect();
    for row in next() {
        snapshot.read_subject(&row);
    }
    for row in next() {
        snapshot.read_standing(&row);
    }
    if is_looking {
        for row in next() {
            snapshot.read_looked_early(&row);
        }
    }
    if with_changes {
        for row in next() {
            snapshot.read_change(&row, loaded);
        }
    }
    if with_events {
        for row in next() {
            snapshot.read_event(&row);
        }
    }
    load_deliveries(db, account, loaded, &mut snapshot).await?;
    let records = snapshot.known.values().filter_map(|known| known.state.record.as_ref());
    snapshot.taken = taken_for(db, account, loaded, records, &snapshot.related).await?;
    Ok(snapshot)
}

/// Only rules that act after the previous one ask, and only while they are held (D25).
async fn load_deliveries(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    snapshot: &mut Snapshot,
) -> Result<(), StoreError> {
    let mut asked: BTreeMap<DerivedKey, RecordId> = BTreeMap::new();
    for (id, known) in &snapshot.known {
        let keys = awaited(&loaded.setup, &known.state).into_iter();
        asked.extend(keys.map(|key| (key, id.clone())));
    }
    if asked.is_empty() {
        return Ok(());
    }
    let keys: Json = asked.keys().map(DerivedKey::as_str).collect();
    for row in db.rows(outbox::states(account, &keys)).await? {
        let delivery = match text(&row, "state") {
            Some("pending" | "leased") => Delivery::Pending,
            Some("sent" | "not_sent") => Delivery::Settled,
            _ => Delivery::Failed,
        };
        let key = text(&row, "key").and_then(|key| DerivedKey::parse(key).ok());
        if let Some(key) = key
            && let Some(known) = asked.get(&key).and_then(|id| snapshot.known.get_mut(id))
        {
            known.deliveries.insert(key, delivery);
        }
    }
    Ok(())
}

impl Known {
    fn nothing() -> Self {
        Known {
            state: SubjectState::unborn(),
            state_version: 0,
            looked_early: BTreeSet::new(),
            ranks: BTreeMap::new(),
            changes: Vec::new(),
            events: Vec::new(),
            deliveries: BTreeMap::new(),
        }
    }
}

impl Snapshot {
    fn known_of(&mut self, row: &Json) -> Option<&mut Known> {
        self.known.get_mut(row.get("record")?.as_str()?)
    }

    fn read_subject(&mut self, row: &Json) {
        if let Some(known) = self.known_of(row) {
            known.state.recheck_at = moment(row, "recheck_at_ms");
            known.state_version = row.get("state_version").and_then(Json::as_i64).unwrap_or(0);
        }
    }

    fn read_standing(&mut self, row: &Json) {
        if let (Some(known), Some((automation, standing))) = (self.known_of(row), standing(row)) {
            known.state.standings.insert(automation, standing);
        }
    }

    fn read_looked_early(&mut self, row: &Json) {
        let automation = row.get("automation").and_then(Json::as_str).map(AutomationId::parse);
        let rank = row.get("rank").and_then(Json::as_u64).and_then(|rank| u32::try_from(rank).ok());
        if let (Some(known), Some(Ok(automation))) = (self.known_of(row), automation) {
            match rank {
                None => drop(known.looked_early.insert(automation)),
                Some(rank) => drop(known.ranks.insert(automation, rank)),
            }
        }
    }

    fn read_change(&mut self, row: &Json, loaded: &Loaded) {
        if let Some(known) = self.known_of(row)
            && let Some(record) = &known.state.record
            && let Some(module) = loaded.setup.module(record.module.as_str())
            && let Some(change) = change(row, module, record)
        {
            known.changes.push(change);
        }
    }

    fn read_event(&mut self, row: &Json) {
        if let (Some(known), Some(event)) = (self.known_of(row), event(row)) {
            known.events.push(event);
        }
    }
}

/// These records alone, without what the engine remembers of them; what is gone is not there.
///
/// # Errors
/// When the database does not answer.
pub async fn records(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    ids: &Json,
) -> Result<Vec<Record>, StoreError> {
    let rows = db.batch(&[record::by_ids(account, ids)]).await?;
    Ok(rows.iter().flatten().filter_map(|row| read_record(row, loaded)).collect())
}

/// A record row as core reads it; `None` when its module is gone.
pub fn read_record(row: &Json, loaded: &Loaded) -> Option<Record> {
    let module = loaded.setup.module(row.get("module")?.as_str()?)?;
    record_as_kept(row, module)
}

fn moment(row: &Json, key: &str) -> Option<Moment> {
    row.get(key)?.as_i64().map(Moment::from_ms)
}

fn ids(row: &Json, key: &str) -> Vec<RecordId> {
    let ids = row.get(key).and_then(Json::as_array).into_iter().flatten();
    ids.filter_map(|id| RecordId::parse(id.as_str()?).ok()).collect()
}

/// The text under a key of a row, when there is one.
pub fn text<'a>(row: &'a Json, key: &str) -> Option<&'a str> {
    row.get(key)?.as_str()
}

fn standing(row: &Json) -> Option<(AutomationId, Standing)> {
    let automation = AutomationId::parse(text(row, "automation")?).ok()?;
    let standing = Standing {
        is_inside: row.get("is_inside")?.as_i64()? == 1,
        since: moment(row, "since_ms")?,
        left_at: moment(row, "left_at_ms"),
        pass: u32::try_from(row.get("pass")?.as_i64()?).ok()?,
        enrollment: row.get("enrollment").and_then(enrollment),
    };
    Some((automation, standing))
}

fn enrollment(row: &Json) -> Option<Enrollment> {
    let state = match text(row, "state")? {
        "waiting" => EnrollmentState::Waiting {
            step: StepId::parse(text(row, "step")?).ok()?,
            due_at: moment(row, "due_at_ms")?,
        },
        "held" => EnrollmentState::Held,
        "exited" => EnrollmentState::Exited {
            at: moment(row, "ended_at_ms")?,
            reason: Reason::parse(text(row, "reason")?)?,
        },
        _ => EnrollmentState::Finished { at: moment(row, "ended_at_ms")? },
    };
    Some(Enrollment {
        id: DerivedKey::parse(text(row, "id")?).ok()?,
        entered_at: moment(row, "entered_at_ms")?,
        base_at: moment(row, "base_at_ms").or_else(|| moment(row, "entered_at_ms"))?,
        state,
        cause: row.get("cause").and_then(|cause| cause_from_json(cause).ok()),
        activities: ids(row, "activities"),
    })
}

fn change(row: &Json, module: &Module, record: &Record) -> Option<Change> {
    let field = module.field(text(row, "field")?)?;
    let value = |key: &str| {
        let kept = row.get(key)?;
        value_from_json(kept, field, module).ok().flatten()
    };
    Some(Change {
        record: record.id.clone(),
        field: field.key.clone(),
        at: moment(row, "at_ms")?,
        old: value("old"),
        new: value("new"),
    })
}

fn event(row: &Json) -> Option<Event> {
    Some(Event {
        id: text(row, "id")?.to_owned(),
        record: RecordId::parse(text(row, "record")?).ok()?,
        name: EventName::parse(text(row, "name")?).ok()?,
        at: moment(row, "at_ms")?,
        about: text(row, "about").map(str::to_owned),
    })
}
