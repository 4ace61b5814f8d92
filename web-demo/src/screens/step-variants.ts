/**
 * The template of a step that writes to a contact, or the variants of its A/B test (E5): drawn into the
 * step's card, told to it by calls.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Problem, Step, Template } from "@relance/preview";
import { number, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { valueOf } from "../ui/screen.js";
import { fieldProblem } from "./step-field.js";
import { problemsAt } from "./step-model.js";
import { isTested, VARIANTS_MAX, variantsOf, type Variant, withoutVariant } from "./variant-model.js";

export interface VariantsField {
  step: Step;
  /** Templates of the right kind, of the automation's module. */
  fitting: Template[];
  problems: Problem[];
  change: (change: Pick<Step, "template" | "variants">) => void;
  /** Told with the letter of what was removed, and what the step was before. */
  removed: (letter: string, before: Pick<Step, "template" | "variants">) => void;
}

/** The id of the control that names a variant's template. */
export const variantId = (step: Step, place: number): string =>
  place === 0 ? `template-of-${step.id}` : `variant-${place}-of-${step.id}`;

/** Says of a step in a list that it tests. */
export function testBadge(step: Pick<Step, "variants"> | undefined): TemplateResult | typeof nothing {
  return step && isTested(step) ? html`<span class="badge accent" title=${t("variants-title")}>${t("variants-short")}</span>` : nothing;
}

/** The quiet way into a test. */
export function addVariantButton(step: Step, add: () => void): TemplateResult | typeof nothing {
  const count = variantsOf(step).length;
  if (count >= VARIANTS_MAX) return nothing;
  return html`<button class="button small quiet add-variant" type="button" @click=${add}>
    ${icon("add")}${t(count === 1 ? "variant-add-first" : "variant-add")}</button>`;
}

export function variantsField(field: VariantsField, add: () => void): TemplateResult {
  const { step, problems } = field;
  const variants = variantsOf(step);
  // Of all of them together; those of one stand beside it.
  const ofAll = problems.filter(({ at }) => at === "variants");
  return html`<fieldset class="field full variants" aria-describedby="variants-help-${step.id}">
    <legend class="label">${t("variants-title")}</legend>
    <ol>${variants.map((variant, place) => row(field, variants, variant, place))}</ol>
    ${fieldProblem(ofAll, "variants")}
    <p class="small muted" id="variants-help-${step.id}">${t("variants-help")}</p>
    <div>${addVariantButton(step, add)}</div>
  </fieldset>`;
}

function row(field: VariantsField, variants: Variant[], { letter, template, share }: Variant, place: number): TemplateResult {
  const { step, problems } = field;
  const own = place === 0 ? problems : problemsAt(problems, `variants[${place - 1}]`);
  const id = variantId(step, place);
  const remove = () => {
    const before = { template: step.template ?? null, variants: step.variants ?? [] };
    field.change(withoutVariant(step, place));
    field.removed(letter, before);
  };
  return html`<li data-variant=${letter}>
    <label class="variant-letter" for=${id}><span aria-hidden="true">${letter}</span>
      <span class="visually-hidden">${t("variant-template", { letter })}</span></label>
    ${templateSelect(field, variants, place, id)}
    <div class="variant-share">${place === 0 ? rest(share) : shareInput(step, { letter, share, place }, field.change)}</div>
    <button class="button icon small quiet" type="button" aria-label=${t("variant-remove", { letter })}
      @click=${remove}>${icon("remove")}</button>
    <div class="variant-notes small">
      ${template ? html`<a href="#/templates/${template}">${t("template-open")}</a>` : nothing}
      ${fieldProblem(own, "template")}
      ${place === 0 ? nothing : html`${fieldProblem(own, "share")} ${fieldProblem(own.filter(({ at }) => at === ""), "")}`}
    </div>
  </li>`;
}

function templateSelect({ step, fitting, change }: VariantsField, variants: Variant[], place: number, id: string) {
  const chosen = variants[place]?.template ?? "";
  const isElsewhere = (template: string) => variants.some((one, at) => at !== place && one.template === template);
  // Rows move up when one is removed, so what is selected is set, not only written.
  return html`<select id=${id} aria-invalid=${chosen ? "false" : "true"} @change=${(event: Event) => {
    const template = valueOf(event);
    change(place === 0 ? { template, variants: step.variants ?? [] } : withAt(step, place, { template }));
  }}>
    <option value="" .selected=${!chosen}>${t("template-choose")}</option>
    ${fitting.map((one) => html`<option value=${one.id} .selected=${one.id === chosen}
      ?disabled=${isElsewhere(one.id)}>${one.name}</option>`)}
  </select>`;
}

/** What the others leave to A. */
function rest(share: number): TemplateResult {
  return html`<output class="number ${share < 1 ? "nothing-left" : ""}" title=${t("variant-rest-help")}>
    <span class="visually-hidden">${t("variant-share", { letter: "A" })}: </span>${number(share)}</output>
    <span class="muted" aria-hidden="true">%</span>`;
}

function shareInput(
  step: Step,
  { letter, share, place }: Pick<Variant, "letter" | "share"> & { place: number },
  change: VariantsField["change"],
): TemplateResult {
  return html`<input type="number" inputmode="numeric" min="1" max="99" required .value=${String(share)}
      aria-label=${t("variant-share", { letter })} @change=${(event: Event) => {
        const given = Math.min(99, Math.max(1, Math.round(Number(valueOf(event))) || 1));
        (event.target as HTMLInputElement).value = String(given);
        change(withAt(step, place, { share: given }));
      }} />
    <span class="muted" aria-hidden="true">%</span>`;
}

function withAt({ template, variants = [] }: Step, place: number, change: { template?: string; share?: number }) {
  const changed = variants.map((one, at) => (at === place - 1 ? { ...one, ...change } : one));
  return { template: template ?? null, variants: changed };
}
