/** Contacts that may be one person: those with the same address, any two, and the merges that were made. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import type { MergeRow, Since, TwinGroup } from "../backend/merges.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { automationName, recordName } from "../ui/words.js";
import { undoMerge } from "./contact-merge.js";
import "../ui/relation-input.js";

@customElement("screen-twins")
export class TwinsScreen extends Screen {
  /** `with=c_1` when a contact's own button was pressed. */
  @property({ attribute: false }) query = new URLSearchParams();
  @state() groups?: TwinGroup[];
  @state() merges: MergeRow[] = [];
  @state() chosen: string[] = [];
  @state() pair?: [RecordRow, RecordRow];

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("merge-undone", this.load);
    void this.load();
  }

  override disconnectedCallback(): void {
    removeEventListener("merge-undone", this.load);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const one = this.query.get("with");
    if (changed.has("query") && one) this.chosen = [one];
  }

  private load = async (): Promise<void> => {
    const { merges } = app.backend;
    if (!merges) return;
    const found = await app.attempt(() => Promise.all([merges.twins(), merges.list()]));
    if (found) [this.groups, this.merges] = found;
  };

  protected override render() {
    if (!app.backend.merges) {
      return html`<div class="screen"><div class="card">${empty(t("twins-title"), t("twins-need-server"))}</div></div>`;
    }
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("twins-title")}</h1>
        <a class="button quiet" href="#/records/contacts">${t("back-to-list")}</a>
      </div>
      ${this.twins()}
      ${this.anyTwo()}
      ${this.made()}
      ${this.pair
        ? html`<contact-merge .pair=${this.pair} @close-dialog=${() => (this.pair = undefined)}
            @contacts-merged=${this.merged}></contact-merge>`
        : nothing}
    </div>`;
  }

  private twins(): TemplateResult {
    const { groups } = this;
    return html`<section class="stack" aria-labelledby="twins-found">
      <h2 id="twins-found">${t("twins-found")}</h2>
      ${!groups
        ? html`<progress aria-label=${t("loading-records")}></progress>`
        : groups.length === 0
          ? html`<div class="card">${empty(t("twins-none"), t("twins-none-help"))}</div>`
          : html`<ul class="cards one">${groups.map((group) => this.group(group))}</ul>`}
    </section>`;
  }

  private group(group: TwinGroup): TemplateResult {
    const [first, ...others] = group.records;
    return html`<li class="card stack tight">
      <h3 class="row">${icon(group.kind === "sms" ? "sms" : "mailbox")}<span class="break">${group.address}</span></h3>
      ${others.map((other) => html`<div class="row apart">
        <span>${recordName(first!)} · ${recordName(other)}</span>
        <button class="button small" aria-label=${t("merge-named", { one: recordName(first!), other: recordName(other) })}
          @click=${() => (this.pair = [first!, other])}>${t("merge-open")}</button>
      </div>`)}
      ${group.count > group.records.length
        ? html`<p class="small muted">${t("twins-more", { count: group.count - group.records.length })}</p>`
        : nothing}
    </li>`;
  }

  private anyTwo(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="twins-any">
      <h2 id="twins-any">${t("twins-any")}</h2>
      <div class="field">
        <label for="merge-contacts">${t("twins-any-label")}</label>
        <relation-input .inputId=${"merge-contacts"} .module=${"contacts"} .value=${this.chosen}
          @relation-change=${(event: CustomEvent<string[]>) => (this.chosen = event.detail.slice(-2))}></relation-input>
      </div>
      <div class="row">
        <button class="button" ?disabled=${this.chosen.length !== 2} @click=${this.compare}>${t("merge-open")}</button>
      </div>
    </section>`;
  }

  private compare = async (): Promise<void> => {
    const records = await Promise.all(this.chosen.map((id) => app.engine.ask("record", "contacts", id)));
    const [one, other] = records;
    if (one && other) this.pair = [one, other];
  };

  private merged = (): void => {
    this.chosen = [];
    void this.load();
  };

  private made(): TemplateResult | typeof nothing {
    if (this.merges.length === 0) return nothing;
    return html`<section class="stack" aria-labelledby="merges-made">
      <h2 id="merges-made">${t("merges-made")}</h2>
      <ul class="cards one">${this.merges.map((row) => this.row(row))}</ul>
    </section>`;
  }

  private row(row: MergeRow): TemplateResult {
    const name = recordName(row.before);
    return html`<li class="card stack tight">
      <div class="row apart">
        <span>${t("merge-row", { loser: name, survivor: row.survivor })}
          <span class="small muted">${instant(row.at)}</span></span>
        ${row.undone_at
          ? html`<span class="badge">${t("merge-undone-at", { at: instant(row.undone_at) })}</span>`
          : html`<button class="button small" aria-label=${t("merge-undo-named", { name })}
              @click=${() => undoMerge(row.id)}>${t("undo")}</button>`}
      </div>
      ${row.since ? this.since(row.since) : nothing}
    </li>`;
  }

  private since(since: Since): TemplateResult | typeof nothing {
    const label = (key: string) => app.module("contacts")?.fields.find((one) => one.key === key)?.label ?? key;
    const kept = [...since.fields.map(label), ...since.automations.map(automationName), ...since.records];
    return kept.length === 0 ? nothing : note("info", t("merge-since", { what: kept.join(", ") }));
  }
}
