//! A random account: a few automations of several kinds, contacts over time zones, with and without
//! consent, twins among them. Small, because a small world meets its own edges more often.

use relance_core::definitions::{Definition, State};
use relance_core::wire::account::{default_account, settings_from_json, user_from_json};
use relance_core::wire::automation::{automation_from_json, automation_to_json};
use relance_core::wire::record::{GivenRecord, given_record_from_json};
use relance_core::wire::sending::sending_from_json;
use relance_core::words::{AccountId, Module, Moment, Provider, User};
use relance_worker::domain::Loaded;
use relance_worker::engine::publish::live_parts;
use relance_worker::engine::write::{Existing, write};
use relance_worker::routes::accounts;
use relance_worker::senders::{Secrets, sealed};
use relance_worker::store::db::{Db, Statement};
use relance_worker::store::{automation, integration, job, sender, setup};
use serde_json::{Value as Json, json};

use crate::random::Random;

/// Zones of contacts. Source: the countries of the product, one that has its night while they work, and
/// one whose clock changes on other days.
pub const ZONES: [&str; 4] =
    ["Europe/Warsaw", "Europe/Bucharest", "Asia/Tokyo", "America/New_York"];
/// Days on which a run begins: usual ones, and the eves of clock changes.
const DAYS: [&str; 8] = [
    "2026-03-02",
    "2026-03-28",
    "2026-03-07",
    "2026-10-24",
    "2026-10-31",
    "2026-06-16",
    "2026-12-30",
    "2026-04-02",
];
/// The stages of the module `deals`.
pub const STAGES: [&str; 3] = ["new", "offer", "won"];
/// A receiver of webhooks.
pub const ENDPOINT: &str = "https://hooks.example.com/relance";

/// The account of a run.
#[derive(Debug)]
pub struct World {
    /// Whose.
    pub account: AccountId,
    /// When it begins.
    pub begin: Moment,
    /// Its modules as core reads them, for reading records.
    pub deals: Module,
    /// See [`World::deals`].
    pub contacts: Module,
    /// Its users.
    pub users: Vec<User>,
    /// How many contacts and deals there are.
    pub contact_count: usize,
    /// See [`World::contact_count`].
    pub deal_count: usize,
    /// The definitions that run.
    pub automations: Vec<Json>,
    /// Messages of marketing that one contact may get a day, when there is a bound.
    pub email_cap: Option<u32>,
}

/// The id of a contact. It and what follows is found wherever it stands: nothing else looks like it, and none
/// of them is a part of another.
pub fn contact_id(number: usize) -> String {
    format!("c_planted{number:02}")
}

/// The id of a deal, and its name.
pub fn deal_id(number: usize) -> String {
    format!("d_planted{number:02}")
}

/// The e-mail address of a contact.
pub fn email(number: usize) -> String {
    format!("jan{number:02}@client.example")
}

/// The telephone number of a contact.
pub fn phone(number: usize) -> String {
    format!("+486010000{number:02}")
}

/// The first name of a contact.
pub fn name(number: usize) -> String {
    format!("Nadia{number:02}")
}

/// When a run begins. In the evening more often than not: the night is where mistakes show.
pub fn begin(random: &mut Random) -> Moment {
    let day = random.pick(&DAYS);
    let hour = *random.pick(&[6, 9, 16, 19, 20, 21, 22, 23]);
    let minute = random.below(60);
    Moment::parse(&format!("{day}T{hour:02}:{minute:02}:00Z")).unwrap()
}

