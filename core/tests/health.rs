//! Runs `tests/spec/health.md`: whether a deployment does its work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::check;
use relance_core::engine::Vitals;

fn age_ms(text: &str) -> Option<i64> {
    (text != "none").then(|| text.parse::<i64>().unwrap() * 1_000)
}

#[test]
fn what_is_wrong_with_a_deployment_is_said() {
    check("health.md", "Ready", |row| {
        let schema = row.get("schema of the database");
        let vitals = Vitals {
            schema_of_code: "0020_b.sql".to_owned(),
            schema_of_database: (schema != "none").then(|| schema.to_owned()),
            tick_age_ms: age_ms(row.get("last tick")),
            backlog_age_ms: age_ms(row.get("oldest due message")),
        };
        let wrong: Vec<&str> = vitals.ailments().into_iter().map(|one| one.key()).collect();
        let wrong = wrong.join(", ");
        if wrong == row.get("wrong") { Ok(()) } else { Err(wrong) }
    });
}
