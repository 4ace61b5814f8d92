//! The columns: one field of all records, by the kind of the field.
//!
//! Emptiness is inside the column, never beside it: code 0, the least integer, NaN. A range that is
//! asked for never contains them, so no presence bitmap has to be read.
//! Decides nothing; what is asked of a column is `op.rs`.

use std::cell::OnceCell;

use super::bits::Bitset;
use super::codes::Codes;
use super::fold::Folder;
use super::names::{FoldedTexts, Index, TextPool, hash, hash_numbers};
use crate::filter::ast::Accents;
use crate::words::{Date, FieldKind, Moment, RecordId, Value};

/// One field of all rows of a table.
#[derive(Clone, Debug)]
pub enum Column {
    /// Text, or the code of a choice, stage or user.
    Text(TextColumn),
    /// Tags or related records.
    List(ListColumn),
    /// Money, dates, instants.
    Whole(WholeColumn),
    /// Numbers.
    Number(NumberColumn),
    /// Yes and no: 0 empty, 1 no, 2 yes.
    YesNo(Codes),
}

/// The unit of instants that fall on whole seconds.
pub const SECOND_MS: i64 = 1000;

/// From so many entries on, a dictionary with nearly as many entries as rows is given up.
/// Names repeat less than one thinks: among 16,000 the difference to free text shows.
const INTERN_TRIAL: usize = 16_384;
/// Addresses and numbers are all different from the start: seen earlier.
const ALL_NEW_TRIAL: usize = 1024;

/// Texts by dictionary. Once nearly every text is a new one the dictionary is only appended to (a
/// text may then stand in it twice, which no question notices).
#[derive(Clone, Debug)]
pub struct TextColumn {
    /// Entry 0 is the empty text, for empty fields.
    pub texts: TextPool,
    /// The entries as they compare.
    folded: FoldedTexts,
    /// The entries as they compare without accents; made when a filter first asks so.
    bare: OnceCell<FoldedTexts>,
    /// Which entry each row holds.
    pub codes: Codes,
    index: Option<Index>,
    /// Set when the dictionary was given up.
    owned: Option<Owned>,
}

/// Entries that one row each holds, after the dictionary was given up.
#[derive(Clone, Debug, Default)]
struct Owned {
    /// The first entry that one row owns; those before are in the dictionary.
    first_entry: u32,
    /// Rows before this one may hold entries of the dictionary.
    first_row: usize,
    /// The row that each entry from `first_entry` on was made for. It may hold another by now.
    rows: Vec<u32>,
}

impl Owned {
    fn note(&mut self, entry: u32, row: usize) {
        let Some(place) = entry.checked_sub(self.first_entry) else { return };
        let place = place as usize;
        if self.rows.len() <= place {
            self.rows.resize(place + 1, u32::MAX);
        }
        put(&mut self.rows, place, row as u32);
    }
}

/// Lists of words (tags, ids) by two dictionaries: of the words and of the lists.
#[derive(Clone, Debug)]
pub struct ListColumn {
    /// The words.
    pub words: TextPool,
    word_index: Index,
    /// The words of all lists, one list after the other. List 0 is empty.
    pub list_words: Vec<u32>,
    /// Where each list ends.
    pub list_ends: Vec<u32>,
    /// Which of the first 64 words each list holds, a bit each: enough for most accounts' tags.
    pub list_masks: Vec<u64>,
    list_index: Option<Index>,
    /// Which list each row holds.
    pub codes: Codes,
}

/// Whole numbers: 32 bits while they fit, in the column's unit; else 64.
#[derive(Clone, Debug)]
pub enum WholeColumn {
    /// `value = small * unit`; `i32::MIN` is empty.
    Small {
        /// 1, or [`SECOND_MS`].
        unit: i64,
        /// One for each row.
        values: Vec<i32>,
    },
    /// `i64::MIN` is empty.
    Wide(Vec<i64>),
}

