// Changing what runs, in the console: a view in use stands on yellow and is replaced safely; a draft
// stands beside what runs; a pause asks what becomes of what fell due. Real workerd behind it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { numbers } from "../e2e/account.mjs";
import { activate, day, putDeals, withSequence } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

/** Five deals wait in the sequence; two more are on another stage. */
async function running(t, options) {
  // The page first, so that it is also closed first: what it still asks finds the server there.
  const page = await openPage(t, browser, { bypassCSP: true, ...options });
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(5), { stage: "offer" });
  await putDeals(v1, [6, 7], { stage: "new" });
  await activate(v1);
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const show = async (hash) => {
    await page.goto(`${server.url.href}?lang=en#/${hash}`);
    await page.reload();
  };
  return { page, server, v1, show };
}

const group = (dialog, name) => dialog.locator(`[data-group=${name}] dd.number`).first().innerText();

test("a view in use stands on yellow, and is replaced by what its dialog showed (S1.16, S1.17, D16, B2)", async (t) => {
  const { page, v1, show } = await running(t);
  await show("records/deals?view=v_offers");
  const card = page.locator("section.card.in-use");
  await card.getByText("used by an active automation: After the offer").waitFor();
  const yellow = await card.evaluate((one) => getComputedStyle(one).backgroundColor);
  const plain = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(yellow, plain);
  assert.ok(await card.locator("filter-editor select, filter-editor input").first().isDisabled());

  await card.getByRole("button", { name: "Replace safely…" }).click();
  assert.ok(await card.getByRole("button", { name: "Show what it does" }).isDisabled());
  await page.evaluate(() => {
    document.querySelector("screen-records").filter = { field: "stage", op: "is", value: "new" };
  });
  await card.getByRole("button", { name: "Show what it does" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Replace “Offers”?" });
  await dialog.getByLabel("I confirm exactly this.").waitFor();
  assert.deepEqual([await group(dialog, "change-enters"), await group(dialog, "change-leaves"), await group(dialog, "change-stays")], ["2", "5", "0"]);
  await dialog.getByText("2 records start: e-mails").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.ok(await dialog.getByRole("button", { name: "Confirm and change" }).isDisabled());
  await dialog.getByLabel("I confirm exactly this.").press("Space");
  await dialog.getByRole("button", { name: "Confirm and change" }).press("Enter");
  await page.getByText("Changed. Records follow now.").waitFor();
  const waiting = (await v1.get("/enrollments")).enrollments.filter((one) => one.state === "waiting");
  assert.deepEqual(waiting.map((one) => one.record).sort(), ["d_6", "d_7"]);
});

test("what is edited of a running automation is a draft, published after its preview (D29, B6)", async (t) => {
  const { page, v1, show } = await running(t, { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await show("sequences/a_offers");
  await page.getByText("It runs. What you change here").waitFor();
  await page.getByLabel("Name", { exact: true }).first().fill("After the offer, again");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("There is a draft beside what runs.").waitFor();
  assert.equal((await v1.get("/automations/a_offers")).name, "After the offer");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByText("It runs. What you change here").waitFor();

  const automation = await v1.get("/automations/a_offers");
  await v1.put("/automations/a_offers", { ...automation, steps: automation.steps.slice(1) });
  await page.reload();
  await page.getByRole("button", { name: "Publish…" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish “After the offer”?" });
  await dialog.getByLabel("I confirm exactly this.").check();
  assert.equal(await group(dialog, "change-moved"), "5");
  await dialog.getByText("Nobody starts because of this change.").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: innerWidth }));
  assert.ok(wide <= screen, `${wide} > ${screen}`);
  await dialog.getByRole("button", { name: "Confirm and change" }).click();
  await page.getByText("Changed. Records follow now.").waitFor();
  const steps = (await v1.get("/enrollments")).enrollments.map((one) => one.step);
  assert.deepEqual([...new Set(steps)], ["s_task"]);
});

test("switched on again, the window asks what becomes of what fell due meanwhile (D6, B13)", async (t) => {
  const { page, v1, show } = await running(t);
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.post("/dev/tick", { until: day(2, 1) });
  await show("sequences/a_offers");
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("5 actions fell due while it was switched off").waitFor();
  await dialog.getByLabel("All cards in the database").check();
  await dialog.getByText("5 actions fell due while it was switched off").waitFor();
  await dialog.locator("#confirm-number").check();
  assert.ok(await dialog.getByRole("button", { name: "Activate", exact: true }).isDisabled());
  await dialog.getByLabel("Leave them out").check();
  await dialog.getByRole("button", { name: "Activate", exact: true }).click();
  await page.getByText("It runs. What you change here").waitFor();
  await v1.post("/dev/tick", { until: day(2, 2) });
  assert.deepEqual((await v1.get("/messages")).messages, []);
});

test("what came far beyond the confirmed number is held, and a person lets it start (D18)", async (t) => {
  const { page, v1, show } = await running(t);
  await putDeals(v1, numbers(112).slice(7), { stage: "offer" });
  await show("sequences");
  await page.getByText("held: 5").waitFor();
  await show("sequences/a_offers");
  await page.getByText("5 records are held").waitFor();
  await page.getByText(/Deal \d+, Deal/).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole("button", { name: "Let them start" }).press("Enter");
  await page.getByText("5 records are held").waitFor({ state: "detached" });
  const list = await v1.get("/enrollments?limit=1000");
  assert.equal(list.enrollments.filter((one) => one.state === "waiting").length, 110);
});
