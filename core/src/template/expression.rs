//! What stands between the braces: a path with its modifiers, or a condition.
//!
//! Decides which modifier a value takes. What a field is compared with is `comparison`'s.

use crate::words::ident::clip;
use crate::words::{FieldKind, Problem, Problems};

use super::comparison::{Blame, Check, Test, check};
use super::print::DateFormat;
use super::scope::{Read, Scope};
use super::tokens::{Token, What, tokens};

/// `{{ operand | modifier | … }}`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Output {
    pub operand: Operand,
    pub modifiers: Vec<Modifier>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Read(Read),
    /// `{{ "{{" }}`: how to print what would otherwise be a tag.
    Text(String),
}

/// What Liquid calls a filter; here a filter is a condition on records.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Modifier {
    Default(String),
    Upcase,
    Downcase,
    Capitalize,
    /// Units: characters, the ending included.
    Truncate {
        chars_max: usize,
        ending: String,
    },
    Date(DateFormat),
}

/// What stands behind `if` or `elsif`. `and` binds closer than `or`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// True when all tests of any of these are.
    pub any_of: Vec<Vec<Test>>,
}

/// Names of all modifiers, for messages.
const MODIFIERS: [&str; 6] = ["default", "upcase", "downcase", "capitalize", "truncate", "date"];
/// Most modifiers on one value, and most tests in one condition. Our choice: nobody writes more by
/// hand, and the cost of one rendering stays small.
const CHAIN_MAX: usize = 20;
/// Longest text that `truncate` may be asked for. Units: characters. Our choice.
const TRUNCATE_CHARS_MAX: f64 = 10_000.0;

impl Output {
    /// Parses `contact.first_name | default: "there"`.
    pub fn parse(
        inner: &str,
        scope: &Scope<'_>,
        place: &dyn Fn(usize) -> String,
        problems: &mut Problems,
    ) -> Option<Output> {
        let mut cursor = Cursor::new(inner, place, problems)?;
        if cursor.is_done() {
            cursor.problem(Problem::new("empty_tag", "there is no field between `{{` and `}}`"));
            return None;
        }
        let operand = match cursor.next() {
            Some(Token { what: What::Word(path), offset }) => match scope.resolve(&path) {
                Ok(read) => cursor.printable(read, offset).map(Operand::Read),
                Err(problem) => {
                    cursor.problem_at(problem, offset);
                    None
                }
            },
            Some(Token { what: What::Text(text), .. }) => Some(Operand::Text(text)),
            other => {
                cursor.unexpected(other, "the name of a field");
                return None;
            }
        };
        let mut kind = match &operand {
            Some(Operand::Read(read)) => Some(read.kind.clone()),
            _ => None,
        };
        let mut modifiers = Vec::new();
        while !cursor.is_done() && modifiers.len() < CHAIN_MAX {
            let before = cursor.problems.len();
            match cursor.modifier(&mut kind, operand.is_some()) {
                Some(modifier) => modifiers.push(modifier),
                None if cursor.problems.len() > before => return None,
                None => {}
            }
        }
        cursor.expect_end();
        operand.map(|operand| Output { operand, modifiers })
    }
}

impl Condition {
    /// Parses `amount > 1000 and stage == "won" or is_company`.
    pub fn parse(
        inner: &str,
        scope: &Scope<'_>,
        place: &dyn Fn(usize) -> String,
        problems: &mut Problems,
    ) -> Option<Condition> {
        let mut cursor = Cursor::new(inner, place, problems)?;
        if cursor.is_done() {
            let problem = Problem::new("empty_tag", "`if` needs a condition");
            cursor.problem(problem.help("for example `{% if amount > 1000 %}`"));
            return None;
        }
        let mut any_of = vec![Vec::new()];
        for _ in 0..CHAIN_MAX {
            let test = cursor.test(scope)?;
            if let Some(all) = any_of.last_mut() {
                all.push(test);
            }
            match cursor.next() {
                None => return Some(Condition { any_of }),
                Some(Token { what: What::Word(word), .. }) if word == "and" => {}
                Some(Token { what: What::Word(word), .. }) if word == "or" => {
                    any_of.push(Vec::new());
                }
                other => {
                    cursor.unexpected(other, "`and`, `or` or the end of the condition");
                    return None;
                }
            }
        }
        let message = format!("a condition has at most {CHAIN_MAX} parts");
        cursor.problem(Problem::new("condition_too_long", message));
        None
    }
}

struct Cursor<'p> {
    tokens: std::vec::IntoIter<Token>,
    end: usize,
    place: &'p dyn Fn(usize) -> String,
    problems: &'p mut Problems,
}

impl<'p> Cursor<'p> {
    fn new(
        inner: &str,
        place: &'p dyn Fn(usize) -> String,
        problems: &'p mut Problems,
    ) -> Option<Cursor<'p>> {
        match tokens(inner) {
            Ok(found) => {
                Some(Cursor { tokens: found.into_iter(), end: inner.len(), place, problems })
            }
            Err((problem, offset)) => {
                problems.push(problem.at(place(offset)));
                None
            }
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.as_slice().first()
    }

    fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    fn is_done(&self) -> bool {
        self.tokens.as_slice().is_empty()
    }

    fn problem(&mut self, problem: Problem) {
        let offset = self.peek().map_or(0, |token| token.offset);
        self.problem_at(problem, offset);
    }

    fn problem_at(&mut self, problem: Problem, offset: usize) {
        self.problems.push(problem.at((self.place)(offset)));
    }

