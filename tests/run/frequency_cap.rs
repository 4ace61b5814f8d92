//! The law of the frequency cap (D21): whatever number of senders claims at once, in whatever batches
//! and however often they die and come again, no contact gets more messages in a period than the cap,
//! and nobody who would have had a place is left out. Runs the Worker's own SQL against SQLite.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::Connection;

const MIGRATION: &str = include_str!("../../worker/migrations/0008_frequency_cap.sql");
const TAKE: &str = include_str!("../../worker/src/store/take_places.sql");

/// Days since a Monday; a batch is sent on one of them.
type Batch = (u32, Vec<(u8, u8)>);

fn date(day: u32) -> String {
    format!("2026-06-{:02}", day + 1)
}

/// The first day that counts with this one: of the day itself or of its week.
fn since(day: u32, is_weekly: bool) -> u32 {
    if is_weekly { day - day % 7 } else { day }
}

fn take(store: &Connection, (day, messages): &Batch, is_weekly: bool, places: u32) {
    let rows: Vec<_> = messages
        .iter()
        .map(|(key, contact)| {
            let (key, contact) = (format!("k{key}"), format!("c{contact}"));
            serde_json::json!([
                key,
                contact,
                "email",
                date(*day),
                date(since(*day, is_weekly)),
                places
            ])
        })
        .collect();
    store.execute(TAKE, ("acme", serde_json::json!(rows).to_string())).unwrap();
}

/// Messages by key: to whom each goes does not change between its tries.
fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let message = (0..40_u8).prop_map(|key| (key, key % 3));
    let batch = (0..14_u32, prop::collection::vec(message, 1..12));
    prop::collection::vec(batch, 1..12).prop_map(|mut batches| {
        batches.sort_by_key(|(day, _)| *day);
        for (_, messages) in &mut batches {
            messages.sort_unstable();
            messages.dedup();
        }
        batches
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_gets_more_than_the_cap_and_no_place_stays_empty(
        batches in batches(), is_weekly in any::<bool>(), places in 1..5_u32,
    ) {
        let store = Connection::open_in_memory().unwrap();
        store.execute_batch(MIGRATION).unwrap();
        // What a single sender would do who takes one message after the other.
        let mut model: BTreeMap<(u8, u32), Vec<u8>> = BTreeMap::new();
        for batch in &batches {
            take(&store, batch, is_weekly, places);
            for (key, contact) in &batch.1 {
                let taken = model.entry((*contact, since(batch.0, is_weekly))).or_default();
                if !taken.contains(key) && taken.len() < places as usize {
                    taken.push(*key);
                }
            }
        }
        for ((contact, first), taken) in &model {
            let last = if is_weekly { first + 6 } else { *first };
            let asked = "SELECT count(*) FROM cap_place WHERE contact_id = ?1 AND date BETWEEN ?2 AND ?3";
            let held: usize = store
                .query_row(asked, (format!("c{contact}"), date(*first), date(last)), |row| row.get(0))
                .unwrap();
            prop_assert!(held <= places as usize);
            prop_assert_eq!(held, taken.len(), "contact {} from day {}", contact, first);
        }
    }
}
