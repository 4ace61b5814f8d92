//! A person's answer and its end, as commits: who withdraws, which address is suppressed, which letter of
//! double opt-in is written. What an answer becomes is `relance_core::consent`'s to say.
//!
//! **Why nothing leaves that a person has ended (kill point K12).** A withdrawal and a suppression are
//! each one commit that raises the version of the contact's record, or adds a row of `suppression`. A
//! sender leases a message, and only then reads contact and suppression, in one transaction; core says
//! whether it may leave; and `store::outbox::hand_back` hands back, in the transaction in which the
//! message is handed over (`capture`) or in one before it is (a provider), whatever was leased for a
//! contact with another version by then, or an address that is suppressed by then. So the claim commits
//! at an instant at which what core saw was still true: if the withdrawal committed before it, the claim
//! sees it or is handed back and asked again; if it commits later, the claim was before. Who dies
//! in between leaves a lease that runs out, and the next claim asks anew. What is already on its way to
//! a provider when somebody unsubscribes is older than their click.

use std::collections::{BTreeMap, BTreeSet};

use relance_core::consent::{
    OPT_IN_MS, OPT_IN_PAUSE_MS, is_asked, letter, settle, with_suppression,
};
use relance_core::wire::record::GivenRecord;
use relance_core::words::contact::{EMAIL, EMAIL_CONSENT, KEPT_BY_ENGINE, PHONE, SMS_CONSENT};
use relance_core::words::contact::{EMAIL_SUPPRESSED, SMS_SUPPRESSED, normalised_address};
use relance_core::words::module::CONTACTS_MODULE;
use relance_core::words::{
    AccountId, Channel, ConsentOrigin, ConsentSource, Contact, DerivedKey, FieldKey, Module,
    Moment, Record, RecordId, SuppressionReason, Value, Written,
};
use serde_json::{Value as Json, json};

use super::commit::channel_word;
use super::load::Snapshot;
use super::write::{Existing, Outcome, Writing, write_by};
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::keys;
use crate::store::consent;
use crate::store::db::{Db, Statement};

/// The automation of messages that no automation sends: letters of double opt-in.
pub const OPT_IN: &str = "opt_in";
/// Contacts of one address that show its suppression at once. Our choice: more twins of one address are
/// a mistake of an import; the claim asks the table whatever a contact shows.
const TWINS_MAX: i64 = 1_000;

/// An address as the table of suppressed ones knows it; `None` for what is no address.
///
/// # Errors
/// `secret_missing`.
pub fn address_hash(
    db: &Db,
    account: &AccountId,
    channel: Channel,
    address: &str,
) -> Result<Option<String>, Refusal> {
    match normalised_address(channel, address) {
        Some(address) => Ok(Some(keys::hashed(db, account, "address", &address)?)),
        None => Ok(None),
    }
}

/// The contact no longer agrees to marketing on this channel: once or a hundred times is one withdrawal.
/// Answers whether it was news.
///
/// # Errors
/// When the database does not answer, or others kept writing the contact.
pub async fn withdraw(
    db: &Db,
    account: &AccountId,
    contact: &RecordId,
    channel: Channel,
    source: ConsentSource,
    now: Moment,
) -> Result<bool, Refusal> {
    let answer = [(channel, Some(false))];
    let origin = ConsentOrigin::of(source);
    set_answers(db, account, contact, (&answer, None), &origin, now).await
}

/// Writes the answers of a contact that exists, and perhaps its language; answers whether anything
/// changed.
///
/// # Errors
/// As [`withdraw`].
pub async fn set_answers(
    db: &Db,
    account: &AccountId,
    contact: &RecordId,
    (answers, language): (&[(Channel, Option<bool>)], Option<&str>),
    origin: &ConsentOrigin,
    now: Moment,
) -> Result<bool, Refusal> {
    let mut values = BTreeMap::new();
    for (channel, answer) in answers {
        let key = match channel {
            Channel::Email => EMAIL_CONSENT,
            Channel::Sms => SMS_CONSENT,
        };
        values.insert(FieldKey::parse(key)?, answer.map(Value::YesNo));
    }
    if let Some(language) = language {
        values.insert(FieldKey::parse("language")?, Some(Value::Code(language.to_owned())));
    }
    let nothing = |_: &[Outcome]| Vec::new();
    let changed = write_contact(db, account, contact, values, origin, now, nothing).await?;
    Ok(changed)
}