    fn unexpected(&mut self, found: Option<Token>, wanted: &str) {
        let (shown, offset) = match found {
            Some(token) => (format!("`{}`", clip(&token.what.to_string())), token.offset),
            None => ("the end".to_owned(), self.end),
        };
        let message = format!("{shown} stands where {wanted} was expected");
        self.problem_at(Problem::new("unexpected_word", message), offset);
    }

    fn expect_end(&mut self) {
        if let Some(token) = self.next() {
            self.unexpected(Some(token), "the end of the field");
        }
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is_here = self.peek().is_some_and(|token| token.what.is_sign(sign));
        if is_here {
            self.next();
        }
        is_here
    }

    fn printable(&mut self, read: Read, offset: usize) -> Option<Read> {
        let FieldKind::Relation { .. } = read.kind else { return Some(read) };
        let message = format!("`{}` points to records; choose a field of them", clip(&read.path));
        let help = format!("for example `{}.name`", clip(&read.path));
        self.problem_at(Problem::new("wrong_type", message).help(help), offset);
        None
    }

    fn modifier(&mut self, kind: &mut Option<FieldKind>, is_known: bool) -> Option<Modifier> {
        if !self.sign("|") {
            let found = self.next();
            self.unexpected(found, "`|` or the end of the field");
            return None;
        }
        let (name, offset) = match self.next() {
            Some(Token { what: What::Word(name), offset }) => (name, offset),
            other => {
                self.unexpected(other, "the name of a modifier");
                return None;
            }
        };
        if name == "date" {
            let is_date = matches!(kind, Some(FieldKind::Date | FieldKind::Instant));
            if is_known && !is_date {
                let held = kind.as_ref().map_or("text", FieldKind::in_words);
                let message = format!("`date` prints dates, and this is {held}");
                self.problem_at(Problem::new("wrong_type", message), offset);
                return None;
            }
            return self.date(offset);
        }
        let modifier = match name.as_str() {
            "default" => return self.text_argument(&name, offset).map(Modifier::Default),
            "truncate" => self.truncate(offset)?,
            "upcase" => Modifier::Upcase,
            "downcase" => Modifier::Downcase,
            "capitalize" => Modifier::Capitalize,
            _ => {
                let problem =
                    Problem::new("unknown_modifier", format!("there is no `{}`", clip(&name)))
                        .found(clip(&name))
                        .allowed(MODIFIERS)
                        .suggest();
                self.problem_at(problem, offset);
                return None;
            }
        };
        *kind = Some(FieldKind::Text);
        Some(modifier)
    }

    fn text_argument(&mut self, name: &str, offset: usize) -> Option<String> {
        if self.sign(":") {
            match self.next() {
                Some(Token { what: What::Text(text), .. }) => return Some(text),
                Some(Token { what: What::Number(number), .. }) => return Some(number.to_string()),
                _ => {}
            }
        }
        let example = if name == "date" { "%d.%m.%Y" } else { "there" };
        let problem = Problem::new("wrong_argument", format!("`{name}` needs a text in quotes"))
            .help(format!("for example `{name}: \"{example}\"`"));
        self.problem_at(problem, offset);
        None
    }

    fn date(&mut self, offset: usize) -> Option<Modifier> {
        let text = self.text_argument("date", offset)?;
        match DateFormat::parse(&text) {
            Ok(format) => Some(Modifier::Date(format)),
            Err(problem) => {
                self.problem_at(problem, offset);
                None
            }
        }
    }

    fn truncate(&mut self, offset: usize) -> Option<Modifier> {
        let chars_max = match (self.sign(":"), self.peek().map(|token| &token.what)) {
            (true, Some(What::Number(number)))
                if number.fract() == 0.0 && (1.0..=TRUNCATE_CHARS_MAX).contains(number) =>
            {
                *number as usize
            }
            _ => {
                let problem =
                    Problem::new("wrong_argument", "`truncate` needs a number of letters")
                        .help("for example `truncate: 30`, from 1 to 10000");
                self.problem_at(problem, offset);
                return None;
            }
        };
        self.next();
        // Liquid's ending. Three dots, not `…`, which would make an SMS dearer (S1.10).
        let mut ending = "...".to_owned();
        if self.sign(",") {
            match self.next() {
                Some(Token { what: What::Text(text), .. }) => ending = text,
                other => {
                    self.unexpected(other, "a text in quotes");
                    return None;
                }
            }
        }
        Some(Modifier::Truncate { chars_max, ending })
    }

    fn test(&mut self, scope: &Scope<'_>) -> Option<Test> {
        let (path, offset) = match self.next() {
            Some(Token { what: What::Word(path), offset }) => (path, offset),
            other => {
                self.unexpected(other, "the name of a field");
                return None;
            }
        };
        let read = match scope.resolve(&path) {
            Ok(read) => read,
            Err(problem) => {
                self.problem_at(problem, offset);
                return None;
            }
        };
        let operator = match self.peek().map(|token| &token.what) {
            Some(What::Sign(sign)) => (*sign).to_owned(),
            Some(What::Word(word)) if word == "contains" => word.clone(),
            _ => return Some(Test { read, check: Check::IsTrue }),
        };
        let operator_at = self.next().map_or(offset, |token| token.offset);
        let Some(value) = self.next() else {
            self.unexpected(None, "a value to compare with");
            return None;
        };
        match check(&read, &operator, &value.what) {
            Ok(check) => Some(Test { read, check }),
            Err((problem, Blame::Operator)) => {
                self.problem_at(problem, operator_at);
                None
            }
            Err((problem, Blame::Value)) => {
                self.problem_at(problem, value.offset);
                None
            }
        }
    }
}
