/** Whether the subscription has something, where a person would use it: the trial's end, or the lock with its level (D30). */

import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Feature } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { featureLabel, lockText } from "./levels.js";
import { note, Screen } from "./screen.js";

@customElement("subscription-lock")
export class SubscriptionLock extends Screen {
  @property() feature: Feature = "sequences";

  protected override render() {
    const { standing } = app;
    const own = standing?.features.find((one) => one.feature === this.feature);
    if (!standing || !own) return nothing;
    if (own.is_allowed && standing.is_trial) {
      return note("info", t("subscription-trial", { until: instant(standing.trial_ends_at!) }), "clock");
    }
    if (own.is_allowed) return nothing;
    const since = own.ended_at ? ` ${t("subscription-ended", { at: instant(own.ended_at) })}` : "";
    return note("warn", html`${featureLabel(this.feature)}: ${lockText(own)}.${since}
      <a href="#/settings">${t("subscription")}</a>`, "lock");
  }
}
