/** E-mail that arrived: where it arrives, what rules do with it, and the newest messages. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import type { InboundAddress } from "../backend/backend.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";
import "./macros.js";

const SHOWN = 50;

@customElement("screen-emails")
export class EmailsScreen extends Screen {
  @state() emails?: RecordRow[];
  @state() address?: InboundAddress;
  @state() error = "";
  private loadedFor = -1;

  override connectedCallback(): void {
    super.connectedCallback();
    void app.attempt(async () => {
      this.address = await app.backend.inboundAddress?.();
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
      ${this.address ? this.where(this.address) : note("info", t("emails-need-server"))}
      <macro-list></macro-list>
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

  private where(address: InboundAddress): TemplateResult {
    const domain = address.domain ?? "…";
    return html`<section class="card stack" aria-labelledby="address-title">
      <h2 id="address-title">${t("emails-address")}</h2>
      <p>${address.local_part
        ? html`<code>${address.local_part}@${domain}</code>`
        : t("emails-no-address")}</p>
      <p class="small muted">${t("emails-address-help")}</p>
      ${address.domain ? nothing : note("info", t("emails-no-domain"))}
      <form class="row" @submit=${this.choose}>
        <div class="field grow">
          <label for="local-part">${t("emails-choose")}</label>
          <input id="local-part" name="local" required maxlength="64" autocomplete="off" spellcheck="false"
            placeholder="office" aria-describedby="local-part-help" />
        </div>
        <button class="button align-end">${t("save")}</button>
        <button class="button align-end" type="button" @click=${() => this.setAddress(null)}>${t("emails-random")}</button>
      </form>
      <p id="local-part-help" class="small muted">${t("emails-choose-help")}</p>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
    </section>`;
  }

  private choose = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { local } = Object.fromEntries(new FormData(form)) as { local: string };
    if (await this.setAddress(local)) form.reset();
  };

  private async setAddress(localPart: string | null): Promise<boolean> {
    try {
      this.address = await app.backend.setInboundAddress!(localPart);
      this.error = "";
      app.toast(t("emails-address-changed"));
      return true;
    } catch (error) {
      this.error = problemLines(error);
      return false;
    }
  }

  private email({ id, values }: RecordRow): TemplateResult {
    const text = (key: string) => String(values[key] ?? "");
    const from = text("from_name") || text("from");
    return html`<li class="padded">
      <details>
        <summary>
          <strong>${text("subject") || t("emails-no-subject")}</strong>
          <span class="muted"> ${from} · ${instant(text("received_at"))}</span>
          ${values.is_automatic ? html` <span class="badge">${t("emails-automatic")}</span>` : nothing}
        </summary>
        <div class="stack">
          <p class="small muted">${text("from")} → ${text("to")}</p>
          <p class="lines">${text("body")}</p>
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

function contactsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
