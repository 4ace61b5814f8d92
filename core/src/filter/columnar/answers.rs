//! What the preview shows of a filter: how many match, a page of them, who enters and leaves when
//! the filter is edited, what changes by itself in the coming days, what blanks decide.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::bits::Bitset;
use super::column::Column;
use super::dataset::Dataset;
use super::question::blank_rows;
use super::run::{Forced, Plan, Run};
use crate::filter::ast::{Accents, Clause, Filter};
use crate::filter::time::At;
use crate::words::{Change, Date, Event, FieldKey, Problem, Record, RecordId, Subject};

/// The order of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field to order by.
    pub field: FieldKey,
    /// Which end comes first. Empty values come last either way.
    pub direction: Direction,
}

/// Which end of an order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The least first.
    Ascending,
    /// The greatest first.
    Descending,
}

/// What editing a filter does (B2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Rows that only the new filter matches.
    pub enters: Bitset,
    /// Rows that only the old filter matches.
    pub leaves: Bitset,
    /// Rows that both match.
    pub stays: Bitset,
}

/// What time alone does to a filter's answer during one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAhead {
    /// The day, in the zone of the question. The first is today, from now on.
    pub date: Date,
    /// Records that match at the day's end and did not at its beginning.
    pub enters: usize,
    /// Records that matched at the day's beginning and do not at its end.
    pub leaves: usize,
    /// Records that match at the day's end.
    pub matching: usize,
}

/// How many records an empty field decides about, for one clause (D7, S4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blanks {
    /// The clause, counted in the order in which clauses stand, from 0.
    pub clause: usize,
    /// Its field.
    pub field: FieldKey,
    /// Records with an empty field that match because of it ("is not" matches the empty).
    pub included: usize,
    /// Records with an empty field that do not match because of it (a range misses the empty).
    pub excluded: usize,
}

/// One record with all that the row evaluator may ask about it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The record.
    pub record: Record,
    /// The records that it points to.
    pub related: BTreeMap<RecordId, Record>,
    /// Its changes, oldest first.
    pub changes: Vec<Change>,
    /// Its events, oldest first.
    pub events: Vec<Event>,
}

impl Whole {
    /// As the row evaluator takes it.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            record: &self.record,
            related: &self.related,
            changes: &self.changes,
            events: &self.events,
        }
    }
}

impl Dataset {
    /// Makes a filter ready for running many times.
    ///
    /// # Errors
    /// `wrong_module` when the filter is about records of another module.
    pub fn compile(&self, filter: &Filter) -> Result<Plan, Problem> {
        if filter.module() == &self.data.own.module().key {
            return Ok(Plan::new(filter));
        }
        let message = format!(
            "the filter is about `{}`, the records are of `{}`",
            filter.module(),
            self.data.own.module().key
        );
        Err(Problem::new("wrong_module", message))
    }

    /// The rows of the records that match.
    pub fn run(&mut self, plan: &Plan, at: &At) -> Bitset {
        self.data.link();
        Run { data: &self.data, kept: &mut self.kept, at: *at }.matching(plan)
    }

    /// How many records match.
    pub fn count(&mut self, plan: &Plan, at: &At) -> usize {
        self.run(plan, at).count()
    }

    /// The rows that can match at any instant if nobody writes: all that ever do, and maybe others.
    /// A plan has nothing to say about the rest.
    pub fn run_at_any_time(&mut self, plan: &Plan, at: &At) -> Bitset {
        self.run(&plan.at_any_time(), at)
    }

    /// Forgets the answers of earlier clauses; the next run asks everything anew. For measuring.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    /// The rows of a page: those of `rows` in the given order, or as they were loaded.
    ///
    /// # Errors
    /// `unknown_field` when the module does not have the field to sort by.
    pub fn page(
        &self,
        rows: &Bitset,
        offset: usize,
        limit: usize,
        sort: Option<&Sort>,
    ) -> Result<Vec<usize>, Problem> {
        let Some(sort) = sort else { return Ok(rows.rows().skip(offset).take(limit).collect()) };
        self.data.own.module().expect_field(sort.field.as_str())?;
        let Some(column) = self.data.own.column(sort.field.as_str()) else { return Ok(Vec::new()) };
        let mut keyed: Vec<(u64, usize)> =
            sort_keys(column, rows, sort.direction).into_iter().zip(rows.rows()).collect();
        let end = offset.saturating_add(limit).min(keyed.len());
        if end == 0 {
            return Ok(Vec::new());
        }
        let order = |a: &(u64, usize), b: &(u64, usize)| {
            let tied = || tied_texts(column, a.1, b.1, sort.direction);
            a.0.cmp(&b.0).then_with(tied).then(a.1.cmp(&b.1))
        };
        // Only the page and what is before it has to be in order.
        if end < keyed.len() {
            keyed.select_nth_unstable_by(end - 1, order);
            keyed.truncate(end);
        }
        keyed.sort_unstable_by(order);
        Ok(keyed.into_iter().skip(offset).map(|(_, row)| row).collect())
    }

    /// What replacing one filter by another does.
    pub fn difference(&mut self, old: &Plan, new: &Plan, at: &At) -> Difference {
        let (old, new) = (self.run(old, at), self.run(new, at));
        let (mut enters, mut leaves, mut stays) = (new.clone(), old.clone(), new);
        enters.and_not(&old);
        leaves.and_not(&stays);
        stays.and(&old);
        Difference { enters, leaves, stays }
    }