/// Numbers: 32 bits while all are whole and small, as scores and counts are; else 64.
#[derive(Clone, Debug)]
pub enum NumberColumn {
    /// `i32::MIN` is empty.
    Small(Vec<i32>),
    /// NaN is empty.
    Real(Vec<f64>),
}

/// Why a value could not be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The column cannot hold a value of this kind.
    WrongKind,
    /// More than 4 GiB of text in one column.
    Full,
}

impl TextColumn {
    fn new() -> Self {
        let mut texts = TextPool::default();
        let mut folded = FoldedTexts::default();
        texts.push("");
        // An empty text folds to itself.
        folded.push_folded(b"");
        let index = Some(Index::default());
        TextColumn {
            texts,
            folded,
            bare: OnceCell::new(),
            codes: Codes::default(),
            index,
            owned: None,
        }
    }

    pub(super) fn put_entry(&mut self, row: usize, entry: u32) {
        put_code(&mut self.codes, row, entry);
        if let Some(owned) = &mut self.owned {
            owned.note(entry, row);
        }
    }

    /// The rows that hold one of these entries, entry 0 apart.
    pub fn rows_with(&self, entries: &[u32]) -> Bitset {
        let (first_entry, rows) = match &self.owned {
            None => (u32::MAX, self.codes.len()),
            Some(owned) => (owned.first_entry, owned.first_row.min(self.codes.len())),
        };
        let mut hits = vec![0; self.texts.len().min(first_entry as usize)];
        for entry in entries {
            if let Some(hit) = hits.get_mut(*entry as usize) {
                *hit = 1;
            }
        }
        if let Some(empty) = hits.first_mut() {
            *empty = 0;
        }
        let Some(owned) = &self.owned else {
            return Bitset::from_words(self.codes.marked(&hits), self.codes.len());
        };
        let is_hit =
            |row: usize| hits.get(self.codes.get(row) as usize).is_some_and(|hit| *hit != 0);
        let mut found = Bitset::none(self.codes.len());
        (0..rows).filter(|row| is_hit(*row)).for_each(|row| found.insert(row));
        // They were made wide when the dictionary was given up.
        let codes = match &self.codes {
            Codes::Wide(codes) => codes.as_slice(),
            Codes::Narrow(_) | Codes::Middle(_) => &[],
        };
        for entry in entries {
            let place = entry.wrapping_sub(first_entry) as usize;
            let row = owned.rows.get(place).map_or(usize::MAX, |row| *row as usize);
            if codes.get(row) == Some(entry) {
                found.insert(row);
            }
        }
        found
    }

    /// The entries as they compare.
    pub fn folded(&self, accents: Accents) -> &FoldedTexts {
        match accents {
            Accents::Matter => &self.folded,
            Accents::Ignored => self.bare.get_or_init(|| {
                let folder = Folder::new(Accents::Ignored);
                let mut bare = FoldedTexts::default();
                for entry in 0..self.texts.len() {
                    bare.push(self.texts.get(entry), &folder);
                }
                bare
            }),
        }
    }

    /// The entry of a text, which must be in NFC; a new one when it is not known.
    ///
    /// # Errors
    /// [`Refusal::Full`].
    pub fn entry(&mut self, text: &str, folder: &Folder) -> Result<u32, Refusal> {
        if text.is_empty() {
            return Ok(0);
        }
        let Some(index) = &mut self.index else { return self.append(text, folder) };
        let hash = hash(text.as_bytes());
        if let Some(entry) = index.find(hash, |entry| self.texts.get(entry) == text) {
            return Ok(entry as u32);
        }
        let entry = self.append(text, folder)?;
        if self.is_hopeless() {
            let rows = self.codes.len();
            self.index = None;
            self.codes.make_wide();
            self.owned = Some(Owned { first_entry: entry, first_row: rows, rows: Vec::new() });
        } else if let Some(index) = &mut self.index {
            index.insert(hash, entry);
        }
        Ok(entry)
    }

    fn append(&mut self, text: &str, folder: &Folder) -> Result<u32, Refusal> {
        self.bare.take();
        let entry = self.texts.push(text).ok_or(Refusal::Full)?;
        if self.folded.push(text, folder) {
            return Ok(entry);
        }
        self.texts.pop();
        Err(Refusal::Full)
    }

