//! Reads one JSON object and collects everything that is wrong with it.
//!
//! Used instead of derived deserialisers because those stop at the first mistake and name a line and
//! a column; a person who filled in a form needs every mistake, with its place and a suggestion.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::words::ident::clip;
use crate::words::{Problem, Problems};

/// An object that is being read: remembers which keys were asked for and what was wrong.
#[derive(Debug)]
pub struct Object<'a> {
    map: &'a Map<String, Json>,
    known: BTreeSet<&'static str>,
    problems: Problems,
}

/// The text as JSON.
///
/// # Errors
/// `invalid_json` with the line and the column.
pub fn parse(text: &str) -> Result<Json, Problem> {
    serde_json::from_str(text).map_err(|error| {
        Problem::new("invalid_json", "this is not JSON")
            .at(format!("line {}, column {}", error.line(), error.column()))
            .help("check quotes, commas and brackets around this place")
    })
}

/// What stands there, in the words of somebody who writes JSON.
pub fn in_words(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// The problem of a value of the wrong JSON type.
pub fn wrong_type(wanted: &str, value: &Json) -> Problem {
    let message = format!("{wanted} is wanted here, not {}", in_words(value));
    Problem::new("wrong_type", message).found(clip(&value.to_string()))
}

/// Each item of a list, read by `read`; the problems of all items, each with its index.
///
/// # Errors
/// Every problem of every item, at `[index]`.
pub fn each<T>(
    items: &[Json],
    mut read: impl FnMut(&Json) -> Result<T, Problems>,
) -> Result<Vec<T>, Problems> {
    let mut good = Vec::with_capacity(items.len());
    let mut problems = Problems::new();
    for (index, item) in items.iter().enumerate() {
        match read(item) {
            Ok(value) => good.push(value),
            Err(found) => {
                problems
                    .extend(found.into_iter().map(|problem| problem.within(&format!("[{index}]"))));
            }
        }
    }
    if problems.is_empty() { Ok(good) } else { Err(problems) }
}

impl<'a> Object<'a> {
    /// Starts to read a value that must be an object.
    ///
    /// # Errors
    /// `wrong_type`.
    pub fn of(value: &'a Json) -> Result<Self, Problems> {
        match value {
            Json::Object(map) => {
                Ok(Object { map, known: BTreeSet::new(), problems: Problems::new() })
            }
            other => Err(vec![wrong_type("an object", other)]),
        }
    }

    /// The value under a key as it stands; `null` counts as absent.
    pub fn value(&mut self, key: &'static str) -> Option<&'a Json> {
        self.known.insert(key);
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Whether the key stands there at all, even with `null`.
    pub fn has(&mut self, key: &'static str) -> bool {
        self.known.insert(key);
        self.map.contains_key(key)
    }

    /// The value under a key that must be there.
    pub fn required(&mut self, key: &'static str) -> Option<&'a Json> {
        let value = self.value(key);
        if value.is_none() {
            self.add(Problem::new("missing", format!("`{key}` is missing")).at(key));
        }
        value
    }

    /// A text that must be there and must not be blank.
    pub fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let value = self.required(key)?;
        let text = self.as_text(key, value)?;
        if text.trim().is_empty() {
            self.add(Problem::new("missing", format!("`{key}` is empty")).at(key));
            return None;
        }
        Some(text)
    }

    /// A text that may be absent.
    pub fn text_if_any(&mut self, key: &'static str) -> Option<&'a str> {
        let value = self.value(key)?;
        self.as_text(key, value)
    }

    /// `true` or `false`; `absent` when it is absent.
    pub fn yes_no(&mut self, key: &'static str, absent: bool) -> bool {
        match self.value(key) {
            None => absent,
            Some(Json::Bool(answer)) => *answer,
            Some(other) => {
                self.add(wrong_type("true or false", other).at(key));
                absent
            }
        }
    }

    /// A whole number that may be absent.
    pub fn whole_if_any(&mut self, key: &'static str) -> Option<i64> {
        let value = self.value(key)?;
        let whole = value.as_i64();
        if whole.is_none() {
            self.add(wrong_type("a whole number", value).at(key));
        }
        whole
    }

    /// A list; an absent one is empty.
    pub fn list(&mut self, key: &'static str) -> &'a [Json] {
        match self.value(key) {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(other) => {
                self.add(wrong_type("a list", other).at(key));
                &[]
            }
        }
    }

    /// A list of which each item is read by `read`; problems are kept with their places.
    pub fn each<T>(
        &mut self,
        key: &'static str,
        read: impl FnMut(&Json) -> Result<T, Problems>,
    ) -> Vec<T> {
        let items = self.list(key);
        self.keep_all(key, each(items, read)).unwrap_or_default()
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Vec<&'a str> {
        let items = self.list(key);
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Json::String(text) => texts.push(text.as_str()),
                other => self.add(wrong_type("a text", other).at(format!("{key}[{index}]"))),
            }
        }
        texts
    }

    /// The text of a key that must be one of a few words.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.keep(key, one_word(text, words))
    }

    /// Like `word`, with what it means when it is absent.
    pub fn word_or<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)], absent: T) -> T {
        match self.text_if_any(key) {
            None => absent,
            Some(text) => self.keep(key, one_word(text, words)).unwrap_or(absent),
        }
    }

    /// The good value, or keeps the problem, placed under the key.
    pub fn keep<T>(&mut self, key: &str, result: Result<T, Problem>) -> Option<T> {
        self.keep_all(key, result.map_err(|problem| vec![problem]))
    }

    /// The good value, or keeps the problems, placed under the key.
    pub fn keep_all<T>(&mut self, key: &str, result: Result<T, Problems>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problems) => {
                self.problems.extend(problems.into_iter().map(|problem| problem.within(key)));
                None
            }
        }
    }

    /// Keeps a problem whose place is already right within this object.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Ends the reading: keys that nobody asked for are problems, with the closest known one.
    ///
    /// # Errors
    /// Everything that was wrong with the object.
    pub fn finish(mut self) -> Result<(), Problems> {
        for key in self.map.keys().filter(|key| !self.known.contains(key.as_str())) {
            self.problems.push(
                Problem::new("unknown_field", format!("there is no `{}` here", clip(key)))
                    .at(clip(key))
                    .found(clip(key))
                    .allowed(self.known.iter().copied())
                    .suggest(),
            );
        }
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems) }
    }

    fn as_text(&mut self, key: &'static str, value: &'a Json) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.add(wrong_type("a text", value).at(key));
        }
        text
    }
}

