//! Automations at the boundary. Only sequences exist yet.
//!
//! Shape: `{"id","name","kind":"sequence","module","basis":{"view":id}|{"stage":key},
//! "run":"continuous|one_off","delay_base":"previous_action|entry",
//! "reentry":{"mode":"never|after_exit|after_exit_and_days","days"?},"quiet":"drop|next_window",
//! "zone":"account|contact","steps":[…],"state","activation":null|{"at","audience"}}`. What is
//! absent has the document's default: a view's sequence counts delays from the previous action
//! (S1.28), a stage's from the entry (S2.14).

use serde_json::{Value as Json, json};

use super::json::{Object, word_of, wrong_type};
use super::timing::{delay_from_json, delay_to_json, timing_from_json, timing_to_json};
use crate::definitions::{
    Action, Activation, Audience, Basis, Colleague, ContactChoice, DelayBase, Draft, Notify,
    ReEntry, Run, State, Step, StepZone,
};
use crate::timing::{AtNight, Timing};
use crate::words::{
    AutomationId, ModuleKey, Moment, Problem, Problems, StageKey, StepId, TemplateId, UserId,
    ViewId,
};

const RUNS: [(&str, Run); 2] = [("continuous", Run::Continuous), ("one_off", Run::OneOff)];
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
const CONTACT_CHOICES: [(&str, ContactChoice); 3] = [
    ("any_contact", ContactChoice::Any),
    ("person", ContactChoice::Person),
    ("company", ContactChoice::Company),
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
    object.word_or("kind", &[("sequence", ())], ());
    let module = object.text("module");
    let module = module.and_then(|module| object.keep("module", ModuleKey::parse(module)));
    let basis = object.required("basis");
    let basis = basis.and_then(|basis| object.keep_all("basis", basis_from_json(basis)));
    let run = object.word_or("run", &RUNS, Run::Continuous);
    let default_base = match basis {
        Some(Basis::Stage(_)) => DelayBase::Entry,
        _ => DelayBase::PreviousAction,
    };
    let delay_base = object.word_or("delay_base", &BASES, default_base);
    let reentry = object.value("reentry");
    let reentry = match reentry {
        None => Some(ReEntry::AfterExit),
        Some(reentry) => object.keep_all("reentry", reentry_from_json(reentry)),
    };
    let at_night = object.word_or("quiet", &AT_NIGHT, AtNight::Drop);
    let zone = object.word_or("zone", &ZONES, StepZone::Account);
    let steps = object.each("steps", step_from_json);
    let state = state_from_json(&mut object);
    object.finish()?;
    match (id, module, basis, reentry, state) {
        (Some(id), Some(module), Some(basis), Some(reentry), Some(state)) => {
            let draft =
                Draft { id, name, module, basis, run, delay_base, reentry, at_night, zone, steps };
            Ok(StoredAutomation { draft, state })
        }
        _ => Err(Problems::new()),
    }
}