    /// The entry of a text that is in the dictionary already.
    pub fn known(&self, text: &str) -> Option<u32> {
        let index = self.index.as_ref()?;
        let entry = index.find(hash(text.as_bytes()), |entry| self.texts.get(entry) == text)?;
        Some(entry as u32)
    }

    /// Whether a dictionary is not worth its keeping: nearly every row brings a text of its own.
    fn is_hopeless(&self) -> bool {
        let (entries, rows) = (self.texts.len(), self.codes.len());
        (entries > ALL_NEW_TRIAL && entries * 50 > rows * 49)
            || (entries > INTERN_TRIAL && entries * 4 > rows * 3)
    }
}

impl ListColumn {
    fn new() -> Self {
        ListColumn {
            words: TextPool::default(),
            word_index: Index::default(),
            list_words: Vec::new(),
            list_ends: vec![0],
            list_masks: vec![0],
            list_index: Some(Index::default()),
            codes: Codes::default(),
        }
    }

    /// The number of a word; a new one when it is not known.
    ///
    /// # Errors
    /// [`Refusal::Full`].
    pub fn word(&mut self, word: &str) -> Result<u32, Refusal> {
        let hash = hash(word.as_bytes());
        if let Some(number) = self.word_index.find(hash, |number| self.words.get(number) == word) {
            return Ok(number as u32);
        }
        let number = self.words.push(word).ok_or(Refusal::Full)?;
        self.word_index.insert(hash, number);
        Ok(number)
    }

    /// The number of a word that is known.
    pub fn find_word(&self, word: &str) -> Option<usize> {
        self.word_index.find(hash(word.as_bytes()), |number| self.words.get(number) == word)
    }

    /// The words of a list.
    pub fn list(&self, list: usize) -> &[u32] {
        let start = match list.checked_sub(1).and_then(|before| self.list_ends.get(before)) {
            None => 0,
            Some(end) => *end as usize,
        };
        let end = self.list_ends.get(list).map_or(start, |end| *end as usize);
        self.list_words.get(start..end).unwrap_or_default()
    }

    /// The number of a list of words; a new one when it is not known.
    ///
    /// # Errors
    /// [`Refusal::Full`].
    pub fn entry(&mut self, words: &[u32]) -> Result<u32, Refusal> {
        if words.is_empty() {
            return Ok(0);
        }
        let hash = hash_numbers(words);
        let known =
            self.list_index.as_ref().and_then(|index| index.find(hash, |n| self.list(n) == words));
        if let Some(list) = known {
            return Ok(list as u32);
        }
        let end = u32::try_from(self.list_words.len() + words.len()).map_err(|_| Refusal::Full)?;
        let list = u32::try_from(self.list_ends.len()).map_err(|_| Refusal::Full)?;
        self.list_words.extend_from_slice(words);
        self.list_ends.push(end);
        let bits = words.iter().filter(|word| **word < u64::BITS).map(|word| 1 << word);
        self.list_masks.push(bits.fold(0, |mask, bit: u64| mask | bit));
        let (lists, rows) = (self.list_ends.len(), self.codes.len());
        if lists > INTERN_TRIAL && lists * 4 > rows * 3 {
            self.list_index = None;
        } else if let Some(index) = &mut self.list_index {
            index.insert(hash, list);
        }
        Ok(list)
    }

    fn texts(&self, row: usize) -> impl Iterator<Item = &str> {
        self.list(self.codes.get(row) as usize).iter().map(|word| self.words.get(*word as usize))
    }
}

