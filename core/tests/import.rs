//! Runs `tests/spec/import.md`, and the laws of reading a file.

mod common;

use common::check;
use relance_core::import::{
    DateOrder, DecimalMark, Mapping, Notation, Table, parse_cell, read_rows, suggest,
};
use relance_core::wire::account::user_from_json;
use relance_core::wire::module::{contacts_module, module_from_json};
use relance_core::wire::record::value_to_json;
use relance_core::words::{FieldKey, Module, ModuleKey, User, Zone};
use serde_json::json;

fn warsaw() -> Zone {
    Zone::parse("Europe/Warsaw").unwrap()
}

fn deals() -> Module {
    let value = json!({"label": "Deals", "fields": [
        {"key": "text", "label": "Text", "kind": "text"},
        {"key": "number", "label": "Number", "kind": "number"},
        {"key": "money_pln", "label": "Amount", "kind": "money", "currency": "PLN"},
        {"key": "money_jpy", "label": "Amount", "kind": "money", "currency": "JPY"},
        {"key": "date", "label": "Date", "kind": "date"},
        {"key": "instant", "label": "Instant", "kind": "instant"},
        {"key": "yes_no", "label": "Yes or no", "kind": "yes_no"},
        {"key": "choice", "label": "Choice", "kind": "choice", "options": [
            {"key": "web", "label": "Web site"}, {"key": "fair", "label": "Trade fair"}]},
    ], "pipelines": [{"key": "p", "label": "P", "stages": [
        {"key": "new", "label": "New"}, {"key": "offer", "label": "Offer sent"}]}]});
    module_from_json(&value, &ModuleKey::parse("deals").unwrap()).unwrap()
}

fn users() -> Vec<User> {
    let ana = json!({"id": "u_ana", "name": "Ana Kowalska", "email": "ana@okna.example"});
    vec![user_from_json(&ana, "").unwrap()]
}

#[test]
fn cells_become_values() {
    let (deals, contacts) = (deals(), contacts_module());
    check("import.md", "Cells", |row| {
        let named = row.get("field");
        let module = if ["email", "phone"].contains(&named) { &contacts } else { &deals };
        let key = match named {
            "user" => "owner".to_owned(),
            other => other.to_lowercase().replace(' ', "_"),
        };
        let field = module.field(&key).ok_or_else(|| format!("no field {key}"))?;
        let notation = Notation {
            decimal: match row.get("decimals") {
                "point" => Some(DecimalMark::Point),
                "comma" => Some(DecimalMark::Comma),
                "?" => None,
                other => return Err(format!("decimals: {other}")),
            },
            dates: match row.get("dates") {
                "dmy" => Some(DateOrder::DayMonthYear),
                "mdy" => Some(DateOrder::MonthDayYear),
                "?" => None,
                other => return Err(format!("dates: {other}")),
            },
            zone: warsaw(),
        };
        let found = match parse_cell(row.get("cell"), field, module, &users(), &notation) {
            Ok(None) => "empty".to_owned(),
            Ok(Some(value)) => value_to_json(&value).to_string(),
            Err(problem) => problem.code.to_owned(),
        };
        let wanted = row.get("becomes");
        if found == wanted { Ok(()) } else { Err(format!("{found}, not {wanted}")) }
    });
}

#[test]
fn columns_are_taken_for_fields() {
    let module = contacts_module();
    check("import.md", "Columns", |row| {
        let text = format!("\"{}\"\nx\n", row.get("column"));
        let table = Table::read(&text).map_err(|problems| format!("{problems:?}"))?;
        let found = suggest(&table, &module);
        let found = found[0].field.as_ref().map_or("none", FieldKey::as_str);
        if found == row.get("field") { Ok(()) } else { Err(found.to_owned()) }
    });
}

fn mapping(pairs: &[(&str, &str)]) -> Mapping {
    Mapping {
        fields: pairs
            .iter()
            .map(|(column, key)| ((*column).to_owned(), FieldKey::parse(key).unwrap()))
            .collect(),
        id_column: None,
        dates: None,
    }
}

