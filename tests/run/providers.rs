//! Runs `tests/spec/providers.md` on the Worker's own adapters: what each provider is asked, and what
//! its answers mean. No network: requests are made and answers read purely.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[path = "../../core/tests/common/mod.rs"]
mod common;

use relance_core::engine::delivery::Answer;
use relance_core::words::{Channel, Moment};
use relance_worker::platform::{Reply, Verb};
use relance_worker::providers::prepared::{Credentials, Prepared, mailbox, without_addresses};
use relance_worker::providers::{File, Found, Hint, Identity, Outgoing, Sending, Sought};
use relance_worker::providers::{cloudflare, postmark, resend, smsapi, twilio};
use serde_json::Value as Json;

const KEY: &str = "k3yk3yk3yk3yk3yk3yk3yk3yk3yk3yk3";
const SPEC: &str = "providers.md";

fn credentials() -> Credentials {
    Credentials {
        base: "https://provider.example".into(),
        key: "s3cret".into(),
        account: "AC1".into(),
        stream: String::new(),
        hook: Some("https://a.example/p/hooks/x".into()),
    }
}

fn identity(name: &str, address: &str) -> Identity {
    Identity { name: name.into(), address: address.into() }
}

fn plain() -> Outgoing<'static> {
    Outgoing {
        key: KEY,
        channel: Channel::Email,
        to: "ana@klient.example",
        from: identity("Biuro", "biuro@meble.example"),
        reply_to: None,
        subject: "Hej".into(),
        text: "Dzień dobry".into(),
        html: String::new(),
        headers: Vec::new(),
        attachments: Vec::new(),
    }
}

fn rich() -> Outgoing<'static> {
    Outgoing {
        reply_to: Some(identity("Ewa", "ewa@poczta.example")),
        html: "<p>Dzień dobry</p>".into(),
        headers: vec![("List-Unsubscribe".into(), "<https://a.example/p/u/x>".into())],
        attachments: vec![File {
            name: "umowa.html".into(),
            media_type: "text/html".into(),
            bytes: b"<b>Umowa</b>".to_vec(),
        }],
        ..plain()
    }
}

fn sms(sender: &str) -> Outgoing<'static> {
    Outgoing {
        channel: Channel::Sms,
        to: "+48601234567",
        from: identity("", sender),
        subject: String::new(),
        text: "Paczka w drodze".into(),
        ..plain()
    }
}

fn message(name: &str) -> Outgoing<'static> {
    match name {
        "plain" => plain(),
        "rich" => rich(),
        "sms" => sms("Meble"),
        "sms of a service" => sms("MG0123456789abcdef0123456789abcdef"),
        other => panic!("no message `{other}`"),
    }
}

fn request(provider: &str, message: &Outgoing<'_>) -> Prepared {
    let credentials = credentials();
    match provider {
        "resend" => resend::request(&credentials, message),
        "postmark" => postmark::request(&credentials, message),
        "smsapi" => smsapi::request(&credentials, message),
        "twilio" => twilio::request(&credentials, message),
        other => panic!("no provider `{other}`"),
    }
}

