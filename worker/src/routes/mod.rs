//! The HTTP API: which function answers which address. Documented in `contract`'s words: `/api/v1`.

pub mod accounts;
pub mod automations;
pub mod campaigns;
pub mod consent;
pub mod dev;
pub mod export;
pub mod history;
pub mod holds;
pub mod imports;
pub mod inbound;
pub mod integrations;
pub mod merges;
pub mod messages;
pub mod modules;
pub mod notices;
pub mod operations;
pub mod pause;
pub mod person;
pub mod publish;
pub mod records;
pub mod repeated;
pub mod results;
pub mod senders;
pub mod settings;
pub mod starts;
pub mod templates;
pub mod test_sends;
pub mod tokens;
pub mod users;
pub mod views;
pub mod webhooks;

use relance_core::definitions::{Automation, Basis};
use relance_core::words::{Problem, ViewId};
use serde_json::json;
use worker::Method;

use crate::answer::{Answer, Handled, Refusal, not_found};
use crate::auth;
use crate::domain::Loaded;
use crate::request::{Caller, Incoming, Scope};
use crate::store::db::{Db, StoreError};
use crate::wake;

/// Answers one request.
///
/// # Errors
/// Whatever the route refuses.
pub async fn handle(incoming: &mut Incoming) -> Handled {
    let path = incoming.path.clone();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    if let ["health"] = parts.as_slice() {
        return Ok(Answer::Value(json!({"status": "ok"})));
    }
    match (incoming.is_api, incoming.method.clone(), parts.as_slice()) {
        (false, Method::Get, ["ready"]) => return operations::ready(incoming).await,
        (false, Method::Get, ["metrics"]) => return operations::metrics(incoming).await,
        _ => {}
    }
    if let (Method::Post, ["session"]) = (incoming.method.clone(), parts.as_slice()) {
        return tokens::open_session(incoming).await;
    }
    if let (Method::Delete, ["session"]) = (incoming.method.clone(), parts.as_slice()) {
        return tokens::close_session();
    }
    if !incoming.is_api {
        return Err(not_found("address"));
    }
    let caller = auth::caller(incoming).await?;
    incoming.account = Some(caller.account.clone());
    let needed = match (&incoming.method, parts.as_slice()) {
        (_, ["tokens", ..] | ["accounts", ..]) => Scope::Admin,
        (Method::Get, _) => Scope::Read,
        (Method::Post, ["automations", _, "start"]) => Scope::Start,
        _ => Scope::Write,
    };
    // Who may write may start too.
    let suffices =
        |scope: &Scope| *scope == needed || (needed == Scope::Start && *scope == Scope::Write);
    if !caller.scopes.iter().any(suffices) {
        let word = relance_core::wire::json::word_of(&needed, &auth::SCOPES);
        let message = format!("this needs a token with the scope `{word}`");
        return Err(Problem::new("insufficient_scope", message).into());
    }
    let answer = route(incoming, &caller, &parts).await?;
    if incoming.method != Method::Get {
        wake::after_write(incoming, &caller).await;
    }
    Ok(answer)
}

