/** `<relance-sms-counter>`: what a text costs as SMS, while it is written. */

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { SmsMeasure, SmsOffer } from "../types.js";
import { RelanceElement, shared } from "./base.js";

const MICROS = 1_000_000;

/**
 * Attributes: `value`, `readonly`, `language`, `currency`, `price` (per part, in whole units),
 * `recipients`. Emits `relance-change` with `{value, measure}`.
 */
export class SmsCounterElement extends RelanceElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 18px;
      }
      dl div {
        display: flex;
        gap: 6px;
        align-items: baseline;
      }
      dt {
        color: var(--_muted);
        font-size: 0.8125rem;
      }
      dd {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .bar {
        display: flex;
        gap: 3px;
        height: 8px;
      }
      .part {
        flex: 1;
        overflow: hidden;
        border-radius: 4px;
        background: var(--_sunken);
        box-shadow: inset 0 0 0 1px var(--_line);
      }
      .part > span {
        display: block;
        height: 100%;
        background: var(--_accent);
      }
      .parts-text {
        padding: 8px 10px;
        border-radius: 6px;
        background: var(--_sunken);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .parts-text .boundary {
        margin: 0 2px;
        padding: 0 4px;
        border-radius: 4px;
        background: var(--_accent);
        color: var(--_surface);
        font-size: 0.6875rem;
        font-weight: 650;
      }
      mark {
        border-radius: 3px;
        background: var(--_warn-ground);
        color: var(--_warn);
        text-decoration: underline wavy;
      }
      .warn {
        padding: 8px 10px;
        border-radius: 6px;
        background: var(--_warn-ground);
        color: var(--_warn);
        font-size: 0.8125rem;
      }
      .warn button {
        margin-top: 6px;
        background: transparent;
        border-color: currentcolor;
      }
    `,
  ];

  /** The text. */
  @property({ attribute: "value" }) text = "";
  /** Shows only; without a field to write in. */
  @property({ type: Boolean }) readonly = false;
  /** The text's language, when it is not the page's. */
  @property({ attribute: "language" }) textLanguage = "";
  @property() currency = "";
  @property({ type: Number }) price = 0;
  /** Instead of `price`, exactly. Units: millionths of the currency. */
  @property({ attribute: false }) microsPerPart = 0;
  @property({ type: Number }) recipients = 0;
  @state() private measure?: SmsMeasure;
  @state() private announced = "";

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.measure || changed.has("text") || changed.has("textLanguage")) void this.count();
  }

  private async count(): Promise<void> {
    const { text } = this;
    await this.attempt(async () => {
      const engine = await this.engine();
      if (text !== this.text) return;
      const measure = engine.measureSms(text, { language: this.textLanguage || this.language });
      const before = this.measure;
      this.measure = measure;
      // Screen readers hear a change of alphabet or parts, not every key.
      if (before?.parts !== measure.parts || before.encoding !== measure.encoding) {
        this.announced = `${measure.encoding}, ${this.t.parts}: ${measure.parts}`;
      }
      this.tell("relance-change", { value: text, measure });
    });
  }

  private get micros(): number {
    return this.microsPerPart || Math.round(this.price * MICROS);
  }

  protected override render() {
    const { t, measure } = this;
    return html`
      ${this.readonly
        ? nothing
        : html`<label><span class="small muted">${t.message}</span>
            <textarea rows="4" .value=${this.text} @input=${(event: Event) => {
              this.text = (event.target as HTMLTextAreaElement).value;
            }}></textarea></label>`}
      ${measure ? this.figures(measure) : nothing}
      <p class="visually-hidden" role="status" aria-live="polite">${this.announced}</p>
    `;
  }

  private figures(measure: SmsMeasure): TemplateResult {
    const { t } = this;
    const cost = measure.parts * this.micros;
    return html`
      <dl part="figures">
        <div><dt>${t.parts}</dt><dd data-parts=${measure.parts}>${measure.parts}</dd></div>
        <div><dt>${t.units}</dt><dd>${measure.units}</dd></div>
        <div><dt>${t.alphabet}</dt><dd>${measure.encoding}</dd></div>
        ${this.currency && this.micros
          ? html`<div><dt>${t.cost}</dt><dd>${this.money(cost, this.currency)}</dd></div>`
          : nothing}
        ${this.currency && this.micros && this.recipients
          ? html`<div><dt>${t.cost_all} (${this.number(this.recipients)})</dt>
              <dd>${this.money(cost * this.recipients, this.currency)}</dd></div>`
          : nothing}
      </dl>
      ${this.bar(measure)}
      <p class="small muted">${measure.units_left} ${t.left}</p>
      ${measure.parts > 1 || measure.offending.length > 0 ? this.marked(measure) : nothing}
      ${measure.offending.length > 0 ? this.offending(measure) : nothing}
      ${measure.offers.map((offer) => this.offer(offer))}
    `;
  }

  /** Widths are set as properties: a strict Content-Security-Policy refuses style attributes. */
  private bar(measure: SmsMeasure): TemplateResult {
    return html`<div class="bar" aria-hidden="true">
      ${measure.part_units.map(
        (units) => html`<div class="part"><span .style=${`width: ${(100 * units) / measure.units_per_part}%`}></span></div>`,
      )}
    </div>`;
  }

  /** The text with the places where parts end and the characters that cost. */
  private marked(measure: SmsMeasure): TemplateResult {
    const dear = new Map(
      measure.offending.flatMap(({ character, positions }) =>
        positions.map((at) => [at, character.length] as const),
      ),
    );
    const ends = new Set(measure.boundaries.slice(0, -1));
    const pieces: unknown[] = [];
    let part = 1;
    for (let at = 0; at < this.text.length; ) {
      const point = this.text.codePointAt(at) ?? 0;
      const length = point > 0xffff ? 2 : 1;
      const sign = this.text.slice(at, at + length);
      pieces.push(dear.has(at) ? html`<mark>${sign}</mark>` : sign);
      at += length;
      if (ends.has(at)) pieces.push(html`<span class="boundary" title=${`${this.t.parts}: ${++part}`}>${part}</span>`);
    }
    return html`<p class="parts-text" part="text">${pieces}</p>`;
  }

  private offending(measure: SmsMeasure): TemplateResult {
    const signs = measure.offending.map(({ character, count }) =>
      count > 1 ? `${character} × ${count}` : character,
    );
    return html`<p class="small"><span class="muted">${this.t.offending}:</span> <strong>${signs.join("  ")}</strong></p>`;
  }

  private offer(offer: SmsOffer): TemplateResult {
    const { t } = this;
    const changes = offer.replacements.map(({ from, to }) => `${from} → ${to || "∅"}`).join(", ");
    const saved = offer.parts_saved * this.micros * Math.max(1, this.recipients);
    return html`<div class="warn">
      ${t.offer}: ${changes}. ${t.offer_saves} ${offer.parts_saved}${this.currency && saved
        ? html` (−${this.money(saved, this.currency)})`
        : nothing}
      ${this.readonly
        ? nothing
        : html`<br /><button type="button" @click=${() => (this.text = offer.text)}>${t.apply}</button>`}
    </div>`;
  }
}
