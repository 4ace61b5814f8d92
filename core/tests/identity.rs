//! Runs `tests/spec/identities.md`: in whose name a message leaves (E3).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod common;

use relance_core::engine::{SendsAs, may_be_tested, sends_as, sms_sender};
use relance_core::wire::account::{account_from_json, default_account};
use relance_core::words::{AccountId, Channel, SmsSender, User, UserId};
use serde_json::{Value as Json, json};

/// `Name <address> answers address`, each part but the address optional.
fn identity(cell: &str) -> Json {
    let (before, reply_to) = match cell.split_once(" answers ") {
        Some((before, reply_to)) => (before, Some(reply_to)),
        None => (cell, None),
    };
    let (name, address) = match before.split_once(" <") {
        Some((name, address)) => (name, address.trim_end_matches('>')),
        None => ("", before),
    };
    json!({"name": name, "address": address, "reply_to": reply_to})
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split("; ").filter(|one| !one.is_empty())
}

fn mailbox(name: &str, address: &str) -> String {
    match (name, address) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

#[test]
fn each_message_says_in_whose_name_it_leaves() {
    common::check("identities.md", "E-mail", |row| {
        let provider = row.get("provider");
        let verified: Vec<Json> = list(row.get("takes as senders"))
            .map(|one| {
                let (sender, by) = one.split_once(" by ").unwrap_or((one, provider));
                json!({"provider": by, "sender": sender})
            })
            .collect();
        let identities: Vec<Json> = list(row.get("identities")).map(identity).collect();
        let sending = json!({"email": provider, "identities": identities, "verified": verified});
        let before = default_account(AccountId::parse("a").unwrap(), Vec::new());
        let settings = json!({"name": "Meble Nowak", "sending": sending});
        let account = account_from_json(&settings, &before).unwrap();
        let ewa = User {
            id: UserId::parse("u_ewa").unwrap(),
            name: "Ewa".into(),
            email: row.get("Ewa's address").into(),
            is_active: row.get("sender") == "Ewa",
        };
        let sender = Some(&ewa).filter(|_| row.get("sender") != "nobody");
        let SendsAs { name, address, reply_to } = sends_as(&account, sender);
        let from = mailbox(&name, address.as_ref().map_or("", |address| address.as_str()));
        let answers = reply_to.map(|to| mailbox(&to.name, to.address.as_str())).unwrap_or_default();
        if (from.as_str(), answers.as_str()) == (row.get("from"), row.get("answers go to")) {
            Ok(())
        } else {
            Err(format!("{from} | {answers}"))
        }
    });
}

#[test]
fn what_stands_over_an_sms_is_a_name_or_a_number() {
    common::check("identities.md", "What stands over an SMS", |row| {
        let read = SmsSender::parse(row.get("entered").trim_matches('`'));
        let said = read.map_or("refused".to_owned(), |sender| sender.as_str().to_owned());
        if said == row.get("is") { Ok(()) } else { Err(said) }
    });
    let account = default_account(AccountId::parse("a").unwrap(), Vec::new());
    assert_eq!(sms_sender(&account), "", "without one the provider decides");
}

#[test]
fn a_test_goes_to_ones_own() {
    let user = |id: &str, email: &str, is_active| User {
        id: UserId::parse(id).unwrap(),
        name: id.into(),
        email: email.into(),
        is_active,
    };
    let users =
        vec![user("u_ewa", "ewa@meble.example", true), user("u_jan", "jan@meble.example", false)];
    let before = default_account(AccountId::parse("a").unwrap(), users);
    let sending = json!({
        "identities": [{"address": "biuro@meble.example"}], "test_numbers": ["+48601234567"],
    });
    let account = account_from_json(&json!({"sending": sending}), &before).unwrap();
    common::check("identities.md", "Whom a test may go to", |row| {
        let channel = if row.get("channel") == "sms" { Channel::Sms } else { Channel::Email };
        let said = if may_be_tested(&account, channel, row.get("to")) { "yes" } else { "no" };
        if said == row.get("may") { Ok(()) } else { Err(said.to_owned()) }
    });
}
