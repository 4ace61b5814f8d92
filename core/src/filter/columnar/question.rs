//! A question asked of all records at once: own fields, related records, events, history.
//!
//! The rules are those of `filter::evaluate`, function by function; each function here names its
//! twin. A row's answer is meaningless for removed records: the caller leaves those out.

use super::ask::{Asked, empty_rows};
use super::bits::Bitset;
use super::column::{Column, WholeColumn};
use super::dataset::{Data, UNLINKED};
use super::history::{ChangeList, EventList};
use super::spans::{Spans, instant_spans};
use super::table::Table;
use crate::filter::ast::{
    Changed, ChangedWhen, EmptyAs, FieldTest, Happened, Predicate, Quantifier, Question,
    RelatedTest, Sense, TimeTest, Unattended, Unchanged,
};
use crate::filter::evaluate::predicate_holds;
use crate::filter::time::At;
use crate::words::module::CREATED;
use crate::words::{Date, EventName, FieldKind, Period};

impl Data {
    /// The rows for which the answer is yes.
    pub(super) fn ask(&self, question: &Question, at: &At) -> Bitset {
        match question {
            Question::Own(test) => field_rows(&self.own, test, at),
            Question::Related(test) => self.related_rows(test, at),
            Question::Happened(happened) => self.happened_rows(happened, at),
            Question::Changed(changed) => self.changed_rows(changed, at),
            Question::WasEver(test) => self.was_ever_rows(test, at),
            Question::Unchanged(unchanged) => self.unchanged_rows(unchanged, at),
            Question::Unattended(unattended) => self.unattended_rows(unattended, at),
        }
    }

    /// The rows among these for which the answer is yes, when asking only them is cheaper.
    pub(super) fn ask_among(&self, question: &Question, candidates: &Bitset) -> Option<Bitset> {
        let Question::Own(test) = question else { return None };
        asked(&self.own, test)?.among(&test.predicate, candidates)
    }

    /// What asking costs, to ask the cheapest first. See [`Asked::cost`].
    pub(super) fn cost(&self, question: &Question) -> u64 {
        const RELATED_COST: u64 = 20_000;
        match question {
            Question::Own(test) => {
                asked(&self.own, test).map_or(0, |asked| asked.cost(&test.predicate))
            }
            _ => RELATED_COST,
        }
    }

    /// As `related_holds`: the related table is asked once, its answer follows the links back.
    fn related_rows(&self, test: &RelatedTest, at: &At) -> Bitset {
        let (Some(table), Some(Column::List(column)), Some(links)) = (
            self.table(test.module.as_str()),
            self.own.column(test.relation.as_str()),
            self.links.get(&test.relation),
        ) else {
            return Bitset::none(self.own.rows());
        };
        let mut passing = field_rows(table, &test.test, at);
        if test.test_sense == Sense::Negative {
            passing = passing.complement();
        }
        let target = |word: &u32| match links.rows.get(*word as usize) {
            None | Some(&UNLINKED) => None,
            Some(row) => Some(*row as usize).filter(|row| table.alive().contains(*row)),
        };
        let hits = column.list_hits(|words| {
            let mut answers =
                words.iter().filter_map(target).map(|row| passing.contains(row)).peekable();
            match test.quantifier {
                Quantifier::Any => answers.any(|passed| passed),
                Quantifier::All => answers.peek().is_some() && answers.all(|passed| passed),
            }
        });
        Bitset::from_words(column.codes.marked(&hits), self.own.rows())
    }

    /// As `happened_holds`.
    fn happened_rows(&self, happened: &Happened, at: &At) -> Bitset {
        let mut rows = Bitset::none(self.own.rows());
        let Some(list) = self.history.events.get(&happened.event) else { return rows };
        let mut counts = vec![0_u32; if happened.at_least > 1 { self.own.rows() } else { 0 }];
        for event in during(&list.at, happened.within, at).rows() {
            let row = list.row(event);
            match counts.get_mut(row) {
                None => rows.insert(row),
                Some(count) => {
                    *count += 1;
                    if *count >= happened.at_least {
                        rows.insert(row);
                    }
                }
            }
        }
        rows
    }

    /// As `is_creation`, for a change of a list.
    fn is_creation(&self, list: &ChangeList, change: usize, created: Option<&WholeColumn>) -> bool {
        let at = list.at.get(change);
        at.is_some() && created.is_some_and(|created| created.get(list.row(change)) == at)
    }

    fn created(&self) -> Option<&WholeColumn> {
        match self.own.column(CREATED) {
            Some(Column::Whole(column)) => Some(column),
            _ => None,
        }
    }

