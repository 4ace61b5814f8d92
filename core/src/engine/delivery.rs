//! What an attempt to reach a service outside means for what it carried: done, again later, or never.
//!
//! A call may be repeated because it carries the effect's key, or because the service does nothing the
//! second time (D23). Table: `tests/spec/delivery.md`.

use super::log::Reason;
use crate::words::Moment;

/// Pauses before the next attempt. Units: minutes. Source: our choice: a restart is over after
/// minutes, an outage after hours, and what is a day late surprises.
pub const PAUSES_MINUTES: [i64; 6] = [1, 5, 30, 120, 360, 720];
/// Longest pause that a service may ask for. Units: minutes. Source: our choice, a day.
const ASKED_MINUTES_MAX: i64 = 1_440;
const MINUTE_MS: i64 = 60_000;

/// What came back from a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It did what it was asked.
    Done,
    /// It says that it could not: overload, failure, too many calls; and how long to wait.
    Failed {
        /// Units: seconds.
        after_seconds: Option<i64>,
    },
    /// Nothing, or nothing that can be understood: it may have done it.
    Lost,
    /// It will never do this.
    Refused(Reason),
}

/// What becomes of what was to be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It arrived.
    Sent,
    /// It is tried again then.
    Later(Moment),
    /// It will not arrive, for this reason.
    NotSent(Reason),
    /// It may have arrived; nobody tries again by itself.
    Unknown,
}

/// What the header `Retry-After` asks for: a number of seconds, or an instant. Units: seconds from `now`.
/// Source: RFC 9110 §10.2.3. `None` for what is neither.
pub fn retry_after_seconds(header: &str, now: Moment) -> Option<i64> {
    let header = header.trim();
    let seconds = header.parse::<u32>().ok().map(i64::from);
    seconds.or_else(|| {
        let until = Moment::parse_http_date(header)?;
        Some((until.as_ms() - now.as_ms() + 999).max(0) / 1_000)
    })
}

/// After the `attempt`th try (the first is 1).
pub fn settled(attempt: u32, answer: Answer, now: Moment) -> Settled {
    let asked = match answer {
        Answer::Done => return Settled::Sent,
        Answer::Refused(reason) => return Settled::NotSent(reason),
        Answer::Failed { after_seconds } => after_seconds.unwrap_or(0),
        Answer::Lost => 0,
    };
    let tried = usize::try_from(attempt.max(1)).unwrap_or(usize::MAX);
    match PAUSES_MINUTES.get(tried - 1) {
        Some(pause) => {
            let asked = asked.clamp(0, ASKED_MINUTES_MAX * 60) * 1_000;
            Settled::Later(now.plus_ms((pause * MINUTE_MS).max(asked)))
        }
        None if answer == Answer::Lost => Settled::Unknown,
        None => Settled::NotSent(Reason::Unreachable),
    }
}
