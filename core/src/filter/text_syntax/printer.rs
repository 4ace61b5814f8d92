//! From an expression to text that parses to it again.

use super::phrases::{NAME_KEYWORDS, VALUE_KEYWORDS, phrase_of};
use crate::filter::ast::Accents;
use crate::filter::expression::{
    About, ClauseExpression, Expression, Operand, Operator, QuantifierWord,
};
use crate::words::{Date, Moment};

/// The text of an expression. A group of one prints as its only part.
pub(super) fn expression(expression: &Expression) -> String {
    match expression {
        Expression::Everyone => "everyone".to_owned(),
        Expression::All(children) => joined(children, " and ", is_group),
        // `and` binds tighter, so an `all` inside an `any` needs no brackets.
        Expression::Any(children) => {
            joined(children, " or ", |child| matches!(alone(child), Expression::Any(_)))
        }
        Expression::Not(child) if is_group(child) => format!("not ({})", self::expression(child)),
        Expression::Not(child) => format!("not {}", self::expression(child)),
        Expression::Clause(clause) => self::clause(clause),
    }
}

fn joined(children: &[Expression], word: &str, needs_brackets: fn(&Expression) -> bool) -> String {
    if let [only] = children {
        return expression(only);
    }
    let parts = children.iter().map(|child| match needs_brackets(child) {
        true => format!("({})", expression(child)),
        false => expression(child),
    });
    parts.collect::<Vec<_>>().join(word)
}

/// What a group of one stands for.
fn alone(expression: &Expression) -> &Expression {
    match expression {
        Expression::All(children) | Expression::Any(children) => match children.as_slice() {
            [only] => alone(only),
            _ => expression,
        },
        _ => expression,
    }
}

fn is_group(expression: &Expression) -> bool {
    matches!(alone(expression), Expression::All(_) | Expression::Any(_))
}

/// The text of one clause.
pub(super) fn clause(clause: &ClauseExpression) -> String {
    if clause.operator == Operator::NotFollowedBy {
        return absence(clause);
    }
    let mut words = Vec::new();
    match clause.quantifier {
        None => {}
        Some(QuantifierWord::Any) => words.push("any".to_owned()),
        Some(QuantifierWord::All) => words.push("all".to_owned()),
        Some(QuantifierWord::None) => words.push("none".to_owned()),
    }
    words.push(about(&clause.about));
    match (clause.operator, &clause.about) {
        (Operator::AtLeast, About::Event(_)) => words.push("at least".to_owned()),
        (Operator::AtMost, About::Event(_)) => words.push("at most".to_owned()),
        (Operator::Is, _) if is_number(&clause.value) => words.push("=".to_owned()),
        (Operator::IsNot, _) if is_number(&clause.value) => words.push("!=".to_owned()),
        (operator, _) => words.push(phrase_of(operator)),
    }
    match (&clause.value, clause.operator) {
        (Operand::Missing, _) => {}
        (Operand::List(ends), Operator::Between) => {
            let ends: Vec<String> = ends.iter().map(operand).collect();
            words.push(ends.join(" and "));
        }
        (value, _) => words.push(operand(value)),
    }
    match (clause.operator, &clause.about) {
        (Operator::MoreThanAhead, _) => words.push("ahead".to_owned()),
        (Operator::AnniversaryWithin, _) => words.push("days".to_owned()),
        (_, About::Event(_)) => words.push("times".to_owned()),
        _ => {}
    }
    words.extend(tail(clause));
    words.join(" ")
}

fn tail(clause: &ClauseExpression) -> Vec<String> {
    let mut words = Vec::new();
    for (word, side) in [("from", &clause.from), ("to", &clause.to)] {
        if *side != Operand::Missing {
            words.push(format!("{word} {}", operand(side)));
        }
    }
    if let Some(period) = clause.within {
        words.push(format!("in the last {period}"));
    }
    match &clause.since {
        None => {}
        Some(About::Field(key)) => words.push(format!("since {}", name(key))),
        Some(About::Event(event)) => words.push(format!("since event {}", name(event))),
    }
    if clause.accents == Accents::Ignored {
        words.push("ignoring accents".to_owned());
    }
    words
}

fn absence(clause: &ClauseExpression) -> String {
    let event = |value: &Operand| match value {
        Operand::Text(event) => name(event),
        other => operand(other),
    };
    let follow_ups = match &clause.value {
        Operand::List(names) => match names.as_slice() {
            [only] => event(only),
            _ => operand(&clause.value),
        },
        one => event(one),
    };
    let older =
        clause.older_than.map_or_else(String::new, |period| format!(" older than {period}"));
    format!("no {follow_ups} since that {}{older}", about(&clause.about))
}

fn about(about: &About) -> String {
    match about {
        About::Field(text) | About::Event(text) => name(text),
    }
}

fn name(name: &str) -> String {
    // `since event` takes the next word for an event's name.
    let is_keyword = NAME_KEYWORDS.contains(&name) || matches!(name, "that" | "event");
    if is_keyword { format!("`{name}`") } else { name.to_owned() }
}

fn is_number(value: &Operand) -> bool {
    matches!(value, Operand::Number(_) | Operand::Decimal(_) | Operand::Money { .. })
}

fn operand(value: &Operand) -> String {
    match value {
        Operand::Missing => String::new(),
        Operand::Empty => "empty".to_owned(),
        Operand::Text(text) => word_or_quoted(text),
        Operand::Number(number) => number.to_string(),
        Operand::Decimal(text) => text.clone(),
        Operand::Money { minor, decimals } => major_units(*minor, *decimals),
        Operand::YesNo(true) => "yes".to_owned(),
        Operand::YesNo(false) => "no".to_owned(),
        Operand::Period(period) => period.to_string(),
        Operand::List(values) => {
            let values: Vec<String> = values.iter().map(operand).collect();
            format!("({})", values.join(", "))
        }
    }
}

/// Keys, dates and instants as they are; everything else in quotes.
fn word_or_quoted(text: &str) -> String {
    let is_key = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let is_time = Date::parse(text).is_ok() || (text.is_ascii() && Moment::parse(text).is_ok());
    if (is_key && !VALUE_KEYWORDS.contains(&text)) || is_time {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// 50050 with two decimals is `500.50`, 50000 is `500`.
fn major_units(minor: i64, decimals: u8) -> String {
    let scale = 10_u64.pow(u32::from(decimals));
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}", width = usize::from(decimals)),
    }
}