impl World {
    /// Sets the account up. Everything works meanwhile.
    pub async fn make(db: &Db, random: &mut Random, begin: Moment) -> World {
        let account = AccountId::parse("acme").unwrap();
        let email_cap =
            random.happens(250).then(|| 1 + u32::try_from(random.below(2)).unwrap_or(0));
        let users = vec![
            user_from_json(
                &json!({"id": "u_ana", "name": "Ana", "email": "ana@relance.example"}),
                "u_ana",
            )
            .unwrap(),
        ];
        let caps = email_cap.map_or(
            json!({}),
            |messages| json!({"frequency_caps": {"email": {"messages": messages, "per": "day"}}}),
        );
        let email = *random.pick(&["capture", "resend", "resend", "postmark"]);
        let sms = *random.pick(&["capture", "smsapi", "smsapi", "twilio"]);
        let mut settings =
            json!({"name": "Acme", "zone": random.pick(&ZONES[..2]), "language": "pl"});
        settings.as_object_mut().unwrap().extend(caps.as_object().unwrap().clone());
        let mut settings =
            settings_from_json(&settings, &default_account(account.clone(), users.clone()))
                .unwrap();
        let sending = json!({"email": email, "sms": sms, "sms_sender": "Acme",
            "identities": [{"address": "office@acme.example", "name": "Acme"}],
            "verified": [{"provider": email, "sender": "office@acme.example"}]});
        settings.sending = sending_from_json(&sending, &settings.sending).unwrap();
        accounts::create(db, &account, Some(&settings), begin, Vec::new()).await.unwrap();
        let automations = chosen(random);
        let connected = connected(db, &account, &[email, sms], begin);
        put_setup(db, &account, begin, &automations, &connected).await;
        put_automations(db, &account, &automations, begin).await;
        let loaded = Loaded::of(db, &account).await.unwrap();
        let world = World {
            begin,
            deals: loaded.module("deals").unwrap().clone(),
            contacts: loaded.module("contacts").unwrap().clone(),
            users,
            contact_count: 2 + random.below(3),
            deal_count: 1 + random.below(3),
            automations,
            email_cap,
            account,
        };
        let contacts: Vec<GivenRecord> = (0..world.contact_count)
            .map(|number| world.contact(&contact(random, number)))
            .collect();
        write(db, &world.account, "contacts", &contacts, Existing::Changed, begin, |_| Vec::new())
            .await
            .unwrap();
        world
    }

    /// A contact as the engine is given it.
    pub fn contact(&self, json: &Json) -> GivenRecord {
        given_record_from_json(json, &self.contacts, &self.users, "fresh").unwrap()
    }

    /// A deal as the engine is given it.
    pub fn deal(&self, json: &Json) -> GivenRecord {
        given_record_from_json(json, &self.deals, &self.users, "fresh").unwrap()
    }
}

/// Contact number so and so: a twin of the one before it, now and then.
fn contact(random: &mut Random, number: usize) -> Json {
    let twin = if number > 0 && random.happens(250) { number - 1 } else { number };
    let mut values = json!({
        "first_name": name(number),
        "email": email(twin),
        "phone": phone(twin),
    });
    let map = values.as_object_mut().unwrap();
    for consent in ["email_consent", "sms_consent"] {
        match random.below(10) {
            0 => {}
            1 => drop(map.insert(consent.into(), false.into())),
            _ => drop(map.insert(consent.into(), true.into())),
        }
    }
    if random.happens(500) {
        map.insert("zone".into(), (*random.pick(&ZONES)).into());
    }
    json!({"id": contact_id(number), "values": values})
}

/// The providers of an account with their secrets.
fn connected(db: &Db, account: &AccountId, names: &[&str], now: Moment) -> Vec<Statement> {
    let all = [Provider::Resend, Provider::Postmark, Provider::Smsapi, Provider::Twilio];
    let named = all.into_iter().filter(|provider| names.contains(&provider.key()));
    let put = |provider| {
        let secrets = Secrets { key: "a key of the simulation".to_owned(), hook: String::new() };
        let sealed = sealed(db, account, provider, &secrets).unwrap();
        let options = json!({"account": "AC00000000000000000000000000000001"});
        sender::put(account, provider, (&sealed, &options), &integration::Standing::Works, now)
    };
    named.map(put).collect()
}

/// The templates of a step, and of its A/B test: each has a text of its own, by which a message is known at
/// a provider that takes no key.
fn templates(automation: &Json, step: &Json) -> Vec<Json> {
    let others = step["variants"].as_array().into_iter().flatten();
    let all = std::iter::once(&step["template"]).chain(others.map(|one| &one["template"]));
    all.filter_map(|id| template(automation, step, id.as_str()?)).collect()
}

