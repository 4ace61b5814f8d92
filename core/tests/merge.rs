//! Runs `tests/spec/merge.md`: what two contacts become, and what an undo leaves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common;

use std::collections::BTreeMap;

use common::check;
use relance_core::definitions::Setup;
use relance_core::engine::{
    Enrollment, EnrollmentState, Reason, Standing, Standings, StandingsImage, SubjectState, join,
    part,
};
use relance_core::wire::json::one_word;
use relance_core::wire::merge::SIDES;
use relance_core::wire::module::module_from_json;
use relance_core::wire::record::{ITEMS_MAX, record_from_json, values_from_json, values_to_json};
use relance_core::wire::setup::{assemble, setup_from_json};
use relance_core::words::merge::JOINED_ITEMS_MAX;
use relance_core::words::*;
use serde_json::{Value as Json, json};

const AT: &str = "2026-03-02T09:00:00Z";

fn at(minutes: i64) -> Moment {
    Moment::parse(AT).unwrap().plus_ms(minutes * 60_000)
}

fn contacts() -> Module {
    let fields = json!([
        {"key": "city", "label": "City", "kind": "text"},
        {"key": "partners", "label": "Partners", "kind": "relation", "module": "contacts"},
    ]);
    let module = json!({"label": "Contacts", "fields": fields});
    module_from_json(&module, &ModuleKey::parse("contacts").unwrap()).unwrap()
}

fn contact(id: &str, values: &str) -> Record {
    let values: Json = serde_json::from_str(values).unwrap();
    let record = json!({"id": id, "created": AT, "values": values});
    record_from_json(&record, &contacts()).unwrap()
}

fn choices(text: &str) -> BTreeMap<FieldKey, Side> {
    let map: BTreeMap<String, String> = serde_json::from_str(text).unwrap();
    let one = |(field, side): (String, String)| {
        (FieldKey::parse(&field).unwrap(), one_word(&side, &SIDES).unwrap())
    };
    map.into_iter().map(one).collect()
}

fn merged(survivor: &Record, loser: &Record, chosen: &str) -> Merged {
    Merged::of(&contacts(), survivor, loser, &choices(chosen), at(10)).unwrap()
}

fn same(found: &Record, wanted: &str) -> Result<(), String> {
    let (found, wanted) =
        (values_to_json(&found.values), serde_json::from_str::<Json>(wanted).unwrap());
    if found == wanted { Ok(()) } else { Err(format!("{found} instead of {wanted}")) }
}

#[test]
fn the_fields_of_two_contacts_become_one() {
    check("merge.md", "Fields", |row| {
        let (survivor, loser) = (contact("a", row.get("survivor")), contact("b", row.get("loser")));
        same(&merged(&survivor, &loser, row.get("chosen")).written.record, row.get("becomes"))
    });
}

#[test]
fn an_undo_leaves_what_happened_since() {
    check("merge.md", "Undone", |row| {
        let (before, loser) = (contact("a", row.get("survivor")), contact("b", row.get("loser")));
        let after = merged(&before, &loser, "{}").written.record;
        let since: Json = serde_json::from_str(row.get("written since")).unwrap();
        let held = after.update(values_from_json(&since, &contacts()).unwrap(), at(20)).record;
        let back = held.taken_back(&before, &after, at(30));
        same(&back.written.record, row.get("survivor again"))?;
        let stays: Vec<&str> = back.changed_since.iter().map(FieldKey::as_str).collect();
        if stays.join(", ") != row.get("stays") {
            return Err(format!("{stays:?} stay"));
        }
        let restored = loser.restored().record;
        assert_eq!((restored.values, restored.traces), (loser.values, loser.traces));
        Ok(())
    });
}

#[test]
fn what_pointed_to_the_loser_points_to_the_survivor() {
    let ids = |text: &str| -> Vec<RecordId> {
        text.split(", ")
            .filter(|id| !id.is_empty())
            .map(|id| RecordId::parse(id).unwrap())
            .collect()
    };
    let key = FieldKey::parse("partners").unwrap();
    let (survivor, loser) = (RecordId::parse("a").unwrap(), RecordId::parse("b").unwrap());
    check("merge.md", "Relinked", |row| {
        let mut before = contact("z", "{}");
        before.values.insert(key.clone(), Value::Related(ids(row.get("before"))));
        let after = before.relinked(&loser, &survivor, at(10)).record;
        let wanted = ids(row.get("after"));
        if after.related("partners") != wanted {
            return Err(format!("{:?} after the merge", after.related("partners")));
        }
        let mut held = after;
        let since = ids(row.get("written since"));
        if !since.is_empty() {
            held.values.insert(key.clone(), Value::Related(since));
        }
        let back = held.relinked_back(&before, &loser, &survivor, at(20));
        if back.written.record.related("partners") != ids(row.get("again")) {
            return Err(format!("{:?} again", back.written.record.related("partners")));
        }
        let expected = if row.get("stays").is_empty() { 0 } else { 1 };
        if back.changed_since.len() == expected { Ok(()) } else { Err("what stays".to_owned()) }
    });
}

