//! What a webhook says: the shape that receivers rely on, written once and then frozen.
//!
//! Shape: `{"type":"automation.step","timestamp","data":{"automation":{"id","name"},"step",
//! "record":{"id","module","values"}}}`. Source: standardwebhooks.com asks for `type`, `timestamp`, `data`.

use serde_json::json;

use super::record::values_to_json;
use crate::engine::{Effect, EffectBody};

/// The body of an effect that is a webhook.
pub fn webhook_body(effect: &Effect) -> Option<String> {
    let EffectBody::Webhook { automation_name, record, .. } = &effect.body else { return None };
    let body = json!({
        "type": "automation.step",
        "timestamp": effect.planned_at.to_iso(),
        "data": {
            "automation": {"id": effect.automation.as_str(), "name": automation_name},
            "step": effect.step.as_str(),
            "record": {
                "id": record.id.as_str(),
                "module": record.module.as_str(),
                "values": values_to_json(&record.values),
            },
        },
    });
    Some(body.to_string())
}
