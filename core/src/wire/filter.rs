//! Filters as JSON, and what a visual builder needs to make them.
//!
//! One object per group: `{"all":[…]}`, `{"any":[…]}`, `{"not":{…}}`, `{"everyone":true}`.
//! One object per clause, always with `field` (or `event`) and `op`:
//!
//! | D9 | JSON |
//! |---|---|
//! | text | `{"field":"name","op":"contains","value":"łódź","ignoring_accents":true}` |
//! | one of a list | `{"field":"stage","op":"in","value":["won","lost"]}` |
//! | money, in minor units | `{"field":"amount","op":"between","value":[0,100000000]}` |
//! | date and time | `{"field":"created","op":"after","value":"2026-11-21"}` |
//! | against now | `{"field":"created","op":"older_than","value":{"amount":3,"unit":"days"}}` |
//! | anniversary | `{"field":"born","op":"anniversary_within","value":7}` |
//! | tags | `{"field":"tags","op":"any_of","value":["vip","hot"]}` |
//! | yes/no | `{"field":"is_company","op":"is","value":true}` |
//! | empty | `{"field":"email","op":"is_empty"}` |
//! | related | `{"field":"contacts.city","quantifier":"all","op":"is","value":"Łódź"}` |
//! | happened | `{"event":"offer_sent","op":"at_least","value":2,"within":{"amount":30,"unit":"days"}}` |
//! | changed | `{"field":"stage","op":"changed","from":"new","to":["won","lost"],"within":{…}}` |
//! | since | `{"field":"stage","op":"not_changed","to":"won","since":{"event":"offer_sent"}}` |
//! | ever | `{"field":"stage","op":"never_was","value":"after_call"}` |
//! | unchanged | `{"field":"stage","op":"unchanged_for","value":{"amount":7,"unit":"days"}}` |
//! | absence | `{"event":"offer_sent","op":"not_followed_by","value":["call_made"],"older_than":{…}}` |
//!
//! `null` in `value` of `was_ever` and in `from` and `to` means empty.
//! Which operators a field has, and the shape of their values: [`operators_to_json`].

use serde_json::{Map, Value as Json, json};

use super::json::{Object, each, in_words, wrong_type};
use super::module::kind_word;
use super::record::value_to_json;
use crate::filter::ast::{Accents, Filter};
use crate::filter::explain::{Detail, Explanation, Reading};
use crate::filter::expression::{
    About, ClauseExpression, Expression, Operand, Operator, QuantifierWord,
};
use crate::filter::limits::{DEPTH_MAX, LIST_VALUES_MAX};
use crate::filter::operators::{OperatorOffer, operators_for, operators_for_events};
use crate::words::{FieldKind, Moment, Period, PeriodUnit, Problem, Problems, Value, clip};

const QUANTIFIERS: [(&str, QuantifierWord); 3] =
    [("any", QuantifierWord::Any), ("all", QuantifierWord::All), ("none", QuantifierWord::None)];

/// Reads an expression; whether it fits a module is [`Filter::check`]'s question.
///
/// # Errors
/// Every wrong part, with its place.
///
/// # Example
/// ```
/// use relance_core::wire::filter::{expression_from_json, expression_to_json};
/// let json = serde_json::json!({"field": "created", "op": "older_than", "value": {"amount": 3, "unit": "days"}});
/// let expression = expression_from_json(&json).unwrap();
/// assert_eq!(expression_to_json(&expression), json);
/// ```
pub fn expression_from_json(value: &Json) -> Result<Expression, Problems> {
    read(value, 1)
}

/// A checked filter in canonical form.
pub fn filter_to_json(filter: &Filter) -> Json {
    expression_to_json(filter.expression())
}

