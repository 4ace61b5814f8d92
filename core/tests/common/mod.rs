//! Reads the specification tables under `tests/spec/`: plain Markdown that a marketer can check.
//!
//! A table stands under a `## Heading`; its header row names the columns. Every row must be
//! consumed: `Table::check` runs a closure per row and fails with all rows that disagree, and with
//! the number of rows that ran, so that none is skipped in silence.
#![allow(dead_code)]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a table that cannot be read must stop the test"
)]

use std::cell::Cell;
use std::collections::BTreeMap;

use relance_core::words::web_address::not_an_address;
use relance_core::words::{Problem, Reach, WebAddress};

pub mod ran;

/// One row: its cells by column name, with a backquoted cell's quotes taken off.
#[derive(Debug, Clone)]
pub struct Row {
    pub line: usize,
    file: String,
    cells: BTreeMap<String, String>,
    was_read: Cell<bool>,
}

impl Row {
    /// The cell of a column; a missing column is a mistake in the table.
    pub fn get(&self, column: &str) -> &str {
        self.was_read.set(true);
        self.cells.get(column).unwrap_or_else(|| panic!("line {}: no column `{column}`", self.line))
    }
}

/// A row that a test has read and dropped without panicking is one that ran; one that was skipped,
/// or whose table failed, is not.
impl Drop for Row {
    fn drop(&mut self) {
        if let Some(why) = self.cells.get("why").filter(|_| self.was_read.get())
            && !std::thread::panicking()
        {
            ran::ran(&format!("tests/spec/{}", self.file), self.line, why);
        }
    }
}

/// The rows of the table under `## heading` of `tests/spec/<file>`.
pub fn rows(file: &str, heading: &str) -> Vec<Row> {
    let path = format!("{}/../tests/spec/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut columns: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut is_here = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("## ") {
            is_here = title.trim() == heading;
            columns.clear();
            continue;
        }
        if !is_here || !line.trim_start().starts_with('|') {
            continue;
        }
        let cells = split(line);
        if columns.is_empty() {
            columns = cells;
        } else if !cells
            .iter()
            .all(|cell| !cell.is_empty() && cell.chars().all(|c| c == '-' || c == ':'))
        {
            assert_eq!(
                cells.len(),
                columns.len(),
                "{file} line {}: cells and columns differ",
                index + 1
            );
            let cells = columns.iter().cloned().zip(cells).collect();
            let (file, was_read) = (file.to_owned(), Cell::new(false));
            found.push(Row { line: index + 1, file, cells, was_read });
        }
    }
    assert!(!found.is_empty(), "{file} has no rows under `## {heading}`");
    found
}

/// Runs every row and reports all that fail together, with how many ran.
pub fn check(file: &str, heading: &str, mut run: impl FnMut(&Row) -> Result<(), String>) {
    let rows = rows(file, heading);
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| run(row).err().map(|why| format!("{file}:{}: {why}", row.line)))
        .collect();
    println!("{file} · {heading}: {} rows ran", rows.len());
    assert!(
        failures.is_empty(),
        "{} of {} rows fail:\n{}",
        failures.len(),
        rows.len(),
        failures.join("\n")
    );
}

/// Cells of a row: trimmed; `\|` is a bar within a cell; one pair of backquotes around a whole cell goes.
fn split(line: &str) -> Vec<String> {
    let trimmed = line.trim().trim_start_matches('|');
    let mut cells = vec![String::new()];
    let mut chars = trimmed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                cells.last_mut().unwrap().push('|');
            }
            '|' => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells.pop(); // what stands after the closing bar
    cells.iter().map(|cell| unquote(cell.trim())).collect()
}

fn unquote(cell: &str) -> String {
    match cell.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(inner) if !inner.contains('`') => inner.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Why a webhook may not go to this address, taken apart by the parser that the Worker has.
pub fn webhook_problem(text: &str, reach: Reach) -> Option<Problem> {
    let Ok(url) = url::Url::parse(text) else { return Some(not_an_address(text)) };
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let (scheme, host, port) = (url.scheme(), url.host_str(), url.port());
    WebAddress { scheme, host, port, has_credentials }.check(reach).err()
}
