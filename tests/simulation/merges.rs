//! Who was merged into whom and when, from what was really committed: what was a loser's is the survivor's.

use crate::entries::Action;
use crate::schedule::Run;

/// The merges of a run: which commit, who stays, who goes; in order.
#[derive(Debug)]
pub struct Merges(Vec<(u64, String, String)>);

impl Merges {
    /// Those that were committed.
    pub fn of(run: &Run) -> Self {
        let journal = run.outside.journal.borrow();
        let mut merges = Vec::new();
        for (place, entry) in run.entries.iter().enumerate() {
            if let Action::Merge { survivor, loser } = &entry.action
                && let Some((at, _)) = journal.committed.get(&place)
            {
                merges.push((*at, survivor.clone(), loser.clone()));
            }
        }
        merges.sort_unstable();
        Merges(merges)
    }

    /// For whom a contact stood before this commit.
    pub fn survivor_of(&self, contact: &str, commit: u64) -> String {
        let before = self.0.iter().filter(|(at, ..)| *at < commit);
        before.fold(
            contact.to_owned(),
            |known, (_, survivor, loser)| {
                if *loser == known { survivor.clone() } else { known }
            },
        )
    }

    /// Whose a passage is in the end, and which: after a merge it counts as a later one.
    pub fn whose(&self, record: &str, pass: &str) -> String {
        let mut merged = self.0.iter().flat_map(|(_, survivor, loser)| [survivor, loser]);
        match merged.any(|one| one == record) {
            true => self.survivor_of(record, u64::MAX),
            false => format!("{record} {pass}"),
        }
    }
}
