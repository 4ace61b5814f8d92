//! Providers that carry messages to people, and a message to oneself (E3, E4). A secret goes in and never
//! out.

use relance_core::engine::delivery::Answer as Answered;
use relance_core::engine::{Reason, may_be_tested};
use relance_core::wire::account::account_to_json;
use relance_core::wire::json::{Object, wrong_type};
use relance_core::words::ident::clip;
use relance_core::words::{
    Account, AccountId, Channel, Problem, Problems, Provider, Reach, VerifiedSender,
};
use serde_json::{Value as Json, json};
use worker::Method;

use super::integrations::iso;
use super::webhooks::checked_url;
use super::{changed, no_route};
use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::domain::Loaded;
use crate::providers::{Checked, Hint, Identity, Outgoing, Sending, Service};
use crate::request::{Caller, Incoming, Mode};
use crate::row::text;
use crate::senders::{self, Secrets};
use crate::store::db::{Db, Statement};
use crate::store::integration::Standing;
use crate::store::{sender, setup};
use crate::test_send::{is_paid, letter, not_sent};

/// Longest key, id or name of a provider's. Units: characters. Our choice; the longest seen has 76.
const OPTION_CHARS_MAX: usize = 300;
/// Regions of SMSAPI.
const REGIONS: [&str; 2] = ["pl", "com"];

/// Which function answers which address.
pub async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    let provider = |name: &str| {
        let known = Provider::parse(name).filter(|provider| *provider != Provider::Capture);
        known.ok_or_else(|| not_found("sender"))
    };
    match (incoming.method.clone(), parts) {
        (Method::Get, []) => list(incoming, caller).await,
        (Method::Get, [name]) => get(incoming, caller, provider(name)?).await,
        (Method::Put, [name]) => put(incoming, caller, provider(name)?).await,
        (Method::Delete, [name]) => delete(incoming, caller, provider(name)?).await,
        (Method::Post, [name, "test"]) => test(incoming, caller, provider(name)?).await,
        _ => Err(no_route(incoming, &["senders"])),
    }
}

/// `GET /senders`: every provider, connected or not.
async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let rows = sender::all(&incoming.db, &caller.account).await?;
    let providers = Provider::ALL.into_iter().filter(|provider| *provider != Provider::Capture);
    let shown: Result<Vec<Json>, Refusal> = providers
        .map(|provider| {
            let row = rows.iter().find(|row| text(row, "provider") == provider.key());
            shown(incoming, &loaded.setup.account, provider, row.unwrap_or(&Json::Null))
        })
        .collect();
    Ok(Answer::Value(json!({"senders": shown?})))
}

/// `GET /senders/{provider}`: `cloudflare`, `resend`, `postmark`, `smsapi` or `twilio`.
///
/// # Errors
/// `not_found`.
async fn get(incoming: &Incoming, caller: &Caller, provider: Provider) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let row = sender::find(&incoming.db, &caller.account, provider).await?;
    Ok(Answer::Value(shown(incoming, &loaded.setup.account, provider, &row)?))
}

/// `PUT /senders/{provider} {"key","account","stream","region","hook_secret"}`: asks the provider whether
/// it takes the key; what is absent stays.
///
/// # Errors
/// `key_refused`: then nothing changed; `secret_missing`; every wrong part.
async fn put(incoming: &mut Incoming, caller: &Caller, provider: Provider) -> Handled {
    let body = incoming.json().await?;
    let (db, account) = (&incoming.db, &caller.account);
    let before = sender::find(db, account, provider).await?;
    let kept = senders::secrets(db, account, provider, &before).unwrap_or_default();
    let wanted = Wanted::read(&body, provider, (&before, &kept), incoming.mode)?;
    let credentials =
        senders::credentials(db, account, provider, &wanted.secrets.key, &wanted.options)?;
    let service = Service::of(provider, credentials).ok_or_else(|| not_found("sender"))?;
    let checked = service.check(db.platform()).await;
    if let Standing::Refused(said) = &checked.standing {
        let message = format!("`{}` does not take this key: {said}", provider.key());
        let help = "copy it once more from your account at the provider";
        return Err(Problem::new("key_refused", message).at("key").help(help).into());
    }
    let sealed = senders::sealed(db, account, provider, &wanted.secrets)?;
    let kept = (sealed.as_str(), &wanted.options);
    let put = sender::put(account, provider, kept, &checked.standing, caller.now);
    let loaded = Loaded::of(db, account).await?;
    let mut statements = vec![put];
    statements.extend(note_domains(account, &loaded.setup.account, provider, &checked));
    changed(setup::change(db, account, loaded.version, statements).await)?;
    get(incoming, caller, provider).await
}

