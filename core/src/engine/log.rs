//! The run log: each decision with its reason, also the decision not to act.
//!
//! The same entries make the plan: "what you previewed is what runs" is equality of these.

use super::effect::SmsFigures;
use crate::words::{AutomationId, DerivedKey, Moment, RecordId, StepId, TemplateId};

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// Its logical instant.
    pub planned_at: Moment,
    /// About which record.
    pub record: RecordId,
    /// By which automation.
    pub automation: AutomationId,
    /// Which passage of the record.
    pub pass: u32,
    /// At which step; `None` for entering, leaving, finishing.
    pub step: Option<StepId>,
    /// What was decided.
    pub what: What,
    /// The step's action, by its name.
    pub action: Option<&'static str>,
    /// Which of the step's contents the client got, where there are several (E5).
    pub variant: Option<TemplateId>,
    /// Address, or id of the colleague.
    pub to: Option<String>,
    /// Why, whenever it is not simply because it was due.
    pub reason: Option<Reason>,
    /// What the reason is about: a field, a template, an instant.
    pub detail: Option<String>,
    /// The rendered content.
    pub message: Option<MessageText>,
    /// The idempotency key of the effect (D23).
    pub key: Option<DerivedKey>,
}

/// What a message or a task says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText {
    /// Subject of an e-mail, title of a task.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// Of an SMS: what it costs.
    pub sms: Option<SmsFigures>,
}

/// What was decided: a closed vocabulary for plan, run log and API alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The record entered the automation.
    Entered,
    /// It left; what was pending is cancelled.
    Left,
    /// A step was moved to a later instant.
    Moved,
    /// A message was decided to go out.
    Sent,
    /// A task was created.
    TaskCreated,
    /// An SMS fell into quiet hours and will not be sent, also not later (S1.7).
    Dropped,
    /// A step was passed over.
    Skipped,
    /// The last step was decided.
    Finished,
    /// The record itself was changed: a field, a stage, a tag.
    RecordChanged,
    /// Another record was made: an activity, a repeat record, a copy, a document.
    RecordCreated,
    /// A planned activity was completed, because the record moved on (S3.20).
    ActivityCompleted,
    /// The contacts' addresses were decided to go to mailing lists (S4.14).
    ListsJoined,
    /// Another program was decided to be told.
    WebhookCalled,
    /// What a step waited for happened, or the wait was over.
    WaitEnded,
    /// A branch was taken.
    Branched,
    /// The loop guard let nothing follow (D19).
    Stopped,
    /// At the moment of sending, a decided message turned into a named non-send.
    Deviated,
}

/// Why: a closed vocabulary, translated by the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The record does not match the filter (any more).
    FilterNotMatched,
    /// It had this automation once, and once is all (D13).
    AlreadyHadIt,
    /// It left too short a while ago to start again (D13).
    TooSoonAfterExit,
    /// The record has no such contact.
    NoContact,
    /// The contact has no usable e-mail address or number.
    NoAddress,
    /// Marketing needs consent for the channel (D20).
    NoConsent,
    /// Nothing goes to the address any more: it bounced, its owner complained, said STOP, or had
    /// everything erased (D20).
    Suppressed,
    /// Between 23:00 and 07:30 no SMS leaves (D17).
    QuietHours,
    /// It was so late that its timing was asked again (D6).
    LateMoved,
    /// It was later than the step allows (D6).
    Expired,
    /// A merge field without fallback is empty (D27).
    MissingValue,
    /// No owner, no fallback user, or both have left (E10).
    NoColleague,
    /// No date in the next years fits the step's days.
    NoAllowedDate,
    /// SMS is switched off in the module (S1.20).
    SmsNotEnabled,
    /// The step or its template is gone.
    StepGone,
    /// Its client had it, perhaps as another record (D13).
    OncePerClient,
    /// The contact had as many messages as the cap allows (D21).
    FrequencyCap,
    /// The subscription no longer has this (D30).
    SubscriptionEnded,
    /// The other service is not connected (S4.3).
    IntegrationMissing,
    /// The other service no longer has this list.
    ListGone,
    /// The message of the rule before it could not be delivered (D25).
    PreviousFailed,
    /// The record is still on its way through this automation.
    AlreadyRunning,
    /// Too many automations followed from one another (D19).
    LoopGuard,
    /// Far more records than usual; a person releases or discards them (D18).
    Held,
    /// A person took it back.
    Cancelled,
    /// The contact gets nothing for a while (E9).
    Snoozed,
    /// The record is on the list of those who stay out (E9).
    Excluded,
    /// The goal is reached (E9).
    GoalReached,
    /// The record left the rule's stage (D14).
    LeftStage,
    /// The automation made this record itself (D19).
    OwnOrigin,
    /// A machine wrote the e-mail; no machine answers it (S0.4, RFC 3834).
    WrittenByMachine,
    /// The automation was changed meanwhile (D29).
    AutomationChanged,
    /// What it waited for did not happen in time.
    TimedOut,
    /// The service outside refused this very thing, and will again.
    Refused,
    /// The service outside could not be reached for a day.
    Unreachable,
    /// The record held that already.
    AlreadySo,
    /// The contact has answered (E1).
    Replied,
    /// It may have arrived or not: no answer came, and asking again could send it twice (D23).
    Uncertain,
    /// The person asked to be forgotten (D20).
    Erased,
    /// The month's budget for SMS is spent (E8).
    BudgetSpent,
}

