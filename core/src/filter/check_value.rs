//! Checks the operands of a clause against a field's kind: what a value means there, and how it is
//! written in canonical form.

use unicode_normalization::UnicodeNormalization;

use super::ast::{Accents, Comparison, Predicate, TextPlace, TextTest, TimePoint, TimeTest};
use super::catalog::Catalog;
use super::expression::{Operand, Operator};
use super::limits::{LIST_VALUES_MAX, TEXT_CHARS_MAX};
use super::text::fold;
use crate::words::{
    Date, Field, FieldKind, Module, Moment, Period, Problem, Problems, RecordId, clip,
};

/// Units of money are exact up to here in JSON. Source: ECMA-262 Number.MAX_SAFE_INTEGER.
const MONEY_MINOR_MAX: f64 = 9_007_199_254_740_991.0;
/// `anniversary within` at most. Units: days. Beyond a year it is always true.
const ANNIVERSARY_DAYS_MAX: f64 = 366.0;

/// The field whose values are checked, and where problems are.
#[derive(Clone, Copy)]
pub(super) struct ValueChecker<'c, 'a> {
    pub(super) catalog: &'c Catalog<'a>,
    pub(super) module: &'c Module,
    pub(super) field: &'c Field,
    pub(super) accents: Accents,
}

/// A predicate with the canonical form of its operand.
pub(super) type Checked = Result<(Predicate, Operand), Problems>;

impl ValueChecker<'_, '_> {
    /// The positive predicate of an operator, and its operand in canonical form.
    pub(super) fn predicate(&self, operator: Operator, value: &Operand) -> Checked {
        use Operator as O;
        match operator {
            O::IsEmpty | O::IsNotEmpty => match value {
                Operand::Missing => Ok((Predicate::Empty, Operand::Missing)),
                _ => Err(vec![
                    Problem::new(
                        "unexpected_value",
                        format!("`{}` takes no value", operator.key()),
                    )
                    .at("value"),
                ]),
            },
            O::InLast | O::OlderThan | O::InNext | O::MoreThanAhead => {
                self.relative(operator, value)
            }
            O::AnniversaryWithin => self.anniversary(value),
            O::Between => self.between(value),
            O::In | O::NotIn | O::AnyOf | O::AllOf | O::NoneOf => self.listed(operator, value),
            _ => self.single(operator, value),
        }
    }

    /// What `was ever`, `changed from` and `changed to` compare with: a value, several, or nothing.
    pub(super) fn held(&self, value: &Operand) -> Checked {
        if *value == Operand::Empty {
            return Ok((Predicate::Empty, Operand::Empty));
        }
        let operator = match (&self.field.kind, value) {
            (FieldKind::Tags | FieldKind::Relation { .. }, _) => Operator::AnyOf,
            (FieldKind::Date | FieldKind::Instant, _) => Operator::On,
            (_, Operand::List(_)) => Operator::In,
            _ => Operator::Is,
        };
        let takes_list = !matches!(
            self.field.kind,
            FieldKind::Number
                | FieldKind::Money { .. }
                | FieldKind::Date
                | FieldKind::Instant
                | FieldKind::YesNo
        );
        match value {
            Operand::List(_) if !takes_list => Err(vec![self.wrong_value(value)]),
            Operand::List(_) => self.predicate(operator, value),
            _ if operator == Operator::AnyOf => {
                self.predicate(operator, &Operand::List(vec![value.clone()]))
            }
            _ => self.predicate(operator, value),
        }
    }

