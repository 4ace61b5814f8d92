//! Runs `tests/spec/budget.md`: what SMS may cost in a month.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common;

use common::check;
use relance_core::engine::{Affordable, Spent, cost, spent_at};
use relance_core::wire::account::default_account;
use relance_core::words::{Account, AccountId, Channel, Moment, SmsBudget, Zone};

fn account(budget: &str) -> Account {
    let mut account = default_account(AccountId::parse("a").unwrap(), Vec::new());
    account.zone = Zone::parse("Europe/Warsaw").unwrap();
    account.sms_budget = budget.split_once(' ').map(|(amount, currency)| SmsBudget {
        amount_minor: amount.parse().unwrap(),
        currency: currency.to_owned(),
    });
    account
}

#[test]
fn an_sms_needs_its_cost_of_the_month() {
    check("budget.md", "Cost", |row| {
        let message = row.get("message");
        let channel = if message.ends_with("sms") { Channel::Sms } else { Channel::Email };
        let price = row.get("costs").split_once(' ');
        let price = price.map(|(micros, currency)| (micros.parse().unwrap(), currency));
        let now = Moment::parse(row.get("at (UTC)")).unwrap();
        let found = match cost(&account(row.get("budget")), channel, price, now) {
            Affordable::Free => "free".to_owned(),
            Affordable::Never => "never".to_owned(),
            Affordable::If(cost) => {
                format!("{} of {} in {}", cost.micros, cost.budget_micros, cost.month)
            }
        };
        if found == row.get("answer") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn how_far_a_budget_is_spent() {
    check("budget.md", "Spent", |row| {
        let number = |column: &str| row.get(column).parse::<i64>().unwrap();
        let found = Spent::of(number("spent"), number("budget")).key();
        if found == row.get("is") { Ok(()) } else { Err(found.to_owned()) }
    });
}

#[test]
fn a_forecast_says_when_the_budget_will_be_spent() {
    check("budget.md", "Forecast", |row| {
        let planned = row.get("planned (UTC)").split(", ");
        let planned = planned.map(|at| (Moment::parse(at).unwrap(), 4_000_000));
        let spent = row.get("spent this month").parse().unwrap();
        let now = Moment::parse("2026-03-10T09:00:00Z").unwrap();
        let found = spent_at(&account("1000 PLN"), spent, now, planned);
        let found = found.map(Moment::to_iso).unwrap_or_default();
        if found == row.get("spent at") { Ok(()) } else { Err(found) }
    });
}
