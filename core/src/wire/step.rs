//! Steps at the boundary.
//!
//! Shape: `{"id","action","delay","timing"?,"template"?,"variants"?,"expires_after"?, …}` and the members of
//! the action, named in [`action_from_json`]. A variant: `{"template","share"}`.

use serde_json::{Map, Value as Json, json};

use super::filter::{expression_from_json, expression_to_json, operand_from_json, operand_to_json};
use super::json::{Object, one_word, word_of, wrong_type};
use super::timing::{delay_from_json, delay_to_json, timing_from_json, timing_to_json};
use crate::definitions::action::WHOLE_PERCENT;
use crate::definitions::{
    Action, ActivityKind, Colleague, Completion, ContactChoice, Notify, RelativeDate, Step, Target,
    Variant,
};
use crate::filter::expression::Operand;
use crate::timing::{Delay, Timing};
use crate::words::{
    EndpointId, EventName, FieldKey, MailingListId, ModuleKey, Problem, Problems, StageKey, StepId,
    TemplateId, TimeOfDay, UserId,
};

const CONTACT_CHOICES: [(&str, ContactChoice); 3] = [
    ("any_contact", ContactChoice::Any),
    ("person", ContactChoice::Person),
    ("company", ContactChoice::Company),
];
const ACTIVITIES: [(&str, ActivityKind); 3] = [
    ("meeting", ActivityKind::Meeting),
    ("call", ActivityKind::Call),
    ("documents", ActivityKind::Documents),
];

/// How far ahead an activity may be planned. Units: days. Source: our choice, ten years.
const ACTIVITY_DAYS_MAX: u32 = 3_653;

#[derive(Clone, Copy)]
enum Word {
    EmailToContact,
    SmsToContact,
    EmailToUser,
    TaskForUser,
    Activity,
    RepeatRecord,
    CopyRecord,
    AddToLists,
    SetField,
    MoveStage,
    AddTag,
    RemoveTag,
    GenerateDocument,
    Webhook,
    WaitFor,
    Branch,
    Exit,
}

const ACTIONS: [(&str, Word); 17] = [
    ("email_to_contact", Word::EmailToContact),
    ("sms_to_contact", Word::SmsToContact),
    ("email_to_user", Word::EmailToUser),
    ("task_for_user", Word::TaskForUser),
    ("activity", Word::Activity),
    ("repeat_record", Word::RepeatRecord),
    ("copy_record", Word::CopyRecord),
    ("add_to_lists", Word::AddToLists),
    ("set_field", Word::SetField),
    ("move_stage", Word::MoveStage),
    ("add_tag", Word::AddTag),
    ("remove_tag", Word::RemoveTag),
    ("generate_document", Word::GenerateDocument),
    ("webhook", Word::Webhook),
    ("wait_for", Word::WaitFor),
    ("branch", Word::Branch),
    ("exit", Word::Exit),
];

/// Reads a step.
///
/// # Errors
/// Everything malformed, with its place.
pub fn step_from_json(value: &Json) -> Result<Step, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text("id");
    let id = id.and_then(|id| object.keep("id", StepId::parse(id)));
    let template = match object.value("template") {
        None => Some(None),
        Some(_) => object
            .text("template")
            .and_then(|id| object.keep("template", TemplateId::parse(id)))
            .map(Some),
    };
    let variants = object.each("variants", variant_from_json);
    let delay = match object.value("delay") {
        None => Some(Delay::NONE),
        Some(delay) => object.keep_all("delay", delay_from_json(delay)),
    };
    let timing = match object.value("timing") {
        None => Some(Timing::ANY),
        Some(timing) => object.keep_all("timing", timing_from_json(timing)),
    };
    let expires_after = match object.value("expires_after") {
        None => Some(None),
        Some(delay) => object.keep_all("expires_after", delay_from_json(delay)).map(Some),
    };
    let word = object.word("action", &ACTIONS);
    let action = word.and_then(|word| action_from_json(&mut object, word));
    object.finish()?;
    match (id, template, delay, timing, expires_after, action) {
        (
            Some(id),
            Some(template),
            Some(delay),
            Some(timing),
            Some(expires_after),
            Some(action),
        ) => Ok(Step { id, action, delay, timing, template, variants, expires_after }),
        _ => Err(Problems::new()),
    }
}

fn variant_from_json(value: &Json) -> Result<Variant, Problems> {
    let mut object = Object::of(value)?;
    let template = key(&mut object, "template", TemplateId::parse);
    let found = object.whole_if_any("share");
    let share = found.and_then(|share| u32::try_from(share).ok());
    let share = share.filter(|share| (1..WHOLE_PERCENT).contains(share));
    if share.is_none() {
        let message = "`share` is a whole number of per cent from 1 to 99";
        let problem = Problem::new("out_of_range", message).at("share");
        object.add(match found {
            Some(found) => problem.found(found.to_string()),
            None => problem,
        });
    }
    object.finish()?;
    match (template, share) {
        (Some(template), Some(share)) => Ok(Variant { template, share }),
        _ => Err(Problems::new()),
    }
}

