//! Runs `tests/spec/errors.md`: every problem that core can name, as its reader sees it, with an input
//! that has it. `UPDATE_SPEC=1 cargo test -p relance-core --test errors` writes the answers anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use relance_core::calendar::Country;
use relance_core::definitions::Setup;
use relance_core::definitions::subscription::refusal;
use relance_core::filter::Filter;
use relance_core::filter::columnar::Dataset;
use relance_core::import::{Mapping, Table, read_rows};
use relance_core::inbound;
use relance_core::template::{EmailBody, RenderContext, Template, TemplateContent, TemplateSource};
use relance_core::wire;
use relance_core::words::*;
use serde_json::{Value as Json, json};

const SPEC: &str = "errors.md";
const HEADINGS: [&str; 10] = [
    "Words",
    "Templates",
    "Filters",
    "Settings",
    "Modules",
    "Records",
    "E-mail that arrives",
    "Imports",
    "Sequences",
    "Measuring an SMS",
];

fn sample() -> Json {
    let path = format!("{}/../tests/spec/sample.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn setup_json() -> Json {
    let mut setup = sample()["setup"].take();
    // A colleague with somebody else's name, and a sequence's other template.
    let namesake = json!({"id": "u_6", "name": "Ewa Dąbrowska", "email": "ewa2@meble.example"});
    setup["users"].as_array_mut().unwrap().push(namesake);
    setup
}

fn setup() -> Setup {
    wire::setup::setup_from_json(&setup_json()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// What stands in a cell: `⟦3 × ab⟧` is `ababab`, `nothing` an empty text, `↵` a line end.
fn text_of(cell: &str) -> String {
    if cell == "nothing" {
        return String::new();
    }
    let mut text = cell.replace('↵', "\n");
    while let Some((before, rest)) = text.split_once('⟦') {
        let (inner, after) = rest.split_once('⟧').expect("an opened ⟦ is closed");
        let (count, what) = inner.split_once(" × ").expect("⟦N × text⟧");
        text = format!("{before}{}{after}", what.repeat(count.parse().unwrap()));
    }
    text
}

/// RFC 7396: what an editor sends is the sequence with some of it replaced.
fn merge(target: &mut Json, patch: &Json) {
    let (Json::Object(patch), Json::Object(target)) = (patch, &mut *target) else {
        *target = patch.clone();
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Json::Null), value);
        }
    }
}

fn json_of(text: &str) -> Result<Json, Problems> {
    wire::json::parse(text).map_err(|problem| vec![problem])
}

fn found<T>(result: Result<T, Problems>) -> Problems {
    result.err().unwrap_or_default()
}

fn one<T>(result: Result<T, Problem>) -> Problems {
    result.err().into_iter().collect()
}

fn problems_of(reader: &str, text: &str) -> Problems {
    let setup = setup();
    match reader {
        "address of a webhook" => {
            common::webhook_problem(text, Reach::Public).into_iter().collect()
        }
        "SMS template" | "HTML template" | "SMS of a deal" | "HTML of a deal" => {
            template_problems(reader, text, &setup)
        }
        "template" => found(json_of(text).and_then(|json| {
            wire::template::template_from_json(&json)?.template(&setup.modules).map(|_| ())
        })),
        "filter" => filter_problems(text, &setup),
        "view" => found(
            json_of(text)
                .and_then(|json| wire::view::view_from_json(&json, &setup.catalog()).map(|_| ())),
        ),
        "settings" => {
            found(json_of(text).and_then(|json| {
                wire::account::settings_from_json(&json, &setup.account).map(|_| ())
            }))
        }
        "deals module" => {
            let key = ModuleKey::parse("deals").unwrap();
            found(json_of(text).and_then(|json| wire::module::module_from_json(&json, &key)))
        }
        "change of the deals module" => change_problems(text, &setup),
        "merge of contacts" => merge_problems(text, &setup),
        "deal" | "contact" => record_problems(reader, text, &setup),
        "write of a deal" | "write of a contact" => found(json_of(text).and_then(|json| {
            let module = if reader == "write of a deal" { "deals" } else { "contacts" };
            let (module, users) = (setup.module(module).unwrap(), &setup.account.users);
            wire::record::given_record_from_json(&json, module, users, "r_1")
        })),
        "local part for the account" => one(inbound::chosen_local_part(text)),
        "e-mail to" => vec![inbound::unknown_address(text)],
        "e-mail of so many bytes" => {
            vec![inbound::too_large(text.parse().unwrap(), inbound::EMAIL_BYTES_MAX)]
        }
        "deals for a preview" => {
            let deals = setup.module("deals").unwrap().clone();
            Dataset::new(deals, Vec::new()).load(text.as_bytes()).problems
        }
        "bytes of deals for a preview" => {
            let bytes: Vec<u8> = text
                .split(' ')
                .map(|hexadecimal| u8::from_str_radix(hexadecimal, 16).expect("bytes like `7b ff`"))
                .collect();
            let deals = setup.module("deals").unwrap().clone();
            Dataset::new(deals, Vec::new()).load(&bytes).problems
        }
        "id of a deal in a preview" => {
            one(wire::preview::Preview::new(&setup_json()).unwrap().subject("deals", text))
        }
        "account of an open preview" => {
            let mut changed = setup_json();
            merge(&mut changed, &json_of(text).unwrap());
            found(wire::preview::Preview::new(&setup_json()).unwrap().set_setup(&changed))
        }
        "sequence" => sequence_problems(text, &setup),
        "schedule" => {
            found(json_of(text).and_then(|json| wire::schedule::schedule_from_json(&json)))
        }
        "account" => account_problems(text),
        "id of an automation" => vec![wire::setup::unknown_automation(text)],
        "file" => found(Table::read(text)),
        "deals from a file" => file_problems(text, None, &setup),
        "mapped column of a file" => file_problems("name\nA", Some(text), &setup),
        "SMS" => found(json_of(text).and_then(|json| wire::sms::request_from_json(&json))),
        word => problems_of_word(word, text),
    }
}

