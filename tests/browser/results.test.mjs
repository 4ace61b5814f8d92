// Results in the console: what was sent, opened by persons and by machines, passed over, by step (E5, E13).
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers, setUp } from "../e2e/account.mjs";
import { activate, all, day, MONDAY } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

const SEQUENCE = {
  id: "a_offer", name: "After the offer", kind: "sequence", module: "deals", basis: { view: "v_offers" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "drop", zone: "account",
  steps: [
    { id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_mail" },
    { id: "s_sms", action: "sms_to_contact", delay: { amount: 1, unit: "days" }, template: "t_sms" },
    { id: "s_task", action: "task_for_user", delay: { amount: 1, unit: "days" }, template: "t_task", recipient: "owner" },
  ],
};

/** Signs in and goes to a screen. */
async function enter(page, server, hash) {
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.locator("nav a").first().waitFor({ state: "attached" });
  await go(page, hash);
}

/** Another screen, with what the server has now. */
async function go(page, hash) {
  await page.evaluate((to) => { location.hash = `#/${to}`; }, hash);
  await page.reload();
  await page.locator(".main > pause-bar + *").waitFor();
}

async function withDeals(server, count) {
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "marketing", format: "html",
    subject: "Our offer", body: '<p>Hello {{ contact.first_name }}</p><p><a href="https://okna.example/offer">See it</a></p>' });
  await v1.post("/templates", { id: "t_sms", name: "Reminder", module: "deals", kind: "sms", class: "marketing", text: "Hello {{ contact.first_name }}" });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}", description: "" });
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: numbers(count).map((number) => contact(number, number % 4 === 0 ? { sms_consent: false } : {})) });
  await v1.post("/records/deals/bulk", { records: numbers(count).map((number) => deal(number, { stage: "offer" })) });
  return v1;
}

const asks = (server, address, agent = CHROME) =>
  fetch(new URL(new URL(address).pathname, server.url), { redirect: "manual", headers: { "user-agent": agent } });

async function until(look, wanted) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (wanted(await look())) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail("it was never noted");
}

test("an account counts openings, and reads what its sequence came to, machines apart (E5, E13)", async (t) => {
  const page = await openPage(t, browser, { viewport: { width: 1280, height: 1000 }, bypassCSP: true });
  const server = await startServer(t);
  const v1 = await withDeals(server, 12);

  await enter(page, server, "settings");
  await page.getByLabel("Count openings").check();
  await page.getByLabel("Count clicks").check();
  await page.locator("screen-settings form").first().getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.deepEqual((await v1.get("/settings")).tracking, { opens: true, clicks: true, count_automatic: false });

  await activate(v1, "a_offer");
  await v1.post("/dev/tick", { until: day(1) });
  const messages = await all(v1, "/messages", "messages");
  assert.equal(messages.length, 12);
  await v1.post("/dev/tick", { until: day(1, 3) });
  const picture = (message) => /<img src="([^"]+)"/.exec(message.html)[1];
  const link = (message) => /<a href="([^"]+\/p\/l\/[^"]+)"/.exec(message.html)[1];
  for (const message of messages.slice(0, 5)) await asks(server, picture(message));
  for (const message of messages.slice(0, 2)) await asks(server, link(message));
  for (const message of messages.slice(5, 8)) await asks(server, picture(message), "Mozilla/5.0");
  const counted = async () => (await v1.get("/automations/a_offer/results")).total;
  await until(counted, (total) => total.opened === 5 && total.clicked === 2 && total.opened_automatic === 3);
  await v1.post("/dev/tick", { until: day(4) });

  await go(page, "sequences/a_offer");
  const results = page.locator("automation-results");
  await results.getByRole("heading", { name: "Results" }).waitFor();
  const step = (id) => results.locator(`[data-step=${id}]`);
  assert.match(await step("s_mail").innerText(), /Sent\s+12[\s\S]*Opened\s+5\s+42%[\s\S]*Link followed\s+2\s+17%/);
  assert.match(await step("s_sms").innerText(), /Sent\s+9[\s\S]*Passed over: 3 × the contact has not agreed/);
  assert.match(await step("s_task").innerText(), /Done\s+12/);
  await results.getByText("3 messages were opened by machines alone").waitFor();
  await results.getByText("As a table").click();
  const rows = await results.getByRole("row").allInnerTexts();
  assert.equal(rows.length, 5, "a head, three steps, a sum");
  assert.match(rows.at(-1), /All steps\s+33\s+5\s+2\s+3\s+12\s+PLN\s0\.81/, "colleagues are told by e-mail, too");
  assert.deepEqual(await accessibilityProblems(page), []);

  await page.setViewportSize({ width: 360, height: 800 });
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(isWide, false, "it fits a telephone");
  await page.setViewportSize({ width: 1280, height: 1000 });
  await go(page, "log?automation=a_offer");
  await page.getByText("Opened", { exact: false }).first().waitFor();
  await go(page, "mailbox");
  await page.getByText("Fetched by a machine (privacy proxy)").first().waitFor();
  assert.equal(await page.getByText("Fetched by a machine (privacy proxy)").count(), 3);

  await go(page, "automations");
  await page.locator(".automation-figures", { hasText: "Opened" }).waitFor();
  await page.getByRole("link", { name: "Results: After the offer" }).click();
  await page.locator("screen-results automation-results").getByRole("heading", { name: "Results" }).waitFor();
});
