//! Tables of tests/spec: a table that no test reads would promise what nothing keeps.

use super::File;
use std::path::PathBuf;

pub(super) fn unused(tables: &[PathBuf], tests: &[File]) -> Vec<String> {
    let names = tables.iter().filter_map(|table| table.file_name()?.to_str());
    names
        .filter(|name| !tests.iter().any(|test| test.text.contains(*name)))
        .map(|name| format!("tests/spec/{name}: no test reads it"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{File, unused};

    #[test]
    fn a_table_is_read_by_a_test() {
        let tables = ["tests/spec/sms.md".into(), "tests/spec/timing.md".into()];
        let text = "for row in common::rows(\"sms.md\", \"Parts\") {".to_owned();
        let tests = [File { path: "core/tests/sms.rs".into(), text }];
        assert_eq!(unused(&tables, &tests), ["tests/spec/timing.md: no test reads it"]);
    }
}
