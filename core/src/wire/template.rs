//! Templates at the boundary.
//!
//! Shape: `{"id","name","module","kind":"email|sms|task|document","class":"marketing|transactional",
//! "when_missing":"skip"|{"text":"…"}, …}` and the texts of the kind: an e-mail has `subject`, `body`
//! and `format` (`text`, the default, or `html`); an SMS has `text`; a task has `title` and
//! `description`; a document has `title`, `body` and `format`.

use serde_json::{Value as Json, json};

use super::account::name;
use super::json::{Object, word_of, wrong_type};
use crate::template::{
    EmailBody, MessageClass, Template, TemplateContent, TemplateKind, TemplateSource, WhenMissing,
};
use crate::words::{Module, ModuleKey, Problem, Problems, TemplateId};

const KINDS: [(&str, TemplateKind); 4] = [
    ("email", TemplateKind::Email),
    ("sms", TemplateKind::Sms),
    ("task", TemplateKind::Task),
    ("document", TemplateKind::Document),
];
const CLASSES: [(&str, MessageClass); 2] =
    [("marketing", MessageClass::Marketing), ("transactional", MessageClass::Transactional)];

/// A template as it is stored: its merge fields are not checked yet.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTemplate {
    /// Unique within the account.
    pub id: TemplateId,
    /// Name for people.
    pub name: String,
    /// The module whose records fill it.
    pub module: ModuleKey,
    /// The texts.
    pub source: TemplateSource,
}

impl StoredTemplate {
    /// Checks the merge fields against the account's modules.
    ///
    /// # Errors
    /// `unknown_module`, and every problem of the texts.
    pub fn template(&self, modules: &[Module]) -> Result<Template, Problems> {
        let module = modules.iter().find(|module| module.key == self.module).ok_or_else(|| {
            let message = format!("there is no module `{}`", self.module);
            let keys = modules.iter().map(|module| module.key.as_str());
            let problem = Problem::new("unknown_module", message).at("module");
            vec![problem.found(self.module.as_str()).allowed(keys).suggest()]
        })?;
        Template::parse(self.source.clone(), module, modules)
    }
}

/// Reads a template.
///
/// # Errors
/// Everything malformed, with its place; merge fields are checked by [`StoredTemplate::template`].
pub fn template_from_json(value: &Json) -> Result<StoredTemplate, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id");
    let id = id.and_then(|id| object.keep("id", TemplateId::parse(id)));
    let name = name(&mut object, "name");
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    // The class is a required property (D20): a forgotten choice would decide about consent.
    let class = object.word("class", &CLASSES);
    let when_missing = match object.value("when_missing") {
        None => Some(WhenMissing::SkipWithReason),
        Some(choice) => object.keep_all("when_missing", when_missing_from_json(choice)),
    };
    let kind = object.word("kind", &KINDS);
    let content = kind.map(|kind| content_from_json(&mut object, kind));
    object.finish()?;
    match (id, name, module, class, when_missing, content) {
        (Some(id), Some(name), Some(module), Some(class), Some(when_missing), Some(content)) => {
            let source = TemplateSource { class, when_missing, content };
            Ok(StoredTemplate { id, name, module, source })
        }
        _ => Err(Problems::new()),
    }
}

fn content_from_json(object: &mut Object<'_>, kind: TemplateKind) -> TemplateContent {
    let mut text = |key| object.text_if_any(key).unwrap_or_default().to_owned();
    match kind {
        TemplateKind::Email => {
            let subject = text("subject");
            TemplateContent::Email { subject, body: body_from_json(object) }
        }
        TemplateKind::Document => {
            let title = text("title");
            TemplateContent::Document { title, body: body_from_json(object) }
        }
        TemplateKind::Sms => TemplateContent::Sms { text: text("text") },
        TemplateKind::Task => {
            TemplateContent::Task { title: text("title"), description: text("description") }
        }
    }
}

fn body_from_json(object: &mut Object<'_>) -> EmailBody {
    let body = object.text_if_any("body").unwrap_or_default().to_owned();
    let html = object.word_or("format", &[("text", false), ("html", true)], false);
    if html { EmailBody::Html(body) } else { EmailBody::Text(body) }
}

fn when_missing_from_json(value: &Json) -> Result<WhenMissing, Problems> {
    match value {
        Json::String(word) => super::json::one_word(word, &[("skip", ())])
            .map(|()| WhenMissing::SkipWithReason)
            .map_err(|problem| vec![problem]),
        Json::Object(_) => {
            let mut object = Object::of(value)?;
            let text = object.text_if_any("text").unwrap_or_default().to_owned();
            object.finish()?;
            Ok(WhenMissing::UseText(text))
        }
        other => Err(vec![wrong_type("`skip` or {\"text\": …}", other)]),
    }
}

/// Writes a template; the inverse of [`template_from_json`].
pub fn template_to_json(template: &StoredTemplate) -> Json {
    let source = &template.source;
    let when_missing = match &source.when_missing {
        WhenMissing::SkipWithReason => json!("skip"),
        WhenMissing::UseText(text) => json!({"text": text}),
    };
    let mut written = json!({
        "id": template.id.as_str(),
        "name": template.name,
        "module": template.module.as_str(),
        "kind": word_of(&source.content.kind(), &KINDS),
        "class": word_of(&source.class, &CLASSES),
        "when_missing": when_missing,
    });
    let texts = match &source.content {
        TemplateContent::Email { subject, body } => {
            let (format, body) = body_as_written(body);
            json!({"subject": subject, "body": body, "format": format})
        }
        TemplateContent::Document { title, body } => {
            let (format, body) = body_as_written(body);
            json!({"title": title, "body": body, "format": format})
        }
        TemplateContent::Sms { text } => json!({"text": text}),
        TemplateContent::Task { title, description } => {
            json!({"title": title, "description": description})
        }
    };
    if let (Json::Object(written), Json::Object(texts)) = (&mut written, texts) {
        written.extend(texts);
    }
    written
}

fn body_as_written(body: &EmailBody) -> (&'static str, &str) {
    match body {
        EmailBody::Text(body) => ("text", body),
        EmailBody::Html(body) => ("html", body),
    }
}
