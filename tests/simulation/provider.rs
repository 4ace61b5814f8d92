//! Other people's servers, as badly as they behave: too many calls, errors before and after they took
//! it, connections that drop, answers that never come. What they took is what arrived.
//!
//! Three kinds. A keyed one takes a key once, for as long as it remembers it; one without keys delivers
//! whatever it takes; a repeatable one does nothing the second time, for ever. Which service is which
//! stands in [`Service::mode`]; sources are named there.

use std::collections::BTreeMap;

use relance_core::words::{Moment, Zone};
use relance_worker::platform::{Call, Reply, Verb};
use serde_json::{Value as Json, json};

use crate::random::Random;

/// Units: ms.
const HOUR_MS: i64 = 3_600_000;

/// After so long a search finds what was taken. Units: ms. Source: Postmark's lags by seconds.
const SEARCH_LAG_MS: i64 = 60_000;

/// How a service treats a message that it has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Taken once while it remembers the key.
    Keyed {
        /// How long it remembers.
        lives_ms: i64,
    },
    /// Whatever it takes arrives.
    AtMostOnce,
    /// The second time changes nothing.
    Repeatable,
}

/// Services that the Worker speaks with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Resend,
    Postmark,
    SmsApi,
    Twilio,
    Unisender,
    Webhook,
    /// Inside the database: for trying things out.
    Mailbox,
}

impl Service {
    fn of(url: &str) -> Service {
        let hosts = [
            ("resend.com", Service::Resend),
            ("postmarkapp.com", Service::Postmark),
            ("smsapi.", Service::SmsApi),
            ("twilio.com", Service::Twilio),
            ("unisender.com", Service::Unisender),
        ];
        let found = hosts.iter().find(|(host, _)| url.contains(host));
        found.map_or(Service::Webhook, |(_, service)| *service)
    }

    /// Source: Resend keeps keys for 24 hours; Postmark and Twilio know none; SMSAPI compares `idx`, for a
    /// time that it does not publish (a day is assumed); Unisender's `subscribe` adds to a set; a receiver of
    /// Standard Webhooks keeps the ids that it has seen.
    pub fn mode(self) -> Mode {
        match self {
            Service::Resend | Service::SmsApi => Mode::Keyed { lives_ms: 24 * HOUR_MS },
            Service::Postmark | Service::Twilio => Mode::AtMostOnce,
            Service::Unisender | Service::Webhook | Service::Mailbox => Mode::Repeatable,
        }
    }
}

/// What a call asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whom.
    pub service: Service,
    /// The key that it carried, where the service knows keys.
    pub key: Option<String>,
    /// The address.
    pub to: String,
    /// Everything that is read by the recipient.
    pub content: String,
    /// What the caller wrote beside it, to find it again.
    pub mark: String,
}

/// One call, as the service saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What.
    pub asked: Asked,
    /// The deployment's clock when it was made.
    pub at_ms: i64,
    /// Which worker.
    pub task: u32,
    /// Whether this call made it arrive.
    pub has_arrived: bool,
    /// Whether the service took it, for the first time or again.
    pub is_taken: bool,
    /// What the caller could know of it.
    pub told: Told,
}

/// What the caller could know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was taken.
    Taken,
    /// It was not taken, and may be later.
    Busy,
    /// It was not taken, and never will be.
    Refused,
    /// Nothing: it may have been taken.
    Nothing,
}

/// How a call is going to go wrong, if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not.
    None,
    /// 429 with or without Retry-After: never processed.
    TooMany,
    /// 500, nothing taken.
    BrokenBefore,
    /// 500, taken.
    BrokenAfter,
    /// The connection was refused.
    Unreachable,
    /// The connection dropped after it was taken.
    DroppedAfter,
    /// No answer in time, nothing taken.
    StalledBefore,
    /// No answer in time, taken.
    StalledAfter,
    /// Status 200 with an error in it, where the service has that; 4xx elsewhere.
    Refused,
}

impl Trouble {
    const ALL: [(u32, Trouble); 8] = [
        (4, Trouble::TooMany),
        (4, Trouble::BrokenBefore),
        (4, Trouble::BrokenAfter),
        (2, Trouble::Unreachable),
        (4, Trouble::DroppedAfter),
        (1, Trouble::StalledBefore),
        (2, Trouble::StalledAfter),
        (1, Trouble::Refused),
    ];

