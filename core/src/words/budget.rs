//! What SMS may cost in a calendar month (E8): hard, because a bill is.
//!
//! Who reserves the cost is the claim (`engine::budget`). Spec table: `tests/spec/budget.md`.

use super::moment::{Moment, Zone};

/// An account's budget for SMS of one calendar month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsBudget {
    /// How much. Units: minor units of the currency (grosze, cents).
    pub amount_minor: i64,
    /// ISO 4217 code: that of the prices. A price in another currency cannot be counted against it.
    pub currency: String,
}

/// Millionths in a hundredth: prices are millionths of the currency, budgets hundredths.
const MICROS_PER_MINOR: i64 = 10_000;

impl SmsBudget {
    /// The same in the unit of prices. Units: millionths of the currency.
    pub fn micros(&self) -> i64 {
        self.amount_minor.saturating_mul(MICROS_PER_MINOR)
    }
}

/// The calendar month of an instant in the account's zone, `YYYY-MM`: the budget's name. The account's
/// and not the recipient's, because one bill comes for all.
pub fn budget_month(at: Moment, zone: Zone) -> String {
    at.date(zone).to_string().chars().take(7).collect()
}
