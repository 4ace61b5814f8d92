//! Laws of rules over random accounts and random lives: with orders among rules, branches, waits, writes
//! of their own and records that they make, no decision depends on lateness or on the order of records,
//! what was planned is what happens, and no chain of consequences is longer than eight.

mod common {
    pub mod ran;
    pub mod story;
}

use common::ran::held;
use common::story::{Life, Story, StoryRow, Ticks, say_all};
use proptest::prelude::*;
use relance_core::engine::{CHAIN_MAX, What};
use relance_core::words::Moment;
use serde_json::{Value as Json, json};

/// 2 March 2026 09:00Z, a Monday; the clocks change within the four weeks after it.
const START_MS: i64 = 1_772_442_000_000;
const MINUTE_MS: i64 = 60_000;

fn trigger() -> impl Strategy<Value = Json> {
    let stage = prop_oneof![Just("new_lead"), Just("offer_sent"), Just("won")];
    let when = prop_oneof![Just("moved"), Just("created"), Just("moved_or_created")];
    prop_oneof![
        4 => (stage.clone(), when).prop_map(
            |(stage, when)| json!({"on": "stage", "stage": stage, "when": when})
        ),
        1 => stage.prop_map(|stage| json!({"on": "event", "event": "invoice_paid", "stage": stage})),
        1 => Just(json!({"on": "event", "event": "email_read"})),
        1 => Just(json!({"on": "created"})),
        1 => Just(json!({"on": "changed", "field": "amount"})),
        1 => Just(json!({"on": "changed", "field": "status", "to": "delivered"})),
    ]
}

fn delay() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => Just(json!({"amount": 0, "unit": "minutes"})),
        2 => (1..200u32).prop_map(|amount| json!({"amount": amount, "unit": "minutes"})),
        1 => (1..4u32).prop_map(|amount| json!({"amount": amount, "unit": "days"})),
    ]
}

fn condition() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(json!({"field": "amount", "op": "greater_than", "value": 100})),
        Just(json!({"field": "tags", "op": "any_of", "value": ["x"]})),
        Just(json!({"field": "stage", "op": "was_ever", "value": "offer_sent"})),
        Just(json!({"event": "invoice_paid", "op": "at_least", "value": 1})),
        Just(
            json!({"field": "stage", "op": "unchanged_for", "value": {"amount": 1, "unit": "hours"}})
        ),
    ]
}

fn action() -> impl Strategy<Value = Json> {
    let stage = prop_oneof![Just("new_lead"), Just("offer_sent"), Just("won")];
    prop_oneof![
        Just(json!({"action": "email_to_contact", "template": "t_mail", "recipient": "person",
            "attachments": ["t_contract"]})),
        Just(json!({"action": "task_for_user", "template": "t_task", "recipient": "owner"})),
        any::<bool>().prop_map(|completes| json!({"action": "activity", "activity": "call",
            "template": "t_task", "recipient": "owner", "date": {"days": 1, "time": "14:00"},
            "complete_on_stage_change": completes})),
        stage.clone().prop_map(|stage| json!({"action": "move_stage", "stage": stage})),
        (0..4u32).prop_map(|n| json!({"action": "set_field", "field": "amount", "value": n * 60})),
        Just(json!({"action": "add_tag", "tag": "x"})),
        Just(json!({"action": "remove_tag", "tag": "x"})),
        Just(json!({"action": "generate_document", "template": "t_contract"})),
        (1..40u32).prop_map(|hours| json!({"action": "wait_for", "event": "invoice_paid",
            "at_most": {"amount": hours, "unit": "hours"}})),
        Just(json!({"action": "repeat_record", "module": "deals", "name": "Again: {{ name }}",
            "recipient": "owner", "stage": "new_lead"})),
        condition().prop_map(|filter| json!({"action": "branch", "filter": filter,
            "otherwise": "exit"})),
    ]
}

fn step(number: usize) -> impl Strategy<Value = Json> {
    (action(), delay()).prop_map(move |(mut step, delay)| {
        step["id"] = json!(format!("s{number}"));
        if step["action"] != "branch" && step["action"] != "wait_for" {
            step["delay"] = delay;
        }
        step
    })
}

fn rule(id: &'static str, position: u32) -> impl Strategy<Value = Json> {
    let basis = prop_oneof![
        2 => Just(json!({"everyone": true})),
        1 => condition().prop_map(|filter| json!({"filter": filter})),
    ];
    let after = prop_oneof![Just("parallel"), Just("previous")];
    (trigger(), basis, after, any::<bool>(), step(1), step(2)).prop_map(
        move |(trigger, basis, after, keep, one, two)| {
            let on_stage = trigger["on"] == "stage";
            let mut rule = json!({
                "id": id, "name": id, "kind": "rule", "module": "deals", "basis": basis,
                "trigger": trigger, "steps": [one, two],
            });
            if on_stage {
                rule["placement"] = json!({"after": after, "position": position});
                rule["keep_after_leaving"] = json!(keep);
            }
            rule
        },
    )
}

