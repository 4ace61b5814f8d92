//! Laws of the columns: whatever the records, the filter and the instant, asking all records at
//! once answers as asking each record does, also from kept answers, also after changes.

#[path = "common/generate.rs"]
mod generate;

use generate::{OwnedSubject, at, clause, deals, expression, subject, world};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use relance_core::filter::ast::Accents;
use relance_core::filter::columnar::fold::Folder;
use relance_core::filter::columnar::{Dataset, kernel};
use relance_core::filter::text::fold;
use relance_core::filter::{At, Filter};
use relance_core::wire::record::record_to_json;
use relance_core::words::{ModuleKey, RecordId, Value};

/// Several deals of one account: each has an id of its own, all know the same contacts.
fn account() -> impl Strategy<Value = Vec<OwnedSubject>> {
    vec(subject(), 1..16).prop_map(|mut subjects| {
        let related = subjects[0].related.clone();
        for (number, subject) in subjects.iter_mut().enumerate() {
            let id = RecordId::parse(&format!("d{number}")).unwrap();
            subject.related = related.clone();
            subject.record.id = id.clone();
            for change in &mut subject.changes {
                change.record = id.clone();
            }
            for event in &mut subject.events {
                event.record = id.clone();
                event.id = format!("{id}-{}", event.id);
            }
        }
        subjects
    })
}

fn empty() -> Dataset {
    let mut modules = world().modules;
    let contacts = modules.remove(1);
    assert_eq!((&modules[0].key, contacts.key.as_str()), (&deals(), "contacts"));
    Dataset::new(modules.remove(0), [contacts])
}

fn add_history(dataset: &mut Dataset, subject: &OwnedSubject) {
    for change in &subject.changes {
        dataset.add_change(change).unwrap();
    }
    for event in &subject.events {
        assert!(dataset.add_event(event).unwrap());
        assert!(!dataset.add_event(event).unwrap(), "the same id is the same event");
    }
}

/// As the bindings fill it: records from JSON, history one by one.
fn loaded(subjects: &[OwnedSubject]) -> Dataset {
    let mut dataset = empty();
    let json =
        |records: Vec<serde_json::Value>| serde_json::json!({ "records": records }).to_string();
    let own = json(subjects.iter().map(|subject| record_to_json(&subject.record)).collect());
    let related = json(subjects[0].related.values().map(record_to_json).collect());
    dataset.reserve(subjects.len());
    let report = dataset.load(own.as_bytes());
    assert_eq!((report.loaded, report.refused, report.problems), (subjects.len(), 0, vec![]));
    let report = dataset.load_related("contacts", related.as_bytes()).unwrap();
    assert_eq!((report.refused, report.problems), (0, vec![]));
    subjects.iter().for_each(|subject| add_history(&mut dataset, subject));
    dataset
}

