//! Records and their values at the boundary.
//!
//! Shape: `{"id","module","version","created","updated","values":{field: value}}`; `created` and
//! `updated` stand outside `values`. Text is text, money a whole number of minor units, a date
//! `2026-11-21`, an instant ISO 8601, tags and relations lists, `null` empty.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use unicode_normalization::UnicodeNormalization;

use super::account::known_user;
use super::json::{Object, wrong_type};
use crate::words::contact::KEPT_BY_ENGINE;
use crate::words::contact::{EMAIL, PHONE, ZONE};
use crate::words::ident::clip;
use crate::words::module::{CONTACTS_MODULE, CREATED, ORIGIN, UPDATED};
use crate::words::{
    Date, EmailAddress, Field, FieldKey, FieldKind, FieldTrace, Module, Moment, PhoneNumber,
    Problem, Problems, Record, RecordId, User, Value, Zone,
};

/// Longest text of one field. Units: bytes. Source: our choice; a long note has 2,000 characters, and
/// the record's body must stay far below D1's 2 MB row.
pub const TEXT_BYTES_MAX: usize = 16_000;
/// Most tags or related records of one field. Source: our choice.
pub const ITEMS_MAX: usize = 200;

/// Reads a whole record, as written by [`record_to_json`].
///
/// # Errors
/// Every wrong value, at its place.
pub fn record_from_json(value: &Json, module: &Module) -> Result<Record, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id").and_then(|text| object.keep("id", RecordId::parse(text)));
    if let Some(key) = object.text_if_any("module")
        && key != module.key.as_str()
    {
        object.add(
            Problem::new("wrong_module", format!("this record is of the module `{}`", clip(key)))
                .at("module")
                .allowed([module.key.as_str()]),
        );
    }
    let version = object.whole_if_any("version").unwrap_or(1);
    let created = instant(&mut object, "created");
    let updated = instant(&mut object, "updated");
    let given = object.value("values").cloned().unwrap_or_else(|| json!({}));
    let values = object.keep_all("values", values_from_json(&given, module));
    let traces = object.value("traces").cloned().unwrap_or_else(|| json!({}));
    let traces = object.keep_all("traces", traces_from_json(&traces, module));
    object.finish()?;
    let (Some(id), Some(given), Some(traces)) = (id, values, traces) else {
        return Err(vec![Problem::new("internal", "a record was read without its parts")]);
    };
    let mut values: BTreeMap<FieldKey, Value> =
        given.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
    stamp(&mut values, CREATED, created);
    stamp(&mut values, UPDATED, updated.or(created));
    let version = u64::try_from(version).unwrap_or(1);
    Ok(Record { id, module: module.key.clone(), version, values, traces })
}

/// What somebody wants a record to hold: named fields only, the others stay.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenRecord {
    /// Which record.
    pub id: RecordId,
    /// When it came to be, for records that are older than this store.
    pub created: Option<Moment>,
    /// The fields that are set, or emptied by `None`.
    pub values: BTreeMap<FieldKey, Option<Value>>,
}

/// Reads one write of a record: `{"id"?,"created"?,"values":{…}}`.
///
/// # Errors
/// Every wrong value, at its place.
pub fn given_record_from_json(
    value: &Json,
    module: &Module,
    users: &[User],
    fresh_id: &str,
) -> Result<GivenRecord, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text_if_any("id").unwrap_or(fresh_id);
    let id = object.keep("id", RecordId::parse(id));
    let created = instant(&mut object, "created");
    let values = object.required("values").and_then(|given| {
        let read = values_from_json(given, module);
        object.keep_all("values", read)
    });
    for (key, value) in values.iter().flatten() {
        if let Some(problem) = written_by_engine(key.as_str(), module) {
            object.add(problem.at(format!("values.{key}")));
        }
        let is_user = module.field(key.as_str()).is_some_and(|field| field.kind == FieldKind::User);
        if let (true, Some(Value::Code(user))) = (is_user, value) {
            object.keep(&format!("values.{key}"), known_user(user, users));
        }
    }
    object.finish()?;
    match (id, values) {
        (Some(id), Some(values)) => Ok(GivenRecord { id, created, values }),
        _ => Err(Problems::new()),
    }
}