impl WholeColumn {
    /// The value of a row, if it has one.
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            WholeColumn::Small { unit, values } => values
                .get(row)
                .filter(|value| **value != i32::MIN)
                .map(|value| i64::from(*value) * unit),
            WholeColumn::Wide(values) => {
                values.get(row).copied().filter(|value| *value != i64::MIN)
            }
        }
    }

    fn small(value: i64, unit: i64) -> Option<i32> {
        // The constant is written out because dividing by a variable costs twenty times as much.
        let small = match unit {
            SECOND_MS if value % SECOND_MS != 0 => return None,
            SECOND_MS => value / SECOND_MS,
            _ => value,
        };
        i32::try_from(small).ok().filter(|small| *small != i32::MIN)
    }

    /// Puts a value into a row, which may be the next new one.
    #[inline]
    pub fn put(&mut self, row: usize, value: i64) {
        if let WholeColumn::Small { unit, values } = self {
            if let Some(small) = Self::small(value, *unit) {
                put(values, row, small);
                return;
            }
            let unit = *unit;
            let widen =
                |small: &i32| if *small == i32::MIN { i64::MIN } else { i64::from(*small) * unit };
            let wide = values.iter().map(widen).collect();
            *self = WholeColumn::Wide(wide);
        }
        if let WholeColumn::Wide(values) = self {
            put(values, row, value);
        }
    }

    fn clear(&mut self, row: usize) {
        match self {
            WholeColumn::Small { values, .. } => put(values, row, i32::MIN),
            WholeColumn::Wide(values) => put(values, row, i64::MIN),
        }
    }
}

impl NumberColumn {
    /// The value of a row, if it has one.
    pub fn get(&self, row: usize) -> Option<f64> {
        match self {
            NumberColumn::Small(values) => {
                values.get(row).filter(|value| **value != i32::MIN).map(|value| f64::from(*value))
            }
            NumberColumn::Real(values) => {
                values.get(row).copied().filter(|value| value.is_finite())
            }
        }
    }

    fn put(&mut self, row: usize, value: f64) {
        if let NumberColumn::Small(values) = self {
            let small = value as i32;
            // -0 and 0 are one number here: they compare, print and count alike.
            if f64::from(small) == value && small != i32::MIN {
                put(values, row, small);
                return;
            }
            let real = |small: &i32| if *small == i32::MIN { f64::NAN } else { f64::from(*small) };
            *self = NumberColumn::Real(values.iter().map(real).collect());
        }
        if let NumberColumn::Real(values) = self {
            put(values, row, value);
        }
    }

    fn clear(&mut self, row: usize) {
        match self {
            NumberColumn::Small(values) => put(values, row, i32::MIN),
            NumberColumn::Real(values) => put(values, row, f64::NAN),
        }
    }
}

/// Puts a value into a row that exists, or into the next new one.
#[inline]
fn put<T>(values: &mut Vec<T>, row: usize, value: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    } else if values.len() == row {
        values.push(value);
    }
}

fn put_code(codes: &mut Codes, row: usize, code: u32) {
    if row < codes.len() {
        codes.set(row, code);
    } else if row == codes.len() {
        codes.push(code);
    }
}

impl Column {
    /// An empty column for a kind of field.
    pub fn new(kind: &FieldKind) -> Self {
        let whole = |unit| Column::Whole(WholeColumn::Small { unit, values: Vec::new() });
        match kind {
            FieldKind::Text
            | FieldKind::Choice { .. }
            | FieldKind::Stage { .. }
            | FieldKind::User => Column::Text(TextColumn::new()),
            FieldKind::Number => Column::Number(NumberColumn::Small(Vec::new())),
            FieldKind::Money { .. } | FieldKind::Date => whole(1),
            FieldKind::Instant => whole(SECOND_MS),
            FieldKind::Tags | FieldKind::Relation { .. } => Column::List(ListColumn::new()),
            FieldKind::YesNo => Column::YesNo(Codes::default()),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Column::Text(column) => column.codes.len(),
            Column::List(column) => column.codes.len(),
            Column::Whole(WholeColumn::Small { values, .. }) => values.len(),
            Column::Whole(WholeColumn::Wide(values)) => values.len(),
            Column::Number(NumberColumn::Small(values)) => values.len(),
            Column::Number(NumberColumn::Real(values)) => values.len(),
            Column::YesNo(codes) => codes.len(),
        }
    }

