//! Modules: lists of records, with typed fields and pipelines.

use super::ident::{EventName, FieldKey, ModuleKey, StageKey, clip};
use super::problem::Problem;

/// One list of records (clients, deals, calls, tasks, invoices, orders), its fields and pipelines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Name for programs.
    pub key: ModuleKey,
    /// Name for people.
    pub label: String,
    /// All fields, the built-in ones first. No key twice.
    pub fields: Vec<Field>,
    /// The ordered paths of this module's records; empty for a module without stages.
    pub pipelines: Vec<Pipeline>,
    /// Whether the SMS service is switched on for this module (S1.20).
    pub sms_enabled: bool,
}

/// One field of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name for programs, unique in its module.
    pub key: FieldKey,
    /// Name for people.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// A number or money field may declare that empty counts as 0 (D7).
    pub empty_is_zero: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Money, all in one currency. Our choice: one currency a field, because a comparison of
    /// amounts in two currencies has no answer.
    Money {
        /// ISO 4217 code, like `PLN`.
        currency: String,
    },
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// One of a list.
    Choice {
        /// In the order in which they are offered.
        options: Vec<Choice>,
    },
    /// A place on one of the module's pipelines.
    Stage {
        /// All stages of the module, pipeline by pipeline.
        stages: Vec<StageKey>,
    },
    /// A colleague.
    User,
    /// A set of words.
    Tags,
    /// Yes or no.
    YesNo,
    /// Records of a module that this one points to.
    Relation {
        /// The module pointed to.
        module: ModuleKey,
    },
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Name for programs; at most 64 characters, any script.
    pub key: String,
    /// Name for people.
    pub label: String,
}

/// An ordered path of stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Name for programs, unique in its module.
    pub key: FieldKey,
    /// Name for people.
    pub label: String,
    /// In order.
    pub stages: Vec<Stage>,
}

/// A place on a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Name for programs, unique in the module over all its pipelines.
    pub key: StageKey,
    /// Name for people.
    pub label: String,
    /// Whether the path ends here (won, lost).
    pub is_final: bool,
    /// The event that reaching it is (S1.5: an order on "Delivered" is an order delivered).
    pub tells: Option<EventName>,
}

/// Built-in fields that every module has, whatever it declares: `created` and `updated` are kept by
/// the store, `origin` by the engine, the rest by people.
pub const CREATED: &str = "created";
/// See [`CREATED`].
pub const UPDATED: &str = "updated";
/// The colleague responsible for the record.
pub const OWNER: &str = "owner";
/// The place on a pipeline; only in modules that have pipelines.
pub const STAGE: &str = "stage";
/// A set of words.
pub const TAGS: &str = "tags";
/// The people (or companies) that the record is about; in every module but `contacts`.
pub const CONTACTS: &str = "contacts";
/// The id of the automation that made the record; empty when a person or a program did (D19).
pub const ORIGIN: &str = "origin";
/// The built-in module of people and companies; its own built-in fields are in `contact.rs`.
pub const CONTACTS_MODULE: &str = "contacts";
/// The built-in module of tasks, which the engine writes to (D26).
pub const TASKS_MODULE: &str = "tasks";
/// The built-in module of meetings, calls and documents to prepare (S3.15).
pub const ACTIVITIES_MODULE: &str = "activities";
/// The built-in module of e-mails, which the Worker writes to when one arrives (S0.4).
pub const EMAILS_MODULE: &str = "emails";
/// The built-in module of documents that rules make from templates (S4.13).
pub const DOCUMENTS_MODULE: &str = "documents";

/// Whether a field is written by the system alone, never by a person or a program.
pub fn is_written_by_system(key: &str) -> bool {
    matches!(key, CREATED | UPDATED | ORIGIN)
}

impl FieldKind {
    /// The kind in the user's words, for messages.
    pub fn in_words(&self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Number => "a number",
            FieldKind::Money { .. } => "an amount of money",
            FieldKind::Date => "a date",
            FieldKind::Instant => "an instant",
            FieldKind::Choice { .. } => "one of a list",
            FieldKind::Stage { .. } => "a stage",
            FieldKind::User => "a user",
            FieldKind::Tags => "tags",
            FieldKind::YesNo => "yes or no",
            FieldKind::Relation { .. } => "related records",
        }
    }
}

impl Module {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.as_str() == key)
    }

    /// The field with this key, or the problem with a suggestion.
    ///
    /// # Errors
    /// `unknown_field`.
    pub fn expect_field(&self, key: &str) -> Result<&Field, Problem> {
        self.field(key).ok_or_else(|| {
            let message = format!("`{}` has no field `{}`", self.key, clip(key));
            Problem::new("unknown_field", message)
                .found(clip(key))
                .allowed(self.fields.iter().map(|field| field.key.as_str()))
                .suggest()
        })
    }

    /// The stage with this key, in whichever pipeline it is.
    pub fn stage(&self, key: &str) -> Option<&Stage> {
        self.pipelines.iter().flat_map(|path| &path.stages).find(|stage| stage.key.as_str() == key)
    }
}
