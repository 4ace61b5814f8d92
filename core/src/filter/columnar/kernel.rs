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

/// The loops as plain Rust; what they answer is the definition.
pub mod portable {
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

    /// The sum of these words, for the benchmark's measure of the memory's bandwidth.
    pub fn sum(words: &[u64]) -> u64 {
        words.iter().fold(0, |sum, word| sum.wrapping_add(*word))
    }
}

/// Rows whose code is marked in the table: `hits[code] != 0`; a code beyond the table is no hit.
pub fn marked<T: Copy + Into<u32>>(codes: &[T], hits: &[u8]) -> Vec<u64> {
    portable::pack(codes, |code| {
        let code: u32 = code.into();
        hits.get(code as usize).is_some_and(|hit| *hit != 0)
    })
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::*;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wide::*;

/// The loops with 128-bit instructions of wasm.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wide {
    use super::portable;
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

    /// See [`portable::sum`]. Four sums at once, so that the loop waits for memory alone.
    pub fn sum(words: &[u64]) -> u64 {
        let (blocks, rest) = words.as_chunks::<8>();
        let mut sums = [u64x2_splat(0); 4];
        for block in blocks {
            let (pairs, _) = block.as_chunks::<2>();
            for (sum, pair) in sums.iter_mut().zip(pairs) {
                *sum = u64x2_add(*sum, load(pair));
            }
        }
        let both = u64x2_add(u64x2_add(sums[0], sums[1]), u64x2_add(sums[2], sums[3]));
        u64x2_extract_lane::<0>(both)
            .wrapping_add(u64x2_extract_lane::<1>(both))
            .wrapping_add(portable::sum(rest))
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