/// The refusal of a write of `origin`, which a rule trusts, so that no automation acts on what it made
/// itself (D19), and of what a contact shows of its suppressed addresses and unconfirmed consent (D20).
pub fn written_by_engine(key: &str, module: &Module) -> Option<Problem> {
    let is_of_contact = module.key.as_str() == CONTACTS_MODULE && KEPT_BY_ENGINE.contains(&key);
    let message = match key {
        ORIGIN => {
            format!("`{ORIGIN}` says which automation made a record, and only the engine writes it")
        }
        _ if is_of_contact => format!("`{key}` follows from what is kept of the contact's address"),
        _ => return None,
    };
    Some(Problem::new("kept_by_engine", message).help("leave it out"))
}

/// Writes what [`given_record_from_json`] reads.
pub fn given_record_to_json(given: &GivenRecord) -> Json {
    let values = given.values.iter();
    let values = values
        .map(|(key, value)| (key.to_string(), value.as_ref().map_or(Json::Null, value_to_json)));
    let mut map = Map::new();
    map.insert("id".into(), given.id.as_str().into());
    if let Some(created) = given.created {
        map.insert("created".into(), created.to_iso().into());
    }
    map.insert("values".into(), Json::Object(values.collect()));
    Json::Object(map)
}

/// Reads what the store kept. A value that no longer fits its field, because the module has changed
/// past the API, is left out rather than stopping everything that reads the record.
pub fn record_as_kept(value: &Json, module: &Module) -> Option<Record> {
    let id = RecordId::parse(value.get("id")?.as_str()?).ok()?;
    let moment = |key: &str| Moment::parse(value.get(key)?.as_str()?).ok();
    let mut values = BTreeMap::new();
    for (key, given) in value.get("values")?.as_object()? {
        let Some(field) = module.field(key) else { continue };
        if let Ok(Some(read)) = value_from_json(given, field, module) {
            values.insert(field.key.clone(), read);
        }
    }
    stamp(&mut values, CREATED, moment("created"));
    stamp(&mut values, UPDATED, moment("updated"));
    let traces = value.get("traces").and_then(|traces| traces_from_json(traces, module).ok());
    Some(Record {
        id,
        module: module.key.clone(),
        version: value.get("version")?.as_u64()?,
        values,
        traces: traces.unwrap_or_default(),
    })
}

/// Sets or removes an instant that the store keeps.
pub fn stamp(values: &mut BTreeMap<FieldKey, Value>, key: &str, at: Option<Moment>) {
    if let (Ok(key), Some(at)) = (FieldKey::parse(key), at) {
        values.insert(key, Value::Instant(at));
    }
}

/// A record as the boundary writes it.
pub fn record_to_json(record: &Record) -> Json {
    let mut map = Map::new();
    map.insert("id".into(), record.id.as_str().into());
    map.insert("module".into(), record.module.as_str().into());
    map.insert("version".into(), record.version.into());
    map.insert("created".into(), record.created_at().map(Moment::to_iso).into());
    map.insert("updated".into(), record.updated_at().map(Moment::to_iso).into());
    map.insert("values".into(), values_to_json(&record.values));
    if !record.traces.is_empty() {
        map.insert("traces".into(), traces_to_json(&record.traces));
    }
    Json::Object(map)
}

/// The values of a record without `created` and `updated`: what the store keeps as its body.
pub fn values_to_json(values: &BTreeMap<FieldKey, Value>) -> Json {
    let own = values.iter().filter(|(key, _)| !is_kept_by_store(key.as_str()));
    Json::Object(own.map(|(key, value)| (key.to_string(), value_to_json(value))).collect())
}

/// The history of fields, for filters that ask what was before.
pub fn traces_to_json(traces: &BTreeMap<FieldKey, FieldTrace>) -> Json {
    let one = |trace: &FieldTrace| {
        json!({
            "changed_at": trace.changed_at.to_iso(),
            "previous": trace.previous.as_ref().map(value_to_json),
        })
    };
    Json::Object(traces.iter().map(|(key, trace)| (key.to_string(), one(trace))).collect())
}

