//! Modules: created and changed by `PUT`; what is in use cannot be taken away.

use relance_core::wire::built_in::built_in_modules;
use relance_core::wire::json::problems_to_json;
use relance_core::wire::module::{lost_parts, module_from_json, module_to_json};
use relance_core::words::{ModuleKey, Problem, Problems};
use serde_json::{Value as Json, json};

use super::{User, changed};
use crate::answer::{Answer, Handled, Refusal};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::{record, setup};

/// `GET /modules`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let modules: Vec<_> = loaded.setup.modules.iter().map(module_to_json).collect();
    Ok(Answer::Value(json!({"modules": modules})))
}

/// `GET /modules/{key}`.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, key: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(module_to_json(loaded.module(key)?)))
}

/// `PUT /modules/{key}`.
///
/// # Errors
/// Every wrong part; `in_use` for what records hold; what views, templates and automations would
/// lose, with its place; `in_use` with the names of active automations that would mean something else.
pub async fn put(incoming: &mut Incoming, caller: &Caller, key: &str) -> Handled {
    let body = incoming.json().await?;
    let module = module_from_json(&body, &ModuleKey::parse(key)?)?;
    let json = module_to_json(&module);
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let before = loaded.setup.module(key);
    let lost = before.map(|before| lost_parts(before, &module)).unwrap_or_default();
    let mut problems = Problems::new();
    for part in &lost {
        let (field, option) = (part.field.as_str(), part.option.as_deref());
        let uses = setup::uses(&incoming.db, &caller.account, key, field, option).await?;
        if uses > 0 {
            problems.push(part.in_use(uses));
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    refuse_other_meaning(&loaded, key, &json)?;
    loaded.with("modules", ("key", key), Some(&json))?;
    let put = setup::put_module(&caller.account, key, &json);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, vec![put]).await)?;
    Ok(if before.is_some() { Answer::Value(json) } else { Answer::Created(json) })
}

/// `GET /modules/{key}/uses` → what keeps the module from being deleted: `{"records","problems"}`.
///
/// # Errors
/// `not_found`.
pub async fn uses(incoming: &Incoming, caller: &Caller, key: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let (records, problems) = uses_of(incoming, caller, &loaded, key).await?;
    Ok(Answer::Value(json!({"records": records, "problems": problems_to_json(&problems)})))
}

/// `DELETE /modules/{key}`: of one that nobody uses.
///
/// # Errors
/// `not_found`; `in_use` with the number of its records, or for a built-in one; what views, templates,
/// automations and relations of other modules would lose, with its place.
pub async fn delete(incoming: &Incoming, caller: &Caller, key: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let (_, problems) = uses_of(incoming, caller, &loaded, key).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let delete = setup::delete_module(&caller.account, key);
    changed(setup::change(&incoming.db, &caller.account, loaded.version, delete).await)?;
    Ok(Answer::Empty)
}

async fn uses_of(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    key: &str,
) -> Result<(u64, Problems), Refusal> {
    let module = loaded.module(key)?;
    let records = record::count(&incoming.db, &caller.account, key).await?;
    let mut problems = Problems::new();
    if built_in_modules().iter().any(|one| one.key == module.key) {
        problems.push(Problem::new("in_use", format!("`{key}` is part of every account")));
    } else if let Err(refusal) = loaded.with("modules", ("key", key), None) {
        problems.extend(refusal.problems);
    }
    if records > 0 {
        let message = format!("{records} records are in `{key}`");
        problems.push(Problem::new("in_use", message).help("delete them first"));
    }
    Ok((records, problems))
}

/// Stages and fields in use may be renamed; what would take them away from an automation that runs,
/// or change whom its conditions mean, is refused with its name (D16).
fn refuse_other_meaning(loaded: &Loaded, key: &str, module: &Json) -> Result<(), Refusal> {
    let active = loaded.setup.automations.iter().filter(|one| one.activation().is_some());
    let hurt: Vec<User> = active
        .filter(|automation| {
            let id = automation.definition.id.as_str();
            match loaded.alone(automation, ("modules", "key", key), module) {
                Ok(setup) => setup
                    .automation(id)
                    .is_none_or(|changed| !changed.filters().eq(automation.filters())),
                Err(_) => true,
            }
        })
        .map(User::of)
        .collect();
    if hurt.is_empty() {
        return Ok(());
    }
    let names: Vec<String> =
        hurt.iter().map(|user| format!("{} ({})", user.name, user.id)).collect();
    let message = format!("this would change what {} means", names.join(", "));
    Err(Problem::new("in_use", message)
        .help("rename it, or switch those off first")
        .allowed(hurt.into_iter().map(|user| user.id))
        .into())
}
