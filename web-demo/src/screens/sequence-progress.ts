/** Whether an automation is on, and where records stand in it: how many wait before each step, finished, or left. */

import type { Automation, Standing } from "@relance/preview";

/** Whether an automation runs, or begins to. */
export function isOn({ state }: Automation): boolean {
  return state === "active" || state === "activating";
}

export interface StepProgress {
  waiting: number;
  /** The earliest instant at which one of them is due. */
  next: string | null;
}

export interface SequenceProgress {
  waiting: number;
  finished: number;
  left: number;
  steps: Map<string, StepProgress>;
}

/** Sums the standings of one automation. */
export function progressOf(automation: string, standings: Standing[]): SequenceProgress {
  const progress: SequenceProgress = { waiting: 0, finished: 0, left: 0, steps: new Map() };
  for (const { automation: other, enrollment } of standings) {
    if (other !== automation || !enrollment) continue;
    if (enrollment.state === "finished") progress.finished++;
    else if (enrollment.state === "exited") progress.left++;
    else addWaiting(progress, enrollment.step ?? "", enrollment.due_at);
  }
  return progress;
}

function addWaiting(progress: SequenceProgress, step: string, due: string | null): void {
  progress.waiting++;
  const before = progress.steps.get(step) ?? { waiting: 0, next: null };
  const next = [before.next, due].filter((at) => at !== null).sort()[0] ?? null;
  progress.steps.set(step, { waiting: before.waiting + 1, next });
}
