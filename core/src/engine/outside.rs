//! Actions outside: a record's contacts to mailing lists, and a webhook to another program.
//!
//! Rules: S4.3 (nothing without the connection), S4.14 (all contacts, one or several lists), D20
//! (consent, unless the list service asks), D22 (skipped with the reason), D26. How a failed call is
//! repeated is in `delivery`.

use std::collections::{BTreeMap, BTreeSet};

use super::act::{Act, Refusal};
use super::effect::EffectBody;
use super::log::{MessageText, Reason};
use super::recipient::EmailRecipient;
use crate::definitions::{Automation, Connection, ListConsent, MailingList, Outside};
use crate::template::MessageClass;
use crate::words::module::CONTACTS;
use crate::words::{Contact, EndpointId, MailingListId, Record, RecordId};

/// Adds all contacts of the record who may be added, each address once, to the lists that are there.
pub(super) fn add_to_lists(
    outside: &Outside,
    record: &Record,
    related: &BTreeMap<RecordId, Record>,
    wanted: &[MailingListId],
) -> Result<Act, Refusal> {
    let Connection::Ready(consent) = outside.list_service else {
        return Err(Reason::IntegrationMissing.into());
    };
    let class = match consent {
        ListConsent::Needed => MessageClass::Marketing,
        ListConsent::ServiceAsks => MessageClass::Transactional,
    };
    let mut left_out = Vec::new();
    let lists = lists_of(outside, wanted, &mut left_out);
    if lists.is_empty() {
        return Err(Refusal::Skip(Reason::ListGone, joined(&left_out)));
    }
    let contacts = contacts_of(record, related);
    let mut first_reason = None;
    let (mut subscribers, mut seen) = (Vec::new(), BTreeSet::new());
    for (id, contact) in contacts {
        match EmailRecipient::permitted(&id, &contact, class) {
            // Two contacts with one address are one subscriber.
            Ok(one) => {
                if seen.insert(one.address().clone()) {
                    subscribers.push(one);
                }
            }
            Err(reason) => {
                first_reason.get_or_insert(reason);
                left_out.push(format!("{id}: {}", reason.key()));
            }
        }
    }
    if subscribers.is_empty() {
        return Err(Refusal::Skip(first_reason.unwrap_or(Reason::NoContact), joined(&left_out)));
    }
    let addresses: Vec<&str> = subscribers.iter().map(|one| one.address().as_str()).collect();
    let titles: Vec<&str> = lists.iter().map(|list| list.title.as_str()).collect();
    Ok(Act {
        to: Some(addresses.join(", ")),
        message: Some(MessageText { subject: None, text: titles.join(", "), sms: None }),
        detail: joined(&left_out),
        variant: None,
        body: EffectBody::AddToLists {
            lists: lists.iter().map(|list| list.external_id.clone()).collect(),
            subscribers,
            class,
        },
    })
}

/// Tells another program of the record as it is now.
pub(super) fn webhook(
    outside: &Outside,
    automation: &Automation,
    record: &Record,
    endpoint: &EndpointId,
) -> Result<Act, Refusal> {
    let Some(name) = outside.endpoints.get(endpoint) else {
        let detail = Some(endpoint.as_str().to_owned());
        return Err(Refusal::Skip(Reason::IntegrationMissing, detail));
    };
    Ok(Act {
        to: Some(name.clone()),
        message: None,
        detail: None,
        variant: None,
        body: EffectBody::Webhook {
            endpoint: endpoint.clone(),
            automation_name: automation.definition.name.clone(),
            record: Box::new(record.clone()),
        },
    })
}

fn lists_of<'a>(
    outside: &'a Outside,
    wanted: &[MailingListId],
    left_out: &mut Vec<String>,
) -> Vec<&'a MailingList> {
    let mut found = Vec::new();
    for id in wanted {
        match outside.list(id) {
            Some(list) => found.push(list),
            None => {
                let known = outside.lists.get(id).map_or(id.as_str(), |list| list.title.as_str());
                left_out.push(format!("{known}: {}", Reason::ListGone.key()));
            }
        }
    }
    found
}

/// Everybody whom the record is about; a contact is about itself.
fn contacts_of(record: &Record, related: &BTreeMap<RecordId, Record>) -> Vec<(RecordId, Contact)> {
    if let Some(itself) = Contact::of(record) {
        return vec![(record.id.clone(), itself)];
    }
    let linked = record.related(CONTACTS).iter();
    linked.filter_map(|id| Some((id.clone(), Contact::of(related.get(id)?)?))).collect()
}

fn joined(left_out: &[String]) -> Option<String> {
    (!left_out.is_empty()).then(|| left_out.join("; "))
}
