/** One record: its values, why it matches or not (B3), and what awaits it. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ExplainAnswer, Filter, RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Latest, Screen } from "../ui/screen.js";
import { recordName, valueText } from "../ui/words.js";
import { clauseTree } from "./explain-tree.js";
import "./contact-consent.js";
import "./contact-rights.js";
import "./record-form.js";
import "./record-happenings.js";
import "./record-automations.js";

@customElement("record-panel")
export class RecordPanel extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  @property({ attribute: false }) filter!: Filter;
  @state() explained?: ExplainAnswer;
  @state() isEditing = false;
  /** Names of the records that this one points to. */
  @state() names = new Map<string, string>();
  private readonly latest = new Latest();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("record") && changed.get("record")?.id !== this.record.id) this.isEditing = false;
    if (changed.has("record") || changed.has("filter")) void this.explain();
    if (changed.has("record")) void this.nameRelated();
  }

  private async nameRelated(): Promise<void> {
    const names = new Map<string, string>();
    for (const field of app.module(this.record.module)?.fields ?? []) {
      const ids = this.record.values[field.key];
      if (field.kind !== "relation" || !field.module || !Array.isArray(ids)) continue;
      for (const id of ids) {
        const related = await app.engine.ask("record", field.module, id);
        if (related) names.set(id, recordName(related));
      }
    }
    this.names = names;
  }

  private async explain(): Promise<void> {
    const { module, id } = this.record;
    const explained = await app.attempt(() =>
      this.latest.of(app.engine.ask("explain", module, this.filter, id, app.now)),
    );
    if (explained) this.explained = explained;
  }

  protected override render() {
    const { record, explained } = this;
    return html`<aside class="card stack wide panel" aria-labelledby="record-name">
      <div class="row apart nowrap-row">
        <h2 id="record-name" tabindex="-1">${recordName(record)}</h2>
        <button class="button icon small quiet" aria-label=${t("close")}
          @click=${() => this.dispatchEvent(new CustomEvent("close-panel", { bubbles: true }))}>
          ${icon("close")}</button>
      </div>
      ${explained ? this.why(explained) : nothing}
      <section class="stack" aria-labelledby="record-values">
        <div class="row apart">
          <h3 id="record-values">${t("record-values")}</h3>
          ${this.isEditing
            ? nothing
            : html`<button class="button small" @click=${() => (this.isEditing = true)}>${t("record-edit")}</button>`}
        </div>
        ${this.isEditing
          ? html`<record-form .module=${record.module} .record=${record} @close-form=${this.endEditing}
              @record-saved=${this.endEditing}></record-form>`
          : this.values()}
      </section>
      ${record.module === "contacts" && app.backend.consents
        ? html`<contact-consent .record=${record}></contact-consent>`
        : nothing}
      <record-happenings .record=${record}></record-happenings>
      <record-automations brief .record=${record}></record-automations>
      ${record.module === "contacts" && app.backend.merges
        ? html`<a class="button" href="#/twins?with=${record.id}">${icon("copy")}${t("merge-with")}</a>`
        : nothing}
      ${record.module === "contacts" ? html`<contact-rights .record=${record}></contact-rights>` : nothing}
      <a class="button" href="#/plan?record=${record.id}&module=${record.module}">${icon("plan")}${t("record-timeline")}</a>
    </aside>`;
  }

  private endEditing = (): void => {
    this.isEditing = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h2")?.focus());
  };

  private why(explained: ExplainAnswer): TemplateResult {
    return html`<section class="stack" aria-labelledby="why-title">
      <h3 id="why-title" class="row">
        ${explained.matches
          ? html`<span class="badge good">${icon("check")}${t("matches")}</span>`
          : html`<span class="badge bad">${icon("close")}${t("does-not-match")}</span>`}
        ${t(explained.matches ? "why" : "why-not")}
      </h3>
      ${clauseTree(explained.explanation, app.module(this.record.module))}
    </section>`;
  }

  private values(): TemplateResult {
    // What a contact agreed to has a section of its own, where there is a server.
    const isElsewhere = (key: string) =>
      this.record.module === "contacts" && Boolean(app.backend.consents) && /^(email|sms)_(consent|suppressed)/.test(key);
    const fields = (app.module(this.record.module)?.fields ?? []).filter((field) => !isElsewhere(field.key));
    return html`<dl class="values">
      ${fields.map((field) => {
        const raw =
          field.key === "created"
            ? this.record.created
            : field.key === "updated"
              ? this.record.updated
              : this.record.values[field.key];
        const isRelation = field.kind === "relation" && Array.isArray(raw);
        const text = isRelation
          ? raw.map((id) => this.names.get(id) ?? id).join(", ")
          : valueText(field, raw ?? null);
        return text ? html`<div><dt>${field.label}</dt><dd>${text}</dd></div>` : nothing;
      })}
    </dl>`;
  }
}
