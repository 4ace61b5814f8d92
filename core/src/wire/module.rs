//! Modules at the boundary: what a person declares, and the built-in fields that core adds.
//!
//! Shape: `{"key","label","fields":[{"key","label","kind",…}],"pipelines":[…],"sms_enabled"}`.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::account::{is_currency, name, unknown_currency};
pub use super::built_in::{built_in_fields, built_in_modules, contacts_module};
use super::json::{Object, one_word};
use crate::words::ident::clip;
use crate::words::module::is_written_by_system;
use crate::words::{
    Choice, EventName, Field, FieldKey, FieldKind, Module, ModuleKey, Pipeline, Problem, Problems,
    Stage, StageKey,
};

/// Most fields that a module may declare. Source: our choice; the widest CRM export seen had 180.
pub const FIELDS_MAX: usize = 200;
/// Most options of a choice, and most stages of a module. Source: our choice.
pub const OPTIONS_MAX: usize = 500;

/// Reads a module. `key` is the one of the address; built-in fields are added, listed or not.
///
/// # Errors
/// Every wrong part, with its place.
pub fn module_from_json(value: &Json, key: &ModuleKey) -> Result<Module, Problems> {
    let mut object = Object::of(value)?;
    if let Some(text) = object.text_if_any("key")
        && text != key.as_str()
    {
        object.add(
            Problem::new("fixed_value", "a module's key is the one in its address")
                .at("key")
                .found(clip(text))
                .allowed([key.as_str()]),
        );
    }
    let label = name(&mut object, "label").unwrap_or_default();
    let pipelines = object.each("pipelines", pipeline);
    let stages = stages_of(&pipelines);
    let built_in = built_in_fields(key.as_str(), &stages);
    let fields = object.each("fields", |field| read_field(field, &built_in, &stages));
    let sms_enabled = object.yes_no("sms_enabled", false);
    no_twins(&mut object, "pipelines", pipelines.iter().map(|path| path.key.as_str()));
    no_twins(&mut object, "pipelines", stages.iter().map(StageKey::as_str));
    no_twins(&mut object, "fields", fields.iter().map(|field| field.key.as_str()));
    at_most(&mut object, "fields", fields.len(), FIELDS_MAX);
    at_most(&mut object, "pipelines", stages.len(), OPTIONS_MAX);
    object.finish()?;
    let mut module = Module { fields: merged(built_in, fields), ..empty(key.clone(), label) };
    module.pipelines = pipelines;
    module.sms_enabled = sms_enabled;
    Ok(module)
}

/// A module as the boundary writes it; `built_in` marks the fields that nobody can remove,
/// `read_only` those that nobody but the system writes.
pub fn module_to_json(module: &Module) -> Json {
    let built_in = built_in_fields(module.key.as_str(), &stages_of(&module.pipelines));
    let is_built_in = |key: &str| built_in.iter().any(|field| field.key.as_str() == key);
    json!({
        "key": module.key.as_str(),
        "label": module.label,
        "fields": module.fields.iter()
            .map(|field| field_to_json(field, is_built_in(field.key.as_str())))
            .collect::<Vec<_>>(),
        "pipelines": module.pipelines.iter().map(pipeline_to_json).collect::<Vec<_>>(),
        "sms_enabled": module.sms_enabled,
    })
}

/// What would be lost if `after` replaced `before`: fields removed or of another kind, options and
/// stages removed. Whether any of it is in use is for the caller to find out.
pub fn lost_parts(before: &Module, after: &Module) -> Vec<LostPart> {
    let mut lost = Vec::new();
    for field in &before.fields {
        let Some(now) = after.field(field.key.as_str()) else {
            lost.push(LostPart { field: field.key.clone(), option: None });
            continue;
        };
        if !same_kind(&field.kind, &now.kind) {
            lost.push(LostPart { field: field.key.clone(), option: None });
            continue;
        }
        let kept: BTreeSet<&str> = codes(&now.kind).collect();
        for code in codes(&field.kind).filter(|code| !kept.contains(code)) {
            lost.push(LostPart { field: field.key.clone(), option: Some(code.to_owned()) });
        }
    }
    lost
}

/// A field, or one option of it, that a change of a module takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostPart {
    /// The field.
    pub field: FieldKey,
    /// The option or stage; `None` when the field itself goes.
    pub option: Option<String>,
}

