//! A predicate asked of a whole column: which rows' values pass.
//!
//! The rules are those of `filter::evaluate::predicate_holds`, arm by arm (D7 to D9): a dictionary
//! is asked once for each entry, numbers are compared as ranges that never contain "empty".

use super::bits::Bitset;
use super::codes::Codes;
use super::column::{Column, ListColumn, NumberColumn, SECOND_MS, TextColumn, WholeColumn};
use super::kernel;
use super::search::Search;
use super::spans::{day_spans, instant_spans};
use crate::filter::ast::{Accents, Comparison, EmptyAs, Predicate, TimeTest};
use crate::filter::evaluate::predicate_holds;
use crate::filter::time::At;
use crate::words::FieldKind;

/// A column as it is asked: with the kind of its field and what empty counts as.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'c> {
    /// The column.
    pub column: &'c Column,
    /// The kind that it was made for.
    pub kind: &'c FieldKind,
    /// What an empty field counts as (D7).
    pub empty: EmptyAs,
}

/// Scanning all texts costs less than looking at single rows' unless there are this many times
/// fewer rows than texts. Measured at a million notes: 110 ns for one of them out of order (it has to
/// come from memory), 8 ns for one in a scan.
const FEW: usize = 12;

impl Asked<'_> {
    fn rows(&self) -> usize {
        self.column.len()
    }

    fn none(&self) -> Bitset {
        Bitset::none(self.rows())
    }

    /// The rows whose value passes.
    pub fn all_rows(&self, predicate: &Predicate, at: &At) -> Bitset {
        let words = match (predicate, self.column) {
            (Predicate::Empty, column) => return empty_rows(column),
            (Predicate::Text(test), Column::Text(column))
                if matches!(self.kind, FieldKind::Text) =>
            {
                let entries = Search::new(test, column.folded(test.accents)).all_entries();
                return column.rows_with(&entries);
            }
            (Predicate::Code(codes), Column::Text(column))
                if !matches!(self.kind, FieldKind::Text) =>
            {
                column.codes.marked(&code_hits(column, codes))
            }
            (Predicate::AnyOf(wanted), Column::List(column)) => {
                column.codes.marked(&any_of_hits(column, wanted))
            }
            (Predicate::AllOf(wanted), Column::List(column)) => {
                column.codes.marked(&all_of_hits(column, wanted))
            }
            (Predicate::YesNo(wanted), Column::YesNo(codes)) => {
                codes.marked(&[0, u8::from(!*wanted), u8::from(*wanted)])
            }
            (Predicate::Number(comparison), Column::Number(column)) => {
                column.within(number_span(comparison))
            }
            (Predicate::Money(comparison), Column::Whole(column)) => {
                column.within(&[whole_span(comparison)])
            }
            (Predicate::Time(test), Column::Whole(column)) => {
                return self.time_rows(column, test, at);
            }
            _ => return self.none(),
        };
        let mut rows = Bitset::from_words(words, self.rows());
        if predicate_holds(predicate, None, self.empty, at) {
            rows.or(&empty_rows(self.column));
        }
        rows
    }

    /// The rows among these whose value passes, when that is cheaper than asking all.
    pub fn among(&self, predicate: &Predicate, candidates: &Bitset) -> Option<Bitset> {
        let (Predicate::Text(test), Column::Text(column), FieldKind::Text) =
            (predicate, self.column, self.kind)
        else {
            return None;
        };
        if candidates.count() * FEW > column.texts.len() {
            return None;
        }
        let search = Search::new(test, column.folded(test.accents));
        let mut rows = self.none();
        for row in candidates.rows() {
            let entry = column.codes.get(row) as usize;
            if entry > 0 && search.passes(entry) {
                rows.insert(row);
            }
        }
        Some(rows)
    }

    /// How much asking costs beside other questions. Units: about a nanosecond for 1000 rows.
    pub fn cost(&self, predicate: &Predicate) -> u64 {
        let per_row = |codes: &Codes| match codes {
            Codes::Narrow(_) => 50,
            Codes::Middle(_) => 600,
            Codes::Wide(_) => 700,
        };
        match (predicate, self.column) {
            (Predicate::Text(_), Column::Text(column)) => {
                let bytes = column.folded(Accents::Matter).buffer().len() as u64;
                per_row(&column.codes) + bytes * 60 / self.rows().max(1) as u64
            }
            (_, Column::Text(TextColumn { codes, .. }) | Column::YesNo(codes)) => per_row(codes),
            (_, Column::List(column)) => {
                per_row(&column.codes)
                    + 2000 * column.list_ends.len() as u64 / self.rows().max(1) as u64
            }
            (
                _,
                Column::Whole(WholeColumn::Small { .. }) | Column::Number(NumberColumn::Small(_)),
            ) => 160,
            _ => 400,
        }
    }

    fn time_rows(&self, column: &WholeColumn, test: &TimeTest, at: &At) -> Bitset {
        let spans = match self.kind {
            FieldKind::Date => day_spans(test, at),
            FieldKind::Instant => instant_spans(test, at),
            _ => return self.none(),
        };
        if let Some(spans) = spans {
            return Bitset::from_words(column.within(&spans), self.rows());
        }
        // Anniversaries: each distinct day would do, but they are rare in filters and this is plain.
        let predicate = Predicate::Time(*test);
        Bitset::where_true(self.rows(), |row| {
            let value = self.column.value(row, self.kind);
            predicate_holds(&predicate, value.as_ref(), self.empty, at)
        })
    }
}

