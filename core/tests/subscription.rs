//! Runs `tests/spec/subscription.md` and `tests/spec/frequency_cap.md` (D30, D21).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod common;

use common::Row;
use relance_core::definitions::subscription::features_of;
use relance_core::wire::automation::automation_from_json;
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
        let needs: Vec<&str> = features_of(&draft).into_iter().map(Feature::key).collect();
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