fn read(value: &Json, depth: usize) -> Result<Expression, Problems> {
    if depth > DEPTH_MAX {
        let message = format!("the filter is nested more than {DEPTH_MAX} deep");
        return Err(vec![Problem::new("too_deep", message)]);
    }
    let mut object = Object::of(value)?;
    let group = ["everyone", "all", "any", "not"].into_iter().find(|key| object.has(key));
    match group {
        Some("everyone") => {
            let is_everyone = object.yes_no("everyone", false);
            if !is_everyone {
                object.add(Problem::new("fixed_value", "`everyone` is always true").at("everyone"));
            }
            object.finish().map(|()| Expression::Everyone)
        }
        Some("not") => {
            let child = object.required("not").map(|child| read(child, depth + 1));
            let child = child.and_then(|child| object.keep_all("not", child));
            object.finish()?;
            child.map(|child| Expression::Not(Box::new(child))).ok_or_else(Vec::new)
        }
        Some(name) => {
            let items = object.list(if name == "all" { "all" } else { "any" });
            let children = each(items, |child| read(child, depth + 1));
            let children = object.keep_all(name, children).unwrap_or_default();
            object.finish()?;
            Ok(if name == "all" { Expression::All(children) } else { Expression::Any(children) })
        }
        None => read_clause(object),
    }
}

fn read_clause(mut object: Object<'_>) -> Result<Expression, Problems> {
    let about = read_about(&mut object);
    let operator = object.text("op").and_then(|key| object.keep("op", operator(key)));
    let value = match (read_operand(&mut object, "value"), operator) {
        // A form sends `null` for a value that is not there; only history asks for emptiness by it.
        (Operand::Empty, Some(Operator::WasEver | Operator::NeverWas)) => Operand::Empty,
        (Operand::Empty, _) => Operand::Missing,
        (value, _) => value,
    };
    let from = read_operand(&mut object, "from");
    let to = read_operand(&mut object, "to");
    let quantifier = match object.text_if_any("quantifier") {
        Some(_) => object.word("quantifier", &QUANTIFIERS),
        None => None,
    };
    let accents = match object.yes_no("ignoring_accents", false) {
        true => Accents::Ignored,
        false => Accents::Matter,
    };
    let within = read_period(&mut object, "within");
    let older_than = read_period(&mut object, "older_than");
    let since = object.value("since").map(|since| {
        let mut since = Object::of(since)?;
        let about = read_about(&mut since);
        since.finish()?;
        about.ok_or_else(Vec::new)
    });
    let since = since.and_then(|since| object.keep_all("since", since));
    object.finish()?;
    match (about, operator) {
        (Some(about), Some(operator)) => Ok(Expression::Clause(ClauseExpression {
            about,
            operator,
            value,
            quantifier,
            accents,
            from,
            to,
            within,
            since,
            older_than,
        })),
        // Whatever is missing here was noted above, so `finish` has said it.
        _ => Err(vec![Problem::new("internal", "a clause was read without its parts")]),
    }
}

fn read_about(object: &mut Object<'_>) -> Option<About> {
    if object.has("event") {
        return object.text("event").map(|name| About::Event(name.to_owned()));
    }
    object.text("field").map(|path| About::Field(path.to_owned()))
}

fn operator(key: &str) -> Result<Operator, Problem> {
    Operator::parse(key).ok_or_else(|| {
        Problem::new("unknown_operator", format!("there is no operator `{}`", clip(key)))
            .found(clip(key))
            .allowed(Operator::ALL.iter().map(|operator| operator.key()))
            .suggest()
    })
}

fn read_operand(object: &mut Object<'_>, key: &'static str) -> Operand {
    if !object.has(key) {
        return Operand::Missing;
    }
    match object.value(key) {
        None => Operand::Empty,
        Some(value) => {
            let operand = operand(value, 0);
            object.keep_all(key, operand).unwrap_or(Operand::Missing)
        }
    }
}

/// Reads a value that is not yet checked against a field.
///
/// # Errors
/// `wrong_type`.
pub fn operand_from_json(value: &Json) -> Result<Operand, Problems> {
    operand(value, 0)
}