fn check_all(
    dataset: &mut Dataset,
    subjects: &[OwnedSubject],
    filter: &Filter,
    at: &At,
) -> Result<(), TestCaseError> {
    let plan = dataset.compile(filter).unwrap();
    let rows = dataset.run(&plan, at);
    for subject in subjects {
        let row = dataset.own().row(subject.record.id.as_str()).unwrap();
        prop_assert_eq!(
            rows.contains(row),
            filter.matches(&subject.subject(), at),
            "{:?}",
            subject
        );
    }
    prop_assert_eq!(rows.count(), dataset.count(&plan, at));
    let matching = subjects.iter().filter(|subject| filter.matches(&subject.subject(), at)).count();
    prop_assert_eq!(rows.count(), matching);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn all_at_once_is_each_by_itself(
        subjects in account(), filters in vec(expression(), 1..4), ats in vec(at(), 1..3)
    ) {
        let mut dataset = loaded(&subjects);
        // Several filters at several instants, so that kept answers are used and must not be wrong.
        for at in &ats {
            for expression in &filters {
                check_all(&mut dataset, &subjects, &world().check(expression), at)?;
            }
        }
    }

    #[test]
    fn each_clause_alone_is_the_same(subjects in account(), clause in clause(), at in at()) {
        check_all(&mut loaded(&subjects), &subjects, &world().check(&clause), &at)?;
    }

    #[test]
    fn a_record_comes_back_with_all_that_belongs_to_it(subjects in account()) {
        let dataset = loaded(&subjects);
        for subject in &subjects {
            let row = dataset.own().row(subject.record.id.as_str()).unwrap();
            let whole = dataset.whole(row).unwrap();
            prop_assert_eq!(&whole.record, &subject.record);
            let wanted: Vec<_> = subject.record.related("contacts").iter()
                .filter_map(|id| subject.related.get(id)).collect();
            prop_assert!(wanted.iter().all(|contact| whole.related.get(&contact.id) == Some(contact)));
            // Of the same instant, in the order of their fields.
            let mut changes = subject.changes.clone();
            changes.sort_by(|a, b| (a.at, &a.field).cmp(&(b.at, &b.field)));
            prop_assert_eq!(&whole.changes, &changes);
            prop_assert_eq!(whole.events.len(), subject.events.len());
        }
    }

    #[test]
    fn writing_and_removing_keeps_the_answer_right(
        subjects in account(), others in account(), filter in expression(), at in at(), gone in any::<Index>()
    ) {
        let mut dataset = empty();
        for contact in subjects[0].related.values() {
            dataset.upsert(contact).unwrap();
        }
        let filter = world().check(&filter);
        // First the records of another draw under the same ids, then the right ones over them.
        for other in &others {
            dataset.upsert(&other.record).unwrap();
        }
        let plan = dataset.compile(&filter).unwrap();
        dataset.run(&plan, &at);
        for subject in &subjects {
            dataset.upsert(&subject.record).unwrap();
            add_history(&mut dataset, subject);
        }
        for other in others.iter().skip(subjects.len()) {
            prop_assert!(dataset.remove("deals", other.record.id.as_str()).unwrap());
        }
        check_all(&mut dataset, &subjects, &filter, &at)?;
        let mut left = subjects.clone();
        let gone = left.remove(gone.index(left.len()));
        prop_assert!(dataset.remove("deals", gone.record.id.as_str()).unwrap());
        check_all(&mut dataset, &left, &filter, &at)?;
        if let Some(contact) = subjects[0].related.keys().next() {
            prop_assert!(dataset.remove("contacts", contact.as_str()).unwrap());
            left.iter_mut().for_each(|subject| { subject.related.remove(contact); });
            check_all(&mut dataset, &left, &filter, &at)?;
        }
    }

    #[test]
    fn a_difference_splits_both_answers(
        subjects in account(), old in expression(), new in expression(), at in at()
    ) {
        let mut dataset = loaded(&subjects);
        let (old, new) = (world().check(&old), world().check(&new));
        let plans = (dataset.compile(&old).unwrap(), dataset.compile(&new).unwrap());
        let difference = dataset.difference(&plans.0, &plans.1, &at);
        for subject in &subjects {
            let row = dataset.own().row(subject.record.id.as_str()).unwrap();
            let (was, is) = (old.matches(&subject.subject(), &at), new.matches(&subject.subject(), &at));
            prop_assert_eq!(difference.enters.contains(row), is && !was);
            prop_assert_eq!(difference.leaves.contains(row), was && !is);
            prop_assert_eq!(difference.stays.contains(row), was && is);
        }
    }

    #[test]
    fn whoever_matches_once_is_among_those_who_can(
        subjects in account(), filter in expression(), from in at(), times in vec(at(), 1..8)
    ) {
        let mut dataset = loaded(&subjects);
        let plan = dataset.compile(&world().check(&filter)).unwrap();
        let able = dataset.run_at_any_time(&plan, &from);
        for time in times.iter().chain([&from]) {
            let mut matching = dataset.run(&plan, &At { zone: from.zone, ..*time });
            matching.and_not(&able);
            prop_assert_eq!(matching.count(), 0, "at {:?}", time.now);
        }
    }

    #[test]
    fn the_days_ahead_add_up(subjects in account(), filter in expression(), at in at()) {
        let mut dataset = loaded(&subjects);
        let filter = world().check(&filter);
        let plan = dataset.compile(&filter).unwrap();
        let mut matching = dataset.count(&plan, &at);
        for day in dataset.days_ahead(&plan, &at, 10) {
            matching = matching + day.enters - day.leaves;
            prop_assert_eq!(matching, day.matching);
            let end = At { now: at.zone.start_of(day.date.plus_days(1)).plus_ms(-1).max(at.now), ..at };
            let there = subjects.iter().filter(|subject| filter.matches(&subject.subject(), &end)).count();
            prop_assert_eq!(there, day.matching);
        }
    }

    #[test]
    fn folding_a_column_is_folding_each_text(text in "[a-zA-ZąćęłńóśźżĄŁŻȘșțőűЁёЖжß\u{300}-\u{303}–€„😀\u{212a}İıſǅ가 .\"0-9\u{590}-\u{5ff}]{0,24}") {
        for accents in [Accents::Matter, Accents::Ignored] {
            let mut folded = b"before".to_vec();
            Folder::new(accents).fold_into(&text, &mut folded);
            prop_assert_eq!(String::from_utf8(folded).unwrap(), format!("before{}", fold(&text, accents)));
        }
        use unicode_normalization::UnicodeNormalization;
        let composed: String = text.nfc().collect();
        prop_assert_eq!(Folder::new(Accents::Matter).composed(&text).into_owned(), composed);
    }

    #[test]
    fn kernels_do_what_they_say(codes in vec(any::<u8>(), 0..300), wholes in vec(-5_i64..5, 0..300), low in -6_i64..6, high in -6_i64..6, set in any::<[u64; 4]>(), code in any::<u8>()) {
        let bit = |words: &[u64], row: usize| words[row / 64] >> (row % 64) & 1 == 1;
        let (equal, within) = (kernel::equal_u8(&codes, code), kernel::within_u8(&codes, &set));
        for (row, value) in codes.iter().enumerate() {
            prop_assert_eq!(bit(&equal, row), *value == code);
            prop_assert_eq!(bit(&within, row), set[usize::from(*value) / 64] >> (*value % 64) & 1 == 1);
        }
        let small: Vec<i32> = wholes.iter().map(|value| *value as i32).collect();
        let real: Vec<f64> = wholes.iter().map(|value| if *value == 0 { f64::NAN } else { *value as f64 }).collect();
        let small = kernel::between_i32(&small, low as i32, high as i32);
        let real = kernel::between_f64(&real, low as f64, high as f64);
        let wide = kernel::between_i64(&wholes, low, high);
        for (row, value) in wholes.iter().enumerate() {
            let inside = (low..=high).contains(value);
            prop_assert_eq!((bit(&small, row), bit(&wide, row)), (inside, inside));
            prop_assert_eq!(bit(&real, row), inside && *value != 0);
        }
    }

    #[test]
    fn any_bytes_load_without_a_panic(bytes in vec(any::<u8>(), 0..200), json in "[\\[\\]{}:,\"a-e0-9.\\\\u \n-]{0,60}") {
        let mut dataset = empty();
        dataset.load(&bytes);
        dataset.load(json.as_bytes());
        dataset.load(format!("[{{\"id\":\"x\",\"values\":{json}}}]").as_bytes());
        for row in 0..dataset.own().rows() {
            dataset.own().record(row);
        }
    }
}

