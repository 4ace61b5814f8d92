//! Texts stored once, and the way from a text to its number.
//!
//! Decides nothing. A pool keeps texts in one buffer; an index finds a text's number by hash.
//! (`BTreeMap<String, u32>` would cost an allocation and a dozen comparisons for each of a million
//! ids, `HashMap` is banned for its order; nothing here is ever iterated in hash order.)

use super::fold::Folder;
use super::kernel::Pair;

/// Texts in one buffer, by number; with `fold`, also as they compare (D8).
#[derive(Clone, Debug, Default)]
pub struct TextPool {
    text: String,
    /// `ends[n]` is where text `n` ends; it begins where the one before ends.
    ends: Vec<u32>,
}

impl TextPool {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Text number `n`; empty for a number that is not in use.
    pub fn get(&self, n: usize) -> &str {
        let start = match n.checked_sub(1) {
            None => 0,
            Some(before) => self.end(before),
        };
        self.text.get(start..self.end(n)).unwrap_or_default()
    }

    fn end(&self, n: usize) -> usize {
        self.ends.get(n).map_or(self.text.len(), |end| *end as usize)
    }

    /// Adds a text and tells its number; `None` when 4 GiB are full.
    pub fn push(&mut self, text: &str) -> Option<u32> {
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let number = u32::try_from(self.ends.len()).ok()?;
        self.text.push_str(text);
        self.ends.push(end);
        Some(number)
    }

    /// Forgets the last text.
    pub fn pop(&mut self) {
        self.ends.pop();
        let end = self.ends.last().map_or(0, |end| *end as usize);
        self.text.truncate(end);
    }

    /// Makes room ahead. Units: texts, bytes.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve(texts);
        self.text.reserve(bytes);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4
    }
}

/// The folded form of a pool's texts, one after the other with a byte between that no text holds,
/// so that one pass over the buffer finds a needle in all of them and never across two.
#[derive(Clone, Debug, Default)]
pub struct FoldedTexts {
    buffer: Vec<u8>,
    /// `ends[n]` is the place of the separator after text `n`.
    ends: Vec<u32>,
    /// The text that holds each 64th place of the buffer, so that a hit's text is found at once.
    texts_at: Vec<u32>,
    /// How often each byte stands in the first texts: what is rare there is looked for first.
    byte_counts: Vec<u32>,
}

/// Units: bytes.
const STRIDE: usize = 64;

/// So many bytes tell which are rare.
const SAMPLE_BYTES: usize = 16_384;

/// Pairs lie within so many bytes, so that one step of the search stays in nearby memory.
const PAIR_REACH: usize = 64;

/// A byte that stands once among so many is rare enough to be looked for alone: it is in every third
/// step of 64. Measured: once among 119, alone takes a fifth longer than with another; once among
/// 159, an eighth less.
const RARE: u32 = 150;

/// Never part of UTF-8. Source: RFC 3629 §1.
const SEPARATOR: u8 = 0xFF;

impl FoldedTexts {
    /// Adds the folded form of a text; `false` when 4 GiB are full.
    pub fn push(&mut self, text: &str, folder: &Folder) -> bool {
        let before = self.buffer.len();
        folder.fold_into(text, &mut self.buffer);
        let Ok(end) = u32::try_from(self.buffer.len()) else {
            self.buffer.truncate(before);
            return false;
        };
        self.sample(before);
        self.end_text(end);
        true
    }

    fn end_text(&mut self, end: u32) {
        let number = self.ends.len() as u32;
        self.buffer.push(SEPARATOR);
        self.ends.push(end);
        while self.texts_at.len() * STRIDE <= end as usize {
            self.texts_at.push(number);
        }
    }

    /// The text that holds a place of the buffer.
    pub fn text_at(&self, place: usize) -> usize {
        let mut text = self.texts_at.get(place / STRIDE).map_or(0, |text| *text as usize);
        let is_before =
            |text: usize| self.ends.get(text).is_some_and(|end| (*end as usize) < place);
        // Most often it is this text or one of the next two: counted without a branch that cannot be
        // guessed. (Asked one after the other, the compiler would make branches of them.)
        text += usize::from(is_before(text)) + usize::from(is_before(text + 1));
        while is_before(text) {
            text += 1;
        }
        text
    }

    fn sample(&mut self, from: usize) {
        if from > SAMPLE_BYTES {
            return;
        }
        self.byte_counts.resize(256, 0);
        for byte in self.buffer.get(from..).unwrap_or_default() {
            if let Some(count) = self.byte_counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
        }
    }

    /// Two places of a needle to look at first: its rarest byte, and another that is nearly as rare
    /// and far from it, because neighbours come together (the two bytes of `ș` always do).
    pub fn rarest_pair(&self, needle: &[u8]) -> Pair {
        let count = |place: usize| {
            let byte = needle.get(place).map_or(0, |byte| usize::from(*byte));
            self.byte_counts.get(byte).copied().unwrap_or(0)
        };
        let places = 0..needle.len().min(PAIR_REACH);
        let first = places.clone().min_by_key(|place| count(*place)).unwrap_or(0);
        let others = places.filter(|place| place.abs_diff(first) > 1);
        let rarest = others.clone().map(count).min().unwrap_or(0);
        let second = others.filter(|place| count(*place) <= rarest.saturating_mul(4));
        let second = second.max_by_key(|place| place.abs_diff(first));
        let second = second.unwrap_or(needle.len().min(PAIR_REACH).saturating_sub(1));
        let counted: u32 = self.byte_counts.iter().sum();
        let is_first_enough = counted > 0 && count(first).saturating_mul(RARE) < counted;
        Pair { first, second, is_first_enough }
    }