fn template(automation: &Json, step: &Json, id: &str) -> Option<Json> {
    let (module, name) = (&automation["module"], automation["id"].as_str()?);
    let (subject, class) = match (id.contains("bill"), module == "deals") {
        (true, _) => ("Bill of {{ name }}", "transactional"),
        (false, true) => ("{{ name }} for {{ contact.first_name }}", "marketing"),
        (false, false) => ("Hello {{ first_name }}", "marketing"),
    };
    let note = if module == "deals" { "{{ note }}" } else { "you" };
    let text = format!("About {note}: {name} {id}");
    let mut template = json!({"id": id, "name": id, "module": module, "class": class});
    let rest = match step["action"].as_str() {
        Some("sms_to_contact") => json!({"kind": "sms", "text": text}),
        _ => json!({"kind": "email", "subject": subject, "body": text}),
    };
    template.as_object_mut()?.extend(rest.as_object()?.clone());
    Some(template)
}

async fn put_setup(
    db: &Db,
    account: &AccountId,
    now: Moment,
    automations: &[Json],
    also: &[Statement],
) {
    let deals = json!({
        "key": "deals", "label": "Deals", "sms_enabled": true,
        "fields": [{"key": "note", "label": "Note", "kind": "text"}],
        "pipelines": [{"key": "sales", "label": "Sales", "stages": [
            {"key": "new", "label": "New"}, {"key": "offer", "label": "Offer"},
            {"key": "won", "label": "Won", "is_final": true}]}]});
    let contacts = json!({"key": "contacts", "label": "Contacts", "sms_enabled": true, "fields": [], "pipelines": []});
    let view = json!({"id": "v_offer", "name": "Offer", "module": "deals",
        "filter": {"field": "stage", "op": "is", "value": "offer"}});
    let standing = integration::Standing::Works;
    let kept = integration::Kept {
        kind: "unisender",
        secret: "key",
        base: None,
        service_asks: false,
        tags: &json!([]),
        standing: &standing,
    };
    let rows = [json!(["unisender_101", "101", "News"])];
    let mut all = vec![
        setup::put_module(account, "contacts", &contacts),
        setup::put_module(account, "deals", &deals),
        setup::put_user(
            account,
            "u_ana",
            &json!({"id": "u_ana", "name": "Ana", "email": "ana@relance.example", "is_active": true}),
        ),
        setup::put_view(account, "v_offer", "deals", &view),
        integration::put(account, &kept, now),
        integration::insert_endpoint(
            account,
            &integration::Endpoint { id: "w_crm", name: "CRM", url: ENDPOINT },
            "whsec_c2ltdWxhdGlvbi1zZWNyZXQtb2YtMjQtYnl0ZXM=",
            now,
        ),
    ];
    all.extend(also.iter().cloned());
    all.extend(integration::replace_lists(account, "unisender", &rows, &json!([]), now));
    for one in automations {
        for step in one["steps"].as_array().into_iter().flatten() {
            for template in templates(one, step) {
                let (id, module) =
                    (template["id"].as_str().unwrap(), template["module"].as_str().unwrap());
                all.push(setup::put_template(account, id, module, &template));
            }
        }
    }
    setup::change(db, account, 1, all).await.unwrap();
}

/// One to three automations, each of another kind.
fn chosen(random: &mut Random) -> Vec<Json> {
    let mut kinds: Vec<usize> = (0..8).collect();
    let count = 1 + random.below(3);
    let mut all = Vec::new();
    for _ in 0..count {
        let kind = kinds.remove(random.below(kinds.len()));
        all.extend(of_kind(random, kind));
    }
    all
}

fn minutes(amount: i64) -> Json {
    json!({"amount": amount, "unit": "minutes"})
}

/// An A/B test of each message: no invariant may know of it.
fn tested(template: &str) -> Json {
    json!([{"template": format!("{template}_b"), "share": 50}])
}

