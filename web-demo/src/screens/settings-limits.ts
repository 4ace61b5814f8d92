/** Who stands in for a missing owner (E10), how often a contact is written to (D21), what a follow-up is (S1.3). */

import { html, nothing, type TemplateResult } from "lit";
import type { AccountSettings, FrequencyCap } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { valueOf } from "../ui/screen.js";
import "./budget-bar.js";
import { eventLabel, KNOWN_EVENTS } from "./record-happenings.js";

type Draft = Omit<AccountSettings, "sending">;
type Write = (change: Partial<Draft>) => void;

/** What a budget begins with: a hundred of the currency. Units: minor units. */
const FIRST_BUDGET = 10_000;
/** What a cap begins with: a message a day. */
const FIRST_CAP: FrequencyCap = { messages: 1, per: "day" };

export function fallbackUser(draft: Draft, set: Write): TemplateResult {
  return html`<div class="field">
    <label for="setting-fallback">${t("settings-fallback")}</label>
    <select id="setting-fallback" @change=${(event: Event) => set({ fallback_user: valueOf(event) || null })}>
      <option value="" ?selected=${!draft.fallback_user}>${t("settings-fallback-none")}</option>
      ${app.setup.users.filter((user) => user.is_active || user.id === draft.fallback_user).map(
        (user) => html`<option value=${user.id} ?selected=${user.id === draft.fallback_user}>${user.name}</option>`,
      )}
    </select>
    <p class="small muted">${t("settings-fallback-help")}</p>
  </div>`;
}

export function caps(draft: Draft, set: Write): TemplateResult {
  return html`<fieldset class="stack">
    <legend><h3>${t("settings-caps")}</h3></legend>
    <p class="small muted">${t("settings-caps-help")}</p>
    ${(["email", "sms"] as const).map((channel) => cap(draft, channel, set))}
  </fieldset>`;
}

function cap(draft: Draft, channel: "email" | "sms", set: Write): TemplateResult {
  const current = draft.frequency_caps[channel];
  const write = (next: FrequencyCap | null) => set({ frequency_caps: { ...draft.frequency_caps, [channel]: next } });
  return html`<div class="row">
    <label class="check cap-channel"><input type="checkbox" .checked=${Boolean(current)} @change=${(event: Event) =>
      write((event.target as HTMLInputElement).checked ? FIRST_CAP : null)} />
      <span>${t(`cap-${channel}`)}</span></label>
    ${current
      ? html`<input class="short" type="number" min="1" max="100" required aria-label=${t("cap-messages")} .value=${String(current.messages)}
            @change=${(event: Event) => write({ ...current, messages: Number(valueOf(event)) })} />
          <select class="short-select" aria-label=${t("cap-per")} @change=${(event: Event) => write({ ...current, per: valueOf(event) as FrequencyCap["per"] })}>
            <option value="day" ?selected=${current.per === "day"}>${t("cap-day")}</option>
            <option value="week" ?selected=${current.per === "week"}>${t("cap-week")}</option>
          </select>`
      : html`<span class="muted small">${t("cap-none")}</span>`}
  </div>`;
}

/** What SMS may cost in a month (E8), and how much of it is gone. */
export function budget(draft: Draft, set: Write): TemplateResult {
  const current = draft.sms_budget ?? null;
  const currency = current?.currency ?? draft.sms_prices[0]?.currency ?? "EUR";
  return html`<fieldset class="stack">
    <legend><h3>${t("settings-budget")}</h3></legend>
    <p class="small muted">${t("settings-budget-help")}</p>
    <div class="row">
      <label class="check"><input type="checkbox" id="has-budget" .checked=${Boolean(current)} @change=${(event: Event) =>
        set({ sms_budget: (event.target as HTMLInputElement).checked ? { amount: FIRST_BUDGET, currency } : null })} />
        <span>${t("settings-budget-has")}</span></label>
      ${current
        ? html`<input class="short" id="budget-amount" type="number" min="0" step="0.01" required aria-label=${t("settings-budget-amount", { currency })}
            .value=${String(current.amount / 100)} @change=${(event: Event) =>
              set({ sms_budget: { currency, amount: Math.round(Number(valueOf(event)) * 100) } })} />
          <span>${currency}</span>`
        : nothing}
    </div>
    <budget-bar></budget-bar>
  </fieldset>`;
}

/** Who is told of what stopped by itself. */
export function alertAddress(draft: Draft, set: Write): TemplateResult {
  const alerts = draft.alerts ?? { email: null, webhook: null };
  return html`<div class="field">
    <label for="setting-alerts">${t("settings-alerts")}</label>
    <input id="setting-alerts" type="email" .value=${alerts.email ?? ""} @change=${(event: Event) =>
      set({ alerts: { ...alerts, email: valueOf(event) || null } })} />
    <p class="small muted">${t("settings-alerts-help")}</p>
  </div>`;
}

export function followUps(draft: Draft, set: Write): TemplateResult {
  const names = [...new Set([...KNOWN_EVENTS, ...app.setup.events, ...draft.follow_up_events])];
  const toggle = (name: string, isOn: boolean) =>
    set({ follow_up_events: isOn ? [...draft.follow_up_events, name] : draft.follow_up_events.filter((one) => one !== name) });
  return html`<fieldset class="stack">
    <legend><h3>${t("settings-follow-ups")}</h3></legend>
    <p class="small muted">${t("settings-follow-ups-help")}</p>
    <div class="row">${names.map((name) => html`<label class="check">
      <input type="checkbox" .checked=${draft.follow_up_events.includes(name)} @change=${(event: Event) =>
        toggle(name, (event.target as HTMLInputElement).checked)} /><span>${eventLabel(name)}</span></label>`)}
    </div>
  </fieldset>`;
}
