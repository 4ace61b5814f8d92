//! What becomes of a person's answer when somebody writes it, what is kept as its proof, and what a
//! marketing message must carry so that the person can take it back (D20, E6).
//!
//! | file | decides |
//! |---|---|
//! | `answer` | which fields a write of consent changes, and the line of proof that it leaves |
//! | `footer` | the foot of marketing e-mails, and the headers of RFC 2369 and RFC 8058 |
//! | `opt_in` | the letter that asks for a confirmation, how often and for how long |
//!
//! Does not decide whether a message may leave: `engine::recipient` and `engine::claim` do, by the
//! fields that stand here. Spec: `tests/spec/consent.md`.

mod answer;
mod footer;
mod opt_in;

pub use answer::{is_asked, proofs, settle, with_suppression};
pub use footer::{Footer, footer, unsubscribe_headers, way_out};
pub use opt_in::{Letter, OPT_IN_MS, OPT_IN_PAUSE_MS, letter};