fn of_kind(random: &mut Random, kind: usize) -> Vec<Json> {
    let short = *random.pick(&[0, 1, 5, 30]);
    let long = *random.pick(&[10, 60, 240, 1_200]);
    let night = *random.pick(&["drop", "next_window"]);
    let mail = |id: &str, template: &str, delay: i64| {
        let template = format!("{template}_{kind}_{id}");
        let variants = tested(&template);
        json!({"id": id, "action": "email_to_contact", "template": template, "variants": variants,
            "delay": minutes(delay)})
    };
    let sms = |id: &str, delay: i64| {
        let template = format!("t_sms_{kind}_{id}");
        let variants = tested(&template);
        json!({"id": id, "action": "sms_to_contact", "template": template, "variants": variants,
            "delay": minutes(delay)})
    };
    let moved = json!({"on": "stage", "stage": "offer", "when": "moved_or_created"});
    let paid = json!({"on": "event", "event": "invoice_paid", "stage": "offer"});
    match kind {
        0 => vec![
            json!({"id": "a_sequence", "name": "Sequence", "kind": "sequence", "module": "deals",
            "basis": {"view": "v_offer"}, "reentry": {"mode": "after_exit"}, "quiet": night,
            "steps": [mail("mail", "t_mail", short), sms("sms", long), mail("bill", "t_bill", 5)]}),
        ],
        1 => vec![json!({"id": "a_sms", "name": "SMS rule", "kind": "rule", "module": "deals",
            "basis": {"everyone": true}, "trigger": moved, "quiet": night, "steps": [sms("sms", short)]})],
        2 => vec![json!({"id": "a_hook", "name": "Webhook", "kind": "rule", "module": "deals",
            "basis": {"everyone": true}, "trigger": paid,
            "steps": [{"id": "hook", "action": "webhook", "endpoint": "w_crm"}]})],
        3 => vec![json!({"id": "a_lists", "name": "Lists", "kind": "rule", "module": "deals",
            "basis": {"everyone": true}, "trigger": moved,
            "steps": [{"id": "lists", "action": "add_to_lists", "lists": ["unisender_101"], "delay": minutes(short)}]})],
        4 => vec![
            json!({"id": "a_ebook", "name": "E-book", "kind": "campaign", "module": "contacts",
            "basis": {"everyone": true}, "steps": [mail("mail", "t_hello", long)]}),
        ],
        5 => vec![
            json!({"id": "a_chase", "name": "Chase", "kind": "recurring_job", "module": "deals",
            "basis": {"filter": {"field": "stage", "op": "is", "value": "new"}},
            "repeat": random.pick(&["every_run", "once_while_matching", "once_ever"]),
            "schedule": {"every": 6, "unit": "hours", "from": "2026-01-01T08:30"},
            "steps": [mail("mail", "t_mail", short)]}),
        ],
        6 => {
            let mut first = json!({"id": "a_first", "name": "First", "kind": "rule", "module": "deals",
                "basis": {"everyone": true}, "trigger": moved, "placement": {"after": "parallel", "position": 1},
                "steps": [mail("first", "t_bill", short)]});
            let mut second = json!({"id": "a_second", "name": "Second", "kind": "rule", "module": "deals",
                "basis": {"everyone": true}, "trigger": moved, "placement": {"after": "previous", "position": 2},
                "steps": [mail("second", "t_mail", 1)]});
            if random.happens(300) {
                first["steps"] = json!([{"id": "hook", "action": "webhook", "endpoint": "w_crm"}]);
                second["quiet"] = night.into();
            }
            vec![first, second]
        }
        _ => vec![
            json!({"id": "a_deals", "name": "Campaign of deals", "kind": "campaign", "module": "deals",
            "basis": {"view": "v_offer"}, "quiet": night, "steps": [sms("sms", long)]}),
        ],
    }
}

async fn put_automations(db: &Db, account: &AccountId, all: &[Json], now: Moment) {
    let loaded = Loaded::of(db, account).await.unwrap();
    let mut statements = Vec::new();
    for one in all {
        let definition = Definition::check(automation_from_json(one).unwrap().draft, &loaded.setup)
            .unwrap_or_else(|problems| panic!("{one}: {problems:?}"));
        let (id, module) = (definition.id.as_str(), definition.module.as_str());
        let live = live_parts(&loaded, &definition).unwrap();
        statements.push(automation::put(
            account,
            id,
            module,
            &automation_to_json(&definition, &State::Draft),
        ));
        let audience = if definition.job().is_some() { "all" } else { "entering_after_activation" };
        let activation = automation::Activation {
            live: &live,
            at: now,
            audience,
            total: 0,
            confirmed: 50,
            catch_up: None,
        };
        statements.extend(automation::activate(account, id, &activation));
        // There are no records yet that it could look at.
        statements.extend(automation::end_look(account, id));
        if let Some(one) = definition.job() {
            let next_at = one.schedule.next_after(now, loaded.setup.account.zone);
            statements.push(job::put(account, id, next_at));
        }
    }
    setup::change(db, account, loaded.version, statements).await.unwrap();
}
