//! How text is compared: NFC, then Unicode simple case folding (D8). The one place that decides
//! which texts are the same; the columnar engine and the store's folded column use it too.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::ast::Accents;
use crate::words::{Record, Value};

/// Between the texts of a record in its folded column; no text contains it ([`folded_text`] drops it).
pub const FIELD_SEPARATOR: char = '\u{1F}';

/// The form in which texts are compared: equal forms, equal texts.
///
/// # Example
/// ```
/// use relance_core::filter::text::fold;
/// use relance_core::filter::ast::Accents;
/// assert_eq!(fold("ŁÓDŹ", Accents::Matter), "łódź");
/// assert_eq!(fold("ŁÓDŹ", Accents::Ignored), "lodz");
/// ```
pub fn fold(text: &str, accents: Accents) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    match accents {
        Accents::Matter => text.nfc().map(fold_char).nfc().collect(),
        Accents::Ignored => text.nfc().map(fold_char).flat_map(base_letters).nfc().collect(),
    }
}

/// The texts of a record in one folded text, for a search over all of them at once in the store:
/// each field's text, folded, between [`FIELD_SEPARATOR`]s, so that no match crosses two fields.
pub fn folded_text(record: &Record) -> String {
    let mut folded = String::from(FIELD_SEPARATOR);
    for value in record.values.values() {
        if let Value::Text(text) = value {
            folded.extend(fold(text, Accents::Matter).chars().filter(|c| *c != FIELD_SEPARATOR));
            folded.push(FIELD_SEPARATOR);
        }
    }
    folded
}

/// Unicode simple case folding (statuses C and S of CaseFolding.txt): one character to one.
fn fold_char(c: char) -> char {
    unicode_case_mapping::case_folded(c)
        .and_then(|folded| char::from_u32(folded.get()))
        .unwrap_or(c)
}

/// A character without its accents. `й` keeps its breve: to its readers it is a letter, not an
/// accented `и`; `ё` is `е`, as they write it themselves.
fn base_letters(c: char) -> impl Iterator<Item = char> {
    let is_whole = c == 'й';
    let kept = is_whole.then_some(c);
    let decomposed = (!is_whole).then(|| {
        core::iter::once(c).nfd().filter(|part| !is_combining_mark(*part)).map(without_stroke)
    });
    kept.into_iter().chain(decomposed.into_iter().flatten())
}

/// Letters that people see as accented but Unicode does not decompose. Source: our choice, those of
/// the European Latin alphabets that map to one letter.
fn without_stroke(c: char) -> char {
    match c {
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ø' => 'o',
        'ħ' => 'h',
        'ŧ' => 't',
        'ı' => 'i',
        'ŋ' => 'n',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_simple_and_accents_count_unless_ignored() {
        assert_eq!(fold("Straße ẞ", Accents::Matter), "straße ß");
        assert_eq!(fold("Ło\u{301}dź", Accents::Matter), "łódź");
        assert_eq!(fold("ŞTEFAN Șerban", Accents::Ignored), "stefan serban");
        assert_eq!(fold("Ёлка Йогурт", Accents::Ignored), "елка йогурт");
        assert_eq!(fold("ΣΊΣΥΦΟΣ ς", Accents::Matter), "σίσυφοσ σ");
    }
}
