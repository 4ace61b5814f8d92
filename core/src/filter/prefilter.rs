//! SQL execution: a `WHERE` that lets every matching record through, and as few others as it can say.
//! The row evaluator decides on what comes out (law: `tests/prefilter.rs` asks SQLite itself).
//!
//! It reads these columns of the store's `record` table: `stage`, `owner` (text or NULL),
//! `created_at_ms`, `updated_at_ms`, `body` (JSON of the values) and, where there is one, `folded`
//! ([`super::text::folded_text`]). What it cannot say in them (related records, events, history, …)
//! it leaves open. A negative clause needs an exact positive one; an estimate is not turned round.

use super::ast::{
    Accents, Clause, Comparison, EmptyAs, FieldTest, Filter, Node, Predicate, Question, Sense,
    TextPlace, TextTest, TimePoint, TimeTest,
};
use super::text::FIELD_SEPARATOR;
use super::time::{self, At};
use crate::words::module::{CREATED, OWNER, STAGE, UPDATED};
use crate::words::{Date, Moment, Period, PeriodUnit};

/// Most parameters; a clause beyond them is left open. Source: D1 takes 100, the store needs some.
const PARAMS_MAX: usize = 90;
/// How far a REAL read from JSON may be from the number written there, relatively. Source: SQLite
/// promises 15 significant digits.
const NUMBER_SLACK: f64 = 1e-14;

/// The `WHERE` and what it binds.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefilter {
    /// A condition with placeholders `?N`; `TRUE` when nothing can be said.
    pub where_sql: String,
    /// The values of the placeholders, from the first on.
    pub params: Vec<Param>,
    /// Whether every match must satisfy a condition on stage, owner, created or updated, which an
    /// index can serve; otherwise the whole module is read.
    pub is_selective: bool,
}

/// A bound value.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// Text.
    Text(String),
    /// A whole number, at most 2^53, so that it may travel as a float.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// What the store has and how it numbers its placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreShape {
    /// The number of the first placeholder, at least 1.
    pub first_placeholder: usize,
    /// Whether there is a column `folded`.
    pub folded: FoldedColumn,
}

/// Whether the store keeps the folded text of each record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldedColumn {
    /// There is none: text is left open.
    Absent,
    /// There is.
    Present,
}

impl Filter {
    /// The `WHERE` of this filter.
    ///
    /// # Example
    /// ```
    /// use relance_core::filter::{At, Catalog, Filter};
    /// use relance_core::filter::prefilter::{FoldedColumn, StoreShape};
    /// use relance_core::wire::module::contacts_module;
    /// use relance_core::words::{Moment, Zone};
    /// let contacts = [contacts_module()];
    /// let catalog = Catalog { modules: &contacts, events: &[], users: &[] };
    /// let filter = Filter::from_text("language is pl", &catalog, &contacts[0].key).unwrap();
    /// let at = At { now: Moment::from_ms(0), zone: Zone::UTC };
    /// let shape = StoreShape { first_placeholder: 3, folded: FoldedColumn::Absent };
    /// assert_eq!(filter.prefilter(&at, shape).where_sql, "json_extract(body, '$.language') = ?3");
    /// ```
    pub fn prefilter(&self, at: &At, shape: StoreShape) -> Prefilter {
        let mut writer = Writer { at: *at, shape, params: Vec::new() };
        let condition = writer.node(&self.root, true);
        let is_selective = is_selective(&condition);
        Prefilter { where_sql: condition.sql(), params: writer.params, is_selective }
    }
}

/// A condition that is true of at least the records in question.
#[derive(Clone, Debug)]
enum Condition {
    /// Nothing can be said.
    Open,
    /// On an indexed column.
    Indexed(String),
    /// On anything else.
    Scanned(String),
    Every(Vec<Condition>),
    Some(Vec<Condition>),
}

impl Condition {
    fn sql(&self) -> String {
        let joined = |parts: &[Condition], word: &str| {
            let parts: Vec<String> = parts.iter().map(Condition::sql).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Condition::Open => "TRUE".to_owned(),
            Condition::Indexed(sql) | Condition::Scanned(sql) => sql.clone(),
            Condition::Every(parts) => joined(parts, " AND "),
            Condition::Some(parts) => joined(parts, " OR "),
        }
    }

