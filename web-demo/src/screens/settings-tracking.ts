/** What an account wants to know of its e-mails: openings, clicks, and whether machines count (E13). */

import { html, type TemplateResult } from "lit";
import type { AccountSettings, Tracking } from "@relance/preview";
import { t } from "../i18n/index.js";

const OFF: Tracking = { opens: false, clicks: false, count_automatic: false };
const CHOICES = [
  ["opens", "tracking-opens"],
  ["clicks", "tracking-clicks"],
  ["count_automatic", "tracking-automatic"],
] as const;

export function trackingChoices(
  draft: Omit<AccountSettings, "sending">,
  set: (change: Partial<Omit<AccountSettings, "sending">>) => void,
): TemplateResult {
  const tracking = draft.tracking ?? OFF;
  const choose = (key: keyof Tracking) => (event: Event) =>
    set({ tracking: { ...tracking, [key]: (event.target as HTMLInputElement).checked } });
  return html`<fieldset class="stack">
    <legend><h3>${t("settings-tracking")}</h3></legend>
    <p class="small muted">${t("settings-tracking-help")}</p>
    ${CHOICES.map(([key, text]) => html`<label class="check">
      <input type="checkbox" .checked=${tracking[key]}
        ?disabled=${key === "count_automatic" && !tracking.opens} @change=${choose(key)} />
      <span>${t(text)}<br /><span class="small muted">${t(`${text}-help`)}</span></span></label>`)}
  </fieldset>`;
}
