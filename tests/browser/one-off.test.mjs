// A bulk send to a view in the console, from a saved filter to its cancellation: by somebody who knows no API.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, press, shot, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { numbers } from "../e2e/account.mjs";
import { putDeals, withSequence } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

/** Moves the clock by a button, and waits until what was due is done. */
async function later(page, button) {
  await press(page, button);
  await page.waitForFunction(() => !document.querySelector("relance-clock button[disabled]"));
}

/** Confirms what the activation window shows, and answers its text. */
async function confirm(page) {
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Start now", { exact: true }).waitFor();
  const text = await dialog.innerText();
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await dialog.waitFor({ state: "detached" });
  return text;
}

test("a bulk send to a view, two an hour: it is paused, goes on, and what is left is cancelled (S2.6, D14)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(9), { stage: "offer" });
  await putDeals(v1, [10], { stage: "new" });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();

  await show(page, "records/deals");
  await page.getByLabel("The same as text").fill("stage is offer");
  await page.locator('#count[data-count="9"]').waitFor();
  await press(page, "Save as view");
  await page.getByLabel("Name of the view").fill("Everybody with an offer");
  await press(page, "Save");
  await page.getByRole("link", { name: "Follow-up sequence", exact: true }).click();
  await page.getByLabel("Only new cards").waitFor();
  await page.getByLabel("Once, as a bulk send").check();
  await page.getByText("Everybody whom the view holds at the start").waitFor();
  assert.equal(await page.getByLabel("Only new cards").count(), 0, "there is no later for a bulk send");
  await page.getByLabel("Name", { exact: true }).fill("Spring offer");
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "one-off-new");
  await press(page, "Add");

  await press(page, "Task for user");
  await page.locator("li.step").first().getByLabel("Template").selectOption({ label: "Call" });
  await page.getByText("Settings of the sequence").click();
  assert.equal(await page.getByLabel("Runs", { exact: true }).inputValue(), "one_off");
  await page.getByLabel("Records an hour").fill("2");
  await press(page, "Save");
  await page.getByText("Unsaved changes").waitFor({ state: "detached" });
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "one-off-editor");

  await press(page, "Activate");
  const window = await confirm(page);
  assert.match(window, /Everybody whom the view holds at the start/);
  assert.doesNotMatch(window, /Only new cards/);
  await page.getByText("It runs. What you change here").waitFor();
  const titles = async () => (await v1.get("/records/tasks")).records.map((task) => task.values.name);
  const done = async () => (await titles()).length;
  await later(page, "+1 hour");
  assert.equal(await done(), 3, "one at once, and one each half hour");

  // The pause: who has left the view gets it all the same, who comes now does not.
  await press(page, "Deactivate");
  await page.getByText("Switched off: Spring offer").waitFor();
  await later(page, "+1 hour");
  assert.equal(await done(), 3);
  await v1.post("/records/deals/bulk", { records: [{ id: "d_6", values: { stage: "won" } }, { id: "d_10", values: { stage: "offer" } }] });
  await press(page, "Activate");
  assert.ok(await page.getByLabel("Go on with those who wait").isChecked(), "the list stays as it was at the start");
  await page.getByRole("dialog").getByLabel("Spread them").check();
  await confirm(page);
  await later(page, "+1 hour");
  const before = await done();
  assert.ok(before > 5 && before < 9, `${before} tasks`);

  await press(page, "Delete");
  await page.getByText("No sequences yet").or(page.getByText("After the offer")).first().waitFor();
  await later(page, "+1 day");
  assert.equal(await done(), before, "what waited is cancelled with it");
  assert.ok((await titles()).includes("Call about Deal 6"), "who had left the view got it all the same");
  assert.ok(!(await titles()).includes("Call about Deal 10"), "who came later did not");
});
