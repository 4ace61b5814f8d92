//! Runs `tests/spec/timing.md` and `tests/spec/quiet_hours.md`, and laws of both (D1 to D6, D17, B4).

mod common;

use std::collections::BTreeSet;

use proptest::prelude::*;
use relance_core::calendar::{Calendar, Country};
use relance_core::timing::{
    AllowedDays, AtNight, Delay, Hour, NightRule, NightVerdict, QuietHours, Timing, WeekdaySet,
    at_night, due_at, end_of_quiet, is_allowed_at, nearest_loss_free_from_hour, next_allowed,
    next_opening, quiet_at,
};
use relance_core::words::{
    Account, AccountId, Date, Moment, PeriodUnit, Problem, TimeOfDay, Weekday, Zone,
};

const TIMING: &str = "timing.md";
const QUIET: &str = "quiet_hours.md";

// How the tables write things.

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn time(text: &str) -> TimeOfDay {
    TimeOfDay::parse(text).unwrap()
}

/// `Sun 2026-10-25 02:30 (second)`.
fn moment(text: &str, zone: Zone) -> Moment {
    let parts: Vec<&str> = text.split(' ').collect();
    let (date, time) = (Date::parse(parts[1]).unwrap(), time(parts[2]));
    assert_eq!(date.weekday().to_string(), parts[0], "the weekday of {text}");
    let first = zone.resolve(date, time);
    match parts.get(3) {
        None => first,
        Some(second) => {
            assert_eq!(*second, "(second)");
            zone.resolve_not_before(date, time, first.plus_ms(1))
        }
    }
}

fn shown(moment: Moment, zone: Zone) -> String {
    let (date, time) = moment.civil(zone);
    let second = if zone.resolve(date, time) == moment { "" } else { " (second)" };
    format!("{} {date} {time}{second}", date.weekday())
}

fn delay(text: &str) -> Result<Delay, Problem> {
    if text == "none" {
        return Ok(Delay::NONE);
    }
    let (amount, unit) = text.split_once(' ').unwrap();
    Delay::new(amount.parse().unwrap(), PeriodUnit::parse(unit).unwrap())
}

fn days(text: &str) -> Result<AllowedDays, Problem> {
    let weekdays = || text.split(", ").filter(|name| !name.is_empty());
    match text {
        "any" => Ok(AllowedDays::Any),
        "working days" => Ok(AllowedDays::WorkingDays),
        "weekend" => Ok(AllowedDays::Weekend),
        _ => WeekdaySet::new(weekdays().map(|name| name.parse::<Weekday>().unwrap()))
            .map(AllowedDays::Chosen),
    }
}

fn hour(text: &str) -> Hour {
    let words: Vec<&str> = text.split(' ').collect();
    match words[..] {
        ["any"] => Hour::None,
        ["at", at] => Hour::At(time(at)),
        ["from", from] => Hour::From { from: time(from), until: None },
        ["from", from, "until", until] => Hour::From { from: time(from), until: Some(time(until)) },
        _ => panic!("what hour is {text}?"),
    }
}

fn timing(row: &common::Row) -> Timing {
    Timing::new(days(row.get("days")).unwrap(), hour(row.get("hour"))).unwrap()
}

/// `PL; off 2026-05-02; works 2026-05-03`.
fn calendar(text: &str) -> Calendar {
    let mut parts = text.split("; ");
    let country = parts.next().filter(|code| *code != "none");
    let (mut off, mut works) = (BTreeSet::new(), BTreeSet::new());
    for part in parts {
        let (kind, date) = part.split_once(' ').unwrap();
        let dates = if kind == "off" { &mut off } else { &mut works };
        assert!(kind == "off" || kind == "works");
        dates.insert(Date::parse(date).unwrap());
    }
    Calendar::of(&account(country, off, works))
}

fn account(
    country: Option<&str>,
    extra_days_off: BTreeSet<Date>,
    extra_working_days: BTreeSet<Date>,
) -> Account {
    Account {
        id: AccountId::parse("acme").unwrap(),
        name: "Acme".to_owned(),
        zone: zone("Europe/Bucharest"),
        language: "en".to_owned(),
        holiday_country: country.map(str::to_owned),
        extra_days_off,
        extra_working_days,
        quiet_from: time("23:00"),
        quiet_until: time("07:30"),
        sms_prices: Vec::new(),
        users: Vec::new(),
        fallback_user: None,
        ..relance_core::wire::account::default_account(AccountId::parse("a").unwrap(), Vec::new())
    }
}

