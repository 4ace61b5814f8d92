//! Row execution: whether one record matches, with no parsing and, for ASCII text, no allocation.
//!
//! The rules are D7 to D9; each match arm here has rows in `tests/spec/filter.md`.

use super::ast::{
    Accents, Changed, ChangedWhen, Clause, EmptyAs, FieldTest, Filter, Happened, Node, Predicate,
    Quantifier, Question, RelatedTest, TextPlace, TextTest, Unattended, Unchanged,
};
use super::text::fold;
use super::time::{self, At, TimeValue};
use crate::words::{Change, Event, FieldKey, Moment, Record, Subject, Value};

impl Filter {
    /// Whether the record matches. The caller gives a record of [`Filter::module`] with all that
    /// [`Filter::reads`] names; what is missing counts as empty or gone.
    pub fn matches(&self, subject: &Subject<'_>, at: &At) -> bool {
        node_holds(&self.root, subject, at)
    }
}

/// Whether a node is true.
pub(in crate::filter) fn node_holds(node: &Node, subject: &Subject<'_>, at: &At) -> bool {
    match node {
        Node::Everyone => true,
        Node::All(nodes) => nodes.iter().all(|node| node_holds(node, subject, at)),
        Node::Any(nodes) => nodes.iter().any(|node| node_holds(node, subject, at)),
        Node::Not(node) => !node_holds(node, subject, at),
        Node::Clause(clause) => clause_holds(clause, subject, at),
    }
}

/// Whether a clause is true.
pub(in crate::filter) fn clause_holds(clause: &Clause, subject: &Subject<'_>, at: &At) -> bool {
    clause.sense.apply(question_holds(&clause.question, subject, at))
}

fn question_holds(question: &Question, subject: &Subject<'_>, at: &At) -> bool {
    match question {
        Question::Own(test) => field_holds(test, subject.record, at),
        Question::Related(related) => related_holds(related, subject, at),
        Question::Happened(happened) => happened_holds(happened, subject, at),
        Question::Changed(changed) => changes_that_count(changed, subject, at).next().is_some(),
        Question::WasEver(test) => was_ever_holds(test, subject, at),
        Question::Unchanged(unchanged) => unchanged_holds(unchanged, subject, at),
        Question::Unattended(unattended) => {
            causes_unattended(unattended, subject, at).next().is_some()
        }
    }
}

/// Whether a record's field passes.
pub(in crate::filter) fn field_holds(test: &FieldTest, record: &Record, at: &At) -> bool {
    predicate_holds(&test.predicate, record.get(test.field.as_str()), test.empty, at)
}

/// Whether a value passes; `None` is empty (D7).
pub fn predicate_holds(
    predicate: &Predicate,
    value: Option<&Value>,
    empty: EmptyAs,
    at: &At,
) -> bool {
    let Some(value) = value else {
        return match (predicate, empty) {
            (Predicate::Empty, _) => true,
            (Predicate::Number(comparison), EmptyAs::Zero) => comparison.holds(0.0),
            (Predicate::Money(comparison), EmptyAs::Zero) => comparison.holds(0),
            _ => false,
        };
    };
    match (predicate, value) {
        (Predicate::Text(test), Value::Text(text)) => text_holds(test, text),
        (Predicate::Number(comparison), Value::Number(number)) => comparison.holds(*number),
        (Predicate::Money(comparison), Value::Money(minor)) => comparison.holds(*minor),
        (Predicate::Time(test), Value::Date(day)) => time::holds(test, TimeValue::Day(*day), at),
        (Predicate::Time(test), Value::Instant(moment)) => {
            time::holds(test, TimeValue::Instant(*moment), at)
        }
        (Predicate::YesNo(wanted), Value::YesNo(answer)) => wanted == answer,
        (Predicate::Code(codes), Value::Code(code)) => codes.binary_search(code).is_ok(),
        (Predicate::AnyOf(wanted), Value::Tags(tags)) => {
            tags.iter().any(|tag| wanted.binary_search(tag).is_ok())
        }
        (Predicate::AllOf(wanted), Value::Tags(tags)) => {
            wanted.iter().all(|tag| tags.contains(tag))
        }
        (Predicate::AnyOf(wanted), Value::Related(ids)) => {
            wanted.iter().any(|id| ids.iter().any(|other| other.as_str() == id))
        }
        (Predicate::AllOf(wanted), Value::Related(ids)) => {
            wanted.iter().all(|id| ids.iter().any(|other| other.as_str() == id))
        }
        // A value of another kind than its field's cannot be (`Value::fits`); it fits no predicate.
        _ => false,
    }
}

