/** What became known of one message, as a line of badges: delivered, opened by a machine, came back. */

import { html, nothing, type TemplateResult } from "lit";
import type { Fact } from "../backend/results.js";
import { instant, t } from "../i18n/index.js";
import { icon, type IconName } from "../ui/icons.js";

const SIGNS: Record<Fact["kind"], IconName> = {
  delivered: "check",
  bounced: "warn",
  complained: "warn",
  opened: "mailbox",
  clicked: "forward",
  replied: "user",
  unsubscribed: "close",
};
const TONES: Partial<Record<Fact["kind"], string>> = {
  delivered: "good",
  opened: "good",
  clicked: "good",
  replied: "good",
  bounced: "bad",
  complained: "bad",
  unsubscribed: "warn",
};

/** The facts of a message; nothing when none is known. */
export function factLine(facts: Fact[] | undefined): TemplateResult | typeof nothing {
  if (!facts || facts.length === 0) return nothing;
  return html`<ul class="facts" aria-label=${t("facts")}>
    ${facts.map((fact) => html`<li class="badge ${fact.is_automatic ? "" : (TONES[fact.kind] ?? "")}" title=${fact.about ?? nothing}>
      ${icon(SIGNS[fact.kind])}${words(fact)} <time class="number" datetime=${fact.at}>${instant(fact.at)}</time></li>`)}
  </ul>`;
}

/** Who looked is said with it: a machine's opening is no reading. */
function words({ kind, is_automatic, detail }: Fact): string {
  if (is_automatic) return t(`fact-${kind}-automatic`, { why: t(`looker-${(detail ?? "machine").replaceAll("_", "-")}`) });
  if (detail === "persons_proxy") return t("fact-opened-proxy");
  if (kind === "bounced") return t(detail === "hard" ? "fact-bounced-hard" : "fact-bounced-soft");
  return t(`result-${kind}`);
}