    fn every(parts: Vec<Condition>) -> Condition {
        let mut said: Vec<Condition> =
            parts.into_iter().filter(|part| !matches!(part, Condition::Open)).collect();
        match said.len() {
            0 => Condition::Open,
            1 => said.remove(0),
            _ => Condition::Every(said),
        }
    }

    fn some(mut parts: Vec<Condition>) -> Condition {
        match parts.len() {
            _ if parts.iter().any(|part| matches!(part, Condition::Open)) => Condition::Open,
            1 => parts.remove(0),
            _ => Condition::Some(parts),
        }
    }
}

fn is_selective(condition: &Condition) -> bool {
    match condition {
        Condition::Indexed(_) => true,
        Condition::Every(parts) => parts.iter().any(is_selective),
        Condition::Some(parts) => parts.iter().all(is_selective),
        Condition::Open | Condition::Scanned(_) => false,
    }
}

/// A condition in SQL, and whether it is exactly the predicate or lets more through.
struct Said {
    sql: String,
    is_exact: bool,
}

struct Writer {
    at: At,
    shape: StoreShape,
    params: Vec<Param>,
}

impl Writer {
    /// Of at least the records for which the node has this truth.
    fn node(&mut self, node: &Node, truth: bool) -> Condition {
        let params_before = self.params.len();
        let condition = self.condition(node, truth);
        if matches!(condition, Condition::Open) {
            // What its parts bound belongs to no placeholder now; SQLite refuses to take it.
            self.params.truncate(params_before);
        }
        condition
    }

    fn condition(&mut self, node: &Node, truth: bool) -> Condition {
        match (node, truth) {
            (Node::Everyone, true) => Condition::Open,
            (Node::Everyone, false) => Condition::Scanned("FALSE".to_owned()),
            (Node::All(nodes), true) | (Node::Any(nodes), false) => {
                Condition::every(nodes.iter().map(|node| self.node(node, truth)).collect())
            }
            (Node::All(nodes), false) | (Node::Any(nodes), true) => {
                Condition::some(nodes.iter().map(|node| self.node(node, truth)).collect())
            }
            (Node::Not(node), truth) => self.node(node, !truth),
            (Node::Clause(clause), truth) => self.clause(clause, truth),
        }
    }

    fn clause(&mut self, clause: &Clause, truth: bool) -> Condition {
        let Question::Own(test) = &clause.question else { return Condition::Open };
        let is_positive = (clause.sense == Sense::Positive) == truth;
        let key = test.field.as_str();
        let said = self.test(test).filter(|_| self.params.len() <= PARAMS_MAX);
        match said {
            Some(said) if is_positive && matches!(key, STAGE | OWNER | CREATED | UPDATED) => {
                Condition::Indexed(said.sql)
            }
            Some(said) if is_positive => Condition::Scanned(said.sql),
            // Of an empty value a comparison is NULL, which is no truth either.
            Some(said) if said.is_exact => {
                Condition::Scanned(format!("({}) IS NOT TRUE", said.sql))
            }
            _ => Condition::Open,
        }
    }

    fn test(&mut self, test: &FieldTest) -> Option<Said> {
        let key = test.field.as_str();
        let column = match key {
            STAGE | OWNER => key.to_owned(),
            _ => format!("json_extract(body, '$.{key}')"),
        };
        match &test.predicate {
            // Those two are no part of the body, and never empty.
            Predicate::Empty if matches!(key, CREATED | UPDATED) => None,
            Predicate::Empty => Some(exact(format!("{column} IS NULL"))),
            Predicate::YesNo(answer) => Some(exact(format!("{column} = {}", i32::from(*answer)))),
            Predicate::Code(codes) => Some(exact(self.one_of(&column, codes))),
            Predicate::Money(comparison) => {
                let column = or_zero(column, test.empty);
                Some(exact(self.compared(&column, comparison, |minor| Param::Integer(*minor))))
            }
            Predicate::Number(comparison) => {
                let column = or_zero(column, test.empty);
                let sql =
                    self.compared(&column, &widened(comparison), |number| Param::Number(*number));
                Some(Said { sql, is_exact: false })
            }
            Predicate::AnyOf(codes) => Some(exact(self.holds_one_of(key, codes))),
            Predicate::AllOf(codes) => {
                let first = codes.get(..1)?;
                Some(Said { sql: self.holds_one_of(key, first), is_exact: false })
            }
            Predicate::Text(text) => self.text(text),
            Predicate::Time(time) => self.time(key, &column, time),
        }
    }

