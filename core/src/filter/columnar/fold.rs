//! Folding a whole column of text fast, to exactly what `filter::text::fold` answers (D8).
//!
//! Decides nothing: letters are taken from a table that is filled by `text::fold` itself, and any
//! text with something outside that table goes through `text::fold` whole. Law:
//! `core/tests/columnar_laws.rs`, "folding".

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::filter::ast::Accents;
use crate::filter::text::fold;

/// Latin, Greek and Cyrillic: everything that UTF-8 writes with two bytes and case folding maps
/// within them. Beyond: Armenian, Hebrew, Arabic, by the slow way.
const TABLE_CHARS: u32 = 0x530;

/// Folds texts; holds the table.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    accents: Accents,
    /// The folded form of each character below [`TABLE_CHARS`] as UTF-8 in `bytes[..len]`; length 0
    /// for characters whose form depends on their neighbours.
    table: Vec<Letter>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Letter {
    bytes: [u8; 2],
    len: u8,
    /// Whether NFC leaves it alone whatever stands beside it.
    is_composed: bool,
}

impl Folder {
    /// A folder for texts with or without their accents.
    pub fn new(accents: Accents) -> Self {
        let table = (0..TABLE_CHARS).map(|code| Letter::of(code, accents)).collect();
        Folder { accents, table }
    }

    /// Appends the folded form.
    pub fn fold_into(&self, text: &str, to: &mut Vec<u8>) {
        let before = to.len();
        if text.is_ascii() {
            to.extend_from_slice(text.as_bytes());
            if let Some(added) = to.get_mut(before..) {
                added.make_ascii_lowercase();
            }
            return;
        }
        to.reserve(text.len() + 2);
        for run in Runs(text) {
            let understood = match run {
                Run::Ascii(run) => {
                    let start = to.len();
                    to.extend_from_slice(run.as_bytes());
                    if let Some(added) = to.get_mut(start..) {
                        added.make_ascii_lowercase();
                    }
                    true
                }
                Run::Char(c) => self.fold_char(c, to),
            };
            if !understood {
                to.truncate(before);
                to.extend_from_slice(fold(text, self.accents).as_bytes());
                return;
            }
        }
    }

    fn fold_char(&self, c: char, to: &mut Vec<u8>) -> bool {
        match self.table.get(c as usize) {
            Some(letter) => match letter.bytes.get(..usize::from(letter.len)) {
                Some(bytes) if letter.is_composed => {
                    to.extend_from_slice(bytes);
                    true
                }
                _ => false,
            },
            None if is_inert(c) => {
                to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                true
            }
            None => false,
        }
    }

    /// The text in NFC.
    pub fn composed<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let is_plain = |c: char| match self.table.get(c as usize) {
            Some(letter) => letter.is_composed,
            None => is_inert(c),
        };
        // Below this byte every character is below U+0300, where the combining marks begin.
        let is_composed = text.bytes().all(|byte| byte < 0xCC)
            || text.chars().all(is_plain)
            || is_nfc_quick(text.chars()) == IsNormalized::Yes;
        if is_composed { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
    }
}

impl Letter {
    fn of(code: u32, accents: Accents) -> Self {
        let Some(c) = char::from_u32(code) else { return Letter::default() };
        let is_composed = is_nfc_quick(core::iter::once(c)) == IsNormalized::Yes
            && unicode_normalization::char::canonical_combining_class(c) == 0;
        let folded = fold(c.encode_utf8(&mut [0; 4]), accents);
        match *folded.as_bytes() {
            [a] => Letter { bytes: [a, 0], len: 1, is_composed },
            [a, b] => Letter { bytes: [a, b], len: 2, is_composed },
            _ => Letter::default(),
        }
    }
}

/// Punctuation, currency signs and pictures: neither case nor composition touches them.
/// Source: Unicode 16, blocks General Punctuation from U+2010 to U+205E, Currency Symbols, and the
/// pictographs of U+1F300 to U+1FAFF: no CaseFolding.txt entry, NFC_Quick_Check = Yes, class 0.
fn is_inert(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{205E}' | '\u{20A0}'..='\u{20BF}' | '\u{1F300}'..='\u{1FAFF}')
}

/// A text as runs of ASCII and single other characters.
struct Runs<'a>(&'a str);

enum Run<'a> {
    Ascii(&'a str),
    Char(char),
}

impl<'a> Iterator for Runs<'a> {
    type Item = Run<'a>;

    fn next(&mut self) -> Option<Run<'a>> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii()).unwrap_or(self.0.len());
        if end > 0 {
            let (run, rest) = self.0.split_at_checked(end)?;
            self.0 = rest;
            return Some(Run::Ascii(run));
        }
        let c = self.0.chars().next()?;
        self.0 = self.0.get(c.len_utf8()..)?;
        Some(Run::Char(c))
    }
}
