/**
 * A multiple choice of mailing lists with "Synchronise" (S4.14, S4.15), for the editor of any step.
 * `chosen` are the ids of the lists; a change is told by the event `lists-change`, its `detail` the ids.
 */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen } from "../ui/screen.js";
import { syncText } from "./integrations.js";

/** Why lists cannot be chosen (S4.3, S4.19), or `undefined`: the engine's word for it. */
export function listsMissing(): "integration_missing" | undefined {
  const service = app.setup.integrations?.find((one) => one.kind === "unisender");
  const isConnected = service?.state === "works" || service?.state === "problem";
  return isConnected ? undefined : "integration_missing";
}

/** The reason with the way to mend it. */
export function integrationNote(): TemplateResult {
  return note("warn", html`${t("lists-no-integration")}
    <a href="#/integrations">${t("integration-open")}</a>`);
}

@customElement("mailing-lists-choice")
export class MailingListsChoice extends Screen {
  @property({ attribute: false }) chosen: string[] = [];
  @state() synced = "";
  @state() isBusy = false;

  protected override render() {
    if (listsMissing()) return integrationNote();
    const lists = app.setup.lists ?? [];
    const chosen = new Set(this.chosen);
    const shown = lists.filter((list) => !list.is_gone || chosen.has(list.id));
    return html`<fieldset class="list-chooser stack">
      <legend>${t("lists-choose")}</legend>
      ${shown.length === 0 ? html`<p class="small muted">${t("lists-empty-help")}</p>` : nothing}
      ${shown.map(
        (list) => html`<label class="check">
          <input type="checkbox" .checked=${chosen.has(list.id)}
            @change=${(event: Event) => this.choose(list.id, (event.target as HTMLInputElement).checked)} />
          <span>${list.title}${list.is_gone ? html` <span class="badge bad">${t("list-is-gone")}</span>` : nothing}</span>
        </label>`,
      )}
      <div class="row">
        <button type="button" class="button small" ?disabled=${this.isBusy} @click=${this.sync}>
          ${icon("refresh")}${t("lists-sync")}</button>
        <span class="small muted" role="status">${this.synced}</span>
      </div>
    </fieldset>`;
  }

  private choose(id: string, isChosen: boolean): void {
    const rest = this.chosen.filter((other) => other !== id);
    this.chosen = isChosen ? [...rest, id] : rest;
    this.dispatchEvent(new CustomEvent("lists-change", { detail: this.chosen }));
  }

  private sync = async (): Promise<void> => {
    this.isBusy = true;
    const result = await app.attempt(() => app.backend.outside!.syncLists());
    this.isBusy = false;
    if (!result) return;
    this.synced = syncText(result);
    await app.reloadSetup();
  };
}
