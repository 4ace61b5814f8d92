//! Decides what could be replaced in a text so that it takes fewer parts, and offers it (D31).
//!
//! Nothing here changes a text: an offer is an answer, a person applies it. Cyrillic gets no offer:
//! written in Latin letters it would be another text. Spec table: `tests/spec/sms.md`, "Offers".

use std::collections::BTreeMap;

use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

use super::MeasureOptions;
use super::alphabet::default_cost;
use super::encoding::{Counted, count_with};

/// A language whose letters have customary replacements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Language {
    Polish,
    Romanian,
    Hungarian,
    Russian,
    English,
}

impl Language {
    /// The language of an ISO 639-1 code or a tag that begins with one, like `pl` or `ro-RO`.
    pub fn from_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "pl" => Some(Language::Polish),
            "ro" => Some(Language::Romanian),
            "hu" => Some(Language::Hungarian),
            "ru" => Some(Language::Russian),
            "en" => Some(Language::English),
            _ => None,
        }
    }
}

/// How much an offer changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// Quotes, dashes, spaces and split accents only: no word reads differently.
    Typography,
    /// Letters lose their marks as well.
    Letters,
}

/// One thing replaced, throughout the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What stands in the text: a character, or a letter with its separate accents.
    pub from: String,
    /// What would stand there; empty when it is invisible and goes.
    pub to: String,
    /// How often.
    pub count: u32,
}

/// A change that saves at least one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// How much changes.
    pub kind: OfferKind,
    /// The text after the change.
    pub text: String,
    /// What changes, in order of appearance.
    pub replacements: Vec<Replacement>,
    /// The measure after the change.
    pub counted: Counted,
    /// Parts fewer than now, at least 1.
    pub parts_saved: u32,
}

/// The offers for a text, the smallest change first; a larger change only when it saves more.
pub(super) fn offers(text: &str, now: Counted, options: &MeasureOptions) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    if now.parts <= 1 {
        return offers;
    }
    for kind in [OfferKind::Typography, OfferKind::Letters] {
        let offer = offer(text, now, options, kind);
        let saved_so_far = offers.last().map_or(0, |last| last.parts_saved);
        offers.extend(offer.filter(|offer| offer.parts_saved > saved_so_far));
    }
    offers
}

fn offer(text: &str, now: Counted, options: &MeasureOptions, kind: OfferKind) -> Option<Offer> {
    let mut changed = String::with_capacity(text.len());
    let mut replacements: Vec<Replacement> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (from, c) in letters(text) {
        let to = match kind {
            OfferKind::Typography => typography(c).map(str::to_owned),
            OfferKind::Letters => replacement(c, options.language),
        }
        .filter(|_| !options.national.has(c))
        .unwrap_or_else(|| c.to_string());
        changed.push_str(&to);
        if from != to {
            let index = *known.entry(from).or_insert(replacements.len());
            match replacements.get_mut(index) {
                Some(replacement) => replacement.count += 1,
                None => replacements.push(Replacement { from: from.to_owned(), to, count: 1 }),
            }
        }
    }
    let counted = count_with(&changed, options.national);
    // A text of which nothing is left cannot be sent, so it saves nothing.
    let parts_saved = now.parts.saturating_sub(counted.parts.max(1));
    (parts_saved > 0).then_some(Offer { kind, text: changed, replacements, counted, parts_saved })
}

/// Letters with their separate accents: what stands in the text, and the one character that it
/// composes to.
fn letters(text: &str) -> impl Iterator<Item = (&str, char)> {
    let mut chars = text.char_indices().peekable();
    core::iter::from_fn(move || {
        let (start, mut c) = chars.next()?;
        while let Some(composed) = chars.peek().and_then(|&(_, mark)| compose(c, mark)) {
            c = composed;
            chars.next();
        }
        let end = chars.peek().map_or(text.len(), |&(next, _)| next);
        Some((text.get(start..end)?, c))
    })
}

/// What an author may put in the place of a character that the default alphabet has not.
pub(super) fn replacement(c: char, language: Option<Language>) -> Option<String> {
    if default_cost(c) > 0 {
        return None;
    }
    let letter = || language.and_then(|language| letter(c, language)).map(String::from);
    typography(c).map(str::to_owned).or_else(letter).or_else(|| {
        // An accent that composed with nothing goes along with those that did.
        let is_latin = language.is_some_and(|language| language != Language::Russian);
        (is_latin && is_combining_mark(c)).then(String::new)
    })
}

/// Signs that word processors put in, and what the keyboard has for them.
fn typography(c: char) -> Option<&'static str> {
    Some(match c {
        '„' | '“' | '”' | '‟' | '«' | '»' | '″' => "\"",
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' | '`' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '•' => "-",
        '…' => "...",
        '×' => "x",
        // Spaces: no-break, en to hair, narrow no-break, mathematical, ideographic, and the
        // tabulator.
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        // Invisible: soft hyphen, zero-width space, direction marks, word joiner, byte order mark.
        // Not the joiners U+200C and U+200D, which make emoji.
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => "",
        _ => return None,
    })
}

/// The letter that people write in a language when they have no other.
fn letter(c: char, language: Language) -> Option<char> {
    let customary = match language {
        // Vowels keep the two dots, which GSM-7 has: `fő` becomes `fö`, not `fo`.
        Language::Hungarian => swap(c, "őűáíóúŐŰÁÍÓÚ", "öüaiouÖÜAIOU"),
        // With comma below and, as older keyboards have it, with cedilla.
        Language::Romanian => swap(c, "ăâîșşțţĂÂÎȘŞȚŢ", "aaissttAAISSTT"),
        Language::Polish => swap(c, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ"),
        Language::English => None,
        Language::Russian => return None,
    };
    customary.or_else(|| without_marks(c))
}

fn swap(c: char, from: &str, to: &str) -> Option<char> {
    from.chars().zip(to.chars()).find_map(|(old, new)| (old == c).then_some(new))
}

/// A foreign name's letter without its marks, when a letter of the English alphabet remains.
fn without_marks(c: char) -> Option<char> {
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    first.filter(|base| base.is_ascii_alphabetic()).or_else(|| swap(c, "łđıŁĐ", "ldiLD"))
}
