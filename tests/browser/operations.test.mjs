// What keeps an account in order, in the console: a person is erased, everything stands still, uncertain messages are
// decided, the budget is set; by keyboard, at 360 px, in light and dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers } from "../e2e/account.mjs";
import { activate, day, putDeals, withSequence } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

async function open(t, options) {
  const page = await openPage(t, browser, { bypassCSP: true, ...options });
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await v1.put("/settings", { language: "en" });
  const address = (hash) => `${server.url.href}#${hash}`;
  await page.goto(`${server.url.href}#token=${server.adminToken}`);
  await page.waitForSelector("#main-content");
  return { page, server, v1, go: (hash) => page.goto(address(hash)) };
}

const shot = (page, name) => (process.env.SHOTS ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true }) : undefined);

test("a person is erased from the contact's panel, after the dialog has said what goes (D20)", async (t) => {
  const { page, v1, go } = await open(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1, { first_name: "Ida" }), contact(2)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { name: "Ida's kitchen" }), deal(2, { name: "Shared", contacts: ["c_1", "c_2"] })] });
  await go("/records/contacts");
  await page.reload();
  await page.getByText("Ida Nowak 1").first().click();
  const download = page.waitForEvent("download");
  await page.click("#export-contact");
  assert.equal((await download).suggestedFilename(), "c_1.json");
  await page.click("#erase-contact");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Ida's kitchen").waitFor();
  assert.match(await dialog.innerText(), /Stays, without the person:\s*Shared/);
  assert.match(await dialog.innerText(), /hashes that nobody can read an address from\. They keep a campaign from being sent to this client once more/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "erase");
  const confirm = dialog.getByRole("button", { name: "Erase for good" });
  assert.ok(await confirm.isDisabled(), "nothing goes before somebody has said so");
  await dialog.getByLabel("I have seen what goes").check();
  await confirm.click();
  await page.getByText("Erased. The last traces go").waitFor();
  assert.deepEqual((await v1.get("/records/contacts")).records.map((one) => one.id), ["c_2"]);
});

test("everything stands still by one tap, a red bar says so, and it goes on by a choice (D6)", async (t) => {
  const { page, v1, go } = await open(t, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(2), { stage: "offer" });
  await go("/notices");
  await page.reload();
  await page.click("#pause-everything");
  await page.getByText("Everything stands still.").first().waitFor();
  await v1.post("/dev/tick", { until: day(2) });
  await shot(page, "paused-360-dark");
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.focus("#resume");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.locator('input[value="skip"]').check();
  await shot(page, "resume-360-dark");
  await dialog.getByRole("button", { name: "Let it go on" }).click();
  await page.locator(".pause-bar").waitFor({ state: "detached" });
  assert.equal((await v1.get("/pause")).overdue.count + (await v1.get("/pause")).paused, 0);
});

test("a person decides about messages of which nobody knows whether they arrived (D23)", async (t) => {
  const { page, server, v1, go } = await open(t);
  for (const key of ["k1", "k2", "k3"]) {
    await server.database.prepare(`INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id, channel, contact_id, address, body, entry,
      planned_at_ms, due_at_ms, state, lease, lease_until_ms) VALUES ('main', '${key}', 'a_offers', 'e', 's', 'd_1', 'sms', 'c_1', '+4860100000${key.slice(1)}', '{}', '{}', ${Date.parse(day(0))}, ${Date.parse(day(0))}, 'leased', 'x', 1)`).run();
    await server.database.prepare(`UPDATE outbox SET state = 'unknown', lease = NULL, lease_until_ms = NULL, settled_at_ms = ${Date.parse(day(0))} WHERE key = '${key}'`).run();
  }
  await go("/notices");
  await page.reload();
  await page.getByRole("heading", { name: "3 messages: did they arrive?" }).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "unknown");
  await page.getByRole("button", { name: "Count as sent: +48601000001" }).click();
  await page.getByRole("heading", { name: "2 messages: did they arrive?" }).waitFor();
  await page.click("#resend-all");
  await page.getByText("did they arrive?").waitFor({ state: "detached" });
  assert.deepEqual((await v1.get("/messages/unknown")).messages, []);
});

