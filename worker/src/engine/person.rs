//! A person asks what is known of them, or to be forgotten (D20): everything in every table.
//!
//! What decisions read goes in one transaction, with what waits to be sent; the rest of the database is
//! then looked through page by page, twice: what was decided or sent at that very moment is written
//! after the first look, and gone after the second. Whoever dies in between leaves a cursor.
//! Which records go is core's (`engine::person`), where people stand is `store::person`'s.

use std::collections::BTreeSet;

use relance_core::engine::{Belongings, Business, Linked, belongings};
use relance_core::wire::json::word_of;
use relance_core::wire::person::{BUSINESS, Traces, digest};
use relance_core::words::contact::normalised_address;
use relance_core::words::module::CONTACTS_MODULE;
use relance_core::words::{
    AccountId, Channel, ModuleKey, Moment, Problem, RecordId, SuppressionReason,
};
use serde_json::{Map, Value as Json, json};

use super::commit::channel_word;
use super::consent::address_hash;
use super::looks::Progress;
use super::merging::{By, merged_record};
use super::once::erased_key;
use super::write::watchers;
use crate::answer::{Refusal, not_found};
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::person::{Begun, Page, Place, Row, Seen};
use crate::store::schema::Mention;
use crate::store::{consent, merge, person as store, record, setup, subject};

/// Most records that go with one person, or point to what goes. Our choice: what one batch writes without
/// passing D1's limits, as for a merge.
pub const BELONGINGS_MAX: usize = 2_000;
/// Rows of one page of the look through the database. Our choice: some megabytes, far below D1's time.
const PAGE_ROWS: i64 = 2_000;
/// Statements of one request that exports or erases; ticks, or the next page, do the rest.
const STATEMENTS_MAX: u64 = 300;
/// When the database is looked through again. Units: ms. Our choice: longer than any request, tick or
/// lease lives that had begun before.
const AGAIN_AFTER_MS: i64 = 900_000;
/// How often the database is looked through.
const PASSES: u64 = 2;

/// The column of a message that says what became of each of its contacts.
const DONE: &str = "done";
/// Stands where an id stood that must stay known to have been there. Source: as `store::person` writes it.
const ERASED: &str = "erased";

/// A person as the store knows them.
struct Person {
    contact: RecordId,
    /// What stands for the contact: its own id, and those that were merged into it.
    own: BTreeSet<RecordId>,
    /// The contact's version.
    version: i64,
    all: Belongings,
    linked: Vec<Json>,
    addresses: Vec<(Channel, String)>,
    twins: Vec<Json>,
    traces: Traces,
}

impl Person {
    async fn of(
        db: &Db,
        account: &AccountId,
        id: &str,
        business: Business,
    ) -> Result<Self, Refusal> {
        let contact = RecordId::parse(id).map_err(|_| not_found("contact"))?;
        let Some(record) = record::one(db, account, CONTACTS_MODULE, id).await? else {
            let aliases = merge::aliases(db, account, &json!([id])).await?;
            return Err(match aliases.get(&contact) {
                Some(target) => merged_record(&contact, target).into(),
                None => not_found("contact"),
            });
        };
        let record: Json = serde_json::from_str(&record).unwrap_or_default();
        let version = record.get("version").and_then(Json::as_i64).unwrap_or(0);
        let found = store::identities(db, account, id).await?;
        let own: BTreeSet<RecordId> =
            texts(&found, "ids").filter_map(|id| RecordId::parse(id).ok()).collect();
        let (all, linked) = reach(db, account, &own, business).await?;
        let known: Vec<&str> = texts(&found, "addresses").collect();
        let addresses: BTreeSet<(Channel, String)> = [Channel::Email, Channel::Sms]
            .into_iter()
            .flat_map(|channel| known.iter().map(move |text| (channel, *text)))
            .filter_map(|(channel, text)| Some((channel, normalised_address(channel, text)?)))
            .collect();
        let addresses: Vec<(Channel, String)> = addresses.into_iter().collect();
        let twins = store::twins(db, account, &asked_json(&addresses), &ids_json(&own)).await?;
        // What another contact has, too, stays where it is that one's.
        let is_shared = |address: &str| {
            let same = |twin: &Json| twin.get("address").and_then(Json::as_str) == Some(address);
            twins.iter().any(same)
        };
        let is_own = |text: &&str| {
            let mut forms = [Channel::Email, Channel::Sms].into_iter();
            !forms.any(|one| normalised_address(one, text).is_some_and(|form| is_shared(&form)))
        };
        let normal = addresses.iter().map(|(_, text)| text.as_str());
        let traces = Traces::new(
            all.goes.iter().map(RecordId::as_str),
            known.iter().copied().chain(normal).filter(is_own),
        );
        let beside = all.stays.iter().map(RecordId::as_str);
        let traces = traces.with(texts(&found, "names"), beside);
        Ok(Person { contact, own, version, all, linked, addresses, twins, traces })
    }

