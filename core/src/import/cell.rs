//! What the text of one cell means for one field.

use super::notation::{DateOrder, DecimalMark, Notation};
use crate::filter::ast::Accents;
use crate::filter::text::fold;
use crate::wire::record::{clean_text, related, tags};
use crate::words::{Date, Field, FieldKind, Module, Moment, Problem, TimeOfDay, User, Value, clip};

const YES: [&str; 13] =
    ["yes", "y", "true", "1", "x", "tak", "t", "da", "igen", "i", "да", "ja", "on"];
const NO: [&str; 11] = ["no", "n", "false", "0", "nie", "nu", "nem", "нет", "nein", "off", "-"];
/// Signs of money that may stand beside an amount. The field's own code may, too.
const SIGNS: [&str; 9] = ["zł", "zl", "€", "$", "£", "lei", "ft", "₽", "руб"];
/// Currencies whose minor unit is the unit itself. Source: ISO 4217, exponent 0.
const WITHOUT_MINOR: [&str; 5] = ["JPY", "KRW", "CLP", "ISK", "VND"];

/// Reads a cell; blank is empty.
///
/// # Errors
/// `wrong_type`, `unknown_choice`, `unknown_user`, `ambiguous_date`, `ambiguous_number`,
/// `too_precise`, `invalid_email` …, without a place.
pub fn parse_cell(
    text: &str,
    field: &Field,
    module: &Module,
    users: &[User],
    notation: &Notation,
) -> Result<Option<Value>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let message = format!("`{}` is not {}", clip(text), field.kind.in_words());
        Problem::new("wrong_type", message).found(clip(text))
    };
    let value = match &field.kind {
        FieldKind::Text => Value::Text(clean_text(text, field, module)?),
        FieldKind::Number => {
            Value::Number(plain_number(text, notation)?.parse().map_err(|_| wrong())?)
        }
        FieldKind::Money { currency } => Value::Money(money(text, currency, notation)?),
        FieldKind::Date => Value::Date(date(text, notation)?.ok_or_else(wrong)?),
        FieldKind::Instant => Value::Instant(instant(text, notation)?.ok_or_else(wrong)?),
        FieldKind::YesNo => Value::YesNo(yes_no(text).ok_or_else(wrong)?),
        FieldKind::Choice { options } => {
            let named = options.iter().map(|one| (one.key.as_str(), one.label.as_str()));
            Value::Code(named_code(text, named, field)?)
        }
        FieldKind::Stage { .. } => {
            let stages = module.pipelines.iter().flat_map(|path| &path.stages);
            let named = stages.map(|stage| (stage.key.as_str(), stage.label.as_str()));
            Value::Code(named_code(text, named, field)?)
        }
        FieldKind::User => Value::Code(user(text, users)?),
        FieldKind::Tags => return tags(text.split([',', ';', '|']).collect()),
        FieldKind::Relation { .. } => {
            let ids = text.split([',', ';', '|', ' ']).filter(|id| !id.is_empty());
            return related(ids.collect());
        }
    };
    value.fits(field)?;
    Ok(Some(value))
}

fn yes_no(text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    if YES.contains(&text.as_str()) {
        return Some(true);
    }
    NO.contains(&text.as_str()).then_some(false)
}

/// An option by its key or its label, whatever their case.
fn named_code<'a>(
    text: &str,
    named: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    field: &Field,
) -> Result<String, Problem> {
    let wanted = fold(text, Accents::Matter);
    let is_it = |name: &str| fold(name, Accents::Matter) == wanted;
    let found = named.clone().find(|(key, _)| *key == text);
    let found = found.or_else(|| named.clone().find(|(key, label)| is_it(key) || is_it(label)));
    found.map(|(key, _)| key.to_owned()).ok_or_else(|| {
        let message = format!("`{}` is not one of the values of `{}`", clip(text), field.key);
        Problem::new("unknown_choice", message)
            .found(clip(text))
            .allowed(named.map(|(_, label)| label))
            .suggest()
    })
}

/// A colleague by id, e-mail address or name.
fn user(text: &str, users: &[User]) -> Result<String, Problem> {
    let wanted = fold(text, Accents::Matter);
    let is_it = |user: &&User| {
        user.id.as_str() == text
            || fold(&user.email, Accents::Matter) == wanted
            || fold(&user.name, Accents::Matter) == wanted
    };
    users.iter().find(is_it).map(|user| user.id.as_str().to_owned()).ok_or_else(|| {
        Problem::new("unknown_user", format!("there is no colleague `{}`", clip(text)))
            .found(clip(text))
            .allowed(users.iter().map(|user| user.name.as_str()))
            .suggest()
    })
}

