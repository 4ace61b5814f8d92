//! `/p/u/{token}`: the way out of marketing, and the page of preferences (D20).
//!
//! A GET shows the page and changes nothing. A POST acts: a mail program's one click (RFC 8058), the
//! page's own button, or its form of preferences; once or a hundred times is one withdrawal, because a
//! write that changes no answer is none.

use relance_core::consent::way_out;
use relance_core::engine::facts::{By, Fact};
use relance_core::words::contact::{EMAIL_CONSENT, SMS_CONSENT};
use relance_core::words::{
    AccountId, Channel, ConsentOrigin, ConsentSource, Contact, Language, Moment, Record, RecordId,
    Value,
};
use serde_json::Value as Json;
use worker::Method;

use super::form::Form;
use super::links;
use super::page::{self, Page, escaped};
use super::person::Person;
use super::reply::Reply;
use super::words::{Words, words};
use crate::answer::Refusal;
use crate::engine::consent::{set_answers, withdraw};
use crate::engine::facts::{Told, What, note};
use crate::request::Incoming;
use crate::store;
use crate::store::consent;
use crate::store::db::Db;

/// What a POST wants.
enum Wish {
    /// Out of marketing by the channel of the message.
    Out(ConsentSource),
    /// These choices.
    Choose { email: bool, sms: bool, language: Option<Language> },
}

/// Answers the page, and what it sends.
///
/// # Errors
/// When the database does not answer.
pub async fn handle(incoming: &mut Incoming, token: &str) -> Result<Reply, Refusal> {
    let Some((account, key)) = links::unsubscribed(&incoming.db, token) else {
        return Ok(page::not_found(incoming));
    };
    let message = consent::message(&incoming.db, &account, &key).await?;
    let contact = message.get("contact").and_then(Json::as_str);
    let person = Person::of(incoming, account, contact).await?;
    if incoming.method != Method::Post {
        return Ok(shown(incoming, &person, None));
    }
    let Some(wish) = wish(&Form::of(incoming).await?) else {
        return Ok(shown(incoming, &person, None).with_status(422));
    };
    let Some(contact) = person.contact.clone() else { return Ok(shown(incoming, &person, None)) };
    let said = fulfil(incoming, &person, &contact, &wish, &message).await?;
    if matches!(wish, Wish::Out(_)) {
        let what = What::Fact(Fact::Unsubscribed(By::Us));
        let told = [Told { key, what, at: None }];
        note(&incoming.db, &person.account, &told, person.now).await?;
    }
    let person = person.again(incoming).await?;
    person.wake(&incoming.db).await;
    Ok(shown(incoming, &person, Some(said)))
}

/// What was done, of the words for it.
type Said = fn(&Words) -> &'static str;

async fn fulfil(
    incoming: &Incoming,
    person: &Person,
    contact: &Record,
    wish: &Wish,
    message: &Json,
) -> Result<Said, Refusal> {
    let (db, account, id, now) = (&incoming.db, &person.account, &contact.id, person.now);
    match wish {
        Wish::Out(source) => {
            take_back(db, account, (id, message), *source, now).await?;
            Ok(|words| words.unsubscribed)
        }
        Wish::Choose { email, sms, language } => {
            let words = words(language_of(incoming, person));
            let boxes = [
                (Channel::Email, EMAIL_CONSENT, *email, words.by_email),
                (Channel::Sms, SMS_CONSENT, *sms, words.by_sms),
            ];
            let mut answers = Vec::new();
            // The sentences beside the boxes that are newly ticked.
            let mut agreed = Vec::new();
            for (channel, key, is_on, label) in boxes {
                // Who was never asked and leaves the box empty has not answered.
                if is_on || contact.get(key).is_some() {
                    answers.push((channel, Some(is_on)));
                }
                if is_on && contact.get(key) != Some(&Value::YesNo(true)) {
                    agreed.push(label.replace("{sender}", person.sender()));
                }
            }
            let origin = ConsentOrigin {
                source: ConsentSource::UnsubscribePage,
                text: (!agreed.is_empty()).then(|| agreed.join("\n")),
            };
            let language = language.map(Language::key);
            set_answers(db, account, id, (&answers, language), &origin, now).await?;
            Ok(|words| words.saved)
        }
    }
}

/// Consent to marketing by the channel of a message is taken back.
async fn take_back(
    db: &Db,
    account: &AccountId,
    (contact, message): (&RecordId, &Json),
    source: ConsentSource,
    now: Moment,
) -> Result<(), Refusal> {
    let channel = match message.get("channel").and_then(Json::as_str) {
        Some("sms") => Channel::Sms,
        _ => Channel::Email,
    };
    withdraw(db, account, contact, channel, source, now).await?;
    Ok(())
}

