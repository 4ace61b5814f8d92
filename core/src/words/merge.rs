//! Two contacts become one: which value of each field is kept, what points to whom afterwards, and
//! how both are taken apart again.
//!
//! Rules: D13 (a merged contact is one client), D20 (a merge never grants consent), E11 (twins).
//! What becomes of their passages through automations is in `engine::merge`. Table:
//! `tests/spec/merge.md`.

use std::collections::BTreeMap;

use super::contact::{
    EMAIL, EMAIL_CONSENT, EMAIL_CONSENT_ASKED_AT, EMAIL_SUPPRESSED, PHONE, SMS_CONSENT,
    SMS_SUPPRESSED, normalised_address,
};
use super::ident::{FieldKey, RecordId};
use super::module::{CONTACTS_MODULE, CREATED, Module, UPDATED};
use super::moment::Moment;
use super::problem::{Problem, Problems};
use super::record::Record;
use super::value::Value;
use super::write::{WriteOutcome, Written};
use super::{Channel, clip};

/// Most tags or related records of one merged field. Source: as many as one field takes at the
/// boundary (`wire::record::ITEMS_MAX`); more would be lost when the record is read back.
pub const JOINED_ITEMS_MAX: usize = 200;

/// One of the two records of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The record that stays.
    Survivor,
    /// The record that goes up in it.
    Loser,
}

/// Where a merged value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of the two.
    One(Side),
    /// Both: tags and related records are united.
    Both,
    /// A refusal of consent, which goes before any permission.
    Refusal(Side),
    /// Neither: a permission that belongs to an address that is not kept.
    Nobody,
}

/// One field of two records that are merged.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldMerge {
    /// Which field.
    pub field: FieldKey,
    /// What the survivor holds; `None` is empty.
    pub survivor: Option<Value>,
    /// What the loser holds; `None` is empty.
    pub loser: Option<Value>,
    /// What the survivor will hold.
    pub merged: Option<Value>,
    /// Where that comes from.
    pub source: Source,
    /// Whether a person may choose: not about consent.
    pub is_choosable: bool,
}

/// What a merge makes of two contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Every field that one of them holds, in the module's order.
    pub fields: Vec<FieldMerge>,
    /// The survivor as it will be.
    pub written: Written,
}

/// What a record holds when a merge is taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    /// The record after.
    pub written: Written,
    /// Fields that were changed since the merge, by whomever: what they hold stays.
    pub changed_since: Vec<FieldKey>,
}

/// The fields of one channel that belong together: address, consent, what goes along with the consent,
/// and whether the address is suppressed.
struct ConsentFields {
    channel: Channel,
    address: &'static str,
    consent: &'static str,
    along: &'static [&'static str],
    suppressed: &'static str,
}

const CONSENTS: [ConsentFields; 2] = [
    ConsentFields {
        channel: Channel::Email,
        address: EMAIL,
        consent: EMAIL_CONSENT,
        along: &["email_consent_source", "email_consent_at", EMAIL_CONSENT_ASKED_AT],
        suppressed: EMAIL_SUPPRESSED,
    },
    ConsentFields {
        channel: Channel::Sms,
        address: PHONE,
        consent: SMS_CONSENT,
        along: &["sms_consent_source", "sms_consent_at"],
        suppressed: SMS_SUPPRESSED,
    },
];

impl ConsentFields {
    fn own(&self, key: &str) -> bool {
        self.consent == key || self.suppressed == key || self.along.contains(&key)
    }
}

