//! What an automation would do that nobody means, told before it is switched on: `{"loop","lost_steps"}`.
//!
//! `loop` is the shortest chain that starts it again (B11): `[{"automation","name","step","action"}]`;
//! `lost_steps` the step by which a rule leaves its own stage, and those behind it (D14):
//! `{"by":{"step","position","action"},"steps":[…]}`. Each is `null` when there is none.

use serde_json::{Value as Json, json};

use super::json::Object;
use super::setup::assemble;
use crate::definitions::loops::shortest_loop;
use crate::definitions::lost_steps::lost_steps;
use crate::definitions::{Definition, Setup};
use crate::words::{AutomationId, Problems, StepId};

/// Of an automation as somebody edits it: `{"automation"}`.
///
/// # Errors
/// Everything wrong in the automation.
pub fn findings(request: &Json, setup: &Setup) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let given = object.required("automation");
    let automation = given.and_then(|given| {
        let order = u32::try_from(setup.automations.len()).unwrap_or(u32::MAX);
        object.keep_all("automation", assemble(given, order, setup))
    });
    object.finish()?;
    let Some(automation) = automation else { return Err(Problems::new()) };
    let id = automation.definition.id.clone();
    let mut edited = setup.clone();
    edited.automations.retain(|one| one.definition.id != id);
    edited.automations.push(automation);
    Ok(findings_of(&edited, &id))
}

/// Of an automation that the setup holds.
pub fn findings_of(setup: &Setup, id: &AutomationId) -> Json {
    let lost = setup.automation(id.as_str()).map(|one| lost_to_json(&one.definition));
    json!({"loop": loop_to_json(setup, id), "lost_steps": lost})
}

fn loop_to_json(setup: &Setup, id: &AutomationId) -> Json {
    let Some(links) = shortest_loop(setup, id) else { return Json::Null };
    let named = links.iter().map(|link| {
        let automation = setup.automation(link.automation.as_str());
        json!({
            "automation": link.automation.as_str(),
            "name": automation.map(|one| one.definition.name.as_str()),
            "step": link.step.as_str(),
            "action": link.action,
        })
    });
    named.collect()
}

fn lost_to_json(definition: &Definition) -> Json {
    let Some(found) = lost_steps(definition) else { return Json::Null };
    let shown = |id: &StepId| {
        let step = definition.step(id).map(|(position, step)| (position + 1, step.action.key()));
        let (position, action) = step.unzip();
        json!({"step": id.as_str(), "position": position, "action": action})
    };
    let lost: Json = found.lost.iter().map(shown).collect();
    json!({"by": shown(&found.mover), "steps": lost})
}
