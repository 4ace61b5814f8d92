//! What happened to the records, from JSON straight into columns: `{"events":[{"id","name","record",
//! "at","about"}]}` as the API takes them, `{"changes":[{"record","field","at","old","new"}]}`, or
//! bare lists of either.
//!
//! Decides what a well-formed event and change is; a wrong one is left out and told.

use std::borrow::Cow;

use super::civil::ms_of_instant;
use super::column::Column;
use super::dataset::Data;
use super::fold::Folder;
use super::json::{Fault, Json};
use super::load::{Cell, LoadReport, Outcome, Trouble, text_of, wrong};
use super::table::Table;
use crate::words::{Event, EventName, FieldKey, Moment, RecordId};

/// Loads events.
pub(super) fn load_events(data: &mut Data, text: &str) -> LoadReport {
    each(text, "events", |json| event(data, json))
}

/// Loads changes.
pub(super) fn load_changes(data: &mut Data, text: &str, folder: &Folder) -> LoadReport {
    let mut numbers = Vec::new();
    each(text, "changes", |json| change(data, json, folder, &mut numbers))
}

/// Reads each item of the list, whatever is wrong with one.
fn each(text: &str, key: &str, mut read: impl FnMut(&mut Json<'_>) -> Outcome<()>) -> LoadReport {
    let mut report = LoadReport::default();
    let mut json = Json::new(text);
    if let Err(fault) = document(&mut json, key, &mut read, &mut report) {
        report.tell(fault.problem());
    }
    report
}

fn document(
    json: &mut Json<'_>,
    key: &str,
    read: &mut impl FnMut(&mut Json<'_>) -> Outcome<()>,
    report: &mut LoadReport,
) -> Result<(), Fault> {
    if json.peek() == b'[' {
        list(json, key, read, report)?;
        return json.end();
    }
    json.expect(b'{', "an object with a list, or a list")?;
    let mut is_first = true;
    while json.another(&mut is_first, b'}')? {
        if json.key()? == key {
            list(json, key, read, report)?;
        } else {
            json.skip()?;
        }
    }
    json.end()
}

fn list(
    json: &mut Json<'_>,
    key: &str,
    read: &mut impl FnMut(&mut Json<'_>) -> Outcome<()>,
    report: &mut LoadReport,
) -> Result<(), Fault> {
    json.expect(b'[', "a list")?;
    let mut is_first = true;
    for number in 0_usize.. {
        if !json.another(&mut is_first, b']')? {
            break;
        }
        let before = json.clone();
        match read(json) {
            Ok(()) => report.loaded += 1,
            Err(Trouble::Fault(fault)) => return Err(fault),
            Err(Trouble::Record(problem)) => {
                *json = before;
                json.skip()?;
                report.refused += 1;
                report.tell(problem.within(&format!("{key}[{number}]")));
            }
        }
    }
    Ok(())
}

/// The members that events and changes have, as they stand.
#[derive(Default)]
struct Members<'j> {
    id: Option<Cow<'j, str>>,
    name: Option<Cow<'j, str>>,
    record: Option<Cow<'j, str>>,
    field: Option<Cow<'j, str>>,
    at: Option<Cow<'j, str>>,
    about: Option<Cow<'j, str>>,
    old: Option<Json<'j>>,
    new: Option<Json<'j>>,
}

fn members<'j>(json: &mut Json<'j>) -> Outcome<Members<'j>> {
    let mut members = Members::default();
    if !json.take(b'{') {
        return Err(wrong("", "an object"));
    }
    let mut is_first = true;
    while json.another(&mut is_first, b'}')? {
        let key = json.key()?;
        let place = match key.as_ref() {
            "id" => &mut members.id,
            "name" => &mut members.name,
            "record" => &mut members.record,
            "field" => &mut members.field,
            "at" => &mut members.at,
            "about" => &mut members.about,
            "old" | "new" => {
                let value = Some(json.clone());
                json.skip()?;
                if key == "old" {
                    members.old = value
                } else {
                    members.new = value
                }
                continue;
            }
            _ => {
                json.skip()?;
                continue;
            }
        };
        *place = if json.take_word("null") { None } else { Some(text_of(json, &key, "a text")?) };
    }
    Ok(members)
}

impl Members<'_> {
    fn at_ms(&self) -> Outcome<i64> {
        let text = self.at.as_deref().ok_or_else(|| wrong("at", "an instant"))?;
        ms_of_instant(text).map_err(|problem| Trouble::Record(problem.at("at")))
    }

    fn record(&self) -> Outcome<RecordId> {
        let text = self.record.as_deref().ok_or_else(|| wrong("record", "the id of a record"))?;
        RecordId::parse(text).map_err(|problem| Trouble::Record(problem.at("record")))
    }
}

fn event(data: &mut Data, json: &mut Json<'_>) -> Outcome<()> {
    let members = members(json)?;
    let name = members.name.as_deref().ok_or_else(|| wrong("name", "the name of an event"))?;
    let event = Event {
        id: members.id.as_deref().ok_or_else(|| wrong("id", "the id of the event"))?.to_owned(),
        record: members.record()?,
        name: EventName::parse(name).map_err(|problem| Trouble::Record(problem.at("name")))?,
        at: Moment::from_ms(members.at_ms()?),
        about: members.about.as_deref().map(str::to_owned),
    };
    let full = || Trouble::Record(Table::full("id"));
    let row = data.own.row_for(event.record.as_str()).ok_or_else(full)?;
    data.history.add_event(row, &event).map(|_| ()).map_err(|_| full())
}

fn change(
    data: &mut Data,
    json: &mut Json<'_>,
    folder: &Folder,
    numbers: &mut Vec<u32>,
) -> Outcome<()> {
    let members = members(json)?;
    let key = members.field.as_deref().ok_or_else(|| wrong("field", "the key of a field"))?;
    let record = members.record()?;
    let at_ms = members.at_ms()?;
    let row = data.own.row_for(record.as_str());
    let row = row.ok_or_else(|| Trouble::Record(Table::full("record")))?;
    let field = data.own.module().expect_field(key);
    let field = field.map_err(|problem| Trouble::Record(problem.at("field")))?;
    let key = FieldKey::parse(key).map_err(|problem| Trouble::Record(problem.at("field")))?;
    let list = data.history.change_list(key, &field.kind);
    let place = list.rows.len();
    let mut put = |column: &mut Column, value: Option<Json<'_>>, at: &str| {
        column.clear(place);
        let Some(mut value) = value else { return Ok(()) };
        let cell = Cell { column, row: place, field, folder };
        cell.read(&mut value, numbers).map_err(|trouble| trouble.at(at))
    };
    let stored = put(&mut list.old, members.old, "old")
        .and_then(|()| put(&mut list.new, members.new, "new"));
    if stored.is_err() {
        list.old.truncate(place);
        list.new.truncate(place);
        return stored;
    }
    list.at.put(place, at_ms);
    list.rows.push(row);
    Ok(())
}
