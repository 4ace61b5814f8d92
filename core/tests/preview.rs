//! Plans over loaded records: a forecast is the sum of its timelines, an activation preview counts
//! those that start at once, and an active automation goes on from where its records stand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod common {
    pub mod ran;
}

use std::collections::BTreeMap;

use relance_core::wire::preview::Preview;
use relance_core::words::{Problem, Problems};
use serde_json::{Value as Json, json};

/// Saturday afternoon in Warsaw.
const NOW: &str = "2026-11-21T12:00:00Z";
const AUDIENCES: [&str; 3] = ["all", "created_after_activation", "entering_after_activation"];

fn sample() -> Json {
    let path = format!("{}/../tests/spec/sample.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The sample account with its first hundred records.
fn preview() -> Preview {
    let sample = sample();
    let mut preview = Preview::new(&sample["setup"]).unwrap();
    for module in ["contacts", "deals", "invoices", "orders"] {
        let report = preview.load(module, of_module(&sample, module).to_string().as_bytes());
        let report = report.unwrap();
        assert_eq!((report.loaded, report.refused), (25, 0), "{module}: {:?}", report.problems);
    }
    preview
}

fn of_module(sample: &Json, module: &str) -> Json {
    let records = sample["records"].as_array().unwrap();
    let of: Vec<&Json> = records.iter().filter(|record| record["module"] == module).collect();
    json!({ "records": of })
}

fn follow_up() -> Json {
    sample()["setup"]["automations"][0].clone()
}

/// The follow-up with a filter that most deals match, now or by time alone.
fn wide_follow_up() -> (Json, Json) {
    let mut setup = sample()["setup"].clone();
    setup["views"].as_array_mut().unwrap().push(json!({
        "id": "v_wide", "name": "Not lost", "module": "deals",
        "filter": {"all": [
            {"field": "stage", "op": "is_not", "value": "lost"},
            {"field": "expected_close", "op": "older_than", "value": {"amount": 2, "unit": "days"}}
        ]}
    }));
    let mut automation = follow_up();
    automation["basis"] = json!({"view": "v_wide"});
    (setup, automation)
}

fn wide_preview() -> (Preview, Json) {
    let (setup, automation) = wide_follow_up();
    let mut preview = preview();
    preview.set_setup(&setup).unwrap();
    (preview, automation)
}

fn deal_ids() -> Vec<String> {
    let deals = of_module(&sample(), "deals");
    let ids = deals["records"].as_array().unwrap().iter();
    ids.map(|deal| deal["id"].as_str().unwrap().to_owned()).collect()
}

fn timeline(preview: &Preview, record: &str, automation: &Json, audience: &str) -> Vec<Json> {
    let request = json!({"module": "deals", "record": record, "automation": automation, "now": NOW,
        "activation": {"audience": audience}});
    preview.timeline(&request).unwrap().as_array().unwrap().clone()
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|problem| (problem.code, problem.at.as_str())).collect()
}

/// What log entries add up to, counted from what they say.
#[derive(Debug, Default, PartialEq)]
struct Sum {
    entered: u64,
    emails: u64,
    sms: u64,
    parts: u64,
    tasks: u64,
    dropped: u64,
    skipped: BTreeMap<String, u64>,
    cost: BTreeMap<String, i64>,
    without_price: u64,
}

impl Sum {
    fn of(entries: &[Json]) -> Self {
        let mut sum = Sum::default();
        for entry in entries {
            match entry["what"].as_str().unwrap() {
                "entered" => sum.entered += 1,
                "task_created" => sum.tasks += 1,
                "dropped" => sum.dropped += 1,
                "skipped" => {
                    let reason = entry["reason"].as_str().unwrap().to_owned();
                    *sum.skipped.entry(reason).or_default() += 1;
                }
                "sent" if entry["action"] == "sms_to_contact" => sum.add_sms(&entry["message"]),
                "sent" => sum.emails += 1,
                _ => {}
            }
        }
        sum
    }

    fn add_sms(&mut self, message: &Json) {
        self.sms += 1;
        self.parts += message["parts"].as_u64().unwrap();
        match message["cost_micros"].as_i64() {
            Some(micros) => {
                let currency = message["currency"].as_str().unwrap().to_owned();
                *self.cost.entry(currency).or_default() += micros;
            }
            None => self.without_price += 1,
        }
    }

    /// As a forecast writes it.
    fn read(figures: &Json) -> Self {
        let number = |key: &str| figures[key].as_u64().unwrap();
        let list = |key: &str| figures[key].as_array().unwrap().clone();
        let named = |item: &Json, key: &str| item[key].as_str().unwrap().to_owned();
        Sum {
            entered: number("entered"),
            emails: number("emails"),
            sms: number("sms"),
            parts: number("parts"),
            tasks: number("tasks"),
            dropped: number("dropped"),
            skipped: list("skipped")
                .iter()
                .map(|item| (named(item, "reason"), item["count"].as_u64().unwrap()))
                .collect(),
            cost: list("cost")
                .iter()
                .map(|item| (named(item, "currency"), item["micros"].as_i64().unwrap()))
                .collect(),
            without_price: number("sms_without_price"),
        }
    }
}

#[test]
fn unknown_modules_and_records_are_named_with_the_closest() {
    let mut preview = preview();
    let problem = preview.load("deels", br#"{"records":[]}"#).unwrap_err();
    assert_eq!((problem.code, problem.at.as_str()), ("unknown_module", "module"));
    assert_eq!(problem.help.as_deref(), Some("did you mean `deals`?"));
    assert_eq!(preview.subject("deels", "d_1").unwrap_err().code, "unknown_module");
    assert_eq!(preview.remove("deels", "d_1").unwrap_err().code, "unknown_module");
    let problem = preview.subject("deals", "nobody").unwrap_err();
    assert_eq!((problem.code, problem.at.as_str()), ("unknown_record", "record"));
    assert_eq!(problem.found.as_deref(), Some("nobody"));
    let request = json!({"record": "nobody", "automation": follow_up(), "now": NOW});
    assert_eq!(codes(&preview.timeline(&request).unwrap_err()), [("unknown_record", "record")]);
}

#[test]
fn a_request_without_its_parts_says_which_are_missing() {
    let mut preview = preview();
    let missing = |problems: Problems| codes(&problems) == [("missing", "now")];
    let automation = follow_up();
    assert!(missing(preview.forecast(&json!({"automations": [automation]})).unwrap_err()));
    assert!(missing(preview.activation(&json!({"automation": automation})).unwrap_err()));
    let request = json!({"automation": automation, "now": NOW});
    assert_eq!(codes(&preview.timeline(&request).unwrap_err()), [("missing", "record")]);
    let request = json!({"record": "d_1", "now": NOW});
    assert_eq!(codes(&preview.timeline(&request).unwrap_err()), [("missing", "automation")]);
    assert_eq!(
        codes(&preview.activation(&json!({"now": NOW})).unwrap_err()),
        [("missing", "automation")]
    );
    let request =
        json!({"automation": automation, "now": NOW, "activation": {"audience": "everybody"}});
    let problems = preview.activation(&request).unwrap_err();
    assert_eq!(codes(&problems), [("unknown_word", "activation.audience")]);
}

#[test]
fn a_wrong_record_is_left_out_and_told_and_the_others_are_there() {
    let mut preview = preview();
    let text = r#"{"records":[
        {"id":"d_good","module":"deals","values":{"amount":100,"contacts":["c_1"]}},
        {"id":"d_bad","module":"deals","values":{"amount":"much"}}
    ]}"#;
    let report = preview.load("deals", text.as_bytes()).unwrap();
    assert_eq!((report.loaded, report.refused, report.problems.len()), (1, 1, 1));
    assert!(report.problems[0].at.contains("amount"), "{:?}", report.problems);
    let (record, related) = preview.subject("deals", "d_good").unwrap();
    assert_eq!(record.id.as_str(), "d_good");
    assert_eq!(related.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["c_1"]);
    assert!(preview.subject("deals", "d_bad").is_err());
}

