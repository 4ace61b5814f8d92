//! Automations at the boundary.
//!
//! Shape: `{"id","name","kind":"sequence|one_off|campaign|rule|recurring_job","module",
//! "basis":{"view":id}|{"stage":key}|{"filter":{…}}|{"everyone":true},
//! "delay_base":"previous_action|entry",
//! "reentry":{"mode":"never|after_exit|after_exit_and_days","days"?},"quiet":"drop|next_window",
//! "zone":"account|contact","exclude":view,"goal":{filter},"stop_on_reply":yes/no,"steps":[…],"state",
//! "activation":null|{"at","audience"}}`, and what only its kind has: a one-off `rate_per_hour`, a
//! rule `trigger`, `placement` and `keep_after_leaving` (see `rule`), a recurring job `schedule` (see
//! `schedule`) and `repeat`. What
//! is absent has the document's default: a view's sequence counts delays from the previous action
//! (S1.28), a stage's from the entry (S2.14); at night a sequence drops an SMS, campaigns and rules
//! send it in the next window (D17); an answer ends sequences, one-offs and campaigns (E1).

use serde_json::{Value as Json, json};

use super::filter::{expression_from_json, expression_to_json};
use super::json::{Object, word_of};
use super::rule::{placement_to_json, rule_from_json, trigger_to_json};
use super::schedule::{schedule_from_json, schedule_to_json};
use super::step::{key_if_any, step_from_json, step_to_json};
use crate::definitions::definition::PER_HOUR_MAX;
use crate::definitions::{
    Activation, AfterLeaving, Audience, Basis, DelayBase, Draft, Job, Kind, OnReply, ReEntry,
    Repeat, State, StepZone,
};
use crate::filter::Expression;
use crate::timing::AtNight;
use crate::words::{AutomationId, ModuleKey, Moment, Problem, Problems, StageKey, ViewId};

const REPEATS: [(&str, Repeat); 3] = [
    ("once_while_matching", Repeat::OnceWhileMatching),
    ("once_ever", Repeat::OnceEver),
    ("every_run", Repeat::EveryRun),
];
const BASES: [(&str, DelayBase); 2] =
    [("previous_action", DelayBase::PreviousAction), ("entry", DelayBase::Entry)];
const AT_NIGHT: [(&str, AtNight); 2] =
    [("drop", AtNight::Drop), ("next_window", AtNight::NextWindow)];
const ZONES: [(&str, StepZone); 2] =
    [("account", StepZone::Account), ("contact", StepZone::Contact)];
const AUDIENCES: [(&str, Audience); 3] = [
    ("all", Audience::All),
    ("created_after_activation", Audience::CreatedAfterActivation),
    ("entering_after_activation", Audience::EnteringAfterActivation),
];
/// Longest wait before a record may start again. Units: days. Source: our choice, ten years.
const REENTRY_DAYS_MAX: i64 = 3_653;

/// An automation as it is stored: the draft of its sequence, and whether it acts.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAutomation {
    /// To be checked against the account by [`crate::definitions::Definition::check`].
    pub draft: Draft,
    /// Whether it acts.
    pub state: State,
}

/// Reads an automation.
///
/// # Errors
/// Everything malformed, with its place. Whether views, templates and users exist is checked by
/// [`crate::definitions::Definition::check`].
pub fn automation_from_json(value: &Json) -> Result<StoredAutomation, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id");
    let id = id.and_then(|id| object.keep("id", AutomationId::parse(id)));
    let name = object.text("name").unwrap_or_default().trim().to_owned();
    let kind = kind_from_json(&mut object);
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    let basis = object.required("basis");
    let basis = basis.and_then(|basis| object.keep_all("basis", basis_from_json(basis)));
    let default_base = match basis {
        Some(Basis::Stage(_)) => DelayBase::Entry,
        _ => DelayBase::PreviousAction,
    };
    let delay_base = object.word_or("delay_base", &BASES, default_base);
    let reentry = object.value("reentry");
    let reentry = match reentry {
        // Each happening starts a rule anew; a campaign is once per client (D13).
        None if matches!(kind, Some(Kind::Campaign)) => Some(ReEntry::Never),
        None => Some(ReEntry::AfterExit),
        Some(reentry) => object.keep_all("reentry", reentry_from_json(reentry)),
    };
    let default_at_night = match kind {
        Some(Kind::Campaign | Kind::Rule(_)) => AtNight::NextWindow,
        _ => AtNight::Drop,
    };
    let at_night = object.word_or("quiet", &AT_NIGHT, default_at_night);
    let zone = object.word_or("zone", &ZONES, StepZone::Account);
    let exclude = key_if_any(&mut object, "exclude", ViewId::parse);
    let goal = match object.value("goal") {
        None => Some(None),
        Some(goal) => object.keep_all("goal", expression_from_json(goal)).map(Some),
    };
    let default_on_reply = kind.as_ref().map_or(OnReply::Ends, Kind::on_reply);
    let stops = object.yes_no("stop_on_reply", default_on_reply == OnReply::Ends);
    let on_reply = if stops { OnReply::Ends } else { OnReply::GoesOn };
    let steps = object.each("steps", step_from_json);
    let state = state_from_json(&mut object);
    // What an answer told of it, given back.
    object.value("health");
    object.finish()?;
    let (Some(id), Some(module), Some(kind), Some(basis)) = (id, module, kind, basis) else {
        return Err(Problems::new());
    };
    let (Some(reentry), Some(exclude), Some(goal), Some(state)) = (reentry, exclude, goal, state)
    else {
        return Err(Problems::new());
    };
    let draft = Draft {
        id,
        name,
        module,
        kind,
        basis,
        delay_base,
        reentry,
        at_night,
        zone,
        exclude,
        goal,
        on_reply,
        steps,
    };
    Ok(StoredAutomation { draft, state })
}