    fn bind(&mut self, param: Param) -> String {
        self.params.push(param);
        format!("?{}", self.shape.first_placeholder + self.params.len() - 1)
    }

    fn one_of(&mut self, column: &str, codes: &[String]) -> String {
        match codes {
            [code] => format!("{column} = {}", self.bind(Param::Text(code.clone()))),
            _ => format!(
                "{column} IN (SELECT value FROM json_each({}))",
                self.bind(json_list(codes))
            ),
        }
    }

    fn holds_one_of(&mut self, key: &str, codes: &[String]) -> String {
        let one_of = self.one_of("value", codes);
        format!("EXISTS (SELECT 1 FROM json_each(body, '$.{key}') WHERE {one_of})")
    }

    fn compared<T>(
        &mut self,
        column: &str,
        comparison: &Comparison<T>,
        param: fn(&T) -> Param,
    ) -> String {
        let (sign, value) = match comparison {
            Comparison::Equal(value) => ("=", value),
            Comparison::Less(value) => ("<", value),
            Comparison::AtMost(value) => ("<=", value),
            Comparison::Greater(value) => (">", value),
            Comparison::AtLeast(value) => (">=", value),
            Comparison::Between { from, to } => {
                let (from, to) = (self.bind(param(from)), self.bind(param(to)));
                return format!("{column} BETWEEN {from} AND {to}");
            }
        };
        format!("{column} {sign} {}", self.bind(param(value)))
    }

    /// The folded column holds all texts of the record: a needle in it may be in another field.
    fn text(&mut self, test: &TextTest) -> Option<Said> {
        let is_said = self.shape.folded == FoldedColumn::Present
            && test.accents == Accents::Matter
            && test.needles.len() <= PARAMS_MAX
            && !test.needles.iter().any(|needle| needle.contains(FIELD_SEPARATOR));
        if !is_said {
            return None;
        }
        let mark = FIELD_SEPARATOR;
        let parts: Vec<String> = test
            .needles
            .iter()
            .map(|needle| match test.place {
                TextPlace::Whole => format!("{mark}{needle}{mark}"),
                TextPlace::Anywhere => needle.clone(),
                TextPlace::Start => format!("{mark}{needle}"),
                TextPlace::End => format!("{needle}{mark}"),
            })
            .map(|needle| format!("instr(folded, {}) > 0", self.bind(Param::Text(needle))))
            .collect();
        Some(Said { sql: format!("({})", parts.join(" OR ")), is_exact: false })
    }

    fn time(&mut self, key: &str, column: &str, test: &TimeTest) -> Option<Said> {
        let range = time_range(test, &self.at)?;
        if matches!(key, CREATED | UPDATED) {
            let lower = range.from.map(|from| Param::Integer(from.as_ms()));
            let upper = range.to.map(|to| Param::Integer(to.as_ms()));
            return self.ranged(&format!("{key}_at_ms"), lower, upper, range.is_exact);
        }
        // Both dates and instants are kept as ISO 8601 text, which begins with the UTC date or the
        // date itself and sorts; a day to each side makes up for zone and time of day.
        let text = |moment: Moment, days: i32| {
            let day = moment.date(crate::words::Zone::UTC).plus_days(days);
            (0..=9999).contains(&day.year()).then(|| Param::Text(iso_date(day)))
        };
        let lower = range.from.and_then(|from| text(from, -1));
        let upper = range.to.and_then(|to| text(to, 1));
        self.ranged(&format!("substr({column}, 1, 10)"), lower, upper, false)
    }

    fn ranged(
        &mut self,
        column: &str,
        lower: Option<Param>,
        upper: Option<Param>,
        is_exact: bool,
    ) -> Option<Said> {
        let lower = lower.map(|param| format!("{column} >= {}", self.bind(param)));
        let upper = upper.map(|param| format!("{column} <= {}", self.bind(param)));
        let parts: Vec<String> = lower.into_iter().chain(upper).collect();
        match parts.as_slice() {
            [] => None,
            [one] => Some(Said { sql: one.clone(), is_exact }),
            _ => Some(Said { sql: format!("({})", parts.join(" AND ")), is_exact }),
        }
    }
}

