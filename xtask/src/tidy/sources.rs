//! Rules on one Rust file: its opening, its size, and what core keeps in one place.

use super::File;

/// Code lines of a file, tests left out. Source: our choice; a reader keeps about that much in mind.
const FILE_LINES_MAX: usize = 600;
/// The only part of core that knows the library for dates.
const DATES: &str = "core/src/words/moment";
/// The only folder of core whose types are serialised.
const WIRE: &str = "core/src/wire";

pub(super) fn check(file: &File) -> Vec<String> {
    let mut offences = Vec::new();
    if !file.text.starts_with("//!") {
        offences.push(format!("{}:1: opens with `//!`: what it decides, what not", file.path));
    }
    let is_test_file = file.path.contains("/tests/") || file.path.starts_with("tests/");
    let lines = file.code().take_while(|(_, line)| !line.starts_with("#[cfg(test)]")).count();
    if !is_test_file && lines > FILE_LINES_MAX {
        offences.push(format!("{}: {lines} lines of code, limit {FILE_LINES_MAX}", file.path));
    }
    if file.path.starts_with("core/src") {
        offences.extend(check_core(file));
    }
    offences
}

fn check_core(file: &File) -> Vec<String> {
    let mut offences = Vec::new();
    for (number, line) in file.code() {
        let names_dates = line.contains("chrono::") || line.contains("chrono_tz::");
        if names_dates && !file.path.starts_with(DATES) {
            offences.push(format!("{}:{number}: only {DATES} names chrono", file.path));
        }
        let derives = line.contains("derive(")
            && (line.contains("Serialize") || line.contains("Deserialize"));
        if derives && !file.path.starts_with(WIRE) {
            offences.push(format!("{}:{number}: only {WIRE} derives serde's traits", file.path));
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::{File, check};

    fn offences(path: &str, text: &str) -> usize {
        check(&File { path: path.into(), text: text.into() }).len()
    }

    #[test]
    fn a_file_opens_with_its_purpose() {
        assert_eq!(offences("wasm/src/lib.rs", "use std::fmt;\n"), 1);
        assert_eq!(offences("wasm/src/lib.rs", "//! Bindings.\nuse std::fmt;\n"), 0);
    }

    #[test]
    fn a_file_stays_readable_but_its_tests_do_not_count() {
        let long = "let a = 1;\n".repeat(601);
        assert_eq!(offences("worker/src/a.rs", &format!("//! A.\n{long}")), 1);
        assert_eq!(offences("worker/src/a.rs", &format!("//! A.\n#[cfg(test)]\n{long}")), 0);
        assert_eq!(offences("core/tests/a.rs", &format!("//! A.\n{long}")), 0);
    }

    #[test]
    fn chrono_has_one_home() {
        let text = "//! A.\nuse chrono::NaiveDate;\n";
        assert_eq!(offences("core/src/timing.rs", text), 1);
        assert_eq!(offences("core/src/words/moment/zone.rs", text), 0);
        assert_eq!(offences("core/src/timing.rs", "//! A.\n// as chrono::NaiveDate does\n"), 0);
    }

    #[test]
    fn serde_derives_have_one_home() {
        let text = "//! A.\n#[derive(Debug, serde::Serialize)]\nstruct A;\n";
        assert_eq!(offences("core/src/filter/mod.rs", text), 1);
        assert_eq!(offences("core/src/wire/filter.rs", text), 0);
        assert_eq!(offences("worker/src/routes.rs", text), 0);
    }
}
