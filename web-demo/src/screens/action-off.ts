/** Why an action cannot run now, in words, and where to mend that (D22, S4.19). The engine says the same at activation. */

import type { Action } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { listsMissing } from "./mailing-lists-choice.js";

export interface ActionOff {
  why: string;
  href: string;
  link: string;
}

/** Why an action is off in a module; `undefined` when it is not. */
export function actionOff(action: Action, moduleKey: string): ActionOff | undefined {
  const module = app.module(moduleKey);
  if (action === "sms_to_contact" && module?.sms_enabled === false) {
    return { why: t("sms-off", { module: module.label }), href: "#/settings", link: t("sms-off-link") };
  }
  if (action === "add_to_lists" && listsMissing()) {
    return { why: t("lists-no-integration"), href: "#/integrations", link: t("integration-open") };
  }
  if (action === "webhook" && (app.setup.webhooks ?? []).length === 0) {
    return { why: t("endpoint-none"), href: "#/integrations", link: t("integration-open") };
  }
  return undefined;
}
