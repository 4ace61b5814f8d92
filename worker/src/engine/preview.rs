//! What switching an automation on would do: core's plan over the stored records, nothing committed.

use std::collections::BTreeMap;
use std::sync::Arc;

use relance_core::definitions::{Activation, Automation, Definition, State};
use relance_core::engine::{
    ActivationPreview, CatchUp, Figures, Input, Publication, Taken, Timeline, Version, Why, World,
    preview_end, timeline_from,
};
use relance_core::filter::At;
use relance_core::wire::plan::FiguresWire;
use relance_core::wire::publish::{catch_up_to_json, version_from_json};
use relance_core::words::{AccountId, Moment, Problem, Record, RecordId, Subject};
use serde_json::{Value as Json, json};

use super::load::{Known, Snapshot, load};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::Db;
use crate::store::{automation, publish, record};

/// How far the figures of a preview look. Units: ms. Source: B5, ninety days.
pub(super) const PREVIEW_MS: i64 = 90 * 24 * 3_600_000;
/// Records that are planned at once. Our choice: about 2 MB of rows.
pub(super) const CHUNK_RECORDS: i64 = 2_000;
/// Statements of one preview. Source: D1 allows 1,000 queries an invocation, and the activation that
/// follows needs some; a chunk takes 8, so that 150,000 matching records can be planned.
pub(super) const STATEMENTS_MAX: u64 = 600;
/// How many an hour a spread is previewed with when nothing is asked. Our choice: one in two minutes.
const SPREAD_PER_HOUR: u32 = 30;

/// What switching on would do, and how many records were visited to find out.
#[derive(Debug, Default)]
pub struct Found {
    /// For the person who decides.
    pub preview: ActivationPreview,
    /// What fell due during the pause.
    pub overdue: Overdue,
    /// Records that the filter could match as far as SQLite can tell.
    pub visited: u64,
    /// Clients that those who start take, where it is a campaign.
    once: Taken,
}

/// What fell due while an automation was switched off, and what each choice would do (D6, B13).
#[derive(Debug, Default)]
pub struct Overdue {
    /// How many enrollments wait since before now.
    pub count: u64,
    oldest: Option<Moment>,
    choices: Vec<(CatchUp, Figures)>,
}

impl Overdue {
    /// `null` when nothing did.
    pub fn to_json(&self) -> Json {
        if self.count == 0 {
            return Json::Null;
        }
        let choices: Vec<Json> = self
            .choices
            .iter()
            .map(|(choice, figures)| {
                json!({"catch_up": catch_up_to_json(*choice), "figures": FiguresWire::from(figures)})
            })
            .collect();
        let oldest = self.oldest.map(Moment::to_iso);
        json!({"count": self.count, "oldest_due_at": oldest, "choices": choices})
    }
}

/// Plans every record of the module with the automation switched on.
///
/// # Errors
/// When the database does not answer.
pub async fn preview_activation(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    (definition, activation): (&Definition, Activation),
    catch_up: Option<CatchUp>,
) -> Result<Found, Refusal> {
    let mut found = Found::default();
    let Some(mut plan) = Plan::of(loaded, definition, activation)? else { return Ok(found) };
    let is_job = definition.job().is_some();
    if !definition.has_first_look() && !is_job && plan.publication.before.is_none() {
        return Ok(found);
    }
    let id = definition.id.as_str();
    let overdue = publish::overdue_records(db, account, id, activation.at).await?;
    found.overdue = begun(&overdue, catch_up);
    plan.ranks = (0..).zip(&overdue.records).map(|(rank, id)| (id.clone(), rank)).collect();
    let at = At { now: activation.at, zone: plan.candidate.setup.account.zone };
    let mut after = String::new();
    let end = db.statements() + STATEMENTS_MAX;
    while db.statements() < end {
        let (module, page) = (definition.module.as_str(), (after.as_str(), CHUNK_RECORDS));
        let Some(automation) = plan.candidate.setup.automation(id) else { return Ok(found) };
        let inside_of = plan.publication.before.as_ref().map(|_| id);
        let filter = (&automation.filter, &at);
        let rows = if is_job && automation.filter.is_time_dependent() {
            // Who does not match now may at the first run.
            automation::next_ids(db, account, module, page.0, page.1).await?
        } else {
            record::candidates(db, account, module, page, filter, inside_of).await?
        };
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        let Some(last) = ids.last() else { return Ok(found) };
        found.visited += u64::try_from(ids.len()).unwrap_or(0);
        after = last.as_str().to_owned();
        let snapshot = load(db, account, &plan.candidate, &ids, &[]).await?;
        for known in snapshot.known.values() {
            if let Some(record) = &known.state.record {
                plan.add(&mut found, (automation, &at), &snapshot, (known, record));
            }
        }
    }
    Err(too_many(found.preview.matching))
}

