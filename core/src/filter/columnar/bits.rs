//! One bit per row: what every clause answers, and what counts are counted from.
//!
//! Decides nothing about records. Bits from `len` on are always zero, so a count is a popcount.

use super::kernel;

/// A set of rows, as one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bitset {
    words: Vec<u64>,
    len: usize,
}

const WORD_BITS: usize = u64::BITS as usize;

impl Bitset {
    /// No row of so many.
    pub fn none(len: usize) -> Self {
        Bitset { words: vec![0; len.div_ceil(WORD_BITS)], len }
    }

    /// Every row of so many.
    pub fn all(len: usize) -> Self {
        Bitset { words: vec![u64::MAX; len.div_ceil(WORD_BITS)], len }.trimmed()
    }

    /// The rows whose bits are set in these words; bits from `len` on are dropped.
    pub fn from_words(mut words: Vec<u64>, len: usize) -> Self {
        words.resize(len.div_ceil(WORD_BITS), 0);
        Bitset { words, len }.trimmed()
    }

    /// The rows for which the test holds.
    pub fn where_true(len: usize, mut test: impl FnMut(usize) -> bool) -> Self {
        let mut set = Bitset::none(len);
        for row in 0..len {
            if test(row) {
                set.insert(row);
            }
        }
        set
    }

    fn trimmed(mut self) -> Self {
        let used = self.len % WORD_BITS;
        if used > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
        self
    }

    /// How many rows there are to choose from.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows to choose from.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        kernel::count(&self.words)
    }

    /// Whether a row is in the set.
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / WORD_BITS).is_some_and(|word| word >> (row % WORD_BITS) & 1 == 1)
    }

    /// Puts a row into the set; a row that does not exist is ignored.
    pub fn insert(&mut self, row: usize) {
        if row < self.len
            && let Some(word) = self.words.get_mut(row / WORD_BITS)
        {
            *word |= 1 << (row % WORD_BITS);
        }
    }

    /// Takes a row out of the set.
    pub fn take_out(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / WORD_BITS) {
            *word &= !(1 << (row % WORD_BITS));
        }
    }

    /// Makes room for more rows, none of them in the set; or drops the rows from `len` on.
    pub fn resize(&mut self, len: usize) {
        self.words.resize(len.div_ceil(WORD_BITS), 0);
        self.len = len;
        *self = core::mem::take(self).trimmed();
    }

    /// Keeps the rows that are in both.
    pub fn and(&mut self, other: &Bitset) {
        self.combine(other, |a, b| a & b);
    }

    /// Adds the rows of the other.
    pub fn or(&mut self, other: &Bitset) {
        self.combine(other, |a, b| a | b);
    }

    /// Keeps the rows that are not in the other.
    pub fn and_not(&mut self, other: &Bitset) {
        self.combine(other, |a, b| a & !b);
    }

    fn combine(&mut self, other: &Bitset, op: impl Fn(u64, u64) -> u64) {
        debug_assert_eq!(self.len, other.len, "sets over the same rows");
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word = op(*word, *more);
        }
    }

    /// The other rows.
    #[must_use]
    pub fn complement(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trimmed()
    }

    /// Whether every row of this set is in the other.
    pub fn is_within(&self, other: &Bitset) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & !b == 0)
    }

    /// The rows in the set, in order.
    pub fn rows(&self) -> Rows<'_> {
        let mut words = self.words.iter();
        Rows { word: words.next().copied().unwrap_or(0), words, base: 0 }
    }

    /// The words, 64 rows each, the lowest bit first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }
}

/// The rows of a set, in order.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    word: u64,
    words: core::slice::Iter<'a, u64>,
    base: usize,
}

impl Iterator for Rows<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.word == 0 {
            self.word = *self.words.next()?;
            self.base += WORD_BITS;
        }
        let bit = self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        Some(self.base + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_past_the_end_never_count() {
        for len in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Bitset::all(len).count(), len);
            assert_eq!(Bitset::none(len).complement().count(), len);
            assert_eq!(Bitset::all(len).rows().collect::<Vec<_>>(), (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn shrinking_forgets_the_dropped_rows() {
        let mut set = Bitset::all(100);
        set.resize(70);
        set.resize(100);
        assert_eq!(set.count(), 70);
    }
}
