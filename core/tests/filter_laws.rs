//! Laws of filters over random records, filters and instants (D7, D10): what no table can list.

#[path = "common/generate.rs"]
mod generate;

use generate::{at, clause, expression, subject, world};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use relance_core::filter::expression::{ClauseExpression, Expression, Operator, QuantifierWord};
use relance_core::filter::{At, Filter};
use relance_core::wire::filter::{expression_from_json, filter_to_json};
use relance_core::words::Moment;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

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
        let end = flip.map_or(at.now.plus_ms(315_576_000_000), |flip| flip.plus_ms(-1));
        prop_assert!(flip.is_none_or(|flip| flip > at.now));
        prop_assert_eq!(matches(end), holds_now, "just before {:?}", flip);
        for place in places {
            let between = at.now.plus_ms(((end.as_ms() - at.now.as_ms()) as f64 * place) as i64);
            prop_assert_eq!(matches(between), holds_now, "at {:?} before {:?}", between, flip);
        }
        if let Some(flip) = flip {
            prop_assert_ne!(matches(flip), holds_now, "at the flip {:?}", flip);
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