    fn single(&self, operator: Operator, value: &Operand) -> Checked {
        let one = |problem: Problem| vec![problem];
        match &self.field.kind {
            FieldKind::Text => {
                let (needle, canonical) = self.text(value).map_err(one)?;
                let place = match operator {
                    Operator::Contains | Operator::DoesNotContain => TextPlace::Anywhere,
                    Operator::StartsWith => TextPlace::Start,
                    Operator::EndsWith => TextPlace::End,
                    _ => TextPlace::Whole,
                };
                let test = TextTest { place, needles: vec![needle], accents: self.accents };
                Ok((Predicate::Text(test), canonical))
            }
            FieldKind::Number => {
                let (number, canonical) = self.number(value).map_err(one)?;
                Ok((Predicate::Number(comparison(operator, number)), canonical))
            }
            FieldKind::Money { currency } => {
                let (minor, canonical) = self.money(value, currency).map_err(one)?;
                Ok((Predicate::Money(comparison(operator, minor)), canonical))
            }
            FieldKind::Date | FieldKind::Instant => {
                let (point, canonical) = self.time_point(value).map_err(one)?;
                let test = match (operator, point) {
                    (Operator::Before, _) => TimeTest::Before(point),
                    (Operator::After, _) => TimeTest::After(point),
                    (_, TimePoint::Day(day)) => TimeTest::On(day),
                    (_, TimePoint::Instant(_)) => {
                        let problem =
                            Problem::new("invalid_date", "`on` takes a day, not an instant");
                        return Err(vec![problem.at("value").help("write it as 2026-11-21")]);
                    }
                };
                Ok((Predicate::Time(test), canonical))
            }
            FieldKind::YesNo => {
                let (answer, canonical) = self.yes_no(value).map_err(one)?;
                Ok((Predicate::YesNo(answer), canonical))
            }
            FieldKind::Choice { .. } | FieldKind::Stage { .. } | FieldKind::User => {
                let code = self.code(value).map_err(one)?;
                Ok((Predicate::Code(vec![code.clone()]), Operand::Text(code)))
            }
            FieldKind::Tags | FieldKind::Relation { .. } => Err(vec![self.wrong_value(value)]),
        }
    }

    fn listed(&self, operator: Operator, value: &Operand) -> Checked {
        let values = self.list(value)?;
        let mut problems = Vec::new();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let pair = match &self.field.kind {
                FieldKind::Text => self.text(value).map(|(needle, canonical)| {
                    let written =
                        if let Operand::Text(text) = canonical { text } else { needle.clone() };
                    (written, needle)
                }),
                FieldKind::Tags => self.tag(value).map(|tag| (tag.clone(), tag)),
                FieldKind::Relation { .. } => self.record_id(value).map(|id| (id.clone(), id)),
                _ => self.code(value).map(|code| (code.clone(), code)),
            };
            match pair {
                Ok(pair) => pairs.push(pair),
                Err(problem) => {
                    let at = format!("value[{index}]");
                    problems.push(problem.at(at));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        pairs.sort();
        pairs.dedup();
        let canonical = pairs.iter().map(|(written, _)| Operand::Text(written.clone())).collect();
        let mut codes: Vec<String> = pairs.into_iter().map(|(_, code)| code).collect();
        codes.sort();
        codes.dedup();
        let predicate = match (&self.field.kind, operator) {
            (FieldKind::Text, _) => Predicate::Text(TextTest {
                place: TextPlace::Whole,
                needles: codes,
                accents: self.accents,
            }),
            (FieldKind::Tags | FieldKind::Relation { .. }, Operator::AllOf) => {
                Predicate::AllOf(codes)
            }
            (FieldKind::Tags | FieldKind::Relation { .. }, _) => Predicate::AnyOf(codes),
            _ => Predicate::Code(codes),
        };
        Ok((predicate, Operand::List(canonical)))
    }

    fn list<'v>(&self, value: &'v Operand) -> Result<&'v [Operand], Problems> {
        let problem = match value {
            Operand::List(values) if values.is_empty() => {
                Problem::new("empty_list", "the list has no values").help("name at least one")
            }
            Operand::List(values) if values.len() > LIST_VALUES_MAX => {
                let message = format!("the list has {} values", values.len());
                Problem::new("too_many_values", message).help(format!("at most {LIST_VALUES_MAX}"))
            }
            Operand::List(values) => return Ok(values),
            _ => Problem::new(
                "wrong_value",
                format!("`{}` takes a list of values here", self.field.key),
            ),
        };
        Err(vec![problem.at("value")])
    }

