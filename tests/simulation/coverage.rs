//! What was executed: each kill point times each kind of fault. Source of the points: K1 to K12, the
//! places at which a dead worker could lose or double something.
//!
//! | point | crossing |
//! |---|---|
//! | K1 | a request keeps a record or an event |
//! | K2 | a request begins passages |
//! | K3 | a tick asks what is due |
//! | K4 | what is due is decided: passage and outbox in one transaction |
//! | K5 | leases that ran out are taken back |
//! | K6 | messages are claimed |
//! | K7 | a provider is called and does not take the message |
//! | K8 | a provider is called and takes it |
//! | K9 | the first crossing after a provider's answer |
//! | K10 | what the provider said is kept |
//! | K11 | a recurring job's slot moves on |
//! | K12 | an unsubscribe, a suppression or an erasure while a claim is under way |
//!
//! A call has the four kinds too: K7 dies before it connects, dies while the provider refuses, is
//! refused, hears the refusal; K8 dies while it hangs, dies after it was taken, hears an error although it
//! was taken, hears nothing.

use std::collections::BTreeMap;
use std::fmt;

use crate::executor::Fate;
use crate::forgotten::UNDER_WAY;

/// What must have happened in so many schedules besides. Of messages under way: `forgotten::UNDER_WAY`.
pub const MUST_HAPPEN: [&str; 7] = [
    "a tick came twice",
    "a tick came late",
    "a tick was woken",
    "two contacts were merged",
    "erased: somebody who was merged",
    "an erasure was cut off, and a tick went on",
    "an erasure was confirmed again",
];

/// How many kill points there are.
pub const POINTS: usize = 12;

/// Which kill points a crossing is; bit 0 is K1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points(pub u16);

impl Points {
    /// No kill point.
    pub const NONE: Points = Points(0);

    /// This point alone.
    pub const fn k(number: u16) -> Points {
        Points(1 << (number - 1))
    }

    /// Both.
    pub const fn and(self, other: Points) -> Points {
        Points(self.0 | other.0)
    }

    /// Whether it is that point, too.
    pub const fn has(self, number: u16) -> bool {
        self.0 & (1 << (number - 1)) != 0
    }
}

/// How often each point met each kind of fault.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    cells: [[u64; 4]; POINTS],
    /// Other things that must have happened: provider answers, jumps, doubled ticks.
    events: BTreeMap<&'static str, u64>,
}

impl Coverage {
    /// A fault at a crossing.
    pub fn fault(&mut self, points: Points, fate: Fate) {
        let Some(kind) = Fate::FAULTS.iter().position(|one| *one == fate) else { return };
        for (place, cell) in self.cells.iter_mut().enumerate() {
            if points.0 & (1 << place) != 0 {
                cell[kind] += 1;
            }
        }
    }

    /// Something happened.
    pub fn note(&mut self, what: &'static str) {
        *self.events.entry(what).or_default() += 1;
    }

    /// How often it did.
    pub fn noted(&self, what: &'static str) -> u64 {
        self.events.get(what).copied().unwrap_or(0)
    }

    /// Adds what another thread saw.
    pub fn add(&mut self, other: &Coverage) {
        for (mine, theirs) in self.cells.iter_mut().flatten().zip(other.cells.iter().flatten()) {
            *mine += theirs;
        }
        for (what, times) in &other.events {
            *self.events.entry(what).or_default() += times;
        }
    }

    /// Kill points and kinds that never met, like `K5 dies after`, and what else never happened.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (place, cell) in self.cells.iter().enumerate() {
            for (kind, times) in cell.iter().enumerate() {
                if *times == 0 {
                    missing.push(format!("K{} {:?}", place + 1, Fate::FAULTS[kind]));
                }
            }
        }
        let all = MUST_HAPPEN.iter().chain(&UNDER_WAY);
        let never = all.filter(|what| self.noted(what) == 0);
        missing.extend(never.map(|what| (*what).to_owned()));
        missing
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "point   dies before  dies after  fails before  fails after")?;
        for (place, [a, b, c, d]) in self.cells.iter().enumerate() {
            writeln!(out, "K{:<6} {a:>11} {b:>11} {c:>13} {d:>12}", place + 1)?;
        }
        for (what, times) in &self.events {
            writeln!(out, "{what}: {times}")?;
        }
        Ok(())
    }
}