/// A write of one contact, if it is there; answers whether it changed anything.
async fn write_contact(
    db: &Db,
    account: &AccountId,
    contact: &RecordId,
    values: BTreeMap<FieldKey, Option<Value>>,
    origin: &ConsentOrigin,
    now: Moment,
    also: impl Fn(&[Outcome]) -> Vec<Statement>,
) -> Result<bool, Refusal> {
    let given = [GivenRecord { id: contact.clone(), created: None, values }];
    let writing = Writing { records: &given, existing: Existing::Present, origin };
    let outcomes = write_by(db, account, CONTACTS_MODULE, &writing, now, also).await?;
    Ok(outcomes.iter().any(|one| one.outcome != relance_core::words::WriteOutcome::Unchanged))
}

/// Nothing goes to this address any more, on this channel, whatever it is about. Contacts that have it
/// show it from now on. Answers whether it is an address at all.
///
/// # Errors
/// When the database does not answer, or others kept writing a contact: the suppression stands then.
pub async fn suppress(
    db: &Db,
    account: &AccountId,
    (channel, address): (Channel, &str),
    reason: SuppressionReason,
    source: &str,
    now: Moment,
) -> Result<bool, Refusal> {
    let Some(hash) = address_hash(db, account, channel, address)? else { return Ok(false) };
    db.run(consent::suppress(account, (channel, &hash), reason, source, now)).await?;
    show(db, account, (channel, address), true, now).await?;
    Ok(true)
}

/// Lets messages go to an address again; what its owner asked for stays. Answers whether it is free now.
///
/// # Errors
/// As [`suppress`].
pub async fn lift(
    db: &Db,
    account: &AccountId,
    (channel, address): (Channel, &str),
    (by, why): (&str, &str),
    now: Moment,
) -> Result<bool, Refusal> {
    let Some(hash) = address_hash(db, account, channel, address)? else { return Ok(false) };
    let mut statements = consent::lift(account, (channel, &hash), (by, why), now).to_vec();
    statements.push(consent::find(account, channel, &hash));
    let left = db.batch(&statements).await?.pop().unwrap_or_default();
    if !left.is_empty() {
        return Ok(false);
    }
    show(db, account, (channel, address), false, now).await?;
    Ok(true)
}

/// Why nothing goes to an address; `None` when it is free, or no address.
///
/// # Errors
/// When the database does not answer.
pub async fn suppressed_because(
    db: &Db,
    account: &AccountId,
    (channel, address): (Channel, &str),
) -> Result<Option<SuppressionReason>, Refusal> {
    let Some(hash) = address_hash(db, account, channel, address)? else { return Ok(None) };
    let found = db.rows(consent::find(account, channel, &hash)).await?;
    let reason = found.first().and_then(|row| row.get("reason")).and_then(Json::as_str);
    Ok(reason.and_then(SuppressionReason::parse))
}

/// Contacts with this address show whether it is suppressed: record writes with their consequences.
async fn show(
    db: &Db,
    account: &AccountId,
    (channel, address): (Channel, &str),
    is_suppressed: bool,
    now: Moment,
) -> Result<(), Refusal> {
    let Some(address) = normalised_address(channel, address) else { return Ok(()) };
    let found = consent::contacts_with(db, account, channel, &address, TWINS_MAX).await?;
    let key = match channel {
        Channel::Email => EMAIL_SUPPRESSED,
        Channel::Sms => SMS_SUPPRESSED,
    };
    let origin = ConsentOrigin::of(ConsentSource::Automation);
    for id in found.iter().filter_map(Json::as_str) {
        let id = RecordId::parse(id)?;
        let value = is_suppressed.then_some(Value::YesNo(true));
        let values = BTreeMap::from([(FieldKey::parse(key)?, value)]);
        write_contact(db, account, &id, values, &origin, now, |_| Vec::new()).await?;
    }
    Ok(())
}

/// The letter that a link of double opt-in belongs to is used: the contact agrees. Answers whether it
/// still could be.
///
/// # Errors
/// As [`withdraw`].
pub async fn confirm(
    db: &Db,
    account: &AccountId,
    letter: &str,
    contact: &RecordId,
    now: Moment,
) -> Result<bool, Refusal> {
    let values = BTreeMap::from([(FieldKey::parse(EMAIL_CONSENT)?, Some(Value::YesNo(true)))]);
    let origin = ConsentOrigin::of(ConsentSource::DoubleOptIn);
    let also = |_: &[Outcome]| consent::use_letter(account, letter, now).to_vec();
    write_contact(db, account, contact, values, &origin, now, also).await
}