    /// The statements that refuse the batch when what was looked at is so no longer: somebody wrote, merged
    /// or linked in between.
    fn guards(&self, account: &AccountId) -> [Statement; 2] {
        let goes = |row: &&Json| {
            let id = row.get("id").and_then(Json::as_str).unwrap_or_default();
            self.all.goes.iter().any(|one| one.as_str() == id)
        };
        let others = self.linked.iter().filter(goes);
        let versions: Json = others
            .map(|row| json!([row.get("id"), row.get("version")]))
            .chain([json!([self.contact.as_str(), self.version])])
            .collect();
        let linked: Json = self.linked.iter().filter_map(|row| row.get("id").cloned()).collect();
        let seen = Seen {
            goes: &ids_json(&self.all.goes),
            linked: &linked,
            addresses: &asked_json(&self.addresses),
            twins: self.twins.len(),
            own: &ids_json(&self.own),
        };
        [record::guard(account, &versions.to_string()), store::guard_as_seen(account, &seen)]
    }
}

impl Person {
    /// The addresses that no other contact has: to these nothing goes any more.
    fn unshared(&self) -> impl Iterator<Item = &(Channel, String)> {
        let is_shared = |address: &str| {
            let same = |twin: &Json| twin.get("address").and_then(Json::as_str) == Some(address);
            self.twins.iter().any(same)
        };
        self.addresses.iter().filter(move |(_, address)| !is_shared(address))
    }
}

fn texts<'a>(value: &'a Json, key: &str) -> impl Iterator<Item = &'a str> {
    let items = value.get(key).and_then(Json::as_array).into_iter().flatten();
    items.filter_map(Json::as_str)
}

fn ids_json(ids: &BTreeSet<RecordId>) -> Json {
    ids.iter().map(RecordId::as_str).collect()
}

fn asked_json(addresses: &[(Channel, String)]) -> Json {
    addresses.iter().map(|(channel, text)| json!([channel_word(*channel), text])).collect()
}

/// What belongs to the person; asked again until nothing more belongs to what was found.
async fn reach(
    db: &Db,
    account: &AccountId,
    own: &BTreeSet<RecordId>,
    business: Business,
) -> Result<(Belongings, Vec<Json>), Refusal> {
    let mut all = Belongings { goes: own.clone(), stays: BTreeSet::new() };
    loop {
        let limit = i64::try_from(BELONGINGS_MAX + 1).unwrap_or(i64::MAX);
        let rows = store::linked(db, account, &ids_json(&all.goes), limit).await?;
        if rows.len() > BELONGINGS_MAX {
            let message = format!("more than {BELONGINGS_MAX} records point to this contact");
            let help = "delete or move some of them first";
            return Err(Problem::new("too_many_records", message).help(help).into());
        }
        let linked: Vec<Linked> = rows.iter().filter_map(linked_of).collect();
        let found = belongings(own, &linked, business);
        let is_all = found.goes.len() == all.goes.len();
        all = found;
        if is_all {
            return Ok((all, rows));
        }
    }
}

fn linked_of(row: &Json) -> Option<Linked> {
    let text = |key: &str| row.get(key).and_then(Json::as_str);
    let target = |pair: &Json| {
        let id = RecordId::parse(pair.get(0)?.as_str()?).ok()?;
        Some((id, pair.get(1)?.as_str()? == CONTACTS_MODULE))
    };
    Some(Linked {
        id: RecordId::parse(text("id")?).ok()?,
        module: ModuleKey::parse(text("module")?).ok()?,
        targets: row.get("targets")?.as_array()?.iter().filter_map(target).collect(),
    })
}