test("the month's budget for SMS is set in the settings, which show how much is spent (E8)", async (t) => {
  const { page, v1, go } = await open(t, { viewport: { width: 360, height: 740 } });
  await go("/settings");
  await page.check("#has-budget");
  await page.fill("#budget-amount", "12.50");
  await page.fill("#setting-alerts", "boss@okna.example");
  await page.locator("#setting-alerts").blur();
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.getByText("of PLN").waitFor();
  await shot(page, "budget-360");
  const settings = await v1.get("/settings");
  assert.deepEqual([settings.sms_budget, settings.alerts.email], [{ amount: 1250, currency: "PLN" }, "boss@okna.example"]);
});

test("the plan and the activation say when the month's budget is reached, and what would not leave (E8)", async (t) => {
  const { page, v1, go } = await open(t, { viewport: { width: 360, height: 740 } });
  await v1.put("/settings", { sms_budget: { amount: 45, currency: "PLN" } });
  await putDeals(v1, numbers(8), { stage: "offer" });
  await go("/sequences/a_offers");
  await page.reload();
  await page.getByRole("button", { name: "Activate" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("All cards in the database").click();
  const sentence = "The SMS budget of PLN 0.45 is reached on 5 Mar 2030: 3 SMS for PLN 0.27 would not leave in March 2030, also not later.";
  await dialog.getByText(sentence).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "budget-activation-360");
  await activate(v1);
  await go("/plan");
  await page.reload();
  await page.getByText(sentence).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "budget-plan-360-dark");
  await v1.put("/settings", { sms_budget: { amount: 500, currency: "PLN" } });
  await page.reload();
  await page.getByText("SMS budget: PLN 0.72 of PLN 5.00 in March 2030").waitFor();
});

test("the bell says how many notices nobody has seen, also to who does not see it, until somebody looks", async (t) => {
  const { page, v1, server, go } = await open(t);
  const notice = (about) => server.database.prepare(`INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms)
    VALUES ('main', 'stopped', '${about}', 1, ${Date.parse(day(0))}, ${Date.parse(day(0))})`).run();
  await page.getByRole("link", { name: "Notices", exact: true }).waitFor();
  await notice("a_offers");
  await notice("a_other");
  assert.equal((await v1.get("/notices?limit=1")).unseen, 2, "counted beyond the page");
  await page.reload();
  const bell = page.getByRole("link", { name: "Notices 2 new" });
  await bell.first().waitFor();
  assert.match(await bell.first().innerText(), /Notices\s*2/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "bell");
  await page.setViewportSize({ width: 360, height: 740 });
  await shot(page, "bell-360");
  await page.locator(".topbar .bell").click();
  await page.getByRole("heading", { name: "What happened by itself" }).waitFor();
  await page.locator(".unseen").first().waitFor({ state: "detached" });
  assert.equal((await v1.get("/notices")).unseen, 0);
  await go("/records/deals");
  await page.reload();
  await page.setViewportSize({ width: 1000, height: 740 });
  await page.getByRole("link", { name: "Notices", exact: true }).waitFor();
});

test("everything that the account owns is downloaded from the settings as one file", async (t) => {
  const { page, v1, go } = await open(t, { viewport: { width: 360, height: 740 } });
  await putDeals(v1, numbers(3), {});
  await go("/settings");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download everything" }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), "main-2030-03-04.ndjson");
  const lines = readFileSync(await file.path(), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines[0].account, "main");
  assert.equal(lines.filter((one) => one.table === "record").length, 6);
  assert.ok(lines.slice(1).every((one) => one.table && one.row), "where to go on is no part of the file");
  await page.getByText("The file is complete.").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.locator("#export-title").scrollIntoViewIfNeeded();
  if (process.env.SHOTS) await page.locator("settings-export").screenshot({ path: `${process.env.SHOTS}/export-360.png` });
});
