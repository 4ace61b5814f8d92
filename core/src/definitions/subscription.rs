//! Which feature of the subscription an automation needs, and the refusal that names its level
//! (D30, S0.13, S1.1). What a level has is `words::subscription`. Spec table:
//! `tests/spec/subscription.md`.

use super::action::Action;
use super::definition::{Draft, Kind};
use crate::words::{Account, Feature, Locked, Moment, Problem};

/// What the account must have for this automation to act: one or two features.
pub fn features_of(draft: &Draft) -> impl Iterator<Item = Feature> {
    let (first, second) = match &draft.kind {
        Kind::Sequence => (Feature::Sequences, None),
        Kind::OneOff { .. } => (Feature::OneOffSends, None),
        Kind::Rule(_) => (Feature::Rules, None),
        Kind::RecurringJob(_) => (Feature::RecurringJobs, None),
        Kind::Campaign => features_of_campaign(draft),
    };
    core::iter::once(first).chain(second)
}

/// A campaign is gated by what it sends (S0.13). Without a message it counts as the lesser kind.
fn features_of_campaign(draft: &Draft) -> (Feature, Option<Feature>) {
    let is_sms = |action: &Action| matches!(action, Action::SmsToContact { .. });
    let sends_sms = draft.steps.iter().any(|step| is_sms(&step.action));
    let sends_others = draft.steps.iter().any(|step| !is_sms(&step.action));
    match (sends_sms, sends_others) {
        (true, false) => (Feature::SmsCampaigns, None),
        (true, true) => (Feature::EmailCampaigns, Some(Feature::SmsCampaigns)),
        (false, _) => (Feature::EmailCampaigns, None),
    }
}

/// Whether the account may use this automation at `now`.
///
/// # Errors
/// The first feature that is lacking.
pub fn allows(account: &Account, draft: &Draft, now: Moment) -> Result<(), Locked> {
    features_of(draft).try_for_each(|feature| account.subscription.allows(feature, now))
}

/// When an automation that may act at `now` stops by itself, as far as is agreed.
pub fn ends_after(account: &Account, draft: &Draft, now: Moment) -> Option<Moment> {
    features_of(draft).filter_map(|feature| account.subscription.ends_after(feature, now)).min()
}

/// The instant since which an automation stands still at `at`; `None`: it does not, or it is not
/// known.
pub fn stopped_at(account: &Account, draft: &Draft, at: Moment) -> Option<Moment> {
    features_of(draft).filter_map(|feature| account.subscription.stopped_at(feature, at)).min()
}

/// The refusal to make or to activate an automation above the account's level.
pub fn refusal(account: &Account, draft: &Draft, now: Moment) -> Option<Problem> {
    let locked = allows(account, draft, now).err()?;
    let what = locked.feature.key();
    let message = match &locked.needs {
        Some(level) => format!("`{what}` come with the level `{level}`"),
        None => format!("no level has `{what}`"),
    };
    let problem = Problem::new("subscription_needed", message).at("kind").found(draft.kind.key());
    let problem = problem.allowed(locked.needs);
    Some(match locked.since {
        Some(since) => problem.help(format!("it was yours until {}", since.to_iso())),
        None => problem.help("upgrade the subscription, or choose another kind"),
    })
}
