//! From tokens to an expression: recursive descent, bounded in depth. A mistake in one clause does
//! not hide those in the next ones.

use super::character;
use super::lexer::{Token, TokenKind};
use super::phrases::{NAME_KEYWORDS, PHRASES, Rest};
use crate::filter::ast::Accents;
use crate::filter::expression::{
    About, ClauseExpression, Expression, Operand, Operator, QuantifierWord,
};
use crate::filter::limits::DEPTH_MAX;
use crate::words::problem::closest;
use crate::words::{Period, PeriodUnit, Problem, Problems, clip};

/// Brackets and `not`s may nest twice as deep as groups do: a bracket need not make a group.
const BRACKETS_MAX: usize = 2 * DEPTH_MAX;

/// Where the parts of a clause stand. Units: characters from the beginning.
#[derive(Clone, Debug, Default)]
pub(super) struct ClausePlaces {
    pub(super) start: usize,
    about: usize,
    operator: usize,
    parts: Vec<(&'static str, usize)>,
}

impl ClausePlaces {
    /// Where a part of a clause stands, like `value[2]` or `since.field`.
    pub(super) fn of(&self, part: &str) -> usize {
        let name = part.split(['[', '.']).next().unwrap_or(part);
        match name {
            "field" | "event" => self.about,
            "op" => self.operator,
            _ => {
                let known = self.parts.iter().find(|(known, _)| *known == name);
                known.map_or(self.start, |(_, offset)| *offset)
            }
        }
    }
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    next: usize,
    brackets: usize,
    problems: Problems,
    places: Vec<ClausePlaces>,
}

type Parsed<T> = Result<T, Problem>;

impl Parser {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Parser { tokens, next: 0, brackets: 0, problems: Vec::new(), places: Vec::new() }
    }

    pub(super) fn parse(mut self) -> Result<(Expression, Vec<ClausePlaces>), Problems> {
        let expression = self.any();
        if self.problems.is_empty() && *self.peek() != TokenKind::End {
            let problem = self.expected("`and`, `or` or the end");
            self.problems.push(problem.help("put values of several words in \"quotes\""));
        }
        if self.problems.is_empty() { Ok((expression, self.places)) } else { Err(self.problems) }
    }

    fn any(&mut self) -> Expression {
        let mut parts = vec![self.all()];
        while self.eat(&["or"]) {
            parts.push(self.all());
        }
        grouped(parts, Expression::Any)
    }

    fn all(&mut self) -> Expression {
        let mut parts = vec![self.part()];
        while self.eat(&["and"]) {
            parts.push(self.part());
        }
        grouped(parts, Expression::All)
    }

    fn part(&mut self) -> Expression {
        self.brackets += 1;
        let part = if self.brackets > BRACKETS_MAX {
            let message = format!("the filter is nested more than {DEPTH_MAX} deep");
            Err(Problem::new("too_deep", message).at(character(self.offset())))
        } else {
            self.part_inside()
        };
        self.brackets -= 1;
        part.unwrap_or_else(|problem| {
            self.problems.push(problem);
            self.skip_clause();
            Expression::Everyone
        })
    }

    fn part_inside(&mut self) -> Parsed<Expression> {
        if self.eat(&["everyone"]) {
            return Ok(Expression::Everyone);
        }
        if self.eat(&["not"]) {
            return Ok(Expression::Not(Box::new(self.part())));
        }
        if self.eat_kind(&TokenKind::Open) {
            let inner = self.any();
            if !self.eat_kind(&TokenKind::Close) {
                return Err(self.expected("`)`, `and` or `or`"));
            }
            return Ok(inner);
        }
        let mut places = ClausePlaces { start: self.offset(), ..ClausePlaces::default() };
        let clause =
            if self.eat(&["no"]) { self.absence(&mut places) } else { self.clause(&mut places) }?;
        self.places.push(places);
        Ok(Expression::Clause(clause))
    }

    fn clause(&mut self, places: &mut ClausePlaces) -> Parsed<ClauseExpression> {
        let quantifier = self.quantifier();
        places.about = self.offset();
        let name = self.name("a field, an event, `everyone`, `not` or `(`")?;
        places.operator = self.offset();
        let phrase = PHRASES.iter().find(|(words, _, _)| self.eat(words));
        let Some((_, operator, rest)) = phrase else {
            return Err(self.no_phrase());
        };
        let about = About::Field(name);
        let mut clause = ClauseExpression::new(about, *operator, Operand::Missing);
        clause.quantifier = quantifier;
        places.parts.push(("value", self.offset()));
        self.rest(*rest, &mut clause, places)?;
        if self.eat(&["ignoring", "accents"]) {
            clause.accents = Accents::Ignored;
        }
        Ok(clause)
    }

