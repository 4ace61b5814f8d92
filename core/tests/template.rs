//! Runs `tests/spec/template.md`, and the laws that no table can show: a value never changes the
//! structure of a mail, no source makes the parser or the renderer panic, no text grows without end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use relance_core::template::*;
use relance_core::words::*;

fn key(text: &str) -> FieldKey {
    FieldKey::parse(text).unwrap()
}

fn field(name: &str, kind: FieldKind) -> Field {
    Field { key: key(name), label: name.to_owned(), kind, empty_is_zero: name == "discount" }
}

fn money(currency: &str) -> FieldKind {
    FieldKind::Money { currency: currency.to_owned() }
}

fn relation(module: &str) -> FieldKind {
    FieldKind::Relation { module: ModuleKey::parse(module).unwrap() }
}

fn module(name: &str, fields: Vec<Field>) -> Module {
    let key = ModuleKey::parse(name).unwrap();
    Module { key, label: name.to_owned(), fields, pipelines: Vec::new(), sms_enabled: true }
}

fn modules() -> Vec<Module> {
    use FieldKind::{Date, Instant, Number, Tags, Text, User, YesNo};
    let stage = |name: &str, label: &str| Stage {
        key: StageKey::parse(name).unwrap(),
        label: label.to_owned(),
        is_final: name == "won",
        tells: None,
    };
    let stages = vec![stage("offer_sent", "Oferta wysłana"), stage("won", "Wygrana")];
    let source = Choice { key: "website".into(), label: "Strona www".into() };
    let mut deals = module(
        "deals",
        vec![
            field("name", Text),
            field("note", Text),
            field("blank", Text),
            field("link", Text),
            field("amount", money("PLN")),
            field("big", money("PLN")),
            field("debt", money("PLN")),
            field("discount", money("PLN")),
            field("yen", money("JPY")),
            field("score", Number),
            field("close", Date),
            field("last_contact", Instant),
            field("newsletter", YesNo),
            field("tags", Tags),
            field("owner", User),
            field("seller", User),
            field("source", FieldKind::Choice { options: vec![source] }),
            field(
                "stage",
                FieldKind::Stage { stages: stages.iter().map(|s| s.key.clone()).collect() },
            ),
            field("contacts", relation("contacts")),
            field("invoices", relation("invoices")),
            field("shipments", relation("invoices")),
        ],
    );
    deals.pipelines = vec![Pipeline { key: key("sales"), label: "Sales".into(), stages }];
    let contacts = module(
        "contacts",
        vec![
            field("first_name", Text),
            field("company_name", Text),
            field("city", Text),
            field("language", Text),
            field("is_company", YesNo),
            field("owner", User),
        ],
    );
    let invoices = module("invoices", vec![field("number", Text), field("total", money("HUF"))]);
    vec![deals, contacts, invoices]
}

/// The deal, its contact and the company of the page's introduction.
struct World {
    modules: Vec<Module>,
    account: Account,
    deal: Record,
    related: BTreeMap<RecordId, Record>,
}

fn record(id: &str, module: &str, values: Vec<(&str, Value)>) -> Record {
    Record {
        id: RecordId::parse(id).unwrap(),
        module: ModuleKey::parse(module).unwrap(),
        version: 1,
        values: values.into_iter().map(|(name, value)| (key(name), value)).collect(),
        traces: BTreeMap::new(),
    }
}

fn account() -> Account {
    let user = |id: &str, name: &str, email: &str| User {
        id: UserId::parse(id).unwrap(),
        name: name.to_owned(),
        email: email.to_owned(),
        is_active: true,
    };
    Account {
        id: AccountId::parse("a1").unwrap(),
        name: "Meble & Syn".into(),
        zone: Zone::parse("Europe/Warsaw").unwrap(),
        language: "pl".into(),
        holiday_country: None,
        extra_days_off: BTreeSet::new(),
        extra_working_days: BTreeSet::new(),
        quiet_from: TimeOfDay::parse("23:00").unwrap(),
        quiet_until: TimeOfDay::parse("07:30").unwrap(),
        sms_prices: Vec::new(),
        users: vec![
            user("u1", "Ewa Kowalska", "ewa@example.com"),
            user("u2", "Jan Nowak", "jan@example.com"),
        ],
        fallback_user: None,
        ..relance_core::wire::account::default_account(AccountId::parse("a").unwrap(), Vec::new())
    }
}

