//! What a publication does to all records, to be confirmed by its digest (B2, B6, B10).
//!
//! Counts each fate, keeps the first few by name, and derives a digest from every single one, so that
//! a person confirms exactly what was shown: another record, another fate, another digest.

use std::collections::BTreeMap;

use super::log::What;
use super::migrate::{Fate, Publication};
use super::plan::{Figures, Timeline};
use crate::words::{DerivedKey, Moment, Record, RecordId};

/// Records that are shown of each group. Source: our choice, what one line of a dialog holds.
pub const SAMPLES_MAX: usize = 5;

/// The first records of one fate, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub samples: Vec<Sample>,
}

/// A record with what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Which.
    pub record: RecordId,
    /// Its name for people.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What a publication of one automation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrations {
    /// By the fate's name; fates that nobody has are absent.
    pub groups: BTreeMap<&'static str, Group>,
    /// Records that match before and after.
    pub stay: Group,
    /// What happens to those that start, until the end of the plan.
    pub figures: Figures,
    digest: DerivedKey,
}

impl Migrations {
    /// Nothing yet, of a version with this content.
    pub fn of(content: &str) -> Self {
        Migrations {
            groups: BTreeMap::new(),
            stay: Group::default(),
            figures: Figures::default(),
            digest: DerivedKey::of(&["publication", content]),
        }
    }

    /// Names all that was counted; the same content and the same fates have the same digest.
    pub fn digest(&self) -> &DerivedKey {
        &self.digest
    }

    /// How many records have a fate.
    pub fn count(&self, fate: &str) -> u64 {
        self.groups.get(fate).map_or(0, |group| group.count)
    }

    /// Counts a record. Its plan counts only if it starts.
    pub fn add(&mut self, record: &Record, fate: Fate, publication: &Publication, plan: &Timeline) {
        let stays = match &fate {
            Fate::Untouched => return,
            Fate::Starts => {
                let own = plan.entries.iter().filter(|e| e.automation == publication.automation);
                own.filter(|entry| entry.what != What::Left).for_each(|e| self.figures.add(e));
                false
            }
            Fate::Joins | Fate::Leaves { .. } => false,
            _ => true,
        };
        let step = fate.steps();
        let to = fate.new_due_at().map(|to| said(to, publication.at)).unwrap_or_default();
        let parts = ["fate", self.digest.as_str(), record.id.as_str(), fate.key(), &step, &to];
        self.digest = DerivedKey::of(&parts);
        if stays {
            self.stay.add(record, &fate);
        }
        self.groups.entry(fate.key()).or_default().add(record, &fate);
    }
}

/// What is due at once is due at once whenever it is confirmed.
fn said(to: Moment, at: Moment) -> String {
    if to == at { "at_once".to_owned() } else { to.to_iso() }
}

impl Group {
    /// Counts a record.
    pub fn add(&mut self, record: &Record, fate: &Fate) {
        self.count += 1;
        if self.samples.len() < SAMPLES_MAX {
            let (record, name) = (record.id.clone(), name_of(record));
            self.samples.push(Sample { record, name, fate: fate.clone() });
        }
    }
}

/// The name of a record for people: its name, a person's two names, or its id.
pub fn name_of(record: &Record) -> String {
    let text = |key: &str| record.text(key).map(str::trim).filter(|text| !text.is_empty());
    let both = [text("first_name"), text("last_name")];
    let both: Vec<&str> = both.into_iter().flatten().collect();
    match (text("name"), both.is_empty()) {
        (Some(name), _) => name.to_owned(),
        (None, false) => both.join(" "),
        (None, true) => record.id.as_str().to_owned(),
    }
}

impl Fate {
    /// When the record's step is due now, where that changed.
    pub fn new_due_at(&self) -> Option<Moment> {
        match self {
            Fate::Rescheduled { to, .. } => Some(*to),
            _ => None,
        }
    }

    /// The steps that it is about, in words that a digest can take.
    fn steps(&self) -> String {
        match self {
            Fate::PassesNewSteps(steps) => {
                steps.iter().map(|step| step.as_str()).collect::<Vec<_>>().join(" ")
            }
            Fate::Moved { from, to } => format!("{from} {to}"),
            Fate::Skipped(step) | Fate::Ends(step) | Fate::Leaves { step: Some(step) } => {
                step.as_str().to_owned()
            }
            _ => String::new(),
        }
    }
}
