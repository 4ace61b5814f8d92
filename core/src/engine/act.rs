//! What a due step does, or why it does not.
//!
//! Rules: S1.11 (the four actions), D14 (checked again at the moment of acting), D17 (quiet
//! hours), D20 (consent), D22 (a step that cannot run), D6 (lateness), E10 (missing owner).

use super::advance::Advance;
use super::cause::Cause;
use super::effect::{Effect, EffectBody, SmsFigures};
use super::log::{MessageText, Reason, What};
use super::outside;
use super::recipient::{EmailRecipient, SmsRecipient, colleague_of, contact_of};
use super::state::EnrollmentState;
use super::variant::variant_for;
use crate::definitions::{
    Action, Automation, Colleague, Completion, ContactChoice, Step, StepZone, Target,
};
use crate::template::{RenderContext, RenderProblem, Rendered, Template};
use crate::timing::{
    AtNight, Hour, NightRule, NightVerdict, QuietHours, Timing, at_night, due_at, next_allowed,
};
use crate::words::module::STAGE;
use crate::words::{
    AutomationId, Contact, DerivedKey, Moment, Record, RecordId, StepId, TemplateId, User, Zone,
};

/// From this lateness on a step asks its timing again (D6): nothing leaves at 03:00 because a
/// server slept. A tick is a minute; an hour is an outage. Source: our choice.
const LATE_MS: i64 = 60 * 60 * 1000;

/// Why a step does not act now.
pub(super) enum Refusal {
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
pub(super) struct Act {
    pub body: EffectBody,
    /// Address, id of the colleague, or where a record was made.
    pub to: Option<String>,
    pub detail: Option<String>,
    pub message: Option<MessageText>,
    /// Which of several contents it says.
    pub variant: Option<TemplateId>,
}

impl<'a> Advance<'a> {
    /// Decides the step that is due at `at`.
    pub(super) fn act(&mut self, id: &AutomationId, step_id: &StepId, at: Moment) {
        let Some(automation) = self.automation(id) else { return };
        let Some((position, step)) = automation.definition.step(step_id) else {
            self.exit(automation, at, Reason::StepGone);
            return;
        };
        if let Some(reason) = self.end_before_acting(automation, at) {
            match reason {
                Reason::FilterNotMatched if automation.definition.leaves_by_not_matching() => {
                    self.leave(automation, at);
                }
                reason => self.exit(automation, at, reason),
            }
            return;
        }
        let next = match self.perform(automation, step, at) {
            Ok(next) => next,
            Err(Refusal::Move(later, reason)) => {
                self.note_step(
                    automation,
                    step,
                    at,
                    What::Moved,
                    Some(reason),
                    Some(later.to_iso()),
                );
                let step = step.id.clone();
                self.set_state(id, EnrollmentState::Waiting { step, due_at: later });
                return;
            }
            Err(Refusal::Drop) => {
                let reason = Some(Reason::QuietHours);
                self.note_step(automation, step, at, What::Dropped, reason, None);
                Target::Next
            }
            Err(Refusal::Skip(reason, detail)) => {
                self.note_step(automation, step, at, What::Skipped, Some(reason), detail);
                Target::Next
            }
        };
        // A dropped or skipped action still moves the sequence on: its decision is the base (D1).
        let entered_at = self.entered_at(id).unwrap_or(at);
        let position = match next {
            Target::Next => position + 1,
            Target::Step(step) => {
                automation.definition.step(&step).map_or(usize::MAX, |(at, _)| at)
            }
            Target::Exit => usize::MAX,
        };
        self.schedule_from(automation, position, at, entered_at);
    }

    /// Asked again at the moment of acting (D14): does the record still belong here?
    fn end_before_acting(&self, automation: &Automation, at: Moment) -> Option<Reason> {
        if self.has_reached_goal(automation, at) {
            return Some(Reason::GoalReached);
        }
        if !automation.definition.asks_again_when_acting() {
            return None;
        }
        let stage = automation.definition.rule().filter(|rule| !rule.is_kept_after_leaving());
        let stage = stage.and_then(|rule| rule.trigger.stage());
        let stage_now = self.state.record.as_ref().and_then(|record| record.text(STAGE));
        if stage.is_some_and(|stage| Some(stage.as_str()) != stage_now) {
            return Some(Reason::LeftStage);
        }
        (!self.matches(automation, at)).then_some(Reason::FilterNotMatched)
    }

    fn note_step(
        &mut self,
        automation: &Automation,
        step: &Step,
        at: Moment,
        what: What,
        reason: Option<Reason>,
        detail: Option<String>,
    ) {
        self.note(automation, at, what, |entry| {
            entry.step = Some(step.id.clone());
            entry.action = Some(step.action.key());
            entry.reason = reason;
            entry.detail = detail;
        });
    }

    fn entered_at(&self, id: &AutomationId) -> Option<Moment> {
        Some(self.state.standings.get(id)?.enrollment.as_ref()?.entered_at)
    }

