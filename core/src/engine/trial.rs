//! What an automation or a template would say for a sample record, as a message to oneself (E4).
//!
//! Every message of the steps is there, in their order, whatever waits, branches and hours stand between
//! them; marked as a test. It asks for nobody's consent, because it goes to nobody else
//! (`identity::may_be_tested`), and leaves nothing: no key, no place under a cap, no run log. Quiet hours
//! hold all the same: no SMS leaves at night (D17). Table: `tests/spec/trials.md`.

use std::collections::BTreeMap;

use super::effect::{Attachment, SmsFigures};
use super::log::Reason;
use super::recipient::{colleague_of, contact_of};
use crate::definitions::{Action, Colleague, ContactChoice, Definition, Setup, Step};
use crate::template::{MessageClass, RenderContext, RenderProblem, Rendered, Template};
use crate::timing::{QuietHours, quiet_at};
use crate::words::{Moment, PhoneNumber, Record, RecordId, StepId, Subject, TemplateId, UserId};

/// What a test is filled in with.
#[derive(Clone, Copy, Debug)]
pub struct TrialRecord<'a> {
    /// The record.
    pub record: &'a Record,
    /// What it points to.
    pub related: &'a BTreeMap<RecordId, Record>,
    /// The telephone that SMS go to, for their price.
    pub number: Option<&'a PhoneNumber>,
    /// The decision clock.
    pub now: Moment,
}

/// One message of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Of which step; `None` of a template by itself.
    pub step: Option<StepId>,
    /// With which template.
    pub template: Option<TemplateId>,
    /// What it says, or why it says nothing.
    pub outcome: Result<TrialMessage, Gap>,
}

/// Why a message of a test does not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub reason: Reason,
    /// What it is about: a field.
    pub detail: Option<String>,
}

/// A message of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TrialMessage {
    /// An e-mail.
    Email {
        /// In whose name; `None`: the account's.
        sender: Option<UserId>,
        /// Marketing or transactional.
        class: MessageClass,
        /// One line, marked.
        subject: String,
        /// HTML part.
        html: String,
        /// Plain part.
        text: String,
        /// Documents sent along.
        attachments: Vec<Attachment>,
    },
    /// An SMS.
    Sms {
        /// Marketing or transactional.
        class: MessageClass,
        /// The text, marked.
        text: String,
        /// What the message costs as clients get it, without the mark.
        figures: SmsFigures,
    },
}

/// What marks an SMS: letters that are in the cheap alphabet of every language.
const SMS_MARK: &str = "TEST: ";

impl From<Reason> for Gap {
    fn from(reason: Reason) -> Self {
        Gap { reason, detail: None }
    }
}

/// Every message of an automation, in the order of its steps; of an A/B test each variant (E5).
pub fn trials(setup: &Setup, definition: &Definition, sample: &TrialRecord<'_>) -> Vec<Trial> {
    let says = |step: &&Step| {
        matches!(
            step.action,
            Action::EmailToContact { .. }
                | Action::SmsToContact { .. }
                | Action::EmailToUser { .. }
        )
    };
    let trial = |(step, template): (&Step, &TemplateId)| Trial {
        step: Some(step.id.clone()),
        template: Some(template.clone()),
        outcome: of_step(setup, step, template, sample),
    };
    let contents = |step| Step::contents(step).map(move |(template, _)| (step, template));
    definition.steps.iter().filter(says).flat_map(contents).map(trial).collect()
}

/// A template by itself, as a message to the record's contact in the name of its owner. A template of a
/// task or a document is no message: `None`.
pub fn template_trial(setup: &Setup, id: &TemplateId, sample: &TrialRecord<'_>) -> Option<Trial> {
    let template = setup.templates.get(id)?;
    let words =
        Words { choice: Some(ContactChoice::Any), sender: Some(&Colleague::Owner), files: &[] };
    let outcome = message(setup, template, &words, sample);
    let is_message = !matches!(&outcome, Err(gap) if gap.reason == Reason::StepGone);
    is_message.then(|| Trial { step: None, template: Some(id.clone()), outcome })
}