    /// One of them, so many times in a thousand.
    pub fn draw(random: &mut Random, per_mille: u32) -> Trouble {
        if random.happens(per_mille) { *random.weighted(&Trouble::ALL) } else { Trouble::None }
    }

    /// Whether the service takes it all the same.
    pub fn takes(self) -> bool {
        use Trouble::{BrokenAfter, DroppedAfter, None, StalledAfter};
        matches!(self, None | BrokenAfter | DroppedAfter | StalledAfter)
    }

    /// Whether nothing comes for as long as the caller waits.
    pub fn stalls(self) -> bool {
        matches!(self, Trouble::StalledBefore | Trouble::StalledAfter)
    }

    /// For the coverage.
    pub fn name(self) -> &'static str {
        match self {
            Trouble::None => "provider: took it",
            Trouble::TooMany => "provider: 429",
            Trouble::BrokenBefore => "provider: 500 before",
            Trouble::BrokenAfter => "provider: 500 after it took it",
            Trouble::Unreachable => "provider: unreachable",
            Trouble::DroppedAfter => "provider: dropped after it took it",
            Trouble::StalledBefore => "provider: stalled before",
            Trouble::StalledAfter => "provider: stalled after it took it",
            Trouble::Refused => "provider: refused",
        }
    }

    /// All of them, for the coverage.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Trouble::ALL.iter().map(|(_, trouble)| trouble.name())
    }
}

/// A message as its service keeps it.
#[derive(Debug)]
struct Message {
    service: Service,
    id: String,
    /// What the caller wrote beside it, to find it again.
    mark: String,
    to: String,
    text: String,
    at_ms: i64,
}

/// All services of a run.
#[derive(Debug, Default)]
pub struct Provider {
    /// When a key was first taken, by the world's true clock.
    keys: BTreeMap<(Service, String), i64>,
    /// What was taken, for those who look for it.
    messages: Vec<Message>,
    /// Every call.
    pub seen: Vec<Seen>,
    /// Whether a refusal comes with status 200, for the mutant that looks at the status alone.
    pub hides_refusals: bool,
    /// Whether it has hidden one.
    pub has_hidden: bool,
}

/// What it answers to a call.
pub type Answer = Result<Reply, String>;

impl Provider {
    /// Nobody has called yet.
    pub fn new(hides_refusals: bool) -> Self {
        Provider { hides_refusals, ..Provider::default() }
    }

    /// Takes a call, or not. `true_ms` is a clock that nobody moves.
    pub fn call(
        &mut self,
        call: &Call<'_>,
        key_suffix: Option<&str>,
        trouble: Trouble,
        (at_ms, true_ms): (i64, i64),
        task: u32,
    ) -> Answer {
        let Some(mut asked) = asked(call) else { return self.looked_up(call, trouble, true_ms) };
        if let (Some(key), Some(suffix)) = (&mut asked.key, key_suffix) {
            key.push_str(suffix);
        }
        // Who took something does not refuse the same thing later.
        let trouble = match trouble {
            Trouble::Refused if self.knows(&asked, true_ms) => Trouble::None,
            other => other,
        };
        let is_new = trouble.takes() && !self.knows(&asked, true_ms);
        if let (true, Some(key)) = (is_new, &asked.key) {
            self.keys.insert((asked.service, key.clone()), true_ms);
        }
        let told = match trouble {
            Trouble::None => Told::Taken,
            Trouble::TooMany => Told::Busy,
            Trouble::Refused => Told::Refused,
            _ => Told::Nothing,
        };
        let number = self.seen.len();
        let is_hidden = self.hides_refusals
            && trouble == Trouble::Refused
            && matches!(asked.service, Service::SmsApi | Service::Unisender);
        self.has_hidden |= is_hidden;
        let answer = if is_hidden {
            Ok(taken(&asked, number, true))
        } else {
            answer(&asked, trouble, number, is_new)
        };
        let is_taken = trouble.takes();
        if is_new {
            self.messages.push(Message {
                service: asked.service,
                id: id_of(asked.service, number),
                mark: asked.mark.clone(),
                to: asked.to.clone(),
                text: asked.content.clone(),
                at_ms: true_ms,
            });
        }
        self.seen.push(Seen { asked, at_ms, task, has_arrived: is_new, is_taken, told });
        answer
    }