impl Merged {
    /// Merges the loser into the survivor, with a person's choice for fields that both hold.
    ///
    /// The survivor's value wins unless it is empty; tags and related records are united; a refusal
    /// of consent wins over a permission, and a permission stays only with the address that had it.
    ///
    /// # Errors
    /// `same_record`, `wrong_module`, and for choices `unknown_field`, `kept_by_store` or
    /// `consent_not_chosen`; `too_many` when united lists are longer than a field takes.
    pub fn of(
        module: &Module,
        survivor: &Record,
        loser: &Record,
        choices: &BTreeMap<FieldKey, Side>,
        now: Moment,
    ) -> Result<Self, Problems> {
        let mut problems = can_be_merged(survivor, loser);
        problems.extend(choices.keys().filter_map(|field| wrong_choice(module, field)));
        let mut merge = Fields { survivor, loser, choices, merged: BTreeMap::new() };
        for field in &module.fields {
            let key = field.key.as_str();
            let is_consent = CONSENTS.iter().any(|one| one.own(key));
            if key != CREATED && key != UPDATED && !is_consent {
                merge.take(&field.key);
            }
        }
        for consent in &CONSENTS {
            merge.consent(consent);
            merge.suppression(consent);
        }
        let mut fields = Vec::new();
        for field in &module.fields {
            fields.extend(merge.merged.remove(&field.key));
        }
        problems.extend(fields.iter().filter_map(too_long));
        if !problems.is_empty() {
            return Err(problems);
        }
        let given = fields.iter().map(|one| (one.field.clone(), one.merged.clone())).collect();
        Ok(Merged { written: survivor.update(given, now), fields })
    }
}

struct Fields<'a> {
    survivor: &'a Record,
    loser: &'a Record,
    choices: &'a BTreeMap<FieldKey, Side>,
    merged: BTreeMap<FieldKey, FieldMerge>,
}

impl Fields<'_> {
    fn of(&self, side: Side) -> &Record {
        match side {
            Side::Survivor => self.survivor,
            Side::Loser => self.loser,
        }
    }

    fn take(&mut self, field: &FieldKey) {
        let (kept, other) = (self.survivor.values.get(field), self.loser.values.get(field));
        let (merged, source) = match (self.choices.get(field), kept, other) {
            (_, None, None) => return,
            (Some(side), ..) => (self.of(*side).values.get(field).cloned(), Source::One(*side)),
            (None, Some(Value::Tags(kept)), Some(Value::Tags(other))) => {
                (Some(Value::Tags(united_tags(kept, other))), Source::Both)
            }
            (None, Some(Value::Related(kept)), Some(Value::Related(other))) => {
                (Some(Value::Related(united(kept, other))), Source::Both)
            }
            (None, Some(kept), _) => (Some(kept.clone()), Source::One(Side::Survivor)),
            (None, None, Some(other)) => (Some(other.clone()), Source::One(Side::Loser)),
        };
        let merged = merged.and_then(|value| self.without_itself(value));
        self.keep(field, merged, source, true);
    }

    /// The survivor does not come to point to itself, nor to the loser.
    fn without_itself(&self, value: Value) -> Option<Value> {
        let Value::Related(mut ids) = value else { return Some(value) };
        ids.retain(|id| *id != self.survivor.id && *id != self.loser.id);
        (!ids.is_empty()).then_some(Value::Related(ids))
    }

    fn consent(&mut self, fields: &ConsentFields) {
        let source = self.consent_source(fields);
        let side = match source {
            Source::One(side) | Source::Refusal(side) => Some(side),
            Source::Both | Source::Nobody => None,
        };
        for key in [fields.consent].iter().chain(fields.along) {
            let Ok(field) = FieldKey::parse(key) else { continue };
            if self.survivor.get(key).is_some() || self.loser.get(key).is_some() {
                let merged = side.and_then(|side| self.of(side).get(key).cloned());
                self.keep(&field, merged, source, false);
            }
        }
    }

    fn consent_source(&self, fields: &ConsentFields) -> Source {
        let answer = |side: Side| match self.of(side).get(fields.consent) {
            Some(Value::YesNo(answer)) => Some(*answer),
            _ => None,
        };
        for side in [Side::Survivor, Side::Loser] {
            if answer(side) == Some(false) {
                return Source::Refusal(side);
            }
        }
        [Side::Survivor, Side::Loser]
            .into_iter()
            .find(|side| answer(*side) == Some(true) && self.has_kept_address(*side, fields))
            .map_or(Source::Nobody, Source::One)
    }

    /// Whether the address that the survivor will have was this side's.
    fn has_kept_address(&self, side: Side, fields: &ConsentFields) -> bool {
        let kept = self.merged.get(fields.address).and_then(|one| one.merged.as_ref());
        let address = |value: Option<&Value>| match value {
            Some(Value::Text(text)) => normalised_address(fields.channel, text),
            _ => None,
        };
        address(self.of(side).get(fields.address)) == address(kept)
    }

    /// A suppression belongs to the address, so it goes where the address goes.
    fn suppression(&mut self, fields: &ConsentFields) {
        let Ok(field) = FieldKey::parse(fields.suppressed) else { return };
        let sides = [Side::Survivor, Side::Loser];
        if sides.iter().all(|side| self.of(*side).get(fields.suppressed).is_none()) {
            return;
        }
        let kept = sides.into_iter().find(|side| {
            self.of(*side).get(fields.suppressed).is_some() && self.has_kept_address(*side, fields)
        });
        let merged = kept.and_then(|side| self.of(side).get(fields.suppressed).cloned());
        self.keep(&field, merged, kept.map_or(Source::Nobody, Source::One), false);
    }

    fn keep(&mut self, field: &FieldKey, merged: Option<Value>, source: Source, choosable: bool) {
        let one = FieldMerge {
            field: field.clone(),
            survivor: self.survivor.values.get(field).cloned(),
            loser: self.loser.values.get(field).cloned(),
            merged,
            source,
            is_choosable: choosable,
        };
        self.merged.insert(field.clone(), one);
    }
}