/// What a step says besides its template.
struct Words<'a> {
    choice: Option<ContactChoice>,
    sender: Option<&'a Colleague>,
    files: &'a [TemplateId],
}

fn of_step(
    setup: &Setup,
    step: &Step,
    template: &TemplateId,
    sample: &TrialRecord<'_>,
) -> Result<TrialMessage, Gap> {
    let template = setup.templates.get(template).ok_or(Reason::StepGone)?;
    let words = match &step.action {
        Action::EmailToContact { recipient, sender, attachments } => {
            Words { choice: Some(*recipient), sender: Some(sender), files: attachments }
        }
        action => Words { choice: action.contact(), sender: None, files: &[] },
    };
    message(setup, template, &words, sample)
}

fn message(
    setup: &Setup,
    template: &Template,
    words: &Words<'_>,
    sample: &TrialRecord<'_>,
) -> Result<TrialMessage, Gap> {
    let class = template.source().class;
    match fill(setup, template, words.choice, sample)? {
        Rendered::Email { subject, html, text } => {
            let files = words.files.iter().map(|id| file(setup, id, words.choice, sample));
            let sender =
                words.sender.and_then(|who| colleague_of(sample.record, who, &setup.account));
            Ok(TrialMessage::Email {
                sender: sender.map(|user| user.id.clone()),
                class,
                subject: format!("{} {subject}", mark(&setup.account.language)),
                html,
                text,
                attachments: files.collect::<Result<_, Gap>>()?,
            })
        }
        Rendered::Sms { text } => {
            let account = &setup.account;
            if quiet_at(sample.now, account.zone, &QuietHours::of(account)) {
                return Err(Reason::QuietHours.into());
            }
            let number = sample.number.map(PhoneNumber::as_str);
            let figures = SmsFigures::of(account, &text, number);
            Ok(TrialMessage::Sms { class, text: format!("{SMS_MARK}{text}"), figures })
        }
        Rendered::Task { .. } | Rendered::Document { .. } => Err(Reason::StepGone.into()),
    }
}

fn file(
    setup: &Setup,
    id: &TemplateId,
    choice: Option<ContactChoice>,
    sample: &TrialRecord<'_>,
) -> Result<Attachment, Gap> {
    let template = setup.templates.get(id).ok_or(Reason::StepGone)?;
    match fill(setup, template, choice, sample)? {
        Rendered::Document { title, html, .. } => Ok(Attachment { name: title, html }),
        _ => Err(Reason::StepGone.into()),
    }
}

fn fill(
    setup: &Setup,
    template: &Template,
    choice: Option<ContactChoice>,
    sample: &TrialRecord<'_>,
) -> Result<Rendered, Gap> {
    let TrialRecord { record, related, now, .. } = *sample;
    let contact = choice.and_then(|choice| contact_of(record, related, choice));
    let account = &setup.account;
    let zone = contact.as_ref().and_then(|(_, contact)| contact.zone).unwrap_or(account.zone);
    let recipient =
        contact.and_then(|(id, _)| if id == record.id { Some(record) } else { related.get(&id) });
    let context = RenderContext {
        subject: Subject { record, related, changes: &[], events: &[] },
        recipient,
        account,
        owner: colleague_of(record, &Colleague::Owner, account),
        now,
        zone,
    };
    template.render(&context).map_err(|problem| {
        let detail = match &problem {
            RenderProblem::MissingValue { path } => path.clone(),
            other => other.to_string(),
        };
        Gap { reason: Reason::MissingValue, detail: Some(detail) }
    })
}

/// What marks a subject, in the account's language.
fn mark(language: &str) -> &'static str {
    match language {
        "hu" => "[Próba]",
        "ru" => "[Тест]",
        _ => "[Test]",
    }
}
