//! Random accounts, records and filters for the laws. Values come from small pools, so that they
//! meet: texts that fold together, days around clock changes and ends of months, equal instants.
//!
//! Every generated expression is valid: `Filter::check` accepting it is a law of its own.
#![allow(dead_code)]

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::{BoxedStrategy, Union};
use relance_core::filter::ast::Accents;
use relance_core::filter::expression::{
    About, ClauseExpression, Expression, Operand, Operator, QuantifierWord,
};
use relance_core::filter::{At, Catalog, Filter};
use relance_core::wire::module::module_from_json;
use relance_core::words::{
    Change, Date, Event, EventName, FieldKey, FieldTrace, Module, ModuleKey, Moment, Period,
    PeriodUnit, Record, RecordId, Subject, User, UserId, Value, Zone,
};
use serde_json::json;

/// What the generated filters are checked against.
pub struct World {
    pub modules: Vec<Module>,
    pub events: Vec<EventName>,
    pub users: Vec<User>,
}

/// A record of `deals` with everything that a filter may ask about it.
#[derive(Clone, Debug)]
pub struct OwnedSubject {
    pub record: Record,
    pub related: BTreeMap<RecordId, Record>,
    pub changes: Vec<Change>,
    pub events: Vec<Event>,
}

impl World {
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog { modules: &self.modules, events: &self.events, users: &self.users }
    }

    pub fn check(&self, expression: &Expression) -> Filter {
        Filter::check(expression, &self.catalog(), &deals())
            .unwrap_or_else(|problems| panic!("{expression:?}: {problems:#?}"))
    }
}

impl OwnedSubject {
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            record: &self.record,
            related: &self.related,
            changes: &self.changes,
            events: &self.events,
        }
    }
}

pub fn deals() -> ModuleKey {
    ModuleKey::parse("deals").unwrap()
}

/// An account with a field of every kind in `deals`, and some in `contacts`.
pub fn world() -> World {
    let deals = module_from_json(
        &json!({"label": "Deals", "fields": [
            {"key": "title", "label": "Title", "kind": "text"},
            {"key": "note", "label": "Note", "kind": "text"},
            {"key": "score", "label": "Score", "kind": "number"},
            {"key": "discount", "label": "Discount", "kind": "number", "empty_is_zero": true},
            {"key": "amount", "label": "Amount", "kind": "money", "currency": "PLN"},
            {"key": "paid", "label": "Paid", "kind": "money", "currency": "PLN", "empty_is_zero": true},
            {"key": "closes", "label": "Closes", "kind": "date"},
            {"key": "last_call", "label": "Last call", "kind": "instant"},
            {"key": "source", "label": "Source", "kind": "choice", "options": [
                {"key": "web", "label": "Website"}, {"key": "fair", "label": "Trade fair"},
                {"key": "poleć", "label": "Polecenie"}]},
            {"key": "hot", "label": "Hot", "kind": "yes_no"},
        ], "pipelines": [{"key": "sales", "label": "Sales", "stages": [
            {"key": "new", "label": "New"}, {"key": "after_call", "label": "After call"},
            {"key": "won", "label": "Won", "is_final": true}]}]}),
        &deals(),
    );
    let contacts = module_from_json(
        &json!({"label": "Contacts", "fields": [
            {"key": "city", "label": "City", "kind": "text"},
            {"key": "points", "label": "Points", "kind": "number", "empty_is_zero": true},
            {"key": "born", "label": "Born", "kind": "date"},
            {"key": "seen", "label": "Seen", "kind": "instant"},
        ]}),
        &ModuleKey::parse("contacts").unwrap(),
    );
    let user = |id: &str, name: &str| User {
        id: UserId::parse(id).unwrap(),
        name: name.to_owned(),
        email: format!("{id}@example.com"),
        is_active: true,
    };
    World {
        modules: vec![deals.unwrap(), contacts.unwrap()],
        events: EVENTS.iter().map(|name| EventName::parse(name).unwrap()).collect(),
        users: vec![user("u1", "Ewa Nowak"), user("u2", "Ion Pop")],
    }
}

