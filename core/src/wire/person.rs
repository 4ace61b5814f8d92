//! A person who asks for what is known of them, or to be forgotten: what is asked, what is shown, and
//! how traces of them are taken out of what stays. Spec table: `tests/spec/person.md`.
//!
//! Question: `{"business":"goes"|"stays","digest"?}`; without the digest it is a preview.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::json::Object;
use crate::engine::Business;
use crate::words::{DerivedKey, Problems};

/// The words for what becomes of business records.
pub const BUSINESS: [(&str, Business); 2] = [("goes", Business::Goes), ("stays", Business::Stays)];

/// Shorter names are in too many words. Our choice.
const NAME_CHARS_MIN: usize = 3;
/// What stands where an address stood.
const TAKEN_OUT: &str = "[…]";

/// The member in which a decision says whom it left out, and why.
const DETAIL: &str = "detail";

/// Members by which a message or a row of a file says whose it is.
const OWNERS: [&str; 3] = ["record", "contact", "id"];

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraseAsked {
    /// What becomes of deals and the like.
    pub business: Business,
    /// The preview that is confirmed; `None` asks for one.
    pub digest: Option<String>,
}

/// By what a person is recognised in text: ids, and addresses as they may be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    ids: BTreeSet<String>,
    addresses: BTreeSet<String>,
    names: BTreeSet<String>,
    beside: BTreeSet<String>,
}

/// Reads the question.
///
/// # Errors
/// Everything wrong, with its place.
pub fn erase_asked_from_json(value: &Json) -> Result<EraseAsked, Problems> {
    let mut object = Object::of(value)?;
    let business = object.word_or("business", &BUSINESS, Business::Goes);
    let digest = object.text_if_any("digest").map(str::to_owned);
    object.finish()?;
    Ok(EraseAsked { business, digest })
}

/// The digest that names everything that a preview shows, and how often somebody of whom the same was
/// shown has been erased: who is written anew as they were is not forgotten yet.
pub fn digest(preview: &Json, times: usize) -> String {
    let parts = ["erase", &preview.to_string(), &times.to_string()];
    DerivedKey::of(&parts).as_str().to_owned()
}

