// The screen "Integrations" against the Worker and a stand-in for Unisender: connecting, choosing what
// consent it needs, synchronising, webhooks with their secret shown once.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { accessibilityProblems } from "../support/axe.mjs";
import { contact, deal, setUp } from "../e2e/account.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";

const browser = await openBrowser();
after(() => browser.close());

async function signedIn(t, page, options = {}) {
  const service = await startUnisender(t, { lists: [{ id: 101, title: "Новости" }], ...options });
  const server = await startServer(t, { variables: { RELANCE_UNISENDER_BASE: service.base } });
  await page.goto(`${server.url.href}?lang=${options.lang ?? "en"}#token=${server.adminToken}`);
  await page.locator("nav a").first().waitFor({ state: "attached" });
  await page.evaluate(() => { location.hash = "#/integrations"; });
  await page.locator("screen-integrations h2").first().waitFor();
  return { server, service };
}

test("Unisender is connected, synchronised and disconnected in the console (S4.15, S4.19)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const { server, service } = await signedIn(t, page);
  await page.getByText("not connected", { exact: true }).waitFor();
  await page.getByText("Switch the API on and copy the key.").waitFor();

  await page.getByLabel("API key").fill("wrong");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText(/does not take this key/).waitFor();
  await page.getByLabel("API key").fill(service.key);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText("works", { exact: true }).waitFor();
  await page.getByText("Новости").waitFor();
  await page.locator(".toast").first().waitFor();
  assert.equal(await page.getByLabel("Another API key").inputValue(), "", "the key is not shown again");

  service.addList({ id: 102, title: "Старт" });
  await page.getByRole("button", { name: "Synchronise" }).click();
  await page.getByText("New: Старт.").waitFor();
  service.removeList(101);
  await page.getByRole("button", { name: "Synchronise" }).click();
  await page.getByText("Gone: Новости.").waitFor();
  await page.getByRole("button", { name: "Synchronise" }).click();
  await page.getByText("Nothing has changed.").waitFor();

  await page.getByLabel("Unisender asks each client for consent").check();
  await page.getByLabel("Tags for each client").fill("crm, deals");
  await page.getByLabel("Tags for each client").press("Tab");
  const kept = async () => (await server.get("/api/v1/integrations/unisender")).body;
  // The console answers a change by drawing it; the account holds it by then or soon after.
  for (let look = 0; look < 50 && (await kept()).tags.length === 0; look++) await page.waitForTimeout(100);
  assert.deepEqual([(await kept()).service_asks, (await kept()).tags], [true, ["crm", "deals"]]);
  assert.deepEqual(await accessibilityProblems(page), []);

  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByText("not connected", { exact: true }).waitFor();
  assert.equal((await server.get("/api/v1/integrations/unisender")).body.state, "not_configured");
});

test("a webhook is made, its secret shown once, tested, and given a new secret", async (t) => {
  const page = await openPage(t, browser, { viewport: { width: 360, height: 720 }, colorScheme: "dark", bypassCSP: true });
  const receiver = await startReceiver(t);
  await signedIn(t, page);
  await page.getByLabel("Name").fill("Warehouse");
  await page.getByLabel("Address").fill(receiver.url);
  await page.getByRole("button", { name: "Add a webhook" }).click();
  const secret = await page.locator("code.break").innerText();
  await page.getByRole("button", { name: "Test Warehouse" }).click();
  await page.getByText("Warehouse took the test.").waitFor();
  const [{ headers, body }] = receiver.received;
  assert.equal(new Webhook(secret).verify(body, headers).type, "relance.test");

  receiver.fail(500);
  await page.getByRole("button", { name: "Test Warehouse" }).click();
  await page.getByText("Warehouse did not take the test.").waitFor();
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "New secret for Warehouse" }).click();
  await page.waitForFunction((before) => document.querySelector("code.break")?.textContent !== before, secret);
  assert.deepEqual(await accessibilityProblems(page), []);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `${width} px wide`);
  await page.getByRole("button", { name: "Delete Warehouse" }).click();
  await page.getByText("No webhooks").waitFor();
});

