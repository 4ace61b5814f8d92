/** What the elements share: the engine, the language, colours, events. */

import { LitElement, css } from "lit";
import { property } from "lit/decorators.js";
import type { Engine } from "../engine.js";
import { init } from "../index.js";
import { textsOf, type Texts } from "./texts.js";

/** Colours follow the page: each may be overridden by a custom property of the same name. */
export const shared = css`
  :host {
    display: block;
    color-scheme: inherit;
    --_text: var(--relance-text, light-dark(#172123, #e7eded));
    --_muted: var(--relance-muted, light-dark(#536265, #a3b3b6));
    --_line: var(--relance-line, light-dark(#d8dfe0, #2d3a3e));
    --_strong: var(--relance-line-strong, light-dark(#8a999c, #66777b));
    --_surface: var(--relance-surface, light-dark(#ffffff, #182023));
    --_sunken: var(--relance-sunken, light-dark(#eef1f1, #131b1d));
    --_accent: var(--relance-accent, light-dark(#0d5c63, #74cbd0));
    --_email: var(--relance-email, light-dark(#0d6e77, #5fc0c6));
    --_sms: var(--relance-sms, light-dark(#b45f06, #f0a955));
    --_task: var(--relance-task, light-dark(#5b4bb0, #a99bf0));
    --_bad: var(--relance-bad, light-dark(#a8261e, #ff8b82));
    --_warn: var(--relance-warn, light-dark(#5a4500, #ffe28a));
    --_warn-ground: var(--relance-warn-ground, light-dark(#fff3bf, #3b3208));
    color: var(--_text);
    font: 400 0.9375rem/1.5 var(--relance-font, system-ui, sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  .muted {
    color: var(--_muted);
  }
  .small {
    font-size: 0.8125rem;
  }
  .problem {
    color: var(--_bad);
    white-space: pre-line;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  input,
  textarea {
    width: 100%;
    padding: 8px 10px;
    border: 1px solid var(--_strong);
    border-radius: 6px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  button {
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--_strong);
    border-radius: 6px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.8125rem;
  }
  th,
  td {
    padding: 6px 8px;
    border-bottom: 1px solid var(--_line);
    text-align: start;
    font-variant-numeric: tabular-nums;
  }
  th {
    color: var(--_muted);
    font-weight: 550;
  }
  .scroll {
    overflow-x: auto;
  }
  summary {
    color: var(--_accent);
    cursor: pointer;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Emits `relance-change` with what it shows and `relance-error` with what went wrong. */
export abstract class RelanceElement extends LitElement {
  static override styles = [shared];

  /** Texts in place of the built-in ones. */
  @property({ attribute: false }) texts: Partial<Texts> = {};
  /** Where engine.wasm is, when it is not beside the script. */
  @property({ attribute: "engine-src" }) engineSource = "";

  /** The nearest language that the page declares. */
  protected get language(): string {
    return this.lang || this.closest<HTMLElement>("[lang]")?.lang || "en";
  }

  /** Numbers and dates of English are written as in Europe, where the product is used. */
  private get locale(): string {
    return this.language === "en" ? "en-GB" : this.language;
  }

  protected get t(): Texts {
    return { ...textsOf(this.language), ...this.texts };
  }

  protected async engine(): Promise<Engine> {
    return init(this.engineSource || undefined);
  }

  /** Runs what may fail; the failure becomes an event, never an exception in the page. */
  protected async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.tell("relance-error", error);
      return undefined;
    }
  }

  protected tell(name: "relance-change" | "relance-error", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected number(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  protected money(micros: number, currency: string): string {
    const format = new Intl.NumberFormat(this.locale, { style: "currency", currency });
    return format.format(micros / 1e6);
  }

  protected date(iso: string, zone: string, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale, { timeZone: zone, ...options }).format(
      new Date(iso),
    );
  }
}
