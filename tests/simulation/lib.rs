//! The real Worker under a seeded scheduler: see README.md beside this file. The tests stand in
//! `simulation.rs`.
//!
//! Reading order: `executor` (who goes on), `outside` (what it waits for), `store` and `provider` (what
//! answers), `world` (the account), `entries`, `requests` and `schedule` (what happens), `journal` (what did),
//! `invariants` and `forgotten` (what must hold), `coverage`, `mutants`, `trace`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

pub mod coverage;
pub mod entries;
pub mod executor;
pub mod forgotten;
pub mod invariants;
pub mod journal;
pub mod merges;
pub mod mutants;
pub mod outside;
pub mod provider;
pub mod random;
pub mod requests;
pub mod rows;
pub mod schedule;
pub mod store;
pub mod trace;
pub mod world;
