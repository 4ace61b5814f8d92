//! Runs `tests/spec/consent.md`: what a write of consent becomes and proves, what may leave, and the
//! foot of marketing e-mails (D20, E6).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common;

use common::{Row, check};
use list_unsubscribe::{UnsubscribeMethod, parse_with_post};
use relance_core::consent::{
    Footer, OPT_IN_MS, footer, letter, proofs, settle, unsubscribe_headers, way_out,
    with_suppression,
};
use relance_core::engine::{Claim, Claimed, ToColleague, claim, claim_to_colleague};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::account::default_account;
use relance_core::wire::module::module_from_json;
use relance_core::wire::record::{record_from_json, values_from_json, values_to_json};
use relance_core::words::*;
use serde_json::{Value as Json, json};

fn now() -> Moment {
    Moment::parse("2026-03-02T09:00:00Z").unwrap()
}

fn account() -> Account {
    let mut account = default_account(AccountId::parse("a").unwrap(), Vec::new());
    account.name = "Okna Nowak".to_owned();
    account
}

fn contacts() -> Module {
    let module = json!({"label": "Contacts", "fields": []});
    module_from_json(&module, &ModuleKey::parse("contacts").unwrap()).unwrap()
}

fn contact(values: &Json) -> Record {
    let record = json!({"id": "c", "created": "2026-01-01T00:00:00Z", "values": values});
    record_from_json(&record, &contacts()).unwrap()
}

fn channel(row: &Row) -> Channel {
    if row.get("channel") == "sms" { Channel::Sms } else { Channel::Email }
}

#[test]
fn what_may_leave() {
    check("consent.md", "May it leave", |row| {
        let channel = channel(row);
        let key = channel.key();
        let mut values = json!({"email": "a@x.example", "phone": "+48601000001"});
        match row.get("consent") {
            "yes" => values[format!("{key}_consent")] = true.into(),
            "no" => values[format!("{key}_consent")] = false.into(),
            _ => {}
        }
        if row.get("field") == "suppressed" {
            values[format!("{key}_suppressed")] = true.into();
        }
        let marketing = row.get("class") == "marketing";
        let record = contact(&values);
        let message = Claimed {
            channel,
            class: if marketing { MessageClass::Marketing } else { MessageClass::Transactional },
            contact: Some(&record),
            to: if channel == Channel::Sms { "+48601000001" } else { "a@x.example" },
            is_suppressed: row.get("table") == "suppressed",
            is_answered: row.get("table") == "answered",
            at_night: AtNight::Drop,
            expires_at: None,
        };
        let said = match claim(&account(), &message, now()) {
            Claim::Send => "send",
            Claim::Refuse(reason) => reason.key(),
            Claim::Later(_) => "later",
        };
        if said == row.get("answer") { Ok(()) } else { Err(said.to_owned()) }
    });
}

#[test]
fn what_may_leave_to_a_colleague() {
    check("consent.md", "May it leave to a colleague", |row| {
        let expires_at = Moment::parse(row.get("expires")).ok();
        let message = ToColleague { is_dead: row.get("address") == "dead", expires_at };
        let said = match claim_to_colleague(message, now()) {
            Claim::Send => "send",
            Claim::Refuse(reason) => reason.key(),
            Claim::Later(_) => "later",
        };
        if said == row.get("answer") { Ok(()) } else { Err(said.to_owned()) }
    });
}

fn shown(proof: &ConsentProof) -> String {
    let occasion = proof.occasion.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    let (channel, said, source) = (proof.channel.key(), proof.said.key(), proof.source.key());
    format!("{channel} {said} by {source}{occasion} at {}", proof.at.to_iso())
}

#[test]
fn what_a_write_becomes_and_proves() {
    check("consent.md", "What a write becomes", |row| {
        let json = |cell: &str| serde_json::from_str::<Json>(row.get(cell)).unwrap();
        let before = contact(&json("before"));
        let mut given = values_from_json(&json("given"), &contacts()).unwrap();
        let origin = ConsentOrigin::of(ConsentSource::parse(row.get("by")).unwrap());
        let settings = ConsentSettings {
            double_opt_in: row.get("double opt-in") == "yes",
            ..ConsentSettings::default()
        };
        settle(Some(&before), &mut given, &origin, &settings, now());
        let after = before.update(given, now()).record;
        let found = values_to_json(&after.values);
        if found != json("becomes") {
            return Err(found.to_string());
        }
        let proved: Vec<String> =
            proofs(Some(&before), &after, &origin, now()).iter().map(shown).collect();
        if proved.join("; ") == row.get("proof") { Ok(()) } else { Err(proved.join("; ")) }
    });
}

fn foot(row: &Row) -> Footer {
    let mut account = account();
    account.language = row.get("account's language").to_owned();
    account.consent.footer_name = row.get("name").to_owned();
    account.consent.footer_address = row.get("address").replace('⏎', "\n");
    let language = Some(row.get("contact's language")).filter(|code| !code.is_empty());
    footer(&account, language, "https://r.example/p/u/x")
}

