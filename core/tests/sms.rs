//! Runs the tables of `tests/spec/sms.md` and `tests/spec/sms-alphabets.md`, and compares the
//! measure with a second, slow implementation on random texts.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a table that cannot be read must stop the test"
)]

mod common;

use std::collections::BTreeMap;

use common::Row;
use proptest::prelude::*;
use relance_core::sms::{
    Encoding, Language, Measure, MeasureOptions, National, NationalTables, Offer, OfferKind,
    Replacement, count, count_with, measure,
};
use relance_core::words::SmsPrice;

// ---------------------------------------------------------------- the tables' notation

/// Reads a cell: the text itself, or terms like ``3 × `a` + `€` `` when it has backquotes.
fn message(cell: &str) -> String {
    if cell == "(empty)" {
        return String::new();
    }
    if !cell.contains('`') {
        return unescape(cell);
    }
    let mut text = String::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let (before, after) = rest.split_once('`').expect("a term in backquotes");
        let (quoted, more) = after.split_once('`').expect("a closing backquote");
        let times = match before.trim().trim_start_matches('+').trim() {
            "" => 1,
            number => number
                .strip_suffix('×')
                .expect("`3 ×` before a term")
                .trim()
                .parse()
                .expect("a number"),
        };
        text.push_str(&unescape(quoted).repeat(times));
        rest = more;
    }
    text
}

fn unescape(cell: &str) -> String {
    let mut text = String::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('f') => '\u{c}',
                Some('e') => '\u{1b}',
                Some('\\') => '\\',
                Some('u') => {
                    let number: String = chars.by_ref().skip(1).take_while(|&c| c != '}').collect();
                    char::from_u32(u32::from_str_radix(&number, 16).expect("hexadecimal"))
                        .expect("a character")
                }
                other => panic!("unknown escape {other:?} in {cell}"),
            },
            c => c,
        });
    }
    text
}

fn language(cell: &str) -> Option<Language> {
    (!cell.is_empty()).then(|| Language::from_code(cell).expect("a language of ours"))
}

fn tables(cell: &str) -> NationalTables {
    if cell == "all" {
        return NationalTables::ALL;
    }
    cell.split(", ").filter(|name| !name.is_empty()).fold(NationalTables::NONE, |tables, name| {
        let (code, only) = name.split_once(' ').unwrap_or((name, ""));
        let national = National::from_code(code).expect("a national language");
        match only {
            "shift" => tables.with_shift(national),
            "" => tables.with_locking(national).with_shift(national),
            other => panic!("unknown table {other}"),
        }
    })
}

fn name(encoding: Encoding) -> String {
    match encoding {
        Encoding::Ucs2 => "UCS-2".to_owned(),
        Encoding::Gsm7 { locking, shift } => {
            let named = [("locking", locking), ("shift", shift)];
            let named: Vec<String> = named
                .iter()
                .filter_map(|(kind, table)| table.map(|t| format!("{kind} {}", t.code())))
                .collect();
            format!("GSM-7 {}", named.join(", ")).trim().to_owned()
        }
    }
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, column: &str, expected: T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{column}: found {found:?}, expected {expected:?}"))
    }
}

fn number(row: &Row, column: &str) -> u32 {
    row.get(column).parse().unwrap_or_else(|_| panic!("line {}: `{column}` is no number", row.line))
}

fn has_reason(row: &Row) -> Result<(), String> {
    let why = row.get("why");
    let names_a_rule = why.starts_with(['D', 'S']) || why.starts_with("our choice");
    if names_a_rule { Ok(()) } else { Err("`why` names no rule".to_owned()) }
}

// ---------------------------------------------------------------- the tables

#[test]
fn units_and_parts() {
    common::check("sms.md", "Units and parts", |row| {
        let text = message(row.get("message"));
        let counted = count(&text);
        has_reason(row)?;
        same(name(counted.encoding), "encoding", row.get("encoding").to_owned())?;
        same(counted.units, "units", number(row, "units"))?;
        same(counted.parts, "parts", number(row, "parts"))
    });
}

#[test]
fn where_parts_end() {
    common::check("sms.md", "Where parts end", |row| {
        let measured = measure(&message(row.get("message")), &MeasureOptions::default());
        has_reason(row)?;
        let list = |values: Vec<String>| values.join(", ");
        let each = |pick: fn(&relance_core::sms::Boundary) -> usize| {
            list(measured.boundaries.iter().map(|part| pick(part).to_string()).collect())
        };
        same(each(|part| part.end.utf16), "ends in UTF-16", row.get("ends in UTF-16").to_owned())?;
        same(each(|part| part.end.byte), "ends in bytes", row.get("ends in bytes").to_owned())?;
        let units = row.get("units in each part").to_owned();
        same(each(|part| part.units as usize), "units in each part", units)?;
        same(measured.units_left, "units left", number(row, "units left"))
    });
}

