//! What the account is connected with outside: a list service with its lists, and addresses for webhooks.
//!
//! Holds no secret and calls nobody: it says what an automation may name, and what is missing (D22,
//! S4.3).

use std::collections::{BTreeMap, BTreeSet};

use super::action::Action;
use crate::words::{Channel, EndpointId, MailingListId, Problem, Provider, SendingSettings};

/// Everything outside that automations can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// The service that keeps mailing lists.
    pub list_service: Connection,
    /// Its lists, as the last synchronisation found them (S4.15).
    pub lists: BTreeMap<MailingListId, MailingList>,
    /// Addresses for webhooks, and their names.
    pub endpoints: BTreeMap<EndpointId, String>,
    /// Providers of messages that take nothing from this account until a person mends it (E3).
    pub refusing: BTreeSet<Provider>,
}

/// Whether a service can be asked for anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nobody has connected it, or it no longer takes the key (S4.3).
    #[default]
    Missing,
    /// It takes the key.
    Ready(ListConsent),
}

/// Whose consent adding to a list needs (D20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListConsent {
    /// The contact's, as for marketing by e-mail.
    Needed,
    /// The service asks whoever is in none of its lists yet.
    ServiceAsks,
}

/// A mailing list of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailingList {
    /// What the service calls it.
    pub title: String,
    /// The service's own number.
    pub external_id: String,
    /// Whether the last synchronisation found it.
    pub presence: Presence,
}

/// Whether a list is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    There,
    /// It was deleted at the service; its title is kept for automations that name it.
    Gone,
}

impl Outside {
    /// The list, if it is known and still there.
    pub fn list(&self, id: &MailingListId) -> Option<&MailingList> {
        self.lists.get(id).filter(|list| list.presence == Presence::There)
    }

    /// What keeps an action from being activated, each with its place within the step (D22).
    pub fn blockers(&self, action: &Action) -> Vec<Problem> {
        match action {
            Action::AddToLists { .. } if self.list_service == Connection::Missing => {
                let message = "the mailing service is not connected";
                let help = "connect it under Integrations";
                vec![Problem::new("integration_missing", message).help(help)]
            }
            Action::AddToLists { lists } => {
                let missing = lists.iter().enumerate().filter(|(_, id)| self.list(id).is_none());
                missing
                    .map(|(index, id)| self.missing_list(id).at(format!("lists[{index}]")))
                    .collect()
            }
            Action::Webhook { endpoint } if !self.endpoints.contains_key(endpoint) => {
                let message = format!("there is no webhook `{endpoint}`");
                vec![
                    Problem::new("unknown_endpoint", message)
                        .at("endpoint")
                        .found(endpoint.as_str())
                        .help("make it under Integrations"),
                ]
            }
            _ => vec![],
        }
    }

    /// What keeps a message from leaving: its provider takes nothing (D22). What is decided all the same
    /// waits, a day at most.
    pub fn silence(&self, action: &Action, sending: &SendingSettings) -> Option<Problem> {
        let channel = match action {
            Action::EmailToContact { .. } | Action::EmailToUser { .. } => Channel::Email,
            Action::SmsToContact { .. } => Channel::Sms,
            _ => return None,
        };
        let provider = sending.provider(channel);
        self.refusing.contains(&provider).then(|| {
            let message = format!("`{}` takes no messages from this account", provider.key());
            Problem::new("sender_refused", message)
                .help("mend it under Settings › Sending, and press Test")
        })
    }

    fn missing_list(&self, id: &MailingListId) -> Problem {
        match self.lists.get(id) {
            Some(list) => {
                let message =
                    format!("the list `{}` was deleted at the mailing service", list.title);
                Problem::new("list_gone", message).help("choose another list")
            }
            None => Problem::new("unknown_list", format!("there is no mailing list `{id}`"))
                .help("press Synchronise if it is new, and choose it again"),
        }
        .found(id.as_str())
    }
}
