//! Runs `tests/spec/filter.md`: every row is asked of every deal that stands there.

mod common;

use std::collections::BTreeMap;

use common::{Row, check, rows};
use relance_core::filter::explain::{Detail, Explanation};
use relance_core::filter::{At, Catalog, Filter};
use relance_core::wire::filter::{expression_from_json, filter_to_json};
use relance_core::wire::json::parse;
use relance_core::wire::module::module_from_json;
use relance_core::words::{
    Change, Date, Event, EventName, FieldKey, FieldKind, FieldTrace, Module, ModuleKey, Moment,
    Record, RecordId, Subject, TimeOfDay, User, UserId, Value, Zone,
};
use serde_json::json;

const SPEC: &str = "filter.md";

/// The account, the deals and all that happened, as the tables tell it.
struct Account {
    modules: Vec<Module>,
    events: Vec<EventName>,
    users: Vec<User>,
    deals: Vec<Record>,
    contacts: BTreeMap<RecordId, Record>,
    changes: Vec<Change>,
    happened: Vec<Event>,
}

impl Account {
    fn read() -> Self {
        let modules = vec![deals_module(), contacts_module()];
        let user = |id: &str, name: &str| User {
            id: UserId::parse(id).unwrap(),
            name: name.to_owned(),
            email: format!("{id}@example.com"),
            is_active: true,
        };
        let changes: Vec<Change> =
            rows(SPEC, "What changed").iter().map(|row| change(row, &modules[0])).collect();
        let mut deals = records("Deals", "deal", &modules[0]);
        for change in &changes {
            let deal = deals.iter_mut().find(|deal| deal.id == change.record).unwrap();
            if change.old.is_none() && deal.created_at() == Some(change.at) {
                continue; // Created with it, not changed to it.
            }
            let trace = FieldTrace { changed_at: change.at, previous: change.old.clone() };
            deal.traces.insert(change.field.clone(), trace);
        }
        let contacts = records("Contacts of the deals", "contact", &modules[1]);
        Account {
            events: ["offer_sent", "call_made", "meeting_held", "mail_read", "page_seen"]
                .map(|name| EventName::parse(name).unwrap())
                .to_vec(),
            users: vec![user("ewa", "Ewa Nowak"), user("ion", "Ion Pop")],
            contacts: contacts.into_iter().map(|record| (record.id.clone(), record)).collect(),
            happened: rows(SPEC, "What happened").iter().map(event).collect(),
            modules,
            deals,
            changes,
        }
    }

    fn filter(&self, text: &str) -> Result<Filter, String> {
        Filter::from_text(text, &self.catalog(), &self.modules[0].key).map_err(|problems| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })
    }

    fn catalog(&self) -> Catalog<'_> {
        Catalog { modules: &self.modules, events: &self.events, users: &self.users }
    }

    fn of_deal<T>(&self, deal: &str, ask: impl FnOnce(&Subject<'_>) -> T) -> T {
        let record = self.deals.iter().find(|record| record.id.as_str() == deal).unwrap();
        let own = |id: &RecordId| *id == record.id;
        let changes: Vec<Change> =
            self.changes.iter().filter(|change| own(&change.record)).cloned().collect();
        let events: Vec<Event> =
            self.happened.iter().filter(|event| own(&event.record)).cloned().collect();
        ask(&Subject { record, related: &self.contacts, changes: &changes, events: &events })
    }
}

fn deals_module() -> Module {
    let stage = |(key, label): (&str, &str)| json!({"key": key, "label": label});
    let stages = [
        ("new", "New"),
        ("after_call", "After call"),
        ("offer", "Offer sent"),
        ("won", "Won"),
        ("lost", "Lost"),
    ];
    let given = json!({"label": "Deals", "fields": [
        {"key": "note", "label": "Note", "kind": "text"},
        {"key": "source", "label": "Source", "kind": "choice", "options": [
            {"key": "web", "label": "Website"}, {"key": "fair", "label": "Trade fair"}]},
        {"key": "amount", "label": "Amount", "kind": "money", "currency": "PLN"},
        {"key": "paid", "label": "Paid", "kind": "money", "currency": "PLN", "empty_is_zero": true},
        {"key": "score", "label": "Score", "kind": "number"},
        {"key": "visits", "label": "Visits", "kind": "number", "empty_is_zero": true},
        {"key": "closes", "label": "Closes", "kind": "date"},
        {"key": "last_call", "label": "Last call", "kind": "instant"},
        {"key": "newsletter", "label": "Newsletter", "kind": "yes_no"},
    ], "pipelines": [{"key": "sales", "label": "Sales", "stages": stages.map(stage)}]});
    module_from_json(&given, &ModuleKey::parse("deals").unwrap()).unwrap()
}

