//! Why a record matches or not (B3): the truth of every clause, what it read, a smallest set of
//! clauses that decides the answer, and where an empty value decides (D7).
//!
//! The truth of the root is [`Filter::matches`] (law: `core/tests/filter_laws.rs`).

use super::ast::{
    Changed, ChangedWhen, Clause, EmptyAs, FieldTest, Filter, Happened, Node, Predicate, Question,
    RelatedTest, Unattended, Unchanged,
};
use super::evaluate::{
    causes_unattended, changes_that_count, clause_holds, events_that_count, follow_up, held_since,
    node_holds, related_records, since,
};
use super::expression::Expression;
use super::text_syntax::expression_to_text;
use super::time::At;
use crate::words::{EventName, FieldKey, Moment, RecordId, Subject, Value};

/// Why a node is true or false.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The node's place in the canonical expression, like `all[1]`; the root's is empty.
    pub place: String,
    /// Whether it is true.
    pub holds: bool,
    /// Whether it belongs to the smallest set of clauses that decides the answer; of several such
    /// sets, to the first.
    pub is_decisive: bool,
    /// What it is.
    pub detail: Detail,
}

/// What an explained node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Always true.
    Everyone,
    /// True when each is.
    All(Vec<Explanation>),
    /// True when one is.
    Any(Vec<Explanation>),
    /// The complement.
    Not(Box<Explanation>),
    /// A clause.
    Clause(ClauseExplanation),
}

/// Why a clause is true or false.
#[derive(Clone, Debug, PartialEq)]
pub struct ClauseExplanation {
    /// What is asked, in the text form.
    pub expected: String,
    /// What was read; empty when there was nothing to read.
    pub read: Vec<Reading>,
    /// Whether it is so because a value is empty (D7).
    pub is_blank: bool,
    /// Not later than the next instant at which time alone changes this clause; `None`: never.
    pub changes_at: Option<Moment>,
}

/// Something that a clause read.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// A field of the record.
    Field {
        /// The field.
        field: FieldKey,
        /// What it holds; `None` is empty.
        value: Option<Value>,
    },
    /// A field of a related record.
    Related {
        /// The relation.
        relation: FieldKey,
        /// The related record.
        record: RecordId,
        /// The field.
        field: FieldKey,
        /// What it holds; `None` is empty.
        value: Option<Value>,
    },
    /// Events that counted.
    Events {
        /// Their name.
        event: EventName,
        /// How many counted.
        count: usize,
        /// The latest of them.
        latest: Option<Moment>,
    },
    /// The latest change that counted.
    Change {
        /// The field.
        field: FieldKey,
        /// When.
        at: Moment,
        /// What it held.
        old: Option<Value>,
        /// What it held then.
        new: Option<Value>,
    },
    /// Since when a field has held what it holds.
    HeldSince {
        /// The field.
        field: FieldKey,
        /// Since when; `None` when nobody knows.
        since: Option<Moment>,
    },
    /// From when on changes counted.
    CountedSince {
        /// From when on; `None` when the field is empty or the event did not happen.
        since: Option<Moment>,
    },
    /// A cause and the event that followed it up.
    Cause {
        /// When.
        at: Moment,
        /// The thing that it was about.
        about: Option<String>,
        /// What followed it up and when.
        followed_by: Option<(EventName, Moment)>,
    },
}

/// A clause that an empty value decides, and that decides the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidingBlank {
    /// The clause's place in the canonical expression.
    pub place: String,
    /// Whether it is true because of the empty value, or false.
    pub holds: bool,
}

impl Filter {
    /// Why the record matches or not.
    pub fn explain(&self, subject: &Subject<'_>, at: &At) -> Explanation {
        let mut explanation = explain(&self.root, &self.expression, String::new(), subject, at);
        mark_decisive(&mut explanation);
        explanation
    }

    /// The clauses where an empty value decides whether the record matches: the answer would turn
    /// if the clause did. The preview counts such records apart (D7).
    pub fn deciding_blanks(&self, subject: &Subject<'_>, at: &At) -> Vec<DecidingBlank> {
        let mut found = Vec::new();
        collect_blanks(&self.root, String::new(), subject, at, &mut found);
        found
    }
}

fn inside(place: &str, part: &str) -> String {
    if place.is_empty() { part.to_owned() } else { format!("{place}.{part}") }
}