    /// What time alone does to the answer in the coming days, today included.
    pub fn days_ahead(&mut self, plan: &Plan, at: &At, days: usize) -> Vec<DayAhead> {
        let mut before = self.run(plan, at);
        let today = at.now.date(at.zone);
        let mut ahead = Vec::new();
        for date in (0..i32::try_from(days).unwrap_or(i32::MAX)).map(|days| today.plus_days(days)) {
            // The last millisecond of the day, so that what flips at midnight belongs to the next.
            let end = at.zone.start_of(date.plus_days(1)).plus_ms(-1).max(at.now);
            let after = self.run(plan, &At { now: end, ..*at });
            let (mut enters, mut leaves) = (after.clone(), before);
            enters.and_not(&leaves);
            leaves.and_not(&after);
            ahead.push(DayAhead {
                date,
                enters: enters.count(),
                leaves: leaves.count(),
                matching: after.count(),
            });
            before = after;
        }
        ahead
    }

    /// For each clause about an own field, the records that its being empty decides about: those
    /// whose answer would turn round with this clause's, split by what the answer is.
    pub fn blanks(&mut self, plan: &Plan, at: &At) -> Vec<Blanks> {
        let matching = self.run(plan, at);
        let clauses: Vec<Clause> = plan.clauses().into_iter().cloned().collect();
        let mut told = Vec::new();
        for (number, clause) in clauses.iter().enumerate() {
            let (Some(blank), Some(field)) =
                (blank_rows(&self.data, &clause.question), own_field(clause))
            else {
                continue;
            };
            let with = self.run(&plan.with_forced(number, Forced::True), at);
            let without = self.run(&plan.with_forced(number, Forced::False), at);
            let mut decided = with.clone();
            decided.or(&without);
            let mut both = with;
            both.and(&without);
            decided.and_not(&both);
            decided.and(&blank);
            let all = decided.count();
            decided.and(&matching);
            let included = decided.count();
            if all > 0 {
                told.push(Blanks { clause: number, field, included, excluded: all - included });
            }
        }
        told
    }

    /// A record with all that the row evaluator may ask about it; `None` for a removed one.
    pub fn whole(&self, row: usize) -> Option<Whole> {
        self.data.own.record(row).map(|record| self.whole_of(record))
    }

    /// A record as somebody edits it, with what is known about it: those that it points to, and the
    /// history of its id.
    pub fn whole_of(&self, record: Record) -> Whole {
        let data = &self.data;
        let mut related = BTreeMap::new();
        for field in &data.own.module().fields {
            let crate::words::FieldKind::Relation { module } = &field.kind else { continue };
            let Some(table) = data.table(module.as_str()) else { continue };
            for id in record.related(field.key.as_str()) {
                if let Some(other) = table.row(id.as_str()).and_then(|row| table.record(row)) {
                    related.insert(id.clone(), other);
                }
            }
        }
        let kind_of = |key: &str| data.own.module().field(key).map(|field| &field.kind);
        let row = data.own.row(record.id.as_str()).and_then(|row| u32::try_from(row).ok());
        let (changes, events) = match row {
            Some(row) => (
                data.history.changes_of(row, &record.id, kind_of),
                data.history.events_of(row, &record.id),
            ),
            None => (Vec::new(), Vec::new()),
        };
        Whole { record, related, changes, events }
    }
}

fn own_field(clause: &Clause) -> Option<FieldKey> {
    match &clause.question {
        crate::filter::ast::Question::Own(test) => Some(test.field.clone()),
        _ => None,
    }
}

/// A number for each of the rows, such that ascending numbers are the wanted order.
fn sort_keys(column: &Column, rows: &Bitset, direction: Direction) -> Vec<u64> {
    const EMPTY_LAST: u64 = u64::MAX;
    let directed = |key: u64| match direction {
        // Short of the greatest, which is for empty values.
        Direction::Ascending => key.min(EMPTY_LAST - 1),
        Direction::Descending => EMPTY_LAST - 1 - key.min(EMPTY_LAST - 1),
    };
    let keyed = |key: Option<u64>| key.map_or(EMPTY_LAST, directed);
    match column {
        Column::Whole(column) => {
            rows.rows().map(|row| keyed(column.get(row).map(ordered_whole))).collect()
        }
        Column::Number(column) => {
            rows.rows().map(|row| keyed(column.get(row).map(ordered_number))).collect()
        }
        Column::YesNo(codes) => {
            let answer = |row: usize| Some(u64::from(codes.get(row))).filter(|code| *code > 0);
            rows.rows().map(|row| keyed(answer(row))).collect()
        }
        Column::Text(column) => {
            let start = |row: usize| {
                let entry = column.codes.get(row) as usize;
                (entry > 0).then(|| first_bytes(column.folded(Accents::Matter).get(entry)))
            };
            rows.rows().map(|row| keyed(start(row))).collect()
        }
        Column::List(column) => {
            let first = |row: usize| column.list(column.codes.get(row) as usize).len() as u64;
            rows.rows().map(|row| keyed(Some(first(row)).filter(|len| *len > 0))).collect()
        }
    }
}

/// The first eight bytes as a number that orders as they do.
fn first_bytes(text: &[u8]) -> u64 {
    let bytes = text.iter().copied().chain(core::iter::repeat(0)).take(8);
    bytes.fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// The order of two rows whose texts begin alike.
fn tied_texts(column: &Column, a: usize, b: usize, direction: Direction) -> Ordering {
    let Column::Text(column) = column else { return Ordering::Equal };
    let folded = column.folded(Accents::Matter);
    let text = |row: usize| folded.get(column.codes.get(row) as usize);
    match direction {
        Direction::Ascending => text(a).cmp(text(b)),
        Direction::Descending => text(b).cmp(text(a)),
    }
}

fn ordered_whole(value: i64) -> u64 {
    (value as u64) ^ (1 << 63)
}

/// The bits of a number, turned so that they order as the numbers do. Source: IEEE 754 §5.10.
fn ordered_number(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}
