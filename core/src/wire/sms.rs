//! The measure of an SMS at the boundary.
//!
//! Asked: `{"text", "language"?, "national"?, "parts_max"?}`, where `national` is `true` for all
//! tables of the standard or a list of language codes. Places are UTF-16 code units, as JavaScript
//! counts.

use serde_json::{Value as Json, json};

use super::json::{Object, wrong_type};
use crate::sms::{
    Counted, Encoding, Language, Measure, MeasureOptions, National, NationalTables, Offer,
    OfferKind, Offset, PARTS_MAX,
};
use crate::words::ident::clip;
use crate::words::{Problem, Problems};

/// Reads what is asked: a text and the options to measure it with.
///
/// A language that has no customary replacements is no mistake: only typography is offered then.
///
/// # Errors
/// Every wrong value, at its place; a language without national tables of its own.
pub fn request_from_json(value: &Json) -> Result<(String, MeasureOptions), Problems> {
    let mut object = Object::of(value)?;
    let text = match object.required("text") {
        Some(Json::String(text)) => text.clone(),
        Some(other) => {
            object.add(wrong_type("a text", other).at("text"));
            String::new()
        }
        None => String::new(),
    };
    let language = object.text_if_any("language").and_then(Language::from_code);
    let national = match object.value("national") {
        Some(Json::Array(_)) => NationalTables::of(object.each("national", national_from_json)),
        _ if object.yes_no("national", false) => NationalTables::ALL,
        _ => NationalTables::NONE,
    };
    let parts_max = object.whole_if_any("parts_max").unwrap_or(i64::from(PARTS_MAX));
    let parts_max = u32::try_from(parts_max).unwrap_or(if parts_max < 0 { 0 } else { u32::MAX });
    object.finish()?;
    Ok((text, MeasureOptions { national, language, parts_max: parts_max.min(PARTS_MAX) }))
}

fn national_from_json(value: &Json) -> Result<National, Problems> {
    let Json::String(code) = value else {
        return Err(vec![wrong_type("a language code", value)]);
    };
    National::from_code(code).ok_or_else(|| {
        let message = format!("the SMS standard has no table for the language `{}`", clip(code));
        vec![
            Problem::new("unknown_word", message)
                .found(clip(code))
                .allowed(National::ALL.map(National::code))
                .suggest(),
        ]
    })
}

/// A measure as the boundary writes it.
pub fn measure_to_json(measure: &Measure) -> Json {
    let (locking, shift) = tables(measure.encoding);
    json!({
        "encoding": measure.encoding.name(),
        "locking": locking,
        "shift": shift,
        "units": measure.units,
        "parts": measure.parts,
        "units_per_part": measure.units_per_part,
        "units_left": measure.units_left,
        "boundaries": measure.boundaries.iter().map(|part| part.end.utf16).collect::<Vec<_>>(),
        "part_units": measure.boundaries.iter().map(|part| part.units).collect::<Vec<_>>(),
        "offending": measure.offending.iter().map(|offending| json!({
            "character": offending.ch.to_string(),
            "count": offending.positions.len(),
            "positions": utf16(&offending.positions),
            "replacement": offending.replacement,
        })).collect::<Vec<_>>(),
        "offers": measure.offers.iter().map(offer_to_json).collect::<Vec<_>>(),
        "too_long": measure.is_too_long,
    })
}

/// The count of a text as the boundary writes it: what a forecast shows per message.
pub fn counted_to_json(counted: &Counted) -> Json {
    let Counted { encoding, units, parts } = counted;
    json!({ "encoding": encoding.name(), "units": units, "parts": parts })
}

fn tables(encoding: Encoding) -> (Option<&'static str>, Option<&'static str>) {
    match encoding {
        Encoding::Gsm7 { locking, shift } => {
            (locking.map(National::code), shift.map(National::code))
        }
        Encoding::Ucs2 => (None, None),
    }
}

fn utf16(places: &[Offset]) -> Vec<usize> {
    places.iter().map(|at| at.utf16).collect()
}

fn offer_to_json(offer: &Offer) -> Json {
    json!({
        "kind": match offer.kind {
            OfferKind::Typography => "typography",
            OfferKind::Letters => "letters",
        },
        "text": offer.text,
        "encoding": offer.counted.encoding.name(),
        "units": offer.counted.units,
        "parts": offer.counted.parts,
        "parts_saved": offer.parts_saved,
        "replacements": offer.replacements.iter().map(|replacement| json!({
            "from": replacement.from,
            "to": replacement.to,
            "count": replacement.count,
        })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::measure;

    #[test]
    fn a_measure_says_what_is_dear_and_what_would_be_cheaper() {
        let asked = json!({ "text": format!("{}😀ș", "a".repeat(80)), "language": "ro-RO" });
        let (text, options) = request_from_json(&asked).unwrap();
        let answer = measure_to_json(&measure(&text, &options));
        assert_eq!(answer["encoding"], "UCS-2");
        assert_eq!(answer["boundaries"], json!([67, 83]));
        assert_eq!(answer["part_units"], json!([67, 16]));
        assert_eq!(answer["offending"][1]["positions"], json!([82]), "the emoji counts twice");
        assert_eq!(answer["offending"][1]["replacement"], "s");
        assert_eq!(answer["offers"], json!([]), "the emoji keeps the text in UCS-2");

        let (text, options) = request_from_json(&json!({
            "text": format!("{}ș", "a".repeat(80)), "language": "ro",
        }))
        .unwrap();
        let answer = measure_to_json(&measure(&text, &options));
        assert_eq!(answer["offers"][0]["parts_saved"], 1);
        assert_eq!(
            answer["offers"][0]["replacements"],
            json!([{ "from": "ș", "to": "s", "count": 1 }])
        );
    }

    #[test]
    fn tables_are_all_or_named() {
        let read = |national: Json| {
            let asked = json!({ "text": "", "national": national });
            request_from_json(&asked).map(|(_, options)| options.national)
        };
        assert_eq!(read(Json::Null), Ok(NationalTables::NONE));
        assert_eq!(read(json!(false)), Ok(NationalTables::NONE));
        assert_eq!(read(json!(true)), Ok(NationalTables::ALL));
        assert_eq!(read(json!(["tr"])), Ok(NationalTables::of([National::Turkish])));
        let problems = read(json!(["tr", "pl"])).unwrap_err();
        assert_eq!((problems[0].code, problems[0].at.as_str()), ("unknown_word", "national[1]"));
        assert!(read(json!("tr")).is_err());
    }

    #[test]
    fn mistakes_are_all_said() {
        let asked = json!({ "text": 5, "langauge": "pl", "parts_max": "3" });
        let problems = request_from_json(&asked).unwrap_err();
        let said: Vec<_> = problems.iter().map(|problem| problem.at.as_str()).collect();
        assert_eq!(said, ["text", "parts_max", "langauge"]);
    }
}
