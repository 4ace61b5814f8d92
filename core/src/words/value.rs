//! What a field of a record can hold. Emptiness is the absence of a value, never a value.

use std::collections::BTreeMap;

use super::ident::{RecordId, clip};
use super::module::{Field, FieldKind};
use super::moment::{Date, Moment};
use super::problem::Problem;

/// A value of a field. Its variant always fits the field's kind: `Value::fits` is checked once,
/// where a record enters.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, in NFC, never empty (an empty text is an absent value).
    Text(String),
    /// A finite number.
    Number(f64),
    /// Money in the field's currency. Units: minor units (grosz, ban, fillér, kopeck, cent).
    Money(i64),
    /// A day.
    Date(Date),
    /// An instant.
    Instant(Moment),
    /// Yes or no.
    YesNo(bool),
    /// The key of a choice or a stage, or the id of a user: one of a known set.
    Code(String),
    /// Tags: sorted, no tag twice, never empty.
    Tags(Vec<String>),
    /// Records that this one points to: in the user's order, none twice, never empty.
    Related(Vec<RecordId>),
}

impl Value {
    /// Whether this value may stand in that field.
    ///
    /// # Errors
    /// `wrong_type`, or `unknown_choice` with a suggestion.
    pub fn fits(&self, field: &Field) -> Result<(), Problem> {
        let fits = match (self, &field.kind) {
            (Value::Text(_), FieldKind::Text)
            | (Value::Money(_), FieldKind::Money { .. })
            | (Value::Date(_), FieldKind::Date)
            | (Value::Instant(_), FieldKind::Instant)
            | (Value::YesNo(_), FieldKind::YesNo)
            | (Value::Code(_), FieldKind::User)
            | (Value::Tags(_), FieldKind::Tags)
            | (Value::Related(_), FieldKind::Relation { .. }) => true,
            (Value::Number(number), FieldKind::Number) => number.is_finite(),
            (Value::Code(code), FieldKind::Choice { options }) => {
                return one_of(code, options.iter().map(|option| option.key.as_str()), field);
            }
            (Value::Code(code), FieldKind::Stage { stages }) => {
                return one_of(code, stages.iter().map(super::ident::StageKey::as_str), field);
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let message =
            format!("`{}` takes {}, not {}", field.key, field.kind.in_words(), self.in_words());
        Err(Problem::new("wrong_type", message).at(field.key.as_str()))
    }

    /// The value with related records that are known by another id under that one, none twice.
    #[must_use]
    pub fn with_ids(self, aliases: &BTreeMap<RecordId, RecordId>) -> Self {
        let Value::Related(ids) = self else { return self };
        let mut all: Vec<RecordId> = Vec::with_capacity(ids.len());
        for id in ids {
            let id = aliases.get(&id).cloned().unwrap_or(id);
            if !all.contains(&id) {
                all.push(id);
            }
        }
        Value::Related(all)
    }

    /// The kind of this value in the user's words, for messages.
    pub fn in_words(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Number(_) => "a number",
            Value::Money(_) => "an amount of money",
            Value::Date(_) => "a date",
            Value::Instant(_) => "an instant",
            Value::YesNo(_) => "yes or no",
            Value::Code(_) => "one of a list",
            Value::Tags(_) => "tags",
            Value::Related(_) => "related records",
        }
    }
}

fn one_of<'a>(
    code: &str,
    allowed: impl Iterator<Item = &'a str> + Clone,
    field: &Field,
) -> Result<(), Problem> {
    if allowed.clone().any(|option| option == code) {
        return Ok(());
    }
    let message = format!("`{}` is not one of the values of `{}`", clip(code), field.key);
    Err(Problem::new("unknown_choice", message)
        .at(field.key.as_str())
        .found(clip(code))
        .allowed(allowed)
        .suggest())
}