/// The words of the product, each read by itself.
fn problems_of_word(reader: &str, text: &str) -> Problems {
    match reader {
        "e-mail address" => one(EmailAddress::parse(text)),
        "phone number" => one(PhoneNumber::parse(text)),
        "date" => one(Date::parse(text)),
        "instant" => one(Moment::parse(text)),
        "time" => one(TimeOfDay::parse(text)),
        "time zone" => one(Zone::parse(text)),
        "key" => one(FieldKey::parse(text)),
        "id" => one(RecordId::parse(text)),
        "country of holidays" => one(Country::parse(text)),
        "JSON" => one(wire::json::parse(text)),
        other => panic!("nothing reads `{other}`"),
    }
}

fn template_problems(reader: &str, text: &str, setup: &Setup) -> Problems {
    let content = if reader.starts_with("SMS") {
        TemplateContent::Sms { text: text.to_owned() }
    } else {
        TemplateContent::Email { subject: "s".into(), body: EmailBody::Html(text.to_owned()) }
    };
    let source =
        TemplateSource { class: Default::default(), when_missing: Default::default(), content };
    let parsed = Template::parse(source, setup.module("deals").unwrap(), &setup.modules);
    let template = match parsed {
        Err(problems) => return problems,
        Ok(_) if reader.ends_with("template") => return Problems::new(),
        Ok(template) => template,
    };
    let note = format!("javascript:{}", "a".repeat(5_000));
    let json = json!({"id": "d_1", "module": "deals", "values": {"note": note}});
    let record = wire::record::record_from_json(&json, setup.module("deals").unwrap()).unwrap();
    let rendered = template.render(&RenderContext {
        subject: Subject { record: &record, related: &BTreeMap::new(), changes: &[], events: &[] },
        recipient: None,
        account: &setup.account,
        owner: None,
        now: Moment::from_ms(0),
        zone: Zone::UTC,
    });
    rendered.err().iter().map(|problem| problem.to_problem()).collect()
}

