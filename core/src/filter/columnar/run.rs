//! Running a filter over all records: cheapest clause first, each clause's answer kept, so that
//! editing one clause asks one clause again.

use super::bits::Bitset;
use super::dataset::Data;
use super::question::{Moves, moves};
use crate::filter::ast::{Clause, Filter, Node, Predicate, Question, TextPlace, TextTest};
use crate::filter::time::At;
use crate::words::Moment;

/// A filter made ready for running many times.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) root: Node,
}

impl Plan {
    /// Makes a filter ready.
    pub fn new(filter: &Filter) -> Self {
        Plan { root: filter.root().clone() }
    }

    /// The clauses, in the order in which they stand.
    pub fn clauses(&self) -> Vec<&Clause> {
        let mut clauses = Vec::new();
        collect(&self.root, &mut clauses);
        clauses
    }

    /// The same plan with clause number `n` always true, or always false.
    pub(super) fn with_forced(&self, n: usize, answer: Forced) -> Self {
        let mut root = self.root.clone();
        let mut number = n;
        force(&mut root, &mut number, answer);
        Plan { root }
    }
}

impl Plan {
    /// A plan that matches every row that this one matches at any instant, if nobody writes: what
    /// moves with time answers whatever lets more rows match.
    pub(super) fn at_any_time(&self) -> Self {
        let mut root = self.root.clone();
        loosen(&mut root, Forced::True);
        Plan { root }
    }
}

/// Answers what moves with time; under an odd number of `not`s it is `False` that lets more match.
fn loosen(node: &mut Node, answer: Forced) {
    match node {
        Node::Everyone => {}
        Node::All(nodes) | Node::Any(nodes) => {
            nodes.iter_mut().for_each(|node| loosen(node, answer));
        }
        Node::Not(node) => loosen(node, answer.opposite()),
        Node::Clause(clause) if moves(&clause.question) == Moves::WithNow => *node = answer.node(),
        Node::Clause(_) => {}
    }
}

/// What a clause is forced to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forced {
    True,
    False,
}

impl Forced {
    fn opposite(self) -> Self {
        match self {
            Forced::True => Forced::False,
            Forced::False => Forced::True,
        }
    }

    fn node(self) -> Node {
        match self {
            Forced::True => Node::Everyone,
            Forced::False => Node::Not(Box::new(Node::Everyone)),
        }
    }
}

fn collect<'n>(node: &'n Node, clauses: &mut Vec<&'n Clause>) {
    match node {
        Node::Everyone => {}
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, clauses)),
        Node::Not(node) => collect(node, clauses),
        Node::Clause(clause) => clauses.push(clause),
    }
}

/// Replaces the clause that is `number` clauses ahead; tells whether it was found.
fn force(node: &mut Node, number: &mut usize, answer: Forced) -> bool {
    match node {
        Node::Everyone => false,
        Node::All(nodes) | Node::Any(nodes) => {
            nodes.iter_mut().any(|node| force(node, number, answer))
        }
        Node::Not(node) => force(node, number, answer),
        Node::Clause(_) if *number == 0 => {
            *node = answer.node();
            true
        }
        Node::Clause(_) => {
            *number -= 1;
            false
        }
    }
}

/// The answers of questions asked lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    answers: Vec<Answer>,
    clock: u64,
}

#[derive(Clone, Debug)]
struct Answer {
    question: Question,
    /// As far as the answer depends on it.
    at: Option<At>,
    rows: Bitset,
    /// The rows for which the answer is known; `None`: all.
    known: Option<Bitset>,
    used: u64,
}

/// Most answers kept. Source: our choice: twice the clauses of a large filter; at a million records
/// an answer takes 125 kB.
const ANSWERS_MAX: usize = 64;

impl Kept {
    /// Forgets everything: a record was written.
    pub fn clear(&mut self) {
        self.answers.clear();
    }

    fn find(&mut self, question: &Question, at: Option<At>) -> Option<&mut Answer> {
        self.clock += 1;
        let answer =
            self.answers.iter_mut().find(|kept| kept.at == at && kept.question == *question)?;
        answer.used = self.clock;
        Some(answer)
    }

    fn keep(&mut self, question: &Question, at: Option<At>, rows: Bitset, known: Option<Bitset>) {
        let answer = Answer { question: question.clone(), at, rows, known, used: self.clock };
        if let Some(old) = self.answers.iter_mut().find(|a| a.at == at && a.question == *question) {
            *old = answer;
            return;
        }
        if self.answers.len() >= ANSWERS_MAX
            && let Some(oldest) = self.answers.iter_mut().min_by_key(|answer| answer.used)
        {
            *oldest = answer;
            return;
        }
        self.answers.push(answer);
    }

    /// The rows that a shorter needle found in the same field: the next letter narrows them.
    fn wider_search(&self, question: &Question) -> Option<&Bitset> {
        let wanted = single_needle(question)?;
        let is_wider = |kept: &&Answer| {
            kept.known.is_none()
                && single_needle(&kept.question).is_some_and(|shorter| {
                    shorter.field == wanted.field
                        && shorter.test.accents == wanted.test.accents
                        && wanted.needle.contains(shorter.needle)
                })
        };
        let found = self.answers.iter().filter(is_wider).map(|kept| &kept.rows);
        found.min_by_key(|rows| rows.count())
    }
}