/// Whether text passes (D8).
pub fn text_holds(test: &TextTest, text: &str) -> bool {
    if text.is_ascii() && test.place != TextPlace::Anywhere {
        // ASCII folds byte by byte, and ignoring accents changes nothing in it.
        let bytes = text.as_bytes();
        return test.needles.iter().any(|needle| match test.place {
            TextPlace::Start => {
                bytes.get(..needle.len()).is_some_and(|start| is_same_ascii(start, needle))
            }
            TextPlace::End => bytes
                .len()
                .checked_sub(needle.len())
                .and_then(|from| bytes.get(from..))
                .is_some_and(|end| is_same_ascii(end, needle)),
            TextPlace::Whole | TextPlace::Anywhere => is_same_ascii(bytes, needle),
        });
    }
    folded_text_holds(test, &fold(text, test.accents))
}

fn is_same_ascii(text: &[u8], folded_needle: &str) -> bool {
    text.eq_ignore_ascii_case(folded_needle.as_bytes())
}

/// As [`text_holds`], for text that is folded already with the test's own [`Accents`].
pub fn folded_text_holds(test: &TextTest, folded: &str) -> bool {
    debug_assert!(matches!(test.accents, Accents::Matter | Accents::Ignored));
    test.needles.iter().any(|needle| match test.place {
        TextPlace::Whole => folded == needle,
        TextPlace::Anywhere => memchr::memmem::find(folded.as_bytes(), needle.as_bytes()).is_some(),
        TextPlace::Start => folded.starts_with(needle.as_str()),
        TextPlace::End => folded.ends_with(needle.as_str()),
    })
}

/// The records that a relation points to, in the user's order, those that are gone left out.
pub(in crate::filter) fn related_records<'a>(
    relation: &FieldKey,
    subject: &Subject<'a>,
) -> impl Iterator<Item = &'a Record> {
    let related = subject.related;
    subject.record.related(relation.as_str()).iter().filter_map(|id| related.get(id))
}

fn related_holds(test: &RelatedTest, subject: &Subject<'_>, at: &At) -> bool {
    let mut passes = related_records(&test.relation, subject)
        .map(|record| test.test_sense.apply(field_holds(&test.test, record, at)))
        .peekable();
    match test.quantifier {
        Quantifier::Any => passes.any(|passed| passed),
        Quantifier::All => passes.peek().is_some() && passes.all(|passed| passed),
    }
}

fn happened_holds(happened: &Happened, subject: &Subject<'_>, at: &At) -> bool {
    let wanted = usize::try_from(happened.at_least).unwrap_or(usize::MAX);
    events_that_count(happened, subject, at).take(wanted).count() >= wanted
}

/// The events that a count counts.
pub(in crate::filter) fn events_that_count<'a>(
    happened: &'a Happened,
    subject: &Subject<'a>,
    at: &'a At,
) -> impl Iterator<Item = &'a Event> {
    subject.events.iter().filter(move |event| {
        event.name == happened.event
            && event.at <= at.now
            && happened.within.is_none_or(|period| at.now < time::later(event.at, period, at.zone))
    })
}

/// Whether a change is the record's creation rather than a change (S4.8-9).
pub(in crate::filter) fn is_creation(change: &Change, record: &Record) -> bool {
    change.old.is_none() && record.created_at() == Some(change.at)
}

/// The changes that make a `changed` question true.
pub(in crate::filter) fn changes_that_count<'a>(
    changed: &'a Changed,
    subject: &Subject<'a>,
    at: &'a At,
) -> impl Iterator<Item = &'a Change> {
    let record = subject.record;
    let earliest = since(&changed.when, subject, at);
    subject.changes.iter().filter(move |change| {
        let is_in_time = match changed.when {
            ChangedWhen::Ever => true,
            ChangedWhen::Within(period) => at.now < time::later(change.at, period, at.zone),
            ChangedWhen::SinceField(_) | ChangedWhen::SinceEvent(_) => {
                earliest.is_some_and(|since| since.is_before(change.at))
            }
        };
        is_in_time && change.at <= at.now && is_such_a_change(changed, change, record, at)
    })
}

