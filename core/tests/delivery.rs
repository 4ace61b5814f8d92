//! Runs `tests/spec/delivery.md`: what an attempt to reach a service outside comes to (D23).

mod common;

use relance_core::engine::Reason;
use relance_core::engine::delivery::{Answer, Settled, settled};
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

#[test]
fn an_attempt_comes_to_what_the_table_says() {
    common::check("delivery.md", "Attempts", |row| {
        let at = Moment::parse(row.get("at (UTC)")).unwrap();
        let attempt = row.get("attempt").parse().unwrap();
        let said = match settled(attempt, answer(row.get("answer")), at) {
            Settled::Sent => "sent".to_owned(),
            Settled::Later(at) => format!("again {}", at.to_iso()),
            Settled::NotSent(reason) => format!("not sent: {}", reason.key()),
            Settled::Unknown => "unknown".to_owned(),
        };
        if said == row.get("becomes") { Ok(()) } else { Err(said) }
    });
}
