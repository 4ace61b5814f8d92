//! What an SMS asks of us that somebody sent back: no more, again, or something for people to read.
//!
//! A whole message is one of these words or it is an ordinary answer: "stop by tomorrow" must reach a
//! colleague. Spec table: `tests/spec/stop_words.md`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest text that may be one of the words. Units: characters. Source: our choice, twice the longest
/// one with its punctuation.
const WORDS_CHARS_MAX: usize = 64;

/// What an SMS means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsMeaning {
    /// No more SMS.
    Stop,
    /// Takes an earlier stop back.
    Start,
    /// An answer like any other.
    Answer,
}

/// Folded, without spaces. Source: the keywords of US carriers as Twilio lists them
/// (STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, since 2025 REVOKE and OPTOUT), and what senders in
/// the product's countries ask for.
const STOP: [&str; 37] = [
    "stop",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout", // English
    "rezygnuje",
    "wypisz",
    "wypiszmnie",
    "wypisuje",
    "rezygnacja",
    "koniec",
    "stopsms", // Polish
    "dezabonare",
    "dezaboneaza",
    "dezabonez",
    "renunt",
    "renunta", // Romanian
    "leiratkozas",
    "leiratkozom",
    "lemondas",
    "lemondom",
    "leallitas", // Hungarian
    "стоп",
    "отписка",
    "отписаться",
    "отпишите",
    "отпишитеменя",
    "отписать",
    "отказ", // Russian
    "стопсмс",
    "хватит",
    "unsub",
    "remove",
    "dezabonati",
];
/// Likewise. `YES`, which Twilio takes too, is an answer to many questions and none of these.
const START: [&str; 6] = ["start", "unstop", "subscribe", "abonare", "feliratkozas", "старт"];

/// What this text of an SMS means.
pub fn sms_meaning(text: &str) -> SmsMeaning {
    let Some(word) = folded(text) else { return SmsMeaning::Answer };
    if STOP.contains(&word.as_str()) {
        SmsMeaning::Stop
    } else if START.contains(&word.as_str()) {
        SmsMeaning::Start
    } else {
        SmsMeaning::Answer
    }
}

/// Letters and digits alone, small, without accents; `None` when it is longer than any of the words.
fn folded(text: &str) -> Option<String> {
    if text.chars().count() > WORDS_CHARS_MAX {
        return None;
    }
    let kept = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    // Polish ł and Hungarian letters typed without their marks; ł alone has no decomposition.
    let kept = kept.map(|c| if c == 'ł' { 'l' } else { c });
    // A word between quotes, with a full stop, or spaced out is still that word; a question is not.
    let is_question = text.contains('?');
    let word: String = kept.filter(|c| c.is_alphanumeric()).collect();
    (!is_question && !word.is_empty()).then_some(word)
}
