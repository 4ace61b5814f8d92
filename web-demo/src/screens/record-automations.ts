/**
 * What automations did, are doing and are going to do with one record, and why not; and what a person
 * may do to a passage by hand (E9).
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, LogEntry, RecordRow, Standing } from "@relance/preview";
import { app } from "../app-state.js";
import type { ByHand } from "../backend/backend.js";
import { instant, instantOf, localOf, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Latest, Screen } from "../ui/screen.js";
import { automationName, reasonText, stepLabel } from "../ui/words.js";
import { logTable } from "./log-table.js";
import { isOn } from "./sequence-progress.js";

const PLAN_DAYS = 366;
const PAST_ENTRIES = 100;

@customElement("record-automations")
export class RecordAutomations extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  /** Passages only, without what was and what comes. */
  @property({ type: Boolean }) brief = false;
  @state() standings: Standing[] = [];
  @state() past: LogEntry[] = [];
  @state() coming: LogEntry[] = [];
  @state() moving = "";
  @state() isWorking = false;
  private askedFor = "";
  private readonly latest = new Latest();

  protected override willUpdate(_: PropertyValues<this>): void {
    const asked = JSON.stringify([this.record.id, app.now, app.revision, app.setup.automations]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    void this.load();
  }

  private get active(): Automation[] {
    return app.setup.automations.filter((one) => one.module === this.record.module && isOn(one));
  }

  private async load(): Promise<void> {
    const { id } = this.record;
    const loaded = await app.attempt(() => this.latest.of(this.ask(id)));
    if (!loaded) return;
    this.standings = loaded.standings;
    this.past = loaded.past;
    this.coming = loaded.coming;
    this.dispatchEvent(new CustomEvent("coming", { detail: loaded.coming }));
  }

  private async ask(record: string) {
    const all = app.setup.automations.some((one) => one.activation) ? await app.backend.standings() : [];
    const standings = all.filter((one) => one.record === record && one.enrollment);
    if (this.brief) return { standings, past: [], coming: [] };
    const { entries } = await app.backend.runLog({ record, limit: PAST_ENTRIES });
    if (this.active.length > 0) await app.engine.ask("setStandings", all);
    const plans = this.active.map((automation) =>
      app.engine.ask("timeline", { record, automation, now: app.now, days: PLAN_DAYS }),
    );
    const coming = (await Promise.all(plans)).flat().sort((a, b) => a.planned_at.localeCompare(b.planned_at));
    return { standings, past: [...entries].reverse(), coming };
  }

  protected override render() {
    return html`<div class="stack">
      <h3>${t("passages")}</h3>
      ${this.standings.length === 0
        ? html`<p class="small muted">${t("passages-none")}</p>`
        : html`<ul class="passages">${this.standings.map((standing) => this.passage(standing))}</ul>`}
      ${this.startByHand()}
      ${this.brief ? nothing : html`${this.list("record-past", this.past, false)} ${this.list("record-coming", this.coming, true)}`}
    </div>`;
  }

  private list(key: string, entries: LogEntry[], isPlan: boolean): TemplateResult {
    return html`<section class="stack">
      <h3>${t(key)}</h3>
      ${entries.length === 0
        ? html`<p class="small muted">${t(`${key}-none`)}</p>`
        : logTable(entries, { hideRecord: true, isPlan, caption: t(key) })}
    </section>`;
  }

  private passage({ automation: id, enrollment }: Standing): TemplateResult | typeof nothing {
    if (!enrollment) return nothing;
    const automation = app.setup.automations.find((one) => one.id === id);
    const isWaiting = enrollment.state === "waiting" || enrollment.state === "held";
    return html`<li class="passage ${isWaiting ? "waiting-passage" : ""}" data-state=${enrollment.state}>
      <p><strong>${automationName(id)}</strong></p>
      <p class="small">${passageText(enrollment)}</p>
      ${enrollment.step && automation
        ? html`<p class="small muted">${stepLabel(automation, enrollment.step)}</p>`
        : nothing}
      ${isWaiting && automation && isOn(automation) ? this.hands(automation, enrollment) : nothing}
    </li>`;
  }

  private hands(automation: Automation, enrollment: NonNullable<Standing["enrollment"]>): TemplateResult {
    const { id, name } = automation;
    const isMoving = this.moving === id;
    const button = (verb: ByHand["verb"]) => html`<button class="button small" ?disabled=${this.isWorking}
      aria-label="${t(`by-hand-${verb}`)}: ${name}" @click=${() => this.tell({ verb, automation: id })}>${t(`by-hand-${verb}`)}</button>`;
    return html`<div class="row">
        ${enrollment.due_at
          ? html`${button("skip")}
              <button class="button small" aria-expanded=${isMoving} aria-label="${t("by-hand-reschedule")}: ${name}"
                @click=${() => (this.moving = isMoving ? "" : id)}>${icon("clock")}${t("by-hand-reschedule")}</button>`
          : nothing}
        ${button("stop")}
      </div>
      ${isMoving && enrollment.due_at
        ? html`<form class="row" @submit=${(event: SubmitEvent) => {
            event.preventDefault();
            const at = instantOf(String(new FormData(event.target as HTMLFormElement).get("at")));
            void this.tell({ verb: "reschedule", automation: id, at });
          }}>
            <input class="auto" type="datetime-local" name="at" required aria-label=${t("by-hand-new-time")}
              min=${localOf(app.now)} .value=${localOf(enrollment.due_at)} />
            <button class="button small primary" ?disabled=${this.isWorking}>${t("by-hand-move")}</button>
          </form>`
        : nothing}`;
  }

  /** Enrolled by a person: also a rule that nothing else starts (D24). */
  private startByHand(): TemplateResult | typeof nothing {
    const running = new Set(
      this.standings.filter(({ enrollment }) => enrollment?.state === "waiting" || enrollment?.state === "held").map((one) => one.automation),
    );
    const offered = this.active.filter((one) => !running.has(one.id) && one.kind !== "recurring_job");
    if (offered.length === 0) return nothing;
    return html`<form class="row" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const automation = String(new FormData(event.target as HTMLFormElement).get("automation"));
      void this.tell({ verb: "start", automation });
    }}>
      <select class="auto" name="automation" aria-label=${t("by-hand-automation")}>
        ${offered.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select>
      <button class="button small" ?disabled=${this.isWorking}>${icon("play")}${t("by-hand-start")}</button>
    </form>`;
  }

  private async tell(told: ByHand): Promise<void> {
    this.isWorking = true;
    const done = await app.attempt(async () => {
      await app.backend.byHand(this.record, told);
      return true;
    });
    this.isWorking = false;
    if (!done) return;
    this.moving = "";
    app.toast(t(`by-hand-done-${told.verb}`, { name: automationName(told.automation) }));
    app.recordsChanged();
  }
}

/** Started and waiting are two things (S3.6). */
function passageText(enrollment: NonNullable<Standing["enrollment"]>): string {
  const at = instant(enrollment.entered_at);
  switch (enrollment.state) {
    case "waiting":
      return t("passage-waiting", { at, until: instant(enrollment.due_at ?? enrollment.entered_at) });
    case "held":
      return t("passage-held", { at });
    case "finished":
      return t("passage-finished", { at, ended: instant(enrollment.at ?? enrollment.entered_at) });
    default:
      return t("passage-exited", {
        at,
        ended: instant(enrollment.at ?? enrollment.entered_at),
        reason: reasonText({ reason: enrollment.reason, detail: null }),
      });
  }
}
