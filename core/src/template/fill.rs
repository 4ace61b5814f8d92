//! Rendering: a parsed template and one record make a text.
//!
//! Decides what a missing value means and stops at the longest text that can be sent. Costs at most
//! one pass over the nodes; nothing in a record can make it longer.

use std::borrow::Cow;

use crate::words::contact::LANGUAGE;
use crate::words::module::{CONTACTS, CONTACTS_MODULE, OWNER};
use crate::words::{FieldKey, FieldKind, Record, Value};

use super::comparison::{Check, Comparison, Literal, Test};
use super::expression::{Condition, Modifier, Operand, Output};
use super::markup::{Spot, escape};
use super::part::{Part, PartMarkup};
use super::print::{Language, Printer, fold};
use super::scope::{Origin, Read, UserPart};
use super::tree::Node;
use super::{RenderContext, RenderProblem, WhenMissing};

/// For whom a text is, which decides its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Contact,
    Colleague,
}

/// Fills the parts of one template in for one record.
pub(super) struct Filler<'a> {
    context: &'a RenderContext<'a>,
    when_missing: &'a WhenMissing,
    printer: Printer,
}

impl<'a> Filler<'a> {
    /// Values of a message print in the contact's language, of anything for colleagues in the
    /// account's.
    pub fn new(
        context: &'a RenderContext<'a>,
        when_missing: &'a WhenMissing,
        reader: Reader,
    ) -> Self {
        let code = match reader {
            Reader::Colleague => None,
            Reader::Contact => contact_language(context),
        };
        let language = Language::of(code.unwrap_or(&context.account.language));
        Filler { context, when_missing, printer: Printer { language, zone: context.zone } }
    }

    /// One text.
    ///
    /// # Errors
    /// The first value that is missing, or a text that is too long.
    pub fn fill(&self, nodes: &[Node], part: Part) -> Result<String, RenderProblem> {
        let mut out = String::new();
        self.fill_into(nodes, part, &mut out)?;
        if part.markup == PartMarkup::Line {
            out.truncate(out.trim_end().len());
            out.drain(..out.len() - out.trim_start().len());
        }
        Ok(out)
    }