const EVENTS: [&str; 4] = ["offer_sent", "call_made", "mail_read", "page_seen"];
const TEXTS: [&str; 14] = [
    "Łódź",
    "ŁÓDŹ",
    "lodz",
    "Lódz",
    "Kraków",
    "krako\u{301}w",
    "Straße",
    "STRASSE",
    "Ștefan",
    "stefan",
    "a",
    "Firma \"Ala\" (2)",
    "Ёлка",
    "offer and more",
];
const NEEDLES: [&str; 10] =
    ["łódź", "LODZ", "krak", "ó", "str", "ße", "ștefan", "a", "\" or \\", "Елка"];
const TAG_WORDS: [&str; 5] = ["vip", "hot", "do not call", "nowy", "2026"];
const CODES: [(&str, &[&str]); 3] = [
    ("source", &["web", "fair", "poleć"]),
    ("stage", &["new", "after_call", "won"]),
    ("owner", &["u1", "u2"]),
];
const CONTACT_IDS: [&str; 4] = ["c1", "c2", "c3", "c4"];
/// The clocks of Warsaw change in the night to 2026-03-29 and to 2026-10-25.
const DAYS: [&str; 14] = [
    "2026-03-27",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
    "2026-02-28",
    "2026-01-31",
    "2026-10-24",
    "2026-10-25",
    "2025-03-29",
    "2024-02-29",
    "1990-04-02",
    "2027-03-29",
];
const MOMENTS: [&str; 12] = [
    "2026-03-28T00:00:00+01:00",
    "2026-03-28T02:30:00+01:00",
    "2026-03-28T23:59:59.999+01:00",
    "2026-03-29T00:00:00+01:00",
    "2026-03-29T03:00:00+02:00",
    "2026-03-29T12:00:00.500+02:00",
    "2026-03-30T02:30:00+02:00",
    "2026-03-31T09:00:00+02:00",
    "2026-02-28T09:00:00+01:00",
    "2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30:00+01:00",
    "2025-03-29T08:00:00Z",
];

fn text() -> impl Strategy<Value = String> {
    select(TEXTS.as_slice()).prop_map(|text| {
        use unicode_normalization::UnicodeNormalization;
        text.nfc().collect()
    })
}

pub fn day() -> impl Strategy<Value = Date> {
    select(DAYS.as_slice()).prop_map(|day| Date::parse(day).unwrap())
}

/// An instant of the pool, or a while from it.
pub fn moment() -> impl Strategy<Value = Moment> {
    let near = prop_oneof![
        Just(0_i64),
        select([-1, 1, 86_400_000, -86_400_000, 3 * 86_400_000, 3_600_000].as_slice()),
        -3_000_000_000_i64..3_000_000_000,
    ];
    (select(MOMENTS.as_slice()), near)
        .prop_map(|(text, step)| Moment::parse(text).unwrap().plus_ms(step))
}

/// When and where a filter is asked.
pub fn at() -> impl Strategy<Value = At> {
    let zone = select(["Europe/Warsaw", "Europe/Bucharest", "America/New_York", "UTC"].as_slice());
    (moment(), zone).prop_map(|(now, zone)| At { now, zone: Zone::parse(zone).unwrap() })
}

fn amount() -> impl Strategy<Value = i64> {
    select([-100, 0, 1, 50_000, 50_050, 200_000, 100_000_000].as_slice())
}

fn number() -> impl Strategy<Value = f64> {
    select([-1.5, 0.0, 0.5, 1.0, 2.0, 10.0, 1e9].as_slice())
}

fn code(field: &str) -> impl Strategy<Value = Value> + use<> {
    select(codes(field)).prop_map(|code| Value::Code(code.to_owned()))
}

fn codes(field: &str) -> &'static [&'static str] {
    CODES.iter().find(|(key, _)| *key == field).unwrap().1
}