fn contacts_module() -> Module {
    let given = json!({"label": "Contacts", "fields": [
        {"key": "city", "label": "City", "kind": "text"},
        {"key": "born", "label": "Born", "kind": "date"},
    ]});
    module_from_json(&given, &ModuleKey::parse("contacts").unwrap()).unwrap()
}

fn warsaw() -> Zone {
    Zone::parse("Europe/Warsaw").unwrap()
}

/// `2026-11-21 12:00` on a clock in Warsaw.
fn local(text: &str) -> Moment {
    let (day, time) = text.split_once(' ').unwrap_or_else(|| panic!("`{text}` is no time"));
    warsaw().resolve(Date::parse(day).unwrap(), TimeOfDay::parse(time).unwrap())
}

fn asked_at(text: &str) -> At {
    At { now: local(text), zone: warsaw() }
}

fn records(heading: &str, column: &str, module: &Module) -> Vec<Record> {
    let read = |row: &Row| {
        let pairs = row.get("holds").split(" · ");
        let values = pairs.map(|pair| {
            let (key, text) = pair.split_once(" = ").unwrap_or_else(|| panic!("`{pair}`"));
            (FieldKey::parse(key).unwrap(), value(text, key, module))
        });
        Record {
            id: RecordId::parse(row.get(column)).unwrap(),
            module: module.key.clone(),
            version: 1,
            values: values.collect(),
            traces: BTreeMap::new(),
        }
    };
    rows(SPEC, heading).iter().map(read).collect()
}

fn value(text: &str, field: &str, module: &Module) -> Value {
    let field = module.expect_field(field).unwrap();
    let value = match &field.kind {
        FieldKind::Text => Value::Text(text.to_owned()),
        FieldKind::Number => Value::Number(text.parse().unwrap()),
        FieldKind::Money { .. } => {
            Value::Money((text.parse::<f64>().unwrap() * 100.0).round() as i64)
        }
        FieldKind::Date => Value::Date(Date::parse(text).unwrap()),
        FieldKind::Instant => Value::Instant(local(text)),
        FieldKind::YesNo => Value::YesNo(text == "yes"),
        FieldKind::Tags => Value::Tags(text.split(", ").map(str::to_owned).collect()),
        FieldKind::Relation { .. } => {
            Value::Related(text.split(", ").map(|id| RecordId::parse(id).unwrap()).collect())
        }
        FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User => {
            Value::Code(text.to_owned())
        }
    };
    value.fits(field).unwrap();
    value
}

fn change(row: &Row, module: &Module) -> Change {
    let held = |column: &str| {
        let text = row.get(column);
        (!text.is_empty()).then(|| value(text, row.get("field"), module))
    };
    Change {
        record: RecordId::parse(row.get("deal")).unwrap(),
        field: FieldKey::parse(row.get("field")).unwrap(),
        at: local(row.get("at")),
        old: held("from"),
        new: held("to"),
    }
}

fn event(row: &Row) -> Event {
    let about = row.get("about");
    Event {
        id: format!("line {}", row.line),
        record: RecordId::parse(row.get("deal")).unwrap(),
        name: EventName::parse(row.get("event")).unwrap(),
        at: local(row.get("at")),
        about: (!about.is_empty()).then(|| about.to_owned()),
    }
}

fn differs(found: &str, expected: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found}, expected {expected}")) }
}

/// Which deals match, in their order: `none`, `all` or names.
fn matching(account: &Account, filter: &Filter) -> String {
    let at = asked_at("2026-11-21 12:00");
    let ids = account.deals.iter().map(|deal| deal.id.as_str());
    let matching: Vec<&str> =
        ids.filter(|deal| account.of_deal(deal, |subject| filter.matches(subject, &at))).collect();
    match matching.len() {
        0 => "none".to_owned(),
        all if all == account.deals.len() => "all".to_owned(),
        _ => matching.join(", "),
    }
}

