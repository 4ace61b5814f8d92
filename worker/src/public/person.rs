//! Whose page a link opens: the account, the contact that the message went to, as both are now.

use relance_core::words::{AccountId, Moment, Record, RecordId};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::engine::load::records;
use crate::request::{Incoming, Mode};
use crate::store;
use crate::store::db::Db;
use crate::store::merge;
use crate::wake;

/// Who looks at a page.
#[derive(Debug)]
pub struct Person {
    /// Whose contact.
    pub account: AccountId,
    /// The account's definitions.
    pub loaded: Loaded,
    /// The contact; `None` when it is gone, and nothing more goes to it anyway.
    pub contact: Option<Record>,
    /// The decision clock.
    pub now: Moment,
    is_clock_moved: bool,
}

impl Person {
    /// The contact with this id, or the one that it was merged into.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(
        incoming: &Incoming,
        account: AccountId,
        contact: Option<&str>,
    ) -> Result<Self, Refusal> {
        let db = &incoming.db;
        let loaded = Loaded::of(db, &account).await?;
        let moved = store::account::dev_clock(db).await?;
        let now = store::clock(db, moved);
        let is_clock_moved = incoming.mode == Mode::Development && moved.is_some();
        let contact = match contact {
            Some(id) => found(db, &account, &loaded, id).await?,
            None => None,
        };
        Ok(Person { account, loaded, contact, now, is_clock_moved })
    }

    /// The same person after a write.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn again(self, incoming: &Incoming) -> Result<Self, Refusal> {
        let id = self.contact.as_ref().map(|contact| contact.id.as_str().to_owned());
        Person::of(incoming, self.account, id.as_deref()).await
    }

    /// The language that the contact has chosen, or somebody for it.
    pub fn language(&self) -> Option<&str> {
        self.contact.as_ref()?.text("language")
    }

    /// Who writes, as the foot of e-mails says it.
    pub fn sender(&self) -> &str {
        let account = &self.loaded.setup.account;
        let name = &account.consent.footer_name;
        if name.is_empty() { &account.name } else { name }
    }

    /// Lets what a write left due happen at once.
    pub async fn wake(&self, db: &Db) {
        if !self.is_clock_moved {
            wake::send_if_due(db, &self.account, self.now).await;
        }
    }
}

async fn found(
    db: &Db,
    account: &AccountId,
    loaded: &Loaded,
    id: &str,
) -> Result<Option<Record>, Refusal> {
    let id = RecordId::parse(id)?;
    let ids: Json = json!([id.as_str()]);
    let id = merge::aliases(db, account, &ids).await?.remove(&id).unwrap_or(id);
    Ok(records(db, account, loaded, &json!([id.as_str()])).await?.pop())
}
