//! Filters: which records an automation is about. One tree, checked once against a module (D11),
//! answered the same by every execution.
//!
//! Reading order: `expression` (as written), `ast` (as checked), `limits`, `text` (D8).
//! Rules D7 to D11; table: `tests/spec/filter.md`; laws: `core/tests/filter_laws.rs`.

pub mod ast;
pub mod expression;
pub mod limits;
pub mod text;

pub use ast::{Filter, Reads};
pub use expression::Expression;
