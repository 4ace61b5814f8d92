//! A reader of JSON text that hands out its parts without building a tree.
//!
//! Decides what is JSON (RFC 8259), nothing about records. Faults are a place and what was expected
//! there: formatting messages for each would be half the size of this crate's reader.

use std::borrow::Cow;

use super::kernel;
use crate::words::Problem;

/// Where the text stopped being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Units: bytes from the beginning.
    pub at: usize,
    /// What should have stood there.
    pub expected: &'static str,
}

impl Fault {
    /// The fault as a problem of the input.
    pub fn problem(self) -> Problem {
        Problem::new("invalid_json", format!("the text is not JSON: {} expected", self.expected))
            .at(format!("byte {}", self.at))
    }
}

/// A JSON number: whole where it is written so and fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Numeral {
    /// No fraction, no exponent, fits 64 bits.
    Whole(i64),
    /// Anything else.
    Real(f64),
}

/// Deepest nesting that is skipped over. Source: our choice; records nest four deep.
const DEPTH_MAX: usize = 64;

/// A place in a JSON text.
#[derive(Clone, Debug)]
pub struct Json<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, Fault>;

impl<'a> Json<'a> {
    /// At the beginning.
    pub fn new(text: &'a str) -> Self {
        // A byte order mark is not JSON, but servers on one platform write it.
        Json { text: text.strip_prefix('\u{FEFF}').unwrap_or(text), at: 0 }
    }

    fn fault<T>(&self, expected: &'static str) -> Read<T> {
        Err(Fault { at: self.at, expected })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The first byte of what comes next, after white space; 0 at the end.
    #[inline]
    pub fn peek(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return *byte,
                None => return 0,
            }
        }
    }

    /// Steps over a punctuation mark if it comes next.
    #[inline]
    pub fn take(&mut self, mark: u8) -> bool {
        let is_next = self.peek() == mark;
        self.at += usize::from(is_next);
        is_next
    }

    /// Steps over a punctuation mark.
    ///
    /// # Errors
    /// When something else comes next.
    pub fn expect(&mut self, mark: u8, expected: &'static str) -> Read<()> {
        if self.take(mark) { Ok(()) } else { self.fault(expected) }
    }

    /// Whether another member follows in an object or array; steps over the comma or the end.
    ///
    /// # Errors
    /// When neither a comma nor the end comes next.
    #[inline]
    pub fn another(&mut self, is_first: &mut bool, end: u8) -> Read<bool> {
        if self.take(end) {
            return Ok(false);
        }
        if core::mem::take(is_first) || self.take(b',') {
            return Ok(true);
        }
        self.fault("`,` or the end of the list")
    }

    /// Steps over this key and its colon if exactly it comes next.
    #[inline]
    pub fn take_key(&mut self, key: &str) -> bool {
        if self.peek() != b'"' {
            return false;
        }
        let after = self
            .rest()
            .get(1..)
            .and_then(|rest| rest.strip_prefix(key.as_bytes()))
            .and_then(|rest| rest.strip_prefix(b"\""));
        let Some(after) = after else { return false };
        let before = self.at;
        self.at = self.text.len() - after.len();
        if self.take(b':') {
            return true;
        }
        self.at = before;
        false
    }

    /// The next key, with its colon stepped over.
    ///
    /// # Errors
    /// When no key comes next.
    pub fn key(&mut self) -> Read<Cow<'a, str>> {
        let key = self.string()?;
        self.expect(b':', "`:`")?;
        Ok(key)
    }

    /// The next string.
    ///
    /// # Errors
    /// When none comes next, or it holds a wrong escape or a control character.
    #[inline]
    pub fn string(&mut self) -> Read<Cow<'a, str>> {
        self.expect(b'"', "a text in quotes")?;
        let len = kernel::plain_text_len(self.rest());
        let start = self.at;
        self.at += len;
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            let text = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.escaped(start).map(Cow::Owned)
    }

    fn escaped(&mut self, start: usize) -> Read<String> {
        let mut text = self.text.get(start..self.at).unwrap_or_default().to_owned();
        loop {
            match self.rest().first() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return self.fault("the end of the text (control characters need an escape)"),
            }
            let len = kernel::plain_text_len(self.rest());
            text.push_str(self.text.get(self.at..self.at + len).unwrap_or_default());
            self.at += len;
        }
    }

    fn escape(&mut self) -> Read<char> {
        let letter = self.rest().first().copied().unwrap_or(0);
        self.at += 1;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return self.fault("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"),
        })
    }

    fn unicode_escape(&mut self) -> Read<char> {
        let first = self.four_hex_digits()?;
        let code = match first {
            0xD800..0xDC00 => {
                let is_pair = self.rest().starts_with(b"\\u");
                self.at += if is_pair { 2 } else { 0 };
                let second = if is_pair { self.four_hex_digits()? } else { 0 };
                if !(0xDC00..0xE000).contains(&second) {
                    // As JavaScript's TextEncoder: half a pair has no character of its own.
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            code => code,
        };
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_hex_digits(&mut self) -> Read<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(code) = code else { return self.fault("four hexadecimal digits") };
        self.at += 4;
        Ok(code)
    }

    /// The next number.
    ///
    /// # Errors
    /// When none comes next.
    pub fn number(&mut self) -> Read<Numeral> {
        self.peek();
        let bytes = self.rest();
        let is_numeric = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let len = bytes.iter().position(|byte| !is_numeric(byte)).unwrap_or(bytes.len());
        let numeral = bytes.get(..len).unwrap_or_default();
        if !is_json_number(numeral) {
            return self.fault("a value");
        }
        let text = self.text.get(self.at..self.at + len).unwrap_or_default();
        let value = match whole(numeral) {
            Some(whole) => Numeral::Whole(whole),
            None => match text.parse::<f64>() {
                Ok(real) => Numeral::Real(real),
                Err(_) => return self.fault("a number"),
            },
        };
        self.at += len;
        Ok(value)
    }

    /// Steps over a word (`true`, `false`, `null`) if it comes next.
    pub fn take_word(&mut self, word: &str) -> bool {
        self.peek();
        let is_next = self.rest().starts_with(word.as_bytes());
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    /// Steps over the next value, whatever it is.
    ///
    /// # Errors
    /// When it is not JSON, or nests too deep.
    pub fn skip(&mut self) -> Read<()> {
        self.skip_within(0)
    }

    fn skip_within(&mut self, depth: usize) -> Read<()> {
        if depth > DEPTH_MAX {
            return self.fault("less nesting (at most 64 levels)");
        }
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            open @ (b'{' | b'[') => {
                self.at += 1;
                let mut is_first = true;
                while self.another(&mut is_first, if open == b'{' { b'}' } else { b']' })? {
                    if open == b'{' {
                        self.key()?;
                    }
                    self.skip_within(depth + 1)?;
                }
                Ok(())
            }
            b't' | b'f' | b'n' => {
                let is_word =
                    ["true", "false", "null"].into_iter().any(|word| self.take_word(word));
                if is_word { Ok(()) } else { self.fault("a value") }
            }
            _ => self.number().map(|_| ()),
        }
    }

    /// Checks that nothing follows.
    ///
    /// # Errors
    /// When something does.
    pub fn end(&mut self) -> Read<()> {
        self.peek();
        if self.at >= self.text.len() { Ok(()) } else { self.fault("the end") }
    }
}

/// Whether this is a number by RFC 8259 §6: no leading zeros or plus, digits around the point.
fn is_json_number(numeral: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = numeral.strip_prefix(b"-").unwrap_or(numeral);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.first() == Some(&b'0')) {
        return false;
    }
    rest = rest.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = fraction.get(len..).unwrap_or_default();
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let unsigned = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            unsigned => unsigned,
        };
        return !unsigned.is_empty() && digits(unsigned) == unsigned.len();
    }
    rest.is_empty()
}

