/** `<relance-filter-preview>`: a filter as text, how many records match it, and the first of them. */

import { css, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Dataset } from "../dataset.js";
import { RelanceProblems } from "../errors.js";
import type { CheckedFilter, CountAnswer, Problem, RecordRow, Setup } from "../types.js";
import { RelanceElement, shared } from "./base.js";
import { openDataset } from "./source.js";

const ROWS_SHOWN = 10;
const PAUSE_MS = 200;

/**
 * Properties: `setup`, `records`. Attributes: `module`, `filter` (text), `now`. Emits
 * `relance-change` with `{filter, text, count, total}`.
 */
export class FilterPreviewElement extends RelanceElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      input {
        font-family: ui-monospace, monospace;
      }
      .count {
        font-size: 1.125rem;
        font-weight: 620;
      }
    `,
  ];

  @property({ attribute: false }) setup?: Setup;
  @property({ attribute: false }) records: RecordRow[] = [];
  @property() module = "";
  @property() filter = "everyone";
  @property() now = "";
  @state() private counted?: CountAnswer;
  @state() private rows: RecordRow[] = [];
  @state() private problems: Problem[] = [];
  private held?: Dataset;
  private timer?: ReturnType<typeof setTimeout>;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("setup") || changed.has("records")) {
      this.held?.free();
      this.held = undefined;
    }
    const isInput = ["setup", "records", "module", "filter", "now"].some((key) => changed.has(key));
    if (!isInput || !this.setup) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.held?.free();
    this.held = undefined;
  }

  private async ask(): Promise<void> {
    const setup = this.setup!;
    await this.attempt(async () => {
      const engine = await this.engine();
      this.held ??= openDataset(engine, setup, this.records);
      const module = this.module || setup.modules[0]?.key || "";
      try {
        const text = this.filter.trim() || "everyone";
        const checked = engine.checkFilter({ module, text, setup });
        this.show(this.held, module, checked);
      } catch (error) {
        if (!(error instanceof RelanceProblems)) throw error;
        this.problems = error.problems;
        this.tell("relance-error", error);
      }
    });
  }

  private show(dataset: Dataset, module: string, { filter, text }: CheckedFilter): void {
    const now = this.now || new Date().toISOString();
    this.counted = dataset.count(module, filter, now);
    this.rows = dataset.page({ module, filter, offset: 0, limit: ROWS_SHOWN, now }).records;
    this.problems = [];
    const { count, total } = this.counted;
    this.tell("relance-change", { filter, text, count, total });
  }

  protected override render() {
    const { t, counted } = this;
    return html`
      <label><span class="small muted">${t.filter}</span>
        <input spellcheck="false" .value=${this.filter} aria-invalid=${this.problems.length > 0 ? "true" : "false"}
          @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)} /></label>
      ${this.problems.map((problem) => html`<p class="problem small">${problem.message}${problem.help ? html`: ${problem.help}` : nothing}</p>`)}
      <p class="count" role="status" aria-live="polite">
        ${counted ? `${this.number(counted.count)} ${t.of} ${this.number(counted.total)} ${t.matching}` : ""}
      </p>
      ${this.rows.length > 0
        ? html`<div class="scroll"><table>
            <thead><tr><th scope="col">${t.name}</th><th scope="col">id</th></tr></thead>
            <tbody>${this.rows.map((row) => html`<tr><td>${nameOf(row)}</td><td>${row.id}</td></tr>`)}</tbody>
          </table></div>`
        : nothing}
    `;
  }
}

function nameOf({ values, id }: RecordRow): string {
  const person = [values.first_name, values.last_name].filter(Boolean).join(" ");
  return String(values.name ?? (person || values.company_name || values.number || id));
}
