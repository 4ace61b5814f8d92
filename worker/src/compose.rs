//! What a message says when it leaves: the content that was frozen at the decision, with what each
//! e-mail must carry. The same row and settings give the same bytes at each attempt (D23).
//!
//! Decides nothing: which words stand in the foot and in the letter is `relance_core::consent`'s to say.

use relance_core::consent::{footer, letter, unsubscribe_headers};
use relance_core::words::{Account, Record};
use serde_json::Value as Json;

use crate::answer::Refusal;
use crate::engine::consent::OPT_IN;
use crate::engine::load::text;
use crate::public::{links, seen};
use crate::routes::inbound::domain;
use crate::store::db::Db;
use crate::store::inbound;
use crate::track::{self, Clicks, Tracked};

/// What a message says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Content {
    /// One line; empty for an SMS.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML; empty for an SMS, and for an e-mail that has none.
    pub html: String,
    /// Headers of an e-mail beyond the usual ones.
    pub headers: Vec<(String, String)>,
}

/// What does not depend on the message.
#[derive(Debug)]
pub struct Composer<'a> {
    /// The outside: it signs links.
    pub db: &'a Db,
    /// The account as core reads it.
    pub account: &'a Account,
    /// Where its e-mail arrives, if it does.
    pub inbound: Option<String>,
}

impl<'a> Composer<'a> {
    /// For the messages of an account.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(db: &'a Db, account: &'a Account) -> Result<Self, Refusal> {
        let inbound = match domain(db) {
            Some(domain) => {
                let first = db.rows(inbound::addresses(&account.id)).await?.into_iter().next();
                let local = first.as_ref().and_then(|one| text(one, "local_part"));
                local.map(|local| format!("{local}@{domain}"))
            }
            None => None,
        };
        Ok(Composer { db, account, inbound })
    }

    /// The content of a row of the outbox, to this contact; `None` for a colleague.
    ///
    /// # Errors
    /// `public_url_missing`, `secret_missing`: without a way out no marketing leaves.
    pub fn content(&self, message: &Json, contact: Option<&Record>) -> Result<Content, Refusal> {
        let body = message.get("body").cloned().unwrap_or_default();
        let word = |key: &str| text(&body, key).unwrap_or_default().to_owned();
        let content = Content {
            subject: word("subject"),
            text: word("text"),
            html: word("html"),
            headers: Vec::new(),
        };
        let key = text(message, "key").unwrap_or_default();
        let language = contact.and_then(|contact| contact.text("language"));
        if text(message, "channel") != Some("email") {
            return Ok(content);
        }
        if text(&body, "letter") == Some(OPT_IN) {
            let link = links::confirm(self.db, &self.account.id, key)?;
            let letter = letter(self.account, language, &link);
            let (subject, text, html) = (letter.subject, letter.text, letter.html);
            return Ok(Content { subject, text, html, headers: Vec::new() });
        }
        let content = match text(&body, "class") {
            Some("marketing") => self.with_way_out(content, key, language)?,
            _ => content,
        };
        self.with_tracking(content, key)
    }

    /// The picture and the links that tell of openings and clicks, where the account wants that (E13).
    fn with_tracking(&self, content: Content, key: &str) -> Result<Content, Refusal> {
        let (db, account, wanted) = (self.db, &self.account.id, &self.account.tracking);
        if content.html.is_empty() || !(wanted.opens || wanted.clicks) {
            return Ok(content);
        }
        let base = links::base(db)?;
        let picture = match wanted.opens {
            true => Some(format!("{base}{}", seen::picture_path(db, account, key)?)),
            false => None,
        };
        let tracked = Tracked {
            ours: &format!("{base}/p/"),
            picture: picture.as_deref(),
            clicks: if wanted.clicks { Clicks::Counted } else { Clicks::Left },
        };
        let link = |target: &str| {
            Ok::<_, Refusal>(format!("{base}{}", seen::link_path(db, account, key, target)?))
        };
        let html = track::html(&content.html, &tracked, link)?;
        Ok(Content { html, ..content })
    }

    fn with_way_out(
        &self,
        content: Content,
        key: &str,
        language: Option<&str>,
    ) -> Result<Content, Refusal> {
        let link = links::unsubscribe(self.db, &self.account.id, key)?;
        let foot = footer(self.account, language, &link);
        let mail_to = match &self.inbound {
            Some(address) => {
                let token = links::unsubscribe_token(self.db, &self.account.id, key)?;
                Some(format!("{address}?subject=unsubscribe%20{token}"))
            }
            None => None,
        };
        let html =
            if content.html.is_empty() { String::new() } else { foot.under_html(&content.html) };
        Ok(Content {
            text: foot.under_text(&content.text),
            html,
            headers: unsubscribe_headers(&link, mail_to.as_deref()),
            ..content
        })
    }
}