async fn route(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Delete, Get, Post, Put};
    let method = incoming.method.clone();
    match (method, parts) {
        (Get, ["settings"]) => settings::get(incoming, caller).await,
        (Put, ["settings"]) => settings::put(incoming, caller).await,
        (Get, ["subscription"]) => settings::subscription(incoming, caller).await,
        (Post, ["settings", "publish"]) => publish::settings(incoming, caller).await,
        (_, ["users" | "modules", ..]) => company(incoming, caller, parts).await,
        (_, ["notices" | "sms-budget" | "pause" | "resume", ..]) => {
            upkeep(incoming, caller, parts).await
        }
        (Post, ["records", module, "bulk"]) => records::bulk(incoming, caller, module).await,
        (Get, ["records", module]) => records::list(incoming, caller, module).await,
        (Get, ["records", module, id]) => records::get(incoming, caller, module, id).await,
        (Delete, ["records", module, id]) => records::delete(incoming, caller, module, id).await,
        (_, ["contacts" | "erasures" | "suppressions" | "merges", ..]) => {
            people(incoming, caller, parts).await
        }
        (Get, ["export"]) => export::get(incoming, caller).await,
        (Get, ["once-keys"]) => campaigns::keys(incoming, caller).await,
        (
            Post,
            [
                "records",
                module,
                id,
                "automations",
                automation,
                verb @ ("start" | "stop" | "skip" | "reschedule" | "replied"),
            ],
        ) => records::by_hand(incoming, caller, (module, id), (automation, verb)).await,
        (_, ["views" | "filters" | "templates", ..]) => content(incoming, caller, parts).await,
        (_, ["automations", rest @ ..]) => automation(incoming, caller, rest).await,
        (Post, ["imports", "inspect"]) => imports::inspect(incoming, caller).await,
        (Post, ["imports"]) => imports::post(incoming, caller).await,
        (Get, ["imports", id]) => imports::get(incoming, caller, id).await,
        (Post, ["imports", id, "apply"]) => imports::apply(incoming, caller, id).await,
        (_, ["integrations" | "senders" | "lists" | "webhooks" | "deliveries", ..]) => {
            outside(incoming, caller, parts).await
        }
        (Get, ["enrollments"]) => history::enrollments(incoming, caller).await,
        (Get, ["changes"]) => history::changes(incoming, caller).await,
        (Get, ["events"]) => history::told_events(incoming, caller).await,
        (Get, ["standings"]) => history::standings(incoming, caller).await,
        (Get, ["run-log"]) => history::run_log(incoming, caller).await,
        (_, ["messages", rest @ ..]) => messages::route(incoming, caller, rest).await,
        (Get, ["tasks"]) => history::tasks(incoming, caller).await,
        (Post, ["events"]) => history::events(incoming, caller).await,
        (Get, ["inbound-addresses"]) => inbound::list(incoming, caller).await,
        (Post, ["inbound-addresses"]) => inbound::post(incoming, caller).await,
        (Put, ["inbound-addresses", local]) => inbound::put(incoming, caller, local).await,
        (Delete, ["inbound-addresses", local]) => inbound::delete(incoming, caller, local).await,
        (Get, ["setup"]) => settings::setup(incoming, caller).await,
        (Get, ["tokens"]) => tokens::list(incoming, caller).await,
        (Post, ["tokens"]) => tokens::post(incoming, caller).await,
        (Delete, ["tokens", id]) => tokens::delete(incoming, caller, id).await,
        (Post, ["accounts"]) => accounts::post(incoming, caller).await,
        (Put, ["accounts", id, "subscription"]) => {
            accounts::put_subscription(incoming, caller, id).await
        }
        (_, ["dev", rest @ ..]) => dev::route(incoming, caller, rest).await,
        _ => Err(no_route(incoming, parts)),
    }
}

/// Colleagues and modules.
async fn company(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Delete, Get, Post, Put};
    match (incoming.method.clone(), parts) {
        (Get, ["users"]) => users::list(incoming, caller).await,
        (Post, ["users"]) => users::post(incoming, caller).await,
        (Put, ["users", id]) => users::put(incoming, caller, id).await,
        (Get, ["modules"]) => modules::list(incoming, caller).await,
        (Get, ["modules", key]) => modules::get(incoming, caller, key).await,
        (Put, ["modules", key]) => modules::put(incoming, caller, key).await,
        (Delete, ["modules", key]) => modules::delete(incoming, caller, key).await,
        (Get, ["modules", key, "uses"]) => modules::uses(incoming, caller, key).await,
        _ => Err(no_route(incoming, parts)),
    }
}

