//! Runs `tests/spec/trials.md`: what a test to oneself says (E4).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod common;

use std::collections::BTreeMap;

use relance_core::definitions::Setup;
use relance_core::engine::{Trial, TrialMessage, TrialRecord, template_trial, trials};
use relance_core::wire::record::record_from_json;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::{Moment, PhoneNumber, Record, RecordId, TemplateId};
use serde_json::Value as Json;

fn sample() -> (Setup, BTreeMap<RecordId, Record>) {
    let path = format!("{}/../tests/spec/sample.json", env!("CARGO_MANIFEST_DIR"));
    let mut sample: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut json = sample["setup"].take();
    let sequences = json["automations"].as_array_mut().unwrap();
    let sequence = sequences.iter_mut().find(|one| one["id"] == "a_offer_follow_up").unwrap();
    // A colleague told by e-mail, besides the steps that are there.
    let told = serde_json::json!({"id": "s_4", "action": "email_to_user", "recipient": "owner",
        "delay": {"amount": 1, "unit": "days"}, "template": "t_offer_email"});
    sequence["steps"].as_array_mut().unwrap().push(told);
    let setup = setup_from_json(&json).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let records = sample["records"].as_array().unwrap().iter().map(|json| {
        let module = setup.module(json["module"].as_str().unwrap()).unwrap();
        let record = record_from_json(json, module).unwrap();
        (record.id.clone(), record)
    });
    let records = records.collect();
    (setup, records)
}

fn told(trial: &Trial) -> String {
    let step = trial.step.as_ref().map_or("", |step| step.as_str());
    let said = match &trial.outcome {
        Err(gap) => {
            let about = gap.detail.as_ref().map(|detail| format!(" ({detail})"));
            format!("not sent: {}{}", gap.reason.key(), about.unwrap_or_default())
        }
        Ok(TrialMessage::Email { sender, subject, text, attachments, .. }) => {
            let sender = sender.as_ref().map_or("the account", |sender| sender.as_str());
            let names: Vec<&str> = attachments.iter().map(|one| one.name.as_str()).collect();
            let files = if names.is_empty() { "" } else { " with " };
            let line = text.lines().next().unwrap_or_default();
            format!("{sender}: {subject} / {line}{files}{}", names.join(", "))
        }
        Ok(TrialMessage::Sms { text, figures, .. }) => {
            format!("SMS, {} part, {}: {text}", figures.parts, figures.encoding)
        }
    };
    if step.is_empty() { said } else { format!("{step} {said}") }
}

#[test]
fn a_test_says_every_message_for_the_chosen_record() {
    let (setup, records) = sample();
    let number = PhoneNumber::parse("+48601234567").unwrap();
    common::check("trials.md", "What it says", |row| {
        let record = &records[row.get("record")];
        let now = Moment::parse(row.get("at (UTC)")).unwrap();
        let sample = TrialRecord { record, related: &records, number: Some(&number), now };
        let what = row.get("what");
        let all = match setup.automation(what) {
            Some(automation) => trials(&setup, &automation.definition, &sample),
            None => {
                let id = TemplateId::parse(what).unwrap();
                template_trial(&setup, &id, &sample).into_iter().collect()
            }
        };
        let said = match row.get("message") {
            "how many" => all.len().to_string(),
            number => all.get(number.parse::<usize>().unwrap() - 1).map(told).unwrap_or_default(),
        };
        if said == row.get("is") { Ok(()) } else { Err(said) }
    });
}
