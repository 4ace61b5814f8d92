/** Every automation of every kind, per module (S2.7): on or off, what it does, last and next, and why not. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, LogEntry, Module } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, number, t } from "../i18n/index.js";
import type { Figures } from "../backend/results.js";
import { icon, type IconName } from "../ui/icons.js";
import { empty, go, Screen } from "../ui/screen.js";
import { basisLabel } from "../ui/words.js";
import { isRule, stageOf, switchOn } from "./rule-model.js";
import { stagePath, triggerText } from "./rule-words.js";
import { sentence } from "./log-table.js";
import { isOn, progressOf, type SequenceProgress } from "./sequence-progress.js";
import { deactivate, remove, stateBadge } from "./sequences.js";
import { pipelineOf } from "./stage-select.js";

const KINDS: Automation["kind"][] = ["sequence", "one_off", "campaign", "rule", "recurring_job"];
const KIND_ICONS: Record<Automation["kind"], IconName> = {
  sequence: "sequence",
  one_off: "forward",
  campaign: "mailbox",
  rule: "board",
  recurring_job: "refresh",
};

@customElement("screen-automations")
export class AutomationsScreen extends Screen {
  @property({ attribute: false }) query = new URLSearchParams();
  @state() progress = new Map<string, SequenceProgress>();
  @state() last = new Map<string, LogEntry>();
  @state() results = new Map<string, Figures>();
  private askedFor = "";

  protected override willUpdate(): void {
    const asked = JSON.stringify([app.now, app.revision, app.setup.automations]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    void this.load();
  }

  /** A kind, or all. */
  private get kind(): string {
    return this.query.get("kind") ?? "";
  }

  private async load(): Promise<void> {
    const begun = app.setup.automations.filter((one) => one.activation !== null);
    if (begun.length === 0) return;
    await app.attempt(async () => {
      const standings = await app.backend.standings();
      this.progress = new Map(begun.map(({ id }) => [id, progressOf(id, standings)]));
      const last = begun.map(async ({ id }) => {
        const { entries } = await app.backend.runLog({ automation: id, limit: 1 });
        return [id, entries[0]] as const;
      });
      const results = begun.map(async ({ id }) => [id, (await app.backend.results(id)).total] as const);
      this.results = new Map(await Promise.all(results));
      this.last = new Map((await Promise.all(last)).flatMap(([id, entry]) => (entry ? [[id, entry]] : [])));
    });
  }

  protected override render() {
    const shown = app.setup.automations.filter((one) => !this.kind || one.kind === this.kind);
    const modules = app.setup.modules.filter((module) => shown.some((one) => one.module === module.key));
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-automations")}</h1>
        <a class="button" href="#/board">${icon("add")}${t("rule-new")}</a>
        <a class="button primary" href="#/sequences/new">${icon("add")}${t("sequence-new")}</a>
      </div>
      ${this.filter()}
      ${modules.length === 0
        ? html`<div class="card">${empty(t("automations-empty"), t("automations-empty-help"))}</div>`
        : modules.map((module) => this.section(module, shown))}
    </div>`;
  }

  private filter(): TemplateResult {
    const count = (kind: string) => app.setup.automations.filter((one) => !kind || one.kind === kind).length;
    return html`<div class="views" role="group" aria-label=${t("automations-kind")}>
      ${["", ...KINDS].map(
        (kind) => html`<a class="view" href="#/automations${kind ? `?kind=${kind}` : ""}"
          aria-current=${kind === this.kind ? "page" : nothing}>
          ${kind ? icon(KIND_ICONS[kind as Automation["kind"]]) : nothing}${t(`automations-${(kind || "all").replace("_", "-")}`)}
          <span class="muted number">${count(kind)}</span></a>`,
      )}
    </div>`;
  }

  private section(module: Module, shown: Automation[]): TemplateResult {
    const automations = shown.filter((one) => one.module === module.key);
    const ordered = [...automations.filter(isOn), ...automations.filter((one) => !isOn(one))];
    return html`<section class="stack" aria-labelledby="automations-${module.key}">
      <h2 id="automations-${module.key}">${module.label}</h2>
      <ul class="cards one">${ordered.map((automation) => this.card(automation))}</ul>
    </section>`;
  }

  private card(automation: Automation): TemplateResult {
    const health = isOn(automation) ? (automation.health ?? []) : [];
    return html`<li class="card">
      <div class="row apart">
        <div class="row grow">
          ${icon(KIND_ICONS[automation.kind])}
          <a class="card-link" href=${addressOf(automation)}>${automation.name}</a>
          ${stateBadge(automation)}
        </div>
        <div class="row">
          ${automation.activation
            ? html`<a class="button small quiet" href="#/results/${automation.id}"
                aria-label=${`${t("results")}: ${automation.name}`}>${t("results")}</a>`
            : nothing}
          ${this.buttons(automation)}</div>
      </div>
      <p class="small muted">${t(`kind-name-${automation.kind.replace("_", "-")}`)} · ${aboutText(automation)}</p>
      ${automation.activation ? this.figures(automation) : nothing}
      ${health.map(({ message, help }) => html`<p class="small rule-health">
        ${t("not-running-because", { reason: message })}${help ? html` · ${help}` : nothing}
        <a href="#/settings">${t("nav-settings")}</a></p>`)}
    </li>`;
  }

  private figures(automation: Automation): TemplateResult {
    const progress = this.progress.get(automation.id);
    const { waiting = 0, finished = 0, left = 0 } = progress ?? {};
    const next = [...(progress?.steps.values() ?? [])].map((step) => step.next).filter((at) => at !== null).sort()[0];
    const last = this.last.get(automation.id);
    return html`<dl class="automation-figures small">
      <div><dt>${t("automation-started")}</dt><dd class="number">${waiting + finished + left}</dd></div>
      <div><dt>${t("automation-waiting")}</dt><dd class="number">${waiting}</dd></div>
      <div><dt>${t("automation-next")}</dt><dd>${next ? instant(next) : "–"}</dd></div>
      ${shortResults(this.results.get(automation.id))}
      <div class="grow"><dt>${t("automation-last")}</dt>
        <dd>${last ? html`${instant(last.planned_at)}: ${t(`what-${last.what.replaceAll("_", "-")}`)} <span class="muted">${sentence(last, automation)}</span>` : "–"}</dd></div>
    </dl>`;
  }

  private buttons(automation: Automation): TemplateResult {
    const onOff = isOn(automation)
      ? html`<button class="button small" @click=${() => deactivate(automation)}>${icon("pause")}${t("deactivate")}</button>`
      : isRule(automation)
        ? html`<button class="button small" @click=${() => this.switchOn(automation)}>${icon("play")}${t("activate")}</button>`
        : html`<a class="button small" href=${addressOf(automation)}>${t("open")}</a>`;
    return html`${onOff}
      <button class="button small icon" aria-label=${t("delete-named", { name: automation.name })}
        @click=${() => remove(automation)}>${icon("remove")}</button>`;
  }

  private async switchOn(automation: Automation): Promise<void> {
    const done = await app.attempt(async () => {
      await switchOn(automation.id);
      await app.reloadSetup();
      return true;
    });
    if (done) app.toast(t("activated", { name: automation.name }));
    else go(addressOf(automation).slice(1));
  }
}

/** What it came to, in a word: the automation's own page tells more. */
function shortResults(total: Figures | undefined): TemplateResult[] {
  if (!total) return [];
  const figures = (["sent", "opened", "replied", "bounced", "unknown"] as const).filter((what) => total[what] > 0);
  return figures.map((what) => html`<div><dt>${t(`result-${what}`)}</dt><dd class="number">${number(total[what])}</dd></div>`);
}

/** Where an automation is edited. */
export function addressOf(automation: Automation): string {
  switch (automation.kind) {
    case "rule": {
      const { module } = automation;
      const pipeline = pipelineOf(module, stageOf(automation)) ?? "";
      return `#/board/${module}/${pipeline}?rule=${automation.id}`;
    }
    case "recurring_job":
      return `#/jobs/${automation.id}`;
    case "campaign":
      return `#/campaigns/${automation.id}`;
    default:
      return `#/sequences/${automation.id}`;
  }
}

/** For whom it runs, or what starts it. */
function aboutText(automation: Automation): string {
  const steps = t("automation-steps", { steps: automation.steps.length });
  if (!automation.trigger) return `${basisLabel(automation)} · ${steps}`;
  const stage = stageOf(automation);
  const place = stage ? `${stagePath(automation.module, stage)} · ` : "";
  return `${place}${triggerText(automation.trigger, automation.module)} · ${steps}`;
}
