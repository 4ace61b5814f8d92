//! What exists in every account without anybody declaring it: the built-in modules and the fields
//! that core adds to each module.
//!
//! An account stores a module only after somebody has changed it; until then it is the one of here.

use crate::words::contact::{
    EMAIL_CONSENT_ASKED_AT, EMAIL_SUPPRESSED, SMS_SUPPRESSED, SNOOZED_UNTIL,
};
use crate::words::module::{
    ACTIVITIES_MODULE, CONTACTS, CONTACTS_MODULE, CREATED, DOCUMENTS_MODULE, EMAILS_MODULE, ORIGIN,
    OWNER, STAGE, TAGS, TASKS_MODULE, UPDATED,
};
use crate::words::{Choice, Field, FieldKey, FieldKind, Module, ModuleKey, StageKey};

/// Languages of contacts: those of the product.
const CONTACT_LANGUAGES: [(&str, &str); 5] =
    [("pl", "Polski"), ("ro", "Română"), ("hu", "Magyar"), ("ru", "Русский"), ("en", "English")];
/// What can be planned (S3.1, S3.15: "universal activities").
const ACTIVITY_KINDS: [(&str, &str); 3] =
    [("meeting", "Meeting"), ("call", "Call"), ("documents", "Documents to prepare")];
/// Which way an e-mail went.
const DIRECTIONS: [(&str, &str); 2] = [("in", "Received"), ("out", "Sent")];
/// How an answer came (E1).
const CHANNELS: [(&str, &str); 2] = [("email", "E-mail"), ("sms", "SMS")];
/// How an answer was matched with the message that it answers: those of `inbound::MatchedBy`.
const MATCHES: [(&str, &str); 4] = [
    ("message_id", "The message that it names"),
    ("address", "The address that it came to"),
    ("subject", "Its subject"),
    ("sender", "Its sender"),
];
/// In the order in which an account that declares nothing shows them.
const MODULES: [(&str, &str); 5] = [
    (CONTACTS_MODULE, "Contacts"),
    (TASKS_MODULE, "Tasks"),
    (ACTIVITIES_MODULE, "Activities"),
    (EMAILS_MODULE, "E-mails"),
    (DOCUMENTS_MODULE, "Documents"),
];

/// The built-in modules as they are before anybody adds a field.
pub fn built_in_modules() -> Vec<Module> {
    MODULES.iter().map(|(key, label)| built_in_module(key, label)).collect()
}

/// The module `contacts` as it is before anybody adds a field.
pub fn contacts_module() -> Module {
    built_in_module(CONTACTS_MODULE, "Contacts")
}

fn built_in_module(key: &'static str, label: &str) -> Module {
    Module {
        key: ModuleKey::known(key),
        label: label.to_owned(),
        fields: built_in_fields(key, &[]),
        pipelines: Vec::new(),
        sms_enabled: true,
    }
}

/// The fields that nobody can remove from a module; `stages` are those of its pipelines.
pub fn built_in_fields(module: &str, stages: &[StageKey]) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |key: &'static str, label: &str, kind: FieldKind| {
        let key = FieldKey::known(key);
        fields.push(Field { key, label: label.to_owned(), kind, empty_is_zero: false });
    };
    add("name", "Name", FieldKind::Text);
    if !stages.is_empty() {
        add(STAGE, "Stage", FieldKind::Stage { stages: stages.to_vec() });
    }
    add(OWNER, "Owner", FieldKind::User);
    add(TAGS, "Tags", FieldKind::Tags);
    add(CREATED, "Created", FieldKind::Instant);
    add(UPDATED, "Updated", FieldKind::Instant);
    match module {
        CONTACTS_MODULE => contact_fields(&mut add),
        TASKS_MODULE => task_fields(&mut add),
        ACTIVITIES_MODULE => activity_fields(&mut add),
        EMAILS_MODULE => email_fields(&mut add),
        DOCUMENTS_MODULE => document_fields(&mut add),
        _ => {}
    }
    if module != CONTACTS_MODULE {
        let contacts = ModuleKey::known(CONTACTS_MODULE);
        add(CONTACTS, "Contacts", FieldKind::Relation { module: contacts });
    }
    add(ORIGIN, "Made by automation", FieldKind::Text);
    fields
}

