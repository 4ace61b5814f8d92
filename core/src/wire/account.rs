//! Account settings and users at the boundary.
//!
//! Shapes: `{"id","name","zone","language",…}` and `{"id","name","email","is_active"}`.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::budget::{budget_from_json, budget_to_json};
use super::cap::{caps_from_json, caps_to_json};
use super::consent::{consent_settings_from_json, consent_settings_to_json};
use super::json::Object;
use super::sending::{check_sending, sending_from_json, sending_to_json};
use super::subscription::{subscription_from_json, subscription_to_json, unlimited};
use super::tracking::{tracking_from_json, tracking_to_json};
use crate::words::ident::clip;
use crate::words::{
    Account, AccountId, Alerts, ConsentSettings, Date, EmailAddress, EventName, FrequencyCaps,
    Problem, Problems, SendingSettings, SmsPrice, TimeOfDay, Tracking, User, UserId, Zone,
};

/// Languages that the product speaks. Source: the seed documents' four and English.
pub const LANGUAGES: [&str; 5] = ["en", "hu", "pl", "ro", "ru"];
/// Countries whose holidays are built in (D5).
pub const HOLIDAY_COUNTRIES: [&str; 4] = ["HU", "PL", "RO", "RU"];
/// Longest name of anything. Source: our choice, one line of the console.
pub const NAME_CHARS_MAX: usize = 120;

/// The settings of an account that has chosen nothing yet.
pub fn default_account(id: AccountId, users: Vec<User>) -> Account {
    Account {
        name: id.as_str().to_owned(),
        id,
        zone: Zone::UTC,
        language: "en".to_owned(),
        holiday_country: None,
        extra_days_off: BTreeSet::new(),
        extra_working_days: BTreeSet::new(),
        quiet_from: time(23 * 60),
        quiet_until: time(7 * 60 + 30),
        sms_prices: Vec::new(),
        users,
        fallback_user: None,
        automation_enabled: true,
        is_paused: false,
        alerts: Alerts::default(),
        sms_budget: None,
        subscription: unlimited(),
        frequency_caps: FrequencyCaps::default(),
        follow_up_events: Vec::new(),
        sending: SendingSettings::default(),
        consent: ConsentSettings::default(),
        tracking: Tracking::default(),
    }
}

fn time(minutes: u16) -> TimeOfDay {
    TimeOfDay::from_minutes(minutes).unwrap_or(TimeOfDay::MIDNIGHT)
}

/// Reads settings; what is absent stays as in `before`.
///
/// # Errors
/// Every wrong setting, with its place.
pub fn account_from_json(value: &Json, before: &Account) -> Result<Account, Problems> {
    let mut object = Object::of(value)?;
    let mut account = before.clone();
    if let Some(id) = object.text_if_any("id")
        && id != before.id.as_str()
    {
        object.add(
            Problem::new("fixed_value", "an account's id cannot change")
                .at("id")
                .found(clip(id))
                .allowed([before.id.as_str()]),
        );
    }
    if object.has("name") {
        account.name = name(&mut object, "name").unwrap_or_default();
    }
    if let Some(text) = object.text_if_any("zone") {
        account.zone = object.keep("zone", Zone::parse(text)).unwrap_or(before.zone);
    }
    if let Some(text) = object.text_if_any("language") {
        let known = one_of(text, &LANGUAGES, "unknown_language", "language");
        account.language = object.keep("language", known).unwrap_or_default();
    }
    if object.has("holiday_country") {
        account.holiday_country = object.text_if_any("holiday_country").and_then(|text| {
            let known =
                one_of(text, &HOLIDAY_COUNTRIES, "unknown_country", "country with holidays");
            object.keep("holiday_country", known)
        });
    }
    if object.has("extra_days_off") {
        account.extra_days_off = dates(&mut object, "extra_days_off");
    }
    if object.has("extra_working_days") {
        account.extra_working_days = dates(&mut object, "extra_working_days");
    }
    if let Some(text) = object.text_if_any("quiet_from") {
        account.quiet_from =
            object.keep("quiet_from", TimeOfDay::parse(text)).unwrap_or(TimeOfDay::MIDNIGHT);
    }
    if let Some(text) = object.text_if_any("quiet_until") {
        account.quiet_until =
            object.keep("quiet_until", TimeOfDay::parse(text)).unwrap_or(TimeOfDay::MIDNIGHT);
    }
    if object.has("sms_prices") {
        account.sms_prices = object.each("sms_prices", sms_price);
    }
    if object.has("fallback_user") {
        account.fallback_user = object.text_if_any("fallback_user").and_then(|id| {
            let known = known_user(id, &before.users);
            object.keep("fallback_user", known)
        });
    }
    account.automation_enabled = object.yes_no("automation_enabled", before.automation_enabled);
    account.is_paused = object.yes_no("paused", before.is_paused);
    read_bounds(&mut object, before, &mut account);
    if let Some(value) = object.value("sending") {
        let read = sending_from_json(value, &before.sending);
        account.sending = object.keep_all("sending", read).unwrap_or_default();
    }
    object.finish()?;
    Ok(account)
}