#[test]
fn characters_that_force_ucs2() {
    common::check("sms.md", "Characters that force UCS-2", |row| {
        let options =
            MeasureOptions { language: language(row.get("language")), ..MeasureOptions::default() };
        let measured = measure(&message(row.get("message")), &options);
        has_reason(row)?;
        let found: Vec<String> = measured
            .offending
            .iter()
            .map(|offending| {
                let places: Vec<String> =
                    offending.positions.iter().map(|at| at.utf16.to_string()).collect();
                let to = offending.replacement.as_deref().unwrap_or("-");
                format!("{} at {} → {to}", offending.ch, places.join(", "))
            })
            .collect();
        same(found.join("; ").trim().to_owned(), "characters", unescape(row.get("characters")))
    });
}

/// The column of Twilio's counter is checked against itself by `tests/parity/sms-oracle.test.mjs`.
#[test]
fn graphemes() {
    common::check("sms.md", "Graphemes", |row| {
        has_reason(row)?;
        number(row, "Twilio's parts");
        same(count(&message(row.get("message"))).parts, "parts", number(row, "parts"))
    });
}

#[test]
fn national_tables() {
    common::check("sms.md", "National tables", |row| {
        let (text, allowed) = (message(row.get("message")), tables(row.get("tables")));
        let counted = count_with(&text, allowed);
        has_reason(row)?;
        same(name(counted.encoding), "encoding", row.get("encoding").to_owned())?;
        same(counted.units, "units", number(row, "units"))?;
        same(counted.parts, "parts", number(row, "parts"))?;
        let options = MeasureOptions { national: allowed, ..MeasureOptions::default() };
        same(measure(&text, &options).boundaries.len(), "boundaries", counted.parts as usize)
    });
}

#[test]
fn offers() {
    let replaces = |offer: &Offer| {
        let each =
            |Replacement { from, to, count }: &Replacement| format!("{from} → {to} ×{count}");
        offer.replacements.iter().map(each).collect::<Vec<_>>().join(", ")
    };
    common::check("sms.md", "Offers", |row| {
        let text = message(row.get("message"));
        let options =
            MeasureOptions { language: language(row.get("language")), ..MeasureOptions::default() };
        let measured = measure(&text, &options);
        has_reason(row)?;
        same(measured.parts, "parts", number(row, "parts"))?;
        let joined = |pick: &dyn Fn(&Offer) -> String| {
            measured.offers.iter().map(pick).collect::<Vec<_>>().join("; ")
        };
        let kinds = joined(&|offer| match offer.kind {
            OfferKind::Typography => "typography".to_owned(),
            OfferKind::Letters => "letters".to_owned(),
        });
        let kinds = if kinds.is_empty() { "none".to_owned() } else { kinds };
        same(kinds, "offer", row.get("offer").to_owned())?;
        same(joined(&|offer| offer.parts_saved.to_string()), "saves", row.get("saves").to_owned())?;
        same(joined(&replaces), "replaces", unescape(row.get("replaces")))?;
        for offer in &measured.offers {
            same(count(&offer.text), "the offer's own count", offer.counted)?;
            same(offer.parts_saved, "parts saved", measured.parts - offer.counted.parts)?;
        }
        Ok(())
    });
}

#[test]
fn too_long() {
    common::check("sms.md", "Too long", |row| {
        let options =
            MeasureOptions { parts_max: number(row, "parts allowed"), ..MeasureOptions::default() };
        let measured = measure(&message(row.get("message")), &options);
        has_reason(row)?;
        same(measured.is_too_long, "too long", row.get("too long") == "yes")
    });
}

#[test]
fn cost() {
    fn micros(cell: &str) -> (i64, String) {
        let (amount, currency) = cell.split_once(' ').expect("an amount and a currency");
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        (format!("{whole}{fraction:0<6}").parse().expect("an amount"), currency.to_owned())
    }
    common::check("sms.md", "Cost", |row| {
        let (micros_per_part, currency) = micros(row.get("price per part"));
        let price = SmsPrice { prefix: "+".to_owned(), currency, micros_per_part };
        has_reason(row)?;
        let found = count(&message(row.get("message"))).cost_micros(&price);
        same((found, price.currency), "cost", micros(row.get("cost")))
    });
}

#[test]
fn letters_of_our_languages() {
    common::check("sms.md", "Letters of our languages", |row| {
        has_reason(row)?;
        for (column, is_inside) in [("in GSM-7", true), ("outside", false)] {
            for letter in row.get(column).chars() {
                let found = count(&letter.to_string()).encoding == Encoding::DEFAULT;
                same(found, &format!("{letter} {column}"), is_inside)?;
            }
        }
        Ok(())
    });
}

