/** Related records: those that are chosen, and a search for more. */

import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "./icons.js";
import { Latest, Screen } from "./screen.js";
import { nameFilter, recordName } from "./words.js";

/** Found records shown at once. */
const FOUND_MAX = 6;

@customElement("relation-input")
export class RelationInput extends Screen {
  @property({ attribute: false }) inputId = "";
  @property() module = "";
  @property({ attribute: false }) value: string[] = [];
  @state() found: RecordRow[] = [];
  @state() names = new Map<string, string>();
  private readonly latest = new Latest();

  protected override willUpdate(): void {
    void this.nameChosen();
  }

  private async nameChosen(): Promise<void> {
    const unknown = this.value.filter((id) => !this.names.has(id));
    if (unknown.length === 0) return;
    const records = await Promise.all(unknown.map((id) => app.engine.ask("record", this.module, id)));
    const entries = unknown.map((id, index): [string, string] => [id, records[index] ? recordName(records[index]) : id]);
    this.names = new Map([...this.names, ...entries]);
  }

  protected override render() {
    return html`<div class="stack tight">
      ${this.value.length > 0
        ? html`<ul class="row plain-list">${this.value.map(
            (id) => html`<li class="badge">${this.names.get(id) ?? id}
              <button class="button icon small quiet" type="button"
                aria-label=${t("relation-remove", { name: this.names.get(id) ?? id })}
                @click=${() => this.choose(this.value.filter((one) => one !== id))}>${icon("close")}</button></li>`,
          )}</ul>`
        : nothing}
      <div class="search">
        <input id=${this.inputId} type="search" autocomplete="off" placeholder=${t("record-search")} @input=${this.search} />
        ${this.found.length > 0
          ? html`<ul class="search-results">${this.found.map(
              (record) => html`<li><button class="row-button" type="button"
                @click=${() => this.choose([...this.value, record.id])}>${recordName(record)}</button></li>`,
            )}</ul>`
          : nothing}
      </div>
    </div>`;
  }

  private choose(value: string[]): void {
    this.found = [];
    const input = this.querySelector<HTMLInputElement>("input")!;
    input.value = "";
    input.focus();
    this.dispatchEvent(new CustomEvent("relation-change", { detail: value, bubbles: true }));
  }

  private search = async (event: Event): Promise<void> => {
    const text = (event.target as HTMLInputElement).value.trim();
    const request = { module: this.module, filter: nameFilter(this.module, text), offset: 0, limit: FOUND_MAX, now: app.now };
    const page = text ? await app.attempt(() => this.latest.of(app.engine.ask("page", request))) : undefined;
    this.found = (page?.records ?? []).filter((record) => !this.value.includes(record.id));
  };
}
