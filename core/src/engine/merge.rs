//! What becomes of two contacts' passages through automations when they are merged, and when the
//! merge is undone.
//!
//! Rules: D13 (one client), D23 (nothing is done twice), design "keys survive merges". Of two
//! passages through the same automation the one further on goes on, and the other exits with a
//! reason. What becomes of the fields is in `words::merge`. Table: `tests/spec/merge.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::enter::earlier;
use super::log::{LogEntry, Reason, What};
use super::state::{Enrollment, EnrollmentState, Standing, SubjectState};
use crate::definitions::{ReEntry, Setup};
use crate::words::{AutomationId, Moment, Record, RecordId, Side};

/// How a contact stands in every automation that knows it.
pub type Standings = BTreeMap<AutomationId, Standing>;

/// A passage that belongs to another record from now on: its id, and so every key of its effects,
/// stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehomed {
    /// Of which automation.
    pub automation: AutomationId,
    /// The passage as it is.
    pub enrollment: Enrollment,
    /// To which record it belongs from now on.
    pub record: RecordId,
    /// Its number among that record's passages.
    pub pass: u32,
}

/// What was decided about one automation that knows both contacts, or only the loser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Which automation.
    pub automation: AutomationId,
    /// Whose passage goes on, or stands as the client's last.
    pub kept: Side,
    /// Whether the other one was waiting and exits.
    pub other_exits: bool,
}

/// Two contacts as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// The survivor, holding what the merge made of the fields.
    pub survivor: SubjectState,
    /// The loser as it ends.
    pub loser: SubjectState,
    /// The loser's passages that go on under the survivor.
    pub rehomed: Vec<Rehomed>,
    /// The survivor's passages that exit because the loser's was further on.
    pub ended: Vec<Rehomed>,
    /// What was decided, by automation.
    pub passages: Vec<Passage>,
    /// The exits, for the run log.
    pub log: Vec<LogEntry>,
}

/// How both stood before a merge, and how the survivor stood right after it.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingsImage {
    /// The survivor before.
    pub survivor: Standings,
    /// The loser before.
    pub loser: Standings,
    /// The survivor after.
    pub joined: Standings,
}

/// One client as two contacts again.
#[derive(Clone, Debug, PartialEq)]
pub struct Parted {
    /// How the survivor stands.
    pub survivor: Standings,
    /// How the loser stands.
    pub loser: Standings,
    /// Automations in which the survivor had a standing through the merge alone.
    pub forgotten: Vec<AutomationId>,
    /// Passages that go back to the loser.
    pub rehomed: Vec<Rehomed>,
    /// Automations in which something happened since: that stays with the survivor.
    pub changed_since: Vec<AutomationId>,
}

/// Lets the loser's passages go on under the survivor, which holds `record` from now on.
pub fn join(
    setup: &Setup,
    mut survivor: SubjectState,
    mut loser: SubjectState,
    record: Record,
    now: Moment,
) -> Joined {
    let from = loser.record.as_ref().map_or_else(|| record.id.clone(), |one| one.id.clone());
    let to = record.id.clone();
    survivor.record = Some(record);
    survivor.recheck_at = earlier(survivor.recheck_at, loser.recheck_at);
    let mut joined = Joined {
        rehomed: Vec::new(),
        ended: Vec::new(),
        passages: Vec::new(),
        log: Vec::new(),
        survivor: SubjectState { standings: BTreeMap::new(), ..survivor.clone() },
        loser: SubjectState { standings: BTreeMap::new(), ..loser.clone() },
    };
    let known: BTreeSet<AutomationId> =
        survivor.standings.keys().chain(loser.standings.keys()).cloned().collect();
    for id in known {
        let pair = Pair {
            id: &id,
            survivor: survivor.standings.remove(&id),
            loser: loser.standings.remove(&id),
            ranks: Ranks::of(setup, &id),
        };
        pair.join(&mut joined, (&from, &to), now);
    }
    joined
}

/// Parts what [`join`] joined: where nothing happened since, both stand exactly as before; where
/// something did, it stays with the survivor, and the loser does not do it again.
pub fn part(image: &StandingsImage, held: &Standings, loser: &RecordId) -> Parted {
    let mut parted = Parted {
        survivor: Standings::new(),
        loser: Standings::new(),
        forgotten: Vec::new(),
        rehomed: Vec::new(),
        changed_since: Vec::new(),
    };
    let known: BTreeSet<&AutomationId> =
        held.keys().chain(image.loser.keys()).chain(image.joined.keys()).collect();
    for id in known {
        let (now, left) = (held.get(id), image.joined.get(id));
        let own = image.loser.get(id);
        let moved = own.and_then(|own| own.enrollment.as_ref()).filter(|enrollment| {
            let left = left.and_then(|left| left.enrollment.as_ref());
            left.is_some_and(|left| left.id == enrollment.id)
        });
        if now == left {
            match image.survivor.get(id) {
                Some(before) => _ = parted.survivor.insert(id.clone(), before.clone()),
                None => parted.forgotten.push(id.clone()),
            }
            parted.loser.extend(own.map(|own| (id.clone(), own.clone())));
            parted.rehomed.extend(moved.zip(own).map(|(enrollment, own)| Rehomed {
                automation: id.clone(),
                enrollment: enrollment.clone(),
                record: loser.clone(),
                pass: own.pass,
            }));
            continue;
        }
        parted.changed_since.push(id.clone());
        parted.survivor.extend(now.map(|now| (id.clone(), now.clone())));
        parted.loser.extend(own.map(|own| {
            let enrollment = if moved.is_some() { None } else { own.enrollment.clone() };
            (id.clone(), Standing { enrollment, ..own.clone() })
        }));
    }
    parted
}