impl World {
    fn new() -> World {
        let text = |text: &str| Value::Text(text.to_owned());
        let code = |text: &str| Value::Code(text.to_owned());
        let ids = |ids: &[&str]| {
            Value::Related(ids.iter().map(|id| RecordId::parse(id).unwrap()).collect())
        };
        let deal = record(
            "d1",
            "deals",
            vec![
                ("name", text("Kuchnia dębowa")),
                ("blank", text("  ")),
                ("link", text("https://evil.example")),
                ("amount", Value::Money(125_000)),
                ("big", Value::Money(123_456_789)),
                ("debt", Value::Money(-5_005)),
                ("yen", Value::Money(1_250)),
                ("score", Value::Number(7.5)),
                ("close", Value::Date(Date::new(2026, 12, 1).unwrap())),
                ("last_contact", Value::Instant(Moment::parse("2026-11-20T15:30:00Z").unwrap())),
                ("newsletter", Value::YesNo(true)),
                ("tags", Value::Tags(vec!["retail".into(), "vip".into()])),
                ("owner", code("u1")),
                ("seller", code("u2")),
                ("source", code("website")),
                ("stage", code("offer_sent")),
                ("contacts", ids(&["gone", "c1"])),
                ("invoices", ids(&["i1"])),
            ],
        );
        let contact = record(
            "c1",
            "contacts",
            vec![
                ("first_name", text("Ștefan")),
                ("city", text("Kraków")),
                ("is_company", Value::YesNo(false)),
                ("owner", code("u2")),
            ],
        );
        let invoice = record(
            "i1",
            "invoices",
            vec![("number", text("FV/12")), ("total", Value::Money(9_990_000))],
        );
        let related = [contact, invoice].into_iter().map(|r| (r.id.clone(), r)).collect();
        World { modules: modules(), account: account(), deal, related }
    }

    fn with_note(note: &str) -> World {
        let mut world = World::new();
        world.deal.values.insert(key("note"), Value::Text(note.to_owned()));
        world
    }

    fn parse(&self, source: TemplateSource) -> Result<Template, Problems> {
        Template::parse(source, &self.modules[0], &self.modules)
    }

    fn render(&self, template: &Template) -> Result<Rendered, RenderProblem> {
        self.render_for(template, &self.deal)
    }

    fn render_for(&self, template: &Template, record: &Record) -> Result<Rendered, RenderProblem> {
        template.render(&RenderContext {
            subject: Subject { record, related: &self.related, changes: &[], events: &[] },
            recipient: None,
            account: &self.account,
            owner: self.account.users.first(),
            now: Moment::parse("2026-11-21T12:00:00Z").unwrap(),
            zone: self.account.zone,
        })
    }

    /// The SMS that a text makes, or why it makes none.
    fn sms(&self, text: &str) -> String {
        self.sms_or(text, WhenMissing::SkipWithReason)
    }

    fn sms_or(&self, text: &str, when_missing: WhenMissing) -> String {
        let source = TemplateSource { when_missing, ..source(sms(text)) };
        match self.parse(source).map(|template| self.render(&template)) {
            Ok(Ok(Rendered::Sms { text })) => text,
            Ok(Ok(other)) => panic!("{other:?}"),
            Ok(Err(problem)) => format!("skipped: {problem}"),
            Err(_) => "refused".to_owned(),
        }
    }

    fn email(&self, subject: &str, body: EmailBody) -> Result<(String, String, String), String> {
        let content = TemplateContent::Email { subject: subject.to_owned(), body };
        let template = self.parse(source(content)).map_err(|problems| format!("{problems:?}"))?;
        match self.render(&template) {
            Ok(Rendered::Email { subject, html, text }) => Ok((subject, html, text)),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(format!("skipped: {problem}")),
        }
    }
}

