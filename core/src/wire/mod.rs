//! The boundary: the only place where words become JSON and JSON becomes words.
//!
//! Reading collects every problem with its place (`json::Object`); writing and reading are inverse.

pub mod json;

pub mod budget;
pub mod cap;
pub mod consent;
pub mod sending;
pub mod subscription;
pub mod tracking;

pub mod account;
pub mod built_in;
pub mod module;
pub mod record;

pub mod filter;
pub mod findings;
pub mod schedule;
pub mod sms;
pub mod template;
pub mod timing;
pub mod view;

pub mod automation;
pub mod outside;
pub mod plan;
pub mod publish;
pub mod rule;
pub mod setup;
pub mod standing;
pub mod step;
pub mod webhook;

pub mod merge;
pub mod once;
pub mod person;

pub mod told;

pub mod ask;
pub mod preview;
pub mod preview_filter;
pub mod rehearsal;
pub mod session;