struct Needle<'q> {
    field: &'q str,
    test: &'q TextTest,
    needle: &'q str,
}

fn single_needle(question: &Question) -> Option<Needle<'_>> {
    let Question::Own(own) = question else { return None };
    let Predicate::Text(test) = &own.predicate else { return None };
    match (test.place, test.needles.as_slice()) {
        (TextPlace::Anywhere, [needle]) => Some(Needle { field: own.field.as_str(), test, needle }),
        _ => None,
    }
}

/// One run of a filter.
pub(super) struct Run<'d> {
    pub data: &'d Data,
    pub kept: &'d mut Kept,
    pub at: At,
}

impl Run<'_> {
    /// The records that match.
    pub fn matching(&mut self, plan: &Plan) -> Bitset {
        let mut rows = self.node(&plan.root, None);
        rows.and(self.data.own.alive());
        rows
    }

    /// The rows that a node is true for; only right for the candidates, when there are any.
    fn node(&mut self, node: &Node, candidates: Option<&Bitset>) -> Bitset {
        match node {
            Node::Everyone => Bitset::all(self.data.own.rows()),
            Node::All(nodes) => self.all(nodes, candidates),
            Node::Any(nodes) => self.any(nodes, candidates),
            Node::Not(node) => self.node(node, candidates).complement(),
            Node::Clause(clause) => {
                let rows = self.question(&clause.question, candidates);
                if clause.sense.apply(true) { rows } else { rows.complement() }
            }
        }
    }

    fn all(&mut self, nodes: &[Node], candidates: Option<&Bitset>) -> Bitset {
        let mut left = candidates.cloned();
        for node in self.cheapest_first(nodes) {
            let rows = self.node(node, left.as_ref());
            left = Some(match left {
                None => rows,
                Some(mut left) => {
                    left.and(&rows);
                    left
                }
            });
        }
        left.unwrap_or_else(|| Bitset::all(self.data.own.rows()))
    }

    fn any(&mut self, nodes: &[Node], candidates: Option<&Bitset>) -> Bitset {
        let mut found: Option<Bitset> = None;
        for node in self.cheapest_first(nodes) {
            // Only rows that nothing was true for yet are worth asking.
            let open = match (&found, candidates) {
                (None, candidates) => candidates.cloned(),
                (Some(found), None) => Some(found.clone().complement()),
                (Some(found), Some(candidates)) => {
                    let mut open = candidates.clone();
                    open.and_not(found);
                    Some(open)
                }
            };
            let mut rows = self.node(node, open.as_ref());
            if let Some(open) = &open {
                rows.and(open);
            }
            match &mut found {
                None => found = Some(rows),
                Some(found) => found.or(&rows),
            }
        }
        found.unwrap_or_else(|| Bitset::none(self.data.own.rows()))
    }

    fn cheapest_first<'n>(&mut self, nodes: &'n [Node]) -> Vec<&'n Node> {
        let mut ordered: Vec<(u64, &Node)> =
            nodes.iter().map(|node| (self.cost(node), node)).collect();
        ordered.sort_by_key(|(cost, _)| *cost);
        ordered.into_iter().map(|(_, node)| node).collect()
    }

    fn cost(&mut self, node: &Node) -> u64 {
        match node {
            Node::Everyone => 0,
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().map(|node| self.cost(node)).sum(),
            Node::Not(node) => self.cost(node),
            Node::Clause(clause) => {
                let at = self.kept_at(&clause.question);
                let is_kept =
                    self.kept.find(&clause.question, at).is_some_and(|kept| kept.known.is_none());
                if is_kept { 0 } else { self.data.cost(&clause.question) }
            }
        }
    }

    fn kept_at(&self, question: &Question) -> Option<At> {
        match moves(question) {
            Moves::Never => None,
            Moves::WithZone => Some(At { now: Moment::from_ms(0), zone: self.at.zone }),
            Moves::WithNow => Some(self.at),
        }
    }

    /// The rows for which the answer is yes; only right for the candidates, when there are any.
    fn question(&mut self, question: &Question, candidates: Option<&Bitset>) -> Bitset {
        let at = self.kept_at(question);
        if let Some(kept) = self.kept.find(question, at) {
            let Some(known) = &mut kept.known else { return kept.rows.clone() };
            if let Some(candidates) = candidates {
                let mut missing = candidates.clone();
                missing.and_not(known);
                if let Some(more) = self.data.ask_among(question, &missing) {
                    known.or(&missing);
                    kept.rows.or(&more);
                    return kept.rows.clone();
                }
            }
        }
        let (rows, known) = self.answer(question, candidates);
        self.kept.keep(question, at, rows.clone(), known);
        rows
    }

    /// Asks; also tells for which rows the answer is right.
    fn answer(&self, question: &Question, candidates: Option<&Bitset>) -> (Bitset, Option<Bitset>) {
        if let Some(wider) = self.kept.wider_search(question)
            && let Some(rows) = self.data.ask_among(question, wider)
        {
            return (rows, None);
        }
        if let Some(candidates) = candidates
            && let Some(rows) = self.data.ask_among(question, candidates)
        {
            return (rows, Some(candidates.clone()));
        }
        (self.data.ask(question, &self.at), None)
    }
}
