//! The records that actions make: tasks, activities, repeat records, copies, documents (D26).
//!
//! "Everything is a record": what an automation makes lies in a module like everything else, under an
//! id that derives from its cause, with the automation as its `origin`.

use std::collections::BTreeMap;

use super::act::{Act, Refusal, words_of};
use super::advance::Advance;
use super::effect::{Attachment, EffectBody, Notice};
use super::log::Reason;
use crate::definitions::{Action, ActivityKind, Automation, Colleague, Notify, RelativeDate, Step};
use crate::template::{Phrase, Rendered, Template};
use crate::words::module::{
    ACTIVITIES_MODULE, CONTACTS, CONTACTS_MODULE, CREATED, DOCUMENTS_MODULE, ORIGIN, OWNER, STAGE,
    TASKS_MODULE, UPDATED,
};
use crate::words::{
    CalendarStep, Contact, DerivedKey, FieldKey, ModuleKey, Moment, Record, RecordId, StageKey,
    TemplateId, User, Value,
};

/// What a new record is made from.
struct New<'s> {
    automation: &'s Automation,
    key: &'s DerivedKey,
    at: Moment,
}

type Given = BTreeMap<FieldKey, Option<Value>>;

impl<'a> Advance<'a> {
    /// Makes the record of a step that makes one.
    pub(super) fn make(
        &self,
        automation: &'a Automation,
        step: &Step,
        key: &DerivedKey,
        at: Moment,
    ) -> Result<Act, Refusal> {
        let new = New { automation, key, at };
        match &step.action {
            Action::TaskForUser { recipient, notify } => {
                self.task(&new, self.template_of(automation, step)?, recipient, *notify)
            }
            Action::Activity { kind, recipient, date, .. } => {
                let template = self.template_of(automation, step)?;
                self.activity(&new, template, *kind, recipient, *date)
            }
            Action::RepeatRecord { module, name, recipient, stage } => {
                self.repeat_record(&new, module, name.as_deref(), recipient, stage.as_ref())
            }
            Action::CopyRecord { stage, name, recipient } => {
                self.copy_record(&new, stage, name.as_deref(), recipient.as_ref())
            }
            _ => self.document(&new, self.template_of(automation, step)?, step.template.as_ref()),
        }
    }

    fn task(
        &self,
        new: &New<'_>,
        template: &Template,
        recipient: &Colleague,
        notify: Notify,
    ) -> Result<Act, Refusal> {
        let user = self.colleague(recipient).ok_or(Reason::NoColleague)?;
        let (title, description) = self.rendered_task(template, new.at)?;
        let given = [
            ("name", text(&title)),
            ("description", text(&description)),
            (OWNER, Some(owner(user))),
            ("due_at", Some(Value::Instant(new.at))),
            ("is_done", Some(Value::YesNo(false))),
        ];
        let record = self.about_this(new, TASKS_MODULE, given)?;
        let notify = (notify == Notify::ByEmail).then(|| Notice {
            user: user.id.clone(),
            address: user.email.clone(),
            subject: title.clone(),
            text: description.clone(),
        });
        Ok(Act {
            to: Some(user.id.as_str().to_owned()),
            detail: None,
            message: Some(words_of(Some(&title), &description)),
            variant: None,
            body: EffectBody::Make { record: Box::new(record), notify },
        })
    }

