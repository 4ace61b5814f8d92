//! `/p/hooks/{provider}/{account}`: what providers tell of messages (E5, D18, D20), and SMS that come back
//! (`sms_in`). Verified before it is read; answered as each provider expects; told again by them when we
//! could not keep it.
//!
//! Decides nothing: what a provider's words mean is in `crate::hooks`, what a fact means in core.

use relance_core::engine::facts::{By, Fact};
use relance_core::engine::reads::Asked;
use relance_core::words::{AccountId, Moment, Provider};
use serde_json::{Value as Json, json};
use worker::Method;

use super::reply::Reply;
use super::sms_in;
use crate::answer::Refusal;
use crate::engine::facts::{Program, Told, What, note};
use crate::hooks::signature::{Forged, Signed, basic_password, password, standard, twilio};
use crate::hooks::{
    self, HOOK_BYTES_MAX, Name, fields, postmark as postmark_hooks, resend as resend_hooks,
    smsapi as smsapi_hooks, twilio as twilio_hooks,
};
use crate::request::{Incoming, Mode};
use crate::senders::{Secrets, hook_token, secrets};
use crate::store::{account, clock, facts, sender};
use crate::wake;

/// The variable that names where people and providers reach this deployment.
const PUBLIC_URL: &str = "RELANCE_PUBLIC_URL";

/// A webhook whose sender is to be verified.
#[derive(Debug)]
struct Posted {
    account: AccountId,
    provider: Provider,
    body: String,
    secrets: Secrets,
    token: String,
}

/// Answers one webhook.
///
/// # Errors
/// When the database does not answer: the provider tells it again.
pub async fn handle(
    incoming: &mut Incoming,
    provider: &str,
    account: &str,
) -> Result<Reply, Refusal> {
    let unknown = || Reply::text(404, "nothing is expected here");
    let (Some(provider), Ok(account)) = (Provider::parse(provider), AccountId::parse(account))
    else {
        return Ok(unknown());
    };
    let row = sender::find(&incoming.db, &account, provider).await?;
    if row.is_null() || matches!(provider, Provider::Capture | Provider::Cloudflare) {
        return Ok(unknown());
    }
    if incoming.method != Method::Post && provider != Provider::Smsapi {
        return Ok(Reply::text(405, "webhooks are posted").with("allow", "POST"));
    }
    let Ok(body) = incoming.text(HOOK_BYTES_MAX).await else {
        return Ok(Reply::text(413, "this is longer than a webhook"));
    };
    let secrets = secrets(&incoming.db, &account, provider, &row)?;
    let token = hook_token(&incoming.db, &account, provider)?;
    let posted = Posted { account, provider, body, secrets, token };
    if let Err(forged) = verified(incoming, &posted) {
        return Ok(refused(forged));
    }
    keep(incoming, &posted).await?;
    Ok(match provider {
        Provider::Smsapi => Reply::text(200, smsapi_hooks::OK),
        // What it is to answer whoever wrote: nothing.
        Provider::Twilio => Reply::bytes(200, b"<Response/>".to_vec(), "text/xml"),
        _ => Reply::bytes(200, b"{}".to_vec(), "application/json"),
    })
}

fn refused(forged: Forged) -> Reply {
    let why = match forged {
        Forged::Unsigned => "this is not signed",
        Forged::Stale => "this was signed too long ago",
        Forged::Wrong => "this is not signed by whom we know",
    };
    Reply::text(401, why)
}

