//! What a message or a task says: text with merge fields, checked when it is saved, filled in when
//! it is sent.
//!
//! Decides: which merge fields exist, how a value is printed, what a missing value means, how a
//! value is escaped where it stands. Does not decide: who gets it (engine), what it costs (sms).
//! Rules: D27, S1.12-14, S3.7, S3.17. Table: `tests/spec/template.md`.
//!
//! The syntax is a small part of Liquid's: `{{ contact.first_name | default: "there" }}` and
//! `{% if amount > 1000 %} … {% elsif … %} … {% else %} … {% endif %}`. No loops, no includes, no
//! code: what a template can cost is known when it is saved.
//!
//! | file | holds |
//! |---|---|
//! | `scan` | a source cut into text, `{{ … }}` and `{% … %}` |
//! | `scope` | which paths exist, and what they hold |
//! | `tokens`, `expression`, `comparison` | what stands between the braces |
//! | `part` | the texts of each kind, and their limits |
//! | `tree` | the parsed template |
//! | `markup` | where in HTML each value stands, and its escaping there |
//! | `convert` | text made into HTML, and HTML into text |
//! | `print` | values as people write them, by language |
//! | `fill`, `rendered` | rendering, and what it gives |

mod comparison;
mod convert;
mod expression;
mod fill;
mod markup;
mod part;
mod print;
mod rendered;
mod scan;
mod scope;
mod tokens;
mod tree;

use std::collections::BTreeSet;

use crate::words::{Account, Module, ModuleKey, Moment, Problems, Record, Subject, User, Zone};
use part::Part;
pub use print::money_in_words;
pub use rendered::{RenderProblem, Rendered};
use tree::Node;

/// Longest source of an e-mail's body. Units: bytes. Source: Gmail clips a message above 102 kB.
pub const BODY_BYTES_MAX: usize = 102_400;
/// Longest subject. Units: bytes. Source: RFC 5322 §2.1.1, one header line.
pub const SUBJECT_BYTES_MAX: usize = 998;
/// Longest SMS. Units: bytes. Source: providers take at most 1,600 characters (Twilio) or ten
/// parts; a character takes at most 3 bytes in the languages of the product.
pub const SMS_BYTES_MAX: usize = 4_800;
/// Longest title of a task. Units: bytes. Our choice: one line of a list, with room for Cyrillic.
pub const TITLE_BYTES_MAX: usize = 1_000;
/// Longest description of a task. Units: bytes. Our choice: several pages.
pub const DESCRIPTION_BYTES_MAX: usize = 40_000;

/// The type of a template; it must fit the action that uses it (S1.14, D27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TemplateKind {
    /// For "e-mail to contact" and "e-mail to user".
    Email,
    /// For "SMS to contact".
    Sms,
    /// For "task for user" and planned activities.
    Task,
    /// For documents that are kept on the record or attached (S4.13, S3.16).
    Document,
}

/// Whether a message needs the contact's consent (D20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageClass {
    /// Needs consent for its channel. The default, so that a forgotten choice harms nobody.
    #[default]
    Marketing,
    /// Needed for what the contact ordered (an invoice, a delivery): no consent asked.
    Transactional,
}

/// What happens when a merge field without `default:` has no value (D27).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WhenMissing {
    /// The message is not sent, and the run log says which value was missing.
    #[default]
    SkipWithReason,
    /// This text stands in its place; it may be empty.
    UseText(String),
}

/// What an author wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSource {
    /// Marketing or transactional.
    pub class: MessageClass,
    /// The author's choice for values that are missing.
    pub when_missing: WhenMissing,
    /// The texts.
    pub content: TemplateContent,
}

/// The texts of a template, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateContent {
    /// An e-mail.
    Email {
        /// One line.
        subject: String,
        /// What it says.
        body: EmailBody,
    },
    /// A text message.
    Sms {
        /// What it says.
        text: String,
    },
    /// A task, or a planned activity.
    Task {
        /// One line.
        title: String,
        /// May be empty.
        description: String,
    },
    /// A document (S4.13).
    Document {
        /// One line.
        title: String,
        /// What it says.
        body: EmailBody,
    },
}

/// How an e-mail's body is written. Either way the mail leaves with both a text and an HTML part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailBody {
    /// As plain text. Its HTML: an empty line ends a paragraph, a line end is a line break, and an
    /// `https://…` that the author wrote becomes a link. What a value holds never becomes one.
    Text(String),
    /// As HTML. Its text: tags go, blocks become lines, a link's address follows in brackets.
    Html(String),
}