    /// Adds a text that is folded already.
    pub fn push_folded(&mut self, folded: &[u8]) {
        self.buffer.extend_from_slice(folded);
        self.end_text(self.buffer.len() as u32);
    }

    /// The buffer with all texts, separated.
    pub fn buffer(&self) -> &[u8] {
        &self.buffer
    }

    /// Where each text ends.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// Where text `n` begins and ends.
    pub fn span(&self, n: usize) -> (usize, usize) {
        let start = match n.checked_sub(1).and_then(|before| self.ends.get(before)) {
            None => 0,
            Some(end) => *end as usize + 1,
        };
        (start, self.ends.get(n).map_or(start, |end| *end as usize))
    }

    /// The folded text `n`.
    pub fn get(&self, n: usize) -> &[u8] {
        let (start, end) = self.span(n);
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.buffer.capacity() + (self.ends.capacity() + self.texts_at.capacity()) * 4
    }
}

/// From a key to its number, by hash and an equality that the caller knows.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// 0 = free, else the number + 1. A power of two long, at most 3/4 full.
    slots: Vec<u32>,
    /// The hash of each number, so that growing needs no keys.
    hashes: Vec<u32>,
    used: usize,
}

const SLOTS_MIN: usize = 16;

impl Index {
    /// Makes room ahead, so that loading does not rehash.
    pub fn reserve(&mut self, keys: usize) {
        self.hashes.reserve(keys);
        let slots = (self.used + keys).saturating_mul(4).div_ceil(3).next_power_of_two();
        if slots > self.slots.len() {
            self.grow(slots.max(SLOTS_MIN));
        }
    }

    /// The number of the key with this hash for which `is_it` holds.
    pub fn find(&self, hash: u32, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            match *self.slots.get(at)? {
                0 => return None,
                slot => {
                    let number = slot as usize - 1;
                    if self.hashes.get(number) == Some(&hash) && is_it(number) {
                        return Some(number);
                    }
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a number that is not in yet.
    pub fn insert(&mut self, hash: u32, number: u32) {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.grow((self.slots.len() * 2).max(SLOTS_MIN));
        }
        if self.hashes.len() <= number as usize {
            self.hashes.resize(number as usize + 1, 0);
        }
        if let Some(place) = self.hashes.get_mut(number as usize) {
            *place = hash;
        }
        self.used += 1;
        Self::place(&mut self.slots, hash, number + 1);
    }

    fn place(slots: &mut [u32], hash: u32, slot: u32) {
        let Some(mask) = slots.len().checked_sub(1) else { return };
        let mut at = hash as usize & mask;
        while let Some(place) = slots.get_mut(at) {
            if *place == 0 {
                *place = slot;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self, slots: usize) {
        let mut bigger = vec![0; slots];
        self.used = 0;
        for slot in &self.slots {
            if *slot != 0 {
                let hash = self.hashes.get(*slot as usize - 1).copied().unwrap_or(0);
                Self::place(&mut bigger, hash, *slot);
                self.used += 1;
            }
        }
        self.slots = bigger;
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.slots.capacity() + self.hashes.capacity()) * 4
    }
}

/// A text's hash: eight bytes at a time, multiplied and rotated. Source: our choice, as rustc's
/// own FxHash; needs no protection from chosen keys, because the tables are the reader's own data.
pub fn hash(text: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_chunks::<8>();
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let mut hash =
        words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    hash = mix(hash, u64::from_le_bytes(last));
    ((hash >> 32) ^ (hash >> 15)) as u32
}

/// A hash of a list of numbers.
pub fn hash_numbers(numbers: &[u32]) -> u32 {
    numbers.iter().fold(numbers.len() as u32, |hash, number| {
        (hash.rotate_left(11) ^ number).wrapping_mul(0x9E37_79B1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_finds_what_it_holds_and_nothing_else() {
        let mut index = Index::default();
        let keys: Vec<String> = (0..5000).map(|n| format!("deal-{n}")).collect();
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(index.find(hash(key.as_bytes()), |n| keys[n] == *key), None);
            index.insert(hash(key.as_bytes()), number as u32);
        }
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(index.find(hash(key.as_bytes()), |n| keys[n] == *key), Some(number));
        }
    }

    #[test]
    fn a_pool_gives_back_each_text() {
        let mut pool = TextPool::default();
        for text in ["", "Łódź", "", "x"] {
            assert!(pool.push(text).is_some());
        }
        pool.pop();
        assert_eq!(["", "Łódź", "", ""], [pool.get(0), pool.get(1), pool.get(2), pool.get(3)]);
    }
}
