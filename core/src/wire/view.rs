//! Views at the boundary.
//!
//! Shape: `{"id","name","module","filter":{…}}`, with the filter in canonical JSON; its text may be
//! given instead, as `"filter_text"`.

use serde_json::{Value as Json, json};

use super::account::name;
use super::filter::{expression_from_json, filter_to_json};
use super::json::Object;
use crate::definitions::View;
use crate::filter::{Catalog, Filter};
use crate::words::{ModuleKey, Problems, ViewId};

/// Reads a view and checks its filter.
///
/// # Errors
/// Everything malformed, and everything in the filter that does not fit the module.
pub fn view_from_json(value: &Json, catalog: &Catalog<'_>) -> Result<View, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id");
    let id = id.and_then(|id| object.keep("id", ViewId::parse(id)));
    let name = name(&mut object, "name");
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    let filter = filter_of(&mut object, module.as_ref(), catalog, ("filter", "filter_text"));
    object.finish()?;
    match (id, name, filter) {
        (Some(id), Some(name), Some(filter)) => Ok(View { id, name, filter }),
        _ => Err(Problems::new()),
    }
}

/// Reads a filter from its JSON or, without that, from its text, and checks it against the module.
///
/// Answers carry the text beside the JSON; who sends one back sends both, and the JSON counts.
pub fn filter_of(
    object: &mut Object<'_>,
    module: Option<&ModuleKey>,
    catalog: &Catalog<'_>,
    (json_key, text_key): (&'static str, &'static str),
) -> Option<Filter> {
    let text = object.text_if_any(text_key);
    if let (None, Some(text)) = (object.value(json_key), text) {
        let read = Filter::from_text(text, catalog, module?);
        return object.keep_all(text_key, read);
    }
    let json = object.required(json_key)?;
    let expression = object.keep_all(json_key, expression_from_json(json))?;
    let checked = Filter::check(&expression, catalog, module?);
    object.keep_all(json_key, checked)
}

/// Writes a view; the inverse of [`view_from_json`].
pub fn view_to_json(view: &View) -> Json {
    json!({
        "id": view.id.as_str(),
        "name": view.name,
        "module": view.filter.module().as_str(),
        "filter": filter_to_json(&view.filter),
    })
}