fn verified(incoming: &Incoming, posted: &Posted) -> Result<(), Forged> {
    let header = |name: &str| incoming.header(name).unwrap_or_default();
    // While one is replaced, both stand there, parted by a space.
    let hook_secrets: Vec<&str> = posted.secrets.hook.split_whitespace().collect();
    let in_address = incoming.query("token").unwrap_or_default();
    match posted.provider {
        Provider::Resend => {
            let (id, timestamp) = (header("svix-id"), header("svix-timestamp"));
            let signatures = header("svix-signature");
            let signed = Signed { id: &id, timestamp: &timestamp, signatures: &signatures };
            standard(&hook_secrets, &signed, &posted.body, incoming.db.real_now())
        }
        Provider::Postmark => {
            let basic = basic_password(&header("authorization")).unwrap_or_default();
            let given = if basic.is_empty() { in_address } else { &basic };
            let ours: Vec<&str> =
                hook_secrets.iter().copied().chain([posted.token.as_str()]).collect();
            password(&ours, given)
        }
        Provider::Twilio => {
            let tokens: Vec<&str> =
                hook_secrets.iter().copied().chain([posted.secrets.key.as_str()]).collect();
            let addresses = addresses(incoming);
            let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
            let signature = header("x-twilio-signature");
            twilio(&tokens, &addresses, &fields(&posted.body), &signature)
        }
        Provider::Smsapi => password(&[posted.token.as_str()], in_address),
        Provider::Capture | Provider::Cloudflare => Err(Forged::Unsigned),
    }
}

/// The address as the provider may know it: ours as it came, and behind the public name.
fn addresses(incoming: &Incoming) -> Vec<String> {
    let came = incoming.address.clone();
    let rest = came.find("/p/hooks/").and_then(|from| came.get(from..)).unwrap_or_default();
    let public = incoming.db.platform().variable(PUBLIC_URL);
    let named = public.map(|public| format!("{}{rest}", public.trim_end_matches('/')));
    [came].into_iter().chain(named).collect()
}

async fn keep(incoming: &Incoming, posted: &Posted) -> Result<(), Refusal> {
    let form = match incoming.method {
        Method::Post => fields(&posted.body),
        // SMSAPI asks an address.
        _ => fields(incoming.address.split_once('?').map_or("", |(_, query)| query)),
    };
    if let Some(sms) = sms_in::received(posted.provider, &form) {
        return sms_in::keep(&incoming.db, &posted.account, posted.provider, &sms).await;
    }
    let read = match posted.provider {
        Provider::Resend => resend_hooks::read(&posted.body),
        Provider::Postmark => postmark_hooks::read(&posted.body),
        Provider::Twilio => twilio_hooks::read(&form, incoming.query("key").unwrap_or_default()),
        _ => smsapi_hooks::read(&form),
    };
    let told = with_keys(incoming, posted, read).await?;
    if told.is_empty() {
        return Ok(());
    }
    let moved = account::dev_clock(&incoming.db).await?;
    let now: Moment = clock(&incoming.db, moved);
    note(&incoming.db, &posted.account, &told, now).await?;
    // Who moved the clock decides when something happens.
    if incoming.mode == Mode::Production || moved.is_none() {
        wake::send_if_due(&incoming.db, &posted.account, now).await;
    }
    Ok(())
}

/// Messages by our keys; one that the provider knows and we do not was not ours.
async fn with_keys(
    incoming: &Incoming,
    posted: &Posted,
    read: Vec<hooks::Told>,
) -> Result<Vec<Told>, Refusal> {
    let ids: Json = read
        .iter()
        .filter_map(|one| match &one.of {
            Name::Id(id) => Some(json!(id)),
            Name::Key(_) => None,
        })
        .collect();
    let (db, provider) = (&incoming.db, posted.provider.key());
    let keys = facts::keys_of(db, &posted.account, provider, &ids).await?;
    let told = read.into_iter().filter_map(|one| {
        let key = match one.of {
            Name::Key(key) => key,
            Name::Id(id) => keys.get(&id)?.clone(),
        };
        Some(Told { key, what: what(one.what), at: one.at })
    });
    Ok(told.collect())
}

fn what(told: hooks::What) -> What {
    let program = |user_agent: String| Program { asked: Asked::Whole, user_agent };
    match told {
        hooks::What::Delivered => What::Fact(Fact::Delivered),
        hooks::What::Bounced(bounce) => What::Fact(Fact::Bounced(bounce)),
        hooks::What::Complained => What::Fact(Fact::Complained),
        hooks::What::Unsubscribed => What::Fact(Fact::Unsubscribed(By::Provider)),
        hooks::What::Opened(user_agent) => What::Opened(program(user_agent)),
        hooks::What::Clicked { user_agent, link } => What::Clicked(program(user_agent), link),
    }
}
