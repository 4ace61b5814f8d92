//! What stands between the braces: a path with its modifiers, or a condition.
//!
//! Decides types: which modifier and which comparison a field takes. Does not decide values.
//! A text in a condition is folded here once (D8), not per record.

use crate::words::ident::clip;
use crate::words::{Date, FieldKind, Problem, Problems};

use super::print::{DateFormat, fold};
use super::scope::{Read, Scope};

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

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub read: Read,
    pub check: Check,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Check {
    /// There is a value, and it is not "no".
    IsTrue,
    Is(Comparison, Literal),
    /// Texts: part of it. Tags: one of them.
    Contains(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a field is compared with, in the field's own kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// Folded.
    Text(String),
    Code(String),
    Number(f64),
    /// Units: minor units of the field's currency.
    Minor(i64),
    Date(Date),
    YesNo(bool),
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

#[derive(Clone, Debug, PartialEq)]
struct Token {
    what: What,
    offset: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// A path or a keyword.
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 11] = ["==", "!=", "<>", "<=", ">=", "<", ">", "|", ":", ",", "="];

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

enum Blame {
    Operator,
    Value,
}

fn check(read: &Read, operator: &str, value: &What) -> Result<Check, (Problem, Blame)> {
    let allowed: &[&str] = match read.kind {
        FieldKind::Text => &["==", "!=", "contains"],
        FieldKind::Tags => &["contains"],
        FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::YesNo => &["==", "!="],
        FieldKind::Number | FieldKind::Money { .. } | FieldKind::Date | FieldKind::Instant => {
            &["==", "!=", "<", "<=", ">", ">="]
        }
        FieldKind::User | FieldKind::Relation { .. } => &[],
    };
    if !allowed.contains(&operator) {
        let message = format!(
            "`{}` holds {}, which cannot be compared by `{operator}`",
            clip(&read.path),
            read.kind.in_words()
        );
        let problem = Problem::new("wrong_operator", message).found(operator);
        let problem = match operator {
            "=" if allowed.contains(&"==") => problem.help("equality is written `==`"),
            "<>" if allowed.contains(&"!=") => problem.help("inequality is written `!=`"),
            _ => problem,
        };
        return Err((problem.allowed(allowed.iter().copied()), Blame::Operator));
    }
    let comparison = match operator {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => {
            return match value {
                What::Text(text) => Ok(Check::Contains(fold(text))),
                other => Err((not_a_value(read, other, "a text in quotes"), Blame::Value)),
            };
        }
    };
    let literal = literal(read, value).map_err(|problem| (problem, Blame::Value))?;
    Ok(Check::Is(comparison, literal))
}

fn literal(read: &Read, value: &What) -> Result<Literal, Problem> {
    match (&read.kind, value) {
        (FieldKind::Text, What::Text(text)) => Ok(Literal::Text(fold(text))),
        (FieldKind::Text, other) => Err(not_a_value(read, other, "a text in quotes")),
        (FieldKind::Number, What::Number(number)) => Ok(Literal::Number(*number)),
        (FieldKind::Money { currency }, What::Number(number)) => {
            let scale = 10_f64.powi(super::print::minor_digits(currency) as i32);
            // Within the range where every integer is a float of its own; beyond it `as` saturates.
            Ok(Literal::Minor((number * scale).round() as i64))
        }
        (FieldKind::Number | FieldKind::Money { .. }, other) => {
            Err(not_a_value(read, other, "a number, without quotes"))
        }
        (FieldKind::Date | FieldKind::Instant, What::Text(text)) => {
            Date::parse(text).map(Literal::Date)
        }
        (FieldKind::Date | FieldKind::Instant, other) => {
            Err(not_a_value(read, other, "a date in quotes, like \"2026-11-21\""))
        }
        (FieldKind::YesNo, What::Word(word)) if word == "true" => Ok(Literal::YesNo(true)),
        (FieldKind::YesNo, What::Word(word)) if word == "false" => Ok(Literal::YesNo(false)),
        (FieldKind::YesNo, other) => Err(not_a_value(read, other, "`true` or `false`")),
        (_, What::Text(text)) => code(read, text),
        (_, other) => Err(not_a_value(read, other, "a text in quotes")),
    }
}

/// The key of a choice or stage, given as its key or as its name for people.
fn code(read: &Read, text: &str) -> Result<Literal, Problem> {
    let folded = fold(text);
    let by_label = || read.labels.iter().find(|(_, label)| fold(label) == folded);
    if let Some((key, _)) = read.labels.get_key_value(text).or_else(by_label) {
        return Ok(Literal::Code(key.clone()));
    }
    let message = format!("`{}` is not one of the values of `{}`", clip(text), clip(&read.path));
    Err(Problem::new("unknown_choice", message)
        .found(clip(text))
        .allowed(read.labels.keys().cloned())
        .suggest())
}

fn not_a_value(read: &Read, found: &What, wanted: &str) -> Problem {
    let message = format!("`{}` is compared with {wanted}", clip(&read.path));
    Problem::new("wrong_type", message).found(clip(&found.to_string()))
}

impl What {
    fn is_sign(&self, sign: &str) -> bool {
        matches!(self, What::Sign(found) if *found == sign)
    }
}

impl core::fmt::Display for What {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            What::Word(word) => f.write_str(word),
            What::Text(text) => write!(f, "\"{text}\""),
            What::Number(number) => write!(f, "{number}"),
            What::Sign(sign) => f.write_str(sign),
        }
    }
}

fn tokens(inner: &str) -> Result<Vec<Token>, (Problem, usize)> {
    let mut found = Vec::new();
    let mut offset = 0;
    // Bounded: each turn takes at least one character.
    while let Some(rest) = inner.get(offset..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            offset += first.len_utf8();
            continue;
        }
        let (what, length) = token(rest, first).map_err(|problem| (problem, offset))?;
        found.push(Token { what, offset });
        offset += length;
    }
    Ok(found)
}

fn token(rest: &str, first: char) -> Result<(What, usize), Problem> {
    if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        return Ok((What::Sign(sign), sign.len()));
    }
    if first == '"' || first == '\'' {
        let (text, _) = rest.get(1..).and_then(|text| text.split_once(first)).ok_or_else(|| {
            Problem::new("unclosed_quote", format!("the text after `{first}` never ends"))
                .help(format!("end it with `{first}`"))
        })?;
        return Ok((What::Text(text.to_owned()), text.len() + 2));
    }
    let is_number = first.is_ascii_digit() || first == '-';
    let is_word = first.is_alphabetic() || first == '_';
    if !is_number && !is_word {
        let problem = Problem::new("unexpected_word", format!("`{first}` means nothing here"));
        return Err(match first {
            '“' | '”' | '„' | '«' | '»' | '’' | '‘' => {
                problem.help("use straight quotes: \"")
            }
            '&' => problem.help("write `and`"),
            '(' | ')' => problem.help("brackets are not available; `and` binds closer than `or`"),
            _ => problem,
        });
    }
    let length = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| !(c.is_alphanumeric() || *c == '_' || *c == '.'))
        .map_or(rest.len(), |(at, _)| at);
    let word = rest.get(..length).unwrap_or(rest);
    if !is_number {
        return Ok((What::Word(word.to_owned()), length));
    }
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((What::Number(number), length)),
        _ => Err(Problem::new("invalid_number", format!("`{}` is not a number", clip(word)))
            .found(clip(word))
            .help("write it as 1250.50, without spaces")),
    }
}
