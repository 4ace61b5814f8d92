//! Runs `tests/spec/delivery_facts.md`: what is told of a message after it left (D18, D20, E13, S4.11).

mod common;

use common::Row;
use relance_core::engine::Reason;
use relance_core::engine::delivery::Settled;
use relance_core::engine::facts::{
    Bounce, By, Counted, Fact, Message, MessageState, counted, happened_at, meaning,
};
use relance_core::engine::reads::Looker;
use relance_core::words::{Channel, Moment, Readers, SuppressionReason};

const SPEC: &str = "delivery_facts.md";

fn fact(text: &str) -> Fact {
    let looker = |key: &str| Looker::ALL.into_iter().find(|one| one.key() == key).unwrap();
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        ["delivered"] => Fact::Delivered,
        ["bounced", "hard"] => Fact::Bounced(Bounce::Hard),
        ["bounced", "soft"] => Fact::Bounced(Bounce::Soft),
        ["complained"] => Fact::Complained,
        ["replied"] => Fact::Replied,
        ["unsubscribed", "by", "us"] => Fact::Unsubscribed(By::Us),
        ["unsubscribed", "by", "provider"] => Fact::Unsubscribed(By::Provider),
        ["opened", key] => Fact::Opened(looker(key)),
        ["clicked", key] => Fact::Clicked(looker(key)),
        other => panic!("no fact {other:?}"),
    }
}

fn message(row: &Row) -> Message {
    let before = row.get("before");
    Message {
        channel: match row.get("channel") {
            "email" => Some(Channel::Email),
            "sms" => Some(Channel::Sms),
            "colleague" => None,
            other => panic!("no channel {other}"),
        },
        state: match row.get("message") {
            "waiting" => MessageState::Waiting,
            "sent" => MessageState::Sent,
            "not sent" => MessageState::NotSent,
            "unknown" => MessageState::Unknown,
            other => panic!("no state {other}"),
        },
        is_known: before == "the same",
        has_bounced: before == "another bounce",
    }
}

fn answer(row: &Row, readers: Readers) -> Result<(), String> {
    let found = meaning(fact(row.get("fact")), &message(row), readers);
    let settles = match (found.is_news, found.settles) {
        (false, _) => "known",
        (true, true) => "sent",
        (true, false) => "nothing",
    };
    let counts = match found.counts {
        None => "nothing",
        Some(Counted::Went) => "went",
        Some(Counted::Failed) => "failed",
        Some(Counted::FailedAfterAll) => "failed after all",
    };
    let suppresses = match found.suppresses {
        None => "nothing",
        Some(SuppressionReason::HardBounce) => "hard bounce",
        Some(SuppressionReason::Complaint) => "complaint",
        Some(_) => "another",
    };
    let consent = if found.withdraws_consent { "withdrawn" } else { "stays" };
    let answers = [settles, counts, suppresses, consent, found.tells.unwrap_or("nothing")];
    let columns = ["settles", "counts", "suppresses", "consent", "tells"];
    for (column, answer) in columns.into_iter().zip(answers) {
        if row.get(column) != answer {
            return Err(format!("{column} says `{}`, found `{answer}`", row.get(column)));
        }
    }
    Ok(())
}

#[test]
fn a_fact_means_the_same_in_whatever_order_it_comes() {
    common::check(SPEC, "What it means", |row| answer(row, Readers::Persons));
}

#[test]
fn an_account_may_count_machines() {
    common::check(SPEC, "Counting machines, too", |row| answer(row, Readers::Everybody));
}

#[test]
fn what_was_settled_is_counted() {
    common::check(SPEC, "What is counted when its sender has settled it", |row| {
        let settled = match row.get("settled") {
            "sent" => Settled::Sent,
            "unknown" => Settled::Unknown,
            other => {
                let reason = other.strip_prefix("not sent: ").and_then(Reason::parse);
                Settled::NotSent(reason.ok_or_else(|| format!("nothing is settled as `{other}`"))?)
            }
        };
        let found = match counted(settled) {
            Some(Counted::Went) => "went",
            Some(Counted::Failed) => "failed",
            Some(Counted::FailedAfterAll) => "failed after all",
            None => "nothing",
        };
        if row.get("counts") == found { Ok(()) } else { Err(format!("found `{found}`")) }
    });
}

#[test]
fn a_fact_happened_when_it_was_told_to_have() {
    common::check(SPEC, "When it happened", |row| {
        let now = Moment::parse(row.get("now")).unwrap();
        let told = Some(row.get("told")).filter(|told| *told != "nothing");
        let at = happened_at(told.map(|told| Moment::parse(told).unwrap()), now);
        if at.to_iso() == row.get("counts as") { Ok(()) } else { Err(at.to_iso()) }
    });
}
