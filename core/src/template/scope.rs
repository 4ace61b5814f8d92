//! Which paths a template may read, and what they hold.
//!
//! A path is a field of the record (`amount`), a field of something it points to
//! (`contact.first_name`, `invoices.number`, `owner.name`; of several records the first), the
//! company (`account.name`) or the instant of sending (`now`).

use std::collections::BTreeMap;

use crate::words::ident::clip;
use crate::words::module::{CONTACTS, CONTACTS_MODULE};
use crate::words::{Field, FieldKey, FieldKind, Module, Problem};

/// The module of the record, and those that relations point to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub module: &'a Module,
    pub modules: &'a [Module],
}

/// A path that exists, with what it holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    /// As the author wrote it.
    pub path: String,
    pub origin: Origin,
    pub kind: FieldKind,
    /// Names for people of the keys of a choice or a stage.
    pub labels: BTreeMap<String, String>,
    pub empty_is_zero: bool,
}

/// Where the value is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Own(FieldKey),
    /// A field of the contact to whom the message goes.
    Contact(FieldKey),
    /// A field of the first record that a relation points to.
    Related {
        relation: FieldKey,
        field: FieldKey,
    },
    /// A colleague that a field of the record names.
    User {
        field: FieldKey,
        part: UserPart,
    },
    AccountName,
    Now,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserPart {
    Name,
    Email,
}

const CONTACT: &str = "contact";
const ACCOUNT: &str = "account";
const NOW: &str = "now";

impl Scope<'_> {
    /// What a path means.
    ///
    /// # Errors
    /// `unknown_field` with a suggestion, `unknown_module`, or `wrong_type` for a path that goes
    /// on where nothing follows, or stops at a record that has many fields.
    pub fn resolve(&self, path: &str) -> Result<Read, Problem> {
        let mut steps = path.split('.');
        let (first, second) = (steps.next().unwrap_or_default(), steps.next());
        if steps.next().is_some() {
            let message = format!("`{}` goes more than one step away", clip(path));
            return Err(Problem::new("wrong_type", message)
                .found(clip(path))
                .help("a field of a related record is as far as a template reaches"));
        }
        match second {
            None => self.resolve_own(path, first),
            Some(second) => self.resolve_second(path, first, second),
        }
    }

    fn resolve_own(&self, path: &str, key: &str) -> Result<Read, Problem> {
        let Some(field) = self.module.field(key) else {
            return match key {
                NOW => Ok(Read::new(path, Origin::Now, FieldKind::Instant)),
                CONTACT => Err(needs_a_field(path, "contact.first_name")),
                ACCOUNT => Err(needs_a_field(path, "account.name")),
                _ => Err(self.unknown(key)),
            };
        };
        if let FieldKind::User = field.kind {
            let origin = Origin::User { field: field.key.clone(), part: UserPart::Name };
            return Ok(Read::new(path, origin, FieldKind::Text));
        }
        Ok(Read::of(path, Origin::Own(field.key.clone()), field, self.module))
    }

    fn resolve_second(&self, path: &str, first: &str, second: &str) -> Result<Read, Problem> {
        let Some(field) = self.module.field(first) else {
            return match first {
                CONTACT => self.resolve_contact(path, second),
                ACCOUNT if second == "name" => {
                    Ok(Read::new(path, Origin::AccountName, FieldKind::Text))
                }
                ACCOUNT => Err(no_such_part("account", second, &["name"])),
                _ => Err(self.unknown(first)),
            };
        };
        match &field.kind {
            FieldKind::Relation { module } => {
                self.resolve_related(path, field.key.clone(), module.as_str(), second)
            }
            FieldKind::User => {
                let part = match second {
                    "name" => UserPart::Name,
                    "email" => UserPart::Email,
                    _ => return Err(no_such_part(first, second, &["name", "email"])),
                };
                let origin = Origin::User { field: field.key.clone(), part };
                Ok(Read::new(path, origin, FieldKind::Text))
            }
            kind => {
                let message =
                    format!("`{first}` holds {}, so nothing follows its dot", kind.in_words());
                Err(Problem::new("wrong_type", message).found(clip(path)))
            }
        }
    }

    /// `contact.…`: the record itself in the module of contacts, else who of its contacts gets it.
    fn resolve_contact(&self, path: &str, second: &str) -> Result<Read, Problem> {
        if self.module.key.as_str() == CONTACTS_MODULE {
            return self.resolve_own(path, second);
        }
        if self.module.field(CONTACTS).is_none() {
            return Err(self.unknown(CONTACT));
        }
        let (module, field) = self.field_of(CONTACTS_MODULE, second)?;
        Ok(Read::of(path, Origin::Contact(field.key.clone()), field, module))
    }

    fn resolve_related(
        &self,
        path: &str,
        relation: FieldKey,
        module_key: &str,
        key: &str,
    ) -> Result<Read, Problem> {
        let (module, field) = self.field_of(module_key, key)?;
        let origin = Origin::Related { relation, field: field.key.clone() };
        Ok(Read::of(path, origin, field, module))
    }

    fn field_of(&self, module_key: &str, key: &str) -> Result<(&Module, &Field), Problem> {
        let mut known = core::iter::once(self.module).chain(self.modules);
        let Some(module) = known.find(|module| module.key.as_str() == module_key) else {
            let message = format!("there is no module `{}`", clip(module_key));
            return Err(Problem::new("unknown_module", message).found(clip(module_key)));
        };
        Ok((module, module.expect_field(key)?))
    }

    fn unknown(&self, key: &str) -> Problem {
        let fields = self.module.fields.iter().map(|field| field.key.as_str());
        let message = format!("`{}` has no field `{}`", self.module.key, clip(key));
        Problem::new("unknown_field", message)
            .found(clip(key))
            .allowed(fields.chain([CONTACT, ACCOUNT, NOW]))
            .suggest()
    }
}

impl Read {
    fn new(path: &str, origin: Origin, kind: FieldKind) -> Self {
        let labels = BTreeMap::new();
        Read { path: path.to_owned(), origin, kind, labels, empty_is_zero: false }
    }

    fn of(path: &str, origin: Origin, field: &Field, module: &Module) -> Self {
        let pair = |key: &str, label: &str| (key.to_owned(), label.to_owned());
        let labels = match &field.kind {
            FieldKind::Choice { options } => {
                options.iter().map(|option| pair(&option.key, &option.label)).collect()
            }
            FieldKind::Stage { stages } => stages
                .iter()
                .filter_map(|key| module.stage(key.as_str()))
                .map(|stage| pair(stage.key.as_str(), &stage.label))
                .collect(),
            _ => BTreeMap::new(),
        };
        Read {
            path: path.to_owned(),
            origin,
            kind: field.kind.clone(),
            labels,
            empty_is_zero: field.empty_is_zero,
        }
    }
}

fn needs_a_field(path: &str, example: &str) -> Problem {
    Problem::new("wrong_type", format!("`{}` has several fields; choose one", clip(path)))
        .found(clip(path))
        .help(format!("for example `{example}`"))
}

fn no_such_part(of: &str, part: &str, allowed: &[&str]) -> Problem {
    Problem::new("unknown_field", format!("`{}` has no field `{}`", clip(of), clip(part)))
        .found(clip(part))
        .allowed(allowed.iter().copied())
        .suggest()
}
