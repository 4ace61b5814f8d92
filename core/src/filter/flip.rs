//! The next flip (D10): the first instant after `now` at which time alone changes whether a record
//! matches. The engine sleeps until then, and rescans nothing.
//!
//! Each clause knows its own next flip exactly. A tree combines them to a first guess, which is
//! never later than the tree's flip and always a flip of a clause; the guess is checked by
//! evaluating there, and moved on while the answer stays.

use super::ast::{Changed, ChangedWhen, Filter, Happened, Node, Predicate, Quantifier, Question};
use super::ast::{FieldTest, RelatedTest, Unattended, Unchanged};
use super::evaluate::{
    Since, field_holds, follow_up, held_since, is_creation, is_such_a_change, node_holds,
    predicate_holds, related_records, since,
};
use super::time::{self, At, TimeValue, Window};
use crate::words::{Moment, Record, Subject, Value};

/// Guesses checked before one is given back unchecked: earlier than the true flip, but an instant
/// at which a clause flips, so a wake too early and never one too late. Source: our choice; each
/// costs one evaluation, and real filters settle after two.
const GUESSES_MAX: usize = 64;

impl Filter {
    /// The first instant strictly after `at.now` at which the answer changes although nothing is
    /// written; `None` when it never does. Between the two the answer stays.
    pub fn next_flip(&self, subject: &Subject<'_>, at: &At) -> Option<Moment> {
        if !self.reads.is_time_dependent
            && !self.reads.reads_events()
            && !self.reads.reads_changes()
        {
            return None;
        }
        let holds_now = node_holds(&self.root, subject, at);
        let mut asked = *at;
        for _ in 0..GUESSES_MAX {
            let guess = course(&self.root, subject, &asked).flips_at?;
            asked.now = guess;
            if node_holds(&self.root, subject, &asked) != holds_now {
                break;
            }
        }
        Some(asked.now)
    }
}

/// A truth and how long it lasts at least.
#[derive(Clone, Copy, Debug)]
struct Course {
    holds: bool,
    /// Not later than the true flip.
    flips_at: Option<Moment>,
}

fn course(node: &Node, subject: &Subject<'_>, at: &At) -> Course {
    match node {
        Node::Everyone => Course { holds: true, flips_at: None },
        Node::All(nodes) => every(nodes.iter().map(|node| course(node, subject, at))),
        Node::Any(nodes) => {
            negated(every(nodes.iter().map(|node| negated(course(node, subject, at)))))
        }
        Node::Not(node) => negated(course(node, subject, at)),
        // The complement flips at the same instants.
        Node::Clause(clause) => {
            let flips_at = question_flip(&clause.question, subject, at);
            Course { holds: super::evaluate::clause_holds(clause, subject, at), flips_at }
        }
    }
}

fn negated(course: Course) -> Course {
    Course { holds: !course.holds, ..course }
}

/// All of them true: the first flip ends it. Some false: it cannot become true before each of the
/// false ones has flipped, and never when one of them never does.
fn every(courses: impl Iterator<Item = Course>) -> Course {
    let mut first_of_true: Option<Moment> = None;
    let mut last_of_false: Option<Option<Moment>> = None;
    for course in courses {
        if course.holds {
            first_of_true = earliest(first_of_true, course.flips_at);
        } else {
            last_of_false = Some(match last_of_false {
                None => course.flips_at,
                Some(last) => last.zip(course.flips_at).map(|(a, b)| a.max(b)),
            });
        }
    }
    match last_of_false {
        None => Course { holds: true, flips_at: first_of_true },
        Some(flips_at) => Course { holds: false, flips_at },
    }
}

fn earliest(a: Option<Moment>, b: Option<Moment>) -> Option<Moment> {
    a.into_iter().chain(b).min()
}

/// Not later than the first flip of a question; exact but for related records.
pub(in crate::filter) fn question_flip(
    question: &Question,
    subject: &Subject<'_>,
    at: &At,
) -> Option<Moment> {
    match question {
        Question::Own(test) => field_flip(test, subject.record, at),
        Question::Related(test) => related_flip(test, subject, at),
        Question::Happened(happened) => {
            flip_of_count(&happened_windows(happened, subject, at), happened.at_least, at.now)
        }
        Question::Changed(changed) => {
            flip_of_count(&changed_windows(changed, subject, at), 1, at.now)
        }
        Question::WasEver(test) => flip_of_count(&was_ever_windows(test, subject, at), 1, at.now),
        Question::Unchanged(unchanged) => {
            flip_of_count(&unchanged_windows(unchanged, subject, at), 1, at.now)
        }
        Question::Unattended(unattended) => {
            flip_of_count(&unattended_windows(unattended, subject, at), 1, at.now)
        }
    }
}

fn field_flip(test: &FieldTest, record: &Record, at: &At) -> Option<Moment> {
    let Predicate::Time(time_test) = &test.predicate else { return None };
    let value = match record.get(test.field.as_str())? {
        Value::Date(day) => TimeValue::Day(*day),
        Value::Instant(moment) => TimeValue::Instant(*moment),
        _ => return None,
    };
    time::next_flip(time_test, value, at)
}