    fn between(&self, value: &Operand) -> Checked {
        let Operand::List(values) = value else { return Err(vec![self.two_values()]) };
        let [from, to] = values.as_slice() else { return Err(vec![self.two_values()]) };
        let low = self.single(Operator::AtLeast, from);
        let high = self.single(Operator::AtMost, to);
        let at = |index: usize| {
            move |problems: Problems| -> Problems {
                problems.into_iter().map(|problem| problem.at(format!("value[{index}]"))).collect()
            }
        };
        // Dates and instants are read as points, whatever the operator of `single`.
        if matches!(self.field.kind, FieldKind::Date | FieldKind::Instant) {
            return self.between_points(from, to);
        }
        match (low.map_err(at(0)), high.map_err(at(1))) {
            (Ok((low, written_low)), Ok((high, written_high))) => {
                let predicate = joined(&low, &high).ok_or_else(|| vec![reversed()])?;
                Ok((predicate, Operand::List(vec![written_low, written_high])))
            }
            (low, high) => Err([low.err(), high.err()].into_iter().flatten().flatten().collect()),
        }
    }

    fn between_points(&self, from: &Operand, to: &Operand) -> Checked {
        match (self.time_point(from), self.time_point(to)) {
            (Ok((low, written_low)), Ok((high, written_high))) => {
                let is_ordered = match (low, high) {
                    (TimePoint::Day(low), TimePoint::Day(high)) => low <= high,
                    (TimePoint::Instant(low), TimePoint::Instant(high)) => low <= high,
                    _ => {
                        let message = "one end of the range is a day and the other an instant";
                        return Err(vec![Problem::new("mixed_range", message).at("value")]);
                    }
                };
                if !is_ordered {
                    return Err(vec![reversed()]);
                }
                let written = Operand::List(vec![written_low, written_high]);
                Ok((Predicate::Time(TimeTest::Between(low, high)), written))
            }
            (low, high) => {
                let low = low.err().map(|problem| problem.at("value[0]"));
                let high = high.err().map(|problem| problem.at("value[1]"));
                Err([low, high].into_iter().flatten().collect())
            }
        }
    }

    fn relative(&self, operator: Operator, value: &Operand) -> Checked {
        let Operand::Period(period) = value else {
            let problem =
                Problem::new("wrong_value", format!("`{}` takes a period", operator.key()));
            return Err(vec![problem.at("value").help("write it as 3 days")]);
        };
        check_period(*period).map_err(|problem| vec![problem.at("value")])?;
        if self.field.kind == FieldKind::Date && period.is_elapsed() {
            let message = format!("`{}` is a date, which has no hours", self.field.key);
            let problem = Problem::new("wrong_value", message).found(period.to_string());
            return Err(vec![problem.at("value").help("count in days, weeks, months or years")]);
        }
        let test = match operator {
            Operator::InLast => TimeTest::InLast(*period),
            Operator::OlderThan => TimeTest::OlderThan(*period),
            Operator::InNext => TimeTest::InNext(*period),
            _ => TimeTest::MoreThanAhead(*period),
        };
        Ok((Predicate::Time(test), Operand::Period(*period)))
    }

    fn anniversary(&self, value: &Operand) -> Checked {
        let days = match value {
            Operand::Number(number) => Some(*number),
            Operand::Decimal(text) => text.parse().ok(),
            _ => None,
        };
        let is_good =
            |days: &f64| days.fract() == 0.0 && (0.0..=ANNIVERSARY_DAYS_MAX).contains(days);
        match days.filter(is_good) {
            Some(days) => {
                let test = TimeTest::AnniversaryWithin { days: days as u16 };
                Ok((Predicate::Time(test), Operand::Number(days)))
            }
            None => {
                let problem = Problem::new("wrong_value", "an anniversary is so many days ahead");
                Err(vec![problem.at("value").help("a whole number from 0 to 366")])
            }
        }
    }

