/** One rule on the board: what it does in words, when, for whom, and how it stands. */

import { html, nothing, type TemplateResult } from "lit";
import type { Automation, Problem, Step } from "@relance/preview";
import { t } from "../i18n/index.js";
import { icon, type IconName } from "../ui/icons.js";
import { ACTION_ICONS, actionLabel } from "../ui/words.js";
import { AT_FIRST, stageOf } from "./rule-model.js";
import { delayText, stepDetail, triggerText } from "./rule-words.js";
import { isOn, type SequenceProgress } from "./sequence-progress.js";
import { isStopped, stateBadge } from "./sequences.js";
import { testBadge } from "./step-variants.js";

export interface RuleCard {
  rule: Automation;
  /** Its condition in the text form; empty for everyone. */
  condition: string;
  progress?: SequenceProgress;
  /** Why it cannot act now. */
  health: Problem[];
  index: number;
  count: number;
  open: () => void;
  toggle: () => void;
  move?: (direction: "up" | "down") => void;
}

export function ruleCard(card: RuleCard): TemplateResult {
  const { rule, index } = card;
  const [first, ...rest] = rule.steps;
  return html`<div class="rule-head">
      <span class="step-icon">${icon(first ? ACTION_ICONS[first.action] : "question")}</span>
      <button class="rule-open" data-rule=${rule.id} aria-haspopup="dialog" @click=${card.open}>
        <strong>${rule.name || (first ? actionLabel(first.action) : t("rule-empty"))}</strong>
      </button>
    </div>
    <ul class="rule-steps">${rule.steps.map((step, at) => stepLine(step, rule, at > 0))}</ul>
    <ul class="rule-facts">
      ${rule.trigger ? fact("play", triggerText(rule.trigger, rule.module)) : nothing}
      ${first ? fact("clock", timeText(first, rest)) : nothing}
      ${card.condition ? fact("lists", html`<span class="mono break">${card.condition}</span>`) : nothing}
      ${stageOf(rule) ? fact(isAfterPrevious(rule) ? "down" : "branch", placeText(rule, index)) : nothing}
    </ul>
    <div class="row rule-foot">
      ${stateOf(rule, card.health)}
      ${card.progress ? counts(card.progress) : nothing}
    </div>
    ${card.health.map(({ message }) => html`<p class="small rule-health">${t("not-running-because", { reason: message })}</p>`)}
    <div class="row rule-buttons" role="group" aria-label=${t("rule-buttons", { name: rule.name })}>
      ${card.move
        ? html`${moveButton(card, "up", index === 0)} ${moveButton(card, "down", index === card.count - 1)}`
        : nothing}
      <button class="button small quiet grow-start" type="button" @click=${card.toggle}>
        ${isOn(rule) ? html`${icon("pause")}${t("switch-off")}` : html`${icon("play")}${t("switch-on")}`}
        <span class="visually-hidden">${rule.name}</span></button>
    </div>`;
}

function isAfterPrevious(rule: Automation): boolean {
  return (rule.placement ?? AT_FIRST).after === "previous";
}

function stepLine(step: Step, rule: Automation, isFurther: boolean): TemplateResult | typeof nothing {
  const detail = stepDetail(step, rule.module);
  if (!isFurther && !detail) return html`<li>${actionLabel(step.action)}</li>`;
  return html`<li>${actionLabel(step.action)} ${testBadge(step)}${detail ? html`<br /><span class="muted">${detail}</span>` : nothing}</li>`;
}

/** "after 6 months", and how long the further steps take. */
function timeText(first: Step, rest: Step[]): string {
  const own = first.delay.amount === 0 ? t("rule-at-once") : t("rule-after", { delay: delayText(first.delay) });
  const waits = rest.filter((step) => step.delay.amount > 0).map((step) => t("rule-then-after", { delay: delayText(step.delay) }));
  return [own, ...waits].join(", ");
}

function placeText(rule: Automation, index: number): string {
  if (!isAfterPrevious(rule) || index === 0) return t("placement-parallel");
  return t(rule.placement?.continue_anyway ? "placement-previous-anyway" : "placement-previous");
}

function fact(sign: IconName, text: unknown): TemplateResult {
  return html`<li>${icon(sign)}<span>${text}</span></li>`;
}

function stateOf(rule: Automation, health: Problem[]): TemplateResult {
  if (isStopped(rule)) return stateBadge(rule);
  if (isOn(rule) && health.length > 0) {
    return html`<span class="badge bad">${icon("warn")}${t("state-not-running")}</span>`;
  }
  const tone = isOn(rule) ? "good" : "";
  return html`<span class="badge ${tone}">${icon(isOn(rule) ? "play" : "pause")}${t(`rule-state-${rule.state}`)}</span>`;
}

function counts({ waiting, finished, left }: SequenceProgress): TemplateResult {
  const started = waiting + finished + left;
  return html`<span class="small muted">${t("rule-counts", { started, waiting })}</span>`;
}

function moveButton({ rule, move }: RuleCard, direction: "up" | "down", isLast: boolean): TemplateResult {
  return html`<button class="button icon small" type="button" ?disabled=${isLast} data-move=${direction}
    aria-label=${t(`rule-move-${direction}`, { name: rule.name })} @click=${() => move?.(direction)}>${icon(direction)}</button>`;
}