#[test]
fn a_removed_contact_is_gone_for_deals_too_and_comes_back_when_loaded_again() {
    let mut preview = preview();
    let deals = deal_ids();
    let of_deal = |preview: &Preview, id: &str| preview.subject("deals", id).unwrap().1;
    let (deal, contact) = deals
        .iter()
        .find_map(|id| {
            let related = of_deal(&preview, id);
            related.keys().next().map(|contact| (id.clone(), contact.as_str().to_owned()))
        })
        .unwrap();
    assert!(preview.remove("contacts", &contact).unwrap());
    assert!(!of_deal(&preview, &deal).keys().any(|id| id.as_str() == contact));
    assert!(!preview.remove("contacts", &contact).unwrap(), "it is not there twice");
    let contacts = of_module(&sample(), "contacts").to_string();
    preview.load("contacts", contacts.as_bytes()).unwrap();
    assert!(of_deal(&preview, &deal).keys().any(|id| id.as_str() == contact));
}

#[test]
fn settings_change_under_loaded_records_but_fields_do_not() {
    let mut preview = preview();
    let mut setup = sample()["setup"].clone();
    setup["account"]["zone"] = json!("Europe/Bucharest");
    preview.set_setup(&setup).unwrap();
    assert_eq!(preview.setup().account.zone.name(), "Europe/Bucharest");
    assert!(preview.subject("deals", "d_1").is_ok(), "records stay");
    setup["modules"][1]["fields"][0]["kind"] = json!("number");
    setup["modules"][1]["fields"][0].as_object_mut().unwrap().remove("currency");
    let problems = preview.set_setup(&setup).unwrap_err();
    assert_eq!(codes(&problems), [("modules_changed", "modules")]);
    assert!(preview.subject("deals", "d_1").is_ok(), "and nothing was half changed");
}

