//! Runs `tests/spec/moment.md`: instants, dates, clocks (D2, D4, B12).

mod common;

use proptest::prelude::*;
use relance_core::words::{
    CalendarStep, Date, Moment, Problem, TimeOfDay, Zone, zone_data_version,
};

const TABLE: &str = "moment.md";

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn local(text: &str) -> (Date, TimeOfDay) {
    let (date, time) = text.split_once(' ').unwrap();
    (Date::parse(date).unwrap(), TimeOfDay::parse(time).unwrap())
}

fn step(text: &str) -> CalendarStep {
    let (amount, unit) = text.split_once(' ').unwrap();
    let amount = amount.parse().unwrap();
    match unit.trim_end_matches('s') {
        "day" => CalendarStep::Days(amount),
        "week" => CalendarStep::Weeks(amount),
        "month" => CalendarStep::Months(amount),
        other => panic!("no step of {other}"),
    }
}

fn equal(got: &str, wanted: &str) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("wanted {wanted}, got {got}")) }
}

#[test]
fn local_time_to_instant() {
    common::check(TABLE, "Local time to instant", |row| {
        let zone = zone(row.get("zone"));
        let (date, time) = local(row.get("local time"));
        let moment = zone.resolve(date, time);
        equal(&moment.to_iso(), row.get("instant (UTC)"))?;
        let (date, time) = moment.civil(zone);
        equal(&format!("{date} {time}"), row.get("shown"))
    });
}

#[test]
fn calendar_steps() {
    common::check(TABLE, "Calendar steps", |row| {
        let from = Moment::parse(row.get("from (UTC)")).unwrap();
        let got = from.plus_calendar(step(row.get("step")), zone(row.get("zone")));
        equal(&got.to_iso(), row.get("gives (UTC)"))
    });
}

#[test]
fn dates() {
    common::check(TABLE, "Dates", |row| {
        let got = Date::parse(row.get("from")).unwrap().plus(step(row.get("step")));
        equal(&got.to_string(), row.get("gives"))
    });
}

#[test]
fn start_of_a_date() {
    common::check(TABLE, "Start of a date", |row| {
        let date = Date::parse(row.get("date")).unwrap();
        equal(&date.start(zone(row.get("zone"))).to_iso(), row.get("starts (UTC)"))
    });
}

#[test]
fn clock_changes() {
    common::check(TABLE, "Clock changes", |row| {
        let after = Moment::parse(row.get("after (UTC)")).unwrap();
        let change = zone(row.get("zone")).next_transition(after);
        let at = change.map_or("none".to_owned(), |change| change.at.to_iso());
        equal(&at, row.get("changes at (UTC)"))?;
        let shift = change.map_or("none".to_owned(), |change| change.shift_minutes.to_string());
        equal(&shift, row.get("shift in minutes"))
    });
}

#[test]
fn what_is_understood_and_what_is_refused() {
    common::check(TABLE, "What is understood, what is refused", |row| {
        let text = row.get("text");
        let understood = match row.get("what") {
            "instant" => Moment::parse(text).map(Moment::to_iso),
            "date" => Date::parse(text).map(|date| date.to_string()),
            "time" => TimeOfDay::parse(text).map(|time| time.to_string()),
            "zone" => Zone::parse(text).map(|zone| zone.name().to_owned()),
            other => panic!("what is {other}?"),
        };
        let got =
            understood.unwrap_or_else(|problem: Problem| format!("refused: {}", problem.code));
        equal(&got, row.get("understood as"))
    });
}

#[test]
fn the_tables_were_made_with_the_zone_data_of_this_build() {
    assert_eq!(zone_data_version(), "2025b", "make tests/spec/moment.md again with the new data");
}

#[test]
fn samoa_had_no_30_december_2011() {
    let apia = zone("Pacific/Apia");
    assert!(apia.has_date(Date::new(2011, 12, 29).unwrap()));
    assert!(!apia.has_date(Date::new(2011, 12, 30).unwrap()));
    assert!(apia.has_date(Date::new(2011, 12, 31).unwrap()));
}

#[test]
fn instants_beyond_the_range_are_its_ends() {
    assert_eq!(Moment::from_ms(i64::MAX).to_iso(), "9999-12-31T23:59:59.999Z");
    assert_eq!(Moment::from_ms(i64::MIN).to_iso(), "0001-01-01T00:00:00Z");
    let far = Moment::from_ms(i64::MAX).plus_calendar(CalendarStep::Months(12), Zone::UTC);
    assert_eq!(far, Moment::from_ms(i64::MAX));
}

