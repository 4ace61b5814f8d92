/** One provider of messages: its state, its key, a test to oneself (E3). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { SenderKey, SenderState } from "../backend/senders.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen } from "../ui/screen.js";
import { PROVIDER_NAMES } from "./provider-names.js";
import { problemLines } from "./template-editor.js";
import { answerText, ownAddresses } from "./test-send.js";

const TONES = { not_configured: "", works: "good", problem: "warn", refused: "bad" } as const;

@customElement("sender-card")
export class SenderCard extends Screen {
  @property({ attribute: false }) sender!: SenderState;
  @state() error = "";
  @state() tested = "";
  @state() testedTone: "good" | "bad" | "warn" = "good";
  @state() isBusy = false;
  @state() isOpen = false;

  protected override render() {
    const { sender } = this;
    const name = PROVIDER_NAMES[sender.provider];
    const isConnected = sender.state !== "not_configured";
    return html`<article class="card stack" aria-labelledby="sender-${sender.provider}">
      <div class="row apart">
        <h4 id="sender-${sender.provider}">${name} <span class="small muted">${t(`sender-${sender.channel}`)}</span></h4>
        <span class="badge ${TONES[sender.state]}">${t(`sender-${sender.state.replace("_", "-")}`)}</span>
      </div>
      <p class="small muted">${t(`sender-about-${sender.provider}`)}</p>
      ${sender.is_in_use ? html`<p class="small">${icon("check")} ${t("sender-in-use")}</p>` : nothing}
      ${sender.problem ? note(sender.state === "refused" ? "bad" : "warn", html`${t(`sender-${sender.state}-help`)}<br />
        <span class="small">${sender.problem}</span>`) : nothing}
      ${isConnected ? this.facts(sender) : nothing}
      ${isConnected ? this.test(sender) : nothing}
      ${isConnected && !this.isOpen
        ? html`<div class="row">
            <button class="button small quiet" @click=${() => (this.isOpen = true)}>${icon("edit")}${t("sender-change")}</button>
            <button class="button small quiet" ?disabled=${sender.is_in_use} title=${sender.is_in_use ? t("sender-in-use-help") : ""}
              aria-label=${t("sender-disconnect-of", { name })} @click=${this.disconnect}>${icon("remove")}${t("sender-disconnect")}</button>
          </div>`
        : this.form(sender, isConnected)}
      ${this.error ? html`<div role="alert">${note("bad", html`<span class="lines">${this.error}</span>`)}</div>` : nothing}
    </article>`;
  }

  private facts(sender: SenderState): TemplateResult {
    return html`<dl class="facts small">
      ${sender.checked ? html`<dt>${t("sender-checked")}</dt><dd>${instant(sender.checked)}</dd>` : nothing}
      ${sender.channel === "email"
        ? html`<dt>${t("sender-verified")}</dt><dd>${sender.verified.join(", ") || t("sender-verified-none")}</dd>`
        : nothing}
      ${sender.hook ? html`<dt>${t("sender-hook")}</dt><dd><code class="breakable">${sender.hook}</code></dd>` : nothing}
    </dl>`;
  }

  private test(sender: SenderState): TemplateResult {
    const own = ownAddresses(sender.channel);
    const id = `test-to-${sender.provider}`;
    return html`<form class="stack tight" @submit=${this.sendTest}>
      <div class="row">
        <div class="field grow">
          <label for=${id}>${t("sender-test-to")}</label>
          <select id=${id} name="to">
            <option value="">${t("sender-test-key-only")}</option>
            ${own.map((address) => html`<option value=${address}>${address}</option>`)}
          </select>
        </div>
        <button class="button align-end" ?disabled=${this.isBusy} aria-label=${t("sender-test-of", { name: PROVIDER_NAMES[sender.provider] })}>
          ${icon("play")}${t("sender-test")}</button>
      </div>
      <div role="status">${this.tested ? note(this.testedTone, this.tested) : nothing}</div>
    </form>`;
  }

  private form(sender: SenderState, isConnected: boolean): TemplateResult {
    const field = (key: keyof SenderKey, value: string | null, isNeeded: boolean) => {
      const isSecret = key === "key" || key === "hook_secret";
      const id = `${sender.provider}-${key}`;
      return html`<div class="field grow"><label for=${id}>${t(`sender-${key.replace("_", "-")}`)}</label>
        <input id=${id} name=${key} type=${isSecret ? "password" : "text"} autocomplete="off" spellcheck="false"
          ?required=${isNeeded && !isConnected} placeholder=${isSecret && isConnected ? "••••••••" : ""} .value=${value ?? ""} />
      </div>`;
    };
    const region = html`<div class="field"><label for="smsapi-region">${t("sender-region")}</label>
      <select id="smsapi-region" name="region">
        ${["pl", "com"].map((one) => html`<option value=${one} ?selected=${one === (sender.region ?? "pl")}>smsapi.${one}</option>`)}
      </select></div>`;
    return html`<form class="stack" @submit=${this.connect}>
      <div class="form-grid">
        ${sender.provider === "twilio" ? field("account", sender.account, true) : nothing}
        ${sender.provider === "cloudflare" ? nothing : field("key", "", true)}
        ${sender.provider === "postmark" ? field("stream", sender.stream, false) : nothing}
        ${sender.provider === "smsapi" ? region : nothing}
        ${sender.provider === "resend" ? field("hook_secret", "", false) : nothing}
      </div>
      <div class="row">
        <button class="button ${isConnected ? "primary" : ""}" ?disabled=${this.isBusy}
          aria-label=${t(isConnected ? "sender-save-of" : "sender-connect-of", { name: PROVIDER_NAMES[sender.provider] })}>
          ${t(isConnected ? "save" : "sender-connect")}</button>
        ${isConnected ? html`<button class="button quiet" type="button" @click=${() => (this.isOpen = false)}>${t("cancel")}</button>` : nothing}
      </div>
    </form>`;
  }

  private connect = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = [...new FormData(form)].map(([key, value]): [string, string] => [key, String(value).trim()]);
    const isSecret = (key: string) => key === "key" || key === "hook_secret";
    // An empty secret is one that stays.
    const key = Object.fromEntries(given.filter(([name, value]) => value !== "" || !isSecret(name)));
    await this.work(async () => {
      await app.backend.senders!.saveSender(this.sender.provider, key);
      form.reset();
      this.isOpen = false;
      app.toast(t("saved"));
    });
  };

  private sendTest = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const to = String(new FormData(event.target as HTMLFormElement).get("to") ?? "");
    this.tested = "";
    await this.work(async () => {
      const tested = await app.backend.senders!.testSender(this.sender.provider, to || undefined);
      const { message } = tested;
      const isGood = message ? message.answer === "sent" : tested.state === "works";
      this.testedTone = isGood ? "good" : message?.answer === "uncertain" ? "warn" : "bad";
      this.tested = message
        ? answerText(message)
        : t(tested.state === "works" ? "sender-test-works" : "sender-test-fails", { said: tested.problem ?? "" });
    });
  };

  private disconnect = async (): Promise<void> => {
    if (!confirm(t("sender-disconnect-sure", { name: PROVIDER_NAMES[this.sender.provider] }))) return;
    await this.work(() => app.backend.senders!.disconnectSender(this.sender.provider));
  };

  private async work(run: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.error = "";
    try {
      await run();
    } catch (error) {
      this.error = problemLines(error);
    } finally {
      this.isBusy = false;
    }
    this.dispatchEvent(new CustomEvent("sender-changed", { bubbles: true }));
  }
}
