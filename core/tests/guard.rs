//! Runs `tests/spec/guard.md`: what is too much at once (D18).

mod common;

use relance_core::engine::{Inflow, stops};

const SPEC: &str = "guard.md";

fn same(says: &str, found: &str) -> Result<(), String> {
    if says == found { Ok(()) } else { Err(format!("says `{says}`, found `{found}`")) }
}

#[test]
fn what_begins_beyond_the_bound_is_held() {
    common::check(SPEC, "Held", |row| {
        let number = |column: &str| row.get(column).parse().unwrap();
        let inflow = Inflow {
            this_hour: number("began this hour"),
            confirmed: number("confirmed"),
            usual_daily: number("usual a day"),
        };
        same(row.get("next"), if inflow.is_full() { "held" } else { "begins" })
    });
}

#[test]
fn failing_deliveries_stop_an_automation() {
    common::check(SPEC, "Stopped", |row| {
        let number = |column: &str| row.get(column).parse().unwrap();
        let stopped = stops(number("failed"), number("of the last"));
        same(row.get("answer"), if stopped { "stops" } else { "goes on" })
    });
}