// ---------------------------------------------------------------- the standard's alphabets

/// Reads one alphabet: its characters, and how many places of the 128 are taken.
fn alphabet(heading: &str) -> BTreeMap<char, u32> {
    let mut places: BTreeMap<char, u32> = BTreeMap::new();
    common::check("sms-alphabets.md", heading, |row| {
        for column in ["0", "1", "2", "3", "4", "5", "6", "7"] {
            let cell = row.get(column);
            let c = match cell {
                "" | "ESC" => continue,
                "SP" => ' ',
                "LF" => '\n',
                "CR" => '\r',
                "FF" => '\u{c}',
                _ if cell.len() >= 4 && cell.is_char_boundary(cell.len() - 4) => {
                    let code = u32::from_str_radix(&cell[cell.len() - 4..], 16)
                        .map_err(|e| e.to_string())?;
                    let c = char::from_u32(code).ok_or("no character")?;
                    let shown = cell[..cell.len() - 4].trim().trim_start_matches('◌');
                    let agrees = shown.is_empty() || shown == c.to_string();
                    if !agrees {
                        return Err(format!("{cell}: the letter is not that number's"));
                    }
                    c
                }
                _ => cell.chars().next().ok_or("no character")?,
            };
            *places.entry(c).or_default() += 1;
        }
        Ok(())
    });
    places
}

/// Every code point of Unicode against one pair of tables.
fn agrees_everywhere(
    encoding: Encoding,
    locking: &BTreeMap<char, u32>,
    shift: &BTreeMap<char, u32>,
) {
    for c in '\0'..=char::MAX {
        let expected =
            if locking.contains_key(&c) { Some(1) } else { shift.contains_key(&c).then_some(2) };
        assert_eq!(encoding.cost(c), expected, "{c:?} U+{:04X} in {encoding:?}", c as u32);
    }
}

#[test]
fn default_alphabet_is_the_standards() {
    let (locking, shift) = (alphabet("Default alphabet"), alphabet("Extension"));
    assert_eq!(
        (locking.len(), shift.len()),
        (127, 10),
        "127 places beside the escape, 10 in the extension"
    );
    agrees_everywhere(Encoding::DEFAULT, &locking, &shift);
}

#[test]
fn national_alphabets_are_the_standards() {
    let (default, extension) = (alphabet("Default alphabet"), alphabet("Extension"));
    for national in National::ALL {
        let shift = alphabet(&format!("{national:?} single shift"));
        agrees_everywhere(
            Encoding::Gsm7 { locking: None, shift: Some(national) },
            &default,
            &shift,
        );
        if national != National::Spanish {
            let locking = alphabet(&format!("{national:?} locking"));
            agrees_everywhere(
                Encoding::Gsm7 { locking: Some(national), shift: None },
                &locking,
                &extension,
            );
        }
    }
}

#[test]
fn codes_of_national_languages_are_unique_and_read_back() {
    for national in National::ALL {
        assert_eq!(National::from_code(national.code()), Some(national));
    }
    assert_eq!(National::from_code("pl"), None, "the standard has no Polish table");
    assert_eq!(NationalTables::of(National::ALL), NationalTables::ALL);
}

// ---------------------------------------------------------------- a second implementation

/// Slow and plain: packs a text by trying, character by character, with the limits written out.
fn packed(text: &str, encoding: Encoding) -> Option<(u32, Vec<String>)> {
    let (single, concatenated) = match encoding {
        Encoding::Ucs2 => (70, 67),
        Encoding::Gsm7 { locking: None, shift: None } => (160, 153),
        Encoding::Gsm7 { locking: Some(_), shift: Some(_) } => (152, 146),
        Encoding::Gsm7 { .. } => (155, 149),
    };
    let cost = |text: &str| text.chars().map(|c| encoding.cost(c)).sum::<Option<u32>>();
    let units = cost(text)?;
    if units <= single {
        return Some((units, if text.is_empty() { vec![] } else { vec![text.to_owned()] }));
    }
    let mut parts = vec![String::new()];
    for c in text.chars() {
        let longer = format!("{}{c}", parts[parts.len() - 1]);
        if cost(&longer)? <= concatenated {
            *parts.last_mut()? = longer;
        } else {
            parts.push(c.to_string());
        }
    }
    Some((units, parts))
}

