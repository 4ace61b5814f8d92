//! The value that an action or a trigger names, as the field holds it.

use unicode_normalization::UnicodeNormalization;

use crate::filter::expression::Operand;
use crate::words::{Date, Field, FieldKind, Moment, Problem, Value};

/// Reads a written value by its field; `None` is empty.
///
/// # Errors
/// `wrong_type`, `unknown_choice`, `invalid_date`, `invalid_instant`.
pub fn value_of(operand: &Operand, field: &Field) -> Result<Option<Value>, Problem> {
    let value = match (&field.kind, operand) {
        (_, Operand::Empty | Operand::Missing) => return Ok(None),
        (FieldKind::Text, Operand::Text(text)) => Value::Text(text.nfc().collect()),
        (FieldKind::Number, Operand::Number(number)) => Value::Number(*number),
        (FieldKind::Money { .. }, Operand::Number(minor)) if minor.fract() == 0.0 => {
            Value::Money(*minor as i64)
        }
        (FieldKind::Date, Operand::Text(text)) => Value::Date(Date::parse(text)?),
        (FieldKind::Instant, Operand::Text(text)) => Value::Instant(Moment::parse(text)?),
        (FieldKind::YesNo, Operand::YesNo(answer)) => Value::YesNo(*answer),
        (
            FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User,
            Operand::Text(code),
        ) => Value::Code(code.nfc().collect()),
        (FieldKind::Tags, Operand::List(words)) => Value::Tags(tags(words, field)?),
        _ => return Err(misfit(field)),
    };
    value.fits(field)?;
    Ok(Some(value))
}

fn tags(words: &[Operand], field: &Field) -> Result<Vec<String>, Problem> {
    let mut tags = words
        .iter()
        .map(|word| match word {
            Operand::Text(word) => Ok(word.trim().nfc().collect()),
            _ => Err(misfit(field)),
        })
        .collect::<Result<Vec<String>, Problem>>()?;
    tags.sort();
    tags.dedup();
    Ok(tags)
}

fn misfit(field: &Field) -> Problem {
    let message = format!("`{}` takes {}", field.key, field.kind.in_words());
    Problem::new("wrong_type", message)
}