/// From the first to the last instant, both included, that a value can be.
struct TimeRange {
    from: Option<Moment>,
    to: Option<Moment>,
    /// Whether every instant of the range passes.
    is_exact: bool,
}

/// The values for which a test is true, as far as one range can say it.
fn time_range(test: &TimeTest, at: &At) -> Option<TimeRange> {
    let first = |point: TimePoint| match point {
        TimePoint::Day(day) => at.zone.start_of(day),
        TimePoint::Instant(moment) => moment,
    };
    let last = |point: TimePoint| match point {
        TimePoint::Day(day) => at.zone.start_of(day.plus_days(1)).plus_ms(-1),
        TimePoint::Instant(moment) => moment,
    };
    let exact = |from, to| Some(TimeRange { from, to, is_exact: true });
    let about = |from, to| Some(TimeRange { from, to, is_exact: false });
    let slack =
        |period: Period, sign: i64| move |moment: Moment| moment.plus_ms(sign * slack_ms(period));
    match *test {
        TimeTest::On(day) => {
            exact(Some(first(TimePoint::Day(day))), Some(last(TimePoint::Day(day))))
        }
        TimeTest::Before(point) => exact(None, Some(first(point).plus_ms(-1))),
        TimeTest::After(point) => exact(Some(last(point).plus_ms(1)), None),
        TimeTest::Between(from, to) => exact(Some(first(from)), Some(last(to))),
        TimeTest::InLast(period) => {
            let earliest = time::earlier(at.now, period, at.zone);
            about(Some(slack(period, -1)(earliest)), Some(at.now))
        }
        TimeTest::OlderThan(period) => {
            let latest = time::earlier(at.now, period, at.zone);
            about(None, Some(slack(period, 1)(latest)))
        }
        TimeTest::InNext(period) => {
            let latest = time::later(at.now, period, at.zone);
            // Today's date began before now.
            about(Some(at.now.plus_ms(-2 * DAY_MS)), Some(slack(period, 1)(latest)))
        }
        TimeTest::MoreThanAhead(period) => {
            let earliest = time::later(at.now, period, at.zone);
            about(Some(slack(period, -1)(earliest)), None)
        }
        TimeTest::AnniversaryWithin { .. } => None,
    }
}

const DAY_MS: i64 = 86_400_000;

/// How far a step back from now and a step on from the value may differ: clocks change by hours,
/// months are 3 days shorter, and a date is up to a day before the instants in it.
fn slack_ms(period: Period) -> i64 {
    match period.unit {
        PeriodUnit::Minutes | PeriodUnit::Hours => 0,
        PeriodUnit::Days | PeriodUnit::Weeks => 2 * DAY_MS,
        PeriodUnit::Months | PeriodUnit::Years => 5 * DAY_MS,
    }
}

fn exact(sql: String) -> Said {
    Said { sql, is_exact: true }
}

fn or_zero(column: String, empty: EmptyAs) -> String {
    match empty {
        EmptyAs::Nothing => column,
        EmptyAs::Zero => format!("COALESCE({column}, 0)"),
    }
}

/// The same comparison, both ends moved out by what SQLite may misread.
fn widened(comparison: &Comparison<f64>) -> Comparison<f64> {
    let below = |number: f64| number - number.abs() * NUMBER_SLACK;
    let above = |number: f64| number + number.abs() * NUMBER_SLACK;
    match *comparison {
        Comparison::Equal(number) => Comparison::Between { from: below(number), to: above(number) },
        Comparison::Between { from, to } => {
            Comparison::Between { from: below(from), to: above(to) }
        }
        Comparison::Less(number) | Comparison::AtMost(number) => Comparison::AtMost(above(number)),
        Comparison::Greater(number) | Comparison::AtLeast(number) => {
            Comparison::AtLeast(below(number))
        }
    }
}

/// A date between the years 0 and 9999 as ISO 8601.
fn iso_date(day: Date) -> String {
    day.to_string()
}

fn json_list(codes: &[String]) -> Param {
    Param::Text(serde_json::Value::from(codes).to_string())
}
