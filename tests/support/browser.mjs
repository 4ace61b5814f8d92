// A Chromium for a test. A page that logs an error, throws, or asks anything beyond loopback fails it.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** One browser for the tests of a file; close it in `after`. */
export async function openBrowser() {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium found: run `cargo xtask test`, or set CHROMIUM");
  // Chromium's own sandbox does not work for root, as in most containers.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

/**
 * A page in a fresh context, closed when `t` ends; what went wrong on it then fails `t`.
 *
 * @param {object} [options] Playwright's options of a context: `viewport`, `locale`, `colorScheme` …
 *
 * Open it before the server that it asks: what is opened first is closed first, so that nothing it
 * still asks meets a server that is gone.
 */
export async function openPage(t, browser, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Warsaw", ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    // Chromium logs each refusal (4xx) so; that is often what a test wants. A failure is told below.
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRefusal) problems.push(`logged: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) problems.push(`answered ${response.status()}: ${response.url()}`);
  });
  await context.route(/./, (route) => {
    const { protocol, hostname } = new URL(route.request().url());
    const isLocal = hostname === "127.0.0.1" || hostname === "localhost" || /^(data|blob):$/.test(protocol);
    if (isLocal) return route.continue();
    problems.push(`asked beyond this machine: ${hostname}`);
    return route.abort();
  });
  t.after(async () => {
    await context.close();
    if (problems.length > 0) throw new Error(`the page had problems:\n  ${problems.join("\n  ")}`);
  });
  return page;
}

/** Goes to a screen of the console: `records/deals`. */
export const show = (page, hash) => page.evaluate((next) => { location.hash = next; }, `#/${hash}`);

/** Presses the button with exactly this name. */
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Pictures for whoever changes a screen, light, dark and on a phone: `SHOTS=folder`. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 360]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-${scheme}-${width}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
}
