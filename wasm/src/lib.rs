//! The core, callable from JavaScript: bindings only, no rule of their own.
//!
//! Plain objects come in and go out; every answer is `{ok}` or `{problems}`. `cargo xtask build`
//! writes the generated module to `wasm/npm/dist/wasm/`, and `wasm/npm/src` gives it types.

mod columns;
mod convert;
mod dataset;

use relance_core::wire::{ask, schedule};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use convert::{answer, question};

/// The version of this build, as in its `package.json`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What a text costs as SMS: `{text, language?, national?, parts_max?}`.
#[wasm_bindgen(js_name = measureSms)]
#[must_use]
pub fn measure_sms(request: JsValue) -> JsValue {
    answer(question(request).and_then(|request| ask::measure_sms(&request)))
}

/// The parts that a text is billed as, in the default alphabet or UCS-2: for long lists of texts,
/// where `measureSms` would say more than is asked.
#[wasm_bindgen(js_name = smsParts)]
#[must_use]
pub fn sms_parts(text: &str) -> u32 {
    relance_core::sms::count(text).parts
}

/// The next slots of a recurring job's schedule: `{schedule, zone, after, count?}`.
#[wasm_bindgen(js_name = nextSlots)]
#[must_use]
pub fn next_slots(request: JsValue) -> JsValue {
    answer(question(request).and_then(|request| schedule::next_slots(&request)))
}

/// A template filled in: `{template, record, related?, setup, now}`.
#[wasm_bindgen(js_name = renderTemplate)]
#[must_use]
pub fn render_template(request: JsValue) -> JsValue {
    answer(question(request).and_then(|request| ask::render_template(&request)))
}

/// A filter checked, in both its forms: `{module, filter | text, setup}`.
#[wasm_bindgen(js_name = checkFilter)]
#[must_use]
pub fn check_filter(request: JsValue) -> JsValue {
    answer(question(request).and_then(|request| ask::check_filter(&request)))
}

/// The operators of each kind of field, and of events.
#[wasm_bindgen]
#[must_use]
pub fn operators() -> JsValue {
    answer(Ok(ask::operators()))
}

/// A setup with what core adds: built-in fields and modules, views as text. Problems of a wrong one.
#[wasm_bindgen(js_name = completeSetup)]
#[must_use]
pub fn complete_setup(setup: JsValue) -> JsValue {
    answer(question(setup).and_then(|setup| ask::complete_setup(&setup)))
}
