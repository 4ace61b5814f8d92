//! The parsed template: text, values and conditions, nested.
//!
//! Decides that tags pair up and how deep they go. Where values stand in HTML is `markup`'s.

use std::collections::BTreeSet;

use crate::words::ident::clip;
use crate::words::{Problem, Problems};

use super::comparison::Test;
use super::expression::{Condition, Modifier, Operand, Output};
use super::markup::{self, Spot};
use super::part::{MayBeEmpty, Part, PartMarkup};
use super::scan::{self, Piece, PieceKind};
use super::scope::Scope;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    Value {
        output: Output,
        /// How its value must be escaped.
        spot: Spot,
        /// For messages of `markup`.
        place: String,
    },
    If(Branches),
}

/// `if`, `elsif` … and `else`: the first branch whose condition holds, or the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Branches {
    pub branches: Vec<(Condition, Vec<Node>)>,
    pub otherwise: Vec<Node>,
    pub place: String,
}

/// Deepest nesting of conditions. Our choice: deeper is not readable in a message, and rendering
/// recurses so deep at most.
const DEPTH_MAX: usize = 8;

const TAGS: [&str; 4] = ["if", "elsif", "else", "endif"];

/// The nodes of one text. What is wrong is added to `problems`; the nodes then mean nothing.
pub(super) fn parse(
    source: &str,
    part: Part,
    scope: &Scope<'_>,
    problems: &mut Problems,
) -> Vec<Node> {
    let mut found = Problems::new();
    let nodes = read(source, part, scope, &mut found);
    found.truncate(scan::PROBLEMS_MAX);
    problems.append(&mut found);
    nodes
}

fn read(source: &str, part: Part, scope: &Scope<'_>, problems: &mut Problems) -> Vec<Node> {
    if source.len() > part.bytes_max {
        let message = format!("the {} is longer than {} bytes", part.name, part.bytes_max);
        problems.push(Problem::new("text_too_long", message).at(part.name));
        return Vec::new();
    }
    if source.trim().is_empty() && part.may_be_empty == MayBeEmpty::No {
        problems.push(
            Problem::new("missing_text", format!("the {} is empty", part.name)).at(part.name),
        );
        return Vec::new();
    }
    // Line ends become one kind, so that a template means the same wherever it was typed.
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let source = match part.markup {
        // One character for one, so that places stay true.
        PartMarkup::Line => source.replace(|c: char| c.is_control(), " "),
        PartMarkup::Text | PartMarkup::Html => source,
    };
    let place = |offset: usize| format!("{}, {}", part.name, scan::place(&source, offset));
    let pieces = scan::pieces(&source, &place, problems);
    let mut builder = Builder { scope, place: &place, frames: Vec::new(), top: Vec::new() };
    for piece in &pieces {
        builder.piece(piece, problems);
        if problems.len() > scan::PROBLEMS_MAX {
            break;
        }
    }
    let mut nodes = builder.finish(problems);
    if !problems.is_empty() {
        return nodes;
    }
    if part.markup == PartMarkup::Html {
        markup::place_values(&mut nodes, part.name, problems);
    } else {
        let spot = if part.markup == PartMarkup::Line { Spot::Line } else { Spot::Plain };
        markup::mark_all(&mut nodes, spot);
    }
    nodes
}

/// An `if` whose `endif` has not come yet.
struct Frame {
    branches: Vec<(Condition, Vec<Node>)>,
    /// The condition of the branch being filled; `None` in `else`.
    condition: Option<Condition>,
    nodes: Vec<Node>,
    offset: usize,
}

struct Builder<'b> {
    scope: &'b Scope<'b>,
    place: &'b dyn Fn(usize) -> String,
    frames: Vec<Frame>,
    top: Vec<Node>,
}

