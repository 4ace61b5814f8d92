/** Levels and features of the subscription in the reader's words. */

import type { Automation, Feature } from "@relance/preview";
import { app } from "../app-state.js";
import { has, t } from "../i18n/index.js";

/** Whether the account may use it now; true as long as nothing is known. */
export function isAllowed(feature: Feature): boolean {
  return app.standing?.features.find((one) => one.feature === feature)?.is_allowed ?? true;
}

/** Why something is greyed: the level that has it. */
export function lockText(own: { needs: string | null }): string {
  return own.needs ? t("subscription-needs", { level: levelLabel(own.needs) }) : t("subscription-nobody-has");
}

export function levelLabel(level: string): string {
  const key = `level-${level}`;
  return has(key) ? t(key) : level;
}

export function featureLabel(feature: Feature): string {
  return t(`feature-${feature.replaceAll("_", "-")}`);
}

/** What an automation needs of the subscription. */
export function featureOf({ kind, steps }: Automation): Feature {
  switch (kind) {
    case "rule":
      return "rules";
    case "recurring_job":
      return "recurring_jobs";
    case "one_off":
      return "one_off_sends";
    case "campaign":
      return steps.some((step) => step.action === "sms_to_contact") ? "sms_campaigns" : "email_campaigns";
    default:
      return "sequences";
  }
}
