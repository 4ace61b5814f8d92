//! Tells `cargo xtask rules` which rows and tests ran to their end, and in which words they name rules.
//!
//! Nothing here says which rule is held: the words are written down, `xtask/src/rules` reads them.
//! Without the variable, as in a plain `cargo test`, nothing is written.
#![allow(dead_code)]

use std::io::Write;
use std::path::Path;

/// The folder that takes the lines, set by `cargo xtask`.
const FOLDER: &str = "RELANCE_RAN";

/// A test calls this at its end: what it has just shown, with the rule's number, `… (D23)`.
#[track_caller]
pub fn held(words: &str) {
    let place = std::panic::Location::caller();
    let file = place.file().replace('\\', "/");
    let from = ["core/tests/", "tests/run/"].iter().find_map(|folder| file.find(folder));
    ran(&file[from.unwrap_or(0)..], place.line() as usize, words);
}

/// A row of a table or a scenario ran to its end: its file in the repository, its line, its words.
pub fn ran(file: &str, line: usize, words: &str) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    let own = folder.join(format!("cargo-{}", std::process::id()));
    let mut lines = std::fs::OpenOptions::new().create(true).append(true).open(own).unwrap();
    // One write, because tests are threads of one process.
    let text = format!("{file}\t{line}\t{}\n", words.replace(['\t', '\n'], " "));
    lines.write_all(text.as_bytes()).unwrap();
}
