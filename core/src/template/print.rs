//! Values as people write them: money, dates, yes and no, by language.
//!
//! Languages are the five of the product; any other is printed as English. White space is a plain
//! space, never a no-break one, which would make an SMS dearer (S1.10).

use crate::words::{Date, FieldKind, Moment, Problem, TimeOfDay, Value, Weekday, Zone};

use super::scope::Read;

/// A language that values can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Polish,
    Romanian,
    Hungarian,
    Russian,
    English,
}

/// Text folded for comparison: case does not count, accents do (D8).
pub(super) fn fold(text: &str) -> String {
    crate::filter::text::fold(text, crate::filter::ast::Accents::Matter)
}

/// Decimal places of a currency. Source: ISO 4217, currencies without minor unit and with mills.
pub(super) fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

impl Language {
    /// By its two-letter code.
    pub fn of(code: &str) -> Self {
        match code.get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
            "pl" => Language::Polish,
            "ro" => Language::Romanian,
            "hu" => Language::Hungarian,
            "ru" => Language::Russian,
            _ => Language::English,
        }
    }

    /// Between thousands, and before the decimals. Source: CLDR 48 `group` and `decimal`, with a
    /// plain space for the no-break one.
    const fn separators(self) -> (&'static str, char) {
        match self {
            Language::Polish | Language::Hungarian | Language::Russian => (" ", ','),
            Language::Romanian => (".", ','),
            Language::English => (",", '.'),
        }
    }

    const fn yes_no(self, answer: bool) -> &'static str {
        match (self, answer) {
            (Language::Polish, true) => "tak",
            (Language::Polish, false) => "nie",
            (Language::Romanian, true) => "da",
            (Language::Romanian, false) => "nu",
            (Language::Hungarian, true) => "igen",
            (Language::Hungarian, false) => "nem",
            (Language::Russian, true) => "да",
            (Language::Russian, false) => "нет",
            (Language::English, true) => "yes",
            (Language::English, false) => "no",
        }
    }

    /// How a date is written when the template does not say. Source: CLDR 48 `dateFormats`; in
    /// English with the month's name, because 11/12 is read in two ways.
    const fn date_format(self) -> &'static str {
        match self {
            Language::Polish | Language::Romanian | Language::Russian => "%d.%m.%Y",
            Language::Hungarian => "%Y. %m. %d.",
            Language::English => "%-d %B %Y",
        }
    }

    /// Names of the months as they stand in a date. Source: CLDR 48 `months/format/wide`.
    const fn months(self) -> &'static str {
        match self {
            Language::Polish => {
                "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października \
                 listopada grudnia"
            }
            Language::Romanian => {
                "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie \
                 noiembrie decembrie"
            }
            Language::Hungarian => {
                "január február március április május június július augusztus szeptember október \
                 november december"
            }
            Language::Russian => {
                "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
            }
            Language::English => {
                "January February March April May June July August September October November \
                 December"
            }
        }
    }

    /// Names of the weekdays, Monday first. Source: CLDR 48 `days/format/wide`.
    const fn weekdays(self) -> &'static str {
        match self {
            Language::Polish => "poniedziałek wtorek środa czwartek piątek sobota niedziela",
            Language::Romanian => "luni marți miercuri joi vineri sâmbătă duminică",
            Language::Hungarian => "hétfő kedd szerda csütörtök péntek szombat vasárnap",
            Language::Russian => "понедельник вторник среда четверг пятница суббота воскресенье",
            Language::English => "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        }
    }
}

/// A date's form, like `%d.%m.%Y`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFormat(Vec<DatePart>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum DatePart {
    Text(String),
    Day,
    DayShort,
    Month,
    MonthShort,
    MonthName,
    Year,
    YearShort,
    Hour,
    Minute,
    WeekdayName,
}

/// Longest form of a date. Units: bytes. Our choice: a date with a few words around it.
const FORMAT_BYTES_MAX: usize = 100;
/// The letters that stand for something, for messages.
const LETTERS: [&str; 11] = ["%d", "%-d", "%m", "%-m", "%B", "%Y", "%y", "%H", "%M", "%A", "%%"];

