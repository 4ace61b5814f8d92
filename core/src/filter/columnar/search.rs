//! Finding needles in a column of text: one pass over all texts, or over a few rows' texts.
//!
//! Answers as `filter::evaluate::folded_text_holds` does for each text.

use super::kernel::{self, Pair};
use super::names::FoldedTexts;
use crate::filter::ast::{TextPlace, TextTest};

/// A text test prepared for the texts of one column.
pub struct Search<'t> {
    place: TextPlace,
    needles: Vec<(&'t [u8], Pair)>,
    texts: &'t FoldedTexts,
}

impl<'t> Search<'t> {
    /// Prepares the needles, which are folded already, as the texts are.
    pub fn new(test: &'t TextTest, texts: &'t FoldedTexts) -> Self {
        let prepared =
            |needle: &'t String| (needle.as_bytes(), texts.rarest_pair(needle.as_bytes()));
        Search { place: test.place, needles: test.needles.iter().map(prepared).collect(), texts }
    }

    /// Whether text number `entry` passes.
    pub fn passes(&self, entry: usize) -> bool {
        let (start, end) = self.texts.span(entry);
        self.needles.iter().any(|(needle, pair)| match self.place {
            TextPlace::Whole => self.texts.get(entry) == *needle,
            TextPlace::Anywhere => {
                kernel::find(self.texts.buffer(), start, end, needle, *pair).is_some()
            }
            TextPlace::Start => self.texts.get(entry).starts_with(needle),
            TextPlace::End => self.texts.get(entry).ends_with(needle),
        })
    }

    /// The texts that pass, by number; some perhaps twice, entry 0 (the empty field) perhaps too.
    pub fn all_entries(&self) -> Vec<u32> {
        let mut entries = Vec::new();
        for (needle, pair) in &self.needles {
            if needle.is_empty() {
                let all = 0..self.texts.ends().len() as u32;
                entries.extend(all.filter(|entry| self.passes(*entry as usize)));
            } else {
                self.add_entries(needle, *pair, &mut entries);
            }
        }
        entries
    }

    fn add_entries(&self, needle: &[u8], pair: Pair, entries: &mut Vec<u32>) {
        let is_placed = |entry: usize, from: usize| {
            let (start, end) = self.texts.span(entry);
            match self.place {
                TextPlace::Anywhere => true,
                TextPlace::Whole => from == start && from + needle.len() == end,
                TextPlace::Start => from == start,
                TextPlace::End => from + needle.len() == end,
            }
        };
        kernel::find_all(self.texts.buffer(), needle, pair, |from| {
            let entry = self.texts.text_at(from);
            if self.place == TextPlace::Anywhere || is_placed(entry, from) {
                entries.push(entry as u32);
            }
        });
    }
}
