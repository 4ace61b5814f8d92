//! Everything of an account that decisions need: settings, modules, views, templates, automations.

use std::collections::BTreeMap;

use super::automation::Automation;
use super::outside::Outside;
use crate::filter::{Catalog, Filter};
use crate::template::Template;
use crate::words::{Account, EventName, Module, ModuleKey, Problems, TemplateId, ViewId};

/// A filter saved under a name.
#[derive(Clone, Debug)]
pub struct View {
    /// Unique within the account.
    pub id: ViewId,
    /// Name for people.
    pub name: String,
    /// The condition; it knows its module.
    pub filter: Filter,
}

impl View {
    /// The same condition for another module, typed again: a field that only looks alike there is
    /// another field (D11).
    ///
    /// # Errors
    /// Everything that does not fit that module, with its place.
    pub fn copied_to(
        &self,
        module: &ModuleKey,
        id: ViewId,
        name: String,
        catalog: &Catalog<'_>,
    ) -> Result<View, Problems> {
        let filter = Filter::check(self.filter.expression(), catalog, module)?;
        Ok(View { id, name, filter })
    }
}

/// One account, ready to decide. Built once per request from what the store or the browser holds.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Zone, quiet hours, prices, colleagues.
    pub account: Account,
    /// All modules.
    pub modules: Vec<Module>,
    /// Names of the events that the account knows.
    pub events: Vec<EventName>,
    /// Services and programs that are connected.
    pub outside: Outside,
    /// Saved filters.
    pub views: Vec<View>,
    /// Current versions of the templates; an active automation carries its own pinned ones.
    pub templates: BTreeMap<TemplateId, Template>,
    /// Automations that can act, in their order.
    pub automations: Vec<Automation>,
}

impl Setup {
    /// What filters of this account are checked against.
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog { modules: &self.modules, events: &self.events, users: &self.account.users }
    }

    /// The module with this key.
    pub fn module(&self, key: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.key.as_str() == key)
    }

    /// The view with this id.
    pub fn view(&self, id: &str) -> Option<&View> {
        self.views.iter().find(|view| view.id.as_str() == id)
    }

    /// The automation with this id.
    pub fn automation(&self, id: &str) -> Option<&Automation> {
        self.automations.iter().find(|automation| automation.definition.id.as_str() == id)
    }
}