/// What an erasure would do, with the digest that confirms it.
///
/// # Errors
/// `not_found`, `merged_record`, `too_many_records`.
pub async fn preview(
    db: &Db,
    account: &AccountId,
    id: &str,
    business: Business,
) -> Result<Json, Refusal> {
    let person = Person::of(db, account, id, business).await?;
    preview_of(db, account, &person, business).await
}

async fn preview_of(
    db: &Db,
    account: &AccountId,
    person: &Person,
    business: Business,
) -> Result<Json, Refusal> {
    let counts = store::counts(db, account, &ids_json(&person.all.goes)).await?;
    let listed = |among: &BTreeSet<RecordId>| -> Vec<Json> {
        let is_among = |row: &&Json| {
            let id = row.get("id").and_then(Json::as_str).unwrap_or_default();
            among.iter().any(|one| one.as_str() == id)
        };
        let shown = |row: &Json| json!({"id": row.get("id"), "module": row.get("module"), "name": row.get("name")});
        person.linked.iter().filter(is_among).map(shown).collect()
    };
    let suppressed: Vec<Json> = person
        .unshared()
        .map(|(channel, address)| json!({"channel": channel.key(), "address": address}))
        .collect();
    let mut shown = json!({
        "contact": person.contact.as_str(),
        "business": word_of(&business, &BUSINESS),
        "goes": {"records": listed(&person.all.goes)},
        "stays": {"records": listed(&person.all.stays)},
        "twins": person.twins,
        "suppressed": suppressed,
    });
    if let (Some(Json::Object(goes)), Json::Object(counts)) = (shown.get_mut("goes"), counts) {
        goes.extend(counts);
    }
    let mut times = 0;
    let digest = loop {
        let digest = digest(&shown, times);
        if store::list(db, account, Some(&digest), 1).await?.is_empty() {
            break digest;
        }
        times += 1;
    };
    if let Json::Object(map) = &mut shown {
        map.insert("digest".into(), digest.into());
    }
    Ok(shown)
}

/// Forgets a person, if this digest is that of the preview as it is now; then looks through the database
/// as far as one request may.
///
/// # Errors
/// `not_found`, `merged_record`, `confirmation_mismatch`, `changed_meanwhile`.
pub async fn erase(
    db: &Db,
    by: By<'_>,
    id: &str,
    (business, digest): (Business, &str),
) -> Result<Json, Refusal> {
    // The same confirmation, sent again, finds what it did.
    if let Some(done) = store::list(db, by.account, Some(digest), 1).await?.pop() {
        return Ok(done);
    }
    let loaded = Loaded::of(db, by.account).await?;
    let person = Person::of(db, by.account, id, business).await?;
    let preview = preview_of(db, by.account, &person, business).await?;
    if preview.get("digest").and_then(Json::as_str) != Some(digest) {
        let message = "what would go has changed since it was shown";
        let help = "look at it again, and confirm that";
        return Err(Problem::new("confirmation_mismatch", message).at("digest").help(help).into());
    }
    let ids = ids_json(&person.all.goes);
    let relations = json!(watchers(&loaded).relations);
    let commit_id = db.random_text(20)?;
    let begun = Begun {
        id: digest,
        by: by.by,
        records: person.all.goes.len(),
        traces: &person.traces.to_json(),
    };
    let mut statements = person.guards(by.account).to_vec();
    statements.push(subject::recheck_dependents(by.account, &ids, &relations, by.now, &commit_id));
    statements.extend(store::at_once(by.account, &ids, by.now));
    statements.push(store::begin(by.account, &begun, by.now));
    for (channel, address) in person.unshared() {
        if let Some(hash) = address_hash(db, by.account, *channel, address)? {
            let (reason, to) = (SuppressionReason::Erasure, (*channel, hash.as_str()));
            statements.push(consent::suppress(by.account, to, reason, by.by, by.now));
        }
    }
    crate::routes::changed(setup::change(db, by.account, loaded.version, statements).await)?;
    let until = db.statements() + STATEMENTS_MAX;
    while db.statements() < until && erase_on(db, by.account, by.now).await? == Progress::More {}
    let done = store::list(db, by.account, Some(digest), 1).await?.pop();
    done.ok_or_else(|| not_found("erasure"))
}