fn run(heading: &str) {
    let account = Account::read();
    check(SPEC, heading, |row| {
        let text = row.get("filter");
        let filter = account.filter(text)?;
        // What is printed is read as the same filter.
        let again = account.filter(&filter.to_text())?;
        let found = matching(&account, &filter);
        differs(&found, row.get("matches")).map_err(|why| format!("{text}: {why}"))?;
        differs(&matching(&account, &again), &found)
    });
}

macro_rules! tables {
    ($($name:ident = $heading:literal,)*) => { $(
        #[test]
        fn $name() {
            run($heading);
        }
    )* };
}

tables! {
    text = "Text",
    numbers_and_money = "Numbers and money",
    choices_stages_users = "Choices, stages, users",
    tags_yes_or_no = "Tags, yes or no",
    dates_and_instants = "Dates and instants",
    against_now = "Against now",
    related_records = "Related records",
    what_happened_so_often = "What happened so often",
    history = "History",
    absence_after_a_cause = "Absence after a cause",
    together = "Together",
}

#[test]
fn when_time_alone_changes_the_answer() {
    let account = Account::read();
    check(SPEC, "When time alone changes the answer", |row| {
        let filter = account.filter(row.get("filter"))?;
        let at = asked_at(row.get("asked at"));
        let flip = account.of_deal(row.get("deal"), |subject| filter.next_flip(subject, &at));
        let expected = match row.get("changes at") {
            "never" => None,
            instant => Some(local(instant)),
        };
        differs(&format!("{flip:?}"), &format!("{expected:?}"))
            .map_err(|why| format!("{}: {why}", row.get("filter")))
    });
}

#[test]
fn why_it_matches_or_not() {
    let account = Account::read();
    check(SPEC, "Why it matches, or not", |row| {
        let filter = account.filter(row.get("filter"))?;
        let at = asked_at("2026-11-21 12:00");
        let (explanation, blanks) = account.of_deal(row.get("deal"), |subject| {
            (filter.explain(subject, &at), filter.deciding_blanks(subject, &at))
        });
        let mut decisive = Vec::new();
        let mut because_empty = Vec::new();
        clauses(&explanation, &mut |clause, expected| {
            if clause.is_decisive {
                decisive.push(expected.to_owned());
            }
            if blanks.iter().any(|blank| blank.place == clause.place) {
                because_empty.push(expected.to_owned());
            }
        });
        differs(if explanation.holds { "yes" } else { "no" }, row.get("matches"))?;
        differs(&decisive.join("; "), row.get("decides"))?;
        differs(&because_empty.join("; "), row.get("because empty"))
    });
}

fn clauses<'a>(explanation: &'a Explanation, visit: &mut impl FnMut(&'a Explanation, &'a str)) {
    match &explanation.detail {
        Detail::Everyone => {}
        Detail::Clause(clause) => visit(explanation, &clause.expected),
        Detail::Not(part) => clauses(part, visit),
        Detail::All(parts) | Detail::Any(parts) => {
            parts.iter().for_each(|part| clauses(part, visit));
        }
    }
}

#[test]
fn the_same_filter_in_both_forms() {
    let account = Account::read();
    check(SPEC, "The same filter in both forms", |row| {
        let filter = account.filter(row.get("filter"))?;
        let json = parse(row.get("JSON")).map_err(|problem| problem.to_string())?;
        differs(&filter_to_json(&filter).to_string(), &json.to_string())?;
        let expression = expression_from_json(&json).map_err(|problems| format!("{problems:?}"))?;
        let from_json = Filter::check(&expression, &account.catalog(), &account.modules[0].key)
            .map_err(|problems| format!("{problems:?}"))?;
        if from_json == filter { Ok(()) } else { Err("they differ when checked".to_owned()) }
    });
}

#[test]
fn what_is_refused() {
    let account = Account::read();
    check(SPEC, "What is refused", |row| match account.filter(row.get("filter")) {
        Ok(filter) => Err(format!("it is read as {}", filter.to_text())),
        Err(problems) => differs(&problems, row.get("says")),
    });
}