    /// As `changes_that_count`.
    fn changed_rows(&self, changed: &Changed, at: &At) -> Bitset {
        let mut rows = Bitset::none(self.own.rows());
        let Some((list, kind)) = self.changes(changed.field.as_str()) else { return rows };
        let within = match changed.when {
            ChangedWhen::Within(period) => Some(period),
            _ => None,
        };
        let mut changes = during(&list.at, within, at);
        for (column, predicate) in [(&list.old, &changed.from), (&list.new, &changed.to)] {
            if let Some(predicate) = predicate {
                changes.and(&Asked { column, kind, empty: changed.empty }.all_rows(predicate, at));
            }
        }
        let was_empty = empty_rows(&list.old);
        let created = self.created();
        let since = self.since(&changed.when, at);
        for change in changes.rows() {
            let row = list.row(change);
            let is_since = since.as_ref().is_none_or(|since| {
                since
                    .get(row)
                    .copied()
                    .flatten()
                    .zip(list.at.get(change))
                    .is_some_and(|(since, at)| since < at)
            });
            let is_creation = was_empty.contains(change) && self.is_creation(list, change, created);
            if is_since && !is_creation {
                rows.insert(row);
            }
        }
        rows
    }

    /// As `since`, for each row: changes later than this count; `None` for questions without.
    fn since(&self, when: &ChangedWhen, at: &At) -> Option<Vec<Option<i64>>> {
        let mut since = vec![None; self.own.rows()];
        match when {
            ChangedWhen::Ever | ChangedWhen::Within(_) => return None,
            ChangedWhen::SinceField(key) => {
                let kind = self.own.module().field(key.as_str()).map(|field| &field.kind);
                if let (Some(Column::Whole(column)), Some(kind)) =
                    (self.own.column(key.as_str()), kind)
                {
                    for (row, place) in since.iter_mut().enumerate() {
                        *place = column.get(row).and_then(|value| start_of(value, kind, at));
                    }
                }
            }
            ChangedWhen::SinceEvent(name) => {
                if let Some(list) = self.history.events.get(name) {
                    for event in during(&list.at, None, at).rows() {
                        if let Some(place) = since.get_mut(list.row(event)) {
                            *place = (*place).max(list.at.get(event));
                        }
                    }
                }
            }
        }
        Some(since)
    }

    /// As `was_ever_holds`.
    fn was_ever_rows(&self, test: &FieldTest, at: &At) -> Bitset {
        let mut rows = field_rows(&self.own, test, at);
        let place = self.own.place(test.field.as_str());
        let Some(kind) = self.own.module().field(test.field.as_str()).map(|field| &field.kind)
        else {
            return rows;
        };
        let passing =
            |column| Asked { column, kind, empty: test.empty }.all_rows(&test.predicate, at);
        if let Some((changed_at, previous)) = place.and_then(|place| self.own.trace(place)) {
            let mut traced = passing(previous);
            traced.and_not(&empty_rows(changed_at));
            rows.or(&traced);
        }
        let Some((list, _)) = self.changes(test.field.as_str()) else { return rows };
        let past = during(&list.at, None, at);
        let (mut new, mut old) = (passing(&list.new), passing(&list.old));
        new.and(&past);
        old.and(&past);
        let was_empty = empty_rows(&list.old);
        let created = self.created();
        for change in new.rows() {
            rows.insert(list.row(change));
        }
        for change in old.rows() {
            if !(was_empty.contains(change) && self.is_creation(list, change, created)) {
                rows.insert(list.row(change));
            }
        }
        rows
    }

    /// As `unchanged_holds`.
    fn unchanged_rows(&self, unchanged: &Unchanged, at: &At) -> Bitset {
        let now = at.now.as_ms();
        let mut last = vec![i64::MIN; self.own.rows()];
        let mut note = |row: usize, value: Option<i64>| {
            if let (Some(value), Some(place)) = (value, last.get_mut(row))
                && value <= now
            {
                *place = (*place).max(value);
            }
        };
        let place = self.own.place(unchanged.field.as_str());
        let traced = match place.and_then(|place| self.own.trace(place)) {
            Some((Column::Whole(changed_at), _)) => Some(changed_at),
            _ => None,
        };
        for column in [self.created(), traced].into_iter().flatten() {
            for row in 0..self.own.rows() {
                note(row, column.get(row));
            }
        }
        if let Some((list, _)) = self.changes(unchanged.field.as_str()) {
            for change in 0..list.rows.len() {
                note(list.row(change), list.at.get(change));
            }
        }
        let last = WholeColumn::Wide(last);
        let older = spans(TimeTest::OlderThan(unchanged.period), at);
        let mut rows = Bitset::from_words(last.within(&older), self.own.rows());
        rows.or(&empty_rows(&Column::Whole(last)));
        rows
    }

    /// As `causes_unattended`: a cause is unattended when the latest past follow-up is not later.
    fn unattended_rows(&self, unattended: &Unattended, at: &At) -> Bitset {
        let mut rows = Bitset::none(self.own.rows());
        let Some(causes) = self.history.events.get(&unattended.cause) else { return rows };
        let due = match unattended.older_than {
            None => during(&causes.at, None, at),
            Some(period) => within(&causes.at, &spans(TimeTest::OlderThan(period), at)),
        };
        let latest = FollowUps::of(self, &unattended.follow_ups, at);
        for cause in due.rows() {
            let (row, about) = (causes.row(cause), causes.about.get(cause).copied().unwrap_or(0));
            if latest.about(row, about) <= causes.at.get(cause) {
                rows.insert(row);
            }
        }
        rows
    }

