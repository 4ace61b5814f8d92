/** The mailbox: what would have left the house, kept here because the provider is `capture`. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { MailboxMessage } from "../backend/backend.js";
import { instant, micros, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { factLine } from "./message-facts.js";

@customElement("screen-mailbox")
export class MailboxScreen extends Screen {
  @state() messages?: MailboxMessage[];
  private loadedFor = "";

  protected override willUpdate(): void {
    if (this.loadedFor === app.now) return;
    this.loadedFor = app.now;
    void app.attempt(async () => {
      this.messages = await app.backend.messages();
    });
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head"><h1>${t("nav-mailbox")}</h1></div>
      ${note("info", t("mailbox-help"))}
      ${!this.messages
        ? html`<p class="muted">${t("starting")}</p>`
        : this.messages.length === 0
          ? html`<div class="card">${empty(t("mailbox-empty"), t("mailbox-empty-help"))}</div>`
          : html`<ul class="cards one">${this.messages.map((message) => this.card(message))}</ul>`}
    </div>`;
  }

  private card(message: MailboxMessage): TemplateResult {
    return html`<li class="card stack tight">
      <div class="row apart">
        <span class="row">${icon(message.kind === "sms" ? "sms" : "mailbox")}<strong>${message.to}</strong>
          ${message.is_test ? html`<span class="badge warn">${t("mailbox-test")}</span>` : nothing}</span>
        <time class="small muted number" datetime=${message.at}>${instant(message.at)}</time>
      </div>
      ${message.subject ? html`<h2>${message.subject}</h2>` : nothing}
      <p class="message-text">${message.text}</p>
      ${message.parts
        ? html`<p class="small muted">${t("parts-cost", {
            parts: message.parts,
            cost: message.cost_micros && message.currency ? micros(message.cost_micros, message.currency) : "–",
          })}</p>`
        : nothing}
      ${factLine(message.facts)}
    </li>`;
  }
}