    /// Recursion: at most `tree::DEPTH_MAX` deep, which the parser keeps.
    fn fill_into(&self, nodes: &[Node], part: Part, out: &mut String) -> Result<(), RenderProblem> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Value { output, spot, .. } => {
                    let value = self.value(output)?;
                    self.push_value(&value, output, *spot, out)?;
                }
                Node::If(branches) => {
                    let chosen = branches
                        .branches
                        .iter()
                        .find(|(condition, _)| self.holds(condition))
                        .map_or(&branches.otherwise, |(_, nodes)| nodes);
                    self.fill_into(chosen, part, out)?;
                }
            }
            if out.len() > part.bytes_max {
                return Err(RenderProblem::TooLong { part: part.name, bytes_max: part.bytes_max });
            }
        }
        Ok(())
    }

    fn push_value(
        &self,
        value: &str,
        output: &Output,
        spot: Spot,
        out: &mut String,
    ) -> Result<(), RenderProblem> {
        let path = || match &output.operand {
            Operand::Read(read) => read.path.clone(),
            Operand::Text(text) => text.clone(),
        };
        escape(value, spot, out).map_err(|_| RenderProblem::UnsafeLink { path: path() })
    }

    fn value(&self, output: &Output) -> Result<String, RenderProblem> {
        let (mut text, raw) = match &output.operand {
            Operand::Text(text) => (Some(text.clone()), None),
            Operand::Read(read) => {
                let raw = self.read(read);
                let text = raw.as_deref().map(|value| self.print(value, read));
                // A value that prints as nothing is as missing as no value.
                (text.filter(|text| !text.trim().is_empty()), raw.map(|value| (value, read)))
            }
        };
        for modifier in &output.modifiers {
            text = match (modifier, text) {
                (Modifier::Default(fallback), None) => Some(fallback.clone()),
                (_, None) => None,
                (Modifier::Default(_), text) => text,
                (Modifier::Date(format), Some(text)) => match &raw {
                    Some((value, read)) => Some(self.printer.print_date(value, read, format)),
                    None => Some(text),
                },
                (Modifier::Upcase, Some(text)) => Some(text.to_uppercase()),
                (Modifier::Downcase, Some(text)) => Some(text.to_lowercase()),
                (Modifier::Capitalize, Some(text)) => Some(capitalize(&text)),
                (Modifier::Truncate { chars_max, ending }, Some(text)) => {
                    Some(truncate(text, *chars_max, ending))
                }
            };
        }
        match (text, self.when_missing, &output.operand) {
            (Some(text), _, _) => Ok(text),
            (None, WhenMissing::UseText(text), _) => Ok(text.clone()),
            (None, WhenMissing::SkipWithReason, Operand::Read(read)) => {
                Err(RenderProblem::MissingValue { path: read.path.clone() })
            }
            (None, WhenMissing::SkipWithReason, Operand::Text(_)) => Ok(String::new()),
        }
    }

    fn print(&self, value: &Value, read: &Read) -> String {
        match (value, &read.kind) {
            // A colleague named by a field of a related record: `contact.owner`.
            (Value::Code(id), FieldKind::User) => {
                self.context.account.user(id).map_or(String::new(), |user| user.name.clone())
            }
            _ => self.printer.print(value, read),
        }
    }

    fn read(&self, read: &Read) -> Option<Cow<'a, Value>> {
        let record = self.context.subject.record;
        let found = match &read.origin {
            Origin::Own(field) => record.get(field.as_str()).map(Cow::Borrowed),
            Origin::Contact(field) => contact(self.context)
                .and_then(|contact| contact.get(field.as_str()))
                .map(Cow::Borrowed),
            Origin::Related { relation, field } => first_related(self.context, relation.as_str())
                .and_then(|related| related.get(field.as_str()))
                .map(Cow::Borrowed),
            Origin::User { field, part } => self.user_part(field, *part),
            Origin::AccountName => Some(Cow::Owned(Value::Text(self.context.account.name.clone()))),
            Origin::Now => Some(Cow::Owned(Value::Instant(self.context.now))),
        };
        match (&read.kind, found) {
            (FieldKind::Number, None) if read.empty_is_zero => Some(Cow::Owned(Value::Number(0.0))),
            (FieldKind::Money { .. }, None) if read.empty_is_zero => {
                Some(Cow::Owned(Value::Money(0)))
            }
            (_, found) => found,
        }
    }

    fn user_part(&self, field: &FieldKey, part: UserPart) -> Option<Cow<'a, Value>> {
        let user = if field.as_str() == OWNER {
            self.context.owner
        } else {
            let id = self.context.subject.record.text(field.as_str())?;
            self.context.account.user(id)
        };
        let text = match part {
            UserPart::Name => &user?.name,
            UserPart::Email => &user?.email,
        };
        Some(Cow::Owned(Value::Text(text.clone())))
    }

    fn holds(&self, condition: &Condition) -> bool {
        condition.any_of.iter().any(|all| all.iter().all(|test| self.passes(test)))
    }

    /// On an empty value everything is false but `!=`, which is the complement of `==` (D7).
    fn passes(&self, test: &Test) -> bool {
        let value = self.read(&test.read);
        match (&test.check, value.as_deref()) {
            (Check::Is(comparison, _), None) => *comparison == Comparison::Unequal,
            (_, None) => false,
            (Check::IsTrue, Some(value)) => *value != Value::YesNo(false),
            (Check::Is(comparison, literal), Some(value)) => {
                comparison.accepts(self.order(value, literal))
            }
            (Check::Contains(part), Some(Value::Text(text))) => fold(text).contains(part),
            (Check::Contains(tag), Some(Value::Tags(tags))) => {
                tags.iter().any(|held| fold(held) == *tag)
            }
            (Check::Contains(_), Some(_)) => false,
        }
    }

    /// How a value stands to what it is compared with; `None` when the kinds do not fit, which the
    /// parser excludes.
    fn order(&self, value: &Value, literal: &Literal) -> Option<core::cmp::Ordering> {
        match (value, literal) {
            (Value::Text(text), Literal::Text(wanted)) => Some(fold(text).cmp(wanted)),
            (Value::Code(code), Literal::Code(wanted)) => Some(code.cmp(wanted)),
            (Value::Number(number), Literal::Number(wanted)) => number.partial_cmp(wanted),
            (Value::Money(minor), Literal::Minor(wanted)) => Some(minor.cmp(wanted)),
            (Value::Date(date), Literal::Date(wanted)) => Some(date.cmp(wanted)),
            (Value::Instant(at), Literal::Date(wanted)) => {
                Some(at.civil(self.context.zone).0.cmp(wanted))
            }
            (Value::YesNo(answer), Literal::YesNo(wanted)) => Some(answer.cmp(wanted)),
            _ => None,
        }
    }
}

impl Comparison {
    fn accepts(self, order: Option<core::cmp::Ordering>) -> bool {
        match (self, order) {
            (Comparison::Equal, Some(order)) => order.is_eq(),
            (Comparison::Unequal, order) => order.is_none_or(|order| order.is_ne()),
            (Comparison::Less, Some(order)) => order.is_lt(),
            (Comparison::LessOrEqual, Some(order)) => order.is_le(),
            (Comparison::Greater, Some(order)) => order.is_gt(),
            (Comparison::GreaterOrEqual, Some(order)) => order.is_ge(),
            (_, None) => false,
        }
    }
}

fn contact_language<'a>(context: &'a RenderContext<'_>) -> Option<&'a str> {
    contact(context).and_then(|contact| contact.text(LANGUAGE))
}

fn contact<'a>(context: &RenderContext<'a>) -> Option<&'a Record> {
    let record = context.subject.record;
    match record.module.as_str() {
        CONTACTS_MODULE => Some(record),
        _ => context.recipient.or_else(|| first_related(context, CONTACTS)),
    }
}

/// The first record that a relation points to and that is not gone.
fn first_related<'a>(context: &RenderContext<'a>, relation: &str) -> Option<&'a Record> {
    let related = context.subject.related;
    context.subject.record.related(relation).iter().find_map(|id| related.get(id))
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// As Liquid: the ending counts, and stands alone when there is no room for more.
fn truncate(text: String, chars_max: usize, ending: &str) -> String {
    if text.chars().count() <= chars_max {
        return text;
    }
    let kept = chars_max.saturating_sub(ending.chars().count());
    text.chars().take(kept).chain(ending.chars()).collect()
}
