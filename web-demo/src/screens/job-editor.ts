/** The editor of a recurring job (S0.7-10): when, which records, whom again, and the steps of every editor. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Automation, Filter, RecordRow, Schedule } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { Latest, note } from "../ui/screen.js";
import { moduleLabel, recordName, viewName } from "../ui/words.js";
import { runWords } from "./job-words.js";
import { SequenceEditor } from "./sequence-editor.js";
import { basisOfFilter, filterOfBasis } from "./step-model.js";
import "../filter/filter-editor.js";
import "./schedule-editor.js";

const REPEATS = ["once_while_matching", "once_ever", "every_run"] as const;
/** Records that are named of those who match now. */
const NAMED = 5;

@customElement("job-editor")
export class JobEditor extends SequenceEditor {
  @state() matching?: number;
  @state() named: RecordRow[] = [];
  @state() runs?: Automation;
  private matchedFor = "";
  private runsFor = "";
  private readonly latestMatch = new Latest();

  protected override get listPath(): string {
    return "#/jobs";
  }

  protected override get listLabel(): string {
    return t("nav-jobs");
  }

  protected override get stepsHeading(): string {
    return t("job-steps");
  }

  protected override about(): string {
    return moduleLabel(this.draft.module);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const matched = JSON.stringify([this.draft.module, this.draft.basis, app.revision, app.now]);
    if (matched !== this.matchedFor) {
      this.matchedFor = matched;
      void this.match();
    }
    const runs = JSON.stringify([this.automation.id, this.automation.state, app.now]);
    if (runs !== this.runsFor) {
      this.runsFor = runs;
      void this.loadRuns();
    }
  }

  private async match(): Promise<void> {
    const { module } = this.draft;
    const request = { module, filter: this.filter, offset: 0, limit: NAMED, now: app.now };
    const answer = await app.attempt(() =>
      this.latestMatch.of(
        Promise.all([app.engine.ask("count", module, this.filter, app.now), app.engine.ask("page", request)]),
      ),
    );
    if (!answer) return;
    this.matching = answer[0].count;
    this.named = answer[1].records;
  }

  private async loadRuns(): Promise<void> {
    this.runs = undefined;
    if (this.automation.state === "draft") return;
    this.runs = (await app.attempt(() => app.backend.jobs()))?.find((one) => one.id === this.automation.id);
  }

  private get filter(): Filter {
    return filterOfBasis(this.draft.basis);
  }

  protected override panel(): TemplateResult {
    const { draft } = this;
    return html`
      ${this.lastRuns()}
      <section class="card stack" aria-labelledby="job-schedule-title">
        <h2 id="job-schedule-title">${t("job-schedule")}</h2>
        <schedule-editor .schedule=${draft.schedule!} .locked=${this.isLocked}
          @schedule-change=${(event: CustomEvent<Schedule>) => this.set({ schedule: event.detail })}></schedule-editor>
      </section>
      <section class="card stack" aria-labelledby="job-basis-title">
        <div class="row apart">
          <h2 id="job-basis-title">${t("job-basis", { module: moduleLabel(draft.module) })}</h2>
          ${this.viewChooser()}
        </div>
        ${"view" in draft.basis
          ? note("info", t("runs-for-view", { name: viewName(draft.basis.view) }))
          : html`<filter-editor .module=${draft.module} .filter=${this.filter} .locked=${this.isLocked}
              @filter-change=${(event: CustomEvent<Filter>) => this.setFilter(event.detail)}></filter-editor>`}
        ${this.who()}
      </section>
      <section class="card stack" aria-labelledby="job-repeat-title">
        <h2 id="job-repeat-title">${t("job-repeat")}</h2>
        <fieldset class="stack" ?disabled=${this.isLocked}>
          <legend class="visually-hidden">${t("job-repeat")}</legend>
          ${REPEATS.map((repeat) => this.repeatChoice(repeat))}
        </fieldset>
      </section>`;
  }

  private lastRuns(): TemplateResult | typeof nothing {
    const { runs } = this;
    if (!runs) return nothing;
    const last = runs.runs ?? [];
    return html`<section class="card stack tight" aria-labelledby="job-runs-title" role="status">
      <h2 id="job-runs-title">${t("job-runs")}</h2>
      ${this.isRunning
        ? html`<p>${runs.next_at ? t("job-next", { at: instant(runs.next_at) }) : t("job-no-next")}</p>`
        : nothing}
      ${last.length === 0
        ? html`<p class="muted small">${t("job-last-never")}</p>`
        : html`<ul class="small runs">${last.map((run) => html`<li>${runWords(run)}</li>`)}</ul>`}
    </section>`;
  }

  /** The condition of a saved view, to begin with. */
  private viewChooser(): TemplateResult | typeof nothing {
    const views = app.setup.views.filter((view) => view.module === this.draft.module);
    if (views.length === 0 || this.isLocked) return nothing;
    return html`<select class="auto" aria-label=${t("job-take-view")} @change=${(event: Event) => {
      const select = event.target as HTMLSelectElement;
      const view = views.find((one) => one.id === select.value);
      if (view) this.setFilter(view.filter);
      select.value = "";
    }}>
      <option value="">${t("job-take-view")}</option>
      ${views.map((view) => html`<option value=${view.id}>${view.name}</option>`)}
    </select>`;
  }

  private who(): TemplateResult {
    const { matching } = this;
    return html`<div class="stack tight" role="status">
      <h3>${t("job-who")}</h3>
      ${matching === undefined
        ? html`<p class="muted small">${t("counting")}</p>`
        : html`<p>${t("job-who-count", { count: matching })}</p>`}
      ${this.named.length > 0
        ? html`<p class="small muted">${this.named.map(recordName).join(", ")}${(matching ?? 0) > this.named.length ? " …" : ""}</p>`
        : nothing}
    </div>`;
  }

  private repeatChoice(repeat: (typeof REPEATS)[number]): TemplateResult {
    const key = repeat.replaceAll("_", "-");
    return html`<label class="check">
      <input type="radio" name="job-repeat" value=${repeat} .checked=${this.draft.repeat === repeat}
        @change=${() => this.set({ repeat })} />
      <span><strong>${t(`repeat-${key}`)}</strong><br />
        <span class="small muted">${t(`repeat-${key}-help`)}</span></span>
    </label>`;
  }

  private setFilter(filter: Filter): void {
    this.set({ basis: basisOfFilter(filter) });
  }
}
