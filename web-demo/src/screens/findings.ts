/** What an automation would do that nobody means, told before it is switched on (B11, D14). */

import { html, nothing, type TemplateResult } from "lit";
import type { Findings } from "@relance/preview";
import { t } from "../i18n/index.js";
import { note } from "../ui/screen.js";
import { actionLabel } from "../ui/words.js";

export function findingNotes({ loop, lost_steps }: Partial<Findings>): TemplateResult {
  return html`${loop ? loopNote(loop) : nothing} ${lost_steps ? lostNote(lost_steps) : nothing}`;
}

/** Automations that start one another: the loop guard stops them, but nobody means that. */
function loopNote(links: NonNullable<Findings["loop"]>): TemplateResult {
  return note("warn", html`<strong>${t("loop-found")}</strong>
    <ol>${links.map(({ name, action }) => html`<li>${t("loop-link", { name, action: actionLabel(action) })}</li>`)}</ol>
    ${t("loop-explained")}`);
}

/** A rule that leaves its own stage ends there. */
function lostNote({ by, steps }: NonNullable<Findings["lost_steps"]>): TemplateResult {
  return note("warn", html`<strong>${t("lost-steps-found", { position: by.position, action: actionLabel(by.action) })}</strong>
    <ul>${steps.map(({ position, action }) => html`<li>${t("lost-step", { position, action: actionLabel(action) })}</li>`)}</ul>
    ${t("lost-steps-explained")}`);
}
