/** A line of text into which fields of the record may be inserted (S3.7, S3.11, S3.17). */

import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n/index.js";
import { Screen } from "./screen.js";

export interface FieldGroup {
  label: string;
  paths: { path: string; label: string }[];
}

/** Emits `text-change` with the whole text. */
@customElement("text-with-fields")
export class TextWithFields extends Screen {
  @property() value = "";
  @property({ attribute: "input-id" }) inputId = "";
  @property() placeholder = "";
  @property({ attribute: false }) groups: FieldGroup[] = [];

  protected override render() {
    return html`<input id=${this.inputId} .value=${this.value} placeholder=${this.placeholder} maxlength="500"
        @change=${(event: Event) => this.tell((event.target as HTMLInputElement).value)} />
      <select class="insert-field" aria-label=${t("insert-field")} @change=${this.insert}>
        <option value="" selected>${t("insert-field")}</option>
        ${this.groups.map(
          (group) => html`<optgroup label=${group.label}>
            ${group.paths.map(({ path, label }) => html`<option value=${path}>${label}</option>`)}
          </optgroup>`,
        )}
      </select>`;
  }

  private insert = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const input = this.querySelector("input")!;
    const start = input.selectionStart ?? input.value.length;
    input.setRangeText(`{{ ${select.value} }}`, start, input.selectionEnd ?? start, "end");
    select.value = "";
    this.tell(input.value);
    input.focus();
  };

  private tell(text: string): void {
    this.dispatchEvent(new CustomEvent("text-change", { detail: text, bubbles: true }));
  }
}
