/** What is going to happen: one record's timeline, and the 30 or 90 days of all sequences (B1). */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, Forecast, LogEntry, RecordRow } from "@relance/preview";
import "@relance/preview/define";
import { app } from "../app-state.js";
import { currentLanguage, currentZone, number, t } from "../i18n/index.js";
import { empty, Latest, note, Screen } from "../ui/screen.js";
import { automationName, nameFilter, reasonText, recordName, stepLabel } from "../ui/words.js";
import { costText } from "./activation-dialog.js";
import "./plan-collisions.js";
import { plannedBudget } from "./planned-budget.js";
import "./record-automations.js";
import { variantText } from "./variant-model.js";

const PERIODS = [30, 90] as const;
const SEARCH_RESULTS = 20;

@customElement("screen-plan")
export class PlanScreen extends Screen {
  @property({ attribute: false }) query = new URLSearchParams();
  @state() days: 30 | 90 = 30;
  @state() forecast?: Forecast;
  @state() record?: RecordRow;
  @state() found: RecordRow[] = [];
  @state() entries: LogEntry[] = [];
  @state() isComputing = false;
  private askedFor = "";
  private readonly latestForecast = new Latest();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("query")) void this.openRecord();
    const asked = JSON.stringify([this.days, app.now, app.revision, app.setup.automations]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    void this.compute();
  }

  private get active(): Automation[] {
    return app.setup.automations.filter((one) => one.activation !== null && one.state !== "inactive");
  }

  private async compute(): Promise<void> {
    this.isComputing = true;
    const request = { automations: this.active, now: app.now, days: this.days };
    const forecast = await app.attempt(() => this.latestForecast.of(this.ask(request)));
    if (!forecast) return;
    this.forecast = forecast;
    this.isComputing = false;
  }

  private async ask(request: { automations: Automation[]; now: string; days: number }): Promise<Forecast> {
    const { sms_budget } = app.setup.account;
    const spending = sms_budget ? app.backend.operations?.spending() : undefined;
    const [spent] = await Promise.all([spending, this.knowStandings()]);
    return app.engine.ask("forecast", { ...request, sms_spent_micros: spent?.spent_micros ?? 0 });
  }

  /** Plans of what is active go on from where each record stands. */
  private async knowStandings(): Promise<void> {
    if (this.active.length === 0) return;
    const [standings, onceKeys] = await Promise.all([app.backend.standings(), app.backend.onceKeys()]);
    await app.engine.ask("setStandings", standings, onceKeys);
  }

  private async openRecord(): Promise<void> {
    const id = this.query.get("record");
    const module = this.query.get("module");
    if (!id || !module) return;
    this.record = await app.attempt(() => app.engine.ask("record", module, id)).then((one) => one ?? undefined);
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-plan")}</h1>
        <div class="tabs" role="group" aria-label=${t("plan-period")}>
          ${PERIODS.map(
            (days) => html`<button aria-pressed=${days === this.days ? "true" : "false"}
              @click=${() => (this.days = days)}>${t("days-count", { days })}</button>`,
          )}
        </div>
      </div>
      ${this.overall()} ${this.oneRecord()}
    </div>`;
  }

  private overall(): TemplateResult {
    if (this.active.length === 0) {
      return html`<div class="card">${empty(t("plan-empty"), t("plan-empty-help"),
        html`<a class="button primary" href="#/sequences">${t("nav-sequences")}</a>`)}</div>`;
    }
    const { forecast } = this;
    if (!forecast) return html`<div class="card"><p class="muted">${t("computing")}</p><progress aria-label=${t("computing")}></progress></div>`;
    const { total } = forecast;
    return html`<section class="card stack" aria-labelledby="forecast-title">
      <div class="row apart">
        <h2 id="forecast-title">${t("forecast-title", { days: this.days })}</h2>
        ${this.isComputing ? html`<span class="small muted">${t("computing")}</span>` : nothing}
      </div>
      <dl class="figures">
        ${figure(t("figure-entering"), number(total.entered))}
        ${figure(t("figure-emails"), number(total.emails))}
        ${figure(t("figure-sms"), t("sms-parts", { sms: total.sms, parts: total.parts }))}
        ${figure(t("figure-tasks"), number(total.tasks))}
        ${figure(t("figure-cost"), costText(total.cost))}
      </dl>
      ${total.dropped > 0 ? note("warn", t("dropped-explained", { count: total.dropped })) : nothing}
      ${plannedBudget(forecast.budget)}
      ${total.skipped.length > 0
        ? html`<ul class="small muted plain">
            ${total.skipped.map(({ reason, count }) => html`<li>${t("skipped-count", { count })}: ${reasonText({ reason, detail: null })}</li>`)}
          </ul>`
        : nothing}
      <relance-forecast .data=${forecast} .now=${app.now} .days=${this.days} lang=${currentLanguage()}></relance-forecast>
      <plan-collisions .collisions=${forecast.collisions}></plan-collisions>
    </section>`;
  }

  private oneRecord(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="timeline-title">
      <h2 id="timeline-title">${this.record
        ? t("timeline-of", { name: recordName(this.record) })
        : t("timeline-title")}</h2>
      ${this.search()}
      ${this.record ? this.timeline(this.record) : html`<p class="muted">${t("timeline-choose")}</p>`}
    </section>`;
  }

  private search(): TemplateResult {
    return html`<div class="field search">
      <label for="record-search">${t("record-search")}</label>
      <input id="record-search" type="search" autocomplete="off" @input=${this.onSearch} />
      ${this.found.length > 0
        ? html`<ul class="search-results">
            ${this.found.map(
              (record) => html`<li><a href="#/plan?record=${record.id}&module=${record.module}"
                @click=${() => (this.found = [])}>${recordName(record)}</a></li>`,
            )}
          </ul>`
        : nothing}
    </div>`;
  }

  private onSearch = async (event: Event): Promise<void> => {
    const text = (event.target as HTMLInputElement).value.trim();
    const modules = [...new Set(this.active.map((automation) => automation.module))];
    const pages = await app.attempt(() =>
      Promise.all(modules.map((module) => app.engine.ask("page", {
        module,
        filter: nameFilter(module, text),
        offset: 0,
        limit: SEARCH_RESULTS,
        now: app.now,
      }))),
    );
    this.found = text ? (pages ?? []).flatMap((page) => page.records).slice(0, SEARCH_RESULTS) : [];
  };

  private timeline(record: RecordRow): TemplateResult {
    return html`${this.entries.length === 0
      ? html`<p class="muted">${t("timeline-nothing")}</p>`
      : timeline(this.entries)}
      <record-automations .record=${record}
        @coming=${(event: CustomEvent<LogEntry[]>) => (this.entries = event.detail)}></record-automations>`;
  }
}

function figure(label: string, value: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="number">${value}</dd></div>`;
}

/** The widget of what is planned; a draft is named beside what is kept. */
export function timeline(entries: LogEntry[], draft?: Automation): TemplateResult {
  return html`<relance-timeline no-table .entries=${entries} .now=${app.now} zone=${currentZone()}
    lang=${currentLanguage()} .labels=${timelineLabels(entries, draft)}></relance-timeline>`;
}

/** Names of steps and variants for the widget, which knows ids only. */
function timelineLabels(entries: LogEntry[], draft?: Automation): Record<string, string> {
  const automations = draft ? [draft, ...app.setup.automations] : app.setup.automations;
  const labels: Record<string, string> = {};
  for (const { automation: id, step, variant } of entries) {
    const automation = automations.find((one) => one.id === id);
    if (variant) labels[variant] = variantText({ step, variant }, automation);
    if (automation && step) labels[step] = stepLabel(automation, step);
    labels[id] = draft?.id === id ? draft.name : automationName(id);
  }
  return labels;
}