fn operand(value: &Json, depth: usize) -> Result<Operand, Problems> {
    match value {
        Json::Null => Ok(Operand::Empty),
        Json::Bool(answer) => Ok(Operand::YesNo(*answer)),
        Json::Number(number) => number
            .as_f64()
            .map(Operand::Number)
            .ok_or_else(|| vec![wrong_type("a smaller number", value)]),
        Json::String(text) => Ok(Operand::Text(text.clone())),
        Json::Array(items) if depth == 0 => {
            // One more than the limit, so that `check` names it without reading them all.
            let items = items.get(..LIST_VALUES_MAX + 1).unwrap_or(items);
            each(items, |item| operand(item, 1)).map(Operand::List)
        }
        Json::Object(_) if depth == 0 => period(value).map(Operand::Period),
        other => {
            let message = format!("a value cannot be {} here", in_words(other));
            Err(vec![Problem::new("wrong_type", message)])
        }
    }
}

fn read_period(object: &mut Object<'_>, key: &'static str) -> Option<Period> {
    let value = object.value(key)?;
    object.keep_all(key, period(value))
}

/// A period: `{"amount":3,"unit":"days"}`.
///
/// # Errors
/// Every wrong part, with its place.
pub fn period(value: &Json) -> Result<Period, Problems> {
    let mut object = Object::of(value)?;
    let amount = object.required("amount").and_then(Json::as_u64);
    let count = amount.and_then(|amount| u32::try_from(amount).ok());
    if count.is_none() && object.value("amount").is_some() {
        object.add(
            Problem::new("invalid_period", "a period has a whole number of units").at("amount"),
        );
    }
    let words = PeriodUnit::ALL.map(|unit| (unit.key(), unit));
    let unit = object.word("unit", &words);
    object.finish()?;
    match (count, unit) {
        (Some(count), Some(unit)) => Ok(Period::new(count, unit)),
        _ => Err(vec![Problem::new("internal", "a period was read without its parts")]),
    }
}

/// A period as JSON.
pub fn period_to_json(period: Period) -> Json {
    json!({"amount": period.count, "unit": period.unit.key()})
}

/// An expression as JSON; of a checked filter, the canonical form.
pub fn expression_to_json(expression: &Expression) -> Json {
    let list =
        |children: &[Expression]| children.iter().map(expression_to_json).collect::<Vec<_>>();
    match expression {
        Expression::Everyone => json!({"everyone": true}),
        Expression::All(children) => json!({"all": list(children)}),
        Expression::Any(children) => json!({"any": list(children)}),
        Expression::Not(child) => json!({"not": expression_to_json(child)}),
        Expression::Clause(clause) => clause_to_json(clause),
    }
}

fn clause_to_json(clause: &ClauseExpression) -> Json {
    let mut map = Map::new();
    let (about, name) = about(&clause.about);
    map.insert(about.into(), name.into());
    if let Some(quantifier) = clause.quantifier {
        map.insert("quantifier".into(), super::json::word_of(&quantifier, &QUANTIFIERS).into());
    }
    map.insert("op".into(), clause.operator.key().into());
    for (key, operand) in [("value", &clause.value), ("from", &clause.from), ("to", &clause.to)] {
        if *operand != Operand::Missing {
            map.insert(key.into(), operand_to_json(operand));
        }
    }
    if clause.accents == Accents::Ignored {
        map.insert("ignoring_accents".into(), true.into());
    }
    for (key, period) in [("within", clause.within), ("older_than", clause.older_than)] {
        if let Some(period) = period {
            map.insert(key.into(), period_to_json(period));
        }
    }
    if let Some(since) = &clause.since {
        let (key, name) = self::about(since);
        map.insert("since".into(), json!({key: name}));
    }
    Json::Object(map)
}

fn about(about: &About) -> (&'static str, &str) {
    match about {
        About::Field(path) => ("field", path),
        About::Event(name) => ("event", name),
    }
}

/// Writes a value as it was written; the inverse of [`operand_from_json`].
pub fn operand_to_json(operand: &Operand) -> Json {
    match operand {
        Operand::Missing | Operand::Empty => Json::Null,
        Operand::Text(text) => text.as_str().into(),
        // Only an expression that nobody checked holds one; its unit is not known yet.
        Operand::Decimal(text) => text.parse::<f64>().map_or_else(|_| text.as_str().into(), number),
        Operand::Number(value) => number(*value),
        Operand::Money { minor, .. } => (*minor).into(),
        Operand::YesNo(answer) => (*answer).into(),
        Operand::Period(period) => period_to_json(*period),
        Operand::List(items) => Json::Array(items.iter().map(operand_to_json).collect()),
    }
}

