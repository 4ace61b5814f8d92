/** Recurring jobs per module (S0.7-10, S2.7): when each runs next, what its last run did, the way to a new one. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, goOn, note, Screen } from "../ui/screen.js";
import { nextRuns, runWords, scheduleWords } from "./job-words.js";
import { nextMorning } from "./schedule-editor.js";
import { isOn } from "./sequence-progress.js";
import { deactivate, remove, stateBadge } from "./sequences.js";
import { problemLines } from "./template-editor.js";
import "./job-editor.js";

@customElement("screen-jobs")
export class JobsScreen extends Screen {
  @property() selected = "";
  @state() jobs: Automation[] = [];
  @state() words = new Map<string, string>();
  private loadedFor = "";

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const known = app.setup.automations.filter(isJob);
    const loaded = JSON.stringify([known.map(({ id, state, schedule }) => [id, state, schedule]), app.now]);
    if (loaded === this.loadedFor) return;
    this.loadedFor = loaded;
    void this.load(known);
  }

  private async load(known: Automation[]): Promise<void> {
    const words = await app.attempt(() =>
      Promise.all(known.map(async ({ id, schedule }) => {
        const { description } = await nextRuns(schedule!, 1);
        return [id, scheduleWords(description)] as const;
      })),
    );
    this.words = new Map(words);
    this.jobs = (await app.attempt(() => app.backend.jobs())) ?? [];
  }

  protected override render() {
    if (this.selected === "new") return html`<div class="screen"><job-new></job-new></div>`;
    if (this.selected) {
      const automation = app.setup.automations.find((one) => one.id === this.selected && isJob(one));
      return html`<div class="screen">
        ${automation
          ? html`<job-editor .automation=${automation}></job-editor>`
          : empty(t("job-gone"), t("sequence-gone-help"))}
      </div>`;
    }
    return this.list();
  }

  private list(): TemplateResult {
    const jobs = app.setup.automations.filter(isJob);
    const modules = app.setup.modules.filter((module) => jobs.some((job) => job.module === module.key));
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-jobs")}</h1>
        <a class="button primary" href="#/jobs/new">${icon("add")}${t("job-new")}</a>
      </div>
      ${modules.length === 0
        ? html`<div class="card">${empty(
            t("jobs-empty"),
            t("jobs-empty-help"),
            html`<a class="button primary" href="#/jobs/new">${t("job-new")}</a>`,
          )}</div>`
        : modules.map(
            (module) => html`<section class="stack" aria-labelledby="jobs-${module.key}">
              <h2 id="jobs-${module.key}">${module.label}</h2>
              <ul class="cards one">
                ${jobs.filter((job) => job.module === module.key).map((job) => this.card(job))}
              </ul>
            </section>`,
          )}
    </div>`;
  }

  private card(job: Automation): TemplateResult {
    const known = this.jobs.find((one) => one.id === job.id);
    const last = known?.runs?.[0];
    const isRunning = isOn(job);
    return html`<li class="card row">
      <div class="grow stack tight">
        <div class="row">
          <a class="card-link" href="#/jobs/${job.id}">${job.name}</a>
          ${stateBadge(job)}
        </div>
        <p class="small row">${icon("refresh")}${this.words.get(job.id) ?? ""}</p>
        <p class="small muted">
          ${isRunning && known?.next_at ? t("job-next", { at: instant(known.next_at) }) : nothing}
          ${last ? runWords(last) : isRunning ? t("job-last-never") : nothing}
        </p>
      </div>
      <div class="row">
        ${isRunning
          ? html`<button class="button small" @click=${() => deactivate(job)}>${icon("pause")}${t("deactivate")}</button>`
          : html`<a class="button small" href="#/jobs/${job.id}">${t("open")}</a>`}
        <button class="button small icon" aria-label=${t("delete-named", { name: job.name })}
          @click=${() => remove(job)}>${icon("remove")}</button>
      </div>
    </li>`;
  }
}

function isJob(automation: Automation): boolean {
  return automation.kind === "recurring_job";
}

/** A new job: its name and its list (S0.8); everything else stands in the editor. */
@customElement("job-new")
export class JobNew extends Screen {
  @state() module = app.setup.modules[0]?.key ?? "";
  @state() name = "";
  @state() error = "";

  protected override render() {
    return html`
      <div class="screen-head">
        <h1>${t("job-new")}</h1>
        <a class="button quiet" href="#/jobs">${t("back-to-list")}</a>
      </div>
      <form class="card stack wide narrow" @submit=${this.add}>
        <div class="field">
          <label for="job-name">${t("name")}</label>
          <input id="job-name" required maxlength="120" .value=${this.name}
            @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)} />
        </div>
        <div class="field">
          <label for="job-module">${t("job-list")}</label>
          <select id="job-module" @change=${(event: Event) => (this.module = (event.target as HTMLSelectElement).value)}>
            ${app.setup.modules.map(
              (module) => html`<option value=${module.key} ?selected=${module.key === this.module}>${module.label}</option>`,
            )}
          </select>
        </div>
        ${this.error ? note("bad", this.error) : nothing}
        <div class="row"><button class="button primary">${t("add")}</button></div>
      </form>`;
  }

  private add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const from = location.hash;
    try {
      const saved = await app.backend.saveAutomation({
        id: "",
        name: this.name.trim(),
        kind: "recurring_job",
        module: this.module,
        basis: { everyone: true },
        schedule: { every: 1, unit: "days", from: await nextMorning() },
        repeat: "once_while_matching",
        delay_base: "previous_action",
        reentry: { mode: "after_exit" },
        quiet: "drop",
        zone: "account",
        steps: [],
        state: "draft",
        activation: null,
      });
      await app.reloadSetup();
      goOn(from, `/jobs/${saved.id}`);
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}
