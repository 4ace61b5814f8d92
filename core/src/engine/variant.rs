//! Which of a step's contents a client gets, where there are several: an A/B test (E5).
//!
//! Drawn from the names of automation, step and client, and from nothing else: the same client gets the
//! same content whenever it is asked, by plan and run alike, also on a second passage. The key of the
//! message does not know it, so that a test that changes on the way sends nothing twice. Table:
//! `tests/spec/variants.md`. What the test shows: `comparison`.

use crate::definitions::Step;
use crate::definitions::action::WHOLE_PERCENT;
use crate::words::{AutomationId, RecordId, TemplateId, drawn};

/// The content for this client; `None` for a step that says nothing.
pub fn variant_for<'a>(
    automation: &AutomationId,
    step: &'a Step,
    client: &RecordId,
) -> Option<&'a TemplateId> {
    if step.variants.is_empty() {
        return step.template.as_ref();
    }
    let parts = ["variant", automation.as_str(), step.id.as_str(), client.as_str()];
    let place = drawn(&parts, u64::from(WHOLE_PERCENT));
    let mut shares = step.contents().scan(0, |end, (template, share)| {
        *end += u64::from(share);
        Some((template, *end))
    });
    shares.find(|(_, end)| place < *end).map(|(template, _)| template)
}