/// Reads settings that a person saves: as [`account_from_json`], and no two of them may contradict
/// each other. What is stored already is read without that, so that an account always opens.
///
/// # Errors
/// Every wrong setting, with its place.
pub fn settings_from_json(value: &Json, before: &Account) -> Result<Account, Problems> {
    let account = account_from_json(value, before)?;
    let mut problems = Problems::new();
    for both in account.extra_days_off.intersection(&account.extra_working_days) {
        let message = format!("{both} cannot be a day off and a working day");
        problems.push(
            Problem::new("contradictory_day", message)
                .at("extra_working_days")
                .found(both.to_string()),
        );
    }
    let mut seen = BTreeSet::new();
    for (index, price) in account.sms_prices.iter().enumerate() {
        if !seen.insert(price.prefix.as_str()) {
            let message = format!("`{}` has two prices", clip(&price.prefix));
            let place = format!("sms_prices[{index}].prefix");
            problems.push(
                Problem::new("repeated_prefix", message).at(place).found(clip(&price.prefix)),
            );
        }
    }
    let sending = check_sending(&account.sending, &before.sending).into_iter();
    problems.extend(sending.map(|problem| problem.within("sending")));
    if problems.is_empty() { Ok(account) } else { Err(problems) }
}

/// What bounds the automations: caps, what counts as a follow-up, consent, the subscription.
fn read_bounds(object: &mut Object<'_>, before: &Account, account: &mut Account) {
    if let Some(value) = object.value("frequency_caps") {
        let read = caps_from_json(value, &before.frequency_caps);
        account.frequency_caps = object.keep_all("frequency_caps", read).unwrap_or_default();
    }
    if let Some(value) = object.value("alerts") {
        account.alerts = object.keep_all("alerts", alerts(value)).unwrap_or_default();
    }
    if object.has("sms_budget") {
        let read = object.value("sms_budget").map(budget_from_json);
        account.sms_budget = read.and_then(|read| object.keep_all("sms_budget", read));
    }
    if object.has("follow_up_events") {
        account.follow_up_events = event_names(object, "follow_up_events");
    }
    if let Some(value) = object.value("consent") {
        let read = consent_settings_from_json(value, &before.consent);
        account.consent = object.keep_all("consent", read).unwrap_or_default();
    }
    if let Some(value) = object.value("subscription") {
        let read = subscription_from_json(value, &before.subscription);
        account.subscription = object.keep_all("subscription", read).unwrap_or(unlimited());
    }
    if let Some(value) = object.value("tracking") {
        let read = tracking_from_json(value, &before.tracking);
        account.tracking = object.keep_all("tracking", read).unwrap_or_default();
    }
}

/// Who is told: `{"email"?,"webhook"?}`.
fn alerts(value: &Json) -> Result<Alerts, Problems> {
    let mut object = Object::of(value)?;
    let email = object.text_if_any("email");
    let email = email.and_then(|text| object.keep("email", EmailAddress::parse(text)));
    let webhook = object.text_if_any("webhook").map(str::to_owned);
    object.finish()?;
    Ok(Alerts { email: email.map(|address| address.as_str().to_owned()), webhook })
}