/// The refusal of a preview that would take more statements than one request has.
pub(super) fn too_many(records: u64) -> Refusal {
    let message = format!("more than {records} records match: too many to plan at once");
    Problem::new("too_many_records", message).help("activate a narrower view").into()
}

fn begun(overdue: &publish::OverdueRecords, catch_up: Option<CatchUp>) -> Overdue {
    let per_hour = match catch_up {
        Some(CatchUp::Spread { per_hour }) => per_hour,
        _ => SPREAD_PER_HOUR,
    };
    let choices = [CatchUp::Send, CatchUp::Skip, CatchUp::Spread { per_hour }];
    Overdue {
        count: u64::try_from(overdue.records.len()).unwrap_or(0),
        oldest: overdue.oldest,
        choices: choices.into_iter().map(|choice| (choice, Figures::default())).collect(),
    }
}

/// The account as it would be, and what brings its records there.
struct Plan {
    candidate: Loaded,
    publication: Publication,
    ranks: BTreeMap<RecordId, u32>,
}

impl Plan {
    fn of(
        loaded: &Loaded,
        definition: &Definition,
        activation: Activation,
    ) -> Result<Option<Self>, Refusal> {
        let Some(known) = loaded.setup.automation(definition.id.as_str()) else { return Ok(None) };
        let mut setup = loaded.setup.clone();
        let state = State::Active(activation);
        let one = Automation::assemble(definition.clone(), known.order, state, &setup)?;
        setup.automations.retain(|one| one.definition.id != definition.id);
        setup.automations.push(one);
        let before = match known.state {
            State::Inactive(_) => Some(ran_before(loaded, known)?),
            State::Draft | State::Active(_) => None,
        };
        let candidate = loaded.with_setup(setup);
        let publication = Publication {
            automation: definition.id.clone(),
            at: activation.at,
            why: Why::Activated,
            before: before.map(Arc::new),
            catch_up: None,
            rank: 0,
        };
        Ok(Some(Plan { candidate, publication, ranks: BTreeMap::new() }))
    }

    fn add(
        &self,
        found: &mut Found,
        (automation, at): (&Automation, &At),
        snapshot: &Snapshot,
        (known, record): (&Known, &Record),
    ) {
        let (related, changes, events) = (&snapshot.related, &known.changes, &known.events);
        let matches = automation.filter.matches(&Subject { record, related, changes, events }, at);
        found.preview.matching += u64::from(matches);
        let taken = snapshot.taken.clone().with(&found.once);
        let world = World { once: &taken, ..World::new(related, changes, events) };
        let id = &automation.definition.id;
        let Some(rank) = self.ranks.get(&record.id).copied() else {
            if matches || automation.definition.job().is_some() {
                let rank = u32::try_from(found.preview.would_start).unwrap_or(u32::MAX);
                let lived = self.lived(&world, known, None, rank);
                found.preview.add(&lived, automation, at.zone, at.now);
                found.once.stands(&lived.once);
            }
            return;
        };
        for (choice, figures) in &mut found.overdue.choices {
            let lived = self.lived(&world, known, Some(*choice), rank);
            let own = lived.entries.iter().filter(|entry| entry.automation == *id);
            own.for_each(|entry| figures.add(entry));
        }
    }

    fn lived(
        &self,
        world: &World<'_>,
        known: &Known,
        catch_up: Option<CatchUp>,
        rank: u32,
    ) -> Timeline {
        let at = self.publication.at;
        let publication = Publication { catch_up, rank, ..self.publication.clone() };
        let input = Input::Published(Box::new(publication));
        let (zone, far) = (self.candidate.setup.account.zone, at.plus_ms(PREVIEW_MS));
        let automation = self.candidate.setup.automation(self.publication.automation.as_str());
        let until = automation.map_or(far, |one| preview_end(one, zone, at, far));
        let span = (at, until);
        timeline_from(&self.candidate.setup, world, known.state.clone(), span, [input])
    }
}

/// What an automation that is switched off ran last.
fn ran_before(loaded: &Loaded, known: &Automation) -> Result<Version, Refusal> {
    let id = known.definition.id.as_str();
    match loaded.look(id).and_then(|row| row.get("before")).filter(|before| !before.is_null()) {
        Some(before) => Ok(version_from_json(before, &loaded.setup)?),
        None => Ok(Version {
            definition: (*known.definition).clone(),
            account: loaded.setup.account.clone(),
        }),
    }
}
