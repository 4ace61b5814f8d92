//! What a person sets up: settings, users, modules, views, templates. Each change counts up the
//! account's `setup_version` in its own transaction, guarded by the version that it was decided on.

use relance_core::words::AccountId;
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

// `setup` is the shape that core reads and the console gets; `looking` is what the backfill needs.
const SETUP: &str = "
SELECT json_object(
  'version', a.setup_version,
  'setup', json_object(
    'account', json(a.settings),
    'users', (SELECT json_group_array(json(definition)) FROM
      (SELECT definition FROM user WHERE account_id = ?1 ORDER BY id)),
    'modules', (SELECT json_group_array(json(definition)) FROM
      (SELECT definition FROM module WHERE account_id = ?1 ORDER BY position, key)),
    'events', (SELECT json_group_array(name) FROM
      (SELECT name FROM event_name WHERE account_id = ?1 ORDER BY name)),
    'integrations', (SELECT json_group_array(json_object('kind', kind, 'state', state,
        'service_asks', json(iif(service_asks, 'true', 'false')))) FROM
      (SELECT * FROM integration WHERE account_id = ?1 ORDER BY kind)),
    'lists', (SELECT json_group_array(json_object('id', id, 'title', title,
        'external_id', external_id, 'is_gone', json(iif(gone_at_ms IS NULL, 'false', 'true')))) FROM
      (SELECT * FROM mailing_list WHERE account_id = ?1 ORDER BY title, id)),
    'webhooks', (SELECT json_group_array(json_object('id', id, 'name', name)) FROM
      (SELECT id, name FROM webhook_endpoint WHERE account_id = ?1 ORDER BY name, id)),
    'senders', (SELECT json_group_array(json_object('provider', provider, 'state', state)) FROM
      (SELECT provider, state FROM sender WHERE account_id = ?1 ORDER BY provider)),
    'views', (SELECT json_group_array(json(definition)) FROM
      (SELECT definition FROM view WHERE account_id = ?1 ORDER BY id)),
    'templates', (SELECT json_group_array(json(definition)) FROM
      (SELECT definition FROM template WHERE account_id = ?1 ORDER BY id)),
    'automations', (SELECT json_group_array(json(CASE
        WHEN state IN ('activating', 'active') THEN json_set(definition, '$.state', state,
          '$.activation', json(activation), '$.live', json(live), '$.draft', json(draft))
        ELSE json_set(definition, '$.state', state, '$.activation', json(activation))
      END)) FROM (
        SELECT state, definition, live, draft, CASE WHEN state <> 'draft' THEN json_object(
            'at', replace(strftime('%Y-%m-%dT%H:%M:%fZ', activated_at_ms / 1000.0, 'unixepoch'), '.000Z', 'Z'),
            'audience', audience
          ) END AS activation
        FROM automation WHERE account_id = ?1 ORDER BY position, id
      ))
  ),
  'looking', (SELECT json_group_array(json_object(
      'id', id, 'module', module, 'state', state,
      'cursor', look_cursor, 'done', look_done, 'started', look_started, 'total', look_total,
      'at_ms', look_at_ms, 'before', json(before), 'catch_up', json(catch_up),
      'confirmed', confirmed, 'stopped', stopped,
      'last_hour_ms', last_hour_ms,
      'last_began', (SELECT began FROM inflow AS i
        WHERE i.account_id = ?1 AND i.automation_id = automation.id AND i.hour_ms = last_hour_ms),
      'began_before', (SELECT sum(began) FROM inflow AS i
        WHERE i.account_id = ?1 AND i.automation_id = automation.id AND i.hour_ms < last_hour_ms
          AND i.hour_ms >= last_hour_ms - 604800000)
    )) FROM (SELECT *, (SELECT max(hour_ms) FROM inflow AS i
        WHERE i.account_id = ?1 AND i.automation_id = a2.id) AS last_hour_ms
      FROM automation AS a2 WHERE account_id = ?1) AS automation),
  'has_erasures', EXISTS (SELECT 1 FROM erasure WHERE account_id = ?1),
  'forgetting', (SELECT json_group_array(json(traces)) FROM erasure
    WHERE account_id = ?1 AND wake_at_ms IS NOT NULL),
  'has_merges', EXISTS (SELECT 1 FROM merge
    WHERE account_id = ?1 AND undone_at_ms IS NULL),
  'has_suppressions', EXISTS (SELECT 1 FROM suppression WHERE account_id = ?1),
  'jobs', (SELECT json_group_array(json_object(
      'id', automation_id, 'next_at_ms', next_at_ms, 'slot_ms', slot_ms, 'cursor', cursor
    )) FROM job WHERE account_id = ?1)
) AS json
FROM account AS a
WHERE a.account_id = ?1";

const GUARD_SETUP: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE NOT EXISTS (SELECT 1 FROM account WHERE account_id = ?1 AND setup_version = ?2)";

const BUMP: &str = "
UPDATE account
SET setup_version = setup_version + 1
WHERE account_id = ?1";

const SET_SETTINGS: &str = "
UPDATE account
SET settings = ?2
WHERE account_id = ?1";

const PUT_USER: &str = "
INSERT INTO user(account_id, id, definition)
VALUES (?1, ?2, ?3)
ON CONFLICT(account_id, id) DO UPDATE SET definition = excluded.definition";

