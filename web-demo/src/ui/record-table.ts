/** A table of records of any length: only the rows in sight exist, fetched by page from the engine. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { Field, Filter, RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { Screen } from "./screen.js";
import { recordName, valueText } from "./words.js";

const PAGE_ROWS = 100;
const ROW_PX = 42;
const COLUMNS_MAX = 6;
/** Rows in sight before the table scrolls in itself. */
const ROWS_SEEN = 12;
/** Pages kept; older ones are fetched again when scrolled back to. */
const PAGES_KEPT = 30;

const SHORT_DATE: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };

@customElement("record-table")
export class RecordTable extends Screen {
  @property() module = "";
  @property({ attribute: false }) filter!: Filter;
  @property({ type: Number }) count = 0;
  @property({ type: Number }) revision = 0;
  @property() selected = "";
  @state() pages = new Map<number, RecordRow[]>();
  private virtualizer?: Virtualizer<HTMLElement, HTMLElement>;
  private unmount?: () => void;
  private wanted = new Set<number>();
  private generation = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!["module", "filter", "count", "revision"].some((key) => changed.has(key as never))) return;
    this.generation++;
    this.wanted.clear();
    // Old rows stay in sight until the new ones are there; no flash of emptiness while typing.
    if (changed.has("module")) this.pages = new Map();
    this.virtualizer?.setOptions({ ...this.virtualizer.options, count: this.count });
    if (changed.has("module") || changed.has("filter")) this.scroller?.scrollTo(0, 0);
  }

  private get scroller(): HTMLElement | null {
    return this.querySelector(".table-scroll");
  }

  protected override firstUpdated(): void {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: this.count,
      getScrollElement: () => this.scroller,
      estimateSize: () => ROW_PX,
      overscan: 8,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.requestUpdate(),
    });
    this.unmount = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    this.requestUpdate();
  }

  protected override updated(): void {
    this.virtualizer?._willUpdate();
    for (const item of this.virtualizer?.getVirtualItems() ?? []) {
      void this.fetchPage(Math.floor(item.index / PAGE_ROWS));
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unmount?.();
  }

  private async fetchPage(page: number): Promise<void> {
    if (this.wanted.has(page)) return;
    this.wanted.add(page);
    const { generation } = this;
    const answer = await app.attempt(() =>
      app.engine.ask("page", {
        module: this.module,
        filter: this.filter,
        offset: page * PAGE_ROWS,
        limit: PAGE_ROWS,
        now: app.now,
      }),
    );
    if (!answer || generation !== this.generation) return;
    const kept = [...this.pages].slice(-PAGES_KEPT);
    this.pages = new Map([...kept, [page, answer.records]]);
  }

  private columns(): Field[] {
    const fields = app.module(this.module)?.fields ?? [];
    const order = ["stage", "email", "phone", "owner"];
    const rank = (field: Field) => (order.indexOf(field.key) + order.length) % order.length;
    const isShown = (field: Field) =>
      field.kind !== "relation" &&
      !["name", "first_name", "last_name", "updated", "is_company"].includes(field.key) &&
      !/consent|zone|language/.test(field.key);
    const wanted = fields.filter(isShown);
    const first = wanted.filter((field) => order.includes(field.key));
    const rest = wanted.filter((field) => !order.includes(field.key));
    first.sort((a, b) => rank(a) - rank(b));
    return [...first, ...rest].slice(0, COLUMNS_MAX);
  }

  protected override render() {
    const columns = this.columns();
    const items = this.virtualizer?.getVirtualItems() ?? [];
    const height = this.virtualizer?.getTotalSize() ?? 0;
    const template = `minmax(160px, 1.6fr) repeat(${columns.length}, minmax(110px, 1fr))`;
    return html`<div class="table-scroll" .style=${`--columns: ${template}; --rows: ${Math.min(this.count, ROWS_SEEN)}`}>
      <div role="table" class="virtual-table" aria-rowcount=${this.count + 1}
        aria-label=${app.module(this.module)?.label ?? ""}>
        <div role="rowgroup" class="virtual-head">
          <div role="row" class="virtual-row" aria-rowindex="1">
            <span role="columnheader">${t("name")}</span>
            ${columns.map((field) => html`<span role="columnheader">${field.label}</span>`)}
          </div>
        </div>
        <div role="rowgroup" class="virtual-body" .style=${`height: ${height}px`}>
          ${repeat(
            items,
            (item) => item.index,
            (item) => this.row(item.index, item.start, columns),
          )}
        </div>
      </div>
    </div>`;
  }

  private row(index: number, top: number, columns: Field[]): TemplateResult {
    const record = this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
    const isSelected = record?.id === this.selected;
    return html`<div role="row" class="virtual-row ${isSelected ? "selected" : ""}"
      aria-rowindex=${index + 2} .style=${`transform: translateY(${top}px)`}>
      <span role="cell">
        ${record
          ? html`<button class="row-button" aria-pressed=${isSelected ? "true" : "false"}
              @click=${() => this.choose(record)}>${recordName(record)}</button>`
          : html`<span class="muted">…</span>`}
      </span>
      ${columns.map(
        (field) => html`<span role="cell" class=${field.kind === "money" || field.kind === "number" ? "number" : ""}>
          ${record ? this.cell(field, record) : nothing}</span>`,
      )}
    </div>`;
  }

  private cell(field: Field, record: RecordRow): unknown {
    const raw = field.key === "created" ? record.created : record.values[field.key];
    if (field.kind === "instant" && raw) return html`<span class="number">${instant(String(raw), SHORT_DATE)}</span>`;
    const text = valueText(field, raw ?? null);
    if (field.kind === "stage" && text) return html`<span class="badge">${text}</span>`;
    return text || html`<span class="muted" aria-label=${t("blank")}>–</span>`;
  }

  private choose(record: RecordRow): void {
    this.dispatchEvent(new CustomEvent("record-chosen", { detail: record, bubbles: true }));
  }
}