fn tags() -> impl Strategy<Value = Value> {
    subsequence(TAG_WORDS.as_slice(), 1..=3).prop_map(|words| {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words.sort();
        Value::Tags(words)
    })
}

/// A value of a field of `deals` or `contacts`.
fn value(field: &str) -> BoxedStrategy<Value> {
    match field {
        "title" | "note" | "city" | "email" | "first_name" => text().prop_map(Value::Text).boxed(),
        "score" | "discount" | "points" => number().prop_map(Value::Number).boxed(),
        "amount" | "paid" => amount().prop_map(Value::Money).boxed(),
        "closes" | "born" => day().prop_map(Value::Date).boxed(),
        "last_call" | "seen" => moment().prop_map(Value::Instant).boxed(),
        "hot" | "is_company" => any::<bool>().prop_map(Value::YesNo).boxed(),
        "tags" => tags().boxed(),
        "contacts" => subsequence(CONTACT_IDS.as_slice(), 1..=3)
            .prop_map(|ids| Value::Related(ids.into_iter().map(id).collect()))
            .boxed(),
        _ => code(field).boxed(),
    }
}

fn id(text: &str) -> RecordId {
    RecordId::parse(text).unwrap()
}

fn key(text: &str) -> FieldKey {
    FieldKey::parse(text).unwrap()
}

const DEAL_FIELDS: [&str; 14] = [
    "title",
    "note",
    "score",
    "discount",
    "amount",
    "paid",
    "closes",
    "last_call",
    "source",
    "stage",
    "owner",
    "hot",
    "tags",
    "contacts",
];
/// Those that a deal may be asked for: its creation too, which every record has.
const ASKED_FIELDS: [&str; 15] = [
    "title",
    "note",
    "score",
    "discount",
    "amount",
    "paid",
    "closes",
    "last_call",
    "source",
    "stage",
    "owner",
    "hot",
    "tags",
    "contacts",
    "created",
];
const CONTACT_FIELDS: [&str; 7] =
    ["first_name", "city", "email", "points", "born", "seen", "is_company"];

/// The values that a field held one after the other; the first from the creation on.
type Held = Vec<(Moment, Option<Value>)>;

fn held(field: &'static str) -> impl Strategy<Value = (&'static str, Held)> {
    vec((moment(), option::weighted(0.7, value(field))), 1..4).prop_map(move |mut held| {
        held.sort_by_key(|(moment, _)| *moment);
        held.dedup_by(|(_, a), (_, b)| a == b);
        (field, held)
    })
}

/// A deal with its contacts, history and events. What it holds is the end of its history.
pub fn subject() -> impl Strategy<Value = OwnedSubject> {
    let histories = DEAL_FIELDS.iter().map(|field| held(field)).collect::<Vec<_>>();
    let contacts = subsequence(CONTACT_IDS.as_slice(), 0..=4);
    let contact_values = vec(contact_values(), 4);
    (histories, moment(), contacts, contact_values, events()).prop_map(
        |(histories, created, contacts, contact_values, events)| {
            let related = contacts
                .into_iter()
                .zip(contact_values)
                .map(|(contact, values)| (id(contact), record(contact, "contacts", values)))
                .collect();
            let mut deal = record("d1", "deals", BTreeMap::new());
            deal.values.insert(key("created"), Value::Instant(created));
            let mut changes = Vec::new();
            for (field, history) in histories {
                enter(&mut deal, &mut changes, field, history, created);
            }
            changes.sort_by_key(|change| change.at);
            OwnedSubject { record: deal, related, changes, events }
        },
    )
}

fn enter(
    deal: &mut Record,
    changes: &mut Vec<Change>,
    field: &str,
    history: Held,
    created: Moment,
) {
    let mut before: Option<Value> = None;
    for (index, (at, value)) in history.into_iter().enumerate() {
        let at = if index == 0 { created } else { at.max(created.plus_ms(1)) };
        if value == before {
            continue;
        }
        let (record, field) = (deal.id.clone(), key(field));
        if index > 0 {
            let trace = FieldTrace { changed_at: at, previous: before.clone() };
            deal.traces.insert(field.clone(), trace);
        }
        changes.push(Change { record, field, at, old: before, new: value.clone() });
        before = value;
    }
    if let Some(value) = before {
        deal.values.insert(key(field), value);
    }
}