/// Contacts as persons: what becomes of two, their consent, their data.
async fn people(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Get, Post};
    match (incoming.method.clone(), parts) {
        (Get, ["contacts", "twins"]) => merges::twins(incoming, caller).await,
        (Get, ["contacts", id, "export"]) => person::export(incoming, caller, id).await,
        (Post, ["contacts", id, "erase"]) => person::erase(incoming, caller, id).await,
        (Get, ["erasures"]) => person::erasures(incoming, caller).await,
        (Post, ["contacts", "merge"]) => merges::post(incoming, caller).await,
        (Get, ["contacts", id, "consent"]) => consent::get(incoming, caller, id).await,
        (Post, ["suppressions"]) => consent::post(incoming, caller).await,
        (Post, ["suppressions", "lift"]) => consent::post_lift(incoming, caller).await,
        (Get, ["merges"]) => merges::list(incoming, caller).await,
        (Post, ["merges", id, "undo"]) => merges::take_back(incoming, caller, id).await,
        _ => Err(no_route(incoming, parts)),
    }
}

/// What keeps an account in order: standing still, what a person should know of, whom it forgot.
async fn upkeep(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Get, Post};
    match (incoming.method.clone(), parts) {
        (Get, ["notices"]) => notices::list(incoming, caller).await,
        (Post, ["notices", "seen"]) => notices::seen(incoming, caller).await,
        (Get, ["sms-budget"]) => notices::budget(incoming, caller).await,
        (Get, ["pause"]) => pause::get(incoming, caller).await,
        (Post, ["pause"]) => pause::pause(incoming, caller).await,
        (Post, ["resume"]) => pause::resume(incoming, caller).await,
        _ => Err(no_route(incoming, parts)),
    }
}

/// Views, filters and templates.
async fn content(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Delete, Get, Post, Put};
    match (incoming.method.clone(), parts) {
        (Get, ["views"]) => views::list(incoming, caller).await,
        (Post, ["views"]) => views::post(incoming, caller).await,
        (Get, ["views", id]) => views::get(incoming, caller, id).await,
        (Put, ["views", id]) => views::put(incoming, caller, id).await,
        (Delete, ["views", id]) => views::delete(incoming, caller, id).await,
        (Post, ["views", id, "copy"]) => views::copy(incoming, caller, id).await,
        (Post, ["views", id, "replace"]) => publish::view(incoming, caller, id).await,
        (Post, ["filters", "check"]) => views::check(incoming, caller).await,
        (Get, ["templates"]) => templates::list(incoming, caller).await,
        (Post, ["templates"]) => templates::post(incoming, caller).await,
        (Get, ["templates", id]) => templates::get(incoming, caller, id).await,
        (Put, ["templates", id]) => templates::put(incoming, caller, id).await,
        (Post, ["templates", id, "test-send"]) => test_sends::template(incoming, caller, id).await,
        (Delete, ["templates", id]) => templates::delete(incoming, caller, id).await,
        _ => Err(no_route(incoming, parts)),
    }
}

/// What reaches services outside.
async fn outside(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    match (incoming.method.clone(), parts) {
        (_, ["integrations", rest @ ..]) => integrations::route(incoming, caller, rest).await,
        (_, ["senders", rest @ ..]) => senders::route(incoming, caller, rest).await,
        (Method::Get, ["deliveries"]) => integrations::deliveries(incoming, caller).await,
        (Method::Get, ["lists"]) => integrations::lists(incoming, caller).await,
        (_, ["webhooks", rest @ ..]) => webhooks::route(incoming, caller, rest).await,
        _ => Err(no_route(incoming, parts)),
    }
}

async fn automation(incoming: &mut Incoming, caller: &Caller, parts: &[&str]) -> Handled {
    use Method::{Delete, Get, Post, Put};
    match (incoming.method.clone(), parts) {
        (Get, []) => automations::list(incoming, caller).await,
        (Post, []) => automations::post(incoming, caller).await,
        (Get, [id]) => automations::get(incoming, caller, id).await,
        (Put, [id]) => automations::put(incoming, caller, id).await,
        (Delete, [id]) => automations::delete(incoming, caller, id).await,
        (Post, [id, "preview"]) => automations::preview(incoming, caller, id).await,
        (Post, [id, "activate"]) => automations::activate(incoming, caller, id).await,
        (Post, [id, "send_anyway"]) => campaigns::anyway(incoming, caller, id).await,
        (Get, [id, "clients"]) => campaigns::clients(incoming, caller, id).await,
        (Post, [id, "test-send"]) => test_sends::automation(incoming, caller, id).await,
        (Post, [id, "deactivate"]) => automations::deactivate(incoming, caller, id).await,
        (Post, [id, "start"]) => starts::start(incoming, caller, id).await,
        (Post, [id, "publish"]) => publish::automation(incoming, caller, id).await,
        (Get, [id, "results"]) => results::get(incoming, caller, id).await,
        (Get, [id, "holds"]) => holds::list(incoming, caller, id).await,
        (Post, [id, "holds", "release"]) => holds::release_all(incoming, caller, id).await,
        (Post, [id, "holds", "discard"]) => holds::discard_all(incoming, caller, id).await,
        (Delete, [id, "draft"]) => publish::discard(incoming, caller, id).await,
        _ => Err(no_route(incoming, &["automations"])),
    }
}

