//! The boundary: the only place where words become JSON and JSON becomes words.
//!
//! Reading collects every problem with its place (`json::Object`); writing and reading are inverse.

pub mod json;

pub mod account;
pub mod filter;
pub mod module;
pub mod record;
pub mod sms;
pub mod automation;
pub mod plan;
pub mod template;
pub mod setup;
pub mod timing;
pub mod view;
pub mod ask;
