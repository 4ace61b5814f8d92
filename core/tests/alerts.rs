//! Runs `tests/spec/alerts.md`: when somebody is told of what stopped by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::check;
use relance_core::engine::{Alert, alert_text};
use relance_core::words::Moment;

#[test]
fn somebody_is_told_at_once_and_once_an_hour() {
    check("alerts.md", "Told", |row| {
        Alert::parse(row.get("kind")).ok_or("no such kind")?;
        let at = |column: &str| Moment::parse(row.get(column)).ok();
        let found = Alert::told_at(at("happened").unwrap(), at("last told of this kind")).to_iso();
        if found == row.get("told") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn every_kind_has_its_words_in_every_language() {
    for alert in Alert::ALL {
        let subjects = ["en", "pl", "ro", "hu", "ru"].map(|language| alert.subject(language));
        let distinct = std::collections::BTreeSet::from(subjects);
        assert_eq!(distinct.len(), 5, "{}", alert.key());
        assert_eq!(Alert::parse(alert.key()), Some(alert));
    }
    let text = alert_text(&[("Welcome".to_owned(), 3), ("Offers".to_owned(), 1)]);
    assert_eq!(text, "- Welcome: 3\n- Offers\n");
}
