//! Relance's core: decides everything, touches nothing.
//!
//! Reading order is the `mod` order; each layer uses only those above it.
//! No clock, no randomness, no I/O, no panics on input: `now` is a parameter.

// Words: the nouns that everything else is written in.
pub mod words;
// Evaluators: each answers one kind of question about words.
pub mod calendar;
pub mod consent;
pub mod filter;
pub mod recurrence;
pub mod sms;
pub mod template;
pub mod timing;
// Definitions: what a person set up, valid by construction.
pub mod definitions;
// Engine: what happens, and what is going to happen.
pub mod engine;
// Wire: the only serializable types.
pub mod wire;
// Import: files of other programs as records.
pub mod import;
// Inbound: an e-mail that arrived as a record.
pub mod inbound;