fn contact_values() -> impl Strategy<Value = BTreeMap<FieldKey, Value>> {
    let fields = CONTACT_FIELDS.iter().map(|field| option::weighted(0.7, value(field)));
    fields.collect::<Vec<_>>().prop_map(|values| {
        let pairs = CONTACT_FIELDS.iter().zip(values);
        pairs.filter_map(|(field, value)| Some((key(field), value?))).collect()
    })
}

fn record(record: &str, module: &str, values: BTreeMap<FieldKey, Value>) -> Record {
    Record {
        id: id(record),
        module: ModuleKey::parse(module).unwrap(),
        version: 1,
        values,
        traces: BTreeMap::new(),
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let about = option::of(select(["offer1", "offer2"].as_slice()));
    let events = btree_map(0_u32..1000, (select(EVENTS.as_slice()), moment(), about), 0..8);
    events.prop_map(|events| {
        let mut events: Vec<Event> = events
            .into_iter()
            .map(|(number, (name, at, about))| Event {
                id: format!("e{number}"),
                record: id("d1"),
                name: EventName::parse(name).unwrap(),
                at,
                about: about.map(str::to_owned),
            })
            .collect();
        events.sort_by_key(|event| event.at);
        events
    })
}

/// A valid filter on `deals`, a few levels deep.
pub fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![1 => Just(Expression::Everyone), 20 => clause()];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Expression::All),
            vec(inner.clone(), 1..4).prop_map(Expression::Any),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    })
}

/// One valid clause on `deals`, of any family.
pub fn clause() -> BoxedStrategy<Expression> {
    prop_oneof![
        4 => present(&ASKED_FIELDS, "").boxed(),
        3 => related().boxed(),
        2 => happened().boxed(),
        1 => unattended().boxed(),
        2 => changed().boxed(),
        1 => ever().boxed(),
        1 => unchanged().boxed(),
    ]
    .prop_map(Expression::Clause)
    .boxed()
}

fn present(
    fields: &'static [&'static str],
    prefix: &'static str,
) -> Union<BoxedStrategy<ClauseExpression>> {
    Union::new(fields.iter().map(move |field| test_of(field, format!("{prefix}{field}"))))
}

fn related() -> impl Strategy<Value = ClauseExpression> {
    let words = [QuantifierWord::Any, QuantifierWord::All, QuantifierWord::None];
    (present(&CONTACT_FIELDS, "contacts."), option::of(select(words.to_vec())))
        .prop_map(|(clause, quantifier)| ClauseExpression { quantifier, ..clause })
}

/// A test of what a field holds now.
fn test_of(field: &'static str, path: String) -> BoxedStrategy<ClauseExpression> {
    use Operator as O;
    let emptiness = select(vec![(O::IsEmpty, Operand::Missing), (O::IsNotEmpty, Operand::Missing)]);
    let asked: BoxedStrategy<(Operator, Operand)> = match field {
        "title" | "note" | "city" | "email" | "first_name" => text_test().boxed(),
        "score" | "discount" | "points" | "amount" | "paid" => number_test(field).boxed(),
        "closes" | "born" | "last_call" | "seen" | "created" => time_test(field).boxed(),
        "hot" | "is_company" => (select(vec![O::Is, O::IsNot]), any::<bool>())
            .prop_map(|(operator, answer)| (operator, Operand::YesNo(answer)))
            .boxed(),
        "tags" => set_test(&TAG_WORDS).boxed(),
        "contacts" => set_test(&CONTACT_IDS).boxed(),
        _ => code_test(codes(field)).boxed(),
    };
    let accents = if matches!(field, "title" | "note" | "city" | "email" | "first_name") {
        select(vec![Accents::Matter, Accents::Ignored]).boxed()
    } else {
        Just(Accents::Matter).boxed()
    };
    (prop_oneof![5 => asked, 1 => emptiness], accents)
        .prop_map(move |((operator, value), accents)| ClauseExpression {
            accents: if value == Operand::Missing { Accents::Matter } else { accents },
            ..ClauseExpression::new(About::Field(path.clone()), operator, value)
        })
        .boxed()
}

