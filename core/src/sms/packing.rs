//! Decides how many units fit into a part, and where one part ends and the next begins.
//!
//! Does not decide what a character costs (`alphabet`). Spec table: `tests/spec/sms.md`, "Where
//! parts end".

use super::encoding::Encoding;

/// A message's octets. **Source**: 3GPP TS 23.040 §9.2.3.24 (TP-User-Data of at most 140 octets).
const OCTETS: u32 = 140;
/// The header's own length, one octet, then its elements (3GPP TS 23.040 §9.2.3.24).
const HEADER_LENGTH_OCTETS: u32 = 1;
/// Identifier, length, 8-bit reference, number of parts, number of this part (§9.2.3.24.1).
const CONCATENATION_OCTETS: u32 = 5;
/// Identifier, length, national language, per table announced (§9.2.3.24.15, §9.2.3.24.16).
const NATIONAL_OCTETS: u32 = 3;

/// How many units a message holds: alone, and as a part of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Units of a message in one part: 160 septets or 70 UTF-16 code units, fewer with national
    /// tables.
    pub single: u32,
    /// Units of each part of several: 153 or 67, fewer with national tables.
    pub concatenated: u32,
}

impl Capacity {
    /// The room that an encoding leaves beside its header.
    ///
    /// ```
    /// use relance_core::sms::{Capacity, Encoding};
    /// assert_eq!(Capacity::of(Encoding::Ucs2), Capacity { single: 70, concatenated: 67 });
    /// ```
    pub const fn of(encoding: Encoding) -> Capacity {
        let (tables, bits_per_unit) = match encoding {
            Encoding::Gsm7 { locking, shift } => {
                (locking.is_some() as u32 + shift.is_some() as u32, 7)
            }
            Encoding::Ucs2 => (0, 16),
        };
        let elements = tables * NATIONAL_OCTETS;
        let alone = if elements == 0 { 0 } else { HEADER_LENGTH_OCTETS + elements };
        let joined = HEADER_LENGTH_OCTETS + CONCATENATION_OCTETS + elements;
        // Text begins at the first whole unit after the header, so the division rounds down.
        Capacity {
            single: (OCTETS - alone) * 8 / bits_per_unit,
            concatenated: (OCTETS - joined) * 8 / bits_per_unit,
        }
    }

    /// Units of each part of a message that has this many units in all.
    pub const fn per_part(self, units: u32) -> u32 {
        if units <= self.single { self.single } else { self.concatenated }
    }

    /// Parts of a text whose characters cost this much each, in order.
    ///
    /// Filled greedily, as phones and providers do; a character never lies in two parts.
    pub(super) fn parts(self, units: u32, costs: impl Iterator<Item = u32>) -> u32 {
        if units <= self.single {
            return u32::from(units > 0);
        }
        let mut packer = Packer::new(self.concatenated);
        costs.for_each(|cost| {
            packer.add(cost);
        });
        packer.parts
    }

    /// Parts of a text whose characters cost one unit each, so that no room is lost between parts.
    pub(super) fn parts_evenly(self, units: u32) -> u32 {
        if units <= self.single { u32::from(units > 0) } else { units.div_ceil(self.concatenated) }
    }
}

/// Fills parts one after the other.
pub(super) struct Packer {
    room: u32,
    /// Units in the part being filled.
    pub(super) used: u32,
    /// Parts begun.
    pub(super) parts: u32,
}

impl Packer {
    pub(super) fn new(room: u32) -> Packer {
        Packer { room, used: 0, parts: 0 }
    }

    /// Adds a character. When it begins a part, says how many units the part before it has.
    pub(super) fn add(&mut self, cost: u32) -> Option<u32> {
        if self.parts > 0 && self.used + cost <= self.room {
            self.used += cost;
            return None;
        }
        let before = core::mem::replace(&mut self.used, cost);
        self.parts += 1;
        (self.parts > 1).then_some(before)
    }
}
