//! Decisions and their sums as JSON. The plan and the run log have one shape: what you previewed
//! is what runs.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::budget::{SpentSoFar, planned_budget_to_json};
use super::cap::PERIODS;
use super::json::word_of;
use crate::engine::{ActivationPreview, Figures, Forecast, LogEntry};
use crate::words::Account;

/// One decision, planned or made.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct LogEntryWire {
    /// Its logical instant.
    pub planned_at: String,
    /// The record's id.
    pub record: String,
    /// The automation's id.
    pub automation: String,
    /// Which passage.
    pub pass: u32,
    /// The step's id.
    pub step: Option<String>,
    /// See [`crate::engine::What`].
    pub what: String,
    /// The step's action.
    pub action: Option<String>,
    /// Of a step with several contents: the id of the template that the client got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Address, or id of the colleague.
    pub to: Option<String>,
    /// See [`crate::engine::Reason`].
    pub reason: Option<String>,
    /// What the reason is about.
    pub detail: Option<String>,
    /// The rendered content.
    pub message: Option<MessageWire>,
    /// The idempotency key.
    pub key: Option<String>,
}

/// What a message or a task says.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct MessageWire {
    /// Subject or title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// Of an SMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Of an SMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Of an SMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<u32>,
    /// Units: millionths of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_micros: Option<i64>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

impl From<&LogEntry> for LogEntryWire {
    fn from(entry: &LogEntry) -> Self {
        LogEntryWire {
            planned_at: entry.planned_at.to_iso(),
            record: entry.record.as_str().to_owned(),
            automation: entry.automation.as_str().to_owned(),
            pass: entry.pass,
            step: entry.step.as_ref().map(|step| step.as_str().to_owned()),
            what: entry.what.key().to_owned(),
            action: entry.action.map(str::to_owned),
            variant: entry.variant.as_ref().map(|template| template.as_str().to_owned()),
            to: entry.to.clone(),
            reason: entry.reason.map(|reason| reason.key().to_owned()),
            detail: entry.detail.clone(),
            message: entry.message.as_ref().map(|message| MessageWire {
                subject: message.subject.clone(),
                text: message.text.clone(),
                encoding: message.sms.as_ref().map(|sms| sms.encoding.to_owned()),
                units: message.sms.as_ref().map(|sms| sms.units),
                parts: message.sms.as_ref().map(|sms| sms.parts),
                cost_micros: message.sms.as_ref().and_then(|sms| sms.cost_micros),
                currency: message.sms.as_ref().and_then(|sms| sms.currency.clone()),
            }),
            key: entry.key.as_ref().map(|key| key.as_str().to_owned()),
        }
    }
}

/// What decisions add up to.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct FiguresWire {
    /// Records that enter.
    pub entered: u64,
    /// E-mails.
    pub emails: u64,
    /// SMS.
    pub sms: u64,
    /// Billed parts.
    pub parts: u64,
    /// Tasks.
    pub tasks: u64,
    /// SMS lost to quiet hours.
    pub dropped: u64,
    /// Steps passed over.
    pub skipped: Vec<SkippedWire>,
    /// By currency.
    pub cost: Vec<CostWire>,
    /// SMS to numbers without a price.
    pub sms_without_price: u64,
}

/// Steps passed over for one reason.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct SkippedWire {
    /// See [`crate::engine::Reason`].
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// A sum of money.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct CostWire {
    /// ISO 4217.
    pub currency: String,
    /// Units: millionths of the currency.
    pub micros: i64,
}

impl From<&Figures> for FiguresWire {
    fn from(figures: &Figures) -> Self {
        let skipped = figures.skipped.iter();
        let cost = figures.cost_micros.iter();
        FiguresWire {
            entered: figures.entered,
            emails: figures.emails,
            sms: figures.sms,
            parts: figures.parts,
            tasks: figures.tasks,
            dropped: figures.dropped,
            skipped: skipped
                .map(|(reason, count)| SkippedWire { reason: (*reason).to_owned(), count: *count })
                .collect(),
            cost: cost
                .map(|(currency, micros)| CostWire { currency: currency.clone(), micros: *micros })
                .collect(),
            sms_without_price: figures.sms_without_price,
        }
    }
}

