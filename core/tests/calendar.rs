//! Runs `tests/spec/calendar.md`: holidays, exchanged days and working calendars (D5).

mod common;

use relance_core::calendar::{Calendar, Country, DayOff, orthodox_easter, western_easter};
use relance_core::words::{Account, AccountId, Date, TimeOfDay, Zone};

const TABLE: &str = "calendar.md";

fn days_of(year: i32) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).unwrap();
    (0..366).map(move |n| first.plus_days(n)).filter(move |date| date.year() == year)
}

fn country_named(name: &str) -> Country {
    match name {
        "Poland" => Country::Poland,
        "Romania" => Country::Romania,
        "Hungary" => Country::Hungary,
        "Russia" => Country::Russia,
        other => panic!("no country {other}"),
    }
}

/// Month and day of the dates that satisfy a condition, as the tables write them.
fn listed(year: i32, is_listed: impl Fn(Date) -> bool) -> String {
    let found: Vec<String> = days_of(year)
        .filter(|date| is_listed(*date))
        .map(|date| date.to_string()[5..].to_owned())
        .collect();
    if found.is_empty() { "none".to_owned() } else { found.join(" ") }
}

fn equal(got: &str, wanted: &str) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("wanted {wanted}\n     got {got}")) }
}

fn check_holidays(country: Country, heading: &str) {
    let calendar = Calendar::of_country(Some(country));
    common::check(TABLE, heading, |row| {
        let year = row.get("year").parse().unwrap();
        equal(
            &listed(year, |date| calendar.day_off_name(date).is_some()),
            row.get("public holidays"),
        )
    });
}

#[test]
fn poland() {
    check_holidays(Country::Poland, "Poland");
}

#[test]
fn romania() {
    check_holidays(Country::Romania, "Romania");
}

#[test]
fn hungary() {
    check_holidays(Country::Hungary, "Hungary");
}

#[test]
fn russia() {
    check_holidays(Country::Russia, "Russia");
}

#[test]
fn exchanged_days() {
    common::check(TABLE, "Exchanged days", |row| {
        let calendar = Calendar::of_country(Some(country_named(row.get("country"))));
        let year = row.get("year").parse().unwrap();
        let off = listed(year, |date| calendar.day_off(date) == Some(DayOff::Exchanged));
        equal(&off, row.get("days off"))?;
        let worked =
            listed(year, |date| date.is_saturday_or_sunday() && calendar.is_working_day(date));
        equal(&worked, row.get("worked weekends"))
    });
}

#[test]
fn the_known_years_are_those_of_the_table() {
    let decreed = |country: &str| {
        common::rows(TABLE, "Exchanged days")
            .iter()
            .filter(|row| {
                row.get("country") == country && !row.get("why").contains("not decreed yet")
            })
            .map(|row| row.get("year").parse::<i32>().unwrap())
            .max()
    };
    assert_eq!(Country::Hungary.exchanges_known_until(), decreed("Hungary"));
    assert_eq!(Country::Russia.exchanges_known_until(), decreed("Russia"));
    assert_eq!(Country::Poland.exchanges_known_until(), None);
}

#[test]
fn easter() {
    common::check(TABLE, "Easter", |row| {
        let year = row.get("year").parse().unwrap();
        equal(&western_easter(year).unwrap().to_string(), row.get("western"))?;
        equal(&orthodox_easter(year).unwrap().to_string(), row.get("Orthodox"))
    });
}

/// An account whose calendar is written like `PL; off 2026-05-02; works 2026-05-03`.
fn account(calendar: &str) -> Account {
    let mut account = Account {
        id: AccountId::parse("acme").unwrap(),
        name: "Acme".to_owned(),
        zone: Zone::UTC,
        language: "en".to_owned(),
        holiday_country: None,
        extra_days_off: Default::default(),
        extra_working_days: Default::default(),
        quiet_from: TimeOfDay::parse("23:00").unwrap(),
        quiet_until: TimeOfDay::parse("07:30").unwrap(),
        sms_prices: Vec::new(),
        users: Vec::new(),
        fallback_user: None,
        ..relance_core::wire::account::default_account(AccountId::parse("a").unwrap(), Vec::new())
    };
    for part in calendar.split("; ") {
        let is_new = match part.split_once(' ') {
            None => {
                account.holiday_country = (part != "none").then(|| part.to_owned());
                true
            }
            Some(("off", date)) => account.extra_days_off.insert(Date::parse(date).unwrap()),
            Some(("works", date)) => account.extra_working_days.insert(Date::parse(date).unwrap()),
            Some(other) => panic!("what is {other:?}?"),
        };
        assert!(is_new, "{part} stands twice");
    }
    account
}

#[test]
fn working_calendars() {
    common::check(TABLE, "Working calendars", |row| {
        let calendar = Calendar::of(&account(row.get("calendar")));
        let (weekday, date) = row.get("date").split_once(' ').unwrap();
        let date = Date::parse(date).unwrap();
        equal(&date.weekday().to_string(), weekday)?;
        let got = match calendar.day_off(date) {
            None => "a working day".to_owned(),
            Some(DayOff::Weekend) => "weekend".to_owned(),
            Some(DayOff::Exchanged) => "exchanged".to_owned(),
            Some(DayOff::Own) => "own day off".to_owned(),
            Some(DayOff::Holiday(name)) => format!("holiday: {name}"),
        };
        assert_eq!(calendar.is_working_day(date), got == "a working day");
        equal(&got, row.get("is"))
    });
}

#[test]
fn a_country_that_is_not_built_in_is_refused_with_those_that_are() {
    let problem = Country::parse("DE").unwrap_err();
    assert_eq!(problem.code, "unknown_holiday_country");
    assert_eq!(problem.allowed, ["PL", "RO", "HU", "RU"]);
}

/// Easter Sunday is a Sunday in spring, in either reckoning, in every year that people plan for.
#[test]
fn easter_is_always_a_sunday_in_its_season() {
    for year in 1900..=2200 {
        let (western, orthodox) = (western_easter(year).unwrap(), orthodox_easter(year).unwrap());
        assert_eq!(western.weekday().to_string(), "Sun", "{western}");
        assert_eq!(orthodox.weekday().to_string(), "Sun", "{orthodox}");
        let season = Date::new(year, 3, 22).unwrap()..=Date::new(year, 4, 25).unwrap();
        assert!(season.contains(&western), "{western}");
        assert!(western <= orthodox && orthodox <= western.plus_days(35), "{western} {orthodox}");
    }
}

/// Each exchange keeps the number of working days of its year: a worked weekend pays for a day off.
#[test]
fn hungary_works_as_many_days_as_it_takes_off() {
    let calendar = Calendar::of_country(Some(Country::Hungary));
    for year in 2015..=2026 {
        let off =
            days_of(year).filter(|date| calendar.day_off(*date) == Some(DayOff::Exchanged)).count();
        let worked = days_of(year)
            .filter(|date| date.is_saturday_or_sunday() && calendar.is_working_day(*date))
            .count();
        assert_eq!(off, worked, "{year}");
    }
}