/// Writes an automation; the inverse of [`automation_from_json`].
pub fn automation_to_json(draft: &Draft, state: &State) -> Json {
    let basis = match &draft.basis {
        Basis::View(view) => json!({"view": view.as_str()}),
        Basis::Stage(stage) => json!({"stage": stage.as_str()}),
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
    json!({
        "id": draft.id.as_str(),
        "name": draft.name,
        "kind": "sequence",
        "module": draft.module.as_str(),
        "basis": basis,
        "run": word_of(&draft.run, &RUNS),
        "delay_base": word_of(&draft.delay_base, &BASES),
        "reentry": reentry,
        "quiet": word_of(&draft.at_night, &AT_NIGHT),
        "zone": word_of(&draft.zone, &ZONES),
        "steps": draft.steps.iter().map(step_to_json).collect::<Vec<_>>(),
        "state": state,
        "activation": activation.map(activation_to_json),
    })
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
    if view.is_some() == stage.is_some() {
        let message = "a sequence goes by a `view` or by a `stage`: exactly one of them";
        object.add(Problem::new("missing", message));
    }
    object.finish()?;
    match (view, stage) {
        (Some(view), None) => Ok(Basis::View(view)),
        (None, Some(stage)) => Ok(Basis::Stage(stage)),
        _ => Err(Problems::new()),
    }
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

fn step_from_json(value: &Json) -> Result<Step, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id");
    let id = id.and_then(|id| object.keep("id", StepId::parse(id)));
    let template = object.text("template");
    let template = template.and_then(|id| object.keep("template", TemplateId::parse(id)));
    let delay = object.required("delay");
    let delay = delay.and_then(|delay| object.keep_all("delay", delay_from_json(delay)));
    let timing = match object.value("timing") {
        None => Some(Timing::ANY),
        Some(timing) => object.keep_all("timing", timing_from_json(timing)),
    };
    let expires_after = match object.value("expires_after") {
        None => Some(None),
        Some(delay) => object.keep_all("expires_after", delay_from_json(delay)).map(Some),
    };
    let action = action_from_json(&mut object);
    object.finish()?;
    match (id, template, delay, timing, expires_after, action) {
        (
            Some(id),
            Some(template),
            Some(delay),
            Some(timing),
            Some(expires_after),
            Some(action),
        ) => Ok(Step { id, action, delay, timing, template, expires_after }),
        _ => Err(Problems::new()),
    }
}

fn action_from_json(object: &mut Object<'_>) -> Option<Action> {
    #[derive(Clone, Copy)]
    enum Word {
        EmailToContact,
        SmsToContact,
        EmailToUser,
        TaskForUser,
    }
    let words = [
        ("email_to_contact", Word::EmailToContact),
        ("sms_to_contact", Word::SmsToContact),
        ("email_to_user", Word::EmailToUser),
        ("task_for_user", Word::TaskForUser),
    ];
    let word = object.word("action", &words);
    let notify = if object.yes_no("notify", true) { Notify::ByEmail } else { Notify::Silently };
    let recipient = object.value("recipient");
    let sender = object.value("sender");
    match word? {
        Word::EmailToContact => Some(Action::EmailToContact {
            recipient: object.keep("recipient", contact_from_json(recipient))?,
            sender: object.keep_all("sender", colleague_from_json(sender))?,
        }),
        Word::SmsToContact => Some(Action::SmsToContact {
            recipient: object.keep("recipient", contact_from_json(recipient))?,
        }),
        Word::EmailToUser => Some(Action::EmailToUser {
            recipient: object.keep_all("recipient", colleague_from_json(recipient))?,
        }),
        Word::TaskForUser => Some(Action::TaskForUser {
            recipient: object.keep_all("recipient", colleague_from_json(recipient))?,
            notify,
        }),
    }
}

fn contact_from_json(value: Option<&Json>) -> Result<ContactChoice, Problem> {
    match value {
        None => Ok(ContactChoice::Any),
        Some(Json::String(word)) => super::json::one_word(word, &CONTACT_CHOICES),
        Some(other) => Err(wrong_type("a kind of contact", other)
            .allowed(CONTACT_CHOICES.map(|(word, _)| word))
            .help("this step goes to a contact, not to a colleague")),
    }
}

fn colleague_from_json(value: Option<&Json>) -> Result<Colleague, Problems> {
    match value {
        None => Ok(Colleague::Owner),
        Some(Json::String(word)) => super::json::one_word(word, &[("owner", ())])
            .map(|()| Colleague::Owner)
            .map_err(|problem| vec![problem.help("write `owner`, or {\"user\": id}")]),
        Some(value) => {
            let mut object = Object::of(value)?;
            let user = object.text("user");
            let user = user.and_then(|user| object.keep("user", UserId::parse(user)));
            object.finish()?;
            user.map(Colleague::User).ok_or_else(Problems::new)
        }
    }
}

fn colleague_to_json(colleague: &Colleague) -> Json {
    match colleague {
        Colleague::Owner => json!("owner"),
        Colleague::User(id) => json!({"user": id.as_str()}),
    }
}

fn step_to_json(step: &Step) -> Json {
    let contact = |choice| json!(word_of(choice, &CONTACT_CHOICES));
    let (recipient, sender, notify) = match &step.action {
        Action::EmailToContact { recipient, sender } => {
            (contact(recipient), Some(colleague_to_json(sender)), None)
        }
        Action::SmsToContact { recipient } => (contact(recipient), None, None),
        Action::EmailToUser { recipient } => (colleague_to_json(recipient), None, None),
        Action::TaskForUser { recipient, notify } => {
            (colleague_to_json(recipient), None, Some(*notify == Notify::ByEmail))
        }
    };
    json!({
        "id": step.id.as_str(),
        "action": step.action.key(),
        "delay": delay_to_json(&step.delay),
        "timing": timing_to_json(&step.timing),
        "template": step.template.as_str(),
        "recipient": recipient,
        "sender": sender,
        "notify": notify,
        "expires_after": step.expires_after.as_ref().map(delay_to_json),
    })
}
