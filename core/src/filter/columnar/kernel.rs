//! The innermost loops of the live filter: compare a column, 64 rows to a word.
//!
//! The one file of core that may use `unsafe` and indexing: 128-bit loads on wasm. Every loop has a
//! portable twin in [`portable`], which native builds run and which the tests hold the wasm build
//! to (`tests/parity`). Decides nothing: which loop to run is `op.rs`'s business.
#![allow(unsafe_code, clippy::indexing_slicing, reason = "the one kernel file")]

/// How many rows are set in these words.
pub fn count(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

/// Two places within a needle: looking for both bytes at once leaves few false alarms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The place of the rarest byte.
    pub first: usize,
    /// The place of the next rarest; may be the same.
    pub second: usize,
    /// Whether the first byte is so rare that looking for it alone is faster: half as many loads.
    pub is_first_enough: bool,
}

/// The loops as plain Rust; what they answer is the definition.
pub mod portable {
    use super::Pair;

    /// One word for each 64 values, the lowest bit first; missing values of the last word are 0.
    #[inline(always)]
    pub fn pack<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Vec<u64> {
        let (blocks, rest) = values.as_chunks::<64>();
        let mut words = Vec::with_capacity(blocks.len() + 1);
        words.extend(blocks.iter().map(|block| word(block, &test)));
        if !rest.is_empty() {
            words.push(word(rest, &test));
        }
        words
    }

    #[inline(always)]
    pub(super) fn word<T: Copy>(values: &[T], test: &impl Fn(T) -> bool) -> u64 {
        values
            .iter()
            .enumerate()
            .fold(0, |word, (bit, value)| word | u64::from(test(*value)) << bit)
    }

    /// Rows whose code is this one.
    pub fn equal_u8(codes: &[u8], code: u8) -> Vec<u64> {
        pack(codes, |value| value == code)
    }

    /// Rows whose code is this one.
    pub fn equal_u16(codes: &[u16], code: u16) -> Vec<u64> {
        pack(codes, |value| value == code)
    }

    /// Rows whose code is this one.
    pub fn equal_u32(codes: &[u32], code: u32) -> Vec<u64> {
        pack(codes, |value| value == code)
    }

    /// Rows whose code is in the set; bit `c % 64` of `set[c / 64]` stands for code `c`.
    pub fn within_u8(codes: &[u8], set: &[u64; 4]) -> Vec<u64> {
        pack(codes, |code| set[usize::from(code >> 6)] >> (code & 63) & 1 == 1)
    }

    /// Rows with `low <= value <= high`.
    pub fn between_i32(values: &[i32], low: i32, high: i32) -> Vec<u64> {
        pack(values, |value| low <= value && value <= high)
    }

    /// Rows with `low <= value <= high`.
    pub fn between_i64(values: &[i64], low: i64, high: i64) -> Vec<u64> {
        pack(values, |value| low <= value && value <= high)
    }

    /// Rows with `low <= value <= high`; false for NaN.
    pub fn between_f64(values: &[f64], low: f64, high: f64) -> Vec<u64> {
        pack(values, |value| low <= value && value <= high)
    }

    /// The place of the first byte of a JSON string's text that is not plain: a quote, a backslash
    /// or a control character; `text.len()` when there is none.
    pub fn plain_text_len(text: &[u8]) -> usize {
        let (blocks, rest) = text.as_chunks::<8>();
        for (index, block) in blocks.iter().enumerate() {
            let special = special_bytes(u64::from_le_bytes(*block));
            if special != 0 {
                return index * 8 + special.trailing_zeros() as usize / 8;
            }
        }
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        text.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
    }

    /// The high bit of each byte that is a quote, a backslash or a control character; exact for the
    /// lowest such byte, which is all that its caller reads.
    fn special_bytes(word: u64) -> u64 {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGHS: u64 = 0x8080_8080_8080_8080;
        let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero_bytes(word ^ (ONES * b'"' as u64));
        let backslash = zero_bytes(word ^ (ONES * b'\\' as u64));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        (quote | backslash | control) & HIGHS
    }