    fn key_of(&self, id: &AutomationId, step: &Step) -> Option<DerivedKey> {
        Some(self.state.standings.get(id)?.enrollment.as_ref()?.action_key(step))
    }

    /// Does what the step says, and answers where to go on.
    fn perform(
        &mut self,
        automation: &'a Automation,
        step: &Step,
        at: Moment,
    ) -> Result<Target, Refusal> {
        match &step.action {
            Action::WaitFor { .. } => {
                let reason = Some(Reason::TimedOut);
                self.note_step(automation, step, at, What::WaitEnded, reason, None);
                Ok(Target::Next)
            }
            Action::Branch { then, otherwise, .. } => {
                let condition = automation.branches.get(&step.id).ok_or(Reason::StepGone)?;
                let holds = self.holds(condition, at);
                let detail = Some(if holds { "yes" } else { "no" }.to_owned());
                self.note_step(automation, step, at, What::Branched, None, detail);
                Ok(if holds { then.clone() } else { otherwise.clone() })
            }
            Action::Exit => Ok(Target::Exit),
            Action::SetField { .. }
            | Action::MoveStage { .. }
            | Action::AddTag { .. }
            | Action::RemoveTag { .. } => {
                self.check_lateness(automation, step, at)?;
                self.change(automation, step, at)?;
                Ok(Target::Next)
            }
            _ => {
                self.check_lateness(automation, step, at)?;
                let key = self.key_of(&automation.definition.id, step).ok_or(Reason::StepGone)?;
                let act = self.effect(automation, step, &key, at)?;
                // A campaign asks once more: an address may have changed since the entry (D13).
                if let Some(contact) = self.once_refusal_of_step(automation, &step.action, at) {
                    return Err(Refusal::Skip(Reason::OncePerClient, Some(contact.to_string())));
                }
                self.record_act(automation, step, at, key, act);
                Ok(Target::Next)
            }
        }
    }

    fn record_act(
        &mut self,
        automation: &'a Automation,
        step: &Step,
        at: Moment,
        key: DerivedKey,
        act: Act,
    ) {
        let id = &automation.definition.id;
        let Some(record) = self.state.record.as_ref().map(|record| record.id.clone()) else {
            return;
        };
        let standing = self.state.standings.get_mut(id);
        let Some(enrollment) = standing.and_then(|standing| standing.enrollment.as_mut()) else {
            return;
        };
        if let (Action::Activity { completion: Completion::OnStageChange, .. }, Ok(activity)) =
            (&step.action, RecordId::parse(key.as_str()))
        {
            enrollment.activities.push(activity);
        }
        let cause = Cause::after(enrollment.cause.as_ref(), id, &record, at);
        let enrollment = enrollment.id.clone();
        let what = match step.action {
            Action::TaskForUser { .. } => What::TaskCreated,
            Action::AddToLists { .. } => What::ListsJoined,
            Action::Webhook { .. } => What::WebhookCalled,
            _ if matches!(act.body, EffectBody::Make { .. }) => What::RecordCreated,
            _ => What::Sent,
        };
        self.note(automation, at, what, |entry| {
            entry.step = Some(step.id.clone());
            entry.action = Some(step.action.key());
            entry.variant = act.variant;
            entry.to = act.to;
            entry.detail = act.detail;
            entry.message = act.message;
            entry.key = Some(key.clone());
        });
        self.effects.push(Effect {
            key,
            automation: id.clone(),
            enrollment,
            step: step.id.clone(),
            record,
            planned_at: at,
            cause,
            body: act.body,
        });
    }

    fn effect(
        &self,
        automation: &'a Automation,
        step: &Step,
        key: &DerivedKey,
        at: Moment,
    ) -> Result<Act, Refusal> {
        match &step.action {
            Action::EmailToContact { .. } => self.email_to_contact(automation, step, at),
            Action::SmsToContact { recipient } => {
                self.sms_to_contact(automation, step, *recipient, at)
            }
            Action::EmailToUser { recipient } => {
                self.email_to_user(self.template_of(automation, step)?, recipient, at)
            }
            Action::AddToLists { .. } | Action::Webhook { .. } => {
                self.act_outside(automation, step)
            }
            _ => self.make(automation, step, key, at),
        }
    }