impl DateFormat {
    /// Reads a form. Source of the letters: `strftime`, the part that Liquid's users know.
    ///
    /// # Errors
    /// `wrong_argument` with the letters there are.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |found: &str| {
            Problem::new("wrong_argument", format!("`{found}` means nothing in a date"))
                .found(found)
                .allowed(LETTERS)
        };
        if text.len() > FORMAT_BYTES_MAX {
            let message = format!("a date's form has at most {FORMAT_BYTES_MAX} bytes");
            return Err(Problem::new("wrong_argument", message));
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                literal.push(c);
                continue;
            }
            let (mut letter, mut is_short) = (chars.next(), false);
            if letter == Some('-') {
                (letter, is_short) = (chars.next(), true);
            }
            let part = match (letter, is_short) {
                (Some('%'), false) => {
                    literal.push('%');
                    continue;
                }
                (Some('d'), false) => DatePart::Day,
                (Some('d'), true) | (Some('e'), false) => DatePart::DayShort,
                (Some('m'), false) => DatePart::Month,
                (Some('m'), true) => DatePart::MonthShort,
                (Some('B'), false) => DatePart::MonthName,
                (Some('Y'), false) => DatePart::Year,
                (Some('y'), false) => DatePart::YearShort,
                (Some('H'), false) => DatePart::Hour,
                (Some('M'), false) => DatePart::Minute,
                (Some('A'), false) => DatePart::WeekdayName,
                (letter, _) => {
                    let dash = if is_short { "-" } else { "" };
                    return Err(wrong(&format!(
                        "%{dash}{}",
                        letter.map_or(String::new(), String::from)
                    )));
                }
            };
            parts.push(DatePart::Text(core::mem::take(&mut literal)));
            parts.push(part);
        }
        parts.push(DatePart::Text(literal));
        parts.retain(|part| !matches!(part, DatePart::Text(text) if text.is_empty()));
        Ok(DateFormat(parts))
    }

    fn print(&self, date: Date, time: TimeOfDay, language: Language) -> String {
        let month_index = usize::try_from(date.month().saturating_sub(1)).unwrap_or(0);
        let weekday_index = match date.weekday() {
            Weekday::Mon => 0,
            Weekday::Tue => 1,
            Weekday::Wed => 2,
            Weekday::Thu => 3,
            Weekday::Fri => 4,
            Weekday::Sat => 5,
            Weekday::Sun => 6,
        };
        self.0
            .iter()
            .map(|part| match part {
                DatePart::Text(text) => text.clone(),
                DatePart::Day => format!("{:02}", date.day()),
                DatePart::DayShort => date.day().to_string(),
                DatePart::Month => format!("{:02}", date.month()),
                DatePart::MonthShort => date.month().to_string(),
                DatePart::MonthName => name(language.months(), month_index),
                DatePart::Year => format!("{:04}", date.year()),
                DatePart::YearShort => format!("{:02}", date.year().rem_euclid(100)),
                DatePart::Hour => format!("{:02}", time.minutes() / 60),
                DatePart::Minute => format!("{:02}", time.minutes() % 60),
                DatePart::WeekdayName => name(language.weekdays(), weekday_index),
            })
            .collect()
    }
}

fn name(names: &str, index: usize) -> String {
    names.split(' ').nth(index).unwrap_or_default().to_owned()
}

/// An amount as people of this language write it. Units: minor units of the currency.
pub fn money_in_words(minor: i64, currency: &str, language: &str) -> String {
    money_in(Language::of(language), minor, currency)
}

/// `1 250,00 PLN`: the code, not the sign, because `kr` and `$` are several currencies each.
fn money_in(language: Language, minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let unit = 10_u64.pow(digits);
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    let (group, decimal) = language.separators();
    let whole = grouped(magnitude / unit, group);
    if digits == 0 {
        return format!("{sign}{whole} {currency}");
    }
    let width = digits as usize;
    format!("{sign}{whole}{decimal}{:0width$} {currency}", magnitude % unit)
}

/// What a value looks like in this language and zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printer {
    pub language: Language,
    pub zone: Zone,
}

impl Printer {
    /// The value as text. Relations print as nothing: the parser refuses them.
    pub fn print(self, value: &Value, read: &Read) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => self.number(*number),
            Value::Money(minor) => self.money(*minor, &read.kind),
            Value::Date(date) => self.date(*date, None),
            Value::Instant(at) => self.instant(*at, None),
            Value::YesNo(answer) => self.language.yes_no(*answer).to_owned(),
            Value::Code(code) => read.labels.get(code).unwrap_or(code).clone(),
            Value::Tags(tags) => tags.join(", "),
            Value::Related(_) => String::new(),
        }
    }

    /// A date or instant in the form that the author chose; anything else as it is.
    pub fn print_date(self, value: &Value, read: &Read, format: &DateFormat) -> String {
        match value {
            Value::Date(date) => self.date(*date, Some(format)),
            Value::Instant(at) => self.instant(*at, Some(format)),
            _ => self.print(value, read),
        }
    }

    fn date(self, date: Date, format: Option<&DateFormat>) -> String {
        let midnight = TimeOfDay::from_minutes(0);
        let usual = DateFormat::parse(self.language.date_format());
        match (format.or(usual.as_ref().ok()), midnight) {
            (Some(format), Some(midnight)) => format.print(date, midnight, self.language),
            _ => date.to_string(),
        }
    }

    fn instant(self, at: Moment, format: Option<&DateFormat>) -> String {
        let (date, time) = at.civil(self.zone);
        match format {
            Some(format) => format.print(date, time, self.language),
            None => format!("{} {time}", self.date(date, None)),
        }
    }

    fn money(self, minor: i64, kind: &FieldKind) -> String {
        let currency = match kind {
            FieldKind::Money { currency } => currency.as_str(),
            _ => "",
        };
        money_in(self.language, minor, currency)
    }

    /// A number as it was entered, with the language's decimal sign; not grouped, because it may
    /// be a year or a house number.
    fn number(self, number: f64) -> String {
        let (_, decimal) = self.language.separators();
        // Beyond this an f64 has no fractional part and prints up to 309 digits: use its short form.
        const PLAIN_MAX: f64 = 1e15;
        if number.abs() < PLAIN_MAX {
            format!("{number}").replace('.', &decimal.to_string())
        } else {
            format!("{number:e}")
        }
    }
}

fn grouped(whole: u64, separator: &str) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}
