//! What a due step does, or why it does not.
//!
//! Rules: S1.11 (the four actions), D14 (checked again at the moment of acting), D17 (quiet
//! hours), D20 (consent), D22 (a step that cannot run), D6 (lateness), E10 (missing owner).

use super::advance::Advance;
use super::effect::{Effect, EffectBody, SmsFigures};
use super::log::{MessageText, Reason, What};
use super::recipient::{EmailRecipient, SmsRecipient, colleague_of, contact_of};
use super::state::EnrollmentState;
use crate::definitions::{Action, Automation, Colleague, ContactChoice, Notify, Step, StepZone};
use crate::sms;
use crate::template::{RenderContext, RenderProblem, Rendered, Template};
use crate::timing::{
    AtNight, Hour, NightRule, NightVerdict, QuietHours, Timing, at_night, due_at, next_allowed,
};
use crate::words::{AutomationId, Contact, DerivedKey, Moment, RecordId, StepId, Zone};

/// From this lateness on a step asks its timing again (D6): nothing leaves at 03:00 because a
/// server slept. A tick is a minute; an hour is an outage. Source: our choice.
const LATE_MS: i64 = 60 * 60 * 1000;

/// Why a step does not act now.
enum Refusal {
    /// Passed over: reason and what it is about.
    Skip(Reason, Option<String>),
    /// Dropped at night.
    Drop,
    /// Moved to a later instant.
    Move(Moment, Reason),
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Refusal::Skip(reason, None)
    }
}

/// What an acting step produced.
struct Act {
    body: EffectBody,
    to: String,
    message: MessageText,
}

impl<'a> Advance<'a> {
    /// Decides the step that is due at `at`.
    pub(super) fn act(&mut self, id: &AutomationId, step_id: &StepId, at: Moment) {
        let Some(automation) = self.automation(id) else { return };
        let Some((position, step)) = automation.definition.step(step_id) else {
            self.set_state(id, EnrollmentState::Exited { at, reason: Reason::StepGone });
            self.note(automation, at, What::Left, |entry| {
                entry.step = Some(step_id.clone());
                entry.reason = Some(Reason::StepGone);
            });
            return;
        };
        if automation.definition.asks_again_when_acting() && !self.matches(automation, at) {
            self.leave(automation, at);
            return;
        }
        let key = self.key_of(id, step);
        match self.perform(automation, step, at) {
            Ok(act) => self.record_act(automation, step, at, key, act),
            Err(Refusal::Move(later, reason)) => {
                self.note(automation, at, What::Moved, |entry| {
                    entry.step = Some(step.id.clone());
                    entry.action = Some(step.action.key());
                    entry.reason = Some(reason);
                    entry.detail = Some(later.to_iso());
                });
                let step = step.id.clone();
                self.set_state(id, EnrollmentState::Waiting { step, due_at: later });
                return;
            }
            Err(Refusal::Drop) => self.note(automation, at, What::Dropped, |entry| {
                entry.step = Some(step.id.clone());
                entry.action = Some(step.action.key());
                entry.reason = Some(Reason::QuietHours);
            }),
            Err(Refusal::Skip(reason, detail)) => {
                self.note(automation, at, What::Skipped, |entry| {
                    entry.step = Some(step.id.clone());
                    entry.action = Some(step.action.key());
                    entry.reason = Some(reason);
                    entry.detail = detail;
                })
            }
        }
        // A dropped or skipped action still moves the sequence on: its decision is the base (D1).
        let entered_at = self.entered_at(id).unwrap_or(at);
        self.schedule_from(automation, position + 1, at, entered_at);
    }

    fn entered_at(&self, id: &AutomationId) -> Option<Moment> {
        Some(self.state.standings.get(id)?.enrollment.as_ref()?.entered_at)
    }

    fn enrollment_id(&self, id: &AutomationId) -> Option<&DerivedKey> {
        Some(&self.state.standings.get(id)?.enrollment.as_ref()?.id)
    }

    fn key_of(&self, id: &AutomationId, step: &Step) -> Option<DerivedKey> {
        let enrollment = self.enrollment_id(id)?;
        let parts = ["action", enrollment.as_str(), step.id.as_str(), step.action.key()];
        Some(DerivedKey::of(&parts))
    }

