//! Runs `tests/spec/inbound.md`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::{Row, check};
use relance_core::inbound::{ReceivedEmail, chosen_local_part, local_part};
use relance_core::wire::record::value_to_json;
use relance_core::words::Moment;

fn agree(name: &str, said: &str, expected: &str) -> Result<(), String> {
    if said == expected { Ok(()) } else { Err(format!("{name}: {said}, not {expected}")) }
}

fn yes_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// A message with these headers, `name: value; name: value`.
fn with_headers(text: &str) -> ReceivedEmail {
    let mut email = ReceivedEmail {
        envelope_from: "jan@client.example".into(),
        envelope_to: "x7k@in.example".into(),
        ..ReceivedEmail::default()
    };
    let is_one = text.starts_with("Auto-") || text.starts_with("List-") || text.starts_with("X-");
    let parts: Vec<&str> = if is_one { vec![text] } else { text.split("; ").collect() };
    for part in parts {
        let (name, value) = part.split_once(": ").unwrap_or_else(|| panic!("{part}: a header"));
        let value = value.to_owned();
        match name {
            "Subject" => email.subject = value,
            "From" => email.from = value,
            "Date" => email.date = value,
            "Message-ID" => email.message_id = value,
            "Auto-Submitted" => email.auto_submitted = value,
            "Precedence" => email.precedence = value,
            "List-Id" => email.list_id = value,
            "List-Unsubscribe" => email.list_unsubscribe = value,
            "X-Autoreply" => email.auto_reply = value,
            "Return-Path" => email.envelope_from = String::new(),
            "Content-Type" => email.is_report = value == "multipart/report",
            other => panic!("no header {other}"),
        }
    }
    email
}

#[test]
fn messages_of_machines_are_marked() {
    check("inbound.md", "Written by a machine", |row| {
        let said = with_headers(row.get("headers")).is_automatic();
        agree("by a machine", yes_no(said), row.get("by a machine"))
    });
}

#[test]
fn the_same_message_is_the_same_record() {
    check("inbound.md", "The same message", |row| {
        let id = |column| with_headers(row.get(column)).record_id().unwrap();
        agree("same", yes_no(id("one") == id("other")), row.get("same"))
    });
}

/// A cell's text: `↵` is a line end, `⟦…⟧` stands for itself, `3 × a` repeats.
fn text(row: &Row, column: &str) -> String {
    let cell = row.get(column).replace('↵', "\r\n").replace(['⟦', '⟧'], "");
    match cell.split_once(" × ") {
        Some((times, part)) => part.trim_matches('`').repeat(times.parse().unwrap()),
        None if cell == "nothing" => String::new(),
        None => cell,
    }
}

#[test]
fn what_a_filter_asks_about_is_kept() {
    check("inbound.md", "What is kept", |row| {
        let mut email = with_headers("From: jan@client.example");
        let received = text(row, "received");
        match row.get("field") {
            "subject" | "name" => email.subject = received,
            "from" => email.from = received,
            "from_name" => email.from_name = received,
            "to" => email.to = Some(received).filter(|to| !to.is_empty()).into_iter().collect(),
            "body" | "is_cut" => email.body = received,
            "arrived_at" => email.envelope_to = received,
            "direction" | "channel" => {}
            other => return Err(format!("field {other}")),
        }
        let record = email.record(&[], None, Moment::from_ms(0)).unwrap();
        let value = record.values.get(row.get("field")).cloned().flatten();
        let said = value.map(|value| value_to_json(&value)).unwrap_or_default();
        let said = match &said {
            serde_json::Value::Bool(answer) => yes_no(*answer),
            other => other.as_str().unwrap_or_default(),
        };
        agree(row.get("field"), said, &text(row, "kept").replace('\r', ""))
    });
}

#[test]
fn an_address_leads_to_an_account() {
    check("inbound.md", "Where it goes", |row| {
        let said = local_part(row.get("address"));
        agree("looked up as", said.as_deref().unwrap_or("nothing"), row.get("looked up as"))
    });
    check("inbound.md", "Chosen addresses", |row| {
        let said = chosen_local_part(row.get("chosen")).ok();
        agree("becomes", said.as_deref().unwrap_or("nothing"), row.get("becomes"))
    });
}
