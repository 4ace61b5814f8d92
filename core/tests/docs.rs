//! Runs what the guides under `docs/` say: each filter of `docs/filters.md`, the figures of the tables of
//! limits, the tables of the database; and that each link and path leads somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use relance_core::filter::expression::Operator;
use relance_core::filter::{Catalog, Filter};
use relance_core::wire::filter::{expression_from_json, filter_to_json};
use relance_core::wire::json::parse;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::{ModuleKey, Problem};
use serde_json::{Value as Json, json};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    let place = repository().join(path);
    std::fs::read_to_string(&place).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fenced block of a guide: the words after its fence, and its text.
struct Block {
    line: usize,
    is: String,
    text: String,
}

fn blocks(path: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (index, line) in read(path).lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(is) => {
                is_open = true;
                found.push(Block { line: index + 1, is: is.to_owned(), text: String::new() });
            }
            None if is_open => {
                let block = found.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!is_open, "{path}: a block does not end");
    found
}

/// The account of the scenarios, its deals with a date and a number more.
fn with_setup<T>(ask: impl FnOnce(&Catalog<'_>, &ModuleKey) -> T) -> T {
    let mut all = parse(&read("tests/scenarios/setup.json")).unwrap();
    let modules = all["setup"]["modules"].as_array_mut().unwrap();
    let deals = modules.iter_mut().find(|module| module["key"] == "deals").unwrap();
    deals["fields"].as_array_mut().unwrap().extend([
        json!({"key": "closes", "label": "Closes", "kind": "date"}),
        json!({"key": "visits", "label": "Visits", "kind": "number", "empty_is_zero": true}),
    ]);
    let setup = setup_from_json(&all["setup"]).unwrap();
    ask(&setup.catalog(), &ModuleKey::parse("deals").unwrap())
}

fn said(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// The operators that a filter in JSON names.
fn operators_in(filter: &Json, found: &mut BTreeSet<String>) {
    match filter {
        Json::Object(map) => {
            found.extend(map.get("op").and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|part| operators_in(part, found));
        }
        Json::Array(parts) => parts.iter().for_each(|part| operators_in(part, found)),
        _ => {}
    }
}

#[test]
fn each_filter_of_the_guide_is_what_it_says() {
    let mut seen = BTreeSet::new();
    let (mut in_words, mut in_json) = (0, 0);
    with_setup(|catalog, deals| {
        let mut last = Json::Null;
        for block in blocks("docs/filters.md") {
            let place = format!("docs/filters.md:{}", block.line);
            match block.is.as_str() {
                "filter" => {
                    for text in block.text.lines() {
                        let filter = Filter::from_text(text, catalog, deals)
                            .unwrap_or_else(|p| panic!("{place}: {text}: {:?}", said(&p)));
                        last = filter_to_json(&filter);
                        operators_in(&last, &mut seen);
                        in_words += 1;
                    }
                }
                "json filter" => {
                    let given = parse(&block.text).unwrap();
                    let expression = expression_from_json(&given).unwrap();
                    let checked = Filter::check(&expression, catalog, deals)
                        .unwrap_or_else(|p| panic!("{place}: {:?}", said(&p)));
                    assert_eq!(filter_to_json(&checked), given, "{place}: it is not canonical");
                    assert_eq!(given, last, "{place}: the filter in words above says another");
                    in_json += 1;
                }
                "filter refused" => refused(&place, &block.text, catalog, deals),
                other => panic!("{place}: nothing runs a block of `{other}`"),
            }
        }
    });
    let all: BTreeSet<String> = Operator::ALL.iter().map(|one| one.key().to_owned()).collect();
    let missing: Vec<_> = all.difference(&seen).collect();
    assert!(missing.is_empty(), "the guide has no example of {missing:?}");
    println!("docs/filters.md: {in_words} filters in words, {in_json} in JSON");
    assert!(in_words >= 50 && in_json >= 9, "{in_words} in words, {in_json} in JSON");
}

#[test]
fn each_condition_of_the_recipes_is_read() {
    let setup = parse(&read("tests/scenarios/setup.json")).unwrap();
    let setup = setup_from_json(&setup["setup"]).unwrap();
    let recipes = blocks("docs/automations.md");
    for block in &recipes {
        let place = format!("docs/automations.md:{}", block.line);
        let Some(("filter", module)) = block.is.split_once(' ') else {
            panic!("{place}: nothing runs a block of `{}`", block.is)
        };
        let module = ModuleKey::parse(module).unwrap();
        Filter::from_text(block.text.trim(), &setup.catalog(), &module)
            .unwrap_or_else(|problems| panic!("{place}: {:?}", said(&problems)));
    }
    assert!(recipes.len() >= 6, "only {} conditions", recipes.len());
}

/// Lines with a filter, each followed by its problems, indented.
fn refused(place: &str, text: &str, catalog: &Catalog<'_>, deals: &ModuleKey) {
    let mut lines = text.lines().peekable();
    while let Some(filter) = lines.next() {
        let mut expected = Vec::new();
        while let Some(problem) = lines.next_if(|line| line.starts_with("  ")) {
            expected.push(problem.trim().to_owned());
        }
        let found = match Filter::from_text(filter, catalog, deals) {
            Ok(read) => panic!("{place}: {filter} is read as {}", read.to_text()),
            Err(problems) => said(&problems),
        };
        assert_eq!(found, expected, "{place}: {filter}");
    }
}

/// What `const NAME: T = value;` in a source is, digits only.
fn constant(source: &str, name: &str) -> Option<i128> {
    let declared = format!("const {name}: ");
    let (_, rest) = source.split_once(&declared)?;
    let (_, rest) = rest.split_once('=')?;
    let (value, _) = rest.split_once(';')?;
    let factors =
        value.split('*').map(|factor| factor.trim().replace('_', "").parse::<i128>().ok());
    factors.product()
}

/// The figure of a cell: `1,000`, `4,000,000 bytes`.
fn figure(cell: &str) -> Option<i128> {
    let digits: String = cell.split(' ').next()?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[test]
fn the_tables_of_limits_say_what_the_sources_say() {
    let mut checked = 0;
    let text = read("docs/operating.md");
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains(".rs` `"));
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let source = cells.iter().find(|cell| cell.contains(".rs` `")).unwrap();
        let parts: Vec<&str> = source.split('`').filter(|part| !part.trim().is_empty()).collect();
        let [file, name] = parts.as_slice() else { panic!("{row}: which constant?") };
        let found = constant(&read(file), name);
        assert!(found.is_some(), "{file} has no figure `{name}`");
        assert_eq!(figure(cells[1]), found, "docs/operating.md: {row}");
        checked += 1;
    }
    assert!(checked >= 25, "only {checked} limits are listed");
}

/// The tables that the migrations leave behind, one file after the other.
fn tables_of_the_migrations() -> BTreeSet<String> {
    let folder = repository().join("worker/migrations");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut tables = BTreeSet::new();
    for file in files.collect::<BTreeSet<_>>() {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let words: Vec<&str> =
                line.split([' ', '(', ';']).filter(|word| !word.is_empty()).collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => assert!(tables.insert((*name).to_owned())),
                ["DROP", "TABLE", name, ..] => assert!(tables.remove(*name), "{file:?}: {name}"),
                ["ALTER", "TABLE", old, "RENAME", "TO", new, ..] => {
                    assert!(tables.remove(*old) && tables.insert((*new).to_owned()), "{file:?}");
                }
                _ => {}
            }
        }
    }
    tables
}

