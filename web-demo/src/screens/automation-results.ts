/** What an automation came to, by step (E5): bars beside their numbers, and honest words about openings (E13). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, LogEntry } from "@relance/preview";
import { app } from "../app-state.js";
import type { Figures, Results, StepFigures } from "../backend/results.js";
import { micros, number, t } from "../i18n/index.js";
import { Latest, note, Screen } from "../ui/screen.js";
import { actionLabel, reasonText } from "../ui/words.js";
import { editedOf, isEditedBeside, publishDialog } from "./draft-bar.js";
import { isOn } from "./sequence-progress.js";
import { testBadge } from "./step-variants.js";
import { keptAlone, templateName } from "./variant-model.js";
import { figureLabel, moneyOf, variantName, variantResults } from "./variant-results.js";

/** What follows a sending, in its order; each is a part of what was sent. */
const COURSE = ["delivered", "opened", "clicked", "replied"] as const;
/** What went wrong, or ended something: shown when there is any. */
const ENDS = ["bounced", "complained", "unsubscribed", "unknown"] as const;
/** Of which kinds of steps something is told after they left. */
const MESSAGES = new Set(["email_to_contact", "sms_to_contact", "email_to_user"]);

@customElement("automation-results")
export class AutomationResults extends Screen {
  @property({ attribute: false }) automation!: Automation;
  /** While something else of it is edited and not saved yet. */
  @property({ type: Boolean }) locked = false;
  @state() results?: Results;
  @state() isPublishing = false;
  private askedFor = "";
  private readonly latest = new Latest();

