/** Automatic campaigns (S0.11-15): one e-mail or SMS per client, hours after the criteria are met, once for ever. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, Filter, Template } from "@relance/preview";
import { app } from "../app-state.js";
import type { ClientCounts } from "../backend/merges.js";
import { EVERYONE } from "../filter/model.js";
import { number, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, goOn, note, Screen } from "../ui/screen.js";
import { moduleLabel } from "../ui/words.js";
import { hindrance } from "./action-off.js";
import { preferAudience } from "./preferred-audience.js";
import { isOn } from "./sequence-progress.js";
import { deactivate, remove, stateBadge } from "./sequences.js";
import { problemLines } from "./template-editor.js";
import "../filter/filter-editor.js";
import "../ui/subscription-lock.js";
import "./activation-dialog.js";

type Channel = "email" | "sms";

@customElement("screen-campaigns")
export class CampaignsScreen extends Screen {
  @property() selected = "";
  @state() activating?: Automation;
  @state() counts = new Map<string, ClientCounts>();
  private countedFor = "";

  private get campaigns(): Automation[] {
    return app.setup.automations.filter((one) => one.kind === "campaign");
  }

  protected override willUpdate(): void {
    const asked = JSON.stringify([app.now, this.campaigns.map((one) => [one.id, one.state])]);
    if (asked === this.countedFor || !app.backend.merges) return;
    this.countedFor = asked;
    void this.count();
  }

  private async count(): Promise<void> {
    const { merges } = app.backend;
    const found = await app.attempt(() => Promise.all(this.campaigns.map((one) => merges!.clients(one.id))));
    if (found) this.counts = new Map(found.map((one) => [one.automation, one]));
  }

  protected override render() {
    if (this.selected === "new") {
      return html`<div class="screen"><campaign-new></campaign-new></div>`;
    }
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("campaigns")}</h1>
        <a class="button primary" href="#/campaigns/new">${icon("add")}${t("campaign-new")}</a>
      </div>
      <subscription-lock feature="email_campaigns"></subscription-lock>
      ${this.campaigns.length === 0
        ? html`<div class="card">${empty(t("campaigns-empty"), t("campaigns-empty-help"),
            html`<a class="button primary" href="#/campaigns/new">${t("campaign-new")}</a>`)}</div>`
        : html`<ul class="cards one">${this.campaigns.map((one) => this.card(one))}</ul>`}
      ${this.activating
        ? html`<activation-dialog .automation=${this.activating}
            @close-dialog=${() => (this.activating = undefined)}></activation-dialog>`
        : nothing}
    </div>`;
  }

  private card(campaign: Automation): TemplateResult {
    const isRunning = isOn(campaign);
    const counts = this.counts.get(campaign.id);
    return html`<li class="card stack tight" data-campaign=${campaign.id}>
      <div class="row apart">
        <div class="row">
          <a class="card-link" href="#/sequences/${campaign.id}">${campaign.name}</a>
          ${stateBadge(campaign)}
          <span class="badge">${icon("lock")}${t("campaign-once")}</span>
        </div>
        <div class="row">
          ${isRunning
            ? html`<button class="button small" @click=${() => deactivate(campaign)}>${icon("pause")}${t("deactivate")}</button>`
            : html`<button class="button small primary" @click=${() => (this.activating = campaign)}>
                ${icon("play")}${t("activate")}</button>`}
          <button class="button small icon" aria-label=${t("delete-named", { name: campaign.name })}
            @click=${() => remove(campaign)}>${icon("remove")}</button>
        </div>
      </div>
      <p class="small muted">${moduleLabel(campaign.module)} · ${whenText(campaign)}</p>
      ${counts && campaign.state !== "draft"
        ? html`<dl class="figures">
            ${figure(t("campaign-audience"), counts.audience)}
            ${figure(t("campaign-sent"), counts.sent)}
            ${figure(t("campaign-waiting"), counts.waiting)}
            ${figure(t("campaign-skipped"), counts.skipped_once)}
          </dl>
          ${counts.skipped_once > 0
            ? html`<p class="small"><a href="#/log?automation=${campaign.id}">${t("campaign-who-was-skipped")}</a></p>`
            : nothing}`
        : nothing}
      ${hindrance(campaign)}
    </li>`;
  }
}

function figure(label: string, value: number): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="number">${number(value)}</dd></div>`;
}

function whenText(campaign: Automation): string {
  const delay = campaign.steps[0]?.delay;
  return delay?.unit === "hours" ? t("campaign-after", { hours: delay.amount }) : t("campaign-steps", { steps: campaign.steps.length });
}

/** A new campaign: client list, conditions, hours, message (S0.11-12). */
@customElement("campaign-new")
export class CampaignNew extends Screen {
  @state() module = "contacts";
  @state() filter: Filter = EVERYONE;
  @state() channel: Channel = "email";
  @state() hours = 3;
  @state() template = "";
  @state() error = "";