impl What {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            What::Entered => "entered",
            What::Left => "left",
            What::Moved => "moved",
            What::Sent => "sent",
            What::TaskCreated => "task_created",
            What::Dropped => "dropped",
            What::Skipped => "skipped",
            What::Finished => "finished",
            What::RecordChanged => "record_changed",
            What::RecordCreated => "record_created",
            What::ActivityCompleted => "activity_completed",
            What::ListsJoined => "lists_joined",
            What::WebhookCalled => "webhook_called",
            What::WaitEnded => "wait_ended",
            What::Branched => "branched",
            What::Stopped => "stopped",
            What::Deviated => "deviated",
        }
    }
}

impl Reason {
    /// Every reason, for reading one back from the store.
    pub const ALL: &[Reason] = &[
        Reason::FilterNotMatched,
        Reason::AlreadyHadIt,
        Reason::TooSoonAfterExit,
        Reason::NoContact,
        Reason::NoAddress,
        Reason::NoConsent,
        Reason::Suppressed,
        Reason::QuietHours,
        Reason::LateMoved,
        Reason::Expired,
        Reason::MissingValue,
        Reason::NoColleague,
        Reason::NoAllowedDate,
        Reason::SmsNotEnabled,
        Reason::StepGone,
        Reason::OncePerClient,
        Reason::FrequencyCap,
        Reason::SubscriptionEnded,
        Reason::IntegrationMissing,
        Reason::ListGone,
        Reason::PreviousFailed,
        Reason::AlreadyRunning,
        Reason::LoopGuard,
        Reason::Held,
        Reason::Cancelled,
        Reason::Snoozed,
        Reason::Excluded,
        Reason::GoalReached,
        Reason::LeftStage,
        Reason::OwnOrigin,
        Reason::WrittenByMachine,
        Reason::AutomationChanged,
        Reason::TimedOut,
        Reason::Refused,
        Reason::Unreachable,
        Reason::Replied,
        Reason::Uncertain,
        Reason::AlreadySo,
        Reason::Erased,
        Reason::BudgetSpent,
    ];

    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Reason::FilterNotMatched => "filter_not_matched",
            Reason::AlreadyHadIt => "already_had_it",
            Reason::TooSoonAfterExit => "too_soon_after_exit",
            Reason::NoContact => "no_contact",
            Reason::NoAddress => "no_address",
            Reason::NoConsent => "no_consent",
            Reason::Suppressed => "suppressed",
            Reason::QuietHours => "quiet_hours",
            Reason::LateMoved => "late_moved",
            Reason::Expired => "expired",
            Reason::MissingValue => "missing_value",
            Reason::NoColleague => "no_colleague",
            Reason::NoAllowedDate => "no_allowed_date",
            Reason::SmsNotEnabled => "sms_not_enabled",
            Reason::StepGone => "step_gone",
            Reason::OncePerClient => "once_per_client",
            Reason::FrequencyCap => "frequency_cap",
            Reason::SubscriptionEnded => "subscription_ended",
            Reason::IntegrationMissing => "integration_missing",
            Reason::ListGone => "list_gone",
            Reason::PreviousFailed => "previous_failed",
            Reason::AlreadyRunning => "already_running",
            Reason::LoopGuard => "loop_guard",
            Reason::Held => "held",
            Reason::Cancelled => "cancelled",
            Reason::Snoozed => "snoozed",
            Reason::Excluded => "excluded",
            Reason::GoalReached => "goal_reached",
            Reason::LeftStage => "left_stage",
            Reason::OwnOrigin => "own_origin",
            Reason::WrittenByMachine => "written_by_machine",
            Reason::AutomationChanged => "automation_changed",
            Reason::TimedOut => "timed_out",
            Reason::Refused => "refused",
            Reason::Unreachable => "unreachable",
            Reason::AlreadySo => "already_so",
            Reason::Replied => "replied",
            Reason::Uncertain => "uncertain",
            Reason::Erased => "erased",
            Reason::BudgetSpent => "budget_spent",
        }
    }

    /// The reason with this name.
    pub fn parse(key: &str) -> Option<Self> {
        Reason::ALL.iter().copied().find(|reason| reason.key() == key)
    }
}
