//! The law of the SQL prefilter: SQLite lets every record through that the row evaluator matches
//! (design: the prefilter is never narrower than the truth). Generators: `core/tests/common`.

#[path = "../../core/tests/common/generate.rs"]
mod generate;

use generate::{OwnedSubject, at, expression, subject, world};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use relance_core::filter::At;
use relance_core::filter::Filter;
use relance_core::filter::prefilter::{FoldedColumn, Param, Prefilter, StoreShape};
use relance_core::filter::text::folded_text;
use relance_core::wire::record::record_to_json;
use rusqlite::types::Value as Bound;
use rusqlite::{Connection, params_from_iter};

/// The columns of the store's table that the prefilter reads.
fn store() -> Connection {
    let store = Connection::open_in_memory().unwrap();
    let table = "CREATE TABLE record(stage TEXT, owner TEXT, created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL, body TEXT NOT NULL, folded TEXT NOT NULL) STRICT";
    store.execute(table, []).unwrap();
    store
}

fn insert(store: &Connection, subject: &OwnedSubject) {
    let record = &subject.record;
    let created = record.created_at().unwrap().as_ms();
    let body = record_to_json(record)["values"].to_string();
    store
        .execute(
            "INSERT INTO record VALUES(?1, ?2, ?3, ?3, ?4, ?5)",
            (record.text("stage"), record.text("owner"), created, body, folded_text(record)),
        )
        .unwrap();
}

fn bound(param: &Param) -> Bound {
    match param {
        Param::Text(text) => Bound::Text(text.clone()),
        // D1 binds every number as a float.
        Param::Integer(number) => Bound::Real(*number as f64),
        Param::Number(number) => Bound::Real(*number),
    }
}

fn passes(store: &Connection, prefilter: &Prefilter) -> bool {
    let sql = format!("SELECT COUNT(*) FROM record WHERE {}", prefilter.where_sql);
    let params = params_from_iter(prefilter.params.iter().map(bound));
    let count: i64 = store
        .query_row(&sql, params, |row| row.get(0))
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    count == 1
}

fn asked(
    store: &Connection,
    filter: &Filter,
    subject: &OwnedSubject,
    at: &At,
    folded: FoldedColumn,
) -> (bool, bool, Prefilter) {
    store.execute("DELETE FROM record", []).unwrap();
    insert(store, subject);
    let prefilter = filter.prefilter(at, StoreShape { first_placeholder: 1, folded });
    (filter.matches(&subject.subject(), at), passes(store, &prefilter), prefilter)
}

#[test]
fn sqlite_lets_every_match_through() {
    let (store, world) = (store(), world());
    let folded = prop_oneof![Just(FoldedColumn::Present), Just(FoldedColumn::Absent)];
    let config =
        ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&(expression(), subject(), at(), folded), |(expression, subject, at, folded)| {
            let filter = world.check(&expression);
            let (matches, passes, prefilter) = asked(&store, &filter, &subject, &at, folded);
            prop_assert!(!matches || passes, "{} is narrower: {:?}", filter.to_text(), prefilter);
            Ok(())
        })
        .unwrap();
}

/// `TRUE` would keep the law too: of the records that do not match, SQLite must hold some back.
#[test]
fn sqlite_holds_back_what_it_can() {
    let (store, world) = (store(), world());
    let mut runner = TestRunner::deterministic();
    let (mut held_back, mut missed) = (0, 0);
    for _ in 0..1000 {
        let case = (expression(), subject(), at()).new_tree(&mut runner).unwrap();
        let (expression, subject, at) = case.current();
        let filter = world.check(&expression);
        let (matches, passes, _) = asked(&store, &filter, &subject, &at, FoldedColumn::Present);
        missed += usize::from(!matches);
        held_back += usize::from(!matches && !passes);
    }
    println!("{held_back} of {missed} that do not match are held back");
    assert!(held_back * 4 > missed, "{held_back} of {missed}");
}

#[test]
fn numbers_of_placeholders_start_where_the_store_says_and_stay_within_what_d1_takes() {
    let world = world();
    let many: Vec<String> = (0..200).map(|n| format!("amount = {n}")).collect();
    let filter =
        Filter::from_text(&many.join(" and "), &world.catalog(), &generate::deals()).unwrap();
    let at =
        At { now: relance_core::words::Moment::from_ms(0), zone: relance_core::words::Zone::UTC };
    let shape = StoreShape { first_placeholder: 4, folded: FoldedColumn::Absent };
    let prefilter = filter.prefilter(&at, shape);
    assert_eq!(prefilter.params.len(), 90);
    assert!(prefilter.where_sql.contains("= ?4 AND") && prefilter.where_sql.contains("= ?93)"));
}