  protected override willUpdate(): void {
    const { id, state, steps } = this.automation;
    const asked = JSON.stringify([id, state, steps, app.now, app.revision]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    void this.load();
  }

  private async load(): Promise<void> {
    if (this.automation.state === "draft") return;
    const found = await app.attempt(() => this.latest.of(app.backend.results(this.automation.id)));
    if (found) this.results = found;
  }

  protected override render() {
    const { results } = this;
    if (!results || this.automation.state === "draft") return nothing;
    const { total } = results;
    const isEmpty = total.entered + total.sent + total.skipped + total.done + total.unknown === 0;
    return html`<section class="card stack results" aria-labelledby="results-title">
      <h2 id="results-title">${t("results")}</h2>
      ${isEmpty
        ? html`<p class="muted">${t("results-none")}</p>`
        : html`${this.totals(total)} ${this.honesty(results)}
            <ol class="result-steps">${results.steps.map((step) => this.step(step, results))}</ol>
            ${this.table(results)}`}
      ${this.isPublishing ? publishDialog(this.automation, () => (this.isPublishing = false)) : nothing}
    </section>`;
  }

  private totals(total: Figures): TemplateResult {
    const shown: [string, number][] = [
      [t("results-entered"), total.entered],
      [t("result-sent"), total.sent],
      ...(total.goal_reached > 0 ? [[t("results-goal"), total.goal_reached] as [string, number]] : []),
      ...(total.skipped > 0 ? [[t("result-skipped"), total.skipped] as [string, number]] : []),
    ];
    return html`<dl class="figures">
      ${shown.map(([label, value]) => html`<div><dt>${label}</dt><dd class="number">${number(value)}</dd></div>`)}
      ${total.spent.map(({ currency, micros: amount }) => html`<div><dt>${t("results-spent")}</dt>
        <dd class="number">${micros(amount, currency)}</dd></div>`)}
      ${total.unknown > 0
        ? html`<div class="warn"><dt>${t("result-unknown")}</dt><dd class="number">${number(total.unknown)}</dd></div>`
        : nothing}
    </dl>`;
  }

  /** What the figures of openings say, and what they cannot. */
  private honesty({ total, tracking }: Results): TemplateResult | typeof nothing {
    if (total.sent === 0) return nothing;
    const offs = [!tracking.opens && t("results-opens-off"), !tracking.clicks && t("results-clicks-off")].filter(Boolean);
    const machines = [
      total.opened_automatic > 0 && t("results-opened-automatic", { count: total.opened_automatic }),
      total.clicked_automatic > 0 && t("results-clicked-automatic", { count: total.clicked_automatic }),
    ].filter(Boolean);
    return html`${machines.length > 0
        ? note("info", `${machines.join(" ")} ${t("results-automatic-help")}`)
        : nothing}
      ${tracking.opens ? html`<p class="small muted">${t("results-opens-help")}</p>` : nothing}
      ${offs.length > 0
        ? html`<p class="small muted">${offs.join(" ")}
            ${app.backend.kind === "http" ? html`<a href="#/settings">${t("nav-settings")}</a>` : nothing}</p>`
        : nothing}`;
  }

  private nameOf({ step, place }: StepFigures): string {
    const found = this.automation.steps.find((one) => one.id === step);
    return found && place !== null
      ? t("step-number", { number: place, action: actionLabel(found.action) })
      : t("results-step-gone");
  }

  /** Whether openings can be known of a step at all. */
  private courseOf(figures: StepFigures, { tracking }: Results): (typeof COURSE)[number][] {
    const action = this.automation.steps.find((one) => one.id === figures.step)?.action ?? "email_to_contact";
    const isEmail = action === "email_to_contact";
    return COURSE.filter((what) => {
      if (figures[what] > 0) return true;
      if (!MESSAGES.has(action)) return false;
      if (what === "opened") return isEmail && tracking.opens;
      if (what === "clicked") return isEmail && tracking.clicks;
      return what === "delivered" && isTold(isEmail ? "email" : "sms");
    });
  }

  private step(figures: StepFigures, results: Results): TemplateResult {
    const base = Math.max(figures.sent, ...COURSE.map((what) => figures[what]));
    // A task may send its colleague a notice; what counts is the task.
    const isMessage = figures.done === 0;
    return html`<li data-step=${figures.step}>
      <h3>${this.nameOf(figures)} ${testBadge(this.automation.steps.find((one) => one.id === figures.step))}</h3>
      <dl class="bars">
        ${isMessage ? bar(t("result-sent"), figures.sent, base, "sent") : bar(t("result-done"), figures.done, figures.done, "sent")}
        ${this.courseOf(figures, results).map((what) => bar(t(`result-${what}`), figures[what], base, what))}
        ${ENDS.filter((what) => figures[what] > 0).map((what) => bar(t(`result-${what}`), figures[what], base, "end"))}
      </dl>
      ${this.variants(figures)}
      ${figures.skipped > 0
        ? html`<p class="small muted">${t("result-skipped")}: ${figures.skipped_by_reason.map(({ reason, count }, index) =>
            html`${index > 0 ? ", " : ""}<span class="number">${number(count)}</span> × ${reasonWords(reason)}`)}</p>`
        : nothing}
    </li>`;
  }

  private variants(figures: StepFigures) {
    return variantResults({
      figures,
      edited: editedOf(this.automation).steps.find((one) => one.id === figures.step),
      keep: (template) => void this.keep(figures.step, template),
      hindrance: this.locked
        ? t("variant-keep-save-first")
        : isOn(this.automation) && !isEditedBeside(this.automation) ? t("sequence-locked") : "",
    });
  }

  /** One variant alone goes on: as a draft that is published where it runs, else at once. */
  private async keep(step: string, template: string): Promise<void> {
    const before = editedOf(this.automation);
    const steps = before.steps.map((one) => (one.id === step ? keptAlone(one, template) : one));
    if (!(await saved({ ...before, steps }))) return;
    if (isEditedBeside(this.automation)) this.isPublishing = true;
    else app.toast(t("variant-kept", { name: templateName(template) }), { label: t("undo"), run: () => void saved(before) });
  }

  /** The same numbers as a table: for who reads columns, or copies them. */
  private table(results: Results): TemplateResult {
    const columns = ["sent", ...COURSE, "goal_reached", ...ENDS, "skipped", "done"] as const;
    const used = columns.filter((what) => results.total[what] > 0 || what === "sent");
    const row = (name: string, figures: Figures, kind = "") => html`<tr class=${kind}><th scope="row">${name}</th>
      ${used.map((what) => html`<td class="number">${number(figures[what])}</td>`)}
      <td class="number">${moneyOf(figures)}</td></tr>`;
    return html`<details>
      <summary>${t("results-table")}</summary>
      <div class="scroll-x" tabindex="0" role="region" aria-label=${t("results-table")}>
        <table>
          <caption class="visually-hidden">${t("results")}: ${this.automation.name}</caption>
          <thead><tr><th scope="col">${t("results-step")}</th>
            ${used.map((what) => html`<th scope="col" class="number">${figureLabel(what)}</th>`)}
            <th scope="col" class="number">${t("results-spent")}</th></tr></thead>
          <tbody>${results.steps.map((one) => html`${row(this.nameOf(one), one)}
            ${(one.variants ?? []).map((variant) => row(variantName(variant), variant, "variant-row"))}`)}</tbody>
          <tfoot>${row(t("results-all"), results.total)}</tfoot>
        </table>
      </div>
    </details>`;
  }
}

/** Whether who carries a channel says what arrived: the mailbox of the console and Cloudflare do not. */
function isTold(channel: "email" | "sms"): boolean {
  const carrier = app.setup.account.sending?.[channel] ?? "capture";
  return !["capture", "cloudflare"].includes(carrier);
}

/** A bar with its number and its part of what was sent. */
function bar(label: string, value: number, base: number, tone: string): TemplateResult {
  const part = base > 0 ? value / base : 0;
  const percent = tone === "sent" || base === 0 ? "" : number(part, { style: "percent", maximumFractionDigits: 0 });
  return html`<div class="bar-row" data-tone=${tone}>
    <dt>${label}</dt>
    <dd><span class="bar" aria-hidden="true"><span .style=${`inline-size: ${(part * 100).toFixed(1)}%`}></span></span>
      <span class="number">${number(value)}</span> <span class="number muted small">${percent}</span></dd>
  </div>`;
}

/** Saves an automation, or its draft; whether it was taken. */
async function saved(automation: Automation): Promise<boolean> {
  const done = await app.attempt(async () => {
    await app.backend.saveAutomation(automation);
    await app.reloadSetup();
    return true;
  });
  return done === true;
}

function reasonWords(reason: string): string {
  return reasonText({ reason, detail: null } as unknown as Pick<LogEntry, "reason" | "detail">);
}
