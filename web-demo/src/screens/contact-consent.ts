/** What a contact agreed to, by whom and when, and whether nothing goes to an address any more (D20). */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app, errorText } from "../app-state.js";
import type { ChannelConsent, ConsentChannel, ConsentProof, ContactConsent } from "../backend/consent.js";
import { instant, t } from "../i18n/index.js";
import { Latest, note, Screen } from "../ui/screen.js";

const CHANNELS: ConsentChannel[] = ["email", "sms"];

@customElement("contact-consent")
export class ContactConsentPanel extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  @state() found?: ContactConsent;
  @state() error = "";
  /** The channel whose suppression is being lifted. */
  @state() lifting?: ConsentChannel;
  private readonly latest = new Latest();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("record")) return;
    if (changed.get("record")?.id !== this.record.id) {
      this.found = undefined;
      this.lifting = undefined;
    }
    void this.load();
  }

  private async load(): Promise<void> {
    const { consents } = app.backend;
    if (!consents) return;
    try {
      const found = await this.latest.of(consents.of(this.record.id));
      if (found) this.found = found;
      this.error = "";
    } catch (error) {
      this.error = errorText(error);
    }
  }

  protected override render() {
    const { found } = this;
    return html`<section class="stack" aria-labelledby="consent-title">
      <h3 id="consent-title">${t("consent")}</h3>
      ${this.error ? note("bad", this.error) : nothing}
      <div aria-live="polite" class="stack">${found ? CHANNELS.map((channel) => this.channel(channel, found[channel])) : nothing}</div>
      ${found && found.proofs.length > 0
        ? html`<details><summary>${t("consent-proof", { count: found.proofs.length })}</summary>
            <ol class="plain stack small proof">${found.proofs.map(proof)}</ol></details>`
        : nothing}
    </section>`;
  }

  private channel(channel: ConsentChannel, one: ChannelConsent): TemplateResult | typeof nothing {
    if (!one.address) return nothing;
    return html`<div class="stack tight" data-channel=${channel}>
      <div class="row apart">
        <span><strong>${t(`consent-${channel}`)}</strong> <span class="muted small">${one.address}</span></span>
        ${answer(one)}
      </div>
      ${one.suppression ? this.suppressed(channel, one) : this.suppressing(channel, one.address)}
    </div>`;
  }

  private suppressing(channel: ConsentChannel, address: string): TemplateResult {
    return html`<div><button class="button small quiet" @click=${() =>
      this.act(() => app.backend.consents!.suppress(channel, address))}>${t("suppress")}</button></div>`;
  }

  private suppressed(channel: ConsentChannel, one: ChannelConsent): TemplateResult {
    const { reason, at, can_be_lifted: canBeLifted } = one.suppression!;
    return note("warn", html`<p>${t("suppressed")}</p>
      <p class="small">${t(`suppressed-${reason.replaceAll("_", "-")}`)} · ${instant(at)}</p>
      ${canBeLifted ? this.lift(channel, one.address!) : html`<p class="small">${t("suppressed-stays")}</p>`}`);
  }

  private lift(channel: ConsentChannel, address: string): TemplateResult {
    if (this.lifting !== channel) {
      return html`<div class="row"><button class="button small" @click=${() => (this.lifting = channel)}>${t("suppression-lift")}</button></div>`;
    }
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      const why = String(new FormData(event.target as HTMLFormElement).get("why"));
      void this.act(() => app.backend.consents!.lift(channel, address, why));
    };
    return html`<form class="stack tight" @submit=${submit}>
      <label class="field"><span>${t("suppression-why")}</span>
        <input name="why" required maxlength="300" /></label>
      <div class="row">
        <button class="button small primary">${t("suppression-lift")}</button>
        <button class="button small" type="button" @click=${() => (this.lifting = undefined)}>${t("cancel")}</button>
      </div>
    </form>`;
  }

  private async act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.lifting = undefined;
      await app.reloadRecords();
      await this.load();
    } catch (error) {
      this.error = errorText(error);
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("lifting") && this.lifting) this.querySelector<HTMLElement>("input[name=why]")?.focus();
  }
}

function answer(one: ChannelConsent): TemplateResult {
  if (one.consent === true) return html`<span class="badge good">${t("consent-given")}</span>`;
  if (one.asked_at) return html`<span class="badge">${t("consent-asked")}</span>`;
  if (one.consent === false) return html`<span class="badge bad">${t("consent-withdrawn")}</span>`;
  return html`<span class="badge">${t("consent-never")}</span>`;
}

function proof(line: ConsentProof): TemplateResult {
  return html`<li>
    <span>${instant(line.at)} · ${t(`consent-${line.channel}`)}: ${t(`consent-said-${line.said}`)}</span><br />
    <span class="muted">${t(`consent-source-${line.source.replaceAll("_", "-")}`)}${line.occasion ? `: ${line.occasion}` : ""}</span>
    ${line.text ? html`<br /><q>${line.text}</q>` : nothing}
  </li>`;
}
