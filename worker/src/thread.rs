//! What an e-mail carries so that its answer is recognised (E1): a Message-ID made of the effect's key, and
//! an address for answers, where the account has one that takes them. The same row and settings give the
//! same bytes at each attempt (D23).
//!
//! How an answer is matched with its message is `relance_core::inbound`'s to say.

use relance_core::inbound::{address_for_answers, message_id};
use relance_core::words::AccountId;

use crate::answer::Refusal;
use crate::engine::arrival::PURPOSE;
use crate::keys;
use crate::providers::Identity;
use crate::routes::inbound::domain;
use crate::store::db::Db;
use crate::store::inbound;

/// The domain of a Message-ID where neither sender nor deployment has one: nobody's (RFC 2606 §2).
const NOWHERE: &str = "relance.invalid";
/// The header by which Postmark keeps a Message-ID that is not its own; others pass it over. Source:
/// postmarkapp.com, "Can I specify my own Message-ID?".
const KEEP_ID: &str = "X-PM-KeepID";

/// Where an account's answers arrive.
#[derive(Debug, Default)]
pub struct Thread {
    domain: Option<String>,
    /// The local part that takes answers.
    local_part: Option<String>,
}

/// What one message carries.
#[derive(Debug)]
pub struct Carried {
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Where an answer goes.
    pub reply_to: Option<Identity>,
}

impl Thread {
    /// That of an account.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(db: &Db, account: &AccountId) -> Result<Self, Refusal> {
        let domain = domain(db);
        let local_part = match &domain {
            Some(_) => inbound::local_part_for_answers(db, account).await?,
            None => None,
        };
        Ok(Thread { domain, local_part })
    }

    /// What the e-mail with this key carries. An account that takes answers gets them at its own address,
    /// whoever is named over it; without that they go where the sender says.
    ///
    /// # Errors
    /// `secret_missing`.
    pub fn carried(
        &self,
        (db, account): (&Db, &AccountId),
        key: &str,
        from: &Identity,
        reply_to: Option<Identity>,
    ) -> Result<Carried, Refusal> {
        let own = from.address.rsplit_once('@').map(|(_, domain)| domain);
        let domain = own.or(self.domain.as_deref()).unwrap_or(NOWHERE);
        let id = format!("<{}>", message_id(key, domain));
        let headers = vec![("Message-ID".to_owned(), id), (KEEP_ID.to_owned(), "true".to_owned())];
        let reply_to = match (&self.local_part, &self.domain) {
            (Some(local), Some(domain)) => {
                let signature = keys::hashed(db, account, PURPOSE, key)?;
                let address = address_for_answers(local, domain, key, &signature);
                let name = reply_to.map_or_else(|| from.name.clone(), |one| one.name);
                Some(Identity { name, address })
            }
            _ => reply_to,
        };
        Ok(Carried { headers, reply_to })
    }
}
