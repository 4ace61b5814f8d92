/** The frame: navigation, the account's clock, messages, and the screen that the address names. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app, errorText } from "./app-state.js";
import { HttpBackend } from "./backend/http.js";
import { currentLanguage, LANGUAGES, number, setLanguage, t, type Language } from "./i18n/index.js";
import { icon, type IconName } from "./ui/icons.js";
import { note, Screen } from "./ui/screen.js";
import "./screens/pause-bar.js";
import "./ui/clock-bar.js";

interface Place {
  path: string;
  label: string;
  icon: IconName;
  draw: (rest: string[], query: URLSearchParams) => TemplateResult;
  load: () => Promise<unknown>;
}

/** Above this the count beside the bell says only that there are more. */
const UNSEEN_SHOWN = 99;

const PLACES: Place[] = [
  {
    path: "records",
    label: "nav-records",
    icon: "records",
    load: () => import("./screens/records.js"),
    draw: (rest, query) =>
      html`<screen-records .module=${rest[0] ?? ""} .view=${query.get("view") ?? ""}></screen-records>`,
  },
  {
    path: "templates",
    label: "nav-templates",
    icon: "template",
    load: () => import("./screens/templates.js"),
    draw: (rest) => html`<screen-templates .selected=${rest[0] ?? ""}></screen-templates>`,
  },
  {
    path: "automations",
    label: "nav-automations",
    icon: "play",
    load: () => import("./screens/automations.js"),
    draw: (_, query) => html`<screen-automations .query=${query}></screen-automations>`,
  },
  {
    path: "sequences",
    label: "nav-sequences-short",
    icon: "sequence",
    load: () => import("./screens/sequences.js"),
    draw: (rest, query) =>
      html`<screen-sequences .selected=${rest[0] ?? ""} .query=${query}></screen-sequences>`,
  },
  {
    path: "campaigns",
    label: "campaigns",
    icon: "mailbox",
    load: () => import("./screens/campaigns.js"),
    draw: (rest) => html`<screen-campaigns .selected=${rest[0] ?? ""}></screen-campaigns>`,
  },
  {
    path: "board",
    label: "nav-board-short",
    icon: "board",
    load: () => import("./screens/board.js"),
    draw: (rest, query) =>
      html`<screen-board .module=${rest[0] ?? ""} .pipeline=${rest[1] ?? ""} .query=${query}></screen-board>`,
  },
  {
    path: "jobs",
    label: "nav-jobs",
    icon: "refresh",
    load: () => import("./screens/jobs.js"),
    draw: (rest) => html`<screen-jobs .selected=${rest[0] ?? ""}></screen-jobs>`,
  },
  {
    path: "plan",
    label: "nav-plan",
    icon: "plan",
    load: () => import("./screens/plan.js"),
    draw: (_, query) => html`<screen-plan .query=${query}></screen-plan>`,
  },
  {
    path: "log",
    label: "nav-log",
    icon: "log",
    load: () => import("./screens/log.js"),
    draw: (_, query) => html`<screen-log .query=${query}></screen-log>`,
  },
  {
    path: "mailbox",
    label: "nav-mailbox",
    icon: "mailbox",
    load: () => import("./screens/mailbox.js"),
    draw: () => html`<screen-mailbox></screen-mailbox>`,
  },
  {
    path: "emails",
    label: "nav-emails",
    icon: "inbox",
    load: () => import("./screens/emails.js"),
    draw: () => html`<screen-emails></screen-emails>`,
  },
  {
    path: "tasks",
    label: "nav-tasks",
    icon: "task",
    load: () => import("./screens/tasks.js"),
    draw: () => html`<screen-tasks></screen-tasks>`,
  },
  {
    path: "integrations",
    label: "nav-integrations",
    icon: "integration",
    load: () => import("./screens/integrations.js"),
    draw: () => html`<screen-integrations></screen-integrations>`,
  },
  {
    path: "notices",
    label: "nav-notices",
    icon: "bell",
    load: () => import("./screens/notices.js"),
    draw: () => html`<screen-notices></screen-notices>`,
  },
  {
    path: "settings",
    label: "nav-settings",
    icon: "settings",
    load: () => import("./screens/settings.js"),
    draw: () => html`<screen-settings></screen-settings>`,
  },
  {
    path: "results",
    label: "",
    icon: "log",
    load: () => import("./screens/results.js"),
    draw: (rest) => html`<screen-results .selected=${rest[0] ?? ""}></screen-results>`,
  },
  {
    path: "twins",
    label: "",
    icon: "user",
    load: () => Promise.all([import("./screens/twins.js"), import("./screens/contact-merge.js")]),
    draw: (_, query) => html`<screen-twins .query=${query}></screen-twins>`,
  },
  {
    path: "import",
    label: "",
    icon: "upload",
    load: () => import("./screens/import.js"),
    draw: (rest) => html`<screen-import .module=${rest[0] ?? ""}></screen-import>`,
  },
];