    /// Tells every place at which the needle stands in the text, in order; places may overlap. The
    /// text is shorter than 4 GiB and the needle not empty. `pair`: see [`find`].
    pub fn find_all(text: &[u8], needle: &[u8], pair: Pair, tell: impl FnMut(usize)) {
        find_from(text, 0, needle, pair, tell);
    }

    pub(super) fn find_from(
        text: &[u8],
        from: usize,
        needle: &[u8],
        pair: Pair,
        mut tell: impl FnMut(usize),
    ) {
        let mut at = from;
        while let Some(place) = find(text, at, text.len(), needle, pair) {
            tell(place);
            at = place + 1;
        }
    }

    /// Rows whose code is marked in the table: `hits[code] != 0`. Every code is below `hits.len()`.
    pub fn marked<T: Copy + Into<u32>>(codes: &[T], hits: &[u8]) -> Vec<u64> {
        pack(codes, |code| hits.get(code.into() as usize).is_some_and(|hit| *hit != 0))
    }

    /// The first place in `text[from..to]`, counted from the beginning of `text`, at which the
    /// needle stands whole. `pair` are the places of its two rarest bytes, a hint.
    pub fn find(text: &[u8], from: usize, to: usize, needle: &[u8], pair: Pair) -> Option<usize> {
        let _ = pair;
        memchr::memmem::find(text.get(from..to)?, needle).map(|found| from + found)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::*;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wide::*;

/// The loops with 128-bit instructions of wasm.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wide {
    use super::{Pair, portable};
    use core::arch::wasm32::*;

    /// 16 bytes of the array, as they lie.
    #[inline(always)]
    fn load<T: Copy, const N: usize>(lanes: &[T; N]) -> v128 {
        const { assert!(size_of::<[T; N]>() == 16, "one vector") };
        // SAFETY: the reference is valid for the 16 bytes that the assertion counts, and v128_load
        // has no requirement of alignment.
        unsafe { v128_load(lanes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn pack<T: Copy>(
        values: &[T],
        block_word: impl Fn(&[T; 64]) -> u64,
        test: impl Fn(T) -> bool,
    ) -> Vec<u64> {
        let (blocks, rest) = values.as_chunks::<64>();
        let mut words = Vec::with_capacity(blocks.len() + 1);
        words.extend(blocks.iter().map(block_word));
        if !rest.is_empty() {
            words.push(portable::word(rest, &test));
        }
        words
    }

    /// 64 bits from four vectors of 16 lanes, each lane all ones or all zeros.
    #[inline(always)]
    fn word_of_bytes(a: v128, b: v128, c: v128, d: v128) -> u64 {
        let (a, b) = (u64::from(u8x16_bitmask(a)), u64::from(u8x16_bitmask(b)));
        let (c, d) = (u64::from(u8x16_bitmask(c)), u64::from(u8x16_bitmask(d)));
        a | b << 16 | c << 32 | d << 48
    }

    #[inline(always)]
    fn word_u8(block: &[u8; 64], test: impl Fn(v128) -> v128) -> u64 {
        let (v, _) = block.as_chunks::<16>();
        let mask = |i: usize| test(load(&v[i]));
        word_of_bytes(mask(0), mask(1), mask(2), mask(3))
    }

    #[inline(always)]
    fn word_u16(block: &[u16; 64], test: impl Fn(v128) -> v128) -> u64 {
        let (v, _) = block.as_chunks::<8>();
        let mask = |i: usize| i8x16_narrow_i16x8(test(load(&v[2 * i])), test(load(&v[2 * i + 1])));
        word_of_bytes(mask(0), mask(1), mask(2), mask(3))
    }

    /// 16 byte lanes from four vectors of four lanes.
    #[inline(always)]
    fn narrow_32(a: v128, b: v128, c: v128, d: v128) -> v128 {
        i8x16_narrow_i16x8(i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d))
    }

    #[inline(always)]
    fn word_32<T: Copy>(block: &[T; 64], test: impl Fn(v128) -> v128) -> u64 {
        let (v, _) = block.as_chunks::<4>();
        let mask = |i: usize| {
            let lane = |j: usize| test(load(&v[4 * i + j]));
            narrow_32(lane(0), lane(1), lane(2), lane(3))
        };
        word_of_bytes(mask(0), mask(1), mask(2), mask(3))
    }

    #[inline(always)]
    fn word_64<T: Copy>(block: &[T; 64], test: impl Fn(v128) -> v128) -> u64 {
        let (v, _) = block.as_chunks::<2>();
        // Two vectors of two 64-bit lanes make one of four 32-bit lanes.
        let pair = |i: usize| {
            i32x4_shuffle::<0, 2, 4, 6>(test(load(&v[2 * i])), test(load(&v[2 * i + 1])))
        };
        let mask =
            |i: usize| narrow_32(pair(4 * i), pair(4 * i + 1), pair(4 * i + 2), pair(4 * i + 3));
        word_of_bytes(mask(0), mask(1), mask(2), mask(3))
    }

    /// See [`portable::equal_u8`].
    pub fn equal_u8(codes: &[u8], code: u8) -> Vec<u64> {
        let wanted = u8x16_splat(code);
        pack(codes, |block| word_u8(block, |v| u8x16_eq(v, wanted)), |value| value == code)
    }

    /// See [`portable::equal_u16`].
    pub fn equal_u16(codes: &[u16], code: u16) -> Vec<u64> {
        let wanted = u16x8_splat(code);
        pack(codes, |block| word_u16(block, |v| u16x8_eq(v, wanted)), |value| value == code)
    }

    /// See [`portable::equal_u32`].
    pub fn equal_u32(codes: &[u32], code: u32) -> Vec<u64> {
        let wanted = u32x4_splat(code);
        pack(codes, |block| word_32(block, |v| u32x4_eq(v, wanted)), |value| value == code)
    }

    /// See [`portable::within_u8`]. A code `c` selects byte `c / 8` of the set by a swizzle (which
    /// answers 0 for an index beyond 15, so two halves cover all 256) and bit `c % 8` of it.
    pub fn within_u8(codes: &[u8], set: &[u64; 4]) -> Vec<u64> {
        let low = u64x2(set[0], set[1]);
        let high = u64x2(set[2], set[3]);
        let bits = u8x16(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);
        let is_small = set[2] == 0 && set[3] == 0;
        let test = |v: v128| {
            let byte = u8x16_shr(v, 3);
            let mut row = u8x16_swizzle(low, byte);
            if !is_small {
                row = v128_or(row, u8x16_swizzle(high, u8x16_sub(byte, u8x16_splat(16))));
            }
            let bit = u8x16_swizzle(bits, v128_and(v, u8x16_splat(7)));
            u8x16_ne(v128_and(row, bit), u8x16_splat(0))
        };
        let one = |code: u8| set[usize::from(code >> 6)] >> (code & 63) & 1 == 1;
        pack(codes, |block| word_u8(block, test), one)
    }

    /// See [`portable::between_i32`]. As unsigned distance from `low`: one comparison, not two.
    pub fn between_i32(values: &[i32], low: i32, high: i32) -> Vec<u64> {
        if low > high {
            return vec![0; values.len().div_ceil(64)];
        }
        let (base, span) = (i32x4_splat(low), i32x4_splat(high.wrapping_sub(low)));
        let test = |v: v128| u32x4_le(i32x4_sub(v, base), span);
        pack(values, |block| word_32(block, test), |value| low <= value && value <= high)
    }

    /// See [`portable::between_i64`].
    pub fn between_i64(values: &[i64], low: i64, high: i64) -> Vec<u64> {
        let (least, most) = (i64x2_splat(low), i64x2_splat(high));
        // Outside, then inverted once per word: x86 has no 64-bit "less or equal".
        let outside = |v: v128| v128_or(i64x2_gt(least, v), i64x2_gt(v, most));
        pack(values, |block| !word_64(block, outside), |value| low <= value && value <= high)
    }

    /// See [`portable::between_f64`].
    pub fn between_f64(values: &[f64], low: f64, high: f64) -> Vec<u64> {
        let (least, most) = (f64x2_splat(low), f64x2_splat(high));
        let test = |v: v128| v128_and(f64x2_ge(v, least), f64x2_le(v, most));
        pack(values, |block| word_64(block, test), |value| low <= value && value <= high)
    }

    /// See [`portable::plain_text_len`].
    pub fn plain_text_len(text: &[u8]) -> usize {
        let (blocks, rest) = text.as_chunks::<16>();
        for (index, block) in blocks.iter().enumerate() {
            let v = load(block);
            let special = v128_or(
                v128_or(u8x16_eq(v, u8x16_splat(b'"')), u8x16_eq(v, u8x16_splat(b'\\'))),
                u8x16_lt(v, u8x16_splat(0x20)),
            );
            let mask = u8x16_bitmask(special);
            if mask != 0 {
                return index * 16 + mask.trailing_zeros() as usize;
            }
        }
        text.len() - rest.len() + portable::plain_text_len(rest)
    }

    /// A needle as it is looked for: the bytes of the pair first, then its first and last eight
    /// bytes as words, because a call to compare memory costs more than all the rest.
    #[derive(Clone, Copy)]
    struct Wanted<'n> {
        needle: &'n [u8],
        pair: Pair,
        first: v128,
        second: v128,
        head: u64,
        tail: u64,
        /// Where the last eight bytes begin; 0 for a shorter needle, whose words are one.
        tail_at: usize,
        /// Which bits of the words count.
        mask: u64,
    }

    impl<'n> Wanted<'n> {
        fn new(needle: &'n [u8], pair: Pair) -> Option<Self> {
            let (first, second) = (*needle.get(pair.first)?, *needle.get(pair.second)?);
            let tail_at = needle.len().saturating_sub(8);
            let word = |at: usize| {
                let mut bytes = [0; 8];
                let end = needle.len().min(at + 8);
                bytes[..end - at].copy_from_slice(&needle[at..end]);
                u64::from_le_bytes(bytes)
            };
            Some(Wanted {
                needle,
                pair,
                first: u8x16_splat(first),
                second: u8x16_splat(second),
                head: word(0),
                tail: word(tail_at),
                tail_at,
                mask: u64::MAX >> (64 - 8 * needle.len().min(8)),
            })
        }

        /// How many bytes from a step's first place on may be read for its 64 places.
        fn reach(&self) -> usize {
            64 + self.needle.len().max(8)
        }

        /// A bit for each of the 64 places from `at` on where both bytes of the pair fit.
        /// Needs `at + reach <= text.len()`.
        #[inline(always)]
        fn candidates(&self, text: &[u8], at: usize) -> u64 {
            let (ones, twos) = (&text[at + self.pair.first..], &text[at + self.pair.second..]);
            let (Some(one), Some(two)) = (ones.first_chunk(), twos.first_chunk()) else { return 0 };
            let [a, b, c, d] = self.both(one, two);
            word_of_bytes(a, b, c, d)
        }

        #[inline(always)]
        fn both(&self, one: &[u8; 64], two: &[u8; 64]) -> [v128; 4] {
            let (one, two) = (vectors(one), vectors(two));
            let mask =
                |i: usize| v128_and(u8x16_eq(one[i], self.first), u8x16_eq(two[i], self.second));
            [mask(0), mask(1), mask(2), mask(3)]
        }

        /// Whether the needle's first and last eight bytes stand at a place. Does not branch on it.
        #[inline(always)]
        fn words_stand_at(&self, text: &[u8], place: usize) -> bool {
            let word = |at: usize| {
                let bytes = text.get(at..at + 8).and_then(|bytes| bytes.first_chunk());
                bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
            };
            let head = (word(place) ^ self.head) & self.mask;
            let tail = (word(place + self.tail_at) ^ self.tail) & self.mask;
            head | tail == 0
        }

        /// Whether the whole needle stands where its first and last eight bytes do.
        #[inline(always)]
        fn rest_stands_at(&self, text: &[u8], place: usize) -> bool {
            self.needle.len() <= 16
                || text.get(place..place + self.needle.len()) == Some(self.needle)
        }

        /// Notes which of the steps from `at` on may hold the needle. Tells how many it noted.
        fn note_steps(&self, text: &[u8], at: usize, count: usize, noted: &mut Noted) -> usize {
            let blocks = |place: usize| text[at + place..][..count * 64].as_chunks::<64>().0;
            let ones = blocks(self.pair.first);
            if self.pair.is_first_enough {
                let masks = ones.iter().map(|one| {
                    let one = vectors(one);
                    let mask = |i: usize| u8x16_eq(one[i], self.first);
                    [mask(0), mask(1), mask(2), mask(3)]
                });
                return noted.note(masks);
            }
            let twos = blocks(self.pair.second);
            noted.note(ones.iter().zip(twos).map(|(one, two)| self.both(one, two)))
        }
    }

    #[inline(always)]
    fn vectors(block: &[u8; 64]) -> [v128; 4] {
        let (v, _) = block.as_chunks::<16>();
        [load(&v[0]), load(&v[1]), load(&v[2]), load(&v[3])]
    }

    /// Steps that are looked over before the promising ones are looked at: few enough that memory
    /// is read on meanwhile. Measured: 64 kB at once take a quarter longer.
    const STEPS_AT_ONCE: usize = 128;

    /// Steps that may hold a needle.
    struct Noted {
        steps: [u32; STEPS_AT_ONCE],
        /// Which places of each.
        candidates: [u64; STEPS_AT_ONCE],
    }

    impl Noted {
        /// Notes the steps with a lane set, without a branch: a processor cannot guess which ones
        /// they are, and each wrong guess costs as much as ten steps.
        #[inline(always)]
        fn note(&mut self, steps: impl Iterator<Item = [v128; 4]>) -> usize {
            let mut count = 0;
            for (step, [a, b, c, d]) in steps.enumerate() {
                let candidates = word_of_bytes(a, b, c, d);
                // `count` is at most the number of steps before this one: below the array's length.
                self.steps[count % STEPS_AT_ONCE] = step as u32;
                self.candidates[count % STEPS_AT_ONCE] = candidates;
                count += usize::from(candidates != 0);
            }
            count
        }
    }

    /// Places of candidates: as many as there can be, and two that are written ahead.
    type Places = [u32; STEPS_AT_ONCE * 64 + 2];

    /// Lists the candidates of a step from `listed` on. Tells how many are listed then.
    #[inline(always)]
    fn list(places: &mut Places, listed: usize, at: u32, candidates: u64) -> usize {
        let mut left = candidates;
        // Most promising steps have one or two: those are written without asking which.
        for place in &mut places[listed..listed + 2] {
            *place = at + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
        let mut next = listed + 2;
        while left != 0 {
            places[next] = at + left.trailing_zeros();
            left &= left - 1;
            next += 1;
        }
        listed + candidates.count_ones() as usize
    }

    /// See [`portable::find_all`]. Four loops over each part of the text, so that none of them has
    /// to guess: which steps are promising, at which places, where the needle stands, what to tell.
    pub fn find_all(text: &[u8], needle: &[u8], pair: Pair, mut tell: impl FnMut(usize)) {
        let Some(wanted) = Wanted::new(needle, pair) else { return };
        let steps = (text.len() + 64).saturating_sub(wanted.reach()) / 64;
        let mut noted = Noted { steps: [0; STEPS_AT_ONCE], candidates: [0; STEPS_AT_ONCE] };
        let mut places: Places = [0; STEPS_AT_ONCE * 64 + 2];
        for first in (0..steps).step_by(STEPS_AT_ONCE) {
            let count = STEPS_AT_ONCE.min(steps - first);
            let count = wanted.note_steps(text, first * 64, count, &mut noted);
            let mut listed = 0;
            for (step, candidates) in noted.steps[..count].iter().zip(&noted.candidates) {
                listed = list(&mut places, listed, (first as u32 + step) * 64, *candidates);
            }
            let mut standing = 0;
            for index in 0..listed {
                let place = places[index];
                places[standing] = place;
                standing += usize::from(wanted.words_stand_at(text, place as usize));
            }
            for place in &places[..standing] {
                let place = *place as usize;
                if wanted.rest_stands_at(text, place) {
                    tell(place);
                }
            }
        }
        portable::find_from(text, steps * 64, needle, pair, tell);
    }

    /// See [`portable::marked`]. Looked up into 64 bytes, then packed at once.
    pub fn marked<T: Copy + Into<u32>>(codes: &[T], hits: &[u8]) -> Vec<u64> {
        // A table with a power of two of places needs no test of each code, only a mask.
        let mut table = hits.to_vec();
        table.resize(hits.len().next_power_of_two(), 0);
        let highest = table.len() - 1;
        // SAFETY: masked by `highest`, the last place of a table whose length is a power of two.
        let look = |code: T| unsafe { *table.get_unchecked(code.into() as usize & highest) };
        let block_word = |block: &[T; 64]| {
            let marks = block.map(look);
            word_u8(&marks, |v| u8x16_ne(v, u8x16_splat(0)))
        };
        pack(codes, block_word, |code| look(code) != 0)
    }

    /// See [`portable::find`]. 64 places a step: a place is looked at closer when both bytes of the
    /// pair stand where they would stand.
    pub fn find(text: &[u8], from: usize, to: usize, needle: &[u8], pair: Pair) -> Option<usize> {
        let to = to.min(text.len());
        let last = to.checked_sub(needle.len())?;
        let Some(wanted) = Wanted::new(needle, pair) else {
            return portable::find(text, from, to, needle, pair);
        };
        let mut at = from;
        while at <= last && at + wanted.reach() <= text.len() {
            let mut candidates = wanted.candidates(text, at);
            while candidates != 0 {
                let place = at + candidates.trailing_zeros() as usize;
                if place > last {
                    return None;
                }
                if wanted.words_stand_at(text, place) && wanted.rest_stands_at(text, place) {
                    return Some(place);
                }
                candidates &= candidates - 1;
            }
            at += 64;
        }
        if at <= last { portable::find(text, at, to, needle, pair) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_holds_64_rows_lowest_first() {
        let mut codes = vec![0_u8; 70];
        codes[0] = 7;
        codes[63] = 7;
        codes[69] = 7;
        assert_eq!(equal_u8(&codes, 7), vec![1 | 1 << 63, 1 << 5]);
        let set = [1 << 7, 0, 0, 0];
        assert_eq!(within_u8(&codes, &set), equal_u8(&codes, 7));
    }

    #[test]
    fn text_ends_at_a_quote_a_backslash_or_a_control_character() {
        for (text, len) in [
            ("", 0),
            ("abc", 3),
            ("abc\"", 3),
            ("zażółć gęślą jaźń\\n", 26),
            ("0123456789abcdef\u{1}", 16),
            ("0123456789\u{7f}ÿ\n", 13),
        ] {
            assert_eq!(plain_text_len(text.as_bytes()), len, "{text}");
        }
    }
}
