//! What automations came to (E5): figures by step, counted where they happen.

use std::collections::BTreeMap;

use relance_core::definitions::{Definition, Step};
use relance_core::engine::{Arm, Measure, REACHED_MIN, SENT_MIN, TestVerdict, judged, measures};
use relance_core::words::Tracking;
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

/// Figures of one step, and of each of its variants that has any.
#[derive(Debug, Default)]
struct StepFigures {
    all: Figures,
    by_variant: BTreeMap<String, Figures>,
}

impl StepFigures {
    fn add(&mut self, variant: &str, what: &str, detail: &str, amount: i64) {
        // Of a step it counts who got its message; who reached the goal at all is counted by the automation.
        let what = if what == "converted" { "goal_reached" } else { what };
        self.all.add(what, detail, amount);
        if !variant.is_empty() {
            self.by_variant.entry(variant.to_owned()).or_default().add(what, detail, amount);
        }
    }
}

/// `GET /automations/{id}/results`: what was sent, delivered, opened, clicked, answered, skipped and
/// spent, by step and by variant. Reads the counters of this automation alone, a few dozen rows however
/// much it sent.
///
/// # Errors
/// `not_found`.
pub async fn get(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let automation = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    let rows = facts::results(&incoming.db, &caller.account, id).await?;
    let (mut total, mut by_step) = (Figures::default(), BTreeMap::<String, StepFigures>::new());
    for row in &rows {
        let part = |index: usize| row.get(index).and_then(Json::as_str).unwrap_or_default();
        let amount = row.get(4).and_then(Json::as_i64).unwrap_or(0);
        total.add(part(2), part(3), amount);
        if !part(0).is_empty() {
            let step = by_step.entry(part(0).to_owned()).or_default();
            step.add(part(1), part(2), part(3), amount);
        }
    }
    let tracking = &loaded.setup.account.tracking;
    Ok(Answer::Value(json!({
        "automation": id,
        "total": total.to_json(),
        "steps": steps(&automation.definition, tracking, by_step),
        // Nothing was opened, or nobody looked: the reader must know which.
        "tracking": {"opens": tracking.opens, "clicks": tracking.clicks},
    })))
}

/// The steps in the order of the definition; those that it no longer has come last.
fn steps(
    definition: &Definition,
    tracking: &Tracking,
    mut by_step: BTreeMap<String, StepFigures>,
) -> Vec<Json> {
    let row = |id: &str, place: Json, step: Option<&Step>, figures: StepFigures| {
        let compared = step.map(|step| comparison(definition, step, tracking, &figures));
        let mut row = figures.all.to_json();
        row.insert("step".into(), id.into());
        row.insert("place".into(), place);
        row.insert("comparison".into(), compared.unwrap_or_default());
        row.insert("variants".into(), variants(step, figures.by_variant).into());
        Json::Object(row)
    };
    let mut rows = Vec::new();
    for (index, step) in definition.steps.iter().enumerate() {
        let figures = by_step.remove(step.id.as_str()).unwrap_or_default();
        rows.push(row(step.id.as_str(), json!(index + 1), Some(step), figures));
    }
    rows.extend(by_step.into_iter().map(|(id, figures)| row(&id, Json::Null, None, figures)));
    rows
}

/// The variants of a test in their order; those that are not in it any more come last.
fn variants(step: Option<&Step>, mut figures: BTreeMap<String, Figures>) -> Vec<Json> {
    let row = |template: &str, figures: &Figures, place: Json, share: Json| {
        let mut json = figures.to_json();
        json.insert("template".into(), template.into());
        json.insert("place".into(), place);
        json.insert("share".into(), share);
        Json::Object(json)
    };
    let mut rows = Vec::new();
    let tested = step.filter(|step| !step.variants.is_empty());
    for (index, (template, share)) in tested.into_iter().flat_map(Step::contents).enumerate() {
        let figures = figures.remove(template.as_str()).unwrap_or_default();
        rows.push(row(template.as_str(), &figures, json!(index + 1), share.into()));
    }
    rows.extend(figures.iter().map(|(id, figures)| row(id, figures, Json::Null, Json::Null)));
    rows
}

/// What the test of a step shows; `null` where none is running.
fn comparison(
    definition: &Definition,
    step: &Step,
    tracking: &Tracking,
    figures: &StepFigures,
) -> Json {
    if step.variants.is_empty() {
        return Json::Null;
    }
    let contents: Vec<&str> = step.contents().map(|(template, _)| template.as_str()).collect();
    let count = |template: &str, what: &str| {
        let figures = figures.by_variant.get(template);
        let count = figures.and_then(|figures| figures.counts.get(what)).copied().unwrap_or(0);
        u32::try_from(count.max(0)).unwrap_or(u32::MAX)
    };
    let arms = |measure: Measure| {
        let arm = |template: &&str| Arm {
            sent: count(template, "sent"),
            reached: count(template, measure.key()),
        };
        contents.iter().map(arm).collect()
    };
    judged(&measures(definition, step, tracking), arms).map_or(Json::Null, |(measure, verdict)| {
        let leader = match verdict {
            TestVerdict::Leads(place) => contents.get(place),
            TestVerdict::Early | TestVerdict::Even => None,
        };
        json!({
            "measure": measure.key(), "verdict": verdict.key(), "leader": leader,
            "needs": {"sent": SENT_MIN, "reached": REACHED_MIN},
        })
    })
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
