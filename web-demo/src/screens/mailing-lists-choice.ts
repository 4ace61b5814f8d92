/**
 * Which mailing lists, one or several (S4.14).
 *
 * Until a mailing service is connected there is nothing to choose, and it says where to do it
 * (S4.3, S4.19).
 */

import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n/index.js";
import { note, Screen } from "../ui/screen.js";

/** Emits `lists-change` with the ids that are chosen. */
@customElement("mailing-lists-choice")
export class MailingListsChoice extends Screen {
  @property({ attribute: false }) chosen: string[] = [];

  protected override render() {
    return note("warn", html`${t("lists-no-integration")}
      <a href="#/settings">${t("lists-no-integration-link")}</a>`);
  }
}
