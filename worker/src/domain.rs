//! An account's definitions, loaded once per request or tick.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use relance_core::definitions::{Automation, Basis, Setup};
use relance_core::engine::{Inflow, Pace, Publication};
use relance_core::filter::Filter;
use relance_core::wire::person::Traces;
use relance_core::wire::publish::publication_from_json;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::{AccountId, AutomationId, Module, Moment, TemplateId, ViewId};
use serde_json::Value as Json;

use crate::answer::{Refusal, not_found};
use crate::engine::guard::inflows;
use crate::engine::jobs::JobRow;
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
    /// Whether somebody was forgotten: what such clients had is kept under other keys.
    pub has_erasures: bool,
    /// Who is being forgotten at this moment, by what they are recognised.
    pub forgetting: Vec<Traces>,
    /// Whether some address is suppressed.
    pub has_suppressions: bool,
    /// Where each active recurring job stands.
    pub jobs: Vec<JobRow>,
    /// As core reads it.
    pub setup: Setup,
    /// The looks that are under way: new versions that records follow in chunks.
    pub publications: Vec<Publication>,
    /// What begins these days (D18), with what this batch adds; read when the first record is decided.
    inflows: OnceCell<RefCell<BTreeMap<AutomationId, Inflow>>>,
    /// Whether what is due is done, or everything is paused.
    pub pace: Pace,
    /// Filters that are compared beside those that run: what they read is brought, too.
    pub compared: Vec<Filter>,
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
        let jobs = row.get("jobs").and_then(Json::as_array);
        let jobs = jobs.into_iter().flatten().filter_map(JobRow::read).collect();
        let forgetting = row.get("forgetting").and_then(Json::as_array);
        let forgetting = forgetting.into_iter().flatten().map(Traces::from_json).collect();
        let version = row.get("version").and_then(Json::as_i64).unwrap_or(0);
        let is_one = |key: &str| row.get(key).and_then(Json::as_i64) == Some(1);
        let (has_merges, has_suppressions) = (is_one("has_merges"), is_one("has_suppressions"));
        let setup = setup_from_json(&stored)?;
        let publications = under_way(&looking, &setup)?;
        let compared = Vec::new();
        let inflows = OnceCell::new();
        let is_paused = setup.account.is_paused || is_deployment_paused(db);
        let pace = if is_paused { Pace::Stands } else { Pace::Goes };
        Ok(Loaded {
            version,
            stored,
            looking,
            has_merges,
            has_erasures: is_one("has_erasures"),
            forgetting,
            has_suppressions,
            jobs,
            setup,
            publications,
            inflows,
            pace,
            compared,
        })
    }

    /// The same account as somebody wants it: nothing is stored, no look is under way.
    ///
    /// # Errors
    /// Everything that does not read.
    pub fn candidate(&self, stored: Json) -> Result<Self, Refusal> {
        let setup = setup_from_json(&stored)?;
        Ok(Loaded { stored, ..self.with_setup(setup) })
    }

    /// The same account with another setup: for previews.
    pub fn with_setup(&self, setup: Setup) -> Self {
        Loaded {
            version: self.version,
            stored: Json::Null,
            looking: Vec::new(),
            has_merges: self.has_merges,
            has_erasures: self.has_erasures,
            forgetting: Vec::new(),
            has_suppressions: self.has_suppressions,
            jobs: Vec::new(),
            setup,
            publications: Vec::new(),
            inflows: OnceCell::new(),
            // What would happen is shown as it will be when the pause is over.
            pace: Pace::Goes,
            compared: Vec::new(),
        }
    }

    /// What begins in automations these days, seen at `now`; who begins a passage counts up here.
    pub fn inflows(&self, now: Moment) -> &RefCell<BTreeMap<AutomationId, Inflow>> {
        self.inflows.get_or_init(|| RefCell::new(inflows(&self.looking, now)))
    }

    /// What the store keeps of an automation besides its definition: how far its look is, and more.
    pub fn look(&self, automation: &str) -> Option<&Json> {
        let is_it = |row: &&Json| row.get("id").and_then(Json::as_str) == Some(automation);
        self.looking.iter().find(is_it)
    }

    /// Why an automation was switched off, when no person did it; `null` otherwise.
    pub fn stopped(&self, automation: &str) -> Json {
        self.look(automation).and_then(|row| row.get("stopped")).cloned().unwrap_or_default()
    }

    /// Whether a look at all records, or the run of a job, is under way.
    pub fn is_looking(&self) -> bool {
        !self.publications.is_empty() || self.jobs.iter().any(|job| job.under_way.is_some())
    }

    /// Whether this automation's look is under way.
    pub fn is_looking_with(&self, id: &AutomationId) -> bool {
        self.publications.iter().any(|one| one.automation == *id)
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

    /// The same account with one definition replaced, and besides only one automation with what it
    /// uses: to find out whom a change would hurt.
    ///
    /// # Errors
    /// Every part that would no longer read.
    pub fn alone(
        &self,
        automation: &Automation,
        (key, id_key, id): (&str, &str, &str),
        changed: &Json,
    ) -> Result<Setup, Refusal> {
        let definition = &automation.definition;
        let mut used: Vec<&str> =
            definition.template_ids().into_iter().map(TemplateId::as_str).collect();
        used.extend(definition.exclude.as_ref().map(ViewId::as_str));
        if let Basis::View(view) = &definition.basis {
            used.push(view.as_str());
        }
        used.push(definition.id.as_str());
        let mut candidate = self.stored.clone();
        let is = |one: &Json, key: &str, id: &str| one.get(key).and_then(Json::as_str) == Some(id);
        if let Some(Json::Array(list)) = candidate.get_mut(key) {
            list.retain(|one| !is(one, id_key, id));
            list.push(changed.clone());
        }
        for kept in ["views", "templates", "automations"] {
            if let Some(Json::Array(list)) = candidate.get_mut(kept) {
                list.retain(|one| used.iter().any(|id| is(one, "id", id)));
            }
        }
        Ok(setup_from_json(&candidate)?)
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

/// Whether whoever runs the deployment has paused all accounts: `RELANCE_PAUSED=yes`.
pub fn is_deployment_paused(db: &Db) -> bool {
    let given = db.platform().variable("RELANCE_PAUSED");
    given.is_some_and(|given| !["", "no", "0", "false"].contains(&given.as_str()))
}

fn under_way(looking: &[Json], setup: &Setup) -> Result<Vec<Publication>, Refusal> {
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    let mut publications = Vec::new();
    for row in looking.iter().filter(|row| text(row, "state").as_deref() == Some("activating")) {
        if let Some(automation) = text(row, "id").and_then(|id| setup.automation(&id)) {
            publications.push(publication_from_json(row, automation, setup)?);
        }
    }
    Ok(publications)
}