/// Whether a change is of the field, after creation, from and to what is asked; its time apart.
pub(in crate::filter) fn is_such_a_change(
    changed: &Changed,
    change: &Change,
    record: &Record,
    at: &At,
) -> bool {
    let fits = |wanted: &Option<Predicate>, value: &Option<Value>| {
        wanted
            .as_ref()
            .is_none_or(|predicate| predicate_holds(predicate, value.as_ref(), changed.empty, at))
    };
    change.field == changed.field
        && fits(&changed.from, &change.old)
        && fits(&changed.to, &change.new)
        && !is_creation(change, record)
}

/// From when on changes count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::filter) enum Since {
    /// Later than an instant.
    After(Moment),
    /// From the beginning of a day on.
    From(Moment),
}

impl Since {
    pub(in crate::filter) fn moment(self) -> Moment {
        match self {
            Since::After(since) | Since::From(since) => since,
        }
    }

    pub(in crate::filter) fn is_before(self, moment: Moment) -> bool {
        match self {
            Since::After(since) => since < moment,
            Since::From(since) => since <= moment,
        }
    }
}

/// From when on changes count; `None` when the field is empty or the event did not happen, and for
/// questions without `since`.
pub(in crate::filter) fn since(
    when: &ChangedWhen,
    subject: &Subject<'_>,
    at: &At,
) -> Option<Since> {
    match when {
        ChangedWhen::Ever | ChangedWhen::Within(_) => None,
        ChangedWhen::SinceField(field) => match subject.record.get(field.as_str())? {
            Value::Instant(moment) => Some(Since::After(*moment)),
            Value::Date(day) => Some(Since::From(at.zone.start_of(*day))),
            _ => None,
        },
        ChangedWhen::SinceEvent(name) => subject
            .events
            .iter()
            .filter(|event| event.name == *name && event.at <= at.now)
            .map(|event| event.at)
            .max()
            .map(Since::After),
    }
}

fn was_ever_holds(test: &FieldTest, subject: &Subject<'_>, at: &At) -> bool {
    let passes = |value: Option<&Value>| predicate_holds(&test.predicate, value, test.empty, at);
    let trace = subject.record.traces.get(&test.field);
    passes(subject.record.get(test.field.as_str()))
        || trace.is_some_and(|trace| passes(trace.previous.as_ref()))
        || subject.changes.iter().any(|change| {
            change.field == test.field
                && change.at <= at.now
                && (passes(change.new.as_ref())
                    || (!is_creation(change, subject.record) && passes(change.old.as_ref())))
        })
}

/// Every instant at which the field got a value, the creation included; in no order.
pub(in crate::filter) fn held_since<'a>(
    field: &'a FieldKey,
    subject: &Subject<'a>,
) -> impl Iterator<Item = Moment> {
    let changes = subject.changes.iter().filter(move |change| change.field == *field);
    let trace = subject.record.traces.get(field).map(|trace| trace.changed_at);
    changes.map(|change| change.at).chain(trace).chain(subject.record.created_at())
}

fn unchanged_holds(unchanged: &Unchanged, subject: &Subject<'_>, at: &At) -> bool {
    let last = held_since(&unchanged.field, subject).filter(|moment| *moment <= at.now).max();
    last.is_none_or(|last| time::later(last, unchanged.period, at.zone) <= at.now)
}

/// The causes, old enough, that nothing followed.
pub(in crate::filter) fn causes_unattended<'a>(
    unattended: &'a Unattended,
    subject: &Subject<'a>,
    at: &'a At,
) -> impl Iterator<Item = &'a Event> {
    let events = subject.events;
    events.iter().filter(move |cause| {
        let due_at =
            unattended.older_than.map_or(cause.at, |period| time::later(cause.at, period, at.zone));
        cause.name == unattended.cause
            && due_at <= at.now
            && follow_up(unattended, cause, events).is_none_or(|event| at.now < event.at)
    })
}

/// The first event that follows a cause up: later, of a name that counts, about the same thing.
pub(in crate::filter) fn follow_up<'a>(
    unattended: &Unattended,
    cause: &Event,
    events: &'a [Event],
) -> Option<&'a Event> {
    events
        .iter()
        .filter(|event| {
            event.at > cause.at
                && unattended.follow_ups.binary_search(&event.name).is_ok()
                && (cause.about.is_none() || event.about == cause.about)
        })
        .min_by_key(|event| event.at)
}
