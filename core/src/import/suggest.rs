//! Which field a column probably is: by its name, in the product's five languages, and what kind of
//! field it would make.

use super::table::Table;
use crate::filter::ast::Accents;
use crate::filter::text::fold;
use crate::wire::record::written_by_engine;
use crate::words::module::UPDATED;
use crate::words::{FieldKey, Module};

/// Names that other programs give to built-in fields, folded and without accents.
const SYNONYMS: [(&str, &[&str]); 10] = [
    (
        "first_name",
        &["first name", "firstname", "given name", "imie", "prenume", "keresztnev", "имя"],
    ),
    (
        "last_name",
        &[
            "last name",
            "lastname",
            "surname",
            "nazwisko",
            "nume de familie",
            "vezeteknev",
            "фамилия",
        ],
    ),
    ("name", &["full name", "nazwa", "nume", "nev", "название", "имя и фамилия", "title"]),
    (
        "company_name",
        &["company", "organization", "organisation", "firma", "companie", "ceg", "компания"],
    ),
    (
        "email",
        &["e mail", "mail", "email address", "adres e mail", "adres email", "почта", "e mail cim"],
    ),
    ("phone", &["telephone", "mobile", "tel", "telefon", "nr telefonu", "telefonszam", "телефон"]),
    ("language", &["jezyk", "limba", "nyelv", "язык"]),
    (
        "zone",
        &["time zone", "timezone", "tz", "strefa czasowa", "fus orar", "idozona", "часовой пояс"],
    ),
    (
        "owner",
        &["responsible", "odpowiedzialny", "opiekun", "responsabil", "felelos", "ответственный"],
    ),
    (
        "created",
        &[
            "created at",
            "created on",
            "utworzono",
            "data utworzenia",
            "creat la",
            "letrehozva",
            "создано",
        ],
    ),
];

/// What a column seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The column's name.
    pub column: String,
    /// The field that it probably is.
    pub field: Option<FieldKey>,
    /// The kind of field that its cells would fit.
    pub kind: &'static str,
    /// The first cells that are not blank.
    pub examples: Vec<String>,
}

/// What each column seems to be. No field is suggested twice.
pub fn suggest(table: &Table, module: &Module) -> Vec<Suggestion> {
    const EXAMPLES: usize = 3;
    let mut taken: Vec<FieldKey> = Vec::new();
    let mut suggestions = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let cells =
            table.rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cell.trim());
        let filled = cells.filter(|cell| !cell.is_empty());
        let field = field_of(column, module).filter(|key| !taken.contains(key));
        taken.extend(field.clone());
        suggestions.push(Suggestion {
            column: column.clone(),
            field,
            kind: kind_of(filled.clone()),
            examples: filled.take(EXAMPLES).map(str::to_owned).collect(),
        });
    }
    suggestions
}

fn plain(name: &str) -> String {
    let folded = fold(name, Accents::Ignored);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

fn field_of(column: &str, module: &Module) -> Option<FieldKey> {
    let column = plain(column);
    let by_name = module
        .fields
        .iter()
        .filter(|field| {
            let key = field.key.as_str();
            key != UPDATED && written_by_engine(key, module).is_none()
        })
        .find(|field| plain(field.key.as_str()) == column || plain(&field.label) == column);
    let by_synonym = || {
        let is_it = |synonyms: &[&str]| synonyms.contains(&column.as_str());
        let (key, _) = SYNONYMS
            .iter()
            .find(|(key, synonyms)| is_it(synonyms) && module.field(key).is_some())?;
        module.field(key)
    };
    by_name.or_else(by_synonym).map(|field| field.key.clone())
}

fn kind_of<'a>(cells: impl Iterator<Item = &'a str>) -> &'static str {
    const LOOKED_AT: usize = 200;
    let cells: Vec<&str> = cells.take(LOOKED_AT).collect();
    let all = |is: &dyn Fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|cell| is(cell));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let has_date = |cell: &str| {
        let day = cell.split([' ', 'T']).next().unwrap_or(cell);
        (6..=8).contains(&digits(day)) && day.matches(['-', '.', '/']).count() == 2
    };
    if all(&|cell| has_date(cell) && cell.contains(':')) {
        return "instant";
    }
    if all(&has_date) {
        return "date";
    }
    let is_number = |cell: &str| {
        digits(cell) > 0 && cell.chars().all(|c| c.is_ascii_digit() || " .,-\u{a0}".contains(c))
    };
    // A leading zero is a code (a postcode, a number of a contract), which a number would lose.
    if all(&is_number)
        && !cells
            .iter()
            .any(|cell| cell.len() > 1 && cell.starts_with('0') && !cell.contains(['.', ',']))
    {
        return "number";
    }
    "text"
}