#[test]
fn a_file_is_read_with_its_own_delimiter_quotes_and_notation() {
    let text = "\u{feff}Nazwa;Kwota;Data\r\n\"Okna; drzwi\";1.200,50;03/04/2026\r\n\r\nB;1.000;21/04/2026\r\n";
    let table = Table::read(text).unwrap();
    assert_eq!((table.delimiter, table.rows.len()), (';', 2));
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    let map = mapping(&[("Nazwa", "name"), ("Kwota", "money_pln"), ("Data", "date")]);
    let read = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let values: Vec<_> = read
        .records
        .iter()
        .map(|record| {
            record
                .values
                .values()
                .flatten()
                .map(|v| value_to_json(v).to_string())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(values[0], ["\"2026-04-03\"", "120050", "\"Okna; drzwi\""]);
    assert_eq!(values[1], ["\"2026-04-21\"", "100000", "\"B\""]);
}

#[test]
fn every_wrong_cell_is_named_by_line_and_column_and_good_rows_stay_good() {
    let table = Table::read("name,number\nA,1\nB,x\nC,y\n").unwrap();
    let map = mapping(&[("name", "name"), ("number", "number")]);
    let read = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap();
    assert_eq!((read.records.len(), read.refused_rows), (1, 2));
    let places: Vec<_> = read.problems.iter().map(|p| (p.code, p.at.as_str())).collect();
    assert_eq!(places, [("wrong_type", "line 3, number"), ("wrong_type", "line 4, number")]);
}

#[test]
fn ids_come_from_their_column_or_from_the_row_and_twins_are_refused() {
    let table = Table::read("id,name\n7,A\n7,B\nno id at all!,C\n").unwrap();
    let mut map = mapping(&[("name", "name")]);
    let by_row = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap();
    let again = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap();
    assert_eq!(by_row, again, "the same import makes the same records");
    assert_eq!(by_row.records.len(), 3);
    map.id_column = Some("id".to_owned());
    let by_id = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap();
    assert_eq!(by_id.records[0].id.as_str(), "deals:7");
    assert_eq!(by_id.records[1].id.as_str().len(), 32, "a cell that is no id has one derived");
    assert_eq!(by_id.problems[0].code, "twice");
}

#[test]
fn a_wrong_mapping_is_refused_whole() {
    let table = Table::read("name,phone\nA,1\n").unwrap();
    let map = mapping(&[("nmae", "name"), ("name", "nmae"), ("phone", "updated")]);
    let problems = read_rows(&table, &map, &deals(), &[], warsaw(), "i1").unwrap_err();
    let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
    assert_eq!(
        said,
        [
            ("unknown_field", "mapping.name"),
            ("unknown_column", "mapping.nmae"),
            ("kept_by_store", "mapping.phone"),
        ]
    );
}

#[test]
fn broken_files_say_where() {
    let code = |text: &str| Table::read(text).unwrap_err()[0].code;
    assert_eq!(code(""), "empty_file");
    assert_eq!(code("a,a\n1,2\n"), "twice");
    assert_eq!(code("a,,b\n1,2,3\n"), "unnamed_column");
    let ragged = Table::read("a,b\n1,2\n1,2,3\n").unwrap_err();
    assert_eq!((ragged[0].code, ragged[0].at.as_str()), ("wrong_cell_count", "line 3"));
    assert!(Table::read("a,b\n1,2,,\n").is_ok(), "empty cells behind the last column are no cells");
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,200}", rest in "[a-z;,\"\\n\\r\t|]{0,200}") {
        for text in [&text, &rest] {
            if let Ok(table) = Table::read(text) {
                let _ = suggest(&table, &deals());
                let fields = table.columns.iter().take(1)
                    .map(|column| (column.clone(), FieldKey::parse("date").unwrap())).collect();
                let map = Mapping { fields, id_column: None, dates: None };
                let _ = read_rows(&table, &map, &deals(), &users(), warsaw(), "i");
            }
        }
    }

    #[test]
    fn no_cell_breaks_a_field(text in "\\PC{0,40}", digits in "[-+0-9., /:złT]{0,24}") {
        let (module, users) = (deals(), users());
        for decimal in [None, Some(DecimalMark::Point), Some(DecimalMark::Comma)] {
            let notation = Notation { decimal, dates: None, zone: warsaw() };
            for field in &module.fields {
                for text in [&text, &digits] {
                    let _ = parse_cell(text, field, &module, &users, &notation);
                }
            }
        }
    }

    /// Any amount, written as a Polish spreadsheet does, comes back to the grosz.
    #[test]
    fn amounts_are_exact(minor in 0_i64..100_000_000_000) {
        let (whole, cents) = (minor / 100, minor % 100);
        let mut grouped = String::new();
        for (index, digit) in whole.to_string().chars().rev().enumerate() {
            if index > 0 && index % 3 == 0 { grouped.push('\u{a0}'); }
            grouped.push(digit);
        }
        let text = format!("{},{cents:02} zł", grouped.chars().rev().collect::<String>());
        let module = deals();
        let field = module.field("money_pln").unwrap();
        let notation = Notation { decimal: Some(DecimalMark::Comma), dates: None, zone: warsaw() };
        let read = parse_cell(&text, field, &module, &[], &notation).unwrap().unwrap();
        proptest::prop_assert_eq!(value_to_json(&read), json!(minor));
    }
}