fn related_flip(related: &RelatedTest, subject: &Subject<'_>, at: &At) -> Option<Moment> {
    let courses = related_records(&related.relation, subject).map(|record| Course {
        holds: related.test_sense.apply(field_holds(&related.test, record, at)),
        flips_at: field_flip(&related.test, record, at),
    });
    match related.quantifier {
        Quantifier::Any => every(courses.map(negated)).flips_at,
        // Without records it is false for good: `every` says that nothing flips.
        Quantifier::All => every(courses).flips_at,
    }
}

/// The first instant after `now` at which the number of open windows crosses `at_least`.
fn flip_of_count(windows: &[Window], at_least: u32, now: Moment) -> Option<Moment> {
    let open_now = windows.iter().filter(|window| window.contains(now)).count();
    let mut edges: Vec<(Moment, i64)> = windows
        .iter()
        .filter(|window| !window.is_empty())
        .flat_map(|window| {
            [window.from.map(|from| (from, 1)), window.until.map(|until| (until, -1))]
        })
        .flatten()
        .filter(|(edge, _)| *edge > now)
        .collect();
    edges.sort_unstable();
    let mut open = i64::try_from(open_now).unwrap_or(i64::MAX);
    let wanted = i64::from(at_least);
    let held = open >= wanted;
    let mut edges = edges.into_iter().peekable();
    while let Some((instant, step)) = edges.next() {
        open += step;
        let is_last_of_instant = edges.peek().is_none_or(|(next, _)| *next != instant);
        if is_last_of_instant && (open >= wanted) != held {
            return Some(instant);
        }
    }
    None
}

fn happened_windows(happened: &Happened, subject: &Subject<'_>, at: &At) -> Vec<Window> {
    let events = subject.events.iter().filter(|event| event.name == happened.event);
    events
        .map(|event| Window {
            from: Some(event.at),
            until: happened.within.map(|period| time::later(event.at, period, at.zone)),
        })
        .collect()
}

fn changed_windows(changed: &Changed, subject: &Subject<'_>, at: &At) -> Vec<Window> {
    let such = subject
        .changes
        .iter()
        .filter(|change| is_such_a_change(changed, change, subject.record, at));
    match &changed.when {
        ChangedWhen::Ever => such.map(|change| Window::from(change.at)).collect(),
        ChangedWhen::Within(period) => such
            .map(|change| Window {
                from: Some(change.at),
                until: Some(time::later(change.at, *period, at.zone)),
            })
            .collect(),
        ChangedWhen::SinceField(_) => {
            let base = since(&changed.when, subject, at);
            such.filter(|change| base.is_some_and(|base| base.is_before(change.at)))
                .map(|change| Window::from(change.at))
                .collect()
        }
        ChangedWhen::SinceEvent(name) => {
            let bases: Vec<Moment> = subject
                .events
                .iter()
                .filter(|event| event.name == *name)
                .map(|event| event.at)
                .collect();
            such.filter(|change| bases.iter().any(|base| Since::After(*base).is_before(change.at)))
                .map(|change| Window {
                    from: Some(change.at),
                    // The next such event, from the change on, starts the count anew.
                    until: bases.iter().filter(|base| **base >= change.at).min().copied(),
                })
                .collect()
        }
    }
}

fn was_ever_windows(test: &FieldTest, subject: &Subject<'_>, at: &At) -> Vec<Window> {
    let passes = |value: Option<&Value>| predicate_holds(&test.predicate, value, test.empty, at);
    let trace = subject.record.traces.get(&test.field);
    let is_true_already = passes(subject.record.get(test.field.as_str()))
        || trace.is_some_and(|trace| passes(trace.previous.as_ref()));
    if is_true_already {
        return vec![Window::ALWAYS];
    }
    let such = subject.changes.iter().filter(|change| {
        change.field == test.field
            && (passes(change.new.as_ref())
                || (!is_creation(change, subject.record) && passes(change.old.as_ref())))
    });
    such.map(|change| Window::from(change.at)).collect()
}

fn unchanged_windows(unchanged: &Unchanged, subject: &Subject<'_>, at: &At) -> Vec<Window> {
    let mut held: Vec<Moment> = held_since(&unchanged.field, subject).collect();
    held.sort_unstable();
    held.dedup();
    let first = held.first().copied();
    let before_any = Window { from: None, until: first };
    let nexts = held.iter().skip(1).copied().map(Some).chain([None]);
    let after_each = held.iter().zip(nexts).map(|(since, next)| Window {
        from: Some(time::later(*since, unchanged.period, at.zone)),
        until: next,
    });
    core::iter::once(before_any).chain(after_each).collect()
}

fn unattended_windows(unattended: &Unattended, subject: &Subject<'_>, at: &At) -> Vec<Window> {
    let causes = subject.events.iter().filter(|event| event.name == unattended.cause);
    causes
        .map(|cause| Window {
            from: Some(
                unattended
                    .older_than
                    .map_or(cause.at, |period| time::later(cause.at, period, at.zone)),
            ),
            until: follow_up(unattended, cause, subject.events).map(|event| event.at),
        })
        .collect()
}
