/**
 * What the variants of a step came to, side by side (E5): one scale per figure, so that bars compare. What
 * the difference means the engine says; nothing is reckoned here but parts of what was sent.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Step } from "@relance/preview";
import type { Comparison, Figures, StepFigures, VariantFigures } from "../backend/results.js";
import { micros, number, t } from "../i18n/index.js";
import { note } from "../ui/screen.js";
import { isTested, letterAt, templateName } from "./variant-model.js";

/** What may come of a message, in the order in which it counts. */
const OUTCOMES = ["goal_reached", "clicked", "replied", "unsubscribed"] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface VariantResults {
  figures: StepFigures;
  /** The step as it is edited: in the draft beside what runs, where there is one. */
  edited: Step | undefined;
  keep: (template: string) => void;
  /** Why nothing can be kept now; empty when it can. */
  hindrance: string;
}

export function variantResults(results: VariantResults): TemplateResult | typeof nothing {
  const { variants = [], comparison } = results.figures;
  if (variants.length === 0) return nothing;
  const inTest = variants.filter(({ place }) => place !== null);
  const gone = variants.filter(({ place }) => place === null);
  const isRunning = inTest.length > 1;
  return html`<section class="variant-results" aria-label=${t("variants-title")}>
    <h4>${t("variants-title")}</h4>
    ${isRunning
      ? html`${comparison ? verdict(comparison, inTest) : nothing}
          <ul class="variant-list">${inTest.map((one) => named(one, results))}</ul>
          ${results.hindrance ? html`<p class="small muted">${results.hindrance}</p>` : nothing}
          <dl class="bars">${shownFigures(inTest, comparison).map((what) => group(what, inTest))} ${spent(inTest)}</dl>`
      : nothing}
    ${gone.length > 0 || !isRunning ? former(isRunning ? gone : variants, comparison) : nothing}
  </section>`;
}

/** A variant as the table names it: `B · Short`. */
export function variantName({ place, template }: VariantFigures): string {
  const name = templateName(template);
  return place === null ? `${name} (${t("variant-gone")})` : `${letterAt(place - 1)} · ${name}`;
}

function letterOf(variants: VariantFigures[], template: string | null): string {
  const place = variants.find((one) => one.template === template)?.place;
  return place ? letterAt(place - 1) : "";
}

/** What the engine decided, in words. */
function verdict({ verdict: found, measure, leader, needs }: Comparison, variants: VariantFigures[]): TemplateResult {
  const letter = letterOf(variants, leader);
  const text = t(`variants-${found}`, { letter, measure, ...needs });
  return html`<div role="status" data-verdict=${found}>${note(found === "leads" ? "good" : "info", text)}</div>`;
}

function named(figures: VariantFigures, results: VariantResults): TemplateResult {
  const { template, place, share } = figures;
  const { edited, hindrance, keep } = results;
  const letter = place ? letterAt(place - 1) : "";
  const leads = results.figures.comparison?.leader === template;
  const isOffered = edited && isTested(edited);
  const isKept = edited && !isOffered && edited.template === template;
  return html`<li data-variant=${letter}>
    <span class="variant-letter" aria-hidden="true">${letter}</span>
    <span><span class="visually-hidden">${t("variant-letter", { letter })}: </span>${templateName(template)}
      <span class="muted small number">${number((share ?? 0) / 100, { style: "percent" })}</span></span>
    ${isKept ? html`<span class="badge warn">${t("variant-kept-draft")}</span>` : nothing}
    ${isOffered
      ? html`<button class="button small ${leads ? "primary" : ""}" type="button" ?disabled=${hindrance !== ""}
          @click=${() => keep(template)}>${t("variant-keep")}<span class="visually-hidden"> ${letter}</span></button>`
      : nothing}
  </li>`;
}

/** The measure always and first, the others where there is any. */
function shownFigures(variants: VariantFigures[], comparison: Comparison | null): ("sent" | Outcome)[] {
  const measure = comparison?.measure;
  const others = OUTCOMES.filter((what) => what !== measure && variants.some((one) => one[what] > 0));
  return ["sent", ...(measure ? [measure] : []), ...others];
}

/** What a figure is called. */
export function figureLabel(what: string): string {
  return t(what === "goal_reached" ? "results-goal" : `result-${what}`);
}

/** A part of what was sent. */
const partOf = (value: number, { sent }: Figures): number => (sent > 0 ? value / sent : 0);

/** One figure of all variants: of what was sent the numbers, of all else the parts on one scale. */
function group(what: "sent" | Outcome, variants: VariantFigures[]): TemplateResult {
  const lengths = variants.map((one) => (what === "sent" ? one.sent : partOf(one[what], one)));
  const longest = Math.max(...lengths);
  return html`<div class="bar-row variant-bars" data-tone=${what === "unsubscribed" ? "end" : what}>
    <dt>${figureLabel(what)}</dt>
    ${variants.map((one, at) => {
      const letter = letterAt((one.place ?? 1) - 1);
      const length = longest > 0 ? (lengths[at] ?? 0) / longest : 0;
      return html`<dd data-variant=${letter}><span class="number"><span class="visually-hidden">${t("variant-letter", { letter })}:</span>
          <span aria-hidden="true">${letter}</span></span>
        <span class="bar" aria-hidden="true"><span .style=${`inline-size: ${(length * 100).toFixed(1)}%`}></span></span>
        <span class="number">${number(one[what])}</span>
        <span class="number muted small">${what === "sent" ? "" : percent(partOf(one[what], one))}</span></dd>`;
    })}
  </div>`;
}

function percent(part: number): string {
  return number(part, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function spent(variants: VariantFigures[]): TemplateResult | typeof nothing {
  if (variants.every((one) => one.spent.length === 0)) return nothing;
  return html`<div class="bar-row variant-bars"><dt>${t("results-spent")}</dt>
    ${variants.map((one) => {
      const letter = letterAt((one.place ?? 1) - 1);
      return html`<dd class="variant-money" data-variant=${letter}><span class="number">${letter}</span>
        <span class="number">${moneyOf(one)}</span></dd>`;
    })}</div>`;
}

/** Those that are in the test no more, each in one line. */
function former(variants: VariantFigures[], comparison: Comparison | null): TemplateResult {
  const line = (one: VariantFigures) => [
    `${t("result-sent")} ${number(one.sent)}`,
    ...shownFigures([one], comparison)
      .slice(1)
      .map((what) => `${figureLabel(what)} ${number(one[what])} (${percent(partOf(one[what], one))})`),
    ...(one.spent.length > 0 ? [moneyOf(one)] : []),
  ];
  return html`<ul class="small muted plain" data-former>
    ${variants.map((one) => html`<li>${templateName(one.template)}
      ${one.place === null ? html`(${t("variant-gone")})` : nothing}: <span class="number">${line(one).join(" · ")}</span></li>`)}
  </ul>`;
}

export function moneyOf(figures: Figures): string {
  return figures.spent.map(({ currency, micros: amount }) => micros(amount, currency)).join(", ") || "–";
}