impl Builder<'_> {
    fn piece(&mut self, piece: &Piece<'_>, problems: &mut Problems) {
        let place = |offset: usize| (self.place)(piece.offset + offset);
        match piece.kind {
            PieceKind::Text => self.push(Node::Text(piece.inner.to_owned())),
            PieceKind::Output => {
                if let Some(output) = Output::parse(piece.inner, self.scope, &place, problems) {
                    let place = place(0);
                    self.push(Node::Value { output, spot: Spot::Plain, place });
                }
            }
            PieceKind::Tag => self.tag(piece, problems),
        }
    }

    fn push(&mut self, node: Node) {
        match self.frames.last_mut() {
            Some(frame) => frame.nodes.push(node),
            None => self.top.push(node),
        }
    }

    fn tag(&mut self, piece: &Piece<'_>, problems: &mut Problems) {
        let trimmed = piece.inner.trim_start();
        let offset = piece.offset + (piece.inner.len() - trimmed.len());
        let name_end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (name, rest) = trimmed.split_at_checked(name_end).unwrap_or((trimmed, ""));
        let place = |at: usize| (self.place)(offset + name_end + at);
        match name {
            "if" => {
                let condition = Condition::parse(rest, self.scope, &place, problems);
                self.open(condition, offset, problems);
            }
            "elsif" => {
                let condition = Condition::parse(rest, self.scope, &place, problems);
                self.next_branch(name, Some(condition.unwrap_or_else(never)), offset, problems);
            }
            "else" => self.next_branch(name, None, offset, problems),
            "endif" => match self.frames.pop() {
                Some(frame) => {
                    let node = Node::If(frame.close(self.place));
                    self.push(node);
                }
                None => problems.push(self.unpaired(name, offset)),
            },
            _ => problems.push(unknown_tag(name).at((self.place)(offset))),
        }
        if matches!(name, "else" | "endif") && !rest.trim().is_empty() {
            let message =
                format!("nothing stands behind `{name}`, but here is `{}`", clip(rest.trim()));
            problems.push(Problem::new("unexpected_word", message).at(place(1)));
        }
    }

    fn open(&mut self, condition: Option<Condition>, offset: usize, problems: &mut Problems) {
        if self.frames.len() == DEPTH_MAX {
            let message = format!("conditions may nest {DEPTH_MAX} deep");
            problems.push(Problem::new("template_too_deep", message).at((self.place)(offset)));
        }
        let condition = Some(condition.unwrap_or_else(never));
        self.frames.push(Frame { branches: Vec::new(), condition, nodes: Vec::new(), offset });
    }

    fn next_branch(
        &mut self,
        name: &str,
        condition: Option<Condition>,
        offset: usize,
        problems: &mut Problems,
    ) {
        let unpaired = self.unpaired(name, offset);
        let Some(frame) = self.frames.last_mut() else {
            problems.push(unpaired);
            return;
        };
        match frame.condition.take() {
            Some(before) => {
                frame.branches.push((before, core::mem::take(&mut frame.nodes)));
                frame.condition = condition;
            }
            None => {
                let message = format!("`{name}` stands behind `else`, where it is never reached");
                problems.push(Problem::new("unpaired_tag", message).at((self.place)(offset)));
            }
        }
    }

    fn unpaired(&self, name: &str, offset: usize) -> Problem {
        Problem::new("unpaired_tag", format!("`{name}` stands without its `if`"))
            .at((self.place)(offset))
    }

    fn finish(mut self, problems: &mut Problems) -> Vec<Node> {
        for frame in core::mem::take(&mut self.frames) {
            problems.push(
                Problem::new("unclosed_tag", "this `if` has no `endif`")
                    .at((self.place)(frame.offset))
                    .help("end it with `{% endif %}`"),
            );
        }
        self.top
    }
}

impl Frame {
    fn close(mut self, place: &dyn Fn(usize) -> String) -> Branches {
        let place = place(self.offset);
        match self.condition {
            Some(condition) => {
                self.branches.push((condition, self.nodes));
                Branches { branches: self.branches, otherwise: Vec::new(), place }
            }
            None => Branches { branches: self.branches, otherwise: self.nodes, place },
        }
    }
}

/// Stands for a condition that could not be read; the template is refused anyway.
fn never() -> Condition {
    Condition { any_of: Vec::new() }
}

fn unknown_tag(name: &str) -> Problem {
    let problem = Problem::new("unknown_tag", format!("there is no `{}`", clip(name)))
        .found(clip(name))
        .allowed(TAGS);
    match name {
        "for" | "tablerow" | "while" => {
            problem.help("a template has no loops: of several related records it reads the first")
        }
        "unless" => problem.help("write `if` with `!=`, or put the text behind `else`"),
        "elseif" | "elif" => problem.help("did you mean `elsif`?"),
        _ => problem.suggest(),
    }
}

/// Which paths to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    /// Printed whatever the conditions say, and without `default:`.
    Required,
}

/// The paths that these texts read.
pub(super) fn paths<'t>(parts: &[&'t [Node]], wanted: Wanted) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    for part in parts {
        collect(part, wanted, &mut found);
    }
    found
}

fn collect<'t>(nodes: &'t [Node], wanted: Wanted, found: &mut BTreeSet<&'t str>) {
    for node in nodes {
        match node {
            Node::Value { output: Output { operand: Operand::Read(read), modifiers }, .. } => {
                let has_default = modifiers.iter().any(|m| matches!(m, Modifier::Default(_)));
                if wanted == Wanted::All || !(has_default || read.empty_is_zero) {
                    found.insert(&read.path);
                }
            }
            Node::If(Branches { branches, otherwise, .. }) if wanted == Wanted::All => {
                for (condition, nodes) in branches {
                    let tests = condition.any_of.iter().flatten();
                    found.extend(tests.map(|test: &Test| test.read.path.as_str()));
                    collect(nodes, wanted, found);
                }
                collect(otherwise, wanted, found);
            }
            _ => {}
        }
    }
}