/// Whether a field is written by the store alone.
pub fn is_kept_by_store(key: &str) -> bool {
    key == CREATED || key == UPDATED
}

/// Reads given values; `null` and empty text mean that the field becomes empty.
///
/// # Errors
/// `unknown_field`, `kept_by_store`, and every value that does not fit, at its field.
pub fn values_from_json(
    value: &Json,
    module: &Module,
) -> Result<BTreeMap<FieldKey, Option<Value>>, Problems> {
    let Json::Object(map) = value else {
        return Err(vec![wrong_type("an object of fields", value)]);
    };
    let mut values = BTreeMap::new();
    let mut problems = Problems::new();
    for (key, given) in map {
        let read = module.expect_field(key).and_then(|field| {
            if is_kept_by_store(key) {
                let message = format!("`{key}` is kept by the system");
                return Err(Problem::new("kept_by_store", message)
                    .help("give `created` beside `values` when you import old records"));
            }
            Ok((field.key.clone(), value_from_json(given, field, module)?))
        });
        match read {
            Ok((key, value)) => {
                values.insert(key, value);
            }
            Err(problem) => problems.push(Problem { at: clip(key), ..problem }),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

fn traces_from_json(
    value: &Json,
    module: &Module,
) -> Result<BTreeMap<FieldKey, FieldTrace>, Problems> {
    let Json::Object(map) = value else {
        return Err(vec![wrong_type("an object of fields", value)]);
    };
    let mut traces = BTreeMap::new();
    for (key, given) in map {
        let field = module.expect_field(key).map_err(|problem| vec![problem.at(clip(key))])?;
        let mut object = Object::of(given)?;
        let changed_at = instant(&mut object, "changed_at");
        let previous = match object.value("previous") {
            None => None,
            Some(previous) => object.keep("previous", value_from_json(previous, field, module)),
        };
        object.finish()?;
        if let Some(changed_at) = changed_at {
            traces
                .insert(field.key.clone(), FieldTrace { changed_at, previous: previous.flatten() });
        }
    }
    Ok(traces)
}

/// Reads one value by its field; `None` is empty. Text is brought to NFC; an e-mail address, a phone
/// number and a zone of a contact are checked and normalised.
///
/// # Errors
/// `wrong_type`, `unknown_choice`, `invalid_date`, `invalid_email` … without a place.
pub fn value_from_json(
    value: &Json,
    field: &Field,
    module: &Module,
) -> Result<Option<Value>, Problem> {
    if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let wrong = || wrong_type(field.kind.in_words(), value);
    let text = || value.as_str().ok_or_else(wrong);
    let read = match &field.kind {
        FieldKind::Text => Value::Text(clean_text(text()?, field, module)?),
        FieldKind::Number => {
            Value::Number(value.as_f64().filter(|number| number.is_finite()).ok_or_else(wrong)?)
        }
        FieldKind::Money { .. } => Value::Money(value.as_i64().ok_or_else(|| {
            wrong().help("money is a whole number of minor units: 12.50 is 1250")
        })?),
        FieldKind::Date => Value::Date(Date::parse(text()?)?),
        FieldKind::Instant => Value::Instant(Moment::parse(text()?)?),
        FieldKind::YesNo => Value::YesNo(value.as_bool().ok_or_else(wrong)?),
        FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User => {
            Value::Code(text()?.nfc().collect())
        }
        FieldKind::Tags => return tags(list_of(value, wrong)?),
        FieldKind::Relation { .. } => return related(list_of(value, wrong)?),
    };
    read.fits(field)?;
    Ok(Some(read))
}

/// Text as it is kept: NFC, not too long; contact addresses normalised.
///
/// # Errors
/// `too_long`, `invalid_email`, `invalid_phone`, `unknown_zone`.
pub fn clean_text(text: &str, field: &Field, module: &Module) -> Result<String, Problem> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("`{}` holds at most {TEXT_BYTES_MAX} bytes of text", field.key);
        return Err(Problem::new("too_long", message).found(text.len().to_string()));
    }
    if module.key.as_str() == CONTACTS_MODULE {
        match field.key.as_str() {
            EMAIL => return EmailAddress::parse(text).map(|email| email.as_str().to_owned()),
            PHONE => return PhoneNumber::parse(text).map(|phone| phone.as_str().to_owned()),
            ZONE => return Zone::parse(text.trim()).map(|zone| zone.name().to_owned()),
            _ => {}
        }
    }
    Ok(text.nfc().collect())
}

fn list_of(value: &Json, wrong: impl Fn() -> Problem) -> Result<Vec<&str>, Problem> {
    let texts: Option<Vec<&str>> = match value {
        Json::String(text) => Some(vec![text]),
        Json::Array(items) => items.iter().map(Json::as_str).collect(),
        _ => None,
    };
    let texts = texts.ok_or_else(&wrong)?;
    if texts.len() > ITEMS_MAX {
        let message = format!("at most {ITEMS_MAX} are possible in one field");
        return Err(Problem::new("too_many", message).found(texts.len().to_string()));
    }
    Ok(texts)
}

/// Tags as they are kept: trimmed, NFC, sorted, none twice.
///
/// # Errors
/// `too_long`.
pub fn tags(texts: Vec<&str>) -> Result<Option<Value>, Problem> {
    const TAG_CHARS_MAX: usize = 64;
    let mut tags: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        let tag: String = text.trim().nfc().collect();
        if tag.chars().count() > TAG_CHARS_MAX {
            let message = format!("a tag has at most {TAG_CHARS_MAX} characters");
            return Err(Problem::new("too_long", message).found(clip(&tag)));
        }
        if !tag.is_empty() {
            tags.push(tag);
        }
    }
    tags.sort();
    tags.dedup();
    Ok(if tags.is_empty() { None } else { Some(Value::Tags(tags)) })
}

