//! What an account pays for, and what it may use because of that (D30, S0.13, S1.1).
//!
//! Which level has what is one table, `wire/subscription_levels.json`. Which of the features an
//! automation needs is `definitions::subscription`. Spec table: `tests/spec/subscription.md`.

use std::collections::BTreeSet;

use super::moment::Moment;

/// How long a new account may try everything. Units: days. Source: S0.20.
pub const TRIAL_DAYS: u16 = 30;

/// Something that a level has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Macros and stage rules (S0.4, S3, S4).
    Rules,
    /// Recurring jobs (S0.7).
    RecurringJobs,
    /// Follow-up sequences (S1.1).
    Sequences,
    /// Bulk sends to a view (S2.6).
    OneOffSends,
    /// Automatic campaigns by e-mail (S0.13).
    EmailCampaigns,
    /// Automatic campaigns by SMS (S0.13).
    SmsCampaigns,
}

/// A level that an account can pay for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name in every interface, like `pro`.
    pub key: String,
    /// What it has.
    pub features: BTreeSet<Feature>,
}

/// What an account pays for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// All levels of the deployment, the lowest first.
    pub levels: Vec<Level>,
    /// Its level; `None`: it has only ever tried.
    pub level: Option<String>,
    /// Until then (exclusive) it has everything, whatever its level.
    pub trial_ends_at: Option<Moment>,
    /// From then on it has nothing of its level. `None`: no end is agreed.
    pub ends_at: Option<Moment>,
    /// When somebody last changed it; what a lower level lacks is gone since then.
    pub changed_at: Option<Moment>,
}

/// Why a feature may not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// What was asked for.
    pub feature: Feature,
    /// The lowest level that has it; `None`: no level of this deployment does.
    pub needs: Option<String>,
    /// Since when, if the account had it before.
    pub since: Option<Moment>,
}

impl Feature {
    /// Every feature, in the order in which the console lists them.
    pub const ALL: [Feature; 6] = [
        Feature::Rules,
        Feature::RecurringJobs,
        Feature::Sequences,
        Feature::OneOffSends,
        Feature::EmailCampaigns,
        Feature::SmsCampaigns,
    ];

    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Feature::Rules => "rules",
            Feature::RecurringJobs => "recurring_jobs",
            Feature::Sequences => "sequences",
            Feature::OneOffSends => "one_off_sends",
            Feature::EmailCampaigns => "email_campaigns",
            Feature::SmsCampaigns => "sms_campaigns",
        }
    }

    /// The feature with this name.
    pub fn parse(key: &str) -> Option<Self> {
        Feature::ALL.into_iter().find(|feature| feature.key() == key)
    }
}

impl Subscription {
    /// Whether this may be used at `now`.
    ///
    /// # Errors
    /// What is lacking: the level that has it, and since when it is gone.
    pub fn allows(&self, feature: Feature, now: Moment) -> Result<(), Locked> {
        let end = self.end_of(feature);
        match end {
            End::Never => Ok(()),
            End::At(at) if now < at => Ok(()),
            End::At(at) => Err(self.locked(feature, Some(at))),
            End::NeverHad => Err(self.locked(feature, None)),
        }
    }

    /// When a feature that may be used at `now` ends, as far as is agreed.
    pub fn ends_after(&self, feature: Feature, now: Moment) -> Option<Moment> {
        match self.end_of(feature) {
            End::At(at) if now < at => Some(at),
            _ => None,
        }
    }

    /// The instant since which a feature that may not be used at `at` is gone, as far as is known.
    pub fn stopped_at(&self, feature: Feature, at: Moment) -> Option<Moment> {
        let since = self.allows(feature, at).err()?.since;
        since.max(self.changed_at)
    }

    /// Whether the trial is running: everything may be used (S0.20).
    pub fn is_trial(&self, now: Moment) -> bool {
        self.trial_ends_at.is_some_and(|ends| now < ends)
    }

    fn end_of(&self, feature: Feature) -> End {
        let paid = self
            .level
            .as_ref()
            .and_then(|key| self.levels.iter().find(|level| level.key == *key))
            .is_some_and(|level| level.features.contains(&feature));
        match (paid, self.ends_at, self.trial_ends_at) {
            (true, None, _) => End::Never,
            (true, Some(ends), trial) => End::At(trial.map_or(ends, |trial| trial.max(ends))),
            (false, _, Some(trial)) => End::At(trial),
            (false, _, None) => End::NeverHad,
        }
    }

    fn locked(&self, feature: Feature, since: Option<Moment>) -> Locked {
        let has = |level: &&Level| level.features.contains(&feature);
        let needs = self.levels.iter().find(has).map(|level| level.key.clone());
        Locked { feature, needs, since }
    }
}

/// Until when a feature may be used. A trial and a paid level run on without a gap between them:
/// whichever ends later counts.
enum End {
    Never,
    At(Moment),
    NeverHad,
}
