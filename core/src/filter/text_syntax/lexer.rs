//! Cuts the text of a filter into words, quoted texts and signs.

use super::character;
use crate::words::Problem;

/// A word, a quoted text or a sign, with the character at which it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Units: characters from the beginning.
    pub(super) offset: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// Anything without spaces and signs: a keyword, a key, a number, a date.
    Word(String),
    /// A text in double quotes; `\"` and `\\` stand for `"` and `\`.
    Quoted(String),
    /// A name in backquotes: never a keyword.
    Name(String),
    Open,
    Close,
    Comma,
    /// `=` `!=` `<` `<=` `>` `>=`
    Sign(&'static str),
    End,
}

/// The tokens of a text, `End` last.
///
/// # Errors
/// `unclosed_quote`.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut chars = text.chars().enumerate().peekable();
    let mut tokens = Vec::new();
    while let Some((offset, c)) = chars.next() {
        let mut followed_by = |wanted: char| chars.next_if(|(_, next)| *next == wanted).is_some();
        let kind = match c {
            _ if c.is_whitespace() => continue,
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            ',' => TokenKind::Comma,
            '=' => TokenKind::Sign("="),
            '≠' => TokenKind::Sign("!="),
            '≤' => TokenKind::Sign("<="),
            '≥' => TokenKind::Sign(">="),
            '<' if followed_by('=') => TokenKind::Sign("<="),
            '<' if followed_by('>') => TokenKind::Sign("!="),
            '<' => TokenKind::Sign("<"),
            '>' if followed_by('=') => TokenKind::Sign(">="),
            '>' => TokenKind::Sign(">"),
            '!' if followed_by('=') => TokenKind::Sign("!="),
            '"' | '„' | '”' | '“' => {
                // Word processors turn quotes into these; any of them closes.
                let closing = if c == '"' { "\"" } else { "\"”“" };
                TokenKind::Quoted(quoted(&mut chars, closing, offset)?)
            }
            '`' => TokenKind::Name(quoted(&mut chars, "`", offset)?),
            _ => {
                let mut word = String::from(c);
                while let Some((_, c)) = chars.next_if(|(_, c)| is_of_word(*c)) {
                    word.push(c);
                }
                TokenKind::Word(word)
            }
        };
        tokens.push(Token { kind, offset });
    }
    tokens.push(Token { kind: TokenKind::End, offset: text.chars().count() });
    Ok(tokens)
}

fn is_of_word(c: char) -> bool {
    !c.is_whitespace() && !"()\",`=≠≤≥<>!„”“".contains(c)
}

fn quoted(
    chars: &mut impl Iterator<Item = (usize, char)>,
    closing: &str,
    offset: usize,
) -> Result<String, Problem> {
    let mut text = String::new();
    while let Some((_, c)) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            _ if closing.contains(c) => return Ok(text),
            _ => text.push(c),
        }
    }
    Err(Problem::new("unclosed_quote", "the quoted text does not end")
        .at(character(offset))
        .help("close it with \""))
}