/// Related records as they are kept: in the given order, none twice.
///
/// # Errors
/// `invalid_id`.
pub fn related(texts: Vec<&str>) -> Result<Option<Value>, Problem> {
    let mut ids: Vec<RecordId> = Vec::with_capacity(texts.len());
    for text in texts {
        let id = RecordId::parse(text)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(if ids.is_empty() { None } else { Some(Value::Related(ids)) })
}

/// A value as the boundary writes it.
pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Code(text) => text.as_str().into(),
        Value::Number(number) => number_to_json(*number),
        Value::Money(minor) => (*minor).into(),
        Value::Date(date) => date.to_string().into(),
        Value::Instant(at) => at.to_iso().into(),
        Value::YesNo(answer) => (*answer).into(),
        Value::Tags(tags) => tags.clone().into(),
        Value::Related(ids) => ids.iter().map(RecordId::as_str).collect(),
    }
}

/// Whole numbers are written without a fraction, as JavaScript does, so that both sides write the
/// same bytes.
fn number_to_json(number: f64) -> Json {
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < WHOLE_MAX {
        return (number as i64).into();
    }
    number.into()
}

fn instant(object: &mut Object<'_>, key: &'static str) -> Option<Moment> {
    let text = object.text_if_any(key)?;
    object.keep(key, Moment::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::module::{contacts_module, module_from_json};
    use crate::words::ModuleKey;

    fn deals() -> Module {
        let value = json!({"label": "Deals", "fields": [
            {"key": "amount", "label": "Amount", "kind": "money", "currency": "PLN"},
            {"key": "score", "label": "Score", "kind": "number"},
            {"key": "closes", "label": "Closes", "kind": "date"},
            {"key": "hot", "label": "Hot", "kind": "yes_no"},
        ], "pipelines": [{"key": "p", "label": "P", "stages": [{"key": "new", "label": "New"}]}]});
        module_from_json(&value, &ModuleKey::parse("deals").unwrap()).unwrap()
    }

    #[test]
    fn a_record_survives_writing_and_reading() {
        let given = json!({
            "id": "d1", "module": "deals", "version": 3,
            "created": "2026-03-02T09:00:00Z", "updated": "2026-03-05T09:00:00.250Z",
            "values": {"name": "Okna", "amount": 125000, "score": 1.5, "closes": "2026-04-01",
                "hot": true, "stage": "new", "tags": ["a", "b"], "contacts": ["c2", "c1"]},
            "traces": {"amount": {"changed_at": "2026-03-05T09:00:00.250Z", "previous": 100}},
        });
        let record = record_from_json(&given, &deals()).unwrap();
        assert_eq!(record_to_json(&record), given);
    }

    /// Found by a list of airports: a number parsed in a hurry comes back one bit off.
    #[test]
    fn numbers_come_back_to_the_last_bit() {
        let text = r#"{"score":-9.443380355834961}"#;
        let given = crate::wire::json::parse(text).unwrap();
        let values = values_from_json(&given, &deals()).unwrap();
        let value = values.get("score").cloned().flatten();
        assert_eq!(value, Some(Value::Number("-9.443380355834961".parse().unwrap())));
        assert_eq!(value_to_json(&value.unwrap()).to_string(), "-9.443380355834961");
    }

    #[test]
    fn each_wrong_value_is_named_at_its_field() {
        let given = json!({"amount": 12.5, "closes": "1.4.2026", "hot": "yes", "stage": "nwe",
            "score": "7", "colour": "red", "created": "2026-03-02T09:00:00Z"});
        let said: Vec<_> = values_from_json(&given, &deals())
            .unwrap_err()
            .into_iter()
            .map(|p| (p.code, p.at))
            .collect();
        let want = [
            ("wrong_type", "amount"),
            ("invalid_date", "closes"),
            ("unknown_field", "colour"),
            ("kept_by_store", "created"),
            ("wrong_type", "hot"),
            ("wrong_type", "score"),
            ("unknown_choice", "stage"),
        ];
        assert_eq!(said, want.map(|(code, at)| (code, at.to_owned())));
    }

    #[test]
    fn what_was_kept_is_read_even_when_a_value_no_longer_fits() {
        let kept = json!({"id": "d1", "module": "deals", "version": 2, "created": "2026-03-02T09:00:00Z",
            "updated": "2026-03-02T09:00:00Z", "values": {"name": "A", "score": "seven", "gone": 1}});
        let record = record_as_kept(&kept, &deals()).unwrap();
        assert_eq!(record.text("name"), Some("A"));
        assert_eq!(record.values.len(), 3);
    }

    #[test]
    fn an_owner_must_be_a_colleague() {
        let given = json!({"values": {"owner": "u_9"}});
        let problems = given_record_from_json(&given, &deals(), &[], "r_1").unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(said, [("unknown_user", "values.owner")]);
    }

    #[test]
    fn nobody_but_the_engine_says_which_automation_made_a_record() {
        let given = json!({"values": {"name": "A", "origin": "s_1"}});
        let problems = given_record_from_json(&given, &deals(), &[], "r_1").unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(said, [("kept_by_engine", "values.origin")]);
        let kept = json!({"id": "r_1", "values": {"origin": "s_1"}});
        assert_eq!(record_from_json(&kept, &deals()).unwrap().text("origin"), Some("s_1"));
    }

    #[test]
    fn contact_addresses_are_normalised_and_blank_means_empty() {
        let given = json!({"email": " Ana@EXAMPLE.com ", "phone": "0048 601-234-567", "zone": "",
            "first_name": "Jose\u{301}"});
        let values = values_from_json(&given, &contacts_module()).unwrap();
        let get = |key: &str| values.get(key).cloned().flatten();
        assert_eq!(get("email"), Some(Value::Text("Ana@example.com".into())));
        assert_eq!(get("phone"), Some(Value::Text("+48601234567".into())));
        assert_eq!(get("first_name"), Some(Value::Text("José".into())));
        assert_eq!(values.get("zone"), Some(&None));
    }
}
