//! Lines for the operator: one JSON object each. On the platform they go to its log, which makes columns
//! of their members; elsewhere to standard error.
//!
//! What can stand in a line is decided by types: an account, an automation, words of the source, numbers,
//! an id that we drew. No function takes a text that came from outside, so that no address, name, body or
//! token can be logged; `tests/e2e/canary.test.mjs` plants some and looks. The message of a problem quotes
//! what somebody wrote: its code stands here, the rest is in the answer.

use relance_core::words::{AccountId, AutomationId, Problem};
use serde_json::{Map, Value as Json};

use crate::platform::Platform;
use crate::store::db::StoreError;

/// Most characters that are kept of what the database said.
const SAID_CHARS_MAX: usize = 200;

/// Who fails on purpose a million times (`tests/simulation`) wants no line for each.
#[cfg(not(target_arch = "wasm32"))]
pub static IS_QUIET: core::sync::atomic::AtomicBool = core::sync::atomic::AtomicBool::new(false);

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// It happened.
    Info,
    /// It did not work, and mends itself.
    Warning,
    /// Somebody should look at it.
    Error,
}

/// One line on its way.
#[derive(Debug)]
#[must_use = "a line is written by `write`"]
pub struct Line {
    level: Level,
    members: Map<String, Json>,
}

/// Whether what merely happens is logged too; `RELANCE_LOG=warning` keeps it quiet.
pub fn tells_everything(platform: &dyn Platform) -> bool {
    platform.variable("RELANCE_LOG").is_none_or(|level| level != "warning")
}

/// Something happened.
pub fn info(what: &'static str) -> Line {
    Line::new(Level::Info, "info", what)
}

/// Something did not work that mends itself.
pub fn warning(what: &'static str) -> Line {
    Line::new(Level::Warning, "warning", what)
}

/// Something failed that somebody should look at.
pub fn error(what: &'static str) -> Line {
    Line::new(Level::Error, "error", what)
}

impl Line {
    fn new(level: Level, word: &'static str, what: &'static str) -> Self {
        let mut members = Map::new();
        members.insert("level".into(), word.into());
        members.insert("what".into(), what.into());
        Line { level, members }
    }

    fn with(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Whose.
    pub fn account(self, account: &AccountId) -> Self {
        self.with("account", account.as_str())
    }

    /// By which automation.
    pub fn automation(self, automation: &AutomationId) -> Self {
        self.with("automation", automation.as_str())
    }

    /// A word of the source: a method, a route, a code.
    pub fn word(self, name: &'static str, word: &'static str) -> Self {
        self.with(name, word)
    }

    /// A count, a status, a duration; its name ends in its unit where it has one.
    pub fn number(self, name: &'static str, number: impl Into<i64>) -> Self {
        self.with(name, number.into())
    }

    /// What is wrong, by its codes: messages quote what somebody wrote.
    pub fn problems(self, problems: &[Problem]) -> Self {
        let codes: Vec<&'static str> = problems.iter().map(|problem| problem.code).collect();
        self.with("codes", codes)
    }

    /// What the database said, without what may be somebody's: see [`without_values`].
    pub fn store(self, error: &StoreError) -> Self {
        self.with("said", without_values(&error.0))
    }

    /// The id by which a person finds the lines of one request.
    pub fn request(self, id: &RequestId) -> Self {
        self.with("request", id.as_str())
    }

    /// Writes it.
    pub fn write(self) {
        let text = Json::Object(self.members).to_string();
        #[cfg(target_arch = "wasm32")]
        match self.level {
            Level::Info => worker::console_log!("{text}"),
            Level::Warning => worker::console_warn!("{text}"),
            Level::Error => worker::console_error!("{text}"),
        }
        #[cfg(not(target_arch = "wasm32"))]
        if self.level != Level::Info && !IS_QUIET.load(core::sync::atomic::Ordering::Relaxed) {
            eprintln!("{text}");
        }
    }
}

/// What names one request, in its answer and in its lines: drawn, never given.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// One that was drawn.
    pub fn drawn(text: String) -> Self {
        RequestId(text)
    }

    /// As the header `x-request-id` shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of an error of the database. What lies between its first and its last quotation mark may be
/// out of a row (which of them opens and which closes, an apostrophe makes a guess), and so may numbers and
/// whatever is no plain word: all of that goes, `UNIQUE constraint failed: record.id` stays as it is.
pub fn without_values(said: &str) -> String {
    let quotes = ['"', '\'', '`'];
    let before = said.split(quotes).next().unwrap_or_default();
    let after = said.rsplit_once(quotes).map_or("", |(_, after)| after);
    let is_plain = |word: &&str| {
        word.chars().all(|letter| letter.is_ascii_alphabetic() || "_.:,;()".contains(letter))
    };
    let words: Vec<&str> =
        before.split_whitespace().chain(after.split_whitespace()).filter(is_plain).collect();
    words.join(" ").chars().take(SAID_CHARS_MAX).collect()
}

/// A panic: where, and what the source says of it. What was formatted into it may be anybody's.
pub fn panicked(info: &std::panic::PanicHookInfo<'_>) {
    let line = info.location().map_or(0, |place| i64::from(place.line()));
    let file = info.location().map_or("", |place| place.file());
    let said = info.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
    let panic = error("panic").number("line", line).word("said", said);
    panic.with("file", file).write();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_says_is_kept_without_values() {
        let cases = [
            (
                "UNIQUE constraint failed: record.id: SQLITE_CONSTRAINT",
                "UNIQUE constraint failed: record.id: SQLITE_CONSTRAINT",
            ),
            ("near \"ana@x.example\": syntax error", "near : syntax error"),
            ("value ana@x.example is +48601000001", "value is"),
            ("it's 'Ana' and 'Jan'", "it"),
        ];
        for (said, kept) in cases {
            assert_eq!(without_values(said), kept);
        }
    }

    #[test]
    fn a_line_is_one_object_of_codes_and_numbers() {
        let problem = Problem::new("invalid_email", "`ana@x.example` is not an address");
        let line = warning("request").number("status", 422).problems(&[problem]);
        let text = Json::Object(line.members.clone()).to_string();
        assert_eq!(
            text,
            r#"{"codes":["invalid_email"],"level":"warning","status":422,"what":"request"}"#
        );
    }
}