fn can_be_merged(survivor: &Record, loser: &Record) -> Problems {
    let mut problems = Problems::new();
    if survivor.id == loser.id {
        let message = "a contact cannot be merged with itself";
        problems.push(Problem::new("same_record", message).at("loser").found(loser.id.as_str()));
    }
    for (place, record) in [("survivor", survivor), ("loser", loser)] {
        if record.module.as_str() != CONTACTS_MODULE {
            let message = format!("`{}` is not a contact: only contacts are merged", record.id);
            let problem = Problem::new("wrong_module", message).at(place);
            problems.push(problem.found(record.module.as_str()).allowed([CONTACTS_MODULE]));
        }
    }
    problems
}

fn wrong_choice(module: &Module, field: &FieldKey) -> Option<Problem> {
    let key = field.as_str();
    let place = format!("choices.{key}");
    if let Err(problem) = module.expect_field(key) {
        return Some(problem.at(place));
    }
    if key == CREATED || key == UPDATED {
        return Some(
            Problem::new("kept_by_store", format!("`{key}` is kept by the system")).at(place),
        );
    }
    CONSENTS.iter().any(|one| one.own(key)).then(|| {
        let message = format!("`{key}` follows the person's own answer and cannot be chosen");
        let help = "a refusal wins; a permission stays with the address that had it";
        Problem::new("consent_not_chosen", message).at(place).help(help)
    })
}

fn too_long(field: &FieldMerge) -> Option<Problem> {
    let items = match &field.merged {
        Some(Value::Tags(tags)) => tags.len(),
        Some(Value::Related(ids)) => ids.len(),
        _ => 0,
    };
    (items > JOINED_ITEMS_MAX).then(|| {
        let message =
            format!("`{}` would hold more than {JOINED_ITEMS_MAX}", clip(field.field.as_str()));
        let help = "choose one of the two in `choices`";
        Problem::new("too_many", message)
            .at(format!("choices.{}", field.field))
            .found(items.to_string())
            .help(help)
    })
}

fn united<T: Clone + PartialEq>(first: &[T], second: &[T]) -> Vec<T> {
    let mut all = first.to_vec();
    all.extend(second.iter().filter(|item| !first.contains(item)).cloned());
    all
}

fn united_tags(first: &[String], second: &[String]) -> Vec<String> {
    let mut all = united(first, second);
    all.sort();
    all
}

impl Record {
    /// Whether one of its relation fields names that record.
    pub fn points_to(&self, id: &RecordId) -> bool {
        self.values.values().any(|value| matches!(value, Value::Related(ids) if ids.contains(id)))
    }

    /// The record with every relation to `from` leading to `to` instead, in the same place; a field
    /// that names both keeps the first.
    pub fn relinked(&self, from: &RecordId, to: &RecordId, now: Moment) -> Written {
        let mut given = BTreeMap::new();
        for (field, value) in &self.values {
            let Value::Related(ids) = value else { continue };
            if ids.contains(from) {
                let replaced = ids.iter().map(|id| if id == from { to } else { id });
                given.insert(field.clone(), related(distinct(replaced)));
            }
        }
        self.update(given, now)
    }

