//! What is told of one record, in a plan and in the demo: the same decisions as when it happens.

use relance_core::wire::preview::Preview;
use relance_core::wire::record::record_to_json;
use relance_core::wire::rehearsal::Rehearsal;
use serde_json::{Value as Json, json};

const NOW: &str = "2026-11-21T12:00:00Z";

/// The sample account with its rules switched on.
fn sample() -> Json {
    let text = include_str!("../../tests/spec/sample.json");
    serde_json::from_str(text).unwrap()
}

fn preview(active: &[&str]) -> (Preview, Json) {
    let mut sample = sample();
    for automation in sample["setup"]["automations"].as_array_mut().unwrap() {
        if active.contains(&automation["id"].as_str().unwrap()) {
            automation["state"] = json!("active");
            automation["activation"] = json!({"at": NOW, "audience": "all"});
        }
    }
    let setup = sample["setup"].clone();
    let mut preview = Preview::new(&setup).unwrap();
    for module in ["contacts", "deals"] {
        let rows: Vec<&Json> = sample["records"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|record| record["module"] == module)
            .collect();
        write(&mut preview, module, &json!(rows));
    }
    (preview, setup)
}

fn write(preview: &mut Preview, module: &str, rows: &Json) {
    let bytes = json!({"records": rows}).to_string();
    assert_eq!(preview.load(module, bytes.as_bytes()).unwrap().refused, 0);
}

fn rule(setup: &Json, id: &str) -> Json {
    let automations = setup["automations"].as_array().unwrap();
    automations.iter().find(|one| one["id"] == id).unwrap().clone()
}

fn whats(entries: &Json) -> Vec<String> {
    let entries = entries.as_array().unwrap().iter();
    entries.map(|entry| entry["what"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_rule_is_checked_on_a_sample_deal_before_it_is_on() {
    // S3.21, S3.6: started now, takes effect after six months.
    let (preview, setup) = preview(&[]);
    let request = json!({
        "record": "d_1", "automation": rule(&setup, "r_repeat"), "now": NOW, "days": 366,
        "activation": {"audience": "all"}, "told": {"stage": "won"},
    });
    let entries = preview.timeline(&request).unwrap();
    assert_eq!(whats(&entries), ["entered", "record_created", "finished"]);
    assert_eq!(entries[0]["planned_at"], NOW);
    assert_eq!(entries[1]["planned_at"], "2027-05-21T07:00:00Z");
}

#[test]
fn a_rehearsal_completes_the_activity_when_the_record_moves_on() {
    // S3.15, S3.20: planned on reaching the stage, completed on leaving it.
    let (mut preview, _) = preview(&["r_first_call"]);
    let mut rehearsal = Rehearsal::default();
    let span = json!({"from": NOW, "until": NOW});
    rehearsal.run(&preview, &span).unwrap();
    let (record, _) = preview.subject("deals", "d_1").unwrap();
    let mut deal = record_to_json(&record);
    let mut activities = Vec::new();
    for stage in ["new_lead", "contacted"] {
        deal["values"]["stage"] = json!(stage);
        write(&mut preview, "deals", &json!([deal]));
        let answer = rehearsal.run(&preview, &span).unwrap();
        let records = answer["records"].as_array().unwrap();
        activities = records.iter().filter(|one| one["module"] == "activities").cloned().collect();
        write(&mut preview, "activities", &json!(activities));
    }
    assert_eq!(activities.len(), 1);
    assert_eq!(activities[0]["values"]["is_done"], true);
}
