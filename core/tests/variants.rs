//! Runs `tests/spec/variants.md` and `tests/spec/comparisons.md`: A/B tests (E5).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod common;

use std::collections::BTreeMap;

use common::{Row, check};
use relance_core::definitions::{Definition, Step};
use relance_core::engine::{Arm, TestVerdict, compare, measures, variant_for};
use relance_core::wire::automation::automation_from_json;
use relance_core::wire::setup::setup_from_json;
use relance_core::wire::step::step_from_json;
use relance_core::words::{AutomationId, RecordId, Tracking};
use serde_json::{Value as Json, json};

/// A step that says A, and to these shares of clients B, C and D.
fn step(id: &str, shares: &str) -> Step {
    let shares = shares.split(", ").filter_map(|share| share.parse::<u32>().ok());
    let variants = ["B", "C", "D"].into_iter().zip(shares);
    let variants: Vec<Json> =
        variants.map(|(template, share)| json!({"template": template, "share": share})).collect();
    let step =
        json!({"id": id, "action": "email_to_contact", "template": "A", "variants": variants});
    step_from_json(&step).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn gets<'a>(automation: &str, step: &'a Step, client: &str) -> &'a str {
    let automation = AutomationId::parse(automation).unwrap();
    variant_for(&automation, step, &RecordId::parse(client).unwrap()).unwrap().as_str()
}

const CLIENTS: u32 = 100_000;

#[test]
fn the_same_client_gets_the_same_content() {
    check("variants.md", "Who gets which", |row| {
        let step = step(row.get("step"), row.get("shares"));
        let found = gets(row.get("automation"), &step, row.get("client"));
        if found == row.get("gets") { Ok(()) } else { Err(found.to_owned()) }
    });
}

#[test]
fn shares_are_what_they_say() {
    check("variants.md", "How many get which", |row| {
        let step = step("mail", row.get("shares"));
        let mut counts = BTreeMap::<&str, u32>::new();
        for number in 0..CLIENTS {
            *counts.entry(gets("offer", &step, &format!("c_{number}"))).or_default() += 1;
        }
        for letter in ["A", "B", "C", "D"] {
            let wanted = row.get(letter).parse::<u32>().unwrap() * CLIENTS / 100;
            let found = counts.get(letter).copied().unwrap_or(0);
            if found.abs_diff(wanted) > CLIENTS / 300 {
                return Err(format!("{letter}: {found} of {CLIENTS}"));
            }
        }
        Ok(())
    });
}

#[test]
fn a_changed_share_changes_no_more_than_it_must() {
    check("variants.md", "Who changes when the shares change", |row| {
        let (before, after) = (step("mail", row.get("B before")), step("mail", row.get("B after")));
        let clients = (0..CLIENTS).map(|number| format!("c_{number}"));
        let changed = clients.filter(|id| gets("offer", &before, id) != gets("offer", &after, id));
        let changed = u32::try_from(changed.count()).unwrap();
        let wanted = row.get("change").parse::<u32>().unwrap() * CLIENTS / 100;
        let is_it = changed.abs_diff(wanted) <= CLIENTS / 300;
        if is_it { Ok(()) } else { Err(format!("{changed} of {CLIENTS}")) }
    });
}

fn arms(row: &Row) -> Vec<Arm> {
    let cells = ["A", "B", "C"].map(|letter| row.get(letter).to_owned());
    let arm = |cell: &String| {
        let (reached, sent) = cell.split_once(" of ")?;
        Some(Arm { sent: sent.parse().unwrap(), reached: reached.parse().unwrap() })
    };
    cells.iter().filter_map(arm).collect()
}

#[test]
fn a_winner_is_called_when_chance_would_not_make_it() {
    check("comparisons.md", "Verdicts", |row| {
        let found = match compare(&arms(row)) {
            TestVerdict::Leads(place) => format!("{} leads", ["A", "B", "C"][place]),
            other => other.key().to_owned(),
        };
        if found == row.get("verdict") { Ok(()) } else { Err(found) }
    });
}

#[test]
fn variants_are_compared_by_what_is_known() {
    let path = format!("{}/../tests/spec/sample.json", env!("CARGO_MANIFEST_DIR"));
    let sample: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let setup = setup_from_json(&sample["setup"]).unwrap();
    check("comparisons.md", "By what", |row| {
        let goal = match row.get("automation") {
            "with a goal" => json!({"field": "stage", "op": "is", "value": "won"}),
            _ => Json::Null,
        };
        let template = match row.get("action") {
            "sms_to_contact" => "t_offer_sms_plain",
            _ => "t_offer_email",
        };
        let steps = json!([{"id": "s", "action": row.get("action"), "template": template}]);
        let automation = json!({"id": "a", "name": "A", "module": "deals", "kind": "sequence",
            "basis": {"everyone": true}, "goal": goal, "steps": steps});
        let draft = automation_from_json(&automation).unwrap().draft;
        let definition = Definition::check(draft, &setup).unwrap();
        let clicks = row.get("clicks are counted") == "yes";
        let tracking = Tracking { clicks, ..setup.account.tracking };
        let all = measures(&definition, &definition.steps[0], &tracking);
        let found = all.iter().map(|one| one.key()).collect::<Vec<_>>().join(", ");
        if found == row.get("by") { Ok(()) } else { Err(found) }
    });
}

/// Whether a test of two equal variants is ever called, when it is looked at after every 50 messages.
fn is_called(seed: u64) -> bool {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    // Marsaglia's xorshift64*: any good generator does.
    let mut succeeds = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32 < (1 << 32) / 10
    };
    let mut arms = [Arm { sent: 0, reached: 0 }; 2];
    for _ in 0..100 {
        for arm in &mut arms {
            for _ in 0..50 {
                arm.sent += 1;
                arm.reached += u32::from(succeeds());
            }
        }
        if matches!(compare(&arms), TestVerdict::Leads(_)) {
            return true;
        }
    }
    false
}

#[test]
fn chance_is_seldom_called_a_winner() {
    check("comparisons.md", "How often chance is called a winner", |row| {
        assert_eq!(row.get("standard errors"), "3", "as `comparison` asks for");
        let most: usize =
            row.get("tests with a winner").trim_start_matches("at most ").parse().unwrap();
        let called = (1..=1_000).filter(|seed| is_called(*seed)).count();
        println!("{called} of 1,000 tests of one text have a winner");
        if called <= most { Ok(()) } else { Err(called.to_string()) }
    });
}
