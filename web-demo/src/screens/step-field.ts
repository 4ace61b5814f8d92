/** A labelled field of a step or a rule, with what is wrong with it beneath. */

import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "@relance/preview";

export interface LabelledField {
  /** Of the control. */
  id: string;
  label: string;
  control: unknown;
  wide?: boolean;
  problem?: TemplateResult | typeof nothing;
}

export function field({ id, label, control, wide, problem }: LabelledField): TemplateResult {
  return html`<div class="field ${wide ? "wide" : ""}">
    <label for=${id}>${label}</label>
    ${control} ${problem ?? nothing}
  </div>`;
}

/** What the engine says against one member, beside it. */
export function fieldProblem(problems: Problem[], member: string): TemplateResult | typeof nothing {
  const own = problems.filter(
    ({ at }) => at === member || at.startsWith(`${member}.`) || at.startsWith(`${member}[`),
  );
  if (own.length === 0) return nothing;
  return html`<ul class="field-problem" role="alert">
    ${own.map(({ message, help }) => html`<li>${message}${help ? html` <span>${help}</span>` : nothing}</li>`)}
  </ul>`;
}
