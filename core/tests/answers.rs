//! Runs `tests/spec/answers.md`, `tests/spec/stop_words.md` and `tests/spec/bounces.md`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::{Row, check};
use relance_core::inbound::{
    MatchedBy, ReceivedEmail, Report, Sent, Severity, SmsMeaning, address_for_answers,
    key_of_message_id, message_id, sms_meaning, tag_of,
};
use relance_core::words::{DerivedKey, Moment};

const JAN: &str = "jan@client.example";
const SIGNATURE: &str = "0123456789abcdef";

fn agree(name: &str, said: &str, expected: &str) -> Result<(), String> {
    if said == expected { Ok(()) } else { Err(format!("{name}: {said}, not {expected}")) }
}

fn key(letter: &str) -> DerivedKey {
    DerivedKey::of(&["message", letter])
}

fn letter(key: &DerivedKey) -> &'static str {
    ["A", "B", "C", "Z"].into_iter().find(|letter| self::key(letter) == *key).unwrap()
}

/// A cell's text: `⟨A⟩` is the Message-ID of `A`, `↵` a line end.
fn text(cell: &str) -> String {
    let mut text = if cell == "nothing" { String::new() } else { cell.replace('↵', "\r\n") };
    for letter in ["A", "B", "C", "Z"] {
        let id = format!("<{}>", message_id(key(letter).as_str(), "okna.example"));
        text = text.replace(&format!("⟨{letter}⟩"), &id);
    }
    text
}

fn email(headers: &str) -> ReceivedEmail {
    let mut email = ReceivedEmail {
        envelope_from: JAN.into(),
        envelope_to: "sales@in.example".into(),
        from: JAN.into(),
        ..ReceivedEmail::default()
    };
    for header in text(headers).split("; ") {
        let (name, value) = header.split_once(": ").unwrap_or((header.trim_end_matches(':'), ""));
        let value = value.to_owned();
        match name {
            "In-Reply-To" => email.in_reply_to = value,
            "References" => email.references = value.split(' ').map(str::to_owned).collect(),
            "To" => {
                let key = key(value.trim_start_matches('+'));
                email.to =
                    vec![address_for_answers("sales", "in.example", key.as_str(), SIGNATURE)];
            }
            "Subject" => email.subject = value,
            "From" => email.from = value,
            "Message-ID" => email.message_id = value,
            "Auto-Submitted" => email.auto_submitted = value,
            other => panic!("no header {other}"),
        }
    }
    email
}

/// What the account has sent; `eve@…` is nobody's address.
fn sent(email: &ReceivedEmail) -> Vec<Sent> {
    let one = |letter: &str, day: i64, subject: &str, to: &str| Sent {
        key: key(letter),
        at: Moment::from_ms(day * 86_400_000),
        subject: subject.to_owned(),
        is_to_sender: email.from == to,
    };
    vec![
        one("A", 1, "Our offer", JAN),
        one("B", 2, "Your windows", JAN),
        one("C", 3, "Our offer", "ewa@client.example"),
    ]
}

#[test]
fn an_answer_finds_its_message() {
    check("answers.md", "Matched", |row| {
        let email = email(row.get("the e-mail says"));
        let sent = sent(&email);
        let tags = email.tags();
        let tagged = sent.iter().find(|one| tags.iter().any(|tag| tag.is_of(&one.key, SIGNATURE)));
        let answered = email.answered(&sent, tagged.map(|one| &one.key));
        let (said, by) = answered.map_or(("nothing", ""), |(key, by)| (letter(&key), by.key()));
        agree("answers", said, row.get("answers"))?;
        agree("by", by, row.get("by"))
    });
}

#[test]
fn our_own_message_ids_are_known_again() {
    check("answers.md", "Message-IDs", |row| {
        let said = if key_of_message_id(row.get("Message-ID")).is_some() { "yes" } else { "no" };
        agree("ours", said, row.get("ours"))
    });
    assert_eq!(key_of_message_id(&message_id(key("A").as_str(), "x.example")), Some(key("A")));
}

#[test]
fn an_address_for_answers_fits() {
    check("answers.md", "Addresses for answers", |row| {
        let local = row.get("local part");
        let address = address_for_answers(local, "in.example", key("A").as_str(), SIGNATURE);
        let (written, domain) = address.rsplit_once('@').unwrap();
        assert_eq!(domain, "in.example");
        agree("length", &written.len().to_string(), row.get("length"))?;
        let tag = tag_of(&address.to_uppercase());
        let is_of = |letter| tag.as_ref().is_some_and(|tag| tag.is_of(&key(letter), SIGNATURE));
        assert!(!is_of("B"), "of another message");
        assert!(!tag.as_ref().is_some_and(|tag| tag.is_of(&key("A"), "0023456789abcdef")));
        agree("tag", if is_of("A") { "yes" } else { "no" }, row.get("tag"))
    });
}

#[test]
fn whole_words_stop_sms() {
    check("stop_words.md", "Words", |row| {
        let said = match sms_meaning(&text(row.get("SMS"))) {
            SmsMeaning::Stop => "stop",
            SmsMeaning::Start => "start",
            SmsMeaning::Answer => "answer",
        };
        agree("means", said, row.get("means"))
    });
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Hard => "hard",
        Severity::Soft => "soft",
    }
}

#[test]
fn a_code_says_whether_the_address_is_dead() {
    check("bounces.md", "Codes", |row| {
        let status = format!(
            "Final-Recipient: rfc822; {JAN}\nAction: {}\nStatus: {}\nDiagnostic-Code: smtp; 550 no",
            row.get("action"),
            row.get("status")
        );
        let bounces = Report { status, returned: String::new() }.bounces();
        let said = bounces.first().map_or("nothing", |bounce| severity(bounce.severity));
        agree("means", said, row.get("means"))
    });
}

fn report(row: &Row, column: &str) -> Report {
    let text = text(row.get(column));
    Report { status: text.clone(), returned: text }
}

#[test]
fn a_report_names_recipients_and_message() {
    check("bounces.md", "Recipients", |row| {
        let bounces = report(row, "report").bounces();
        let one = |bounce: &relance_core::inbound::Bounce| {
            format!("{} {}", bounce.address, severity(bounce.severity))
        };
        let said = bounces.iter().map(one).collect::<Vec<_>>().join(", ");
        agree("recipients", if said.is_empty() { "nothing" } else { &said }, row.get("recipients"))
    });
    check("bounces.md", "Of a message", |row| {
        let said = report(row, "report").bounce_of(JAN).map_or("nothing", severity);
        agree("means", said, row.get("means"))
    });
    check("bounces.md", "Of which message", |row| {
        let said = report(row, "returned headers").key();
        agree("key", said.as_ref().map_or("nothing", letter), row.get("key"))
    });
}

#[test]
fn the_ways_of_matching_are_those_of_the_module() {
    for by in [MatchedBy::MessageId, MatchedBy::Address, MatchedBy::Subject, MatchedBy::Sender] {
        let fields = relance_core::wire::built_in::built_in_fields("emails", &[]);
        let field = fields.iter().find(|field| field.key.as_str() == "matched_by").unwrap();
        assert!(format!("{:?}", field.kind).contains(&format!("\"{}\"", by.key())), "{by:?}");
    }
}
