//! A CSV file as a header and rows.
//!
//! Source: RFC 4180 for quotes and line ends; the delimiter is the one that spreadsheets of the
//! country write (`,` `;` tab `|`).

use std::collections::BTreeSet;

use crate::words::{Problem, Problems, clip};

/// Most rows of one import. Source: our choice; a Worker reads them in one request.
pub const ROWS_MAX: usize = 100_000;
/// Most columns of one import. Source: as the fields of a module.
pub const COLUMNS_MAX: usize = 200;

const DELIMITERS: [u8; 4] = *b",;\t|";

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What stands between cells.
    pub delimiter: char,
    /// The header.
    pub columns: Vec<String>,
    /// Rows that are not blank.
    pub rows: Vec<Row>,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file, from 1; the header is usually 1.
    pub line: u64,
    /// As many cells as the header.
    pub cells: Vec<String>,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// `empty_file`, `twice` for a repeated column, `unnamed_column`, `wrong_cell_count` for each row
    /// (the first hundred), `too_many_rows`, `too_many_columns`.
    ///
    /// # Example
    /// ```
    /// use relance_core::import::Table;
    /// let table = Table::read("Imię;Miasto\nAna;\"Łódź; Polska\"\n").unwrap();
    /// assert_eq!((table.delimiter, table.rows[0].cells[1].as_str()), (';', "Łódź; Polska"));
    /// ```
    pub fn read(text: &str) -> Result<Self, Problems> {
        const PROBLEMS_MAX: usize = 100;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // One kind of line end: the reader counts lines at `\n`, after the record that `\r` has ended.
        let text = text.replace("\r\n", "\n");
        let delimiter = sniff(&text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(Ok(header)) = records.next() else {
            return Err(vec![Problem::new("empty_file", "the file has no header")]);
        };
        let columns: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
        let mut problems = header_problems(&columns);
        let mut rows = Vec::new();
        for record in records {
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, |position| line_of(&text, position));
            let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            // Spreadsheets write empty cells behind the last column.
            while cells.len() > columns.len()
                && cells.last().is_some_and(|cell| cell.trim().is_empty())
            {
                cells.pop();
            }
            if cells.len() != columns.len() && problems.len() < PROBLEMS_MAX {
                problems.push(cell_count(line, cells.len(), columns.len()));
            }
            if rows.len() == ROWS_MAX {
                let message = format!("an import has at most {ROWS_MAX} rows");
                problems.push(Problem::new("too_many_rows", message).help("split the file"));
                break;
            }
            cells.resize(columns.len(), String::new());
            rows.push(Row { line, cells });
        }
        if problems.is_empty() {
            Ok(Table { delimiter: char::from(delimiter), columns, rows })
        } else {
            Err(problems)
        }
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

/// Where a record begins: the reader's position stands before the blank lines that it skips.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank_lines = rest.iter().take_while(|byte| **byte == b'\n').count();
    position.line() + u64::try_from(blank_lines).unwrap_or(0)
}

fn cell_count(line: u64, found: usize, wanted: usize) -> Problem {
    Problem::new("wrong_cell_count", format!("the row has {found} cells, the header {wanted}"))
        .at(format!("line {line}"))
        .found(found.to_string())
        .help("a text with a delimiter or a quote in it must stand in quotes")
}

fn header_problems(columns: &[String]) -> Problems {
    let mut problems = Problems::new();
    let mut seen = BTreeSet::new();
    for (index, column) in columns.iter().enumerate() {
        if column.is_empty() {
            let message = format!("column {} has no name", index + 1);
            problems.push(Problem::new("unnamed_column", message).at("line 1"));
        } else if !seen.insert(column) {
            let message = format!("two columns are called `{}`", clip(column));
            problems.push(Problem::new("twice", message).at("line 1").found(clip(column)));
        }
    }
    if columns.len() > COLUMNS_MAX {
        let message = format!("an import has at most {COLUMNS_MAX} columns");
        problems.push(Problem::new("too_many_columns", message).found(columns.len().to_string()));
    }
    problems
}

/// The delimiter that stands most often outside quotes in the header; `,` when none does.
fn sniff(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            byte if !is_quoted => {
                for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                    *count += usize::from(byte == delimiter);
                }
            }
            _ => {}
        }
    }
    let best = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    best.filter(|(count, _)| **count > 0).map_or(b',', |(_, delimiter)| delimiter)
}