fn explain(
    node: &Node,
    expression: &Expression,
    place: String,
    subject: &Subject<'_>,
    at: &At,
) -> Explanation {
    let each = |nodes: &[Node], expressions: &[Expression], name: &str| -> Vec<Explanation> {
        let pairs = nodes.iter().zip(expressions).enumerate();
        pairs
            .map(|(index, (node, expression))| {
                let place = inside(&place, &format!("{name}[{index}]"));
                explain(node, expression, place, subject, at)
            })
            .collect()
    };
    let (holds, detail) = match (node, expression) {
        (Node::All(nodes), Expression::All(expressions)) => {
            let parts = each(nodes, expressions, "all");
            (parts.iter().all(|part| part.holds), Detail::All(parts))
        }
        (Node::Any(nodes), Expression::Any(expressions)) => {
            let parts = each(nodes, expressions, "any");
            (parts.iter().any(|part| part.holds), Detail::Any(parts))
        }
        (Node::Not(node), Expression::Not(expression)) => {
            let part = explain(node, expression, inside(&place, "not"), subject, at);
            (!part.holds, Detail::Not(Box::new(part)))
        }
        (Node::Clause(clause), expression) => {
            let explained = ClauseExplanation {
                expected: expression_to_text(expression),
                read: readings(&clause.question, subject, at),
                is_blank: is_blank(&clause.question, subject, at),
                changes_at: super::flip::question_flip(&clause.question, subject, at),
            };
            (clause_holds(clause, subject, at), Detail::Clause(explained))
        }
        // Typed tree and expression are the same, node by node: `check` made both.
        _ => (true, Detail::Everyone),
    };
    Explanation { place, holds, is_decisive: false, detail }
}

/// How many clauses the smallest set has that makes the node what it is.
fn deciding_clauses(explanation: &Explanation) -> usize {
    match &explanation.detail {
        Detail::Everyone => 0,
        Detail::Clause(_) => 1,
        Detail::Not(part) => deciding_clauses(part),
        Detail::All(parts) | Detail::Any(parts) => {
            let counts = parts.iter().filter(|part| part.holds == explanation.holds);
            let counts = counts.map(deciding_clauses);
            if needs_each(explanation) { counts.sum() } else { counts.min().unwrap_or(0) }
        }
    }
}

/// A true `all` needs each of its parts, and so does a false `any`; otherwise one is enough.
fn needs_each(explanation: &Explanation) -> bool {
    matches!(explanation.detail, Detail::All(_)) == explanation.holds
}

fn mark_decisive(explanation: &mut Explanation) {
    explanation.is_decisive = true;
    let (holds, needs_each) = (explanation.holds, needs_each(explanation));
    match &mut explanation.detail {
        Detail::Everyone | Detail::Clause(_) => {}
        Detail::Not(part) => mark_decisive(part),
        Detail::All(parts) | Detail::Any(parts) => {
            let deciding = parts.iter_mut().filter(|part| part.holds == holds);
            if needs_each {
                deciding.for_each(mark_decisive);
            } else if let Some(smallest) = deciding.min_by_key(|part| deciding_clauses(part)) {
                mark_decisive(smallest);
            }
        }
    }
}

/// Only nodes whose turning would turn the answer are visited.
fn collect_blanks(
    node: &Node,
    place: String,
    subject: &Subject<'_>,
    at: &At,
    found: &mut Vec<DecidingBlank>,
) {
    let mut each = |nodes: &[Node], name: &str, neutral: bool| {
        let truths: Vec<bool> = nodes.iter().map(|node| node_holds(node, subject, at)).collect();
        let others = truths.iter().filter(|truth| **truth != neutral).count();
        for (index, (node, truth)) in nodes.iter().zip(&truths).enumerate() {
            // It decides when all its siblings are neutral: true in `all`, false in `any`.
            if others == usize::from(*truth != neutral) {
                let place = inside(&place, &format!("{name}[{index}]"));
                collect_blanks(node, place, subject, at, found);
            }
        }
    };
    match node {
        Node::Everyone => {}
        Node::All(nodes) => each(nodes, "all", true),
        Node::Any(nodes) => each(nodes, "any", false),
        Node::Not(node) => collect_blanks(node, inside(&place, "not"), subject, at, found),
        Node::Clause(clause) => {
            if is_blank(&clause.question, subject, at) {
                found.push(DecidingBlank { place, holds: clause_holds(clause, subject, at) });
            }
        }
    }
}

/// Whether a clause is what it is because a value is empty (D7): a test, other than for emptiness,
/// of an empty field, or of related records none of which holds a value; history of a field that is
/// empty and never held anything, or counted since a date that is empty.
pub fn is_blank_clause(clause: &Clause, subject: &Subject<'_>, at: &At) -> bool {
    is_blank(&clause.question, subject, at)
}