fn cut(text: &str, measured: &Measure) -> Vec<String> {
    let mut from = 0;
    let cut: Vec<String> = measured
        .boundaries
        .iter()
        .map(|part| text[std::mem::replace(&mut from, part.end.byte)..from].to_owned())
        .collect();
    let utf16: Vec<usize> = measured.boundaries.iter().map(|part| part.end.utf16).collect();
    let mut total = 0;
    let expected: Vec<usize> = cut
        .iter()
        .map(|part| {
            total += part.encode_utf16().count();
            total
        })
        .collect();
    assert_eq!(utf16, expected, "both kinds of offsets name the same places");
    cut
}

/// Texts as people and machines write them: runs of one kind, with now and then another character.
fn texts() -> impl Strategy<Value = String> {
    let run = prop_oneof![
        6 => "[a-zA-Z0-9 .,!?]{0,90}",
        2 => "[\\^{}\\[~\\]|€\\\\\u{c}]{0,40}",
        2 => "[ąćęłńóśźżăâîșțáíóőúűéöüñàÇç]{0,40}",
        1 => "[а-яА-ЯёЁ ]{0,90}",
        1 => "[😀👋🏽👩‍👧🇵🇱☎️\u{301}\u{306}]{0,20}",
        1 => "[ğışĞİŞãõêÁÍΩ]{0,60}",
        1 => "[\u{900}-\u{97f}\u{600}-\u{6ff}]{0,60}",
        1 => "[„”’–…\u{a0}\u{200b}`\u{1b}\n\r\t]{0,10}",
        1 => "\\PC{0,5}",
    ];
    prop::collection::vec(run, 0..8).prop_map(|runs| runs.concat())
}

fn national_sets() -> impl Strategy<Value = NationalTables> {
    prop_oneof![
        3 => Just(NationalTables::NONE),
        1 => Just(NationalTables::ALL),
        2 => Just(NationalTables::of([National::Turkish])),
        1 => Just(NationalTables::NONE.with_shift(National::Spanish)),
        2 => Just(NationalTables::of([National::Portuguese, National::Hindi, National::Urdu])),
    ]
}

/// Every encoding that a set of tables could allow; which are in the set is known by what they
/// carry alone.
fn allowed(set: NationalTables) -> Vec<Encoding> {
    let all = || std::iter::once(None).chain(National::ALL.into_iter().map(Some));
    let is_locking = |n: National| set == set.with_locking(n) && n != National::Spanish;
    let is_shift = |n: National| set == set.with_shift(n);
    let mut encodings = vec![];
    for locking in all().filter(|&n| n.is_none_or(is_locking)) {
        for shift in all().filter(|&n| n.is_none_or(is_shift)) {
            encodings.push(Encoding::Gsm7 { locking, shift });
        }
    }
    encodings.push(Encoding::Ucs2);
    encodings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn agrees_with_the_slow_implementation(text in texts(), national in national_sets()) {
        let measured = measure(&text, &MeasureOptions { national, ..MeasureOptions::default() });
        let counted = count_with(&text, national);
        prop_assert_eq!(measured.encoding, counted.encoding);
        prop_assert_eq!((measured.units, measured.parts), (counted.units, counted.parts));

        let (units, parts) = packed(&text, counted.encoding).expect("an encoding for the text");
        prop_assert_eq!(counted.units, units);
        prop_assert_eq!(counted.parts as usize, parts.len());
        prop_assert_eq!(cut(&text, &measured), parts);

        let packings = allowed(national).into_iter().filter_map(|encoding| packed(&text, encoding));
        let fewest = packings.map(|(_, parts)| parts.len()).min();
        prop_assert_eq!(fewest, Some(counted.parts as usize), "no allowed encoding is cheaper");
        if national == NationalTables::NONE {
            prop_assert_eq!(counted, count(&text));
        }
    }

    #[test]
    fn offers_save_what_they_say(text in texts(), index in 0..6_usize) {
        let code = ["pl", "ro", "hu", "ru", "en", ""][index];
        let language = Language::from_code(code);
        let measured = measure(&text, &MeasureOptions { language, ..MeasureOptions::default() });
        let mut saved = 0;
        for offer in &measured.offers {
            prop_assert_eq!(offer.counted, count(&offer.text));
            prop_assert_eq!(offer.parts_saved, measured.parts - offer.counted.parts);
            prop_assert!(offer.parts_saved > saved, "each offer saves more than the one before");
            prop_assert!(!offer.replacements.is_empty());
            saved = offer.parts_saved;
        }
        prop_assert!(measured.encoding == Encoding::Ucs2 || measured.offending.is_empty());
    }

    #[test]
    fn any_text_at_all_is_measured(text in any::<String>()) {
        let national = NationalTables::ALL;
        let measured = measure(&text, &MeasureOptions { national, ..MeasureOptions::default() });
        prop_assert_eq!(measured.boundaries.last().map_or(0, |last| last.end.byte), text.len());
    }
}
