//! What a filter is checked against, and how the words of a value are found in it.

use super::ast::Accents;
use super::text::fold;
use crate::words::{EventName, Field, FieldKind, Module, Problem, User, clip};

/// Everything in an account that a filter may name (D11).
#[derive(Clone, Copy, Debug)]
pub struct Catalog<'a> {
    /// The modules, those that relations point to included.
    pub modules: &'a [Module],
    /// The events that can happen.
    pub events: &'a [EventName],
    /// The colleagues.
    pub users: &'a [User],
}

impl<'a> Catalog<'a> {
    /// The module with this key, or the problem with a suggestion.
    ///
    /// # Errors
    /// `unknown_module`.
    pub fn expect_module(&self, key: &str) -> Result<&'a Module, Problem> {
        self.modules.iter().find(|module| module.key.as_str() == key).ok_or_else(|| {
            Problem::new("unknown_module", format!("there is no module `{}`", clip(key)))
                .found(clip(key))
                .allowed(self.modules.iter().map(|module| module.key.as_str()))
                .suggest()
        })
    }

    /// The event with this name, or the problem with a suggestion.
    ///
    /// # Errors
    /// `unknown_event`.
    pub fn expect_event(&self, name: &str) -> Result<&'a EventName, Problem> {
        self.events.iter().find(|event| event.as_str() == name).ok_or_else(|| {
            Problem::new("unknown_event", format!("there is no event `{}`", clip(name)))
                .found(clip(name))
                .allowed(self.events.iter().map(EventName::as_str))
                .suggest()
        })
    }

    /// The key of a choice, stage or user that is called so by its key or by its label.
    ///
    /// # Errors
    /// `unknown_choice` with a suggestion, or `ambiguous_name` when several share the label.
    pub(super) fn code(
        &self,
        module: &Module,
        field: &Field,
        word: &str,
    ) -> Result<String, Problem> {
        let codes = self.codes(module, field);
        if let Some((key, _)) = codes.iter().find(|(key, _)| *key == word) {
            return Ok((*key).to_owned());
        }
        let wanted = fold(word, Accents::Matter);
        let called_so: Vec<&str> = codes
            .iter()
            .filter(|(_, label)| fold(label, Accents::Matter) == wanted)
            .map(|(key, _)| *key)
            .collect();
        match called_so.as_slice() {
            [key] => Ok((*key).to_owned()),
            [] => Err(Problem::new(
                "unknown_choice",
                format!("`{}` is not one of the values of `{}`", clip(word), field.key),
            )
            .found(clip(word))
            .allowed(codes.iter().flat_map(|(key, label)| [*key, *label]))
            .suggest()
            .allowed(codes.iter().map(|(key, _)| *key))),
            _ => Err(Problem::new(
                "ambiguous_name",
                format!("several values of `{}` are called `{}`", field.key, clip(word)),
            )
            .found(clip(word))
            .help("name the one you mean by its key")
            .allowed(called_so.iter().copied())),
        }
    }

    /// Key and label of each value that a field may hold.
    fn codes<'m>(&self, module: &'m Module, field: &'m Field) -> Vec<(&'m str, &'m str)>
    where
        'a: 'm,
    {
        match &field.kind {
            FieldKind::Choice { options } => {
                options.iter().map(|option| (option.key.as_str(), option.label.as_str())).collect()
            }
            FieldKind::Stage { stages } => stages
                .iter()
                .map(|key| {
                    let label =
                        module.stage(key.as_str()).map_or(key.as_str(), |stage| &stage.label);
                    (key.as_str(), label)
                })
                .collect(),
            FieldKind::User => {
                self.users.iter().map(|user| (user.id.as_str(), user.name.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }
}
