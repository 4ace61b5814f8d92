//! Laws of filters over random records, filters and instants (D7, D10): what no table can list.

#[path = "common/generate.rs"]
mod generate;

use generate::{at, clause, expression, subject, world};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use relance_core::filter::explain::{Detail, Explanation};
use relance_core::filter::expression::{ClauseExpression, Expression, Operator, QuantifierWord};
use relance_core::filter::{At, Filter};
use relance_core::wire::filter::{expression_from_json, filter_to_json};
use relance_core::words::Moment;

const TEN_YEARS_MS: i64 = 315_576_000_000;

/// The operator that must give the exact complement (D7).
fn complement(operator: Operator) -> Option<Operator> {
    use Operator as O;
    Some(match operator {
        O::IsEmpty => O::IsNotEmpty,
        O::Is => O::IsNot,
        O::In => O::NotIn,
        O::Contains => O::DoesNotContain,
        O::AnyOf => O::NoneOf,
        O::Changed => O::NotChanged,
        O::WasEver => O::NeverWas,
        _ => return None,
    })
}

/// Text has no groups of one: it needs no brackets around a single clause.
fn without_groups_of_one(expression: &Expression) -> Expression {
    let each = |children: &[Expression]| children.iter().map(without_groups_of_one).collect();
    match expression {
        Expression::All(children) | Expression::Any(children) if children.len() == 1 => {
            without_groups_of_one(&children[0])
        }
        Expression::All(children) => Expression::All(each(children)),
        Expression::Any(children) => Expression::Any(each(children)),
        Expression::Not(child) => Expression::Not(Box::new(without_groups_of_one(child))),
        Expression::Everyone | Expression::Clause(_) => expression.clone(),
    }
}

/// The answer that the decisive clauses alone give; `None` when they leave it open.
fn decided(explanation: &Explanation) -> Option<bool> {
    if !explanation.is_decisive {
        return None;
    }
    match &explanation.detail {
        Detail::Everyone => Some(true),
        Detail::Clause(_) => Some(explanation.holds),
        Detail::Not(part) => decided(part).map(|holds| !holds),
        Detail::All(parts) => combined(parts, true),
        Detail::Any(parts) => combined(parts, false),
    }
}

/// `all` is true when each is, false as soon as one is false; `any` the other way round.
fn combined(parts: &[Explanation], neutral: bool) -> Option<bool> {
    let decided: Vec<_> = parts.iter().map(decided).collect();
    match () {
        () if decided.contains(&Some(!neutral)) => Some(!neutral),
        () if decided.iter().all(|part| *part == Some(neutral)) => Some(neutral),
        () => None,
    }
}

fn blank_clauses<'a>(explanation: &'a Explanation, found: &mut impl FnMut(&'a str, bool)) {
    match &explanation.detail {
        Detail::Everyone => {}
        Detail::Clause(clause) if clause.is_blank => found(&explanation.place, explanation.holds),
        Detail::Clause(_) => {}
        Detail::Not(part) => blank_clauses(part, found),
        Detail::All(parts) | Detail::Any(parts) => {
            parts.iter().for_each(|part| blank_clauses(part, found));
        }
    }
}

