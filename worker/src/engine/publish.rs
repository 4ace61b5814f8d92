//! Changes of what runs: previewed over the stored records, confirmed by a digest, flipped in one
//! transaction. Publishing a draft, replacing a view and new settings are one mechanism (D16, D29).

use relance_core::definitions::{Automation, Definition, State};
use relance_core::engine::{
    Fate, Group, Input, Migrations, Publication, Timeline, Version, Why, World, migrate,
    timeline_from,
};
use relance_core::filter::{At, Filter};
use relance_core::wire::automation::{activation_to_json, automation_to_json};
use relance_core::wire::filter::filter_to_json;
use relance_core::wire::publish::{groups_to_json, migrations_to_json};
use relance_core::words::{AccountId, DerivedKey, Moment, RecordId, Subject, TemplateId};
use serde_json::{Value as Json, json};

use super::load::{Known, Snapshot, load};
use super::preview::{CHUNK_RECORDS, PREVIEW_MS, STATEMENTS_MAX, too_many};
use super::walk::keeps_no_flips;
use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::store::db::{Db, Statement};
use crate::store::{automation, publish, record};

/// A change of what runs, not yet made.
#[derive(Debug)]
pub struct Change {
    /// The account as it would be.
    pub candidate: Loaded,
    /// The automations that run on, changed.
    pub versions: Vec<NewVersion>,
    /// A view's filter as it was, when it is a view that is replaced.
    pub view_before: Option<(Filter, Filter)>,
}

/// One automation that runs on, changed.
#[derive(Debug)]
pub struct NewVersion {
    /// What core decides about each record.
    pub publication: Publication,
    /// What runs from then on.
    pub definition: Json,
    /// Its filter and templates.
    pub live: Json,
    /// What ran: `{"definition","account"?}`.
    pub before: Json,
    /// What is still being edited.
    pub draft: Option<Json>,
}

/// What a change would do.
#[derive(Debug)]
pub struct Previewed {
    /// For the person who decides; its `digest` names all of it.
    pub answer: Json,
    /// Records that each look will visit.
    totals: Vec<u64>,
}

impl Previewed {
    /// By what it is confirmed.
    pub fn digest(&self) -> &str {
        self.answer.get("digest").and_then(Json::as_str).unwrap_or_default()
    }
}

impl Change {
    /// A change to this account, of which these automations run on.
    ///
    /// # Errors
    /// Everything in the account that does not read.
    pub fn to(loaded: &Loaded, stored: Json) -> Result<Self, Refusal> {
        let candidate = loaded.candidate(stored)?;
        Ok(Change { candidate, versions: Vec::new(), view_before: None })
    }

    /// Adds an automation that runs on: as it stands in the candidate.
    ///
    /// # Errors
    /// What no longer reads.
    pub fn add(&mut self, loaded: &Loaded, id: &str, now: Moment) -> Result<(), Refusal> {
        let (Some(was), Some(is)) =
            (loaded.setup.automation(id), self.candidate.setup.automation(id))
        else {
            return Ok(());
        };
        let account = loaded.stored.get("account").cloned().unwrap_or_default();
        let is_settings = loaded.stored.get("account") != self.candidate.stored.get("account");
        let definition = |one: &Automation| automation_to_json(&one.definition, &State::Draft);
        let live = self.candidate.find("automations", id)?.get("live").cloned().unwrap_or_default();
        let draft = self.candidate.find("automations", id)?.get("draft").cloned();
        self.versions.push(NewVersion {
            publication: Publication {
                automation: is.definition.id.clone(),
                at: now,
                why: Why::Published,
                before: Some(std::sync::Arc::new(Version {
                    definition: (*was.definition).clone(),
                    account: loaded.setup.account.clone(),
                })),
                catch_up: None,
                rank: 0,
            },
            definition: definition(is),
            live,
            before: json!({
                "definition": definition(was),
                "account": if is_settings { account } else { Json::Null },
            }),
            draft: draft.filter(|draft| !draft.is_null()),
        });
        Ok(())
    }

