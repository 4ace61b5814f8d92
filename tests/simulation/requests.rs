//! What people and programs ask of the Worker: the same functions that its routes call.

use std::rc::Rc;

use relance_core::definitions::Definition;
use relance_core::engine::Business;
use relance_core::wire::automation::automation_from_json;
use relance_core::wire::merge::merge_asked_from_json;
use relance_core::words::{
    ConsentSource, Event, EventName, Moment, Problem, RecordId, SuppressionReason,
};
use relance_worker::answer::Refusal;
use relance_worker::domain::Loaded;
use relance_worker::engine::consent::{suppress, withdraw};
use relance_worker::engine::looks::{Progress, look_on};
use relance_worker::engine::merging::{By, merge};
use relance_worker::engine::person;
use relance_worker::engine::publish::{Change, live_parts, running};
use relance_worker::engine::tell::happen;
use relance_worker::engine::write::{Existing, write};
use relance_worker::store::db::Db;
use relance_worker::store::setup;
use relance_worker::wake;
use serde_json::{Value as Json, json};

use crate::entries::{Action, Shown};
use crate::executor::Ending;
use crate::world::World;

/// How often somebody looks at what an erasure would do before they come back another time.
const LOOKS_MAX: usize = 3;

/// Does it, and asks for a tick when something is due then.
pub async fn carry_out(db: Db, world: Rc<World>, action: Action) -> Ending {
    let now = db.real_now();
    let done = match &action {
        Action::Deal(json) => {
            let given = [world.deal(json)];
            let written =
                write(&db, &world.account, "deals", &given, Existing::Changed, now, |_| Vec::new());
            written.await.map(drop)
        }
        Action::Contact(json) => {
            let given = [world.contact(json)];
            let written =
                write(&db, &world.account, "contacts", &given, Existing::Changed, now, |_| {
                    Vec::new()
                });
            written.await.map(drop)
        }
        Action::Event { id, deal } => event(&db, &world, id, deal, now).await,
        Action::Unsubscribe { contact, channel } => {
            let id = RecordId::parse(contact).unwrap();
            let source = ConsentSource::UnsubscribePage;
            withdraw(&db, &world.account, &id, *channel, source, now).await.map(drop)
        }
        Action::Suppress { channel, address } => {
            let address = (*channel, address.as_str());
            let reason = SuppressionReason::HardBounce;
            suppress(&db, &world.account, address, reason, "simulation", now).await.map(drop)
        }
        Action::Merge { survivor, loser } => {
            let asked = json!({"survivor": survivor, "loser": loser});
            let by = By { account: &world.account, by: "simulation", now };
            // Whoever asks again asks for the same merge; its id says nothing of anybody.
            let number =
                |id: &str| id.trim_start_matches(|one: char| !one.is_ascii_digit()).to_owned();
            let id = format!("m_{}_{}", number(survivor), number(loser));
            match merge_asked_from_json(&asked) {
                Ok(asked) => merge(&db, by, &asked, &id).await.map(drop),
                Err(problems) => Err(problems.into()),
            }
        }
        Action::Erase { contact, shown } => {
            let by = By { account: &world.account, by: "simulation", now };
            erase(&db, by, contact, shown).await
        }
        Action::Publish { automation, delay } => {
            publish(&db, &world, automation, *delay, now).await
        }
    };
    match done {
        Ok(()) => {
            wake::send_if_due(&db, &world.account, now).await;
            Ending::Done
        }
        // What the API would answer with a status of 4xx is an answer, too.
        Err(refusal) if is_final(&refusal) => Ending::Denied(said(&refusal)),
        Err(refusal) => refused(&refusal),
    }
}

/// The end of a worker that was refused.
pub fn refused(refusal: &Refusal) -> Ending {
    Ending::Refused(said(refusal))
}

fn said(refusal: &Refusal) -> String {
    refusal.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn is_final(refusal: &Refusal) -> bool {
    let codes =
        ["unknown_record", "merged_record", "same_record", "not_found", "consent_not_chosen"];
    refusal.problems.iter().all(|problem| codes.contains(&problem.code))
}

async fn event(db: &Db, world: &World, id: &str, deal: &str, now: Moment) -> Result<(), Refusal> {
    let event = Event {
        id: id.to_owned(),
        record: RecordId::parse(deal)?,
        name: EventName::parse("invoice_paid")?,
        at: now,
        about: None,
    };
    happen(db, &world.account, &[event], now).await
}

/// As a person does with `POST /contacts/{id}/erase`: looks at what would go, and confirms that. Who is told
/// that it has changed meanwhile looks again.
async fn erase(db: &Db, by: By<'_>, contact: &str, shown: &Shown) -> Result<(), Refusal> {
    let mut looks = 0;
    loop {
        let digest = match shown.digest() {
            Some(digest) => digest,
            None => {
                let preview = person::preview(db, by.account, contact, Business::Goes).await?;
                let digest = preview["digest"].as_str().unwrap_or_default().to_owned();
                shown.set(Some(digest.clone()));
                looks += 1;
                digest
            }
        };
        match person::erase(db, by, contact, (Business::Goes, &digest)).await {
            Err(refusal) if looks < LOOKS_MAX && has_changed(&refusal) => shown.set(None),
            other => return other.map(drop),
        }
    }
}

fn has_changed(refusal: &Refusal) -> bool {
    refusal.problems.iter().any(|problem| problem.code == "confirmation_mismatch")
}

/// As `POST /automations/{id}/publish` does, confirmed at once.
async fn publish(db: &Db, world: &World, id: &str, delay: i64, now: Moment) -> Result<(), Refusal> {
    let loaded = Loaded::of(db, &world.account).await?;
    let automation = loaded
        .setup
        .automation(id)
        .ok_or_else(|| Problem::new("not_found", "no such automation"))?;
    if loaded.is_looking_with(&automation.definition.id) {
        return Ok(());
    }
    let mut wanted =
        world.automations.iter().find(|one| one["id"] == id).cloned().unwrap_or_default();
    for step in wanted["steps"].as_array_mut().into_iter().flatten() {
        step["delay"] = json!({"amount": delay, "unit": "minutes"});
        // Whoever had the one may be drawn for the other from now on, and must get nothing again.
        for variant in step["variants"].as_array_mut().into_iter().flatten() {
            variant["share"] = json!(20);
        }
    }
    let definition = Definition::check(automation_from_json(&wanted)?.draft, &loaded.setup)?;
    let live = live_parts(&loaded, &definition)?;
    let mut candidate = loaded.stored.clone();
    for one in candidate["automations"].as_array_mut().into_iter().flatten() {
        if one["id"] == id {
            *one = running(automation, &definition, live.clone(), Json::Null);
        }
    }
    let mut change = Change::to(&loaded, candidate)?;
    change.add(&loaded, id, now)?;
    let previewed = change.preview(db, &world.account).await?;
    let flips = change.flips(&world.account, &previewed);
    match setup::change(db, &world.account, loaded.version, flips).await {
        // A person would look at the preview again.
        Err(error) if error.is_stale() => return Ok(()),
        other => other?,
    }
    while look_on(db, &world.account, now).await?.0 == Progress::More {}
    Ok(())
}
