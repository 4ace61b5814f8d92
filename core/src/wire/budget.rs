//! The budget for SMS at the boundary: `{"amount","currency"}`, the amount in whole minor units for a
//! calendar month; `null` is none. And what planned SMS do to it.

use serde_json::{Value as Json, json};

use super::account::{is_currency, unknown_currency};
use super::json::Object;
use crate::engine::{BudgetPlan, PlannedSms};
use crate::words::{Account, Moment, Problem, Problems, SmsBudget};

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

/// What was spent when a plan begins, and when that is.
#[derive(Clone, Copy, Debug)]
pub struct SpentSoFar {
    /// In the month of `now`. Units: millionths of the budget's currency.
    pub micros: i64,
    /// When the plan begins.
    pub now: Moment,
}

/// Writes what planned SMS do to the account's budget, for everything that shows a plan:
/// `{"currency","amount","months":[…],"sms_uncounted"}`; `null` without a budget.
pub fn planned_budget_to_json(account: &Account, sms: &PlannedSms, so_far: SpentSoFar) -> Json {
    let plan = sms.against(account, so_far.micros, so_far.now);
    let Some((budget, BudgetPlan { months, uncounted })) = account.sms_budget.as_ref().zip(plan)
    else {
        return Json::Null;
    };
    let months = months.iter().map(|(month, planned)| {
        json!({
            "month": month,
            "spent_micros": planned.spent_micros,
            "reached_at": planned.reached_at.map(Moment::to_iso),
            "reached_on": planned.reached_at.map(|at| at.date(account.zone).to_string()),
            "sms_not_sent": planned.sms_not_sent,
            "micros_not_sent": planned.micros_not_sent,
        })
    });
    json!({
        "currency": budget.currency,
        "amount": budget.amount_minor,
        "months": months.collect::<Vec<_>>(),
        "sms_uncounted": uncounted,
    })
}
