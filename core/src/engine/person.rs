//! Whose a record is: what goes with a person who is erased, and what stays without them.
//!
//! Decides which records; that everything of those goes from every table is the store's
//! (`worker/src/store/person.rs`), and what is taken out of what stays is `wire::person`'s. Spec table:
//! `tests/spec/person.md`.

use std::collections::BTreeSet;

use crate::words::module::{
    ACTIVITIES_MODULE, CONTACTS_MODULE, DOCUMENTS_MODULE, EMAILS_MODULE, TASKS_MODULE,
};
use crate::words::{ModuleKey, RecordId};

/// Modules whose records are about people, and nobody's business figures. Our choice.
const ABOUT_PEOPLE: [&str; 4] = [TASKS_MODULE, ACTIVITIES_MODULE, EMAILS_MODULE, DOCUMENTS_MODULE];

/// What becomes of deals and the like that are the person's alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Business {
    /// They go, too.
    #[default]
    Goes,
    /// They stay, without the person: their figures are needed.
    Stays,
}

/// A record that points to the person, or to something of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Which.
    pub id: RecordId,
    /// Where.
    pub module: ModuleKey,
    /// Whom it points to, and whether that is a contact.
    pub targets: Vec<(RecordId, bool)>,
}

/// What belongs to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Goes: the person first.
    pub goes: BTreeSet<RecordId>,
    /// Stays, and points to the person no longer.
    pub stays: BTreeSet<RecordId>,
}

impl Linked {
    /// Whether it goes, once these are gone. What points to the person goes unless it is another
    /// contact's, too; what points to something of the person goes when all that it points to does.
    /// Another contact is never part of anybody.
    fn goes(&self, person: &BTreeSet<RecordId>, gone: &BTreeSet<RecordId>, how: Business) -> bool {
        let is_about_people = ABOUT_PEOPLE.contains(&self.module.as_str());
        if self.module.as_str() == CONTACTS_MODULE || (how == Business::Stays && !is_about_people) {
            return false;
        }
        if self.targets.iter().any(|(id, is_contact)| *is_contact && !gone.contains(id)) {
            return false;
        }
        self.targets.iter().any(|(id, _)| person.contains(id))
            || self.targets.iter().all(|(id, _)| gone.contains(id))
    }
}

/// What belongs to a person, who may have several ids by merges. `linked`: whatever points to them or
/// to what goes; more of it may have to be brought when more goes than was known.
pub fn belongings(person: &BTreeSet<RecordId>, linked: &[Linked], how: Business) -> Belongings {
    let mut goes = person.clone();
    // Each round adds at least one record, or is the last.
    for _ in 0..=linked.len() {
        let more: Vec<RecordId> = linked
            .iter()
            .filter(|one| !goes.contains(&one.id) && one.goes(person, &goes, how))
            .map(|one| one.id.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        goes.extend(more);
    }
    let points = |one: &&Linked| one.targets.iter().any(|(id, _)| goes.contains(id));
    let stays = linked.iter().filter(points).filter(|one| !goes.contains(&one.id));
    let stays = stays.map(|one| one.id.clone()).collect();
    Belongings { goes, stays }
}