fn sms(text: &str) -> TemplateContent {
    TemplateContent::Sms { text: text.to_owned() }
}

fn source(content: TemplateContent) -> TemplateSource {
    TemplateSource {
        class: MessageClass::Marketing,
        when_missing: WhenMissing::SkipWithReason,
        content,
    }
}

fn lines(cell: &str) -> String {
    cell.replace('↵', "\n")
}

fn same(found: &str, wanted: &str) -> Result<(), String> {
    let found = found.replace('\n', "↵");
    if found == wanted { Ok(()) } else { Err(format!("`{found}`, not `{wanted}`")) }
}

#[test]
fn merge_fields_modifiers_and_conditions() {
    let world = World::new();
    for heading in ["Merge fields", "Modifiers", "Conditions"] {
        common::check("template.md", heading, |row| {
            same(&world.sms(&lines(row.get("template"))), row.get("prints"))
        });
    }
}

#[test]
fn contacts() {
    let world = World::new();
    let contact = &world.related[&RecordId::parse("c1").unwrap()];
    common::check("template.md", "Contacts", |row| {
        let source = source(sms(row.get("template")));
        let template = Template::parse(source, &world.modules[1], &world.modules)
            .map_err(|problems| format!("{problems:?}"))?;
        match world.render_for(&template, contact) {
            Ok(Rendered::Sms { text }) => same(&text, row.get("prints")),
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn languages() {
    common::check("template.md", "Languages", |row| {
        let mut world = World::new();
        let contact = world.related.get_mut("c1").unwrap();
        if row.get("language") != "none" {
            let language = Value::Text(row.get("language").to_owned());
            contact.values.insert(key("language"), language);
        }
        same(&world.sms(row.get("template")), row.get("prints"))
    });
}

#[test]
fn missing_values() {
    let world = World::new();
    common::check("template.md", "Missing values", |row| {
        let when_missing = match row.get("when missing") {
            "skip" => WhenMissing::SkipWithReason,
            other => {
                let text = other.strip_prefix("text `").and_then(|text| text.strip_suffix('`'));
                WhenMissing::UseText(text.ok_or("`skip` or text")?.to_owned())
            }
        };
        same(&world.sms_or(row.get("template"), when_missing), row.get("answer"))
    });
}

#[test]
fn needed_values() {
    let world = World::new();
    common::check("template.md", "Needed values", |row| {
        let template =
            world.parse(source(sms(row.get("template")))).map_err(|p| format!("{p:?}"))?;
        let list = |paths: BTreeSet<&str>| paths.into_iter().collect::<Vec<_>>().join(", ");
        same(&list(template.reads()), row.get("reads"))?;
        same(&list(template.required()), row.get("needs"))
    });
}

#[test]
fn escaping() {
    common::check("template.md", "Escaping", |row| {
        let world = World::with_note(&lines(row.get("value")));
        let html = match world.email("s", EmailBody::Html(lines(row.get("body")))) {
            Ok((_, html, _)) => html,
            Err(why) => why,
        };
        same(&html, row.get("html"))
    });
    common::check("template.md", "Subjects", |row| {
        let world = World::with_note(&lines(row.get("value")));
        let (subject, ..) = world.email(&lines(row.get("subject")), EmailBody::Text("x".into()))?;
        same(&subject, row.get("prints"))
    });
}

#[test]
fn every_mail_has_text_and_html() {
    let world = World::new();
    common::check("template.md", "Text as HTML", |row| {
        let (_, html, _) = world.email("s", EmailBody::Text(lines(row.get("body"))))?;
        same(&html, row.get("html"))
    });
    common::check("template.md", "HTML as text", |row| {
        let (_, _, text) = world.email("s", EmailBody::Html(lines(row.get("html"))))?;
        same(&text, row.get("text"))
    });
}

/// `25 × x` is repetition, in quotes or not; `nothing` is an empty text.
fn cell_text(cell: &str) -> String {
    if cell == "nothing" {
        return String::new();
    }
    match cell.split_once(" × ") {
        Some((count, what)) => what.trim_matches('`').repeat(count.parse().unwrap()),
        None => lines(cell),
    }
}

#[test]
fn mistakes() {
    let world = World::new();
    common::check("template.md", "Mistakes", |row| {
        let mut text = cell_text(row.get("text"));
        if row.get("problem") == "condition_too_long" {
            text = format!("{{% if {text}name %}}x{{% endif %}}");
        }
        let content = match row.get("part") {
            "text" => sms(&text),
            "subject" => {
                TemplateContent::Email { subject: text, body: EmailBody::Text("x".into()) }
            }
            "html" => TemplateContent::Email { subject: "s".into(), body: EmailBody::Html(text) },
            other => return Err(format!("unknown part {other}")),
        };
        let Err(problems) = world.parse(source(content)) else {
            return Err("it was accepted".to_owned());
        };
        let problem = &problems[0];
        same(problem.code, row.get("problem"))?;
        if row.get("place").contains(',') {
            same(&problem.at, row.get("place"))?;
        } else if !problem.at.starts_with(row.get("place")) {
            return Err(format!("at {}", problem.at));
        }
        if row.get("help").is_empty() {
            return Ok(());
        }
        same(problem.help.as_deref().unwrap_or_default(), row.get("help"))
    });
}

#[test]
fn all_mistakes_are_told_together() {
    let world = World::new();
    let problems = world.parse(source(sms("{{ nmae }} {{ x }} {% fi %}"))).unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["unknown_field", "unknown_field", "unknown_tag"]);
}

#[test]
fn tasks_print_in_the_language_of_the_company() {
    let mut world = World::new();
    let contact = world.related.get_mut("c1").unwrap();
    contact.values.insert(key("language"), Value::Text("en".into()));
    let content = TemplateContent::Task {
        title: "Call {{ contact.first_name }}".into(),
        description: "{{ amount }}".into(),
    };
    let template = world.parse(source(content)).unwrap();
    assert_eq!(template.kind(), TemplateKind::Task);
    assert_eq!(template.class(), MessageClass::Marketing);
    let wanted =
        Rendered::Task { title: "Call Ștefan".into(), description: "1 250,00 PLN".into() };
    assert_eq!(world.render(&template), Ok(wanted));
}

#[test]
fn a_name_of_what_is_created_prints_without_what_is_missing() {
    let world = World::new();
    let phrase = Phrase::parse("{{ name }} {{ note }}", &world.modules[0], &world.modules).unwrap();
    let context = RenderContext {
        subject: Subject {
            record: &world.deal,
            related: &world.related,
            changes: &[],
            events: &[],
        },
        recipient: None,
        account: &world.account,
        owner: None,
        now: Moment::from_ms(0),
        zone: Zone::UTC,
    };
    assert_eq!(phrase.render(&context), Ok("Kuchnia dębowa".to_owned()));
    let problems = Phrase::parse("{{ nam }}", &world.modules[0], &world.modules).unwrap_err();
    assert_eq!(problems[0].at, "name, line 1, column 4");
}

#[test]
fn a_text_that_grew_too_long_is_not_sent() {
    let world = World::with_note(&"a".repeat(SMS_BYTES_MAX + 1));
    assert_eq!(world.sms("{{ note }}"), "skipped: the text is longer than 4800 bytes");
    let world = World::with_note(&"<".repeat(BODY_BYTES_MAX / 3));
    let skipped = Err("skipped: the body is longer than 102400 bytes".to_owned());
    assert_eq!(world.email("s", EmailBody::Html("{{ note }}".into())), skipped);
}

/// Bodies with a value in each place where one may stand.
const BODIES: [&str; 3] = [
    "<p title=\"{{ note }}\">{{ note }}</p><a href='https://example.com/{{ note }}?q={{ note }}'>{{ note }}</a>",
    "<!-- x -->{% if name %}<b>{{ note }}</b>{% endif %}<a href=\"mailto:{{ note }}\">m</a>",
    "<img alt='{{ note }}' src=\"https://example.com/{{ note }}.png\">{{ note | upcase | truncate: 9 }}",
];

/// What structure is made of: the tags and quotes that the author wrote.
fn structure(html: &str) -> (usize, usize, usize, usize) {
    let count = |sign: char| html.matches(sign).count();
    (count('<'), count('>'), count('"'), count('\''))
}

/// A source that is likely to have tags in it.
fn any_source() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "{{",
        "}}",
        "{%",
        "%}",
        "{%-",
        "-}}",
        " if ",
        "elsif",
        "else",
        "endif",
        "name",
        "note",
        "amount",
        "contact.",
        "|",
        "default",
        "date",
        "truncate",
        ":",
        "\"",
        "'",
        "==",
        ">",
        "1",
        "9e999",
        "-",
        "<p",
        "<a href=",
        "https://",
        "javascript:",
        ">",
        "<!--",
        "-->",
        "<style>",
        "</style>",
        " ",
        "\n",
        "ż",
        "𝕏",
        "\u{0}",
        "%d",
        "{% if name %}",
        "{% endif %}",
        "{{ note }}",
    ]);
    prop_oneof![prop::collection::vec(bits, 0..40).prop_map(|bits| bits.concat()), any::<String>(),]
}

