//! What switching an automation on would do: core's plan over the stored records, nothing committed.

use relance_core::definitions::{Activation, Automation, Definition, State};
use relance_core::engine::{ActivationPreview, Timeline, World, timeline};
use relance_core::filter::{At, Filter};
use relance_core::words::{AccountId, AutomationId, Problem, RecordId, Subject};

use super::load::{Known, Snapshot, load};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::Db;
use crate::store::record;

/// How far the figures of a preview look. Units: ms. Source: B5, ninety days.
const PREVIEW_MS: i64 = 90 * 24 * 3_600_000;
/// Records that are planned at once. Our choice: about 2 MB of rows.
const CHUNK_RECORDS: i64 = 2_000;
/// Statements of one preview. Source: D1 allows 1,000 queries an invocation, and the activation that
/// follows needs some; a chunk takes 8, so that 150,000 matching records can be planned.
const STATEMENTS_MAX: u64 = 600;

/// What switching on would do, and how many records were visited to find out.
#[derive(Debug, Default)]
pub struct Found {
    /// For the person who decides.
    pub preview: ActivationPreview,
    /// Records that the filter could match as far as SQLite can tell.
    pub visited: u64,
}

/// Plans every record of the module with the automation switched on.
///
/// # Errors
/// When the database does not answer.
pub async fn preview_activation(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    definition: &Definition,
    activation: Activation,
) -> Result<Found, Refusal> {
    let candidate = Loaded {
        version: loaded.version,
        stored: serde_json::Value::Null,
        looking: Vec::new(),
        has_merges: loaded.has_merges,
        setup: with_active(loaded, definition, activation)?,
    };
    let mut found = Found::default();
    let Some(automation) = candidate.setup.automation(definition.id.as_str()) else {
        return Ok(found);
    };
    let at = At { now: activation.at, zone: candidate.setup.account.zone };
    let mut after = String::new();
    let end = db.statements() + STATEMENTS_MAX;
    while db.statements() < end {
        let (module, page) = (definition.module.as_str(), (after.as_str(), CHUNK_RECORDS));
        let rows =
            record::candidates(db, account, module, page, (&automation.filter, &at), None).await?;
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        let Some(last) = ids.last() else { return Ok(found) };
        found.visited += u64::try_from(ids.len()).unwrap_or(0);
        after = last.as_str().to_owned();
        let snapshot = load(db, account, &candidate, &ids, &[]).await?;
        for known in snapshot.known.values() {
            add(
                &mut found.preview,
                &candidate,
                &snapshot,
                known,
                (&automation.filter, &at),
                &definition.id,
            );
        }
    }
    let message =
        format!("more than {} records match: too many to plan at once", found.preview.matching);
    Err(Problem::new("too_many_records", message).help("activate a narrower view").into())
}

fn add(
    preview: &mut ActivationPreview,
    candidate: &Loaded,
    snapshot: &Snapshot,
    known: &Known,
    (filter, at): (&Filter, &At),
    automation: &AutomationId,
) {
    let Some(record) = &known.state.record else { return };
    let (related, changes, events) = (&snapshot.related, &known.changes, &known.events);
    if !filter.matches(&Subject { record, related, changes, events }, at) {
        return;
    }
    preview.matching += 1;
    let world = World { related, changes, events };
    let looks = [automation.clone()];
    let until = at.now.plus_ms(PREVIEW_MS);
    let state = known.state.clone();
    let plan: Timeline = timeline(&candidate.setup, &world, state, at.now, until, &looks);
    preview.add(&plan, automation, at.now);
}

/// The setup as it would be.
fn with_active(
    loaded: &Loaded,
    definition: &Definition,
    activation: Activation,
) -> Result<relance_core::definitions::Setup, Refusal> {
    let mut setup = loaded.setup.clone();
    let order = setup.automation(definition.id.as_str()).map_or(u32::MAX, |one| one.order);
    let state = State::Active(activation);
    let candidate = Automation::assemble(definition.clone(), order, state, &setup)?;
    setup.automations.retain(|one| one.definition.id != definition.id);
    setup.automations.push(candidate);
    Ok(setup)
}
