//! How each operator is said. The parser tries the phrases in this order, so that longer ones come
//! before their own beginnings; the printer takes an operator's first.

use crate::filter::expression::Operator;

/// What follows a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    Nothing,
    Value,
    List,
    /// `V and V`
    Range,
    Period,
    /// `P ahead`
    PeriodAhead,
    /// `N days`
    Days,
    /// `V`, `(V, V)` or `empty`
    Held,
    /// `[from V] [to V] [in the last P | since X]`
    Change,
    /// `V`, or `N times [in the last P]` for events
    ValueOrTimes,
    /// `[in the last P]`, and so many times
    Happened(u8),
}

pub(super) const PHRASES: &[(&[&str], Operator, Rest)] = &[
    (&["is", "not", "empty"], Operator::IsNotEmpty, Rest::Nothing),
    (&["is", "empty"], Operator::IsEmpty, Rest::Nothing),
    (&["is", "not"], Operator::IsNot, Rest::Value),
    (&["is"], Operator::Is, Rest::Value),
    (&["="], Operator::Is, Rest::Value),
    (&["!="], Operator::IsNot, Rest::Value),
    (&["<"], Operator::LessThan, Rest::Value),
    (&["<="], Operator::AtMost, Rest::Value),
    (&[">"], Operator::GreaterThan, Rest::Value),
    (&[">="], Operator::AtLeast, Rest::Value),
    (&["at", "least"], Operator::AtLeast, Rest::ValueOrTimes),
    (&["at", "most"], Operator::AtMost, Rest::ValueOrTimes),
    (&["in", "the", "last"], Operator::InLast, Rest::Period),
    (&["in", "the", "next"], Operator::InNext, Rest::Period),
    (&["in"], Operator::In, Rest::List),
    (&["not", "in"], Operator::NotIn, Rest::List),
    (&["does", "not", "contain"], Operator::DoesNotContain, Rest::Value),
    (&["contains"], Operator::Contains, Rest::Value),
    (&["starts", "with"], Operator::StartsWith, Rest::Value),
    (&["ends", "with"], Operator::EndsWith, Rest::Value),
    (&["between"], Operator::Between, Rest::Range),
    (&["on"], Operator::On, Rest::Value),
    (&["before"], Operator::Before, Rest::Value),
    (&["after"], Operator::After, Rest::Value),
    (&["older", "than"], Operator::OlderThan, Rest::Period),
    (&["more", "than"], Operator::MoreThanAhead, Rest::PeriodAhead),
    (&["anniversary", "within"], Operator::AnniversaryWithin, Rest::Days),
    (&["any", "of"], Operator::AnyOf, Rest::List),
    (&["all", "of"], Operator::AllOf, Rest::List),
    (&["none", "of"], Operator::NoneOf, Rest::List),
    (&["not", "changed"], Operator::NotChanged, Rest::Change),
    (&["changed"], Operator::Changed, Rest::Change),
    (&["was", "ever"], Operator::WasEver, Rest::Held),
    (&["never", "was"], Operator::NeverWas, Rest::Held),
    (&["unchanged", "for"], Operator::UnchangedFor, Rest::Period),
    (&["never", "happened"], Operator::AtMost, Rest::Happened(0)),
    (&["happened"], Operator::AtLeast, Rest::Happened(1)),
];

/// Words that begin something else where a field's name is expected.
pub(super) const NAME_KEYWORDS: &[&str] =
    &["everyone", "not", "no", "any", "all", "none", "of", "and", "or"];

/// Words that would be read as something else where a value is expected.
pub(super) const VALUE_KEYWORDS: &[&str] = &["not", "empty", "and", "or"];

/// The phrase that the printer uses.
pub(super) fn phrase_of(operator: Operator) -> String {
    let phrase = PHRASES.iter().find(|(_, other, _)| *other == operator);
    phrase.map_or_else(|| operator.key().to_owned(), |(words, _, _)| words.join(" "))
}
