/** What is edited beside an automation that runs, and the way to publish it (D29). */

import { html, nothing, type TemplateResult } from "lit";
import type { Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { unpublishedOf } from "../backend/changing.js";
import { t } from "../i18n/index.js";
import { note } from "../ui/screen.js";
import { isOn } from "./sequence-progress.js";
import "./change-dialog.js";

export interface DraftBar {
  automation: Automation;
  /** Whether something is not saved yet: that would not be published. */
  isDirty: boolean;
  publish: () => void;
  /** The draft is gone; what runs is shown again. */
  discarded: () => void;
}

/** Whether changes of it are kept as a draft beside what runs; elsewhere it is switched off for them. */
export function isEditedBeside(automation: Automation): boolean {
  return isOn(automation) && app.backend.changing !== undefined;
}

/** What is edited: of an automation that runs, the draft beside it. */
export function editedOf<A extends Automation>(automation: A): A {
  const { draft } = unpublishedOf(automation) ?? {};
  const { state, activation } = automation;
  return structuredClone(draft ? ({ ...draft, state, activation } as A) : automation);
}

export function draftBar(bar: DraftBar): TemplateResult | typeof nothing {
  const { automation } = bar;
  if (!isEditedBeside(automation)) return nothing;
  const unpublished = unpublishedOf(automation);
  if (!unpublished) return note("info", t("draft-none"));
  const names = unpublished.changed_templates.map((id) => app.setup.templates.find((one) => one.id === id)?.name ?? id);
  return note("warn", html`<div class="row">
      <span class="grow">${unpublished.draft ? t("draft-beside") : nothing}
        ${names.length > 0 ? t("draft-templates", { names: names.join(", ") }) : nothing}</span>
      ${unpublished.draft
        ? html`<button class="button small" type="button" @click=${() => void discard(bar)}>${t("draft-discard")}</button>`
        : nothing}
      <button class="button small primary" type="button" title=${bar.isDirty ? t("save-first") : ""}
        ?disabled=${bar.isDirty || automation.state === "activating"} @click=${bar.publish}>${t("draft-publish")}</button>
    </div>`, "edit");
}

/** The window that shows what publishing does, and does it. */
export function publishDialog(automation: Automation, closed: () => void, published = () => {}): TemplateResult {
  return html`<change-dialog heading=${t("draft-publish-title", { name: automation.name })}
    .change=${app.backend.changing!.automation(automation.id)} @changed=${published}
    @close-dialog=${(event: Event) => {
      // It may stand within another window, which does not close with it.
      event.stopPropagation();
      closed();
    }}></change-dialog>`;
}

async function discard({ automation, discarded }: DraftBar): Promise<void> {
  const done = await app.attempt(async () => {
    await app.backend.changing!.discard(automation.id);
    discarded();
    await app.reloadSetup();
    return true;
  });
  if (done) app.toast(t("draft-discarded"));
}
