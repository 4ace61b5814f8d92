/** Why an action cannot run now, in words, and where to mend that (D22, S4.19). The engine says the same at activation. */

import { html, nothing, type TemplateResult } from "lit";
import type { Action, Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { listsMissing } from "./mailing-lists-choice.js";
import { PROVIDER_NAMES } from "./provider-names.js";

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
  return senderOff(action);
}

/** A provider that takes nothing: messages would only wait. */
function senderOff(action: Action): ActionOff | undefined {
  const { sending } = app.setup.account;
  const isEmail = action === "email_to_contact" || action === "email_to_user";
  if (!sending || (!isEmail && action !== "sms_to_contact")) return undefined;
  const provider = isEmail ? sending.email : sending.sms;
  const isRefusing = app.setup.senders?.some((one) => one.provider === provider && one.state === "refused");
  if (!isRefusing || provider === "capture") return undefined;
  return { why: t("sender-off", { name: PROVIDER_NAMES[provider] }), href: "#/settings", link: t("sender-off-link") };
}

/** What the line of an active automation says when one of its steps cannot run (D22). */
export function hindrance(automation: Automation): TemplateResult | typeof nothing {
  if (automation.state !== "active") return nothing;
  const off = automation.steps.map((step) => actionOff(step.action, automation.module)).find(Boolean);
  return off ? html`<p class="small hindrance">${icon("warn")}${off.why} <a href=${off.href}>${off.link}</a></p>` : nothing;
}