fn kind_from_json(object: &mut Object<'_>) -> Option<Kind> {
    #[derive(Clone, Copy)]
    enum Word {
        Sequence,
        OneOff,
        Campaign,
        Rule,
        RecurringJob,
    }
    let words = [
        ("sequence", Word::Sequence),
        ("one_off", Word::OneOff),
        ("campaign", Word::Campaign),
        ("rule", Word::Rule),
        ("recurring_job", Word::RecurringJob),
    ];
    match object.word_or("kind", &words, Word::Sequence) {
        Word::Sequence => Some(Kind::Sequence),
        Word::OneOff => {
            let per_hour = object.whole_if_any("rate_per_hour");
            let fits = |rate: &i64| (1..=i64::from(PER_HOUR_MAX)).contains(rate);
            if per_hour.as_ref().is_some_and(|rate| !fits(rate)) {
                let message = format!("`rate_per_hour` is a whole number from 1 to {PER_HOUR_MAX}");
                object.add(Problem::new("out_of_range", message).at("rate_per_hour"));
            }
            let per_hour = per_hour.and_then(|rate| u32::try_from(rate).ok());
            Some(Kind::OneOff { per_hour })
        }
        Word::Campaign => Some(Kind::Campaign),
        Word::Rule => rule_from_json(object).map(Kind::Rule),
        Word::RecurringJob => {
            let repeat = object.word_or("repeat", &REPEATS, Repeat::OnceWhileMatching);
            let schedule = object.required("schedule");
            let schedule = schedule
                .and_then(|schedule| object.keep_all("schedule", schedule_from_json(schedule)))?;
            Some(Kind::RecurringJob(Job { schedule, repeat }))
        }
    }
}

fn kind_members(kind: &Kind) -> Json {
    match kind {
        Kind::Sequence | Kind::Campaign => json!({}),
        Kind::OneOff { per_hour } => json!({"rate_per_hour": per_hour}),
        Kind::Rule(rule) => json!({
            "trigger": trigger_to_json(&rule.trigger),
            "placement": placement_to_json(rule),
            "keep_after_leaving": rule.after_leaving.map(|after| after == AfterLeaving::Keep),
        }),
        Kind::RecurringJob(job) => json!({
            "schedule": schedule_to_json(&job.schedule),
            "repeat": word_of(&job.repeat, &REPEATS),
        }),
    }
}

/// Writes an automation; the inverse of [`automation_from_json`].
pub fn automation_to_json(draft: &Draft, state: &State) -> Json {
    let basis = match &draft.basis {
        Basis::View(view) => json!({"view": view.as_str()}),
        Basis::Stage(stage) => json!({"stage": stage.as_str()}),
        Basis::Filter(Expression::Everyone) => json!({"everyone": true}),
        Basis::Filter(condition) => json!({"filter": expression_to_json(condition)}),
    };
    let reentry = match draft.reentry {
        ReEntry::Never => json!({"mode": "never"}),
        ReEntry::AfterExit => json!({"mode": "after_exit"}),
        ReEntry::AfterExitAndDays(days) => json!({"mode": "after_exit_and_days", "days": days}),
    };
    let (state, activation) = match state {
        State::Draft => ("draft", None),
        State::Active(activation) => ("active", Some(activation)),
        State::Inactive(activation) => ("inactive", Some(activation)),
    };
    let mut written = json!({
        "id": draft.id.as_str(),
        "name": draft.name,
        "kind": draft.kind.key(),
        "module": draft.module.as_str(),
        "basis": basis,
        "delay_base": word_of(&draft.delay_base, &BASES),
        "reentry": reentry,
        "quiet": word_of(&draft.at_night, &AT_NIGHT),
        "zone": word_of(&draft.zone, &ZONES),
        "exclude": draft.exclude.as_ref().map(ViewId::as_str),
        "goal": draft.goal.as_ref().map(expression_to_json),
        "stop_on_reply": draft.on_reply == OnReply::Ends,
        "steps": draft.steps.iter().map(step_to_json).collect::<Vec<_>>(),
        "state": state,
        "activation": activation.map(activation_to_json),
    });
    if let (Json::Object(written), Json::Object(members)) =
        (&mut written, kind_members(&draft.kind))
    {
        written.extend(members);
    }
    written
}