impl LostPart {
    /// The refusal of a loss that would orphan values.
    pub fn in_use(&self, records: u64) -> Problem {
        let what = match &self.option {
            Some(option) => format!("`{}` of `{}`", clip(option), self.field),
            None => format!("`{}`", self.field),
        };
        Problem::new("in_use", format!("{what} is used by {records} records and cannot be removed"))
            .at(self.field.as_str())
            .help("rename it, or empty it in those records first")
    }
}

fn same_kind(before: &FieldKind, after: &FieldKind) -> bool {
    match (before, after) {
        (FieldKind::Choice { .. }, FieldKind::Choice { .. })
        | (FieldKind::Stage { .. }, FieldKind::Stage { .. }) => true,
        (before, after) => before == after,
    }
}

fn codes(kind: &FieldKind) -> Box<dyn Iterator<Item = &str> + '_> {
    match kind {
        FieldKind::Choice { options } => Box::new(options.iter().map(|option| option.key.as_str())),
        FieldKind::Stage { stages } => Box::new(stages.iter().map(StageKey::as_str)),
        _ => Box::new(core::iter::empty()),
    }
}

fn empty(key: ModuleKey, label: String) -> Module {
    Module { key, label, fields: Vec::new(), pipelines: Vec::new(), sms_enabled: false }
}

/// Built-in fields come first, with the label that the author gave them; then the author's own.
fn merged(built_in: Vec<Field>, fields: Vec<Field>) -> Vec<Field> {
    let mut all = built_in;
    for field in fields {
        match all.iter_mut().find(|other| other.key == field.key) {
            Some(other) => *other = field,
            None => all.push(field),
        }
    }
    all
}

fn stages_of(pipelines: &[Pipeline]) -> Vec<StageKey> {
    pipelines.iter().flat_map(|path| &path.stages).map(|stage| stage.key.clone()).collect()
}

fn pipeline(value: &Json) -> Result<Pipeline, Problems> {
    let mut object = Object::of(value)?;
    let key = object.text("key").and_then(|text| object.keep("key", FieldKey::parse(text)));
    let label = name(&mut object, "label").unwrap_or_default();
    let stages = object.each("stages", stage);
    if stages.is_empty() && object.has("stages") {
        object.add(Problem::new("missing", "a pipeline needs a stage").at("stages"));
    }
    object.finish()?;
    let key = key.ok_or_else(unread)?;
    Ok(Pipeline { key, label, stages })
}

fn stage(value: &Json) -> Result<Stage, Problems> {
    let mut object = Object::of(value)?;
    let key = object.text("key").and_then(|text| object.keep("key", StageKey::parse(text)));
    let label = name(&mut object, "label").unwrap_or_default();
    let is_final = object.yes_no("is_final", false);
    let tells = object.text_if_any("tells");
    let tells = tells.and_then(|name| object.keep("tells", EventName::parse(name)));
    object.finish()?;
    let key = key.ok_or_else(unread)?;
    Ok(Stage { key, label, is_final, tells })
}

fn unread() -> Problems {
    vec![Problem::new("internal", "a part was read without its key")]
}

/// The words for kinds, as authors write them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KindWord {
    Text,
    Number,
    Money,
    Date,
    Instant,
    Choice,
    Stage,
    User,
    Tags,
    YesNo,
    Relation,
}

const KIND_WORDS: [(&str, KindWord); 11] = [
    ("text", KindWord::Text),
    ("number", KindWord::Number),
    ("money", KindWord::Money),
    ("date", KindWord::Date),
    ("instant", KindWord::Instant),
    ("choice", KindWord::Choice),
    ("stage", KindWord::Stage),
    ("user", KindWord::User),
    ("tags", KindWord::Tags),
    ("yes_no", KindWord::YesNo),
    ("relation", KindWord::Relation),
];

/// The word that authors write for a kind.
pub fn kind_word(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Money { .. } => "money",
        FieldKind::Date => "date",
        FieldKind::Instant => "instant",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Stage { .. } => "stage",
        FieldKind::User => "user",
        FieldKind::Tags => "tags",
        FieldKind::YesNo => "yes_no",
        FieldKind::Relation { .. } => "relation",
    }
}