/// The answer if the clause at a place were the opposite.
fn turned(explanation: &Explanation, place: &str) -> bool {
    match &explanation.detail {
        Detail::Everyone => true,
        Detail::Clause(_) => explanation.holds != (explanation.place == place),
        Detail::Not(part) => !turned(part, place),
        Detail::All(parts) => parts.iter().all(|part| turned(part, place)),
        Detail::Any(parts) => parts.iter().any(|part| turned(part, place)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_negative_operator_is_the_complement_of_its_positive_one(
        clause in clause(), subject in subject(), at in at()
    ) {
        let Expression::Clause(clause) = clause else { return Ok(()) };
        let world = world();
        let matches = |clause: ClauseExpression| {
            world.check(&Expression::Clause(clause)).matches(&subject.subject(), &at)
        };
        if clause.quantifier.is_none() && let Some(negative) = complement(clause.operator) {
            let turned = ClauseExpression { operator: negative, ..clause.clone() };
            prop_assert_ne!(matches(clause), matches(turned));
        } else if clause.quantifier == Some(QuantifierWord::None) {
            let turned = ClauseExpression { quantifier: Some(QuantifierWord::Any), ..clause.clone() };
            prop_assert_ne!(matches(clause), matches(turned));
        }
    }

    #[test]
    fn json_gives_the_same_filter_back(expression in expression()) {
        let world = world();
        let filter = world.check(&expression);
        let again = expression_from_json(&filter_to_json(&filter)).unwrap();
        prop_assert_eq!(world.check(&again), filter);
    }

    #[test]
    fn text_gives_the_same_filter_back(expression in expression()) {
        let world = world();
        let filter = world.check(&expression);
        let text = filter.to_text();
        let again = Filter::from_text(&text, &world.catalog(), &generate::deals());
        let again = again.unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
        prop_assert_eq!(again.expression(), &without_groups_of_one(filter.expression()), "{}", text);
        prop_assert_eq!(again.to_text(), text);
    }

    #[test]
    fn any_text_is_answered(text in "([a-z_.]{1,6}|is|not|and|or|\\(|\\)|\"|,|`|[0-9]+|older than|days| ){0,12}") {
        let world = world();
        if let Err(problems) = Filter::from_text(&text, &world.catalog(), &generate::deals()) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn an_explanation_agrees_with_the_answer_and_its_decisive_clauses_decide(
        expression in expression(), subject in subject(), at in at()
    ) {
        let filter = world().check(&expression);
        let explanation = filter.explain(&subject.subject(), &at);
        prop_assert_eq!(explanation.holds, filter.matches(&subject.subject(), &at));
        // Whatever the other clauses were, the decisive ones give this answer.
        prop_assert_eq!(decided(&explanation), Some(explanation.holds));
    }

    #[test]
    fn blanks_decide_exactly_where_turning_the_clause_turns_the_answer(
        expression in expression(), subject in subject(), at in at()
    ) {
        let filter = world().check(&expression);
        let explanation = filter.explain(&subject.subject(), &at);
        let mut expected = Vec::new();
        blank_clauses(&explanation, &mut |place, holds| {
            if turned(&explanation, place) != explanation.holds {
                expected.push((place.to_owned(), holds));
            }
        });
        let found = filter.deciding_blanks(&subject.subject(), &at);
        let found: Vec<_> = found.into_iter().map(|blank| (blank.place, blank.holds)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_answer_stays_until_the_next_flip_and_changes_there(
        expression in expression(), subject in subject(), at in at(),
        places in prop::collection::vec(0.0..1.0_f64, 6)
    ) {
        let filter = world().check(&expression);
        let subject = subject.subject();
        let matches = |now: Moment| filter.matches(&subject, &At { now, ..at });
        let holds_now = matches(at.now);
        let flip = filter.next_flip(&subject, &at);
        // Without a flip, look ten years ahead.
        let end = flip.map_or(at.now.plus_ms(TEN_YEARS_MS), |flip| flip.plus_ms(-1));
        prop_assert!(flip.is_none_or(|flip| flip > at.now));
        prop_assert_eq!(matches(end), holds_now, "just before {:?}", flip);
        for place in places {
            let between = at.now.plus_ms(((end.as_ms() - at.now.as_ms()) as f64 * place) as i64);
            prop_assert_eq!(matches(between), holds_now, "at {:?} before {:?}", between, flip);
        }
        if let Some(flip) = flip {
            // After 64 flips of clauses that change nothing (two birthdays that never meet) it gives
            // the next such instant unchecked: decades ahead, and one evaluation in vain.
            let is_far = flip > at.now.plus_ms(TEN_YEARS_MS);
            prop_assert!(is_far || matches(flip) != holds_now, "at the flip {:?}", flip);
        }
    }

    #[test]
    fn what_does_not_depend_on_time_never_flips(
        expression in expression(), subject in subject(), at in at(), later in 0_i64..100_000_000_000
    ) {
        let filter = world().check(&expression);
        let reads = filter.reads();
        if !filter.is_time_dependent() && !reads.reads_events() && !reads.reads_changes() {
            let subject = subject.subject();
            let then = At { now: at.now.plus_ms(later), ..at };
            prop_assert_eq!(filter.next_flip(&subject, &at), None);
            prop_assert_eq!(filter.matches(&subject, &at), filter.matches(&subject, &then));
        }
    }
}

/// A law over cases that are all alike proves nothing.
#[test]
fn the_generated_cases_differ() {
    let mut runner = TestRunner::deterministic();
    let world = world();
    let (mut matching, mut flipping) = (0, 0);
    for _ in 0..500 {
        let case = (expression(), subject(), at()).new_tree(&mut runner).unwrap();
        let (expression, subject, at) = case.current();
        let filter = world.check(&expression);
        matching += usize::from(filter.matches(&subject.subject(), &at));
        flipping += usize::from(filter.next_flip(&subject.subject(), &at).is_some());
    }
    assert!((150..350).contains(&matching), "{matching} of 500 match");
    assert!((50..).contains(&flipping), "{flipping} of 500 flip");
}

#[test]
fn everyone_is_everyone() {
    let filter = Filter::everyone(generate::deals());
    assert_eq!(filter, world().check(&Expression::Everyone));
}
