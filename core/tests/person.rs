//! Runs `tests/spec/person.md`: what goes with a person who is erased, and what is taken out of what stays.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common;

use std::collections::BTreeSet;

use common::check;
use relance_core::engine::{Business, Linked, belongings};
use relance_core::wire::person::Traces;
use relance_core::words::{ModuleKey, RecordId, without_addresses};
use serde_json::Value as Json;

fn id(text: &str) -> RecordId {
    RecordId::parse(text.trim()).unwrap()
}

/// `deals:d1 → ana, jan`.
fn linked(text: &str) -> Linked {
    let (record, targets) = text.split_once('→').unwrap();
    let (module, name) = record.trim().split_once(':').unwrap();
    let targets = targets.split(',').map(id).map(|target| {
        let is_contact = ["ana", "jan"].contains(&target.as_str());
        (target, is_contact)
    });
    Linked { id: id(name), module: ModuleKey::parse(module).unwrap(), targets: targets.collect() }
}

fn names(ids: &BTreeSet<RecordId>) -> String {
    ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_a_persons_alone_goes_and_what_is_anothers_too_stays() {
    check("person.md", "Belongings", |row| {
        let all: Vec<Linked> = row
            .get("records")
            .split(';')
            .filter(|text| !text.trim().is_empty())
            .map(linked)
            .collect();
        let how = match row.get("business") {
            "goes" => Business::Goes,
            "stays" => Business::Stays,
            other => panic!("{other}"),
        };
        let found = belongings(&BTreeSet::from([id("ana")]), &all, how);
        let found = (names(&found.goes), names(&found.stays));
        let wanted = (row.get("goes"), row.get("stays without the person"));
        if (found.0.as_str(), found.1.as_str()) == wanted {
            Ok(())
        } else {
            Err(format!("{found:?}"))
        }
    });
}

#[test]
fn what_stays_keeps_nothing_of_the_person() {
    let traces = Traces::new(["c_1"], ["ana@x.example", "+48601000001"]);
    let traces = traces.with(["Ana Nowak", "Ana", "Li"], ["d_1"]);
    let by_name = traces.by_name();
    check("person.md", "Taken out", |row| {
        let mut value: Json = serde_json::from_str(row.get("before")).unwrap();
        let wanted: Json = serde_json::from_str(row.get("after")).unwrap();
        let traces = match row.get("where") {
            "beside" => &by_name,
            "elsewhere" => &traces,
            other => panic!("{other}"),
        };
        let is_found = traces.take_out(&mut value);
        if value != wanted {
            return Err(format!("{value}"));
        }
        let is_other = row.get("before") != row.get("after");
        if is_found == is_other { Ok(()) } else { Err(format!("says that it is {is_found}")) }
    });
}

#[test]
fn what_another_program_said_is_kept_without_addresses() {
    check("person.md", "Said", |row| {
        let found = without_addresses(row.get("said"));
        if found == row.get("kept") { Ok(()) } else { Err(found) }
    });
}