fn action_from_json(object: &mut Object<'_>, word: Word) -> Option<Action> {
    // An editor that changes a step's action may leave these behind.
    let (recipient, sender) = (object.value("recipient"), object.value("sender"));
    let notify = if object.yes_no("notify", true) { Notify::ByEmail } else { Notify::Silently };
    match word {
        Word::EmailToContact => Some(Action::EmailToContact {
            recipient: object.keep("recipient", contact_from_json(recipient))?,
            sender: object.keep_all("sender", colleague_from_json(sender))?,
            attachments: parsed(object, "attachments", TemplateId::parse)?,
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
        Word::Activity => activity(object, recipient),
        Word::RepeatRecord => Some(Action::RepeatRecord {
            module: key(object, "module", ModuleKey::parse)?,
            name: object.text_if_any("name").map(str::to_owned),
            recipient: object.keep_all("recipient", colleague_from_json(recipient))?,
            stage: key_if_any(object, "stage", StageKey::parse)?,
        }),
        Word::CopyRecord => Some(Action::CopyRecord {
            stage: key(object, "stage", StageKey::parse)?,
            name: object.text_if_any("name").map(str::to_owned),
            recipient: match recipient {
                None => None,
                some => Some(object.keep_all("recipient", colleague_from_json(some))?),
            },
        }),
        Word::AddToLists => {
            Some(Action::AddToLists { lists: parsed(object, "lists", MailingListId::parse)? })
        }
        Word::SetField => {
            let field = key(object, "field", FieldKey::parse);
            let value = operand(object, "value", Operand::Empty);
            Some(Action::SetField { field: field?, value: value? })
        }
        Word::MoveStage => {
            Some(Action::MoveStage { stage: key(object, "stage", StageKey::parse)? })
        }
        Word::AddTag => Some(Action::AddTag { tag: object.text("tag")?.trim().to_owned() }),
        Word::RemoveTag => Some(Action::RemoveTag { tag: object.text("tag")?.trim().to_owned() }),
        Word::GenerateDocument => Some(Action::GenerateDocument),
        Word::Webhook => {
            Some(Action::Webhook { endpoint: key(object, "endpoint", EndpointId::parse)? })
        }
        Word::WaitFor => {
            let event = key(object, "event", EventName::parse);
            let at_most = object.required("at_most");
            let at_most = at_most.and_then(|d| object.keep_all("at_most", delay_from_json(d)));
            Some(Action::WaitFor { event: event?, at_most: at_most? })
        }
        Word::Branch => branch(object),
        Word::Exit => Some(Action::Exit),
    }
}

fn activity(object: &mut Object<'_>, recipient: Option<&Json>) -> Option<Action> {
    let kind = object.word("activity", &ACTIVITIES);
    let recipient = object.keep_all("recipient", colleague_from_json(recipient));
    let date = object.required("date");
    let date = date.and_then(|date| object.keep_all("date", date_from_json(date)));
    let completion = if object.yes_no("complete_on_stage_change", false) {
        Completion::OnStageChange
    } else {
        Completion::ByHand
    };
    Some(Action::Activity { kind: kind?, recipient: recipient?, date: date?, completion })
}

fn branch(object: &mut Object<'_>) -> Option<Action> {
    let condition = object.required("filter");
    let condition =
        condition.and_then(|filter| object.keep_all("filter", expression_from_json(filter)));
    let then = target(object, "then");
    let otherwise = target(object, "otherwise");
    Some(Action::Branch { condition: condition?, then: then?, otherwise: otherwise? })
}

fn target(object: &mut Object<'_>, key: &'static str) -> Option<Target> {
    match object.value(key) {
        None => Some(Target::Next),
        Some(Json::String(word)) if word == "exit" => Some(Target::Exit),
        Some(_) => {
            let id = object.text(key)?;
            object.keep(key, StepId::parse(id)).map(Target::Step)
        }
    }
}

fn date_from_json(value: &Json) -> Result<RelativeDate, Problems> {
    let mut object = Object::of(value)?;
    let days = object.whole_if_any("days").unwrap_or(0);
    let days = u32::try_from(days).ok().filter(|days| *days <= ACTIVITY_DAYS_MAX);
    if days.is_none() {
        let message = format!("`days` is a whole number from 0 to {ACTIVITY_DAYS_MAX}");
        object.add(Problem::new("out_of_range", message).at("days"));
    }
    let time = object.text("time");
    let time = time.and_then(|time| object.keep("time", TimeOfDay::parse(time)));
    object.finish()?;
    match (days, time) {
        (Some(days), Some(time)) => Ok(RelativeDate { days, time }),
        _ => Err(Problems::new()),
    }
}

/// A name that must be there.
pub(super) fn key<T>(
    object: &mut Object<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<T> {
    let text = object.text(key)?;
    object.keep(key, parse(text))
}

/// A name that may be absent; `None` when it is wrong.
#[expect(clippy::option_option, reason = "absent, and wrong, are two things")]
pub(super) fn key_if_any<T>(
    object: &mut Object<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<Option<T>> {
    match object.text_if_any(key) {
        None => Some(None),
        Some(text) => object.keep(key, parse(text)).map(Some),
    }
}

/// A written value; `absent` when the key is not there, empty when it holds `null`.
pub(super) fn operand(
    object: &mut Object<'_>,
    key: &'static str,
    absent: Operand,
) -> Option<Operand> {
    let is_there = object.has(key);
    match object.value(key) {
        None if is_there => Some(Operand::Empty),
        None => Some(absent),
        Some(value) => object.keep_all(key, operand_from_json(value)),
    }
}

fn parsed<T: PartialEq>(
    object: &mut Object<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<Vec<T>> {
    let mut names: Vec<T> = Vec::new();
    for text in object.texts(key) {
        let name = object.keep(key, parse(text))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

fn contact_from_json(value: Option<&Json>) -> Result<ContactChoice, Problem> {
    match value {
        None => Ok(ContactChoice::Any),
        Some(Json::String(word)) => one_word(word, &CONTACT_CHOICES),
        Some(other) => Err(wrong_type("a kind of contact", other)
            .allowed(CONTACT_CHOICES.map(|(word, _)| word))
            .help("this step goes to a contact, not to a colleague")),
    }
}

fn colleague_from_json(value: Option<&Json>) -> Result<Colleague, Problems> {
    match value {
        None => Ok(Colleague::Owner),
        Some(Json::String(word)) => one_word(word, &[("owner", ())])
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

fn target_to_json(target: &Target) -> Json {
    match target {
        Target::Next => Json::Null,
        Target::Step(id) => json!(id.as_str()),
        Target::Exit => json!("exit"),
    }
}

/// Writes a step; the inverse of [`step_from_json`].
pub fn step_to_json(step: &Step) -> Json {
    let mut written = json!({
        "id": step.id.as_str(),
        "action": step.action.key(),
        "delay": delay_to_json(&step.delay),
        "timing": timing_to_json(&step.timing),
        "template": step.template.as_ref().map(TemplateId::as_str),
        "variants": step.variants.iter().map(variant_to_json).collect::<Vec<_>>(),
        "expires_after": step.expires_after.as_ref().map(delay_to_json),
    });
    if let (Json::Object(written), Json::Object(members)) =
        (&mut written, action_members(&step.action))
    {
        written.extend(members);
    }
    written
}

fn variant_to_json(variant: &Variant) -> Json {
    json!({"template": variant.template.as_str(), "share": variant.share})
}

fn action_members(action: &Action) -> Json {
    let contact = |choice| json!(word_of(choice, &CONTACT_CHOICES));
    match action {
        Action::EmailToContact { recipient, sender, attachments } => {
            let attachments: Json = attachments.iter().map(TemplateId::as_str).collect();
            let sender = colleague_to_json(sender);
            json!({"recipient": contact(recipient), "sender": sender, "attachments": attachments})
        }
        Action::SmsToContact { recipient } => json!({"recipient": contact(recipient)}),
        Action::EmailToUser { recipient } => json!({"recipient": colleague_to_json(recipient)}),
        Action::TaskForUser { recipient, notify } => json!({
            "recipient": colleague_to_json(recipient), "notify": *notify == Notify::ByEmail,
        }),
        Action::Activity { kind, recipient, date, completion } => json!({
            "activity": word_of(kind, &ACTIVITIES),
            "recipient": colleague_to_json(recipient),
            "date": {"days": date.days, "time": date.time.to_string()},
            "complete_on_stage_change": *completion == Completion::OnStageChange,
        }),
        Action::RepeatRecord { module, name, recipient, stage } => json!({
            "module": module.as_str(), "name": name, "recipient": colleague_to_json(recipient),
            "stage": stage.as_ref().map(StageKey::as_str),
        }),
        Action::CopyRecord { stage, name, recipient } => json!({
            "stage": stage.as_str(), "name": name,
            "recipient": recipient.as_ref().map(colleague_to_json),
        }),
        Action::AddToLists { lists } => {
            let lists: Json = lists.iter().map(MailingListId::as_str).collect();
            json!({"lists": lists})
        }
        Action::SetField { field, value } => {
            json!({"field": field.as_str(), "value": operand_to_json(value)})
        }
        Action::MoveStage { stage } => json!({"stage": stage.as_str()}),
        Action::AddTag { tag } | Action::RemoveTag { tag } => json!({"tag": tag}),
        Action::Webhook { endpoint } => json!({"endpoint": endpoint.as_str()}),
        Action::WaitFor { event, at_most } => {
            json!({"event": event.as_str(), "at_most": delay_to_json(at_most)})
        }
        Action::Branch { condition, then, otherwise } => json!({
            "filter": expression_to_json(condition),
            "then": target_to_json(then), "otherwise": target_to_json(otherwise),
        }),
        Action::GenerateDocument | Action::Exit => Json::Object(Map::new()),
    }
}
