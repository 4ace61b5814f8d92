//! Runs `tests/spec/delivery_hooks.md`: what providers tell, read by the Worker's own code.

#[path = "../../core/tests/common/mod.rs"]
mod common;

use relance_core::engine::facts::Bounce;
use relance_worker::hooks::{Name, Told, What, fields, postmark, resend, smsapi, twilio};

const SPEC: &str = "delivery_hooks.md";

fn said(told: &Told) -> String {
    let of = match &told.of {
        Name::Key(key) => format!("key {key}"),
        Name::Id(id) => format!("id {id}"),
    };
    let named = |user_agent: &str| match user_agent {
        "" => "nobody named".to_owned(),
        name => name.to_owned(),
    };
    let what = match &told.what {
        What::Delivered => "delivered".to_owned(),
        What::Bounced(Bounce::Hard) => "bounced hard".to_owned(),
        What::Bounced(Bounce::Soft) => "bounced soft".to_owned(),
        What::Complained => "complained".to_owned(),
        What::Unsubscribed => "unsubscribed".to_owned(),
        What::Opened(user_agent) => format!("opened by {}", named(user_agent)),
        What::Clicked { user_agent, link } => format!("clicked {link} by {}", named(user_agent)),
    };
    let at = told.at.map(|at| format!(" at {}", at.to_iso())).unwrap_or_default();
    format!("{of} {what}{at}")
}

fn check(heading: &str, read: impl Fn(&str) -> Vec<Told>) {
    common::check(SPEC, heading, |row| {
        let told: Vec<String> = read(row.get("body")).iter().map(said).collect();
        let found = if told.is_empty() { "nothing".to_owned() } else { told.join("; ") };
        if found == row.get("facts") { Ok(()) } else { Err(format!("found `{found}`")) }
    });
}

#[test]
fn resend_is_understood() {
    check("Resend", resend::read);
}

#[test]
fn postmark_is_understood() {
    check("Postmark", postmark::read);
}

#[test]
fn twilio_is_understood() {
    check("Twilio", |body| twilio::read(&fields(body), ""));
}

#[test]
fn smsapi_is_understood() {
    check("SMSAPI", |body| smsapi::read(&fields(body)));
}