/// A template whose merge fields all exist. Parsed once, rendered many times.
///
/// # Example
/// ```
/// use relance_core::template::*;
/// # use relance_core::words::*;
/// # let deals = Module { key: ModuleKey::parse("deals")?, label: "Deals".into(), pipelines: vec![],
/// #   sms_enabled: true, fields: vec![Field { key: FieldKey::parse("name")?, label: "Name".into(),
/// #   kind: FieldKind::Text, empty_is_zero: false }] };
/// let source = TemplateSource {
///     class: MessageClass::Transactional,
///     when_missing: WhenMissing::SkipWithReason,
///     content: TemplateContent::Sms { text: "About {{ nme }}".into() },
/// };
/// let problems = Template::parse(source, &deals, &[]).unwrap_err();
/// assert_eq!(problems[0].code, "unknown_field");
/// assert_eq!(problems[0].at, "text, line 1, column 10");
/// assert_eq!(problems[0].help.as_deref(), Some("did you mean `name`?"));
/// # Ok::<(), Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    source: TemplateSource,
    module: ModuleKey,
    program: Program,
}

#[derive(Clone, Debug, PartialEq)]
enum Program {
    /// `text` is `None` when it is made from the rendered HTML.
    Email {
        subject: Vec<Node>,
        html: Vec<Node>,
        text: Option<Vec<Node>>,
    },
    Sms {
        text: Vec<Node>,
    },
    Task {
        title: Vec<Node>,
        description: Vec<Node>,
    },
    Document {
        title: Vec<Node>,
        html: Vec<Node>,
        text: Option<Vec<Node>>,
    },
}

/// All that a template may read.
#[derive(Clone, Copy, Debug)]
pub struct RenderContext<'a> {
    /// The record, and those it points to.
    pub subject: Subject<'a>,
    /// Who `contact` is: whom the message goes to (S2.13). Where it goes to no contact, the first of
    /// the record's.
    pub recipient: Option<&'a Record>,
    /// For `account.name`, names of colleagues and the language of last resort.
    pub account: &'a Account,
    /// Who `owner` is; the engine has already decided on substitutes (E10).
    pub owner: Option<&'a User>,
    /// For `now`.
    pub now: Moment,
    /// The zone in which instants are printed.
    pub zone: Zone,
}

impl TemplateKind {
    /// `email`, `sms`, `task` or `document`.
    pub const fn code(self) -> &'static str {
        match self {
            TemplateKind::Email => "email",
            TemplateKind::Sms => "sms",
            TemplateKind::Task => "task",
            TemplateKind::Document => "document",
        }
    }
}

impl TemplateContent {
    /// The kind of template that has these texts.
    pub const fn kind(&self) -> TemplateKind {
        match self {
            TemplateContent::Email { .. } => TemplateKind::Email,
            TemplateContent::Sms { .. } => TemplateKind::Sms,
            TemplateContent::Task { .. } => TemplateKind::Task,
            TemplateContent::Document { .. } => TemplateKind::Document,
        }
    }
}

impl Template {
    /// Checks the texts against the module whose records they are filled from. `modules` are those
    /// that relations point to; the module itself need not be among them.
    ///
    /// # Errors
    /// All that is wrong, each with its place: `text, line 1, column 10`.
    pub fn parse(
        source: TemplateSource,
        module: &Module,
        modules: &[Module],
    ) -> Result<Self, Problems> {
        let scope = scope::Scope { module, modules };
        let mut problems = Problems::new();
        let mut read = |text: &str, part: Part| tree::parse(text, part, &scope, &mut problems);
        let program = match &source.content {
            TemplateContent::Email { subject, body } => {
                let subject = read(subject, Part::SUBJECT);
                let (html, text) = parse_body(body, &mut read);
                Program::Email { subject, html, text }
            }
            TemplateContent::Sms { text } => Program::Sms { text: read(text, Part::SMS) },
            TemplateContent::Task { title, description } => Program::Task {
                title: read(title, Part::TITLE),
                description: read(description, Part::DESCRIPTION),
            },
            TemplateContent::Document { title, body } => {
                let title = read(title, Part::TITLE);
                let (html, text) = parse_body(body, &mut read);
                Program::Document { title, html, text }
            }
        };
        if problems.is_empty() {
            Ok(Template { module: module.key.clone(), source, program })
        } else {
            Err(problems)
        }
    }

    /// E-mail, SMS, task or document.
    pub const fn kind(&self) -> TemplateKind {
        self.source.content.kind()
    }

    /// Marketing or transactional.
    pub const fn class(&self) -> MessageClass {
        self.source.class
    }

    /// The module whose records it is filled from.
    pub const fn module(&self) -> &ModuleKey {
        &self.module
    }

    /// What the author wrote.
    pub const fn source(&self) -> &TemplateSource {
        &self.source
    }