    fn activity(
        &self,
        new: &New<'_>,
        template: &Template,
        kind: ActivityKind,
        recipient: &Colleague,
        date: RelativeDate,
    ) -> Result<Act, Refusal> {
        let user = self.colleague(recipient).ok_or(Reason::NoColleague)?;
        let (title, description) = self.rendered_task(template, new.at)?;
        let kind = match kind {
            ActivityKind::Meeting => "meeting",
            ActivityKind::Call => "call",
            ActivityKind::Documents => "documents",
        };
        let zone = self.setup.account.zone;
        let days = CalendarStep::Days(i32::try_from(date.days).unwrap_or(i32::MAX));
        let day = new.at.plus_calendar(days, zone).date(zone);
        let starts_at = zone.resolve(day, date.time);
        let given = [
            ("name", text(&title)),
            ("kind", Some(Value::Code(kind.to_owned()))),
            ("description", text(&description)),
            (OWNER, Some(owner(user))),
            ("starts_at", Some(Value::Instant(starts_at))),
            ("is_done", Some(Value::YesNo(false))),
        ];
        let record = self.about_this(new, ACTIVITIES_MODULE, given)?;
        Ok(Act {
            to: Some(user.id.as_str().to_owned()),
            detail: Some(starts_at.to_iso()),
            message: Some(words_of(Some(&title), &description)),
            variant: None,
            body: EffectBody::Make { record: Box::new(record), notify: None },
        })
    }

    fn document(
        &self,
        new: &New<'_>,
        template: &Template,
        id: Option<&TemplateId>,
    ) -> Result<Act, Refusal> {
        let contact = self.contact(crate::definitions::ContactChoice::Any).ok();
        let Rendered::Document { title, text: body, .. } =
            self.render(template, contact.as_ref(), new.at)?
        else {
            return Err(Reason::StepGone.into());
        };
        let given = [
            ("name", text(&title)),
            ("body", text(&body)),
            ("template", id.and_then(|id| text(id.as_str()))),
        ];
        let record = self.about_this(new, DOCUMENTS_MODULE, given)?;
        Ok(Act {
            to: None,
            detail: None,
            message: Some(words_of(Some(&title), &body)),
            variant: None,
            body: EffectBody::Make { record: Box::new(record), notify: None },
        })
    }

    /// The documents that go with an e-mail.
    pub(super) fn attachments(
        &self,
        automation: &Automation,
        ids: &[TemplateId],
        recipient: &(RecordId, Contact),
        at: Moment,
    ) -> Result<Vec<Attachment>, Refusal> {
        let attach = |id: &TemplateId| {
            let template = automation.templates.get(id).ok_or(Reason::StepGone)?;
            match self.render(template, Some(recipient), at)? {
                Rendered::Document { title, html, .. } => Ok(Attachment { name: title, html }),
                _ => Err(Reason::StepGone.into()),
            }
        };
        ids.iter().map(attach).collect()
    }

