/** Records of a module: live filter, live count, who matches and why, views and their sequences. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CountAnswer, DiffAnswer, Filter, RecordRow, View } from "@relance/preview";
import { app } from "../app-state.js";
import { EVERYONE, withBlanks } from "../filter/model.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { debounce, empty, goOn, Latest, note, Screen } from "../ui/screen.js";
import { automationName } from "../ui/words.js";
import { isOn } from "./sequence-progress.js";
import { problemLines } from "./template-editor.js";
import type { FilterEditor } from "../filter/filter-editor.js";
import "../filter/filter-editor.js";
import "./change-dialog.js";
import "../ui/record-table.js";
import "./record-panel.js";

@customElement("screen-records")
export class RecordsScreen extends Screen {
  @property() module = "";
  /** Id of the saved view that is open; nothing for an unsaved filter. */
  @property() view = "";
  @state() filter: Filter = EVERYONE;
  @state() counted?: CountAnswer;
  @state() record?: RecordRow;
  /** Whether the form of a new record is open. */
  @state() isMaking = false;
  @state() isNaming = false;
  /** Whether a view in use is being edited, to be replaced. */
  @state() isReplacing = false;
  @state() isShowingChange = false;
  @state() error = "";
  /** What saving the edited view would change (B2). */
  @state() diff?: DiffAnswer;
  private diffedFor = "";
  private countedFor = "";
  private readonly latest = new Latest();
  private readonly sayCountSoon = debounce(400, () => {
    if (this.counted) app.say(this.countText(this.counted));
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    const module = this.moduleKey;
    if (changed.has("view") || changed.has("module")) {
      const view = this.openView;
      this.filter = view?.filter ?? EVERYONE;
      this.record = undefined;
      this.isMaking = false;
      this.isNaming = false;
      this.isReplacing = false;
      this.error = "";
    }
    const asked = JSON.stringify([module, this.filter, app.revision, app.now]);
    if (asked !== this.countedFor) {
      this.countedFor = asked;
      void this.count();
    }
    void this.compare();
  }

  private async compare(): Promise<void> {
    const view = this.openView;
    const isSame = !view || JSON.stringify(view.filter) === JSON.stringify(this.filter);
    const asked = isSame ? "" : JSON.stringify([view, this.filter, app.revision, app.now]);
    if (asked === this.diffedFor) return;
    this.diffedFor = asked;
    this.diff = undefined;
    if (isSame) return;
    const diff = await app.attempt(() =>
      app.engine.ask("diff", view.module, view.filter, this.filter, app.now),
    );
    if (asked === this.diffedFor) this.diff = diff;
  }

  private get moduleKey(): string {
    return app.module(this.module) ? this.module : (mainModule() ?? "");
  }

  private get openView(): View | undefined {
    return app.setup.views.find((one) => one.id === this.view && one.module === this.moduleKey);
  }

  private async count(): Promise<void> {
    if (!this.moduleKey) return;
    const counted = await app.attempt(() =>
      this.latest.of(app.engine.ask("count", this.moduleKey, this.filter, app.now)),
    );
    if (!counted) return;
    this.counted = counted;
    this.sayCountSoon();
  }

  private countText(counted: CountAnswer): string {
    return t("count-of-total", { count: counted.count, total: counted.total });
  }

  protected override render() {
    const module = app.module(this.moduleKey);
    if (!module) {
      return html`<div class="screen"><div class="card">${empty(t("no-modules"), t("no-modules-help"))}</div></div>`;
    }
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${module.label}</h1>
        <a class="button" href="#/sequences">${icon("sequence")}${t("nav-sequences")}</a>
        ${module.key === "contacts" && app.backend.merges
          ? html`<a class="button" href="#/twins">${icon("copy")}${t("twins-title")}</a>`
          : nothing}
        ${app.backend.kind === "http"
          ? html`<button class="button" ?disabled=${app.isLoading} @click=${() => app.attempt(() => app.reloadRecords())}>
              ${icon("refresh")}${t("refresh")}</button>`
          : nothing}
        <button class="button primary" @click=${this.startMaking}>${icon("add")}${t("record-new")}</button>
        <a class="button" href="#/import/${module.key}">${icon("upload")}${t("import")}</a>
      </div>
      <nav class="tabs" aria-label=${t("modules")}>
        ${app.setup.modules.map(
          (one) => html`<a href="#/records/${one.key}" aria-current=${one.key === module.key ? "page" : nothing}>${one.label}</a>`,
        )}
      </nav>
      ${this.views(module.key)}
      <div class=${this.record || this.isMaking ? "two" : "stack"}>
        <div class="stack">
          ${this.filterCard(module.key)}
          ${this.results()}
          ${this.record || this.isMaking ? nothing : html`<p class="muted small">${t("choose-record")}</p>`}
        </div>
        ${this.isMaking ? this.newRecord(module.key) : this.panel()}
      </div>
    </div>`;
  }

  private panel(): TemplateResult | typeof nothing {
    if (!this.record) return nothing;
    return html`<record-panel .record=${this.record} .filter=${this.filter} @record-saved=${this.onSaved}
      @close-panel=${() => (this.record = undefined)}></record-panel>`;
  }

  private newRecord(module: string): TemplateResult {
    return html`<aside class="card stack wide panel" aria-labelledby="new-record">
      <h2 id="new-record">${t("record-new-in", { module: app.module(module)?.label ?? "" })}</h2>
      <record-form .module=${module} @record-saved=${this.onSaved}
        @close-form=${() => (this.isMaking = false)}></record-form>
    </aside>`;
  }

  private startMaking = (): void => {
    this.record = undefined;
    this.isMaking = true;
    this.showPanel();
  };

  private onSaved = (event: CustomEvent<RecordRow>): void => {
    this.isMaking = false;
    this.record = event.detail;
  };

  private views(module: string): TemplateResult {
    const views = app.setup.views.filter((view) => view.module === module);
    return html`<nav class="views" aria-label=${t("views")}>
      <a class="view" href="#/records/${module}" aria-current=${this.openView ? nothing : "page"}>${t("view-everyone")}</a>
      ${views.map((view) => {
        const users = usersOf(view.id);
        return html`<a class="view ${users.length > 0 ? "in-use" : ""}" href="#/records/${module}?view=${view.id}"
          aria-current=${view.id === this.view ? "page" : nothing}>
          ${users.length > 0 ? icon("lock") : nothing}${view.name}
          ${users.length > 0 ? html`<span class="small">${t("in-use")}</span>` : nothing}
        </a>`;
      })}
    </nav>`;
  }

  private filterCard(module: string): TemplateResult {
    const view = this.openView;
    const users = view ? usersOf(view.id) : [];
    const isLocked = users.length > 0;
    const isChanged = view && JSON.stringify(view.filter) !== JSON.stringify(this.filter);
    return html`<section class="card stack ${isLocked ? "in-use" : ""}" aria-labelledby="filter-title">
      <div class="row apart">
        <h2 id="filter-title">${view ? view.name : t("filter")}</h2>
        ${view
          ? html`<a class="button primary" href="#/sequences/new?view=${view.id}">${icon("sequence")}${t("follow-up-sequence")}</a>`
          : nothing}
      </div>
      ${isLocked
        ? note("warn", html`${t(app.backend.changing ? "view-in-use" : "view-locked", { names: users.map(automationName).join(", ") })}
            ${users.map((id) => html` <a href="#/sequences/${id}">${automationName(id)}</a>`)}`, "lock")
        : nothing}
      ${isLocked && app.backend.changing ? this.replaceRow(view!, Boolean(isChanged)) : nothing}
      <filter-editor .module=${module} .filter=${this.filter} .locked=${isLocked && !this.isReplacing}
        @filter-change=${(event: CustomEvent<Filter>) => (this.filter = event.detail)}></filter-editor>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      ${this.diff
        ? note("info", t("view-diff", {
            entering: this.diff.entering.count,
            leaving: this.diff.leaving.count,
            staying: this.diff.staying,
          }))
        : nothing}
      ${isLocked ? nothing : this.saveRow(view, Boolean(isChanged))}
    </section>`;
  }

  /** The safe way to change a view in use (S1.17): edited here, shown, confirmed. */
  private replaceRow(view: View, isChanged: boolean): TemplateResult {
    if (!this.isReplacing) {
      return html`<div class="row"><button class="button" @click=${() => (this.isReplacing = true)}>
        ${icon("edit")}${t("view-replace")}</button></div>`;
    }
    return html`<div class="row">
        <span class="grow small">${t("view-replacing")}</span>
        <button class="button" @click=${() => this.stopReplacing(view.filter)}>${t("cancel")}</button>
        <button class="button primary" ?disabled=${!isChanged} @click=${() => (this.isShowingChange = true)}>
          ${t("change-show")}</button>
      </div>
      ${this.isShowingChange
        ? html`<change-dialog heading=${t("view-replace-title", { name: view.name })}
            .change=${app.backend.changing!.view(view.id, this.filter)}
            @changed=${() => this.stopReplacing(this.filter)}
            @close-dialog=${() => (this.isShowingChange = false)}></change-dialog>`
        : nothing}`;
  }

  private stopReplacing(filter: Filter): void {
    this.isReplacing = false;
    this.filter = filter;
  }

  private saveRow(view: View | undefined, isChanged: boolean): TemplateResult {
    if (this.isNaming) {
      return html`<form class="row" @submit=${this.saveAs}>
        <div class="field grow">
          <label for="view-name">${t("view-name")}</label>
          <input id="view-name" name="name" required maxlength="120" />
        </div>
        <button class="button primary align-end">${t("save")}</button>
        <button class="button align-end" type="button" @click=${() => (this.isNaming = false)}>${t("cancel")}</button>
      </form>`;
    }
    return html`<div class="row">
      ${view
        ? html`<button class="button" ?disabled=${!isChanged} @click=${() => this.save(view)}>${t("view-save")}</button>`
        : nothing}
      <button class="button" @click=${this.startNaming}>${t("view-save-as")}</button>
      ${view
        ? html`<button class="button danger" @click=${() => this.delete(view)}>${icon("remove")}${t("view-delete")}</button>`
        : nothing}
    </div>`;
  }

  private results(): TemplateResult {
    const { counted } = this;
    if (!counted || (app.isLoading && counted.total === 0)) {
      return html`<p class="muted" role="status">${t("loading-records")}…</p>
        <progress aria-label=${t("loading-records")}></progress>`;
    }
    return html`<section class="stack" aria-labelledby="count">
      <div class="row apart">
        <p id="count" class="count number" data-count=${counted.count}>${this.countText(counted)}</p>
        ${app.isLoading
          ? html`<span class="small muted row"><progress class="inline" aria-label=${t("loading-records")}></progress>${t("loading-records")}</span>`
          : nothing}
      </div>
      ${counted.blanks.map((blank) => this.blankNote(blank))}
      ${counted.count === 0
        ? html`<div class="card">${counted.total === 0
            ? empty(t("no-records"), t("no-records-help"),
                html`<a class="button primary" href="#/import/${this.moduleKey}">${t("import")}</a>`)
            : empty(t("nobody-matches"), t("nobody-matches-help"))}</div>`
        : html`<record-table class="card flush" .module=${this.moduleKey} .filter=${this.filter}
            .count=${counted.count} .revision=${app.revision} .selected=${this.record?.id ?? ""}
            @record-chosen=${(event: CustomEvent<RecordRow>) => this.choose(event.detail)}></record-table>`}
    </section>`;
  }

  /** Where blanks decide (D7): how many, said in words. */
  private blankNote(blank: CountAnswer["blanks"][number]): TemplateResult {
    const field = app.module(this.moduleKey)?.fields.find((one) => one.key === blank.field);
    const label = field?.label ?? blank.field;
    const isIncluded = blank.included > 0;
    const choice = isIncluded ? "exclude" : "include";
    const text = isIncluded
      ? t("blanks-matched", { field: label, count: blank.included })
      : t("blanks-missed", { field: label, count: blank.excluded });
    return note(
      "info",
      html`<div class="row apart">
        <span>${text}</span>
        <button class="button small" ?disabled=${usersOf(this.view).length > 0} @click=${() =>
          (this.filter = withBlanks(this.filter, blank.clause, choice))}>${t(`blanks-${choice}`)}</button>
      </div>`,
    );
  }

  private choose(record: RecordRow): void {
    this.record = record;
    this.isMaking = false;
    this.showPanel();
  }

  /** On a narrow screen the panel stands below the table: it is brought into sight. */
  private showPanel(): void {
    void this.updateComplete.then(() => {
      const panel = this.querySelector<HTMLElement>(".panel");
      if (matchMedia("(max-width: 980px)").matches) panel?.scrollIntoView({ block: "start" });
    });
  }

  private startNaming = (): void => {
    this.isNaming = true;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>("#view-name")?.focus());
  };

  private saveAs = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name")).trim();
    const filter = await this.whole();
    if (!filter) return;
    await this.store({ name, module: this.moduleKey, filter });
    this.isNaming = false;
  };

  private save = async (view: View): Promise<void> => {
    const filter = await this.whole();
    if (filter) await this.store({ id: view.id, name: view.name, module: view.module, filter });
  };

  /** The condition that is seen, never the last good one before it; what is wrong stands beside it. */
  private async whole(): Promise<Filter | undefined> {
    const editor = this.querySelector<FilterEditor>("filter-editor");
    const filter = editor ? await editor.settled() : this.filter;
    if (!filter) editor?.querySelector("textarea")?.focus();
    return filter;
  }

  private async store(view: Omit<View, "id"> & { id?: string }): Promise<void> {
    const from = location.hash;
    try {
      const saved = await app.backend.saveView(view);
      await app.reloadSetup();
      this.error = "";
      app.toast(t("saved"));
      goOn(from, `/records/${saved.module}?view=${saved.id}`);
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  private async delete(view: View): Promise<void> {
    const from = location.hash;
    const done = await app.attempt(async () => {
      await app.backend.deleteView(view.id);
      await app.reloadSetup();
      return true;
    });
    if (!done) return;
    const { id: _, ...rest } = view;
    app.toast(t("deleted", { name: view.name }), { label: t("undo"), run: () => void this.store(rest) });
    goOn(from, `/records/${view.module}`);
  }
}

/** The active automations that run on a view (S1.16). */
export function usersOf(view: string): string[] {
  return app.setup.automations
    .filter(isOn)
    .filter((one) => one.exclude === view || ("view" in one.basis && one.basis.view === view))
    .map((one) => one.id);
}

/** The module that opens first: the first with stages, where follow-up happens. */
function mainModule(): string | undefined {
  const { modules } = app.setup;
  return (modules.find((module) => module.pipelines.length > 0) ?? modules[0])?.key;
}

