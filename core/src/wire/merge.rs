//! Merges of contacts at the boundary: the question, what a person sees before saying yes, and the
//! image that the undo needs.
//!
//! Question: `{"survivor","loser","choices":{field:"survivor"|"loser"},"preview":bool}`. Answer:
//! `{"survivor","loser","record","fields":[{"field","survivor","loser","merged","from":
//! "survivor|loser|both|refusal|nobody","is_choosable"}],"automations":[{"automation","kept",
//! "other_exits"}]}`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::json::{Object, one_word, word_of, wrong_type};
use super::record::{record_as_kept, record_to_json, value_to_json};
use super::standing::{StandingOf, standing_from_json, standing_to_json};
use crate::engine::{Joined, Passage, Standings, StandingsImage};
use crate::words::merge::Source;
use crate::words::{
    FieldKey, FieldMerge, Merged, Module, Problem, Problems, Record, RecordId, Side, Value, clip,
};

/// The words for the two records of a merge.
pub const SIDES: [(&str, Side); 2] = [("survivor", Side::Survivor), ("loser", Side::Loser)];

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeAsked {
    /// The contact that stays.
    pub survivor: RecordId,
    /// The contact that goes up in it.
    pub loser: RecordId,
    /// Whose value a field keeps, where the person said so.
    pub choices: BTreeMap<FieldKey, Side>,
    /// Whether to look or to do.
    pub intent: Intent,
}

/// Whether to look or to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Only say what it would do.
    Preview,
    /// Do it.
    Commit,
}

/// What the undo of a merge goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeImage {
    /// The survivor before.
    pub survivor: Record,
    /// The loser before.
    pub loser: Record,
    /// The survivor after.
    pub merged: Record,
    /// How both stood.
    pub standings: StandingsImage,
}

/// Reads a question.
///
/// # Errors
/// Everything wrong, with its place.
pub fn merge_asked_from_json(value: &Json) -> Result<MergeAsked, Problems> {
    let mut object = Object::of(value)?;
    let survivor =
        object.text("survivor").and_then(|id| object.keep("survivor", RecordId::parse(id)));
    let loser = object.text("loser").and_then(|id| object.keep("loser", RecordId::parse(id)));
    let mut choices = BTreeMap::new();
    match object.value("choices") {
        None => {}
        Some(Json::Object(map)) => {
            for (field, word) in map {
                let place = format!("choices.{}", clip(field));
                let side = one_word(word.as_str().unwrap_or_default(), &SIDES);
                let field = object.keep(&place, FieldKey::parse(field));
                let side = object.keep(&place, side);
                choices.extend(field.zip(side));
            }
        }
        Some(other) => object.add(wrong_type("an object of fields", other).at("choices")),
    }
    let intent = if object.yes_no("preview", false) { Intent::Preview } else { Intent::Commit };
    object.finish()?;
    match (survivor, loser) {
        (Some(survivor), Some(loser)) => Ok(MergeAsked { survivor, loser, choices, intent }),
        _ => Err(Problems::new()),
    }
}

/// What a merge does, for the person who decides and for the one who did.
pub fn merge_to_json(merged: &Merged, loser: &RecordId, joined: &Joined) -> Json {
    let survivor = &merged.written.record;
    json!({
        "survivor": survivor.id.as_str(),
        "loser": loser.as_str(),
        "record": record_to_json(survivor),
        "fields": merged.fields.iter().map(field_to_json).collect::<Vec<_>>(),
        "automations": joined.passages.iter().map(passage_to_json).collect::<Vec<_>>(),
    })
}

fn field_to_json(one: &FieldMerge) -> Json {
    let json = |value: &Option<Value>| value.as_ref().map(value_to_json);
    let from = match one.source {
        Source::One(side) => word_of(&side, &SIDES),
        Source::Both => "both",
        Source::Refusal(_) => "refusal",
        Source::Nobody => "nobody",
    };
    json!({
        "field": one.field.as_str(),
        "survivor": json(&one.survivor),
        "loser": json(&one.loser),
        "merged": json(&one.merged),
        "from": from,
        "is_choosable": one.is_choosable,
    })
}

fn passage_to_json(passage: &Passage) -> Json {
    json!({
        "automation": passage.automation.as_str(),
        "kept": word_of(&passage.kept, &SIDES),
        "other_exits": passage.other_exits,
    })
}

/// Writes the image of a merge.
pub fn image_to_json(image: &MergeImage) -> Json {
    json!({
        "survivor": record_to_json(&image.survivor),
        "loser": record_to_json(&image.loser),
        "merged": record_to_json(&image.merged),
        "standings": {
            "survivor": standings_to_json(&image.survivor.id, &image.standings.survivor),
            "loser": standings_to_json(&image.loser.id, &image.standings.loser),
            "joined": standings_to_json(&image.survivor.id, &image.standings.joined),
        },
    })
}

/// Reads the image of a merge, as the module of contacts is now.
///
/// # Errors
/// `internal` when it does not read.
pub fn image_from_json(value: &Json, module: &Module) -> Result<MergeImage, Problems> {
    let record = |key: &str| record_as_kept(value.get(key)?, module);
    let standings = |key: &str| standings_from_json(value.get("standings")?.get(key)?);
    let read = || {
        Some(MergeImage {
            survivor: record("survivor")?,
            loser: record("loser")?,
            merged: record("merged")?,
            standings: StandingsImage {
                survivor: standings("survivor")?,
                loser: standings("loser")?,
                joined: standings("joined")?,
            },
        })
    };
    read().ok_or_else(|| vec![Problem::new("internal", "the image of a merge does not read")])
}

fn standings_to_json(record: &RecordId, standings: &Standings) -> Json {
    let one = |(automation, standing): (&crate::words::AutomationId, &crate::engine::Standing)| {
        let (record, automation) = (record.clone(), automation.clone());
        standing_to_json(&StandingOf { record, automation, standing: standing.clone() })
    };
    standings.iter().map(one).collect()
}

fn standings_from_json(value: &Json) -> Option<Standings> {
    let rows = value.as_array()?.iter().map(|row| standing_from_json(row).ok());
    rows.map(|of| of.map(|of| (of.automation, of.standing))).collect()
}
