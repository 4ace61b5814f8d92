/** Two contacts become one: which of them stays, whose value each field keeps, what follows from it. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { RecordRow, Value } from "@relance/preview";
import { app } from "../app-state.js";
import type { FieldMerge, MergeAnswer, Side } from "../backend/merges.js";
import { t } from "../i18n/index.js";
import { Latest, note, Screen } from "../ui/screen.js";
import { automationName, moduleLabel, recordName, valueText } from "../ui/words.js";
import { problemLines } from "./template-editor.js";

const SIDES: Side[] = ["survivor", "loser"];

@customElement("contact-merge")
export class ContactMerge extends Screen {
  @property({ attribute: false }) pair!: [RecordRow, RecordRow];
  @state() survivor: 0 | 1 = 0;
  @state() choices: Record<string, Side> = {};
  @state() preview?: MergeAnswer;
  @state() error = "";
  @state() isWorking = false;
  @query("dialog") dialog!: HTMLDialogElement;
  private readonly latest = new Latest();

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.load();
  }

  private get kept(): RecordRow {
    return this.pair[this.survivor];
  }

  private get gone(): RecordRow {
    return this.pair[this.survivor === 0 ? 1 : 0];
  }

  private get asked() {
    return { survivor: this.kept.id, loser: this.gone.id, choices: this.choices };
  }

  private async load(): Promise<void> {
    try {
      const preview = await this.latest.of(app.backend.merges!.preview(this.asked));
      if (preview) this.preview = preview;
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  protected override render() {
    return html`<dialog class="wide-dialog" aria-labelledby="merge-title" @close=${this.close}>
      <form method="dialog" @submit=${this.merge}>
        <h1 id="merge-title">${t("merge-title")}</h1>
        <fieldset class="stack tight">
          <legend><h2>${t("merge-survivor")}</h2></legend>
          ${this.pair.map((record, index) => this.survivorChoice(record, index as 0 | 1))}
        </fieldset>
        ${this.preview ? this.effects(this.preview) : this.waiting()}
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
        <div class="row end">
          <button class="button" type="button" @click=${() => this.dialog.close()}>${t("cancel")}</button>
          <button class="button primary" ?disabled=${!this.preview || this.isWorking}>${t("merge-do")}</button>
        </div>
      </form>
    </dialog>`;
  }

  private survivorChoice(record: RecordRow, index: 0 | 1): TemplateResult {
    return html`<label class="check">
      <input type="radio" name="survivor" .checked=${this.survivor === index} @change=${() => {
        this.survivor = index;
        this.choices = {};
        void this.load();
      }} />
      <span>${recordName(record)} <span class="small muted">${record.id}</span></span>
    </label>`;
  }

  private waiting(): TemplateResult | typeof nothing {
    return this.error ? nothing : html`<progress aria-label=${t("counting")}></progress>`;
  }

  private effects(preview: MergeAnswer): TemplateResult {
    return html`<section class="stack" aria-labelledby="merge-fields">
        <h2 id="merge-fields">${t("merge-fields")}</h2>
        <p class="small muted">${t("merge-fields-help")}</p>
        ${preview.fields.map((field) => this.field(field))}
      </section>
      <section class="stack tight" aria-labelledby="merge-effects">
        <h2 id="merge-effects">${t("merge-effects")}</h2>
        <p>${t("merge-relinked", { count: preview.relinked.length })}</p>
        ${preview.relinked.length > 0
          ? html`<p class="small muted">${preview.relinked.slice(0, 8)
              .map((one) => `${moduleLabel(one.module)}: ${one.name ?? one.id}`).join(" · ")}${preview.relinked.length > 8 ? " …" : ""}</p>`
          : nothing}
        ${preview.automations.map((one) => html`<p>${t(one.other_exits ? "merge-passage-exits" : "merge-passage", {
          automation: automationName(one.automation),
          kept: recordName(one.kept === "survivor" ? this.kept : this.gone),
        })}</p>`)}
        <p class="small muted">${t("merge-undo-help")}</p>
      </section>`;
  }

  private field(field: FieldMerge): TemplateResult {
    const definition = app.module("contacts")?.fields.find((one) => one.key === field.field);
    const label = definition?.label ?? field.field;
    const text = (value: Value) => (definition ? valueText(definition, value ?? null) : "") || t("merge-empty");
    const isSame = JSON.stringify(field.survivor) === JSON.stringify(field.loser);
    if (isSame || !field.is_choosable) {
      const source = isSame ? "" : t(`merge-from-${field.from}`);
      return html`<div class="merge-field" data-field=${field.field}>
        <span class="label">${label}</span>
        <span>${text(field.merged)} <span class="small muted">${source}</span></span>
      </div>`;
    }
    const chosen = this.choices[field.field] ?? field.from;
    const options: [FieldMerge["from"], Value][] = SIDES.map((side) => [side, field[side]]);
    const isUnion = Array.isArray(field.survivor) && Array.isArray(field.loser);
    return html`<fieldset class="merge-field" data-field=${field.field}>
      <legend class="label">${label}</legend>
      ${isUnion
        ? html`<label class="check"><input type="radio" name="merge-${field.field}" .checked=${chosen === "both"}
            @change=${() => this.choose(field.field)} /><span>${t("merge-both")}</span></label>`
        : nothing}
      ${options.map(([side, value]) => html`<label class="check">
        <input type="radio" name="merge-${field.field}" .checked=${chosen === side}
          @change=${() => this.choose(field.field, side as Side)} />
        <span class=${value == null ? "muted" : "break"}>${text(value)}</span>
      </label>`)}
    </fieldset>`;
  }

  private choose(field: string, side?: Side): void {
    const { [field]: _, ...others } = this.choices;
    this.choices = side ? { ...others, [field]: side } : others;
    void this.load();
  }

  private merge = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.isWorking = true;
    try {
      const done = await app.backend.merges!.merge(this.asked);
      this.dialog.close();
      await app.reloadRecords();
      this.dispatchEvent(new CustomEvent("contacts-merged", { detail: done, bubbles: true }));
      const undo = { label: t("undo"), run: () => void undoMerge(done.id!) };
      app.toast(t("merge-done", { name: recordName(done.record) }), undo);
    } catch (error) {
      this.error = problemLines(error);
    }
    this.isWorking = false;
  };

  private close = (): void => {
    this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }));
  };
}

/** Parts what was merged, and says what stays. */
export async function undoMerge(id: string): Promise<void> {
  const done = await app.attempt(() => app.backend.merges!.undo(id));
  if (!done) return;
  await app.reloadRecords();
  const { fields, automations, records } = done.since;
  const kept = fields.length + automations.length + records.length;
  app.toast(kept > 0 ? t("merge-undone-kept", { count: kept }) : t("merge-undone"));
  dispatchEvent(new CustomEvent("merge-undone"));
}
