//! Cuts a source into text, `{{ … }}` and `{% … %}`, and finds places for messages.
//!
//! Decides where a tag ends and which white space goes with it; not what stands inside.

use crate::words::{Problem, Problems};

/// Most tags in one text. Our choice: one per 50 bytes of the longest body.
const TAGS_MAX: usize = 2_000;
/// Most problems told at once. Our choice: what a person reads before mending the first.
pub(super) const PROBLEMS_MAX: usize = 50;
/// Longest tag. Units: bytes. Our choice: several lines; it bounds the search for an end.
const TAG_BYTES_MAX: usize = 2_000;

/// A run of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub kind: PieceKind,
    /// Text as it is, or what stands between the braces.
    pub inner: &'a str,
    /// Where `inner` starts. Units: bytes.
    pub offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    Text,
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Tag,
}

/// `line 3, column 5` of an offset, both from 1, columns in characters.
pub(super) fn place(source: &str, offset: usize) -> String {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |text| text.chars().count()) + 1;
    format!("line {line}, column {column}")
}

/// All pieces, in order.
///
/// A `{% … %}` alone on its line takes the line with it, as in Mustache, so that a condition leaves
/// no empty line in the message. `{{-` and `-}}` take the white space on their side, as in Liquid.
pub(super) fn pieces<'a>(
    source: &'a str,
    place_in: &dyn Fn(usize) -> String,
    problems: &mut Problems,
) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let mut text_from = 0;
    let mut search_from = 0;
    // Bounded: each turn moves `search_from` forward by at least the two bytes of a brace pair.
    while let Some(start) = next_opening(source, search_from) {
        // Two pieces a tag: the text before it, and itself.
        if found.len() >= 2 * TAGS_MAX {
            let message = format!("there are more than {TAGS_MAX} tags in one text");
            problems.push(Problem::new("text_too_long", message).at(place_in(start)));
            break;
        }
        if problems.len() > PROBLEMS_MAX {
            break;
        }
        let after_open = start + 2;
        let kind = match source.get(start..after_open) {
            Some("{{") => PieceKind::Output,
            _ => PieceKind::Tag,
        };
        let Some(inner_end) = closing(source, after_open, kind) else {
            let (open, close) = kind.braces();
            let message = format!("`{open}` is never closed");
            let help = format!("end it with `{close}`");
            problems.push(Problem::new("unclosed_tag", message).at(place_in(start)).help(help));
            search_from = after_open;
            continue;
        };
        let inner = source.get(after_open..inner_end).unwrap_or_default();
        let end = inner_end + 2;
        let (cut_start, cut_end) = cut(source, start, end, kind, inner);
        let text = source.get(text_from..cut_start.max(text_from)).unwrap_or_default();
        found.push(Piece { kind: PieceKind::Text, inner: text, offset: text_from });
        let bare = inner.strip_prefix('-').unwrap_or(inner);
        let offset = after_open + (inner.len() - bare.len());
        found.push(Piece { kind, inner: bare.strip_suffix('-').unwrap_or(bare), offset });
        text_from = cut_end;
        search_from = end.max(cut_end);
    }
    let rest = source.get(text_from..).unwrap_or_default();
    found.push(Piece { kind: PieceKind::Text, inner: rest, offset: text_from });
    found.retain(|piece| piece.kind != PieceKind::Text || !piece.inner.is_empty());
    found
}

impl PieceKind {
    fn braces(self) -> (&'static str, &'static str) {
        match self {
            PieceKind::Tag => ("{%", "%}"),
            PieceKind::Output | PieceKind::Text => ("{{", "}}"),
        }
    }
}

fn next_opening(source: &str, from: usize) -> Option<usize> {
    let rest = source.get(from..)?;
    let opens = |at: &usize| rest.get(at + 1..).is_some_and(|after| after.starts_with(['{', '%']));
    rest.match_indices('{').map(|(at, _)| at).find(opens).map(|at| from + at)
}

/// Where the closing braces start: the first that do not stand in quotes. `None` when another tag
/// opens first, so that one forgotten brace does not swallow the rest of the message.
fn closing(source: &str, from: usize, kind: PieceKind) -> Option<usize> {
    let rest = source.get(from..)?;
    let (_, close) = kind.braces();
    let mut quote = None;
    let mut quoted_close = None;
    for (at, c) in rest.char_indices() {
        let here = rest.get(at..).unwrap_or_default();
        let opens = here.starts_with("{{") || here.starts_with("{%");
        if (opens && quote.is_none()) || at > TAG_BYTES_MAX {
            break;
        }
        match quote {
            None if here.starts_with(close) => return Some(from + at),
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            Some(_) if here.starts_with(close) && quoted_close.is_none() => {
                quoted_close = Some(from + at);
            }
            _ => {}
        }
    }
    // A quote that never ends: close at the first braces, and let the expression say so.
    quoted_close
}

fn cut(source: &str, start: usize, end: usize, kind: PieceKind, inner: &str) -> (usize, usize) {
    let before = source.get(..start).unwrap_or_default();
    let after = source.get(end..).unwrap_or_default();
    let (mut cut_start, mut cut_end) = (start, end);
    if kind == PieceKind::Tag {
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_rest = after.find('\n').map_or(after.len(), |at| at + 1);
        let is_blank = |text: Option<&str>| text.is_some_and(|text| text.trim().is_empty());
        if is_blank(before.get(line_start..)) && is_blank(after.get(..line_rest)) {
            (cut_start, cut_end) = (line_start, end + line_rest);
        }
    }
    if inner.starts_with('-') {
        cut_start = before.trim_end().len();
    }
    if inner.ends_with('-') && inner.len() > 1 {
        cut_end = source.len() - after.trim_start().len();
    }
    (cut_start, cut_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        assert_eq!(place("a\nżó{{", 6), "line 2, column 3");
        assert_eq!(place("", 0), "line 1, column 1");
    }

    #[test]
    fn a_condition_alone_on_its_line_leaves_no_line() {
        let mut problems = Vec::new();
        let source = "a\n{% if x %}\nb\n{% endif %}\nc {%- if y -%} d";
        let texts: Vec<&str> = pieces(source, &|_| String::new(), &mut problems)
            .iter()
            .filter(|piece| piece.kind == PieceKind::Text)
            .map(|piece| piece.inner)
            .collect();
        assert_eq!(texts, ["a\n", "b\n", "c", "d"]);
        assert!(problems.is_empty());
    }
}
