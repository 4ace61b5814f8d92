//! What the Worker asks of the outside: the database, the clock, randomness, other people's servers.
//!
//! Everything but this is the same wherever it runs: on Cloudflare (`cloudflare.rs`), and in the
//! simulation, which answers from a seed and fails on purpose (`tests/simulation`).

use core::fmt::Debug;

use futures_util::future::LocalBoxFuture;
use relance_core::words::Moment;

use crate::store::db::{Statement, StoreError};

/// One outside.
pub trait Platform: Debug {
    /// Runs all statements in one transaction: all or none. Answers the column `json` of each one's rows.
    fn transaction<'a>(
        &'a self,
        statements: &'a [Statement],
    ) -> LocalBoxFuture<'a, Result<Vec<Vec<String>>, StoreError>>;

    /// The world's clock.
    fn now(&self) -> Moment;

    /// Fills the bytes with what nobody can guess.
    ///
    /// # Errors
    /// When there is no such source.
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;

    /// Calls somebody else's server and waits a bounded time. Redirects are not followed: they would
    /// lead where nobody has looked.
    ///
    /// # Errors
    /// Why no answer came, in one line. Whether the server saw the request is then not known.
    fn call<'a>(&'a self, call: &'a Call<'a>) -> LocalBoxFuture<'a, Result<Reply, String>>;

    /// Hands a whole letter to the platform's own e-mail; answers the platform's id of it.
    ///
    /// # Errors
    /// The platform's words, with its code in front where it has one; `E_NOT_BOUND` where there is no
    /// such thing.
    fn mail<'a>(&'a self, _letter: &'a Letter<'a>) -> LocalBoxFuture<'a, Result<String, String>> {
        Box::pin(async { Err("E_NOT_BOUND: this deployment has no e-mail binding".to_owned()) })
    }

    /// A variable or secret of the deployment.
    fn variable(&self, name: &str) -> Option<String>;

    /// Asks for a tick soon. Losing it costs a minute, never an action.
    fn wake(&self) -> LocalBoxFuture<'_, ()>;
}

/// The platform gives no random numbers.
#[derive(Debug, Clone, Copy)]
pub struct NoRandomness;

/// How a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Only looks.
    Get,
    /// Does something.
    Post,
}

/// A request to a server.
#[derive(Debug)]
pub struct Call<'a> {
    /// How.
    pub verb: Verb,
    /// Where to; what a person typed was checked by `relance_core::words::WebAddress` before.
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// What is sent; nothing with [`Verb::Get`].
    pub body: &'a str,
}

/// A letter for the platform's own e-mail.
#[derive(Debug)]
pub struct Letter<'a> {
    /// The address of the envelope.
    pub from: &'a str,
    /// Whom.
    pub to: &'a str,
    /// The whole message, RFC 5322.
    pub mime: &'a str,
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`. Units: seconds from now.
    pub retry_after_seconds: Option<i64>,
    /// The answer, cut; empty when it is not text.
    pub body: String,
}