#[test]
fn a_page_is_in_the_order_of_its_field_and_empty_values_come_last() {
    use relance_core::filter::columnar::{Direction, Sort};
    let mut dataset = empty();
    let json = r#"[{"id":"a","values":{"title":"Żuk","score":-1.5}},{"id":"b","values":{"title":"ala"}},
        {"id":"c","values":{"title":"Ala","score":2}},{"id":"d","values":{"score":0}}]"#;
    assert_eq!(dataset.load(json.as_bytes()).loaded, 4);
    let plan = dataset.compile(&Filter::everyone(ModuleKey::parse("deals").unwrap())).unwrap();
    let at =
        At { now: relance_core::words::Moment::from_ms(0), zone: relance_core::words::Zone::UTC };
    let rows = dataset.run(&plan, &at);
    let page = |field: &str, direction, offset, limit| {
        let field = relance_core::words::FieldKey::parse(field).unwrap();
        let page = dataset.page(&rows, offset, limit, Some(&Sort { field, direction })).unwrap();
        page.iter().map(|row| dataset.own().id(*row)).collect::<String>()
    };
    assert_eq!(page("title", Direction::Ascending, 0, 9), "bcad");
    assert_eq!(page("title", Direction::Descending, 0, 9), "abcd");
    assert_eq!(page("score", Direction::Ascending, 0, 2), "ad");
    assert_eq!(page("score", Direction::Descending, 1, 2), "da");
    assert_eq!(dataset.page(&rows, 1, 2, None), Ok(vec![1, 2]));
    let longer = r#"[{"id":"e","values":{"note":"offer and more, twice"}},{"id":"f","values":{"note":"Offer and more"}},
        {"id":"g","values":{"note":"offer and more"}},{"id":"h","values":{"note":"offer and less"}}]"#;
    assert_eq!(dataset.load(longer.as_bytes()).loaded, 4);
    let all = dataset.run(&plan, &at);
    let field = relance_core::words::FieldKey::parse("note").unwrap();
    for (direction, wanted) in
        [(Direction::Ascending, "hfgeabcd"), (Direction::Descending, "efghabcd")]
    {
        let sort = Sort { field: field.clone(), direction };
        let page = dataset.page(&all, 0, 8, Some(&sort)).unwrap();
        assert_eq!(page.iter().map(|row| dataset.own().id(*row)).collect::<String>(), wanted);
    }
    assert!(dataset.own().record(0).unwrap().get("score") == Some(&Value::Number(-1.5)));
}