    fn act_outside(&self, automation: &Automation, step: &Step) -> Result<Act, Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::NoContact)?;
        let outside = &self.setup.outside;
        match &step.action {
            Action::AddToLists { lists } => {
                outside::add_to_lists(outside, record, self.world.related, lists)
            }
            Action::Webhook { endpoint } => outside::webhook(outside, automation, record, endpoint),
            _ => Err(Reason::StepGone.into()),
        }
    }

    pub(super) fn template_of(
        &self,
        automation: &'a Automation,
        step: &Step,
    ) -> Result<&'a Template, Refusal> {
        let id = step.template.as_ref().ok_or(Reason::StepGone)?;
        Ok(automation.templates.get(id).ok_or(Reason::StepGone)?)
    }

    fn is_late(&self, at: Moment) -> bool {
        self.now.as_ms() - at.as_ms() > LATE_MS
    }

    /// When something due at `at` really leaves: what is late, now.
    fn leaves_at(&self, at: Moment) -> Moment {
        if self.is_late(at) { self.now } else { at }
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
        if !self.is_late(at) {
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
        automation: &'a Automation,
        step: &Step,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let Action::EmailToContact { recipient, sender, attachments } = &step.action else {
            return Err(Reason::StepGone.into());
        };
        let recipient = self.addressee(*recipient, at)?;
        let (template, variant) = content_for(automation, step, &recipient.0)?;
        let class = template.source().class;
        let to = EmailRecipient::permitted(&recipient.0, &recipient.1, class)?;
        let Rendered::Email { subject, html, text } =
            self.render(template, Some(&recipient), at)?
        else {
            return Err(Reason::StepGone.into());
        };
        let attachments = self.attachments(automation, attachments, &recipient, at)?;
        let sender = self.colleague(sender).map(|user| user.id.clone());
        Ok(Act {
            to: Some(to.address().as_str().to_owned()),
            detail: None,
            message: Some(words_of(Some(&subject), &text)),
            variant,
            body: EffectBody::Email { to, sender, class, subject, html, text, attachments },
        })
    }

    fn sms_to_contact(
        &self,
        automation: &'a Automation,
        step: &Step,
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
        let recipient = self.addressee(choice, at)?;
        let (template, variant) = content_for(automation, step, &recipient.0)?;
        let class = template.source().class;
        let to = SmsRecipient::permitted(&recipient.0, &recipient.1, class)?;
        let at_night = self.check_night(automation, step, &recipient.1, at)?;
        let Rendered::Sms { text } = self.render(template, Some(&recipient), at)? else {
            return Err(Reason::StepGone.into());
        };
        let number = to.number().as_str();
        let figures = SmsFigures::of(&self.setup.account, &text, Some(number));
        Ok(Act {
            to: Some(to.number().as_str().to_owned()),
            detail: None,
            message: Some(MessageText { sms: Some(figures.clone()), ..words_of(None, &text) }),
            variant,
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
        let leaves_at = self.leaves_at(at);
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
            to: Some(user.id.as_str().to_owned()),
            detail: None,
            message: Some(words_of(Some(&subject), &text)),
            variant: None,
            body: EffectBody::UserEmail {
                user: user.id.clone(),
                address: user.email.clone(),
                subject,
                html,
                text,
            },
        })
    }

    /// Who a message goes to, unless it is left in peace when the message would leave (E9). No machine
    /// answers a machine, or two write to each other for ever.
    fn addressee(&self, choice: ContactChoice, at: Moment) -> Result<(RecordId, Contact), Refusal> {
        if self.state.record.as_ref().is_some_and(Record::is_written_by_machine) {
            return Err(Reason::WrittenByMachine.into());
        }
        let (id, contact) = self.contact(choice)?;
        if contact.is_snoozed(self.leaves_at(at), self.setup.account.zone) {
            return Err(Reason::Snoozed.into());
        }
        Ok((id, contact))
    }

    pub(super) fn contact(&self, choice: ContactChoice) -> Result<(RecordId, Contact), Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::NoContact)?;
        Ok(contact_of(record, self.world.related, choice).ok_or(Reason::NoContact)?)
    }

    pub(super) fn colleague(&self, choice: &Colleague) -> Option<&'a User> {
        colleague_of(self.state.record.as_ref()?, choice, &self.setup.account)
    }

    pub(super) fn render_context(
        &self,
        recipient: Option<&(RecordId, Contact)>,
        at: Moment,
    ) -> Result<RenderContext<'_>, Refusal> {
        let subject = self.subject().ok_or(Reason::NoContact)?;
        let account = &self.setup.account;
        let zone = recipient.and_then(|(_, contact)| contact.zone).unwrap_or(account.zone);
        let recipient = recipient.and_then(|(id, _)| subject.related.get(id));
        let owner = self.colleague(&Colleague::Owner);
        Ok(RenderContext { subject, recipient, account, owner, now: at, zone })
    }

    pub(super) fn render(
        &self,
        template: &Template,
        recipient: Option<&(RecordId, Contact)>,
        at: Moment,
    ) -> Result<Rendered, Refusal> {
        template.render(&self.render_context(recipient, at)?).map_err(|problem| {
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

/// What the step says to this client, and which variant that is where there are several (E5).
fn content_for<'a>(
    automation: &'a Automation,
    step: &Step,
    client: &RecordId,
) -> Result<(&'a Template, Option<TemplateId>), Refusal> {
    let id = variant_for(&automation.definition.id, step, client).ok_or(Reason::StepGone)?;
    let template = automation.templates.get(id).ok_or(Reason::StepGone)?;
    Ok((template, (!step.variants.is_empty()).then(|| id.clone())))
}

pub(super) fn words_of(subject: Option<&str>, text: &str) -> MessageText {
    MessageText { subject: subject.map(str::to_owned), text: text.to_owned(), sms: None }
}
