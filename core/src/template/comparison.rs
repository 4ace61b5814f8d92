//! A comparison within a condition, in the field's own kind: `amount > 1000`, `stage == "won"`.
//!
//! Decides what a field can be compared with. A text is folded here once (D8), not per record. The
//! meaning on a record is in `fill`.

use crate::words::ident::clip;
use crate::words::{Date, FieldKind, Problem};

use super::print::fold;
use super::scope::Read;
use super::tokens::What;

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub read: Read,
    pub check: Check,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Check {
    /// There is a value, and it is not "no".
    IsTrue,
    Is(Comparison, Literal),
    /// Texts: part of it. Tags: one of them.
    Contains(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a field is compared with, in the field's own kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// Folded.
    Text(String),
    Code(String),
    Number(f64),
    /// Units: minor units of the field's currency.
    Minor(i64),
    Date(Date),
    YesNo(bool),
}

/// Which word of the comparison is wrong.
pub(super) enum Blame {
    Operator,
    Value,
}

/// What is asked of a field, or what cannot be.
///
/// # Errors
/// `wrong_operator`, `wrong_type`, `unknown_choice`, `invalid_date`.
pub(super) fn check(read: &Read, operator: &str, value: &What) -> Result<Check, (Problem, Blame)> {
    let allowed: &[&str] = match read.kind {
        FieldKind::Text => &["==", "!=", "contains"],
        FieldKind::Tags => &["contains"],
        FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::YesNo => &["==", "!="],
        FieldKind::Number | FieldKind::Money { .. } | FieldKind::Date | FieldKind::Instant => {
            &["==", "!=", "<", "<=", ">", ">="]
        }
        FieldKind::User | FieldKind::Relation { .. } => &[],
    };
    if !allowed.contains(&operator) {
        let message = format!(
            "`{}` holds {}, which cannot be compared by `{operator}`",
            clip(&read.path),
            read.kind.in_words()
        );
        let problem = Problem::new("wrong_operator", message).found(operator);
        let problem = match operator {
            "=" if allowed.contains(&"==") => problem.help("equality is written `==`"),
            "<>" if allowed.contains(&"!=") => problem.help("inequality is written `!=`"),
            _ => problem,
        };
        return Err((problem.allowed(allowed.iter().copied()), Blame::Operator));
    }
    let comparison = match operator {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => {
            return match value {
                What::Text(text) => Ok(Check::Contains(fold(text))),
                other => Err((not_a_value(read, other, "a text in quotes"), Blame::Value)),
            };
        }
    };
    let literal = literal(read, value).map_err(|problem| (problem, Blame::Value))?;
    Ok(Check::Is(comparison, literal))
}

fn literal(read: &Read, value: &What) -> Result<Literal, Problem> {
    match (&read.kind, value) {
        (FieldKind::Text, What::Text(text)) => Ok(Literal::Text(fold(text))),
        (FieldKind::Text, other) => Err(not_a_value(read, other, "a text in quotes")),
        (FieldKind::Number, What::Number(number)) => Ok(Literal::Number(*number)),
        (FieldKind::Money { currency }, What::Number(number)) => {
            let scale = 10_f64.powi(super::print::minor_digits(currency) as i32);
            // Within the range where every integer is a float of its own; beyond it `as` saturates.
            Ok(Literal::Minor((number * scale).round() as i64))
        }
        (FieldKind::Number | FieldKind::Money { .. }, other) => {
            Err(not_a_value(read, other, "a number, without quotes"))
        }
        (FieldKind::Date | FieldKind::Instant, What::Text(text)) => {
            Date::parse(text).map(Literal::Date)
        }
        (FieldKind::Date | FieldKind::Instant, other) => {
            Err(not_a_value(read, other, "a date in quotes, like \"2026-11-21\""))
        }
        (FieldKind::YesNo, What::Word(word)) if word == "true" => Ok(Literal::YesNo(true)),
        (FieldKind::YesNo, What::Word(word)) if word == "false" => Ok(Literal::YesNo(false)),
        (FieldKind::YesNo, other) => Err(not_a_value(read, other, "`true` or `false`")),
        (_, What::Text(text)) => code(read, text),
        (_, other) => Err(not_a_value(read, other, "a text in quotes")),
    }
}

/// The key of a choice or stage, given as its key or as its name for people.
fn code(read: &Read, text: &str) -> Result<Literal, Problem> {
    let folded = fold(text);
    let by_label = || read.labels.iter().find(|(_, label)| fold(label) == folded);
    if let Some((key, _)) = read.labels.get_key_value(text).or_else(by_label) {
        return Ok(Literal::Code(key.clone()));
    }
    let message = format!("`{}` is not one of the values of `{}`", clip(text), clip(&read.path));
    Err(Problem::new("unknown_choice", message)
        .found(clip(text))
        .allowed(read.labels.keys().cloned())
        .suggest())
}

fn not_a_value(read: &Read, found: &What, wanted: &str) -> Problem {
    let message = format!("`{}` is compared with {wanted}", clip(&read.path));
    Problem::new("wrong_type", message).found(clip(&found.to_string()))
}
