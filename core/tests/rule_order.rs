//! The order of a stage's rules when messages do not arrive (D25), which no scenario can tell, because
//! there everything arrives; the bound on consequences of consequences (D19); and what a task points to.

mod common {
    pub mod ran;
    pub mod story;
}

use std::collections::BTreeMap;

use common::ran::held;
use common::story::{base, say_all};
use relance_core::definitions::{Activation, Audience, Setup, State};
use relance_core::engine::{
    Delivery, EffectBody, Input, Outcome, SubjectState, What, World, advance, awaited,
};
use relance_core::wire::record::record_from_json;
use relance_core::words::{AutomationId, DerivedKey, Moment, Record, RecordId};
use serde_json::{Value as Json, json};

const HOUR_MS: i64 = 3_600_000;

fn start() -> Moment {
    Moment::parse("2026-03-02T09:00:00Z").unwrap()
}

struct Case {
    setup: Setup,
    people: BTreeMap<RecordId, Record>,
    state: SubjectState,
    deliveries: BTreeMap<DerivedKey, Delivery>,
}

impl Case {
    /// These automations, active, and no record yet.
    fn of(automations: &[Json]) -> Self {
        let (mut setup, people) = base(automations);
        for automation in &mut setup.automations {
            automation.state = State::Active(Activation { at: start(), audience: Audience::All });
        }
        Case { setup, people, state: SubjectState::unborn(), deliveries: BTreeMap::new() }
    }

    fn take(&mut self, minutes: i64, input: Input) -> Outcome {
        let now = Moment::from_ms(start().as_ms() + minutes * 60_000);
        let world = World { deliveries: &self.deliveries, ..World::new(&self.people, &[], &[]) };
        let outcome = advance(&self.setup, &world, self.state.clone(), now, input);
        self.state = outcome.state.clone();
        outcome
    }

    fn write(&mut self, minutes: i64, values: Json) -> Outcome {
        let record =
            json!({"id": "d1", "module": "deals", "created": start().to_iso(), "values": values});
        let module = self.setup.module("deals").unwrap();
        let record = record_from_json(&record, module).unwrap();
        self.take(minutes, Input::Written(Box::new(record)))
    }
}

fn rule(id: &str, position: u32, placement: Json, step: Json) -> Json {
    let mut placement = placement;
    placement["position"] = json!(position);
    json!({"id": id, "name": id, "kind": "rule", "module": "deals", "basis": {"everyone": true},
        "trigger": {"on": "stage", "stage": "offer_sent", "when": "moved_or_created"},
        "placement": placement, "steps": [step]})
}

/// An e-mail, then a task "after the previous rule", then a tag after that one.
fn chain(anyway: bool) -> Case {
    let after = json!({"after": "previous", "continue_anyway": anyway});
    Case::of(&[
        rule(
            "mail",
            1,
            json!({"after": "parallel"}),
            json!({"id": "s", "action": "email_to_contact",
            "template": "t_mail", "recipient": "person", "sender": "owner"}),
        ),
        rule(
            "call",
            2,
            after,
            json!({"id": "s", "action": "task_for_user", "template": "t_task",
            "recipient": "owner"}),
        ),
        rule(
            "note",
            3,
            json!({"after": "previous"}),
            json!({"id": "s", "action": "add_tag",
            "tag": "called"}),
        ),
    ])
}

fn offer() -> Json {
    json!({"name": "Roof", "stage": "offer_sent", "owner": "u_ola", "contacts": ["c_ana"]})
}

fn whats(outcome: &Outcome, automation: &str) -> Vec<&'static str> {
    let own = outcome.log.iter().filter(|entry| entry.automation.as_str() == automation);
    own.map(|entry| entry.reason.map_or(entry.what.key(), |reason| reason.key())).collect()
}

#[test]
fn the_next_rule_waits_until_the_message_before_it_has_arrived() {
    let mut case = chain(false);
    let mail = case.write(0, offer()).effects.remove(0);
    // `World::new` says that all arrives, so a new case is told what is not known yet.
    let mut case = chain(false);
    case.deliveries.insert(mail.key.clone(), Delivery::Pending);
    let begun = case.write(0, offer());
    assert_eq!(whats(&begun, "call"), ["entered"]);
    assert!(awaited(&case.setup, &case.state).contains(&mail.key));
    assert!(case.take(30, Input::Clock).log.is_empty());
    case.deliveries.insert(mail.key, Delivery::Settled);
    let released = case.take(31, Input::Clock);
    assert_eq!(whats(&released, "call"), ["task_created", "finished"]);
    assert_eq!(whats(&released, "note"), ["record_changed", "finished"]);
    // Its decision is the base, not its delivery: a slow provider moves nothing.
    assert!(released.log.iter().all(|entry| entry.planned_at == start()));
    held("a rule acts after the message of the one before it has arrived (D25, S3.16)");
}

