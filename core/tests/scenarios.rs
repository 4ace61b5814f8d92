//! The scenarios of `tests/scenarios/`, each lived through in three ways that must agree: by
//! punctual ticks, by late ticks, and as the plan made in advance.
//!
//! `UPDATE_SPEC=1 cargo test -p relance-core --test scenarios` writes the answers anew; the diff is
//! reviewed like code.

mod common {
    pub mod ran;
    pub mod story;
}

use common::story::{Life, OUTAGE, Story, StoryRow, Ticks, read, say_all};

/// `RELANCE_SCENARIO=night-sms.md` lives through that one alone, as `cargo xtask mutants` wants it.
fn only() -> Option<String> {
    std::env::var("RELANCE_SCENARIO").ok()
}

fn files() -> Vec<(String, String)> {
    let folder = format!("{}/../tests/scenarios", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| only().is_none_or(|only| path.ends_with(only)))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The answer of each row.
fn live(story: &Story, ticks: Ticks) -> Vec<String> {
    let mut life = Life::new(story);
    let answers = story.rows.iter().map(|row| {
        let mut log = life.pass(row.at, until(row, ticks));
        log.extend(life.happen(&row.what));
        // What a row causes at once is decided at once, also where a step has no delay.
        log.extend(life.pass(row.at, ticks));
        say_all(&log)
    });
    answers.collect()
}

/// How the time before a row passes.
fn until(row: &StoryRow, ticks: Ticks) -> Ticks {
    if row.what == OUTAGE { Ticks::OnlyTheLast } else { ticks }
}

#[test]
fn every_scenario_gives_the_log_that_it_says() {
    let mut rows = 0;
    let mut failures = Vec::new();
    for (path, text) in files() {
        let story = read(&text);
        let answers = live(&story, Ticks::Punctual);
        if std::env::var_os("UPDATE_SPEC").is_some() {
            update(&path, &text, &story, &answers);
        } else {
            for (row, answer) in story.rows.iter().zip(&answers) {
                rows += 1;
                if row.says != *answer {
                    failures.push(format!(
                        "{path}:{}\n  says  {}\n  lived {answer}",
                        row.line, row.says
                    ));
                }
            }
        }
    }
    println!("{rows} rows of scenarios ran");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for (path, text) in files() {
        let name = path.rsplit(['/', '\\']).next().unwrap();
        common::ran::ran(&format!("tests/scenarios/{name}"), 1, &read(&text).title);
    }
}

#[test]
fn page_size_changes_no_decision() {
    for (path, text) in files() {
        let story = read(&text);
        let whole = say_all(&story.live(Ticks::Every(59)));
        for page in [1, 2, 3] {
            let paged = say_all(&story.live_by_pages(Ticks::Every(59), page));
            assert_eq!(paged, whole, "{path}, pages of {page}");
        }
    }
    common::ran::held("in no scenario a decision depends on how many records a page has");
}

#[test]
fn lateness_changes_no_decision() {
    for (path, text) in files() {
        let story = read(&text);
        let punctual = live(&story, Ticks::Punctual);
        for minutes in [1, 7, 59] {
            assert_eq!(live(&story, Ticks::Every(minutes)), punctual, "{path}, {minutes} minutes");
        }
    }
}

#[test]
fn what_was_planned_is_what_happens() {
    for (path, text) in files() {
        let story = read(&text);
        let mut life = Life::new(&story);
        for row in &story.rows {
            let planned = life.plan(row.at);
            let lived = life.pass(row.at, until(row, Ticks::Punctual));
            // A plan knows of no outage.
            if row.what != OUTAGE {
                assert_eq!(say_all(&planned), say_all(&lived), "{path}:{}", row.line);
                assert_eq!(planned, lived, "{path}:{}", row.line);
            }
            life.happen(&row.what);
            life.pass(row.at, Ticks::Punctual);
        }
    }
}

fn update(path: &str, text: &str, story: &Story, answers: &[String]) {
    let mut answers = answers.iter();
    let lines = text.lines().map(|line| {
        if !line.starts_with("| 20") {
            return line.to_owned();
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        format!("| {} | {} | {} |", cells[0], cells[1], answers.next().unwrap())
    });
    let written = lines.collect::<Vec<_>>().join("\n") + "\n";
    assert_eq!(story.rows.len(), read(&written).rows.len());
    std::fs::write(path, written).unwrap();
}
