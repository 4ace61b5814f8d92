//! What the account is connected with, as the Worker and the browser know it: without secrets.
//!
//! Shape, within a setup: `"integrations":[{"kind":"unisender","state":"works","service_asks":false}]`,
//! `"lists":[{"id","title","external_id","is_gone"}]`, `"webhooks":[{"id","name"}]`,
//! `"senders":[{"provider","state"}]`.

use serde_json::Value as Json;

use super::json::Object;
use crate::definitions::{Connection, ListConsent, MailingList, Outside, Presence};
use crate::words::{EndpointId, MailingListId, Problem, Problems, Provider};

/// The words for how an integration stands; `problem` may pass, so it counts as connected.
const STATES: [(&str, bool); 4] =
    [("works", true), ("problem", true), ("refused", false), ("not_configured", false)];
const KINDS: [(&str, ()); 1] = [("unisender", ())];

/// Reads what a setup says of the outside; what is absent is not connected.
pub(super) fn outside_from_setup(object: &mut Object<'_>) -> Outside {
    let services = object.each("integrations", connection_from_json);
    let lists = object.each("lists", list_from_json);
    let endpoints = object.each("webhooks", endpoint_from_json);
    let senders = object.each("senders", refusing_from_json);
    Outside {
        list_service: services.into_iter().next().unwrap_or_default(),
        lists: lists.into_iter().collect(),
        endpoints: endpoints.into_iter().collect(),
        refusing: senders.into_iter().flatten().collect(),
    }
}

/// The provider, when it takes nothing.
fn refusing_from_json(value: &Json) -> Result<Option<Provider>, Problems> {
    let mut object = Object::of(value)?;
    let provider = object.text("provider").and_then(Provider::parse);
    let is_taking = object.word("state", &STATES).unwrap_or(false);
    object.finish()?;
    Ok(provider.filter(|_| !is_taking))
}

fn connection_from_json(value: &Json) -> Result<Connection, Problems> {
    let mut object = Object::of(value)?;
    object.word("kind", &KINDS);
    let is_connected = object.word("state", &STATES).unwrap_or(false);
    let asks = object.yes_no("service_asks", false);
    ignore(&mut object, &["problem", "checked", "tags", "base"]);
    object.finish()?;
    let consent = if asks { ListConsent::ServiceAsks } else { ListConsent::Needed };
    Ok(if is_connected { Connection::Ready(consent) } else { Connection::Missing })
}

fn list_from_json(value: &Json) -> Result<(MailingListId, MailingList), Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id").and_then(|id| object.keep("id", MailingListId::parse(id)));
    let title = object.text("title").unwrap_or_default().to_owned();
    let external_id = object.text("external_id").unwrap_or_default().to_owned();
    let is_gone = object.yes_no("is_gone", false);
    ignore(&mut object, &["integration", "synced"]);
    object.finish()?;
    let presence = if is_gone { Presence::Gone } else { Presence::There };
    let id = id.ok_or_else(missing)?;
    Ok((id, MailingList { title, external_id, presence }))
}

fn endpoint_from_json(value: &Json) -> Result<(EndpointId, String), Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id").and_then(|id| object.keep("id", EndpointId::parse(id)));
    let name = object.text("name").unwrap_or_default().to_owned();
    ignore(&mut object, &["url", "created", "last_sent", "problem"]);
    object.finish()?;
    Ok((id.ok_or_else(missing)?, name))
}

/// What the API tells besides, so that its answers can be given back as they are.
fn ignore(object: &mut Object<'_>, keys: &[&'static str]) {
    for key in keys {
        object.value(key);
    }
}

fn missing() -> Problems {
    vec![Problem::new("missing", "`id` is missing").at("id")]
}
