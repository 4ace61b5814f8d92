//! The typed filter: what a checked filter consists of. It decides nothing: `evaluate` answers for
//! one record, `columnar` for all, `prefilter` for SQLite, and the laws in
//! `core/tests/filter_laws.rs` hold them to the same answer.
//!
//! Only `check` makes these values, so whatever stands here fits its module. Shapes that keep the
//! product's rules true by construction:
//! - A negative operator is its positive one and [`Sense::Negative`] (D7: exact complement). A
//!   predicate itself is never negative, and is false for an empty value, [`Predicate::Empty`] and
//!   the rule "empty counts as 0" apart.
//! - Needles are folded (D8), code lists sorted, money is in minor units: no evaluator parses.
//! - What depends on `now` is an interval `[from, until)` of `now` for each value read
//!   ([`TimeTest`], [`Happened`], [`Changed`], [`Unattended`]), so flips can be computed (D10).

use std::collections::BTreeSet;

use super::expression::Expression;
use crate::words::{Date, EventName, FieldKey, ModuleKey, Moment, Period};

/// A condition on the records of one module, checked against its fields (D11).
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    pub(in crate::filter) module: ModuleKey,
    pub(in crate::filter) root: Node,
    /// What the person wrote, in canonical form: the same tree, node by node.
    pub(in crate::filter) expression: Expression,
    pub(in crate::filter) reads: Reads,
}

/// What a filter reads of a record: decides what must be loaded, and what wakes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    pub(in crate::filter) fields: BTreeSet<FieldKey>,
    pub(in crate::filter) relations: BTreeSet<FieldKey>,
    pub(in crate::filter) related_fields: BTreeSet<(FieldKey, FieldKey)>,
    pub(in crate::filter) events: BTreeSet<EventName>,
    pub(in crate::filter) changes: BTreeSet<FieldKey>,
    pub(in crate::filter) is_time_dependent: bool,
}

/// One node of the tree. At most [`super::limits::DEPTH_MAX`] deep.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Always true (D7: there is an explicit *everyone*, S4.6).
    Everyone,
    /// True when each is; never empty.
    All(Vec<Node>),
    /// True when at least one is; never empty.
    Any(Vec<Node>),
    /// The complement.
    Not(Box<Node>),
    /// A question about the record.
    Clause(Clause),
}

/// A question and whether its answer is taken as it is or turned round.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Turned round for the negative operators (D7).
    pub sense: Sense,
    /// The positive question.
    pub question: Question,
}

/// Whether a clause is its question or the exact complement of it (D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// `is`, `contains`, `any of`, `at least`, `was ever` …
    Positive,
    /// `is not`, `does not contain`, `none of`, `at most`, `never was` …
    Negative,
}

/// A positive question about a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A field of the record itself.
    Own(FieldTest),
    /// A field of the records that it points to (S4.5).
    Related(RelatedTest),
    /// Something happened often enough (S1.3, S0.18).
    Happened(Happened),
    /// A field changed (from …, to …, within …, since …).
    Changed(Changed),
    /// A field holds, or ever held, such a value (`was ever`, S0.10).
    WasEver(FieldTest),
    /// A field has held what it holds, also nothing, for so long.
    Unchanged(Unchanged),
    /// A cause that nothing followed, for the same thing (S1.3).
    Unattended(Unattended),
}

/// A field and what is asked of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTest {
    /// The field.
    pub field: FieldKey,
    /// Asked of the value.
    pub predicate: Predicate,
    /// Which value an empty field counts as (D7).
    pub empty: EmptyAs,
}

/// What an empty field counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyAs {
    /// No value: every predicate but [`Predicate::Empty`] is false.
    Nothing,
    /// The number 0, declared by the field (D7); [`Predicate::Empty`] still sees that it is empty.
    Zero,
}

/// What is asked of one value. The variant always fits the field's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// There is no value. The only predicate that is true without one.
    Empty,
    /// Text.
    Text(TextTest),
    /// A number; both sides finite.
    Number(Comparison<f64>),
    /// Money. Units: minor units of the field's currency.
    Money(Comparison<i64>),
    /// A date or an instant.
    Time(TimeTest),
    /// Yes (`true`) or no.
    YesNo(bool),
    /// A choice, stage or user is one of these codes; sorted, none twice, at least one.
    Code(Vec<String>),
    /// At least one of these tags (or related record ids) is there; sorted, none twice.
    AnyOf(Vec<String>),
    /// All of these tags (or related record ids) are there; sorted, none twice.
    AllOf(Vec<String>),
}

/// How text is compared (D8).
#[derive(Clone, Debug, PartialEq)]
pub struct TextTest {
    /// Where the needle must be.
    pub place: TextPlace,
    /// Folded by [`super::text::fold`] with the same `accents`; true when any of them fits.
    /// Sorted, none twice, at least one.
    pub needles: Vec<String>,
    /// Whether accents tell letters apart.
    pub accents: Accents,
}

/// Where in the text a needle must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// It is the whole text.
    Whole,
    /// Anywhere.
    Anywhere,
    /// At the beginning.
    Start,
    /// At the end.
    End,
}

/// Whether accents tell letters apart (D8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accents {
    /// `łódź` is not `lodz`.
    #[default]
    Matter,
    /// `ignoring accents`: `łódź` is `lodz`.
    Ignored,
}

/// A comparison of ordered values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Comparison<T> {
    /// `=`
    Equal(T),
    /// `<`
    Less(T),
    /// `≤`
    AtMost(T),
    /// `>`
    Greater(T),
    /// `≥`
    AtLeast(T),
    /// Both ends included (S4.6); `from ≤ to`.
    Between {
        /// The lower end.
        from: T,
        /// The upper end.
        to: T,
    },
}

