/** The live filter: builder and text in step with each other. The engine checks both (D11). */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { RelanceProblems, type Filter, type OperatorTable, type Problem } from "@relance/preview";
import { app, errorText } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { debounce, Latest, note, Screen } from "../ui/screen.js";
import {
  aboutClause,
  clause,
  filterOf,
  group,
  hasEmptyGroup,
  isIncomplete,
  replaced,
  startValue,
  subjectKey,
  subjectsOf,
  treeOf,
  type BuilderNode,
  type ClauseNode,
  type GroupNode,
  type Subject,
} from "./model.js";
import { followUps } from "./clause-editor.js";

let operatorTable: OperatorTable | undefined;
let editors = 0;

/** Emits `filter-change` with a canonical filter whenever what stands here is whole and right. */
@customElement("filter-editor")
export class FilterEditor extends Screen {
  @property() module = "";
  @property({ attribute: false }) filter!: Filter;
  @property({ type: Boolean }) locked = false;
  @state() tree: GroupNode = group("all", []);
  @state() text = "";
  @state() problems: Problem[] = [];
  @state() isUnfinished = false;
  @state() ready = false;
  /** Several editors may stand on one page. */
  private readonly number = ++editors;
  private emitted = "";
  /** Whether what was typed has not been checked yet. */
  private isTyped = false;
  private readonly latest = new Latest();
  private readonly checkTextSoon = debounce(250, () => void this.check({ text: this.text }, "text"));