/// `23:00-07:30`.
fn quiet_hours(text: &str) -> QuietHours {
    let (from, until) = text.split_once('-').unwrap();
    QuietHours { from: time(from), until: time(until) }
}

fn equal(got: &str, wanted: &str) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("wanted {wanted}, got {got}")) }
}

// Tables.

#[test]
fn due() {
    common::check(TIMING, "Due", |row| {
        let (zone, calendar) = (zone(row.get("zone")), calendar(row.get("calendar")));
        let base = moment(row.get("from"), zone);
        let delay = delay(row.get("delay")).unwrap();
        let due = due_at(base, &delay, &timing(row), zone, &calendar).unwrap();
        equal(&shown(due, zone), row.get("due"))
    });
}

#[test]
fn sequences() {
    common::check(TIMING, "Sequences", |row| {
        let zone = zone("Europe/Bucharest");
        let entered = moment(row.get("entered"), zone);
        let mut previous = entered;
        let acts: Vec<String> = row
            .get("delays in days")
            .split(", ")
            .map(|amount| {
                let delay = Delay::new(amount.parse().unwrap(), PeriodUnit::Days).unwrap();
                let base = match row.get("base") {
                    "previous action" => previous,
                    "entry" => entered,
                    other => panic!("what base is {other}?"),
                };
                previous = due_at(base, &delay, &Timing::ANY, zone, &Calendar::default()).unwrap();
                shown(previous, zone)
            })
            .collect();
        equal(&acts.join(", "), row.get("acts on"))
    });
}

#[test]
fn late() {
    common::check(TIMING, "Late", |row| {
        let (zone, calendar) = (zone(row.get("zone")), calendar(row.get("calendar")));
        let from = moment(row.get("can act at"), zone);
        let acts = next_allowed(from, &timing(row), zone, &calendar).unwrap();
        equal(&shown(acts, zone), row.get("acts at"))
    });
}

#[test]
fn refused() {
    common::check(TIMING, "Refused", |row| {
        let code = delay(row.get("delay"))
            .and_then(|_| days(row.get("days")))
            .and_then(|days| Timing::new(days, hour(row.get("hour"))))
            .map_or_else(|problem| problem.code, |_| "none");
        equal(code, row.get("problem"))
    });
}

#[test]
fn a_calendar_without_working_days_is_a_problem_not_a_hang() {
    let first = Date::new(2026, 1, 1).unwrap();
    let off = (0..5 * 366).map(|n| first.plus_days(n)).collect();
    let calendar = Calendar::of(&account(Some("PL"), off, BTreeSet::new()));
    let timing = Timing::new(AllowedDays::WorkingDays, hour("from 09:00")).unwrap();
    let now = Moment::parse("2026-02-01T12:00:00Z").unwrap();
    let problem = due_at(now, &Delay::NONE, &timing, Zone::UTC, &calendar).unwrap_err();
    assert_eq!(problem.code, "no_allowed_day");
    assert_eq!(next_opening(now, &timing, Zone::UTC, &calendar).unwrap_err(), problem);
}

/// The first and the last instant, in the zones farthest from UTC, with every timing: an answer or a
/// problem, never a panic.
#[test]
fn the_ends_of_time_are_survived() {
    let quiet = quiet_hours("23:00-07:30");
    let calendar = calendar("HU");
    let years = Delay::new(10, PeriodUnit::Years).unwrap();
    let weekend = AllowedDays::Weekend;
    for (base, delay) in [(i64::MIN, Delay::NONE), (i64::MAX, Delay::NONE), (i64::MAX, years)] {
        let base = Moment::from_ms(base);
        for zone in [zone("Pacific/Kiritimati"), zone("Pacific/Niue"), Zone::UTC] {
            for hour in ["any", "from 09:00", "from 22:00 until 02:00", "at 23:59"] {
                let timing = Timing::new(weekend, self::hour(hour)).unwrap();
                if let Ok(due) = due_at(base, &delay, &timing, zone, &calendar) {
                    assert!(due >= base);
                }
            }
            assert!(end_of_quiet(base, zone, &quiet) >= base);
            assert!(zone.next_transition(base).is_none());
        }
    }
}

