//! Measures SMS: which alphabet a text needs, how many parts are billed, where they end, which
//! characters make it dear, and what could be replaced to save parts (S1.8-10, D31).
//!
//! Does not decide whether a message goes (`timing`, consent) nor what a part costs
//! (`Account::sms_price`).
//! Spec tables: `tests/spec/sms.md`, `tests/spec/sms-alphabets.md`.
//! Sources: 3GPP TS 23.038 (alphabets), 3GPP TS 23.040 §9.2.3.24 (parts).

mod alphabet;
mod encoding;
mod national;
mod offers;
mod packing;

use std::collections::BTreeMap;

pub use encoding::{Counted, Encoding, count, count_with};
pub use national::{National, NationalTables};
pub use offers::{Language, Offer, OfferKind, Replacement};
pub use packing::Capacity;

/// The most parts that a message may have, because their number travels in one octet.
/// **Source**: 3GPP TS 23.040 §9.2.3.24.1. Providers often allow fewer.
pub const PARTS_MAX: u32 = 255;

/// What the answer depends on besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureOptions {
    /// National tables that the provider supports; none by default.
    pub national: NationalTables,
    /// The text's language, for replacing letters; without it only typography is offered.
    pub language: Option<Language>,
    /// The most parts that the provider takes; [`PARTS_MAX`] by default.
    pub parts_max: u32,
}

impl Default for MeasureOptions {
    fn default() -> Self {
        MeasureOptions { national: NationalTables::NONE, language: None, parts_max: PARTS_MAX }
    }
}

/// A place between characters of the text, counted from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset {
    /// **Units**: bytes of UTF-8.
    pub byte: usize,
    /// **Units**: UTF-16 code units, which JavaScript counts in.
    pub utf16: usize,
}

/// Where a part ends, and how full it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The end of the part, which is the beginning of the next.
    pub end: Offset,
    /// Units in this part.
    pub units: u32,
}

/// A character that forces UCS-2 upon the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offending {
    /// The character.
    pub ch: char,
    /// Every place where it stands.
    pub positions: Vec<Offset>,
    /// What it could be replaced by in the text's language; `None` for Cyrillic, emoji and the
    /// like.
    pub replacement: Option<String>,
}

/// The measure of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The cheapest encoding among the allowed.
    pub encoding: Encoding,
    /// Septets or UTF-16 code units, headers not counted.
    pub units: u32,
    /// Parts that the carrier bills; 0 for an empty text.
    pub parts: u32,
    /// Units that each part holds: of a single message while one suffices, else of a part of
    /// several.
    pub units_per_part: u32,
    /// Units free in the last part before the next one begins.
    pub units_left: u32,
    /// One per part, in order.
    pub boundaries: Vec<Boundary>,
    /// The characters that force UCS-2, in order of appearance; empty in GSM-7.
    pub offending: Vec<Offending>,
    /// Replacements that would save parts, the smallest change first. Never applied unasked (D31).
    pub offers: Vec<Offer>,
    /// Whether there are more parts than the provider takes.
    pub is_too_long: bool,
}

/// Measures a text.
///
/// ```
/// use relance_core::sms::{Language, MeasureOptions, measure};
/// let text = format!("{} Mulțumim", "a".repeat(100));
/// let language = Some(Language::Romanian);
/// let romanian = MeasureOptions { language, ..MeasureOptions::default() };
/// let measured = measure(&text, &romanian);
/// assert_eq!((measured.units, measured.parts), (109, 2));
/// assert_eq!(measured.offending[0].ch, 'ț');
/// assert_eq!(measured.offers[0].counted.parts, 1);
/// ```
pub fn measure(text: &str, options: &MeasureOptions) -> Measure {
    let counted = count_with(text, options.national);
    let capacity = Capacity::of(counted.encoding);
    let units_per_part = capacity.per_part(counted.units);
    let boundaries = boundaries(text, counted, units_per_part);
    let filled = boundaries.last().map_or(0, |last| last.units);
    Measure {
        encoding: counted.encoding,
        units: counted.units,
        parts: counted.parts,
        units_per_part,
        units_left: units_per_part - filled,
        offending: offending(text, counted, options),
        offers: offers::offers(text, counted, options),
        is_too_long: counted.parts > options.parts_max,
        boundaries,
    }
}

/// Every character with its place.
fn places(text: &str) -> impl Iterator<Item = (Offset, char)> {
    let mut utf16 = 0;
    text.char_indices().map(move |(byte, c)| {
        let at = Offset { byte, utf16 };
        utf16 += c.len_utf16();
        (at, c)
    })
}

fn boundaries(text: &str, counted: Counted, units_per_part: u32) -> Vec<Boundary> {
    let mut packer = packing::Packer::new(units_per_part);
    let mut boundaries = Vec::with_capacity(counted.parts as usize);
    let mut end = Offset::default();
    for (at, c) in places(text) {
        if let Some(units) = packer.add(counted.encoding.cost(c).unwrap_or(0)) {
            boundaries.push(Boundary { end: at, units });
        }
        end = Offset { byte: at.byte + c.len_utf8(), utf16: at.utf16 + c.len_utf16() };
    }
    if packer.parts > 0 {
        boundaries.push(Boundary { end, units: packer.used });
    }
    boundaries
}

/// Characters that no allowed table has; or, when each has one but no pair of tables has all, those
/// outside the default alphabet.
fn offending(text: &str, counted: Counted, options: &MeasureOptions) -> Vec<Offending> {
    if counted.encoding != Encoding::Ucs2 {
        return Vec::new();
    }
    let homeless = collect(text, options, |c| !options.national.has(c));
    if homeless.is_empty() {
        return collect(text, options, |c| alphabet::default_cost(c) == 0);
    }
    homeless
}

fn collect(
    text: &str,
    options: &MeasureOptions,
    is_offending: impl Fn(char) -> bool,
) -> Vec<Offending> {
    let mut order: BTreeMap<char, usize> = BTreeMap::new();
    let mut found: Vec<Offending> = Vec::new();
    for (at, ch) in places(text).filter(|&(_, c)| is_offending(c)) {
        let index = *order.entry(ch).or_insert(found.len());
        match found.get_mut(index) {
            Some(known) => known.positions.push(at),
            None => found.push(Offending {
                ch,
                positions: vec![at],
                replacement: offers::replacement(ch, options.language),
            }),
        }
    }
    found
}
