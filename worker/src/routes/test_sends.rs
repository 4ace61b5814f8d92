//! A template, or every message of an automation, sent to oneself (E4).

use relance_core::engine::{Trial, TrialRecord, may_be_tested, template_trial, trials};
use relance_core::wire::json::Object;
use relance_core::words::{
    Account, Channel, EmailAddress, ModuleKey, PhoneNumber, Problem, Record, RecordId,
};
use serde_json::{Value as Json, json};

use super::senders::not_for_tests;
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::dispatch::Sender;
use crate::dispatch::roads::{Carrier, Road};
use crate::domain::Loaded;
use crate::engine::load::load;
use crate::request::{Caller, Incoming};
use crate::test_send::{Recipients, send};

/// `POST /templates/{id}/test-send {"record","to","sms_to"}`.
///
/// # Errors
/// `not_found`, `unknown_record`, `not_for_tests`, `no_message` for a template of a task or a document.
pub async fn template(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let found = loaded.setup.templates.get_key_value(id);
    let (id, template) = found.ok_or_else(|| not_found("template"))?;
    let wanted = Wanted::read(&body, &loaded.setup.account)?;
    let module = template.module().clone();
    test(incoming, caller, &loaded, (&wanted, &module), |sample| {
        template_trial(&loaded.setup, id, sample).into_iter().collect()
    })
    .await
}

/// `POST /automations/{id}/test-send {"record","to","sms_to"}`: every message of its steps, as they stand
/// now, in their order.
///
/// # Errors
/// `not_found`, `unknown_record`, `not_for_tests`, `no_message` when no step says anything to anybody.
pub async fn automation(incoming: &mut Incoming, caller: &Caller, id: &str) -> Handled {
    let body = incoming.json().await?;
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let automation = loaded.setup.automation(id).ok_or_else(|| not_found("automation"))?;
    let wanted = Wanted::read(&body, &loaded.setup.account)?;
    let definition = &automation.definition;
    test(incoming, caller, &loaded, (&wanted, &definition.module), |sample| {
        trials(&loaded.setup, definition, sample)
    })
    .await
}

async fn test(
    incoming: &Incoming,
    caller: &Caller,
    loaded: &Loaded,
    (wanted, module): (&Wanted, &ModuleKey),
    trials: impl Fn(&TrialRecord<'_>) -> Vec<Trial>,
) -> Handled {
    let db = &incoming.db;
    let ids = core::slice::from_ref(&wanted.record);
    let snapshot = load(db, &caller.account, loaded, ids, &[]).await?;
    let known = snapshot.known.get(&wanted.record);
    let record: Option<&Record> = known.and_then(|known| known.state.record.as_ref());
    let record = record.filter(|record| record.module == *module).ok_or_else(|| {
        Problem::new("unknown_record", format!("`{module}` has no such record")).at("record")
    })?;
    let (related, number) = (&snapshot.related, wanted.to.sms.as_ref());
    let trials = trials(&TrialRecord { record, related, number, now: caller.now });
    if trials.is_empty() {
        let message = "nothing of this is a message to anybody";
        let help = "e-mails and SMS are sent as a test; tasks and documents are not";
        return Err(Problem::new("no_message", message).help(help).into());
    }
    let road = Road { channels: json!([]), carrier: Carrier::Capture };
    let (since, token) = (db.real_now(), String::new());
    let account = &caller.account;
    let sender =
        Sender { db, account, loaded, road: &road, token, until: since, since, now: caller.now };
    let messages = send(&sender, &trials, &wanted.to).await?;
    let is_sent = |one: &&Json| one.get("answer").and_then(Json::as_str) == Some("sent");
    let sent = messages.iter().filter(is_sent).count();
    Ok(Answer::Value(json!({"sent": sent, "messages": messages})))
}

/// What a test asks for.
struct Wanted {
    record: RecordId,
    to: Recipients,
}

impl Wanted {
    fn read(body: &Json, account: &Account) -> Result<Self, Refusal> {
        let mut object = Object::of(body)?;
        let record = object.text("record");
        let record = record.and_then(|text| object.keep("record", RecordId::parse(text)));
        let email = object.text_if_any("to").and_then(|text| {
            let own = own(account, Channel::Email, text).and_then(|()| EmailAddress::parse(text));
            object.keep("to", own)
        });
        let sms = object.text_if_any("sms_to").and_then(|text| {
            let own = own(account, Channel::Sms, text).and_then(|()| PhoneNumber::parse(text));
            object.keep("sms_to", own)
        });
        if email.is_none() && sms.is_none() && !object.has("to") && !object.has("sms_to") {
            object.add(Problem::new("missing", "say where to: `to`, `sms_to` or both").at("to"));
        }
        object.finish()?;
        let record =
            record.ok_or_else(|| Problem::new("internal", "a test was read without its record"))?;
        Ok(Wanted { record, to: Recipients { email, sms } })
    }
}

fn own(account: &Account, channel: Channel, to: &str) -> Result<(), Problem> {
    if may_be_tested(account, channel, to) { Ok(()) } else { Err(not_for_tests(to)) }
}
