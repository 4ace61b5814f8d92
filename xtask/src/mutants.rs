//! `cargo xtask mutants`: whether the tests fail where they should.
//!
//! Each section of tests/mutants/*.md is a mistake, small and on purpose, and names the tests that must
//! fail with it (the form is told in tests/mutants/README.md). The command makes a copy of the sources
//! under build/mutants, runs there the named tests without a mistake, then each mistake by itself, and
//! fails when a test still passes. That takes an hour, so CI only holds that each mistake can still be
//! made, that each test it names is there, and that no promise of tests/spec/regressions.md is without one.

mod copy;
mod place;
mod table;

use crate::files;
use crate::steps::Steps;
use copy::Copy;
use place::{Place, Runs, Verdict};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use table::Mutant;

const FOLDER: &str = "tests/mutants";
const HOW: &str = "README.md";

/// Every mutant of every table, in the order of their files.
fn all() -> Result<Vec<Mutant>, String> {
    let mut mutants: Vec<Mutant> = Vec::new();
    for path in files::below(Path::new(FOLDER), &[".md"]) {
        if path.file_name().is_some_and(|name| name == HOW) {
            continue;
        }
        mutants.extend(table::read(&path.to_string_lossy(), &files::read(&path)?)?);
    }
    let mut names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(twins) => Err(format!("two mutants are named {}", twins.concat())),
        None => Ok(mutants),
    }
}

/// What CI holds: each mistake can be made, and what should fail with it is there.
pub fn check() -> Result<(), String> {
    let mutants = all()?;
    let mut offences = Vec::new();
    for mutant in &mutants {
        let wrong = mutant.changes.iter().filter_map(|change| {
            let text = files::read(Path::new(&change.file));
            text.and_then(|text| change.applied(&text)).err()
        });
        let missing = mutant.places.iter().filter_map(|place| place.missing().err());
        offences.extend(wrong.chain(missing).map(|what| format!("{}: {what}", mutant.name)));
    }
    offences.extend(unproven(&mutants)?);
    if offences.is_empty() {
        println!(
            "{} mutants can be made, and the tests that should catch them are there",
            mutants.len()
        );
        return Ok(());
    }
    Err(format!("\n  {}", offences.join("\n  ")))
}

/// Tests that regressions.md promises, and that no mutant of that report is caught by.
fn unproven(mutants: &[Mutant]) -> Result<Vec<String>, String> {
    let promised = crate::rules::promised_by_regressions()?;
    let proven = |name: &str, place: &str| {
        mutants.iter().any(|mutant| {
            mutant.reports.iter().any(|report| report == name)
                && mutant.places.iter().any(|one| one.text == place)
        })
    };
    let without = promised.iter().filter(|(name, place)| !proven(name, place));
    Ok(without.map(|(name, place)| format!("{name}: no mutant shows {place}")).collect())
}

/// Makes each mistake, or those whose names or files contain one of `wanted`, and runs what should fail.
pub fn run(steps: &mut Steps, wanted: &[&str]) -> Result<(), String> {
    check()?;
    let is_wanted = |mutant: &Mutant| {
        wanted.is_empty()
            || wanted.iter().any(|word| mutant.name.contains(word) || mutant.table.contains(word))
    };
    let mutants: Vec<Mutant> = all()?.into_iter().filter(is_wanted).collect();
    let copy = steps.run("a copy of the sources", Copy::make)?;
    let places = sorted(mutants.iter().flat_map(|mutant| &mutant.places));
    steps.run("the same tests without a mistake", || {
        let mut runs = Runs::new(&copy)?;
        places.values().try_for_each(|place| match runs.judge(place)? {
            Verdict::Passed => Ok(()),
            Verdict::Failed => Err(format!("{}: fails without a mistake, too", place.text)),
        })
    })?;
    let mut survived = Vec::new();
    for mutant in &mutants {
        steps.run(&format!("{} [{}]", mutant.name, mutant.reports.join("; ")), || {
            let (change, mut runs) = (copy.change(&mutant.changes)?, Runs::new(&copy)?);
            for place in &mutant.places {
                match runs.judge(place) {
                    Ok(Verdict::Failed) => println!("          caught by {}", place.text),
                    Ok(Verdict::Passed) => {
                        survived.push(format!("{}: {}", mutant.name, place.text));
                    }
                    Err(problem) => survived.push(format!("{}: {problem}", mutant.name)),
                }
            }
            change.undo()
        })?;
    }
    let caught = mutants.iter().filter(|mutant| {
        !survived.iter().any(|place| place.starts_with(&format!("{}: ", mutant.name)))
    });
    println!(
        "\n{} of {} mutants are caught by each test that should",
        caught.count(),
        mutants.len()
    );
    if survived.is_empty() {
        Ok(())
    } else {
        Err(format!("not caught:\n  {}", survived.join("\n  ")))
    }
}

fn sorted<'a>(places: impl Iterator<Item = &'a Place>) -> BTreeMap<&'a str, &'a Place> {
    places.map(|place| (place.text.as_str(), place)).collect()
}

/// Where a copy stands; below `build`, which nobody walks into.
fn tree() -> PathBuf {
    files::repository().join("build/mutants/tree")
}
