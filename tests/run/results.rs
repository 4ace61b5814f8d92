//! The law of results (E5): whatever happens to messages, in whatever order and however often it is told,
//! the counters are what counting everything anew would give. Runs the Worker's migrations on SQLite.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::{Connection, params};

const STATES: [&str; 4] = ["pending", "sent", "unknown", "not_sent"];
const KINDS: [(&str, bool); 9] = [
    ("delivered", false),
    ("bounced", false),
    ("complained", false),
    ("opened", false),
    ("opened", true),
    ("clicked", false),
    ("clicked", true),
    ("replied", false),
    ("unsubscribed", false),
];
const STEPS: [&str; 2] = ["s_1", "s_2"];
/// Of a test's two variants, and of a step without a test.
const ENTRIES: [&str; 3] = [r#"{"variant": "t_a"}"#, r#"{"variant": "t_b"}"#, "{}"];

/// Something that happens.
#[derive(Debug, Clone)]
enum Happening {
    /// A message gets to a state, if it may.
    State(u8, usize),
    /// A fact is told of it; `about` tells two links apart.
    Fact(u8, usize, u8),
    /// The person is forgotten.
    Forgotten(u8),
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        4 => (0..6_u8, 0..STATES.len()).prop_map(|(key, state)| Happening::State(key, state)),
        8 => (0..6_u8, 0..KINDS.len(), 0..2_u8)
            .prop_map(|(key, kind, about)| Happening::Fact(key, kind, about)),
        1 => (0..6_u8).prop_map(Happening::Forgotten),
    ];
    proptest::collection::vec(one, 0..60)
}

fn store() -> Connection {
    let store = Connection::open_in_memory().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../worker/migrations");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    files.sort();
    for file in files {
        store.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    for key in 0..6 {
        let body = r#"{"cost_micros": 90000, "currency": "PLN"}"#;
        store
            .execute(
                "INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id,
                   channel, address, body, entry, planned_at_ms, due_at_ms, state)
                 VALUES ('a', ?1, 'auto', 'e', ?2, 'r', 'sms', 'x', ?3, ?4, 0, 0, 'pending')",
                params![format!("k{key}"), STEPS[key % 2], body, ENTRIES[key % 3]],
            )
            .unwrap();
    }
    store
}

fn apply(store: &Connection, happening: &Happening) {
    match happening {
        Happening::State(key, state) => {
            store
                .execute(
                    "UPDATE outbox SET state = ?2, settled_at_ms = iif(?2 = 'pending', NULL, 1)
                     WHERE key = ?1 AND state NOT IN ('sent', 'not_sent')",
                    params![format!("k{key}"), STATES[*state]],
                )
                .unwrap();
        }
        Happening::Fact(key, kind, about) => {
            let (kind, is_automatic) = KINDS[*kind];
            let about = if ["clicked", "bounced"].contains(&kind) {
                about.to_string()
            } else {
                String::new()
            };
            store
                .execute(
                    "INSERT INTO delivery_fact VALUES ('a', ?1, ?2, ?3, ?4, 1, '') ON CONFLICT DO NOTHING",
                    params![format!("k{key}"), kind, is_automatic, about],
                )
                .unwrap();
        }
        Happening::Forgotten(key) => {
            store
                .execute(
                    "UPDATE outbox SET record_id = 'erased' WHERE key = ?1",
                    [format!("k{key}")],
                )
                .unwrap();
        }
    }
}

/// By step and variant, and what.
type Counts = BTreeMap<(String, String), i64>;

/// Step and variant of a message.
const OF: &str = "o.step_id || ' ' || coalesce(o.entry->>'variant', '')";

fn counted(store: &Connection) -> Counts {
    let sql = "SELECT step_id || ' ' || variant, what, amount FROM result WHERE amount <> 0";
    read(store, sql)
}

fn read(store: &Connection, sql: &str) -> Counts {
    let mut statement = store.prepare(sql).unwrap();
    let rows =
        statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Everything counted from the rows themselves.
fn anew(store: &Connection) -> Counts {
    let mut counts = read(
        store,
        &format!(
            "SELECT {OF}, state, count(*) FROM outbox AS o WHERE state IN ('sent', 'unknown') GROUP BY 1, 2"
        ),
    );
    counts.extend(read(
        store,
        &format!(
            "SELECT {OF}, 'spent', 90000 * count(*) FROM outbox AS o WHERE state = 'sent' GROUP BY 1"
        ),
    ));
    counts.extend(read(
        store,
        &format!(
            "SELECT {OF}, f.kind, count(DISTINCT f.key) FROM delivery_fact AS f
             JOIN outbox AS o ON o.key = f.key WHERE f.is_automatic = 0 GROUP BY 1, 2"
        ),
    ));
    counts.extend(read(
        store,
        &format!(
            "SELECT {OF}, f.kind || '_automatic', count(DISTINCT f.key) FROM delivery_fact AS f
             JOIN outbox AS o ON o.key = f.key
             WHERE f.is_automatic = 1 AND NOT EXISTS (SELECT 1 FROM delivery_fact AS p
               WHERE p.key = f.key AND p.kind = f.kind AND p.is_automatic = 0)
             GROUP BY 1, 2"
        ),
    ));
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn counters_are_what_counting_anew_gives(happenings in happenings()) {
        let store = store();
        for happening in &happenings {
            // Who is forgotten stays counted; from then on only the counters know.
            if matches!(happening, Happening::Forgotten(_)) {
                continue;
            }
            apply(&store, happening);
            prop_assert_eq!(counted(&store), anew(&store), "after {:?}", happening);
        }
        let before = counted(&store);
        for happening in happenings.iter().filter(|one| matches!(one, Happening::Forgotten(_))) {
            apply(&store, happening);
        }
        prop_assert_eq!(counted(&store), before, "who is forgotten stays counted");
        let left: i64 = store
            .query_row(
                "SELECT count(*) FROM delivery_fact AS f JOIN outbox AS o ON o.key = f.key WHERE o.record_id = 'erased'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        prop_assert_eq!(left, 0, "nothing stays known of a forgotten person's messages");
    }
}
