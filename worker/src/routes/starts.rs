//! A rule that waits for nobody is started: by a person, or by another program whose token may do just
//! that (D24: manual, webhook).

use std::collections::{BTreeMap, BTreeSet};

use relance_core::definitions::Trigger;
use relance_core::engine::Input;
use relance_core::wire::json::Object;
use relance_core::words::{Problem, RecordId};
use serde_json::{Value as Json, json};

use super::repeated::Repeatable;
use crate::answer::{Answer, Handled, not_found};
use crate::domain::Loaded;
use crate::engine::tell::tell_with;
use crate::request::{Caller, Incoming};
use crate::store::record;

/// Most records of one start. Source: our choice; a person chooses them, or a program knows one.
const STARTS_MAX: usize = 100;

/// `POST /automations/{id}/start {"records":[…]}`: a rule with the trigger `manual`. With an
/// `Idempotency-Key` a repeated request starts nothing again.
///
/// # Errors
/// `not_found`; `wrong_state` when it is not active; `wrong_trigger`; `unknown_record`, `too_many`;
/// `key_reused`.
pub async fn start(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let repeatable = Repeatable::of(incoming, &format!("start {id} {body}"))?;
    if let Some(answer) = repeatable.answered(incoming, caller).await? {
        return Ok(Answer::Text(answer));
    }
    let mut object = Object::of(&body)?;
    let texts = object.texts("records");
    if texts.is_empty() {
        object.add(Problem::new("missing", "say which records").at("records"));
    }
    if texts.len() > STARTS_MAX {
        let message = format!("at most {STARTS_MAX} records can be started at once");
        object.add(Problem::new("too_many", message).at("records").found(texts.len().to_string()));
    }
    let parsed = texts.iter().enumerate().filter_map(|(index, text)| {
        object.keep(&format!("records[{index}]"), RecordId::parse(text))
    });
    let records: Vec<RecordId> = parsed.collect();
    object.finish()?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let found = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    let definition = &found.definition;
    if !definition.rule().is_some_and(|rule| rule.trigger == Trigger::Manual) {
        let message = "only a rule with the trigger `manual` is started so";
        return Err(Problem::new("wrong_trigger", message).into());
    }
    if found.activation().is_none() {
        let message = "the automation is not active";
        return Err(Problem::new("wrong_state", message).help("activate it first").into());
    }
    let ids: Json = records.iter().map(RecordId::as_str).collect();
    let rows = incoming.db.batch(&[record::by_ids(&caller.account, &ids)]).await?;
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    let of_module: BTreeSet<String> = rows
        .iter()
        .flatten()
        .filter(|row| text(row, "module").as_deref() == Some(definition.module.as_str()))
        .filter_map(|row| text(row, "id"))
        .collect();
    if let Some(index) = records.iter().position(|one| !of_module.contains(one.as_str())) {
        let message = format!("`{}` has no such record", definition.module);
        let problem = Problem::new("unknown_record", message).at(format!("records[{index}]"));
        return Err(problem.into());
    }
    let inputs: BTreeMap<RecordId, Input> =
        records.into_iter().map(|one| (one, Input::Start(definition.id.clone()))).collect();
    let answer = json!({"started": inputs.len()});
    let keep = || repeatable.keep(caller, &answer);
    tell_with(&incoming.db, &caller.account, &inputs, caller.now, keep).await?;
    Ok(Answer::Value(answer))
}
