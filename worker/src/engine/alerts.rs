//! Tells somebody of what stopped by itself, or waits for a person: by e-mail, and by a webhook where one is
//! chosen. What, when and in which words is core's (`engine::alert`).

use std::collections::BTreeMap;

use relance_core::engine::delivery::MESSAGE_LIVES_MS;
use relance_core::engine::{Alert, alert_text};
use relance_core::words::{Account, AccountId, DerivedKey, Moment};
use serde_json::{Value as Json, json};

use super::guard::hour_of;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::{notice, outbox};

/// Tells of what waits to be told, in one transaction with remembering that it was.
///
/// # Errors
/// When the database does not answer; the next tick goes on.
pub async fn tell(db: &Db, account: &AccountId, now: Moment) -> Result<(), Refusal> {
    let waiting = notice::waiting(db, account, now).await?;
    let mut kinds = BTreeMap::<Alert, Vec<&Json>>::new();
    for row in &waiting {
        let kind = row.get("kind").and_then(Json::as_str).and_then(Alert::parse);
        if let Some(kind) = kind {
            kinds.entry(kind).or_default().push(row);
        }
    }
    if kinds.is_empty() {
        return Ok(());
    }
    let loaded = Loaded::of(db, account).await?;
    let mut statements = Vec::new();
    for (kind, rows) in kinds {
        let last = rows.iter().find_map(|row| row.get("last_alert_ms").and_then(Json::as_i64));
        let at = Alert::told_at(now, last.map(Moment::from_ms));
        if at > now {
            statements.push(notice::put_off(account, kind.key(), now, at));
            continue;
        }
        let letters = letters(&loaded, kind, &rows, now);
        statements.extend((!letters.is_empty()).then(|| insert(account, letters, now)));
        statements.push(notice::alerted(account, kind.key(), now));
    }
    db.batch(&statements).await?;
    Ok(())
}

fn insert(account: &AccountId, letters: Vec<Json>, now: Moment) -> Statement {
    let expires_at = now.plus_ms(MESSAGE_LIVES_MS);
    outbox::insert(account, &Json::from(letters).to_string(), expires_at)
}

/// Rows of the outbox: the e-mail, and the webhook where one is chosen.
fn letters(loaded: &Loaded, kind: Alert, rows: &[&Json], now: Moment) -> Vec<Json> {
    let account = &loaded.setup.account;
    let lines: Vec<(String, u64)> = rows
        .iter()
        .map(|row| {
            let about = row.get("about").and_then(Json::as_str).unwrap_or_default();
            let automation = loaded.setup.automation(about);
            let automation = automation.map(|one| one.definition.name.as_str());
            let user = || account.user(about).map(|user| user.name.as_str());
            let name = automation.or_else(user).unwrap_or(about);
            (name.to_owned(), row.get("count").and_then(Json::as_u64).unwrap_or(1))
        })
        .collect();
    let mut letters = Vec::new();
    if let Some(address) = alert_address(account) {
        let body = json!({
            "kind": "email", "class": "transactional",
            "subject": kind.subject(&account.language), "text": alert_text(&lines),
        });
        letters.push(row(kind, "user_email", address, &body, now));
    }
    if let Some(endpoint) = &account.alerts.webhook {
        let about: Vec<Json> =
            lines.iter().map(|(name, count)| json!({"name": name, "count": count})).collect();
        let text = json!({"type": "alert", "kind": kind.key(), "at": now.to_iso(), "about": about});
        let body = json!({"endpoint": endpoint, "text": text.to_string()});
        letters.push(row(kind, "webhook", endpoint, &body, now));
    }
    letters
}

/// Where alerts go: to the chosen address, else to the colleague who stands in for owners, else to the
/// first who works here.
fn alert_address(account: &Account) -> Option<&str> {
    let chosen = account.alerts.email.as_deref();
    let fallback = account.fallback_user.as_ref().and_then(|id| account.user(id.as_str()));
    let anybody = || account.users.iter().find(|user| user.is_active);
    chosen.or_else(|| fallback.or_else(anybody).map(|user| user.email.as_str()))
}

/// One hour, one kind, one way: one key.
fn row(kind: Alert, channel: &str, address: &str, body: &Json, now: Moment) -> Json {
    let hour = hour_of(now).to_string();
    let key = DerivedKey::of(&["alert", kind.key(), channel, &hour, &now.as_ms().to_string()]);
    json!([
        key.as_str(),
        "",
        "",
        "",
        "",
        channel,
        null,
        address,
        body.to_string(),
        "{}",
        now.as_ms(),
        now.as_ms(),
    ])
}