test("in Russian the lists have the button that the document names (S4.15)", async (t) => {
  const page = await openPage(t, browser);
  const { service } = await signedIn(t, page, { lang: "ru" });
  await page.getByLabel("Ключ API").fill(service.key);
  await page.getByRole("button", { name: "Подключить" }).click();
  await page.getByRole("button", { name: "Синхронизация" }).waitFor();
});

test("a step cannot add to lists until the service is connected, then one or several are chosen (S4.3, S4.14, S4.15, S4.19, D22)", async (t) => {
  const page = await openPage(t, browser);
  const { server, service } = await signedIn(t, page);
  await setUp(server);
  await server.post("/api/v1/automations", { id: "a_lists", name: "To the lists", kind: "sequence", module: "deals",
    basis: { stage: "new" }, steps: [{ id: "s1", action: "exit" }] });
  await page.reload();
  await page.evaluate(() => { location.hash = "#/sequences/a_lists"; });
  const offered = page.locator("[data-action='add_to_lists']");
  await offered.waitFor();
  assert.equal(await offered.getAttribute("aria-disabled"), "true");
  await page.locator("#add_to_lists-off-note").getByRole("link", { name: "Open Integrations" }).click();
  await page.getByLabel("API key").fill(service.key);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText("works", { exact: true }).waitFor();

  await page.evaluate(() => { location.hash = "#/sequences/a_lists"; });
  await page.locator("[data-action='add_to_lists']:not([aria-disabled])").click();
  const choice = page.locator("mailing-lists-choice");
  await choice.getByLabel("Новости").check();
  service.addList({ id: 102, title: "Старт" });
  await choice.getByRole("button", { name: "Synchronise" }).click();
  await choice.getByLabel("Старт").check();
  await page.getByRole("button", { name: "Save" }).click();
  const kept = async () => (await server.get("/api/v1/automations/a_lists")).body.steps.find((step) => step.action === "add_to_lists");
  for (let look = 0; look < 50 && (await kept())?.lists.length !== 2; look++) await page.waitForTimeout(100);
  assert.deepEqual((await kept()).lists, ["unisender_101", "unisender_102"]);
});

test("the document's example in Russian: a new lead's clients come into two lists, and the screen says so (S4.1, S4.2, S4.4, S4.14, S4.16, S4.17, D28)", async (t) => {
  const page = await openPage(t, browser, { viewport: { width: 1280, height: 900 } });
  const { server, service } = await signedIn(t, page, { lang: "ru" });
  service.addList({ id: 102, title: "Старт" });
  const v1 = await setUp(server);
  await server.put("/api/v1/integrations/unisender", { key: service.key });
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  await page.reload();
  await page.evaluate(() => { location.hash = "#/board/deals/sales"; });
  await page.getByRole("button", { name: "Добавить правило в этап New" }).click();
  await page.locator("dialog [data-action='add_to_lists']").click();
  const window = page.locator("rule-dialog dialog");
  await window.getByRole("heading", { name: "Выполнить при событии" }).waitFor();
  await window.locator("#rule-trigger-choice").selectOption({ label: "При переходе или создании в этапе" });
  await window.getByLabel("Новости").check();
  await window.getByLabel("Старт").check();
  await window.getByRole("button", { name: "Сохранить", exact: true }).click();
  await page.locator(".toast").getByText(/Сохранено и включено/).waitFor();

  await v1.post("/records/deals/bulk", { records: [deal(1, { contacts: ["c_1", "c_2"] })] });
  const { now } = await v1.get("/dev/clock");
  await v1.post("/dev/tick", { until: new Date(Date.parse(now) + 60_000).toISOString() });
  for (const id of [101, 102]) assert.deepEqual(service.addresses(id), ["jan1@client.example", "jan2@client.example"]);

  await page.evaluate(() => { location.hash = "#/integrations"; });
  const row = page.locator("tbody tr").filter({ hasText: "jan1@client.example, jan2@client.example" });
  await row.getByText("доставлено").waitFor();

  await server.delete("/api/v1/integrations/unisender");
  const [rule] = (await v1.get("/automations")).automations;
  assert.deepEqual(rule.health.map((problem) => problem.code), ["integration_missing"]);
});