/// A file of deals; its columns are called like the fields, but for one that is mapped to `name`.
fn file_problems(text: &str, mapped: Option<&str>, setup: &Setup) -> Problems {
    let table = Table::read(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let columns = mapped.map_or(table.columns.clone(), |column| vec![column.to_owned()]);
    let key = |column: &str| FieldKey::parse(mapped.map_or(column, |_| "name")).unwrap();
    let fields = columns.iter().map(|column| (column.clone(), key(column))).collect();
    let mapping = Mapping { fields, id_column: None, dates: None };
    let deals = setup.module("deals").unwrap();
    let (users, zone) = (&setup.account.users, setup.account.zone);
    match read_rows(&table, &mapping, deals, users, zone, "i") {
        Ok(imported) => imported.problems,
        Err(problems) => problems,
    }
}

/// A filter of deals, as text or, when it begins with a brace, as JSON.
fn filter_problems(text: &str, setup: &Setup) -> Problems {
    let deals = ModuleKey::parse("deals").unwrap();
    if text.starts_with('{') {
        return found(json_of(text).and_then(|json| {
            let expression = wire::filter::expression_from_json(&json)?;
            Filter::check(&expression, &setup.catalog(), &deals).map(|_| ())
        }));
    }
    found(Filter::from_text(text, &setup.catalog(), &deals))
}

fn change_problems(text: &str, setup: &Setup) -> Problems {
    let before = setup.module("deals").unwrap();
    let after = json_of(text)
        .and_then(|json| wire::module::module_from_json(&json, &before.key))
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    wire::module::lost_parts(before, &after).iter().map(|lost| lost.in_use(3)).collect()
}

fn record_problems(reader: &str, text: &str, setup: &Setup) -> Problems {
    let module = setup.module(&format!("{reader}s")).unwrap();
    found(json_of(text).and_then(|json| wire::record::record_from_json(&json, module)))
}

/// Two contacts that hold nothing but their ids, merged as asked.
fn merge_problems(text: &str, setup: &Setup) -> Problems {
    let module = setup.module("contacts").unwrap();
    found(json_of(text).and_then(|json| {
        let asked = wire::merge::merge_asked_from_json(&json)?;
        let record = |id: &RecordId| {
            let json = json!({"id": id.as_str(), "values": {}});
            wire::record::record_from_json(&json, module).unwrap()
        };
        let (survivor, loser) = (record(&asked.survivor), record(&asked.loser));
        Merged::of(module, &survivor, &loser, &asked.choices, Moment::from_ms(0)).map(|_| ())
    }))
}

/// The sample's sequence with these parts replaced: what keeps it from being saved or activated.
fn sequence_problems(text: &str, setup: &Setup) -> Problems {
    let mut sequence = sample()["setup"]["automations"][0].take();
    match json_of(text) {
        Ok(patch) => merge(&mut sequence, &patch),
        Err(problems) => return problems,
    }
    match wire::setup::assemble(&sequence, 1, setup) {
        Ok(automation) => automation.definition.blockers(setup),
        Err(problems) => problems,
    }
}

/// The sample account with its first automation, a sequence, and with these parts replaced.
fn account_problems(text: &str) -> Problems {
    let mut setup = setup_json();
    if let Some(automations) = setup["automations"].as_array_mut() {
        automations.truncate(1);
    }
    match json_of(text) {
        Ok(patch) => merge(&mut setup, &patch),
        Err(problems) => return problems,
    }
    match wire::setup::setup_from_json(&setup) {
        Ok(setup) => setup
            .automations
            .iter()
            .flat_map(|automation| {
                let now = Moment::parse("2026-11-21T12:00:00Z").unwrap();
                let refused = refusal(&setup.account, &automation.definition, now);
                automation.definition.blockers(&setup).into_iter().chain(refused)
            })
            .collect(),
        Err(problems) => problems,
    }
}

/// The row's own problem, as its reader sees it.
fn answer(row: &common::Row) -> Result<String, String> {
    let problems = problems_of(row.get("read"), &text_of(row.get("input")));
    let problem = problems.iter().find(|problem| problem.code == row.get("code"));
    problem.map(ToString::to_string).ok_or_else(|| format!("it says {problems:?}"))
}

#[test]
fn every_problem_reads_as_the_table_says() {
    if std::env::var_os("UPDATE_SPEC").is_some() {
        update();
    }
    for heading in HEADINGS {
        common::check(SPEC, heading, |row| {
            let answer = answer(row)?;
            if answer == row.get("answer") {
                return Ok(());
            }
            Err(format!("`{answer}`, not `{}`", row.get("answer")))
        });
    }
}

/// Writes each row's answer into the table; what the rows ask stays.
fn update() {
    let path = spec_path();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for row in HEADINGS.iter().flat_map(|heading| common::rows(SPEC, heading)) {
        let Ok(answer) = answer(&row) else { continue };
        let cell = |name: &str| row.get(name).replace('|', "\\|");
        let answer = answer.replace('|', "\\|");
        lines[row.line - 1] = format!(
            "| {} | {} | {} | {answer} | {} |",
            cell("read"),
            quoted(&cell("input")),
            cell("code"),
            cell("why")
        );
    }
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

fn quoted(cell: &str) -> String {
    if cell.contains('`') || cell == "nothing" { cell.to_owned() } else { format!("`{cell}`") }
}

fn spec_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/spec").join(SPEC)
}

/// Each code that stands in `Problem::new("…")` in core, its own tests left out.
fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes_in(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for made in code.split("Problem::new(").skip(1) {
                if let Some(rest) = made.trim_start().strip_prefix('"') {
                    codes.insert(rest.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
}

#[test]
fn every_code_in_core_has_a_row() {
    let mut codes = BTreeSet::new();
    codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut codes);
    assert!(codes.len() > 80, "{codes:?}");
    let rows = HEADINGS.iter().chain(["Not an author's mistake"].iter());
    let listed: BTreeSet<String> = rows
        .flat_map(|heading| common::rows(SPEC, heading))
        .map(|row| row.get("code").to_owned())
        .collect();
    let missing: Vec<&String> = codes.difference(&listed).collect();
    assert!(missing.is_empty(), "add a row to tests/spec/errors.md for {missing:?}");
}

/// The manners of `words::problem`, so far as a program can judge them.
#[test]
fn every_message_has_the_manners() {
    for row in HEADINGS.iter().flat_map(|heading| common::rows(SPEC, heading)) {
        let problems = problems_of(row.get("read"), &text_of(row.get("input")));
        for Problem { message, .. } in problems {
            let first = message.chars().next().unwrap();
            let is_name = ["JSON", "HTML", "SMS"].iter().any(|name| message.starts_with(name));
            assert!(!first.is_uppercase() || is_name, "begins with a capital: {message}");
            assert!(!message.ends_with('.'), "ends with a full stop: {message}");
            assert!(!message.contains('\n'), "has two lines: {message}");
            for rust in ["::", "Some(", "None", "Option<", "panicked"] {
                assert!(!message.contains(rust), "names Rust's `{rust}`: {message}");
            }
        }
    }
}
