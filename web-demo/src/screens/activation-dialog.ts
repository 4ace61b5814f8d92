/** The activation window: module (S1.30), who is included (S1.31, S2.10, D12), numbers, confirmation (D18). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Audience, Automation, Money, Problem } from "@relance/preview";
import { app } from "../app-state.js";
import type { ActivationPreview, CatchUp, Overdue } from "../backend/backend.js";
import { instant, micros, number, t } from "../i18n/index.js";
import { waiting } from "../ui/decision.js";
import { icon } from "../ui/icons.js";
import { Latest, note, Screen } from "../ui/screen.js";
import { moduleLabel } from "../ui/words.js";
import { findingNotes } from "./findings.js";
import { plannedBudget } from "./planned-budget.js";
import { preferredAudience } from "./preferred-audience.js";
import { problemLines } from "./template-editor.js";

const AUDIENCES: Audience[] = ["entering_after_activation", "created_after_activation", "all"];
/** A job looks at every record at each run, so that nobody is there before it. */
const JOB_AUDIENCES: Audience[] = ["all", "created_after_activation"];
/** A bulk send that was paused goes on with its list, which was frozen at the start (D14), or begins a new one. */
const ONCE_MORE_AUDIENCES: Audience[] = ["entering_after_activation", "all"];
/** From this number on the person types it instead of ticking a box. */
const TYPED_FROM_RECORDS = 100;
/** How often a running backfill is asked how far it is. */
const PROGRESS_PAUSE_MS = 700;

