/** `<relance-timeline>`: what is going to happen to one record, on a line of time and as a table. */

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Automation, LogEntry, RecordRow, Setup } from "../types.js";
import { RelanceElement, shared } from "./base.js";
import { openDataset } from "./source.js";

const WIDTH = 720;
const MARGIN = 30;
const LANE = 34;
const MARK_GAP = 24;

/**
 * Properties: `entries`, or `setup`, `records`, `record`, `automation` to compute them; `now`,
 * `zone`, `labels` (names by id of a step, or of a variant's template). Attributes: `no-table`.
 * Emits `relance-change` with the entries.
 */
export class TimelineElement extends RelanceElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        min-width: 460px;
      }
      .axis {
        stroke: var(--_strong);
        stroke-width: 1.5;
      }
      .tick {
        stroke: var(--_line);
      }
      text {
        fill: var(--_muted);
        font-size: 11px;
      }
      .mark circle {
        stroke: var(--_surface);
        stroke-width: 2;
      }
      .mark text {
        fill: var(--_surface);
        font-size: 11px;
        font-weight: 700;
        text-anchor: middle;
      }
      .email circle {
        fill: var(--_email);
      }
      .sms circle {
        fill: var(--_sms);
      }
      .task circle {
        fill: var(--_task);
      }
      .edge circle {
        fill: var(--_strong);
      }
      .no circle {
        fill: var(--_surface);
        stroke: var(--_bad);
      }
      .no text {
        fill: var(--_bad);
      }
      .mark:focus-visible {
        outline: none;
      }
      .mark:focus-visible circle {
        stroke: var(--_text);
        stroke-width: 3;
      }
    `,
  ];

  @property({ attribute: false }) entries?: LogEntry[];
  @property({ attribute: false }) setup?: Setup;
  @property({ attribute: false }) records: RecordRow[] = [];
  @property() record = "";
  @property({ attribute: false }) automation?: Automation;
  @property() now = "";
  @property({ type: Number }) days = 90;
  @property() zone = "";
  @property({ attribute: false }) labels: Record<string, string> = {};
  @property({ type: Boolean, attribute: "no-table" }) noTable = false;
  @state() private computed?: LogEntry[];

  protected override willUpdate(changed: PropertyValues): void {
    const isInput = ["setup", "records", "record", "automation", "now", "days"].some((key) =>
      changed.has(key),
    );
    if (isInput && !this.entries && this.setup && this.automation && this.record) void this.compute();
  }

  private async compute(): Promise<void> {
    await this.attempt(async () => {
      const engine = await this.engine();
      using dataset = openDataset(engine, this.setup!, this.records);
      this.computed = dataset.timeline({
        record: this.record,
        automation: this.automation!,
        now: this.now || new Date().toISOString(),
        days: this.days,
      });
      this.tell("relance-change", this.computed);
    });
  }

  private get shownZone(): string {
    return this.zone || this.setup?.account.zone || "UTC";
  }

  protected override render() {
    const entries = this.entries ?? this.computed ?? [];
    if (entries.length === 0) return html`<p class="muted">${this.t.nothing}</p>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.t.chart}>${this.chart(entries)}</div>
      ${this.noTable
        ? nothing
        : html`<details><summary>${this.t.table}</summary>${this.table(entries)}</details>`}`;
  }

  private chart(entries: LogEntry[]): TemplateResult {
    const times = entries.map((entry) => Date.parse(entry.planned_at));
    const first = Math.min(...times, this.now ? Date.parse(this.now) : Infinity);
    const last = Math.max(...times);
    const span = Math.max(last - first, 3_600_000);
    const x = (time: number) => MARGIN + ((time - first) / span) * (WIDTH - 2 * MARGIN);
    // Marks that would cover each other stand one above the other.
    const lanes: number[] = [];
    const placed = entries.map((entry, index) => {
      const at = x(times[index]!);
      let lane = lanes.findIndex((end) => at - end >= MARK_GAP);
      if (lane < 0) lane = lanes.push(-Infinity) - 1;
      lanes[lane] = at;
      return { entry, at, lane };
    });
    const height = 46 + lanes.length * LANE;
    const axis = height - 26;
    return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="list" aria-label=${this.t.chart}>
      <line class="axis" x1=${MARGIN} x2=${WIDTH - MARGIN} y1=${axis} y2=${axis}></line>
      ${ticks(first, last).map((time) => this.tick(time, x(time), axis))}
      ${placed.map(({ entry, at, lane }) => this.mark(entry, at, axis - 20 - lane * LANE))}
    </svg>`;
  }

  private tick(time: number, x: number, axis: number) {
    const label = this.date(new Date(time).toISOString(), this.shownZone, { day: "numeric", month: "short" });
    return svg`<line class="tick" x1=${x} x2=${x} y1=${axis} y2=${axis + 5}></line>
      <text x=${x} y=${axis + 19} text-anchor="middle">${label}</text>`;
  }

  private mark(entry: LogEntry, x: number, y: number) {
    const kind = kindOf(entry);
    return svg`<g class="mark ${kind}" role="listitem" tabindex="0" aria-label=${this.sentence(entry)}>
      <title>${this.sentence(entry)}</title>
      <circle cx=${x} cy=${y} r="11"></circle>
      <text x=${x} y=${y + 4}>${SIGNS[kind]}</text>
    </g>`;
  }

  private when(entry: LogEntry): string {
    return this.date(entry.planned_at, this.shownZone, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  }

  private what(entry: LogEntry): string {
    const { t } = this;
    const label = (entry.step && this.labels[entry.step]) || entry.action?.replaceAll("_", " ") || "";
    const verbs: Partial<Record<LogEntry["what"], string>> = {
      entered: t.entered,
      left: t.left_filter,
      sent: t.sent,
      task_created: t.task_created,
      finished: t.finished,
      dropped: t.will_not_be_sent,
      skipped: t.will_not_be_sent,
    };
    const reason = entry.reason ? ` (${entry.reason.replaceAll("_", " ")})` : "";
    const variant = entry.variant ? ` (${this.labels[entry.variant] ?? entry.variant})` : "";
    return `${label ? `${label}${variant}: ` : ""}${verbs[entry.what] ?? entry.what}${reason}`;
  }

  private sentence(entry: LogEntry): string {
    return `${this.when(entry)}, ${this.what(entry)}`;
  }

  private table(entries: LogEntry[]): TemplateResult {
    return html`<table>
      <thead><tr><th scope="col">${this.t.when}</th><th scope="col">${this.t.what}</th></tr></thead>
      <tbody>${entries.map((entry) => html`<tr><td>${this.when(entry)}</td><td>${this.what(entry)}</td></tr>`)}</tbody>
    </table>`;
  }
}

type MarkKind = "email" | "sms" | "task" | "edge" | "no";

const SIGNS: Record<MarkKind, string> = { email: "@", sms: "S", task: "✓", edge: "", no: "✕" };

function kindOf(entry: LogEntry): MarkKind {
  if (["dropped", "skipped", "held", "deviated"].includes(entry.what)) return "no";
  if (entry.action === "sms_to_contact") return "sms";
  if (entry.action === "task_for_user") return "task";
  return entry.action ? "email" : "edge";
}

/** At most six round instants between two. */
function ticks(first: number, last: number): number[] {
  const count = 6;
  const step = Math.max((last - first) / (count - 1), 1);
  return last === first ? [first] : Array.from({ length: count }, (_, index) => first + index * step);
}
