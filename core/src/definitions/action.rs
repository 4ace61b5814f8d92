//! What a step can do (D26), and to whom. What a due step really does is decided in `engine`.

use crate::filter::expression::{Expression, Operand};
use crate::template::TemplateKind;
use crate::timing::{Delay, Timing};
use crate::words::{
    EndpointId, EventName, FieldKey, MailingListId, ModuleKey, StageKey, StepId, TemplateId,
    TimeOfDay, UserId,
};

/// All clients of a step. Units: percent.
pub const WHOLE_PERCENT: u32 = 100;
/// Most contents of a step. Source: our choice; with five, each needs thousands of messages to tell.
pub const CONTENTS_MAX: usize = 4;

/// Which of a record's contacts a message goes to (S2.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactChoice {
    /// The first person.
    Person,
    /// The first company.
    Company,
    /// The first contact of either kind.
    Any,
}

/// A colleague: the responsible one, or one by name (S1.26, S2.18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colleague {
    /// The record's owner.
    Owner,
    /// Always this one.
    User(UserId),
}

/// Whether the assignee of a task is told of it (S2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// An e-mail tells the assignee.
    ByEmail,
    /// The task appears in the list, silently.
    Silently,
}

/// What is planned with a client (S3.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// A meeting.
    Meeting,
    /// A call.
    Call,
    /// Documents to prepare.
    Documents,
}

/// Who closes a planned activity (S3.20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The colleague, by hand.
    ByHand,
    /// It is completed when the record moves to another stage.
    OnStageChange,
}

/// A date as a rule names it: `tomorrow at 14:00` is one day and 14:00 (S3.18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelativeDate {
    /// Calendar days after the day of the decision, in the account's zone.
    pub days: u32,
    /// Local time on that day.
    pub time: TimeOfDay,
}

/// Where a branch goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// With the next step.
    Next,
    /// With this step, which stands further down: a passage never goes back.
    Step(StepId),
    /// Nowhere: the passage ends.
    Exit,
}

/// What a step does (S1.11, D26).
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// E-mail to a contact, in the name of a colleague (S1.27).
    EmailToContact {
        /// Which contact.
        recipient: ContactChoice,
        /// In whose name.
        sender: Colleague,
        /// Documents that are made from these templates and sent along (S3.16).
        attachments: Vec<TemplateId>,
    },
    /// SMS to a contact.
    SmsToContact {
        /// Which contact.
        recipient: ContactChoice,
    },
    /// E-mail to a colleague.
    EmailToUser {
        /// Which colleague.
        recipient: Colleague,
    },
    /// A task on the record for a colleague.
    TaskForUser {
        /// Which colleague.
        recipient: Colleague,
        /// Whether the colleague is told.
        notify: Notify,
    },
    /// A meeting, a call or documents to prepare, planned for a colleague (S3.15-20).
    Activity {
        /// What is planned.
        kind: ActivityKind,
        /// Whose.
        recipient: Colleague,
        /// When.
        date: RelativeDate,
        /// Who closes it.
        completion: Completion,
    },
    /// A new record about the same client: the repeat lead (S3.4-7).
    RepeatRecord {
        /// In which module.
        module: ModuleKey,
        /// Its name, with merge fields; `None` takes the record's own.
        name: Option<String>,
        /// Who is responsible.
        recipient: Colleague,
        /// Its first stage; `None` is the first of the module's first pipeline.
        stage: Option<StageKey>,
    },
    /// A copy of the record at another stage, of any pipeline of the module (S3.8-14).
    CopyRecord {
        /// Where it begins.
        stage: StageKey,
        /// Its name, with merge fields; `None` is the name and the word "copy" (S3.11).
        name: Option<String>,
        /// Who is responsible; `None` keeps the owner.
        recipient: Option<Colleague>,
    },
    /// The addresses of all contacts to mailing lists (S4.14).
    AddToLists {
        /// At least one, none twice.
        lists: Vec<MailingListId>,
    },
    /// Sets a field of the record.
    SetField {
        /// Which.
        field: FieldKey,
        /// To what; [`Operand::Empty`] empties it.
        value: Operand,
    },
    /// Moves the record to a stage.
    MoveStage {
        /// Where to.
        stage: StageKey,
    },
    /// Adds a tag.
    AddTag {
        /// The word.
        tag: String,
    },
    /// Takes a tag away.
    RemoveTag {
        /// The word.
        tag: String,
    },
    /// Makes a document from a template and keeps it on the record (S4.13).
    GenerateDocument,
    /// Tells another program, signed.
    Webhook {
        /// Which.
        endpoint: EndpointId,
    },
    /// Waits until something happened to the record, or no longer than this.
    WaitFor {
        /// What.
        event: EventName,
        /// How long at most.
        at_most: Delay,
    },
    /// Goes on in one of two ways.
    Branch {
        /// The question.
        condition: Expression,
        /// Where to when it holds.
        then: Target,
        /// Where to when it does not.
        otherwise: Target,
    },
    /// Ends the passage.
    Exit,
}