fn whole(numeral: &[u8]) -> Option<i64> {
    let (digits, is_negative) = match numeral.strip_prefix(b"-") {
        Some(digits) => (digits, true),
        None => (numeral, false),
    };
    let magnitude = digits.iter().try_fold(0_i64, |sum, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        sum.checked_mul(10)?.checked_add(i64::from(digit))
    })?;
    Some(if is_negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_numbers_and_faults_as_in_rfc_8259() {
        let string = |text: &str| Json::new(text).string().map(Cow::into_owned);
        assert_eq!(string(r#"  "Łódź\n\u0105\ud83d\ude00\/" "#), Ok("Łódź\ną😀/".to_owned()));
        assert_eq!(string(r#""\ud83d!""#), Ok("\u{FFFD}!".to_owned()));
        for bad in ["\"a", "\"\\x\"", "\"\u{1}\"", "\"\\u12\"", "x", ""] {
            assert!(string(bad).is_err(), "{bad}");
        }
        let number = |text: &str| Json::new(text).number();
        assert_eq!(number("-12"), Ok(Numeral::Whole(-12)));
        assert_eq!(number("0.5e1"), Ok(Numeral::Real(5.0)));
        assert_eq!(number("9223372036854775808"), Ok(Numeral::Real(9_223_372_036_854_775_808.0)));
        for bad in ["01", "+1", "1.", ".5", "-", "1e", "--1", "1-1", "NaN"] {
            assert!(number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn skipping_accepts_what_serde_json_accepts() {
        for text in [
            r#"{"a":[1,2,{"b":null}],"c":"\"}"}"#,
            "[]",
            "{}",
            "[[[]]]",
            "true",
            "[1,]",
            "{,}",
            "{\"a\"}",
            "nul",
            "[1 2]",
            "{\"a\":1,}",
            "",
        ] {
            let mut json = Json::new(text);
            let ours = json.skip().and_then(|()| json.end()).is_ok();
            let theirs = serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(ours, theirs, "{text}");
        }
        assert!(Json::new(&"[".repeat(100_000)).skip().is_err());
    }
}