fn is_blank(question: &Question, subject: &Subject<'_>, at: &At) -> bool {
    let record = subject.record;
    let never_held = |field: &FieldKey| {
        record.get(field.as_str()).is_none()
            && !record.traces.contains_key(field)
            && !subject.changes.iter().any(|change| change.field == *field)
    };
    match question {
        Question::Own(test) => sees_blanks(test) && record.get(test.field.as_str()).is_none(),
        Question::Related(related) => {
            let mut records = related_records(&related.relation, subject).peekable();
            let test = &related.test;
            match records.peek() {
                None => true,
                Some(_) => {
                    sees_blanks(test)
                        && records.all(|record| record.get(test.field.as_str()).is_none())
                }
            }
        }
        Question::Changed(changed) => {
            let has_base = match changed.when {
                ChangedWhen::Ever | ChangedWhen::Within(_) => true,
                ChangedWhen::SinceField(_) | ChangedWhen::SinceEvent(_) => {
                    since(&changed.when, subject, at).is_some()
                }
            };
            !has_base || never_held(&changed.field)
        }
        Question::WasEver(test) => test.predicate != Predicate::Empty && never_held(&test.field),
        Question::Unchanged(unchanged) => never_held(&unchanged.field),
        Question::Happened(_) | Question::Unattended(_) => false,
    }
}

/// Whether an empty value makes the test false for being empty.
fn sees_blanks(test: &FieldTest) -> bool {
    let is_number = matches!(test.predicate, Predicate::Number(_) | Predicate::Money(_));
    test.predicate != Predicate::Empty && !(is_number && test.empty == EmptyAs::Zero)
}

fn readings(question: &Question, subject: &Subject<'_>, at: &At) -> Vec<Reading> {
    match question {
        Question::Own(test) | Question::WasEver(test) => vec![Reading::Field {
            field: test.field.clone(),
            value: subject.record.get(test.field.as_str()).cloned(),
        }],
        Question::Related(related) => related_readings(related, subject),
        Question::Happened(happened) => vec![event_reading(happened, subject, at)],
        Question::Changed(changed) => changed_readings(changed, subject, at),
        Question::Unchanged(unchanged) => vec![held_reading(unchanged, subject, at)],
        Question::Unattended(unattended) => cause_readings(unattended, subject, at),
    }
}

fn related_readings(related: &RelatedTest, subject: &Subject<'_>) -> Vec<Reading> {
    related_records(&related.relation, subject)
        .map(|record| Reading::Related {
            relation: related.relation.clone(),
            record: record.id.clone(),
            field: related.test.field.clone(),
            value: record.get(related.test.field.as_str()).cloned(),
        })
        .collect()
}

fn event_reading(happened: &Happened, subject: &Subject<'_>, at: &At) -> Reading {
    let counted: Vec<Moment> =
        events_that_count(happened, subject, at).map(|event| event.at).collect();
    Reading::Events {
        event: happened.event.clone(),
        count: counted.len(),
        latest: counted.into_iter().max(),
    }
}

fn changed_readings(changed: &Changed, subject: &Subject<'_>, at: &At) -> Vec<Reading> {
    let mut readings = Vec::new();
    if matches!(changed.when, ChangedWhen::SinceField(_) | ChangedWhen::SinceEvent(_)) {
        let since = since(&changed.when, subject, at).map(|since| since.moment());
        readings.push(Reading::CountedSince { since });
    }
    let latest = changes_that_count(changed, subject, at).max_by_key(|change| change.at);
    readings.push(match latest {
        Some(change) => Reading::Change {
            field: change.field.clone(),
            at: change.at,
            old: change.old.clone(),
            new: change.new.clone(),
        },
        None => Reading::Field {
            field: changed.field.clone(),
            value: subject.record.get(changed.field.as_str()).cloned(),
        },
    });
    readings
}

fn held_reading(unchanged: &Unchanged, subject: &Subject<'_>, at: &At) -> Reading {
    let since = held_since(&unchanged.field, subject).filter(|moment| *moment <= at.now).max();
    Reading::HeldSince { field: unchanged.field.clone(), since }
}

/// The causes that make it true; when there are none, the past causes and what followed them.
fn cause_readings(unattended: &Unattended, subject: &Subject<'_>, at: &At) -> Vec<Reading> {
    let events = subject.events;
    let mut causes: Vec<_> = causes_unattended(unattended, subject, at).collect();
    if causes.is_empty() {
        let past = events.iter().filter(|event| event.at <= at.now);
        causes = past.filter(|event| event.name == unattended.cause).collect();
    }
    causes
        .into_iter()
        .map(|cause| Reading::Cause {
            at: cause.at,
            about: cause.about.clone(),
            followed_by: follow_up(unattended, cause, events)
                .filter(|event| event.at <= at.now)
                .map(|event| (event.name.clone(), event.at)),
        })
        .collect()
}
