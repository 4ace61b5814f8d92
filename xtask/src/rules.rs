//! `cargo xtask rules`: which rules of tests/spec/rules.md hold, each by a row or a test that ran.
//!
//! A rule that holds must be named by something that ran to its end in this run: a row of
//! tests/spec in its `why`, a scenario in its title, a test in its title or in `held("…")`. What ran
//! tells so itself, see core/tests/common/ran.rs and tests/support/ran.mjs. A number that no index
//! has is a mistake; one that is named though marked `later` is a hint. tests/spec/regressions.md is
//! kept the same way, and build/docs/rules.html shows both to people.

mod evidence;
mod index;
mod numbers;
mod page;
mod regressions;

use crate::steps::{Steps, command, succeed_quietly};
use crate::{files, stamp::Stamp};
use evidence::{Evidence, Ran};
use index::{Rule, Status};
use std::path::{Path, PathBuf};
use std::process::Command;

const INDEX: &str = "tests/spec/rules.md";
const REGRESSIONS: &str = "tests/spec/regressions.md";
const CARGO_FOLDER: &str = "build/ran/cargo";
const NODE_FILE: &str = "build/ran/node";

/// The command by itself: core's tests run now, the others' last full run counts if nothing changed
/// since; what waits for them is named.
pub fn alone(steps: &mut Steps) -> Result<(), String> {
    forget_cargo();
    // What fails is told at the end: the numbers of the rest are wanted all the more then.
    let passed = steps.run("core's tests", || Ok(core_tests()));
    let waiting = if node_stamp()?.is_fresh(Path::new(NODE_FILE)) {
        Vec::new()
    } else {
        let _ = std::fs::remove_file(NODE_FILE);
        evidence::named_in_titles()?
    };
    judge(&waiting).and(passed?)
}

fn core_tests() -> Result<(), String> {
    let arguments = ["test", "--quiet", "--no-fail-fast", "--package", "relance-core"];
    let mut cargo = command("cargo", &arguments);
    record_cargo(&mut cargo);
    succeed_quietly(cargo)
}

/// As the last step of `cargo xtask test`: everything ran, so nothing waits.
pub fn after_all_tests() -> Result<(), String> {
    node_stamp()?.keep()?;
    judge(&[])
}

/// What earlier cargo runs recorded is not of this run.
pub fn forget_cargo() {
    let _ = std::fs::remove_dir_all(CARGO_FOLDER);
}

/// Rows and tests of this cargo command tell that they ran.
pub fn record_cargo(cargo: &mut Command) {
    cargo.env("RELANCE_RAN", files::repository().join(CARGO_FOLDER));
}

/// Tests of this `node --test` tell that they ran; what they print stays as it is.
pub fn record_node(node: &mut Command) -> Result<(), String> {
    files::write(Path::new(NODE_FILE), "")?;
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.args([
        "--test-reporter=./tests/support/ran.mjs",
        "--test-reporter-destination",
        NODE_FILE,
    ]);
    Ok(())
}

/// Each report of regressions.md that holds, with a test that would fail with its mistake.
pub fn promised_by_regressions() -> Result<Vec<(String, String)>, String> {
    let past = regressions::read(&files::read(Path::new(REGRESSIONS))?)?;
    let held = past.into_iter().filter(|regression| regression.status == Status::Holds);
    let place = |(file, words): (String, String)| {
        if words.is_empty() { file } else { format!("{file}: {words}") }
    };
    let promised = held.flat_map(|regression| {
        let name = regression.name;
        regression.shown_by.into_iter().map(move |shown| (name.clone(), place(shown)))
    });
    Ok(promised.collect())
}

/// All that the tests in workerd and the browser depend on; the two indexes only speak about them.
fn node_stamp() -> Result<Stamp, String> {
    let folders = ["core/src", "tests", "wasm", "web-demo", "worker"];
    let endings = &[".rs", ".md", ".mjs", ".js", ".ts", ".json", ".ftl", ".css", ".html", ".sql"];
    let mut inputs: Vec<PathBuf> =
        folders.iter().flat_map(|folder| files::below(Path::new(folder), endings)).collect();
    inputs.retain(|path| path != Path::new(INDEX) && path != Path::new(REGRESSIONS));
    Stamp::of("node-tests", &inputs)
}

fn judge(waiting: &[Ran]) -> Result<(), String> {
    let rules = index::read(&files::read(Path::new(INDEX))?)?;
    let evidence = Evidence::of(evidence::all_that_ran(CARGO_FOLDER, NODE_FILE)?);
    let waiting = Evidence::of(waiting.to_vec());
    let past = regressions::read(&files::read(Path::new(REGRESSIONS))?)?;
    page::write(&rules, &evidence, &waiting, &past)?;
    tell(&rules);
    let hints = rules.iter().filter(|rule| rule.status == Status::Later && evidence.has(rule));
    list("marked `later`, yet named by what ran", hints.map(|rule| rule.number.clone()).collect());
    let later = rules.iter().filter(|rule| rule.status == Status::Later && !evidence.has(rule));
    list("later", later.map(|rule| rule.number.clone()).collect());
    let unproven =
        || rules.iter().filter(|rule| rule.status == Status::Holds && !evidence.has(rule));
    let (wait, missing): (Vec<&Rule>, Vec<&Rule>) = unproven().partition(|rule| waiting.has(rule));
    let number = |rule: &&Rule| rule.number.clone();
    list("to be shown by `cargo xtask test`", wait.iter().map(number).collect());
    let mut mistakes: Vec<String> = missing
        .iter()
        .map(|rule| format!("{} is said to hold, but nothing that ran names it", rule.number))
        .collect();
    mistakes.extend(evidence.unknown(&rules));
    mistakes.extend(waiting.unknown(&rules));
    mistakes.extend(regressions::broken(&past, &evidence, &waiting));
    if mistakes.is_empty() { Ok(()) } else { Err(format!("\n  {}", mistakes.join("\n  "))) }
}

/// How many hold of how many, by document; what only informs is counted apart.
fn tell(rules: &[Rule]) {
    let mut documents: Vec<&str> = rules.iter().map(|rule| rule.document.as_str()).collect();
    documents.dedup();
    let mut all = (0, 0);
    for document in documents {
        let of = |status| {
            rules.iter().filter(|rule| rule.document == document && rule.status == status).count()
        };
        let (holds, informs) = (of(Status::Holds), of(Status::Informs));
        let total = holds + of(Status::Later);
        all = (all.0 + holds, all.1 + total);
        let besides = if informs == 0 { String::new() } else { format!(", {informs} inform") };
        println!("{holds:>4} of {total:>3} hold{besides:<12}  {document}");
    }
    println!("{:>4} of {:>3} hold", all.0, all.1);
}

fn list(what: &str, numbers: Vec<String>) {
    if !numbers.is_empty() {
        println!("{what} ({}): {}", numbers.len(), numbers.join(", "));
    }
}
