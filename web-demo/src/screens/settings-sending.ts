/** By whom and in whose name messages leave (E3): the choice, the identities, and a card for each provider. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { SendingIdentity, SendingSettings } from "@relance/preview";
import { app } from "../app-state.js";
import type { SenderState } from "../backend/senders.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { PROVIDER_NAMES } from "./provider-names.js";
import "./sender-card.js";
import { problemLines } from "./template-editor.js";

@customElement("settings-sending")
export class SettingsSending extends Screen {
  @state() draft?: SendingSettings;
  @state() senders?: SenderState[];
  @state() error = "";
  private loadedFor = -1;

  protected override willUpdate(): void {
    this.draft ??= structuredClone(app.setup.account.sending);
    if (!app.backend.senders || this.loadedFor === app.revision) return;
    this.loadedFor = app.revision;
    void this.load();
  }

  private async load(): Promise<void> {
    this.senders = (await app.attempt(() => app.backend.senders!.senders())) ?? this.senders;
  }

  protected override render() {
    return html`<section class="card stack wide" aria-labelledby="sending-title">
      <h2 id="sending-title">${t("sending-title")}</h2>
      <p class="small muted">${t("sending-about")}</p>
      ${app.backend.senders && this.draft ? this.parts(this.draft) : note("info", t("sending-need-server"))}
    </section>`;
  }

  private parts(draft: SendingSettings): TemplateResult {
    return html`<form class="stack" @submit=${this.save}>
        ${this.identities(draft)}
        <div class="form-grid">${this.smsSender(draft)} ${this.testNumbers(draft)}</div>
        <div class="form-grid">${this.choice(draft, "email")} ${this.choice(draft, "sms")}</div>
        ${this.error ? html`<div role="alert">${note("bad", html`<span class="lines">${this.error}</span>`)}</div>` : nothing}
        <div class="row"><button class="button primary">${t("sending-save")}</button></div>
      </form>
      <h3>${t("sending-providers")}</h3>
      <p class="small muted">${t("sending-providers-help")}</p>
      <div class="sender-cards">
        ${(this.senders ?? []).map((sender) => html`<sender-card .sender=${sender} @sender-changed=${this.changed}></sender-card>`)}
      </div>`;
  }

  /** Who carries a channel: the mailbox here, or a provider that is connected. */
  private choice(draft: SendingSettings, channel: "email" | "sms"): TemplateResult {
    const connected = (this.senders ?? []).filter((one) => one.channel === channel && one.state !== "not_configured");
    return html`<div class="field">
      <label for="sending-${channel}">${t(`sending-by-${channel}`)}</label>
      <select id="sending-${channel}" @change=${(event: Event) => this.set({ [channel]: valueOf(event) })}>
        <option value="capture" ?selected=${draft[channel] === "capture"}>${t("sending-capture")}</option>
        ${connected.map((one) => html`<option value=${one.provider} ?selected=${draft[channel] === one.provider}>
          ${PROVIDER_NAMES[one.provider]}</option>`)}
      </select>
      <p class="small muted">${t(draft[channel] === "capture" ? "sending-capture-help" : "sending-real-help")}</p>
    </div>`;
  }

  private identities(draft: SendingSettings): TemplateResult {
    return html`<fieldset class="stack">
      <legend><h3>${t("identities-title")}</h3></legend>
      <p class="small muted">${t("identities-help")}</p>
      ${draft.identities.map((one, index) => this.identity(draft, one, index))}
      <div class="row"><button class="button small" type="button" @click=${() =>
        this.set({ identities: [...draft.identities, { address: "", name: "", reply_to: null }] })}>
        ${icon("add")}${t("identity-add")}</button></div>
    </fieldset>`;
  }

  private identity(draft: SendingSettings, one: SendingIdentity, index: number): TemplateResult {
    const change = (part: Partial<SendingIdentity>) =>
      this.set({ identities: draft.identities.map((other, at) => (at === index ? { ...other, ...part } : other)) });
    const field = (key: "address" | "name" | "reply_to", type: string, isRequired = false) => html`<div class="field grow">
      <label for="identity-${key}-${index}">${t(`identity-${key.replace("_", "-")}`)}</label>
      <input id="identity-${key}-${index}" type=${type} ?required=${isRequired} maxlength="254" .value=${one[key] ?? ""}
        @input=${(event: Event) => change({ [key]: valueOf(event) || (key === "reply_to" ? null : "") })} />
    </div>`;
    return html`<div class="sunken stack tight">
      <div class="row apart">
        <span class="row">
          ${index === 0 ? html`<span class="badge accent">${t("identity-own")}</span>` : nothing}
          ${this.verifiedBadges(one.address)}
        </span>
        <button class="button icon small quiet" type="button" aria-label=${t("identity-remove", { address: one.address })}
          @click=${() => this.set({ identities: draft.identities.filter((_, at) => at !== index) })}>${icon("close")}</button>
      </div>
      <div class="form-grid">${field("address", "email", true)} ${field("name", "text")} ${field("reply_to", "email")}</div>
    </div>`;
  }

  /** Which providers take the address as a sender. */
  private verifiedBadges(address: string): TemplateResult[] {
    const domain = address.split("@").at(-1)?.toLowerCase();
    const taking = (this.senders ?? []).filter((one) => one.verified.some((sender) => sender === address || sender === domain));
    return taking.map((one) => html`<span class="badge good">${t("identity-verified", { provider: PROVIDER_NAMES[one.provider] })}</span>`);
  }

  private smsSender(draft: SendingSettings): TemplateResult {
    return html`<div class="field">
      <label for="sending-sms-sender">${t("sms-sender")}</label>
      <input id="sending-sms-sender" maxlength="40" .value=${draft.sms_sender ?? ""}
        @input=${(event: Event) => this.set({ sms_sender: valueOf(event).trim() || null })} />
      <p class="small muted">${t("sms-sender-help")}</p>
    </div>`;
  }

  private testNumbers(draft: SendingSettings): TemplateResult {
    return html`<div class="field">
      <label for="sending-test-numbers">${t("test-numbers")}</label>
      <input id="sending-test-numbers" inputmode="tel" placeholder="+48601234567" .value=${draft.test_numbers.join(", ")}
        @change=${(event: Event) =>
          this.set({ test_numbers: valueOf(event).split(/[,;]+/).map((one) => one.trim()).filter(Boolean) })} />
      <p class="small muted">${t("test-numbers-help")}</p>
    </div>`;
  }

  private set(change: Partial<SendingSettings>): void {
    this.draft = { ...this.draft!, ...change };
  }

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    // What providers take is theirs to say.
    const { verified: _, ...sending } = this.draft!;
    try {
      await app.backend.senders!.saveSending(sending);
      await app.reloadSetup();
      this.draft = structuredClone(app.setup.account.sending);
      this.error = "";
      await this.load();
      app.toast(t("saved"));
    } catch (error) {
      this.error = problemLines(error);
    }
  };

  /** A card has connected, tested or forgotten a provider. */
  private changed = async (): Promise<void> => {
    await app.reloadSetup();
    await this.load();
  };
}
