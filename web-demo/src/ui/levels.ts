/** Levels and features of the subscription in the reader's words. */

import type { Feature } from "@relance/preview";
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