    /// The inverse of [`Record::relinked`], on the record as it is since: what it names for `to`
    /// leads to `from` again where it did before; what somebody changed meanwhile stays.
    pub fn relinked_back(
        &self,
        before: &Record,
        from: &RecordId,
        to: &RecordId,
        now: Moment,
    ) -> TakenBack {
        let (mut given, mut changed_since) = (BTreeMap::new(), Vec::new());
        for (field, value) in &before.values {
            let Value::Related(old) = value else { continue };
            if !old.contains(from) {
                continue;
            }
            let held = self.related(field.as_str());
            let left = before.relinked(from, to, now).record.related(field.as_str()).to_vec();
            if held == left {
                given.insert(field.clone(), Some(value.clone()));
                continue;
            }
            changed_since.push(field.clone());
            if held.contains(to) {
                let mut ids = held.to_vec();
                if old.contains(to) {
                    ids.push(from.clone());
                } else {
                    ids.iter_mut().filter(|id| *id == to).for_each(|id| *id = from.clone());
                }
                given.insert(field.clone(), related(distinct(ids.iter())));
            }
        }
        TakenBack { written: self.update(given, now), changed_since }
    }

    /// The survivor with a merge taken back: each field that still holds what the merge left holds
    /// again what it held before; in tags and related records, what the merge added goes and the
    /// rest stays; every other change since stays.
    pub fn taken_back(&self, before: &Record, after: &Record, now: Moment) -> TakenBack {
        let (mut given, mut changed_since) = (BTreeMap::new(), Vec::new());
        let fields: Vec<&FieldKey> =
            united(&keys_of(before), &united(&keys_of(after), &keys_of(self)));
        for field in fields {
            let key = field.as_str();
            if key == CREATED || key == UPDATED {
                continue;
            }
            let (old, left, held) = (before.get(key), after.get(key), self.get(key));
            if held != left {
                changed_since.push(field.clone());
                given.extend(without_added(old, left, held).map(|value| (field.clone(), value)));
            } else if left != old {
                given.insert(field.clone(), old.cloned());
            }
        }
        let restored: Vec<FieldKey> = given.keys().cloned().collect();
        let mut written = self.update(given, now);
        for field in restored.iter().filter(|field| !changed_since.contains(field)) {
            // As it was, also in how long it has been so.
            match before.traces.get(field) {
                Some(trace) => written.record.traces.insert(field.clone(), trace.clone()),
                None => written.record.traces.remove(field),
            };
        }
        TakenBack { written, changed_since }
    }

    /// The loser as it was, to be written anew. Its version goes on counting, so that a decision
    /// made before the merge fits no later record.
    pub fn restored(&self) -> Written {
        let mut record = self.clone();
        record.version = record.version.saturating_add(1);
        Written { record, changes: Vec::new(), outcome: WriteOutcome::Created }
    }
}

fn keys_of(record: &Record) -> Vec<&FieldKey> {
    record.values.keys().collect()
}

/// A list that was changed since a merge, without what the merge had added to it.
fn without_added(
    old: Option<&Value>,
    left: Option<&Value>,
    held: Option<&Value>,
) -> Option<Option<Value>> {
    match (left, held) {
        (Some(Value::Tags(left)), Some(Value::Tags(held))) => {
            let old = match old {
                Some(Value::Tags(old)) => old.as_slice(),
                _ => &[],
            };
            let stays = |tag: &&String| !left.contains(tag) || old.contains(tag);
            let tags: Vec<String> = held.iter().filter(stays).cloned().collect();
            Some((!tags.is_empty()).then_some(Value::Tags(tags)))
        }
        (Some(Value::Related(left)), Some(Value::Related(held))) => {
            let old = match old {
                Some(Value::Related(old)) => old.as_slice(),
                _ => &[],
            };
            let stays = |id: &&RecordId| !left.contains(id) || old.contains(id);
            Some(related(held.iter().filter(stays).cloned().collect()))
        }
        _ => None,
    }
}

fn distinct<'a>(ids: impl Iterator<Item = &'a RecordId>) -> Vec<RecordId> {
    let mut all: Vec<RecordId> = Vec::new();
    for id in ids {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

fn related(ids: Vec<RecordId>) -> Option<Value> {
    (!ids.is_empty()).then_some(Value::Related(ids))
}
