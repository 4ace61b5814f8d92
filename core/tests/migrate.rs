//! Runs `tests/spec/migrate.md`: what a new version does to the records that are in it (D16, D29, D6).

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use relance_core::definitions::{Activation, Audience, Setup, State};
use relance_core::engine::{
    CatchUp, EnrollmentState, Fate, Input, Publication, SubjectState, Taken, Version, Why, World,
    advance, migrate,
};
use relance_core::wire::automation::audience_from_word;
use relance_core::wire::setup::{assemble, setup_from_json};
use relance_core::words::{AutomationId, Moment, Record, Zone};
use serde_json::{Value as Json, json};

const SPEC: &str = "migrate.md";
const ENTERED: &str = "2026-03-02T09:00:00+01:00";
const PUBLISHED: &str = "2026-03-02T12:00:00+01:00";
const ON_AGAIN: &str = "2026-03-06T12:00:00+01:00";

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn setup() -> Setup {
    let step_template = json!({"id": "t", "name": "Call", "module": "deals", "kind": "task",
        "class": "transactional", "title": "Call", "description": ""});
    setup_from_json(&json!({
        "account": {"id": "a", "name": "A", "zone": "Europe/Warsaw", "language": "pl"},
        "users": [{"id": "u", "name": "U", "email": "u@a.example"}],
        "modules": [{"key": "deals", "label": "Deals", "fields": [],
            "pipelines": [{"key": "p", "label": "P", "stages": [
                {"key": "in", "label": "In"}, {"key": "out", "label": "Out"}]}]}],
        "templates": [step_template],
    }))
    .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// `a+0 b+1@14`: ids, delays in days, from-hours.
fn steps(text: &str) -> Vec<Json> {
    let one = |step: &str| {
        let (id, rest) = step.split_once('+').unwrap();
        let (days, hour) = rest.split_once('@').map_or((rest, None), |(d, h)| (d, Some(h)));
        let mut json = json!({"id": id, "action": "task_for_user", "template": "t",
            "recipient": {"user": "u"}, "notify": false,
            "delay": {"amount": days.parse::<i64>().unwrap(), "unit": "days"}});
        if let Some(hour) = hour {
            json["timing"] = json!({"days": "any", "hour": {"from": format!("{hour}:00")}});
        }
        json
    };
    text.split(' ').map(one).collect()
}

/// The account with this automation running since long before the record entered.
fn with(text: &str, stage: &str, audience: Audience) -> Setup {
    let mut setup = setup();
    let automation = json!({"id": "s", "name": "S", "kind": "sequence", "module": "deals",
        "basis": {"stage": stage}, "delay_base": "previous_action", "steps": steps(text)});
    let mut automation = assemble(&automation, 0, &setup).unwrap_or_else(|p| panic!("{p:#?}"));
    automation.state = State::Active(Activation { at: at("2026-03-01T00:00:00Z"), audience });
    setup.automations.push(automation);
    setup
}

const NO_WORLD: World<'static> = World {
    pace: relance_core::engine::Pace::Goes,
    related: &BTreeMap::new(),
    changes: &[],
    events: &[],
    deliveries: &BTreeMap::new(),
    once: &Taken::NONE,
    inflows: &BTreeMap::new(),
};

/// The record on this stage, after its entry was decided.
fn entered(setup: &Setup, stage: &str) -> SubjectState {
    let module = setup.module("deals").unwrap();
    let id = relance_core::words::RecordId::parse("d1").unwrap();
    let values = relance_core::wire::record::values_from_json(
        &json!({"name": "Deal", "stage": stage}),
        module,
    );
    let values = values.unwrap();
    let created = at("2026-02-01T00:00:00Z");
    let written = Record::create(id, module.key.clone(), values, created, at(ENTERED));
    let input = Input::Written(Box::new(written.record));
    let state = SubjectState::unborn();
    advance(setup, &NO_WORLD, state, at(ENTERED), input).state
}

fn publication(before: &Setup, now: &str, why: Why) -> Publication {
    let automation = before.automations.first().unwrap();
    Publication {
        automation: AutomationId::parse("s").unwrap(),
        at: at(now),
        why,
        before: Some(Arc::new(Version {
            definition: (*automation.definition).clone(),
            account: before.account.clone(),
        })),
        catch_up: None,
        rank: 0,
    }
}

fn same(says: &str, found: &str) -> Result<(), String> {
    if says == found { Ok(()) } else { Err(format!("says `{says}`, found `{found}`")) }
}