/// More texts than a dictionary is kept for, some written twice, some removed.
#[test]
fn a_column_of_a_hundred_thousand_texts_finds_what_each_text_holds() {
    use relance_core::filter::expression::{
        About, ClauseExpression, Expression, Operand, Operator,
    };
    let mut dataset = empty();
    let note = |number: usize| match number % 11 {
        0 => String::new(),
        1 => "the same note as others".to_owned(),
        _ => format!("Note {number} {}", ["dorește", "oferta", "ŁÓDŹ"][number % 3]),
    };
    let mut notes: Vec<String> = (0..60_000).map(note).collect();
    let record =
        |row: usize, note: &str| format!(r#"{{"id":"r{row}","values":{{"note":"{note}"}}}}"#);
    let all: Vec<String> = notes.iter().enumerate().map(|(row, note)| record(row, note)).collect();
    assert_eq!(dataset.load(format!("[{}]", all.join(",")).as_bytes()).loaded, notes.len());
    for row in (0..60_000).step_by(777) {
        notes[row] = format!("changed {row} Lodz");
        dataset.load(format!("[{}]", record(row, &notes[row])).as_bytes());
    }
    let removed: Vec<usize> = (5..60_000).step_by(1_111).collect();
    for row in &removed {
        dataset.remove("deals", &format!("r{row}")).unwrap();
        notes[*row].clear();
    }
    let at =
        At { now: relance_core::words::Moment::from_ms(0), zone: relance_core::words::Zone::UTC };
    for accents in [Accents::Matter, Accents::Ignored] {
        for operator in [Operator::Contains, Operator::StartsWith, Operator::EndsWith, Operator::Is]
        {
            for needle in [
                "ște",
                "lodz",
                "note 5",
                "the same note as others",
                "Note 59999 oferta",
                "zzz",
                "s",
            ] {
                let about = About::Field("note".to_owned());
                let clause = ClauseExpression {
                    accents,
                    ..ClauseExpression::new(about, operator, Operand::Text(needle.to_owned()))
                };
                let filter = world().check(&Expression::Clause(clause));
                let plan = dataset.compile(&filter).unwrap();
                let folded = fold(needle, accents);
                let holds = |note: &String| {
                    let note = fold(note, accents);
                    !note.is_empty()
                        && match operator {
                            Operator::Contains => note.contains(&folded),
                            Operator::StartsWith => note.starts_with(&folded),
                            Operator::EndsWith => note.ends_with(&folded),
                            _ => note == folded,
                        }
                };
                let wanted: Vec<usize> =
                    (0..notes.len()).filter(|row| holds(&notes[*row])).collect();
                assert_eq!(
                    dataset.run(&plan, &at).rows().collect::<Vec<_>>(),
                    wanted,
                    "{operator:?} {needle} {accents:?}"
                );
            }
        }
    }
}
