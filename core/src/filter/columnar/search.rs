//! Finding needles in a column of text: one pass over all texts, or over a few rows' texts.
//!
//! Answers as `filter::evaluate::folded_text_holds` does for each text.

use memchr::memmem::Finder;

use super::names::FoldedTexts;
use crate::filter::ast::{TextPlace, TextTest};

/// A text test with its needles prepared.
pub struct Search<'t> {
    place: TextPlace,
    needles: Vec<Finder<'t>>,
}

impl<'t> Search<'t> {
    /// Prepares the needles, which are folded already.
    pub fn new(test: &'t TextTest) -> Self {
        Search { place: test.place, needles: test.needles.iter().map(Finder::new).collect() }
    }

    /// Whether one folded text passes.
    pub fn passes(&self, folded: &[u8]) -> bool {
        self.needles.iter().any(|finder| {
            let needle = finder.needle();
            match self.place {
                TextPlace::Whole => folded == needle,
                TextPlace::Anywhere => finder.find(folded).is_some(),
                TextPlace::Start => folded.starts_with(needle),
                TextPlace::End => folded.ends_with(needle),
            }
        })
    }

    /// Marks (1) each text that passes. Entry 0, the empty field, never does.
    pub fn mark_all(&self, texts: &FoldedTexts) -> Vec<u8> {
        let mut hits = vec![0; texts.ends().len()];
        for finder in &self.needles {
            if finder.needle().is_empty() {
                self.mark_one_by_one(texts, &mut hits);
            } else {
                self.mark_in_one_pass(finder, texts, &mut hits);
            }
        }
        if let Some(empty) = hits.first_mut() {
            *empty = 0;
        }
        hits
    }

    fn mark_one_by_one(&self, texts: &FoldedTexts, hits: &mut [u8]) {
        for (entry, hit) in hits.iter_mut().enumerate() {
            *hit |= u8::from(self.passes(texts.get(entry)));
        }
    }

    fn mark_in_one_pass(&self, finder: &Finder<'_>, texts: &FoldedTexts, hits: &mut [u8]) {
        let buffer = texts.buffer();
        let len = finder.needle().len();
        let (mut at, mut entry) = (0, 0);
        while let Some(found) = buffer.get(at..).and_then(|rest| finder.find(rest)) {
            let from = at + found;
            entry = entry_at(texts.ends(), entry, from);
            let (start, end) = texts.span(entry);
            let is_placed = match self.place {
                TextPlace::Anywhere => true,
                TextPlace::Whole => from == start && from + len == end,
                TextPlace::Start => from == start,
                TextPlace::End => from + len == end,
            };
            if is_placed && let Some(hit) = hits.get_mut(entry) {
                *hit = 1;
            }
            // Past this text when it passed; else to its next chance.
            at = if is_placed { end + 1 } else { from + 1 };
        }
    }
}

/// The text that holds this place of the buffer, at or after text `from`: doubling steps, because
/// hits are usually close together and sometimes a million texts apart.
fn entry_at(ends: &[u32], from: usize, place: usize) -> usize {
    let is_before = |entry: usize| ends.get(entry).is_some_and(|end| (*end as usize) < place);
    let mut step = 1;
    let mut low = from;
    while is_before(low + step) {
        low += step;
        step *= 2;
    }
    let window = ends.get(low..(low + step + 1).min(ends.len())).unwrap_or_default();
    low + window.partition_point(|end| (*end as usize) < place)
}