/// The rows without a value.
pub fn empty_rows(column: &Column) -> Bitset {
    let words = match column {
        Column::Text(TextColumn { codes, .. })
        | Column::List(ListColumn { codes, .. })
        | Column::YesNo(codes) => codes.marked(&[1]),
        Column::Whole(WholeColumn::Small { values, .. }) => {
            kernel::between_i32(values, i32::MIN, i32::MIN)
        }
        Column::Whole(WholeColumn::Wide(values)) => kernel::between_i64(values, i64::MIN, i64::MIN),
        Column::Number(NumberColumn::Small(values)) => {
            kernel::between_i32(values, i32::MIN, i32::MIN)
        }
        Column::Number(NumberColumn::Real(values)) => {
            let there = kernel::between_f64(values, f64::NEG_INFINITY, f64::INFINITY);
            return Bitset::from_words(there, values.len()).complement();
        }
    };
    Bitset::from_words(words, column.len())
}

impl WholeColumn {
    /// Words of the rows with a value in one of the inclusive ranges.
    pub fn within(&self, spans: &[(i64, i64)]) -> Vec<u64> {
        let mut words: Option<Vec<u64>> = None;
        for (low, high) in spans {
            let more = self.between(*low, *high);
            words = Some(match words {
                None => more,
                Some(words) => words.iter().zip(more).map(|(a, b)| a | b).collect(),
            });
        }
        words.unwrap_or_else(|| vec![0; self.rows().div_ceil(64)])
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        match self {
            WholeColumn::Small { values, .. } => values.len(),
            WholeColumn::Wide(values) => values.len(),
        }
    }

    fn between(&self, low: i64, high: i64) -> Vec<u64> {
        match self {
            WholeColumn::Small { unit, values } => {
                let (low, high) = match unit {
                    // The first whole second from `low` on, the last one up to `high`.
                    &SECOND_MS => (
                        low.div_euclid(SECOND_MS) + i64::from(low.rem_euclid(SECOND_MS) > 0),
                        high.div_euclid(SECOND_MS),
                    ),
                    _ => (low, high),
                };
                // i32::MIN is empty, so it is never within.
                let least = i64::from(i32::MIN) + 1;
                let (low, high) = (low.max(least), high.min(i64::from(i32::MAX)));
                match (i32::try_from(low), i32::try_from(high)) {
                    (Ok(low), Ok(high)) if low <= high => kernel::between_i32(values, low, high),
                    _ => vec![0; values.len().div_ceil(64)],
                }
            }
            WholeColumn::Wide(values) => kernel::between_i64(values, low.max(i64::MIN + 1), high),
        }
    }
}