#[test]
fn what_is_quiet() {
    common::check(QUIET, "What is quiet", |row| {
        let moment = Moment::parse(row.get("instant (UTC)")).unwrap();
        let quiet = quiet_hours(row.get("quiet hours"));
        let is_quiet = quiet_at(moment, zone(row.get("recipient's zone")), &quiet);
        equal(if is_quiet { "quiet" } else { "not quiet" }, row.get("is"))
    });
}

#[test]
fn when_quiet_hours_end() {
    common::check(QUIET, "When they end", |row| {
        let zone = zone(row.get("recipient's zone"));
        let from = moment(row.get("local time"), zone);
        let end = end_of_quiet(from, zone, &quiet_hours(row.get("quiet hours")));
        equal(&shown(end, zone), row.get("end"))
    });
}

#[test]
fn what_becomes_of_an_sms() {
    let romania = calendar("RO");
    let account = account(Some("RO"), BTreeSet::new(), BTreeSet::new());
    common::check(QUIET, "What becomes of an SMS", |row| {
        let rule = NightRule {
            quiet: QuietHours::of(&account),
            recipient_zone: zone(row.get("recipient's zone")),
            at_night: match row.get("at night") {
                "drop" => AtNight::Drop,
                "next window" => AtNight::NextWindow,
                other => panic!("what is {other}?"),
            },
            timing: &timing(row),
            step_zone: account.zone,
            calendar: &romania,
        };
        let planned = moment(row.get("planned for"), account.zone);
        let became = match at_night(planned, &rule).unwrap() {
            NightVerdict::Send => "sent".to_owned(),
            NightVerdict::Drop => "dropped".to_owned(),
            NightVerdict::Move(later) => format!("moved to {}", shown(later, account.zone)),
        };
        equal(&became, row.get("becomes"))
    });
}

#[test]
fn the_nearest_from_hour() {
    common::check(QUIET, "The nearest from-hour that loses none", |row| {
        let quiet = quiet_hours(row.get("quiet hours"));
        let suggested = nearest_loss_free_from_hour(time(row.get("wanted")), &quiet);
        assert!(!quiet.contain(suggested));
        equal(&suggested.to_string(), row.get("suggested"))
    });
}

// Laws.

const ZONES: [&str; 8] = [
    "Europe/Warsaw",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Moscow",
    "America/New_York",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
];

fn any_zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(ZONES.to_vec()).prop_map(zone)
}

fn any_time() -> impl Strategy<Value = TimeOfDay> {
    (0_u16..1440).prop_map(|minutes| TimeOfDay::from_minutes(minutes).unwrap())
}

/// Between 2024 and 2031, to the millisecond; half of them within two days of a clock change.
fn any_moment(zone: Zone) -> impl Strategy<Value = Moment> {
    let near = prop::option::of(-172_800_000_i64..172_800_000);
    (1_704_067_200_000_i64..1_924_991_999_000, near).prop_map(move |(ms, near)| {
        let moment = Moment::from_ms(ms);
        match near.and_then(|near| Some((near, zone.next_transition(moment)?))) {
            Some((near, change)) => change.at.plus_ms(near),
            None => moment,
        }
    })
}

fn any_place() -> impl Strategy<Value = (Zone, Moment)> {
    any_zone().prop_flat_map(|zone| (Just(zone), any_moment(zone)))
}

fn any_days() -> impl Strategy<Value = AllowedDays> {
    prop_oneof![
        Just(AllowedDays::Any),
        Just(AllowedDays::WorkingDays),
        Just(AllowedDays::Weekend),
        (1_u8..128).prop_map(|bits| {
            let chosen = (0..7).filter(|day| bits & (1 << day) != 0);
            let weekdays = chosen.map(|day| Weekday::try_from(day).unwrap());
            AllowedDays::Chosen(WeekdaySet::new(weekdays).unwrap())
        }),
    ]
}