/// Whole numbers without a fraction, as people and JavaScript write them.
fn number(value: f64) -> Json {
    const EXACT_MAX: f64 = 9_007_199_254_740_991.0;
    if value.fract() == 0.0 && value.abs() <= EXACT_MAX {
        Json::from(value as i64)
    } else {
        Json::from(value)
    }
}

/// Why a record matches or not (B3): `{"place","holds","decisive","kind"}` with `parts` for `all`,
/// `any` and `not`, and for a clause `expected` (text), `read` (see [`Reading`]), `blank`, and
/// `changes_at` (instant or `null`).
pub fn explanation_to_json(explanation: &Explanation) -> Json {
    let parts = |parts: &[Explanation]| parts.iter().map(explanation_to_json).collect::<Vec<_>>();
    let mut json = match &explanation.detail {
        Detail::Everyone => json!({"kind": "everyone"}),
        Detail::All(children) => json!({"kind": "all", "parts": parts(children)}),
        Detail::Any(children) => json!({"kind": "any", "parts": parts(children)}),
        Detail::Not(child) => json!({"kind": "not", "parts": [explanation_to_json(child)]}),
        Detail::Clause(clause) => json!({
            "kind": "clause",
            "expected": clause.expected,
            "read": clause.read.iter().map(reading_to_json).collect::<Vec<_>>(),
            "blank": clause.is_blank,
            "changes_at": clause.changes_at.map(Moment::to_iso),
        }),
    };
    if let Json::Object(map) = &mut json {
        map.insert("place".into(), explanation.place.as_str().into());
        map.insert("holds".into(), explanation.holds.into());
        map.insert("decisive".into(), explanation.is_decisive.into());
    }
    json
}

fn reading_to_json(reading: &Reading) -> Json {
    let value = |value: &Option<Value>| value.as_ref().map_or(Json::Null, value_to_json);
    let iso = |moment: &Option<Moment>| moment.map(Moment::to_iso);
    match reading {
        Reading::Field { field, value: held } => {
            json!({"what": "field", "field": field.as_str(), "value": value(held)})
        }
        Reading::Related { relation, record, field, value: held } => json!({
            "what": "related",
            "relation": relation.as_str(),
            "record": record.as_str(),
            "field": field.as_str(),
            "value": value(held),
        }),
        Reading::Events { event, count, latest } => {
            json!({"what": "events", "event": event.as_str(), "count": count, "latest": iso(latest)})
        }
        Reading::Change { field, at, old, new } => json!({
            "what": "change",
            "field": field.as_str(),
            "at": at.to_iso(),
            "old": value(old),
            "new": value(new),
        }),
        Reading::HeldSince { field, since } => {
            json!({"what": "held_since", "field": field.as_str(), "since": iso(since)})
        }
        Reading::CountedSince { since } => json!({"what": "counted_since", "since": iso(since)}),
        Reading::Cause { at, about, followed_by } => json!({
            "what": "cause",
            "at": at.to_iso(),
            "about": about,
            "followed_by": followed_by
                .as_ref()
                .map(|(event, at)| json!({"event": event.as_str(), "at": at.to_iso()})),
        }),
    }
}

/// The operators of a kind of field: `[{"op","value","behind_relation"}]`, where `value` is the
/// shape of the operand (`nothing one two list period days held change times events`).
pub fn operators_to_json(kind: &FieldKind) -> Json {
    offers_to_json(&operators_for(kind))
}

/// The operators of events, in the same form.
pub fn event_operators_to_json() -> Json {
    offers_to_json(&operators_for_events())
}

/// The operators of every kind of field by its word, and of events under `event`.
pub fn all_operators_to_json() -> Json {
    use crate::words::ModuleKey;
    let kinds = [
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Money { currency: String::new() },
        FieldKind::Date,
        FieldKind::Instant,
        FieldKind::Choice { options: Vec::new() },
        FieldKind::Stage { stages: Vec::new() },
        FieldKind::User,
        FieldKind::Tags,
        FieldKind::YesNo,
        FieldKind::Relation { module: ModuleKey::known("contacts") },
    ];
    let mut map: Map<String, Json> =
        kinds.iter().map(|kind| (kind_word(kind).to_owned(), operators_to_json(kind))).collect();
    map.insert("event".into(), event_operators_to_json());
    Json::Object(map)
}

