/** The account: zone, languages, holidays, quiet hours, SMS prices, caps; then its modules, level, people. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { AccountSettings, SmsPrice } from "@relance/preview";
import { app } from "../app-state.js";
import { Refusal } from "../backend/backend.js";
import type { Change } from "../backend/changing.js";
import { LANGUAGES, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { isOn } from "./sequence-progress.js";
import { problemLines } from "./template-editor.js";
import { alertAddress, budget, caps, fallbackUser, followUps } from "./settings-limits.js";
import { trackingChoices } from "./settings-tracking.js";
import "./change-dialog.js";
import "./settings-access.js";
import "./settings-consent.js";
import "./settings-export.js";
import "./settings-modules.js";
import "./settings-sending.js";
import "./settings-subscription.js";

/** Sending is saved by itself: an old copy of it must not come back with the rest. */
type Draft = Omit<AccountSettings, "sending">;

const COUNTRIES = ["PL", "RO", "HU", "RU"];
const MICROS = 1_000_000;

@customElement("screen-settings")
export class SettingsScreen extends Screen {
  @state() draft?: Draft;
  @state() error = "";
  /** What waits to be confirmed, because it moves what runs. */
  @state() change?: Change;

  protected override willUpdate(): void {
    this.draft ??= draftOf();
  }

  protected override render() {
    const draft = this.draft!;
    return html`<div class="screen">
      <div class="screen-head"><h1>${t("nav-settings")}</h1></div>
      <form class="card stack wide" @submit=${this.save}>
        <h2>${t("settings-account")}</h2>
        ${this.automationSwitch(draft)}
        <div class="form-grid">${this.place(draft)}</div>
        <div class="form-grid">${this.quiet(draft)}</div>
        <p class="small muted">${t("settings-quiet-help")}</p>
        ${this.daysOff(draft)}
        <div class="form-grid">${fallbackUser(draft, this.write)} ${alertAddress(draft, this.write)}</div>
        ${caps(draft, this.write)} ${budget(draft, this.write)} ${followUps(draft, this.write)}
        ${trackingChoices(draft, this.write)}
        ${this.prices(draft)}
        ${this.willChange(draft)}
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
        <div class="row"><button class="button primary">${t("save")}</button></div>
      </form>
      ${this.changeDialog()}
      <settings-sending></settings-sending>
      <settings-consent></settings-consent>
      <settings-subscription></settings-subscription>
      <settings-modules></settings-modules>
      <settings-access></settings-access>
      <settings-export></settings-export>
    </div>`;
  }

  private automationSwitch(draft: Draft): TemplateResult {
    return html`<label class="check">
      <input type="checkbox" .checked=${draft.automation_enabled} @change=${(event: Event) =>
        this.set({ automation_enabled: (event.target as HTMLInputElement).checked })} />
      <span><strong>${t("settings-automation")}</strong><br /><span class="small muted">${t("settings-automation-help")}</span></span>
    </label>`;
  }

  private place(draft: Draft): TemplateResult[] {
    return [
      this.text("company-name", "name", draft.name),
      html`<div class="field">
        <label for="setting-zone">${t("settings-zone")}</label>
        <input id="setting-zone" list="zones" .value=${draft.zone}
          @change=${(event: Event) => this.set({ zone: valueOf(event) })} />
        <datalist id="zones">${zones().map((zone) => html`<option value=${zone}></option>`)}</datalist>
      </div>`,
      html`<div class="field">
        <label for="setting-language">${t("settings-language")}</label>
        <select id="setting-language" @change=${(event: Event) => this.set({ language: valueOf(event) })}>
          ${Object.entries(LANGUAGES).map(([key, name]) => html`<option value=${key} ?selected=${key === draft.language}>${name}</option>`)}
        </select>
        <p class="small muted">${t("settings-language-help")}</p>
      </div>`,
      html`<div class="field">
        <label for="setting-holidays">${t("settings-holidays")}</label>
        <select id="setting-holidays" @change=${(event: Event) => this.set({ holiday_country: valueOf(event) || null })}>
          <option value="" ?selected=${!draft.holiday_country}>${t("settings-no-holidays")}</option>
          ${COUNTRIES.map(
            (country) => html`<option value=${country} ?selected=${country === draft.holiday_country}>${t(`country-${country}`)}</option>`,
          )}
        </select>
      </div>`,
    ];
  }

  private quiet(draft: Draft): TemplateResult[] {
    const time = (label: string, key: "quiet_from" | "quiet_until") => html`<div class="field">
      <label for="setting-${key}">${t(label)}</label>
      <input id="setting-${key}" type="time" required .value=${draft[key]}
        @change=${(event: Event) => this.set({ [key]: valueOf(event) })} />
    </div>`;
    return [time("settings-quiet-from", "quiet_from"), time("settings-quiet-until", "quiet_until")];
  }

