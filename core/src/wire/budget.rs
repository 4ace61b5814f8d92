//! The budget for SMS at the boundary: `{"amount","currency"}`, the amount in whole minor units for a
//! calendar month; `null` is none.

use serde_json::{Value as Json, json};

use super::account::{is_currency, unknown_currency};
use super::json::Object;
use crate::words::{Problem, Problems, SmsBudget};

/// Largest budget. Units: minor units. Our choice: ten million of any currency; sums stay far
/// below 2^53 millionths.
const AMOUNT_MAX: i64 = 1_000_000_000;

/// Reads a budget.
///
/// # Errors
/// `out_of_range`, `invalid_currency`, with their places.
pub fn budget_from_json(value: &Json) -> Result<SmsBudget, Problems> {
    let mut object = Object::of(value)?;
    object.required("amount");
    let amount_minor = object.whole_if_any("amount").unwrap_or(0);
    if !(0..=AMOUNT_MAX).contains(&amount_minor) {
        let message = format!("a budget is from 0 to {AMOUNT_MAX} minor units");
        object.add(Problem::new("out_of_range", message).at("amount"));
    }
    let currency = object.text("currency").unwrap_or_default().to_owned();
    if !currency.is_empty() && !is_currency(&currency) {
        object.add(unknown_currency(&currency).at("currency"));
    }
    object.finish()?;
    Ok(SmsBudget { amount_minor, currency })
}

/// Writes a budget; the inverse of [`budget_from_json`].
pub fn budget_to_json(budget: Option<&SmsBudget>) -> Json {
    budget.map_or(
        Json::Null,
        |budget| json!({"amount": budget.amount_minor, "currency": budget.currency}),
    )
}