    /// What the change would do to every record.
    ///
    /// # Errors
    /// `too_many_records`; when the database does not answer.
    pub async fn preview(&mut self, db: &Db, account: &AccountId) -> Result<Previewed, Refusal> {
        // A confirmation holds for the setup that it was given in: sent again later, it fits no more.
        let mut digests = vec![self.candidate.version.to_string()];
        let (mut automations, mut totals) = (Vec::new(), Vec::new());
        let end = db.statements() + STATEMENTS_MAX;
        for version in &self.versions {
            let id = version.publication.automation.as_str();
            let Some(automation) = self.candidate.setup.automation(id) else { continue };
            let (migrations, visited) =
                preview_one(db, account, &self.candidate, automation, version, end).await?;
            digests.push(migrations.digest().as_str().to_owned());
            automations.push(migrations_to_json(automation, &migrations));
            let module = automation.definition.module.as_str();
            totals.push(match keeps_no_flips(automation) {
                true => visited,
                false => record::count(db, account, module).await?,
            });
        }
        let mut answer = json!({"automations": automations});
        if let Some((was, is)) = self.view_before.clone() {
            self.candidate.compared = vec![was.clone(), is.clone()];
            let at = self.versions.first().map(|version| version.publication.at);
            let diff = compare(db, account, &self.candidate, (&was, &is), (at, end)).await?;
            digests.push(filter_to_json(&is).to_string());
            set(&mut answer, "view", diff);
        }
        let parts: Vec<&str> = digests.iter().map(String::as_str).collect();
        set(&mut answer, "digest", DerivedKey::of(&parts).as_str().into());
        Ok(Previewed { answer, totals })
    }

    /// The statements of the flip; the records follow in chunks.
    pub fn flips(&self, account: &AccountId, previewed: &Previewed) -> Vec<Statement> {
        let totals = previewed.totals.iter().chain(core::iter::repeat(&0));
        let flips = self.versions.iter().zip(totals).flat_map(|(version, total)| {
            let flip = publish::Flip {
                id: version.publication.automation.as_str(),
                definition: &version.definition,
                live: &version.live,
                before: &version.before,
                draft: version.draft.as_ref(),
                at: version.publication.at,
                total: *total,
            };
            publish::flip(account, &flip)
        });
        flips.collect()
    }
}

/// What a version does to each record that may match it, stands inside it or waits in it, and how
/// many those are.
async fn preview_one(
    db: &Db,
    account: &AccountId,
    candidate: &Loaded,
    automation: &Automation,
    version: &NewVersion,
    end: u64,
) -> Result<(Migrations, u64), Refusal> {
    let content = format!("{}{}", version.definition, version.live);
    let mut migrations = Migrations::of(&content);
    let publication = &version.publication;
    let at = At { now: publication.at, zone: candidate.setup.account.zone };
    let (mut after, mut visited) = (String::new(), 0);
    loop {
        let (id, module) = (publication.automation.as_str(), automation.definition.module.as_str());
        let page = (after.as_str(), CHUNK_RECORDS);
        let matching = (&automation.filter, &at);
        let rows = record::candidates(db, account, module, page, matching, Some(id)).await?;
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        let Some(last) = ids.last() else { return Ok((migrations, visited)) };
        bounded(db, end, visited)?;
        visited += u64::try_from(ids.len()).unwrap_or(0);
        after = last.as_str().to_owned();
        let snapshot = load(db, account, candidate, &ids, &[]).await?;
        for known in snapshot.known.values() {
            add(&mut migrations, candidate, &snapshot, known, publication);
        }
    }
}

