/** The run log: every decision with its reason, also the decision not to act. */

import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { LogEntry } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { empty, Screen } from "../ui/screen.js";
import { recordName } from "../ui/words.js";
import { logTable } from "./log-table.js";

const PAGE_ENTRIES = 100;

@customElement("screen-log")
export class LogScreen extends Screen {
  @property({ attribute: false }) query = new URLSearchParams();
  @state() automation = "";
  @state() entries?: LogEntry[];
  @state() next: string | null = null;
  private names = new Map<string, string>();
  private loadedFor = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("query")) this.automation = this.query.get("automation") ?? "";
    const asked = JSON.stringify([this.automation, app.now]);
    if (asked === this.loadedFor) return;
    this.loadedFor = asked;
    void this.load();
  }

  private async load(after?: string): Promise<void> {
    const page = await app.attempt(() =>
      app.backend.runLog({
        automation: this.automation || undefined,
        after,
        limit: PAGE_ENTRIES,
      }),
    );
    if (!page) return;
    await this.nameRecords(page.entries);
    this.entries = after ? [...(this.entries ?? []), ...page.entries] : page.entries;
    this.next = page.next;
  }

  private async nameRecords(entries: LogEntry[]): Promise<void> {
    for (const entry of entries) {
      if (this.names.has(entry.record)) continue;
      const module = app.setup.automations.find((one) => one.id === entry.automation)?.module;
      if (!module) continue;
      const record = await app.engine.ask("record", module, entry.record).catch(() => null);
      this.names.set(entry.record, record ? recordName(record) : entry.record);
    }
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-log")}</h1>
        <label class="row small"><span class="muted">${t("log-of")}</span>
          <select class="auto" @change=${(event: Event) => (this.automation = (event.target as HTMLSelectElement).value)}>
            <option value="" ?selected=${!this.automation}>${t("log-all")}</option>
            ${app.setup.automations.map(
              (one) => html`<option value=${one.id} ?selected=${one.id === this.automation}>${one.name}</option>`,
            )}
          </select>
        </label>
      </div>
      <div class="card flush">
        ${!this.entries
          ? html`<p class="muted padded">${t("starting")}</p>`
          : this.entries.length === 0
            ? empty(t("log-empty"), t("log-empty-help"))
            : logTable(this.entries, { caption: t("nav-log"), names: this.names })}
      </div>
      ${this.next
        ? html`<button class="button" @click=${() => this.load(this.next!)}>${t("more")}</button>`
        : nothing}
    </div>`;
  }
}