/// Another content of a step for a part of its clients: an A/B test (E5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it says.
    pub template: TemplateId,
    /// How many of the clients get it. Units: percent, 1 to 99.
    pub share: u32,
}

/// One step, its fields in the document's order (S1.22-27).
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Stays the same over the automation's versions, so that nothing is done twice.
    pub id: StepId,
    /// What it does.
    pub action: Action,
    /// After how long.
    pub delay: Delay,
    /// On which days and from which hour.
    pub timing: Timing,
    /// With which content; an action that says nothing has none.
    pub template: Option<TemplateId>,
    /// With which other contents for a part of the clients, B, C, D; the rest get `template`, A.
    pub variants: Vec<Variant>,
    /// How late it may be done at all (D6).
    pub expires_after: Option<Delay>,
}

impl Step {
    /// Its contents with the share of clients that get each, A first. Units: percent.
    pub fn contents(&self) -> impl Iterator<Item = (&TemplateId, u32)> {
        let others: u32 = self.variants.iter().map(|variant| variant.share).sum();
        let rest = WHOLE_PERCENT.saturating_sub(others);
        let others = self.variants.iter().map(|variant| (&variant.template, variant.share));
        self.template.iter().map(move |template| (template, rest)).chain(others)
    }

    /// Its contents, and the documents that it sends along.
    pub fn templates(&self) -> impl Iterator<Item = &TemplateId> {
        let attached = match &self.action {
            Action::EmailToContact { attachments, .. } => attachments.as_slice(),
            _ => &[],
        };
        self.contents().map(|(template, _)| template).chain(attached)
    }
}

impl Action {
    /// The name of the action in every interface.
    pub fn key(&self) -> &'static str {
        match self {
            Action::EmailToContact { .. } => "email_to_contact",
            Action::SmsToContact { .. } => "sms_to_contact",
            Action::EmailToUser { .. } => "email_to_user",
            Action::TaskForUser { .. } => "task_for_user",
            Action::Activity { .. } => "activity",
            Action::RepeatRecord { .. } => "repeat_record",
            Action::CopyRecord { .. } => "copy_record",
            Action::AddToLists { .. } => "add_to_lists",
            Action::SetField { .. } => "set_field",
            Action::MoveStage { .. } => "move_stage",
            Action::AddTag { .. } => "add_tag",
            Action::RemoveTag { .. } => "remove_tag",
            Action::GenerateDocument => "generate_document",
            Action::Webhook { .. } => "webhook",
            Action::WaitFor { .. } => "wait_for",
            Action::Branch { .. } => "branch",
            Action::Exit => "exit",
        }
    }

    /// The type of template that is this action's content (S1.14); `None` for one without content.
    pub fn template_kind(&self) -> Option<TemplateKind> {
        match self {
            Action::EmailToContact { .. } | Action::EmailToUser { .. } => Some(TemplateKind::Email),
            Action::SmsToContact { .. } => Some(TemplateKind::Sms),
            Action::TaskForUser { .. } | Action::Activity { .. } => Some(TemplateKind::Task),
            Action::GenerateDocument => Some(TemplateKind::Document),
            _ => None,
        }
    }

    /// The contact that it writes to, when it writes to one.
    pub fn contact(&self) -> Option<ContactChoice> {
        match self {
            Action::EmailToContact { recipient, .. } | Action::SmsToContact { recipient } => {
                Some(*recipient)
            }
            _ => None,
        }
    }

    /// The colleagues that it names.
    pub fn colleagues(&self) -> Vec<&Colleague> {
        match self {
            Action::EmailToContact { sender: colleague, .. }
            | Action::EmailToUser { recipient: colleague }
            | Action::TaskForUser { recipient: colleague, .. }
            | Action::Activity { recipient: colleague, .. }
            | Action::RepeatRecord { recipient: colleague, .. } => vec![colleague],
            Action::CopyRecord { recipient, .. } => recipient.iter().collect(),
            _ => vec![],
        }
    }
}
