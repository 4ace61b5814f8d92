// The console against the Worker: what the dialog shows before is what the run log and the mailbox
// hold after. Real workerd, real D1, real cron; only the clock is moved.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadSample } from "../../worker/dev/sample.mjs";
import { openBrowser, openPage, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

const number = async (dialog, name) => {
  const text = await dialog.getByText(name, { exact: true }).locator("xpath=following-sibling::dd").innerText();
  return Number.parseInt(text.replace(/\D.*$/, ""), 10);
};

test("a sequence is looked at, activated, run by cron, and its results are read", async (t) => {
  // The page first, so that it is also closed first: what it still asks finds the server there.
  const page = await openPage(t, browser);
  const server = await startServer(t);
  await loadSample({ url: server.url, adminToken: server.adminToken, records: 400 });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  assert.ok(!page.url().includes("token"), "the token does not stay in the address");

  await page.goto(`${server.url.href}?lang=en#/sequences/a_offer_follow_up`);
  await page.locator("relance-timeline svg").waitFor();
  await page.getByRole("button", { name: "Activate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("All cards in the database").check();
  await dialog.getByText("Start now", { exact: true }).waitFor();
  await page.waitForFunction(() => !document.querySelector("dialog progress"));
  const [starting, emails, sms, tasks] = [
    await number(dialog, "Start now"),
    await number(dialog, "E-mails"),
    await number(dialog, "SMS"),
    await number(dialog, "Tasks"),
  ];
  assert.ok(starting > 0 && emails > 0 && tasks > 0, `${starting} ${emails} ${sms} ${tasks}`);
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByText("It runs. What you change here").waitFor();

  // Nine days: the last step is on the fifth, a long weekend included.
  await page.getByRole("button", { name: "+1 week" }).click();
  await page.getByText(/decisions were made/).first().waitFor();
  await page.getByRole("button", { name: "+1 day" }).click();
  await page.waitForFunction(() => !document.querySelector("relance-clock button[disabled]"));

  await show(page, "mailbox");
  await page.locator(".cards li").first().waitFor();
  const sent = await page.locator(".cards li").count();
  await show(page, "tasks");
  await page.locator("tbody tr").first().waitFor();
  const made = await page.locator("tbody tr").count();
  // Records whose own dates let them enter in these days come on top of those that started at once.
  assert.ok(sent >= emails + sms, `${sent} messages for ${emails} e-mails and ${sms} SMS planned`);
  assert.ok(made >= tasks, `${made} tasks for ${tasks} planned`);
  await show(page, "log");
  await page.locator("tr[data-what='task_created']").first().waitFor();

  // A view in use is locked by the server too (S1.16).
  await show(page, "records/deals?view=v_waiting_offers");
  await page.getByText("This view is used by an active automation").waitFor();

  // Where records stand: those that started at once have finished.
  await show(page, "sequences/a_offer_follow_up");
  const finished = await page.getByText(/^finished: /).innerText();
  assert.ok(Number(finished.replace(/\D/g, "")) >= starting, finished);

  // A program gets a token of its own, shown once.
  await show(page, "settings");
  await page.getByLabel("What it is for").fill("Shop");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.locator("code.break").innerText();
  assert.equal((await server.as(token).get("/api/v1/settings")).status, 200);

  await show(page, "sequences");
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("Switched off: Follow-up after an offer").waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").waitFor();
});
