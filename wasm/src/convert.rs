//! JavaScript values to JSON and back: the only place that knows both.

use relance_core::wire::ask;
use relance_core::words::{Problem, Problems};
use serde::Serialize;
use serde_json::Value as Json;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Reads a plain object.
pub fn question(value: JsValue) -> Result<Json, Problems> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        vec![
            Problem::new("invalid_json", "this is not plain data")
                .found(error.to_string())
                .help("pass objects, lists, texts, numbers, true, false and null only"),
        ]
    })
}

/// Writes `{ok}` or `{problems}`.
pub fn answer(outcome: Result<Json, Problems>) -> JsValue {
    let answer = ask::answer(outcome);
    answer.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