type Phase = "starting" | "needs_token" | "ready" | "failed";

@customElement("relance-console")
export class RelanceConsole extends Screen {
  @state() phase: Phase = "starting";
  @state() failure = "";
  @state() menuOpen = false;
  @state() place: Place = PLACES[0]!;
  @state() rest: string[] = [];
  @state() query = new URLSearchParams();

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener("hashchange", () => void this.route());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.menuOpen = false;
    });
    void this.start();
  }

  async start(): Promise<void> {
    try {
      await setLanguage(rememberedLanguage());
      applyTheme(localStorage.getItem("relance.theme") ?? "");
      await signInByAddress();
      const wantsDemo = new URLSearchParams(location.search).has("demo");
      const http = wantsDemo ? null : await HttpBackend.connect();
      if (http === "needs_token") {
        this.phase = "needs_token";
        return;
      }
      await app.start(http ?? new (await import("./backend/demo.js")).DemoBackend());
      await this.route();
      this.phase = "ready";
    } catch (error) {
      console.error(error);
      this.failure = errorText(error);
      this.phase = "failed";
    }
  }

  async route(): Promise<void> {
    const [path = "", search = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [first, ...rest] = path.split("/");
    const place = PLACES.find((one) => one.path === first) ?? PLACES[0]!;
    await place.load();
    const isOther = place !== this.place;
    this.place = place;
    this.rest = rest;
    this.query = new URLSearchParams(search);
    this.menuOpen = false;
    await this.updateComplete;
    if (!isOther) return;
    this.querySelector(".main")?.scrollTo(0, 0);
    if (place.label) document.title = `${t(place.label)} – Relance`;
  }

  protected override render() {
    if (this.phase === "starting") return html`<p class="boot">${t("starting")}</p>`;
    if (this.phase === "needs_token") return this.signIn();
    if (this.phase === "failed") {
      return html`<main class="main"><div class="screen">
        <h1>${t("start-failed")}</h1>
        ${note("bad", this.failure)}
        <p><a href="?demo">${t("start-demo-instead")}</a></p>
      </div></main>`;
    }
    return html`
      <a class="visually-hidden skip" href="#main-content" @click=${this.skip}>${t("skip-to-content")}</a>
      <header class="side ${this.menuOpen ? "open" : ""}">${this.side()}</header>
      <main class="main" id="main-content" tabindex="-1">
        <div class="topbar">
          <button class="button quiet icon menu-button" aria-label=${t("menu")}
            aria-expanded=${this.menuOpen} @click=${() => (this.menuOpen = !this.menuOpen)}>
            ${icon("menu")}
          </button>
          ${app.unseenNotices > 0
            ? html`<a class="button quiet icon bell" href="#/notices">${icon("bell")}
                <span class="visually-hidden">${t("nav-notices")}</span>${unseenCount()}</a>`
            : nothing}
          <strong>${app.setup.account.name}</strong>
          ${app.backend.kind === "demo"
            ? html`<span class="badge accent">${t("demo-badge")}</span>`
            : nothing}
          <relance-clock class="clock"></relance-clock>
        </div>
        <pause-bar></pause-bar>
        ${this.place.draw(this.rest, this.query)}
      </main>
      <div class="toasts" role="status" aria-live="polite">
        ${app.toasts.map(
          (toast) => html`<div class="toast">
            <span>${toast.text}</span>
            ${toast.action
              ? html`<button @click=${() => {
                  toast.action?.run();
                  app.dismiss(toast);
                }}>${toast.action.label}</button>`
              : nothing}
            <button aria-label=${t("dismiss")} @click=${() => app.dismiss(toast)}>×</button>
          </div>`,
        )}
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${app.announcement}</div>
    `;
  }

  private side(): TemplateResult {
    return html`
      <a class="brand" href="#/records">${logo()} Relance</a>
      <nav aria-label=${t("nav-label")}>
        <ul>
          ${PLACES.filter((place) => place.label).map(
            (place) => html`<li>
              <a href="#/${place.path}"
                aria-current=${place === this.place ? "page" : nothing}
                @click=${() => (this.menuOpen = false)}>
                ${icon(place.icon)}${t(place.label)}${place.path === "notices" ? unseenCount() : nothing}
              </a>
            </li>`,
          )}
        </ul>
      </nav>
      <div class="foot">
        ${app.backend.signOut
          ? html`<button class="button quiet small" @click=${() => app.attempt(async () => app.backend.signOut?.())}>${t("sign-out")}</button>`
          : nothing}
        <label class="field"><span class="small muted">${t("language")}</span>
          <select @change=${this.changeLanguage}>
            ${Object.entries(LANGUAGES).map(
              ([key, name]) => html`<option value=${key} lang=${key} ?selected=${key === currentLanguage()}>${name}</option>`,
            )}
          </select>
        </label>
        <label class="field"><span class="small muted">${t("theme")}</span>
          <select @change=${changeTheme}>
            ${["", "light", "dark"].map(
              (theme) => html`<option value=${theme} ?selected=${theme === (localStorage.getItem("relance.theme") ?? "")}>
                ${t(`theme-${theme || "system"}`)}</option>`,
            )}
          </select>
        </label>
      </div>
    `;
  }

  private signIn(): TemplateResult {
    return html`<main class="main"><div class="screen">
      <form class="card stack sign-in" @submit=${this.submitToken}>
        <h1>${t("sign-in")}</h1>
        <p class="muted">${t("sign-in-help")}</p>
        <div class="field">
          <label for="token">${t("token")}</label>
          <input id="token" name="token" type="password" autocomplete="current-password" required />
        </div>
        <div role="alert">${this.failure ? note("bad", this.failure) : nothing}</div>
        <div class="row">
          <button class="button primary">${t("sign-in")}</button>
          <a href="?demo">${t("start-demo-instead")}</a>
        </div>
      </form>
    </div></main>`;
  }

  private submitToken = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const token = String(new FormData(event.target as HTMLFormElement).get("token"));
    try {
      await HttpBackend.signIn(token);
      this.phase = "starting";
      this.failure = "";
      await this.start();
    } catch (error) {
      this.failure = errorText(error);
    }
  };

  private changeLanguage = async (event: Event): Promise<void> => {
    const next = (event.target as HTMLSelectElement).value as Language;
    await setLanguage(next);
    localStorage.setItem("relance.language", next);
    app.changed();
  };

  private skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main-content")?.focus();
  };
}