/// One of the three audiences (D12).
///
/// # Errors
/// `unknown_word`.
pub fn audience_from_word(word: &str) -> Result<Audience, Problem> {
    super::json::one_word(word, &AUDIENCES)
}

/// Writes an activation.
pub fn activation_to_json(activation: &Activation) -> Json {
    let audience = word_of(&activation.audience, &AUDIENCES);
    json!({"at": activation.at.to_iso(), "audience": audience})
}

fn activation_from_json(value: &Json) -> Result<Activation, Problems> {
    let mut object = Object::of(value)?;
    let at = object.text("at");
    let at = at.and_then(|at| object.keep("at", Moment::parse(at)));
    let audience = object.word("audience", &AUDIENCES);
    object.finish()?;
    match (at, audience) {
        (Some(at), Some(audience)) => Ok(Activation { at, audience }),
        _ => Err(Problems::new()),
    }
}

/// `activating` is an active automation whose backfill is still running: the store's affair, so
/// here it is active.
fn state_from_json(object: &mut Object<'_>) -> Option<State> {
    #[derive(Clone, Copy)]
    enum Word {
        Draft,
        Active,
        Inactive,
    }
    let words = [
        ("draft", Word::Draft),
        ("active", Word::Active),
        ("activating", Word::Active),
        ("inactive", Word::Inactive),
    ];
    let word = object.word_or("state", &words, Word::Draft);
    let activation = match object.value("activation") {
        None => None,
        Some(value) => Some(object.keep_all("activation", activation_from_json(value))?),
    };
    match (word, activation) {
        (Word::Draft, _) => Some(State::Draft),
        (Word::Active, Some(activation)) => Some(State::Active(activation)),
        (Word::Inactive, Some(activation)) => Some(State::Inactive(activation)),
        (Word::Active | Word::Inactive, None) => {
            object.add(Problem::new("missing", "`activation` is missing").at("activation"));
            None
        }
    }
}

fn basis_from_json(value: &Json) -> Result<Basis, Problems> {
    let mut object = Object::of(value)?;
    let view = object.text_if_any("view");
    let view = view.and_then(|view| object.keep("view", ViewId::parse(view)));
    let stage = object.text_if_any("stage");
    let stage = stage.and_then(|stage| object.keep("stage", StageKey::parse(stage)));
    let filter = object.value("filter");
    let filter = filter.and_then(|f| object.keep_all("filter", expression_from_json(f)));
    let filter = if object.yes_no("everyone", false) { Some(Expression::Everyone) } else { filter };
    let bases = view.map(Basis::View).into_iter();
    let mut bases = bases.chain(stage.map(Basis::Stage)).chain(filter.map(Basis::Filter));
    let basis = match (bases.next(), bases.next()) {
        (Some(basis), None) => Some(basis),
        _ => {
            let message = "an automation goes by a `view`, a `stage`, a `filter` or `everyone`: \
                exactly one of them";
            object.add(Problem::new("missing", message));
            None
        }
    };
    object.finish()?;
    basis.ok_or_else(Problems::new)
}

fn reentry_from_json(value: &Json) -> Result<ReEntry, Problems> {
    let words = [
        ("never", ReEntry::Never),
        ("after_exit", ReEntry::AfterExit),
        ("after_exit_and_days", ReEntry::AfterExitAndDays(0)),
    ];
    let mut object = Object::of(value)?;
    let mode = object.word("mode", &words);
    let days = object.whole_if_any("days");
    if matches!(mode, Some(ReEntry::AfterExitAndDays(_)))
        && !days.is_some_and(|days| (1..=REENTRY_DAYS_MAX).contains(&days))
    {
        let message = format!("`days` is a whole number from 1 to {REENTRY_DAYS_MAX}");
        object.add(Problem::new("out_of_range", message).at("days"));
    }
    object.finish()?;
    match (mode, days) {
        (Some(ReEntry::AfterExitAndDays(_)), Some(days)) => {
            Ok(ReEntry::AfterExitAndDays(u32::try_from(days).unwrap_or(0)))
        }
        (Some(mode), _) => Ok(mode),
        (None, _) => Err(Problems::new()),
    }
}
