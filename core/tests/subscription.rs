//! Runs `tests/spec/subscription.md` and `tests/spec/frequency_cap.md` (D30, D21).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::Row;
use relance_core::definitions::subscription::features_of;
use relance_core::wire::automation::automation_from_json;
use relance_core::wire::session::Session;
use relance_core::wire::subscription::{levels, trial};
use relance_core::words::{CapPeriod, Feature, Moment, Subscription, Zone};
use serde_json::{Value as Json, json};

fn equal(got: &str, wanted: &str) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("wanted {wanted}, got {got}")) }
}

fn agreed(row: &Row, column: &str) -> Option<String> {
    Some(row.get(column)).filter(|cell| *cell != "—").map(str::to_owned)
}

fn instant(row: &Row, column: &str) -> Option<Moment> {
    agreed(row, column).map(|text| Moment::parse(&text).unwrap())
}

#[test]
fn what_a_level_has_and_until_when() {
    common::check("subscription.md", "May it be used", |row| {
        let subscription = Subscription {
            levels: levels(),
            level: agreed(row, "level"),
            trial_ends_at: instant(row, "trial ends"),
            ends_at: instant(row, "ends"),
            changed_at: None,
        };
        let (feature, at) =
            (Feature::parse(row.get("feature")).unwrap(), instant(row, "at").unwrap());
        let answer = match subscription.allows(feature, at) {
            Ok(()) => subscription
                .ends_after(feature, at)
                .map_or("yes".to_owned(), |ends| format!("yes, until {}", ends.to_iso())),
            Err(locked) => {
                let since = locked.since.map(|at| format!(", since {}", at.to_iso()));
                format!("needs {}{}", locked.needs.unwrap(), since.unwrap_or_default())
            }
        };
        equal(&answer, row.get("answer"))
    });
}

#[test]
fn what_an_automation_needs() {
    let template = |action: &str| match action {
        "sms_to_contact" => "t_sms",
        "task_for_user" => "t_task",
        _ => "t_email",
    };
    common::check("subscription.md", "What an automation needs", |row| {
        let kind = row.get("kind");
        let steps: Vec<Json> = row
            .get("its actions")
            .split(", ")
            .filter(|action| *action != "—")
            .map(|action| {
                json!({"id": action, "action": action, "template": template(action),
                    "delay": {"amount": 0, "unit": "minutes"}})
            })
            .collect();
        let mut automation = json!({"id": "a", "name": "A", "kind": kind, "module": "deals",
            "basis": {"everyone": true}, "steps": steps});
        if kind == "rule" {
            automation["trigger"] = json!({"on": "manual"});
        }
        if kind == "recurring_job" {
            automation["schedule"] =
                json!({"every": 1, "unit": "hours", "from": "2026-03-02T09:00"});
        }
        let draft = automation_from_json(&automation).map_err(|found| format!("{found:?}"))?.draft;
        let needs: Vec<&str> = features_of(&draft).map(Feature::key).collect();
        equal(&needs.join(", "), row.get("needs"))
    });
}

#[test]
fn a_trial_has_everything_for_thirty_days() {
    let began = Moment::parse("2026-03-02T09:00:00Z").unwrap();
    let trial = trial(began);
    assert_eq!(trial.trial_ends_at, Some(Moment::parse("2026-04-01T09:00:00Z").unwrap()));
    assert!(Feature::ALL.into_iter().all(|feature| trial.allows(feature, began).is_ok()));
}

#[test]
fn periods_are_those_of_the_recipients_calendar() {
    common::check("frequency_cap.md", "Which period a message counts in", |row| {
        let per = if row.get("per") == "day" { CapPeriod::Day } else { CapPeriod::Week };
        let zone = Zone::parse(row.get("recipient's zone")).unwrap();
        let at = Moment::parse(row.get("leaves at (UTC)")).unwrap();
        equal(&per.begins(at, zone).to_string(), row.get("period begins"))
    });
}

/// Three letters at once to each of two contacts, by two sequences: what the forecast says of it.
fn forecast(caps: &Json) -> Json {
    let letter = |class: &str| {
        json!({"id": format!("t_{class}"), "name": class, "module": "contacts", "kind": "email",
            "class": class, "subject": "Hello", "body": "<p>Hello</p>"})
    };
    let step = |id: &str, class: &str| {
        json!({"id": id, "action": "email_to_contact", "template": format!("t_{class}"),
            "delay": {"amount": 0, "unit": "minutes"}})
    };
    let sequence = |id: &str, steps: &[Json]| {
        json!({"id": id, "name": id, "kind": "sequence", "module": "contacts",
            "basis": {"everyone": true}, "steps": steps})
    };
    let setup = json!({
        "account": {"id": "a", "name": "A", "zone": "Europe/Warsaw", "language": "pl", "frequency_caps": caps},
        "templates": [letter("marketing"), letter("transactional")],
    });
    let contact = |id: &str, consent: bool| {
        json!({"id": id, "module": "contacts", "version": 1, "created": "2026-03-01T09:00:00Z",
            "updated": "2026-03-01T09:00:00Z",
            "values": {"first_name": id, "email": format!("{id}@client.example"), "email_consent": consent}})
    };
    let records = json!({"records": [contact("c_1", true), contact("c_2", false)]});
    let mut session = Session::default();
    assert_eq!(session.ask("open", &setup), json!({"ok": null}));
    session.ask("load", &json!({"module": "contacts", "text": records.to_string()}));
    let first = sequence("a_1", &[step("s1", "marketing"), step("s2", "marketing")]);
    let second = sequence("a_2", &[step("s1", "marketing"), step("s2", "transactional")]);
    let request = json!({"automations": [first, second], "now": "2026-03-02T09:00:00Z", "days": 3,
        "activation": {"audience": "all"}});
    session.ask("forecast", &request)["ok"]["collisions"].clone()
}

#[test]
fn who_would_get_too_many_messages() {
    common::check("frequency_cap.md", "Who would get too many", |row| {
        let caps = match row.get("cap of e-mails") {
            "none" => json!({}),
            cap => {
                let (messages, per) = cap.split_once(" a ").unwrap();
                json!({"email": {"messages": messages.parse::<u32>().unwrap(), "per": per}})
            }
        };
        let found = forecast(&caps);
        let answer: Vec<String> = found["first"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let end = if one["is_capped"] == json!(true) { "skipped" } else { "sent" };
                let above = one["messages"].as_u64().unwrap() - one["places"].as_u64().unwrap();
                format!(
                    "{}: {} of {}, {above} {end}",
                    one["contact"].as_str().unwrap(),
                    one["messages"],
                    one["places"]
                )
            })
            .collect();
        let answer = if answer.is_empty() { "nobody".to_owned() } else { answer.join("; ") };
        equal(&answer, row.get("too many"))
    });
}
