//! A column of small numbers (places in a dictionary), as narrow as the dictionary allows.
//!
//! Decides only the width: one byte up to 255 entries, then two, then four.

use super::kernel;

/// One code for each row. Code 0 is "empty" wherever codes are used.
#[derive(Clone, Debug)]
pub enum Codes {
    /// Codes up to 255.
    Narrow(Vec<u8>),
    /// Codes up to 65,535.
    Middle(Vec<u16>),
    /// All codes.
    Wide(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Codes::Narrow(Vec::new())
    }
}

impl Codes {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Codes::Narrow(codes) => codes.len(),
            Codes::Middle(codes) => codes.len(),
            Codes::Wide(codes) => codes.len(),
        }
    }

    /// The code of a row; 0 for a row that does not exist.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Narrow(codes) => codes.get(row).copied().map_or(0, u32::from),
            Codes::Middle(codes) => codes.get(row).copied().map_or(0, u32::from),
            Codes::Wide(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, code: u32) {
        self.widen_for(code);
        match self {
            Codes::Narrow(codes) => codes.push(code as u8),
            Codes::Middle(codes) => codes.push(code as u16),
            Codes::Wide(codes) => codes.push(code),
        }
    }

    /// Replaces the code of a row.
    pub fn set(&mut self, row: usize, code: u32) {
        self.widen_for(code);
        match self {
            Codes::Narrow(codes) => put(codes, row, code as u8),
            Codes::Middle(codes) => put(codes, row, code as u16),
            Codes::Wide(codes) => put(codes, row, code),
        }
    }

    /// Drops the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Codes::Narrow(codes) => codes.truncate(len),
            Codes::Middle(codes) => codes.truncate(len),
            Codes::Wide(codes) => codes.truncate(len),
        }
    }

    /// Makes room ahead.
    pub fn reserve(&mut self, rows: usize) {
        match self {
            Codes::Narrow(codes) => codes.reserve(rows),
            Codes::Middle(codes) => codes.reserve(rows),
            Codes::Wide(codes) => codes.reserve(rows),
        }
    }

    /// Makes room for every code at once.
    pub fn make_wide(&mut self) {
        self.widen_for(u32::MAX);
    }

    fn widen_for(&mut self, code: u32) {
        match self {
            Codes::Narrow(codes) if code > u32::from(u8::MAX) => {
                let wider = codes.iter().map(|code| u16::from(*code)).collect();
                *self = Codes::Middle(wider);
                self.widen_for(code);
            }
            Codes::Middle(codes) if code > u32::from(u16::MAX) => {
                *self = Codes::Wide(codes.iter().map(|code| u32::from(*code)).collect());
            }
            _ => {}
        }
    }

    /// Rows whose code is marked: `hits[code] != 0`. The table has a place for every code, or marks
    /// just one.
    pub fn marked(&self, hits: &[u8]) -> Vec<u64> {
        let mut marks = hits.iter().enumerate().filter(|(_, hit)| **hit != 0).map(|(code, _)| code);
        let (first, second) = (marks.next(), marks.next());
        match (first, second, self) {
            (None, _, _) => vec![0; self.len().div_ceil(64)],
            (Some(code), None, Codes::Narrow(codes)) => kernel::equal_u8(codes, code as u8),
            (Some(code), None, Codes::Middle(codes)) => kernel::equal_u16(codes, code as u16),
            (Some(code), None, Codes::Wide(codes)) => kernel::equal_u32(codes, code as u32),
            (_, _, Codes::Narrow(codes)) => kernel::within_u8(codes, &as_bits(hits)),
            (_, _, Codes::Middle(codes)) => kernel::marked(codes, hits),
            (_, _, Codes::Wide(codes)) => kernel::marked(codes, hits),
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        match self {
            Codes::Narrow(codes) => codes.capacity(),
            Codes::Middle(codes) => codes.capacity() * 2,
            Codes::Wide(codes) => codes.capacity() * 4,
        }
    }
}

fn put<T>(codes: &mut [T], row: usize, code: T) {
    if let Some(place) = codes.get_mut(row) {
        *place = code;
    }
}

fn as_bits(hits: &[u8]) -> [u64; 4] {
    let mut set = [0; 4];
    for (word, hits) in set.iter_mut().zip(hits.chunks(64)) {
        *word =
            hits.iter().enumerate().fold(0, |word, (bit, hit)| word | u64::from(*hit != 0) << bit);
    }
    set
}