/** `#token=…` signs in and disappears: what follows `#` never leaves the browser. */
async function signInByAddress(): Promise<void> {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  await HttpBackend.signIn(decodeURIComponent(token));
}

function rememberedLanguage(): Language {
  const wanted =
    new URLSearchParams(location.search).get("lang") ??
    localStorage.getItem("relance.language") ??
    navigator.language.slice(0, 2);
  return wanted in LANGUAGES ? (wanted as Language) : "en";
}

/** Beside the bell; its name says the number in words. */
function unseenCount(): TemplateResult | typeof nothing {
  const count = app.unseenNotices;
  if (count === 0) return nothing;
  const shown = count > UNSEEN_SHOWN ? `${number(UNSEEN_SHOWN)}+` : number(count);
  return html` <span class="badge bad unseen" aria-hidden="true">${shown}</span>
    <span class="visually-hidden">${t("nav-notices-unseen", { count })}</span>`;
}

function applyTheme(theme: string): void {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function changeTheme(event: Event): void {
  const theme = (event.target as HTMLSelectElement).value;
  localStorage.setItem("relance.theme", theme);
  applyTheme(theme);
}

function logo(): TemplateResult {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)"></rect>
    <path d="M9 21V11h8a4 4 0 0 1 0 8h-4l7 5" fill="none" stroke="var(--on-accent)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"></path>
  </svg>`;
}