    fn record_act(
        &mut self,
        automation: &'a Automation,
        step: &Step,
        at: Moment,
        key: Option<DerivedKey>,
        act: Act,
    ) {
        let enrollment = self.enrollment_id(&automation.definition.id).cloned();
        let record = self.state.record.as_ref().map(|record| record.id.clone());
        let (Some(key), Some(enrollment), Some(record)) = (key, enrollment, record) else { return };
        let what = match act.body {
            EffectBody::Task { .. } => What::TaskCreated,
            _ => What::Sent,
        };
        self.note(automation, at, what, |entry| {
            entry.step = Some(step.id.clone());
            entry.action = Some(step.action.key());
            entry.to = Some(act.to);
            entry.message = Some(act.message);
            entry.key = Some(key.clone());
        });
        self.effects.push(Effect {
            key,
            automation: automation.definition.id.clone(),
            enrollment,
            step: step.id.clone(),
            record,
            planned_at: at,
            body: act.body,
        });
    }

    fn perform(&self, automation: &'a Automation, step: &Step, at: Moment) -> Result<Act, Refusal> {
        self.check_lateness(automation, step, at)?;
        let template = step
            .template
            .as_ref()
            .and_then(|id| automation.templates.get(id))
            .ok_or(Reason::StepGone)?;
        match &step.action {
            Action::EmailToContact { recipient, sender, .. } => {
                self.email_to_contact(template, *recipient, sender, at)
            }
            Action::SmsToContact { recipient } => {
                self.sms_to_contact(automation, step, template, *recipient, at)
            }
            Action::EmailToUser { recipient } => self.email_to_user(template, recipient, at),
            Action::TaskForUser { recipient, notify } => {
                self.task_for_user(template, recipient, *notify, at)
            }
            _ => Err(Reason::StepGone.into()),
        }
    }

    /// A step may say how late is too late; what is an hour late asks its timing again (D6).
    fn check_lateness(
        &self,
        automation: &Automation,
        step: &Step,
        at: Moment,
    ) -> Result<(), Refusal> {
        let zone = self.zone_of(automation, step);
        if let Some(expiry) = &step.expires_after {
            let expires_at = due_at(at, expiry, &Timing::ANY, zone, &self.calendar);
            if expires_at.is_ok_and(|expires_at| self.now > expires_at) {
                return Err(Reason::Expired.into());
            }
        }
        if self.now.as_ms() - at.as_ms() <= LATE_MS {
            return Ok(());
        }
        match next_allowed(self.now, &step.timing, zone, &self.calendar) {
            Ok(later) if later > self.now => Err(Refusal::Move(later, Reason::LateMoved)),
            Ok(_) => Ok(()),
            Err(_) => Err(Reason::NoAllowedDate.into()),
        }
    }

    fn email_to_contact(
        &self,
        template: &Template,
        choice: ContactChoice,
        sender: &Colleague,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let (id, contact) = self.contact(choice)?;
        let class = template.source().class;
        let to = EmailRecipient::permitted(&id, &contact, class)?;
        let Rendered::Email { subject, html, text } = self.render(template, Some(&contact), at)?
        else {
            return Err(Reason::StepGone.into());
        };
        let sender = self.colleague(sender).map(|user| user.id.clone());
        Ok(Act {
            to: to.address().as_str().to_owned(),
            message: words_of(Some(&subject), &text),
            body: EffectBody::Email { to, sender, class, subject, html, text },
        })
    }

    fn sms_to_contact(
        &self,
        automation: &Automation,
        step: &Step,
        template: &Template,
        choice: ContactChoice,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let sms_enabled = self
            .setup
            .module(automation.definition.module.as_str())
            .is_some_and(|module| module.sms_enabled);
        if !sms_enabled {
            return Err(Reason::SmsNotEnabled.into());
        }
        let (id, contact) = self.contact(choice)?;
        let class = template.source().class;
        let to = SmsRecipient::permitted(&id, &contact, class)?;
        let at_night = self.check_night(automation, step, &contact, at)?;
        let Rendered::Sms { text } = self.render(template, Some(&contact), at)? else {
            return Err(Reason::StepGone.into());
        };
        let figures = self.figures(&text, to.number().as_str());
        Ok(Act {
            to: to.number().as_str().to_owned(),
            message: MessageText { sms: Some(figures.clone()), ..words_of(None, &text) },
            body: EffectBody::Sms { to, class, text, figures, at_night },
        })
    }

