//! Records from the bytes of an API answer straight into columns.
//!
//! Decides what a well-formed record is: the shape of `GET /api/v1/records`. A record that is wrong
//! is left out and told; text that is not JSON ends the load, what was read before it stays.

use super::civil::{days_of_date, ms_of_instant};
use super::column::{Column, Refusal};
use super::fold::Folder;
use super::json::{Fault, Json, Numeral};
use super::table::Table;
use crate::words::ident::clip;
use crate::words::module::{CREATED, UPDATED};
use crate::words::{Field, FieldKind, Problem, Problems, RecordId, Value};
use std::borrow::Cow;

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// Records that are in the table now, new or replaced.
    pub loaded: usize,
    /// Records that were left out.
    pub refused: usize,
    /// Why; at most [`PROBLEMS_MAX`] of them.
    pub problems: Problems,
}

/// Most problems that a load tells. Source: our choice; nobody mends the hundred-first by hand.
pub const PROBLEMS_MAX: usize = 100;

impl LoadReport {
    pub(super) fn tell(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }
}

/// Why reading a record stopped.
pub(super) enum Trouble {
    /// The text is not JSON: nothing after it can be read.
    Fault(Fault),
    /// This record is wrong; the reader stands after the wrong value.
    Record(Problem),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}

pub(super) type Outcome<T> = Result<T, Trouble>;

/// Loads `{"records":[…]}` or a bare array of records.
pub(super) fn load_records(table: &mut Table, text: &str, folder: &Folder) -> LoadReport {
    let mut loader = Loader {
        keys: table.module().fields.iter().map(|field| field.key.as_str().to_owned()).collect(),
        follows: Vec::new(),
        unknown: Vec::new(),
        numbers: Vec::new(),
        created: table.place(CREATED),
        updated: table.place(UPDATED),
        table,
        folder,
        report: LoadReport::default(),
    };
    // In the order in which records usually list their fields: that of the module, at first.
    loader.follows = (1..=loader.keys.len()).collect();
    let mut json = Json::new(text);
    if let Err(fault) = loader.document(&mut json) {
        loader.report.tell(fault.problem());
    }
    loader.report
}

struct Loader<'t> {
    table: &'t mut Table,
    folder: &'t Folder,
    keys: Vec<String>,
    /// Which field came after each field last time: the first guess for the next record.
    follows: Vec<usize>,
    /// Keys that the module does not have, told once each.
    unknown: Vec<String>,
    /// The words of the list being read.
    numbers: Vec<u32>,
    created: Option<usize>,
    updated: Option<usize>,
    report: LoadReport,
}

/// What a record says beside its fields.
#[derive(Default)]
struct Head {
    id: Option<String>,
    version: u64,
}

