//! Runs `tests/spec/delivery.md`: what an attempt to reach a service outside comes to (D23).

mod common;

use relance_core::engine::Reason;
use relance_core::engine::delivery::{
    Answer, Attempt, Found, Mode, NEVER, Reconciled, Settled, reconciled, retry_after_seconds,
};
use relance_core::words::Moment;

fn answer(text: &str) -> Answer {
    if let Some(reason) = text.strip_prefix("refused: ") {
        return Answer::Refused(Reason::parse(reason).unwrap());
    }
    let wait = text.strip_prefix("failed, wait ").and_then(|rest| rest.strip_suffix(" s"));
    match (text, wait) {
        ("done", _) => Answer::Done,
        ("lost", _) => Answer::Lost,
        ("failed", _) => Answer::Failed { after_seconds: None },
        (_, Some(seconds)) => Answer::Failed { after_seconds: Some(seconds.parse().unwrap()) },
        _ => panic!("{text}"),
    }
}

fn mode(text: &str) -> Mode {
    match text {
        "exact" => Mode::Exact,
        "repeatable" => Mode::Repeatable,
        "at most once" => Mode::AtMostOnce,
        "keyed, 24 h" => Mode::Keyed { key_lives_ms: 86_400_000 },
        "keyed, 15 min" => Mode::Keyed { key_lives_ms: 900_000 },
        _ => panic!("{text}"),
    }
}

/// `ever` is the instant that never comes.
fn doubt(text: &str) -> Option<Moment> {
    if text == "ever" { Some(NEVER) } else { Moment::parse(text).ok() }
}

fn doubt_text(until: Moment) -> String {
    if until == NEVER { "ever".to_owned() } else { until.to_iso() }
}

#[test]
fn an_attempt_comes_to_what_the_table_says() {
    common::check("delivery.md", "Attempts", |row| {
        let at = Moment::parse(row.get("at (UTC)")).unwrap();
        let attempt = Attempt {
            number: row.get("attempt").parse().unwrap(),
            mode: mode(row.get("mode")),
            key_until: doubt(row.get("in doubt until")),
            now: at,
            real_now: at,
        };
        let (settled, key_until) = attempt.settled(answer(row.get("answer")));
        let said = match (settled, key_until) {
            (Settled::Sent, _) => "sent".to_owned(),
            (Settled::Later(at), None) => format!("again {}", at.to_iso()),
            (Settled::Later(at), Some(until)) => {
                format!("again {}, in doubt until {}", at.to_iso(), doubt_text(until))
            }
            (Settled::NotSent(reason), _) => format!("not sent: {}", reason.key()),
            (Settled::Unknown, _) => "unknown".to_owned(),
        };
        if said == row.get("becomes") { Ok(()) } else { Err(said) }
    });
}

#[test]
fn a_dead_sender_leaves_what_the_table_says() {
    common::check("delivery.md", "Left behind", |row| {
        let mode = mode(row.get("mode"));
        let taken_at = Moment::parse(row.get("taken at (UTC)")).unwrap();
        let doubtful_from = mode.lease_doubtful_from(taken_at).map_or("–".into(), doubt_text);
        let said = (if mode.notes_each_call() { "yes" } else { "no" }, doubtful_from.as_str());
        let expected = (
            row.get("noted before each call"),
            row.get("what it had not called for is in doubt from"),
        );
        if said == expected { Ok(()) } else { Err(format!("{said:?}")) }
    });
}

#[test]
fn a_wait_is_read_as_the_table_says() {
    common::check("delivery.md", "How long to wait", |row| {
        let at = Moment::parse(row.get("at (UTC)")).unwrap();
        let found = retry_after_seconds(row.get("header"), at);
        let said = found.map_or("–".to_owned(), |seconds| seconds.to_string());
        if said == row.get("seconds") { Ok(()) } else { Err(said) }
    });
}

#[test]
fn what_was_asked_for_becomes_what_the_table_says() {
    common::check("delivery.md", "Asked for", |row| {
        let found = match row.get("found") {
            "taken" => Found::Taken,
            "not taken" => Found::NotTaken,
            "cannot say" => Found::CannotSay,
            other => panic!("{other}"),
        };
        let at = Moment::parse(row.get("at (UTC)")).unwrap();
        let expires_at = Moment::parse(row.get("expires")).ok();
        let look = row.get("look").parse().unwrap();
        let said = match reconciled(look, found, expires_at, at) {
            Reconciled::Sent => "sent".to_owned(),
            Reconciled::Again => "again".to_owned(),
            Reconciled::NotSent(reason) => format!("not sent: {}", reason.key()),
            Reconciled::AskAgain(at) => format!("ask again {}", at.to_iso()),
            Reconciled::Unknown => "unknown".to_owned(),
        };
        if said == row.get("becomes") { Ok(()) } else { Err(said) }
    });
}
