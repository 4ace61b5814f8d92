//! The picture `/p/o/{token}` and the links `/p/l/{token}` of messages: who asks gets it at once, what it
//! says is noted afterwards (E5, E13, S4.11). No cookies, no scripts.
//!
//! A link's target stands within the signed part of its address: what we have not signed leads nowhere.
//! Whether a person or a machine asked is core's to say.

use relance_core::engine::reads::Asked;
use relance_core::words::{AccountId, Moment};
use worker::Method;

use super::page;
use super::reply::Reply;
use crate::answer::Refusal;
use crate::engine::facts::{Program, Told, What, note};
use crate::keys;
use crate::log;
use crate::request::{Incoming, Mode};
use crate::store::db::Db;
use crate::store::{account, clock};
use crate::wake;

/// The purpose of a token whose payload is a message's key.
const OPEN: &str = "open";
/// The purpose of a token whose payload is a message's key, a line's end, and where the link leads.
const LINK: &str = "link";
/// Longest name of a program that is looked at. Units: bytes. Our choice: browsers' have 200.
const USER_AGENT_BYTES_MAX: usize = 500;
/// A transparent picture of one point. Source: GIF89a.
const PICTURE: [u8; 43] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x01, 0x44, 0x00, 0x3b, 0x00,
];

/// What is noted when the answer is on its way.
#[derive(Debug)]
pub struct Afterwards {
    account: AccountId,
    told: Told,
}

/// The path of a message's picture.
///
/// # Errors
/// `secret_missing`.
pub fn picture_path(db: &Db, account: &AccountId, key: &str) -> Result<String, Refusal> {
    Ok(format!("/p/o/{}", keys::sign(db, account, OPEN, key)?))
}

/// The path of a link of a message.
///
/// # Errors
/// `secret_missing`.
pub fn link_path(db: &Db, account: &AccountId, key: &str, target: &str) -> Result<String, Refusal> {
    Ok(format!("/p/l/{}", keys::sign(db, account, LINK, &format!("{key}\n{target}"))?))
}

/// Answers with the picture, whatever the token says: a broken picture would stand in the message.
pub fn picture(incoming: &mut Incoming, token: &str) -> Reply {
    if let Some((account, key)) = keys::verified(&incoming.db, OPEN, token) {
        let what = What::Opened(program(incoming));
        incoming.afterwards = Some(Afterwards { account, told: Told { key, what, at: None } });
    }
    Reply::bytes(200, PICTURE.to_vec(), "image/gif")
}

/// Leads to where the link was signed to lead.
pub fn link(incoming: &mut Incoming, token: &str) -> Reply {
    let verified = keys::verified(&incoming.db, LINK, token);
    let Some((account, payload)) = verified else { return page::not_found(incoming) };
    let Some((key, target)) = payload.split_once('\n') else { return page::not_found(incoming) };
    let what = What::Clicked(program(incoming), target.to_owned());
    let told = Told { key: key.to_owned(), what, at: None };
    incoming.afterwards = Some(Afterwards { account, told });
    Reply::moved_to(target)
}

fn program(incoming: &Incoming) -> Program {
    let mut user_agent = incoming.header("user-agent").unwrap_or_default();
    user_agent.truncate(user_agent.floor_char_boundary(USER_AGENT_BYTES_MAX));
    let says_ahead = |name: &str| {
        let header = incoming.header(name).unwrap_or_default().to_ascii_lowercase();
        header.contains("prefetch") || header.contains("preview") || header.contains("prerender")
    };
    let asked = if incoming.method == Method::Head {
        Asked::HeadOnly
    } else if ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().any(says_ahead) {
        Asked::Ahead
    } else {
        Asked::Whole
    };
    Program { asked, user_agent }
}

/// Notes what was asked for. A failure is for the operator: who asked has the answer already.
pub async fn note_afterwards(incoming: Incoming) {
    let Some(Afterwards { account, told }) = incoming.afterwards else { return };
    if let Err(refusal) = note_one(&incoming.db, incoming.mode, &account, told).await {
        log::error("look_not_noted").problems(&refusal.problems).write();
    }
}

async fn note_one(db: &Db, mode: Mode, account_id: &AccountId, told: Told) -> Result<(), Refusal> {
    let moved = account::dev_clock(db).await?;
    let now: Moment = clock(db, moved);
    note(db, account_id, &[told], now).await?;
    // Who moved the clock decides when something happens.
    if mode == Mode::Production || moved.is_none() {
        wake::send_if_due(db, account_id, now).await;
    }
    Ok(())
}