fn setup(reentry: &str) -> Setup {
    let path = format!("{}/../tests/scenarios/setup.json", env!("CARGO_MANIFEST_DIR"));
    let file: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut setup = setup_from_json(&file["setup"]).unwrap();
    let step = |id: &str| {
        json!({"id": id, "action": "email_to_contact", "template": "t_hello",
            "delay": {"amount": 1, "unit": "days"}})
    };
    let sequence = json!({"id": "s", "name": "Hello", "module": "contacts", "basis": {"view": "v_people"},
        "reentry": {"mode": reentry}, "steps": [step("s1"), step("s2"), step("s3")]});
    let assembled = assemble(&sequence, 0, &setup).unwrap_or_else(|p| panic!("{p:#?}"));
    setup.automations.push(assembled);
    setup
}

fn subject(id: &str, word: &str) -> SubjectState {
    let record = contact(id, "{}");
    let mut state = SubjectState::of(record.clone());
    let automation = AutomationId::parse("s").unwrap();
    let entered = match word.split(' ').collect::<Vec<_>>()[..] {
        [""] => return state,
        ["inside"] => None,
        ["waiting", step] => Some(EnrollmentState::Waiting {
            step: StepId::parse(&format!("s{step}")).unwrap(),
            due_at: at(100),
        }),
        ["finished"] => Some(EnrollmentState::Finished { at: at(1) }),
        ["exited"] => Some(EnrollmentState::Exited { at: at(1), reason: Reason::FilterNotMatched }),
        _ => panic!("`{word}`"),
    };
    let pass = u32::from(entered.is_some());
    let enrollment = entered.map(|state| Enrollment {
        id: Enrollment::id_of(&automation, &record.id, pass),
        entered_at: at(0),
        base_at: at(0),
        state,
        cause: None,
        activities: Vec::new(),
    });
    let is_inside = word != "exited";
    let standing = Standing { is_inside, since: at(0), left_at: None, pass, enrollment };
    state.standings.insert(automation, standing);
    state
}

#[test]
fn the_passage_further_on_goes_on() {
    let id = AutomationId::parse("s").unwrap();
    check("merge.md", "Passages", |row| {
        let reentry = if row.get("re-entry") == "never" { "never" } else { "after_exit" };
        let (survivor, loser) = (subject("a", row.get("survivor")), subject("b", row.get("loser")));
        let own = |state: &SubjectState| {
            state
                .standings
                .get(&id)
                .and_then(|one| one.enrollment.as_ref())
                .map(|one| one.id.clone())
        };
        let record = contact("a", "{}");
        let joined = join(&setup(reentry), survivor.clone(), loser.clone(), record.clone(), at(10));
        let standing = joined.survivor.standings.get(&id).ok_or("no standing")?;
        let kept = standing.enrollment.as_ref().map(|one| one.id.clone());
        let side = if kept == own(&survivor) { "survivor" } else { "loser" };
        if side != row.get("goes on") {
            return Err(format!("the {side}'s goes on"));
        }
        let exits: Vec<&str> = joined.log.iter().map(|entry| entry.record.as_str()).collect();
        let wanted: &[&str] = match row.get("exits") {
            "survivor" => &["a"],
            "loser" => &["b"],
            _ => &[],
        };
        if exits != wanted {
            return Err(format!("{exits:?} exit"));
        }
        assert!(joined.log.iter().all(|entry| entry.reason == Some(Reason::AlreadyRunning)));
        if standing.pass.to_string() != row.get("passes") {
            return Err(format!("{} passes", standing.pass));
        }
        // Parted at once, both stand as they did.
        let image = StandingsImage {
            survivor: survivor.standings.clone(),
            loser: loser.standings.clone(),
            joined: joined.survivor.standings.clone(),
        };
        let parted = part(&image, &joined.survivor.standings, &RecordId::parse("b").unwrap());
        assert_eq!((parted.survivor, parted.loser), (survivor.standings, loser.standings));
        assert!(parted.changed_since.is_empty());
        Ok(())
    });
}

/// A passage that went on under the survivor and did something stays there; the loser does not do it
/// again.
#[test]
fn what_was_done_since_is_not_done_again_by_the_loser() {
    let (id, loser_id) = (AutomationId::parse("s").unwrap(), RecordId::parse("b").unwrap());
    let (survivor, loser) = (subject("a", ""), subject("b", "waiting 1"));
    let joined = join(&setup("after_exit"), survivor, loser.clone(), contact("a", "{}"), at(10));
    let image = StandingsImage {
        survivor: Standings::new(),
        loser: loser.standings,
        joined: joined.survivor.standings.clone(),
    };
    let mut held = joined.survivor.standings;
    held.get_mut(&id).unwrap().enrollment.as_mut().unwrap().state =
        EnrollmentState::Finished { at: at(20) };
    let parted = part(&image, &held, &loser_id);
    assert_eq!(parted.survivor, held);
    assert_eq!(parted.loser[&id].enrollment, None);
    assert_eq!(parted.changed_since, [id]);
    assert!(parted.rehomed.is_empty());
}

#[test]
fn as_many_items_as_one_field_takes() {
    assert_eq!(JOINED_ITEMS_MAX, ITEMS_MAX);
}
