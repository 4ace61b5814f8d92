/** Tasks that sequences gave to colleagues. */

import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { TaskRow } from "../backend/backend.js";
import { instant, t } from "../i18n/index.js";
import { empty, Screen } from "../ui/screen.js";
import { automationName, userName } from "../ui/words.js";

@customElement("screen-tasks")
export class TasksScreen extends Screen {
  @state() tasks?: TaskRow[];
  private loadedFor = "";

  protected override willUpdate(): void {
    if (this.loadedFor === app.now) return;
    this.loadedFor = app.now;
    void app.attempt(async () => {
      this.tasks = await app.backend.tasks();
    });
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head"><h1>${t("nav-tasks")}</h1></div>
      <div class="card flush">
        ${!this.tasks
          ? html`<p class="muted padded">${t("starting")}</p>`
          : this.tasks.length === 0
            ? empty(t("tasks-empty"), t("tasks-empty-help"))
            : this.table(this.tasks)}
      </div>
    </div>`;
  }

  private table(tasks: TaskRow[]) {
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t("nav-tasks")}>
      <table>
        <thead><tr>
          <th scope="col">${t("task-title")}</th>
          <th scope="col">${t("task-user")}</th>
          <th scope="col">${t("task-created")}</th>
          <th scope="col">${t("task-by")}</th>
        </tr></thead>
        <tbody>
          ${tasks.map(
            (task) => html`<tr>
              <td><strong>${task.title}</strong><p class="small muted lines">${task.description ?? ""}</p></td>
              <td>${userName(task.user)}</td>
              <td class="nowrap when">${instant(task.created)}</td>
              <td>${task.automation ? automationName(task.automation) : ""}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