/// The tables in which an erasure looks for a person.
fn tables_of_people() -> BTreeSet<String> {
    let source = read("worker/src/store/schema.rs");
    let (_, list) = source.split_once("pub const TABLES").unwrap();
    let (list, _) = list.split_once("\n];").unwrap();
    let personal = list.split("name: \"").skip(1).filter(|table| table.contains("person: Some("));
    let named = personal.filter_map(|table| table.split('"').next());
    named.map(str::to_owned).collect()
}

#[test]
fn the_page_names_every_table_and_whether_a_person_stands_in_it() {
    let text = read("docs/operating.md");
    let (_, section) = text.split_once("## What is kept where").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let (mut named, mut of_people) = (BTreeSet::new(), BTreeSet::new());
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [tables, holds, kept, person] = cells.as_slice() else { panic!("{row}: four cells") };
        assert!(!holds.is_empty() && !kept.is_empty(), "{row}");
        for table in tables.split('`').skip(1).step_by(2) {
            assert!(named.insert(table.to_owned()), "{table} stands twice");
            match person.split(';').next() {
                Some("yes") => drop(of_people.insert(table.to_owned())),
                other => assert_eq!(other, Some("no"), "{row}"),
            }
        }
    }
    assert_eq!(named, tables_of_the_migrations(), "docs/operating.md: tables");
    assert_eq!(of_people, tables_of_people(), "docs/operating.md: in which a person may stand");
}

#[test]
fn the_limits_of_a_filter_are_those_of_its_guide() {
    use relance_core::filter::limits;
    let guide = read("docs/filters.md");
    let shown = |what: &str| {
        let row = guide.lines().find(|line| line.starts_with(&format!("| {what} |")));
        row.and_then(|row| figure(row.split('|').nth(2)?.trim()))
    };
    let whole = |number: usize| i128::try_from(number).ok();
    assert_eq!(shown("conditions and groups in a filter"), whole(limits::NODES_MAX));
    assert_eq!(shown("groups within groups"), whole(limits::DEPTH_MAX));
    assert_eq!(shown("values in a list"), whole(limits::LIST_VALUES_MAX));
    assert_eq!(shown("characters of a value"), whole(limits::TEXT_CHARS_MAX));
    assert_eq!(shown("bytes of a filter in text form"), whole(limits::SOURCE_BYTES_MAX));
    assert_eq!(shown("`at least … times`"), Some(i128::from(limits::TIMES_MAX)));
}

/// Relative links of a page, without their anchors.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?.split('#').next()?;
        (!target.is_empty() && !target.contains("://")).then_some(target)
    })
}

#[test]
fn each_link_between_the_guides_leads_somewhere() {
    let mut pages = vec!["README.md".to_owned(), "ARCHITECTURE.md".to_owned()];
    for entry in std::fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    let mut count = 0;
    for page in &pages {
        let folder = repository().join(page).parent().unwrap().to_owned();
        let text = read(page);
        for target in links(&text) {
            assert!(folder.join(target).exists(), "{page}: there is no {target}");
            count += 1;
        }
    }
    assert!(count >= 10, "only {count} links were found");
}

/// Backquoted paths of the repository, like `worker/src/cron.rs`; `*` and `{…}` stand for many.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let folders = ["core/", "docs/", "tests/", "wasm/", "web-demo/", "worker/", "xtask/"];
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(move |part| {
        folders.iter().any(|folder| part.starts_with(folder)) && !part.contains(['*', '{', ' '])
    })
}

#[test]
fn each_path_that_the_guides_name_is_there() {
    let mut count = 0;
    for page in ["README.md", "ARCHITECTURE.md", "docs/operating.md", "docs/embedding.md"] {
        for path in paths(&read(page)) {
            // What a build makes is not there before it.
            let is_there = repository().join(path).exists() || path == "wasm/npm/dist";
            assert!(is_there, "{page}: there is no {path}");
            count += 1;
        }
    }
    assert!(count >= 40, "only {count} paths were found");
}