/// A timing with an hour.
fn any_hour() -> impl Strategy<Value = Hour> {
    prop_oneof![
        any_time().prop_map(Hour::At),
        any_time().prop_map(|from| Hour::From { from, until: None }),
        (any_time(), any_time())
            .prop_filter("a window has a length", |(from, until)| from != until)
            .prop_map(|(from, until)| Hour::From { from, until: Some(until) }),
    ]
}

fn any_timing() -> impl Strategy<Value = Timing> {
    let hour = prop_oneof![1 => Just(Hour::None), 3 => any_hour()];
    (any_days(), hour).prop_map(|(days, hour)| Timing::new(days, hour).unwrap())
}

fn any_delay() -> impl Strategy<Value = Delay> {
    (0_u32..100, prop::sample::select(PeriodUnit::ALL.to_vec()))
        .prop_map(|(amount, unit)| Delay::new(amount.min(Delay::amount_max(unit)), unit).unwrap())
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop::option::of(prop::sample::select(Country::ALL.to_vec())).prop_map(Calendar::of_country)
}

/// Whether a clock's time lies in the hour, read as a person reads it: no windows, no instants.
fn clock_allows(date: Date, clock: TimeOfDay, timing: &Timing, calendar: &Calendar) -> bool {
    let allows = |date| timing.days().allow(date, calendar);
    match timing.hour() {
        Hour::None => allows(date),
        Hour::At(at) => clock == at && allows(date),
        Hour::From { from, until: None } => clock >= from && allows(date),
        Hour::From { from, until: Some(until) } if from < until => {
            from <= clock && clock < until && allows(date)
        }
        Hour::From { from, until: Some(until) } => {
            (clock >= from && allows(date)) || (clock < until && allows(date.plus_days(-1)))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// A step is never due before its base, and when it is due its timing allows it.
    #[test]
    fn due_is_after_the_base_and_allowed(
        (zone, base) in any_place(), delay in any_delay(), timing in any_timing(), calendar in any_calendar(),
    ) {
        let due = due_at(base, &delay, &timing, zone, &calendar).unwrap();
        prop_assert!(due >= base.plus_ms(delay.elapsed_ms()));
        prop_assert!(is_allowed_at(due, &timing, zone, &calendar), "{due:?}");
    }

    /// What is allowed now is done now; asking again changes nothing.
    #[test]
    fn next_allowed_is_idempotent(
        (zone, from) in any_place(), timing in any_timing(), calendar in any_calendar(),
    ) {
        let allowed = next_allowed(from, &timing, zone, &calendar).unwrap();
        prop_assert!(allowed >= from);
        prop_assert_eq!(next_allowed(allowed, &timing, zone, &calendar).unwrap(), allowed);
    }

    /// The next time that the hour comes round is a later one, and the first: nothing opens between.
    #[test]
    fn the_next_opening_is_the_first_later_one(
        (zone, after) in any_place(), days in any_days(), hour in any_hour(), calendar in any_calendar(),
    ) {
        let timing = Timing::new(days, hour).unwrap();
        let opening = next_opening(after, &timing, zone, &calendar).unwrap().unwrap();
        prop_assert!(opening > after);
        prop_assert!(is_allowed_at(opening, &timing, zone, &calendar));
        let before = next_opening(opening.plus_ms(-1), &timing, zone, &calendar).unwrap();
        prop_assert_eq!(before, Some(opening));
        let beyond = next_opening(opening, &timing, zone, &calendar).unwrap();
        prop_assert!(beyond > Some(opening));
    }

    /// Who comes later is not served earlier. (Without an hour this is not so: D3 keeps the local
    /// time of a Saturday's evening and of a Sunday's morning alike, on the same Monday.)
    #[test]
    fn later_bases_are_due_later(
        (zone, base) in any_place(), apart_ms in 0_i64..864_000_000, minutes in 0_u32..5_000,
        days in any_days(), hour in any_hour(), calendar in any_calendar(),
    ) {
        let timing = Timing::new(days, hour).unwrap();
        let delay = Delay::new(minutes, PeriodUnit::Minutes).unwrap();
        let earlier = due_at(base, &delay, &timing, zone, &calendar).unwrap();
        let later = due_at(base.plus_ms(apart_ms), &delay, &timing, zone, &calendar).unwrap();
        prop_assert!(earlier <= later);
    }

    /// The windows agree with what a person reads off a clock, minute by minute, in a zone whose
    /// clocks never change.
    #[test]
    fn the_first_allowed_minute_is_the_one_that_a_clock_shows(
        minute in 28_401_120_i64..32_000_000, days in any_days(), hour in any_hour(),
        calendar in any_calendar(),
    ) {
        let zone = zone("Asia/Kathmandu");
        let timing = Timing::new(days, hour).unwrap();
        let from = Moment::from_ms(minute * 60_000);
        let allowed = next_allowed(from, &timing, zone, &calendar).unwrap();
        let read_off = (0..30 * 1440)
            .map(|n| from.plus_ms(n * 60_000))
            .find(|moment| {
                let (date, clock) = moment.civil(zone);
                clock_allows(date, clock, &timing, &calendar)
            });
        prop_assert_eq!(Some(allowed), read_off);
    }

    /// Days count dates: with an hour, the time of day of the base does not matter.
    #[test]
    fn days_count_dates(
        (zone, base) in any_place(), amount in 1_u32..60, at in any_time(), other in any_time(),
    ) {
        let timing = Timing::new(AllowedDays::Any, Hour::At(at)).unwrap();
        let delay = Delay::new(amount, PeriodUnit::Days).unwrap();
        let date = base.date(zone);
        let same_date = zone.resolve(date, other);
        prop_assume!(same_date.date(zone) == date);
        let calendar = Calendar::default();
        prop_assert_eq!(
            due_at(base, &delay, &timing, zone, &calendar),
            due_at(same_date, &delay, &timing, zone, &calendar)
        );
    }

    /// No SMS at night: what is sent or moved is never quiet, whatever the zones.
    #[test]
    fn nothing_leaves_at_night(
        (step_zone, planned) in any_place(), recipient_zone in any_zone(), timing in any_timing(),
        calendar in any_calendar(), is_dropping: bool,
    ) {
        let quiet = quiet_hours("23:00-07:30");
        let at_night_choice = if is_dropping { AtNight::Drop } else { AtNight::NextWindow };
        let rule = NightRule {
            quiet, recipient_zone, at_night: at_night_choice, timing: &timing, step_zone, calendar: &calendar,
        };
        match at_night(planned, &rule).unwrap() {
            NightVerdict::Send => prop_assert!(!quiet_at(planned, recipient_zone, &quiet)),
            NightVerdict::Move(later) => {
                prop_assert!(later > planned);
                prop_assert!(!quiet_at(later, recipient_zone, &quiet), "{later:?}");
            }
            NightVerdict::Drop => {
                prop_assert!(is_dropping && quiet_at(planned, recipient_zone, &quiet));
            }
        }
    }

    /// The correct setting of S1.7 loses none: a from-hour by day, on any days, in one zone.
    #[test]
    fn a_from_hour_by_day_loses_none(
        (zone, planned) in any_place(), days in any_days(), from in any_time(), calendar in any_calendar(),
    ) {
        let quiet = quiet_hours("23:00-07:30");
        let from = nearest_loss_free_from_hour(from, &quiet);
        let timing = Timing::new(days, Hour::From { from, until: None }).unwrap();
        let rule = NightRule {
            quiet, recipient_zone: zone, at_night: AtNight::Drop, timing: &timing, step_zone: zone,
            calendar: &calendar,
        };
        let planned = next_allowed(planned, &timing, zone, &calendar).unwrap();
        prop_assert_ne!(at_night(planned, &rule).unwrap(), NightVerdict::Drop);
    }

    #[test]
    fn the_end_of_quiet_is_not_quiet((zone, moment) in any_place()) {
        let quiet = quiet_hours("23:00-07:30");
        let end = end_of_quiet(moment, zone, &quiet);
        prop_assert!(end >= moment && !quiet_at(end, zone, &quiet));
        prop_assert_eq!(end == moment, !quiet_at(moment, zone, &quiet));
    }
}