    /// Empties a row, which may be the next new one.
    pub fn clear(&mut self, row: usize) {
        match self {
            Column::Text(column) => put_code(&mut column.codes, row, 0),
            Column::List(column) => put_code(&mut column.codes, row, 0),
            Column::Whole(column) => column.clear(row),
            Column::Number(column) => column.clear(row),
            Column::YesNo(codes) => put_code(codes, row, 0),
        }
    }

    /// Puts a text or a code, in NFC, into a row.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn put_text(&mut self, row: usize, text: &str, folder: &Folder) -> Result<(), Refusal> {
        let Column::Text(column) = self else { return Err(Refusal::WrongKind) };
        let entry = column.entry(text, folder)?;
        column.put_entry(row, entry);
        Ok(())
    }

    /// Puts yes or no into a row.
    ///
    /// # Errors
    /// [`Refusal::WrongKind`].
    pub fn put_yes_no(&mut self, row: usize, answer: bool) -> Result<(), Refusal> {
        let Column::YesNo(codes) = self else { return Err(Refusal::WrongKind) };
        put_code(codes, row, 1 + u32::from(answer));
        Ok(())
    }

    /// Puts a whole number into a row.
    ///
    /// # Errors
    /// [`Refusal::WrongKind`].
    pub fn put_whole(&mut self, row: usize, value: i64) -> Result<(), Refusal> {
        let Column::Whole(column) = self else { return Err(Refusal::WrongKind) };
        if value == i64::MIN {
            return Err(Refusal::WrongKind);
        }
        column.put(row, value);
        Ok(())
    }

    /// Puts a finite number into a row.
    ///
    /// # Errors
    /// [`Refusal::WrongKind`].
    pub fn put_number(&mut self, row: usize, value: f64) -> Result<(), Refusal> {
        match self {
            Column::Number(column) if value.is_finite() => {
                column.put(row, value);
                Ok(())
            }
            _ => Err(Refusal::WrongKind),
        }
    }

    /// Puts a list, as numbers of words of this column, into a row.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn put_list(&mut self, row: usize, words: &[u32]) -> Result<(), Refusal> {
        let Column::List(column) = self else { return Err(Refusal::WrongKind) };
        let list = column.entry(words)?;
        put_code(&mut column.codes, row, list);
        Ok(())
    }

    /// Puts a value, or nothing, into a row.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn put_value(
        &mut self,
        row: usize,
        value: Option<&Value>,
        folder: &Folder,
    ) -> Result<(), Refusal> {
        match value {
            None => {
                self.clear(row);
                Ok(())
            }
            Some(Value::Text(text) | Value::Code(text)) => self.put_text(row, text, folder),
            Some(Value::Number(number)) => self.put_number(row, *number),
            Some(Value::Money(minor)) => self.put_whole(row, *minor),
            Some(Value::Date(date)) => self.put_whole(row, i64::from(date.days_since_epoch())),
            Some(Value::Instant(at)) => self.put_whole(row, at.as_ms()),
            Some(Value::YesNo(answer)) => self.put_yes_no(row, *answer),
            Some(Value::Tags(tags)) => self.put_words(row, tags.iter().map(String::as_str)),
            Some(Value::Related(ids)) => self.put_words(row, ids.iter().map(RecordId::as_str)),
        }
    }

    fn put_words<'a>(
        &mut self,
        row: usize,
        words: impl Iterator<Item = &'a str>,
    ) -> Result<(), Refusal> {
        let Column::List(column) = self else { return Err(Refusal::WrongKind) };
        let numbers: Vec<u32> = words.map(|word| column.word(word)).collect::<Result<_, _>>()?;
        self.put_list(row, &numbers)
    }

    /// What a row holds, given the kind that the column was made for.
    pub fn value(&self, row: usize, kind: &FieldKind) -> Option<Value> {
        match self {
            Column::Text(column) => {
                let entry = column.codes.get(row) as usize;
                let text = (entry > 0).then(|| column.texts.get(entry).to_owned())?;
                Some(if matches!(kind, FieldKind::Text) {
                    Value::Text(text)
                } else {
                    Value::Code(text)
                })
            }
            Column::List(column) => {
                let mut words = column.texts(row).peekable();
                words.peek()?;
                if matches!(kind, FieldKind::Tags) {
                    return Some(Value::Tags(words.map(str::to_owned).collect()));
                }
                Some(Value::Related(words.filter_map(|id| RecordId::parse(id).ok()).collect()))
            }
            Column::Whole(column) => {
                let value = column.get(row)?;
                match kind {
                    FieldKind::Instant => Some(Value::Instant(Moment::from_ms(value))),
                    FieldKind::Date => {
                        let days = i32::try_from(value).ok()?;
                        Date::from_days_since_epoch(days).map(Value::Date)
                    }
                    _ => Some(Value::Money(value)),
                }
            }
            Column::Number(column) => column.get(row).map(Value::Number),
            Column::YesNo(codes) => match codes.get(row) {
                0 => None,
                code => Some(Value::YesNo(code == 2)),
            },
        }
    }

    /// Moves the last row to another and drops the last: how a loaded record replaces an older one.
    pub fn move_last_to(&mut self, row: usize) {
        let Some(last) = self.len().checked_sub(1) else { return };
        match self {
            Column::Text(column) => column.put_entry(row, column.codes.get(last)),
            Column::List(ListColumn { codes, .. }) | Column::YesNo(codes) => {
                codes.set(row, codes.get(last));
            }
            Column::Whole(WholeColumn::Small { values, .. }) => copy_within(values, last, row),
            Column::Whole(WholeColumn::Wide(values)) => copy_within(values, last, row),
            Column::Number(NumberColumn::Small(values)) => copy_within(values, last, row),
            Column::Number(NumberColumn::Real(values)) => copy_within(values, last, row),
        }
        self.truncate(last);
    }

    /// Drops the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Column::Text(TextColumn { codes, .. })
            | Column::List(ListColumn { codes, .. })
            | Column::YesNo(codes) => codes.truncate(len),
            Column::Whole(WholeColumn::Small { values, .. }) => values.truncate(len),
            Column::Whole(WholeColumn::Wide(values)) => values.truncate(len),
            Column::Number(NumberColumn::Small(values)) => values.truncate(len),
            Column::Number(NumberColumn::Real(values)) => values.truncate(len),
        }
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        match self {
            Column::Text(TextColumn { codes, .. })
            | Column::List(ListColumn { codes, .. })
            | Column::YesNo(codes) => codes.reserve(rows),
            Column::Whole(WholeColumn::Small { values, .. }) => values.reserve(rows),
            Column::Whole(WholeColumn::Wide(values)) => values.reserve(rows),
            Column::Number(NumberColumn::Small(values)) => values.reserve(rows),
            Column::Number(NumberColumn::Real(values)) => values.reserve(rows),
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        match self {
            Column::Text(column) => {
                let index = column.index.as_ref().map_or(0, Index::bytes);
                let owned = column.owned.as_ref().map_or(0, |owned| owned.rows.capacity() * 4);
                column.texts.bytes() + column.folded.bytes() + column.codes.bytes() + index + owned
            }
            Column::List(column) => {
                let lists = column.list_words.capacity()
                    + column.list_ends.capacity()
                    + column.list_masks.capacity() * 2;
                let index = column.list_index.as_ref().map_or(0, Index::bytes);
                column.words.bytes() + column.codes.bytes() + lists * 4 + index
            }
            Column::Whole(WholeColumn::Small { values, .. }) => values.capacity() * 4,
            Column::Whole(WholeColumn::Wide(values)) => values.capacity() * 8,
            Column::Number(NumberColumn::Small(values)) => values.capacity() * 4,
            Column::Number(NumberColumn::Real(values)) => values.capacity() * 8,
            Column::YesNo(codes) => codes.bytes(),
        }
    }
}

fn copy_within<T: Copy>(values: &mut [T], from: usize, to: usize) {
    if let Some(value) = values.get(from).copied()
        && let Some(place) = values.get_mut(to)
    {
        *place = value;
    }
}