/// A forecast.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ForecastWire {
    /// In order; days without decisions are absent.
    pub days: Vec<ForecastDayWire>,
    /// Of all days.
    pub total: FiguresWire,
    /// Records that were planned.
    pub records: u64,
    /// The first decisions.
    pub entries: Vec<LogEntryWire>,
    /// Whether something was left out.
    pub is_truncated: bool,
    /// Contacts who would get too many messages, and how many such periods there are in all.
    pub collisions: CollisionsWire,
    /// What it does to the budget of SMS (E8); `null` without one.
    pub budget: Json,
}

/// Contacts whom all automations together would write to too often (B9).
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct CollisionsWire {
    /// Contacts.
    pub contacts: u64,
    /// Messages above the places that there are.
    pub messages_above: u64,
    /// The first of them.
    pub first: Vec<CollisionWire>,
}

/// One contact's messages of one channel in one period.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct CollisionWire {
    /// The contact's record.
    pub contact: String,
    /// `email` or `sms`.
    pub channel: &'static str,
    /// The first day of the period, on the contact's calendar.
    pub since: String,
    /// `day` or `week`.
    pub per: &'static str,
    /// How many would leave.
    pub messages: u32,
    /// How many may, or are usual where there is no cap.
    pub places: u32,
    /// Whether those above are skipped; else they all leave.
    pub is_capped: bool,
    /// Ids of the automations.
    pub automations: Vec<String>,
}

/// One day of a forecast.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ForecastDayWire {
    /// `YYYY-MM-DD`, the office's.
    pub date: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: FiguresWire,
}

impl ForecastWire {
    /// Of this account, which has spent so much for SMS.
    pub fn of(forecast: &Forecast, account: &Account, so_far: SpentSoFar) -> Self {
        let days = forecast.days.iter();
        ForecastWire {
            days: days
                .map(|(date, figures)| ForecastDayWire {
                    date: date.to_string(),
                    figures: figures.into(),
                })
                .collect(),
            total: (&forecast.total).into(),
            records: forecast.records,
            entries: forecast.entries.iter().map(LogEntryWire::from).collect(),
            is_truncated: forecast.is_truncated,
            collisions: collisions(forecast),
            budget: planned_budget_to_json(account, &forecast.sms, so_far),
        }
    }
}

/// Periods that a forecast names; its figures count all.
const COLLISIONS_SHOWN: usize = 100;

fn collisions(forecast: &Forecast) -> CollisionsWire {
    let mut wire = CollisionsWire::default();
    let mut last = None;
    for one in forecast.collisions() {
        wire.messages_above += u64::from(one.messages - one.places);
        if wire.first.len() < COLLISIONS_SHOWN {
            wire.first.push(CollisionWire {
                contact: one.contact.as_str().to_owned(),
                channel: one.channel.key(),
                since: one.since.to_string(),
                per: word_of(&one.per, &PERIODS),
                messages: one.messages,
                places: one.places,
                is_capped: one.is_capped,
                automations: one.automations.iter().map(|id| id.as_str().to_owned()).collect(),
            });
        }
        // They come in the order of the contacts.
        wire.contacts += u64::from(last.as_ref() != Some(&one.contact));
        last = Some(one.contact);
    }
    wire
}

/// What switching an automation on would do.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ActivationPreviewWire {
    /// Records that match now.
    pub matching: u64,
    /// Those that start at once; the number to confirm.
    pub would_start: u64,
    /// What happens to those.
    pub figures: FiguresWire,
    /// What their SMS alone do to the budget (E8); `null` without one.
    pub budget: Json,
}

impl ActivationPreviewWire {
    /// Of this account, which has spent so much for SMS.
    pub fn of(preview: &ActivationPreview, account: &Account, so_far: SpentSoFar) -> Self {
        ActivationPreviewWire {
            matching: preview.matching,
            would_start: preview.would_start,
            figures: (&preview.figures).into(),
            budget: planned_budget_to_json(account, &preview.sms, so_far),
        }
    }
}
