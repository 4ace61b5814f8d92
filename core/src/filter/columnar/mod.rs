//! The live preview's execution of a filter: all records at once, by column.
//!
//! Decides which rows match; must agree with the row evaluator on every record (law:
//! `core/tests/columnar_laws.rs`). What it is measured against: `tests/bench/filter.mjs`.
//!
//! Reading order: `bits`, `kernel` (loops), `names`, `fold`, `codes`, `column`, `table` (storage),
//! `json`, `civil`, `load`, `load_history` (reading), `history`, `dataset` (all tables), then asking: `spans`,
//! `search`, `ask` (a column), `question` (all kinds of questions), `run` (a filter), `answers`.

mod answers;
mod ask;
pub mod bits;
mod civil;
mod codes;
mod column;
pub mod dataset;
pub mod fold;
mod history;
mod json;
pub mod kernel;
mod load;
mod load_history;
mod names;
mod question;
mod run;
mod search;
mod spans;
pub mod table;

pub use answers::{Blanks, DayAhead, Difference, Direction, Sort, Whole};
pub use bits::Bitset;
pub use dataset::Dataset;
pub use load::{LoadReport, PROBLEMS_MAX};
pub use run::Plan;
pub use table::Table;
