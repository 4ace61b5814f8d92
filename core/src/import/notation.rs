//! How a file writes dates and decimals, found from its cells: one cell that can be read one way
//! only decides for all.

use crate::words::Zone;

/// What stands between whole units and fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    /// `12.50`
    Point,
    /// `12,50`
    Comma,
}

/// In which order a date with slashes names its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `21/11/2026`
    DayMonthYear,
    /// `11/21/2026`
    MonthDayYear,
}

/// How this file writes things.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    /// `None` while no cell says; then a number that could be either is refused.
    pub decimal: Option<DecimalMark>,
    /// `None` while no cell says; then a date that could be either is refused.
    pub dates: Option<DateOrder>,
    /// Whose clock local times are on.
    pub zone: Zone,
}

impl Notation {
    /// The notation of these cells; `chosen` goes before what is found.
    pub fn of<'a>(
        numbers: impl Iterator<Item = &'a str>,
        mut dates: impl Iterator<Item = &'a str>,
        chosen: Option<DateOrder>,
        zone: Zone,
    ) -> Self {
        let mut decimal = None;
        for cell in numbers {
            decimal = decimal_of(cell);
            if decimal.is_some() {
                break;
            }
        }
        Notation { decimal, dates: chosen.or_else(|| dates.find_map(order_of)), zone }
    }
}

/// The decimal mark that a number shows: the last of two different marks, or a lone one that no
/// group of three follows; a mark that stands twice groups thousands.
fn decimal_of(cell: &str) -> Option<DecimalMark> {
    let points = cell.matches('.').count();
    let commas = cell.matches(',').count();
    match (points, commas) {
        (0, 0) => None,
        (_, 0) | (0, _) if points + commas > 1 => {
            Some(if points > 1 { DecimalMark::Comma } else { DecimalMark::Point })
        }
        (1, 0) => (!has_group(cell, '.')).then_some(DecimalMark::Point),
        (0, 1) => (!has_group(cell, ',')).then_some(DecimalMark::Comma),
        _ if cell.rfind('.') > cell.rfind(',') => Some(DecimalMark::Point),
        _ => Some(DecimalMark::Comma),
    }
}

/// Whether exactly three digits follow the mark, and one to three stand before it: `1,234`.
fn has_group(cell: &str, mark: char) -> bool {
    let Some((before, after)) = cell.split_once(mark) else { return false };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    digits(after) == 3
        && (1..=3).contains(&digits(before))
        && !before.trim_start_matches('-').starts_with('0')
}

/// The order that a date with slashes shows, when one of its parts is no month.
fn order_of(cell: &str) -> Option<DateOrder> {
    let date = cell.split([' ', 'T']).next()?;
    let mut parts = date.split('/').map(|part| part.parse::<u32>().ok());
    match (parts.next()??, parts.next()??, parts.next()??) {
        (first, 1..=12, _) if (13..=31).contains(&first) => Some(DateOrder::DayMonthYear),
        (1..=12, second, _) if (13..=31).contains(&second) => Some(DateOrder::MonthDayYear),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_telling_cell_decides_for_the_file() {
        let mark = |cells: &[&str]| {
            Notation::of(cells.iter().copied(), core::iter::empty(), None, Zone::UTC).decimal
        };
        assert_eq!(mark(&["1,234", "12,5"]), Some(DecimalMark::Comma));
        assert_eq!(mark(&["1,234", "1,234.50"]), Some(DecimalMark::Point));
        assert_eq!(mark(&["1.234", "1.234.567"]), Some(DecimalMark::Comma));
        assert_eq!(mark(&["1,234", "5"]), None);
        let order = |cells: &[&str]| {
            Notation::of(core::iter::empty(), cells.iter().copied(), None, Zone::UTC).dates
        };
        assert_eq!(order(&["03/04/2026", "21/04/2026"]), Some(DateOrder::DayMonthYear));
        assert_eq!(order(&["03/04/2026", "04/21/2026"]), Some(DateOrder::MonthDayYear));
        assert_eq!(order(&["03/04/2026"]), None);
    }
}
