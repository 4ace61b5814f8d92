/** The base of every screen: drawn into the page itself, drawn again when the state changes. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { WatchApp } from "../app-state.js";
import { icon, type IconName } from "./icons.js";

export class Screen extends LitElement {
  readonly watch = new WatchApp(this);

  /** No shadow root: one style sheet, labels that reach their fields, one document to test. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A short id for a thing that a person makes. */
export function randomId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  const text = Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
  return `${prefix}_${Date.now().toString(36)}${text}`;
}

/** Text beside an icon in a coloured frame. */
export function note(
  tone: "warn" | "bad" | "good" | "info",
  content: unknown,
  sign: IconName = tone === "good" ? "check" : tone === "info" ? "info" : "warn",
): TemplateResult {
  return html`<div class="note ${tone}">${icon(sign)}<div class="grow">${content}</div></div>`;
}

/** What a list shows when there is nothing in it. */
export function empty(title: string, text: string, action: unknown = nothing): TemplateResult {
  return html`<div class="empty">
    <h2>${title}</h2>
    <p>${text}</p>
    ${action}
  </div>`;
}

/** Goes to a screen. */
export function go(hash: string): void {
  location.hash = hash;
}

/**
 * Goes to a screen once something is done that was begun at the address `from`. Who has gone elsewhere
 * meanwhile stays there.
 */
export function goOn(from: string, hash: string): void {
  if (location.hash === from) go(hash);
}

/** What stands in the field that an event is of. */
export function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

/** Gives the person a file. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Calls at most once per pause; the last call wins. */
export function debounce(pause_ms: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, pause_ms);
  };
}

/** Keeps only the answer to the last question asked. */
export class Latest {
  #turn = 0;

  async of<T>(work: Promise<T>): Promise<T | undefined> {
    const turn = ++this.#turn;
    try {
      const value = await work;
      return turn === this.#turn ? value : undefined;
    } catch (error) {
      if (turn === this.#turn) throw error;
      return undefined;
    }
  }
}
