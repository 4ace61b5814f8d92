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
use relance_core::engine::{Affordable, PlannedMonth, PlannedSms, Spent, cost};
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

/// `2026-03-11T09:00:00Z`, at 4 PLN unless a price stands behind it: `… @ 20000 EUR`, `… @ none`.
fn planned(text: &str) -> PlannedSms {
    let mut planned = PlannedSms::default();
    for one in text.split(", ") {
        let (at, price) = one.split_once(" @ ").unwrap_or((one, "4000000 PLN"));
        let price = price.split_once(' ');
        let price = price.map(|(micros, currency)| (micros.parse().unwrap(), currency));
        planned.add(Moment::parse(at).unwrap(), price);
    }
    planned
}

fn shown((month, planned): (&String, &PlannedMonth)) -> String {
    let spent = format!("{month}: {}", planned.spent_micros);
    match planned.reached_at {
        None => spent,
        Some(at) => format!(
            "{spent}, reached {}, {} of {} not sent",
            at.to_iso(),
            planned.sms_not_sent,
            planned.micros_not_sent
        ),
    }
}

#[test]
fn a_forecast_says_what_the_budget_will_not_let_leave() {
    check("budget.md", "Forecast", |row| {
        let spent = row.get("spent this month").parse().unwrap();
        let now = Moment::parse("2026-03-10T09:00:00Z").unwrap();
        let plan = planned(row.get("planned (UTC)"));
        let plan = plan.against(&account("1000 PLN"), spent, now).unwrap();
        let mut found: Vec<String> = plan.months.iter().map(shown).collect();
        if plan.uncounted > 0 {
            found.push(format!("{} cannot be counted", plan.uncounted));
        }
        let found = found.join("; ");
        if found == row.get("answer") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn without_a_budget_a_forecast_says_nothing_of_it() {
    let now = Moment::parse("2026-03-10T09:00:00Z").unwrap();
    assert_eq!(planned("2026-03-11T09:00:00Z").against(&account("none"), 0, now), None);
}
