//! Checks an expression against a module and types it (D11): all problems at once, each with its
//! place, or a [`Filter`] that can only be right.
//!
//! Places are paths into the expression: `all[1].value`, `not.any[0].field`, `value[3]`.

use super::ast::{
    Accents, Changed, ChangedWhen, Clause, EmptyAs, FieldTest, Filter, Happened, Node, Predicate,
    Quantifier, Question, Reads, RelatedTest, Sense, TimeTest, Unattended, Unchanged,
};
use super::catalog::Catalog;
use super::check_value::{ValueChecker, check_period};
use super::expression::{About, ClauseExpression, Expression, Operand, Operator, QuantifierWord};
use super::limits::{DEPTH_MAX, LIST_VALUES_MAX, NODES_MAX, TIMES_MAX};
use super::operators::{OperatorOffer, operators_for, operators_for_events};
use crate::words::module::CONTACTS;
use crate::words::{EventName, Field, FieldKind, Module, ModuleKey, Problem, Problems, clip};

impl Filter {
    /// Types an expression against a module.
    ///
    /// # Errors
    /// Every problem: `unknown_module`, `unknown_field`, `unknown_event`, `unknown_choice`,
    /// `wrong_operator`, `wrong_value`, and the limits of [`super::limits`].
    ///
    /// # Example
    /// ```
    /// use relance_core::filter::{Catalog, Expression, Filter};
    /// use relance_core::words::ModuleKey;
    /// let catalog = Catalog { modules: &[], events: &[], users: &[] };
    /// let problems = Filter::check(&Expression::Everyone, &catalog, &ModuleKey::parse("deals")?);
    /// assert_eq!(problems.unwrap_err()[0].code, "unknown_module");
    /// # Ok::<(), relance_core::words::Problem>(())
    /// ```
    pub fn check(
        expression: &Expression,
        catalog: &Catalog<'_>,
        module: &ModuleKey,
    ) -> Result<Filter, Problems> {
        let module = catalog.expect_module(module.as_str()).map_err(|problem| vec![problem])?;
        let mut checker =
            Checker { catalog, module, problems: Vec::new(), reads: Reads::default(), nodes: 0 };
        let checked = checker.node(expression, "", 1);
        match checked {
            Some((root, expression)) if checker.problems.is_empty() => {
                let (module, reads) = (module.key.clone(), checker.reads);
                Ok(Filter { module, root, expression, reads })
            }
            _ => Err(checker.problems),
        }
    }

    /// The filter that every record of the module matches.
    pub fn everyone(module: ModuleKey) -> Filter {
        Filter {
            module,
            root: Node::Everyone,
            expression: Expression::Everyone,
            reads: Reads::default(),
        }
    }
}

struct Checker<'c, 'a> {
    catalog: &'c Catalog<'a>,
    module: &'c Module,
    problems: Problems,
    reads: Reads,
    nodes: usize,
}

type Typed = Option<(Node, Expression)>;
/// A clause with its canonical form, or what is wrong with it, placed within the clause.
type TypedClause = Result<(Clause, ClauseExpression), Problems>;