  private daysOff(draft: Draft): TemplateResult {
    const dates = (label: string, key: "extra_days_off" | "extra_working_days") => html`<div class="field">
      <label for="setting-${key}">${t(label)}</label>
      <input id="setting-${key}" placeholder="2026-12-24, 2026-12-31" .value=${draft[key].join(", ")}
        @change=${(event: Event) =>
          this.set({ [key]: valueOf(event).split(/[\s,;]+/).filter(Boolean) })} />
    </div>`;
    return html`<div class="form-grid">
      ${dates("settings-days-off", "extra_days_off")} ${dates("settings-working-days", "extra_working_days")}
    </div>`;
  }

  private prices(draft: Draft): TemplateResult {
    return html`<fieldset class="stack">
      <legend><h3>${t("settings-prices")}</h3></legend>
      ${draft.sms_prices.map((price, index) => this.price(draft, price, index))}
      <div class="row"><button class="button small" type="button" @click=${() =>
        this.set({ sms_prices: [...draft.sms_prices, { prefix: "+", currency: "EUR", micros_per_part: 50_000 }] })}>
        ${icon("add")}${t("settings-price-add")}</button></div>
    </fieldset>`;
  }

  private price(draft: Draft, price: SmsPrice, index: number): TemplateResult {
    const change = (part: Partial<SmsPrice>) =>
      this.set({ sms_prices: draft.sms_prices.map((one, at) => (at === index ? { ...one, ...part } : one)) });
    return html`<div class="row price">
      <input class="short" aria-label=${t("price-prefix")} .value=${price.prefix}
        @change=${(event: Event) => change({ prefix: valueOf(event) })} />
      <input class="short" type="number" step="0.0001" min="0" aria-label=${t("price-amount")}
        .value=${String(price.micros_per_part / MICROS)}
        @change=${(event: Event) => change({ micros_per_part: Math.round(Number(valueOf(event)) * MICROS) })} />
      <input class="short" aria-label=${t("price-currency")} maxlength="3" .value=${price.currency}
        @change=${(event: Event) => change({ currency: valueOf(event).toUpperCase() })} />
      <button class="button icon small quiet" type="button" aria-label=${t("price-remove", { prefix: price.prefix })}
        @click=${() => this.set({ sms_prices: draft.sms_prices.filter((_, at) => at !== index) })}>${icon("close")}</button>
    </div>`;
  }

  private text(label: string, key: "name", value: string): TemplateResult {
    return html`<div class="field">
      <label for="setting-${key}">${t(label)}</label>
      <input id="setting-${key}" required maxlength="120" .value=${value}
        @input=${(event: Event) => this.set({ [key]: valueOf(event) })} />
    </div>`;
  }

  private set(change: Partial<Draft>): void {
    this.draft = { ...this.draft!, ...change };
  }

  private write = (change: Partial<Draft>): void => this.set(change);

  /** What active automations will do otherwise once this is saved (D29): said before. */
  private willChange(draft: Draft): TemplateResult | typeof nothing {
    const before = app.setup.account;
    const active = app.setup.automations.filter(isOn);
    const isOther = (keys: (keyof Draft)[]) =>
      keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(draft[key]));
    const changes = [
      isOther(["zone"]) && t("will-change-zone"),
      isOther(["holiday_country", "extra_days_off", "extra_working_days"]) && t("will-change-calendar"),
      isOther(["quiet_from", "quiet_until"]) && t("will-change-quiet"),
      isOther(["frequency_caps"]) && t("will-change-caps"),
      before.automation_enabled && !draft.automation_enabled && t("will-change-off"),
    ].filter(Boolean);
    if (changes.length === 0 || active.length === 0) return nothing;
    return note("warn", html`<p>${t("will-change", { count: active.length })}</p>
      <ul>${changes.map((change) => html`<li>${change}</li>`)}</ul>`);
  }

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      // Consent has a form of its own.
      await app.backend.saveSettings({ ...this.draft!, paused: app.setup.account.paused, consent: app.setup.account.consent });
      await app.reloadSetup();
      this.draft = draftOf();
      this.error = "";
      app.toast(t("saved"));
    } catch (error) {
      // What would move due times of what runs is shown and confirmed first (D29).
      const isInUse = error instanceof Refusal && error.code === "settings_in_use";
      if (isInUse && app.backend.changing) this.change = app.backend.changing.settings(this.draft!);
      else this.error = problemLines(error);
    }
  };

  private changeDialog(): TemplateResult | typeof nothing {
    if (!this.change) return nothing;
    return html`<change-dialog heading=${t("settings-publish-title")} .change=${this.change}
      @changed=${() => (this.draft = draftOf())}
      @close-dialog=${() => (this.change = undefined)}></change-dialog>`;
  }
}

function draftOf(): Draft {
  const { sending: _, ...draft } = structuredClone(app.setup.account);
  return draft;
}

function zones(): string[] {
  return Intl.supportedValuesOf("timeZone");
}