proptest! {
    #[test]
    fn a_value_never_changes_the_structure_of_a_mail(note in "\\PC{0,20}[a-z<\"'>&]\\PC{0,20}") {
        for body in BODIES {
            let render = |note: &str| World::with_note(note).email("s", EmailBody::Html(body.into()));
            let (_, plain, _) = render("x").unwrap();
            let (_, html, _) = render(&note).unwrap();
            prop_assert_eq!(structure(&html), structure(&plain), "{}", html);
        }
        let text = "Hi {{ note }}!\n\nhttps://example.com/{{ note }}\nbye";
        let render = |note: &str| World::with_note(note).email("s", EmailBody::Text(text.into()));
        prop_assert_eq!(structure(&render(&note).unwrap().1), structure(&render("x").unwrap().1));
    }

    #[test]
    fn a_link_never_leads_to_a_script(note in "\\PC{0,8}(java)?(script|data|vbscript)?[:/.]\\PC{0,8}") {
        let world = World::with_note(&note);
        if let Ok((_, html, _)) = world.email("s", EmailBody::Html("<a href=\"{{ note }}\">x</a>".into())) {
            let address = html.trim_start_matches("<a href=\"");
            let is_allowed = ["https://", "http://", "mailto:", "tel:"]
                .iter()
                .any(|start| address.to_lowercase().starts_with(start));
            prop_assert!(is_allowed, "{}", html);
        }
    }

    #[test]
    fn no_source_panics_and_no_text_is_longer_than_its_limit(text in any_source(), note in any::<String>()) {
        let world = World::with_note(&note);
        let contents = [
            sms(&text),
            TemplateContent::Email { subject: text.clone(), body: EmailBody::Html(text.clone()) },
            TemplateContent::Email { subject: "s".into(), body: EmailBody::Text(text.clone()) },
        ];
        for content in contents {
            let Ok(template) = world.parse(source(content)) else { continue };
            match world.render(&template) {
                Ok(Rendered::Sms { text }) => prop_assert!(text.len() <= SMS_BYTES_MAX),
                Ok(Rendered::Email { subject, html, .. }) => {
                    prop_assert!(subject.len() <= SUBJECT_BYTES_MAX && html.len() <= BODY_BYTES_MAX);
                    prop_assert!(!subject.contains(['\r', '\n', '\0']));
                }
                Ok(Rendered::Task { .. } | Rendered::Document { .. }) | Err(_) => {}
            }
        }
    }
}