/// What watches the records that the others make.
fn watchers() -> [Json; 2] {
    let done = json!({"on": "changed", "field": "is_done", "to": true});
    let watcher = |id: &str, module: &str, trigger: Json| {
        json!({"id": id, "name": id, "kind": "rule", "module": module, "basis": {"everyone": true},
            "trigger": trigger, "steps": [{"id": "s", "action": "add_tag", "tag": id}]})
    };
    [watcher("w_done", "activities", done), watcher("w_task", "tasks", json!({"on": "created"}))]
}

fn happening() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1..4usize, 0..4usize).prop_map(|(deal, stage)| {
            let stage = ["new_lead", "offer_sent", "won", "lost"][stage];
            let rest = format!("name = Deal {deal}; owner = u_ola; contacts = [\"c_ana\"]");
            format!("d{deal}: stage = {stage}; {rest}")
        }),
        1 => Just("d1 event invoice_paid".to_owned()),
        1 => Just("d1 event email_read".to_owned()),
        1 => (0..300u32).prop_map(|amount| format!("d1: amount = {amount}")),
        1 => any::<bool>().prop_map(|done| {
            format!("d1: status = {}", if done { "delivered" } else { "open" })
        }),
        1 => Just("start r1 for d1".to_owned()),
        1 => Just("stop r2 for d1".to_owned()),
        1 => Just("skip r1 for d1".to_owned()),
        1 => Just("deactivate r2".to_owned()),
    ]
}

fn story() -> impl Strategy<Value = Story> {
    let life = prop::collection::vec((1..900i64, happening()), 4..12);
    (rule("r1", 1), rule("r2", 2), rule("r3", 3), life).prop_map(|(one, two, three, life)| {
        let mut at = START_MS;
        let ids = ["r1", "r2", "r3", "w_done", "w_task"];
        let mut rows: Vec<(i64, String)> =
            ids.iter().map(|id| (at, format!("activate {id} for all"))).collect();
        let born = "d1: stage = new_lead; name = Deal 1; owner = u_ola; contacts = [\"c_ana\"]";
        rows.push((at, born.to_owned()));
        let mut is_active = true;
        for (minutes, what) in life {
            at += minutes * MINUTE_MS;
            let happens = if what == "deactivate r2" {
                is_active = !is_active;
                if is_active { "activate r2 for all".to_owned() } else { what }
            } else {
                what
            };
            rows.push((at, happens));
        }
        rows.push((at + 9 * 24 * 60 * MINUTE_MS, "clock".to_owned()));
        let rows = rows.into_iter().map(|(at, what)| StoryRow {
            line: 0,
            at: Moment::from_ms(at),
            what,
            says: String::new(),
        });
        let [done, task] = watchers();
        let automations = vec![one, two, three, done, task];
        Story { title: String::new(), automations, rows: rows.collect() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn lateness_changes_no_decision_of_a_rule(story in story(), minutes in 1..60i64) {
        let (punctual, late) = (story.live(Ticks::Punctual), story.live(Ticks::Every(minutes)));
        prop_assert_eq!(say_all(&punctual).replace("<br>", "\n"), say_all(&late).replace("<br>", "\n"));
        held("no decision of a rule depends on how late the ticks come, and no effect happens twice (D23-26)");
    }

    #[test]
    fn what_was_planned_of_rules_is_what_happens(story in story()) {
        let mut life = Life::new(&story);
        for row in &story.rows {
            let planned = life.plan(row.at);
            let lived = life.pass(row.at, Ticks::Punctual);
            prop_assert_eq!(say_all(&planned).replace("<br>", "\n"), say_all(&lived).replace("<br>", "\n"), "before {}", row.what);
            life.happen(&row.what);
            life.pass(row.at, Ticks::Punctual);
        }
        held("what rules will do, write and make is planned as it then happens (D24-26)");
    }

    #[test]
    fn no_chain_is_longer_than_eight(story in story()) {
        let mut life = Life::new(&story);
        let mut log = Vec::new();
        for row in &story.rows {
            log.extend(life.pass(row.at, Ticks::Punctual));
            log.extend(life.happen(&row.what));
            log.extend(life.pass(row.at, Ticks::Punctual));
        }
        for state in life.subjects.values() {
            for standing in state.standings.values() {
                let cause = standing.enrollment.as_ref().and_then(|one| one.cause.as_ref());
                prop_assert!(cause.is_none_or(|cause| cause.chain.len() < CHAIN_MAX));
            }
        }
        for entry in log.iter().filter(|entry| entry.what == What::Stopped) {
            let chain = entry.detail.as_deref().unwrap_or_default();
            prop_assert!(chain.split(" → ").count() <= CHAIN_MAX, "{chain}");
        }
        held("whatever rules do to each other, no chain of consequences is longer than eight (D19)");
    }
}
