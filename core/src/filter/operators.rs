//! Which operators each kind of field has, and what each takes (D9). The visual builder, the checker
//! and the help in problems all read this one table.

use super::expression::Operator;
use crate::words::FieldKind;

/// An operator that a field has, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorOffer {
    /// The operator.
    pub operator: Operator,
    /// What it takes as `value` (or, for changes, besides).
    pub shape: OperandShape,
    /// Whether it may be asked behind a relation, like `contacts.city` (the history of related
    /// records is not read).
    pub works_behind_relation: bool,
}

/// What an operator takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandShape {
    /// Nothing.
    Nothing,
    /// One value of the field's kind.
    One,
    /// Two values of the field's kind, the lower first.
    Two,
    /// A list of values of the field's kind.
    List,
    /// A period, like 3 days.
    Period,
    /// A number of days, 0 to 366.
    Days,
    /// One value, a list of values or `null` (empty), of the field's kind.
    Held,
    /// No `value`; `from`, `to` (as [`OperandShape::Held`]), and `within` or `since`.
    Change,
    /// A whole number of times, and `within`.
    Times,
    /// A list of event names, and `older_than`.
    Events,
}

impl OperandShape {
    /// The name for programs.
    pub const fn key(self) -> &'static str {
        match self {
            OperandShape::Nothing => "nothing",
            OperandShape::One => "one",
            OperandShape::Two => "two",
            OperandShape::List => "list",
            OperandShape::Period => "period",
            OperandShape::Days => "days",
            OperandShape::Held => "held",
            OperandShape::Change => "change",
            OperandShape::Times => "times",
            OperandShape::Events => "events",
        }
    }
}

const TEXT: &[(Operator, OperandShape)] = &[
    (Operator::Is, OperandShape::One),
    (Operator::IsNot, OperandShape::One),
    (Operator::Contains, OperandShape::One),
    (Operator::DoesNotContain, OperandShape::One),
    (Operator::StartsWith, OperandShape::One),
    (Operator::EndsWith, OperandShape::One),
    (Operator::In, OperandShape::List),
    (Operator::NotIn, OperandShape::List),
];
const NUMBER: &[(Operator, OperandShape)] = &[
    (Operator::Is, OperandShape::One),
    (Operator::IsNot, OperandShape::One),
    (Operator::LessThan, OperandShape::One),
    (Operator::AtMost, OperandShape::One),
    (Operator::GreaterThan, OperandShape::One),
    (Operator::AtLeast, OperandShape::One),
    (Operator::Between, OperandShape::Two),
];
const TIME: &[(Operator, OperandShape)] = &[
    (Operator::On, OperandShape::One),
    (Operator::Before, OperandShape::One),
    (Operator::After, OperandShape::One),
    (Operator::Between, OperandShape::Two),
    (Operator::InLast, OperandShape::Period),
    (Operator::OlderThan, OperandShape::Period),
    (Operator::InNext, OperandShape::Period),
    (Operator::MoreThanAhead, OperandShape::Period),
    (Operator::AnniversaryWithin, OperandShape::Days),
];
const CODE: &[(Operator, OperandShape)] = &[
    (Operator::Is, OperandShape::One),
    (Operator::IsNot, OperandShape::One),
    (Operator::In, OperandShape::List),
    (Operator::NotIn, OperandShape::List),
];
const SET: &[(Operator, OperandShape)] = &[
    (Operator::AnyOf, OperandShape::List),
    (Operator::AllOf, OperandShape::List),
    (Operator::NoneOf, OperandShape::List),
];
const YES_NO: &[(Operator, OperandShape)] =
    &[(Operator::Is, OperandShape::One), (Operator::IsNot, OperandShape::One)];
const EMPTINESS: &[(Operator, OperandShape)] =
    &[(Operator::IsEmpty, OperandShape::Nothing), (Operator::IsNotEmpty, OperandShape::Nothing)];
const HISTORY: &[(Operator, OperandShape)] = &[
    (Operator::Changed, OperandShape::Change),
    (Operator::NotChanged, OperandShape::Change),
    (Operator::WasEver, OperandShape::Held),
    (Operator::NeverWas, OperandShape::Held),
    (Operator::UnchangedFor, OperandShape::Period),
];
const EVENT: &[(Operator, OperandShape)] = &[
    (Operator::AtLeast, OperandShape::Times),
    (Operator::AtMost, OperandShape::Times),
    (Operator::NotFollowedBy, OperandShape::Events),
];

/// The operators of a field of this kind, in the order in which a builder offers them.
///
/// # Example
/// ```
/// use relance_core::filter::operators::operators_for;
/// use relance_core::words::FieldKind;
/// let keys: Vec<_> = operators_for(&FieldKind::YesNo).iter().map(|offer| offer.operator.key()).collect();
/// assert_eq!(keys[..4], ["is", "is_not", "is_empty", "is_not_empty"]);
/// ```
pub fn operators_for(kind: &FieldKind) -> Vec<OperatorOffer> {
    let own = match kind {
        FieldKind::Text => TEXT,
        FieldKind::Number | FieldKind::Money { .. } => NUMBER,
        FieldKind::Date | FieldKind::Instant => TIME,
        FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User => CODE,
        FieldKind::Tags | FieldKind::Relation { .. } => SET,
        FieldKind::YesNo => YES_NO,
    };
    let present = own.iter().chain(EMPTINESS).map(|(operator, shape)| OperatorOffer {
        operator: *operator,
        shape: *shape,
        works_behind_relation: true,
    });
    present.chain(offers(HISTORY)).collect()
}

/// The operators of an event.
pub fn operators_for_events() -> Vec<OperatorOffer> {
    offers(EVENT).collect()
}

fn offers(list: &'static [(Operator, OperandShape)]) -> impl Iterator<Item = OperatorOffer> {
    list.iter().map(|(operator, shape)| OperatorOffer {
        operator: *operator,
        shape: *shape,
        works_behind_relation: false,
    })
}
