/** When a recurring job runs (S0.7): an interval from a first run, or a cron expression, with the runs to come. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { RelanceProblems, type NextSlots, type Problem, type Schedule } from "@relance/preview";
import { app, errorText } from "../app-state.js";
import { currentZone, instant, t } from "../i18n/index.js";
import { debounce, Latest, note, Screen } from "../ui/screen.js";
import { nextRuns, scheduleWords } from "./job-words.js";

const UNITS = ["minutes", "hours", "days", "weeks", "months"] as const;
const EVERY_MORNING: Schedule = { cron: "0 9 * * *" };

/** Shortcuts for what most jobs are; each can be changed afterwards. */
const PRESETS: [string, (from: string) => Schedule][] = [
  ["hourly", (from) => ({ every: 1, unit: "hours", from })],
  ["daily", (from) => ({ every: 1, unit: "days", from })],
  ["workdays", () => ({ cron: "0 9 * * 1-5" })],
  ["weekly", (from) => ({ every: 1, unit: "weeks", from })],
  ["monthly", (from) => ({ every: 1, unit: "months", from })],
];

/** The next nine o'clock in the account's zone, as `2026-01-31T09:00`. */
export async function nextMorning(): Promise<string> {
  const { slots } = await nextRuns(EVERY_MORNING, 1);
  return slots[0]?.local ?? "";
}

/** Emits `schedule-change` with every change, also one that does not read yet: saving says why. */
@customElement("schedule-editor")
export class ScheduleEditor extends Screen {
  @property({ attribute: false }) schedule!: Schedule;
  @property({ type: Boolean }) locked = false;
  @state() next?: NextSlots;
  @state() problems: Problem[] = [];
  private askedFor = "";
  private readonly latest = new Latest();
  private readonly askSoon = debounce(200, () => void this.ask());

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const asked = JSON.stringify([this.schedule, app.now, currentZone()]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    this.askSoon();
  }

  private async ask(): Promise<void> {
    try {
      const next = await this.latest.of(nextRuns(this.schedule));
      if (!next) return;
      this.next = next;
      this.problems = [];
    } catch (error) {
      this.next = undefined;
      this.problems = error instanceof RelanceProblems ? error.problems : [];
      if (this.problems.length === 0) app.toast(errorText(error));
    }
  }

  protected override render() {
    return html`<fieldset class="stack" ?disabled=${this.locked}>
      <legend class="visually-hidden">${t("job-schedule")}</legend>
      <div class="row" role="group" aria-label=${t("schedule-presets")}>
        ${PRESETS.map(
          ([name, make]) => html`<button class="button small" type="button" data-preset=${name}
            @click=${async () => this.tell(make(await nextMorning()))}>${t(`preset-${name}`)}</button>`,
        )}
      </div>
      <div class="row">
        ${(["every", "cron"] as const).map(
          (kind) => html`<label class="check">
            <input type="radio" name="schedule-kind" .checked=${kind in this.schedule} @change=${() => this.choose(kind)} />
            <span>${t(`schedule-kind-${kind}`)}</span>
          </label>`,
        )}
      </div>
      ${"cron" in this.schedule ? this.cron(this.schedule.cron) : this.interval(this.schedule)}
      <div id="schedule-problems" role="status">
        ${this.problems.map((problem) => note("bad", html`<strong>${problem.message}</strong>
          ${problem.help ? html`<br />${problem.help}` : nothing}`))}
      </div>
      ${this.next ? this.runs(this.next) : nothing}
    </fieldset>`;
  }

  private interval(schedule: Exclude<Schedule, { cron: string }>): TemplateResult {
    return html`<div class="form-grid">
      <div class="field">
        <label for="schedule-every">${t("schedule-every")}</label>
        <div class="row">
          <input id="schedule-every" class="short" type="number" min="1" .value=${String(schedule.every)}
            aria-describedby="schedule-problems"
            @input=${(event: Event) =>
              this.tell({ ...schedule, every: Number((event.target as HTMLInputElement).value) })} />
          <select class="auto" aria-label=${t("schedule-unit")} @change=${(event: Event) =>
            this.tell({ ...schedule, unit: (event.target as HTMLSelectElement).value as typeof schedule.unit })}>
            ${UNITS.map(
              (unit) => html`<option value=${unit} ?selected=${unit === schedule.unit}>${t(`interval-${unit}`, { count: schedule.every })}</option>`,
            )}
          </select>
        </div>
      </div>
      <div class="field">
        <label for="schedule-from">${t("schedule-from")}</label>
        <input id="schedule-from" type="datetime-local" required .value=${schedule.from}
          @change=${(event: Event) =>
            this.tell({ ...schedule, from: (event.target as HTMLInputElement).value.slice(0, 16) })} />
      </div>
    </div>`;
  }

  private cron(cron: string): TemplateResult {
    return html`<div class="field">
      <label for="schedule-cron">${t("schedule-cron")}</label>
      <input id="schedule-cron" class="mono" spellcheck="false" autocomplete="off" .value=${cron}
        aria-invalid=${this.problems.length > 0 ? "true" : "false"}
        aria-describedby="schedule-cron-help schedule-problems"
        @input=${(event: Event) => this.tell({ cron: (event.target as HTMLInputElement).value })} />
      <p id="schedule-cron-help" class="small muted">${t("schedule-cron-help")}</p>
    </div>`;
  }

  private runs(next: NextSlots): TemplateResult {
    return html`<div class="stack tight">
      <p><strong>${scheduleWords(next.description)}</strong> <span class="small muted">${currentZone()}</span></p>
      <h3 id="schedule-next">${t("schedule-next")}</h3>
      <ol class="small runs" aria-labelledby="schedule-next">
        ${next.slots.map((slot) => html`<li class="number">${instant(slot.at)}</li>`)}
      </ol>
      <p class="small muted">${t("schedule-catch-up")}</p>
    </div>`;
  }

  private async choose(kind: "every" | "cron"): Promise<void> {
    if (kind in this.schedule) return;
    this.tell(kind === "cron" ? EVERY_MORNING : { every: 1, unit: "days", from: await nextMorning() });
  }

  private tell(schedule: Schedule): void {
    this.dispatchEvent(new CustomEvent("schedule-change", { detail: schedule, bubbles: true }));
  }
}