/// What is asked of a date or an instant. How each is decided: [`super::time`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeTest {
    /// On this day (of an instant: the day that clocks in the zone show).
    On(Date),
    /// Earlier than the instant, or than the beginning of the day.
    Before(TimePoint),
    /// Later than the instant, or than the end of the day.
    After(TimePoint),
    /// From the first to the second, both included; the same kind of point twice, in order.
    Between(TimePoint, TimePoint),
    /// Not in the future, and less than a period ago.
    InLast(Period),
    /// A period ago or more.
    OlderThan(Period),
    /// Not in the past, and at most a period ahead.
    InNext(Period),
    /// More than a period ahead.
    MoreThanAhead(Period),
    /// The day's next yearly return (the first is one year later) is today or at most so many days
    /// ahead. 29 February returns on the 28th in other years (D2). Units: days.
    AnniversaryWithin {
        /// 0 is today only; at most 366.
        days: u16,
    },
}

/// A day or an instant that a person named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimePoint {
    /// A whole day; against instants, the day in the zone. The only point for date fields.
    Day(Date),
    /// An instant.
    Instant(Moment),
}

/// A test of the records that a relation field points to. Records that are gone do not count.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedTest {
    /// The relation field.
    pub relation: FieldKey,
    /// The module that it points to.
    pub module: ModuleKey,
    /// How many must pass. `none of` is `Any` under [`Sense::Negative`].
    pub quantifier: Quantifier,
    /// Whether a related record passes when the test is true, or when it is false.
    pub test_sense: Sense,
    /// Asked of each.
    pub test: FieldTest,
}

/// How many of the related records must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// There is one, and each passes (D7: a condition on nothing is false).
    All,
}

/// At least so many events of a name. `at most n` is at least n + 1 under [`Sense::Negative`].
/// Events later than `now` have not happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// The event's name.
    pub event: EventName,
    /// At least 1.
    pub at_least: u32,
    /// Counts events with `at ≤ now < at + within`; all past ones without it.
    pub within: Option<Period>,
}

/// A change of a field after creation: what a field was created with is no change (S4.8-9 tell
/// them apart). Changes later than `now` have not happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The field.
    pub field: FieldKey,
    /// Asked of the old value; `None`: any, also empty.
    pub from: Option<Predicate>,
    /// Asked of the new value; `None`: any, also empty.
    pub to: Option<Predicate>,
    /// Which changes count.
    pub when: ChangedWhen,
    /// Applied to old and new values alike.
    pub empty: EmptyAs,
}

/// Which changes count.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangedWhen {
    /// All past ones.
    Ever,
    /// Those with `at ≤ now < at + period`.
    Within(Period),
    /// Those later than the value of an instant field, or from the beginning of the day that a
    /// date field holds; none while the field is empty (D7).
    SinceField(FieldKey),
    /// Those later than the latest past event of this name; none while there is no such event.
    SinceEvent(EventName),
}

/// The field's last change, or without one the record's creation, is a period ago or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Unchanged {
    /// The field.
    pub field: FieldKey,
    /// True from last change + period on. A record that knows neither counts as unchanged.
    pub period: Period,
}

/// There is a `cause` event, at least `older_than` ago, that no event of `follow_ups` followed
/// (later than it, not later than `now`) about the same thing. A cause that names no thing is
/// followed by any of them; a cause that names one only by an event that names the same (S1.3:
/// "for *that* offer").
#[derive(Clone, Debug, PartialEq)]
pub struct Unattended {
    /// The names that count as follow-up; sorted, none twice, at least one.
    pub follow_ups: Vec<EventName>,
    /// The name of the cause.
    pub cause: EventName,
    /// Counted from the cause; `None`: at once.
    pub older_than: Option<Period>,
}

impl Filter {
    /// The module whose records it is about (D11).
    pub fn module(&self) -> &ModuleKey {
        &self.module
    }

    /// The typed tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The same filter as an expression, for JSON and text.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What it reads.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Whether its truth can change without anything being written (D10).
    pub fn is_time_dependent(&self) -> bool {
        self.reads.is_time_dependent
    }
}

impl Reads {
    /// Fields of the record itself, relations apart.
    pub fn fields(&self) -> &BTreeSet<FieldKey> {
        &self.fields
    }

    /// Relation fields whose records are read.
    pub fn relations(&self) -> &BTreeSet<FieldKey> {
        &self.relations
    }

    /// Relation field and the field read behind it.
    pub fn related_fields(&self) -> &BTreeSet<(FieldKey, FieldKey)> {
        &self.related_fields
    }

    /// Events that are counted or looked for.
    pub fn events(&self) -> &BTreeSet<EventName> {
        &self.events
    }

    /// Fields whose history is read.
    pub fn changes(&self) -> &BTreeSet<FieldKey> {
        &self.changes
    }

    /// Whether any event is read.
    pub fn reads_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Whether any history is read.
    pub fn reads_changes(&self) -> bool {
        !self.changes.is_empty()
    }
}

impl Sense {
    /// The answer of a clause whose question is answered so.
    pub fn apply(self, answer: bool) -> bool {
        match self {
            Sense::Positive => answer,
            Sense::Negative => !answer,
        }
    }
}

impl<T: PartialOrd + Copy> Comparison<T> {
    /// Whether a value passes.
    pub fn holds(&self, value: T) -> bool {
        match *self {
            Comparison::Equal(other) => value == other,
            Comparison::Less(other) => value < other,
            Comparison::AtMost(other) => value <= other,
            Comparison::Greater(other) => value > other,
            Comparison::AtLeast(other) => value >= other,
            Comparison::Between { from, to } => from <= value && value <= to,
        }
    }
}
