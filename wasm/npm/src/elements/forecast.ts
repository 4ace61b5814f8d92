/** `<relance-forecast>`: what automations are going to do to all records, day by day. */

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Automation, Forecast, ForecastDay, Money, RecordRow, Setup } from "../types.js";
import { RelanceElement, shared } from "./base.js";
import { openDataset } from "./source.js";

const WIDTH = 760;
const HEIGHT = 190;
const LEFT = 40;
const BOTTOM = 26;
const TOP = 8;
const DAY_MS = 86_400_000;

const SERIES = ["emails", "sms", "tasks", "dropped"] as const;

/**
 * Properties: `data`, or `setup`, `records`, `automations` to compute it; `now`, `days`. Emits
 * `relance-change` with the forecast.
 */
export class ForecastElement extends RelanceElement {
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
        min-width: 480px;
      }
      .grid {
        stroke: var(--_line);
      }
      text {
        fill: var(--_muted);
        font-size: 11px;
      }
      .emails {
        fill: var(--_email);
      }
      .sms {
        fill: var(--_sms);
      }
      .tasks {
        fill: var(--_task);
      }
      .dropped {
        fill: var(--_bad);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        list-style: none;
      }
      .legend li {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .legend svg {
        width: 12px;
        min-width: 12px;
        height: 12px;
      }
      .number {
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) data?: Forecast;
  @property({ attribute: false }) setup?: Setup;
  @property({ attribute: false }) records: RecordRow[] = [];
  @property({ attribute: false }) automations: Automation[] = [];
  @property() now = "";
  @property({ type: Number }) days = 30;
  @state() private computed?: Forecast;

  protected override willUpdate(changed: PropertyValues): void {
    const isInput = ["setup", "records", "automations", "now", "days"].some((key) => changed.has(key));
    if (isInput && !this.data && this.setup && this.automations.length > 0) void this.compute();
  }

  private async compute(): Promise<void> {
    await this.attempt(async () => {
      const engine = await this.engine();
      using dataset = openDataset(engine, this.setup!, this.records);
      this.computed = dataset.forecast({
        automations: this.automations,
        now: this.now || new Date().toISOString(),
        days: this.days,
      });
      this.tell("relance-change", this.computed);
    });
  }

  protected override render() {
    const data = this.data ?? this.computed;
    if (!data || data.days.length === 0) return html`<p class="muted">${this.t.nothing}</p>`;
    return html`
      <div class="scroll" tabindex="0" role="group" aria-label=${this.t.chart}>${this.chart(data)}</div>
      <ul class="legend small">
        ${SERIES.map(
          (series) => html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class=${series} width="12" height="12" rx="3"></rect></svg>${this.t[series]}</li>`,
        )}
      </ul>
      <details><summary>${this.t.table}</summary><div class="scroll">${this.table(data)}</div></details>
    `;
  }

  private chart(data: Forecast): TemplateResult {
    const start = Date.parse(`${(this.now || data.days[0]!.date).slice(0, 10)}T00:00:00Z`);
    const slots = Math.max(this.days, 1) + 1;
    const slot = (WIDTH - LEFT) / slots;
    const highest = niceCeiling(Math.max(...data.days.map(sumOf), 1));
    const y = (count: number) => TOP + (1 - count / highest) * (HEIGHT - TOP - BOTTOM);
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.t.chart}>
      ${[0, highest / 2, highest].map(
        (count) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH} y1=${y(count)} y2=${y(count)}></line>
          <text x=${LEFT - 6} y=${y(count) + 4} text-anchor="end">${this.number(count)}</text>`,
      )}
      ${data.days.map((day) => {
        const index = Math.round((Date.parse(`${day.date}T00:00:00Z`) - start) / DAY_MS);
        return this.bar(day, LEFT + index * slot, slot, y);
      })}
      ${this.labels(start, slots, slot)}
    </svg>`;
  }

  private bar(day: ForecastDay, x: number, slot: number, y: (count: number) => number) {
    const width = Math.max(slot - 2, 1.5);
    let below = 0;
    const pieces = SERIES.filter((series) => day[series] > 0).map((series) => {
      const top = y(below + day[series]);
      const height = y(below) - top;
      below += day[series];
      return svg`<rect class=${series} x=${x + 1} y=${top} width=${width} height=${Math.max(height, 1)} rx="1.5"></rect>`;
    });
    return svg`<g><title>${this.dayText(day)}</title>${pieces}</g>`;
  }

  private labels(start: number, slots: number, slot: number) {
    const every = Math.ceil(slots / 8);
    const indexes = Array.from({ length: slots }, (_, index) => index).filter((index) => index % every === 0);
    return indexes.map((index) => {
      const day = new Date(start + index * DAY_MS).toISOString();
      const text = this.date(day, "UTC", { day: "numeric", month: "short" });
      return svg`<text x=${LEFT + (index + 0.5) * slot} y=${HEIGHT - 8} text-anchor="middle">${text}</text>`;
    });
  }

  private dayText(day: ForecastDay): string {
    const counts = SERIES.filter((series) => day[series] > 0).map((series) => `${this.t[series]}: ${day[series]}`);
    return `${day.date}: ${counts.join(", ")}`;
  }

  private table(data: Forecast): TemplateResult {
    const { t } = this;
    return html`<table>
      <thead><tr>
        <th scope="col">${t.date}</th>
        ${[...SERIES, "cost" as const].map((column) => html`<th scope="col" class="number">${t[column]}</th>`)}
      </tr></thead>
      <tbody>
        ${data.days.map(
          (day) => html`<tr>
            <td>${this.date(`${day.date}T12:00:00Z`, "UTC", { weekday: "short", day: "numeric", month: "short", year: "numeric" })}</td>
            ${SERIES.map((series) => html`<td class="number">${this.number(day[series])}</td>`)}
            <td class="number">${this.costs(day.cost) || nothing}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private costs(cost: Money[]): string {
    return cost.map(({ micros, currency }) => this.money(micros, currency)).join(" + ");
  }
}

function sumOf(day: ForecastDay): number {
  return SERIES.reduce((sum, series) => sum + day[series], 0);
}

/** 1, 2, 4, 10, 20, 40 …: the least of these that is not below. */
function niceCeiling(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 4, 10].find((one) => one * magnitude >= value) ?? 10;
  return Math.max(2, factor * magnitude);
}
