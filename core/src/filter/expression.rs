//! A filter as somebody wrote it, before it is checked against a module: what JSON
//! (`wire/filter.rs`) and text (`filter/text_syntax`) parse to and are printed from.
//!
//! It may still be wrong in every way; [`super::Filter::check`] decides. A checked filter keeps its
//! expression in canonical form: keys instead of labels, lists sorted, money in minor units.

use super::ast::Accents;
use crate::words::Period;

/// A condition, not yet checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Always true.
    Everyone,
    /// Each must be true.
    All(Vec<Expression>),
    /// At least one must be true.
    Any(Vec<Expression>),
    /// The complement.
    Not(Box<Expression>),
    /// One question.
    Clause(ClauseExpression),
}

/// One question: `field`, `op`, `value` and what some operators take besides.
#[derive(Clone, Debug, PartialEq)]
pub struct ClauseExpression {
    /// What it is about.
    pub about: About,
    /// What is asked.
    pub operator: Operator,
    /// The operand; [`Operand::Missing`] for operators that take none.
    pub value: Operand,
    /// Which of the related records must pass; only for a path like `contacts.city`.
    pub quantifier: Option<QuantifierWord>,
    /// Only for text.
    pub accents: Accents,
    /// `changed from`; [`Operand::Missing`] = any.
    pub from: Operand,
    /// `changed to`; [`Operand::Missing`] = any.
    pub to: Operand,
    /// `within the last`, for events and changes.
    pub within: Option<Period>,
    /// `since`, for changes.
    pub since: Option<About>,
    /// How long ago the cause must be, for `not_followed_by`.
    pub older_than: Option<Period>,
}

/// What a clause is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A field, like `amount`, or a field behind a relation, like `contacts.city`.
    Field(String),
    /// An event, like `offer_sent`.
    Event(String),
}

/// Which of the related records must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantifierWord {
    /// At least one.
    Any,
    /// There is one, and each passes.
    All,
    /// Not one; the complement of any.
    None,
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Nothing was written.
    Missing,
    /// `null`: an empty value, where the history of a field is asked (`changed from empty`).
    Empty,
    /// Text, a key, a label, a date, an instant.
    Text(String),
    /// A number; for money: minor units.
    Number(f64),
    /// A number as a person writes it; for money: major units, like `500.50`.
    Decimal(String),
    /// Money, only in canonical form.
    Money {
        /// Units: minor units of the currency.
        minor: i64,
        /// How many decimals the currency has.
        decimals: u8,
    },
    /// Yes or no.
    YesNo(bool),
    /// A length of time.
    Period(Period),
    /// Several.
    List(Vec<Operand>),
}

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What a clause asks (D9). Which a field has: [`super::operators::operators_for`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Operator { $($(#[$doc])* $name,)* }

        impl Operator {
            /// All of them.
            pub const ALL: &'static [Operator] = &[$(Operator::$name,)*];

            /// The name in JSON.
            pub const fn key(self) -> &'static str {
                match self { $(Operator::$name => $key,)* }
            }

            /// The operator with this name in JSON.
            pub fn parse(key: &str) -> Option<Self> {
                match key { $($key => Some(Operator::$name),)* _ => None }
            }
        }
    };
}

operators! {
    /// There is no value.
    IsEmpty = "is_empty",
    /// There is one.
    IsNotEmpty = "is_not_empty",
    /// Equal.
    Is = "is",
    /// Not equal, also when empty.
    IsNot = "is_not",
    /// Equal to one of them.
    In = "in",
    /// Equal to none of them, also when empty.
    NotIn = "not_in",
    /// Text that contains.
    Contains = "contains",
    /// Text that does not contain, also when empty.
    DoesNotContain = "does_not_contain",
    /// Text that starts with.
    StartsWith = "starts_with",
    /// Text that ends with.
    EndsWith = "ends_with",
    /// `<`
    LessThan = "less_than",
    /// `≤`; for events: at most so many times.
    AtMost = "at_most",
    /// `>`
    GreaterThan = "greater_than",
    /// `≥`; for events: at least so many times.
    AtLeast = "at_least",
    /// From … to, both included.
    Between = "between",
    /// On that day.
    On = "on",
    /// Before that day or instant.
    Before = "before",
    /// After that day or instant.
    After = "after",
    /// In the last period.
    InLast = "in_last",
    /// A period ago or more.
    OlderThan = "older_than",
    /// In the next period.
    InNext = "in_next",
    /// More than a period ahead.
    MoreThanAhead = "more_than_ahead",
    /// The yearly return is at most so many days ahead.
    AnniversaryWithin = "anniversary_within",
    /// Has at least one of these tags (or records).
    AnyOf = "any_of",
    /// Has all of these.
    AllOf = "all_of",
    /// Has none of these.
    NoneOf = "none_of",
    /// Changed (from, to, within, since).
    Changed = "changed",
    /// The complement of changed.
    NotChanged = "not_changed",
    /// Is or ever was.
    WasEver = "was_ever",
    /// The complement.
    NeverWas = "never_was",
    /// Holds what it holds for so long.
    UnchangedFor = "unchanged_for",
    /// An event that none of these events followed, for the same thing.
    NotFollowedBy = "not_followed_by",
}

impl ClauseExpression {
    /// A clause with just an operand.
    pub fn new(about: About, operator: Operator, value: Operand) -> Self {
        ClauseExpression {
            about,
            operator,
            value,
            quantifier: None,
            accents: Accents::Matter,
            from: Operand::Missing,
            to: Operand::Missing,
            within: None,
            since: None,
            older_than: None,
        }
    }
}
