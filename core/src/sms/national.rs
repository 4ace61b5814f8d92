//! Names the national languages of the standard and the set of their tables that a provider
//! supports.
//!
//! Which characters each table has: `alphabet`. Spec table: `tests/spec/sms.md`, "National tables".

use super::alphabet::membership;

/// A language with tables of its own. **Source**: 3GPP TS 23.038 §6.2.1.2.4, whose identifiers
/// these are. There is none for Polish, Romanian, Hungarian or Russian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)] // The names say it.
pub enum National {
    Turkish = 1,
    Spanish = 2,
    Portuguese = 3,
    Bengali = 4,
    Gujarati = 5,
    Hindi = 6,
    Kannada = 7,
    Malayalam = 8,
    Oriya = 9,
    Punjabi = 10,
    Tamil = 11,
    Telugu = 12,
    Urdu = 13,
}

impl National {
    /// All of them, in the standard's order.
    pub const ALL: [National; 13] = [
        National::Turkish,
        National::Spanish,
        National::Portuguese,
        National::Bengali,
        National::Gujarati,
        National::Hindi,
        National::Kannada,
        National::Malayalam,
        National::Oriya,
        National::Punjabi,
        National::Tamil,
        National::Telugu,
        National::Urdu,
    ];

    /// The two-letter code of ISO 639-1, like `tr`.
    pub const fn code(self) -> &'static str {
        match self {
            National::Turkish => "tr",
            National::Spanish => "es",
            National::Portuguese => "pt",
            National::Bengali => "bn",
            National::Gujarati => "gu",
            National::Hindi => "hi",
            National::Kannada => "kn",
            National::Malayalam => "ml",
            National::Oriya => "or",
            National::Punjabi => "pa",
            National::Tamil => "ta",
            National::Telugu => "te",
            National::Urdu => "ur",
        }
    }

    /// The language of a code, or `None` when the standard has no table for it.
    pub fn from_code(code: &str) -> Option<National> {
        National::ALL.into_iter().find(|national| national.code() == code)
    }

    /// The national language identifier that a message header carries (3GPP TS 23.040
    /// §9.2.3.24.15).
    pub const fn identifier(self) -> u8 {
        self as u8
    }

    pub(super) const fn bit(self) -> u16 {
        1 << self as u8
    }

    /// Bengali and after, whose tables share their digits and signs.
    pub(super) const fn is_eastern(self) -> bool {
        self as u8 >= National::Bengali as u8
    }

    pub(super) fn with_identifier(identifier: u32) -> Option<National> {
        National::ALL.into_iter().find(|national| u32::from(national.identifier()) == identifier)
    }
}

/// The national tables that a provider and the recipients' phones support; none by default.
///
/// ```
/// use relance_core::sms::{National, NationalTables, count, count_with};
/// let turkish = NationalTables::NONE.with_shift(National::Turkish);
/// let text = "Siparişiniz yolda. ".repeat(8);
/// assert_eq!(count(&text).parts, 3); // ş is outside the default alphabet
/// assert_eq!(count_with(&text, turkish).parts, 2);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NationalTables {
    locking: u16,
    shift: u16,
}

impl NationalTables {
    /// The default alphabet and UCS-2 only, as most providers.
    pub const NONE: NationalTables = NationalTables { locking: 0, shift: 0 };
    /// Every table of the standard.
    pub const ALL: NationalTables = NationalTables { locking: 0x3FFE & !SPANISH, shift: 0x3FFE };

    /// Both tables of these languages.
    pub fn of(languages: impl IntoIterator<Item = National>) -> NationalTables {
        languages.into_iter().fold(NationalTables::NONE, |tables, language| {
            tables.with_locking(language).with_shift(language)
        })
    }

    /// These tables and the locking shift table of a language. Spanish has none, so adds none.
    #[must_use]
    pub fn with_locking(self, language: National) -> NationalTables {
        NationalTables { locking: (self.locking | language.bit()) & !SPANISH, ..self }
    }

    /// These tables and the single shift table of a language.
    #[must_use]
    pub fn with_shift(self, language: National) -> NationalTables {
        NationalTables { shift: self.shift | language.bit(), ..self }
    }

    pub(super) fn is_empty(self) -> bool {
        self == NationalTables::NONE
    }

    /// Whether the default alphabet or any of these tables has the character.
    pub(super) fn has(self, c: char) -> bool {
        let member = membership(c);
        member.locking & self.locking_bits() != 0 || member.shift & self.shift_bits() != 0
    }

    /// Locking tables as bits, the default alphabet (bit 0) always among them.
    pub(super) fn locking_bits(self) -> u16 {
        self.locking | 1
    }

    /// Single shift tables as bits, the default extension (bit 0) always among them.
    pub(super) fn shift_bits(self) -> u16 {
        self.shift | 1
    }
}

const SPANISH: u16 = National::Spanish.bit();