    /// The folded needle and the text as written.
    fn text(&self, value: &Operand) -> Result<(String, Operand), Problem> {
        let written = match value {
            Operand::Text(text) | Operand::Decimal(text) => text,
            _ => return Err(self.wrong_value(value)),
        };
        check_length(written)?;
        let written: String = written.nfc().collect();
        let needle = fold(&written, self.accents);
        if needle.is_empty() {
            return Err(Problem::new("empty_text", "there is no text to compare with")
                .at("value")
                .help("use `is empty` for fields without a value"));
        }
        Ok((needle, Operand::Text(written)))
    }

    fn tag(&self, value: &Operand) -> Result<String, Problem> {
        match value {
            Operand::Text(text) | Operand::Decimal(text) if !text.is_empty() => {
                check_length(text)?;
                Ok(text.nfc().collect())
            }
            _ => Err(self.wrong_value(value)),
        }
    }

    fn record_id(&self, value: &Operand) -> Result<String, Problem> {
        match value {
            Operand::Text(text) | Operand::Decimal(text) => {
                RecordId::parse(text).map(|id| id.as_str().to_owned()).map_err(|p| p.at("value"))
            }
            _ => Err(self.wrong_value(value)),
        }
    }

    fn code(&self, value: &Operand) -> Result<String, Problem> {
        match value {
            Operand::Text(text) | Operand::Decimal(text) => {
                self.catalog.code(self.module, self.field, text).map_err(|p| p.at("value"))
            }
            _ => Err(self.wrong_value(value)),
        }
    }