#[test]
fn a_forecast_is_the_sum_of_its_timelines() {
    let (mut preview, automation) = wide_preview();
    for audience in AUDIENCES {
        let request = json!({"automations": [automation], "now": NOW,
            "activation": {"audience": audience}});
        let forecast = preview.forecast(&request).unwrap();
        let ids = deal_ids();
        let lives: Vec<Vec<Json>> =
            ids.iter().map(|id| timeline(&preview, id, &automation, audience)).collect();
        let all: Vec<Json> = lives.concat();
        assert!(audience == "created_after_activation" || all.len() > 20, "{}", all.len());
        assert_eq!(Sum::read(&forecast["total"]), Sum::of(&all), "{audience}");
        assert_eq!(forecast["entries"], json!(all), "{audience}: the same entries, in their order");
        assert_eq!(forecast["records"], json!(ids.len()), "{audience}");
        assert_eq!(forecast["is_truncated"], json!(false), "{audience}");
        let mut days = Sum::default();
        for day in forecast["days"].as_array().unwrap() {
            let of_day = Sum::read(day);
            days.entered += of_day.entered;
            days.emails += of_day.emails;
            days.parts += of_day.parts;
            days.tasks += of_day.tasks;
        }
        let total = Sum::read(&forecast["total"]);
        assert_eq!(
            (days.entered, days.emails, days.parts, days.tasks),
            (total.entered, total.emails, total.parts, total.tasks),
            "{audience}: days add up"
        );
    }
    common::ran::held("a forecast is the sum of what each record would get, day by day (B1, D32)");
}

#[test]
fn a_forecast_of_two_automations_is_the_sum_of_both_where_they_do_not_meet() {
    let (mut preview, wide) = wide_preview();
    let mut other = wide.clone();
    other["id"] = json!("a_other");
    other["steps"].as_array_mut().unwrap().truncate(1);
    let mut total = |automations: Json| {
        let request = json!({"automations": automations, "now": NOW});
        Sum::read(&preview.forecast(&request).unwrap()["total"])
    };
    let (both, one, two) =
        (total(json!([wide, other])), total(json!([wide])), total(json!([other])));
    assert!(two.emails > 0);
    assert_eq!(both.emails, one.emails + two.emails);
    assert_eq!((both.tasks, both.parts), (one.tasks, one.parts), "the other has an e-mail only");
    assert_eq!(both.entered, one.entered + two.entered);
}

#[test]
fn those_who_would_start_are_those_who_enter_at_once() {
    let (mut preview, automation) = wide_preview();
    let mut matching = Vec::new();
    for audience in AUDIENCES {
        let request = json!({"automation": automation, "now": NOW,
            "activation": {"audience": audience}});
        let answer = preview.activation(&request).unwrap();
        let starts = |life: &Vec<Json>| {
            life.iter().any(|entry| entry["what"] == "entered" && entry["planned_at"] == NOW)
        };
        let lives = deal_ids().into_iter().map(|id| timeline(&preview, &id, &automation, audience));
        let starting: Vec<Vec<Json>> = lives.filter(starts).collect();
        assert_eq!(answer["would_start"], json!(starting.len()), "{audience}");
        assert_eq!(Sum::read(&answer["figures"]), Sum::of(&starting.concat()), "{audience}");
        assert_eq!(audience == "all", !starting.is_empty(), "D12: only `all` starts the old ones");
        matching.push(answer["matching"].as_u64().unwrap());
    }
    assert!(matching[0] > 0 && matching.iter().all(|count| *count == matching[0]), "{matching:?}");
}

/// The follow-up as it has run since the beginning of the month.
fn active(automation: &Json) -> Json {
    let mut automation = automation.clone();
    automation["state"] = json!("active");
    automation["activation"] = json!({"at": "2026-11-01T08:00:00Z", "audience": "all"});
    automation
}

fn going_on(preview: &Preview, record: &str, automation: &Json) -> Vec<Json> {
    let request = json!({"record": record, "automation": automation, "now": NOW});
    preview.timeline(&request).unwrap().as_array().unwrap().clone()
}

fn standing(record: &str, automation: &Json, enrollment: Json) -> Json {
    json!({"record": record, "automation": automation["id"], "is_inside": true,
        "since": "2026-11-18T09:00:00Z", "left_at": null, "pass": 3, "enrollment": enrollment})
}