/// How far on a passage is, in one automation.
struct Ranks<'a> {
    steps: Vec<&'a str>,
    is_once: bool,
}

impl<'a> Ranks<'a> {
    fn of(setup: &'a Setup, id: &AutomationId) -> Self {
        let definition = setup.automation(id.as_str()).map(|one| &one.definition);
        Ranks {
            steps: definition
                .map(|one| one.steps.iter().map(|step| step.id.as_str()).collect())
                .unwrap_or_default(),
            is_once: definition.is_some_and(|one| one.reentry == ReEntry::Never),
        }
    }

    /// Finished goes before waiting, and waiting before exited: what was cut short may be gone
    /// through again, unless once is all.
    fn of_standing(&self, standing: &Standing) -> (u8, usize) {
        match standing.enrollment.as_ref().map(|enrollment| &enrollment.state) {
            None if standing.pass > 0 && self.is_once => (3, 0),
            None => (0, 0),
            Some(EnrollmentState::Exited { .. }) if self.is_once => (3, 0),
            Some(EnrollmentState::Exited { .. }) => (1, 0),
            Some(EnrollmentState::Waiting { step, .. }) => {
                let position = self.steps.iter().position(|id| *id == step.as_str());
                (2, position.unwrap_or(0))
            }
            Some(EnrollmentState::Held) => (2, 0),
            Some(EnrollmentState::Finished { .. }) => (4, 0),
        }
    }
}

struct Pair<'a> {
    id: &'a AutomationId,
    survivor: Option<Standing>,
    loser: Option<Standing>,
    ranks: Ranks<'a>,
}

impl Pair<'_> {
    fn join(self, joined: &mut Joined, (from, to): (&RecordId, &RecordId), now: Moment) {
        let id = self.id.clone();
        let kept = match (&self.survivor, &self.loser) {
            (None, None) => return,
            (Some(standing), None) => {
                joined.survivor.standings.insert(id, standing.clone());
                return;
            }
            (None, Some(_)) => Side::Loser,
            (Some(survivor), Some(loser)) => {
                let is_further = self.ranks.of_standing(loser) > self.ranks.of_standing(survivor);
                if is_further { Side::Loser } else { Side::Survivor }
            }
        };
        let standing = together(self.survivor.as_ref(), self.loser.as_ref(), kept);
        let (other, of) = match kept {
            Side::Survivor => (self.loser.clone(), from),
            Side::Loser => (self.survivor.clone(), to),
        };
        let exited = other.and_then(|other| exit(&id, &other, of, now));
        joined.passages.push(Passage {
            automation: id.clone(),
            kept,
            other_exits: exited.is_some(),
        });
        let mut own = self.loser;
        if let Some((rehomed, entry)) = exited {
            joined.log.push(entry);
            match (kept, own.as_mut()) {
                (Side::Survivor, Some(own)) => own.enrollment = Some(rehomed.enrollment),
                _ => joined.ended.push(rehomed),
            }
        }
        if kept == Side::Loser {
            joined.rehomed.extend(standing.enrollment.clone().map(|enrollment| Rehomed {
                automation: id.clone(),
                enrollment,
                record: to.clone(),
                pass: standing.pass,
            }));
        }
        joined.loser.standings.extend(own.map(|own| (id.clone(), own)));
        joined.survivor.standings.insert(id, standing);
    }
}

/// Inside when either was, so that the merge by itself lets nobody in again; passages add up.
fn together(survivor: Option<&Standing>, loser: Option<&Standing>, kept: Side) -> Standing {
    let both = || survivor.into_iter().chain(loser);
    let is_inside = both().any(|one| one.is_inside);
    let since = both().filter(|one| one.is_inside == is_inside).map(|one| one.since);
    let kept = match kept {
        Side::Survivor => survivor,
        Side::Loser => loser,
    };
    Standing {
        is_inside,
        since: since.min().unwrap_or(Moment::from_ms(0)),
        left_at: both().filter_map(|one| one.left_at).max(),
        pass: both().fold(0, |sum, one| sum.saturating_add(one.pass)),
        enrollment: kept.and_then(|one| one.enrollment.clone()),
    }
}

/// The passage that does not go on, when it was waiting.
fn exit(
    automation: &AutomationId,
    standing: &Standing,
    record: &RecordId,
    now: Moment,
) -> Option<(Rehomed, LogEntry)> {
    let enrollment = standing.enrollment.as_ref()?;
    let EnrollmentState::Waiting { step, .. } = &enrollment.state else { return None };
    let reason = Reason::AlreadyRunning;
    let entry = LogEntry {
        planned_at: now,
        record: record.clone(),
        automation: automation.clone(),
        pass: standing.pass,
        step: Some(step.clone()),
        what: What::Left,
        action: None,
        variant: None,
        to: None,
        reason: Some(reason),
        detail: None,
        message: None,
        key: None,
    };
    let rehomed = Rehomed {
        automation: automation.clone(),
        enrollment: Enrollment {
            state: EnrollmentState::Exited { at: now, reason },
            ..enrollment.clone()
        },
        record: record.clone(),
        pass: standing.pass,
    };
    Some((rehomed, entry))
}
