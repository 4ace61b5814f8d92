//! Runs `tests/spec/web_addresses.md`: where a webhook may go (D26).

mod common;

use relance_core::words::Reach;

const SPEC: &str = "web_addresses.md";

fn check(heading: &str, reach: Reach) {
    common::check(SPEC, heading, |row| {
        let problem = common::webhook_problem(row.get("address"), reach);
        let answer = problem.as_ref().map_or("allowed", |problem| problem.code);
        if answer == row.get("answer") { Ok(()) } else { Err(format!("{answer}: {problem:?}")) }
    });
}

#[test]
fn in_production_only_public_names_over_https_are_called() {
    check("In production", Reach::Public);
}

#[test]
fn in_development_ones_own_machine_is_called_too() {
    check("In development", Reach::Anywhere);
}