fn words(pool: &'static [&'static str]) -> impl Strategy<Value = Operand> {
    subsequence(pool, 1..=pool.len().min(3)).prop_map(|words| {
        Operand::List(words.into_iter().map(|word| Operand::Text(word.to_owned())).collect())
    })
}

fn word(pool: &'static [&'static str]) -> impl Strategy<Value = Operand> {
    select(pool).prop_map(|word| Operand::Text(word.to_owned()))
}

fn text_test() -> impl Strategy<Value = (Operator, Operand)> {
    use Operator as O;
    let whole = (select(vec![O::Is, O::IsNot]), word(&TEXTS));
    let part = vec![O::Contains, O::DoesNotContain, O::StartsWith, O::EndsWith];
    prop_oneof![
        whole,
        (select(part), word(&NEEDLES)),
        (select(vec![O::In, O::NotIn]), words(&TEXTS)),
    ]
}

fn code_test(pool: &'static [&'static str]) -> impl Strategy<Value = (Operator, Operand)> {
    use Operator as O;
    prop_oneof![
        (select(vec![O::Is, O::IsNot]), word(pool)),
        (select(vec![O::In, O::NotIn]), words(pool)),
    ]
}

fn set_test(pool: &'static [&'static str]) -> impl Strategy<Value = (Operator, Operand)> {
    (select(vec![Operator::AnyOf, Operator::AllOf, Operator::NoneOf]), words(pool))
}

fn number_test(field: &'static str) -> impl Strategy<Value = (Operator, Operand)> {
    use Operator as O;
    let is_money = matches!(field, "amount" | "paid");
    let drawn = move || {
        if is_money { amount().prop_map(|minor| minor as f64).boxed() } else { number().boxed() }
    };
    let one = vec![O::Is, O::IsNot, O::LessThan, O::AtMost, O::GreaterThan, O::AtLeast];
    prop_oneof![
        (select(one), drawn().prop_map(Operand::Number)),
        (drawn(), drawn()).prop_map(|(a, b)| {
            let ends = [a.min(b), a.max(b)].map(Operand::Number);
            (O::Between, Operand::List(ends.to_vec()))
        }),
    ]
}

/// A period; whole days and longer for dates.
pub fn period(shortest: PeriodUnit) -> impl Strategy<Value = Period> {
    let units: Vec<_> = PeriodUnit::ALL.into_iter().filter(|unit| *unit >= shortest).collect();
    (select(vec![1_u32, 2, 3, 7, 30]), select(units))
        .prop_map(|(count, unit)| Period::new(count, unit))
}

fn time_test(field: &'static str) -> impl Strategy<Value = (Operator, Operand)> {
    use Operator as O;
    let is_date = matches!(field, "closes" | "born");
    let shortest = if is_date { PeriodUnit::Days } else { PeriodUnit::Minutes };
    let days = || day().prop_map(|day| day.to_string());
    let point = move || {
        if is_date {
            days().boxed()
        } else {
            prop_oneof![days(), moment().prop_map(Moment::to_iso)].boxed()
        }
    };
    let relative = vec![O::InLast, O::OlderThan, O::InNext, O::MoreThanAhead];
    prop_oneof![
        1 => days().prop_map(|day| (O::On, Operand::Text(day))),
        2 => (select(vec![O::Before, O::After]), point().prop_map(Operand::Text)),
        1 => (day(), day()).prop_map(|(a, b)| {
            let ends = [a.min(b), a.max(b)].map(|day| Operand::Text(day.to_string()));
            (O::Between, Operand::List(ends.to_vec()))
        }),
        4 => (select(relative), period(shortest).prop_map(Operand::Period)),
        1 => select(vec![0.0, 1.0, 7.0, 365.0, 366.0])
            .prop_map(|days| (O::AnniversaryWithin, Operand::Number(days))),
    ]
}

