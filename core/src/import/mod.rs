//! Files of other programs as records: which column is which field, and what a cell says.
//!
//! An import is read whole before anything is written: every cell that does not fit is named by its
//! row and column. Nothing is guessed that could be read two ways: a file whose dates or decimal
//! marks stay ambiguous is asked about.
//!
//! | file | decides |
//! |---|---|
//! | `table` | delimiter, header, rows |
//! | `cell` | what one cell's text means for one field |
//! | `notation` | how this file writes dates and decimals |
//! | `suggest` | which field a column probably is |
//! | `rows` | all rows by a mapping: records to write, and problems |
//! | `consent` | what the importer declares of the people in it |
//! | `ask` | the questions in JSON, for the API and the browser |
//!
//! Spec: `tests/spec/import.md`.

pub mod ask;
mod cell;
mod consent;
mod notation;
mod rows;
mod suggest;
mod table;

pub use cell::parse_cell;
pub use consent::Declared;
pub use notation::{DateOrder, DecimalMark, Notation};
pub use rows::{Imported, Mapping, PROBLEMS_MAX, read_rows};
pub use suggest::{Suggestion, suggest};
pub use table::{COLUMNS_MAX, ROWS_MAX, Row, Table};
