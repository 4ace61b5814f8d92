//! Whether a person looked at a message, or a machine did (E13): mail systems fetch pictures before
//! anybody reads, and scanners open every link.
//!
//! Decides from what the request itself says and when it came. It cannot know: a scanner that waits
//! and dresses as a browser counts as a person. Table: `tests/spec/reads.md`; the word lists are held
//! against the crawlers and browsers of three npm packages by `tests/parity/reads.test.mjs`.

/// Who looks within so many seconds after the message left is no person. Units: seconds. Source: our
/// choice: scanners look while they deliver; a person is told of the message first.
pub const TOO_SOON_SECONDS: i64 = 10;

/// Programs that fetch a picture because a person opens the message now. Source: the names that
/// Gmail's and Yahoo's image proxies send.
const PERSONS_PROXIES: [&str; 2] = ["googleimageproxy", "yahoomailproxy"];
/// All that Apple's Mail Privacy Protection says of itself, whether somebody reads or not.
const PRIVACY_PROXY: &str = "mozilla/5.0";
/// What browsers and mail programs begin with. Source: our choice, from their own notes.
const PERSONS_BEGINNINGS: [&str; 6] =
    ["mozilla/", "opera/", "microsoft office", "outlook-", "dalvik/", "thunderbird/"];
/// What stands in the names of machines and in no browser's. Source: our choice, measured against
/// `crawler-user-agents` (more than 99 % found) and `user-agents` (fewer than 0.1 % taken for one).
const MACHINES_WORDS: &[&str] = &[
    ".com",
    "abuse",
    "agent",
    "appinsights",
    "archiv",
    "audit",
    "barracuda",
    "bot",
    "capture",
    "check",
    "crawl",
    "curl",
    "dareboost",
    "datanyze",
    "facebookexternalhit",
    "favicon",
    "feed",
    "fetch",
    "finder",
    "foregenix",
    "google-",
    "gtmetrix",
    "hardenize",
    "headers",
    "headless",
    "hotjar",
    "http://",
    "httpclient",
    "https://",
    "httrack",
    "index",
    "indy library",
    "inspect",
    "java/",
    "lighthouse",
    "linktiger",
    "mimecast",
    "monitor",
    "newsai",
    "newsnow",
    "observer",
    "openvas",
    "optimi",
    "outbrain",
    "phantomjs",
    "pingdom",
    "playwright",
    "preview",
    "proofpoint",
    "proxy",
    "ptst",
    "python",
    "readable/",
    "recon",
    "rigor)",
    "safelinks",
    "scan",
    "scrap",
    "search",
    "selenium",
    "silktide",
    "slurp",
    "spider",
    "splash ",
    "survey",
    "synthetic",
    "testlocally",
    "validator",
    "verif",
    "watcher",
    "watchtowr",
    "wget",
    "www.",
    "zscaler",
];

/// A request for a picture or a link of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    /// How it asked.
    pub asked: Asked,
    /// What the program says of itself; empty when it says nothing.
    pub user_agent: &'a str,
    /// How long ago the message left, or was delivered if that is known; `None` while it is not
    /// known to have left. Units: seconds.
    pub since_sent_seconds: Option<i64>,
}

/// How a program asked for a picture or a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// For all of it, as who shows it does.
    Whole,
    /// Only whether it is there (HEAD).
    HeadOnly,
    /// Ahead of need, and says so (`Sec-Purpose: prefetch`).
    Ahead,
}

/// Who looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looker {
    /// A person, as far as anybody can tell.
    Person,
    /// A person, through the mail service's image proxy: when is known, where is not.
    PersonsProxy,
    /// A proxy that fetches whether somebody reads or not.
    PrivacyProxy,
    /// A crawler, a scanner, a program.
    Machine,
    /// Somebody, so soon after the sending that it was no person.
    TooSoon,
    /// Somebody who does not show what was asked for.
    NotShown,
}

impl Looker {
    /// Every looker, for reading one back from the store.
    pub const ALL: [Looker; 6] = [
        Looker::Person,
        Looker::PersonsProxy,
        Looker::PrivacyProxy,
        Looker::Machine,
        Looker::TooSoon,
        Looker::NotShown,
    ];

    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Looker::Person => "person",
            Looker::PersonsProxy => "persons_proxy",
            Looker::PrivacyProxy => "privacy_proxy",
            Looker::Machine => "machine",
            Looker::TooSoon => "too_soon",
            Looker::NotShown => "not_shown",
        }
    }

    /// Whether it says nothing about a person (E13).
    pub fn is_automatic(self) -> bool {
        !matches!(self, Looker::Person | Looker::PersonsProxy)
    }
}

/// Decides who looked. Source: E13.
pub fn looker(look: &Look<'_>) -> Looker {
    if look.asked != Asked::Whole {
        return Looker::NotShown;
    }
    let name = look.user_agent.trim().to_ascii_lowercase();
    let is_persons_proxy = PERSONS_PROXIES.iter().any(|proxy| name.contains(proxy));
    if name == PRIVACY_PROXY {
        return Looker::PrivacyProxy;
    }
    if !is_persons_proxy && is_machine(&name) {
        return Looker::Machine;
    }
    if look.since_sent_seconds.is_none_or(|seconds| seconds < TOO_SOON_SECONDS) {
        return Looker::TooSoon;
    }
    if is_persons_proxy { Looker::PersonsProxy } else { Looker::Person }
}

/// Whether this (in small letters) is the name of no browser and no mail program.
fn is_machine(name: &str) -> bool {
    let is_persons = PERSONS_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
    // Browsers say in brackets what they run on; only very old ones begin that with `compatible`.
    let is_dressed = name.contains("compatible;") && !name.contains("msie");
    !is_persons
        || !name.contains('(')
        || is_dressed
        || MACHINES_WORDS.iter().any(|word| name.contains(word))
}