    /// All paths that it reads, in a condition or in the text, like `contact.first_name`.
    pub fn reads(&self) -> BTreeSet<&str> {
        tree::paths(&self.program.parts(), tree::Wanted::All)
    }

    /// The paths without which nothing can be sent: printed whatever the conditions say, without
    /// `default:`. Empty when the template has a text for missing values.
    pub fn required(&self) -> BTreeSet<&str> {
        match self.source.when_missing {
            WhenMissing::SkipWithReason => {
                tree::paths(&self.program.parts(), tree::Wanted::Required)
            }
            WhenMissing::UseText(_) => BTreeSet::new(),
        }
    }

    /// Fills it in; the same as [`render`].
    ///
    /// # Errors
    /// See [`RenderProblem`].
    pub fn render(&self, context: &RenderContext<'_>) -> Result<Rendered, RenderProblem> {
        render(self, context)
    }
}

/// Fills a template in for one record.
///
/// # Errors
/// See [`RenderProblem`].
pub fn render(template: &Template, context: &RenderContext<'_>) -> Result<Rendered, RenderProblem> {
    let reader = match template.kind() {
        TemplateKind::Task => fill::Reader::Colleague,
        TemplateKind::Email | TemplateKind::Sms | TemplateKind::Document => fill::Reader::Contact,
    };
    let filler = fill::Filler::new(context, &template.source.when_missing, reader);
    match &template.program {
        Program::Email { subject, html, text } => {
            let (html, text) = fill_body(&filler, html, text.as_deref())?;
            Ok(Rendered::Email { subject: filler.fill(subject, Part::SUBJECT)?, html, text })
        }
        Program::Document { title, html, text } => {
            let (html, text) = fill_body(&filler, html, text.as_deref())?;
            Ok(Rendered::Document { title: filler.fill(title, Part::TITLE)?, html, text })
        }
        Program::Sms { text } => Ok(Rendered::Sms { text: filler.fill(text, Part::SMS)? }),
        Program::Task { title, description } => Ok(Rendered::Task {
            title: filler.fill(title, Part::TITLE)?,
            description: filler.fill(description, Part::DESCRIPTION)?,
        }),
    }
}

/// The HTML of a body, and its text unless that is made from the rendered HTML.
fn parse_body(
    body: &EmailBody,
    read: &mut impl FnMut(&str, Part) -> Vec<Node>,
) -> (Vec<Node>, Option<Vec<Node>>) {
    match body {
        EmailBody::Text(text) => {
            let text = read(text, Part::TEXT_BODY);
            (convert::from_text(&text), Some(text))
        }
        EmailBody::Html(html) => (read(html, Part::HTML_BODY), None),
    }
}

fn fill_body(
    filler: &fill::Filler<'_>,
    html: &[Node],
    text: Option<&[Node]>,
) -> Result<(String, String), RenderProblem> {
    let html = filler.fill(html, Part::HTML_BODY)?;
    match text {
        Some(text) => Ok((convert::tidy(&html), filler.fill(text, Part::TEXT_BODY)?)),
        None => {
            let text = convert::to_text(&html);
            Ok((html, text))
        }
    }
}

/// One line with merge fields: the name of what an automation creates (S3.7, S3.11). A missing value
/// prints nothing, because a record without its full name is better than none.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    source: String,
    nodes: Vec<Node>,
}

impl Phrase {
    /// Checks the text against the module whose records it is filled from.
    ///
    /// # Errors
    /// All that is wrong, each with its place: `name, line 1, column 10`.
    pub fn parse(text: &str, module: &Module, modules: &[Module]) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let scope = scope::Scope { module, modules };
        let nodes = tree::parse(text, Part::NAME, &scope, &mut problems);
        if problems.is_empty() {
            Ok(Phrase { source: text.to_owned(), nodes })
        } else {
            Err(problems)
        }
    }

    /// What the author wrote.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// All paths that it reads.
    pub fn reads(&self) -> BTreeSet<&str> {
        tree::paths(&[&self.nodes], tree::Wanted::All)
    }

    /// Fills it in, in the account's language.
    ///
    /// # Errors
    /// [`RenderProblem::TooLong`].
    pub fn render(&self, context: &RenderContext<'_>) -> Result<String, RenderProblem> {
        let nothing = WhenMissing::UseText(String::new());
        fill::Filler::new(context, &nothing, fill::Reader::Colleague).fill(&self.nodes, Part::NAME)
    }
}

impl Program {
    fn parts(&self) -> Vec<&[Node]> {
        match self {
            Program::Email { subject, html, .. } => vec![subject, html],
            Program::Sms { text } => vec![text],
            Program::Task { title, description } => vec![title, description],
            Program::Document { title, html, .. } => vec![title, html],
        }
    }
}
