//! `tests/spec/loops.md`: which automations would start one another.

mod common;
#[path = "common/story.rs"]
mod story;

use relance_core::definitions::loops::shortest_loop;
use relance_core::definitions::lost_steps::lost_steps;
use relance_core::definitions::{Activation, Audience, State};
use relance_core::words::{AutomationId, Moment};
use serde_json::{Value as Json, json};

fn trigger(text: &str) -> Json {
    match text.split_once(' ') {
        None => json!({"on": text}),
        Some(("changed", field)) => json!({"on": "changed", "field": field}),
        Some(("event", event)) => json!({"on": "event", "event": event}),
        Some((when, stage)) => json!({"on": "stage", "stage": stage, "when": when}),
    }
}

fn step(text: &str) -> Json {
    let (verb, object) = text.split_once(' ').expect("verb object");
    match verb {
        "move" => json!({"id": "s", "action": "move_stage", "stage": object}),
        "copy" => json!({"id": "s", "action": "copy_record", "stage": object}),
        "set" => json!({"id": "s", "action": "set_field", "field": object, "value": 5}),
        "tag" => json!({"id": "s", "action": "add_tag", "tag": object}),
        _ => panic!("`{text}`"),
    }
}

fn automation(text: &str) -> Json {
    let (id, rest) = text.split_once(": ").expect("id: trigger > action");
    let (on, does) = rest.split_once(" > ").expect("trigger > action");
    json!({
        "id": id, "name": id, "kind": "rule", "module": "deals", "basis": {"everyone": true},
        "trigger": trigger(on), "steps": [step(does)],
    })
}

#[test]
fn chains_are_named() {
    common::check("loops.md", "Chains", |row| {
        let automations: Vec<Json> = row.get("automations").split("; ").map(automation).collect();
        let (mut setup, _) = story::base(&automations);
        let (at, audience) = (Moment::from_ms(0), Audience::All);
        for automation in &mut setup.automations {
            automation.state = State::Active(Activation { at, audience });
        }
        let from = AutomationId::parse(row.get("from")).unwrap();
        let found = shortest_loop(&setup, &from).map_or("none".to_owned(), |links| {
            let said = links.iter().map(|link| format!("{} {}", link.automation, link.action));
            said.collect::<Vec<_>>().join(", ")
        });
        if found == row.get("chain") { Ok(()) } else { Err(format!("found `{found}`")) }
    });
}

/// `moved offer_sent keeps > move won, tag hot`.
fn rule_of_steps(text: &str) -> Json {
    let (on, does) = text.split_once(" > ").expect("trigger > steps");
    let (on, keeps) = on.strip_suffix(" keeps").map_or((on, false), |on| (on, true));
    let steps = does.split(", ").enumerate().map(|(index, text)| {
        let mut step = if text == "exit" { json!({"action": "exit"}) } else { step(text) };
        step["id"] = format!("s{index}").into();
        step
    });
    let mut rule = json!({
        "id": "a", "name": "a", "kind": "rule", "module": "deals", "basis": {"everyone": true},
        "trigger": trigger(on), "steps": steps.collect::<Vec<_>>(),
    });
    if rule["trigger"]["on"] == "stage" {
        rule["keep_after_leaving"] = keeps.into();
    }
    rule
}

#[test]
fn a_rule_that_leaves_its_stage_loses_what_stands_behind() {
    common::check("loops.md", "Steps that a rule takes from itself", |row| {
        let (setup, _) = story::base(&[rule_of_steps(row.get("rule"))]);
        let found = lost_steps(&setup.automations[0].definition);
        let none = || ("none".to_owned(), "none".to_owned());
        let (mover, lost) = found.map_or_else(none, |found| {
            let lost: Vec<&str> = found.lost.iter().map(|step| step.as_str()).collect();
            (found.mover.to_string(), lost.join(", "))
        });
        let wanted = (row.get("moved by"), row.get("lost"));
        let _ = row.get("why");
        if (mover.as_str(), lost.as_str()) == wanted {
            Ok(())
        } else {
            Err(format!("found `{mover}`, `{lost}`"))
        }
    });
}