fn offers_to_json(offers: &[OperatorOffer]) -> Json {
    let offer = |offer: &OperatorOffer| {
        json!({
            "op": offer.operator.key(),
            "value": offer.shape.key(),
            "behind_relation": offer.works_behind_relation,
        })
    };
    offers.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Catalog;
    use crate::wire::json::parse;
    use crate::wire::module::{contacts_module, module_from_json};
    use crate::words::{EventName, Module, ModuleKey};

    fn check(text: &str) -> Result<Json, Problems> {
        let key = ModuleKey::parse("deals").unwrap();
        let deals: Module = module_from_json(
            &json!({"label": "Deals", "fields": [
                {"key": "amount", "label": "Amount", "kind": "money", "currency": "PLN"},
            ], "pipelines": [{"key": "sales", "label": "Sales", "stages": [
                {"key": "new", "label": "New"}, {"key": "after_call", "label": "After call"},
            ]}]}),
            &key,
        )
        .unwrap();
        let modules = [deals, contacts_module()];
        let events =
            [EventName::parse("offer_sent").unwrap(), EventName::parse("call_made").unwrap()];
        let catalog = Catalog { modules: &modules, events: &events, users: &[] };
        let expression = expression_from_json(&parse(text).unwrap())?;
        Filter::check(&expression, &catalog, &key).map(|filter| filter_to_json(&filter))
    }

    #[test]
    fn a_canonical_filter_reads_back_as_itself() {
        let canonical = [
            r#"{"all":[{"field":"stage","op":"never_was","value":"after_call"},{"field":"created","op":"older_than","value":{"amount":3,"unit":"days"}}]}"#,
            r#"{"field":"amount","op":"between","value":[0,100000000]}"#,
            r#"{"field":"contacts.first_name","ignoring_accents":true,"op":"is","quantifier":"all","value":"Łucja"}"#,
            r#"{"event":"offer_sent","older_than":{"amount":3,"unit":"days"},"op":"not_followed_by","value":["call_made"]}"#,
            r#"{"field":"stage","from":null,"op":"changed","since":{"event":"offer_sent"},"to":["after_call","new"]}"#,
            r#"{"not":{"any":[{"everyone":true},{"field":"contacts.is_company","op":"is","value":true}]}}"#,
        ];
        for text in canonical {
            assert_eq!(check(text).unwrap(), parse(text).unwrap());
        }
    }

    #[test]
    fn labels_become_keys_and_the_alias_contact_its_relation() {
        let checked = check(r#"{"field":"stage","op":"is","value":"AFTER call"}"#).unwrap();
        assert_eq!(checked["value"], "after_call");
        let checked = check(r#"{"field":"contact.email","op":"is_empty"}"#).unwrap();
        assert_eq!(checked["field"], "contacts.email");
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let problems = check(
            r#"{"all":[{"field":"stgae","op":"is","value":"new"},
                {"field":"stage","op":"is","value":"won"},
                {"any":[{"field":"amount","op":"contains","value":5}]},
                {"event":"offer_snet","op":"at_least","value":1},
                {"field":"created","op":"between","value":["2026-02-01","2026-01-01"]},
                {"field":"amount","op":"is","value":0.5}]}"#,
        )
        .unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(
            said,
            [
                ("unknown_field", "all[0].field"),
                ("unknown_choice", "all[1].value"),
                ("wrong_operator", "all[2].any[0].op"),
                ("unknown_event", "all[3].event"),
                ("range_reversed", "all[4].value"),
                ("wrong_value", "all[5].value"),
            ]
        );
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `stage`?"));
        let problems = check(r#"{"all":[{"field":"stage","op":"equals","valeu":1}]}"#).unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(said, [("unknown_operator", "all[0].op"), ("unknown_field", "all[0].valeu")]);
    }
}
