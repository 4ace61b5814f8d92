// The widgets in plain pages: one script tag, no bundler, no server but files.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { serveFiles, STRICT_POLICY } from "../support/static.mjs";

const browser = await openBrowser();
after(() => browser.close());

const FOLDERS = ["tests/browser/embed", "wasm/npm/dist"];

async function open(t, name, { policy, context } = {}) {
  const headers = policy ? { "content-security-policy": policy } : {};
  const page = await openPage(t, browser, context);
  await page.goto(`${await serveFiles(t, FOLDERS, headers)}${name}.html`);
  return page;
}

test("an SMS counter in one script tag and one element, under a strict policy", async (t) => {
  const page = await open(t, "sms-counter", { policy: STRICT_POLICY });
  const counter = page.locator("relance-sms-counter");
  await counter.getByText("UCS-2", { exact: true }).waitFor();
  await counter.getByText("ę", { exact: true }).first().waitFor();
  // 0.29 zł × 1 part × 124 recipients
  assert.match(await counter.locator("dl").innerText(), /35,96\s*zł/);
  await counter.locator("textarea").fill(`${"a".repeat(80)}ę`);
  await counter.getByText(/ę → e/).waitFor();
  assert.equal(await counter.locator("[data-parts]").innerText(), "2");
  // D31: offered, and applied only by a person.
  await counter.getByRole("button").click();
  await counter.locator("[data-parts='1']").waitFor();
  assert.equal(await counter.locator("textarea").inputValue(), `${"a".repeat(80)}e`);
});

test("a filter preview counts while it is written, and names a mistake", async (t) => {
  const page = await open(t, "filter-preview");
  const preview = page.locator("relance-filter-preview");
  await preview.getByText("2 of 3 match").waitFor();
  const changed = page.evaluate(
    () => new Promise((resolve) => addEventListener("relance-change", (event) => resolve(event.detail))),
  );
  await preview.locator("input").fill("amount >= 5000");
  await changed;
  await preview.getByText("2 of 3 match").waitFor();
  assert.deepEqual((await changed).filter, { field: "amount", op: "at_least", value: 500_000 });
  await preview.locator("input").fill("amuont >= 5000");
  await preview.getByText("did you mean `amount`?").waitFor();
});

test("a timeline shows in words that an SMS will not be sent (S1.6)", async (t) => {
  const page = await open(t, "timeline");
  const timeline = page.locator("relance-timeline");
  await timeline.locator("svg").waitFor();
  await timeline.locator("summary").click();
  const rows = await timeline.locator("tbody tr").allInnerTexts();
  assert.match(rows.find((row) => row.includes("sms")), /22 Nov.*23:40.*will not be sent \(quiet hours\)/s);
  assert.match(rows.find((row) => row.includes("task for user")), /26 Nov.*task is created/s);
});

test("a forecast has a table beside its chart", async (t) => {
  const page = await open(t, "forecast");
  const forecast = page.locator("relance-forecast");
  await forecast.locator("svg").first().waitFor();
  await forecast.locator("summary").click();
  const rows = await forecast.locator("tbody tr").allInnerTexts();
  // Two records enter on the 21st, their SMS are lost in the night of the 22nd, tasks come on the 26th.
  assert.equal(rows.length, 3);
  assert.match(rows[1], /22 Nov 2026\s+2\s+0\s+0\s+2/);
  assert.match(rows[2], /26 Nov 2026\s+0\s+0\s+2\s+0/);
});

test("the script may be loaded twice, and the elements have no accessibility problems", async (t) => {
  for (const name of ["sms-counter", "filter-preview", "timeline", "forecast"]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(t, name, { context: { colorScheme } });
      await page.addScriptTag({ type: "module", url: "/define.js?again" });
      await page.locator("main").getByText(/./).nth(2).waitFor();
      assert.deepEqual(await accessibilityProblems(page), [], `${name}, ${colorScheme}`);
    }
  }
});

test("a missing engine file is a typed error with a hint", async (t) => {
  const page = await open(t, "sms-counter");
  const error = await page.evaluate(async () => {
    const { init } = await import("/index.js");
    return init("/nowhere.wasm").then(
      () => "started",
      ({ name, code, hint }) => ({ name, code, hint }),
    );
  });
  // The element has started the engine already, and there is one engine in a page.
  assert.equal(error, "started");
  const other = await page.evaluate(async () => {
    const { init } = await import("/index.js?fresh");
    return init("/nowhere.wasm").catch(({ name, code, hint }) => ({ name, code, hint }));
  });
  assert.equal(other.name, "EngineInitError");
  assert.equal(other.code, "fetch");
  assert.match(other.hint, /engine\.wasm/);
});
