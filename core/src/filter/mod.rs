//! Filters: which records an automation is about. One tree, checked once against a module (D11),
//! answered the same by every execution.
//!
//! Reading order: `expression` (as written), `catalog` and `operators` (what may be asked), `check`
//! (to typed), `ast` (as typed), `text` and `time` (what values mean), then the executions:
//! `evaluate` (one record), `columnar` (all records at once, by column), `flip` (when the answer changes by itself, D10).
//! Rules D7 to D11; table: `tests/spec/filter.md`; laws: `core/tests/filter_laws.rs`.

pub mod ast;
pub mod catalog;
mod check;
mod check_value;
pub mod columnar;
pub mod evaluate;
pub mod explain;
pub mod expression;
mod flip;
pub mod limits;
pub mod operators;
pub mod prefilter;
pub mod text;
pub mod text_syntax;
pub mod time;

pub use ast::{Filter, Reads};
pub use catalog::Catalog;
pub use expression::Expression;
pub use time::At;