#[test]
fn a_message_that_could_not_be_delivered_ends_the_rules_after_it() {
    let mail = chain(false).write(0, offer()).effects.remove(0);
    for (anyway, call, note) in [
        (false, vec!["entered", "previous_failed"], vec!["entered", "previous_failed"]),
        (
            true,
            vec!["entered", "task_created", "finished"],
            vec!["entered", "record_changed", "finished"],
        ),
    ] {
        let mut case = chain(anyway);
        case.deliveries.insert(mail.key.clone(), Delivery::Failed);
        let outcome = case.write(0, offer());
        assert_eq!(whats(&outcome, "call"), call, "{}", say_all(&outcome.log));
        assert_eq!(whats(&outcome, "note"), note, "{}", say_all(&outcome.log));
    }
    held("what could not be delivered ends the rules after it, unless they say to go on (D25)");
}

#[test]
fn consequences_of_consequences_are_bounded_too() {
    // Each of three rules changes the field that all three wait for, to a value of its own: every chain
    // is short, but there would be 3^8 of them.
    let changer = |id: &str, amount: u32| {
        json!({"id": id, "name": id, "kind": "rule", "module": "deals", "basis": {"everyone": true},
            "trigger": {"on": "changed", "field": "amount"},
            "steps": [{"id": "s", "action": "set_field", "field": "amount", "value": amount}]})
    };
    let mut case = Case::of(&[changer("a", 1), changer("b", 2), changer("c", 3)]);
    case.write(0, json!({"name": "Roof"}));
    let outcome = case.write(1, json!({"name": "Roof", "amount": 9}));
    for automation in ["a", "b", "c"] {
        let starts = outcome
            .log
            .iter()
            .filter(|entry| entry.automation.as_str() == automation && entry.what == What::Entered);
        assert!(starts.count() <= 10, "{}", say_all(&outcome.log));
    }
    let stopped: Vec<_> = outcome.log.iter().filter(|entry| entry.what == What::Stopped).collect();
    assert!(
        stopped.iter().any(|entry| entry.detail.as_ref().is_some_and(|chain| chain.contains("→")))
    );
    // It is over: nothing is left to decide.
    assert_eq!(outcome.wake_at, None);
    assert!(case.take(HOUR_MS / 60_000, Input::Clock).log.is_empty());
    held(
        "however many automations set each other off, none acts on a record more than ten times (D19)",
    );
}

#[test]
fn an_automation_acts_on_what_it_made_only_when_a_person_says_so() {
    let task =
        json!({"id": "s", "action": "task_for_user", "template": "t_task", "recipient": "owner"});
    let mut case = Case::of(&[rule("call", 1, json!({"after": "parallel"}), task)]);
    let mut own = offer();
    own["origin"] = "call".into();
    assert_eq!(whats(&case.write(0, own), "call"), ["own_origin"]);
    let told = case.take(1, Input::Start(AutomationId::parse("call").unwrap()));
    assert_eq!(whats(&told, "call"), ["entered", "task_created", "finished"]);
    held("an automation does not act on a record that it made, unless a person starts it (D19)");
}

#[test]
fn a_task_stands_on_the_card_that_it_is_about() {
    let task =
        json!({"id": "s", "action": "task_for_user", "template": "t_task", "recipient": "owner"});
    let mut case = Case::of(&[rule("call", 1, json!({"after": "parallel"}), task)]);
    let effect = case.write(0, offer()).effects.remove(0);
    let EffectBody::Make { record, .. } = effect.body else { panic!("a record") };
    assert_eq!(record.module.as_str(), "tasks");
    assert_eq!((record.text("about"), record.text("about_module")), (Some("d1"), Some("deals")));
    assert_eq!((record.text("owner"), record.text("origin")), (Some("u_ola"), Some("call")));
    assert_eq!(record.related("contacts"), [RecordId::parse("c_ana").unwrap()]);
    held("a task says which card it stands on, whose clients, and who made it (S2.20, D26)");
}

#[test]
fn a_rule_waits_for_one_that_was_switched_off_meanwhile() {
    let slow = json!({"id": "s", "action": "email_to_contact", "template": "t_mail",
        "recipient": "person", "sender": "owner", "delay": {"amount": 1, "unit": "hours"}});
    let task =
        json!({"id": "s", "action": "task_for_user", "template": "t_task", "recipient": "owner"});
    let mut case = Case::of(&[
        rule("mail", 1, json!({"after": "parallel"}), slow),
        rule("call", 2, json!({"after": "previous"}), task),
    ]);
    case.write(0, offer());
    let active = case.setup.automations[0].state;
    let State::Active(activation) = active else { panic!("active") };
    case.setup.automations[0].state = State::Inactive(activation);
    let frozen = case.take(90, Input::Clock);
    assert!(frozen.log.is_empty(), "{}", say_all(&frozen.log));
    assert_eq!(frozen.wake_at, None);
    case.setup.automations[0].state = active;
    let thawed = case.take(95, Input::Clock);
    assert_eq!(whats(&thawed, "mail"), ["sent", "finished"]);
    assert_eq!(whats(&thawed, "call"), ["task_created", "finished"]);
    held("a rule that was switched off keeps those after it waiting (D25, D6)");
}
