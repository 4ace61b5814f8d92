//! Messages to people, handed over to a provider.
//!
//! Each answer is kept as soon as it is there: who dies with four calls under way leaves four doubts, not
//! twenty. A provider that is overloaded or takes no key is left alone until the next tick.

use core::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use futures_util::StreamExt;
use relance_core::engine::delivery::{Answer, Settled, next_look};
use relance_core::engine::{Claim, SendsAs, sends_as, sms_sender};

use relance_core::words::{Channel, Provider};
use serde_json::Value as Json;

use super::Sender;
use super::claims::{claims, still};
use super::outside::AT_ONCE;
use super::people::{Left, Rows, not_composed};
use super::rows::{Settlement, attempt, attempts, key_until};
use crate::answer::Refusal;
use crate::compose::{Composer, Content};
use crate::providers::{File, Hint, Identity, Outgoing, Sending, Service};
use crate::row::text;
use crate::store::integration::Standing;
use crate::store::sender as store;
use crate::thread::{Carried, Thread};

/// How long messages wait for a provider that takes nothing. Units: ms. Our choice: a person who mends it
/// need not wait long, and it is asked rarely.
const MENDING_MS: i64 = 15 * 60_000;

/// What the calls of a lease say of their provider.
#[derive(Default)]
struct Seen {
    /// Nothing more is handed over in this tick.
    rests: Cell<bool>,
    standing: RefCell<Option<Standing>>,
}

/// Hands a lease over. Answers the number of decisions to the contrary, and whether this road should
/// rest until the next tick.
///
/// # Errors
/// When the database does not answer: what was handed over and could not be kept is in doubt.
pub async fn hand_over(
    sender: &Sender<'_>,
    (provider, service): (Provider, Option<&Service>),
    messages: &[Json],
) -> Result<(Left, bool), Refusal> {
    let claims = claims(sender, messages).await?;
    let composer = Composer::of(sender.db, &sender.loaded.setup.account).await?;
    let mut kept_back = Rows::default();
    let mut ready = Vec::new();
    for (message, claim) in messages.iter().zip(&claims.answers) {
        match (*claim, service) {
            (Claim::Send, Some(service)) => ready.push((message, service)),
            // Nothing burns while the provider is mended; what waits too long expires.
            (Claim::Send, None) => {
                kept_back.keep_back(message, Claim::Later(sender.now.plus_ms(MENDING_MS)));
            }
            (claim, _) => kept_back.keep_back(message, claim),
        }
    }
    // The claim commits here, before the first call (K12).
    let mut statements = claims.hand_back(sender, messages);
    let asked = statements.len();
    statements.extend(kept_back.statements(sender, messages));
    let answers = sender.db.batch(&statements).await?;
    let handed_back: BTreeSet<&str> =
        answers.iter().take(asked).flatten().filter_map(Json::as_str).collect();
    ready.retain(|(message, _)| !handed_back.contains(text(message, "key")));
    let thread = Thread::of(sender.db, sender.account).await?;
    let seen = Seen { rests: Cell::new(service.is_none()), ..Seen::default() };
    let handed: Vec<Result<usize, Refusal>> = futures_util::stream::iter(ready)
        .map(|(message, service)| {
            let contact = claims.people.contact(text(message, "contact"));
            let content = composer.content(message, contact);
            let claim = || still(sender, message, &claims.people);
            hand_over_one(sender, service, (message, content, &thread), (&seen, claim))
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let standing = seen.standing.take();
    if let Some(standing) = standing {
        note(sender, provider, &standing).await?;
    }
    let mut decisions = kept_back.decisions();
    for handed in handed {
        decisions += handed?;
    }
    Ok((Left { decisions, handed_back: handed_back.len() }, seen.rests.get()))
}

async fn hand_over_one(
    sender: &Sender<'_>,
    service: &Service,
    (message, content, thread): (&Json, Result<Content, Refusal>, &Thread),
    (seen, claim): (&Seen, impl Fn() -> Claim),
) -> Result<usize, Refusal> {
    let mut rows = Rows::default();
    match content {
        Err(refusal) => rows.keep_back(message, not_composed(&refusal, sender.now)),
        Ok(_) if seen.rests.get() || !sender.may_call() => {
            rows.keep_back(message, Claim::Later(sender.now));
        }
        Ok(content) => match claim() {
            Claim::Send => {
                let outgoing = outgoing(sender, message, content, thread)?;
                if !sender.notes_call(message).await? {
                    return Ok(0);
                }
                // To note it takes its time, and the night may have come meanwhile (D17).
                match claim() {
                    Claim::Send => {
                        let sending = service.send(sender.db.platform(), &outgoing).await;
                        seen.note(&sending);
                        rows.settle(message, settlement(sender, message, sending));
                    }
                    other => rows.keep_back(message, other),
                }
            }
            other => rows.keep_back(message, other),
        },
    }
    sender.db.batch(&rows.statements(sender, core::slice::from_ref(message))).await?;
    rows.stop_what_fails(sender).await?;
    Ok(rows.decisions())
}

impl Seen {
    fn note(&self, sending: &Sending) {
        let is_overloaded = matches!(sending.answer, Answer::Failed { .. });
        if is_overloaded || sending.hint == Some(Hint::KeyRefused) {
            self.rests.set(true);
        }
        self.standing.replace(Some(sending.standing()));
    }
}

/// What is kept of a message that was handed over.
fn settlement(sender: &Sender<'_>, message: &Json, sending: Sending) -> Settlement {
    // The provider took nothing: the message waits until a person mends it.
    if sending.hint == Some(Hint::KeyRefused) {
        return Settlement {
            state: "pending",
            due_at: Some(sender.now.plus_ms(MENDING_MS)),
            problem: sending.said,
            key_until: key_until(message),
            ..Settlement::default()
        };
    }
    let mode = sender.road.carrier.mode();
    let attempt = attempt(message, mode, sender.now, sender.db.real_now());
    let (settled, key_until) = attempt.settled(sending.answer);
    let look_at = if settled == Settled::Unknown { next_look(0, sender.now) } else { None };
    Settlement {
        look_at,
        attempts: Some(attempts(message) + 1),
        problem: sending.said,
        provider_id: sending.provider_id,
        ..Settlement::of(settled, key_until)
    }
}

/// Keeps what a provider said of itself, when it is another than before.
async fn note(sender: &Sender<'_>, provider: Provider, standing: &Standing) -> Result<(), Refusal> {
    let kept = store::find(sender.db, sender.account, provider).await?;
    let before = (text(&kept, "state"), kept.get("problem").and_then(Json::as_str));
    if before != (standing.word(), standing.said()) {
        let statement = store::set_state(sender.account, provider, standing, sender.now);
        sender.db.run(statement).await?;
    }
    Ok(())
}

/// A message as its provider gets it; the same row and settings give the same bytes.
///
/// # Errors
/// `secret_missing`.
pub fn outgoing<'a>(
    sender: &Sender<'_>,
    message: &'a Json,
    content: Content,
    thread: &Thread,
) -> Result<Outgoing<'a>, Refusal> {
    let account = &sender.loaded.setup.account;
    let body = message.get("body").unwrap_or(&Json::Null);
    let is_sms = text(message, "channel") == "sms";
    let (from, carried) = if is_sms {
        let from = Identity { name: String::new(), address: sms_sender(account).to_owned() };
        (from, Carried { headers: Vec::new(), reply_to: None })
    } else {
        letterhead(sender, message, thread)?
    };
    Ok(Outgoing {
        key: text(message, "key"),
        channel: if is_sms { Channel::Sms } else { Channel::Email },
        to: text(message, "address"),
        from,
        reply_to: carried.reply_to,
        subject: content.subject,
        text: content.text,
        html: content.html,
        headers: carried.headers.into_iter().chain(content.headers).collect(),
        attachments: files(body),
    })
}