/// What mail programs without the button send: an e-mail to the account whose subject is the way out
/// (RFC 2369). Answers whether it was one; then it is nobody's letter.
///
/// # Errors
/// When the database does not answer.
pub async fn by_mail(db: &Db, account: &AccountId, subject: &str) -> Result<bool, Refusal> {
    let Some((owner, key)) = way_out(subject).and_then(|token| links::unsubscribed(db, token))
    else {
        return Ok(false);
    };
    if owner != *account {
        return Ok(false);
    }
    let now = store::clock(db, store::account::dev_clock(db).await?);
    let message = consent::message(db, account, &key).await?;
    let contact = message.get("contact").and_then(Json::as_str);
    if let Some(contact) = contact.and_then(|id| RecordId::parse(id).ok()) {
        take_back(db, account, (&contact, &message), ConsentSource::OneClick, now).await?;
        let told = [Told { key, what: What::Fact(Fact::Unsubscribed(By::Us)), at: None }];
        note(db, account, &told, now).await?;
    }
    Ok(true)
}

fn wish(form: &Form) -> Option<Wish> {
    if form.is_one_click() {
        return Some(Wish::Out(ConsentSource::OneClick));
    }
    match form.get("do")? {
        "unsubscribe" => Some(Wish::Out(ConsentSource::UnsubscribePage)),
        "save" => Some(Wish::Choose {
            email: form.get("email").is_some(),
            sms: form.get("sms").is_some(),
            language: form.get("language").and_then(Language::parse),
        }),
        _ => None,
    }
}

fn language_of(incoming: &Incoming, person: &Person) -> Language {
    page::language(incoming, person.language(), Some(&person.loaded.setup.account.language))
}

fn shown(incoming: &Incoming, person: &Person, said: Option<Said>) -> Reply {
    let language = language_of(incoming, person);
    let words = words(language);
    let named = |text: &str| text.replace("{sender}", person.sender());
    let title = named(words.title);
    let content = match &person.contact {
        Some(contact) => content(contact, language, said, &named),
        None => format!("<p role=\"status\">{}</p>", words.gone),
    };
    Page { status: 200, language, title: &title, sender: "", content }.reply()
}

fn content(
    record: &Record,
    language: Language,
    said: Option<Said>,
    named: &dyn Fn(&str) -> String,
) -> String {
    let words = words(language);
    let gets = |key: &str| record.get(key) == Some(&Value::YesNo(true));
    let mut html = String::new();
    if let Some(said) = said {
        html.push_str(&format!("<p class=\"said\" role=\"status\">{}</p>\n", said(words)));
    }
    if gets(EMAIL_CONSENT) {
        html.push_str(&format!(
            "<form method=\"post\">\n<p>{}</p>\n<button name=\"do\" value=\"unsubscribe\">{}</button>\n\
             </form>\n",
            words.about, words.unsubscribe
        ));
    } else if said.is_none() {
        html.push_str(&format!("<p>{}</p>\n", words.already));
    }
    html.push_str(&preferences(record, language, named));
    html.push_str(&format!("<p class=\"quiet after\">{}</p>", words.ordered));
    html
}

fn preferences(record: &Record, language: Language, named: &dyn Fn(&str) -> String) -> String {
    let words = words(language);
    let contact = Contact::of(record);
    let has = |channel: Channel| {
        contact.as_ref().is_some_and(|contact| match channel {
            Channel::Email => contact.email.is_some(),
            Channel::Sms => contact.phone.is_some(),
        })
    };
    let is_suppressed = |channel: Channel| {
        contact.as_ref().is_some_and(|contact| match channel {
            Channel::Email => contact.email_suppressed,
            Channel::Sms => contact.sms_suppressed,
        })
    };
    let mut choices = String::new();
    let all = [
        (Channel::Email, EMAIL_CONSENT, words.by_email),
        (Channel::Sms, SMS_CONSENT, words.by_sms),
    ];
    for (channel, key, label) in all.into_iter().filter(|(channel, ..)| has(*channel)) {
        let checked = if record.get(key) == Some(&Value::YesNo(true)) { " checked" } else { "" };
        let more = if is_suppressed(channel) {
            format!("<br><span class=\"quiet\">{}</span>", words.suppressed)
        } else {
            String::new()
        };
        choices.push_str(&format!(
            "<label><input type=\"checkbox\" name=\"{}\" value=\"yes\"{checked}><span>{}{more}</span>\
             </label>\n",
            channel.key(),
            escaped(&named(label)),
        ));
    }
    let options: String = Language::ALL
        .into_iter()
        .map(|one| {
            let selected = if one == language { " selected" } else { "" };
            let (key, name) = (one.key(), one.own_name());
            format!("<option value=\"{key}\" lang=\"{key}\"{selected}>{name}</option>")
        })
        .collect();
    format!(
        "<section aria-labelledby=\"choose\">\n<h2 id=\"choose\">{}</h2>\n<form method=\"post\">\n\
         <fieldset aria-labelledby=\"choose\">{choices}</fieldset>\n\
         <p><label class=\"above\" for=\"language\">{}</label>\
         <select id=\"language\" name=\"language\">{options}</select></p>\n\
         <button class=\"second\" name=\"do\" value=\"save\">{}</button>\n</form>\n</section>\n",
        words.preferences, words.language, words.save,
    )
}
