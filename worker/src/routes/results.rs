//! What automations came to (E5): figures by step, counted where they happen.

use std::collections::BTreeMap;

use relance_core::definitions::Automation;
use serde_json::{Map, Value as Json, json};

use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::facts;

/// Figures that are always shown, also when nothing was counted.
const FIGURES: [&str; 15] = [
    "sent",
    "delivered",
    "opened",
    "opened_automatic",
    "clicked",
    "clicked_automatic",
    "replied",
    "bounced",
    "complained",
    "unsubscribed",
    "unknown",
    "done",
    "skipped",
    "entered",
    "goal_reached",
];

/// Figures of one step, or of all together.
#[derive(Debug, Default)]
struct Figures {
    counts: BTreeMap<String, i64>,
    skipped: BTreeMap<String, i64>,
    spent: BTreeMap<String, i64>,
}

impl Figures {
    fn add(&mut self, what: &str, detail: &str, amount: i64) {
        match what {
            "spent" => *self.spent.entry(detail.to_owned()).or_default() += amount,
            "skipped" => {
                *self.skipped.entry(detail.to_owned()).or_default() += amount;
                *self.counts.entry(what.to_owned()).or_default() += amount;
            }
            _ => *self.counts.entry(what.to_owned()).or_default() += amount,
        }
    }

    fn to_json(&self) -> Map<String, Json> {
        let mut json: Map<String, Json> = FIGURES
            .iter()
            .map(|what| ((*what).to_owned(), self.counts.get(*what).copied().unwrap_or(0).into()))
            .collect();
        let reasons = self.skipped.iter().filter(|(_, count)| **count > 0);
        let reasons: Vec<Json> =
            reasons.map(|(reason, count)| json!({"reason": reason, "count": count})).collect();
        let spent = self.spent.iter();
        let spent: Vec<Json> = spent
            .map(|(currency, micros)| json!({"currency": currency, "micros": micros}))
            .collect();
        json.insert("skipped_by_reason".into(), reasons.into());
        json.insert("spent".into(), spent.into());
        json
    }
}

/// `GET /automations/{id}/results`: what was sent, delivered, opened, clicked, answered, skipped and
/// spent, by step. Reads the counters of this automation alone, a few dozen rows however much it sent.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let automation = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    let rows = facts::results(&incoming.db, &caller.account, id).await?;
    let (mut total, mut by_step) = (Figures::default(), BTreeMap::<String, Figures>::new());
    for row in &rows {
        let part = |index: usize| row.get(index).and_then(Json::as_str).unwrap_or_default();
        let amount = row.get(3).and_then(Json::as_i64).unwrap_or(0);
        total.add(part(1), part(2), amount);
        if !part(0).is_empty() {
            by_step.entry(part(0).to_owned()).or_default().add(part(1), part(2), amount);
        }
    }
    let tracking = &loaded.setup.account.tracking;
    Ok(Answer::Value(json!({
        "automation": id,
        "total": total.to_json(),
        "steps": steps(automation, by_step),
        // Nothing was opened, or nobody looked: the reader must know which.
        "tracking": {"opens": tracking.opens, "clicks": tracking.clicks},
    })))
}

/// The steps in the order of the definition; those that it no longer has come last.
fn steps(automation: &Automation, mut by_step: BTreeMap<String, Figures>) -> Vec<Json> {
    let row = |id: &str, figures: &Figures, place: Json| {
        let mut json = figures.to_json();
        json.insert("step".into(), id.into());
        json.insert("place".into(), place);
        Json::Object(json)
    };
    let mut rows = Vec::new();
    for (index, step) in automation.definition.steps.iter().enumerate() {
        let figures = by_step.remove(step.id.as_str()).unwrap_or_default();
        rows.push(row(step.id.as_str(), &figures, json!(index + 1)));
    }
    rows.extend(by_step.iter().map(|(id, figures)| row(id, figures, Json::Null)));
    rows
}

/// Short figures of every automation, for a list.
///
/// # Errors
/// When the database does not answer.
pub async fn summaries(
    incoming: &Incoming,
    caller: &Caller,
) -> Result<BTreeMap<String, Json>, Refusal> {
    let rows = facts::summaries(&incoming.db, &caller.account).await?;
    let mut summaries = BTreeMap::<String, Map<String, Json>>::new();
    for row in &rows {
        let part = |index: usize| row.get(index).and_then(Json::as_str).unwrap_or_default();
        let amount = row.get(2).cloned().unwrap_or_default();
        summaries.entry(part(0).to_owned()).or_default().insert(part(1).to_owned(), amount);
    }
    Ok(summaries.into_iter().map(|(id, figures)| (id, Json::Object(figures))).collect())
}