    /// Nothing that is asked stands here; perhaps something that looks like it.
    fn no_phrase(&self) -> Problem {
        const PHRASE_WORDS_MAX: usize = 3;
        let problem = self.expected("what is asked, like `is`, `contains` or `older than`");
        let word = |token: &Token| match &token.kind {
            TokenKind::Word(word) => Some(word.clone()),
            _ => None,
        };
        let words: Vec<String> =
            self.tokens.iter().skip(self.next).map_while(word).take(PHRASE_WORDS_MAX).collect();
        let meant = (1..=words.len()).rev().find_map(|count| {
            let found = words.get(..count)?.join(" ");
            let phrases = PHRASES.iter().filter(|(words, _, _)| words.len() == count);
            let phrases: Vec<String> = phrases.map(|(words, _, _)| words.join(" ")).collect();
            closest(&found, phrases.iter().map(String::as_str)).map(str::to_owned)
        });
        match meant {
            Some(phrase) => problem.help(format!("did you mean `{phrase}`?")),
            None => problem,
        }
    }

    fn quantifier(&mut self) -> Option<QuantifierWord> {
        let words = [
            ("any", QuantifierWord::Any),
            ("all", QuantifierWord::All),
            ("none", QuantifierWord::None),
        ];
        let found = words.into_iter().find(|(word, _)| self.eat(&[word]));
        if found.is_some() {
            self.eat(&["of"]);
        }
        found.map(|(_, quantifier)| quantifier)
    }

    fn rest(
        &mut self,
        rest: Rest,
        clause: &mut ClauseExpression,
        places: &mut ClausePlaces,
    ) -> Parsed<()> {
        match rest {
            Rest::Nothing => {}
            Rest::Value => clause.value = self.value()?,
            Rest::List => clause.value = self.list()?,
            Rest::Range => {
                let from = self.value()?;
                if !self.eat(&["and"]) {
                    return Err(self.expected("`and` and the upper end"));
                }
                clause.value = Operand::List(vec![from, self.value()?]);
            }
            Rest::Period => clause.value = Operand::Period(self.period()?),
            Rest::PeriodAhead => {
                clause.value = Operand::Period(self.period()?);
                if !self.eat(&["ahead"]) {
                    return Err(self.expected("`ahead`").help("for amounts write `> 500`"));
                }
            }
            Rest::Days => {
                clause.value = self.value()?;
                if !self.eat(&["days"]) && !self.eat(&["day"]) {
                    return Err(self.expected("`days`"));
                }
            }
            Rest::Held => clause.value = self.held()?,
            Rest::Change => self.change(clause, places)?,
            Rest::ValueOrTimes => {
                clause.value = self.value()?;
                if self.eat(&["times"]) || self.eat(&["time"]) {
                    self.event(clause, places)?;
                }
            }
            Rest::Happened(times) => {
                clause.value = Operand::Number(f64::from(times));
                self.event(clause, places)?;
            }
        }
        Ok(())
    }

    /// What was taken for a field is an event.
    fn event(&mut self, clause: &mut ClauseExpression, places: &mut ClausePlaces) -> Parsed<()> {
        if let About::Field(name) = &clause.about {
            clause.about = About::Event(name.clone());
        }
        clause.within = self.within(places)?;
        Ok(())
    }

    fn within(&mut self, places: &mut ClausePlaces) -> Parsed<Option<Period>> {
        if !self.eat(&["in", "the", "last"]) && !self.eat(&["within", "the", "last"]) {
            return Ok(None);
        }
        places.parts.push(("within", self.offset()));
        self.period().map(Some)
    }

    fn change(&mut self, clause: &mut ClauseExpression, places: &mut ClausePlaces) -> Parsed<()> {
        if self.eat(&["from"]) {
            places.parts.push(("from", self.offset()));
            clause.from = self.held()?;
        }
        if self.eat(&["to"]) {
            places.parts.push(("to", self.offset()));
            clause.to = self.held()?;
        }
        clause.within = self.within(places)?;
        if self.eat(&["since"]) {
            let is_event = self.eat(&["event"]);
            places.parts.push(("since", self.offset()));
            let name = self.name("a date field or an event")?;
            clause.since = Some(if is_event { About::Event(name) } else { About::Field(name) });
        }
        Ok(())
    }

    /// `no call_made since that offer_sent older than 3 days`; `no` is eaten.
    fn absence(&mut self, places: &mut ClausePlaces) -> Parsed<ClauseExpression> {
        places.parts.push(("value", self.offset()));
        let follow_ups = if *self.peek() == TokenKind::Open {
            self.list()?
        } else {
            Operand::List(vec![Operand::Text(self.name("an event, or a list of events")?)])
        };
        places.operator = self.offset();
        if !self.eat(&["since"]) {
            return Err(self.expected("`since` and an event"));
        }
        self.eat(&["that"]);
        places.about = self.offset();
        let cause = About::Event(self.name("an event")?);
        let mut clause = ClauseExpression::new(cause, Operator::NotFollowedBy, follow_ups);
        if self.eat(&["older", "than"]) {
            places.parts.push(("older_than", self.offset()));
            clause.older_than = Some(self.period()?);
        }
        Ok(clause)
    }

