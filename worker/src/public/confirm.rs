//! `/p/c/{token}`: a person confirms that they agree to e-mail (double opt-in, D20). A GET shows the
//! question; the POST of its button uses the letter, once.

use relance_core::consent::OPT_IN_MS;
use relance_core::words::contact::EMAIL;
use relance_core::words::{Channel, Moment, Record};
use serde_json::Value as Json;
use worker::Method;

use super::links;
use super::page::{self, Page, escaped};
use super::person::Person;
use super::reply::Reply;
use super::words::words;
use crate::answer::Refusal;
use crate::engine::consent::{address_hash, confirm};
use crate::request::Incoming;
use crate::store::consent;
use crate::store::db::Db;

/// How a letter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    Open,
    Confirmed,
    Over,
}

/// Answers the page, and its button.
///
/// # Errors
/// When the database does not answer.
pub async fn handle(incoming: &mut Incoming, token: &str) -> Result<Reply, Refusal> {
    let Some((account, id)) = links::confirmed(&incoming.db, token) else {
        return Ok(page::not_found(incoming));
    };
    let row = consent::letter(&incoming.db, &account, &id).await?;
    let contact = row.get("contact").and_then(Json::as_str);
    let person = Person::of(incoming, account, contact).await?;
    let letter = standing(&incoming.db, &person, &row)?;
    let (Method::Post, Letter::Open, Some(contact)) =
        (incoming.method.clone(), letter, person.contact.as_ref())
    else {
        return Ok(shown(incoming, &person, letter));
    };
    confirm(&incoming.db, &person.account, &id, &contact.id, person.now).await?;
    person.wake(&incoming.db).await;
    Ok(shown(incoming, &person, Letter::Confirmed))
}

/// A letter is open for seven days, to the address that it went to.
fn standing(db: &Db, person: &Person, row: &Json) -> Result<Letter, Refusal> {
    let Some(contact) = &person.contact else { return Ok(Letter::Over) };
    let at = |key: &str| row.get(key).and_then(Json::as_i64).map(Moment::from_ms);
    let is_old = at("asked_at_ms").is_none_or(|asked| person.now >= asked.plus_ms(OPT_IN_MS));
    let is_other =
        address_of(db, person, contact)?.as_deref() != row.get("hash").and_then(Json::as_str);
    let is_over = is_old || is_other || at("used_at_ms").is_some();
    Ok(if is_over { Letter::Over } else { Letter::Open })
}

fn address_of(db: &Db, person: &Person, contact: &Record) -> Result<Option<String>, Refusal> {
    let address = contact.text(EMAIL).unwrap_or_default();
    address_hash(db, &person.account, Channel::Email, address)
}

fn shown(incoming: &Incoming, person: &Person, letter: Letter) -> Reply {
    let account = &person.loaded.setup.account;
    let language = page::language(incoming, person.language(), Some(&account.language));
    let words = words(language);
    let named = |text: &str| text.replace("{sender}", person.sender());
    let title = named(words.confirm_title);
    let content = match letter {
        Letter::Open => format!(
            "<form method=\"post\">\n<p>{}</p>\n<button name=\"do\" value=\"confirm\">{}</button>\n</form>",
            escaped(&named(words.confirm_about)),
            words.confirm,
        ),
        Letter::Confirmed => format!("<p class=\"said\" role=\"status\">{}</p>", words.confirmed),
        Letter::Over => format!("<p role=\"status\">{}</p>", words.confirm_over),
    };
    let status = if letter == Letter::Over { 410 } else { 200 };
    Page { status, language, title: &title, sender: "", content }.reply()
}
