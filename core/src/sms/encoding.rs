//! Decides which alphabet a text is sent in, and counts its units and parts without allocating.
//!
//! Does not say where parts end or what could be replaced (`super::measure`).
//! Spec table: `tests/spec/sms.md`, "Units and parts" and "National tables".

use super::alphabet::{ALPHABETS, default_cost, membership};
use super::national::{National, NationalTables};
use super::packing::Capacity;

/// How the characters of a message are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a unit: the default alphabet with its extension, or national tables in their
    /// places.
    /// **Source**: 3GPP TS 23.038 §6.2.1.
    Gsm7 {
        /// The locking shift table instead of the default alphabet.
        locking: Option<National>,
        /// The single shift table instead of the extension.
        shift: Option<National>,
    },
    /// Sixteen bits a unit. **Source**: 3GPP TS 23.038 §6.2.3. Characters beyond the Basic
    /// Multilingual Plane take two units, as UTF-16: the standard knows none, every phone reads
    /// them so.
    Ucs2,
}

impl Encoding {
    /// The default alphabet with its extension.
    pub const DEFAULT: Encoding = Encoding::Gsm7 { locking: None, shift: None };

    /// The name in every interface; which national tables are used is said apart.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Gsm7 { .. } => "GSM-7",
            Encoding::Ucs2 => "UCS-2",
        }
    }

    /// Units of a character, or `None` when it cannot be written so.
    ///
    /// **Units**: septets or UTF-16 code units.
    pub fn cost(self, c: char) -> Option<u32> {
        match self {
            Encoding::DEFAULT => Some(default_cost(c)).filter(|&cost| cost > 0),
            Encoding::Gsm7 { locking, shift } => {
                let (member, bit) =
                    (membership(c), |table: Option<National>| table.map_or(1, National::bit));
                if member.locking & bit(locking) != 0 {
                    Some(1)
                } else {
                    (member.shift & bit(shift) != 0).then_some(2)
                }
            }
            Encoding::Ucs2 => Some(c.len_utf16() as u32),
        }
    }

    /// National tables that the message's header announces: 0 to 2.
    const fn tables(self) -> u32 {
        match self {
            Encoding::Gsm7 { locking, shift } => locking.is_some() as u32 + shift.is_some() as u32,
            Encoding::Ucs2 => 0,
        }
    }
}

/// What a message costs to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The cheapest encoding that carries every character.
    pub encoding: Encoding,
    /// **Units**: septets (GSM-7) or UTF-16 code units (UCS-2), headers not counted.
    pub units: u32,
    /// What the carrier bills. 0 for an empty text, which cannot be sent: our choice, the standard
    /// is silent.
    pub parts: u32,
}

impl Counted {
    /// What the parts cost, in millionths of the price's currency (D32).
    pub fn cost_micros(self, price: &crate::words::SmsPrice) -> i64 {
        i64::from(self.parts).saturating_mul(price.micros_per_part)
    }
}

/// Counts a text in the default alphabet or UCS-2. Allocates nothing; fit for a forecast over every
/// client.
///
/// ```
/// use relance_core::sms::{Encoding, count};
/// let counted = count("Total: 5€");
/// assert_eq!((counted.encoding, counted.units, counted.parts), (Encoding::DEFAULT, 10, 1));
/// ```
pub fn count(text: &str) -> Counted {
    match scan_default(text) {
        Some(scan) => scan.counted(text),
        None => count_ucs2(text),
    }
}

/// Counts a text, national tables allowed: fewest parts, then fewest tables to announce, then
/// fewest units. Any seven-bit encoding goes before UCS-2, which is never cheaper: an escaped
/// character takes 14 bits of 140 octets and UCS-2 takes 16, headers included.
pub fn count_with(text: &str, tables: NationalTables) -> Counted {
    if tables.is_empty() {
        return count(text);
    }
    let plain = scan_default(text);
    if let Some(scan) = &plain
        && !scan.is_extended
    {
        return scan.counted(text); // One unit a character: no table does better.
    }
    let default = plain.map(|scan| scan.counted(text));
    let national = || best_national(text, tables);
    match default {
        Some(counted) if counted.parts <= 1 => counted,
        Some(counted) => {
            [Some(counted), national()].into_iter().flatten().min_by_key(rank).unwrap_or(counted)
        }
        None => national().unwrap_or_else(|| count_ucs2(text)),
    }
}

