//! What stands between the braces, cut into words, texts, numbers and signs.

use core::fmt;

use crate::words::Problem;
use crate::words::ident::clip;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub what: What,
    /// Units: bytes from the start of what stands between the braces.
    pub offset: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A path or a keyword.
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 11] = ["==", "!=", "<>", "<=", ">=", "<", ">", "|", ":", ",", "="];

impl What {
    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self, What::Sign(found) if *found == sign)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Word(word) => f.write_str(word),
            What::Text(text) => write!(f, "\"{text}\""),
            What::Number(number) => write!(f, "{number}"),
            What::Sign(sign) => f.write_str(sign),
        }
    }
}

/// All tokens, or the first that is none, with its offset.
///
/// # Errors
/// `unclosed_quote`, `invalid_number`, `unexpected_word`.
pub(super) fn tokens(inner: &str) -> Result<Vec<Token>, (Problem, usize)> {
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
