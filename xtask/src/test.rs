//! `cargo xtask test`: everything that CI runs, cheapest first, stopping at the first failure.

use crate::build::{self, Profile};
use crate::counts::Counts;
use crate::steps::{Steps, command, succeed};
use crate::{files, logs, mutants, prerequisites, rules, simulate, tidy};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A test that meets what it does not expect should stop. Clippy spares only functions that are
/// themselves marked as tests, not what those call.
const IN_TESTS: &[&str] = &[
    "-Aclippy::unwrap_used",
    "-Aclippy::expect_used",
    "-Aclippy::panic",
    "-Aclippy::indexing_slicing",
];
/// A hung file of tests fails after so long. Units: milliseconds. Source: five times the slowest of today.
const NODE_TEST_TIMEOUT: &str = "--test-timeout=900000";
const WASM: &[&str] = &["--target", "wasm32-unknown-unknown"];

/// Kills of each run of the tests; `cargo xtask crash --cycles 500` has more.
const CRASH: &[&str] = &["--cycles", "120", "--seed", "ci"];
/// A month of doubled minutes takes four minutes.
const SOAK: &[&str] = &["--days", "30"];

pub fn everything(steps: &mut Steps) -> Result<(), String> {
    let mut counts = Counts::default();
    steps.run("prerequisites", prerequisites::check)?;
    let chromium = steps.run("Chromium", prerequisites::chromium)?;
    steps.run("Python packages", prerequisites::python_packages)?;
    steps.run("format", || succeed(command("cargo", &["fmt", "--all", "--check"])))?;
    steps.run("tidy", tidy::check)?;
    steps.run("mutants", mutants::check)?;
    // Alone, or the features that others ask of chrono would give core a clock.
    steps.run("clippy: core", || clippy(&["relance-core"], &["--lib"], &[]))?;
    steps.run("clippy: core's tests", || clippy(&["relance-core"], &["--tests"], IN_TESTS))?;
    steps.run("clippy: tests", || {
        clippy(&["relance-tests", "relance-simulation"], &["--all-targets"], IN_TESTS)
    })?;
    steps.run("clippy: worker, wasm", || clippy(&["relance-worker", "relance-wasm"], WASM, &[]))?;
    steps.run("clippy: xtask", || clippy(&["xtask"], &["--all-targets"], &[]))?;
    rules::forget_cargo();
    for (package, profile) in crates_with_tests() {
        steps.run(&format!("cargo test: {package}"), || {
            let arguments = ["test", "--package", package, "--profile", profile];
            let mut cargo = command("cargo", &arguments);
            rules::record_cargo(&mut cargo);
            counts.run(cargo)
        })?;
    }
    steps.run("simulation", || {
        let mut cargo = simulate::tests(simulate::SCHEDULES);
        rules::record_cargo(&mut cargo);
        counts.run(cargo)
    })?;
    build::everything(steps, Profile::Release)?;
    steps.run("types: console and npm package", || {
        succeed(command("npm", &["run", "check", "--workspaces", "--if-present"]))
    })?;
    logs::forget();
    steps.run("node tests", || counts.run(node_tests(&chromium)?))?;
    steps.run("crash", || script("tests/crash/run.mjs", CRASH))?;
    steps.run("soak", || script("tests/crash/soak.mjs", SOAK))?;
    steps.run("logs", logs::check)?;
    steps.run("rules", rules::after_all_tests)?;
    println!("\n{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    Ok(())
}

/// Each file of tests/bench by itself, so that none disturbs another's measure.
pub fn benchmarks(steps: &mut Steps) -> Result<(), String> {
    build::everything(steps, Profile::Release)?;
    let chromium = steps.run("Chromium", prerequisites::chromium)?;
    let files = files::below(Path::new("tests/bench"), &[".bench.mjs"]);
    if files.is_empty() {
        return Err("tests/bench has no *.bench.mjs".to_owned());
    }
    for file in files {
        let mut node = command("node", &[]);
        node.arg(&file).env("CHROMIUM", &chromium);
        steps.run(&file.display().to_string(), || succeed(node))?;
    }
    Ok(())
}

/// Kills of a real workerd under load; `options` are those of the script.
pub fn crash(steps: &mut Steps, options: &[&str]) -> Result<(), String> {
    build::parts(steps, Profile::Release, &["worker"])?;
    steps.run("crash", || script("tests/crash/run.mjs", options))
}

/// A month of ticks, each delivered twice; `options` are those of the script.
pub fn soak(steps: &mut Steps, options: &[&str]) -> Result<(), String> {
    build::parts(steps, Profile::Release, &["worker"])?;
    steps.run("soak", || script("tests/crash/soak.mjs", options))
}

fn script(file: &str, options: &[&str]) -> Result<(), String> {
    let mut node = command("node", &[file]);
    logs::record(&mut node);
    node.args(options);
    succeed(node)
}

fn clippy(packages: &[&str], targets: &[&str], lints: &[&str]) -> Result<(), String> {
    let mut cargo = command("cargo", &["clippy"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    cargo.args(targets).args(["--", "-D", "warnings"]).args(lints);
    succeed(cargo)
}

/// The crates that have a test, each with its profile: building the Worker natively takes a minute, which no test is worth
/// that is not there.
fn crates_with_tests() -> impl Iterator<Item = (&'static str, &'static str)> {
    let crates = [
        ("core", "relance-core", "dev"),
        ("tests", "relance-tests", "dev"),
        ("wasm", "relance-wasm", "dev"),
        ("worker", "relance-worker", "dev"),
        // In the profile that it runs in, so that its libraries are there already.
        ("xtask", "xtask", "tools"),
    ];
    let tested = crates.into_iter().filter(|(folder, _, _)| has_tests(Path::new(folder)));
    tested.map(|(_, package, profile)| (package, profile))
}

fn has_tests(folder: &Path) -> bool {
    let sources = files::below(folder, &[".rs"]);
    sources.iter().any(|path| files::read(path).is_ok_and(|text| text.contains("#[test]")))
}

/// All `tests/**/*.test.mjs`, named one by one: Node 20 knows no patterns.
fn node_tests(chromium: &Path) -> Result<Command, String> {
    let files: Vec<PathBuf> = files::below(Path::new("tests"), &[".test.mjs"]);
    let mut node = command("node", &["--test", NODE_TEST_TIMEOUT]);
    rules::record_node(&mut node)?;
    logs::record(&mut node);
    node.args(files).env("CHROMIUM", chromium);
    Ok(node)
}
