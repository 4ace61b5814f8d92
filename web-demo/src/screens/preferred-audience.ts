/** What a person ticked when a sequence was made ("only new customers", S2.10): the dialog's first choice. */

import type { Audience, Automation } from "@relance/preview";

const KEY = "relance.audience.";

export function preferAudience(automation: string, audience: Audience): void {
  sessionStorage.setItem(KEY + automation, audience);
}

/** D12: a view's button means "created after", the page by view or status "entering after". */
export function preferredAudience(automation: Automation): Audience {
  const ticked = sessionStorage.getItem(KEY + automation.id) as Audience | null;
  if (ticked) return ticked;
  return automation.delay_base === "previous_action"
    ? "created_after_activation"
    : "entering_after_activation";
}