/// Settings as the boundary writes them; users travel apart.
pub fn account_to_json(account: &Account) -> Json {
    json!({
        "id": account.id.as_str(),
        "name": account.name,
        "zone": account.zone.name(),
        "language": account.language,
        "holiday_country": account.holiday_country,
        "extra_days_off": dates_to_json(&account.extra_days_off),
        "extra_working_days": dates_to_json(&account.extra_working_days),
        "quiet_from": account.quiet_from.to_string(),
        "quiet_until": account.quiet_until.to_string(),
        "sms_prices": account.sms_prices.iter().map(|price| json!({
            "prefix": price.prefix,
            "currency": price.currency,
            "micros_per_part": price.micros_per_part,
        })).collect::<Vec<_>>(),
        "fallback_user": account.fallback_user.as_ref().map(UserId::as_str),
        "automation_enabled": account.automation_enabled,
        "paused": account.is_paused,
        "alerts": {"email": account.alerts.email, "webhook": account.alerts.webhook},
        "sms_budget": budget_to_json(account.sms_budget.as_ref()),
        "frequency_caps": caps_to_json(&account.frequency_caps),
        "follow_up_events": account.follow_up_events.iter().map(EventName::as_str).collect::<Vec<_>>(),
        "consent": consent_settings_to_json(&account.consent),
        "subscription": subscription_to_json(&account.subscription),
        "sending": sending_to_json(&account.sending),
        "tracking": tracking_to_json(&account.tracking),
    })
}

/// Reads a user. `id` may be given beside the object (a path, a fresh id).
///
/// # Errors
/// Every wrong value, with its place.
pub fn user_from_json(value: &Json, fresh_id: &str) -> Result<User, Problems> {
    let mut object = Object::of(value)?;
    let id = object.text_if_any("id").unwrap_or(fresh_id);
    let id = object.keep("id", UserId::parse(id));
    let name = name(&mut object, "name");
    let email = object.text("email").and_then(|text| {
        let parsed = EmailAddress::parse(text);
        object.keep("email", parsed)
    });
    let is_active = object.yes_no("is_active", true);
    object.finish()?;
    match (id, name, email) {
        (Some(id), Some(name), Some(email)) => {
            Ok(User { id, name, email: email.as_str().to_owned(), is_active })
        }
        _ => Err(vec![Problem::new("internal", "a user was read without its parts")]),
    }
}

/// A user as the boundary writes it.
pub fn user_to_json(user: &User) -> Json {
    json!({
        "id": user.id.as_str(),
        "name": user.name,
        "email": user.email,
        "is_active": user.is_active,
    })
}

/// A name that people read: trimmed, not blank, not too long.
pub fn name(object: &mut Object<'_>, key: &'static str) -> Option<String> {
    let text = object.text(key)?.trim();
    if text.chars().count() > NAME_CHARS_MAX {
        object.add(
            Problem::new("too_long", format!("`{key}` is longer than {NAME_CHARS_MAX} characters"))
                .at(key)
                .found(clip(text)),
        );
        return None;
    }
    Some(text.to_owned())
}

/// The user with this id, or the problem with the closest.
///
/// # Errors
/// `unknown_user`.
pub fn known_user(id: &str, users: &[User]) -> Result<UserId, Problem> {
    users.iter().find(|user| user.id.as_str() == id).map(|user| user.id.clone()).ok_or_else(|| {
        Problem::new("unknown_user", format!("there is no user `{}`", clip(id)))
            .found(clip(id))
            .allowed(users.iter().map(|user| user.id.as_str()))
            .suggest()
    })
}

fn one_of(text: &str, known: &[&str], code: &'static str, what: &str) -> Result<String, Problem> {
    if known.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(code, format!("`{}` is not a known {what}", clip(text)))
        .found(clip(text))
        .allowed(known.iter().copied())
        .suggest())
}

fn dates(object: &mut Object<'_>, key: &'static str) -> BTreeSet<Date> {
    let texts = object.texts(key);
    let mut dates = BTreeSet::new();
    for (index, text) in texts.into_iter().enumerate() {
        let parsed = Date::parse(text);
        dates.extend(object.keep(&format!("{key}[{index}]"), parsed));
    }
    dates
}

fn event_names(object: &mut Object<'_>, key: &'static str) -> Vec<EventName> {
    let texts = object.texts(key);
    let names = texts.into_iter().enumerate().filter_map(|(index, text)| {
        object.keep(&format!("{key}[{index}]"), EventName::parse(text))
    });
    names.collect()
}