/// How far an erasure is.
struct Cursor {
    pass: u64,
    table: usize,
    key: Option<Json>,
}

impl Cursor {
    fn of(value: &Json) -> Self {
        let number = |place: usize| value.get(place).and_then(Json::as_u64).unwrap_or(0);
        let key = value.get(2).filter(|key| !key.is_null()).cloned();
        Cursor { pass: number(0), table: usize::try_from(number(1)).unwrap_or(0), key }
    }

    fn to_json(&self) -> Json {
        json!([self.pass, self.table, self.key])
    }

    fn place(&self) -> Option<Place> {
        store::place(self.table)
    }

    fn moved(&mut self, next: Option<Json>) {
        if next.is_none() {
            self.table += 1;
        }
        self.key = next;
    }
}

/// Looks through the next page for the erasure that waits longest.
///
/// # Errors
/// When the database does not answer; the next tick goes on.
pub async fn erase_on(db: &Db, account: &AccountId, now: Moment) -> Result<Progress, Refusal> {
    let waiting = store::next(db, account, now).await?;
    let Some(id) = waiting.get("id").and_then(Json::as_str) else { return Ok(Progress::Done) };
    let mut cursor = Cursor::of(waiting.get("cursor").unwrap_or(&Json::Null));
    let traces = Traces::from_json(waiting.get("traces").unwrap_or(&Json::Null));
    let Some(place) = cursor.place() else {
        let passed = if cursor.pass >= PASSES {
            store::finish(account, id, now)
        } else {
            let begun = waiting.get("at_ms").and_then(Json::as_i64).unwrap_or(0);
            let again = Moment::from_ms(begun).plus_ms(AGAIN_AFTER_MS);
            let next = Cursor { pass: cursor.pass + 1, table: 0, key: None };
            store::move_on(account, id, &next.to_json(), again)
        };
        db.run(passed).await?;
        return Ok(Progress::More);
    };
    let page = place.page(db, account, &traces.needles(), cursor.key.as_ref(), PAGE_ROWS).await?;
    let (mut own, mut mentioned) = (Vec::new(), Vec::new());
    let by_name = traces.by_name();
    for row in &page.rows {
        match found_in(place, row, (&traces, &by_name)) {
            Found::Own => own.push(forgotten_key(db, account, place, row)?),
            Found::Mentioned(row) => mentioned.push(row),
            Found::Nothing => {}
        }
    }
    let mut statements = Vec::new();
    if !own.is_empty() {
        statements.push(place.forget(account, &json!(own).to_string(), now));
    }
    if !mentioned.is_empty() {
        statements.push(place.rewrite(account, &json!(mentioned).to_string()));
    }
    cursor.moved(page.next);
    statements.push(store::move_on(account, id, &cursor.to_json(), now));
    db.batch(&statements).await?;
    Ok(Progress::More)
}

/// The key of a row that forgets its person; where what was had must stay known, with the key that takes
/// its place.
fn forgotten_key(db: &Db, account: &AccountId, place: Place, row: &Row) -> Result<Json, Refusal> {
    let mut key = row.key.clone();
    if place.name() == "once_key" {
        let had = key.get(1).and_then(Json::as_str).unwrap_or_default();
        let instead = erased_key(db, account, had)?;
        if let Json::Array(parts) = &mut key {
            parts.push(instead.into());
        }
    }
    Ok(key)
}

/// What of a person a row holds.
enum Found {
    /// It is the person's own.
    Own,
    /// The person is mentioned; as it is without: key, JSON columns, texts, version.
    Mentioned(Json),
    /// It only looked so.
    Nothing,
}

