//! What is too much at once (D18): passages that are held until a person has looked, and deliveries
//! that fail so often that an automation stops. Counts are kept by the store. Table:
//! `tests/spec/guard.md`.

/// Passages of one automation that begin in an hour without being asked about. Source: D18.
pub const UNASKED_MIN: u64 = 100;
/// Deliveries that the circuit breaker looks back on. Source: D18.
pub const DELIVERIES_WATCHED: u64 = 100;
/// Failures among them that stop nothing yet. Source: D18.
const FAILURES_MIN: u64 = 10;
/// Of so many watched deliveries one may fail. Source: D18, ten per cent.
const ONE_MAY_FAIL_OF: u64 = 10;

/// How many records begin in an automation, as far as the guard asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inflow {
    /// Passages that began in this clock hour, besides those that somebody confirmed.
    pub this_hour: u64,
    /// What a person confirmed when it was switched on, or published.
    pub confirmed: u64,
    /// Passages of a usual day: the average of the last seven.
    pub usual_daily: u64,
}

impl Inflow {
    /// How many may begin in an hour unasked.
    pub fn hourly_max(&self) -> u64 {
        let twice = |number: u64| number.saturating_mul(2);
        UNASKED_MIN.max(twice(self.confirmed)).max(twice(self.usual_daily))
    }

    /// Whether the next one is held.
    pub fn is_full(&self) -> bool {
        self.this_hour >= self.hourly_max()
    }
}

/// Whether so many failures among the last deliveries stop an automation: at least ten, and more than
/// one in ten.
pub fn stops(failed: u64, watched: u64) -> bool {
    failed >= FAILURES_MIN && failed.saturating_mul(ONE_MAY_FAIL_OF) > watched
}