/// Who writes an e-mail, and what it carries so that its answer is recognised. A colleague's answer is
/// none: what goes to one carries only its Message-ID.
///
/// # Errors
/// `secret_missing`.
pub fn letterhead(
    sender: &Sender<'_>,
    message: &Json,
    thread: &Thread,
) -> Result<(Identity, Carried), Refusal> {
    let account = &sender.loaded.setup.account;
    let user = message.get("body").map_or("", |body| text(body, "sender"));
    let (from, reply_to) = identities(sends_as(account, account.user(user)));
    let nowhere = Thread::default();
    let thread = if text(message, "channel") == "email" { thread } else { &nowhere };
    let key = text(message, "key");
    let carried = thread.carried((sender.db, sender.account), key, &from, reply_to)?;
    Ok((from, carried))
}

fn identities(sends_as: SendsAs) -> (Identity, Option<Identity>) {
    let address = sends_as.address.map(|address| address.as_str().to_owned()).unwrap_or_default();
    let reply_to = sends_as
        .reply_to
        .map(|reply| Identity { name: reply.name, address: reply.address.as_str().to_owned() });
    (Identity { name: sends_as.name, address }, reply_to)
}

fn files(body: &Json) -> Vec<File> {
    let attachments = body.get("attachments").and_then(Json::as_array);
    let file = |one: &Json| File {
        name: format!("{}.html", text(one, "name")),
        media_type: "text/html".to_owned(),
        bytes: text(one, "html").as_bytes().to_vec(),
    };
    attachments.into_iter().flatten().map(file).collect()
}
