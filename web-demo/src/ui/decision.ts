/** The frame of a dialog that shows what something would do, and takes the confirmation of exactly that. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/index.js";
import { icon, type IconName } from "./icons.js";
import { note } from "./screen.js";

export interface Decision {
  /** Its heading's id and text. */
  id: string;
  title: string;
  /** What would happen; absent while it is counted. */
  shown?: TemplateResult;
  error: string;
  button: { text: string; icon: IconName; tone: "primary" | "danger"; isOff: boolean };
  onSubmit: (event: Event) => void;
  onClose: () => void;
}

export function decision(one: Decision): TemplateResult {
  const cancel = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog aria-labelledby=${one.id} @close=${one.onClose}>
    <form method="dialog" @submit=${one.onSubmit}>
      <h1 id=${one.id}>${one.title}</h1>
      <div class="stack" aria-live="polite">${one.shown ?? waiting(one.error)}</div>
      ${one.error
        ? html`<div role="alert">${note("bad", html`<span class="lines">${one.error}</span>`)}</div>`
        : nothing}
      <div class="row end">
        <button class="button" type="button" @click=${cancel}>${t("cancel")}</button>
        <button class="button ${one.button.tone}" ?disabled=${one.button.isOff}>
          ${icon(one.button.icon)}${one.button.text}</button>
      </div>
    </form>
  </dialog>`;
}

/** While it is counted; nothing once that failed. */
export function waiting(error: string): TemplateResult | typeof nothing {
  if (error) return nothing;
  return html`<p class="muted">${t("counting")}</p><progress aria-label=${t("counting")}></progress>`;
}