fn event() -> impl Strategy<Value = About> {
    select(EVENTS.as_slice()).prop_map(|name| About::Event(name.to_owned()))
}

fn happened() -> impl Strategy<Value = ClauseExpression> {
    let operator = select(vec![Operator::AtLeast, Operator::AtMost]);
    let within = option::of(period(PeriodUnit::Minutes));
    (event(), operator, 1..4_u8, within).prop_map(|(about, operator, times, within)| {
        let value = Operand::Number(f64::from(times));
        ClauseExpression { within, ..ClauseExpression::new(about, operator, value) }
    })
}

fn unattended() -> impl Strategy<Value = ClauseExpression> {
    (event(), words(&EVENTS), option::of(period(PeriodUnit::Minutes))).prop_map(
        |(about, follow_ups, older_than)| ClauseExpression {
            older_than,
            ..ClauseExpression::new(about, Operator::NotFollowedBy, follow_ups)
        },
    )
}

/// A value that history may be asked for, or emptiness.
fn held_operand(field: &'static str) -> BoxedStrategy<Operand> {
    let known = match field {
        "title" | "note" => prop_oneof![word(&TEXTS), words(&TEXTS)].boxed(),
        "score" | "discount" => number().prop_map(Operand::Number).boxed(),
        "amount" | "paid" => amount().prop_map(|minor| Operand::Number(minor as f64)).boxed(),
        "closes" | "last_call" => day().prop_map(|day| Operand::Text(day.to_string())).boxed(),
        "hot" => any::<bool>().prop_map(Operand::YesNo).boxed(),
        "tags" => words(&TAG_WORDS).boxed(),
        "contacts" => words(&CONTACT_IDS).boxed(),
        _ => prop_oneof![word(codes(field)), words(codes(field))].boxed(),
    };
    prop_oneof![6 => known, 1 => Just(Operand::Empty)].boxed()
}

fn changed() -> impl Strategy<Value = ClauseExpression> {
    select(DEAL_FIELDS.as_slice()).prop_flat_map(|field| {
        let operator = select(vec![Operator::Changed, Operator::NotChanged]);
        let side = || prop_oneof![Just(Operand::Missing), held_operand(field)];
        let dated = select(vec!["created", "closes", "last_call"])
            .prop_map(|field| About::Field(field.to_owned()));
        let when = prop_oneof![
            Just((None, None)),
            period(PeriodUnit::Minutes).prop_map(|period| (Some(period), None)),
            prop_oneof![dated, event()].prop_map(|since| (None, Some(since))),
        ];
        (operator, side(), side(), when).prop_map(move |(operator, from, to, (within, since))| {
            let about = About::Field(field.to_owned());
            let clause = ClauseExpression::new(about, operator, Operand::Missing);
            ClauseExpression { from, to, within, since, ..clause }
        })
    })
}

fn ever() -> impl Strategy<Value = ClauseExpression> {
    select(DEAL_FIELDS.as_slice()).prop_flat_map(|field| {
        let operator = select(vec![Operator::WasEver, Operator::NeverWas]);
        (operator, held_operand(field)).prop_map(move |(operator, value)| {
            ClauseExpression::new(About::Field(field.to_owned()), operator, value)
        })
    })
}

fn unchanged() -> impl Strategy<Value = ClauseExpression> {
    (select(DEAL_FIELDS.as_slice()), period(PeriodUnit::Minutes)).prop_map(|(field, period)| {
        let about = About::Field(field.to_owned());
        ClauseExpression::new(about, Operator::UnchangedFor, Operand::Period(period))
    })
}