  private get templates(): Template[] {
    return app.setup.templates.filter((one) => one.module === this.module && one.kind === this.channel);
  }

  protected override render() {
    const isSmsOff = !app.module(this.module)?.sms_enabled;
    return html`
      <div class="screen-head">
        <h1>${t("campaign-new")}</h1>
        <a class="button quiet" href="#/campaigns">${t("back-to-list")}</a>
      </div>
      <form class="card stack wide" @submit=${this.save}>
        <subscription-lock feature=${this.channel === "sms" ? "sms_campaigns" : "email_campaigns"}></subscription-lock>
        <div class="field">
          <label for="campaign-name">${t("name")}</label>
          <input id="campaign-name" name="name" required maxlength="120" />
        </div>
        <div class="field">
          <label for="campaign-module">${t("campaign-list")}</label>
          <select id="campaign-module" @change=${this.chooseModule}>
            ${app.setup.modules.map((one) => html`<option value=${one.key} ?selected=${one.key === this.module}>${one.label}</option>`)}
          </select>
        </div>
        <section class="stack tight" aria-labelledby="campaign-conditions">
          <h2 id="campaign-conditions">${t("campaign-conditions")}</h2>
          <p class="small muted">${t("campaign-conditions-help")}</p>
          <filter-editor .module=${this.module} .filter=${this.filter}
            @filter-change=${(event: CustomEvent<Filter>) => (this.filter = event.detail)}></filter-editor>
        </section>
        <fieldset class="stack tight">
          <legend><h2>${t("campaign-message")}</h2></legend>
          ${(["email", "sms"] as const).map((channel) => html`<label class="check">
            <input type="radio" name="channel" .checked=${this.channel === channel}
              ?disabled=${channel === "sms" && isSmsOff} @change=${() => this.choose(channel)} />
            <span>${t(`campaign-by-${channel}`)}
              ${channel === "sms" && isSmsOff
                ? html`<span class="small muted">${t("campaign-sms-off")} <a href="#/settings">${t("nav-settings")}</a></span>`
                : nothing}</span>
          </label>`)}
          ${this.templateChoice()}
        </fieldset>
        <div class="field narrow">
          <label for="campaign-hours">${t("campaign-hours")}</label>
          <input id="campaign-hours" type="number" min="0" max="8760" .value=${String(this.hours)}
            @input=${(event: Event) => (this.hours = Number((event.target as HTMLInputElement).value))} />
        </div>
        <label class="check">
          <input type="checkbox" checked disabled />
          <span>${t("campaign-once")}<br /><span class="small muted">${t("campaign-once-help")}</span></span>
        </label>
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
        <div class="row"><button class="button primary">${t("save")}</button></div>
      </form>`;
  }

  private templateChoice(): TemplateResult {
    if (this.templates.length === 0) {
      return note("info", html`${t("campaign-no-template")} <a href="#/templates">${t("nav-templates")}</a>`);
    }
    return html`<div class="field">
      <label for="campaign-template">${t("campaign-template")}</label>
      <select id="campaign-template" @change=${(event: Event) => (this.template = (event.target as HTMLSelectElement).value)}>
        ${this.templates.map((one) => html`<option value=${one.id} ?selected=${one.id === this.template}>${one.name}</option>`)}
      </select>
    </div>`;
  }

  private chooseModule = (event: Event): void => {
    this.module = (event.target as HTMLSelectElement).value;
    this.filter = EVERYONE;
    this.choose(app.module(this.module)?.sms_enabled ? this.channel : "email");
  };

  private choose(channel: Channel): void {
    this.channel = channel;
    this.template = "";
  }

  private save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name")).trim();
    const template = this.template || this.templates[0]?.id;
    if (!template) {
      this.error = t("campaign-no-template");
      return;
    }
    const action = this.channel === "sms" ? "sms_to_contact" : "email_to_contact";
    const delay = { amount: this.hours, unit: "hours" };
    const campaign = { id: "", name, kind: "campaign", module: this.module, basis: { filter: this.filter },
      steps: [{ id: "message", action, delay, template, recipient: "any_contact" }], state: "draft", activation: null };
    const from = location.hash;
    try {
      const saved = await app.backend.saveAutomation(campaign as unknown as Automation);
      // D12: a campaign begins with those who come to meet its criteria.
      preferAudience(saved.id, "entering_after_activation");
      await app.reloadSetup();
      app.toast(t("saved"));
      goOn(from, "/campaigns");
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}