fn found_in(place: Place, row: &Row, (traces, by_name): (&Traces, &Traces)) -> Found {
    let text = |column: &str| row.columns.get(column).and_then(Json::as_str);
    let ids: Vec<&str> = place.ids().iter().filter_map(|column| text(column)).collect();
    if ids.iter().any(|id| traces.has_id(id)) {
        return Found::Own;
    }
    let value = |column: &&str| row.columns.get(*column).filter(|one| !one.is_null()).cloned();
    let values: Vec<Option<Json>> = place.json().iter().map(value).collect();
    if values.iter().flatten().any(|value| traces.owns(value)) {
        return Found::Own;
    }
    let is_beside = ids.iter().any(|id| traces.is_beside(id))
        || values.iter().flatten().any(|value| traces.is_of_beside(value));
    let traces = if is_beside { by_name } else { traces };
    let mut is_mentioned = false;
    let mut after = row.key.as_array().cloned().unwrap_or_default();
    for (value, column) in values.into_iter().zip(place.json()) {
        let Some(mut value) = value else {
            after.push(Json::Null);
            continue;
        };
        is_mentioned |= *column == DONE && without_names(&mut value, traces);
        is_mentioned |= row.is_of_erased && without_message(&mut value);
        // What is nothing but the person, like a changed address, leaves nothing.
        let is_whole = value.as_str().is_some_and(|text| traces.is(text));
        is_mentioned |= is_whole || traces.take_out(&mut value);
        after.push(if is_whole { Json::Null } else { value.to_string().into() });
    }
    for column in place.texts() {
        let stored = text(column).unwrap_or_default();
        let rest = if traces.is(stored) { Some(String::new()) } else { traces.without(stored) };
        is_mentioned |= rest.is_some();
        let stored = row.columns.get(column).cloned().unwrap_or_default();
        after.push(rest.map_or(stored, Json::from));
    }
    match (is_mentioned, place.mention()) {
        (false, _) => Found::Nothing,
        (true, Mention::Row) => Found::Own,
        (true, Mention::Text) => {
            let version = place.version().and_then(|column| row.columns.get(column));
            after.extend(version.cloned());
            Found::Mentioned(Json::Array(after))
        }
    }
}

/// What became of each contact of a message to several stays, without saying whose: it decides what becomes of
/// the message. Whether somebody was named.
fn without_names(done: &mut Json, traces: &Traces) -> bool {
    let mut is_named = false;
    for one in done.as_array_mut().into_iter().flatten() {
        let contact = if one.is_object() { one.get_mut("contact") } else { Some(one) };
        if let Some(contact) = contact.filter(|id| id.as_str().is_some_and(|id| traces.has_id(id)))
        {
            *contact = ERASED.into();
            is_named = true;
        }
    }
    is_named
}

/// Takes out of an entry of the log what was written to whom; whether there was something.
fn without_message(entry: &mut Json) -> bool {
    let Json::Object(entry) = entry else { return false };
    let gone = ["message", "to"].map(|member| entry.remove(member));
    gone.iter().any(Option::is_some)
}

/// A page of everything that is known of a person, by table; `next` names where to go on.
///
/// # Errors
/// `not_found`, `merged_record`, `too_many_records`.
pub async fn export(
    db: &Db,
    account: &AccountId,
    id: &str,
    after: Option<&Json>,
    now: Moment,
) -> Result<Json, Refusal> {
    let person = Person::of(db, account, id, Business::Goes).await?;
    let needles = person.traces.needles();
    let mut cursor = after.map_or(Cursor { pass: 1, table: 0, key: None }, Cursor::of);
    let mut tables = Map::new();
    let until = db.statements() + STATEMENTS_MAX;
    while let Some(place) = cursor.place().filter(|_| db.statements() < until) {
        let page = place.page(db, account, &needles, cursor.key.as_ref(), PAGE_ROWS).await?;
        let shown = shown_of(place, &page, &person.traces);
        if !shown.is_empty() {
            let rows = tables.entry(place.name()).or_insert_with(|| json!([]));
            if let Json::Array(rows) = rows {
                rows.extend(shown);
            }
        }
        cursor.moved(page.next);
    }
    let next = cursor.place().map(|_| cursor.to_json().to_string());
    Ok(json!({
        "contact": person.contact.as_str(),
        "at": now.to_iso(),
        "tables": tables,
        "next": next,
    }))
}

fn shown_of(place: Place, page: &Page, traces: &Traces) -> Vec<Json> {
    let by_name = traces.by_name();
    let is_about = |row: &&Row| !matches!(found_in(place, row, (traces, &by_name)), Found::Nothing);
    // What was written to somebody who is forgotten is nobody else's.
    let rows = page.rows.iter().filter(|row| !row.is_of_erased).filter(is_about);
    rows.map(|row| row.columns.clone()).collect()
}
