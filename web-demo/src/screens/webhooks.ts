/** Addresses that get signed webhooks: made, tested, their secrets renewed. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { TestSend, WebhookEndpoint } from "../backend/outside.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

@customElement("webhook-list")
export class WebhookList extends Screen {
  @state() webhooks?: WebhookEndpoint[];
  @state() error = "";
  /** Shown once, right after it was made. */
  @state() fresh?: { name: string; secret: string };
  @state() tested?: { name: string; result: TestSend };

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.webhooks = await app.attempt(() => app.backend.outside!.webhooks());
  }

  protected override render() {
    return html`<section class="card stack" aria-labelledby="webhooks-title">
      <h2 id="webhooks-title">${t("webhooks-title")}</h2>
      <p class="small muted">${t("webhooks-help")}</p>
      ${!this.webhooks || this.webhooks.length === 0
        ? empty(t("webhooks-empty"), t("webhooks-empty-help"))
        : html`<ul class="stack plain-list">${this.webhooks.map((one) => this.row(one))}</ul>`}
      <div role="status">
        ${this.fresh
          ? note("good", html`${t("webhook-secret-once", { name: this.fresh.name })}<br />
              <code class="mono break">${this.fresh.secret}</code>`)
          : nothing}
        ${this.tested ? this.testResult(this.tested) : nothing}
      </div>
      <form class="row" @submit=${this.add}>
        <div class="field grow"><label for="webhook-name">${t("name")}</label>
          <input id="webhook-name" name="name" required maxlength="120" /></div>
        <div class="field grow"><label for="webhook-url">${t("webhook-url")}</label>
          <input id="webhook-url" name="url" type="url" placeholder="https://" required /></div>
        <button class="button align-end">${icon("add")}${t("webhook-add")}</button>
      </form>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
    </section>`;
  }

  private row(one: WebhookEndpoint): TemplateResult {
    return html`<li class="row apart">
      <span><strong>${one.name}</strong> <span class="small muted break">${one.url}</span>
        ${one.problem && one.last_sent
          ? html`<br /><span class="small">${t("webhook-last-problem", { at: instant(one.last_sent), problem: one.problem })}</span>`
          : nothing}</span>
      <span class="row">
        <button class="button small" aria-label=${t("webhook-test-of", { name: one.name })}
          @click=${() => this.test(one)}>${t("webhook-test")}</button>
        <button class="button small" aria-label=${t("webhook-rotate-of", { name: one.name })}
          @click=${() => this.rotate(one)}>${t("webhook-rotate")}</button>
        <button class="button small icon" aria-label=${t("webhook-delete-of", { name: one.name })}
          @click=${() => this.drop(one)}>${icon("remove")}</button>
      </span>
    </li>`;
  }

  private testResult({ name, result }: { name: string; result: TestSend }): TemplateResult {
    return result.is_delivered
      ? note("good", t("webhook-test-good", { name }))
      : note("bad", html`${t("webhook-test-bad", { name })}<br /><span class="small">${result.problem}</span>`);
  }

  private add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name, url } = Object.fromEntries(new FormData(form)) as { name: string; url: string };
    try {
      const made = await app.backend.outside!.saveWebhook({ name: name.trim(), url: url.trim() });
      this.fresh = { name: made.name, secret: made.secret ?? "" };
      this.error = "";
      form.reset();
      await app.reloadSetup();
    } catch (error) {
      this.error = problemLines(error);
    }
    await this.load();
  };

  private async test(one: WebhookEndpoint): Promise<void> {
    const result = await app.attempt(() => app.backend.outside!.testWebhook(one.id));
    this.tested = result && { name: one.name, result };
    await this.load();
  }

  private async rotate(one: WebhookEndpoint): Promise<void> {
    if (!confirm(t("webhook-rotate-sure", { name: one.name }))) return;
    const made = await app.attempt(() => app.backend.outside!.rotateWebhook(one.id));
    this.fresh = made && { name: one.name, secret: made.secret };
  }

  private async drop(one: WebhookEndpoint): Promise<void> {
    if (!confirm(t("webhook-delete-sure", { name: one.name }))) return;
    await app.attempt(async () => {
      await app.backend.outside!.deleteWebhook(one.id);
      await app.reloadSetup();
    });
    await this.load();
  }
}
