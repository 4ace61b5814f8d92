/** What a person may ask for: everything that is known of them as a file, and to be forgotten (D20). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import type { Business, ErasePreview, NamedRecord } from "../backend/operations.js";
import { number, t } from "../i18n/index.js";
import { decision } from "../ui/decision.js";
import { icon } from "../ui/icons.js";
import { Latest, note, saveFile, Screen } from "../ui/screen.js";
import { moduleLabel, recordName } from "../ui/words.js";
import { problemLines } from "./template-editor.js";

/** Records that a list names; what is more is counted. */
const NAMED = 6;

@customElement("contact-rights")
export class ContactRights extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  @state() isErasing = false;
  @state() isExporting = false;

  protected override render() {
    if (!app.backend.operations) return nothing;
    return html`<section class="stack tight" aria-labelledby="rights-title">
      <h3 id="rights-title">${t("rights-title")}</h3>
      <div class="row">
        <button class="button" id="export-contact" ?disabled=${this.isExporting} @click=${this.export}>
          ${t("rights-export")}</button>
        <button class="button danger" id="erase-contact" @click=${() => (this.isErasing = true)}>
          ${icon("remove")}${t("rights-erase")}</button>
      </div>
      ${this.isErasing
        ? html`<erase-dialog .record=${this.record} @close-dialog=${() => (this.isErasing = false)}></erase-dialog>`
        : nothing}
    </section>`;
  }

  private export = async (): Promise<void> => {
    this.isExporting = true;
    const { id } = this.record;
    const known = await app.attempt(() => app.backend.operations!.export(id));
    this.isExporting = false;
    if (!known) return;
    saveFile(new Blob([JSON.stringify(known, null, 2)], { type: "application/json" }), `${id}.json`);
  };
}

@customElement("erase-dialog")
export class EraseDialog extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  @state() business: Business = "goes";
  @state() preview?: ErasePreview;
  @state() error = "";
  @state() isConfirmed = false;
  @state() isWorking = false;
  @query("dialog") dialog!: HTMLDialogElement;
  private readonly latest = new Latest();

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.load();
  }

  private async load(): Promise<void> {
    this.isConfirmed = false;
    try {
      const shown = app.backend.operations!.erasePreview(this.record.id, this.business);
      this.preview = (await this.latest.of(shown)) ?? this.preview;
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  protected override render() {
    return decision({
      id: "erase-title",
      title: t("erase-title", { name: recordName(this.record) }),
      ...(this.preview ? { shown: this.shown(this.preview) } : {}),
      error: this.error,
      button: { text: t("erase-confirm"), icon: "remove", tone: "danger", isOff: !this.isConfirmed || this.isWorking },
      onSubmit: this.confirm,
      onClose: () => this.dispatchEvent(new CustomEvent("close-dialog")),
    });
  }

  private shown(preview: ErasePreview): TemplateResult {
    const { goes, stays, twins } = preview;
    return html`
      <p>${t("erase-what")}</p>
      <fieldset class="stack tight">
        <legend>${t("erase-business")}</legend>
        ${(["goes", "stays"] as const).map((choice) => html`<label class="check">
          <input type="radio" name="business" .checked=${this.business === choice}
            @change=${() => this.choose(choice)} />
          <span>${t(`erase-business-${choice}`)}</span>
        </label>`)}
      </fieldset>
      <dl class="figures">
        ${this.figure("erase-records", goes.records.length + 1)}
        ${this.figure("erase-changes", goes.changes)}
        ${this.figure("erase-events", goes.events)}
        ${this.figure("erase-decisions", goes.decisions)}
        ${this.figure("erase-messages", goes.messages_waiting)}
      </dl>
      ${this.listed("erase-goes", goes.records)}
      ${this.listed("erase-stays", stays.records)}
      ${twins.length > 0
        ? note("warn", t("erase-twins", { contacts: [...new Set(twins.map((one) => one.id))].join(", ") }))
        : nothing}
      ${note("info", t("erase-kept"))}
      <label class="check">
        <input type="checkbox" id="confirm-erase" .checked=${this.isConfirmed} @change=${(event: Event) =>
          (this.isConfirmed = (event.target as HTMLInputElement).checked)} />
        <span>${t("erase-sure")}</span>
      </label>`;
  }

  private figure(label: string, count: number): TemplateResult {
    return html`<div><dt>${t(label)}</dt><dd class="number">${number(count)}</dd></div>`;
  }

  private listed(heading: string, records: NamedRecord[]): TemplateResult | typeof nothing {
    if (records.length === 0) return nothing;
    const named = records.slice(0, NAMED).map((one) => `${one.name ?? one.id} (${moduleLabel(one.module)})`);
    const more = records.length > NAMED ? " …" : "";
    return html`<p class="small"><strong>${t(heading)}</strong> ${named.join(", ")}${more}</p>`;
  }

  private choose(business: Business): void {
    this.business = business;
    void this.load();
  }

  private confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.preview || !this.isConfirmed) return;
    this.isWorking = true;
    try {
      await app.backend.operations!.erase(this.record.id, this.business, this.preview.digest);
      this.dialog.close();
      await app.reloadRecords();
      app.toast(t("erase-done"));
      this.dispatchEvent(new CustomEvent("close-panel", { bubbles: true }));
    } catch (error) {
      this.error = problemLines(error);
      await this.load();
    } finally {
      this.isWorking = false;
    }
  };
}