impl NumberColumn {
    /// Words of the rows with a value between two, both included.
    fn within(&self, (low, high): (f64, f64)) -> Vec<u64> {
        match self {
            NumberColumn::Real(values) => kernel::between_f64(values, low, high),
            NumberColumn::Small(values) => {
                // i32::MIN is empty; a cast of a float saturates.
                let (low, high) = (low.ceil().max(f64::from(i32::MIN + 1)), high.floor());
                if low > high || low > f64::from(i32::MAX) || high < f64::from(i32::MIN + 1) {
                    return vec![0; values.len().div_ceil(64)];
                }
                kernel::between_i32(values, low as i32, high as i32)
            }
        }
    }
}

fn whole_span(comparison: &Comparison<i64>) -> (i64, i64) {
    match *comparison {
        Comparison::Equal(value) => (value, value),
        // Nothing is less than the least: an empty range.
        Comparison::Less(value) => value.checked_sub(1).map_or((0, -1), |high| (i64::MIN, high)),
        Comparison::AtMost(value) => (i64::MIN, value),
        Comparison::Greater(value) => value.checked_add(1).map_or((0, -1), |low| (low, i64::MAX)),
        Comparison::AtLeast(value) => (value, i64::MAX),
        Comparison::Between { from, to } => (from, to),
    }
}

fn number_span(comparison: &Comparison<f64>) -> (f64, f64) {
    match *comparison {
        Comparison::Equal(value) => (value, value),
        Comparison::Less(value) => (f64::NEG_INFINITY, value.next_down()),
        Comparison::AtMost(value) => (f64::NEG_INFINITY, value),
        Comparison::Greater(value) => (value.next_up(), f64::INFINITY),
        Comparison::AtLeast(value) => (value, f64::INFINITY),
        Comparison::Between { from, to } => (from, to),
    }
}

fn code_hits(column: &TextColumn, codes: &[String]) -> Vec<u8> {
    let is_wanted = |entry: usize| {
        entry > 0
            && codes.binary_search_by(|code| code.as_str().cmp(column.texts.get(entry))).is_ok()
    };
    (0..column.texts.len()).map(|entry| u8::from(is_wanted(entry))).collect()
}

fn any_of_hits(column: &ListColumn, wanted: &[String]) -> Vec<u8> {
    if let Some(mask) = column.mask_of(wanted) {
        return column.list_masks.iter().map(|list| u8::from(list & mask != 0)).collect();
    }
    let mut is_wanted = vec![false; column.words.len()];
    for word in wanted.iter().filter_map(|word| column.find_word(word)) {
        if let Some(flag) = is_wanted.get_mut(word) {
            *flag = true;
        }
    }
    column.list_hits(|words| {
        words.iter().any(|word| is_wanted.get(*word as usize).is_some_and(|wanted| *wanted))
    })
}

fn all_of_hits(column: &ListColumn, wanted: &[String]) -> Vec<u8> {
    let numbers: Option<Vec<u32>> =
        wanted.iter().map(|word| column.find_word(word).map(|number| number as u32)).collect();
    match numbers {
        None => vec![0; column.list_ends.len()],
        Some(numbers) => {
            column.list_hits(|words| numbers.iter().all(|number| words.contains(number)))
        }
    }
}

impl ListColumn {
    /// The bits of the known ones among these words; `None` when there are more words than bits.
    fn mask_of(&self, wanted: &[String]) -> Option<u64> {
        if self.words.len() > u64::BITS as usize {
            return None;
        }
        let known = wanted.iter().filter_map(|word| self.find_word(word));
        Some(known.fold(0, |mask, number| mask | 1 << number))
    }

    /// Marks (1) each list that passes; the empty one never does.
    pub fn list_hits(&self, passes: impl Fn(&[u32]) -> bool) -> Vec<u8> {
        let mut start = 0;
        let mut hits = Vec::with_capacity(self.list_ends.len());
        for end in &self.list_ends {
            let words = self.list_words.get(start..*end as usize).unwrap_or_default();
            hits.push(u8::from(!words.is_empty() && passes(words)));
            start = *end as usize;
        }
        hits
    }
}