fn part(prepared: &Prepared, part: &str) -> String {
    if part == "verb and address" {
        let verb = match prepared.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        return format!("{verb} {}", prepared.url);
    }
    if let Some(name) = part.strip_prefix("header ") {
        let header = prepared.headers.iter().find(|(own, _)| *own == name);
        return header.map(|(_, value)| value.clone()).unwrap_or_default();
    }
    if let Some(name) = part.strip_prefix("form ") {
        let fields = url::form_urlencoded::parse(prepared.body.as_bytes());
        let mut found = fields.filter(|(own, _)| own == name);
        return found.next().map(|(_, value)| value.into_owned()).unwrap_or_default();
    }
    let path = part.strip_prefix("body ").unwrap_or_else(|| panic!("no part `{part}`"));
    let body: Json = serde_json::from_str(&prepared.body).unwrap();
    let pointer = format!("/{}", path.replace('.', "/"));
    match body.pointer(&pointer) {
        None => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[test]
fn each_provider_is_asked_as_its_documentation_says() {
    common::check(SPEC, "Requests", |row| {
        let prepared = request(row.get("provider"), &message(row.get("message")));
        let found = part(&prepared, row.get("part"));
        if found == row.get("is") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn no_name_begins_another_header() {
    common::check(SPEC, "Names over an address", |row| {
        let name = match row.get("name") {
            "nothing" => String::new(),
            name => name.replace('↵', "\r\n"),
        };
        let found = mailbox(&name, "a@b.example");
        if found == row.get("written") { Ok(()) } else { Err(found) }
    });
}

fn reply(row: &common::Row) -> Option<Reply> {
    Some(Reply {
        status: row.get("status").parse().ok()?,
        retry_after_seconds: None,
        body: row.get("answer").to_owned(),
    })
}

fn answered(row: &common::Row) -> Sending {
    if row.get("provider") == "cloudflare" {
        let said = row.get("answer").to_owned();
        return cloudflare::answer(if row.get("status") == "error" { Err(said) } else { Ok(said) });
    }
    let Some(mut reply) = reply(row) else {
        return Sending::lost("the connection was refused or broke off");
    };
    reply.retry_after_seconds = row.get("wait (s)").parse().ok();
    match row.get("provider") {
        "resend" => resend::answer(&reply),
        "postmark" => postmark::answer(&reply),
        "smsapi" => smsapi::answer(&reply),
        "twilio" => twilio::answer(&reply),
        other => panic!("no provider `{other}`"),
    }
}

#[test]
fn each_answer_means_what_the_table_says() {
    common::check(SPEC, "Answers", |row| {
        row.get("wait (s)");
        let sending = answered(row);
        let becomes = match (sending.answer, &sending.provider_id) {
            (Answer::Done, Some(id)) => format!("done, {id}"),
            (Answer::Done, None) => "done".into(),
            (Answer::Failed { after_seconds: Some(wait) }, _) => format!("failed, wait {wait} s"),
            (Answer::Failed { after_seconds: None }, _) => "failed".into(),
            (Answer::Lost, _) => "lost".into(),
            (Answer::Refused(reason), _) => format!("refused: {}", reason.key()),
        };
        let besides = match sending.hint {
            None => "",
            Some(Hint::KeyRefused) => "key refused",
            Some(Hint::AddressDead) => "address dead",
            Some(Hint::Complained) => "complained",
            Some(Hint::Stopped) => "stopped",
        };
        let said = sending.said.clone().unwrap_or_default();
        assert!(!said.contains('@'), "`{said}` quotes an address");
        let stands = sending.standing();
        let found = (becomes.as_str(), stands.word(), besides);
        if found == (row.get("becomes"), row.get("provider stands"), row.get("besides")) {
            Ok(())
        } else {
            Err(format!("{found:?}"))
        }
    });
}

#[test]
fn no_address_of_a_person_is_kept() {
    common::check(SPEC, "Words that are kept", |row| {
        let found = without_addresses(row.get("it says"));
        if found == row.get("kept") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn a_look_up_says_yes_only_when_it_is_certain() {
    let nine = Moment::parse("2026-03-02T09:00:00Z").unwrap();
    let minutes = |text: &str| nine.plus_ms(text.parse::<i64>().unwrap() * 60_000);
    common::check(SPEC, "Looking a message up", |row| {
        let others = ["SM9".to_owned()];
        let sought = Sought {
            key: KEY,
            provider_id: None,
            to: "+48601234567",
            text: "Paczka w drodze",
            first_tried_at: minutes(row.get("first tried")),
            real_now: minutes(row.get("asked")),
            others: &others,
        };
        let reply = reply(row).unwrap();
        let found = match row.get("provider") {
            "postmark" => postmark::found(&reply, &sought),
            "twilio" => twilio::found(&reply, &sought),
            other => panic!("no provider `{other}`"),
        };
        let found = match found {
            Found::Taken(id) => format!("taken, {}", id.unwrap_or_default()),
            Found::NotTaken => "not taken".into(),
            Found::CannotSay => "cannot say".into(),
        };
        if found == row.get("finds") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn a_letter_for_cloudflare_is_mime_that_reads_back() {
    let now = Moment::parse("2026-03-02T09:00:00Z").unwrap();
    let mut message = rich();
    message.from.name = "Żółć\r\nBcc: x@y.example".into();
    message.subject = "Zażółć\r\nBcc: x@y.example".into();
    let mime = cloudflare::mime(&message, now);
    assert_eq!(mime, cloudflare::mime(&message, now), "the same message is the same bytes");
    assert!(mime.is_ascii());
    let read = mail_parser::MessageParser::default().parse(mime.as_bytes()).unwrap();
    assert!(read.bcc().is_none(), "no text begins another header:\n{mime}");
    assert_eq!(read.from().unwrap().first().unwrap().address(), Some("biuro@meble.example"));
    assert_eq!(read.to().unwrap().first().unwrap().address(), Some("ana@klient.example"));
    assert_eq!(read.reply_to().unwrap().first().unwrap().address(), Some("ewa@poczta.example"));
    assert_eq!(read.message_id(), Some(format!("relance.{KEY}@meble.example").as_str()));
    assert_eq!(read.date().unwrap().to_timestamp() * 1_000, now.as_ms());
    assert_eq!(read.body_text(0).unwrap(), "Dzień dobry");
    assert_eq!(read.body_html(0).unwrap(), "<p>Dzień dobry</p>");
    assert_eq!(read.attachment(0).unwrap().contents(), b"<b>Umowa</b>");
    assert!(mime.contains("List-Unsubscribe: <https://a.example/p/u/x>\r\n"));
    common::ran::held("a letter that leaves over Cloudflare reads back as it was written (D26)");
}