fn one_of(options: &[(&str, &str)]) -> FieldKind {
    let option =
        |(key, label): &(&str, &str)| Choice { key: (*key).into(), label: (*label).into() };
    FieldKind::Choice { options: options.iter().map(option).collect() }
}

fn contact_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("first_name", "First name", FieldKind::Text);
    add("last_name", "Last name", FieldKind::Text);
    add("company_name", "Company", FieldKind::Text);
    add("is_company", "Is a company", FieldKind::YesNo);
    add("email", "E-mail", FieldKind::Text);
    add("phone", "Phone", FieldKind::Text);
    add("language", "Language", one_of(&CONTACT_LANGUAGES));
    add("zone", "Time zone", FieldKind::Text);
    add(SNOOZED_UNTIL, "No messages until", FieldKind::Date);
    add("email_consent", "E-mail consent", FieldKind::YesNo);
    add("email_consent_source", "E-mail consent from", FieldKind::Text);
    add("email_consent_at", "E-mail consent at", FieldKind::Instant);
    add(EMAIL_CONSENT_ASKED_AT, "Asked to confirm at", FieldKind::Instant);
    add(EMAIL_SUPPRESSED, "E-mail suppressed", FieldKind::YesNo);
    add("sms_consent", "SMS consent", FieldKind::YesNo);
    add("sms_consent_source", "SMS consent from", FieldKind::Text);
    add("sms_consent_at", "SMS consent at", FieldKind::Instant);
    add(SMS_SUPPRESSED, "SMS suppressed", FieldKind::YesNo);
}

/// What the engine writes when it makes a task (D26, S2.2).
fn task_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("description", "Description", FieldKind::Text);
    add("due_at", "Due", FieldKind::Instant);
    add("is_done", "Done", FieldKind::YesNo);
    about_fields(add);
}

/// A meeting, a call or documents to prepare, planned by a rule or a person (S3.15-20).
fn activity_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("kind", "Kind", one_of(&ACTIVITY_KINDS));
    add("description", "Description", FieldKind::Text);
    add("starts_at", "Starts", FieldKind::Instant);
    add("is_done", "Done", FieldKind::YesNo);
    add("done_at", "Done at", FieldKind::Instant);
    about_fields(add);
}

/// One e-mail, as the Worker received it (S0.4-6); its `name` is its subject.
fn email_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("from", "From", FieldKind::Text);
    add("from_name", "Sender's name", FieldKind::Text);
    add("to", "To", FieldKind::Text);
    add("subject", "Subject", FieldKind::Text);
    add("body", "Text", FieldKind::Text);
    add("received_at", "Received", FieldKind::Instant);
    add("direction", "Direction", one_of(&DIRECTIONS));
    add("is_automatic", "Written by a machine", FieldKind::YesNo);
    add("is_cut", "Text is cut", FieldKind::YesNo);
    add("message_id", "Message-ID", FieldKind::Text);
    add("in_reply_to", "In reply to", FieldKind::Text);
    add("channel", "Channel", one_of(&CHANNELS));
    add("arrived_at", "Arrived at", FieldKind::Text);
    add("answered_automation", "Answers automation", FieldKind::Text);
    add("answered_record", "Answers record", FieldKind::Text);
    add("matched_by", "Matched by", one_of(&MATCHES));
}

/// A document that a rule made from a template (S4.13).
fn document_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("body", "Text", FieldKind::Text);
    add("template", "Template", FieldKind::Text);
    about_fields(add);
}

/// Which record something was made for: of any module, so it is no relation.
fn about_fields(add: &mut impl FnMut(&'static str, &str, FieldKind)) {
    add("about", "About record", FieldKind::Text);
    add("about_module", "In module", FieldKind::Text);
}
