//! Consent at the boundary: the account's settings, and who writes a person's answer (D20).
//!
//! Shapes: `{"double_opt_in","footer_name","footer_address"}`; beside records that are written,
//! `"consent": {"text"}`, the sentence that those people agreed to.

use serde_json::{Value as Json, json};

use super::json::Object;
use crate::words::{ConsentSettings, Problem, Problems};

/// Longest name of a sender in the foot. Units: characters. Our choice: one line.
pub const FOOTER_NAME_CHARS_MAX: usize = 120;
/// Longest postal address in the foot. Units: characters. Our choice: six lines of an envelope.
pub const FOOTER_ADDRESS_CHARS_MAX: usize = 400;
/// Longest sentence that somebody agreed to. Units: characters. Our choice: what stands beside a box
/// of a form, with the information that the law wants there.
pub const CONSENT_TEXT_CHARS_MAX: usize = 2_000;

/// Reads what the account decides about consent; what is absent stays as in `before`.
///
/// # Errors
/// Everything malformed, with its place.
pub fn consent_settings_from_json(
    value: &Json,
    before: &ConsentSettings,
) -> Result<ConsentSettings, Problems> {
    let mut object = Object::of(value)?;
    let mut settings = before.clone();
    settings.double_opt_in = object.yes_no("double_opt_in", before.double_opt_in);
    if object.has("footer_name") {
        settings.footer_name = bounded(&mut object, "footer_name", FOOTER_NAME_CHARS_MAX);
    }
    if object.has("footer_address") {
        settings.footer_address = bounded(&mut object, "footer_address", FOOTER_ADDRESS_CHARS_MAX);
    }
    object.finish()?;
    Ok(settings)
}

/// Writes them.
pub fn consent_settings_to_json(settings: &ConsentSettings) -> Json {
    json!({
        "double_opt_in": settings.double_opt_in,
        "footer_name": settings.footer_name,
        "footer_address": settings.footer_address,
    })
}

/// Reads the sentence that people agreed to, of `{"text"}`.
///
/// # Errors
/// Everything malformed, with its place.
pub fn consent_text_from_json(value: &Json) -> Result<Option<String>, Problems> {
    let mut object = Object::of(value)?;
    let text = bounded(&mut object, "text", CONSENT_TEXT_CHARS_MAX);
    object.finish()?;
    Ok((!text.is_empty()).then_some(text))
}

fn bounded(object: &mut Object<'_>, key: &'static str, chars_max: usize) -> String {
    let text = object.text_if_any(key).unwrap_or_default().trim().to_owned();
    let found = text.chars().count();
    if found > chars_max {
        object.add(
            Problem::new("too_long", format!("`{key}` is longer than {chars_max} characters"))
                .at(key)
                .found(found.to_string()),
        );
    }
    text
}
