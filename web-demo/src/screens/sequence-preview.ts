/** While a sequence is edited: what would happen to one record if it were switched on now. */

import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, LogEntry, RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { debounce, Latest, note, Screen } from "../ui/screen.js";
import { recordName } from "../ui/words.js";
import { logTable } from "./log-table.js";
import { timeline } from "./plan.js";
import { filterOfBasis, isStepComplete } from "./step-model.js";
import { problemLines } from "./template-editor.js";

const SAMPLE_RECORDS = 30;
const PLAN_DAYS = 90;

@customElement("sequence-preview")
export class SequencePreview extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() records: RecordRow[] = [];
  @state() record = "";
  @state() entries: LogEntry[] = [];
  @state() error = "";
  private sampledFor = "";
  private plannedFor = "";
  private readonly latest = new Latest();
  private readonly planSoon = debounce(200, () => void this.plan());

  protected override willUpdate(changed: PropertyValues<this>): void {
    const sample = JSON.stringify([this.automation.basis, app.revision]);
    if (sample !== this.sampledFor) {
      this.sampledFor = sample;
      void this.loadSample();
    }
    const planned = JSON.stringify([this.automation, this.record, app.now]);
    if (planned !== this.plannedFor || changed.has("record")) {
      this.plannedFor = planned;
      this.planSoon();
    }
  }

  private async loadSample(): Promise<void> {
    const page = await app.attempt(() =>
      app.engine.ask("page", {
        module: this.automation.module,
        filter: filterOfBasis(this.automation.basis),
        offset: 0,
        limit: SAMPLE_RECORDS,
        now: app.now,
      }),
    );
    this.records = page?.records ?? [];
    if (!this.records.some((one) => one.id === this.record)) this.record = this.records[0]?.id ?? "";
  }

  private get isComplete(): boolean {
    const { steps } = this.automation;
    return steps.length > 0 && steps.every(isStepComplete);
  }

  private async plan(): Promise<void> {
    if (!this.record || !this.isComplete) {
      this.entries = [];
      return;
    }
    try {
      const entries = await this.latest.of(
        app.engine.ask("timeline", {
          record: this.record,
          automation: { ...this.automation, state: "draft", activation: null },
          now: app.now,
          days: PLAN_DAYS,
          activation: { audience: "all" },
        }),
      );
      if (entries) this.entries = entries;
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  protected override render() {
    return html`<section class="card stack" aria-labelledby="sequence-preview-title">
      <div class="row apart">
        <h2 id="sequence-preview-title">${t("sequence-preview")}</h2>
        ${this.records.length > 0
          ? html`<label class="row small"><span class="muted">${t("preview-on")}</span>
              <select class="auto" @change=${(event: Event) => (this.record = (event.target as HTMLSelectElement).value)}>
                ${this.records.map(
                  (record) => html`<option value=${record.id} ?selected=${record.id === this.record}>${recordName(record)}</option>`,
                )}
              </select></label>`
          : nothing}
      </div>
      <p class="small muted">${t("sequence-preview-help")}</p>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : this.result()}
    </section>`;
  }

  private result() {
    if (this.records.length === 0) return html`<p class="muted">${t("preview-nobody")}</p>`;
    if (!this.isComplete) return html`<p class="muted">${t("preview-incomplete")}</p>`;
    if (this.entries.length === 0) return html`<p class="muted">${t("timeline-nothing")}</p>`;
    return html`${timeline(this.entries, this.automation)}
      ${logTable(this.entries, { hideRecord: true, isPlan: true, caption: t("plan-table") })}`;
  }
}