    fn held(&mut self) -> Parsed<Operand> {
        if self.eat(&["empty"]) {
            return Ok(Operand::Empty);
        }
        if *self.peek() == TokenKind::Open { self.list() } else { self.value() }
    }

    fn list(&mut self) -> Parsed<Operand> {
        if !self.eat_kind(&TokenKind::Open) {
            return Err(self.expected("a list in brackets, like (vip, \"very hot\")"));
        }
        let mut values = vec![self.value()?];
        while self.eat_kind(&TokenKind::Comma) {
            values.push(self.value()?);
        }
        if !self.eat_kind(&TokenKind::Close) {
            return Err(self.expected("`,` or `)`"));
        }
        Ok(Operand::List(values))
    }

    fn value(&mut self) -> Parsed<Operand> {
        let value = match self.peek() {
            TokenKind::Quoted(text) => Operand::Text(text.clone()),
            TokenKind::Word(word) if is_decimal(word) => Operand::Decimal(word.clone()),
            TokenKind::Word(word) => Operand::Text(word.clone()),
            _ => return Err(self.expected("a value")),
        };
        self.next += 1;
        Ok(value)
    }

    fn period(&mut self) -> Parsed<Period> {
        let count = match self.peek() {
            TokenKind::Word(word) => word.parse::<u32>().ok(),
            _ => None,
        };
        let Some(count) = count else { return Err(self.expected("a period, like 3 days")) };
        self.next += 1;
        let unit = match self.peek() {
            TokenKind::Word(word) => PeriodUnit::parse(&word.to_ascii_lowercase()),
            _ => None,
        };
        let Some(unit) = unit else {
            let units = PeriodUnit::ALL.map(PeriodUnit::key);
            return Err(self.expected("a unit of time").allowed(units).suggest());
        };
        self.next += 1;
        Ok(Period::new(count, unit))
    }

    fn name(&mut self, expected: &str) -> Parsed<String> {
        let name = match self.peek() {
            TokenKind::Name(name) => Some(name.clone()),
            TokenKind::Word(word) if !is_one_of(word, NAME_KEYWORDS) => Some(word.clone()),
            _ => None,
        };
        let name = name.ok_or_else(|| self.expected(expected))?;
        self.next += 1;
        Ok(name)
    }

    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.next).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |token| token.offset)
    }

    /// Eats these words and signs, all or none of them; keywords in any case.
    fn eat(&mut self, words: &[&str]) -> bool {
        let tokens = self.tokens.iter().skip(self.next).map(|token| &token.kind);
        let fits = |(word, token): (&&str, &TokenKind)| match token {
            TokenKind::Word(found) => found.eq_ignore_ascii_case(word),
            TokenKind::Sign(sign) => sign == word,
            _ => false,
        };
        let found = words.iter().zip(tokens).filter(|pair| fits(*pair)).count() == words.len();
        if found {
            self.next += words.len();
        }
        found
    }

    fn eat_kind(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == kind;
        self.next += usize::from(found);
        found
    }

    fn expected(&self, what: &str) -> Problem {
        let found = match self.peek() {
            TokenKind::Word(text) | TokenKind::Quoted(text) | TokenKind::Name(text) => clip(text),
            TokenKind::Open => "(".to_owned(),
            TokenKind::Close => ")".to_owned(),
            TokenKind::Comma => ",".to_owned(),
            TokenKind::Sign(sign) => (*sign).to_owned(),
            TokenKind::End => "the end".to_owned(),
        };
        Problem::new("unexpected_word", format!("{what} is expected here, not `{found}`"))
            .at(character(self.offset()))
            .found(found)
    }

    /// After a mistake: on to where the next clause can begin.
    fn skip_clause(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.peek() {
                TokenKind::End => return,
                TokenKind::Open => open += 1,
                TokenKind::Close if open == 0 => return,
                TokenKind::Close => open -= 1,
                TokenKind::Word(word) if open == 0 && is_one_of(word, &["and", "or"]) => return,
                _ => {}
            }
            self.next += 1;
        }
    }
}

fn grouped(mut parts: Vec<Expression>, group: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        1 => parts.remove(0),
        _ => group(parts),
    }
}

fn is_one_of(word: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// `-500.50`, not a date and not `1e9`.
fn is_decimal(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(fraction)
}