@customElement("activation-dialog")
export class ActivationDialog extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() audience: Audience = "entering_after_activation";
  @state() preview?: ActivationPreview;
  @state() error = "";
  @state() isConfirmed = false;
  @state() typed = "";
  @state() isWorking = false;
  /** What becomes of what fell due during a pause (D6); nothing is chosen for the person. */
  @state() catchUp?: CatchUp;
  @query("dialog") dialog!: HTMLDialogElement;
  private readonly latest = new Latest();

  protected override firstUpdated(): void {
    this.audience = this.isJob || this.isOnce ? this.audiences[0]! : preferredAudience(this.automation);
    this.dialog.showModal();
    void this.load();
  }

  private get isJob(): boolean {
    return this.automation.kind === "recurring_job";
  }

  private get isOnce(): boolean {
    return this.automation.kind === "one_off";
  }

  private get audiences(): Audience[] {
    if (this.isJob) return JOB_AUDIENCES;
    if (!this.isOnce) return AUDIENCES;
    return this.automation.state === "draft" ? ["all"] : ONCE_MORE_AUDIENCES;
  }

  private async load(): Promise<void> {
    this.preview = undefined;
    this.isConfirmed = false;
    this.catchUp = undefined;
    this.typed = "";
    try {
      const preview = await this.latest.of(app.backend.preview(this.automation.id, this.audience));
      if (preview) this.preview = preview;
      this.error = "";
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  protected override render() {
    return html`<dialog aria-labelledby="activation-title" @close=${this.close}>
      <form method="dialog" @submit=${this.activate}>
        <h1 id="activation-title">${t("activate-title", { name: this.automation.name })}</h1>
        <p>${t("activate-module", { module: moduleLabel(this.automation.module) })}</p>
        <fieldset class="stack">
          <legend><h2>${t("audience")}</h2></legend>
          ${this.audiences.length === 1
            ? html`<p>${t("audience-one-off")}</p>`
            : this.audiences.map((audience) => this.audienceChoice(audience))}
        </fieldset>
        <div aria-live="polite">${this.preview ? this.numbers(this.preview) : waiting(this.error)}</div>
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
        <div class="row end">
          <button class="button" type="button" @click=${() => this.dialog.close()}>${t("cancel")}</button>
          <button class="button primary" ?disabled=${!this.canActivate}>${icon("play")}${t("activate")}</button>
        </div>
      </form>
    </dialog>`;
  }

  private audienceChoice(audience: Audience): TemplateResult {
    const key = `${this.isOnce ? "one-off-" : ""}${audience.replaceAll("_", "-")}`;
    return html`<label class="check">
      <input type="radio" name="audience" .checked=${this.audience === audience} @change=${() => {
        this.audience = audience;
        void this.load();
      }} />
      <span><strong>${t(`audience-${key}`)}</strong><br />
        <span class="small muted">${t(`${this.isJob ? "job-" : ""}audience-${key}-help`)}</span></span>
    </label>`;
  }

  private numbers(preview: ActivationPreview): TemplateResult {
    const { figures } = preview;
    const skipped = (reason: string) => figures.skipped.find((one) => one.reason === reason)?.count ?? 0;
    const [withoutConsent, suppressed] = [skipped("no_consent"), skipped("suppressed")];
    return html`<div class="stack">
      <dl class="figures">
        ${figure(t("figure-matching"), number(preview.matching))}
        ${figure(t(this.isJob ? "job-figure-would-start" : "figure-would-start"), number(preview.would_start))}
        ${figure(t("figure-emails"), number(figures.emails))}
        ${figure(t("figure-sms"), t("sms-parts", { sms: figures.sms, parts: figures.parts }))}
        ${figure(t("figure-tasks"), number(figures.tasks))}
        ${figure(t("figure-cost"), costText(figures.cost))}
        ${withoutConsent ? figure(t("figure-no-consent"), number(withoutConsent), "warn") : nothing}
        ${suppressed ? figure(t("figure-suppressed"), number(suppressed), "warn") : nothing}
        ${figures.dropped ? figure(t("figure-dropped"), number(figures.dropped), "warn") : nothing}
      </dl>
      ${preview.would_start === 0 ? note("info", t(this.isJob ? "job-nobody-starts" : "nobody-starts-now")) : nothing}
      ${figures.dropped ? note("warn", t("dropped-explained", { count: figures.dropped })) : nothing}
      ${figures.sms_without_price
        ? note("warn", t("sms-without-price", { count: figures.sms_without_price }))
        : nothing}
      ${plannedBudget(preview.budget)}
      ${findingNotes(preview)}
      ${preview.blockers.map((problem) => this.problem(problem))}
      ${preview.overdue ? this.overdue(preview.overdue) : nothing}
      ${preview.blockers.length === 0 ? this.confirmation(preview.would_start) : nothing}
    </div>`;
  }

  private overdue(overdue: Overdue): TemplateResult {
    const since = instant(overdue.oldest_due_at);
    return html`<fieldset class="stack">
      <legend><h2>${t("overdue-title", { count: overdue.count })}</h2></legend>
      <p class="small muted">${t("overdue-since", { at: since })}</p>
      ${overdue.choices.map(({ catch_up, figures }) => {
        const spread = typeof catch_up === "object" ? catch_up.spread.per_hour : 0;
        const key = typeof catch_up === "object" ? "spread" : catch_up;
        return html`<label class="check">
          <input type="radio" name="catch-up" value=${key} @change=${() => (this.catchUp = catch_up)} />
          <span><strong>${t(`overdue-${key}`, { perHour: spread })}</strong><br />
            <span class="small muted">${t("overdue-figures", {
              emails: figures.emails,
              sms: figures.sms,
              tasks: figures.tasks,
              cost: costText(figures.cost),
            })}</span></span>
        </label>`;
      })}
    </fieldset>`;
  }

  private problem(problem: Problem): TemplateResult {
    return note("bad", html`${problem.message}${problem.help ? html`<br />${problem.help}` : nothing}`);
  }

  private confirmation(records: number): TemplateResult {
    if (records < TYPED_FROM_RECORDS) {
      return html`<label class="check">
        <input type="checkbox" id="confirm-number" .checked=${this.isConfirmed} @change=${(event: Event) =>
          (this.isConfirmed = (event.target as HTMLInputElement).checked)} />
        <span>${t(this.isJob ? "job-confirm-records" : "confirm-records", { records })}</span>
      </label>`;
    }
    return html`<div class="field">
      <label for="confirm-number">${t(this.isJob ? "job-confirm-type" : "confirm-type", { records })}</label>
      <input id="confirm-number" inputmode="numeric" autocomplete="off" .value=${this.typed}
        @input=${(event: Event) => {
          this.typed = (event.target as HTMLInputElement).value.replace(/\D/g, "");
          this.isConfirmed = Number(this.typed) === records;
        }} />
    </div>`;
  }

  private get canActivate(): boolean {
    return Boolean(
      this.preview &&
        this.preview.blockers.length === 0 &&
        (!this.preview.overdue || this.catchUp) &&
        this.isConfirmed &&
        !this.isWorking,
    );
  }

  private activate = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.canActivate) return;
    this.isWorking = true;
    try {
      const { id } = this.automation;
      await app.backend.activate(id, this.audience, this.preview!.would_start, this.catchUp);
      await app.reloadSetup();
      this.dialog.close();
      app.toast(t("activated", { name: this.automation.name }));
      void followProgress(id);
    } catch (error) {
      this.error = problemLines(error);
      await this.load();
    }
    this.isWorking = false;
  };

  private close = (): void => {
    this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }));
  };
}

/** Looks on while a large audience is taken in, chunk by chunk. */
export async function followProgress(id: string): Promise<void> {
  for (;;) {
    const automation = app.setup.automations.find((one) => one.id === id);
    if (automation?.state !== "activating") return;
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_PAUSE_MS));
    await app.reloadSetup();
  }
}

function figure(label: string, value: string, tone = ""): TemplateResult {
  return html`<div class=${tone}><dt>${label}</dt><dd class="number">${value}</dd></div>`;
}

/** Sums of several currencies side by side; nothing costs nothing. */
export function costText(cost: Money[]): string {
  if (cost.length === 0) return t("no-cost");
  return cost.map((money) => micros(money.micros, money.currency)).join(" + ");
}
