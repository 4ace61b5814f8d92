//! The text form of filters, for people: `stage never was "After call" and created older than 3 days`.
//!
//! ```text
//! filter     = and-part { "or" and-part }            and-part = part { "and" part }
//! part       = "everyone" | "(" filter ")" | "not" part | clause
//! clause     = [ "any" | "all" | "none" ] field phrase [ "ignoring accents" ]
//!            | event "at least" N "times" [ "in the last" period ]
//!            | "no" event-or-list "since that" event [ "older than" period ]
//! value      = word | "quoted" | number | date | instant          list = "(" value { "," value } ")"
//! ```
//! The phrases of each operator are in `phrases`. A field named like a word of the grammar stands in
//! backquotes. Money is in major units here (`500.50`); labels in quotes do as well as keys.
//! What a text means is decided by [`Filter::check`]; problems name the character. Parsing what was
//! printed gives the same filter (law: `core/tests/filter_laws.rs`).

mod lexer;
mod parser;
mod phrases;
mod printer;

use super::ast::Filter;
use super::catalog::Catalog;
use super::expression::Expression;
use super::limits::SOURCE_BYTES_MAX;
use crate::words::{ModuleKey, Problem, Problems};

use parser::{ClausePlaces, Parser};

impl Filter {
    /// Parses and checks a text.
    ///
    /// # Errors
    /// Every problem, at `character N`, counted from 1.
    ///
    /// # Example
    /// ```
    /// use relance_core::filter::{Catalog, Filter};
    /// use relance_core::wire::module::contacts_module;
    /// let contacts = [contacts_module()];
    /// let catalog = Catalog { modules: &contacts, events: &[], users: &[] };
    /// let module = &contacts[0].key;
    /// let filter = Filter::from_text("email is empty  and created older than 3 days", &catalog, module);
    /// assert_eq!(filter.unwrap().to_text(), "email is empty and created older than 3 days");
    /// let problems = Filter::from_text("emial is empty", &catalog, module).unwrap_err();
    /// assert_eq!(problems[0].help.as_deref(), Some("did you mean `email`?"));
    /// ```
    pub fn from_text(
        text: &str,
        catalog: &Catalog<'_>,
        module: &ModuleKey,
    ) -> Result<Filter, Problems> {
        let (expression, places) = parse(text)?;
        Filter::check(&expression, catalog, module).map_err(|problems| {
            let paths = clause_paths(&expression);
            let located = |problem: Problem| located(problem, &paths, &places);
            problems.into_iter().map(located).collect()
        })
    }

    /// The filter as text, in canonical form.
    pub fn to_text(&self) -> String {
        expression_to_text(&self.expression)
    }
}

/// An expression as text.
pub fn expression_to_text(expression: &Expression) -> String {
    printer::expression(expression)
}

/// Parses a text without checking it.
///
/// # Errors
/// Every mistake of grammar, at `character N`.
pub fn expression_from_text(text: &str) -> Result<Expression, Problems> {
    parse(text).map(|(expression, _)| expression)
}

fn parse(text: &str) -> Result<(Expression, Vec<ClausePlaces>), Problems> {
    if text.len() > SOURCE_BYTES_MAX {
        let message = format!("the filter has more than {SOURCE_BYTES_MAX} bytes");
        return Err(vec![Problem::new("too_long", message)]);
    }
    let tokens = lexer::tokens(text).map_err(|problem| vec![problem])?;
    Parser::new(tokens).parse()
}

/// The place of a character, as problems name it.
fn character(offset: usize) -> String {
    format!("character {}", offset + 1)
}

/// The path of each clause, in the order in which they stand in the text.
fn clause_paths(expression: &Expression) -> Vec<String> {
    fn collect(expression: &Expression, path: &str, paths: &mut Vec<String>) {
        let inside = |part: String| if path.is_empty() { part } else { format!("{path}.{part}") };
        let mut each = |name: &str, children: &[Expression]| {
            for (index, child) in children.iter().enumerate() {
                collect(child, &inside(format!("{name}[{index}]")), paths);
            }
        };
        match expression {
            Expression::Everyone => {}
            Expression::All(children) => each("all", children),
            Expression::Any(children) => each("any", children),
            Expression::Not(child) => collect(child, &inside("not".to_owned()), paths),
            Expression::Clause(_) => paths.push(path.to_owned()),
        }
    }
    let mut paths = Vec::new();
    collect(expression, "", &mut paths);
    paths
}

/// A problem at a path of the expression, moved to the character that it is about.
fn located(problem: Problem, paths: &[String], places: &[ClausePlaces]) -> Problem {
    let found = paths.iter().zip(places).find_map(|(path, places)| {
        let rest = problem.at.strip_prefix(path.as_str())?;
        // `all[1]` is no beginning of `all[12]`: what follows is a part of the clause, or nothing.
        let part = if path.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
        match part {
            Some(part) => Some(places.of(part)),
            None if rest.is_empty() => Some(places.start),
            None => None,
        }
    });
    match found {
        Some(offset) => problem.at(character(offset)),
        None => problem.at(""),
    }
}