fn add(
    migrations: &mut Migrations,
    candidate: &Loaded,
    snapshot: &Snapshot,
    known: &Known,
    publication: &Publication,
) {
    let Some(record) = &known.state.record else { return };
    let world = World::new(&snapshot.related, &known.changes, &known.events);
    let world = World { once: &snapshot.taken, ..world };
    let now = publication.at;
    let (fate, _, _) = migrate(&candidate.setup, &world, known.state.clone(), now, publication);
    let plan = if fate == Fate::Starts {
        let span = (now, now.plus_ms(PREVIEW_MS));
        let input = Input::Published(Box::new(publication.clone()));
        timeline_from(&candidate.setup, &world, known.state.clone(), span, [input])
    } else {
        Timeline {
            entries: Vec::new(),
            messages: Vec::new(),
            state: known.state.clone(),
            once: Vec::new(),
            made: Vec::new(),
            completed: Vec::new(),
            is_truncated: false,
        }
    };
    migrations.add(record, fate, publication, &plan);
}

/// Who enters, leaves and stays when a view's filter takes the place of another (B2).
async fn compare(
    db: &Db,
    account: &AccountId,
    candidate: &Loaded,
    (was, is): (&Filter, &Filter),
    (now, end): (Option<Moment>, u64),
) -> Result<Json, Refusal> {
    let at = At { now: now.unwrap_or(Moment::from_ms(0)), zone: candidate.setup.account.zone };
    let [mut enters, mut leaves, mut stays] =
        [Group::default(), Group::default(), Group::default()];
    let (mut after, mut visited) = (String::new(), 0_u64);
    loop {
        let module = is.module().as_str();
        let rows = automation::next_ids(db, account, module, &after, CHUNK_RECORDS).await?;
        let ids: Vec<RecordId> =
            rows.iter().filter_map(|row| RecordId::parse(row.as_str()?).ok()).collect();
        let Some(last) = ids.last() else { break };
        bounded(db, end, visited)?;
        visited += u64::try_from(ids.len()).unwrap_or(0);
        after = last.as_str().to_owned();
        let snapshot = load(db, account, candidate, &ids, &[]).await?;
        for known in snapshot.known.values() {
            let Some(record) = &known.state.record else { continue };
            let (related, changes, events) = (&snapshot.related, &known.changes, &known.events);
            let subject = Subject { record, related, changes, events };
            match (was.matches(&subject, &at), is.matches(&subject, &at)) {
                (false, true) => enters.add(record, &Fate::Starts),
                (true, false) => leaves.add(record, &Fate::Leaves { step: None }),
                (true, true) => stays.add(record, &Fate::Stays),
                (false, false) => {}
            }
        }
    }
    Ok(groups_to_json(&[("enters", &enters), ("leaves", &leaves), ("stays", &stays)]))
}

fn bounded(db: &Db, end: u64, visited: u64) -> Result<(), Refusal> {
    if db.statements() < end {
        return Ok(());
    }
    Err(too_many(visited))
}

fn set(answer: &mut Json, key: &str, value: Json) {
    if let Json::Object(map) = answer {
        map.insert(key.to_owned(), value);
    }
}

/// Filter and templates as they are now; what runs keeps them (D29).
///
/// # Errors
/// What does not fit the account.
pub fn live_parts(loaded: &Loaded, definition: &Definition) -> Result<Json, Refusal> {
    let assembled = Automation::assemble(definition.clone(), 0, State::Draft, &loaded.setup)?;
    let mut ids: Vec<&str> =
        definition.template_ids().into_iter().map(TemplateId::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    let templates: Vec<&Json> =
        ids.into_iter().filter_map(|template| loaded.find("templates", template).ok()).collect();
    Ok(json!({"filter": filter_to_json(&assembled.filter), "templates": templates}))
}

/// An automation as it stands in an account where it runs: its definition, what it pinned, and since
/// when.
pub fn running(automation: &Automation, definition: &Definition, live: Json, draft: Json) -> Json {
    let mut json = automation_to_json(definition, &State::Draft);
    set(&mut json, "state", "active".into());
    let activation = automation.activation();
    set(&mut json, "activation", activation.as_ref().map(activation_to_json).unwrap_or_default());
    set(&mut json, "live", live);
    set(&mut json, "draft", draft);
    json
}