/// `DELETE /senders/{provider}`: the key is forgotten.
///
/// # Errors
/// `in_use` while it carries messages.
async fn delete(incoming: &Incoming, caller: &Caller, provider: Provider) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    if is_in_use(&loaded.setup.account, provider) {
        let message = format!("`{}` carries the account's messages", provider.key());
        let help = "choose another provider first, under Sending";
        return Err(Problem::new("in_use", message).help(help).into());
    }
    let statements = vec![sender::delete(&caller.account, provider)];
    changed(setup::change(&incoming.db, &caller.account, loaded.version, statements).await)?;
    Ok(Answer::Empty)
}

/// `POST /senders/{provider}/test {"to","identity"}`: asks the provider whether it takes the key, and
/// with `to` sends one message there: to a colleague, an identity or a telephone for tests. That a provider
/// takes it from an identity is noted.
///
/// # Errors
/// `integration_missing`, `not_for_tests`, `missing_identity`.
async fn test(incoming: &mut Incoming, caller: &Caller, provider: Provider) -> Handled {
    let body = incoming.json().await?;
    let (db, account) = (&incoming.db, &caller.account);
    let row = sender::find(db, account, provider).await?;
    let service = match row.is_null() {
        true => None,
        false => senders::opened(db, account, provider, &row)?,
    };
    let service = service.ok_or_else(|| not_connected(provider))?;
    let loaded = Loaded::of(db, account).await?;
    let key = db.random_text(32)?;
    let message = wanted_message(&body, &loaded.setup.account, provider, &key)?;
    let mut checked = service.check(db.platform()).await;
    let mut sent = Json::Null;
    let mut proved = None;
    // Whoever does not take the key takes no message.
    let takes = matches!(checked.standing, Standing::Works | Standing::Problem(_));
    let message = message.filter(|_| takes);
    let is_paid = match &message {
        Some(Outgoing { channel: Channel::Sms, text, to, .. }) => {
            is_paid(db, &loaded.setup.account, (&key, text, to), caller.now).await?
        }
        _ => true,
    };
    if !is_paid {
        sent = not_sent(Reason::BudgetSpent);
    } else if let Some(message) = &message {
        let sending = service.send(db.platform(), message).await;
        if sending.hint == Some(Hint::KeyRefused) || sending.answer == Answered::Done {
            checked.standing = sending.standing();
        }
        proved = (sending.answer == Answered::Done).then(|| message.from.address.clone());
        sent = shown_sending(&sending);
    }
    // Loaded once more: a call takes its time, and somebody may have changed something.
    let loaded = Loaded::of(db, account).await?;
    let mut after = loaded.setup.account.clone();
    add_domains(&mut after, provider, &checked);
    if let Some(address) = proved {
        add_proved(&mut after, provider, &address);
    }
    let mut statements = vec![sender::set_state(account, provider, &checked.standing, caller.now)];
    statements.extend(keep_settings(account, &loaded.setup.account, &after));
    changed(setup::change(db, account, loaded.version, statements).await)?;
    let row = sender::find(db, account, provider).await?;
    let mut shown = shown(incoming, &after, provider, &row)?;
    if let Json::Object(map) = &mut shown {
        map.insert("message".into(), sent);
    }
    Ok(Answer::Value(shown))
}