    /// Answers to what only looks: lists, and messages that were taken.
    fn looked_up(&self, call: &Call<'_>, trouble: Trouble, true_ms: i64) -> Answer {
        if trouble != Trouble::None {
            return Ok(reply(500, &json!({})));
        }
        let service = Service::of(call.url);
        let query = call.url.split_once('?').map(|(_, query)| form_of(query)).unwrap_or_default();
        let own = || self.messages.iter().filter(|one| one.service == service);
        Ok(match service {
            Service::Unisender => reply(200, &json!({"result": [{"id": 101, "title": "News"}]})),
            Service::Postmark => {
                let mark = query.get("metadata_relance").cloned().unwrap_or_default();
                let is_it =
                    |one: &&Message| one.mark == mark && true_ms - one.at_ms >= SEARCH_LAG_MS;
                let found: Vec<Json> =
                    own().filter(is_it).map(|one| json!({"MessageID": one.id})).collect();
                reply(200, &json!({"TotalCount": found.len(), "Messages": found}))
            }
            Service::Twilio => {
                let to = query.get("To").cloned().unwrap_or_default();
                let found: Vec<Json> = own()
                    .filter(|one| one.to == to)
                    .map(|one| {
                        let made = mail_date(one.at_ms);
                        json!({"sid": one.id, "body": one.text, "direction": "outbound-api", "date_created": made})
                    })
                    .collect();
                reply(200, &json!({"messages": found}))
            }
            Service::Resend => {
                let id = call.url.rsplit('/').next().unwrap_or_default();
                match own().find(|one| one.id == id) {
                    Some(one) => reply(200, &json!({"id": one.id})),
                    None => reply(404, &json!({})),
                }
            }
            _ => reply(404, &json!({})),
        })
    }

    /// Whether it has taken this already, and remembers.
    fn knows(&self, asked: &Asked, true_ms: i64) -> bool {
        let Some(key) = &asked.key else { return false };
        let lives_ms = match asked.service.mode() {
            Mode::AtMostOnce => return false,
            Mode::Keyed { lives_ms } => lives_ms,
            Mode::Repeatable => i64::MAX,
        };
        let first = self.keys.get(&(asked.service, key.clone()));
        first.is_some_and(|first| true_ms - first < lives_ms)
    }
}