/// Zones with every kind of oddity: none, an hour, half an hour, two hours, midnight, odd offsets.
const ZONES: [&str; 12] = [
    "Europe/Warsaw",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Moscow",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Antarctica/Troll",
];

fn any_zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(ZONES.to_vec()).prop_map(zone)
}

/// Whole minutes between 1990 and 2060; half of them within a day of a change of the zone's clocks,
/// where mistakes live.
fn any_zone_and_moment() -> impl Strategy<Value = (Zone, Moment)> {
    let minutes = 10_519_200_i64..47_335_680;
    (any_zone(), minutes, prop::option::of(-1440_i64..1440)).prop_map(|(zone, minute, near)| {
        let moment = Moment::from_ms(minute * 60_000);
        match near.and_then(|near| Some((near, zone.next_transition(moment)?))) {
            Some((near, change)) => (zone, change.at.plus_ms(near * 60_000)),
            None => (zone, moment),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    /// What a clock shows leads back to the same instant, or to the first of two.
    #[test]
    fn civil_and_resolve_are_each_others_inverse((zone, moment) in any_zone_and_moment()) {
        let (date, time) = moment.civil(zone);
        let back = zone.resolve(date, time);
        prop_assert!(back <= moment);
        prop_assert_eq!(back.civil(zone), (date, time));
        prop_assert_eq!(zone.resolve_not_before(date, time, moment), moment);
    }

    /// A local time resolves to an instant that shows it, or, in a gap, one that shows it later by
    /// exactly the gap.
    #[test]
    fn a_local_time_moves_only_by_a_gap(
        (zone, moment) in any_zone_and_moment(),
        minute in 0_u16..1440,
    ) {
        let (date, time) = (moment.date(zone), TimeOfDay::from_minutes(minute).unwrap());
        let resolved = zone.resolve(date, time);
        let shown = resolved.civil(zone);
        if shown != (date, time) {
            let on_clock = |(date, time): (Date, TimeOfDay)| {
                i64::from(date.days_since_epoch()) * 1440 + i64::from(time.minutes())
            };
            let moved = on_clock(shown) - on_clock((date, time));
            let change = zone.next_transition(resolved.plus_ms(-moved * 60_000 - 1)).unwrap();
            prop_assert!(change.at <= resolved);
            prop_assert_eq!(moved, i64::from(change.shift_minutes));
        }
    }

    #[test]
    fn iso_text_leads_back((_, moment) in any_zone_and_moment(), ms in 0_i64..60_000) {
        let moment = moment.plus_ms(ms);
        prop_assert_eq!(Moment::parse(&moment.to_iso()), Ok(moment));
    }

    /// The start of a date is its first instant: it shows the date, the instant before does not.
    #[test]
    fn a_date_starts_where_the_one_before_ends((zone, moment) in any_zone_and_moment()) {
        let date = moment.date(zone);
        let start = date.start(zone);
        prop_assert!(start <= moment);
        prop_assert_eq!(start.date(zone), date);
        prop_assert!(start.plus_ms(-1).date(zone) < date);
    }

    #[test]
    fn the_next_clock_change_is_the_first((zone, moment) in any_zone_and_moment()) {
        if let Some(change) = zone.next_transition(moment) {
            prop_assert!(change.at > moment);
            let before = zone.offset_seconds(change.at.plus_ms(-1));
            prop_assert_eq!(before, zone.offset_seconds(moment));
            prop_assert_eq!(zone.offset_seconds(change.at) - before, change.shift_minutes * 60);
        }
    }

    /// Months never skip one, and never pass the day that was asked for.
    #[test]
    fn months_clamp_to_the_end_of_the_month((_, moment) in any_zone_and_moment(), months in -240_i32..240) {
        let date = moment.date(Zone::UTC);
        let moved = date.plus_months(months);
        let month_number = |date: Date| date.year() * 12 + date.month() as i32;
        prop_assert_eq!(month_number(moved), month_number(date) + months);
        prop_assert!(moved.day() == date.day() || moved.plus_days(1).day() == 1);
        prop_assert!(moved.day() <= date.day());
    }
}