    fn changes(&self, field: &str) -> Option<(&ChangeList, &FieldKind)> {
        let kind = &self.own.module().field(field)?.kind;
        Some((self.history.changes.get(field)?, kind))
    }
}

/// The latest past follow-up of each row: about anything, and about each thing.
struct FollowUps {
    about_any: Vec<Option<i64>>,
    /// (row, thing, instant), sorted.
    about_each: Vec<(u32, u32, i64)>,
}

impl FollowUps {
    fn of(data: &Data, names: &[EventName], at: &At) -> Self {
        let mut latest =
            FollowUps { about_any: vec![None; data.own.rows()], about_each: Vec::new() };
        for list in names.iter().filter_map(|name| data.history.events.get(name)) {
            for event in during(&list.at, None, at).rows() {
                let (row, when) = (list.row(event), list.at.get(event));
                if let Some(place) = latest.about_any.get_mut(row) {
                    *place = (*place).max(when);
                }
                let about = list.about.get(event).copied().unwrap_or(0);
                if about > 0 {
                    latest.about_each.extend(when.map(|when| (row as u32, about, when)));
                }
            }
        }
        latest.about_each.sort_unstable();
        latest
    }

    /// The latest about this thing; thing 0 is anything.
    fn about(&self, row: usize, about: u32) -> Option<i64> {
        let any = self.about_any.get(row).copied().flatten();
        if about == 0 || any.is_none() {
            return any;
        }
        let key = (row as u32, about, i64::MAX);
        let after = self.about_each.partition_point(|each| *each <= key);
        let (found_row, found_about, when) = *self.about_each.get(after.checked_sub(1)?)?;
        ((found_row, found_about) == (row as u32, about)).then_some(when)
    }
}

impl EventList {
    fn row(&self, event: usize) -> usize {
        self.rows.get(event).map_or(usize::MAX, |row| *row as usize)
    }
}

impl ChangeList {
    fn row(&self, change: usize) -> usize {
        self.rows.get(change).map_or(usize::MAX, |row| *row as usize)
    }
}

fn asked<'t>(table: &'t Table, test: &FieldTest) -> Option<Asked<'t>> {
    let column = table.column(test.field.as_str())?;
    let kind = &table.module().field(test.field.as_str())?.kind;
    Some(Asked { column, kind, empty: test.empty })
}

/// As `field_holds`. A field that the table does not have is empty in each row.
fn field_rows(table: &Table, test: &FieldTest, at: &At) -> Bitset {
    match asked(table, test) {
        Some(asked) => asked.all_rows(&test.predicate, at),
        None if predicate_holds(&test.predicate, None, test.empty, at) => Bitset::all(table.rows()),
        None => Bitset::none(table.rows()),
    }
}

/// The past instants of a list, within a period when there is one.
fn during(at_column: &WholeColumn, period: Option<Period>, at: &At) -> Bitset {
    match period {
        None => within(at_column, &[(i64::MIN, at.now.as_ms())]),
        Some(period) => within(at_column, &spans(TimeTest::InLast(period), at)),
    }
}

fn within(column: &WholeColumn, spans: &[(i64, i64)]) -> Bitset {
    Bitset::from_words(column.within(spans), column.rows())
}

/// Only anniversaries have no spans, and nobody asks those of events.
fn spans(test: TimeTest, at: &At) -> Spans {
    instant_spans(&test, at).unwrap_or_default()
}

/// The last instant before changes count: a date counts from its beginning, so just before it.
fn start_of(value: i64, kind: &FieldKind, at: &At) -> Option<i64> {
    match kind {
        FieldKind::Instant => Some(value),
        FieldKind::Date => {
            let date = i32::try_from(value).ok().and_then(Date::from_days_since_epoch)?;
            Some(at.zone.start_of(date).as_ms() - 1)
        }
        _ => None,
    }
}

/// Whether a question's answer moves by itself, so that it may be kept for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Never: until a record is written.
    Never,
    /// With the zone, because days are named.
    WithZone,
    /// With `now`.
    WithNow,
}

/// How a question's answer moves.
pub fn moves(question: &Question) -> Moves {
    match question {
        Question::Own(test) => predicate_moves(test),
        Question::Related(related) => predicate_moves(&related.test),
        _ => Moves::WithNow,
    }
}

fn predicate_moves(test: &FieldTest) -> Moves {
    match test.predicate {
        Predicate::Time(
            TimeTest::On(_) | TimeTest::Before(_) | TimeTest::After(_) | TimeTest::Between(..),
        ) => Moves::WithZone,
        Predicate::Time(_) => Moves::WithNow,
        _ => Moves::Never,
    }
}

/// The rows whose field is empty; `None` for questions that are not about one own field, and for
/// `is empty` itself.
pub(super) fn blank_rows(data: &Data, question: &Question) -> Option<Bitset> {
    let Question::Own(test) = question else { return None };
    if test.predicate == Predicate::Empty || test.empty == EmptyAs::Zero {
        return None;
    }
    Some(empty_rows(data.own.column(test.field.as_str())?))
}