/// Refuses a provider that is not connected, when somebody chooses it.
///
/// # Errors
/// `integration_missing` at each place.
pub async fn refuse_unconnected(
    db: &Db,
    before: &Account,
    wanted: &Account,
) -> Result<(), Refusal> {
    let mut problems = Problems::new();
    for (channel, place) in [(Channel::Email, "sending.email"), (Channel::Sms, "sending.sms")] {
        let provider = wanted.sending.provider(channel);
        if provider == Provider::Capture || provider == before.sending.provider(channel) {
            continue;
        }
        if sender::find(db, &wanted.id, provider).await?.is_null() {
            problems.push(not_connected(provider).at(place));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn not_connected(provider: Provider) -> Problem {
    let message = format!("`{}` is not connected", provider.key());
    Problem::new("integration_missing", message).help("enter its key under Sending")
}

fn is_in_use(account: &Account, provider: Provider) -> bool {
    [account.sending.email, account.sending.sms].contains(&provider)
}

/// The test message that a request asks for.
fn wanted_message<'a>(
    body: &'a Json,
    account: &Account,
    provider: Provider,
    key: &'a str,
) -> Result<Option<Outgoing<'a>>, Refusal> {
    let mut object = Object::of(body)?;
    let (to, identity) = (object.text_if_any("to"), object.text_if_any("identity"));
    object.finish()?;
    let Some(to) = to else { return Ok(None) };
    let channel = if provider.carries(Channel::Email) { Channel::Email } else { Channel::Sms };
    if !may_be_tested(account, channel, to) {
        return Err(not_for_tests(to).at("to").into());
    }
    let from = match channel {
        Channel::Sms => Identity {
            name: String::new(),
            address: relance_core::engine::sms_sender(account).to_owned(),
        },
        Channel::Email => {
            let chosen = account.sending.identities.iter().find(|one| match identity {
                Some(address) => one.address.as_str() == address,
                None => true,
            });
            let chosen = chosen.ok_or_else(|| {
                Problem::new("missing_identity", "no address is there to write from")
                    .at("identity")
                    .help("add the address that the account's e-mail comes from")
            })?;
            let name = if chosen.name.is_empty() { &account.name } else { &chosen.name };
            Identity { name: name.clone(), address: chosen.address.as_str().to_owned() }
        }
    };
    let (subject, text) = letter(account, provider);
    Ok(Some(Outgoing {
        key,
        channel,
        to,
        from,
        reply_to: None,
        subject: if channel == Channel::Email { subject } else { String::new() },
        text,
        html: String::new(),
        headers: Vec::new(),
        attachments: Vec::new(),
    }))
}

/// The refusal of a test to somebody else.
pub fn not_for_tests(to: &str) -> Problem {
    let message = format!("a test goes to your own people, and `{}` is not one of them", clip(to));
    Problem::new("not_for_tests", message)
        .help("write to a colleague, an address of the account, or a telephone for tests")
}

/// What came of one message, for who asked for it.
pub fn shown_sending(sending: &Sending) -> Json {
    let answer = match sending.answer {
        Answered::Done => "sent",
        Answered::Failed { .. } => "failed",
        Answered::Lost => "uncertain",
        Answered::Refused(_) => "refused",
    };
    json!({"answer": answer, "said": sending.said, "provider_id": sending.provider_id})
}

fn note_domains(
    account: &AccountId,
    before: &Account,
    provider: Provider,
    checked: &Checked,
) -> Option<Statement> {
    let mut after = before.clone();
    add_domains(&mut after, provider, checked);
    keep_settings(account, before, &after)
}

/// The domains that a provider names are those that it has: one that is gone there is gone here.
fn add_domains(account: &mut Account, provider: Provider, checked: &Checked) {
    if checked.domains.is_empty() {
        return;
    }
    let verified = &mut account.sending.verified;
    verified.retain(|one| one.provider != provider || one.sender.contains('@'));
    let named = checked.domains.iter().cloned();
    verified.extend(named.map(|sender| VerifiedSender { provider, sender }));
}

/// What a message that was taken proves: Cloudflare knows domains, the others may know single addresses.
fn add_proved(account: &mut Account, provider: Provider, address: &str) {
    if !provider.carries(Channel::Email) {
        return;
    }
    let domain = address.rsplit('@').next().unwrap_or_default();
    let sender = if provider == Provider::Cloudflare { domain } else { address };
    account.sending.verified.insert(VerifiedSender { provider, sender: sender.to_owned() });
}

fn keep_settings(id: &AccountId, before: &Account, after: &Account) -> Option<Statement> {
    (before.sending != after.sending).then(|| setup::set_settings(id, &account_to_json(after)))
}

/// What a `PUT` leaves.
struct Wanted {
    secrets: Secrets,
    options: Json,
}

impl Wanted {
    fn read(
        body: &Json,
        provider: Provider,
        (before, kept): (&Json, &Secrets),
        mode: Mode,
    ) -> Result<Self, Refusal> {
        let mut object = Object::of(body)?;
        let key = match provider {
            Provider::Cloudflare => String::new(),
            _ => {
                let key = option(&mut object, "key", &kept.key);
                if key.is_empty() {
                    object.required("key");
                }
                key
            }
        };
        let hook = option(&mut object, "hook_secret", &kept.hook);
        let empty = json!({});
        let had = before.get("options").unwrap_or(&empty);
        let mut options = serde_json::Map::new();
        let mut put = |key: &str, value: String| {
            if !value.is_empty() {
                options.insert(key.to_owned(), value.into());
            }
        };
        match provider {
            Provider::Twilio => {
                let account = option(&mut object, "account", text(had, "account"));
                if account.is_empty() {
                    object.required("account");
                }
                put("account", account);
            }
            Provider::Postmark => put("stream", option(&mut object, "stream", text(had, "stream"))),
            Provider::Smsapi => put("region", region(&mut object, text(had, "region"))),
            Provider::Capture | Provider::Cloudflare | Provider::Resend => {}
        }
        put("base", base(&mut object, text(had, "base"), mode));
        object.finish()?;
        Ok(Wanted { secrets: Secrets { key, hook }, options: options.into() })
    }
}

fn option(object: &mut Object<'_>, key: &'static str, before: &str) -> String {
    let text = object.text_if_any(key).unwrap_or(before).trim().to_owned();
    let is_plain = text.chars().all(|c| c.is_ascii_graphic());
    if !is_plain || text.len() > OPTION_CHARS_MAX {
        // Without the value: it may be a secret.
        let message = format!("`{key}` holds what no provider gives out");
        let help = "copy it once more, without spaces";
        object.add(Problem::new("invalid_option", message).at(key).help(help));
    }
    text
}

fn region(object: &mut Object<'_>, before: &str) -> String {
    let region = option(object, "region", before);
    if !region.is_empty() && !REGIONS.contains(&region.as_str()) {
        object.add(wrong_type("`pl` or `com`", &json!(region)).at("region"));
    }
    region
}

fn base(object: &mut Object<'_>, before: &str, mode: Mode) -> String {
    match object.text_if_any("base") {
        None => before.to_owned(),
        Some(given) if mode == Mode::Development => {
            object.keep("base", checked_url(given, Reach::Anywhere)).unwrap_or_default()
        }
        Some(_) => {
            let message = "another address than the service's own is for development only";
            object.add(Problem::new("not_in_production", message).at("base"));
            String::new()
        }
    }
}

fn shown(
    incoming: &Incoming,
    account: &Account,
    provider: Provider,
    row: &Json,
) -> Result<Json, Refusal> {
    let options = row.get("options").cloned().unwrap_or_default();
    let is_connected = !row.is_null();
    let mut shown = json!({
        "provider": provider.key(),
        "channel": if provider.carries(Channel::Email) { "email" } else { "sms" },
        "state": if is_connected { text(row, "state") } else { "not_configured" },
        "problem": row.get("problem"),
        "checked": iso(row, "checked_at_ms"),
        "is_in_use": is_in_use(account, provider),
        "account": options.get("account"),
        "stream": options.get("stream"),
        "region": options.get("region"),
        "verified": account.sending.verified.iter()
            .filter(|one| one.provider == provider)
            .map(|one| one.sender.as_str())
            .collect::<Vec<_>>(),
    });
    if let Json::Object(map) = &mut shown {
        if is_connected {
            let address = senders::hook_address(&incoming.db, &account.id, provider)?;
            map.insert("hook".into(), address.into());
        }
        if incoming.mode == Mode::Development {
            map.insert("base".into(), options.get("base").cloned().unwrap_or_default());
        }
    }
    Ok(shown)
}
