//! Which feature of the subscription an automation needs, and the refusal that names its level
//! (D30, S0.13, S1.1). What a level has is `words::subscription`. Spec table:
//! `tests/spec/subscription.md`.

use std::collections::BTreeSet;

use super::action::Action;
use super::definition::{Draft, Kind};
use crate::words::{Account, Feature, Locked, Moment, Problem};

/// What the account must have for this automation to act.
pub fn features_of(draft: &Draft) -> BTreeSet<Feature> {
    match &draft.kind {
        Kind::Sequence => BTreeSet::from([Feature::Sequences]),
        Kind::OneOff { .. } => BTreeSet::from([Feature::OneOffSends]),
        Kind::Rule(_) => BTreeSet::from([Feature::Rules]),
        Kind::RecurringJob(_) => BTreeSet::from([Feature::RecurringJobs]),
        Kind::Campaign => features_of_campaign(draft),
    }
}

/// A campaign is gated by what it sends (S0.13). Without a message it counts as the lesser kind.
fn features_of_campaign(draft: &Draft) -> BTreeSet<Feature> {
    let is_sms = |action: &Action| matches!(action, Action::SmsToContact { .. });
    let (sms, others): (Vec<_>, Vec<_>) =
        draft.steps.iter().map(|step| &step.action).partition(|action| is_sms(action));
    let mut features = BTreeSet::new();
    if !sms.is_empty() {
        features.insert(Feature::SmsCampaigns);
    }
    if sms.is_empty() || !others.is_empty() {
        features.insert(Feature::EmailCampaigns);
    }
    features
}

/// Whether the account may use this automation at `now`.
///
/// # Errors
/// The first feature that is lacking.
pub fn allows(account: &Account, draft: &Draft, now: Moment) -> Result<(), Locked> {
    features_of(draft).into_iter().try_for_each(|feature| account.subscription.allows(feature, now))
}

/// When an automation that may act at `now` stops by itself, as far as is agreed.
pub fn ends_after(account: &Account, draft: &Draft, now: Moment) -> Option<Moment> {
    let ends = |feature| account.subscription.ends_after(feature, now);
    features_of(draft).into_iter().filter_map(ends).min()
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