fn said(fate: &Fate) -> String {
    match fate {
        Fate::Moved { to, .. } => format!("moved to {to}"),
        Fate::PassesNewSteps(steps) => {
            format!("passes {}", steps.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "))
        }
        Fate::Skipped(step) => format!("skips {step}"),
        other => other.key().to_owned(),
    }
}

fn due(state: &SubjectState) -> String {
    let enrollment = state.standings.get("s").and_then(|standing| standing.enrollment.as_ref());
    let Some(EnrollmentState::Waiting { due_at, .. }) = enrollment.map(|e| &e.state) else {
        return "none".to_owned();
    };
    let (date, time) = due_at.civil(Zone::parse("Europe/Warsaw").unwrap());
    format!("{date} {time}")
}

#[test]
fn waiting_enrollments_follow_a_new_version_as_the_table_says() {
    common::check(SPEC, "Waiting", |row| {
        let before = with(row.get("before"), "in", Audience::All);
        let after = with(row.get("after"), "in", Audience::All);
        let state = entered(&before, "in");
        let publication = publication(&before, PUBLISHED, Why::Published);
        let now = at(PUBLISHED).plus_ms(30_000);
        let (fate, state, _) = migrate(&after, &NO_WORLD, state, now, &publication);
        same(row.get("what happens"), &said(&fate))?;
        same(row.get("due"), &due(&state))
    });
}

#[test]
fn overdue_enrollments_do_what_was_chosen() {
    common::check(SPEC, "Overdue", |row| {
        let setup = with(row.get("steps"), "in", Audience::All);
        let state = entered(&setup, "in");
        let mut publication = publication(&setup, ON_AGAIN, Why::Activated);
        publication.rank = 3;
        publication.catch_up = match row.get("choice") {
            "nothing" => None,
            "send" => Some(CatchUp::Send),
            "skip" => Some(CatchUp::Skip),
            spread => {
                let per_hour = spread.trim_start_matches("spread ").parse().unwrap();
                Some(CatchUp::Spread { per_hour })
            }
        };
        let (fate, state, _) = migrate(&setup, &NO_WORLD, state, at(ON_AGAIN), &publication);
        same(row.get("what happens"), &said(&fate))?;
        same(row.get("due"), &due(&state))
    });
}

#[test]
fn who_begins_to_match_or_stops_is_told_apart() {
    common::check(SPEC, "Who matches", |row| {
        let audience = audience_from_word(row.get("audience")).unwrap();
        let matched = row.get("matched before") == "yes";
        let matches = row.get("matches now") == "yes";
        let on = if matched { "in" } else { "out" };
        let wanted = if matches == matched { "in" } else { "out" };
        let before = with("a+0 b+1", "in", Audience::All);
        let after = with("a+0 b+1", wanted, audience);
        let state = entered(&before, on);
        let publication = publication(&before, PUBLISHED, Why::Published);
        let (fate, _, _) = migrate(&after, &NO_WORLD, state, at(PUBLISHED), &publication);
        same(row.get("what happens"), &said(&fate))
    });
}

proptest! {
    #[test]
    fn a_publish_with_no_change_changes_nothing(
        delays in proptest::collection::vec((0_i64..9, proptest::option::of(8_u8..20)), 1..6),
        hours in 0_i64..400,
    ) {
        let written: Vec<String> = delays
            .iter()
            .enumerate()
            .map(|(index, (days, hour))| {
                format!("s{index}+{days}{}", hour.map_or(String::new(), |h| format!("@{h:02}")))
            })
            .collect();
        let setup = with(&written.join(" "), "in", Audience::All);
        let now = at(ENTERED).plus_ms(hours * 3_600_000);
        let state = entered(&setup, "in");
        // Every decision until now has been made, as ticks would have.
        let mut outcome = advance(&setup, &NO_WORLD, state, at(ENTERED), Input::Clock);
        while let Some(wake) = outcome.wake_at.filter(|wake| *wake <= now) {
            outcome = advance(&setup, &NO_WORLD, outcome.state, wake, Input::Clock);
        }
        let mut publication = publication(&setup, ENTERED, Why::Published);
        publication.at = now;
        let (fate, state, log) =
            migrate(&setup, &NO_WORLD, outcome.state.clone(), now, &publication);
        prop_assert!(matches!(fate, Fate::Kept | Fate::Stays), "{fate:?}");
        prop_assert_eq!(state, outcome.state);
        prop_assert!(log.is_empty());
    }
}
