//! What switching an automation on would do: core's plan over the stored records, nothing committed.

use relance_core::definitions::{Activation, Automation, Sequence, State};
use relance_core::engine::{ActivationPreview, Timeline, World, timeline};
use relance_core::filter::At;
use relance_core::words::{AccountId, Moment, RecordId, Subject};

use super::load::{Known, Snapshot, load};
use super::looks::CHUNK_RECORDS;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::automation;
use crate::store::db::Db;

/// How far the figures of a preview look. Units: ms. Source: B5, ninety days.
const PREVIEW_MS: i64 = 90 * 24 * 3_600_000;

/// Plans every record of the module with the automation switched on.
///
/// # Errors
/// When the database does not answer.
pub async fn preview_activation(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    sequence: &Sequence,
    activation: Activation,
) -> Result<ActivationPreview, Refusal> {
    let candidate = Loaded {
        version: loaded.version,
        stored: serde_json::Value::Null,
        looking: Vec::new(),
        setup: with_active(loaded, sequence, activation)?,
    };
    let mut preview = ActivationPreview::default();
    let mut after = String::new();
    loop {
        let module = sequence.module.as_str();
        let rows = automation::next_ids(db, account, module, &after, CHUNK_RECORDS).await?;
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        let Some(last) = ids.last() else { return Ok(preview) };
        after = last.as_str().to_owned();
        let snapshot = load(db, account, &candidate, &ids, &[]).await?;
        for known in snapshot.known.values() {
            add(&mut preview, &candidate, &snapshot, known, sequence, activation.at);
        }
    }
}

fn add(
    preview: &mut ActivationPreview,
    candidate: &Loaded,
    snapshot: &Snapshot,
    known: &Known,
    sequence: &Sequence,
    now: Moment,
) {
    let Some(record) = &known.state.record else { return };
    let setup = &candidate.setup;
    let (related, changes, events) = (&snapshot.related, &known.changes, &known.events);
    let subject = Subject { record, related, changes, events };
    let at = At { now, zone: setup.account.zone };
    let filter = setup.automation(sequence.id.as_str()).map(|automation| &automation.filter);
    if !filter.is_some_and(|filter| filter.matches(&subject, &at)) {
        return;
    }
    preview.matching += 1;
    let world = World { related, changes, events };
    let looks = [sequence.id.clone()];
    let until = now.plus_ms(PREVIEW_MS);
    let plan: Timeline = timeline(setup, &world, known.state.clone(), now, until, &looks);
    preview.add(&plan, &sequence.id, now);
}

/// The setup as it would be.
fn with_active(
    loaded: &Loaded,
    sequence: &Sequence,
    activation: Activation,
) -> Result<relance_core::definitions::Setup, Refusal> {
    let mut setup = loaded.setup.clone();
    let order = setup.automation(sequence.id.as_str()).map_or(u32::MAX, |one| one.order);
    let state = State::Active(activation);
    let candidate = Automation::assemble(sequence.clone(), order, state, &setup)?;
    setup.automations.retain(|one| one.sequence.id != sequence.id);
    setup.automations.push(candidate);
    Ok(setup)
}