fn no_route(incoming: &Incoming, parts: &[&str]) -> Refusal {
    if !parts.first().is_some_and(|known| KNOWN.contains(known)) {
        return not_found("address");
    }
    let message = format!("`{}` does not answer this method", incoming.path.join("/"));
    Problem::new("method_not_allowed", message).into()
}

/// A word for the address of a request: its first part, when that is one of ours. What stands behind it
/// may be somebody's id, and is nobody's business in a log.
pub fn name_of(incoming: &Incoming) -> &'static str {
    let first = incoming.path.first().map(String::as_str).unwrap_or_default();
    let all = KNOWN.iter().chain(&["health", "ready", "metrics", "dev"]);
    all.copied().find(|known| *known == first).unwrap_or("other")
}

/// First parts of addresses, to tell a wrong method from a wrong address.
const KNOWN: &[&str] = &[
    "settings",
    "subscription",
    "users",
    "modules",
    "records",
    "views",
    "filters",
    "templates",
    "automations",
    "imports",
    "inbound-addresses",
    "integrations",
    "senders",
    "lists",
    "deliveries",
    "webhooks",
    "enrollments",
    "standings",
    "changes",
    "run-log",
    "messages",
    "tasks",
    "events",
    "setup",
    "tokens",
    "accounts",
    "session",
    "contacts",
    "erasures",
    "export",
    "suppressions",
    "notices",
    "sms-budget",
    "pause",
    "resume",
    "merges",
    "once-keys",
];

/// A fresh id of our making, like `v_k3q7…`.
///
/// # Errors
/// When the platform gives no randomness.
pub fn fresh_id(db: &Db, prefix: &str) -> Result<String, Refusal> {
    Ok(format!("{prefix}_{}", db.random_text(16)?))
}

/// The outcome of a change of the setup: somebody else's change in between is said, not overwritten.
///
/// # Errors
/// `changed_meanwhile`.
pub fn changed(result: Result<(), StoreError>) -> Result<(), Refusal> {
    match result {
        Err(error) if error.is_stale() => {
            let message = "somebody changed the setup at the same moment";
            Err(Problem::new("changed_meanwhile", message).help("look at it and try again").into())
        }
        other => Ok(other?),
    }
}

/// An automation that uses something.
#[derive(Debug)]
pub struct User {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it acts.
    pub is_active: bool,
}

/// The automations that go by this view, or write with this template.
pub fn users_of<'a>(
    loaded: &'a Loaded,
    what: &'a str,
    id: &'a str,
) -> impl Iterator<Item = User> + 'a {
    loaded.setup.automations.iter().filter_map(move |automation| {
        let definition = &automation.definition;
        let is_view = |view: &ViewId| what == "view" && view.as_str() == id;
        let goes_by = matches!(&definition.basis, Basis::View(view) if is_view(view))
            || definition.exclude.as_ref().is_some_and(is_view);
        let writes = what == "template"
            && definition.template_ids().iter().any(|template| template.as_str() == id);
        (goes_by || writes).then(|| User::of(automation))
    })
}

impl User {
    /// An automation, as a refusal names it.
    pub fn of(automation: &Automation) -> Self {
        User {
            id: automation.definition.id.as_str().to_owned(),
            name: automation.definition.name.clone(),
            is_active: automation.activation().is_some(),
        }
    }
}