impl Traces {
    /// Of these ids and addresses.
    pub fn new<'a>(
        ids: impl IntoIterator<Item = &'a str>,
        addresses: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let lower = |text: &str| text.to_lowercase();
        Traces {
            ids: ids.into_iter().map(str::to_owned).collect(),
            addresses: addresses.into_iter().filter(|one| !one.is_empty()).map(lower).collect(),
            names: BTreeSet::new(),
            beside: BTreeSet::new(),
        }
    }

    /// The same, with names, which are looked for in these records alone: elsewhere somebody else may
    /// be called so.
    #[must_use]
    pub fn with<'a>(
        mut self,
        names: impl IntoIterator<Item = &'a str>,
        beside: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let is_name = |name: &String| name.chars().count() >= NAME_CHARS_MIN;
        let lower = names.into_iter().map(|name| name.trim().to_lowercase());
        self.names = lower.filter(is_name).collect();
        self.beside = beside.into_iter().map(str::to_owned).collect();
        self
    }

    /// By what the person is recognised in records that point to them.
    #[must_use]
    pub fn by_name(&self) -> Self {
        Traces { addresses: self.addresses.union(&self.names).cloned().collect(), ..self.clone() }
    }

    /// Whether this is a record that points to the person and stays.
    pub fn is_beside(&self, id: &str) -> bool {
        self.beside.contains(id)
    }

    /// The same, as it was kept.
    pub fn from_json(value: &Json) -> Self {
        let list = |key: &str| {
            let items = value.get(key).and_then(Json::as_array).into_iter().flatten();
            items.filter_map(Json::as_str).map(str::to_owned).collect()
        };
        Traces {
            ids: list("ids"),
            addresses: list("addresses"),
            names: list("names"),
            beside: list("beside"),
        }
    }

    /// As it is kept while the work lasts.
    pub fn to_json(&self) -> Json {
        json!({
            "ids": self.ids, "addresses": self.addresses, "names": self.names,
            "beside": self.beside,
        })
    }

    /// Whether this id is the person's.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Lower-case texts, of which everything that is about the person holds one.
    pub fn needles(&self) -> Json {
        let ids = self.ids.iter().chain(&self.beside).map(|id| id.to_ascii_lowercase());
        ids.chain(self.addresses.iter().cloned()).collect()
    }

    /// Whether a text is nothing but an id or an address of the person.
    pub fn is(&self, text: &str) -> bool {
        self.ids.contains(text) || self.addresses.contains(&text.trim().to_lowercase())
    }

    /// Whether a value says of itself that it is the person's: `{"record":"…"}`, `{"contact":"…"}`.
    pub fn owns(&self, value: &Json) -> bool {
        owners(value).any(|id| self.ids.contains(id))
    }

    /// Whether a value says of itself that it belongs to a record that stays.
    pub fn is_of_beside(&self, value: &Json) -> bool {
        owners(value).any(|id| self.beside.contains(id))
    }

    /// Takes everything of the person out of a value; whether there was something.
    pub fn take_out(&self, value: &mut Json) -> bool {
        match value {
            Json::String(text) => match self.without(text) {
                Some(rest) => {
                    *text = rest;
                    true
                }
                None => false,
            },
            Json::Array(items) => {
                let before = items.len();
                items.retain(|item| !self.is_whole(item) && !self.is_about(item));
                let is_shorter = items.len() < before;
                let rest = items.iter_mut().map(|item| self.take_out(item));
                rest.fold(is_shorter, |found, one| found | one)
            }
            Json::Object(map) => {
                let gone: Vec<String> = map
                    .iter()
                    .filter(|(key, item)| self.ids.contains(*key) || self.is_whole(item))
                    .map(|(key, _)| key.clone())
                    .collect();
                for key in &gone {
                    map.remove(key);
                }
                let rest = map.iter_mut().map(|(key, item)| match item {
                    Json::String(text) if key == DETAIL => {
                        let rest = self.without_left_out(text);
                        let is_found = rest != *text;
                        *text = rest;
                        self.take_out(item) | is_found
                    }
                    _ => self.take_out(item),
                });
                rest.fold(!gone.is_empty(), |found, one| found | one)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => false,
        }
    }

    /// A detail of a decision without the person, who was left out of it: `c_1: no_consent; c_2: suppressed`.
    fn without_left_out(&self, detail: &str) -> String {
        let nameless = |item: &str| match item.split_once(": ") {
            Some((id, why)) if self.ids.contains(id) => format!("{TAKEN_OUT}: {why}"),
            _ => item.to_owned(),
        };
        detail.split("; ").map(nameless).collect::<Vec<_>>().join("; ")
    }

    /// Whether an item of a list is about the person: a member of a chain, a subscriber.
    fn is_about(&self, item: &Json) -> bool {
        item.as_object().is_some_and(|map| map.values().any(|value| self.is_whole(value)))
    }

    /// Whether a text is nothing but an id or an address of the person.
    fn is_whole(&self, value: &Json) -> bool {
        value.as_str().is_some_and(|text| self.is(text))
    }

    /// The text without what is the person's; `None` when there is nothing.
    pub fn without(&self, text: &str) -> Option<String> {
        let mut rest = text.to_owned();
        // The longest first: a name may begin with another.
        let mut addresses: Vec<&String> = self.addresses.iter().collect();
        addresses.sort_by_key(|address| core::cmp::Reverse(address.len()));
        for address in addresses {
            rest = replaced(&rest, address);
        }
        for id in &self.ids {
            rest = rest.replace(&format!("\"{id}\""), &format!("\"{TAKEN_OUT}\""));
        }
        (rest != text).then_some(rest)
    }
}

fn owners(value: &Json) -> impl Iterator<Item = &str> {
    OWNERS.iter().filter_map(|key| value.get(*key).and_then(Json::as_str))
}

/// The text with an address taken out wherever it stands alone: what begins or ends alike is another's.
fn replaced(text: &str, address: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut tail = text;
    let mut before = None;
    while let Some(first) = tail.chars().next() {
        let is_begin = before.is_none_or(|before| !continues(before));
        let length = is_begin.then(|| length_of(tail, address)).flatten();
        let (taken, next) = match length {
            Some(length) => (TAKEN_OUT, length),
            None => (tail.get(..first.len_utf8()).unwrap_or_default(), first.len_utf8()),
        };
        rest.push_str(taken);
        before = tail.get(..next).and_then(|passed| passed.chars().next_back());
        tail = tail.get(next..).unwrap_or_default();
    }
    rest
}

/// How many bytes at the beginning of a text are this address, however it is written; `None` when
/// they are not, or go on.
fn length_of(text: &str, address: &str) -> Option<usize> {
    let mut wanted = address.chars();
    let mut length = 0;
    let mut letters = text.chars();
    while let Some(next) = wanted.next() {
        let letter = letters.next()?;
        let mut lower = letter.to_lowercase();
        if lower.next() != Some(next) || lower.any(|more| wanted.next() != Some(more)) {
            return None;
        }
        length += letter.len_utf8();
    }
    let goes_on = match (letters.next(), letters.next()) {
        (Some('.' | '-'), Some(after)) => after.is_alphanumeric(),
        (Some(letter), _) => letter.is_alphanumeric(),
        (None, _) => false,
    };
    (!goes_on).then_some(length)
}

/// Whether an address could go on to the left of its beginning with this letter.
fn continues(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+')
}
