/**
 * Variants of a step's message (A/B test, E5) as an editor moves them: letters, shares, who is added and
 * removed. Who gets which, and whether the shares are right, the engine says.
 */

import type { Automation, LogEntry, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";

const LETTERS = ["A", "B", "C", "D"] as const;
export const VARIANTS_MAX = LETTERS.length;

/** One content of a message; A is the step's own template. */
export interface Variant {
  letter: string;
  template: string;
  /** Percent; of A what the others leave, which may be nothing while somebody types. */
  share: number;
}

type Test = Pick<Step, "template" | "variants">;

/** The letter of a place from 0. */
export function letterAt(place: number): string {
  return LETTERS[place] ?? String(place + 1);
}

export function isTested({ variants = [] }: Pick<Step, "variants">): boolean {
  return variants.length > 0;
}

/** All variants of a step, A first. */
export function variantsOf({ template, variants = [] }: Test): Variant[] {
  const rest = 100 - variants.reduce((sum, { share }) => sum + share, 0);
  const all = [{ template: template ?? "", share: rest }, ...variants];
  return all.map((one, place) => ({ ...one, letter: letterAt(place) }));
}

/** The step with one more: evenly, unless somebody has set shares; then A gives half of its own. */
export function withVariant(step: Test): Test {
  const before = variantsOf(step);
  const isEven = isEvenly(before);
  const given = Math.max(1, Math.floor((before[0]?.share ?? 0) / 2));
  const all = [...before.map(({ template }) => template), ""];
  return testOf(all, isEven ? evenShares(all.length) : [...before.slice(1).map(({ share }) => share), given]);
}

/** The step without the variant at this place; what it had goes to A, or to all where all were even. */
export function withoutVariant(step: Test, place: number): Test {
  const before = variantsOf(step);
  const left = before.filter((_, at) => at !== place);
  const shares = isEvenly(before) ? evenShares(left.length) : left.slice(1).map(({ share }) => share);
  return testOf(left.map(({ template }) => template), shares);
}

/** The step as it is when only this template stays. */
export function keptAlone(step: Step, template: string): Step {
  return { ...step, template, variants: [] };
}

/** Shares of B and the next, A taking the rest: 50; 33, 33; 25, 25, 25. */
function evenShares(count: number): number[] {
  return Array.from({ length: count - 1 }, () => Math.floor(100 / count));
}

function isEvenly(variants: Variant[]): boolean {
  return evenShares(variants.length).every((share, at) => variants[at + 1]?.share === share);
}

function testOf([first = "", ...others]: string[], shares: number[]): Test {
  return { template: first, variants: others.map((template, at) => ({ template, share: shares[at] ?? 1 })) };
}

export function templateName(id: string): string {
  return app.setup.templates.find((one) => one.id === id)?.name ?? id;
}

/** The letter of a template in the test of a step; empty when it is in none. */
export function letterOf(step: Step | undefined, template: string): string {
  if (!step || !isTested(step)) return "";
  return variantsOf(step).find((one) => one.template === template)?.letter ?? "";
}

/** Which variant a decision is about: its letter while it is in the test, and its template's name. */
export function variantText({ step, variant }: Pick<LogEntry, "step" | "variant">, automation?: Automation): string {
  if (!variant) return "";
  const letter = letterOf(automation?.steps.find((one) => one.id === step), variant);
  const name = templateName(variant);
  return letter ? t("variant-named", { letter, name }) : t("variant-named-gone", { name });
}
