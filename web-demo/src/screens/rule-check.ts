/**
 * "Check it" on a sample record (S3.21): what the rule would do, by the plan, before it is on; together
 * with the rules of its stage, in their order.
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, LogEntry, RecordRow, Told } from "@relance/preview";
import { app } from "../app-state.js";
import { EVERYONE } from "../filter/model.js";
import { instant, t } from "../i18n/index.js";
import { debounce, Latest, note, Screen } from "../ui/screen.js";
import { nameFilter, recordName } from "../ui/words.js";
import { logTable } from "./log-table.js";
import { timeline } from "./plan.js";
import { rulesOf, stageOf } from "./rule-model.js";
import { stagePath, triggerText } from "./rule-words.js";
import { isOn } from "./sequence-progress.js";
import { isStepComplete } from "./step-model.js";
import { problemLines } from "./template-editor.js";

const SAMPLE_RECORDS = 30;
/** A repeat record may wait for half a year, or a whole one (S3.5). */
const CHECK_DAYS = 366;

@customElement("rule-check")
export class RuleCheck extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() records: RecordRow[] = [];
  @state() record = "";
  @state() entries: LogEntry[] = [];
  @state() error = "";
  @state() isOpen = false;
  private search = "";
  private sampledFor = "";
  private checkedFor = "";
  private readonly latest = new Latest();
  private readonly checkSoon = debounce(200, () => void this.check());

  protected override willUpdate(_: PropertyValues<this>): void {
    if (!this.isOpen) return;
    const sample = JSON.stringify([this.automation.basis, this.search, app.revision]);
    if (sample !== this.sampledFor) {
      this.sampledFor = sample;
      void this.loadSample();
    }
    const checked = JSON.stringify([this.automation, this.beside, this.record, app.now]);
    if (checked === this.checkedFor) return;
    this.checkedFor = checked;
    this.checkSoon();
  }

  private async loadSample(): Promise<void> {
    const { basis, module } = this.automation;
    const own = "filter" in basis ? basis.filter : EVERYONE;
    const filter = this.search ? nameFilter(module, this.search) : own;
    const page = await app.attempt(() =>
      app.engine.ask("page", { module, filter, offset: 0, limit: SAMPLE_RECORDS, now: app.now }),
    );
    this.records = page?.records ?? [];
    if (!this.records.some((one) => one.id === this.record)) this.record = this.records[0]?.id ?? "";
  }

  /** What is imagined to happen, by the rule's own trigger. */
  private get told(): Told {
    const { trigger, id } = this.automation;
    if (trigger?.on === "stage") return { stage: trigger.stage };
    if (trigger?.on === "event") return { event: trigger.event, ...(trigger.stage ? { stage: trigger.stage } : {}) };
    return { start: id || "a_draft" };
  }

  /** The rules of the stage that are on: they act on the record too, and this one may wait for them (D25). */
  private get beside(): Automation[] {
    const stage = stageOf(this.automation);
    if (stage === null) return [];
    return rulesOf(this.automation.module, stage).filter((rule) => rule.id !== this.automation.id && isOn(rule));
  }

  private async check(): Promise<void> {
    const { steps } = this.automation;
    if (!this.record || steps.length === 0 || !steps.every(isStepComplete)) {
      this.entries = [];
      return;
    }
    const automation = { ...this.automation, id: this.automation.id || "a_draft", name: this.automation.name || "–" };
    try {
      const entries = await this.latest.of(
        app.engine.ask("timeline", {
          record: this.record,
          automation: { ...automation, state: "draft", activation: null },
          beside: this.beside,
          now: app.now,
          days: CHECK_DAYS,
          activation: { audience: "all" },
          told: this.told,
        }),
      );
      if (entries) this.entries = entries;
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
      this.entries = [];
    }
  }

  protected override render() {
    return html`<details class="card" @toggle=${(event: Event) =>
      (this.isOpen = (event.target as HTMLDetailsElement).open)}>
      <summary><h2>${t("check-title")}</h2></summary>
      <div class="stack options">
        <p class="small muted">${t("check-help")}</p>
        ${this.chooser()}
        <div aria-live="polite">
          ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : this.result()}
        </div>
      </div>
    </details>`;
  }

  private chooser(): TemplateResult {
    return html`<div class="form-grid">
      <div class="field">
        <label for="check-search">${t("record-search")}</label>
        <input id="check-search" type="search" autocomplete="off" @input=${(event: Event) => {
          this.search = (event.target as HTMLInputElement).value.trim();
          this.requestUpdate();
        }} />
      </div>
      <div class="field">
        <label for="check-record">${t("check-record")}</label>
        <select id="check-record" @change=${(event: Event) => (this.record = (event.target as HTMLSelectElement).value)}>
          ${this.records.map(
            (record) => html`<option value=${record.id} ?selected=${record.id === this.record}>${recordName(record)}</option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  private result(): TemplateResult {
    const record = this.records.find((one) => one.id === this.record);
    if (!record) return html`<p class="muted">${t("preview-nobody")}</p>`;
    const { trigger, module } = this.automation;
    const name = recordName(record);
    const stage = stageOf(this.automation);
    const title =
      trigger?.on === "stage"
        ? t("check-moved", { name, stage: stagePath(module, stage) })
        : t("check-happened", { name, event: trigger ? triggerText(trigger, module) : "" });
    if (this.entries.length === 0) {
      return html`<p><strong>${title}</strong></p><p class="muted">${t("check-nothing")}</p>`;
    }
    const waits = this.entries.find((entry) => entry.step && entry.planned_at > app.now);
    return html`<div class="stack">
      <p><strong>${title}</strong></p>
      ${waits ? note("info", t("check-started", { at: instant(waits.planned_at) }), "clock") : nothing}
      ${timeline(this.entries, this.automation)}
      ${logTable(this.entries, { hideRecord: true, isPlan: true, caption: t("plan-table"), draft: this.automation })}
    </div>`;
  }
}