fn read_field(value: &Json, built_in: &[Field], stages: &[StageKey]) -> Result<Field, Problems> {
    let mut object = Object::of(value)?;
    let key = object.text("key").and_then(|text| object.keep("key", FieldKey::parse(text)));
    let label = name(&mut object, "label").unwrap_or_default();
    let word =
        object.text("kind").and_then(|text| object.keep("kind", one_word(text, &KIND_WORDS)));
    let kind = word.and_then(|word| read_kind(&mut object, word, stages));
    let empty_is_zero = object.yes_no("empty_is_zero", false);
    // An answer of ours may be sent back as it is.
    object.yes_no("built_in", false);
    object.yes_no("read_only", false);
    if empty_is_zero && !matches!(word, Some(KindWord::Number | KindWord::Money)) {
        object.add(
            Problem::new("wrong_kind", "only a number or money can count as 0 when it is empty")
                .at("empty_is_zero"),
        );
    }
    if let (Some(key), Some(kind)) = (&key, &kind)
        && let Some(own) = built_in.iter().find(|field| field.key == *key)
        && !same_kind(&own.kind, kind)
    {
        object.add(
            Problem::new(
                "reserved_field",
                format!("`{key}` is built in and holds {}", own.kind.in_words()),
            )
            .at("kind")
            .allowed([kind_word(&own.kind)]),
        );
    }
    object.finish()?;
    match (key, kind) {
        (Some(key), Some(kind)) => Ok(Field { key, label, kind, empty_is_zero }),
        _ => Err(unread()),
    }
}

fn read_kind(object: &mut Object<'_>, word: KindWord, stages: &[StageKey]) -> Option<FieldKind> {
    Some(match word {
        KindWord::Text => FieldKind::Text,
        KindWord::Number => FieldKind::Number,
        KindWord::Date => FieldKind::Date,
        KindWord::Instant => FieldKind::Instant,
        KindWord::User => FieldKind::User,
        KindWord::Tags => FieldKind::Tags,
        KindWord::YesNo => FieldKind::YesNo,
        KindWord::Money => {
            let currency = object.text("currency")?.to_owned();
            if !is_currency(&currency) {
                object.add(unknown_currency(&currency).at("currency"));
                return None;
            }
            FieldKind::Money { currency }
        }
        KindWord::Choice => {
            let options = object.each("options", choice);
            no_twins(object, "options", options.iter().map(|option| option.key.as_str()));
            at_most(object, "options", options.len(), OPTIONS_MAX);
            if options.is_empty() {
                object.add(Problem::new("missing", "a choice needs an option").at("options"));
            }
            FieldKind::Choice { options }
        }
        KindWord::Stage => FieldKind::Stage { stages: stages.to_vec() },
        KindWord::Relation => {
            let text = object.text("module")?;
            FieldKind::Relation { module: object.keep("module", ModuleKey::parse(text))? }
        }
    })
}

fn choice(value: &Json) -> Result<Choice, Problems> {
    const OPTION_CHARS_MAX: usize = 64;
    let mut object = Object::of(value)?;
    let key = object.text("key").unwrap_or_default().to_owned();
    if key.chars().count() > OPTION_CHARS_MAX {
        object.add(Problem::new("too_long", "an option's key has at most 64 characters").at("key"));
    }
    let label = object.text_if_any("label").unwrap_or(&key).to_owned();
    object.finish()?;
    Ok(Choice { key, label })
}

fn no_twins<'a>(object: &mut Object<'_>, place: &'static str, keys: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            object.add(
                Problem::new("twice", format!("`{}` stands here twice", clip(key)))
                    .at(place)
                    .found(clip(key)),
            );
        }
    }
}

fn at_most(object: &mut Object<'_>, place: &'static str, count: usize, most: usize) {
    if count > most {
        object.add(
            Problem::new("too_many", format!("at most {most} are possible here"))
                .at(place)
                .found(count.to_string()),
        );
    }
}