const PUT_MODULE: &str = "
INSERT INTO module(account_id, key, position, definition)
VALUES (?1, ?2, (SELECT count(*) FROM module WHERE account_id = ?1), ?3)
ON CONFLICT(account_id, key) DO UPDATE SET definition = excluded.definition";

const DELETE_MODULE: &str = "DELETE FROM module WHERE account_id = ?1 AND key = ?2";

/// Refuses the batch when the module has a record after all.
const GUARD_NO_RECORDS: &str = "
INSERT INTO commit_guard(is_current)
SELECT 0
WHERE EXISTS (SELECT 1 FROM record WHERE account_id = ?1 AND module = ?2)";

const PUT_VIEW: &str = "
INSERT INTO view(account_id, id, module, definition)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT(account_id, id) DO UPDATE SET module = excluded.module, definition = excluded.definition";

const DELETE_VIEW: &str = "DELETE FROM view WHERE account_id = ?1 AND id = ?2";

const PUT_TEMPLATE: &str = "
INSERT INTO template(account_id, id, module, definition)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT(account_id, id) DO UPDATE SET module = excluded.module, definition = excluded.definition";

const DELETE_TEMPLATE: &str = "DELETE FROM template WHERE account_id = ?1 AND id = ?2";

const PUT_EVENT_NAMES: &str = "
INSERT INTO event_name(account_id, name)
SELECT ?1, value FROM json_each(?2) WHERE true
ON CONFLICT DO NOTHING";

const USES_OF_FIELD: &str = "
SELECT json_object('count', count(*)) AS json
FROM record
WHERE account_id = ?1 AND module = ?2 AND json_type(body, ?3) IS NOT NULL";

const USES_OF_OPTION: &str = "
SELECT json_object('count', count(*)) AS json
FROM record
WHERE account_id = ?1 AND module = ?2 AND json_extract(body, ?3) = ?4";

/// Everything that a person set up; `null` when there is no such account.
pub async fn load(db: &Db, account: &AccountId) -> Result<Json, StoreError> {
    db.row(sql!(SETUP, account.as_str())).await
}

/// The statement that refuses a batch decided under another setup.
pub fn guard(account: &AccountId, version: i64) -> Statement {
    sql!(GUARD_SETUP, account.as_str(), version)
}

/// Says that the setup has changed, in a batch that holds its guard already.
pub fn bump(account: &AccountId) -> Statement {
    sql!(BUMP, account.as_str())
}

/// Changes the setup: all statements, if it is still the one of `version`.
pub async fn change(
    db: &Db,
    account: &AccountId,
    version: i64,
    changes: Vec<Statement>,
) -> Result<(), StoreError> {
    let mut statements = vec![guard(account, version), sql!(BUMP, account.as_str())];
    statements.extend(changes);
    db.batch(&statements).await.map(|_| ())
}

/// Replaces the settings.
pub fn set_settings(account: &AccountId, settings: &Json) -> Statement {
    sql!(SET_SETTINGS, account.as_str(), settings)
}

/// Adds or replaces a user.
pub fn put_user(account: &AccountId, id: &str, user: &Json) -> Statement {
    sql!(PUT_USER, account.as_str(), id, user)
}

/// Adds or replaces a module.
pub fn put_module(account: &AccountId, key: &str, module: &Json) -> Statement {
    sql!(PUT_MODULE, account.as_str(), key, module)
}

/// Deletes a module that holds no records; the batch is refused when it does.
pub fn delete_module(account: &AccountId, key: &str) -> Vec<Statement> {
    vec![sql!(GUARD_NO_RECORDS, account.as_str(), key), sql!(DELETE_MODULE, account.as_str(), key)]
}

/// Adds or replaces a view.
pub fn put_view(account: &AccountId, id: &str, module: &str, view: &Json) -> Statement {
    sql!(PUT_VIEW, account.as_str(), id, module, view)
}

/// Deletes a view.
pub fn delete_view(account: &AccountId, id: &str) -> Statement {
    sql!(DELETE_VIEW, account.as_str(), id)
}

/// Adds or replaces a template.
pub fn put_template(account: &AccountId, id: &str, module: &str, template: &Json) -> Statement {
    sql!(PUT_TEMPLATE, account.as_str(), id, module, template)
}

/// Deletes a template.
pub fn delete_template(account: &AccountId, id: &str) -> Statement {
    sql!(DELETE_TEMPLATE, account.as_str(), id)
}

/// Makes event names known.
pub fn put_event_names(account: &AccountId, names: &Json) -> Statement {
    sql!(PUT_EVENT_NAMES, account.as_str(), names)
}

/// How many records hold something in this field, or this option of it.
pub async fn uses(
    db: &Db,
    account: &AccountId,
    module: &str,
    field: &str,
    option: Option<&str>,
) -> Result<u64, StoreError> {
    let path = format!("$.\"{field}\"");
    let statement = match option {
        None => sql!(USES_OF_FIELD, account.as_str(), module, path),
        Some(option) => sql!(USES_OF_OPTION, account.as_str(), module, path, option),
    };
    Ok(db.row(statement).await?.get("count").and_then(Json::as_u64).unwrap_or(0))
}