    fn number(&self, value: &Operand) -> Result<(f64, Operand), Problem> {
        let number = match value {
            Operand::Number(number) => Some(*number),
            Operand::Decimal(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        // -0 and 0 are one number; it is written as 0.
        match number.filter(|number| number.is_finite()) {
            Some(number) => Ok((number + 0.0, Operand::Number(number + 0.0))),
            None => Err(self.wrong_value(value)),
        }
    }

    fn money(&self, value: &Operand, currency: &str) -> Result<(i64, Operand), Problem> {
        let decimals = currency_decimals(currency);
        let minor = match value {
            Operand::Number(number) if number.fract() == 0.0 && number.abs() <= MONEY_MINOR_MAX => {
                Some(*number as i64)
            }
            Operand::Money { minor, .. } => Some(*minor),
            Operand::Decimal(text) => minor_units(text, decimals),
            _ => None,
        };
        minor.map(|minor| (minor, Operand::Money { minor, decimals })).ok_or_else(|| {
            let help = match value {
                Operand::Number(_) => {
                    format!("give a whole number of the smallest unit of {currency}")
                }
                _ => format!("write it in {currency}, with at most {decimals} decimals, like 500"),
            };
            self.wrong_value(value).help(help)
        })
    }

    fn yes_no(&self, value: &Operand) -> Result<(bool, Operand), Problem> {
        let answer = match value {
            Operand::YesNo(answer) => Some(*answer),
            Operand::Text(text) => match fold(text, Accents::Matter).as_str() {
                "yes" | "true" => Some(true),
                "no" | "false" => Some(false),
                _ => None,
            },
            _ => None,
        };
        answer
            .map(|answer| (answer, Operand::YesNo(answer)))
            .ok_or_else(|| self.wrong_value(value).allowed(["yes", "no"]))
    }

    fn time_point(&self, value: &Operand) -> Result<(TimePoint, Operand), Problem> {
        let Operand::Text(text) = value else { return Err(self.wrong_value(value)) };
        if let Ok(day) = Date::parse(text) {
            return Ok((TimePoint::Day(day), Operand::Text(day.to_string())));
        }
        if self.field.kind == FieldKind::Date {
            return Err(Date::parse(text)
                .err()
                .unwrap_or_else(|| self.wrong_value(value))
                .at("value"));
        }
        match Moment::parse(text) {
            Ok(moment) => Ok((TimePoint::Instant(moment), Operand::Text(moment.to_iso()))),
            Err(problem) => Err(problem
                .at("value")
                .help("write a day as 2026-11-21 or an instant as 2026-11-21T09:30:00Z")),
        }
    }

    fn two_values(&self) -> Problem {
        Problem::new("wrong_value", "`between` takes two values, the lower first").at("value")
    }

    /// A problem that says what the field takes and what stood there.
    fn wrong_value(&self, value: &Operand) -> Problem {
        let kind = self.field.kind.in_words();
        let message = format!("`{}` is {kind}, not {}", self.field.key, in_words(value));
        Problem::new("wrong_value", message).at("value").found(clip(&shown(value)))
    }
}

/// Refuses periods of nothing and of more than a hundred years.
pub(super) fn check_period(period: Period) -> Result<(), Problem> {
    let most = period.unit.count_max();
    if (1..=most).contains(&period.count) {
        return Ok(());
    }
    let message = format!("a period has 1 to {most} {}", period.unit.key());
    Err(Problem::new("invalid_period", message).found(period.to_string()))
}

fn check_length(text: &str) -> Result<(), Problem> {
    if text.chars().count() <= TEXT_CHARS_MAX {
        return Ok(());
    }
    let message = format!("the text has more than {TEXT_CHARS_MAX} characters");
    Err(Problem::new("too_long", message).at("value").found(clip(text)))
}

fn reversed() -> Problem {
    Problem::new("range_reversed", "the range ends before it begins")
        .at("value")
        .help("give the lower value first")
}

fn comparison<T>(operator: Operator, value: T) -> Comparison<T> {
    match operator {
        Operator::LessThan => Comparison::Less(value),
        Operator::AtMost => Comparison::AtMost(value),
        Operator::GreaterThan => Comparison::Greater(value),
        Operator::AtLeast => Comparison::AtLeast(value),
        _ => Comparison::Equal(value),
    }
}

/// `≥ from` and `≤ to` as one range; `None` when it is reversed.
fn joined(low: &Predicate, high: &Predicate) -> Option<Predicate> {
    match (low, high) {
        (
            Predicate::Number(Comparison::AtLeast(from)),
            Predicate::Number(Comparison::AtMost(to)),
        ) if from <= to => Some(Predicate::Number(Comparison::Between { from: *from, to: *to })),
        (Predicate::Money(Comparison::AtLeast(from)), Predicate::Money(Comparison::AtMost(to)))
            if from <= to =>
        {
            Some(Predicate::Money(Comparison::Between { from: *from, to: *to }))
        }
        _ => None,
    }
}

/// How many decimals a currency has. Source: ISO 4217, minor unit.
fn currency_decimals(currency: &str) -> u8 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// `500.5` with two decimals is 50050.
fn minor_units(text: &str, decimals: u8) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = usize::from(decimals);
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > decimals {
        return None;
    }
    let minor: i64 = format!("{whole}{fraction:0<decimals$}").parse().ok()?;
    (minor as f64 <= MONEY_MINOR_MAX).then_some(sign * minor)
}

fn in_words(value: &Operand) -> &'static str {
    match value {
        Operand::Missing => "nothing",
        Operand::Empty => "null",
        Operand::Text(_) => "text",
        Operand::Number(_) | Operand::Decimal(_) => "that number",
        Operand::Money { .. } => "an amount of money",
        Operand::YesNo(_) => "yes or no",
        Operand::Period(_) => "a period",
        Operand::List(_) => "a list",
    }
}

fn shown(value: &Operand) -> String {
    match value {
        Operand::Missing | Operand::Empty | Operand::List(_) => String::new(),
        Operand::Text(text) | Operand::Decimal(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
        Operand::Money { minor, .. } => minor.to_string(),
        Operand::YesNo(answer) => answer.to_string(),
        Operand::Period(period) => period.to_string(),
    }
}