  override connectedCallback(): void {
    super.connectedCallback();
    void app.attempt(async () => {
      operatorTable ??= await app.engine.ask("operators");
      this.ready = true;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNew = changed.has("filter") && JSON.stringify(this.filter) !== this.emitted;
    if (!isNew && !changed.has("module")) return;
    this.tree = treeOf(this.filter);
    this.isUnfinished = false;
    this.emitted = JSON.stringify(this.filter);
    void this.check({ filter: this.filter }, "outside");
  }

  private subjects(): Subject[] {
    const module = app.module(this.module);
    if (!module) return [];
    return subjectsOf(module, app.setup.modules, app.setup.events, { events: t("events") });
  }

  protected override render() {
    if (!this.ready) return html`<p class="muted">${t("starting")}</p>`;
    const subjects = this.subjects();
    return html`<fieldset class="stack" ?disabled=${this.locked}>
      <legend class="visually-hidden">${t("filter")}</legend>
      ${this.group(this.tree, subjects, true)}
      <div class="field">
        <label for="filter-text-${this.number}">${t("filter-text")}</label>
        <textarea id="filter-text-${this.number}" class="mono filter-text" rows="2" spellcheck="false" .value=${this.text}
          aria-invalid=${this.problems.length > 0 ? "true" : "false"} aria-describedby="filter-problems-${this.number}"
          @input=${(event: Event) => {
            this.text = (event.target as HTMLTextAreaElement).value;
            this.isTyped = true;
            this.checkTextSoon();
          }}></textarea>
      </div>
      <div id="filter-problems-${this.number}" role="status">
        ${this.isUnfinished
          ? note("info", t("filter-unfinished"))
          : this.problems.map((problem) => this.problem(problem))}
      </div>
    </fieldset>`;
  }

  private problem(problem: Problem): TemplateResult {
    return note("bad", html`<strong>${problem.message}</strong>
      ${problem.help ? html`<br />${problem.help}` : nothing}
      ${problem.at ? html`<br /><span class="mono">${problem.at}</span>` : nothing}`);
  }

  private group(node: GroupNode, subjects: Subject[], isRoot = false): TemplateResult {
    return html`<fieldset class="group ${isRoot ? "root" : ""}">
      <legend class="visually-hidden">${t(`group-${node.kind}`)}</legend>
      <div class="row apart">
        ${isRoot && node.children.length < 2
          ? html`<span class="small muted">${t(node.children.length === 0 ? "filter-everyone" : "filter-one")}</span>`
          : html`<select class="auto" aria-label=${t("group-kind")} @change=${(event: Event) =>
              this.change(node.id, { ...node, kind: (event.target as HTMLSelectElement).value as GroupNode["kind"] })}>
              ${(isRoot ? ["all", "any"] : ["all", "any", "not"]).map(
                (kind) => html`<option value=${kind} ?selected=${kind === node.kind}>${t(`group-${kind}`)}</option>`,
              )}
            </select>`}
        ${isRoot
          ? nothing
          : html`<button class="button icon small quiet" type="button" aria-label=${t("group-remove")}
              @click=${() => this.change(node.id, null)}>${icon("close")}</button>`}
      </div>
      ${repeat(node.children, (child) => child.id, (child, index) => this.child(child, index, node, subjects))}
      <div class="row">
        <button class="button small" type="button" @click=${() => this.addClause(node, subjects)}>
          ${icon("add")}${t("clause-add")}</button>
        <button class="button small quiet" type="button" @click=${() => this.addGroup(node, subjects)}>
          ${icon("add")}${t("group-add")}</button>
      </div>
    </fieldset>`;
  }

  private child(child: BuilderNode, index: number, parent: GroupNode, subjects: Subject[]) {
    if (child.kind !== "clause") return this.group(child, subjects);
    const position = t("clause-position", { index: index + 1, count: parent.children.length });
    return html`<clause-editor .json=${child.json} .subjects=${subjects} .operators=${operatorTable!} position=${position}
      @clause-change=${(event: CustomEvent<Record<string, unknown>>) =>
        this.change(child.id, { ...child, json: event.detail })}
      @clause-remove=${() => this.change(child.id, null)}></clause-editor>`;
  }

  private freshClause(subjects: Subject[]): ClauseNode {
    const [subject] = subjects;
    if (!subject) return clause({});
    const offer = operatorTable![subject.field?.kind ?? "event"][0]!;
    return clause({ ...aboutClause(subject, offer.op), ...startValue(offer.value, subject.field, followUps()) });
  }

  private addClause(node: GroupNode, subjects: Subject[]): void {
    const fresh = this.freshClause(subjects);
    this.change(node.id, { ...node, children: [...node.children, fresh] });
    void this.updateComplete.then(() => {
      const editors = this.querySelectorAll<HTMLElement>("clause-editor");
      editors[editors.length - 1]?.querySelector("select")?.focus();
    });
  }

  private addGroup(node: GroupNode, subjects: Subject[]): void {
    const inner = group(node.kind === "any" ? "all" : "any", [this.freshClause(subjects)]);
    this.change(node.id, { ...node, children: [...node.children, inner] });
  }

  private change(id: number, next: BuilderNode | null): void {
    this.tree = replaced(this.tree, id, next);
    this.isUnfinished = hasEmptyGroup(this.tree) || this.hasIncomplete(this.tree);
    if (this.isUnfinished) {
      this.problems = [];
      return;
    }
    void this.check({ filter: filterOf(this.tree) }, "builder");
  }

  private hasIncomplete(node: BuilderNode): boolean {
    if (node.kind !== "clause") return node.children.some((child) => this.hasIncomplete(child));
    const subject = this.subjects().find((one) => one.key === subjectKey(node.json));
    if (!subject) return true;
    const offers = operatorTable?.[subject.field?.kind ?? "event"] ?? [];
    const offer = offers.find((one) => one.op === node.json.op);
    return !offer || isIncomplete(offer.value, node.json);
  }

  /** What stands here, also when it was typed a moment ago; nothing where it is wrong or not whole. */
  async settled(): Promise<Filter | undefined> {
    if (this.isTyped) await this.check({ text: this.text }, "text");
    return this.problems.length > 0 || this.isUnfinished ? undefined : (JSON.parse(this.emitted) as Filter);
  }

  private async check(
    input: { filter: Filter } | { text: string },
    origin: "builder" | "text" | "outside",
  ): Promise<void> {
    if (!this.module) return;
    this.isTyped = false;
    try {
      const checked = await this.latest.of(app.engine.ask("checkFilter", this.module, input));
      if (!checked) return;
      this.problems = [];
      this.isUnfinished = false;
      if (origin !== "text") this.text = checked.text;
      if (origin === "text") this.tree = treeOf(checked.filter);
      this.emitted = JSON.stringify(checked.filter);
      if (origin === "outside") return;
      this.dispatchEvent(
        new CustomEvent("filter-change", { detail: checked.filter, bubbles: true }),
      );
    } catch (error) {
      this.problems =
        error instanceof RelanceProblems
          ? error.problems
          : [{ code: "internal", message: errorText(error), at: "" }];
    }
  }
}