/// One of a few words, or the problem with the closest.
///
/// # Errors
/// `unknown_word`.
pub fn one_word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Problem> {
    words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning).ok_or_else(|| {
        Problem::new("unknown_word", format!("`{}` is not one of the words for this", clip(text)))
            .found(clip(text))
            .allowed(words.iter().map(|(word, _)| *word))
            .suggest()
    })
}

/// The word of a meaning: the other direction of [`one_word`].
pub fn word_of<T: PartialEq>(meaning: &T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, other)| other == meaning).map_or("", |(word, _)| word)
}

/// One problem as the boundary writes it.
pub fn problem_to_json(problem: &Problem) -> Json {
    let mut map = Map::new();
    map.insert("code".into(), problem.code.into());
    map.insert("message".into(), problem.message.as_str().into());
    if let Some(help) = &problem.help {
        map.insert("help".into(), help.as_str().into());
    }
    map.insert("at".into(), problem.at.as_str().into());
    if let Some(found) = &problem.found {
        map.insert("found".into(), found.as_str().into());
    }
    if !problem.allowed.is_empty() {
        map.insert("allowed".into(), problem.allowed.clone().into());
    }
    Json::Object(map)
}

/// All problems of an answer.
pub fn problems_to_json(problems: &[Problem]) -> Json {
    Json::Array(problems.iter().map(problem_to_json).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_an_object_is_said_with_its_place() {
        let value = parse(r#"{"nmae":"x","is_active":"yes","tags":[1,"a"]}"#).unwrap();
        let mut object = Object::of(&value).unwrap();
        assert_eq!(object.text("name"), None);
        assert!(object.yes_no("is_active", true));
        assert_eq!(object.texts("tags"), ["a"]);
        let problems = object.finish().unwrap_err();
        let said: Vec<_> = problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(
            said,
            [
                ("missing", "name"),
                ("wrong_type", "is_active"),
                ("wrong_type", "tags[0]"),
                ("unknown_field", "nmae"),
            ]
        );
        assert_eq!(problems[3].help.as_deref(), Some("did you mean `name`?"));
    }

    #[test]
    fn broken_json_says_where() {
        assert_eq!(parse("{\"a\":\n nope}").unwrap_err().at, "line 2, column 3");
    }
}