fn rank(counted: &Counted) -> (u32, u32, u32) {
    (counted.parts, counted.encoding.tables(), counted.units)
}

/// A text that the default alphabet carries.
struct DefaultScan {
    units: u32,
    /// Whether an escape occurs, so that parts may end one unit early.
    is_extended: bool,
}

impl DefaultScan {
    fn counted(&self, text: &str) -> Counted {
        let capacity = const { Capacity::of(Encoding::DEFAULT) };
        let parts = if self.is_extended {
            capacity.parts(self.units, text.chars().map(default_cost))
        } else {
            capacity.parts_evenly(self.units)
        };
        Counted { encoding: Encoding::DEFAULT, units: self.units, parts }
    }
}

/// Bytes that are looked at together. A multiple of what one vector instruction takes.
const STRIDE: usize = 32;

fn scan_default(text: &str) -> Option<DefaultScan> {
    let mut scan = DefaultScan { units: 0, is_extended: false };
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((stride, after)) = rest.split_at_checked(STRIDE)
            && is_plain(stride.as_bytes())
        {
            scan.units += STRIDE as u32;
            rest = after;
            continue;
        }
        let mut chars = rest.chars();
        for c in chars.by_ref().take(STRIDE) {
            let cost = default_cost(c);
            if cost == 0 {
                return None;
            }
            scan.units += cost;
            scan.is_extended |= cost == 2;
        }
        rest = chars.as_str();
    }
    Some(scan)
}

/// Whether all bytes are printable ASCII of one septet each. No early exit, so that it vectorizes.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |odd, &b| odd | u8::from(is_odd(b))) == 0
}

/// ASCII that costs two septets or has no place in the default alphabet, controls, and all else.
const fn is_odd(b: u8) -> bool {
    (b < b' ') | ((b >= b'[') & (b <= b'^')) | (b == b'`') | (b >= b'{')
}

fn count_ucs2(text: &str) -> Counted {
    let capacity = const { Capacity::of(Encoding::Ucs2) };
    let units = text.bytes().map(units_of_byte).sum();
    let has_pairs = text.bytes().fold(false, |seen, b| seen | (b >= PAIR));
    let parts = if has_pairs {
        capacity.parts(units, text.bytes().map(units_of_byte))
    } else {
        capacity.parts_evenly(units)
    };
    Counted { encoding: Encoding::Ucs2, units, parts }
}

/// The least first byte, in UTF-8, of a character that UTF-16 writes as a pair.
const PAIR: u8 = 0xF0;

/// UTF-16 code units of the character that this byte of UTF-8 begins; 0 for its further bytes, so
/// that a part, filled byte by byte, still ends between characters.
fn units_of_byte(b: u8) -> u32 {
    u32::from(b & 0xC0 != 0x80) + u32::from(b >= PAIR)
}

/// The cheapest of the allowed pairs of tables that carry the whole text.
fn best_national(text: &str, tables: NationalTables) -> Option<Counted> {
    let mut best: Option<Counted> = None;
    for (locking, shifts) in (0u32..).zip(carrying(text, tables)?) {
        for shift in (0..ALPHABETS as u32).filter(|shift| shifts >> shift & 1 == 1) {
            let encoding = Encoding::Gsm7 {
                locking: National::with_identifier(locking),
                shift: National::with_identifier(shift),
            };
            let costs = || text.chars().map(|c| encoding.cost(c).unwrap_or(0));
            let units = costs().sum();
            let counted =
                Counted { encoding, units, parts: Capacity::of(encoding).parts(units, costs()) };
            if best.is_none_or(|best| rank(&counted) < rank(&best)) {
                best = Some(counted);
            }
        }
    }
    best
}

/// By locking table, the single shift tables (as bits) that together with it carry the text.
fn carrying(text: &str, tables: NationalTables) -> Option<[u16; ALPHABETS]> {
    let mut shifts = [0; ALPHABETS];
    for (locking, shifts) in shifts.iter_mut().enumerate() {
        if tables.locking_bits() >> locking & 1 == 1 {
            *shifts = tables.shift_bits();
        }
    }
    for c in text.chars() {
        let member = membership(c);
        for (locking, shifts) in shifts.iter_mut().enumerate() {
            if member.locking >> locking & 1 == 0 {
                *shifts &= member.shift;
            }
        }
        if shifts == [0; ALPHABETS] {
            return None;
        }
    }
    Some(shifts)
}
