//! Which automations brought something about: the chain that the loop guard cuts (D19).

use crate::words::{AutomationId, Moment, RecordId};

/// Links of a chain after which nothing follows. Source: D19.
pub const CHAIN_MAX: usize = 8;
/// A chain ends after so long, so that a yearly repeat is no loop. Units: ms. Source: D19, 24 hours.
const CHAIN_MS_MAX: i64 = 24 * 60 * 60 * 1000;

/// What led to a write that no person made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// When a person, another program or time alone began it.
    pub began_at: Moment,
    /// Every automation that acted since, with the record that it acted for; the last one last.
    pub chain: Vec<(AutomationId, RecordId)>,
}

impl Cause {
    /// The cause of what this automation now does, itself caused by `before`.
    pub(super) fn after(
        before: Option<&Cause>,
        automation: &AutomationId,
        record: &RecordId,
        at: Moment,
    ) -> Cause {
        let link = (automation.clone(), record.clone());
        match before.filter(|cause| !cause.has_ended(at)) {
            Some(before) => {
                let mut chain = before.chain.clone();
                chain.push(link);
                Cause { began_at: before.began_at, chain }
            }
            None => Cause { began_at: at, chain: vec![link] },
        }
    }

    fn has_ended(&self, at: Moment) -> bool {
        at.as_ms() - self.began_at.as_ms() >= CHAIN_MS_MAX
    }

    /// Whether nothing more may follow from it at `at`.
    pub(super) fn is_a_loop(&self, at: Moment) -> bool {
        self.chain.len() >= CHAIN_MAX && !self.has_ended(at)
    }

    /// The chain for people: `a (d1) → b (d1)`.
    pub fn in_words(&self) -> String {
        let links =
            self.chain.iter().map(|(automation, record)| format!("{automation} ({record})"));
        links.collect::<Vec<_>>().join(" → ")
    }
}
