//! What is wrong with an author's input, said so that the author can mend it.
//!
//! Every message is listed in `tests/spec/errors.md`.

use core::fmt;

/// One mistake in what somebody gave us: which, where, what was found, what is allowed.
///
/// Manners: the message is lower case, one line, without a full stop, the user's words in backticks,
/// never a Rust name. Source: our choice, after cedar's style guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Closed vocabulary for programs and translations, like `unknown_field`.
    pub code: &'static str,
    /// One line for people, in English; the console translates by `code`.
    pub message: String,
    /// What to do about it, when there is something to suggest.
    pub help: Option<String>,
    /// The place: a path such as `filter.all[1].value` or `row 12, phone`. Empty = the whole input.
    pub at: String,
    /// What stood there.
    pub found: Option<String>,
    /// What may stand there.
    pub allowed: Vec<String>,
}

/// All problems of one input; parsers collect them rather than stop at the first.
pub type Problems = Vec<Problem>;

impl Problem {
    /// A problem with a code from the closed vocabulary and a one-line message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Problem {
            code,
            message: message.into(),
            help: None,
            at: String::new(),
            found: None,
            allowed: Vec::new(),
        }
    }

    /// The same problem, at a place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.at = place.into();
        self
    }

    /// The same problem inside an outer place: `filter` + `all[1]` = `filter.all[1]`.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.at = match (outer, self.at.as_str()) {
            ("", inner) => inner.to_owned(),
            (outer, "") => outer.to_owned(),
            (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
            (outer, inner) => format!("{outer}.{inner}"),
        };
        self
    }

    /// The same problem with advice.
    #[must_use]
    pub fn help(mut self, advice: impl Into<String>) -> Self {
        self.help = Some(advice.into());
        self
    }

    /// The same problem with what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// The same problem with what is allowed.
    #[must_use]
    pub fn allowed<S: Into<String>>(mut self, allowed: impl IntoIterator<Item = S>) -> Self {
        self.allowed = allowed.into_iter().map(Into::into).collect();
        self
    }

    /// The same problem with a suggestion when one of the allowed words is close to what was found.
    #[must_use]
    pub fn suggest(mut self) -> Self {
        let Some(found) = &self.found else { return self };
        if let Some(best) = closest(found, self.allowed.iter().map(String::as_str)) {
            self.help = Some(format!("did you mean `{best}`?"));
        }
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.at.is_empty() {
            write!(f, "{}: ", self.at)?;
        }
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// The candidate closest to a misspelt word, if any is close enough to be worth suggesting.
///
/// Close enough: at most a third of the letters changed, counted as insertions, deletions and
/// replacements (Levenshtein), ignoring case. Source: our choice, as rustc does.
pub fn closest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(WORD_CHARS_MAX).collect();
    let allowed_distance = word.len().div_ceil(3).max(1);
    candidates
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed_distance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longer words are compared by their first 64 characters: field names are at most 40.
const WORD_CHARS_MAX: usize = 64;

fn distance(word: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.to_lowercase().chars().take(WORD_CHARS_MAX).collect();
    let mut row: Vec<usize> = (0..=candidate.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        let mut left = i + 1;
        for (pair, b) in row.windows(2).zip(&candidate) {
            let (diagonal, above) = match pair {
                [diagonal, above] => (*diagonal, *above),
                _ => continue,
            };
            left = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_field_is_suggested_and_a_stranger_is_not() {
        let fields = ["stage", "amount", "created"];
        assert_eq!(closest("stgae", fields.into_iter()), Some("stage"));
        assert_eq!(closest("Amont", fields.into_iter()), Some("amount"));
        assert_eq!(closest("zzzzzz", fields.into_iter()), None);
    }

    #[test]
    fn places_nest() {
        let problem =
            Problem::new("x", "y").at("value").within("[1]").within("all").within("filter");
        assert_eq!(problem.at, "filter.all[1].value");
    }
}
