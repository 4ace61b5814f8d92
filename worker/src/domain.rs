//! An account's definitions, loaded once per request or tick.

use relance_core::definitions::Setup;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::{AccountId, Module};
use serde_json::Value as Json;

use crate::answer::{Refusal, not_found};
use crate::store::db::Db;
use crate::store::setup;

/// An account's definitions as they are stored, and as core reads them.
#[derive(Debug)]
pub struct Loaded {
    /// The version that guards what is decided on it.
    pub version: i64,
    /// As stored, in the shape of `GET /setup`.
    pub stored: Json,
    /// Where each automation's first look stands.
    pub looking: Vec<Json>,
    /// Whether some id may stand for another record.
    pub has_merges: bool,
    /// As core reads it.
    pub setup: Setup,
}

impl Loaded {
    /// The account's setup as of now.
    ///
    /// # Errors
    /// `not_found`, or what no longer reads.
    pub async fn of(db: &Db, account: &AccountId) -> Result<Self, Refusal> {
        let mut row = setup::load(db, account).await?;
        let Some(stored) = row.get_mut("setup").map(Json::take) else {
            return Err(not_found("account"));
        };
        let looking = match row.get_mut("looking").map(Json::take) {
            Some(Json::Array(rows)) => rows,
            _ => Vec::new(),
        };
        let version = row.get("version").and_then(Json::as_i64).unwrap_or(0);
        let has_merges = row.get("has_merges").and_then(Json::as_i64) == Some(1);
        let setup = setup_from_json(&stored)?;
        Ok(Loaded { version, stored, looking, has_merges, setup })
    }

    /// Whether the first look of an activation is under way.
    pub fn is_looking(&self) -> bool {
        let state = |row: &Json| row.get("state").and_then(Json::as_str) == Some("activating");
        self.looking.iter().any(state)
    }

    /// The stored definitions under a key.
    pub fn list(&self, key: &str) -> &[Json] {
        self.stored.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
    }

    /// The stored definition with this id under a key.
    ///
    /// # Errors
    /// `not_found`.
    pub fn find(&self, key: &str, id: &str) -> Result<&Json, Refusal> {
        self.list(key)
            .iter()
            .find(|one| one.get("id").and_then(Json::as_str) == Some(id))
            .ok_or_else(|| not_found(key.trim_end_matches('s')))
    }

    /// The module of an address.
    ///
    /// # Errors
    /// `not_found`.
    pub fn module(&self, key: &str) -> Result<&Module, Refusal> {
        self.setup.module(key).ok_or_else(|| not_found("module"))
    }

    /// The same account with one definition added, replaced or (`None`) taken away: read whole, so
    /// that nothing that depends on it can break.
    ///
    /// # Errors
    /// Every part that would no longer read, with its place, like `views[2].filter`.
    pub fn with(
        &self,
        key: &str,
        name: (&str, &str),
        changed: Option<&Json>,
    ) -> Result<Setup, Refusal> {
        let (id_key, id) = name;
        let mut candidate = self.stored.clone();
        if let Some(Json::Array(list)) = candidate.get_mut(key) {
            list.retain(|one| one.get(id_key).and_then(Json::as_str) != Some(id));
            list.extend(changed.cloned());
        }
        Ok(setup_from_json(&candidate)?)
    }
}
