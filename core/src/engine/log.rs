//! The run log: each decision with its reason, also the decision not to act.
//!
//! The same entries make the plan: "what you previewed is what runs" is equality of these.

use super::effect::SmsFigures;
use crate::words::{AutomationId, DerivedKey, Moment, RecordId, StepId};

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
    /// Another passage of the same client goes on.
    AlreadyRunning,
    /// A new version of the automation counts, and the record is not in it (D16, D29).
    AutomationChanged,
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
            What::Deviated => "deviated",
        }
    }
}

impl Reason {
    /// Every reason, for reading one back from the store.
    pub const ALL: [Reason; 16] = [
        Reason::FilterNotMatched,
        Reason::AlreadyHadIt,
        Reason::TooSoonAfterExit,
        Reason::NoContact,
        Reason::NoAddress,
        Reason::NoConsent,
        Reason::QuietHours,
        Reason::LateMoved,
        Reason::Expired,
        Reason::MissingValue,
        Reason::NoColleague,
        Reason::NoAllowedDate,
        Reason::SmsNotEnabled,
        Reason::StepGone,
        Reason::AlreadyRunning,
        Reason::AutomationChanged,
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
            Reason::QuietHours => "quiet_hours",
            Reason::LateMoved => "late_moved",
            Reason::Expired => "expired",
            Reason::MissingValue => "missing_value",
            Reason::NoColleague => "no_colleague",
            Reason::NoAllowedDate => "no_allowed_date",
            Reason::SmsNotEnabled => "sms_not_enabled",
            Reason::StepGone => "step_gone",
            Reason::AlreadyRunning => "already_running",
            Reason::AutomationChanged => "automation_changed",
        }
    }

    /// The reason with this name.
    pub fn parse(key: &str) -> Option<Self> {
        Reason::ALL.into_iter().find(|reason| reason.key() == key)
    }
}