    /// Quiet hours are the recipient's (D17). What is late is judged by when it would really leave.
    fn check_night(
        &self,
        automation: &Automation,
        step: &Step,
        contact: &Contact,
        at: Moment,
    ) -> Result<AtNight, Refusal> {
        let is_late = self.now.as_ms() - at.as_ms() > LATE_MS;
        let leaves_at = if is_late { self.now } else { at };
        let rule = NightRule {
            quiet: QuietHours::of(&self.setup.account),
            recipient_zone: contact.zone.unwrap_or(self.setup.account.zone),
            at_night: automation.definition.at_night,
            timing: &step.timing,
            step_zone: self.zone_of(automation, step),
            calendar: &self.calendar,
        };
        match at_night(leaves_at, &rule) {
            // A from-hour by day is the correct setting that loses none (S1.24), also after a retry.
            Ok(NightVerdict::Send) => Ok(match step.timing.hour() {
                Hour::From { from, .. } if !rule.quiet.contain(from) => AtNight::NextWindow,
                _ => automation.definition.at_night,
            }),
            Ok(NightVerdict::Drop) => Err(Refusal::Drop),
            Ok(NightVerdict::Move(later)) => Err(Refusal::Move(later, Reason::QuietHours)),
            Err(_) => Err(Reason::NoAllowedDate.into()),
        }
    }

    fn figures(&self, text: &str, number: &str) -> SmsFigures {
        let counted = sms::count(text);
        let price = self.setup.account.sms_price(number);
        SmsFigures {
            encoding: counted.encoding.name(),
            units: counted.units,
            parts: counted.parts,
            cost_micros: price.map(|price| price.micros_per_part * i64::from(counted.parts)),
            currency: price.map(|price| price.currency.clone()),
        }
    }

    fn email_to_user(
        &self,
        template: &Template,
        recipient: &Colleague,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let user = self.colleague(recipient).ok_or(Reason::NoColleague)?;
        let Rendered::Email { subject, html, text } = self.render(template, None, at)? else {
            return Err(Reason::StepGone.into());
        };
        Ok(Act {
            to: user.id.as_str().to_owned(),
            message: words_of(Some(&subject), &text),
            body: EffectBody::UserEmail {
                user: user.id.clone(),
                address: user.email.clone(),
                subject,
                html,
                text,
            },
        })
    }

    fn task_for_user(
        &self,
        template: &Template,
        recipient: &Colleague,
        notify: Notify,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let user = self.colleague(recipient).ok_or(Reason::NoColleague)?;
        let Rendered::Task { title, description } = self.render(template, None, at)? else {
            return Err(Reason::StepGone.into());
        };
        let notify_address = match notify {
            Notify::ByEmail => Some(user.email.clone()),
            Notify::Silently => None,
        };
        Ok(Act {
            to: user.id.as_str().to_owned(),
            message: words_of(Some(&title), &description),
            body: EffectBody::Task {
                assignee: user.id.clone(),
                title,
                description,
                notify_address,
            },
        })
    }

    fn contact(&self, choice: ContactChoice) -> Result<(RecordId, Contact), Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::NoContact)?;
        Ok(contact_of(record, self.world.related, choice).ok_or(Reason::NoContact)?)
    }

    fn colleague(&self, choice: &Colleague) -> Option<&'a crate::words::User> {
        colleague_of(self.state.record.as_ref()?, choice, &self.setup.account)
    }

    fn render(
        &self,
        template: &Template,
        contact: Option<&Contact>,
        at: Moment,
    ) -> Result<Rendered, Refusal> {
        let subject = self.subject().ok_or(Reason::NoContact)?;
        let account = &self.setup.account;
        let zone = contact.and_then(|contact| contact.zone).unwrap_or(account.zone);
        let owner = self.colleague(&Colleague::Owner);
        let context = RenderContext { subject, account, owner, now: at, zone };
        template.render(&context).map_err(|problem| {
            let detail = match &problem {
                RenderProblem::MissingValue { path } => path.clone(),
                other => other.to_string(),
            };
            Refusal::Skip(Reason::MissingValue, Some(detail))
        })
    }

    /// The zone in which a step's days and hours are meant (D4).
    pub(super) fn zone_of(&self, automation: &Automation, step: &Step) -> Zone {
        let office = self.setup.account.zone;
        let Some(choice) = step.action.contact() else { return office };
        match automation.definition.zone {
            StepZone::Account => office,
            StepZone::Contact => {
                self.contact(choice).ok().and_then(|(_, contact)| contact.zone).unwrap_or(office)
            }
        }
    }
}

fn words_of(subject: Option<&str>, text: &str) -> MessageText {
    MessageText { subject: subject.map(str::to_owned), text: text.to_owned(), sms: None }
}
