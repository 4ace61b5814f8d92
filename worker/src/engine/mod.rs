//! Load, let core decide, commit: the only way in which anything happens to a record.
//!
//! `load` brings what a decision reads, `decide` calls core's `advance`, `commit` writes its outcome
//! in one batch, guarded by the versions of everything that it was decided on. A refused batch is
//! loaded and decided again; core is pure, so nothing is lost by asking twice.

pub mod alerts;
pub mod arrival;
pub mod commit;
pub mod consent;
pub mod decide;
pub mod effects;
pub mod facts;
pub mod guard;
pub mod importing;
pub mod jobs;
pub mod load;
pub mod looks;
pub mod merging;
pub mod once;
pub mod person;
pub mod preview;
pub mod publish;
pub mod rounds;
pub mod tell;
pub mod walk;
pub mod write;

use relance_core::words::Problem;

use crate::answer::Refusal;

/// How often a refused batch is decided again before the next tick, or the caller, must. Our choice:
/// each refusal means that somebody else has committed, so progress was made.
pub const TRIES_MAX: usize = 8;

/// Others kept writing, however often it was decided again.
pub fn changed_meanwhile() -> Refusal {
    let message = "others kept changing the same records";
    Problem::new("changed_meanwhile", message).help("try again").into()
}