/// A number in the form that programs read: groups taken off, the decimal mark a point.
fn plain_number(text: &str, notation: &Notation) -> Result<String, Problem> {
    let compact: String =
        text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let compact = compact.replace('\u{2212}', "-");
    let marks = compact.chars().filter(|c| matches!(c, '.' | ',')).count();
    let mark = match (notation.decimal, marks) {
        (_, 0) => return Ok(compact),
        (Some(mark), _) => mark,
        (None, _) => {
            let message = format!("`{}` can be read in two ways", clip(text));
            return Err(Problem::new("ambiguous_number", message)
                .found(clip(text))
                .help("write one amount of the file with two decimals, or none with groups"));
        }
    };
    Ok(match mark {
        DecimalMark::Point => without_groups(&compact, ',', '.'),
        DecimalMark::Comma => without_groups(&compact, '.', ',').replace(',', "."),
    })
}

/// Takes group marks off when each is followed by three digits; else leaves the text as it is, which
/// no number parser takes.
fn without_groups(text: &str, group: char, decimal: char) -> String {
    let whole = text.split(decimal).next().unwrap_or(text);
    let mut groups = whole.split(group);
    let first_is_good = groups.next().is_some_and(|first| !first.is_empty());
    if first_is_good && groups.all(|digits| digits.len() == 3) {
        text.replace(group, "")
    } else {
        text.to_owned()
    }
}

/// An amount in minor units, exactly.
fn money(text: &str, currency: &str, notation: &Notation) -> Result<i64, Problem> {
    let wrong = || {
        let message = format!("`{}` is not an amount of money", clip(text));
        Problem::new("wrong_type", message).found(clip(text))
    };
    let mut bare = text.trim().to_lowercase();
    let code = currency.to_lowercase();
    for sign in SIGNS.into_iter().chain([code.as_str()]) {
        bare = bare.trim_start_matches(sign).trim_end_matches(sign).trim().to_owned();
        bare = bare.strip_suffix('.').unwrap_or(&bare).to_owned();
    }
    let number = plain_number(&bare, notation)?;
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number.as_str()),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return Err(wrong());
    }
    let decimals = if WITHOUT_MINOR.contains(&currency) { 0 } else { 2 };
    let significant = fraction.trim_end_matches('0');
    if significant.len() > decimals {
        let message = format!("`{}` is finer than {currency} has coins", clip(text));
        return Err(Problem::new("too_precise", message).found(clip(text)));
    }
    let minor: i64 = format!("{whole}{significant:0<decimals$}").parse().map_err(|_| wrong())?;
    Ok(sign * minor)
}

/// A date in one of the usual forms; `None` when it is none.
fn date(text: &str, notation: &Notation) -> Result<Option<Date>, Problem> {
    let text = text.trim_end_matches('.');
    let separator = text.chars().find(|c| matches!(c, '-' | '.' | '/'));
    let Some(separator) = separator else { return Ok(None) };
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let [first, second, third] = parts.as_slice() else { return Ok(None) };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Ok(None);
    };
    let day = |year: u32, month, day| Date::new(i32::try_from(year).unwrap_or(0), month, day);
    if first.len() == 4 {
        return Ok(day(a, b, c));
    }
    if third.len() != 4 {
        return Ok(None);
    }
    match (separator, notation.dates) {
        // Points and dashes: the order of the continent, unless somebody chose the other.
        ('/', None) => {
            let message = format!("`{}` can be read in two ways", clip(text));
            Err(Problem::new("ambiguous_date", message)
                .found(clip(text))
                .help("say whether the day or the month comes first"))
        }
        (_, Some(DateOrder::MonthDayYear)) => Ok(day(c, a, b)),
        _ => Ok(day(c, b, a)),
    }
}

/// An instant: with an offset, or on the account's clock; a date alone is its beginning.
fn instant(text: &str, notation: &Notation) -> Result<Option<Moment>, Problem> {
    if let Ok(moment) = Moment::parse(text) {
        return Ok(Some(moment));
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let Some(day) = date(day, notation)? else { return Ok(None) };
    let Some(time) = time else { return Ok(Some(notation.zone.start_of(day))) };
    let (minutes, seconds) = match time.rmatch_indices(':').count() {
        1 => (time, 0),
        2 => {
            match time.rsplit_once(':').map(|(minutes, seconds)| (minutes, seconds.parse::<i64>()))
            {
                Some((minutes, Ok(seconds))) if (0..60).contains(&seconds) => (minutes, seconds),
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let padded = if minutes.len() == 4 { format!("0{minutes}") } else { minutes.to_owned() };
    let at = TimeOfDay::parse(&padded).ok();
    Ok(at.map(|at| notation.zone.resolve(day, at).plus_ms(seconds * 1_000)))
}