    /// A record about the same client in whichever module (S3.4-7).
    fn repeat_record(
        &self,
        new: &New<'_>,
        module: &ModuleKey,
        name: Option<&str>,
        recipient: &Colleague,
        stage: Option<&StageKey>,
    ) -> Result<Act, Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::NoContact)?;
        let target = self.setup.module(module.as_str()).ok_or(Reason::StepGone)?;
        let first = target.pipelines.first().and_then(|path| path.stages.first());
        let stage = stage.or(first.map(|stage| &stage.key));
        let name = match name {
            Some(name) => self.phrase(name, new.at)?,
            None => record.text("name").unwrap_or_default().to_owned(),
        };
        let user = self.colleague(recipient);
        let mut given = Given::new();
        set(&mut given, "name", text(&name));
        set(&mut given, OWNER, user.map(owner));
        set(&mut given, STAGE, stage.map(|stage| Value::Code(stage.as_str().to_owned())));
        if module.as_str() != CONTACTS_MODULE {
            set(&mut given, CONTACTS, contacts_of(record));
        }
        Ok(made(self.create(new, module.clone(), given)?, &name, module.as_str()))
    }

    /// The record once more, at another stage (S3.8-14, S3.23): every field goes along.
    fn copy_record(
        &self,
        new: &New<'_>,
        stage: &StageKey,
        name: Option<&str>,
        recipient: Option<&Colleague>,
    ) -> Result<Act, Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::NoContact)?;
        let name = match name {
            Some(name) => self.phrase(name, new.at)?,
            None => {
                let own = record.text("name").unwrap_or_default();
                format!("{own} {}", copy_word(&self.setup.account.language)).trim().to_owned()
            }
        };
        let mut given: Given = record
            .values
            .iter()
            .filter(|(key, _)| ![CREATED, UPDATED, ORIGIN].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), Some(value.clone())))
            .collect();
        set(&mut given, "name", text(&name));
        set(&mut given, STAGE, Some(Value::Code(stage.as_str().to_owned())));
        if let Some(user) = recipient.and_then(|recipient| self.colleague(recipient)) {
            set(&mut given, OWNER, Some(owner(user)));
        }
        Ok(made(self.create(new, record.module.clone(), given)?, &name, stage.as_str()))
    }

    fn phrase(&self, name: &str, at: Moment) -> Result<String, Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::StepGone)?;
        let module = self.setup.module(record.module.as_str()).ok_or(Reason::StepGone)?;
        let phrase = Phrase::parse(name, module, &self.setup.modules)
            .map_err(|_| Refusal::from(Reason::StepGone))?;
        let context = self.render_context(None, at)?;
        phrase
            .render(&context)
            .map_err(|problem| Refusal::Skip(Reason::MissingValue, Some(problem.to_string())))
    }

    fn rendered_task(&self, template: &Template, at: Moment) -> Result<(String, String), Refusal> {
        match self.render(template, None, at)? {
            Rendered::Task { title, description } => Ok((title, description)),
            _ => Err(Reason::StepGone.into()),
        }
    }

    /// A record of a built-in module that says which record it is about, and whose contacts.
    fn about_this<const N: usize>(
        &self,
        new: &New<'_>,
        module: &'static str,
        given: [(&'static str, Option<Value>); N],
    ) -> Result<Record, Refusal> {
        let record = self.state.record.as_ref().ok_or(Reason::StepGone)?;
        let mut values = Given::new();
        for (key, value) in given {
            set(&mut values, key, value);
        }
        set(&mut values, "about", text(record.id.as_str()));
        set(&mut values, "about_module", text(record.module.as_str()));
        set(&mut values, CONTACTS, contacts_of(record));
        self.create(new, ModuleKey::known(module), values)
    }

    fn create(
        &self,
        new: &New<'_>,
        module: ModuleKey,
        mut given: Given,
    ) -> Result<Record, Refusal> {
        set(&mut given, ORIGIN, text(new.automation.definition.id.as_str()));
        let id = RecordId::parse(new.key.as_str()).map_err(|_| Refusal::from(Reason::StepGone))?;
        Ok(Record::create(id, module, given, new.at, new.at).record)
    }
}

fn made(record: Record, name: &str, place: &str) -> Act {
    Act {
        to: Some(place.to_owned()),
        detail: None,
        message: Some(words_of(Some(name), "")),
        variant: None,
        body: EffectBody::Make { record: Box::new(record), notify: None },
    }
}

fn set(given: &mut Given, key: &'static str, value: Option<Value>) {
    given.insert(FieldKey::known(key), value);
}

fn text(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()))
}

fn owner(user: &User) -> Value {
    Value::Code(user.id.as_str().to_owned())
}

/// The people that a record is about; a contact is its own.
fn contacts_of(record: &Record) -> Option<Value> {
    let contacts = match record.module.as_str() {
        CONTACTS_MODULE => vec![record.id.clone()],
        _ => record.related(CONTACTS).to_vec(),
    };
    (!contacts.is_empty()).then_some(Value::Related(contacts))
}

/// The word that a copy's name ends with, in the account's language (S3.11).
fn copy_word(language: &str) -> &'static str {
    match language {
        "pl" => "– kopia",
        "ro" => "– copie",
        "hu" => "– másolat",
        "ru" => "– копия",
        _ => "– copy",
    }
}

/// What completing an activity writes into it (S3.20).
pub fn completion(at: Moment) -> BTreeMap<FieldKey, Option<Value>> {
    BTreeMap::from([
        (FieldKey::known("is_done"), Some(Value::YesNo(true))),
        (FieldKey::known("done_at"), Some(Value::Instant(at))),
    ])
}