impl<'c> Checker<'c, '_> {
    fn node(&mut self, expression: &Expression, place: &str, depth: usize) -> Typed {
        self.nodes += 1;
        if let Some(problem) = self.size_problem(depth) {
            self.problems.push(problem.at(place));
            return None;
        }
        match expression {
            Expression::Everyone => Some((Node::Everyone, Expression::Everyone)),
            Expression::All(children) => {
                let (nodes, children) = self.group("all", children, place, depth)?;
                Some((Node::All(nodes), Expression::All(children)))
            }
            Expression::Any(children) => {
                let (nodes, children) = self.group("any", children, place, depth)?;
                Some((Node::Any(nodes), Expression::Any(children)))
            }
            Expression::Not(child) => {
                let (node, child) = self.node(child, &inside(place, "not"), depth + 1)?;
                Some((Node::Not(Box::new(node)), Expression::Not(Box::new(child))))
            }
            Expression::Clause(clause) => match self.clause(clause) {
                Ok((typed, clause)) => Some((Node::Clause(typed), Expression::Clause(clause))),
                Err(problems) => {
                    self.problems.extend(problems.into_iter().map(|problem| problem.within(place)));
                    None
                }
            },
        }
    }

    /// One problem for the whole filter, however far it exceeds a limit.
    fn size_problem(&self, depth: usize) -> Option<Problem> {
        if depth > DEPTH_MAX {
            let message = format!("the filter is nested more than {DEPTH_MAX} deep");
            return Some(Problem::new("too_deep", message));
        }
        (self.nodes == NODES_MAX + 1).then(|| {
            let message = format!("the filter has more than {NODES_MAX} conditions");
            Problem::new("too_many_conditions", message)
                .help("use a list, a tag or a field instead")
        })
    }

    fn group(
        &mut self,
        name: &str,
        children: &[Expression],
        place: &str,
        depth: usize,
    ) -> Option<(Vec<Node>, Vec<Expression>)> {
        if children.is_empty() {
            let problem = Problem::new("empty_group", format!("`{name}` has no conditions"));
            self.problems.push(problem.at(place).help("add one, or say `everyone`"));
            return None;
        }
        let mut nodes = Vec::new();
        let mut expressions = Vec::new();
        for (index, child) in children.iter().enumerate() {
            if self.nodes > NODES_MAX {
                break;
            }
            let place = format!("{}[{index}]", inside(place, name));
            if let Some((node, expression)) = self.node(child, &place, depth + 1) {
                nodes.push(node);
                expressions.push(expression);
            }
        }
        Some((nodes, expressions))
    }

    fn clause(&mut self, clause: &ClauseExpression) -> TypedClause {
        let mut problems = misplaced(clause);
        let checked = match &clause.about {
            About::Event(name) => self.event_clause(clause, name),
            About::Field(path) => self.field_clause(clause, path),
        };
        match checked {
            Ok(checked) if problems.is_empty() => Ok(checked),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }

    fn field_clause(&mut self, clause: &ClauseExpression, path: &str) -> TypedClause {
        let one = |problem: Problem| vec![problem];
        let (relation, key) = match path.split_once('.') {
            None => (None, path),
            Some((relation, key)) => (Some(relation), key),
        };
        if key.contains('.') {
            let message = format!("`{}` goes through more than one relation", clip(path));
            return Err(one(Problem::new("path_too_long", message).at("field").found(clip(path))));
        }
        let Some(relation) = relation else { return self.own_clause(clause, key) };
        let relation = self.relation(relation).map_err(|problem| one(problem.at("field")))?;
        let FieldKind::Relation { module } = &relation.kind else {
            let message =
                format!("`{}` is {}, not a relation", relation.key, relation.kind.in_words());
            return Err(one(Problem::new("not_a_relation", message).at("field")));
        };
        let module = self
            .catalog
            .expect_module(module.as_str())
            .map_err(|problem| one(problem.at("field")))?;
        self.related_clause(clause, relation, module, key)
    }

    /// The relation field that the first half of a path names; `contact.` stands for `contacts.`.
    fn relation(&self, key: &str) -> Result<&'c Field, Problem> {
        let module: &'c Module = self.module;
        match module.field(key) {
            Some(field) => Ok(field),
            None if key == "contact" && module.field(CONTACTS).is_some() => {
                module.expect_field(CONTACTS)
            }
            None => module.expect_field(key),
        }
    }

    fn related_clause(
        &mut self,
        clause: &ClauseExpression,
        relation: &Field,
        module: &Module,
        key: &str,
    ) -> TypedClause {
        let field = module.expect_field(key).map_err(|problem| vec![problem.at("field")])?;
        let offer = offered(clause.operator, field)?;
        if !offer.works_behind_relation {
            let message = format!(
                "`{}` is not known of related records, only of the record itself",
                clause.operator.key()
            );
            return Err(vec![Problem::new("wrong_operator", message).at("op")]);
        }
        let values = self.values(module, field, clause);
        let (predicate, value) = values.predicate(clause.operator, &clause.value)?;
        if matches!(&predicate, Predicate::Time(test) if depends_on_now(test)) {
            self.reads.is_time_dependent = true;
        }
        self.reads.relations.insert(relation.key.clone());
        self.reads.related_fields.insert((relation.key.clone(), field.key.clone()));
        let (sense, quantifier, test_sense) = quantified(clause.operator, clause.quantifier);
        let test = FieldTest { field: field.key.clone(), predicate, empty: empty_as(field) };
        let question = Question::Related(RelatedTest {
            relation: relation.key.clone(),
            module: module.key.clone(),
            quantifier,
            test_sense,
            test,
        });
        let about = About::Field(format!("{}.{}", relation.key, field.key));
        Ok((Clause { sense, question }, ClauseExpression { about, value, ..clause.clone() }))
    }

    fn own_clause(&mut self, clause: &ClauseExpression, key: &str) -> TypedClause {
        let field = self.module.expect_field(key).map_err(|problem| vec![problem.at("field")])?;
        offered(clause.operator, field)?;
        if clause.quantifier.is_some() {
            let message = format!("`{key}` is a field of the record itself: there is only one");
            let help = "`any`, `all` and `none` go with a path like contacts.city";
            return Err(vec![
                Problem::new("unexpected_quantifier", message).at("quantifier").help(help),
            ]);
        }
        if let FieldKind::Relation { .. } = field.kind {
            self.reads.relations.insert(field.key.clone());
        } else {
            self.reads.fields.insert(field.key.clone());
        }
        match clause.operator {
            Operator::Changed | Operator::NotChanged => self.changed_clause(clause, field),
            Operator::WasEver | Operator::NeverWas => self.was_ever_clause(clause, field),
            Operator::UnchangedFor => self.unchanged_clause(clause, field),
            _ => {
                let values = self.values(self.module, field, clause);
                let (predicate, value) = values.predicate(clause.operator, &clause.value)?;
                if matches!(&predicate, Predicate::Time(test) if depends_on_now(test)) {
                    self.reads.is_time_dependent = true;
                }
                let test =
                    FieldTest { field: field.key.clone(), predicate, empty: empty_as(field) };
                let typed = Clause { sense: sense(clause.operator), question: Question::Own(test) };
                Ok((typed, ClauseExpression { value, ..clause.clone() }))
            }
        }
    }

    fn values<'f>(
        &'f self,
        module: &'f Module,
        field: &'f Field,
        clause: &ClauseExpression,
    ) -> ValueChecker<'f, 'f> {
        ValueChecker { catalog: self.catalog, module, field, accents: clause.accents }
    }

    fn was_ever_clause(&mut self, clause: &ClauseExpression, field: &Field) -> TypedClause {
        let (predicate, value) = self.values(self.module, field, clause).held(&clause.value)?;
        self.reads.changes.insert(field.key.clone());
        let test = FieldTest { field: field.key.clone(), predicate, empty: empty_as(field) };
        let typed = Clause { sense: sense(clause.operator), question: Question::WasEver(test) };
        Ok((typed, ClauseExpression { value, ..clause.clone() }))
    }

    fn unchanged_clause(&mut self, clause: &ClauseExpression, field: &Field) -> TypedClause {
        let Operand::Period(period) = clause.value else {
            let problem = Problem::new("wrong_value", "`unchanged_for` takes a period");
            return Err(vec![problem.at("value").help("write it as 7 days")]);
        };
        check_period(period).map_err(|problem| vec![problem.at("value")])?;
        self.reads.changes.insert(field.key.clone());
        self.reads.is_time_dependent = true;
        let question = Question::Unchanged(Unchanged { field: field.key.clone(), period });
        Ok((Clause { sense: Sense::Positive, question }, clause.clone()))
    }

    fn changed_clause(&mut self, clause: &ClauseExpression, field: &Field) -> TypedClause {
        let mut problems = Vec::new();
        let mut side = |operand: &Operand, name: &str| match operand {
            Operand::Missing => (None, Operand::Missing),
            operand => match self.values(self.module, field, clause).held(operand) {
                Ok((predicate, operand)) => (Some(predicate), operand),
                Err(found) => {
                    problems.extend(found.into_iter().map(|problem| renamed(problem, name)));
                    (None, Operand::Missing)
                }
            },
        };
        let (from, written_from) = side(&clause.from, "from");
        let (to, written_to) = side(&clause.to, "to");
        let (when, written_since) = match self.when(clause) {
            Ok(when) => when,
            Err(problem) => {
                problems.push(problem);
                (ChangedWhen::Ever, None)
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        self.reads.changes.insert(field.key.clone());
        let changed = Changed { field: field.key.clone(), from, to, when, empty: empty_as(field) };
        let typed = Clause { sense: sense(clause.operator), question: Question::Changed(changed) };
        let written = ClauseExpression {
            from: written_from,
            to: written_to,
            since: written_since,
            ..clause.clone()
        };
        Ok((typed, written))
    }

    fn when(&mut self, clause: &ClauseExpression) -> Result<(ChangedWhen, Option<About>), Problem> {
        match (&clause.within, &clause.since) {
            (None, None) => Ok((ChangedWhen::Ever, None)),
            (Some(_), Some(_)) => {
                let message =
                    "a change is asked for `within` a period or `since` something, not both";
                Err(Problem::new("unexpected_part", message).at("since"))
            }
            (Some(period), None) => {
                check_period(*period).map_err(|problem| problem.at("within"))?;
                self.reads.is_time_dependent = true;
                Ok((ChangedWhen::Within(*period), None))
            }
            (None, Some(About::Event(name))) => {
                let event =
                    self.catalog.expect_event(name).map_err(|problem| problem.at("since.event"))?;
                self.reads.events.insert(event.clone());
                Ok((ChangedWhen::SinceEvent(event.clone()), clause.since.clone()))
            }
            // Text does not tell events from fields; a field goes first.
            (None, Some(About::Field(key)))
                if self.module.field(key).is_none() && self.catalog.expect_event(key).is_ok() =>
            {
                let since = Some(About::Event(key.clone()));
                self.when(&ClauseExpression { since, ..clause.clone() })
            }
            (None, Some(About::Field(key))) => {
                let field =
                    self.module.expect_field(key).map_err(|problem| problem.at("since.field"))?;
                if !matches!(field.kind, FieldKind::Date | FieldKind::Instant) {
                    let kind = field.kind.in_words();
                    let message = format!("`{key}` is {kind}; `since` takes a date or an event");
                    return Err(Problem::new("wrong_value", message).at("since.field"));
                }
                self.reads.fields.insert(field.key.clone());
                Ok((ChangedWhen::SinceField(field.key.clone()), clause.since.clone()))
            }
        }
    }

    fn event_clause(&mut self, clause: &ClauseExpression, name: &str) -> TypedClause {
        let event =
            self.catalog.expect_event(name).map_err(|problem| vec![problem.at("event")])?.clone();
        let offers = operators_for_events();
        if !offers.iter().any(|offer| offer.operator == clause.operator) {
            let message = format!("`{}` cannot be asked of an event", clause.operator.key());
            return Err(vec![not_offered(message, clause.operator, &offers)]);
        }
        for period in [clause.within, clause.older_than].into_iter().flatten() {
            let place = if clause.within.is_some() { "within" } else { "older_than" };
            check_period(period).map_err(|problem| vec![problem.at(place)])?;
            self.reads.is_time_dependent = true;
        }
        self.reads.events.insert(event.clone());
        match clause.operator {
            Operator::NotFollowedBy => self.unattended_clause(clause, event),
            operator => {
                let times = times(&clause.value, operator).map_err(|problem| vec![problem])?;
                let at_least = if operator == Operator::AtMost { times + 1 } else { times };
                let happened = Happened { event, at_least, within: clause.within };
                let typed = Clause {
                    sense: sense_of_count(operator),
                    question: Question::Happened(happened),
                };
                let value = Operand::Number(f64::from(times));
                Ok((typed, ClauseExpression { value, ..clause.clone() }))
            }
        }
    }

    fn unattended_clause(&mut self, clause: &ClauseExpression, cause: EventName) -> TypedClause {
        let names = match &clause.value {
            Operand::List(names) if !names.is_empty() && names.len() <= LIST_VALUES_MAX => {
                names.as_slice()
            }
            one @ Operand::Text(_) => core::slice::from_ref(one),
            _ => {
                let message =
                    "`not_followed_by` takes the names of the events that count as follow-up";
                return Err(vec![Problem::new("wrong_value", message).at("value")]);
            }
        };
        let mut follow_ups = Vec::new();
        let mut problems = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let name = if let Operand::Text(name) = name { name.as_str() } else { "" };
            match self.catalog.expect_event(name) {
                Ok(event) => follow_ups.push(event.clone()),
                Err(problem) => problems.push(problem.at(format!("value[{index}]"))),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        follow_ups.sort();
        follow_ups.dedup();
        self.reads.events.extend(follow_ups.iter().cloned());
        let written =
            follow_ups.iter().map(|name| Operand::Text(name.as_str().to_owned())).collect();
        let unattended = Unattended { follow_ups, cause, older_than: clause.older_than };
        let typed = Clause { sense: Sense::Positive, question: Question::Unattended(unattended) };
        Ok((typed, ClauseExpression { value: Operand::List(written), ..clause.clone() }))
    }
}

/// `within` + `value[2]` and so on: the same problem under another part's name.
fn renamed(mut problem: Problem, name: &str) -> Problem {
    let rest = problem.at.strip_prefix("value").unwrap_or("").to_owned();
    problem.at = format!("{name}{rest}");
    problem
}

fn inside(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

/// Parts of a clause that its operator does not take.
fn misplaced(clause: &ClauseExpression) -> Problems {
    use Operator as O;
    let is_event = matches!(clause.about, About::Event(_));
    let is_change = matches!(clause.operator, O::Changed | O::NotChanged);
    let is_count = is_event && matches!(clause.operator, O::AtLeast | O::AtMost);
    let takes_no_value = is_change;
    let parts = [
        ("value", takes_no_value && clause.value != Operand::Missing),
        ("from", !is_change && clause.from != Operand::Missing),
        ("to", !is_change && clause.to != Operand::Missing),
        ("within", !is_change && !is_count && clause.within.is_some()),
        ("since", !is_change && clause.since.is_some()),
        ("older_than", clause.operator != O::NotFollowedBy && clause.older_than.is_some()),
        ("quantifier", is_event && clause.quantifier.is_some()),
        ("ignoring_accents", is_event && clause.accents == Accents::Ignored),
    ];
    let misplaced = parts.into_iter().filter(|(_, is_misplaced)| *is_misplaced);
    misplaced
        .map(|(part, _)| {
            let message = format!("`{}` takes no `{part}`", clause.operator.key());
            Problem::new("unexpected_part", message).at(part)
        })
        .collect()
}

fn offered(operator: Operator, field: &Field) -> Result<OperatorOffer, Problems> {
    let offers = operators_for(&field.kind);
    offers.iter().find(|offer| offer.operator == operator).copied().ok_or_else(|| {
        let kind = field.kind.in_words();
        let message =
            format!("`{}` is {kind}, which cannot be asked `{}`", field.key, operator.key());
        vec![not_offered(message, operator, &offers)]
    })
}

fn not_offered(message: String, operator: Operator, offers: &[OperatorOffer]) -> Problem {
    Problem::new("wrong_operator", message)
        .at("op")
        .found(operator.key())
        .allowed(offers.iter().map(|offer| offer.operator.key()))
        .suggest()
}

fn times(value: &Operand, operator: Operator) -> Result<u32, Problem> {
    let number = match value {
        Operand::Number(number) => Some(*number),
        Operand::Decimal(text) => text.parse().ok(),
        _ => None,
    };
    let least = if operator == Operator::AtLeast { 1.0 } else { 0.0 };
    let is_good =
        |number: &f64| number.fract() == 0.0 && (least..=f64::from(TIMES_MAX)).contains(number);
    number.filter(is_good).map(|number| number as u32).ok_or_else(|| {
        let message = format!("`{}` takes a number of times", operator.key());
        Problem::new("wrong_value", message)
            .at("value")
            .help(format!("a whole number from {least} to {TIMES_MAX}"))
    })
}

fn empty_as(field: &Field) -> EmptyAs {
    let is_numeric = matches!(field.kind, FieldKind::Number | FieldKind::Money { .. });
    if field.empty_is_zero && is_numeric { EmptyAs::Zero } else { EmptyAs::Nothing }
}

fn depends_on_now(test: &TimeTest) -> bool {
    !matches!(
        test,
        TimeTest::On(_) | TimeTest::Before(_) | TimeTest::After(_) | TimeTest::Between(_, _)
    )
}

/// Whether an operator is the complement of its question (D7).
fn sense(operator: Operator) -> Sense {
    use Operator as O;
    match operator {
        O::IsNotEmpty
        | O::IsNot
        | O::NotIn
        | O::DoesNotContain
        | O::NoneOf
        | O::NotChanged
        | O::NeverWas => Sense::Negative,
        _ => Sense::Positive,
    }
}

fn sense_of_count(operator: Operator) -> Sense {
    if operator == Operator::AtMost { Sense::Negative } else { Sense::Positive }
}

/// How an operator is asked of related records: of the clause, how many, of each.
///
/// Without a quantifier the negative operators are the complement of their positive one over all
/// of them (D7: a deal's `contact.city is not X` when none of its contacts is of X). `is not empty`
/// is no negation to a reader: some contact has a value; `is empty` is its complement.
fn quantified(
    operator: Operator,
    quantifier: Option<QuantifierWord>,
) -> (Sense, Quantifier, Sense) {
    let own = sense(operator);
    match quantifier {
        Some(QuantifierWord::Any) => (Sense::Positive, Quantifier::Any, own),
        Some(QuantifierWord::All) => (Sense::Positive, Quantifier::All, own),
        Some(QuantifierWord::None) => (Sense::Negative, Quantifier::Any, own),
        None if operator == Operator::IsEmpty => {
            (Sense::Negative, Quantifier::Any, Sense::Negative)
        }
        None if operator == Operator::IsNotEmpty => {
            (Sense::Positive, Quantifier::Any, Sense::Negative)
        }
        None => (own, Quantifier::Any, Sense::Positive),
    }
}
