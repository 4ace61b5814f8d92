//! A provider of messages to people, ready to be asked: which file speaks with it.

use relance_core::engine::delivery::Answer;
use relance_core::words::{Moment, Provider};

use super::prepared::{Credentials, Prepared, without_addresses};
use super::{Hint, Outgoing, Sending, cloudflare, postmark, resend, smsapi, twilio};
use crate::platform::{Platform, Reply};
use crate::store::integration::Standing;

/// A provider with what it takes to reach the account there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// Cloudflare's e-mail binding, which belongs to the deployment.
    Cloudflare,
    /// Resend.
    Resend(Credentials),
    /// Postmark.
    Postmark(Credentials),
    /// SMSAPI.
    Smsapi(Credentials),
    /// Twilio.
    Twilio(Credentials),
}

/// A message that may have arrived, as it is looked for.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// Its key.
    pub key: &'a str,
    /// The provider's id, where an answer came.
    pub provider_id: Option<&'a str>,
    /// Where it went.
    pub to: &'a str,
    /// What it said.
    pub text: &'a str,
    /// When it was first tried, by the world's clock.
    pub first_tried_at: Moment,
    /// Now, by the world's clock.
    pub real_now: Moment,
    /// Ids of the provider's that are known to be other messages.
    pub others: &'a [String],
}

/// What a look-up finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The provider has it, under this id.
    Taken(Option<String>),
    /// The provider does not have it, and would by now.
    NotTaken,
    /// The provider cannot be asked, did not answer, or its answer proves nothing.
    CannotSay,
}

/// After so long a provider's search knows what it took. Units: ms. Source: our choice; Postmark's search
/// lags by seconds, and our clock may have been set by an hour meanwhile.
const SEARCH_LAG_MS: i64 = 70 * 60 * 1_000;

impl Sought<'_> {
    /// What a search that finds nothing proves.
    pub fn absent(&self) -> Found {
        if self.real_now >= self.first_tried_at.plus_ms(SEARCH_LAG_MS) {
            Found::NotTaken
        } else {
            Found::CannotSay
        }
    }
}

/// How a provider stands with an account, and what it takes as senders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it said.
    pub standing: Standing,
    /// Domains that it has verified, where it tells.
    pub domains: Vec<String>,
}

/// What a file makes of the answer to its cheap question: how it stands, and the domains that it takes.
type ReadAnswer = fn(&Reply) -> (Standing, Vec<String>);

/// What a file makes of the answer to a message.
type ReadSending = fn(&Reply) -> Sending;

/// The provider's own address; for SMSAPI by region.
pub fn usual_base(provider: Provider, region: &str) -> &'static str {
    match provider {
        Provider::Capture | Provider::Cloudflare => "",
        Provider::Resend => resend::BASE,
        Provider::Postmark => postmark::BASE,
        Provider::Smsapi if region == "com" => smsapi::BASE_COM,
        Provider::Smsapi => smsapi::BASE,
        Provider::Twilio => twilio::BASE,
    }
}

impl Service {
    /// The provider as something to ask; `None` for the mailbox, which is asked nothing.
    pub fn of(provider: Provider, credentials: Credentials) -> Option<Self> {
        match provider {
            Provider::Capture => None,
            Provider::Cloudflare => Some(Service::Cloudflare),
            Provider::Resend => Some(Service::Resend(credentials)),
            Provider::Postmark => Some(Service::Postmark(credentials)),
            Provider::Smsapi => Some(Service::Smsapi(credentials)),
            Provider::Twilio => Some(Service::Twilio(credentials)),
        }
    }

    /// Which provider it is.
    pub fn provider(&self) -> Provider {
        match self {
            Service::Cloudflare => Provider::Cloudflare,
            Service::Resend(_) => Provider::Resend,
            Service::Postmark(_) => Provider::Postmark,
            Service::Smsapi(_) => Provider::Smsapi,
            Service::Twilio(_) => Provider::Twilio,
        }
    }

    /// Hands a message over.
    pub async fn send(&self, platform: &dyn Platform, message: &Outgoing<'_>) -> Sending {
        let (prepared, read): (Prepared, ReadSending) = match self {
            Service::Cloudflare => return cloudflare::send(platform, message).await,
            Service::Resend(credentials) => (resend::request(credentials, message), resend::answer),
            Service::Postmark(credentials) => {
                (postmark::request(credentials, message), postmark::answer)
            }
            Service::Smsapi(credentials) => (smsapi::request(credentials, message), smsapi::answer),
            Service::Twilio(credentials) => (twilio::request(credentials, message), twilio::answer),
        };
        match prepared.ask(platform).await {
            Ok(reply) => read(&reply),
            Err(said) => Sending::lost(said),
        }
    }

    /// Asks whether it takes the key: a cheap question that sends nothing.
    pub async fn check(&self, platform: &dyn Platform) -> Checked {
        let (prepared, read): (Prepared, ReadAnswer) = match self {
            // The binding answers no questions: only a message shows whether it works.
            Service::Cloudflare => {
                return Checked { standing: Standing::Works, domains: Vec::new() };
            }
            Service::Resend(credentials) => (resend::check(credentials), resend::checked),
            Service::Postmark(credentials) => (postmark::check(credentials), postmark::checked),
            Service::Smsapi(credentials) => (smsapi::check(credentials), smsapi::checked),
            Service::Twilio(credentials) => (twilio::check(credentials), twilio::checked),
        };
        let (standing, domains) = match prepared.ask(platform).await {
            Ok(reply) => read(&reply),
            Err(said) => (Standing::Problem(said), Vec::new()),
        };
        Checked { standing, domains }
    }

    /// Asks whether it took a message that may have arrived.
    pub async fn look_up(&self, platform: &dyn Platform, sought: &Sought<'_>) -> Found {
        match self {
            Service::Resend(credentials) => resend::look_up(platform, credentials, sought).await,
            Service::Postmark(credentials) => {
                postmark::look_up(platform, credentials, sought).await
            }
            Service::Twilio(credentials) => twilio::look_up(platform, credentials, sought).await,
            // Neither finds a message by its key.
            Service::Cloudflare | Service::Smsapi(_) => Found::CannotSay,
        }
    }
}

impl Sending {
    /// What the answer says of the provider.
    pub fn standing(&self) -> Standing {
        let said = || self.said.clone().unwrap_or_default();
        match (self.hint, self.answer) {
            (Some(Hint::KeyRefused), _) => Standing::Refused(said()),
            // It works: it is the message that it does not take.
            (_, Answer::Done | Answer::Refused(_)) => Standing::Works,
            (_, Answer::Failed { .. } | Answer::Lost) => Standing::Problem(said()),
        }
    }
}

/// What the status of an answer to a cheap question says of the key.
pub fn standing_by_status(reply: &Reply, said: &str) -> Standing {
    let said = without_addresses(said);
    let said = if said.is_empty() {
        format!("the provider answered with HTTP {}", reply.status)
    } else {
        format!("HTTP {}: {said}", reply.status)
    };
    match reply.status {
        200..=299 => Standing::Works,
        // Twilio answers 404 for an account that it does not have.
        401 | 403 | 404 => Standing::Refused(said),
        _ => Standing::Problem(said),
    }
}