fn waiting(step: &str) -> Json {
    json!({"id": "0123456789abcdef0123456789abcdef", "entered_at": "2026-11-18T09:00:00Z",
        "state": "waiting", "step": step, "due_at": "2026-11-23T08:00:00Z", "at": null,
        "reason": null})
}

#[test]
fn an_active_automation_goes_on_where_its_records_stand() {
    let (mut preview, automation) = wide_preview();
    let automation = active(&automation);
    let starts = |id: &String| {
        going_on(&preview, id, &automation)
            .iter()
            .any(|e| e["what"] == "entered" && e["planned_at"] == NOW)
    };
    let id = deal_ids().into_iter().find(starts).unwrap();
    let afresh = going_on(&preview, &id, &automation);
    assert_eq!((&afresh[0]["what"], &afresh[0]["pass"]), (&json!("entered"), &json!(1)));

    let standings =
        json!({"standings": [standing(&id, &automation, waiting("s_2"))], "next": null});
    assert_eq!(preview.set_standings(&standings), Ok(1));
    let later = going_on(&preview, &id, &automation);
    assert!(later.iter().all(|entry| entry["what"] != "entered"), "{later:#?}");
    assert!(later.iter().all(|entry| entry["step"] != "s_1"), "its first step is behind it");
    assert_eq!(later[0]["step"], "s_2");
    assert_eq!(later[0]["planned_at"], "2026-11-23T08:00:00Z", "at the hour that it waits for");
    assert_eq!(later[0]["pass"], 3, "in the same passage");
    assert_eq!(later.last().unwrap()["what"], "finished");

    let done = json!({"id": "0123456789abcdef0123456789abcdef", "entered_at": "2026-11-18T09:00:00Z",
        "state": "finished", "step": null, "due_at": null, "at": "2026-11-20T09:00:00Z", "reason": null});
    let standings = json!({"standings": [standing(&id, &automation, done)]});
    preview.set_standings(&standings).unwrap();
    assert_eq!(going_on(&preview, &id, &automation), [] as [Json; 0], "inside and finished");

    preview.set_standings(&json!({"standings": []})).unwrap();
    assert_eq!(going_on(&preview, &id, &automation), afresh, "standings are replaced, not added");
}

#[test]
fn standings_do_not_touch_the_preview_of_an_activation() {
    let (mut preview, automation) = wide_preview();
    let before = preview.activation(&json!({"automation": automation, "now": NOW})).unwrap();
    let standings: Vec<Json> =
        deal_ids().iter().map(|id| standing(id, &automation, waiting("s_2"))).collect();
    preview.set_standings(&json!({"standings": standings})).unwrap();
    let after = preview.activation(&json!({"automation": automation, "now": NOW})).unwrap();
    assert_eq!(after, before);
}

#[test]
fn a_record_is_planned_as_somebody_edits_it() {
    let (preview, automation) = wide_preview();
    let deals = of_module(&sample(), "deals")["records"].as_array().unwrap().clone();
    let plan = |record: &Json| {
        let request = json!({"record": record, "automation": automation, "now": NOW});
        preview.timeline(&request)
    };
    let enters = |record: &&Json| plan(record).unwrap()[0]["planned_at"] == NOW;
    let deal = deals.iter().find(enters).unwrap();
    assert_eq!(plan(deal), plan(&deal["id"]), "unedited it is the record itself");
    let sent = plan(deal).unwrap();
    let sent = sent.as_array().unwrap().iter().filter(|entry| !entry["to"].is_null());
    assert!(sent.count() > 0, "its contacts and its owner are those that are loaded");
    let mut edited = deal.clone();
    edited["values"]["stage"] = json!("lost");
    assert_eq!(plan(&edited), Ok(json!([])));
    edited["values"]["amount"] = json!("much");
    assert_eq!(codes(&plan(&edited).unwrap_err()), [("wrong_type", "record.values.amount")]);
    assert_eq!(codes(&plan(&json!(5)).unwrap_err()), [("wrong_type", "record")]);
}

#[test]
fn a_plan_ends_after_its_days_and_a_longer_one_begins_with_the_shorter() {
    let (mut preview, automation) = wide_preview();
    let mut plan = |days: i64| {
        let request = json!({"automations": [automation], "now": NOW, "days": days});
        preview.forecast(&request).unwrap()
    };
    let (week, quarter) = (plan(7), plan(90));
    let days = |forecast: &Json| forecast["days"].as_array().unwrap().clone();
    assert!(!days(&week).is_empty() && days(&week).len() < days(&quarter).len());
    // The seventh day ends at noon, as it began.
    let whole = days(&week).len() - 1;
    assert_eq!(days(&week)[..whole], days(&quarter)[..whole]);
    assert!(days(&week).iter().all(|day| day["date"].as_str() <= Some("2026-11-28")));
    assert_eq!(plan(0)["days"].as_array().unwrap().len(), 1, "what happens at once");
}