fn dates_to_json(dates: &BTreeSet<Date>) -> Vec<String> {
    dates.iter().map(ToString::to_string).collect()
}

fn sms_price(value: &Json) -> Result<SmsPrice, Problems> {
    let mut object = Object::of(value)?;
    let prefix = object.text("prefix").unwrap_or_default().to_owned();
    let digits = prefix.strip_prefix('+').unwrap_or("");
    if !prefix.is_empty() && !digits.chars().all(|c| c.is_ascii_digit()) | digits.is_empty() {
        object.add(
            Problem::new("invalid_prefix", format!("`{}` does not begin a number", clip(&prefix)))
                .at("prefix")
                .help("write the country code, like +48"),
        );
    }
    let currency = object.text("currency").unwrap_or_default().to_owned();
    if !currency.is_empty() && !is_currency(&currency) {
        object.add(unknown_currency(&currency).at("currency"));
    }
    let micros_per_part = match object.whole_if_any("micros_per_part") {
        Some(micros) if micros >= 0 => micros,
        Some(micros) => {
            object.add(
                Problem::new("out_of_range", "a price cannot be negative")
                    .at("micros_per_part")
                    .found(micros.to_string()),
            );
            0
        }
        None => 0,
    };
    object.finish()?;
    Ok(SmsPrice { prefix, currency, micros_per_part })
}

/// Whether this is the form of an ISO 4217 code.
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())
}

/// The problem of a currency that is not a code.
pub fn unknown_currency(code: &str) -> Problem {
    Problem::new("invalid_currency", format!("`{}` is not a currency code", clip(code)))
        .found(clip(code))
        .help("write three capital letters, like PLN")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        default_account(AccountId::parse("a").unwrap(), Vec::new())
    }

    #[test]
    fn settings_survive_writing_and_reading() {
        let given = json!({
            "id": "a", "name": "Okna Nowak", "zone": "Europe/Warsaw", "language": "pl",
            "holiday_country": "PL", "extra_days_off": ["2026-12-24"], "extra_working_days": [],
            "quiet_from": "22:00", "quiet_until": "08:00",
            "sms_prices": [{"prefix": "+48", "currency": "PLN", "micros_per_part": 90000}],
            "fallback_user": null, "automation_enabled": true, "paused": true,
            "alerts": {"email": "operator@okna.example", "webhook": "w_ops"},
            "sms_budget": {"amount": 20000, "currency": "PLN"},
            "frequency_caps": {"email": {"messages": 2, "per": "day"}, "sms": null},
            "follow_up_events": ["called"],
            "consent": {"double_opt_in": true, "footer_name": "Okna Nowak sp. z o.o.",
                "footer_address": "ul. Długa 1\n00-001 Warszawa"},
            "subscription": {"level": "pro", "trial_ends_at": null, "ends_at": "2027-01-01T00:00:00Z",
                "changed_at": null},
            "tracking": {"opens": true, "clicks": false, "count_automatic": true},
            "sending": {"email": "resend", "sms": "capture", "sms_sender": "Okna Nowak",
                "test_numbers": ["+48601234567"],
                "identities": [{"address": "a@okna.example", "name": "", "reply_to": null}],
                "verified": [{"provider": "resend", "sender": "okna.example"}]},
        });
        let read = account_from_json(&given, &account()).unwrap();
        assert_eq!(account_to_json(&read), given);
    }

    #[test]
    fn wrong_settings_are_all_named() {
        let given = json!({"zone": "Europe/Warsav", "quiet_from": "25:00", "extra_days_off": ["24.12."],
            "fallback_user": "u_9", "sms_prices": [{"prefix": "48", "currency": "zł"}], "colour": 1});
        let problems = account_from_json(&given, &account()).unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(
            said,
            [
                ("unknown_zone", "zone"),
                ("invalid_date", "extra_days_off[0]"),
                ("invalid_time", "quiet_from"),
                ("invalid_prefix", "sms_prices[0].prefix"),
                ("invalid_currency", "sms_prices[0].currency"),
                ("unknown_user", "fallback_user"),
                ("unknown_field", "colour"),
            ]
        );
    }
}
