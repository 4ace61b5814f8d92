//! What an attempt to hand something over means: done, again later, never, or nobody knows.
//!
//! Whether a call may be repeated is the provider's property ([`Mode`]): it knows a key that it has
//! seen, or a second call is a second message. What may have arrived and cannot be asked again is
//! `unknown`: said and counted, never sent again by itself (D23). Table: `tests/spec/delivery.md`.

use super::log::Reason;
use crate::words::Moment;

/// Pauses before the next attempt. Units: minutes. Source: our choice: a restart is over after
/// minutes, an outage after hours, and what is a day late surprises.
pub const PAUSES_MINUTES: [i64; 6] = [1, 5, 30, 120, 360, 720];
/// Longest pause that a service may ask for. Units: minutes. Source: our choice, a day.
const ASKED_MINUTES_MAX: i64 = 1_440;
const MINUTE_MS: i64 = 60_000;
/// How long a decided message may wait to leave. Units: ms. Source: our choice: what is a day late
/// surprises; quiet hours and all attempts together are shorter.
pub const MESSAGE_LIVES_MS: i64 = 24 * 60 * MINUTE_MS;
/// So much before a provider forgets a key it is no longer relied upon. Units: ms. Source: our choice:
/// a lease, a call and clocks that differ.
const KEY_MARGIN_MS: i64 = 10 * MINUTE_MS;

/// What can always be repeated is in doubt all the same, should the next attempt be refused or be the last:
/// until then. Source: our choice: the last second of RFC 3339, an instant like any other in the database.
pub const NEVER: Moment = Moment::from_ms(253_402_300_799_000);

/// What a provider does with a message that it may have had already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It knows the key for so long: until then the same message again is the same message.
    Keyed {
        /// Units: ms. Source: the provider's documentation.
        key_lives_ms: i64,
    },
    /// A second call is a second message.
    AtMostOnce,
    /// A second call changes nothing, however late; but nobody can take the first one back.
    Repeatable,
    /// It is done in the transaction that settles it: never in doubt.
    Exact,
}

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

/// One try to hand something over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The first is 1.
    pub number: u32,
    /// See [`Mode`].
    pub mode: Mode,
    /// Since an earlier attempt may have arrived: until when the provider knows its key. By the
    /// world's clock, which is the provider's.
    pub key_until: Option<Moment>,
    /// The decision clock.
    pub now: Moment,
    /// The world's clock.
    pub real_now: Moment,
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

impl Mode {
    /// From when on an attempt of `real_now` that nobody heard of again can no longer be repeated;
    /// [`NEVER`] when it always can, `None` when it is never in doubt.
    pub fn doubtful_from(self, real_now: Moment) -> Option<Moment> {
        match self {
            Mode::Keyed { key_lives_ms } => Some(real_now.plus_ms(key_lives_ms - KEY_MARGIN_MS)),
            Mode::AtMostOnce => Some(real_now),
            Mode::Repeatable => Some(NEVER),
            Mode::Exact => None,
        }
    }

    /// The same of all messages that a sender takes at `real_now`, whether it comes to call for them or
    /// not: what its death leaves behind. `None` where nothing is in doubt before its own call is noted
    /// ([`Mode::notes_each_call`]).
    pub fn lease_doubtful_from(self, real_now: Moment) -> Option<Moment> {
        if self.notes_each_call() { None } else { self.doubtful_from(real_now) }
    }

    /// Whether each call is noted before it is made. Source: our choice: it costs a row written, and where
    /// a second call is a second message, only what was called for may be in doubt; with a key, doubt is
    /// ended by the next call.
    pub fn notes_each_call(self) -> bool {
        matches!(self, Mode::AtMostOnce)
    }
}

impl Attempt {
    /// What the answer makes of it, and [`Attempt::key_until`] of the next one.
    pub fn settled(&self, answer: Answer) -> (Settled, Option<Moment>) {
        let doubt = match answer {
            Answer::Lost => self.key_until.or(self.mode.doubtful_from(self.real_now)),
            _ => self.key_until,
        };
        let settled = match answer {
            Answer::Done => Settled::Sent,
            // What was asked before may have arrived all the same.
            Answer::Refused(_) if doubt.is_some() => Settled::Unknown,
            Answer::Refused(reason) => Settled::NotSent(reason),
            Answer::Failed { after_seconds } => self.again(after_seconds.unwrap_or(0), doubt),
            Answer::Lost => match self.again(0, doubt) {
                Settled::NotSent(_) => Settled::Unknown,
                again => again,
            },
        };
        (settled, doubt)
    }

    /// The next try, if there is one while the provider still knows the key.
    fn again(&self, asked_seconds: i64, doubt: Option<Moment>) -> Settled {
        let tried = usize::try_from(self.number.max(1)).unwrap_or(usize::MAX);
        let Some(pause) = PAUSES_MINUTES.get(tried - 1) else {
            return match doubt {
                Some(_) => Settled::Unknown,
                None => Settled::NotSent(Reason::Unreachable),
            };
        };
        let asked = asked_seconds.clamp(0, ASKED_MINUTES_MAX * 60) * 1_000;
        let pause = (pause * MINUTE_MS).max(asked);
        if doubt.is_some_and(|until| self.real_now.plus_ms(pause) >= until) {
            return Settled::Unknown;
        }
        Settled::Later(self.now.plus_ms(pause))
    }
}

/// Pauses before a provider is asked whether it took a message of which nobody knows. Units: minutes.
/// Source: our choice: its search knows by then, and after two days nobody waits for the answer.
pub const LOOKS_MINUTES: [i64; 4] = [15, 60, 480, 1_440];

/// What a provider says of a message of which nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has it.
    Taken,
    /// It does not have it, and would by now.
    NotTaken,
    /// It cannot be asked, did not answer, or its answer proves nothing.
    CannotSay,
}

/// What becomes of a message of which nobody knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconciled {
    /// It arrived.
    Sent,
    /// It did not, and leaves once more.
    Again,
    /// It did not, and is too late to leave.
    NotSent(Reason),
    /// It is asked for again then.
    AskAgain(Moment),
    /// Only a person can decide.
    Unknown,
}

/// After the `look`th time that a provider was asked (the first is 1).
pub fn reconciled(look: u32, found: Found, expires_at: Option<Moment>, now: Moment) -> Reconciled {
    match found {
        Found::Taken => Reconciled::Sent,
        Found::NotTaken if expires_at.is_some_and(|at| now >= at) => {
            Reconciled::NotSent(Reason::Expired)
        }
        Found::NotTaken => Reconciled::Again,
        Found::CannotSay => next_look(look, now).map_or(Reconciled::Unknown, Reconciled::AskAgain),
    }
}

/// When a provider is asked, after it was asked so often.
pub fn next_look(looks: u32, now: Moment) -> Option<Moment> {
    let pause = LOOKS_MINUTES.get(usize::try_from(looks).ok()?)?;
    Some(now.plus_ms(pause * MINUTE_MS))
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
