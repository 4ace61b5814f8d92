//! `cargo xtask simulate`: the Worker under a seeded scheduler, optimised (tests/simulation/README.md).

use crate::steps::{command, succeed};
use std::process::Command;

/// Schedules of the command and of `cargo xtask test`. Source: our choice: the rarest mistake known was lost once in twelve kills of a
/// busy Worker, and a schedule has about two.
pub const SCHEDULES: &str = "100000";

/// Its tests, one after the other: each of them takes all cores.
pub fn tests(schedules: &str) -> Command {
    let mut cargo = command(
        "cargo",
        &[
            "test",
            "--package",
            "relance-simulation",
            "--profile",
            "simulation",
            "--test",
            "simulation",
        ],
    );
    cargo.args(["--", "--test-threads=1", "--nocapture"]).env("RELANCE_SCHEDULES", schedules);
    cargo
}

/// As many schedules as asked.
pub fn run(schedules: &str) -> Result<(), String> {
    if schedules.parse::<u64>().is_err() {
        return Err(format!("`{schedules}` is not a number of schedules"));
    }
    succeed(tests(schedules))
}
