//! Where the account's e-mail arrives.

use relance_core::inbound::chosen_local_part;
use relance_core::wire::json::Object;
use relance_core::words::Problem;
use serde_json::json;

use crate::answer::{Answer, Handled};
use crate::request::{Caller, Incoming};
use crate::store::inbound;

/// The variable that names the domain whose e-mail the platform routes here.
const DOMAIN: &str = "RELANCE_MAIL_DOMAIN";
/// Characters of a local part that nobody guesses: 80 random bits.
const RANDOM_CHARS: usize = 16;

/// `GET /inbound-address`.
///
/// # Errors
/// When the database does not answer.
pub async fn get(incoming: &Incoming, caller: &Caller) -> Handled {
    let local_part = inbound::local_part_of(&incoming.db, &caller.account).await?;
    Ok(shown(incoming, local_part.as_deref()))
}

/// `PUT /inbound-address {"local_part"}`: `null` gives one that nobody guesses. The one before is
/// nobody's at once.
///
/// # Errors
/// `invalid_local_part`, `taken`.
pub async fn put(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let chosen = object.text_if_any("local_part");
    let chosen = chosen.and_then(|text| object.keep("local_part", chosen_local_part(text)));
    object.finish()?;
    let local_part = match chosen {
        Some(chosen) => chosen,
        None => incoming.db.random_text(RANDOM_CHARS)?,
    };
    let statements = inbound::set(&caller.account, &local_part);
    match incoming.db.batch(&statements).await {
        Err(error) if error.is_taken() => {
            let message = format!("another account receives at `{local_part}`");
            Err(Problem::new("taken", message).at("local_part").into())
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(shown(incoming, Some(&local_part))),
    }
}

fn shown(incoming: &Incoming, local_part: Option<&str>) -> Answer {
    let domain = incoming.db.platform().variable(DOMAIN);
    let domain = domain.filter(|domain| !domain.is_empty());
    let address = local_part.zip(domain.as_deref()).map(|(local, at)| format!("{local}@{at}"));
    Answer::Value(json!({"local_part": local_part, "domain": domain, "address": address}))
}