/// The writes of contacts as core completes them: an answer with its source and instant, or a question
/// to the person; and whether the addresses that they will have are suppressed.
///
/// # Errors
/// When the database does not answer.
pub async fn completed(
    db: &Db,
    account: &AccountId,
    (loaded, module, snapshot): (&Loaded, &Module, &Snapshot),
    mut given: Vec<GivenRecord>,
    origin: &ConsentOrigin,
    now: Moment,
) -> Result<Vec<GivenRecord>, Refusal> {
    if module.key.as_str() != CONTACTS_MODULE {
        return Ok(given);
    }
    let before =
        |id: &RecordId| snapshot.known.get(id).and_then(|known| known.state.record.as_ref());
    let settings = &loaded.setup.account.consent;
    for one in &mut given {
        settle(before(&one.id), &mut one.values, origin, settings, now);
    }
    if !loaded.has_suppressions {
        return Ok(given);
    }
    let mut asked = BTreeMap::new();
    for one in &given {
        // Who writes the mark itself has looked.
        let is_mark = KEPT_BY_ENGINE.iter().any(|key| one.values.contains_key(*key));
        let is_new = before(&one.id).is_none();
        if !is_mark && (is_new || one.values.contains_key(EMAIL) || one.values.contains_key(PHONE))
        {
            asked.insert(one.id.clone(), hashes(db, account, before(&one.id), one)?);
        }
    }
    let rows: BTreeSet<(&str, &str)> = asked
        .values()
        .flatten()
        .map(|(channel, hash)| (channel_word(*channel), hash.as_str()))
        .collect();
    let found = db.rows(consent::suppressed(account, &json!(rows))).await?;
    for one in &mut given {
        let Some(hashes) = asked.get(&one.id) else { continue };
        let is_found = |(channel, hash): &&(Channel, String)| {
            found.contains(&json!([channel_word(*channel), hash]))
        };
        let suppressed: Vec<Channel> =
            hashes.iter().filter(is_found).map(|(channel, _)| *channel).collect();
        with_suppression(before(&one.id), &mut one.values, &suppressed);
    }
    Ok(given)
}

/// The hashes of the addresses that a contact will have.
fn hashes(
    db: &Db,
    account: &AccountId,
    before: Option<&Record>,
    given: &GivenRecord,
) -> Result<Vec<(Channel, String)>, Refusal> {
    let mut found = Vec::new();
    for (channel, key) in [(Channel::Email, EMAIL), (Channel::Sms, PHONE)] {
        let value = match given.values.get(key) {
            Some(value) => value.as_ref(),
            None => before.and_then(|record| record.get(key)),
        };
        if let Some(Value::Text(address)) = value {
            found.extend(address_hash(db, account, channel, address)?.map(|hash| (channel, hash)));
        }
    }
    Ok(found)
}

/// The letters that these writes ask for: noted and put into the outbox in the same commit, one for an
/// address a day.
///
/// # Errors
/// `secret_missing`.
pub fn letters(
    db: &Db,
    account: &AccountId,
    (loaded, snapshot): (&Loaded, &Snapshot),
    written: &BTreeMap<RecordId, Written>,
    now: Moment,
) -> Result<Vec<Statement>, Refusal> {
    let (mut notes, mut rows, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (contact, one) in written {
        let before = snapshot.known.get(contact).and_then(|known| known.state.record.as_ref());
        if !is_asked(before, &one.record) {
            continue;
        }
        let Some(address) = Contact::of(&one.record).and_then(|contact| contact.email) else {
            continue;
        };
        let Some(hash) = address_hash(db, account, Channel::Email, address.as_str())? else {
            continue;
        };
        let id = DerivedKey::of(&[OPT_IN, contact.as_str(), &one.record.version.to_string()]);
        notes.push(json!([id.as_str(), contact.as_str(), hash]));
        rows.push(letter_row(loaded, &one.record, (id.as_str(), address.as_str()), now));
        ids.push(id.as_str().to_owned());
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let since = now.plus_ms(-OPT_IN_PAUSE_MS);
    Ok(vec![
        consent::ask(account, &json!(notes).to_string(), now, since),
        crate::store::outbox::insert(account, &json!(rows).to_string(), now.plus_ms(OPT_IN_MS)),
        consent::drop_unasked(account, &json!(ids)),
    ])
}

/// A letter's row of the outbox. Its text is made when it leaves, around a link that no table holds.
fn letter_row(loaded: &Loaded, contact: &Record, (id, address): (&str, &str), now: Moment) -> Json {
    let account = &loaded.setup.account;
    let subject = letter(account, contact.text("language"), "").subject;
    let entry = json!({
        "planned_at": now.to_iso(), "record": contact.id.as_str(), "automation": OPT_IN, "pass": 1,
        "what": "sent", "to": address, "key": id,
    });
    let body = json!({
        "kind": "email", "class": "transactional", "letter": OPT_IN, "subject": subject,
        "text": "", "html": "",
    });
    json!([
        id,
        OPT_IN,
        id,
        OPT_IN,
        contact.id.as_str(),
        "email",
        contact.id.as_str(),
        address,
        body.to_string(),
        entry.to_string(),
        now.as_ms(),
        now.as_ms(),
    ])
}