fn field_to_json(field: &Field, built_in: bool) -> Json {
    let mut map = Map::new();
    map.insert("key".into(), field.key.as_str().into());
    map.insert("label".into(), field.label.as_str().into());
    map.insert("kind".into(), kind_word(&field.kind).into());
    match &field.kind {
        FieldKind::Money { currency } => {
            map.insert("currency".into(), currency.as_str().into());
        }
        FieldKind::Choice { options } => {
            let options = options.iter().map(|o| json!({"key": o.key, "label": o.label}));
            map.insert("options".into(), options.collect());
        }
        FieldKind::Relation { module } => {
            map.insert("module".into(), module.as_str().into());
        }
        _ => {}
    }
    if field.empty_is_zero {
        map.insert("empty_is_zero".into(), true.into());
    }
    if built_in {
        map.insert("built_in".into(), true.into());
    }
    if is_written_by_system(field.key.as_str()) {
        map.insert("read_only".into(), true.into());
    }
    Json::Object(map)
}

fn pipeline_to_json(pipeline: &Pipeline) -> Json {
    json!({
        "key": pipeline.key.as_str(),
        "label": pipeline.label,
        "stages": pipeline.stages.iter().map(stage_to_json).collect::<Vec<_>>(),
    })
}

fn stage_to_json(stage: &Stage) -> Json {
    let mut json = json!({
        "key": stage.key.as_str(),
        "label": stage.label,
        "is_final": stage.is_final,
    });
    if let (Some(name), Json::Object(map)) = (&stage.tells, &mut json) {
        map.insert("tells".into(), name.as_str().into());
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deals(value: &Json) -> Result<Module, Problems> {
        module_from_json(value, &ModuleKey::parse("deals").unwrap())
    }

    fn example() -> Json {
        json!({"key": "deals", "label": "Deals", "fields": [
            {"key": "amount", "label": "Amount", "kind": "money", "currency": "PLN", "empty_is_zero": true},
            {"key": "source", "label": "Source", "kind": "choice", "options": [{"key": "web", "label": "Web"}]},
        ], "pipelines": [{"key": "sales", "label": "Sales", "stages": [
            {"key": "new", "label": "New", "is_final": false},
            {"key": "won", "label": "Won", "is_final": true},
        ]}], "sms_enabled": true})
    }

    #[test]
    fn built_in_fields_are_added_and_an_answer_can_be_sent_back() {
        let module = deals(&example()).unwrap();
        let keys: Vec<_> = module.fields.iter().map(|f| f.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "name", "stage", "owner", "tags", "created", "updated", "contacts", "origin",
                "amount", "source"
            ]
        );
        assert_eq!(deals(&module_to_json(&module)), Ok(module));
    }

    #[test]
    fn mistakes_in_a_module_are_named() {
        let given = json!({"label": "Deals", "fields": [
            {"key": "owner", "label": "Boss", "kind": "text"},
            {"key": "a", "label": "A", "kind": "txt"},
            {"key": "b", "label": "B", "kind": "money", "currency": "zł"},
            {"key": "c", "label": "C", "kind": "text"},
            {"key": "c", "label": "C again", "kind": "text"},
        ]});
        let said: Vec<_> = deals(&given).unwrap_err().into_iter().map(|p| (p.code, p.at)).collect();
        assert_eq!(
            said,
            [
                ("reserved_field", "fields[0].kind".to_owned()),
                ("unknown_word", "fields[1].kind".to_owned()),
                ("invalid_currency", "fields[2].currency".to_owned()),
            ]
        );
        let twins = json!({"label": "Deals", "fields": [
            {"key": "c", "label": "C", "kind": "text"}, {"key": "c", "label": "C", "kind": "text"}]});
        assert_eq!(deals(&twins).unwrap_err().first().map(|p| p.code), Some("twice"));
    }

    #[test]
    fn what_a_change_takes_away_is_listed() {
        let before = deals(&example()).unwrap();
        let mut changed = example();
        changed["fields"] = json!([{"key": "amount", "label": "A", "kind": "number"}]);
        changed["pipelines"][0]["stages"].as_array_mut().unwrap().remove(0);
        let lost: Vec<_> = lost_parts(&before, &deals(&changed).unwrap())
            .into_iter()
            .map(|part| (part.field.to_string(), part.option))
            .collect();
        assert_eq!(
            lost,
            [
                ("stage".to_owned(), Some("new".to_owned())),
                ("amount".to_owned(), None),
                ("source".to_owned(), None),
            ]
        );
    }
}
