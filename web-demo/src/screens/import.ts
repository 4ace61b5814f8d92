/** CSV import: choose a file, map its columns, see every problem, then apply with progress. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { ImportInspection, ImportStatus } from "../backend/backend.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

const PROBLEMS_SHOWN = 50;
const PROGRESS_PAUSE_MS = 300;

@customElement("screen-import")
export class ImportScreen extends Screen {
  @property() module = "";
  @state() csv = "";
  @state() fileName = "";
  @state() inspection?: ImportInspection;
  @state() mapping: Record<string, string> = {};
  @state() idColumn = "";
  @state() status?: ImportStatus;
  /** What is declared of the people in the file. */
  @state() consent = { email: false, sms: false, source: "", text: "" };
  @state() error = "";
  @state() isWorking = false;

  protected override render() {
    const module = app.module(this.module);
    if (!module) return html`<div class="screen"><h1>${t("import")}</h1></div>`;
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("import-title", { module: module.label })}</h1>
        <a class="button quiet" href="#/records/${module.key}">${t("back-to-list")}</a>
      </div>
      <section class="card stack">
        <h2>${t("import-file")}</h2>
        <p class="small muted">${t("import-file-help")}</p>
        <label class="visually-hidden" for="import-file">${t("import-file")}</label>
        <input id="import-file" type="file" accept=".csv,.txt,text/csv" @change=${this.choose} />
      </section>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      ${this.inspection ? this.columns(this.inspection) : nothing}
      <div role="status">${this.status ? this.result(this.status) : nothing}</div>
    </div>`;
  }

  private choose = async (event: Event): Promise<void> => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    this.fileName = file.name;
    this.status = undefined;
    try {
      this.csv = decode(await file.arrayBuffer());
      this.inspection = await app.backend.inspectImport(this.csv, this.module);
      this.mapping = Object.fromEntries(
        this.inspection.columns.map((column) => [column.name, column.field ?? ""]),
      );
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
    }
  };

  private columns(inspection: ImportInspection): TemplateResult {
    const fields = (app.module(this.module)?.fields ?? []).filter((field) => field.key !== "updated");
    return html`<section class="card stack" aria-labelledby="mapping-title">
      <h2 id="mapping-title">${t("import-columns")}</h2>
      <div class="scroll-x"><table>
        <thead><tr><th scope="col">${t("import-column")}</th><th scope="col">${t("import-sample")}</th>
          <th scope="col">${t("import-field")}</th></tr></thead>
        <tbody>${inspection.columns.map(
          (column) => html`<tr>
            <td>${column.name}</td>
            <td class="muted small">${column.samples.join(", ")}</td>
            <td><select aria-label=${t("import-field-of", { column: column.name })} @change=${(event: Event) => {
              this.mapping = { ...this.mapping, [column.name]: (event.target as HTMLSelectElement).value };
            }}>
              <option value="" ?selected=${!this.mapping[column.name]}>${t("import-ignore")}</option>
              ${fields.map(
                (field) => html`<option value=${field.key} ?selected=${this.mapping[column.name] === field.key}>${field.label}</option>`,
              )}
            </select></td>
          </tr>`,
        )}</tbody>
      </table></div>
      <label class="field"><span class="small muted">${t("import-id")}</span>
        <select @change=${(event: Event) => (this.idColumn = (event.target as HTMLSelectElement).value)}>
          <option value="">${t("import-id-none")}</option>
          ${inspection.columns.map((column) => html`<option value=${column.name} ?selected=${column.name === this.idColumn}>${column.name}</option>`)}
        </select>
      </label>
      ${this.module === "contacts" ? this.declaration() : nothing}
      <div class="row"><button class="button primary" ?disabled=${this.isWorking} @click=${this.stage}>${t("import-check")}</button></div>
    </section>`;
  }

  /** That these people agreed to marketing, and where: kept as its proof (D20). */
  private declaration(): TemplateResult {
    const { consent } = this;
    const set = (change: Partial<typeof consent>) => (this.consent = { ...consent, ...change });
    const box = (channel: "email" | "sms") => html`<label class="check">
      <input type="checkbox" .checked=${consent[channel]} @change=${(event: Event) =>
        set({ [channel]: (event.target as HTMLInputElement).checked })} />
      <span>${t(`import-consent-${channel}`)}</span></label>`;
    const line = (key: "source" | "text") => html`<label class="field"><span>${t(`import-consent-${key}`)}</span>
      <input .value=${consent[key]} maxlength=${key === "source" ? 120 : 2000} @input=${(event: Event) =>
        set({ [key]: valueOf(event) })} /></label>`;
    return html`<fieldset class="stack">
      <legend><h3>${t("import-consent")}</h3></legend>
      <p class="small muted">${t("import-consent-help")}</p>
      <div class="row">${box("email")} ${box("sms")}</div>
      ${consent.email || consent.sms ? html`${line("source")} ${line("text")}` : nothing}
    </fieldset>`;
  }

  private stage = async (): Promise<void> => {
    this.isWorking = true;
    const chosen = Object.entries(this.mapping).filter(([, field]) => field);
    try {
      this.status = await app.backend.stageImport({
        module: this.module,
        csv: this.csv,
        mapping: Object.fromEntries(chosen),
        ...(this.idColumn ? { id_column: this.idColumn } : {}),
        ...(this.consent.email || this.consent.sms ? { consent: this.consent } : {}),
      });
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
    }
    this.isWorking = false;
  };

  private result(status: ImportStatus): TemplateResult {
    const shown = status.problems.slice(0, PROBLEMS_SHOWN);
    return html`<section class="card stack" aria-labelledby="import-result">
      <h2 id="import-result">${t("import-result", { valid: status.valid, rows: status.rows })}</h2>
      ${shown.length > 0
        ? html`${note("bad", t("import-refused", { count: status.problems.length }))}
            <div class="scroll-x"><table>
              <thead><tr><th scope="col">${t("import-place")}</th><th scope="col">${t("import-problem")}</th></tr></thead>
              <tbody>${shown.map(
                (problem) => html`<tr><td class="nowrap">${problem.at}</td><td>${problem.message}${problem.help ? html`<br /><span class="small muted">${problem.help}</span>` : nothing}</td></tr>`,
              )}</tbody>
            </table></div>`
        : nothing}
      ${status.state === "staged"
        ? html`<div class="row"><button class="button primary" ?disabled=${this.isWorking} @click=${this.apply}>
            ${icon("upload")}${t("import-apply", { rows: status.valid })}</button></div>`
        : nothing}
      ${status.state === "applying"
        ? html`<progress aria-label=${t("import")} max=${status.rows} .value=${status.applied ?? 0}></progress>`
        : nothing}
      ${status.state === "done" ? note("good", t("import-done", { rows: status.rows })) : nothing}
    </section>`;
  }

  private apply = async (): Promise<void> => {
    this.isWorking = true;
    await app.attempt(async () => {
      this.status = await app.backend.applyImport(this.status!.id);
      while (this.status.state === "applying") {
        await new Promise((resolve) => setTimeout(resolve, PROGRESS_PAUSE_MS));
        this.status = await app.backend.importStatus(this.status.id);
      }
      await app.reloadRecords();
    });
    this.isWorking = false;
  };
}

/** UTF-8, else Windows-1250: what spreadsheets of these countries save. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1250").decode(bytes);
  }
}
