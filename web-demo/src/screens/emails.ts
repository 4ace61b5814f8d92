/** E-mail that arrived: where it arrives, what rules do with it, and the newest messages. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import type { InboundAddresses } from "../backend/backend.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import "./inbound-addresses.js";
import "./macros.js";

const SHOWN = 50;

@customElement("screen-emails")
export class EmailsScreen extends Screen {
  @state() emails?: RecordRow[];
  @state() inbound?: InboundAddresses;
  private loadedFor = -1;

  override connectedCallback(): void {
    super.connectedCallback();
    void app.attempt(async () => {
      this.inbound = await app.backend.inbound?.all();
    });
  }

  protected override willUpdate(): void {
    if (this.loadedFor === app.revision) return;
    this.loadedFor = app.revision;
    void this.load();
  }

  private async load(): Promise<void> {
    const request = {
      module: "emails",
      filter: { everyone: true as const },
      offset: 0,
      limit: SHOWN,
      sort: { field: "received_at", direction: "descending" as const },
      now: app.now,
    };
    const page = await app.attempt(() => app.engine.ask("page", request));
    this.emails = page?.records ?? [];
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-emails")}</h1>
        ${app.backend.kind === "http"
          ? html`<button class="button" ?disabled=${app.isLoading} @click=${() => app.attempt(() => app.reloadRecords())}>
              ${icon("refresh")}${t("refresh")}</button>`
          : nothing}
      </div>
      ${this.inbound
        ? html`<inbound-addresses .inbound=${this.inbound}
            @inbound-change=${(event: CustomEvent<InboundAddresses>) => (this.inbound = event.detail)}></inbound-addresses>`
        : note("info", t("emails-need-server"))}
      <macro-list .inbound=${this.inbound}></macro-list>
      <section class="card flush" aria-labelledby="emails-title">
        <h2 id="emails-title" class="padded">${t("emails-received")}</h2>
        ${!this.emails
          ? html`<p class="muted padded">${t("starting")}</p>`
          : this.emails.length === 0
            ? empty(t("emails-empty"), t("emails-empty-help"))
            : html`<ul class="plain-list">${this.emails.map((email) => this.email(email))}</ul>`}
      </section>
    </div>`;
  }

  private answers(values: RecordRow["values"]): TemplateResult {
    const [automation, record] = [String(values.answered_automation), String(values.answered_record ?? "")];
    const by = String(values.matched_by ?? "").replaceAll("_", "-");
    return html`<p class="small">${t("emails-answers", { name: nameOf(automation) })}
      ${by ? t(`matched-by-${by}`) : nothing} <a href="#/log?record=${record}">${record}</a></p>`;
  }

  private email({ id, values }: RecordRow): TemplateResult {
    const text = (key: string) => String(values[key] ?? "");
    const from = text("from_name") || text("from");
    return html`<li class="padded">
      <details>
        <summary>
          <strong>${text("subject") || t("emails-no-subject")}</strong>
          <span class="muted"> ${from} · ${instant(text("received_at"))}</span>
          ${values.channel === "sms" ? html` <span class="badge">SMS</span>` : nothing}
          ${values.is_automatic ? html` <span class="badge">${t("emails-automatic")}</span>` : nothing}
          ${values.answered_automation ? html` <span class="badge good">${t("emails-answer")}</span>` : nothing}
        </summary>
        <div class="stack">
          <p class="small muted">${text("from")} → ${text("to")}</p>
          <p class="lines">${text("body")}</p>
          ${values.answered_automation ? this.answers(values) : nothing}
          ${values.is_cut ? html`<p class="small muted">${t("emails-cut")}</p>` : nothing}
          <p class="row">
            ${contactsOf(values.contacts).map((contact) => html`<a href="#/records/contacts?record=${contact}">${contact}</a>`)}
            <a href="#/log?record=${id}">${t("emails-what-happened")}</a>
          </p>
        </div>
      </details>
    </li>`;
  }
}

/** Which automation's message it answers, and how that was seen. */
function nameOf(automation: string): string {
  return app.setup.automations.find((one) => one.id === automation)?.name ?? automation;
}

function contactsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
