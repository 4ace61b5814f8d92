//! Whether a deployment does its work, and what keeps it from it. Spec table: `tests/spec/health.md`.
//!
//! Decides from a few figures; who reads them is `worker/src/routes/operations.rs`.

/// After so long without a tick something is wrong with cron. Units: ms. Our choice: cron comes every
/// minute; five of them do not get lost by chance.
pub const TICK_AGE_MS_MAX: i64 = 300_000;
/// A message that is due and waits longer than this means that sending does not keep up. Units: ms. Our
/// choice: three times the longest of a tick's fifteen minutes would be noticed by customers, one is not.
pub const BACKLOG_AGE_MS_MAX: i64 = 900_000;

/// What is known of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// The newest migration that the code knows.
    pub schema_of_code: String,
    /// The newest that the database has; `None` when it did not answer.
    pub schema_of_database: Option<String>,
    /// How long ago the last tick began; `None` when none ever did, as far as anybody remembers.
    pub tick_age_ms: Option<i64>,
    /// How long the message waits that has been due longest; `None` when none is due.
    pub backlog_age_ms: Option<i64>,
}

/// What keeps a deployment from its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ailment {
    /// The database does not answer.
    Database,
    /// Its tables are older than the code.
    Schema,
    /// No tick came for a while.
    Tick,
    /// What is due waits too long.
    Backlog,
}

impl Ailment {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Ailment::Database => "database",
            Ailment::Schema => "schema",
            Ailment::Tick => "tick",
            Ailment::Backlog => "backlog",
        }
    }
}

impl Vitals {
    /// Everything that is wrong; nothing: it does its work. Tables newer than the code are no ailment:
    /// migrations only add, and that is how a version is rolled back.
    pub fn ailments(&self) -> Vec<Ailment> {
        let Some(schema) = &self.schema_of_database else { return vec![Ailment::Database] };
        let checks = [
            (Ailment::Schema, *schema < self.schema_of_code),
            (Ailment::Tick, self.tick_age_ms.is_none_or(|age| age > TICK_AGE_MS_MAX)),
            (Ailment::Backlog, self.backlog_age_ms.is_some_and(|age| age > BACKLOG_AGE_MS_MAX)),
        ];
        checks.into_iter().filter(|(_, is_ill)| *is_ill).map(|(ailment, _)| ailment).collect()
    }
}
