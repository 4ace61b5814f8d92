//! The sample account that a new user sees first is accepted whole, and what it previews is not empty.
//!
//! `tests/spec/sample.json` is what `worker/dev/sample.mjs` makes (the setup and the first records of
//! each module); `tests/unit/sample.test.mjs` holds the two together.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use relance_core::definitions::Setup;
use relance_core::filter::Filter;
use relance_core::template::RenderContext;
use relance_core::wire::record::record_from_json;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::*;
use serde_json::Value as Json;

fn sample() -> Json {
    let path = format!("{}/../tests/spec/sample.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn setup() -> Setup {
    setup_from_json(&sample()["setup"]).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn records(setup: &Setup) -> BTreeMap<RecordId, Record> {
    let sample = sample();
    let read = |json: &Json| {
        let module = setup.module(json["module"].as_str().unwrap()).unwrap();
        record_from_json(json, module).unwrap_or_else(|problems| panic!("{json}: {problems:#?}"))
    };
    let records = sample["records"].as_array().unwrap().iter().map(read);
    records.map(|record| (record.id.clone(), record)).collect()
}

#[test]
fn core_accepts_every_part() {
    let setup = setup();
    assert_eq!(setup.account.users.len(), 5);
    assert_eq!(setup.views.len(), 6);
    assert_eq!(setup.templates.len(), 9);
    assert_eq!(setup.automations.len(), 8);
    assert_eq!(setup.automations[0].definition.blockers(&setup), []);
    assert_eq!(records(&setup).len(), 100);
}

#[test]
fn a_view_means_what_its_text_says() {
    let setup = setup();
    for view in sample()["setup"]["views"].as_array().unwrap() {
        let id = view["id"].as_str().unwrap();
        let filter = &setup.view(id).unwrap().filter;
        assert_eq!(filter.to_text(), view["filter_text"].as_str().unwrap(), "{id}");
        let read = Filter::from_text(&filter.to_text(), &setup.catalog(), filter.module());
        assert_eq!(read.as_ref(), Ok(filter), "{id}");
    }
}

#[test]
fn every_template_renders_for_some_record() {
    let setup = setup();
    let records = records(&setup);
    for (id, template) in &setup.templates {
        let of_module = records.values().filter(|record| record.module == *template.module());
        let rendered = of_module.filter_map(|record| {
            let owner = record.text("owner").and_then(|id| setup.account.user(id));
            template
                .render(&RenderContext {
                    subject: Subject { record, related: &records, changes: &[], events: &[] },
                    recipient: None,
                    account: &setup.account,
                    owner,
                    now: Moment::parse("2026-11-21T12:00:00Z").unwrap(),
                    zone: setup.account.zone,
                })
                .ok()
        });
        assert!(rendered.count() > 0, "{id}");
    }
}