/// What a call asks for; `None` when it only looks.
pub fn asked(call: &Call<'_>) -> Option<Asked> {
    if call.verb == Verb::Get {
        return None;
    }
    let service = Service::of(call.url);
    let header = |name: &str| {
        let found = call.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| (*value).to_owned())
    };
    let json = || serde_json::from_str::<Json>(call.body).unwrap_or_default();
    let form = || form_of(call.body);
    let text = |json: &Json, key: &str| match json.get(key) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(list)) => {
            list.first().and_then(Json::as_str).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    let (key, to, content) = match service {
        Service::Resend => {
            let body = json();
            let content = format!("{}\n{}", text(&body, "subject"), text(&body, "text"));
            (header("idempotency-key"), text(&body, "to"), content)
        }
        Service::Postmark => {
            let body = json();
            let content = format!("{}\n{}", text(&body, "Subject"), text(&body, "TextBody"));
            (None, text(&body, "To"), content)
        }
        Service::Twilio => {
            let form = form();
            (None, form.get("To")?.clone(), form.get("Body")?.clone())
        }
        Service::SmsApi => {
            let form = form();
            (form.get("idx").cloned(), form.get("to")?.clone(), form.get("message")?.clone())
        }
        Service::Unisender => {
            if !call.url.contains("/subscribe") {
                return None;
            }
            let form = form();
            let to = form.get("fields[email]")?.clone();
            let lists = form.get("list_ids").cloned().unwrap_or_default();
            (Some(format!("{to} {lists}")), to, lists)
        }
        Service::Webhook | Service::Mailbox => {
            (header("webhook-id"), call.url.to_owned(), call.body.to_owned())
        }
    };
    let mark = match service {
        Service::Postmark => json()["Metadata"]["relance"].as_str().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    Some(Asked { service, key, to, content, mark })
}

/// The id that a service gives to the message of a call.
fn id_of(service: Service, number: usize) -> String {
    match service {
        Service::Resend => format!("re_{number}"),
        Service::Postmark => format!("pm-{number}"),
        Service::Twilio => format!("SM{number:032x}"),
        _ => format!("{number}"),
    }
}

fn reply(status: u16, body: &Json) -> Reply {
    Reply { status, retry_after_seconds: None, body: body.to_string() }
}

fn answer(asked: &Asked, trouble: Trouble, number: usize, is_new: bool) -> Answer {
    match trouble {
        Trouble::None => Ok(taken(asked, number, is_new)),
        Trouble::TooMany => Ok(Reply {
            status: 429,
            retry_after_seconds: number.is_multiple_of(2).then_some(30),
            body: "{}".to_owned(),
        }),
        Trouble::BrokenBefore | Trouble::BrokenAfter => Ok(reply(500, &json!({}))),
        Trouble::Unreachable => Err("the connection was refused or broke off".to_owned()),
        Trouble::DroppedAfter => Err("the connection was refused or broke off".to_owned()),
        Trouble::StalledBefore | Trouble::StalledAfter => {
            Err("no answer within 10 seconds".to_owned())
        }
        Trouble::Refused => Ok(refused(asked)),
    }
}

/// As each service says that it took something.
fn taken(asked: &Asked, number: usize, is_new: bool) -> Reply {
    match asked.service {
        Service::Resend => reply(200, &json!({"id": id_of(asked.service, number)})),
        Service::Postmark => reply(
            200,
            &json!({"ErrorCode": 0, "Message": "OK", "MessageID": id_of(asked.service, number),
                "To": asked.to, "SubmittedAt": "2026-01-01T00:00:00Z"}),
        ),
        Service::Twilio => {
            reply(201, &json!({"sid": id_of(asked.service, number), "status": "queued"}))
        }
        // Error 53: it has sent a message with this idx already.
        Service::SmsApi if !is_new => {
            reply(200, &json!({"error": 53, "message": "Not unique idx"}))
        }
        Service::SmsApi => reply(
            200,
            &json!({"count": 1, "list": [{"id": format!("sms{number}"), "points": 0.16,
                "number": asked.to.trim_start_matches('+'), "status": "QUEUE", "error": null,
                "idx": asked.key}]}),
        ),
        Service::Unisender => reply(200, &json!({"result": {"person_id": number}})),
        Service::Webhook | Service::Mailbox => reply(200, &json!({})),
    }
}

/// As each service says that it will never take this.
fn refused(asked: &Asked) -> Reply {
    match asked.service {
        Service::Resend => {
            reply(422, &json!({"name": "validation_error", "message": "invalid to"}))
        }
        Service::Postmark => {
            reply(422, &json!({"ErrorCode": 300, "Message": "Invalid email request"}))
        }
        Service::Twilio => {
            reply(400, &json!({"code": 21211, "message": "Invalid 'To' Phone Number"}))
        }
        Service::SmsApi => reply(200, &json!({"error": 13, "message": "No correct phonenumbers"})),
        Service::Unisender => reply(200, &json!({"error": "bad address", "code": "invalid_arg"})),
        Service::Webhook | Service::Mailbox => reply(410, &json!({})),
    }
}

/// A date of RFC 5322.
fn mail_date(at_ms: i64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = Moment::from_ms(at_ms).date(Zone::UTC);
    let second = at_ms.div_euclid(1_000).rem_euclid(86_400);
    let month = MONTHS[date.month() as usize - 1];
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!(
        "{:02} {month} {} {hour:02}:{minute:02}:{:02} +0000",
        date.day(),
        date.year(),
        second % 60
    )
}

/// A body of `application/x-www-form-urlencoded`.
fn form_of(body: &str) -> BTreeMap<String, String> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (unescaped(name), unescaped(value)))
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let digits = std::str::from_utf8(&digits).unwrap_or("00");
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