impl Loader<'_> {
    fn document(&mut self, json: &mut Json<'_>) -> Result<(), Fault> {
        if json.peek() == b'[' {
            self.records(json)?;
            return json.end();
        }
        json.expect(b'{', "`{\"records\":[…]}` or a list of records")?;
        let mut is_first = true;
        while json.another(&mut is_first, b'}')? {
            if json.key()?.as_ref() == "records" {
                self.records(json)?;
            } else {
                json.skip()?;
            }
        }
        json.end()
    }

    fn records(&mut self, json: &mut Json<'_>) -> Result<(), Fault> {
        json.expect(b'[', "a list of records")?;
        let mut is_first = true;
        let mut number = 0_usize;
        let mut head = Head::default();
        while json.another(&mut is_first, b']')? {
            self.one(json, number, &mut head)?;
            number += 1;
        }
        Ok(())
    }

    /// Reads one record whole, whatever is wrong with it, so that the next one can be read.
    fn one(&mut self, json: &mut Json<'_>, number: usize, head: &mut Head) -> Result<(), Fault> {
        let row = self.table.rows();
        let before = json.clone();
        let read = self.record(json, row, head);
        let settled = read.and_then(|()| self.settle(row, head));
        let problem = match settled {
            Ok(()) => {
                self.report.loaded += 1;
                return Ok(());
            }
            Err(Trouble::Fault(fault)) => {
                self.table.truncate(row);
                return Err(fault);
            }
            Err(Trouble::Record(problem)) => problem,
        };
        self.table.truncate(row);
        *json = before;
        json.skip()?;
        self.report.refused += 1;
        self.report.tell(problem.within(&format!("records[{number}]")));
        Ok(())
    }

    fn settle(&mut self, row: usize, head: &Head) -> Outcome<()> {
        let Some(id) = &head.id else {
            return Err(Trouble::Record(
                Problem::new("missing_id", "the record has no id").at("id"),
            ));
        };
        match self.table.settle(row, id, head.version) {
            Some(_) => Ok(()),
            None => Err(Trouble::Record(Table::full("id"))),
        }
    }

    fn record(&mut self, json: &mut Json<'_>, row: usize, head: &mut Head) -> Outcome<()> {
        head.version = 1;
        let mut has_id = false;
        json.expect(b'{', "a record")?;
        let mut is_first = true;
        while json.another(&mut is_first, b'}')? {
            if json.take_key("id") {
                self.id(json, head)?;
                has_id = true;
            } else if json.take_key("values") {
                self.values(json, row)?;
            } else {
                let key = json.key()?;
                self.about(json, row, &key, head)?;
            }
        }
        if !has_id {
            head.id = None;
        }
        Ok(())
    }

    fn id(&mut self, json: &mut Json<'_>, head: &mut Head) -> Outcome<()> {
        let id = text_of(json, "id", "a text")?;
        let is_good =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
        if id.is_empty() || id.len() > crate::words::ID_CHARS_MAX || !id.bytes().all(is_good) {
            RecordId::parse(&id).map_err(|problem| Trouble::Record(problem.at("id")))?;
        }
        let kept = head.id.get_or_insert_default();
        kept.clear();
        kept.push_str(&id);
        Ok(())
    }

    /// The members of a record beside `id` and `values`.
    fn about(
        &mut self,
        json: &mut Json<'_>,
        row: usize,
        key: &str,
        head: &mut Head,
    ) -> Outcome<()> {
        match key {
            "module" => {
                let module = text_of(json, "module", "a text")?;
                if module != self.table.module().key.as_str() {
                    let message = format!(
                        "the record is of `{}`, not of `{}`",
                        clip(&module),
                        self.table.module().key
                    );
                    return Err(Trouble::Record(
                        Problem::new("wrong_module", message).at("module"),
                    ));
                }
            }
            "created" | "updated" => {
                let place = if key == "created" { self.created } else { self.updated };
                match place {
                    Some(place) => self.value(json, row, place)?,
                    None => json.skip()?,
                }
            }
            "version" => {
                match numeral(json, "a whole number from 1").map_err(|t| t.at("version"))? {
                    Numeral::Whole(version) if version > 0 => head.version = version.unsigned_abs(),
                    _ => return Err(wrong("version", "a whole number from 1")),
                }
            }
            "traces" => self.traces(json, row)?,
            _ => json.skip()?,
        }
        Ok(())
    }

    fn values(&mut self, json: &mut Json<'_>, row: usize) -> Outcome<()> {
        json.expect(b'{', "the record's values")?;
        let mut is_first = true;
        let mut guess = 0;
        let mut before = usize::MAX;
        while json.another(&mut is_first, b'}')? {
            let guessed = self.keys.get(guess).is_some_and(|key| json.take_key(key));
            let place = if guessed { Some(guess) } else { self.place(json)? };
            let Some(place) = place else {
                json.skip()?;
                continue;
            };
            if let Some(follower) = self.follows.get_mut(before) {
                *follower = place;
            }
            self.value(json, row, place)?;
            before = place;
            guess = self.follows.get(place).copied().unwrap_or(0);
        }
        Ok(())
    }

    /// The place of the field whose key comes next; a key that the module lacks is told once.
    fn place(&mut self, json: &mut Json<'_>) -> Result<Option<usize>, Fault> {
        let key = json.key()?;
        let place = self.table.place(&key);
        if place.is_none()
            && self.unknown.len() < PROBLEMS_MAX
            && !self.unknown.iter().any(|k| *k == key)
        {
            if let Err(problem) = self.table.module().expect_field(&key) {
                self.report.tell(problem.help("its values are left out"));
            }
            self.unknown.push(key.into_owned());
        }
        Ok(place)
    }

    fn traces(&mut self, json: &mut Json<'_>, row: usize) -> Outcome<()> {
        json.expect(b'{', "the record's traces")?;
        let mut is_first = true;
        while json.another(&mut is_first, b'}')? {
            match self.place(json)? {
                Some(place) => self.trace(json, row, place)?,
                None => json.skip()?,
            }
        }
        Ok(())
    }

    fn trace(&mut self, json: &mut Json<'_>, row: usize, place: usize) -> Outcome<()> {
        json.expect(b'{', "when the field changed and what it held")?;
        let mut is_first = true;
        let mut changed_at = None;
        let mut previous = None;
        while json.another(&mut is_first, b'}')? {
            match json.key()?.as_ref() {
                "changed_at" => {
                    let text = text_of(json, "changed_at", "an instant")?;
                    changed_at =
                        Some(ms_of_instant(&text).map_err(|p| Trouble::Record(p.at("traces")))?);
                }
                "previous" => {
                    previous = Some(json.clone());
                    json.skip()?;
                }
                _ => json.skip()?,
            }
        }
        let Some(changed_at) = changed_at else { return Err(wrong("traces", "a `changed_at`")) };
        let put = self.table.put_trace(row, place, changed_at);
        put.map_err(|_| wrong("traces", "the time of the last change"))?;
        let Some(mut previous) = previous else { return Ok(()) };
        let Some((field, column)) = self.table.previous_column(place) else { return Ok(()) };
        let cell = Cell { column, row, field, folder: self.folder };
        cell.read(&mut previous, &mut self.numbers)
            .map_err(|trouble| trouble.at(field.key.as_str()).at("traces"))
    }

    #[inline]
    fn value(&mut self, json: &mut Json<'_>, row: usize, place: usize) -> Outcome<()> {
        let Table { module, columns, .. } = &mut *self.table;
        let (Some(column), Some(field)) = (columns.get_mut(place), module.fields.get(place)) else {
            return Ok(json.skip()?);
        };
        let cell = Cell { column, row, field, folder: self.folder };
        cell.read(json, &mut self.numbers)
            .map_err(|trouble| trouble.at(field.key.as_str()).at("values"))
    }
}

