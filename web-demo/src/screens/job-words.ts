/** A recurring job's schedule as a person says it; what it means is the engine's. */

import type { CronDescription, NextSlots, Schedule } from "@relance/preview";
import { app } from "../app-state.js";
import { currentZone, instant, t } from "../i18n/index.js";

/** The coming runs of a schedule, from now on. */
export function nextRuns(schedule: Schedule, count = 5): Promise<NextSlots> {
  return app.engine.ask("nextSlots", { schedule, zone: currentZone(), after: app.now, count });
}

/** `every 2 weeks`, `Mon, Fri at 09:00`; an expression that says more is shown as it is. */
export function scheduleWords(description: NextSlots["description"]): string {
  if ("every" in description) {
    return t(`every-${description.unit}`, { count: description.every });
  }
  const plain = "minutes" in description ? plainCron(description) : null;
  return plain ?? t("rhythm-cron", { cron: description.cron });
}

function plainCron(cron: CronDescription): string | null {
  const { minutes, hours, days, months, weekdays } = cron;
  if (cron.has_more || months || minutes?.length !== 1 || hours?.length !== 1) return null;
  const two = (number: number) => String(number).padStart(2, "0");
  const time = `${two(hours[0]!)}:${two(minutes[0]!)}`;
  if (days && weekdays) return null;
  if (weekdays) {
    return t("rhythm-weekdays", { days: weekdays.map((day) => t(`weekday-${day}`)).join(", "), time });
  }
  if (days) return t("rhythm-days", { days: days.join(", "), time });
  return t("rhythm-daily", { time });
}

/** A run, as the list and the editor tell of it. */
export function runWords(run: { slot: string; missed_since: string | null; records: number }): string {
  const words = t("job-last", { at: instant(run.slot), records: run.records });
  return run.missed_since ? `${words} ${t("job-missed", { at: instant(run.missed_since) })}` : words;
}
