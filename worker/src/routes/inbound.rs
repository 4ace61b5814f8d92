//! Where the account's e-mail arrives: several addresses, each with a name, one of which may take the
//! answers to its messages (E1, E3).

use relance_core::inbound::chosen_local_part;
use relance_core::wire::json::Object;
use relance_core::words::{AccountId, Problem};
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::request::{Caller, Incoming};
use crate::store::db::{Db, Statement, StoreError};
use crate::store::inbound;

/// The variable that names the domain whose e-mail the platform routes here.
pub const DOMAIN: &str = "RELANCE_MAIL_DOMAIN";
/// Characters of a local part that nobody guesses: 80 random bits.
const RANDOM_CHARS: usize = 16;
/// Most addresses of an account. Source: our choice; an office has a handful.
const ADDRESSES_MAX: usize = 20;
/// Longest name of an address. Units: characters. Source: our choice, one line of a list.
const NAME_CHARS_MAX: usize = 80;

/// The domain whose e-mail is routed here.
pub fn domain(db: &Db) -> Option<String> {
    db.platform().variable(DOMAIN).filter(|domain| !domain.is_empty())
}

/// `GET /inbound-addresses`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    shown(&incoming.db, &caller.account).await
}

/// `POST /inbound-addresses {"local_part", "name"?, "takes_answers"?}`: a `local_part` of `null` gives
/// one that nobody guesses.
///
/// # Errors
/// `invalid_local_part`, `taken`, `too_many`.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let chosen = object.text_if_any("local_part");
    let chosen = chosen.and_then(|text| object.keep("local_part", chosen_local_part(text)));
    let name = name_of(&mut object);
    let takes_answers = object.yes_no("takes_answers", false);
    object.finish()?;
    let (db, account) = (&incoming.db, &caller.account);
    if kept(db, account).await?.len() >= ADDRESSES_MAX {
        let message = format!("an account has at most {ADDRESSES_MAX} addresses");
        return Err(Problem::new("too_many", message).into());
    }
    let local_part = match chosen {
        Some(chosen) => chosen,
        None => db.random_text(RANDOM_CHARS)?,
    };
    let mut statements = vec![inbound::add(account, &local_part, &name)];
    if takes_answers {
        statements.extend(inbound::take_answers(account, Some(&local_part)));
    }
    change(db, &local_part, &statements).await?;
    Ok(Answer::Created(answer(db, account).await?))
}

/// `PUT /inbound-addresses/{local_part} {"name"?, "takes_answers"?}`: what is absent stays.
///
/// # Errors
/// `not_found`.
pub async fn put(incoming: &mut Incoming, caller: &Caller, local_part: &str) -> Handled {
    let body = incoming.json().await?;
    let (db, account) = (&incoming.db, &caller.account);
    let all = kept(db, account).await?;
    let found =
        all.iter().find(|one| one.get("local_part").and_then(Json::as_str) == Some(local_part));
    let found = found.ok_or_else(|| not_found("address"))?;
    let took_answers = found.get("takes_answers").and_then(Json::as_bool).unwrap_or(false);
    let mut object = Object::of(&body)?;
    let is_named = object.value("name").is_some();
    let name = name_of(&mut object);
    let takes_answers = object.yes_no("takes_answers", took_answers);
    object.finish()?;
    let mut statements = Vec::new();
    if is_named {
        statements.push(inbound::name(account, local_part, &name));
    }
    if takes_answers != took_answers {
        let taker = takes_answers.then_some(local_part);
        statements.extend(inbound::take_answers(account, taker));
    }
    change(db, local_part, &statements).await?;
    shown(db, account).await
}

/// `DELETE /inbound-addresses/{local_part}`: it is nobody's at once.
///
/// # Errors
/// When the database does not answer.
pub async fn delete(incoming: &Incoming, caller: &Caller, local_part: &str) -> Handled {
    incoming.db.batch(&[inbound::remove(&caller.account, local_part)]).await?;
    shown(&incoming.db, &caller.account).await
}

fn name_of(object: &mut Object<'_>) -> String {
    let name = object.text_if_any("name").unwrap_or_default().trim().to_owned();
    if name.chars().count() > NAME_CHARS_MAX {
        let message = format!("a name has at most {NAME_CHARS_MAX} characters");
        object.add(Problem::new("too_long", message).at("name"));
    }
    name
}

async fn change(db: &Db, local_part: &str, statements: &[Statement]) -> Result<(), Refusal> {
    match db.batch(statements).await {
        Err(error) if error.is_taken() => {
            let message = format!("somebody receives at `{local_part}` already");
            Err(Problem::new("taken", message).at("local_part").into())
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

async fn kept(db: &Db, account: &AccountId) -> Result<Vec<Json>, StoreError> {
    db.rows(inbound::addresses(account)).await
}

async fn answer(db: &Db, account: &AccountId) -> Result<Json, StoreError> {
    let domain = domain(db);
    let mut addresses = kept(db, account).await?;
    for one in &mut addresses {
        let local = one.get("local_part").and_then(Json::as_str).map(str::to_owned);
        let whole = local.zip(domain.as_deref()).map(|(local, domain)| format!("{local}@{domain}"));
        if let Json::Object(members) = one {
            members.insert("address".to_owned(), json!(whole));
        }
    }
    Ok(json!({"domain": domain, "addresses": addresses}))
}

async fn shown(db: &Db, account: &AccountId) -> Handled {
    Ok(Answer::Value(answer(db, account).await?))
}