impl Trouble {
    pub(super) fn at(self, place: &str) -> Self {
        match self {
            Trouble::Record(problem) => Trouble::Record(problem.within(place)),
            fault => fault,
        }
    }
}

pub(super) fn wrong(at: &str, expected: &str) -> Trouble {
    Trouble::Record(Problem::new("wrong_type", format!("{expected} is expected here")).at(at))
}

pub(super) fn text_of<'a>(json: &mut Json<'a>, at: &str, expected: &str) -> Outcome<Cow<'a, str>> {
    if json.peek() == b'"' { Ok(json.string()?) } else { Err(wrong(at, expected)) }
}

fn numeral(json: &mut Json<'_>, expected: &str) -> Outcome<Numeral> {
    match json.peek() {
        b'-' | b'0'..=b'9' => Ok(json.number()?),
        _ => Err(wrong("", expected)),
    }
}

/// Where a value goes.
pub(super) struct Cell<'t> {
    pub column: &'t mut Column,
    pub row: usize,
    pub field: &'t Field,
    pub folder: &'t Folder,
}

impl Cell<'_> {
    #[inline]
    pub(super) fn read(mut self, json: &mut Json<'_>, numbers: &mut Vec<u32>) -> Outcome<()> {
        if json.peek() == b'n' && json.take_word("null") {
            self.column.clear(self.row);
            return Ok(());
        }
        let stored = match &self.field.kind {
            FieldKind::Text => {
                let text = text_of(json, "", "a text")?;
                if text.trim_start().is_empty() {
                    self.column.clear(self.row);
                    return Ok(());
                }
                self.column.put_text(self.row, &self.folder.composed(&text), self.folder)
            }
            FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User => {
                let code = text_of(json, "", "the key of a choice")?;
                self.put_code(&code)?
            }
            FieldKind::Money { .. } => match numeral(json, "a whole number of minor units")? {
                Numeral::Whole(minor) => self.column.put_whole(self.row, minor),
                Numeral::Real(_) => return Err(wrong("", "a whole number of minor units")),
            },
            FieldKind::Number => match numeral(json, "a number")? {
                Numeral::Whole(number) => self.column.put_number(self.row, number as f64),
                Numeral::Real(number) => self.column.put_number(self.row, number),
            },
            FieldKind::Date => {
                let days = days_of_date(&text_of(json, "", "a date")?).map_err(Trouble::Record)?;
                self.column.put_whole(self.row, i64::from(days))
            }
            FieldKind::Instant => {
                let ms =
                    ms_of_instant(&text_of(json, "", "an instant")?).map_err(Trouble::Record)?;
                self.column.put_whole(self.row, ms)
            }
            FieldKind::YesNo => {
                let is_yes = json.take_word("true");
                if !is_yes && !json.take_word("false") {
                    return Err(wrong("", "`true` or `false`"));
                }
                self.column.put_yes_no(self.row, is_yes)
            }
            FieldKind::Tags | FieldKind::Relation { .. } => {
                self.read_list(json, numbers)?;
                self.column.put_list(self.row, numbers)
            }
        };
        stored.map_err(|refusal| match refusal {
            Refusal::Full => Trouble::Record(Table::full("")),
            Refusal::WrongKind => wrong("", self.field.kind.in_words()),
        })
    }

    /// A code that the column knows was checked when it was met first.
    fn put_code(&mut self, code: &str) -> Outcome<Result<(), Refusal>> {
        if let Column::Text(column) = &mut *self.column
            && let Some(entry) = if code.is_empty() { Some(0) } else { column.known(code) }
        {
            column.put_entry(self.row, entry);
            return Ok(Ok(()));
        }
        Value::Code(code.to_owned()).fits(self.field).map_err(|mut problem| {
            // The place of the field is added by the caller.
            problem.at.clear();
            Trouble::Record(problem)
        })?;
        Ok(self.column.put_text(self.row, code, self.folder))
    }

    /// Words of a list, none twice; tags in alphabetical order, relations as they come.
    fn read_list(&mut self, json: &mut Json<'_>, numbers: &mut Vec<u32>) -> Outcome<()> {
        numbers.clear();
        let Column::List(list) = &mut *self.column else { return Err(wrong("", "a list")) };
        if !json.take(b'[') {
            return Err(wrong("", "a list of texts"));
        }
        let is_tags = matches!(self.field.kind, FieldKind::Tags);
        let mut is_first = true;
        while json.another(&mut is_first, b']')? {
            let word = text_of(json, "", "a list of texts")?;
            let word =
                if is_tags { self.folder.composed(&word) } else { Cow::Borrowed(word.as_ref()) };
            if word.is_empty() {
                continue;
            }
            if !is_tags && list.find_word(&word).is_none() {
                RecordId::parse(&word).map_err(Trouble::Record)?;
            }
            let number = list.word(&word).map_err(|_| Trouble::Record(Table::full("")))?;
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        if is_tags {
            numbers.sort_by(|a, b| list.words.get(*a as usize).cmp(list.words.get(*b as usize)));
        }
        Ok(())
    }
}