#[test]
fn the_foot_says_who_sends_and_how_to_stop_it() {
    check("consent.md", "The foot of an e-mail", |row| {
        let foot = foot(row);
        if !foot.html.contains("<a href=\"https://r.example/p/u/x\">") {
            return Err(foot.html);
        }
        let found = foot.text.replace('\n', "⏎");
        if found == row.get("text") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn the_foot_stands_before_the_body_ends_and_escapes_what_people_typed() {
    let mut account = account();
    account.consent.footer_name = "A & <b>B</b>".to_owned();
    let foot = footer(&account, Some("en"), "https://r.example/p/u/x");
    assert!(foot.html.contains("A &amp; &lt;b&gt;B&lt;/b&gt;"), "{}", foot.html);
    let whole = foot.under_html("<html><body><p>Hi</p></BODY></html>");
    assert!(whole.starts_with("<html><body><p>Hi</p><div lang=\"en\""), "{whole}");
    assert!(whole.ends_with("</div></BODY></html>"), "{whole}");
    assert_eq!(foot.under_html("<p>Hi</p>"), format!("<p>Hi</p>{}", foot.html));
    assert_eq!(foot.under_text("Hi\n"), format!("Hi{}", foot.text));
    // A letter whose lower case is longer than itself moves no cut into the middle of another.
    assert!(foot.under_html("İİİ</body>").starts_with("İİİ<div"));
}

#[test]
fn mail_programs_are_told_the_way_out() {
    let link = "https://r.example/p/u/x";
    let headers = unsubscribe_headers(link, None);
    let value = |name: &str| headers.iter().find(|(one, _)| one == name).unwrap().1.as_str();
    assert_eq!(value("List-Unsubscribe"), "<https://r.example/p/u/x>");
    assert_eq!(value("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let both = unsubscribe_headers(link, Some("in@r.example?subject=unsubscribe%20x"));
    let wanted = "<https://r.example/p/u/x>, <mailto:in@r.example?subject=unsubscribe%20x>";
    assert_eq!(both[0].1, wanted);
    // Somebody else's reader of both headers agrees: one click, at our address.
    for headers in [&headers, &both] {
        match parse_with_post(&headers[0].1, Some(&headers[1].1)) {
            UnsubscribeMethod::OneClick { url } => assert_eq!(url.as_str(), link),
            other => panic!("{other:?}"),
        }
        assert!(headers.iter().all(|(_, value)| value.is_ascii() && !value.contains(['\r', '\n'])));
    }
    match parse_with_post("<mailto:in@r.example?subject=unsubscribe%20x>", None) {
        UnsubscribeMethod::Mailto { address, subject } => {
            assert_eq!(
                (address.as_str(), subject.as_deref()),
                ("in@r.example", Some("unsubscribe x"))
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_subject_of_an_e_mail_is_a_way_out_too() {
    assert_eq!(way_out("unsubscribe bWFpbg.x-1"), Some("bWFpbg.x-1"));
    assert_eq!(way_out("  Unsubscribe  x "), Some("x"));
    for other in ["", "unsubscribe", "unsubscribe me please", "Re: unsubscribe x", "stop x"] {
        assert_eq!(way_out(other), None, "{other}");
    }
}

#[test]
fn the_letter_of_double_opt_in_asks_in_every_language_and_says_how_long() {
    for language in Language::ALL {
        let letter = letter(&account(), Some(language.key()), "https://r.example/p/c/x");
        for part in [&letter.text, &letter.html] {
            assert!(part.contains("https://r.example/p/c/x"), "{part}");
            assert!(part.contains("Okna Nowak"), "{part}");
        }
        assert!(letter.subject.contains("Okna Nowak"), "{}", letter.subject);
    }
    assert_eq!(OPT_IN_MS, 7 * 24 * 3_600_000, "the letters say seven days");
}

#[test]
fn a_contact_shows_whether_its_address_is_suppressed() {
    let before = contact(&json!({"email": "a@x.example"}));
    let mut given = values_from_json(&json!({"email": "b@x.example"}), &contacts()).unwrap();
    with_suppression(Some(&before), &mut given, &[Channel::Email]);
    let after = before.update(given, now()).record;
    assert!(Contact::of(&after).unwrap().email_suppressed);
    let mut given = values_from_json(&json!({"email": "a@x.example"}), &contacts()).unwrap();
    with_suppression(Some(&after), &mut given, &[]);
    assert!(!Contact::of(&after.update(given, now()).record).unwrap().email_suppressed);
}

#[test]
fn a_suppression_is_lifted_by_a_colleague_unless_its_owner_asked_for_it() {
    let lifted: Vec<&str> = SuppressionReason::ALL
        .into_iter()
        .filter(|reason| reason.can_be_lifted())
        .map(SuppressionReason::key)
        .collect();
    assert_eq!(lifted, ["hard_bounce", "stop_reply", "by_hand"]);
}
